"""Days, prices and symbols as the sentences of findings name them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from core.calendars import Days
from core.errors import listed
from core.findings import Finding, Severity

MOST_SPANS = 4  # a sentence that lists more is read by nobody
MOST_SYMBOLS = 6
GRAVITY = {Severity.SUSPECT: 0, Severity.FLAG: 1, Severity.NOTE: 2}


def symbols_in_words(symbols: Sequence[str]) -> str:
    """Return symbols as a list, shortened where there are many."""
    return listed(symbols, MOST_SYMBOLS)


def spans(days: Days, among: Days) -> list[tuple[np.datetime64, np.datetime64, int]]:
    """Return the stretches of `days` without a break, as first, last and how many.

    `among` are the days that could be there, `days` included; both increase.
    """
    places = np.searchsorted(among, days)
    breaks = np.flatnonzero(np.diff(places) > 1)
    starts = np.concatenate(([0], breaks + 1))
    ends = np.concatenate((breaks, [len(days) - 1]))
    return [(days[a], days[b], int(b - a + 1)) for a, b in zip(starts, ends, strict=True)]


def alike(entries: Iterable[tuple[str, Days]]) -> list[tuple[list[str], Days]]:
    """Put the symbols of equal days together; those without days fall away."""
    groups: dict[bytes, tuple[list[str], Days]] = {}
    for symbol, days in entries:
        if len(days):
            groups.setdefault(days.tobytes(), ([], days))[0].append(symbol)
    return list(groups.values())


def has(symbols: Sequence[str]) -> str:
    """Return symbols as the subject of a sentence: "SPY has", "SPY and TLT have"."""
    return f"{symbols_in_words(symbols)} {'has' if len(symbols) == 1 else 'have'}"


def days_in_words(days: Days, among: Days) -> str:
    """Return days as a list of days and stretches, shortened where there are many."""
    stretches = spans(days, among)
    words = [str(a) if count == 1 else f"{a} to {b}" for a, b, count in stretches[:MOST_SPANS]]
    words += [""] * (len(stretches) - len(words))  # those that are only counted
    return listed(words, MOST_SPANS)


def counted(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun: "1 day", "1,204 days"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def price(value: float) -> str:
    """Return a price, with digits enough to find it again."""
    return f"{value:,.2f}" if abs(value) >= 10 else f"{value:.4g}"


def most_serious_first(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return findings sorted by severity, each once; what is equally serious keeps its order."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda one: GRAVITY[one.severity]))
