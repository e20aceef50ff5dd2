"""The prices of trading and borrowing at which the overlay stops being worth its trouble."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.progress import ProgressCallback
from core.units import Floats

if TYPE_CHECKING:
    from core.result import BacktestResult
    from core.scenario import Outcome

PRICED = ("borrow_spread", "cost_bps")
"""The fields that are varied, each with all others as they are."""

Rival = Literal["base", "constant"]
"""The base portfolio, and its constant leverage of the overlay's volatility."""

MEANING = ""
"""What it means and what it does not, in the user's words."""


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
        the field; None where it is nowhere above, or still above at `highest`.
    ahead_at_zero, ahead_now
        The overlay's Sharpe ratio less the rival's where the field is 0, and as it is; None where
        there is no such rival, for the reason in `problem`.
    highest
        Up to where was looked.
    """

    field: str
    against: Rival
    now: float
    value: float | None
    ahead_at_zero: float | None
    ahead_now: float | None
    highest: float
    problem: str = ""


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

    Raises
    ------
    DataError
        Where it has no result.
    Cancelled
        Where `progress` asked for it.
    """
    raise NotImplementedError
