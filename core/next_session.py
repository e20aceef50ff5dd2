"""What to hold for the next session, in weights, shares and money, and the trades to get there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.explained_day import ExplainedDay
from core.parameters import Parameters
from core.progress import ProgressCallback

if TYPE_CHECKING:
    from core.prices import LoadedPrices

MEANING = ""
"""What it means and what it does not, in the user's words."""


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
        How it comes about. Returns, interest and equity after it are not known and mean nothing.
    prices
        Last price of each symbol, in the order of `day.symbols`.
    """

    after: dt.date
    session: dt.date
    day: ExplainedDay
    prices: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """One symbol for an account of a given size: shares and money, trades with a sign."""

    symbol: str
    weight: float
    exposure: float
    price: float
    shares: float
    money: float
    held_shares: float
    trade_shares: float
    trade_money: float
    cost: float


@dataclass(frozen=True, slots=True)
class OrderList:
    """The orders for an account, and what is left or borrowed after them.

    Attributes
    ----------
    equity
        Size of the account before the trades, money.
    cash
        What is left after them; negative: borrowed.
    leverage
        As it comes out with whole shares.
    traded, cost, interest_a_day
        Money; interest negative where it is earned.
    """

    equity: float
    orders: tuple[Order, ...]
    cash: float
    leverage: float
    traded: float
    cost: float
    interest_a_day: float


def next_session(
    loaded: LoadedPrices, parameters: Parameters, progress: ProgressCallback | None = None
) -> NextSession:
    """Return what to hold for the session after the last day of the prices.

    Raises
    ------
    DataError
        Where it cannot be known (`execution_lag` 0 needs the day's own return), the last prices
        are of different days, or the backtest has no result.
    """
    raise NotImplementedError


def order_list(
    wanted: NextSession,
    parameters: Parameters,
    equity: float,
    held: Mapping[str, float] | None,
    *,
    fractional: bool = False,
) -> OrderList:
    """Return the orders that lead from what is `held` (shares by symbol) to what is wanted.

    None as `held`: what the backtest itself holds after its last day, so that the trades are its
    own. Symbols that are held and not wanted are an error of the caller's.

    Raises
    ------
    DataError
        Where the equity or a number of shares cannot be.
    """
    raise NotImplementedError


def orders_csv(wanted: NextSession, orders: OrderList) -> bytes:
    """Return the orders as CSV (UTF-8), plain numbers, a row a symbol and one for cash."""
    raise NotImplementedError
