"""Where prices of a symbol from several files meet: whether the parts may stand on two scales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.errors import DataError, shown
from core.findings import Check, Finding, Severity
from core.sources.files.dates import Days

MOVES_AROUND = 60
"""Moves on either side of a seam that tell what is usual there."""
FEWEST_MOVES = 2
USUAL_TIMES = 4.0
SMALL_MOVE = 0.01
"""A move over a seam is out of line beyond so many times the median of those around, and this."""
ONE_IN = 10
"""So many seams may have one move that is out of line; prices do jump now and then."""
NAMED = 6


@dataclass(frozen=True, slots=True)
class Part:
    """The prices of one symbol in one file.

    Attributes
    ----------
    file, short, column
        The file with its folder and without, and what its column of prices is called.
    rows
        Their days, as places among all days.
    adjusted
        Whether they are adjusted; None where no name of a column tells.
    """

    file: str
    short: str
    column: str
    rows: np.ndarray
    adjusted: bool | None

    @property
    def first(self) -> int:
        """The place of its first day."""
        return int(self.rows.min())

    @property
    def last(self) -> int:
        """The place of its last day."""
        return int(self.rows.max())


@dataclass(frozen=True, slots=True)
class Seam:
    """Where two parts of a symbol without a common day meet.

    Attributes
    ----------
    before, after
        The files on either side.
    day
        The first day after it.
    odd
        Whether the move over it is out of line with the moves around.
    """

    symbol: str
    before: str
    after: str
    day: np.datetime64
    odd: bool


def seams_of(symbol: str, parts: Sequence[Part], prices: np.ndarray, days: Days) -> list[Seam]:
    """Return where parts without a common day meet; refuse them if they may be on two scales.

    An adjusted price is a product of all dividends that were paid up to its download. Prices of
    two downloads belong together where they agree on a day that both have, if only by way of a
    third. Otherwise closes are put behind each other, and prices that may be adjusted are if the
    moves over the seams are as others are.

    Parameters
    ----------
    symbol
        Whose prices they are.
    parts
        Its prices, a part a file.
    prices
        Shape (T,): all of them, not a number where there is none or it is no number.
    days
        Shape (T,), increasing.

    Raises
    ------
    DataError
        Where prices are adjusted in one file and not in another, or nothing tells that those of
        two files are adjusted alike.
    """
    first = parts[0]
    for other in parts[1:]:
        if None not in (first.adjusted, other.adjusted) and first.adjusted != other.adjusted:
            scaled, close = (first, other) if first.adjusted else (other, first)
            raise DataError(
                f"{scaled.file} has {shown(symbol, 40)} adjusted ({scaled.column}) and "
                f"{close.file} not ({close.column}), which do not fit together; keep one of "
                "the files."
            )
    groups = _groups(parts, len(days))
    meetings = [
        (max(before, key=lambda part: part.last), min(after, key=lambda part: part.first))
        for before, after in pairwise(groups)
    ]
    adjusted = any(part.adjusted for part in parts)
    for one, other in meetings:
        if other.first < one.last or adjusted:
            raise _no_common_day(symbol, one, other, days)
    seams = [
        Seam(
            symbol,
            one.short,
            other.short,
            days[other.first],
            _is_odd(prices, one.last, other.first),
        )
        for one, other in meetings
    ]
    odd = [meeting for meeting, seam in zip(meetings, seams, strict=True) if seam.odd]
    if len(odd) * ONE_IN > len(seams) and any(part.adjusted is None for part in parts):
        raise _no_common_day(symbol, *odd[0], days)
    return seams


def _groups(parts: Sequence[Part], count: int) -> list[list[Part]]:
    """Put parts together that share days, if only by way of others; in the order of first days."""
    owner = np.full(count, -1)
    leaders = list(range(len(parts)))

    def leader(place: int) -> int:
        while leaders[place] != place:
            leaders[place] = leaders[leaders[place]]
            place = leaders[place]
        return place

    for place, part in enumerate(parts):
        for other in np.unique(owner[part.rows]).tolist():
            if other >= 0:
                leaders[leader(other)] = place
        owner[part.rows] = place
    groups: dict[int, list[Part]] = {}
    for place, part in enumerate(parts):
        groups.setdefault(leader(place), []).append(part)
    return sorted(groups.values(), key=lambda group: min(part.first for part in group))


def _is_odd(prices: np.ndarray, here: int, there: int) -> bool:
    """Whether the move from one day to another is out of line with the moves around."""
    one, other = float(prices[here]), float(prices[there])
    if not (one > 0 and other > 0) or abs(other / one - 1.0) <= SMALL_MOVE:
        return False
    before = prices[: here + 1][-5 * MOVES_AROUND :]
    after = prices[there:][: 5 * MOVES_AROUND]
    around = np.concatenate([_moves(before)[-MOVES_AROUND:], _moves(after)[:MOVES_AROUND]])
    if len(around) < FEWEST_MOVES:
        return False
    return abs(other / one - 1.0) > USUAL_TIMES * float(np.median(np.abs(around)))


def _moves(prices: np.ndarray) -> np.ndarray:
    there = prices[prices > 0]
    return np.asarray(np.diff(there) / there[:-1])


def _no_common_day(symbol: str, first: Part, second: Part, days: Days) -> DataError:
    spans = [f"{days[part.first]} to {days[part.last]}" for part in (first, second)]
    return DataError(
        f"{first.file} ({spans[0]}) and {second.file} ({spans[1]}) have no day of "
        f"{shown(symbol, 40)} in common; adjusted prices of two downloads do not fit "
        "together, so download the whole history in one file."
    )


def seam_findings(seams: Sequence[Seam]) -> list[Finding]:
    """Tell where prices were put behind each other, those with moves out of line apart."""
    findings: list[Finding] = []
    for odd in (False, True):
        found = [seam for seam in seams if seam.odd is odd]
        if not found:
            continue
        symbols = tuple(dict.fromkeys(seam.symbol for seam in found))
        first = min(found, key=lambda seam: seam.day)
        last = max(seam.day for seam in found)
        count = len({seam.day for seam in found})
        more = f", and so on {count - 1} more days" if count > 1 else ""
        who = ", ".join(shown(symbol, 40) for symbol in symbols[:NAMED])
        who += ", ..." if len(symbols) > NAMED else ""
        what = "with a move that is out of line" if odd else "without a common day"
        findings.append(
            Finding(
                Check.UNADJUSTED,
                Severity.SUSPECT if odd else Severity.FLAG,
                f"{who}: prices of {first.before} and {first.after} are put behind each other on "
                f"{first.day}, {what}{more}; if they are adjusted for dividends, download the "
                "whole history in one file.",
                symbols=symbols,
                first=first.day.astype(object),
                last=last.astype(object),
                count=count,
            )
        )
    return findings
