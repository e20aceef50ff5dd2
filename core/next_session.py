"""Behind the last day of a backtest: what it would hold for the next session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import DataError, listed
from core.explained_day import ExplainedDay
from core.orders import Order, OrderList, order_list, orders_csv
from core.parameters import CASH_SERIES, Parameters
from core.progress import ProgressCallback

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from core.engine import BasePortfolio
    from core.prices import LoadedPrices, Panel, PriceTable
    from core.result import BacktestResult

__all__ = [
    "MEANING",
    "NextSession",
    "Order",
    "OrderList",
    "next_session",
    "order_list",
    "orders_csv",
]

OLD_AFTER = 4
"""Days between the last price and today; a long weekend is shorter."""

MEANING = (
    "What the backtest would hold next, decided on the prices up to the last close and, in its "
    "books, traded at that close. You can trade at the next open at the earliest, at other prices. "
    "Adjusted closes are real prices on the last day alone: check prices and holdings with your "
    "broker. Money is in the currency of the prices, and nothing is converted. It is what the "
    "rules ask for, and no advice."
)
"""What it means and what it does not, in the user's words."""

NAMED_AT_MOST = 4
"""Symbols that a note names; more are counted."""


@dataclass(frozen=True, slots=True)
class NextSession:
    """What a backtest would hold for the session after its last day.

    Attributes
    ----------
    after
        The last day of prices, at whose close it is decided and traded.
    session
        The next session: of the exchange's calendar, else the next weekday.
    day
        How it comes about. Returns and equity after it are not known and mean nothing; interest
        and costs are those of the account on that day.
    prices
        Last price of each symbol, in the order of `day.symbols`.
    cash_rate
        Annual rate on cash at the last close, a decimal.
    notes
        What has to be said of the last day, a sentence each: prices that are missing or carried.
    """

    after: dt.date
    session: dt.date
    day: ExplainedDay
    prices: tuple[float, ...]
    cash_rate: float
    notes: tuple[str, ...] = ()


def next_session(
    loaded: LoadedPrices, parameters: Parameters, progress: ProgressCallback | None = None
) -> NextSession:
    """Return what to hold for the session after the last day of the prices.

    One day is appended to the prices, on which none of them moves, and the ordinary engine is
    run: so this is what a backtest holds on that day once it has come, to the last digit. With
    `execution_lag` >= 1 nothing that is held on a day depends on its own prices. The last day is
    the last on which all symbols have a price (see `price_table`), not after `parameters.end`.

    Raises
    ------
    DataError
        Where it cannot be known (`execution_lag` 0 needs the day's own return), the backtest has
        no result, or its account is wiped out.
    Cancelled
        Where `progress` asked for it.
    """
    import numpy as np

    from core.explained_day import explained_day
    from core.units import date_of

    if parameters.execution_lag == 0:
        raise DataError(
            "With an execution lag of 0 the leverage of a day needs that day's own return, so "
            "nobody can hold it: set the execution lag (execution_lag) to 1."
        )
    result, base, notes = _run_with_next_day(loaded, parameters, progress)
    dates = result.dates
    if 0 <= result.dynamic.wiped_out < len(dates) - 1:
        raise DataError(
            f"The levered account is wiped out on {dates[result.dynamic.wiped_out]:%Y-%m-%d}, so "
            "there is nothing left to hold: lower lev_max, or take a later start."
        )
    session = date_of(dates[-1].to_datetime64())
    return NextSession(
        after=date_of(result.table.dates[-2].to_datetime64()),
        session=session,
        day=explained_day(result, base, session),
        prices=tuple(float(price) for price in result.table.prices[-1]),
        cash_rate=float(np.atleast_1d(result.cash_rate)[-1]),
        notes=notes,
    )


def _run_with_next_day(
    loaded: LoadedPrices, parameters: Parameters, progress: ProgressCallback | None
) -> tuple[BacktestResult, BasePortfolio, tuple[str, ...]]:
    """Run a backtest with one day more, which earns nothing; return with it what is to be said."""
    from core.engine import base_portfolio, run_overlay
    from core.prices import price_table
    from core.session_date import next_session_date

    table = price_table(
        loaded.frame,
        parameters.symbols,
        parameters.start,
        parameters.end,
        parameters.carry_forward,
    )
    panel, later = _panel(loaded.frame, parameters, table)
    session = next_session_date(
        panel,
        simulated=loaded.source.simulated or loaded.source.kind == "demo",
        any_open=parameters.carry_forward > 0,
    )
    frame = _with_next_day(table, session, _cash_column(loaded.frame, parameters, table))
    try:
        base = base_portfolio(frame, parameters.changed(end=None), progress, loaded.source)
    except DataError:
        # The sentence may count the day that is invented: what is told is that of the prices.
        base_portfolio(loaded.frame, parameters)
        raise
    if base.first_row >= len(table.dates):
        base_portfolio(loaded.frame, parameters)  # has no result, and says why
    return run_overlay(base, base.parameters), base, _notes(panel, later)


