"""Outcomes follow the project: overlays at once, all else through the worker."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from core import run_backtest
from core.errors import DataError
from core.prices import LoadedPrices, PriceSource
from core.project import Project
from core.scenario import Scenario
from gui.live_runs import LiveRuns
from gui.runner import Runner, State
from gui.tasks import RunScenarios
from tests.core.small import small_parameters, small_prices

WAIT_MS = 60_000
LOADED = LoadedPrices(small_prices(), PriceSource("file", "small.csv"))


def project(**fields: object) -> Project:
    return Project(
        (
            Scenario(1, "As scripted", small_parameters("as-scripted")),
            Scenario(2, "Tradable", small_parameters(**fields), 1),
        )
    )


@pytest.fixture
def runner(qapp: object) -> Runner:
    return Runner()


@pytest.fixture
def runs(qtbot: QtBot, runner: Runner) -> Iterator[LiveRuns]:
    """Both presets, run."""
    made = LiveRuns(runner)
    runner.succeeded.connect(made.take)
    made.use_prices(LOADED)
    with qtbot.waitSignal(made.updated, timeout=WAIT_MS):
        made.follow(project())
    qtbot.waitUntil(lambda: runner.state is State.READY)
    yield made
    runner.shut_down()


def equity(runs: LiveRuns, current: Project, key: int) -> list[float]:
    outcome = next(one for one in runs.outcomes(current) if one.scenario.key == key)
    assert outcome.result is not None
    return list(outcome.result.dynamic.equity)


@pytest.mark.parametrize(
    "fields",
    [{"target_vol": 0.3}, {"cost_bps": 9.0}, {"lev_max": 1.2, "leverage_band": 0.2}],
)
def test_a_field_of_the_overlay_is_there_when_the_call_returns(
    runs: LiveRuns, runner: Runner, fields: dict[str, float]
) -> None:
    changed = project(**fields)
    runs.follow(changed)

    assert runner.state is State.READY
    alone = run_backtest(LOADED.frame, changed.scenarios[1].parameters)
    assert equity(runs, changed, 2) == list(alone.dynamic.equity)


def test_a_field_of_the_weights_comes_through_the_worker(
    qtbot: QtBot, runs: LiveRuns, runner: Runner
) -> None:
    changed = project(shrink_alpha=0.9)
    before = equity(runs, project(), 2)

    with qtbot.waitSignal(runs.updated, timeout=WAIT_MS):
        runs.follow(changed)
        assert runner.state is State.BUSY
        assert equity(runs, changed, 2) == before  # what there was stays until it is there

    alone = run_backtest(LOADED.frame, changed.scenarios[1].parameters)
    assert equity(runs, changed, 2) == list(alone.dynamic.equity)


def test_only_what_has_changed_is_run_again(qtbot: QtBot, runs: LiveRuns) -> None:
    script = runs.outcomes(project())[0].result

    with qtbot.waitSignal(runs.updated, timeout=WAIT_MS):
        runs.follow(project(shrink_alpha=0.9))

    assert runs.outcomes(project(shrink_alpha=0.9))[0].result is script


def test_of_many_quick_changes_the_last_one_is_shown(
    qtbot: QtBot, runs: LiveRuns, runner: Runner
) -> None:
    asked = []
    runner.succeeded.connect(lambda task, result: asked.append(task))
    for step in range(1, 100):
        runs.follow(project(shrink_alpha=step / 100))
    qtbot.waitUntil(lambda: runner.state is State.READY, timeout=WAIT_MS)

    last = project(shrink_alpha=0.99)
    alone = run_backtest(LOADED.frame, last.scenarios[1].parameters)
    assert equity(runs, last, 2) == list(alone.dynamic.equity)
    assert len(asked) < 99
    assert all(isinstance(task, RunScenarios) for task in asked)


def test_a_change_that_is_taken_back_before_it_was_run_leaves_nothing_to_do(
    qtbot: QtBot, runs: LiveRuns, runner: Runner
) -> None:
    before = runs.outcomes(project())[1].result
    runs.follow(project(shrink_alpha=0.9))
    runs.follow(project())
    qtbot.waitUntil(lambda: runner.state is State.READY, timeout=WAIT_MS)

    assert runs.outcomes(project())[1].result is before


def test_another_name_or_colour_runs_nothing(runs: LiveRuns, runner: Runner) -> None:
    before = runs.outcomes(project())[1].result
    changed = project().renamed(2, "Mine").colored(2, 4)

    runs.follow(changed)

    assert runner.state is State.READY
    outcome = runs.outcomes(changed)[1]
    assert (outcome.scenario.name, outcome.scenario.color) == ("Mine", 4)
    assert outcome.result is before


def test_a_scenario_without_a_result_says_why_and_the_others_have_theirs(
    qtbot: QtBot, runs: LiveRuns
) -> None:
    changed = project(symbols=("AAA", "ZZZ"))
    with qtbot.waitSignal(runs.updated, timeout=WAIT_MS):
        runs.follow(changed)

    script, tradable = runs.outcomes(changed)
    assert script.result is not None
    assert isinstance(tradable.error, DataError)
    assert "ZZZ" in str(tradable.error)


def test_results_of_prices_that_are_not_used_any_more_are_not_taken(
    qtbot: QtBot, runs: LiveRuns, runner: Runner
) -> None:
    other = LoadedPrices(small_prices(seed=7), PriceSource("file", "other.csv"))
    runs.follow(project(shrink_alpha=0.9))
    runs.use_prices(other)
    runs.follow(project())
    qtbot.waitUntil(lambda: runner.state is State.READY, timeout=WAIT_MS)

    alone = run_backtest(other.frame, project().scenarios[1].parameters)
    assert equity(runs, project(), 2) == list(alone.dynamic.equity)
