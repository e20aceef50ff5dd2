"""Break-evens in words: the sentences that window, report and command line show."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.break_evens import BreakEven

Writing = Callable[[float, int], str]
"""Writes a value with so many decimals."""

AT_ZERO = {"borrow_spread": "a borrowing spread of 0", "cost_bps": "a trading cost of 0"}
NAMES = {"borrow_spread": "a borrowing spread of", "cost_bps": "a trading cost of"}
RIVAL_NAMES = {"base": "its base", "constant": "constant leverage of the same volatility"}


def plain(value: float, decimals: int) -> str:
    """Return a number as programs write it."""
    return f"{round(value, decimals) + 0.0:.{decimals}f}"


def amount_words(field: str, value: float, writing: Writing = plain) -> str:
    """Return a value of a priced field with its unit: ``1.25 % a year``, ``2.00 bp``."""
    if value == 0.0:
        return "nothing"
    if field == "borrow_spread":
        return f"{writing(100.0 * value, 2)} % a year"
    return f"{writing(value, 2)} bp"


def price_words(field: str, value: float, writing: Writing = plain) -> str:
    """Return a value of a priced field with its name and unit."""
    if value == 0.0:
        return AT_ZERO[field]
    return f"{NAMES[field]} {amount_words(field, value, writing)}"


def break_even_words(row: BreakEven, writing: Writing = plain) -> str:
    """Return what a break-even says, a sentence or two without the names of scenarios."""
    if row.ahead_at_zero is None:
        return row.problem
    rival, pays = RIVAL_NAMES[row.against], amount_words(row.field, row.now, writing)
    if row.value is None and not row.is_still_ahead:
        behind = f"Even at {AT_ZERO[row.field]} the overlay is not ahead of {rival}"
        by = _by(row.ahead_at_zero, writing)
        if row.now == 0.0 or row.ahead_now is None:
            return f"{behind}: its Sharpe ratio is {by}."
        if row.ahead_now > row.ahead_at_zero and row.ahead_now > 0.0:
            return f"{behind}, but at the {pays} it pays it is, by {writing(row.ahead_now, 3)}."
        return f"{behind}: its Sharpe ratio is {by}, and {_by(row.ahead_now, writing)} at {pays}."
    if row.value is None:
        up_to = amount_words(row.field, row.highest, writing)
        words = f"Ahead of {rival} at any {_noun(row)} up to {up_to}; it pays {pays}."
        return f"{words} {row.problem}".rstrip()
    words = f"Ahead of {rival} up to {price_words(row.field, row.value, writing)}; it pays {pays}"
    if row.now < row.value or row.ahead_now is None:
        return f"{words}."
    if row.ahead_now > 0.0:
        return f"{words}, where it is ahead again."
    return f"{words}, where its Sharpe ratio is {_by(row.ahead_now, writing)}."


def _noun(row: BreakEven) -> str:
    return NAMES[row.field].removeprefix("a ").removesuffix(" of")


def _by(gain: float, writing: Writing) -> str:
    """Return by how much a Sharpe ratio is lower or higher."""
    if abs(gain) < 5e-4:
        return "the same to three decimals"
    return f"{writing(abs(gain), 3)} {'higher' if gain > 0.0 else 'lower'}"
