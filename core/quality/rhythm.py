"""The rhythm of a symbol's days: weekly prices, weekends, and dates moved by a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np

from core.calendars import (
    EVERY_DAY,
    NAMES,
    NEW_YORK,
    WEEKDAYS,
    Days,
    Mask,
    among,
    calendar_of_symbol,
    trades_every_day,
    trades_on_sundays,
    weekday,
)
from core.findings import Check, Finding, Severity
from core.quality.universe import SLOW, Series, Universe
from core.quality.words import alike, counted, days_in_words, has, symbols_in_words
from core.units import date_of

SATURDAYS_UNTIL = np.datetime64("1952-12-31")  # New York traded on Saturdays until then
WEEKS_MOVED = 3  # a stray Sunday in the week of a holiday is no moved week
MOVED_SHARE = 0.8  # of the weekend days: the others may be slips
SLOW_STRETCH = 6  # prices in a row that are weeks apart: a change of rhythm, no gaps

FEW_CARRIED = 5  # days off with the price before: a year of holidays has more
CARRIED_ON = "; prices carried forward make the volatility look smaller"

WEEKS = {
    "Sunday to Thursday": (6, 5, "a day early"),
    "Tuesday to Saturday": (5, -5, "a day late"),
}
"""Of a moved week: its weekday that is a weekend's, how far ahead the missing one is, the way."""

RHYTHMS = ((4.0, 10.0, "a week"), (10.0, 20.0, "two weeks"), (20.0, 45.0, "a month"),
           (45.0, 135.0, "a quarter"), (135.0, 550.0, "a year"))  # fmt: skip


def frequency(of: Universe) -> Iterable[Finding]:
    """Yield which symbols have prices of each week or month rather than of each day."""
    members_of: dict[str, list[Series]] = {}
    for one in of.series:
        if one.spacing >= SLOW and len(one.days) >= SLOW_STRETCH:
            members_of.setdefault(_apart(one.spacing), []).append(one)
    for apart, members in members_of.items():
        names = [one.symbol for one in members]
        everybody = len(members) == len(of.series) and len(names) > 1
        who = "all symbols" if everybody else symbols_in_words(names)
        yield Finding(
            Check.FREQUENCY,
            Severity.SUSPECT,
            f"The prices of {who} are {apart} apart; volatility, leverage and costs are computed "
            "as if they were of every day.",
            symbols=tuple(names),
            first=min(date_of(one.days[0]) for one in members),
            last=max(date_of(one.days[-1]) for one in members),
            count=max(len(one.days) for one in members),
        )
    stretches = ((one.symbol, _slow_days(one)) for one in of.series if one.is_daily)
    for names, days in alike(stretches):
        yield _slow_stretch(names, days)


def slow(one: Series) -> Mask:
    """Return which steps between prices belong to a stretch of weekly or monthly ones."""
    wide = np.diff(one.days).astype(np.int64) >= SLOW + 1  # a long weekend takes four days
    edges = np.flatnonzero(np.diff(np.concatenate(([0], wide.astype(np.int8), [0]))))
    steps = np.zeros(len(wide), dtype=bool)
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end - start >= SLOW_STRETCH:
            steps[start:end] = True
    return steps


def _slow_days(one: Series) -> Days:
    """Return the days from the first to the last that belong to a stretch of slow prices."""
    steps = np.flatnonzero(slow(one))
    return one.days[steps[0] : steps[-1] + 2] if len(steps) else one.days[:0]


def _slow_stretch(symbols: list[str], days: Days) -> Finding:
    apart = _apart(float(np.median(np.diff(days).astype(np.int64))))
    return Finding(
        Check.FREQUENCY,
        Severity.SUSPECT,
        f"{has(symbols)} prices {apart} apart between {days[0]} and {days[-1]} and daily ones "
        "otherwise; leave that stretch out by the dates.",
        symbols=tuple(symbols),
        first=date_of(days[0]),
        last=date_of(days[-1]),
        count=len(days) - 1,
    )


def _apart(spacing: float) -> str:
    for least, most, words in RHYTHMS:
        if least <= spacing < most:
            return words
    return f"{spacing:,.0f} days"


