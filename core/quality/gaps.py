"""Days without a price: gaps, histories that begin late or end early, and mixed holidays."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np

from core.calendars import EVERY_DAY, NAMES, Days, among
from core.findings import Check, Finding, Severity
from core.parameters import CASH_SERIES
from core.quality.rhythm import slow
from core.quality.universe import Series, Universe, expected_days
from core.quality.words import (
    alike,
    counted,
    days_in_words,
    has,
    spans,
    symbols_in_words,
)
from core.units import date_of

FEW = 3  # sessions: fewer are usual even in good data
LONG = 5  # sessions in a row, a week: more than a slip
HOLE = 21  # sessions in a row, a month: part of the history is missing
HOLES = 0.05  # of all sessions, likewise
BEHIND = 3  # sessions: exchanges around the world are rarely further apart
LATE_DAYS = 63  # a quarter of a year of common history lost is worth a word
LATE_SHARE = 0.05  # of the common history, likewise


def missing_sessions(of: Universe, passed_over: Collection[str] = ()) -> Iterable[Finding]:
    """Yield the sessions without a price between the first and the last day of each symbol.

    Sessions that all symbols of an exchange lack are told once. Some symbols are `passed_over`,
    and so are stretches of weekly or monthly prices: other findings tell of them.
    """
    refused = dict(of.refused)
    missing: dict[str, tuple[Series, Days, Days]] = {}
    for one in of.series:
        if one.is_daily and one.symbol not in passed_over:
            expected = expected_days(one, of)
            lacking = expected[~among(expected, one.days)]
            lacking = lacking[~among(lacking, refused.get(one.symbol, lacking[:0]))]
            steps = slow(one)
            if len(lacking) and steps.any():
                lacking = lacking[~steps[np.searchsorted(one.days, lacking) - 1]]
            missing[one.symbol] = (one, expected, lacking)
    for calendar in dict.fromkeys(one.calendar for one, _, _ in missing.values()):
        group = [entry for entry in missing.values() if entry[0].calendar == calendar]
        shared = _lacked_by_all([(one, lacking) for one, _, lacking in group])
        if len(shared):
            longest = max(group, key=lambda entry: len(entry[0].days))
            names = [one.symbol for one, _, _ in group]
            yield _gap(names, calendar, longest[1], shared)
        own = ((one.symbol, lacking[~among(lacking, shared)]) for one, _, lacking in group)
        for names, days in alike(own):
            yield _gap(names, calendar, missing[names[0]][1], days)


def _lacked_by_all(group: list[tuple[Series, Days]]) -> Days:
    """Return the days that two symbols or more span and none of them has."""
    if len(group) < 2:
        return np.empty(0, dtype="datetime64[D]")
    days = np.unique(np.concatenate([lacking for _, lacking in group]))
    lacked = np.zeros(len(days), dtype=np.int64)
    alive = np.zeros(len(days), dtype=np.int64)
    for one, lacking in group:
        lacked[np.searchsorted(days, lacking)] += 1
        alive += (days >= one.days[0]) & (days <= one.days[-1])
    shared: Days = days[(lacked == alive) & (alive > 1)]
    return shared


def _gap(symbols: list[str], calendar: str | None, expected: Days, lacking: Days) -> Finding:
    longest = max(count for _, _, count in spans(lacking, expected))
    severity = Severity.FLAG if len(lacking) > FEW or longest >= LONG else Severity.NOTE
    if longest >= HOLE or len(lacking) > max(FEW, HOLES * len(expected)):
        severity = Severity.SUSPECT
    if symbols == [CASH_SERIES]:
        severity = Severity.NOTE
    if calendar is None:
        where = "on which other symbols have one"
        noun = counted(len(lacking), "day")
    elif calendar == EVERY_DAY:
        where, noun = "though it trades every day", counted(len(lacking), "day")
    else:
        where, noun = f"of {NAMES.get(calendar, calendar)}", counted(len(lacking), "session")
    return Finding(
        Check.GAP,
        severity,
        f"{has(symbols)} no price on {noun} {where}: {days_in_words(lacking, expected)}.",
        symbols=tuple(symbols),
        first=date_of(lacking[0]),
        last=date_of(lacking[-1]),
        count=len(lacking),
    )


def ends(of: Universe) -> Iterable[Finding]:
    """Yield the symbols that stop earlier than the others, those of one day together.

    Yields are passed over: what a cash rate lacks is told where it is used.
    """
    daily = [one for one in of.series if one.is_daily and not one.is_yield]
    if len(daily) < 2:
        return
    newest = max(daily, key=lambda one: one.days[-1])
    last = newest.days[-1]
    by_day: dict[np.datetime64, list[tuple[str, int]]] = {}
    for one in daily:
        behind = _sessions_after(one, last, of)
        if behind > BEHIND:
            by_day.setdefault(one.days[-1], []).append((one.symbol, behind))
    for day, behind_it in sorted(by_day.items(), reverse=True):
        symbols = [symbol for symbol, _ in behind_it]
        verb = "ends" if len(symbols) == 1 else "end"
        yield Finding(
            Check.HISTORY,
            Severity.FLAG,
            f"{symbols_in_words(symbols)} {verb} on {day} while {newest.symbol} goes on to {last}: "
            "no longer traded, or not brought up to date.",
            symbols=tuple(symbols),
            first=date_of(day + 1),
            last=date_of(last),
            count=max(behind for _, behind in behind_it),
        )


def _sessions_after(one: Series, last: np.datetime64, of: Universe) -> int:
    """Return the sessions of a symbol after its last day, up to `last`."""
    after = one.days[-1] + 1
    if of.almanac is not None and one.calendar is not None:
        known = of.almanac.sessions(one.calendar)
        if known.last >= last:
            return len(known.between(after, last))
    return int(np.busday_count(after, last + 1))


def late_beginnings(of: Universe) -> Iterable[Finding]:
    """Yield the symbol that begins so late that it shortens the history all have in common."""
    priced = sorted((one for one in of.series if not one.is_yield), key=lambda one: one.days[0])
    if len(priced) < 2:
        return
    first = priced[-1].days[0]
    latest = [one for one in priced if one.days[0] == first]
    others = [one for one in priced if one.days[0] < first]
    if not others:
        return
    before = others[-1].days[0]
    lost = int(((of.days >= before) & (of.days < first)).sum())
    whole = lost + int((of.days >= first).sum())
    if lost < LATE_DAYS or lost < LATE_SHARE * whole:
        return
    names = [one.symbol for one in latest]
    who = f"{symbols_in_words(names)} {'begins' if len(names) == 1 else 'begin'}"
    yield Finding(
        Check.HISTORY,
        Severity.NOTE,
        f"{who} on {first}, {counted(lost, 'day')} after all other symbols have begun; "
        f"without {'it' if len(names) == 1 else 'them'} the common history starts on {before}.",
        symbols=tuple(names),
        first=date_of(before),
        last=date_of(first - 1),
        count=lost,
    )


def different_holidays(of: Universe) -> Iterable[Finding]:
    """Yield, once, the days on which some of the exchanges are closed and others not."""
    groups: dict[str, list[str]] = {}
    for one in of.series:
        if one.calendar is not None and not one.is_yield:
            groups.setdefault(one.calendar, []).append(one.symbol)
    if len(groups) < 2 or of.almanac is None:
        return
    common = [one for one in of.series if one.calendar is not None and not one.is_yield]
    first = max(one.days[0] for one in common)
    last = min(one.days[-1] for one in common)
    days = of.days[(of.days >= first) & (of.days <= last)]
    closed = np.zeros(len(days), dtype=bool)
    for calendar in groups:
        closed |= of.almanac.sessions(calendar).closed(days)
    count = int(closed.sum())
    if not count:
        return
    most = max(groups.values(), key=len)
    who = [f"{NAMES.get(name, name)}: {symbols_in_words(s)}" for name, s in groups.items()]
    yield Finding(
        Check.WEEKEND if EVERY_DAY in groups else Check.GAP,
        Severity.NOTE,
        f"The symbols trade on different days ({'; '.join(who)}): one of the markets is closed on "
        f"{counted(count, 'day')} between {first} and {last} on which another one trades.",
        # Those of the most common exchange alone have nothing of it.
        symbols=tuple(s for symbols in groups.values() if symbols is not most for s in symbols),
        first=date_of(days[closed][0]),
        last=date_of(days[closed][-1]),
        count=count,
    )


def refused_prices(of: Universe) -> Iterable[Finding]:
    """Yield the symbols with prices that a backtest will refuse."""
    for symbol, days in of.refused:
        verb, it = ("is", "it") if len(days) == 1 else ("are", "them")
        needed = "yield" if symbol == CASH_SERIES else "positive number"
        yield Finding(
            Check.ROWS,
            Severity.SUSPECT,
            f"{symbol} has {counted(len(days), 'price')} that {verb} no {needed}: "
            f"{days_in_words(days, of.days)}; a backtest over {it} will be refused.",
            symbols=(symbol,),
            first=date_of(days[0]),
            last=date_of(days[-1]),
            count=len(days),
        )
