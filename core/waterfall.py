"""From the script to what can be traded: what each correction does to the figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.comparison import Track
from core.errors import BacktestError
from core.kept_bases import KeptBases
from core.progress import ProgressCallback
from core.project import Project
from core.scenario import Scenario
from core.steps import Step

if TYPE_CHECKING:
    import pandas as pd

    from core.prices import LoadedPrices

AccountKind = Literal["dynamic", "base", "added"]
"""With the overlay, without it, and the first less the second: what the overlay adds."""

SHOWN = ("ann_ret", "sharpe", "max_drawdown")
"""Keys of the metrics that a waterfall is about."""

MEANING = ""
"""What it means and what it does not, in the user's words."""


@dataclass(frozen=True, eq=False)
class WaterfallRow:
    """Where things stand after one step; the first row is the start, without a step.

    Attributes
    ----------
    track
        The accounts on the days that all rows have in common; None where the step has no result.
    error
        Why it has none.
    """

    step: Step | None
    track: Track | None
    error: BacktestError | None = None

    def figure(self, key: str, account: AccountKind) -> float | None:
        """Return a metric of `METRICS`; None where it is not defined or there is no result."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Waterfall:
    """The figures of every step from `start` to `goal`, on common days."""

    start: Scenario
    goal: Scenario
    rows: tuple[WaterfallRow, ...]

    @property
    def dates(self) -> pd.DatetimeIndex:
        """The days that all rows have in common."""
        raise NotImplementedError

    def changes(self, key: str, account: AccountKind) -> tuple[float | None, ...]:
        """Return by how much each step changes a metric; of the first row None.

        A step without a result has None, and its change is in that of the next one that has; so
        the changes that are there sum to the figure of the last row less that of the first.
        """
        raise NotImplementedError


def explained_pair(project: Project, selected: int, start: int | None) -> tuple[Scenario, Scenario]:
    """Return the scenarios between which a way is explained: where from, where to.

    To the scenario with the key `selected`, from that with the key `start`; None: from the same
    strategy as the script has it. Where the selected one is itself the script's, the way leads
    from it to the same strategy as it can be traded.
    """
    raise NotImplementedError


def waterfall(
    loaded: LoadedPrices,
    start: Scenario,
    goal: Scenario,
    bases: KeptBases,
    beside: Sequence[Track] = (),
    progress: ProgressCallback | None = None,
) -> Waterfall:
    """Run every step from `start` to `goal`.

    `beside` are tracks (of a study) whose days are common too, so that the first and the last row
    have the figures that stand in the table of the study.

    Raises
    ------
    Cancelled
        Where `progress` asked for it.
    """
    raise NotImplementedError
