"""Where the ticks of a chart stand: round numbers, round logarithms and round dates. No Qt."""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise

import numpy as np

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EPOCH = date(1970, 1, 1)
_DAY_STEPS = (1, 2, 7, 14)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000)
_ROOM_OF_A_DAY, _ROOM_OF_A_MONTH, _ROOM_OF_A_YEAR = 10.5, 8.0, 7.0
_MULTIPLES_OF_A_DECADE = ((1.0,), (1.0, 3.0), (1.0, 2.0, 5.0), (1.0, 1.5, 2.0, 3.0, 5.0, 7.0))


def long_date(day: np.datetime64) -> str:
    """``Thu 12 Mar 2020``, in English whatever the locale is."""
    moment = day.astype("datetime64[D]").item()
    return f"{WEEKDAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def linear_ticks(low: float, high: float, most: int) -> tuple[list[float], float]:
    """Round values from ``low`` to ``high``, at most ``most`` of them, and the step between them.

    The step is 1, 2 or 5 times a power of ten.
    """
    span = high - low
    if not (span > 0 and math.isfinite(span)) or most < 1:
        return [], 0.0
    power = 10.0 ** math.floor(math.log10(span / most))
    for multiple in (1.0, 2.0, 5.0, 10.0, 20.0):
        step = multiple * power
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first < most:
            return [count * step for count in range(first, last + 1)], step
    return [], 0.0


def log_ticks(low: float, high: float, most: int) -> list[tuple[float, float]]:
    """Round values for an axis of logarithms, each with the step that decides on its decimals.

    Parameters
    ----------
    low, high : float
        Decimal logarithms of the ends of the axis.
    most : int
        How many ticks fit without crowding.

    Returns
    -------
    list of (value, step)
        Values, not logarithms. Whole decades where many are shown, 1-2-5 where few are, and round
        steps inside one.
    """
    span = high - low
    if not (span > 0 and math.isfinite(span)) or most < 1:
        return []
    gap = span / most
    best: list[tuple[float, float]] = []
    for multiples in _MULTIPLES_OF_A_DECADE:
        points = (*multiples, 10.0)
        if min(math.log10(b / a) for a, b in pairwise(points)) < gap:
            break
        best = [
            (multiple * 10.0**decade, 10.0**decade * (1.0 if multiple % 1 == 0 else 0.1))
            for decade in range(math.floor(low) - 1, math.ceil(high) + 1)
            for multiple in multiples
            if low <= math.log10(multiple) + decade <= high
        ]
    if not best and gap > 1:
        stride = math.ceil(gap)
        first = math.ceil(low / stride - 1e-9) * stride
        best = [
            (10.0**decade, 10.0**decade)
            for decade in range(first, math.floor(high + 1e-9) + 1, stride)
        ]
    if len(best) < 3 and span < 1.5:
        even = _even_ticks_apart(low, high, most, gap)
        best = even if len(even) >= len(best) else best
    return best


def date_ticks(start: float, stop: float, room: float) -> list[tuple[int, str]]:
    """Round dates and labels: the densest of years, months, weeks and days that keep apart.

    Parameters
    ----------
    start, stop : float
        Ends of the axis, days since 1970.
    room : float
        Length of the axis in widths of a digit.

    Returns
    -------
    list of (day, label)
        Days since 1970. The first label of a year names the year. A label that would be cut at the
        right end is empty.
    """
    first, last = _day(math.ceil(start)), _day(math.floor(stop))
    if not stop > start or first > last:
        return []
    days: list[date] = []
    labels: list[str] = []
    for step in _DAY_STEPS:
        if (stop - start) / step * _ROOM_OF_A_DAY <= room:
            days = _whole_days(first, last, step)
            labels = _day_labels(days)
            break
    else:
        for step in _MONTH_STEPS:
            needed = _ROOM_OF_A_YEAR if step >= 12 else _ROOM_OF_A_MONTH
            if (stop - start) / (30.4 * step) * needed <= room:
                days = _month_starts(first, last, step)
                labels = _month_labels(days)
                break
    ticks = []
    for day, label in zip(days, labels, strict=True):
        position = (day - _EPOCH).days
        room_to_the_right = (stop - position) / (stop - start) * room
        ticks.append((position, label if room_to_the_right >= len(label) / 2 else ""))
    return ticks


def _even_ticks_apart(low: float, high: float, most: int, gap: float) -> list[tuple[float, float]]:
    """Round steps of the value itself, without those that stand too near the next one above."""
    values, step = linear_ticks(10.0**low, 10.0**high, most)
    kept: list[tuple[float, float]] = []
    above = math.inf
    for value in reversed(values):
        if value > 0 and above - math.log10(value) >= 0.8 * gap:
            kept.insert(0, (value, step))
            above = math.log10(value)
    return kept


def _day(position: float) -> date:
    """The date a number of days after 1970, or the nearest one Python can express."""
    ordinal = _EPOCH.toordinal() + int(position)
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))


def _whole_days(first: date, last: date, step: int) -> list[date]:
    """Every ``step``-th day; Mondays where the step is in weeks."""
    start = first.toordinal()
    if step >= 7:
        start += -(start - 1) % step
    return [date.fromordinal(ordinal) for ordinal in range(start, last.toordinal() + 1, step)]


def _month_starts(first: date, last: date, step: int) -> list[date]:
    """First days of every ``step``-th month, counted so that years and decades are met."""
    count = first.year * 12 + first.month - 1 + (first.day > 1)
    start = -(-count // step) * step
    end = last.year * 12 + last.month
    return [date(month // 12, month % 12 + 1, 1) for month in range(start, end, step)]


def _day_labels(days: list[date]) -> list[str]:
    labels = []
    year = None
    for day in days:
        label = f"{day.day} {MONTHS[day.month - 1]}"
        labels.append(label if day.year == year else f"{label} {day.year}")
        year = day.year
    return labels


def _month_labels(days: list[date]) -> list[str]:
    labels: list[str] = []
    for day in days:
        month = MONTHS[day.month - 1]
        if day.month == 1:
            labels.append(str(day.year))
        else:
            labels.append(month if labels else f"{month} {day.year}")
    return labels
