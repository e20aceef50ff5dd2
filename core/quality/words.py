"""Days, prices and symbols as the sentences of findings name them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import numpy as np

from core.calendars import Days
from core.findings import Check, Finding, Severity

MOST_SPANS = 4  # a sentence that lists more is read by nobody
MOST_SYMBOLS = 6
MOST_FINDINGS = 6  # of one check; the others are told together
GRAVITY = {Severity.SUSPECT: 0, Severity.FLAG: 1, Severity.NOTE: 2}

TOGETHER = {
    Check.GAP: "lack prices or days",
    Check.HISTORY: "begin later or end earlier than the others",
    Check.STALE: "keep the same price for days",
    Check.JUMP: "jump far beyond what is usual for them",
    Check.REVERSAL: "have jumps that are taken back",
    Check.WEEKEND: "have prices on days without trading",
    Check.FREQUENCY: "have no daily prices",
    Check.SHIFTED: "have dates that look moved by a day",
    Check.ROWS: "have prices that are no positive numbers",
}
"""What the symbols of a check do, for the sentence about those that are told together."""


def date(day: np.datetime64) -> dt.date:
    """Return a day as a date of the standard library."""
    return day.astype("datetime64[D]").astype(object)  # type: ignore[no-any-return]


def listed(words: Sequence[str], most: int) -> str:
    """Return words as a list in a sentence: "a, b and 3 more"."""
    words = list(words)
    if len(words) > most:
        words = [*words[: most - 1], f"{len(words) - most + 1:,} more"]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


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


def about(symbols: Sequence[str]) -> str:
    """Return what a finding about symbols is filed under: the only one of them, else ""."""
    return symbols[0] if len(symbols) == 1 else ""


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


def condensed(findings: Sequence[Finding]) -> list[Finding]:
    """Tell the most serious findings of each check alone and those of further symbols together."""
    kept: list[Finding] = []
    for check in dict.fromkeys(one.check for one in findings):
        same = sorted(
            (one for one in findings if one.check is check),
            key=lambda one: (GRAVITY[one.severity], -one.count),
        )
        alone = [one for one in same if not one.symbol or check not in TOGETHER]
        single = [one for one in same if one.symbol and check in TOGETHER]
        rest: list[Finding] = []
        if len(single) > MOST_FINDINGS:
            single, rest = single[: MOST_FINDINGS - 1], single[MOST_FINDINGS - 1 :]
        kept += [*alone, *single]
        if rest:
            kept.append(_together(check, rest))
    return kept


def _together(check: Check, findings: Sequence[Finding]) -> Finding:
    firsts = [one.first for one in findings if one.first]
    lasts = [one.last for one in findings if one.last]
    counts: dict[str, int] = {}
    for one in findings:
        counts[one.symbol] = counts.get(one.symbol, 0) + one.count
    words = [f"{symbol} ({count:,})" for symbol, count in counts.items()]
    return Finding(
        check,
        findings[0].severity,
        f"{counted(len(counts), 'other symbol')} {TOGETHER[check]}: {symbols_in_words(words)}.",
        first=min(firsts) if firsts else None,
        last=max(lasts) if lasts else None,
        count=sum(counts.values()),
    )
