"""A project run on prices: what the window, the exports and the report show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from core.benchmark_accounts import benchmark_name, benchmark_track
from core.comparison import Comparison, Track, comparison
from core.errors import BacktestError
from core.progress import ProgressCallback
from core.project import Project
from core.scenario import Outcome, scenario_outcomes

if TYPE_CHECKING:
    from core.prices import LoadedPrices


@dataclass(frozen=True, slots=True)
class Failure:
    """A scenario or benchmark that has no result, and why."""

    key: int
    name: str
    error: BacktestError


@dataclass(frozen=True, eq=False)
class Study:
    """What became of every scenario of a project, and the comparison of the visible ones.

    Attributes
    ----------
    outcomes
        One a scenario of the project, in its order.
    failures
        What has no result, hidden or not, scenarios first.
    """

    project: Project
    loaded: LoadedPrices
    outcomes: tuple[Outcome, ...]
    comparison: Comparison
    failures: tuple[Failure, ...]

    def outcome(self, key: int) -> Outcome | None:
        """Return the outcome of a scenario."""
        return next((one for one in self.outcomes if one.scenario.key == key), None)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What has to be said of what is compared: once where it holds for all, else by name."""
        told = [(track.name, track.notes) for track in self.comparison.tracks]
        lines = [
            note if all(note in others for _, others in told) else f"{name}: {note}"
            for name, own in told
            for note in own
        ]
        return (*self.comparison.notes, *dict.fromkeys(lines))


def study(
    project: Project,
    loaded: LoadedPrices,
    outcomes: Sequence[Outcome],
    before: Study | None = None,
) -> Study:
    """Compare the outcomes of a project's scenarios, one each and in their order.

    What `before`, a study of the same prices, has already computed of them is taken over.
    """
    of = {one.scenario.key: one for one in outcomes}
    known = {} if before is None or before.loaded is not loaded else _known(before)
    tracks: list[Track] = []
    failures: list[Failure] = []
    for outcome in outcomes:
        scenario = outcome.scenario
        if outcome.error is not None:
            failures.append(Failure(scenario.key, scenario.name, outcome.error))
        elif scenario.visible:
            tracks.append(_scenario_track(outcome, known))
    for benchmark in project.benchmarks:
        try:
            track = benchmark_track(benchmark, of[benchmark.scenario], loaded)
        except BacktestError as error:
            name = benchmark_name(benchmark, of[benchmark.scenario].scenario)
            failures.append(Failure(benchmark.key, name, error))
        else:
            if benchmark.visible:
                tracks.append(track)
    compared = comparison(tracks, None if before is None else before.comparison)
    return Study(project, loaded, tuple(outcomes), compared, tuple(failures))


def project_study(
    project: Project, loaded: LoadedPrices, progress: ProgressCallback | None = None
) -> Study:
    """Run every scenario of a project and compare them.

    Raises
    ------
    Cancelled
        Where `progress` asked for it.
    """
    return study(project, loaded, scenario_outcomes(loaded, project.scenarios, progress))


def _known(before: Study) -> dict[int, tuple[Outcome, Track]]:
    outcomes = {one.scenario.key: one for one in before.outcomes}
    return {
        track.key: (outcomes[track.key], track)
        for track in before.comparison.whole
        if track.key in outcomes
    }


def _scenario_track(outcome: Outcome, known: dict[int, tuple[Outcome, Track]]) -> Track:
    scenario, result = outcome.scenario, outcome.result
    assert result is not None
    earlier, track = known.get(scenario.key, (None, None))
    if earlier is not None and track is not None and earlier.result is result:
        own = (track.name, track.color) == (scenario.name, scenario.color)
        if own:
            return track
    return Track(
        key=scenario.key,
        name=scenario.name,
        color=scenario.color,
        dates=result.dates,
        conventions=result.conventions,
        base=result.base,
        dynamic=result.dynamic,
        parameters=scenario.parameters,
        notes=result.notes,
    )
