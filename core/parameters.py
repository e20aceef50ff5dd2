"""The first stop of the road: what a backtest is asked to do.

Each parameter is one field of `Parameters`, declared once with its label, unit, bounds and help.
The form of the window, the command line, validation, saved files and exports loop over `FIELDS`,
which is read off that declaration.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    model_validator,
)

from core.checks import (
    distinct_symbols,
    field_problems,
    known_frequency,
    number_or_series,
    plain_date,
    plain_number,
    symbol_tuple,
)
from core.errors import FieldProblem, ParameterError, quoted
from core.fields import Group, ParameterField, Shown, Stage, Unit, parameter_field

DEFAULT_SYMBOLS = ("SPY", "QQQ", "IWM", "EFA", "EEM", "TLT", "LQD", "GLD")

PresetName = Literal["as-scripted", "tradable"]
PRESET_NAMES: tuple[PresetName, ...] = get_args(PresetName)


CashSeries = Literal["^IRX"]
CASH_SERIES: str = get_args(CashSeries)[0]
"""Yahoo's name for the yield of the 13-week Treasury bill, quoted in percent a year."""

Number = BeforeValidator(plain_number)
Day = BeforeValidator(plain_date)


PRESET_TITLES: Mapping[PresetName, str] = MappingProxyType(
    {"as-scripted": "As scripted", "tradable": "Tradable"}
)
"""What people call the presets, the script first."""


