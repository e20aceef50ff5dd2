"""Dates as people and programs write them, read as a whole column."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import cast

import numpy as np
import pandas as pd

from core.errors import DataError, quoted
from core.findings import Check, Finding, Severity

Days = np.ndarray[tuple[int], np.dtype[np.datetime64]]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LONG_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)


class DateOrder(Enum):
    """Whether 03/04/2020 begins with the day or with the month."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


@dataclass(frozen=True, slots=True)
class Readings:
    """The two days that one text may mean."""

    day_first: dt.date
    month_first: dt.date


class AmbiguousDates(DataError):
    """A column of dates can be read in two ways, and nothing in it tells which is meant.

    Attributes
    ----------
    name
        The file.
    text
        A date as it stands in the file, "03/04/2020".
    readings
        The day it is under each `DateOrder`.
    """

    def __init__(self, name: str, text: str, readings: Readings) -> None:
        self.name = name
        self.text = text
        self.readings = readings
        super().__init__(
            f"{name} has dates such as {quoted(text)}, which may be {readings.day_first} or "
            f"{readings.month_first}; say which: --date-order day-first or month-first."
        )

    @property
    def day_first(self) -> dt.date:
        """The day that `text` is where days come first."""
        return self.readings.day_first

    @property
    def month_first(self) -> dt.date:
        """The day that `text` is where months come first."""
        return self.readings.month_first

    def __reduce__(self) -> tuple[type[AmbiguousDates], tuple[str, str, Readings]]:
        """Pickle by the parts, not by the sentence that `Exception` keeps."""
        return (type(self), (self.name, self.text, self.readings))


class WrongDate(Exception):
    """A text of the column that is no date as the others are; whoever reads tells its line.

    Attributes
    ----------
    row
        Its place in the column.
    problem
        What to say of it: "where a date such as 2010-01-31 is needed".
    """

    def __init__(self, row: int, problem: str) -> None:
        self.row = row
        self.problem = problem
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class DateColumn:
    """A column of dates, understood.

    Attributes
    ----------
    days
        Shape (T,), without time or time zone.
    form
        The form of the dates in words.
    findings
        Which reading was taken, where there were two.
    several_times
        Whether a day stands with several times of day.
    """

    days: Days
    form: str
    findings: tuple[Finding, ...] = ()
    several_times: bool = False


@dataclass(frozen=True, slots=True)
class _Written:
    """One text taken apart: three numbers, or the place of the year and the month's name."""

    form: tuple[str, str]  # kind and mark between the numbers: two of one column must not differ
    first: int
    second: int
    year: int
    padded: tuple[bool | None, ...]  # of each number: "05" is, "5" is not, "12" does not tell


_CLOCK = (
    r"(?:[T\s,]\s*(?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?(?P<half>[AaPp])\.?[Mm]\.?)?)"
    r"\s*(?P<zone>Z|[+-]\d{2}(?::?\d{2})?|[A-Za-z][A-Za-z_/]{1,40})?)?"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]?\s+)?"
_FORMS = tuple(
    (kind, re.compile(_WEEKDAY + pattern + _CLOCK, re.IGNORECASE | re.ASCII))
    for kind, pattern in (
        ("ymd", r"(?P<y>\d{4})(?P<s>[-/.])(?P<a>\d{1,2})(?P=s)(?P<b>\d{1,2})"),
        ("compact", r"(?P<y>\d{4})(?P<a>\d{2})(?P<b>\d{2})"),
        ("pair", r"(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4})"),
        ("day month", r"(?P<b>\d{1,2})[-\s/.]{0,2}(?P<n>[a-z]{3,9})[-\s/,.]{0,2}(?P<y>\d{4})"),
        ("month day", r"(?P<n>[a-z]{3,9})\.?\s+(?P<b>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})"),
        ("year month", r"(?P<y>\d{4})[-\s](?P<n>[a-z]{3,9})[-\s](?P<b>\d{1,2})"),
    )
)
_SHORT_YEAR = re.compile(r"\d{1,2}([-/. ])(?:\d{1,2}|[a-z]{3,9})\1\d{2}(?:\s.*)?", re.I | re.A)
_NEEDED = "where a date such as 2010-01-31 is needed"


