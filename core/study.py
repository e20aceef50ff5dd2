"""A project run on prices: what the window, the exports and the report show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import is_
from typing import TYPE_CHECKING

import numpy as np

from core.benchmark_accounts import benchmark_name, benchmark_track, has_same_track
from core.benchmarks import Benchmark, BenchmarkKind
from core.comparison import Comparison, Track, comparison, result_track
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
    measured
        The tracks of the benchmarks on their own days by key, those of hidden ones too.
    """

    project: Project
    loaded: LoadedPrices
    outcomes: tuple[Outcome, ...]
    comparison: Comparison
    failures: tuple[Failure, ...]
    measured: Mapping[int, Track] = field(default_factory=dict)

    def outcome(self, key: int) -> Outcome | None:
        """Return the outcome of a scenario."""
        return next((one for one in self.outcomes if one.scenario.key == key), None)

    def is_of(self, project: Project, outcomes: Sequence[Outcome]) -> bool:
        """Whether a study of them is this one: another account changes nothing of it."""
        return (
            len(outcomes) == len(self.outcomes)
            and all(map(is_, outcomes, self.outcomes))
            and project.ordered_for(self.project.account) == self.project
        )

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What has to be said: once where it holds for all scenarios, else by name."""
        tracks = self.comparison.tracks
        scenarios = [set(track.notes) for track in tracks if not track.is_benchmark]
        lines = []
        for track in tracks:
            for note in track.notes:
                of_all = scenarios and all(note in own for own in scenarios)
                told = of_all or note.startswith(f"{track.name} ")
                lines.append(note if told else f"{track.name}: {note}")
        return (*self.comparison.notes, *self._matched_elsewhere(), *dict.fromkeys(lines))

    def _matched_elsewhere(self) -> list[str]:
        """Return for each constant leverage that its volatility is matched on other days."""
        lines = []
        for track in self.comparison.whole if self.comparison.tracks else ():
            benchmark = self.project.benchmark(track.key)
            constant = benchmark is not None and benchmark.kind is BenchmarkKind.CONSTANT
            if constant and len(track.days) > len(self.comparison.dates):
                lines.append(
                    f"{track.name} is as volatile as the overlay from {track.days[0]} to "
                    f"{track.days[-1]}, not on the compared days alone."
                )
        return lines


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
    if before is not None and before.loaded is not loaded:
        before = None
    tracks: list[Track] = []
    failures: list[Failure] = []
    for outcome in outcomes:
        scenario = outcome.scenario
        if outcome.error is not None:
            failures.append(Failure(scenario.key, scenario.name, outcome.error))
        elif scenario.visible:
            tracks.append(_scenario_track(outcome, before))
    measured: dict[int, Track] = {}
    for benchmark in project.benchmarks:
        beside = of[benchmark.scenario]
        try:
            track = _benchmark_track(benchmark, beside, loaded, before)
        except BacktestError as error:
            name = benchmark_name(benchmark, beside.scenario)
            failures.append(Failure(benchmark.key, name, error))
        else:
            measured[benchmark.key] = track
            if benchmark.visible:
                tracks.append(track)
    compared = comparison(tracks, None if before is None else before.comparison)
    return Study(project, loaded, tuple(outcomes), compared, tuple(failures), measured)


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


def _scenario_track(outcome: Outcome, before: Study | None) -> Track:
    """Return the track of an outcome; what `before` has of it unchanged is the same object."""
    scenario, result = outcome.scenario, outcome.result
    assert result is not None
    earlier = None if before is None else before.outcome(scenario.key)
    whole = () if before is None else before.comparison.whole
    known = next((track for track in whole if track.key == scenario.key), None)
    dates, base = result.dates, result.base
    if earlier is not None and earlier.result is not None and known is not None:
        own = (known.name, known.color) == (scenario.name, scenario.color)
        if earlier.result is result and own:
            return known
        if earlier.result.table is result.table and len(known.dates) == len(dates):
            dates = known.dates
        same_cost = earlier.result.parameters.cost_bps == result.parameters.cost_bps
        if earlier.result.holdings is result.holdings and same_cost:
            base = known.base or base
    track = result_track(
        result,
        key=scenario.key,
        name=scenario.name,
        color=scenario.color,
        dates=dates,
        base=base,
    )
    if known is not None:
        track.take_over(known)
    return track


def _benchmark_track(
    benchmark: Benchmark, beside: Outcome, loaded: LoadedPrices, before: Study | None
) -> Track:
    """Return the track of a benchmark; where `before` has it unchanged, it is the same object."""
    known = None if before is None else before.measured.get(benchmark.key)
    if before is not None and known is not None:
        earlier = before.outcome(benchmark.scenario)
        was = before.project.benchmark(benchmark.key)
        if (
            earlier is not None
            and was is not None
            and (was.kind, was.scenario, was.weights)
            == (benchmark.kind, benchmark.scenario, benchmark.weights)
            and has_same_track(benchmark, earlier, beside)
        ):
            if known.color == benchmark.color:
                return known
            recolored = replace(known, color=benchmark.color)
            recolored.take_over(known)
            return recolored
    track = benchmark_track(benchmark, beside, loaded)
    if known is not None and np.array_equal(known.days, track.days):
        track = replace(track, dates=known.dates)
        track.take_over(known)
    return track