class Parameters(BaseModel):
    """Everything a backtest is asked to do; immutable, and valid by construction.

    The defaults are the preset ``tradable``. Rates, volatilities and drawdowns are decimals a
    year (0.12 is 12 %), lookbacks count trading days, costs are in basis points of notional.

    Raises
    ------
    ParameterError
        Where a field or a relation between fields is wrong; it names every one of them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    symbols: Annotated[
        tuple[str, ...],
        BeforeValidator(symbol_tuple),
        AfterValidator(distinct_symbols),
        Shown(
            "Symbols",
            Group.UNIVERSE,
            Stage.BASE,
            "The universe: column names of the prices, separated by commas. "
            "Days on which one of them has no price are left out.",
        ),
    ] = DEFAULT_SYMBOLS
    start: Annotated[
        dt.date,
        Day,
        Shown(
            "Start",
            Group.UNIVERSE,
            Stage.BASE,
            "First day of prices that is used. No older day serves as warm-up.",
        ),
    ] = dt.date(2010, 1, 1)
    end: Annotated[
        dt.date | None,
        Day,
        Shown("End", Group.UNIVERSE, Stage.BASE, "Last day of prices that is used; empty: all."),
    ] = None
    carry_forward: Annotated[
        int,
        Number,
        Field(ge=0, le=250),
        Shown(
            "Carry prices forward",
            Group.UNIVERSE,
            Stage.BASE,
            "A missing price takes the last one before, at most so many days on end. "
            "0: days on which a symbol has no price are left out.",
            Unit.DAYS,
            1,
        ),
    ] = 0
    rebalance_freq: Annotated[
        str,
        AfterValidator(known_frequency),
        Shown(
            "Rebalance",
            Group.WEIGHTS,
            Stage.BASE,
            "How often weights are decided: a pandas offset such as ME (month end), "
            "W-FRI (Fridays) or QE (quarter end).",
        ),
    ] = "ME"
    cov_lookback: Annotated[
        int,
        Number,
        Field(ge=2, le=10_000),
        Shown(
            "Covariance window",
            Group.WEIGHTS,
            Stage.BASE,
            "Daily log returns that enter the covariance matrix of a decision.",
            Unit.DAYS,
            21,
        ),
    ] = 252
    min_hist: Annotated[
        int,
        Number,
        Field(ge=2, le=10_000),
        Shown(
            "Minimum history",
            Group.WEIGHTS,
            Stage.BASE,
            "Returns that must be there before the first decision; "
            "no more than the covariance window.",
            Unit.DAYS,
            21,
        ),
    ] = 252
    shrink_alpha: Annotated[
        float,
        Number,
        Field(ge=0, le=1),
        Shown(
            "Shrinkage",
            Group.WEIGHTS,
            Stage.BASE,
            "Weight of the diagonal in the covariance: 0 % is the sample covariance, "
            "100 % treats all symbols as uncorrelated.",
            Unit.FRACTION,
            0.05,
            slider=(0.0, 1.0),
        ),
    ] = 0.30
    alpha_minvar: Annotated[
        float,
        Number,
        Field(ge=0, le=1),
        Shown(
            "Minimum variance",
            Group.WEIGHTS,
            Stage.BASE,
            "Share of the minimum-variance portfolio in the blend; the rest is risk parity.",
            Unit.FRACTION,
            0.05,
            slider=(0.0, 1.0),
        ),
    ] = 0.30
    solver: Annotated[
        Literal["exact", "scripted"],
        Shown(
            "Solver",
            Group.WEIGHTS,
            Stage.BASE,
            "Exact solves risk parity and long-only minimum variance to their optimality "
            "conditions. Scripted repeats the script's 1,000 oscillating iterations and its "
            "floored pseudo-inverse.",
            labels=("Exact", "As scripted"),
        ),
    ] = "exact"
    vol_lookback: Annotated[
        int,
        Number,
        Field(ge=2, le=10_000),
        Shown(
            "Volatility window",
            Group.OVERLAY,
            Stage.OVERLAY,
            "Daily returns of the base portfolio from which its volatility is measured.",
            Unit.DAYS,
            5,
            slider=(5, 255),
        ),
    ] = 60
    target_vol: Annotated[
        float,
        Number,
        Field(gt=0, le=2),
        Shown(
            "Target volatility",
            Group.OVERLAY,
            Stage.OVERLAY,
            "Leverage is this over the measured volatility, before bounds and brake.",
            Unit.ANNUAL_FRACTION,
            0.01,
            slider=(0.01, 0.40),
        ),
    ] = 0.12
    lev_min: Annotated[
        float,
        Number,
        Field(ge=0, le=100),
        Shown(
            "Minimum leverage",
            Group.OVERLAY,
            Stage.OVERLAY,
            "Leverage is never below this; below 1 the rest is held in cash.",
            Unit.MULTIPLE,
            0.1,
            slider=(0.0, 2.5),
        ),
    ] = 0.3
    lev_max: Annotated[
        float,
        Number,
        Field(gt=0, le=100),
        Shown(
            "Maximum leverage",
            Group.OVERLAY,
            Stage.OVERLAY,
            "Leverage is never above this; above 1 the rest is borrowed.",
            Unit.MULTIPLE,
            0.1,
            slider=(0.5, 4.0),
        ),
    ] = 2.0
    dd_threshold1: Annotated[
        float,
        Number,
        Field(ge=0, le=1),
        Shown(
            "Brake begins at",
            Group.OVERLAY,
            Stage.OVERLAY,
            "Drawdown of the levered account from which leverage is reduced.",
            Unit.FRACTION,
            0.01,
            slider=(0.0, 0.5),
        ),
    ] = 0.10
    dd_threshold2: Annotated[
        float,
        Number,
        Field(ge=0, le=1),
        Shown(
            "Brake is full at",
            Group.OVERLAY,
            Stage.OVERLAY,
            "Drawdown from which leverage is reduced to the share below.",
            Unit.FRACTION,
            0.01,
            slider=(0.0, 0.5),
        ),
    ] = 0.25
    dd_min_scale: Annotated[
        float,
        Number,
        Field(ge=0, le=1),
        Shown(
            "Left at full brake",
            Group.OVERLAY,
            Stage.OVERLAY,
            "Share of the leverage that is left when the brake is full.",
            Unit.FRACTION,
            0.05,
            slider=(0.0, 1.0),
        ),
    ] = 0.3
    return_kind: Annotated[
        Literal["simple", "log"],
        Shown(
            "Returns",
            Group.EXECUTION,
            Stage.BASE,
            "What the portfolio earns. Simple returns are what an account earns; the script "
            "compounds log returns as if they were simple.",
            labels=("Simple", "Log"),
        ),
    ] = "simple"
    execution_lag: Annotated[
        int,
        Number,
        Field(ge=0, le=250),
        Shown(
            "Execution lag",
            Group.EXECUTION,
            Stage.BASE,
            "Trading days between the close that a decision uses and the return it first "
            "earns. 0 uses a day's own return to decide what earns it, as the script does.",
            Unit.DAYS,
            1,
        ),
    ] = 1
    drift: Annotated[
        bool,
        Shown(
            "Weights drift",
            Group.EXECUTION,
            Stage.BASE,
            "Holdings float with prices between rebalances. Without it they are reset to the "
            "weights every day, at no cost.",
        ),
    ] = True
    cost_bps: Annotated[
        float,
        Number,
        Field(ge=0, le=10_000),
        Shown(
            "Trading cost",
            Group.EXECUTION,
            Stage.OVERLAY,
            "Cost of each traded unit of notional.",
            Unit.BASIS_POINTS,
            0.5,
            slider=(0.0, 25.0),
        ),
    ] = 2.0
    cash_rate: Annotated[
        Annotated[float, Number, Field(ge=-0.5, le=1), Tag("number")]
        | Annotated[CashSeries, Tag("series")],
        Discriminator(number_or_series),
        Shown(
            "Cash rate",
            Group.EXECUTION,
            Stage.OVERLAY,
            "What cash earns, and the risk-free rate of the Sharpe ratio: a number for all days, "
            "or ^IRX, the yield of the 13-week Treasury bill day by day.",
            Unit.ANNUAL_FRACTION,
            0.0025,
            labels=("13-week Treasury bill, day by day (^IRX)",),
            slider=(-0.01, 0.12),
        ),
    ] = 0.02
    borrow_spread: Annotated[
        float,
        Number,
        Field(ge=0, le=1),
        Shown(
            "Borrowing spread",
            Group.EXECUTION,
            Stage.OVERLAY,
            "Paid over the cash rate on what is borrowed.",
            Unit.ANNUAL_FRACTION,
            0.0025,
            slider=(0.0, 0.05),
        ),
    ] = 0.01
    leverage_band: Annotated[
        float,
        Number,
        Field(ge=0, le=100),
        Shown(
            "Leverage band",
            Group.EXECUTION,
            Stage.OVERLAY,
            "Leverage is left alone while it is within this of its target.",
            Unit.MULTIPLE,
            0.01,
            slider=(0.0, 0.5),
        ),
    ] = 0.05
    statistics: Annotated[
        Literal["standard", "scripted"],
        Shown(
            "Statistics",
            Group.EXECUTION,
            Stage.OVERLAY,
            "Standard: compound growth, Sharpe ratio over cash, drawdown that counts the "
            "initial capital. Scripted: the script's conventions.",
            labels=("Standard", "As scripted"),
        ),
    ] = "standard"
    seed: Annotated[
        int,
        Number,
        Field(ge=0, le=2**32 - 1),
        Shown(
            "Seed",
            Group.ADVANCED,
            Stage.OVERLAY,
            "Draws the days and the invented prices of the proof that nothing looks ahead; the "
            "backtest itself draws none.",
        ),
    ] = 42

    def __init__(self, /, **values: object) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise ParameterError(field_problems(error, FIELDS)) from None

    @model_validator(mode="after")
    def _relations(self) -> Self:
        problems = tuple(_relation_problems(self))
        if problems:
            raise ParameterError(problems)
        return self

    @classmethod
    def preset(cls, name: str = "tradable", **overrides: object) -> Self:
        """Return the preset `name` ("tradable" or "as-scripted") with single fields overridden.

        Raises
        ------
        ParameterError
            Where there is no such preset, or an override is wrong.
        """
        if name not in PRESETS:
            known = " or ".join(PRESET_NAMES)
            message = f"must be {known}; {quoted(name)} is neither"
            raise ParameterError((FieldProblem("preset", message),))
        return cls(**{**PRESETS[name], **overrides})

    def changed(self, **overrides: object) -> Self:
        """Return a copy with some fields changed, checked like any other.

        Raises
        ------
        ParameterError
            Where a change is wrong, alone or together with the other fields.
        """
        return type(self)(**{**self.values(), **overrides})

    def with_preset(self, name: PresetName) -> Self:
        """Return these parameters with the fields of a preset put back to its values."""
        return self.changed(**PRESETS[name])

    def values(self) -> dict[str, object]:
        """Return the fields and their values, in the order of declaration."""
        return {name: getattr(self, name) for name in FIELDS}

    def differences(self, other: Parameters) -> tuple[str, ...]:
        """Return the names of the fields in which this and `other` differ, in their order."""
        return tuple(name for name in FIELDS if getattr(self, name) != getattr(other, name))

    def nearest_preset(self) -> PresetName:
        """Return the preset from which the fewest fields differ (tradable on a tie)."""

        def distance(name: PresetName) -> int:
            return sum(getattr(self, field) != value for field, value in PRESETS[name].items())

        return min(reversed(PRESET_NAMES), key=distance)

    def changed_from_preset(self) -> tuple[str, ...]:
        """Return the fields that differ from the nearest preset, in their order."""
        return self.differences(type(self).preset(self.nearest_preset()))

    def to_json(self) -> str:
        """Return the fields as a JSON object, which `from_json` reads back unchanged."""
        return self.model_dump_json(indent=2)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` has written; fields that are left out take their default.

        Raises
        ------
        ParameterError
            Where the text is no JSON object, or a field is unknown or wrong.
        """
        try:
            values = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ParameterError(
                (FieldProblem("", f"the parameters are not valid JSON ({error})"),)
            ) from None
        if not isinstance(values, dict):
            raise ParameterError(
                (FieldProblem("", "the parameters must be a JSON object of fields"),)
            )
        return cls(**values)