def looks_like_a_date(text: str) -> bool:
    """Whether a text is written as dates are; it may still be no day, such as 2015-02-30."""
    text = text.strip()
    return len(text) <= 80 and (
        any(form.fullmatch(text) for _, form in _FORMS) or bool(_SHORT_YEAR.fullmatch(text))
    )


def read_dates(texts: Sequence[object], order: DateOrder | None, name: str) -> DateColumn:
    """Understand a column of dates; which of day and month comes first, all of it decides.

    Parameters
    ----------
    texts
        The cells as they stand, in the order of the file.
    order
        What comes first in 03/04/2020, where the person has said so.
    name
        The file, for sentences.

    Raises
    ------
    WrongDate
        Where a text is no date, or written in another form than most.
    AmbiguousDates
        Where both orders are plausible and `order` is None.
    DataError
        Where the column contradicts `order`, or itself.
    """
    days = _iso_days(texts)
    if days is not None:
        return DateColumn(days, "2010-01-31")
    codes, unique = pd.factorize(np.array([_plain(text) for text in texts], dtype=object))
    written = [str(text) for text in unique]

    def place(index: int) -> int:
        return int(np.flatnonzero(codes == index)[0])

    parts = [_taken_apart(text) for text in written]
    common = _common_form([part for part in parts if part is not None])
    for index, part in enumerate(parts):
        if part is None or common is None or part.form != common:
            short = part is None and _SHORT_YEAR.fullmatch(written[index])
            problem = "whose year has two digits; write it with four" if short else _NEEDED
            raise WrongDate(place(index), problem)
    known = [part for part in parts if part is not None]
    _check_padding(known, place)

    findings: list[Finding] = []
    if common is not None and common[0] == "pair":
        chosen, why = _chosen_order(written, known, codes, order, name)
        form = _in_words(common, chosen)
        findings.append(
            Finding(Check.DATES, Severity.NOTE, f"{name}: dates are read as {form}, since {why}.")
        )
    else:
        chosen, form = DateOrder.MONTH_FIRST, _in_words(common, None)
    found = [_day(part, chosen) for part in known]
    for index, day in enumerate(found):
        if day is None:
            raise WrongDate(place(index), _NEEDED)
    days = np.array(found, dtype="datetime64[D]")
    several = len(np.unique(days)) < len(days)
    return DateColumn(days[codes], form, tuple(findings), several)


def _plain(text: object) -> str:
    return text.strip() if isinstance(text, str) else ""


def _iso_days(texts: Sequence[object]) -> Days | None:
    """Read texts that are all like 2010-01-31, the common case, at once; None where one is not."""
    if set(map(type, texts)) != {str} or set(map(len, cast("list[str]", texts))) != {10}:
        return None
    codes = np.array(texts, dtype="U10").view(np.uint32).reshape(len(texts), 10).astype(np.int64)
    digits = codes[:, [0, 1, 2, 3, 5, 6, 8, 9]] - ord("0")
    if (codes[:, [4, 7]] != ord("-")).any() or (digits < 0).any() or (digits > 9).any():
        return None
    years = digits[:, :4] @ np.array([1000, 100, 10, 1])
    months, days = digits[:, 4] * 10 + digits[:, 5], digits[:, 6] * 10 + digits[:, 7]
    if years.min() < 1 or months.min() < 1 or months.max() > 12 or days.min() < 1:
        return None
    first = ((years - 1970) * 12 + months - 1).astype("datetime64[M]")
    result: Days = first.astype("datetime64[D]") + (days - 1)
    if (result.astype("datetime64[M]") != first).any():
        return None
    return result


def _taken_apart(text: str) -> _Written | None:
    """Match one text with the forms; None where it has none of them."""
    if len(text) > 80:
        return None
    for kind, pattern in _FORMS:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        parts = match.groupdict()
        second = parts["b"]
        if parts.get("n"):
            month = _month(parts["n"])
            if month is None:
                continue
            first, numbers = month, [second]
        else:
            first, numbers = int(parts["a"]), [parts["a"], second]
        clock = parts["clock"]
        if clock:
            hour, minute = (int(number[:2]) for number in clock.split(":")[:2])
            if hour > (12 if parts["half"] else 23) or minute > 59:
                return None
        padded = tuple(
            False if len(number) == 1 else True if number[0] == "0" else None for number in numbers
        )
        mark = parts.get("s") or ""
        return _Written((kind, mark), first, int(second), int(parts["y"]), padded)
    return None


