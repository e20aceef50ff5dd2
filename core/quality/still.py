"""Prices that stand still: one symbol for many days, or most symbols on one day."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from core.calendars import EVERY_DAY, NAMES, NEW_YORK, WEEKDAYS, Days, Mask, among, weekday
from core.findings import Check, Finding, Severity
from core.quality.universe import Series, Universe
from core.quality.words import counted, days_in_words, price
from core.units import date_of

LEAST_RUN = 4  # days without a move, so five equal prices: a week of sessions
LEAST_RUN_OF_YIELDS = 21  # quoted to a hundredth; near zero they rest for weeks
CHANCE = 1e-3  # that a run so long comes about in a whole history by itself
PEGGED = 0.5  # of the days without a move: a peg or a money-market fund, not a fault
LISTLESS = 0.3  # of the days without a move: says nothing about a standstill of all
LEAST_SYMBOLS = 3  # of two, both stand still too easily
DAY_CHANCE = 0.01  # that such a day comes about in a whole history by itself
OFTEN = 5.0  # times what is expected: then even days that are likely alone are no chance
NEARLY_ALL = 0.9  # of the symbols stand still then: half of them also do in quiet years
CARRIED = 0.8  # of the days are holidays: then prices were carried forward


def stale(of: Universe, told: Days) -> Iterable[Finding]:
    """Yield symbols that keep a price for longer than their own habits explain.

    The habit is how often a price stays after one that moved, which long runs do not distort.
    Runs that lie within `told`, days that another finding tells of, are passed over.
    """
    for one in of.series:
        still = one.still
        if len(still) < 20:
            continue
        if still.mean() > PEGGED and not one.is_yield:
            yield Finding(
                Check.STALE,
                Severity.NOTE,
                f"{one.symbol} has the price of the day before on {still.mean():.0%} of its days, "
                "as a money-market fund, a pegged rate or a rarely traded share has.",
                symbols=(one.symbol,),
                first=date_of(one.days[0]),
                last=date_of(one.days[-1]),
                count=int(still.sum()),
            )
            continue
        starts, ends = _runs(still)
        if not len(starts):
            continue
        habit = max(len(starts) / (len(still) - still.sum() + 1), 1 / len(still))
        least = max(
            LEAST_RUN_OF_YIELDS if one.is_yield else LEAST_RUN,
            math.ceil(math.log(len(still) / CHANCE) / -math.log(min(habit, 0.9))),
        )
        long = [
            (a, b)
            for a, b in zip(starts, ends, strict=True)
            if b - a >= least and not among(one.days[a + 1 : b + 1], told).all()
        ]
        if long:
            yield _stale(one, long)


def _runs(still: Mask) -> tuple[np.ndarray, np.ndarray]:
    """Return where runs of days without a move start, and where the next move is."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], still.astype(np.int8), [0]))))
    return edges[::2], edges[1::2]


def _stale(one: Series, long: list[tuple[int, int]]) -> Finding:
    start, end = max(long, key=lambda run: run[1] - run[0])
    total = sum(b - a for a, b in long)
    length = end - start
    if one.is_yield:
        severity = Severity.NOTE
    else:
        severity = Severity.SUSPECT if length >= 21 else Severity.FLAG
    what = "the yield" if one.is_yield else "the price"
    more = ""
    if len(long) > 1:
        more = f"; so it does in {counted(len(long) - 1, 'other stretch', 'other stretches')}"
    return Finding(
        Check.STALE,
        severity,
        f"{one.symbol} keeps {what} {price(one.prices[start])} on {length + 1} days in a row, "
        f"{one.days[start]} to {one.days[end]}{more}.",
        symbols=(one.symbol,),
        first=date_of(one.days[long[0][0]]),
        last=date_of(one.days[long[-1][1]]),
        count=int(total),
    )


def standstill_days(of: Universe) -> Days:
    """Return the days on which at least half of the symbols stand still, and not by chance."""
    at_work = weekday(of.days) < 5  # a weekend carried forward is told elsewhere
    movers = []  # of each symbol the rows of its moves, and which of them are none
    for one in of.series:
        if one.is_yield or not one.is_daily:
            continue
        kept = at_work[one.rows[1:]]
        rows, still = one.rows[1:][kept], one.still[kept]
        if len(rows) and still.mean() < LISTLESS:
            movers.append((rows, still))
    seen = np.zeros(len(of.days), dtype=np.int64)
    resting = np.zeros(len(of.days), dtype=np.int64)
    for rows, still in movers:
        seen[rows] += 1
        resting[rows[still]] += 1
    half = np.maximum((seen + 1) // 2, 2)
    candidate = (seen >= LEAST_SYMBOLS) & (resting >= half)
    if not candidate.any():
        return np.empty(0, dtype="datetime64[D]")
    # The habit of each symbol on the other days, so that the faults do not excuse themselves.
    chance = np.zeros(len(of.days))
    habits = []
    for rows, still in movers:
        usual = ~candidate[rows]
        habit = math.log((still[usual].sum() + 0.5) / (usual.sum() + 1.0))
        habits.append(habit)
        chance[rows[still]] += habit
    rows = np.flatnonzero(candidate)
    ways = np.array([_log_ways(int(seen[row]), int(resting[row])) for row in rows])
    alone = np.exp(np.minimum(chance[rows] + ways, 0.0)) * len(of.days) < DAY_CHANCE
    count = int(np.median(seen[rows]))
    needed = max((count + 1) // 2, 2)
    each = float(np.mean(habits)) * needed + _log_ways(count, needed)
    expected = len(of.days) * math.exp(min(each, 0.0))
    if len(rows) > LEAST_SYMBOLS + OFTEN * expected:
        alone |= resting[rows] >= NEARLY_ALL * seen[rows]
    found: Days = of.days[rows[alone]]
    return found


def _log_ways(many: int, few: int) -> float:
    return math.lgamma(many + 1) - math.lgamma(few + 1) - math.lgamma(many - few + 1)


def standstill(of: Universe, days: Days) -> Iterable[Finding]:
    """Yield the days of `standstill_days`, and whether they are holidays."""
    if not len(days):
        return
    holidays = ""
    if of.almanac is not None:
        calendar = _usual_calendar(of)
        closed = int(of.almanac.sessions(calendar).closed(days).sum())
        if closed >= CARRIED * len(days):
            which = "all" if closed == len(days) else f"{closed:,}"
            holidays = (
                f"; {which} of them are holidays of {NAMES[calendar]}, on which prices seem to "
                "have been carried forward"
            )
            if len(days) == 1:
                holidays = f", a holiday of {NAMES[calendar]}; prices seem to be carried forward"
    yield Finding(
        Check.STANDSTILL,
        Severity.NOTE if len(days) <= 2 else Severity.FLAG,
        f"At least half of the symbols keep the price of the day before on "
        f"{counted(len(days), 'day')}: {days_in_words(days, of.days)}{holidays}.",
        first=date_of(days[0]),
        last=date_of(days[-1]),
        count=len(days),
    )


def _usual_calendar(of: Universe) -> str:
    """Return the exchange calendar of most symbols, New York where they follow none."""
    names = [one.calendar for one in of.series if one.calendar not in (None, EVERY_DAY, WEEKDAYS)]
    return str(max(set(names), key=names.count)) if names else NEW_YORK
