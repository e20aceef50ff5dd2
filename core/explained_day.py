"""Why an account held on a day what it held: what was known, and what followed from it."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from core.risk_shares import decision_risk_shares
from core.units import Floats, date_of

if TYPE_CHECKING:
    from core.engine import BasePortfolio
    from core.parameters import Parameters
    from core.result import BacktestResult

MEANING = (
    "What the rules of this run knew on the day, and what they made of it: every line names the "
    "last day whose prices it uses, and the numbers are those of the run itself. A trade decided "
    "at a close is booked at that close. It does not say that anybody could have traded there, in "
    "that size, at the cost assumed, nor that the decision was good. A single day, however well "
    "explained, says nothing about the next."
)
"""What it means and what it does not, in the user's words."""


class Bound(Enum):
    """What holds a leverage back."""

    NONE = "none"
    LOWEST = "lev_min"
    HIGHEST = "lev_max"


class Trade(Enum):
    """Why leverage was traded on a day, or was not."""

    FIRST = "first day"
    IN_BAND = "within the band"
    OUT_OF_BAND = "further than the band from its target"
    OUT_OF_BOUNDS = "drifted out of its bounds"
    NOTHING_LEFT = "wiped out"


@dataclass(frozen=True, slots=True)
class SymbolDay:
    """One symbol on the day.

    Attributes
    ----------
    decided, risk_share
        Weight of the decision in force, and its share of the risk then; the last None where there
        is no risk.
    before, held
        Weight in the base portfolio as it has drifted to the trade, and the one that earned.
    exposure, traded
        Leverage times weight, and what was bought (or sold, negative), shares of equity.
    ret
        Its return of the day.
    """

    symbol: str
    decided: float
    risk_share: float | None
    before: float
    held: float
    exposure: float
    traded: float
    ret: float


@dataclass(frozen=True, slots=True)
class ExplainedDay:
    """Everything about one day of a result.

    Attributes
    ----------
    row
        Row of the result.
    weights_known, weights_decided
        Last day whose returns the weights in force know, and the first day on which they earned.
    volatility_known, drawdown_known
        Last day that the volatility and the drawdown know; None before there is one (leverage is
        1 while the window is not full, and the drawdown 0 at the start).
    looks_ahead
        Whether any of them is the day itself, whose return they then decide about.
    volatility
        As measured; None while the window is not full.
    raw
        `target_vol` over it, before bounds; None without a volatility, infinite where it is 0.
    raw_bound, target_bound
        What has clipped the raw leverage, and the product with the brake.
    clipped, drawdown, brake, target
        Raw leverage within bounds, drawdown (zero or negative), brake, leverage aimed at.
    before, leverage
        Leverage as it has drifted to the trade (None on the first day), and held.
    trade, rebalanced
        Why leverage was traded or not; whether new weights were traded too.
    gross, turnover, cost, financing, ret, equity_before, equity_after
        Of the levered account; gross is the return of the base portfolio before costs.
    ret_base
        Net return of the base portfolio.
    """

    date: dt.date
    row: int
    weights_known: dt.date
    weights_decided: dt.date
    volatility_known: dt.date | None
    drawdown_known: dt.date | None
    looks_ahead: bool
    volatility: float | None
    raw: float | None
    raw_bound: Bound
    clipped: float
    drawdown: float
    brake: float
    target_bound: Bound
    target: float
    before: float | None
    trade: Trade
    rebalanced: bool
    leverage: float
    gross: float
    turnover: float
    cost: float
    financing: float
    ret: float
    ret_base: float
    equity_before: float
    equity_after: float
    symbols: tuple[SymbolDay, ...]