PRESETS: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        "as-scripted": MappingProxyType(
            {
                "solver": "scripted",
                "return_kind": "log",
                "execution_lag": 0,
                "drift": False,
                "cost_bps": 0.0,
                "cash_rate": 0.0,
                "borrow_spread": 0.0,
                "leverage_band": 0.0,
                "statistics": "scripted",
            }
        ),
        "tradable": MappingProxyType(
            {
                "solver": "exact",
                "return_kind": "simple",
                "execution_lag": 1,
                "drift": True,
                "cost_bps": 2.0,
                "cash_rate": 0.02,
                "borrow_spread": 0.01,
                "leverage_band": 0.05,
                "statistics": "standard",
            }
        ),
    }
)
"""What each preset sets; all other fields have the same default in both."""


FIELDS: Mapping[str, ParameterField] = MappingProxyType(
    {name: parameter_field(name, info) for name, info in Parameters.model_fields.items()}
)
"""Every field of `Parameters` by name, in the order of declaration."""


def _relation_problems(p: Parameters) -> list[FieldProblem]:
    """What is wrong between fields that are each right on their own."""

    def problem(field: str, message: str) -> FieldProblem:
        return FieldProblem(field, message, FIELDS[field].label)

    found = []
    if p.end is not None and p.end < p.start:
        found.append(problem("end", f"({p.end}) must not lie before the start ({p.start})"))
    if p.min_hist > p.cov_lookback:
        found.append(
            problem(
                "min_hist",
                f"({p.min_hist}) must not exceed cov_lookback ({p.cov_lookback}), "
                "or there would never be weights",
            )
        )
    if p.lev_min > p.lev_max:
        found.append(problem("lev_min", f"({p.lev_min:g}) must not exceed lev_max ({p.lev_max:g})"))
    if p.dd_threshold1 > p.dd_threshold2:
        found.append(
            problem(
                "dd_threshold1",
                f"({p.dd_threshold1:g}) must not exceed dd_threshold2 ({p.dd_threshold2:g})",
            )
        )
    if p.drift and (p.return_kind != "simple" or p.execution_lag < 1):
        found.append(
            problem(
                "drift",
                "needs return_kind simple and execution_lag of at least 1: set these, or turn "
                "drift off",
            )
        )
    return found
