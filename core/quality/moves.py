"""Moves far beyond what is usual: bad ticks that are taken back, splits and slips that stay."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.calendars import Mask
from core.errors import listed
from core.findings import Check, Finding, Severity
from core.quality.universe import ROBUST, SAME, Series, Universe
from core.quality.words import price
from core.units import Floats, Integers, date_of

SIDE = 33  # moves before and after one, six weeks: 2008 and 2020 are measured by their own kind
CALM = 0.3  # of the usual move of all years: what is quieter around is no measure
JUMP_SIGMAS = 18.0  # robust ones; eight large funds over 30 years never moved by 12
SPLIT_SIGMAS = 8.0  # where the ratio is one of a split as well, and at least that of two
JUMP_SIZE = 0.10  # and at least 10 %: quiet funds have small surprises that are no slips
REVERSAL_SIGMAS = 8.0  # twice within days, up and down, is rarer than 18 once
REVERSAL_SIZE = 0.04
BACK_WITHIN = 3  # days, the usual life of a bad price
BACK = 0.25  # of the move may remain
BACK_LEG = 0.5  # of the move must be taken back on one day
WILD = 4.0  # usual moves of all years: a day that is wild for most is news
SHARED_SIZE = 0.65  # coins fell by 40 % together in 2020; a factor of two is a fault of the file
SPLIT_SIZE = 0.6  # between a ratio of 1.5, which news can make, and of 2
SPLITS = (1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0)
UNITS = (100.0, 1000.0)
EXACT, SLACK, MOST_SLACK = 0.02, 3.0, 0.06  # of a ratio; the day's own move comes on top
LONG_WEEKEND = 4  # days


@dataclass(frozen=True, slots=True)
class _Move:
    """One move of a symbol: places of the price before, of the price after, and of the return."""

    before: int
    after: int
    back: int | None
    severity: Severity
    named: str


def large_moves(of: Universe) -> Iterable[Finding]:
    """Yield the jumps and reversals of each symbol.

    A move is measured in robust standard deviations of the moves around it. Those on days that
    are wild for at least half of the other symbols are news.
    """
    seen = np.zeros(len(of.days), dtype=np.int64)
    wild = np.zeros(len(of.days), dtype=np.int64)
    for one in of.series:
        if not one.is_yield:
            rows = one.rows[1:]
            seen[rows] += 1
            wild[rows[np.abs(one.moves) > WILD * one.usual_move]] += 1
    for one in of.series:
        if not one.is_yield and len(one.moves) > 2:
            rows = one.rows[1:]
            others = seen[rows] - 1
            shared = (others >= 2) & (wild[rows] - 1 >= others / 2)
            shared &= np.abs(one.moves) < SHARED_SIZE
            yield from _of_symbol(one, ~shared)


def _of_symbol(one: Series, alone: Mask) -> Iterable[Finding]:
    size = np.abs(one.moves)
    places = np.flatnonzero((size >= REVERSAL_SIZE) & alone)
    if not len(places):
        return
    sigmas = _sigmas(one, size, places)
    logs = np.log(one.prices)
    jumps: list[_Move] = []
    reversals: list[_Move] = []
    explained = -1
    for place, sigma in zip(places.tolist(), sigmas.tolist(), strict=True):
        if place <= explained:
            continue
        if size[place] >= REVERSAL_SIGMAS * sigma:
            back = _taken_back(one.moves, logs, place)
            if back is not None:
                named = _named(float(one.moves[place]), sigma, (*UNITS, 10.0))
                certain = bool(named) or size[place] >= JUMP_SIGMAS * sigma
                severity = Severity.SUSPECT if certain else Severity.FLAG
                reversals.append(_Move(place, place + 1, back, severity, named))
                explained = back - 1
                continue
        if size[place] < max(JUMP_SIZE, SPLIT_SIGMAS * sigma):
            continue
        named = _named(float(one.moves[place]), sigma, SPLITS + UNITS)
        least = SPLIT_SIGMAS if named and size[place] > SPLIT_SIZE else JUMP_SIGMAS
        if size[place] >= least * sigma:
            severity = Severity.SUSPECT if named else Severity.FLAG
            jumps.append(_Move(place, place + 1, None, severity, named))
    if reversals:
        yield _told(one, Check.REVERSAL, reversals)
    if jumps:
        yield _told(one, Check.JUMP, jumps)


def _sigmas(one: Series, size: Floats, places: Integers) -> Floats:
    """Return the robust standard deviation around each of `places`, of a day without a gap.

    It is that of the moves before or of those after, whichever is larger, so that the first day
    of a wild spell is no fault. Days without a move do not count, so that filled ones hide none.
    """
    usual = one.usual_move
    moving = np.flatnonzero(size > SAME)
    if len(moving) > SIDE:
        windows = np.lib.stride_tricks.sliding_window_view(size[moving], SIDE)
        at = np.searchsorted(moving, places)
        before = windows[np.clip(at - SIDE, 0, len(windows) - 1)]
        after = windows[np.clip(at + 1, 0, len(windows) - 1)]
        local = ROBUST * np.maximum(np.median(before, axis=1), np.median(after, axis=1))
    else:
        local = np.full(len(places), usual)
    apart = np.diff(one.days)[places].astype(np.int64) / max(one.spacing, 1.0)
    after_gap = np.sqrt(np.where(apart > LONG_WEEKEND, apart, 1.0))
    sigmas: Floats = np.maximum(local, CALM * usual) * after_gap
    return sigmas


def _taken_back(steps: Floats, logs: Floats, place: int) -> int | None:
    """Return the place of the price that is back where it was before the move at `place`."""
    move = float(steps[place])
    for back in range(place + 2, min(place + 2 + BACK_WITHIN, len(logs))):
        legs = steps[place + 1 : back] * -math.copysign(1.0, move)
        if abs(logs[back] - logs[place]) <= BACK * abs(move) and legs.max() >= BACK_LEG * abs(move):
            return back
    return None


def _named(move: float, sigma: float, ratios: tuple[float, ...]) -> str:
    """Return what makes a move of that ratio, in words; "" where nothing known does."""
    slack = min(max(EXACT, SLACK * sigma), MOST_SLACK)
    for ratio in ratios:
        if abs(abs(move) - math.log(ratio)) > slack:
            continue
        amount = f"{ratio:g} times" if move > 0 else f"divided by {ratio:g}"
        if ratio == 100:
            return f"{amount}, like pence for pounds or cents for dollars"
        if ratio == 1000 or (ratio == 10 and ratios[0] == 100):
            return f"{amount}, like a slip of the decimal point"
        if ratio == 10:
            return f"{amount}, like an unadjusted split, or a slip of the decimal point"
        kind = "a reverse split" if move > 0 else "a split"
        return f"{amount}, like {kind} that is not adjusted for"
    return ""


def _told(one: Series, check: Check, found: list[_Move]) -> Finding:
    """Tell the largest move in full, the days of the others, and how many there are."""
    ordered = sorted(found, key=lambda move: (not move.named, -abs(one.moves[move.before])))
    top = ordered[0]
    old, new = price(one.prices[top.before]), price(one.prices[top.after])
    goes = "jumps" if one.moves[top.before] > 0 else "falls"
    text = f"{one.symbol} {goes} from {old} to {new} on {one.days[top.after]}"
    if top.back is not None:
        text += f" and is back at {price(one.prices[top.back])} on {one.days[top.back]}"
    if top.named:
        text += f" ({top.named})"
    if top.back is None and not top.named:
        text += f", {abs(math.expm1(one.moves[top.before])):.0%} in a day and not taken back"
    if len(ordered) > 1:
        days = sorted(str(one.days[move.after]) for move in ordered[1:])
        text += f"; {'another jump' if len(days) == 1 else 'other jumps'} on {listed(days, 4)}"
    return Finding(
        check,
        min((move.severity for move in found), key=lambda s: s is not Severity.SUSPECT),
        f"{text}.",
        symbols=(one.symbol,),
        first=min(date_of(one.days[move.after]) for move in found),
        last=max(date_of(one.days[move.after]) for move in found),
        count=len(found),
    )