def moved_weeks(of: Universe) -> dict[str, tuple[str, Days]]:
    """Return the symbols whose weeks go from Sunday to Thursday, or from Tuesday to Saturday.

    Of each, which of the two it is and the weekend days that begin or end these weeks.
    """
    moved: dict[str, tuple[str, Days]] = {}
    for one in of.series:
        if not one.is_daily or trades_every_day(one.days) or trades_on_sundays(one.symbol):
            continue
        weekend = one.days[weekday(one.days) >= 5]
        for week, (falling_on, partner, _) in WEEKS.items():
            own = weekend[weekday(weekend) == falling_on]
            inside = (own + partner >= one.days[0]) & (own + partner <= one.days[-1])
            own = own[inside & ~among(own + partner, one.days)]
            if len(own) >= max(WEEKS_MOVED, MOVED_SHARE * len(weekend)):
                moved[one.symbol] = (week, own)
    return moved


def moved_dates(moved: dict[str, tuple[str, Days]]) -> Iterable[Finding]:
    """Yield what `moved_weeks` has found."""
    for week, (_, _, way) in WEEKS.items():
        for names, days in alike((s, days) for s, (kind, days) in moved.items() if kind == week):
            yield Finding(
                Check.SHIFTED,
                Severity.SUSPECT,
                f"{has(names)} {counted(len(days), 'week')} from {week} between {days[0]} and "
                f"{days[-1]}: these dates look {way}, as a change of time zone makes them.",
                symbols=tuple(names),
                first=date_of(days[0]),
                last=date_of(days[-1]),
                count=len(days),
            )


def closed_days(of: Universe, passed_over: Collection[str], told: Days) -> Iterable[Finding]:
    """Yield the prices on weekends and holidays.

    Symbols of which another finding says that their dates are moved are `passed_over`, and so
    are days that one has `told` of.
    """
    weekends: list[tuple[str, Days]] = []
    carried: list[tuple[str, Days]] = []
    holidays: dict[str, list[tuple[str, Days]]] = {}
    for one in of.series:
        if not one.is_daily or one.symbol in passed_over:
            continue
        if one.calendar in (EVERY_DAY, WEEKDAYS):
            carried.append((one.symbol, _untold(_carried(one, of), told)))
        if trades_every_day(one.days) or trades_on_sundays(one.symbol):
            continue
        off = (weekday(one.days) >= 5) & (one.days > SATURDAYS_UNTIL)
        if of.almanac is not None and one.calendar not in (None, EVERY_DAY, WEEKDAYS):
            closed = of.almanac.sessions(str(one.calendar)).closed(one.days)
            off &= closed  # some exchanges had or have sessions on a Saturday
            if not one.is_yield:
                days = _untold(one.days[closed & (weekday(one.days) < 5)], told)
                holidays.setdefault(str(one.calendar), []).append((one.symbol, days))
        weekends.append((one.symbol, one.days[off]))
    for names, days in alike(weekends):
        what = counted(len(days), "Saturday or Sunday", "Saturdays and Sundays")
        yield _closed(names, Severity.FLAG, f"prices on {what}", days, of)
    for calendar, entries in holidays.items():
        closed_there = f"on which {NAMES.get(calendar, calendar)} was closed"
        for names, days in alike(entries):
            what = f"prices on {counted(len(days), 'day')} {closed_there}"
            yield _closed(names, Severity.NOTE, what, days, of)
    for names, days in alike(carried):
        what = f"the price of the day before on {counted(len(days), 'day')} without trading"
        yield _closed(names, Severity.FLAG, what, days, of, CARRIED_ON)


def _untold(days: Days, told: Days) -> Days:
    return days[~among(days, told)]


def _carried(one: Series, of: Universe) -> Days:
    """Return the days off in New York whose prices are those of the day before, if all are."""
    if of.almanac is None or calendar_of_symbol(one.symbol) in (EVERY_DAY, WEEKDAYS):
        return one.days[:0]
    off = of.almanac.sessions(NEW_YORK).closed(one.days[1:])
    resting = one.days[1:][off & one.still]
    return resting if len(resting) >= max(FEW_CARRIED, MOVED_SHARE * off.sum()) else resting[:0]


def _closed(
    symbols: list[str], severity: Severity, what: str, days: Days, of: Universe, more: str = ""
) -> Finding:
    return Finding(
        Check.WEEKEND,
        severity,
        f"{has(symbols)} {what}: {days_in_words(days, of.days)}{more}.",
        symbols=tuple(symbols),
        first=date_of(days[0]),
        last=date_of(days[-1]),
        count=len(days),
    )
