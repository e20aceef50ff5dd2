"""Whether the figures of a comparison are on one scale, in words for the window and the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.comparison import Track
    from core.study import Study


def scales_note(study: Study) -> str:
    """Return which compared figures are not on one scale and why, a sentence; "" where all are.

    Scripted statistics know no cash rate, so that only those of the others can differ.
    """
    tracks = study.comparison.tracks
    if len({track.conventions.statistics for track in tracks}) > 1:
        what, why = "Growth a year and the Sharpe, Sortino and Calmar ratios", "statistics"
    elif len({_cash_rate(study, t) for t in tracks if not t.conventions.scripted}) > 1:
        what, why = "The Sharpe and Sortino ratios", "cash rates"
    else:
        return ""
    return (
        f"{what} are not on one scale, since {why} differ: compare what the overlay adds to each."
    )


def _cash_rate(study: Study, track: Track) -> float | str | None:
    """Return the cash rate as given for a scenario, or for the one a benchmark stands beside."""
    benchmark = study.project.benchmark(track.key)
    scenario = study.project.scenario(track.key if benchmark is None else benchmark.scenario)
    return None if scenario is None else scenario.parameters.cash_rate
