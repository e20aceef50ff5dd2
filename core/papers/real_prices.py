"""Examples about real prices: what funds are known to have done, where the prices are at hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.errors import BacktestError, listed
from core.metrics import Conventions, annual_volatility, final_equity, maximum_drawdown
from core.papers.example import Check, Example
from core.periods import period_returns
from core.units import Floats

if TYPE_CHECKING:
    from core.portfolio import Account
    from core.prices import LoadedPrices

FIRST, LAST = dt.date(2009, 12, 31), dt.date(2025, 9, 26)
DAYS_A_YEAR = 365.25
LONGEST_GAP = 7
"""Calendar days without a price: no holiday is longer, and what has more is not daily."""

YEARS_SOURCE = "No paper: total returns of adjusted closes, computed outside this program"
LONG_SOURCE = f"{YEARS_SOURCE}; growth a year by days/365.25"
CONVENTIONS = Conventions("standard", 0.0)


@dataclass(frozen=True, slots=True)
class _Year:
    """The total return of a calendar year, percent; it begins at the last close before."""

    symbol: str
    before: dt.date
    last: dt.date
    percent: float


YEARS = (
    _Year("SPY", dt.date(2007, 12, 31), dt.date(2008, 12, 31), -36.80),
    _Year("SPY", dt.date(2012, 12, 31), dt.date(2013, 12, 31), 32.31),
    _Year("SPY", dt.date(2021, 12, 31), dt.date(2022, 12, 30), -18.18),
    _Year("TLT", dt.date(2021, 12, 31), dt.date(2022, 12, 30), -31.23),
    _Year("GLD", dt.date(2012, 12, 31), dt.date(2013, 12, 31), -28.33),
)

LONG_RUN = {
    "SPY": (14.03, 17.28, -33.72),
    "QQQ": (18.76, 20.69, -35.12),
    "IWM": (10.47, 22.35, -41.13),
    "EFA": (6.41, 18.48, -34.19),
    "EEM": (3.67, 21.39, -39.82),
    "TLT": (2.79, 15.18, -48.35),
    "LQD": (4.10, 7.70, -24.95),
    "GLD": (7.74, 15.64, -45.56),
}
"""Growth and volatility a year and the worst drawdown, percent."""

SYMBOLS = tuple(LONG_RUN)
EARLIEST = min(FIRST, *(year.before for year in YEARS))
"""First day that is needed."""


def real_price_examples(loaded: LoadedPrices | None) -> tuple[Example, ...]:
    """Compute the examples about real prices, as far as `loaded` has every day of them."""
    return (_calendar_years(loaded), _long_run(loaded))


def _calendar_years(loaded: LoadedPrices | None) -> Example:
    checks, lacking = [], []
    for year in YEARS:
        held = _held(loaded, year.symbol, year.before, year.last)
        computed = None
        if held is None:
            lacking.append(f"{year.symbol} from {year.before} to {year.last}")
        else:
            days, account = held
            computed = 100.0 * float(period_returns(days, account.returns).yearly[0])
        checks.append(Check(f"{year.symbol} {year.last.year}", year.percent, computed, 2))
    return Example("Calendar years", YEARS_SOURCE, tuple(checks), _absent(loaded, lacking))


def _long_run(loaded: LoadedPrices | None) -> Example:
    checks: list[Check] = []
    lacking = []
    for symbol, published in LONG_RUN.items():
        held = _held(loaded, symbol, FIRST, LAST)
        figures: tuple[float | None, ...] = (None, None, None)
        if held is None:
            lacking.append(symbol)
        else:
            _, account = held
            years = (LAST - FIRST).days / DAYS_A_YEAR
            figures = (
                final_equity(account, CONVENTIONS) ** (1.0 / years) - 1.0,
                annual_volatility(account, CONVENTIONS),
                maximum_drawdown(account, CONVENTIONS),
            )
        names = ("growth a year", "volatility", "max. drawdown")
        for name, expected, got in zip(names, published, figures, strict=True):
            computed = None if got is None else 100.0 * got
            checks.append(Check(f"{symbol}: {name}", expected, computed, 2))
    needed = [f"{listed(lacking, len(lacking))} from {FIRST} to {LAST}"] if lacking else []
    title = f"Eight funds from {FIRST} to {LAST}"
    return Example(title, LONG_SOURCE, tuple(checks), _absent(loaded, needed))


def _absent(loaded: LoadedPrices | None, lacking: list[str]) -> str:
    """Return the sentence that says which prices would be needed; "" where none are lacking."""
    if not lacking:
        return ""
    if loaded is None:
        start = "No prices are at hand"
    elif loaded.source.simulated:
        start = "The prices at hand are simulated"
    else:
        start = "The prices at hand lack some"
    return f"{start}; needed are daily closes with dividends of {'; '.join(lacking)}."


def _held(
    loaded: LoadedPrices | None, symbol: str, first: dt.date, last: dt.date
) -> tuple[np.ndarray, Account] | None:
    """Return the days, and the account that buys at the close of `first` and holds to `last`.

    None where the prices are not real, or lack a day of the example.
    """
    if loaded is None or loaded.source.simulated or symbol not in loaded.symbols:
        return None
    from core.portfolio import portfolio_holdings, unlevered_account
    from core.prices import column_of

    try:
        days, prices = column_of(loaded.frame, symbol, first, last)
    except BacktestError:
        return None  # the window and the command line say so where they load them
    days, prices = days[~np.isnan(prices)], prices[~np.isnan(prices)]
    if not _is_whole(days, prices, first, last):
        return None
    returns = prices[1:] / prices[:-1] - 1.0
    decision_of_row = np.full(len(returns), -1, dtype=np.int64)
    decision_of_row[0] = 0
    holdings = portfolio_holdings(returns[:, None], decision_of_row, np.ones((1, 1)), True)
    return days[1:], unlevered_account(holdings, 0.0)


def _is_whole(days: np.ndarray, prices: Floats, first: dt.date, last: dt.date) -> bool:
    """Whether there are prices from the first to the last day, with no gap but of holidays."""
    if len(days) < 2 or (days[0], days[-1]) != (np.datetime64(first), np.datetime64(last)):
        return False
    gaps = np.diff(days) / np.timedelta64(1, "D")
    return bool(gaps.max() <= LONGEST_GAP and ((prices > 0.0) & np.isfinite(prices)).all())
