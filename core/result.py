"""What a backtest yields: two accounts on the same days, as a table and as a summary."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from core import __version__
from core.cash import LIKE_DECIMALS, OLD_AFTER, CashYield
from core.findings import Finding
from core.metrics import FEW_ROWS, Conventions, account_drawdowns, figures
from core.parameters import CASH_SERIES, FIELDS, Parameters
from core.portfolio import Account, Holdings
from core.prices import PriceSource, PriceTable
from core.units import TRADING_DAYS, Floats

ACCOUNT_COLUMNS = (
    "ret_port_base",
    "equity_base",
    "dd_base",
    "leverage",
    "ret_port_dyn",
    "equity_dyn",
    "dd_dyn",
    "vol_ann",
    "brake",
    "leverage_target",
    "turnover",
    "cost",
    "financing",
)
"""Columns of the daily table after the prices, returns and weights of the symbols."""


FEWEST_ROWS, MOST_ROWS = 200, 275
"""Rows a year of daily prices: exchanges of different holidays leave some 230, coins make 365."""


@dataclass(frozen=True)
class BacktestResult:
    """The base portfolio and the levered account of one backtest, on the same T days.

    Attributes
    ----------
    table
        The prices that were used, from the first day on, warm-up included.
    first_row
        Row of `table` that is the first day of the result.
    asset_returns
        Returns of the symbols by `return_kind`, shape (T, N).
    cash_rate
        Decimals a year: the number asked for, or the yield in force on each row, shape (T,).
    cash_yield
        Where that yield is from, None where the rate is a number.
    volatility
        Annualised volatility of the base portfolio up to and including each row, shape (T,);
        NaN while the window is not full.
    """

    parameters: Parameters
    source: PriceSource
    table: PriceTable
    cash_rate: float | Floats
    cash_yield: CashYield | None
    first_row: int
    asset_returns: Floats
    holdings: Holdings
    base: Account
    dynamic: Account
    volatility: Floats

    @property
    def dates(self) -> pd.DatetimeIndex:
        """The T days of the result."""
        return self.table.dates[self.first_row :]

    @property
    def conventions(self) -> Conventions:
        """How the figures are computed."""
        return Conventions(self.parameters.statistics, self.cash_rate)

    @cached_property
    def drawdown_base(self) -> Floats:
        """Drawdowns of the base portfolio, zero or negative, shape (T,)."""
        return account_drawdowns(self.base, self.conventions)

    @cached_property
    def drawdown_dynamic(self) -> Floats:
        """Drawdowns of the levered account, zero or negative, shape (T,)."""
        return account_drawdowns(self.dynamic, self.conventions)

    @property
    def daily(self) -> pd.DataFrame:
        """The series file as a frame: index ``Date``, the columns of `daily_columns`.

        It is the caller's own: what is done to it changes no export.
        """
        return self._daily.copy(deep=False)  # pandas copies when it is written to

    @cached_property
    def _daily(self) -> pd.DataFrame:
        values = np.column_stack(
            [
                self.table.prices[self.first_row :],
                self.asset_returns,
                self.holdings.weights,
                self.base.returns,
                self.base.equity,
                self.drawdown_base,
                self.dynamic.leverage,
                self.dynamic.returns,
                self.dynamic.equity,
                self.drawdown_dynamic,
                self.volatility,
                self.dynamic.brake,
                self.dynamic.target,
                self.dynamic.turnover,
                self.dynamic.cost,
                self.dynamic.financing,
            ]
        )
        return pd.DataFrame(values, index=self.dates, columns=daily_columns(self.table.symbols))

    @property
    def summary(self) -> dict[str, object]:
        """The summary file as a dict: plain values only, None where a figure is not defined.

        It is the caller's own: what is done to it changes no export.
        """
        return copy.deepcopy(self._summary)

    @cached_property
    def _summary(self) -> dict[str, object]:
        parameters, table = self.parameters, self.table
        return {
            "product": "Ballast",
            "version": __version__,
            "preset": parameters.nearest_preset(),
            "changed_from_preset": list(parameters.changed_from_preset()),
            "config": parameters.model_dump(mode="json"),
            "prices": {
                "source": self.source.kind,
                "name": self.source.name,
                "simulated": self.source.simulated,
                "first_day": f"{table.dates[0]:%Y-%m-%d}",
                "last_day": f"{table.dates[-1]:%Y-%m-%d}",
                "days": len(table.dates),
                "days_left_out": table.left_out,
                "prices_carried": table.carried,
                "sha256": table.sha256(),
                "retrieved": self.source.retrieved or None,
                "readings": [reading.as_json() for reading in self.source.readings],
            },
            "cash": self._cash(),
            "first_day": f"{self.dates[0]:%Y-%m-%d}",
            "last_day": f"{self.dates[-1]:%Y-%m-%d}",
            "rows": len(self.dates),
            "base": figures(self.base, self.conventions),
            "dynamic": figures(self.dynamic, self.conventions),
            "notes": list(self.notes),
            "findings": [finding.as_json() for finding in self.findings],
        }

    def _cash(self) -> dict[str, object]:
        """Return the cash rate as it was in force, decimals a year."""
        rates = np.atleast_1d(self.cash_rate)
        return {
            "series": None if self.cash_yield is None else CASH_SERIES,
            "mean": float(rates.mean()),
            "lowest": float(rates.min()),
            "highest": float(rates.max()),
            "sha256": None if self.cash_yield is None else self.cash_yield.sha256(),
        }

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found about the prices, as far as it concerns this result."""
        mine = {*self.table.symbols} | ({CASH_SERIES} if self.cash_yield is not None else set())
        return tuple(finding for finding in self.source.findings if finding.concerns(mine))

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader of the figures has to be told, a sentence each."""
        simulated = ("The prices are simulated, not real.",) if self.source.simulated else ()
        return simulated + self.warnings

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was done about missing data, and a sentence for each account that is wiped out."""
        left_out, kept, carried = self.table.left_out, len(self.table.dates), self.table.carried
        gaps = (
            f"{left_out} of {left_out + kept} days are left out, because some of the symbols have "
            "no price on them.",
        )
        filled = (
            f"{carried} missing prices take the last one before "
            f"({FIELDS['carry_forward'].label.lower()}).",
        )
        unusual = (
            f"The result has {self._rows_a_year:.0f} rows a year; growth, volatility and interest "
            f"count {TRADING_DAYS} of them as a year.",
        )
        accounts = (("base portfolio", self.base), ("levered account", self.dynamic))
        data = (gaps if left_out else ()) + (filled if carried else ()) + self._strange_cash()
        data += () if FEWEST_ROWS <= self._rows_a_year <= MOST_ROWS else unusual
        if len(self.dates) < FEW_ROWS:
            days = "1 day" if len(self.dates) == 1 else f"{len(self.dates)} days"
            data += (f"The result has {days} only; figures a year made of so few say nothing.",)
        return data + tuple(
            f"The {name} is wiped out on {self.dates[account.wiped_out]:%Y-%m-%d}: "
            "nothing is left to trade after it."
            for name, account in accounts
            if account.wiped_out >= 0
        )

    @property
    def _rows_a_year(self) -> float:
        """How many rows the result has a year; those of a short one tell nothing, and count 252."""
        days = (self.dates[-1] - self.dates[0]).days
        return (len(self.dates) - 1) * 365.25 / days if days > 60 else float(TRADING_DAYS)

    def _strange_cash(self) -> tuple[str, ...]:
        if self.cash_yield is None:
            return ()
        found: tuple[str, ...] = ()
        highest, oldest = float(self.cash_yield.rates.max()), int(self.cash_yield.ages.max())
        if highest < LIKE_DECIMALS and len(self.dates) > 2 * TRADING_DAYS:
            found += (
                f"{CASH_SERIES} is never above {highest * 100:.3g} % here; it has to be in percent "
                "a year, so multiply it by 100 if its column holds decimals.",
            )
        if oldest > OLD_AFTER:
            day = f"{self.dates[int(self.cash_yield.ages.argmax())]:%Y-%m-%d}"
            found += (f"{CASH_SERIES} has gaps: the value used on {day} is {oldest} days old.",)
        return found


def daily_columns(symbols: tuple[str, ...]) -> list[str]:
    """Return the columns of the daily table, in the order of the series file."""
    return [
        *symbols,
        *(f"ret_{symbol}" for symbol in symbols),
        *(f"w_{symbol}" for symbol in symbols),
        *ACCOUNT_COLUMNS,
    ]
