"""From what is to be held for the next session to orders for an account of a given size."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import DataError, listed, shown
from core.order_account import MOST_MONEY, OrderAccount

if TYPE_CHECKING:
    from core.next_session import NextSession
    from core.parameters import Parameters

CASH_ROW = "(cash)"
"""What the row of cash is called in a file; no symbol has brackets, and CASH is one."""

COLUMNS = (
    "session",
    "decided_after",
    "symbol",
    "weight",
    "exposure",
    "price",
    "shares",
    "money",
    "held_shares",
    "trade_shares",
    "trade_money",
    "cost",
)
"""Columns of the file."""


@dataclass(frozen=True, slots=True)
class Order:
    """One symbol for an account of a given size: shares and money, trades with a sign.

    Attributes
    ----------
    weight, exposure
        Weight in the base portfolio, and leverage times it, as wanted.
    price
        The last one.
    shares, money
        What is to be held: as many shares, and their value.
    held_shares
        What is held before.
    trade_shares, trade_money
        What is bought (or sold, negative).
    cost
        Of the trade, money.
    """

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
        What is left after them, costs paid: equity less positions less cost; negative: borrowed.
    leverage
        Positions over equity, as they come out with whole shares.
    traded, cost
        Money.
    interest_a_day
        Money for one session at the last rate: paid on positions beyond the equity, negative
        where it is earned on what the equity has beyond positions. Costs are left out of it, as
        in the backtest.
    """

    equity: float
    orders: tuple[Order, ...]
    cash: float
    leverage: float
    traded: float
    cost: float
    interest_a_day: float

    @property
    def held_leverage(self) -> float:
        """What is held before the orders, over equity."""
        return sum(one.held_shares * one.price for one in self.orders) / self.equity


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
    own. Money is exposure times equity; shares are money over price, to the nearest whole one
    unless `fractional`. The backtest's holdings are rounded likewise, so that where it trades
    nothing there is no order. Symbols that are not in `held` are not held.

    Parameters
    ----------
    equity
        Value of the account, cash included, at the last prices and in their currency.

    Raises
    ------
    DataError
        Where the equity or a number of shares cannot be, or a symbol is held that is not wanted.
    """
    from core.units import TRADING_DAYS  # numpy with it, and this module is imported at start

    OrderAccount(equity, fractional, None if held is None else tuple(held.items())).check()
    if held is not None:
        _refuse_foreign(held, {one.symbol for one in wanted.day.symbols})
    before = wanted.day.before or 0.0
    orders = []
    for one, price in zip(wanted.day.symbols, wanted.prices, strict=True):
        shares = _shares(one.symbol, one.exposure * equity, price, fractional)
        if held is None:
            has = _shares(one.symbol, before * one.before * equity, price, fractional)
        else:
            has = float(held.get(one.symbol, 0.0))
        trade = shares - has
        if not abs(has * price) <= MOST_MONEY:
            raise DataError(
                f"{has:g} shares of {one.symbol} at {price:g} are worth more than "
                f"{MOST_MONEY:.0e}; correct the shares held."
            )
        orders.append(
            Order(
                symbol=one.symbol,
                weight=one.held,
                exposure=one.exposure,
                price=price,
                shares=shares,
                money=shares * price,
                held_shares=has,
                trade_shares=trade,
                trade_money=trade * price,
                cost=parameters.cost_bps / 1e4 * abs(trade * price),
            )
        )
    positions = math.fsum(one.money for one in orders)
    cost = math.fsum(one.cost for one in orders)
    borrowed = positions - equity
    rate = wanted.cash_rate + (parameters.borrow_spread if borrowed > 0.0 else 0.0)
    return OrderList(
        equity=equity,
        orders=tuple(orders),
        cash=equity - positions - cost,
        leverage=positions / equity,
        traded=math.fsum(abs(one.trade_money) for one in orders),
        cost=cost,
        interest_a_day=borrowed * rate / TRADING_DAYS,
    )


def orders_csv(wanted: NextSession, orders: OrderList) -> bytes:
    """Return the orders as CSV (UTF-8), plain numbers, a row a symbol and one for cash.

    Numbers read back to the same doubles. The last row, `CASH_ROW`, has the cash after the trades
    (negative: borrowed) as money, its share of the equity as exposure, and the sum of the costs.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    days = (wanted.session.isoformat(), wanted.after.isoformat())
    for one in orders.orders:
        numbers = (
            one.weight,
            one.exposure,
            one.price,
            one.shares,
            one.money,
            one.held_shares,
            one.trade_shares,
            one.trade_money,
            one.cost,
        )
        writer.writerow([*days, one.symbol, *map(_plain, numbers)])
    cash = (_plain(orders.cash / orders.equity), "", "", _plain(orders.cash))
    writer.writerow([*days, CASH_ROW, "", *cash, "", "", "", _plain(orders.cost)])
    return text.getvalue().encode(errors="backslashreplace")


def _plain(number: float) -> str:
    """Return a number that reads back to the same double; never a negative zero."""
    return repr(number + 0.0)


def _shares(symbol: str, money: float, price: float, fractional: bool) -> float:
    shares = money / price
    if not shares <= MOST_MONEY:
        raise DataError(
            f"At a price of {price:g} so many shares of {symbol} are needed that they cannot be "
            "counted; look for a wrong price, or take a smaller account."
        )
    return shares if fractional else float(round(shares))


def _refuse_foreign(held: Mapping[str, float], wanted: set[str]) -> None:
    strange = [shown(symbol, 40) for symbol in foreign_symbols(held, wanted)]
    if strange:
        is_, it = ("is", "it") if len(strange) == 1 else ("are", "them")
        raise DataError(
            f"{listed(strange, 5)} {is_} held, but not among the symbols of the scenario: sell "
            f"{it} first and leave {it} out here, or add {it} to the symbols."
        )


def foreign_symbols(held: Mapping[str, float], wanted: set[str]) -> tuple[str, ...]:
    """Return the symbols of which shares are held, and that are not among those wanted."""
    return tuple(symbol for symbol, shares in held.items() if shares and symbol not in wanted)