def _month(name: str) -> int | None:
    name = name.lower()
    if name == "sept":
        return 9
    if name in MONTHS:
        return MONTHS.index(name) + 1
    return LONG_MONTHS.index(name) + 1 if name in LONG_MONTHS else None


def _common_form(parts: list[_Written]) -> tuple[str, str] | None:
    counts = Counter(part.form for part in parts)
    return counts.most_common(1)[0][0] if counts else None


def _check_padding(parts: list[_Written], place: Callable[[int], int]) -> None:
    """Refuse 2015-01-1 among 2015-01-07: it may be the 1st, or the rest of the 17th."""
    for padded in zip(*(part.padded for part in parts), strict=True):
        if True in padded and False in padded:
            rare = padded.count(True) < padded.count(False)
            raise WrongDate(place(padded.index(rare)), _NEEDED)


def _day(part: _Written, order: DateOrder) -> dt.date | None:
    month, day = part.first, part.second
    if part.form[0] == "pair" and order is DateOrder.DAY_FIRST:
        month, day = day, month
    try:
        return dt.date(part.year, month, day)
    except ValueError:
        return None


def _chosen_order(
    texts: list[str],
    parts: list[_Written],
    codes: np.ndarray[tuple[int], np.dtype[np.intp]],
    order: DateOrder | None,
    name: str,
) -> tuple[DateOrder, str]:
    """Decide what comes first in a column of 03/04/2020, and say why."""
    read = {each: [_day(part, each) for part in parts] for each in DateOrder}
    wrong = {each: days.index(None) if None in days else -1 for each, days in read.items()}
    possible = [each for each in DateOrder if wrong[each] < 0]
    if order is not None:
        if wrong[order] >= 0:
            raise DataError(
                f"{name} has the date {quoted(texts[wrong[order]])}, which cannot be read with "
                f"the {order.value.partition('-')[0]} first; choose the other order of dates."
            )
        return order, "that was asked for"
    if not possible:
        first, second = (quoted(texts[wrong[each]]) for each in DateOrder)
        raise DataError(
            f"{name} has the dates {first} and {second}, of which one begins with the day and one "
            "with the month; write all in one form."
        )
    if len(possible) == 1:
        against = texts[wrong[next(each for each in DateOrder if wrong[each] >= 0)]]
        return possible[0], f"{quoted(against)} has no other reading"

    days = {each: np.array(read[each], dtype="datetime64[D]")[codes] for each in DateOrder}
    if (days[DateOrder.DAY_FIRST] == days[DateOrder.MONTH_FIRST]).all():
        return DateOrder.MONTH_FIRST, "both readings give the same days"
    ordered = [each for each in DateOrder if _is_ordered(days[each])]
    if len(ordered) == 1:
        return ordered[0], "only so the days follow each other"
    working = [each for each in DateOrder if np.is_busday(days[each]).all()]
    if len(working) == 1:
        return working[0], "only so no day is on a weekend"
    index = next(i for i, part in enumerate(parts) if part.first != part.second)
    day_first, month_first = (_day(parts[index], each) for each in DateOrder)
    assert day_first is not None
    assert month_first is not None
    raise AmbiguousDates(name, texts[index], Readings(day_first, month_first))


def _is_ordered(days: Days) -> bool:
    steps = np.diff(days).astype(np.int64)
    return bool((steps >= 0).all() or (steps <= 0).all())


def _in_words(form: tuple[str, str] | None, order: DateOrder | None) -> str:
    kind, mark = form or ("ymd", "-")
    match kind:
        case "ymd":
            return f"2010{mark}01{mark}31"
        case "compact":
            return "20100131"
        case "pair":
            first, second = ("day", "month") if order is DateOrder.DAY_FIRST else ("month", "day")
            return f"{first}{mark}{second}{mark}year"
        case "day month":
            return "31 Jan 2010"
        case "month day":
            return "Jan 31, 2010"
        case _:
            return "2010 Jan 31"
