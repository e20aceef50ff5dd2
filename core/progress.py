"""How a run tells how far it is, and how it is asked to stop."""

from __future__ import annotations

from collections.abc import Callable
from typing import overload

ProgressCallback = Callable[[str, float], object]
"""Called with the stage in words and the fraction done of the whole run, 0 to 1.

It stops the run by raising `Cancelled` or by returning ``False``; any other return value is
ignored.
"""


class Cancelled(Exception):
    """The run was asked to stop, and did; there is no result."""


def report(progress: ProgressCallback | None, stage: str, fraction: float) -> None:
    """Tell `progress` where the run stands.

    Raises
    ------
    Cancelled
        Where the callback answers ``False`` (or raises it itself).
    """
    if progress is not None and progress(stage, fraction) is False:
        raise Cancelled


@overload
def part(progress: ProgressCallback, low: float, high: float) -> ProgressCallback: ...
@overload
def part(progress: None, low: float, high: float) -> None: ...
@overload
def part(progress: ProgressCallback | None, low: float, high: float) -> ProgressCallback | None: ...
def part(progress: ProgressCallback | None, low: float, high: float) -> ProgressCallback | None:
    """Return a callback for work that is the part of a run from `low` to `high`."""
    if progress is None:
        return None

    def told(stage: str, fraction: float) -> object:
        return progress(stage, low + (high - low) * fraction)

    return told
