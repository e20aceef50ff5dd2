"""What the page about today says in words: what is held, why, and what is doubtful about it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from core.explained_day import Bound, Trade
from core.next_session import order_doubts
from gui.amount_text import money_text, round_text
from gui.formats import number

if TYPE_CHECKING:
    from core.next_session import NextSession
    from core.order_account import OrderAccount
    from core.orders import OrderList
    from core.parameters import Parameters
    from core.prices import PriceSource

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""In English, whatever the locale, as the other words are."""


def headline(wanted: NextSession, orders: OrderList, parameters: Parameters) -> str:
    """Return what to hold, and what is borrowed for it."""
    day = wanted.day
    weekday = WEEKDAYS[wanted.session.weekday()]
    target, band = number(day.target, 2), number(parameters.leverage_band, 2)
    drifted = number(day.before or 0.0, 2)
    match day.trade:
        case Trade.FIRST:
            why = "the first day, so all of it is bought"
        case Trade.IN_BAND if parameters.leverage_band > 0.0:
            why = f"target {target}, within the band of {band}: left as it is"
        case Trade.IN_BAND:
            why = f"target {target}, where it is already"
        case Trade.OUT_OF_BAND:
            why = f"target {target}, too far from the {drifted} that prices have left: traded to it"
        case Trade.OUT_OF_BOUNDS:
            why = f"target {target}: the {drifted} that prices have left is out of bounds"
        case Trade.NOTHING_LEFT:
            why = "nothing is left"
    if day.rebalanced and day.before is not None:
        why += "; the weights are new"
    money = "borrow" if orders.cash < 0.0 else "keep in cash"
    return (
        f"For {weekday} {wanted.session}, after the close of {wanted.after}: leverage "
        f"{number(day.leverage, 2)}\N{MULTIPLICATION SIGN} (in the backtest: {why}); {money} "
        f"{round_text(abs(orders.cash))}.{'' if orders.traded else ' No orders.'}"
    )


def chain(wanted: NextSession, parameters: Parameters) -> str:
    """Return how the leverage and the weights come about."""
    day = wanted.day
    aim, days = number(100.0 * parameters.target_vol, 1), parameters.vol_lookback
    if day.volatility is None or day.raw is None:
        first = f"Fewer than {days} days of volatility are known yet, so leverage starts from 1"
    else:
        measured = number(100.0 * day.volatility, 2)
        first = f"Volatility over {days} days {measured} %: {aim} % / {measured} % = "
        first += number(day.raw, 2) if day.raw < 1e6 else "no bound"
        first += _held_back(day.raw_bound, parameters)
    fallen = number(100.0 * day.drawdown, 1)
    brake = f"drawdown {fallen} %, " + (
        "no brake" if day.brake >= 1.0 else f"brake {number(day.brake, 2)}"
    )
    weights = f"weights decided on {day.weights_known}"
    if day.rebalanced:
        weights = f"new weights, decided on {day.weights_known}"
    return f"{first}; {brake}; target {number(day.target, 2)}; {weights}."


def interest(wanted: NextSession, orders: OrderList, parameters: Parameters) -> str:
    """Return what the leverage that comes out costs or earns a session."""
    before = f"{number(orders.held_leverage, 3)}\N{MULTIPLICATION SIGN}"
    leverage = f"Leverage goes from {before} to {number(orders.leverage, 3)}\N{MULTIPLICATION SIGN}"
    cash, spread = (number(100.0 * r, 2) for r in (wanted.cash_rate, parameters.borrow_spread))
    if orders.leverage > 1.0:
        rates = f"{cash} % + {spread} % a year"
        return f"{leverage}; interest {money_text(orders.interest_a_day)} a session ({rates})."
    if orders.interest_a_day < 0.0:
        earned = money_text(-orders.interest_a_day)
        return f"{leverage}; cash earns {earned} a session ({cash} % a year)."
    return f"{leverage}."


def doubts(
    wanted: NextSession, source: PriceSource, today: dt.date, end: dt.date | None
) -> tuple[str, ...]:
    """Return why the orders should not be placed as they are, a sentence each."""
    return order_doubts(wanted, today, end, simulated=source.simulated) + wanted.notes


def _held_back(bound: Bound, parameters: Parameters) -> str:
    match bound:
        case Bound.HIGHEST:
            return f", held back to at most {number(parameters.lev_max, 2)}"
        case Bound.LOWEST:
            return f", raised to at least {number(parameters.lev_min, 2)}"
    return ""


def account_words(before: OrderAccount, after: OrderAccount) -> tuple[str, str]:
    """Return what a change of the account is called, and the gesture it is a part of.

    The same thing changed again and again is one gesture: the size, or the shares of one symbol.
    """
    if before.equity != after.equity:
        return "Change the account size", "account size"
    if before.fractional != after.fractional:
        return f"Trade {'parts of' if after.fractional else 'whole'} shares", "account fractional"
    if before.held is None or after.held is None:
        return "Change what is held", "account held"
    changed = {symbol for symbol, _ in {*before.held} ^ {*after.held}}
    return "Change what is held", f"account held {changed.pop()}" if len(changed) == 1 else ""
