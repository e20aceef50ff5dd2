"""An attribution as people and spreadsheets read it: a sentence, and a file."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable

from core.attribution import GROWTH, MEAN, TERMS, AccountAttribution, Attribution

SCRIPTED = (
    "Growth is compound here; that of the figures, as scripted, compounds the mean daily return."
)
"""What explains that the two are not the same."""


def written_plainly(value: float, decimals: int) -> str:
    """Return a number for files and terminals, never -0.0."""
    return f"{round(value, decimals) + 0.0:.{decimals}f}"


def attribution_sentence(
    made: Attribution, number: Callable[[float, int], str] = written_plainly
) -> str:
    """Return in words what timing and interest did, and what the rival would have done.

    `number` writes a value with so many decimals, as people at the place read it.
    """

    def percent(value: float) -> str:
        return f"{number(abs(100.0 * value), 1)} %"

    def sign(value: float) -> float:
        return math.copysign(1.0, value) if round(100.0 * value, 1) else 0.0

    total = made.overlay.total
    timing = {
        -1.0: f"lost {percent(total.covariance)} a year to timing (covariance)",
        0.0: "neither gained nor lost by timing (covariance)",
        1.0: f"gained {percent(total.covariance)} a year by timing (covariance)",
    }[sign(total.covariance)]
    no_interest = "paid next to no interest on balance" if total.financing else "paid no interest"
    interest = {
        -1.0: f"paid {percent(total.financing)} in interest",
        0.0: no_interest,
        1.0: f"earned {percent(total.financing)} in interest",
    }[sign(total.financing)]
    if made.rival is None or made.level is None:
        return f"The overlay {timing} and {interest}; it {_grown(total.growth, percent)} a year."
    rival = made.rival.total.growth
    same = number(100.0 * rival, 1) == number(100.0 * total.growth, 1)
    instead = "the same" if same else _would_have(rival, percent)
    when = "" if made.matched is None else f" from {made.matched[0]} to {made.matched[1]}"
    return (
        f"The overlay {timing} and {interest}; it {_grown(total.growth, percent)} a year. Constant "
        f"leverage of {number(made.level, 2)}×, with the same volatility{when}, would have "
        + ("done the same." if same else f"{instead} a year.")
    )


def _grown(growth: float, percent: Callable[[float], str]) -> str:
    return f"{'lost' if growth < 0.0 else 'grew'} {percent(growth)}"


def _would_have(growth: float, percent: Callable[[float], str]) -> str:
    return f"{'lost' if growth < 0.0 else 'grown'} {percent(growth)}"


def attribution_csv(made: Attribution) -> bytes:
    """Return the attribution as CSV (UTF-8): the total and every year, an account after another.

    A row is an account in a period. `period` is `total`, whose numbers are of a year on average,
    or a calendar year, whose numbers are sums of its days. All are decimals in full precision;
    what is not defined is empty. `level` is the leverage of the constant one.
    """
    accounts: list[tuple[str, AccountAttribution, float | None]] = [("overlay", made.overlay, None)]
    if made.rival is not None:
        accounts.append(("constant_leverage", made.rival, made.level))
        accounts.append(("difference", made.overlay.less(made.rival), None))
    keys = [term.key for term in (*TERMS, MEAN, GROWTH)]
    text = io.StringIO()
    file = csv.writer(text, lineterminator="\n")
    file.writerow(["account", "period", "first_day", "last_day", "level", *keys])
    for name, account, level in accounts:
        spans = [("total", made.first, made.last, account.total)]
        spans += [(str(one.year), one.first, one.last, one.contributions) for one in account.years]
        for period, first, last, shares in spans:
            numbers = (level, *(shares.value(key) for key in keys))
            file.writerow([name, period, first, last, *map(_cell, numbers)])
    return text.getvalue().encode()


def _cell(value: float | None) -> str:
    return repr(value) if value is not None and math.isfinite(value) else ""