def explained_day(result: BacktestResult, base: BasePortfolio, day: dt.date) -> ExplainedDay:
    """Explain the last day of a result that is not after `day`; before the first, the first.

    Everything is read off the result, with the rules of `core.schedule` and of `levered_account`
    in `core.kernels.accounts`, where time is shifted. After the account is wiped out nothing is
    decided: what is held, traded and aimed at is 0.
    """
    dates = result.dates.to_numpy().astype("datetime64[D]")
    row = max(int(np.searchsorted(dates, np.datetime64(day), side="right")) - 1, 0)
    account, parameters = result.dynamic, result.parameters
    alive = not 0 <= account.wiped_out < row
    start, decision = _decision_in_force(result, row)
    weights_known = date_of(base.decision_days[decision].to_datetime64())

    measured = row - parameters.execution_lag
    volatility = float(result.volatility[measured]) if measured >= 0 else math.nan
    known = not math.isnan(volatility)
    volatility_known = date_of(dates[measured]) if known else None
    raw, clipped, raw_bound = _raw_leverage(volatility if known else None, parameters)

    seen = row - max(parameters.execution_lag, 1)
    brake, target = float(account.brake[row]), float(account.target[row])
    before = _drifted_leverage(result, row) if alive else 0.0
    leverage, gross = float(account.leverage[row]), float(result.holdings.gross_returns[row])
    date = date_of(dates[row])
    return ExplainedDay(
        date=date,
        row=row,
        weights_known=weights_known,
        weights_decided=date_of(dates[start]),
        volatility_known=volatility_known,
        drawdown_known=date_of(dates[seen]) if seen >= 0 else None,
        looks_ahead=alive and date in (weights_known, volatility_known),
        volatility=volatility if known else None,
        raw=raw,
        raw_bound=raw_bound,
        clipped=clipped,
        drawdown=_drawdown(account.equity[: seen + 1]) if seen >= 0 else 0.0,
        brake=brake,
        target_bound=_bound(clipped * brake, parameters) if alive else Bound.NONE,
        target=target,
        before=before,
        trade=_trade(before, target, parameters) if alive else Trade.NOTHING_LEFT,
        rebalanced=alive and start == row,
        leverage=leverage,
        gross=gross,
        turnover=float(account.turnover[row]),
        cost=float(account.cost[row]),
        financing=float(account.financing[row]),
        ret=float(account.returns[row]),
        ret_base=float(result.base.returns[row]),
        equity_before=float(account.equity[row - 1]) if row else 1.0,
        equity_after=float(account.equity[row]),
        symbols=_symbol_days(result, base, row, decision, start == row, before or 0.0),
    )


def _decision_in_force(result: BacktestResult, row: int) -> tuple[int, int]:
    """Return the row in which the weights held in `row` were first held, and their decision."""
    decisions = result.holdings.decision_of_row
    start = int(np.flatnonzero(decisions[: row + 1] >= 0)[-1])
    return start, int(decisions[start])


def _raw_leverage(
    volatility: float | None, parameters: Parameters
) -> tuple[float | None, float, Bound]:
    """Return target volatility over volatility, the same within bounds, and what has bound it."""
    if volatility is None:
        return None, 1.0, Bound.NONE
    raw = parameters.target_vol / volatility if volatility > 0.0 else math.inf
    clipped = min(max(raw, parameters.lev_min), parameters.lev_max)
    return raw, clipped, _bound(raw, parameters)


def _bound(leverage: float, parameters: Parameters) -> Bound:
    if leverage < parameters.lev_min:
        return Bound.LOWEST
    return Bound.HIGHEST if leverage > parameters.lev_max else Bound.NONE


def _drawdown(equity: Floats) -> float:
    """Return how far the last equity is below the highest, the capital of 1 included; <= 0."""
    peak = max(1.0, float(equity.max()))
    return (float(equity[-1]) - peak) / peak


def _drifted_leverage(result: BacktestResult, row: int) -> float | None:
    """Return the leverage that prices have left before the trade of a row; None on the first."""
    if row == 0:
        return None
    account, gross = result.dynamic, float(result.holdings.gross_returns[row - 1])
    return (
        float(account.leverage[row - 1]) * (1.0 + gross) / (1.0 + float(account.returns[row - 1]))
    )


def _trade(before: float | None, target: float, parameters: Parameters) -> Trade:
    if before is None:
        return Trade.FIRST
    if abs(target - before) > parameters.leverage_band:
        return Trade.OUT_OF_BAND
    outside = before < parameters.lev_min or before > parameters.lev_max
    return Trade.OUT_OF_BOUNDS if outside else Trade.IN_BAND


def _symbol_days(
    result: BacktestResult,
    base: BasePortfolio,
    row: int,
    decision: int,
    rebalanced: bool,
    leverage_before: float,
) -> tuple[SymbolDay, ...]:
    """Return the day of each symbol, in the order of the prices."""
    held = result.holdings.weights[row]
    # Without new weights holdings are not traded in the base portfolio: they are what drift left.
    before = result.holdings.before[decision] if rebalanced else held
    exposures = result.dynamic.leverage[row] * held
    risk = decision_risk_shares(base, decision)
    columns = (
        base.weights[decision],
        risk,
        before,
        held,
        exposures,
        exposures - leverage_before * before,
        result.asset_returns[row],
    )
    return tuple(
        SymbolDay(
            symbol=symbol,
            decided=decided,
            risk_share=None if math.isnan(share) else share,
            before=drifted,
            held=weight,
            exposure=exposure,
            traded=traded,
            ret=ret,
        )
        for symbol, decided, share, drifted, weight, exposure, traded, ret in zip(
            result.table.symbols, *(column.tolist() for column in columns), strict=True
        )
    )
