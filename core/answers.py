"""All answers about one scenario together, for exports, the report and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.attribution import Attribution
from core.break_evens import BreakEvens
from core.causality import Proof
from core.errors import BacktestError
from core.kept_bases import KeptBases
from core.progress import ProgressCallback
from core.waterfall import Waterfall

if TYPE_CHECKING:
    from core.study import Study


@dataclass(frozen=True, eq=False)
class Answers:
    """What changed and why, of one scenario; the reason in place of what cannot be answered."""

    key: int
    waterfall: Waterfall
    attribution: Attribution | BacktestError
    break_evens: BreakEvens | BacktestError
    proof: Proof | None = None


def answers(
    study: Study,
    key: int,
    bases: KeptBases,
    proof: Proof | None = None,
    progress: ProgressCallback | None = None,
) -> Answers:
    """Answer for the scenario with this key, from the script on.

    Raises
    ------
    DataError
        Where it has no result.
    Cancelled
        Where `progress` asked for it.
    """
    raise NotImplementedError


def answers_json(made: Answers) -> dict[str, object]:
    """Return the answers as plain values for the summary file, None where nothing is defined."""
    raise NotImplementedError
