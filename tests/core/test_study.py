"""A project run on prices: what is compared, what fails, and what is taken over."""

import subprocess
import sys

import numpy as np
import pytest

from core import run_backtest
from core.benchmarks import Benchmark, BenchmarkKind
from core.prices import LoadedPrices, PriceSource
from core.progress import Cancelled
from core.project import Project
from core.scenario import overlay_outcome, scenario_outcomes
from core.study import Study, project_study, study
from tests.core.small import SYMBOLS, small_parameters
from tests.oracles.panels import simulated_prices

PRICES = simulated_prices(3, (*SYMBOLS, "OUT"), 200)
LOADED = LoadedPrices(PRICES, PriceSource("file", "small.csv"))
PROJECT = Project.new(small_parameters())
EVERY_KIND = (
    Benchmark(0, BenchmarkKind.SYMBOL, 2, (("OUT", 1.0),)),
    Benchmark(0, BenchmarkKind.EQUAL, 2),
    Benchmark(0, BenchmarkKind.FIXED, 2, (("AAA", 0.5), ("OUT", 0.5))),
    Benchmark(0, BenchmarkKind.CONSTANT, 2),
)


def measured(project: Project = PROJECT) -> Project:
    """The project with a benchmark of every kind beside the tradable preset."""
    for benchmark in EVERY_KIND:
        project = project.measured_against(benchmark)
    return project


def stepped(before: Study, **fields: object) -> Study:
    """The study after fields of the tradable preset's overlay have changed."""
    project = before.project.with_parameters(2, small_parameters(**fields))
    scenario, kept = project.scenario(2), before.outcome(2)
    assert scenario is not None
    assert kept is not None
    assert kept.base is not None
    outcomes = (before.outcomes[0], overlay_outcome(kept.base, scenario))
    return study(project, before.loaded, outcomes, before)


def test_every_scenario_is_run_and_stands_beside_the_benchmarks() -> None:
    found = project_study(measured(), LOADED)

    names = [track.name for track in found.comparison.tracks]
    assert names[:5] == [
        "As scripted",
        "Tradable",
        "OUT",
        "Equal weights",
        "50 AAA / 50 OUT",
    ]
    assert names[5].startswith("Constant ")
    assert names[5].endswith("×, Tradable")
    assert [track.key for track in found.comparison.tracks] == [1, 2, 3, 4, 5, 6]
    assert found.failures == ()
    for scenario, outcome in zip(PROJECT.scenarios, found.outcomes, strict=True):
        alone = run_backtest(PRICES, scenario.parameters, source=LOADED.source)
        assert outcome.result is not None
        assert outcome.result.summary == alone.summary
        whole = found.comparison.whole[scenario.key - 1]
        assert whole.figures_dynamic == alone.summary["dynamic"]
        assert whole.figures_base == alone.summary["base"]
    assert found.outcome(2) is found.outcomes[1]
    assert found.outcome(9) is None


def test_the_hidden_are_run_and_not_compared() -> None:
    project = measured().shown(1, False).shown(4, False)

    found = project_study(project, LOADED)

    assert [track.key for track in found.comparison.tracks] == [2, 3, 5, 6]
    assert found.outcomes[0].result is not None
    assert set(found.measured) == {3, 4, 5, 6}


def test_what_fails_is_told_hidden_or_not_and_the_others_are_compared() -> None:
    project = (
        PROJECT.with_parameters(1, small_parameters(symbols=("ZZZ",)))
        .shown(1, False)
        .measured_against(Benchmark(0, BenchmarkKind.SYMBOL, 2, (("SPY", 1.0),)))
        .measured_against(Benchmark(0, BenchmarkKind.EQUAL, 1))
    )

    found = project_study(project, LOADED)

    assert [track.key for track in found.comparison.tracks] == [2]
    assert [(one.key, one.name) for one in found.failures] == [
        (1, "As scripted"),
        (3, "SPY"),
        (4, "Equal weights"),
    ]
    assert "ZZZ" in str(found.failures[0].error)
    assert "As scripted, which has no result" in str(found.failures[2].error)


def test_nothing_left_to_compare_is_an_empty_comparison() -> None:
    found = project_study(PROJECT.shown(1, False).shown(2, False), LOADED)

    assert found.comparison.tracks == ()
    assert found.notes == ()


def test_importing_studies_leaves_what_is_slow_to_import_for_their_runs() -> None:
    code = "import sys, core.study; print(sorted({'numba', 'pandas', 'scipy'} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_a_run_can_be_stopped() -> None:
    with pytest.raises(Cancelled):
        project_study(PROJECT, LOADED, lambda *_: False)


def test_a_note_on_all_scenarios_is_told_once_and_others_by_name() -> None:
    simulated = LoadedPrices(PRICES, PriceSource("demo", "Demo", simulated=True))
    gaps = PRICES.copy()
    gaps.iloc[150, gaps.columns.get_loc("OUT")] = np.nan

    all_of_them = project_study(measured(), simulated).notes
    one = project_study(measured(), LoadedPrices(gaps, LOADED.source)).notes

    assert all_of_them.count("The prices are simulated, not real.") == 1
    assert not any("Tradable: " in note for note in all_of_them)
    assert [note for note in one if " has no price on 1 of the " in note] == [
        "OUT has no price on 1 of the 189 days and takes the last one before.",
        "50 AAA / 50 OUT: OUT has no price on 1 of the 189 days and takes the last one before.",
    ]


