"""The prices of trading and borrowing at which the overlay stops being worth its trouble."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from core.errors import DataError
from core.priced_runs import RIVALS, PricedRuns, Rival
from core.progress import ProgressCallback, part, report
from core.units import Floats

if TYPE_CHECKING:
    from core.result import BacktestResult
    from core.scenario import Outcome

PRICED = ("borrow_spread", "cost_bps")
"""The fields that are varied, each with all others as they are."""

MEANING = (
    "How dear borrowing, or trading, may become before the overlay's Sharpe ratio falls to that of "
    "the same portfolio without it, or at constant leverage of the same volatility. One price is "
    "varied at a time, for all three alike; all else stays as it is. Where a break-even is below "
    "what your broker charges, the overlay did not pay. It tells of these past prices, not of what "
    "comes next, nor whether the difference was luck."
)
"""What it means and what it does not, in the user's words."""

HIGHEST = MappingProxyType({"borrow_spread": 0.5, "cost_bps": 1000.0})
"""Up to where a break-even is looked for: 50 % a year, and 10 % of each trade. No broker charges
either; a scenario that pays more is followed up to what it pays."""

ACCURACY = MappingProxyType({"borrow_spread": 1e-7, "cost_bps": 1e-4})
"""Of a break-even, in the unit of its field."""

READABLE = MappingProxyType({"borrow_spread": 0.03, "cost_bps": 20.0})
"""Up to where curves reach at least."""

AHEAD = 1e-9
"""A Sharpe ratio that is higher by no more than this is not above; less is rounding, and the
accuracy to which a constant leverage is found."""

STEPS = 64
"""Of the scan up to the highest value: their length grows in proportion to their number, so that
they are finest where brokers are."""

SECANTS = 4
"""Rounds of secants before a bracket is halved instead."""