def _panel(
    frame: pd.DataFrame, parameters: Parameters, table: PriceTable
) -> tuple[Panel, tuple[dt.date, tuple[str, ...]] | None]:
    """Return the prices of the symbols from the first day of `table` to its last.

    With them comes, where some have later prices, the last such day and the symbols without one.
    """
    import numpy as np

    from core.prices import Panel, numeric_panel
    from core.units import date_of

    columns = [str(column) for column in frame.columns]
    every = numeric_panel(frame.iloc[:, [columns.index(one) for one in parameters.symbols]])
    days = every.dates.to_numpy().astype("datetime64[D]")
    first, last = table.dates.to_numpy()[[0, -1]].astype("datetime64[D]")
    inside = (days >= first) & (days <= last)
    beyond = days > last
    if parameters.end is not None:
        beyond &= days <= np.datetime64(parameters.end, "D")
    beyond &= ~np.isnan(every.prices).all(axis=1)
    later = None
    if beyond.any():
        row = int(np.flatnonzero(beyond)[-1])
        lacking = np.isnan(every.prices[row])
        later = date_of(days[row]), _named(every.symbols, lacking)
    return Panel(every.dates[inside], every.prices[inside], every.symbols), later


def _cash_column(
    frame: pd.DataFrame, parameters: Parameters, table: PriceTable
) -> pd.Series[float] | None:
    """Return the yields up to the last day of `table`; None where none are asked for, or none are.

    What is wrong with them is told by the engine in its own words.
    """
    import pandas as pd

    from core.prices import column_of
    from core.units import date_of

    asked = isinstance(parameters.cash_rate, str)
    if not asked or CASH_SERIES not in map(str, frame.columns):
        return None
    after = date_of(table.dates[-1].to_datetime64())
    days, percent = column_of(frame, CASH_SERIES, parameters.start, after)
    return pd.Series(percent, pd.DatetimeIndex(days), name=CASH_SERIES)


def _with_next_day(
    table: PriceTable, session: dt.date, cash: pd.Series[float] | None
) -> pd.DataFrame:
    """Return the prices of a table with a session after them on which no price moves."""
    import numpy as np
    import pandas as pd

    last: np.ndarray = table.prices[-1:]
    days = np.append(table.dates.to_numpy().astype("datetime64[D]"), np.datetime64(session, "D"))
    made = pd.DataFrame(
        np.concatenate([table.prices, last]),
        pd.DatetimeIndex(days, name="Date"),
        columns=list(table.symbols),
    )
    # Yields of days that are left out count too: those rows have no price, and are no days.
    return made if cash is None else made.join(cash, how="outer")


def _notes(panel: Panel, later: tuple[dt.date, tuple[str, ...]] | None) -> tuple[str, ...]:
    """Return what has to be said of the prices of the last day."""
    import numpy as np

    notes: tuple[str, ...] = ()
    after = f"{panel.dates[-1]:%Y-%m-%d}"
    if later is not None:
        day, symbols = later
        has = "has" if len(symbols) == 1 else "have"
        lack = f"{listed(symbols, NAMED_AT_MOST)} {has} no price on {day}"
        if not symbols:
            lack = f"the days from then to {day} are left out"
        notes += (
            f"{after} is the last day on which all symbols have a price, and what is held is "
            f"decided there: {lack}.",
        )
    carried = _named(panel.symbols, np.isnan(panel.prices[-1]))
    if carried:
        has = "has" if len(carried) == 1 else "have"
        notes += (
            f"{listed(carried, NAMED_AT_MOST)} {has} no price on {after}; the last one before is "
            "taken.",
        )
    return notes


def _named(symbols: Iterable[str], which: Iterable[bool]) -> tuple[str, ...]:
    return tuple(symbol for symbol, lacks in zip(symbols, which, strict=True) if lacks)


def order_doubts(
    wanted: NextSession, today: dt.date, end: dt.date | None, *, simulated: bool
) -> tuple[str, ...]:
    """Return why orders should not be placed as they are, a sentence each.

    `end` is that of the parameters, which may be why the last price is old.
    """
    if simulated:
        return ("Simulated prices: these are orders for no real market.",)
    age = (today - wanted.after).days
    if age <= OLD_AFTER:
        return ()
    way = "load newer prices"
    if end is not None:
        way = f"the end is set to {end}; empty it, or {way}"
    return (f"The last price is {age:,} days old, of {wanted.after}: {way}.",)