def test_a_step_of_the_overlay_is_the_study_made_anew() -> None:
    before = project_study(measured(), LOADED)

    after = stepped(before, target_vol=0.3, lev_max=3.0)

    anew = project_study(after.project, LOADED)
    assert len(after.comparison.tracks) == 6
    for one, other in zip(after.comparison.tracks, anew.comparison.tracks, strict=True):
        assert one.name == other.name
        assert one.figures_dynamic == other.figures_dynamic
        assert one.figures_base == other.figures_base
        assert one.dynamic.equity.tolist() == other.dynamic.equity.tolist()
        assert one.dates.equals(other.dates)
        assert one.notes == other.notes
    assert after.notes == anew.notes


def test_a_step_of_the_overlay_takes_over_what_does_not_hang_on_it() -> None:
    before = project_study(measured(), LOADED)
    known = before.comparison.tracks[1].figures_base

    after = stepped(before, target_vol=0.3, lev_max=3.0)

    same = [
        one is other
        for one, other in zip(after.comparison.tracks, before.comparison.tracks, strict=True)
    ]
    assert same == [True, False, True, True, True, False]
    changed = after.comparison.tracks[1]
    assert changed.base is before.comparison.tracks[1].base
    assert changed.figures_base is known
    assert changed.days is before.comparison.tracks[1].days


@pytest.mark.parametrize(
    "fields", [{"cost_bps": 50.0}, {"cash_rate": 0.09}, {"statistics": "scripted"}]
)
def test_costs_cash_and_statistics_make_other_benchmarks(fields: dict[str, object]) -> None:
    before = project_study(measured(), LOADED)

    after = stepped(before, **fields)

    anew = project_study(after.project, LOADED)
    for one, other in zip(after.comparison.tracks, anew.comparison.tracks, strict=True):
        assert one.figures_dynamic == other.figures_dynamic
        assert one.figures_base == other.figures_base


def test_names_and_colours_follow_without_a_run() -> None:
    before = project_study(measured(), LOADED)
    project = before.project.renamed(2, "Mine").colored(2, 5).colored(4, 3)
    outcomes = tuple(
        outcome.of(scenario)
        for outcome, scenario in zip(before.outcomes, project.scenarios, strict=True)
    )

    after = study(project, LOADED, [one for one in outcomes if one], before)

    tracks = after.comparison.tracks
    assert (tracks[1].name, tracks[1].color) == ("Mine", 5)
    assert tracks[5].name.startswith("Constant ")
    assert tracks[3].color == 3
    assert tracks[3].dynamic is before.comparison.tracks[3].dynamic
    assert tracks[1].figures_dynamic == before.comparison.tracks[1].figures_dynamic


def test_a_changed_benchmark_is_computed_anew() -> None:
    before = project_study(measured(), LOADED)
    project = before.project.without(3).measured_against(
        Benchmark(0, BenchmarkKind.SYMBOL, 2, (("AAA", 1.0),))
    )
    kept = Project(
        project.scenarios,
        tuple(
            Benchmark(one.key, one.kind, 1, one.weights, one.color) for one in project.benchmarks
        ),
    )

    after = study(kept, LOADED, before.outcomes, before)

    anew = study(kept, LOADED, before.outcomes)
    assert [one.figures_dynamic for one in after.comparison.tracks] == [
        one.figures_dynamic for one in anew.comparison.tracks
    ]


def test_nothing_is_taken_over_from_other_prices() -> None:
    before = project_study(measured(), LOADED)
    other = LoadedPrices(simulated_prices(9, (*SYMBOLS, "OUT"), 200), LOADED.source)
    outcomes = scenario_outcomes(other, before.project.scenarios)

    after = study(before.project, other, outcomes, before)

    anew = study(before.project, other, outcomes)
    assert [one.figures_dynamic for one in after.comparison.tracks] == [
        one.figures_dynamic for one in anew.comparison.tracks
    ]


def test_a_constant_leverage_that_is_matched_on_other_days_than_the_compared_ones_says_so() -> None:
    alone = PROJECT.without(1).measured_against(Benchmark(0, BenchmarkKind.CONSTANT, 2))
    day = PRICES.index[150].date()
    beside = alone.added("Later", small_parameters(start=day))

    same, other = project_study(alone, LOADED), project_study(beside, LOADED)

    def told(found: Study) -> list[str]:
        return [note for note in found.notes if "as volatile as the overlay" in note]

    own = same.comparison.dates
    assert told(same) == []
    (note,) = told(other)
    assert f"from {own[0]:%Y-%m-%d} to {own[-1]:%Y-%m-%d}, not on the compared days" in note


def test_a_base_portfolio_of_other_costs_is_cut_anew() -> None:
    """The later scenario cuts the days; a step of the costs changes the base account too."""
    late = small_parameters(start=PRICES.index[100].date())
    before = project_study(PROJECT.with_parameters(1, late), LOADED)

    after = stepped(before, cost_bps=50.0)

    track, anew = (
        after.comparison.track(2),
        project_study(after.project, LOADED).comparison.track(2),
    )
    earlier = before.comparison.track(2)
    assert track is not None
    assert anew is not None
    assert earlier is not None
    assert track.figures_base == anew.figures_base
    assert track.figures_base != earlier.figures_base