POINTS = 33
"""Of a curve, the present value and the break-evens not counted."""


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Where the overlay's Sharpe ratio falls to a rival's.

    Attributes
    ----------
    field
        One of `PRICED`.
    now
        Its value in the scenario.
    value
        The lowest one at which the Sharpe ratio is no longer above the rival's, in the unit of
        the field; None where it is not above at 0, or still above at `highest`. The account
        depends on its path (brake and band), so its Sharpe ratio makes small jumps: a dip below
        the rival's between two steps of the scan may be passed over.
    ahead_at_zero, ahead_now
        The overlay's Sharpe ratio less the rival's where the field is 0, and as it is; None where
        either has none, for the reason in `problem`.
    highest
        Up to where was looked, in the unit of the field.
    problem
        Why a figure is None, or why was not looked further; a sentence, or "".
    """

    field: str
    against: Rival
    now: float
    value: float | None
    ahead_at_zero: float | None
    ahead_now: float | None
    highest: float
    problem: str = ""

    @property
    def is_still_ahead(self) -> bool:
        """Whether the overlay is above the rival at every value that was looked at."""
        ahead = self.ahead_at_zero is not None and self.ahead_at_zero > AHEAD
        return ahead and self.value is None


@dataclass(frozen=True, eq=False)
class SharpeCurves:
    """Sharpe ratios over the values of a field, each of shape (P,); NaN where there is none."""

    field: str
    values: Floats
    overlay: Floats
    base: Floats
    constant: Floats


@dataclass(frozen=True, eq=False)
class BreakEvens:
    """The break-evens of a scenario: a row for each field and rival, and curves for each field.

    They are of the scenario's own days and by its own statistics.
    """

    result: BacktestResult
    rows: tuple[BreakEven, ...]
    curves: tuple[SharpeCurves, ...]


def break_evens(outcome: Outcome, progress: ProgressCallback | None = None) -> BreakEvens:
    """Return the break-evens of an outcome that has a result.

    The rivals pay the same price as the overlay: the base portfolio for its trades, the constant
    leverage for its trades and for what it borrows; its level is found anew at each price. An
    account that is wiped out is behind any that is not.

    Raises
    ------
    DataError
        Where it has no result.
    Cancelled
        Where `progress` asked for it.
    """
    if outcome.result is None or outcome.base is None:
        reason = "It has not been run yet." if outcome.error is None else str(outcome.error)
        raise DataError(f"{outcome.scenario.name} has no result. {reason}")
    rows, curves = [], []
    for place, field in enumerate(PRICED):
        share = part(progress, place / len(PRICED), (place + 1) / len(PRICED))
        runs = PricedRuns(outcome, field, HIGHEST[field], share)
        found = [_break_even(runs, against) for against in RIVALS]
        rows += found
        curves.append(_curves(runs, found))
    report(progress, "Break-evens", 1.0)
    return BreakEvens(outcome.result, tuple(rows), tuple(curves))


def break_even_csv(made: BreakEvens) -> bytes:
    """Return the rows as CSV (UTF-8): numbers in the units of the fields, empty where None."""
    columns = ("field", "against", "now", "ahead_now", "ahead_at_zero", "break_even", "highest")
    return _csv(
        (*columns, "problem"),
        [
            (
                row.field,
                row.against,
                row.now,
                row.ahead_now,
                row.ahead_at_zero,
                row.value,
                row.highest,
                row.problem,
            )
            for row in made.rows
        ],
    )


def sharpe_csv(made: BreakEvens) -> bytes:
    """Return the curves as CSV (UTF-8), below one another: empty where there is no ratio."""
    return _csv(
        ("field", "value", "sharpe_overlay", "sharpe_base", "sharpe_constant"),
        [
            (one.field, *(number if math.isfinite(number) else None for number in numbers))
            for one in made.curves
            for numbers in zip(
                one.values.tolist(),
                one.overlay.tolist(),
                one.base.tolist(),
                one.constant.tolist(),
                strict=True,
            )
        ],
    )


def _csv(columns: tuple[str, ...], rows: list[tuple[str | float | None, ...]]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return file.getvalue().encode(errors="backslashreplace")


def _break_even(runs: PricedRuns, against: Rival) -> BreakEven:
    begin, now = runs.gain(against, 0.0), runs.gain(against, runs.now)
    value, highest, problem = None, runs.highest, ""
    if begin > AHEAD:
        value, highest, problem = _crossing(runs, against)
    return BreakEven(
        field=runs.field,
        against=against,
        now=runs.now,
        value=value,
        ahead_at_zero=begin if math.isfinite(begin) else None,
        ahead_now=now if math.isfinite(now) else None,
        highest=highest,
        problem=runs.problem(against, 0.0) or runs.problem(against, runs.now) or problem,
    )


def _crossing(runs: PricedRuns, against: Rival) -> tuple[float | None, float, str]:
    """Return where the gain, positive at 0, first is no longer, up to where was looked, and why.

    Upwards in steps to the first that is not ahead; the rest is between it and the one before.
    """
    low, share = 0.0, RIVALS.index(against)
    for step in range(1, STEPS + 1):
        runs.tell((share + step / STEPS) / 4.0)
        high = runs.highest * (step / STEPS) ** 2
        gain = runs.gain(against, high)
        if math.isnan(gain):
            return None, low, runs.problem(against, high)
        if not gain > AHEAD:
            return _refined(runs, against, low, high), runs.highest, ""
        low = high
    return None, runs.highest, ""


def _refined(runs: PricedRuns, against: Rival, low: float, high: float) -> float:
    """Return a value at which the overlay is not ahead, while a hair below it, it is.

    The gain is all but linear, so a secant soon has the crossing, and two probes on either side
    of it are a bracket; where it jumps, the bracket is halved.
    """
    accuracy, rounds = ACCURACY[runs.field], 0
    while high - low > accuracy:
        probes = [(low + high) / 2.0]
        ends = runs.gain(against, low), runs.gain(against, high)
        if rounds < SECANTS and math.isfinite(ends[0]) and math.isfinite(ends[1]):
            secant = low + (high - low) * ends[0] / (ends[0] - ends[1])
            probes = [secant - accuracy / 3.0, secant + accuracy / 3.0]
        rounds += 1
        for probe in probes:
            if low < probe < high:
                if runs.gain(against, probe) > AHEAD:
                    low = probe
                else:
                    high = probe
    return high


def _curves(runs: PricedRuns, found: list[BreakEven]) -> SharpeCurves:
    """Return the curves from 0 to where all that matters can be seen."""
    crossings = [one.value for one in found if one.value is not None]
    end = max(2.0 * runs.now, READABLE[runs.field], *(1.3 * value for value in crossings))
    end = min(end, runs.highest)
    values = np.union1d(np.linspace(0.0, end, POINTS), [runs.now, *crossings])
    ratios = np.empty((3, len(values)))
    for place, value in enumerate(values.tolist()):
        runs.tell((1.0 + place / len(values)) / 2.0)
        ratios[0, place] = runs.sharpe("overlay", value)
        ratios[1, place] = runs.sharpe("base", value)
        ratios[2, place] = runs.sharpe("constant", value)
    return SharpeCurves(runs.field, values, *ratios)
