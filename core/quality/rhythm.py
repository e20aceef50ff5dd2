"""The rhythm of a symbol's days: weekly prices, weekends, and dates moved by a day."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from core.calendars import EVERY_DAY, NAMES, WEEKDAYS, Days, Mask, trades_every_day, weekday
from core.findings import Check, Finding, Severity
from core.quality.universe import SLOW, Series, Universe
from core.quality.words import counted, date, days_in_words, symbols_in_words

SATURDAYS_UNTIL = np.datetime64("1952-12-31")  # New York traded on Saturdays until then
WEEKS_MOVED = 3  # a stray Sunday in the week of a holiday is no moved week
MOVED_SHARE = 0.8  # of the weekend days: the others may be slips
SLOW_STRETCH = 6  # prices in a row that are weeks apart: a change of rhythm, no gaps

RHYTHMS = ((4.0, 10.0, "a week"), (10.0, 20.0, "two weeks"), (20.0, 45.0, "a month"),
           (45.0, 135.0, "a quarter"), (135.0, 550.0, "a year"))  # fmt: skip


def frequency(of: Universe) -> Iterable[Finding]:
    """Yield which symbols have prices of each week or month rather than of each day."""
    slow: dict[str, list[Series]] = {}
    for one in of.series:
        if one.spacing >= SLOW and len(one.days) >= SLOW_STRETCH:
            slow.setdefault(_apart(one.spacing), []).append(one)
    for apart, members in slow.items():
        names = [one.symbol for one in members]
        everybody = len(members) == len(of.series) and len(names) > 1
        who = "all symbols" if everybody else symbols_in_words(names)
        yield Finding(
            Check.FREQUENCY,
            Severity.SUSPECT,
            f"The prices of {who} are {apart} apart; volatility, leverage and costs are computed "
            "as if they were of every day.",
            symbol=names[0] if len(names) == 1 else "",
            first=min(date(one.days[0]) for one in members),
            last=max(date(one.days[-1]) for one in members),
            count=max(len(one.days) for one in members),
        )
    for one in of.series:
        if one.is_daily:
            yield from _slow_stretch(one)


def slow_steps(one: Series) -> Mask:
    """Return which steps between prices belong to a stretch of weekly or monthly ones."""
    wide = np.diff(one.days).astype(np.int64) >= SLOW + 1  # a long weekend takes four days
    edges = np.flatnonzero(np.diff(np.concatenate(([0], wide.astype(np.int8), [0]))))
    slow = np.zeros(len(wide), dtype=bool)
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end - start >= SLOW_STRETCH:
            slow[start:end] = True
    return slow


def _slow_stretch(one: Series) -> Iterable[Finding]:
    steps = np.flatnonzero(slow_steps(one))
    if not len(steps):
        return
    apart = _apart(float(np.median(np.diff(one.days)[steps].astype(np.int64))))
    first, last = one.days[steps[0]], one.days[steps[-1] + 1]
    yield Finding(
        Check.FREQUENCY,
        Severity.SUSPECT,
        f"{one.symbol} has prices {apart} apart between {first} and {last} and daily ones "
        "otherwise; begin after that stretch.",
        symbol=one.symbol,
        first=date(first),
        last=date(last),
        count=len(steps),
    )


def _apart(spacing: float) -> str:
    for least, most, words in RHYTHMS:
        if least <= spacing < most:
            return words
    return f"{spacing:,.0f} days"


def closed_days(of: Universe, told: Days) -> Iterable[Finding]:
    """Yield prices on weekends and holidays, or that all dates are moved by a day.

    `told` are days that another finding tells of already.
    """
    for one in of.series:
        if not one.is_daily or one.calendar == EVERY_DAY:
            continue
        days = one.days
        if trades_every_day(days):
            continue
        weekend = (weekday(days) >= 5) & (days > SATURDAYS_UNTIL)
        if of.almanac is not None and one.calendar not in (None, WEEKDAYS):
            known = of.almanac.sessions(str(one.calendar))
            closed = known.closed(days)
            inside = (days >= known.first) & (days <= known.last)
            weekend &= closed | ~inside  # in Tel Aviv a Sunday is a session
            if not one.is_yield:
                yield from _holidays(one, days[closed & (weekday(days) < 5)], told)
        days = days[weekend]
        if not len(days):
            continue
        moved = _moved(one, days)
        if moved is not None:
            yield moved
            continue
        yield Finding(
            Check.WEEKEND,
            Severity.FLAG,
            f"{one.symbol} has prices on {counted(len(days), 'Saturday or Sunday', WEEKENDS)}: "
            f"{days_in_words(days, one.days)}.",
            symbol=one.symbol,
            first=date(days[0]),
            last=date(days[-1]),
            count=len(days),
        )


WEEKENDS = "Saturdays and Sundays"


def _holidays(one: Series, days: Days, told: Days) -> Iterable[Finding]:
    days = np.setdiff1d(days, told, assume_unique=True)
    if not len(days):
        return
    yield Finding(
        Check.WEEKEND,
        Severity.NOTE,
        f"{one.symbol} has prices on {counted(len(days), 'day')} on which "
        f"{NAMES.get(str(one.calendar), one.calendar)} was closed: "
        f"{days_in_words(days, one.days)}.",
        symbol=one.symbol,
        first=date(days[0]),
        last=date(days[-1]),
        count=len(days),
    )


def _moved(one: Series, weekend: Days) -> Finding | None:
    """Tell weeks that go from Sunday to Thursday, or from Tuesday to Saturday."""
    for falling_on, ahead, way, week in (
        (6, 5, "a day early", "Sunday to Thursday"),
        (5, -5, "a day late", "Tuesday to Saturday"),
    ):
        own = weekend[weekday(weekend) == falling_on]
        inside = own[(own + ahead >= one.days[0]) & (own + ahead <= one.days[-1])]
        moved = int((~np.isin(inside + ahead, one.days)).sum())
        if moved >= WEEKS_MOVED and moved >= MOVED_SHARE * len(weekend):
            return Finding(
                Check.SHIFTED,
                Severity.SUSPECT,
                f"{one.symbol} has {counted(moved, 'week')} from {week} between {own[0]} and "
                f"{own[-1]}: these dates look {way}, as a change of time zone makes them.",
                symbol=one.symbol,
                first=date(own[0]),
                last=date(own[-1]),
                count=moved,
            )
    return None
