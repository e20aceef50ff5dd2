"""The project, its prices and its study stay in step, whatever comes between."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core import run_backtest
from core.export import study_json
from core.loading import LoadDemo
from core.progress import ProgressCallback
from core.project import PriceChoice, Project
from gui import tasks
from gui.runner import State
from gui.tasks import Load
from gui.workspace import Workspace
from tests.core.small import small_parameters
from tests.gui.small_projects import small_project

WAIT_MS = 60_000


def rest(qtbot: QtBot, workspace: Workspace) -> None:
    qtbot.waitUntil(lambda: workspace.runner.state is State.READY, timeout=WAIT_MS)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return small_project(tmp_path)


@pytest.fixture
def workspace(qtbot: QtBot, project: Project) -> Iterator[Workspace]:
    """Both presets, loaded and run."""
    made = Workspace(lambda: dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC))
    made.open_project(project, None)
    rest(qtbot, made)
    yield made
    made.runner.shut_down()


class Gate:
    """Holds back a kind of task until it is opened; a task that is asked to stop does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, kind: type) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()
        whole = kind.__call__

        def held(task: object, progress: ProgressCallback) -> object:
            self.reached.set()
            while not self.opened.wait(0.001):
                progress("Holding", 0.5)
            return whole(task, progress)

        monkeypatch.setattr(kind, "__call__", held)


@pytest.fixture
def runs_are_held(monkeypatch: pytest.MonkeyPatch, workspace: Workspace) -> Gate:
    return Gate(monkeypatch, tasks.RunScenarios)


def edited(workspace: Workspace, **fields: object) -> None:
    workspace.edit(workspace.project.with_parameters(2, small_parameters(**fields)), "Change")


def assert_right(workspace: Workspace) -> None:
    """Every figure shown is that of the project's parameters on the prices at hand."""
    study = workspace.study
    assert study is not None
    assert workspace.loaded is not None
    assert study.project.scenarios == workspace.project.scenarios
    for scenario in workspace.project.scenarios:
        outcome = study.outcome(scenario.key)
        assert outcome is not None
        assert outcome.result is not None
        alone = run_backtest(workspace.loaded.frame, scenario.parameters)
        assert list(outcome.result.dynamic.equity) == list(alone.dynamic.equity)
        whole = next(one for one in study.comparison.whole if one.key == scenario.key)
        assert whole.base is not None
        assert list(whole.base.equity) == list(alone.base.equity)
        assert whole.parameters == scenario.parameters


def test_what_is_shown_is_what_the_library_computes(workspace: Workspace) -> None:
    assert_right(workspace)
    edited(workspace, target_vol=0.2)
    assert_right(workspace)


def test_a_base_curve_has_the_costs_of_its_own_run(
    qtbot: QtBot, workspace: Workspace, runs_are_held: Gate
) -> None:
    edited(workspace, shrink_alpha=0.9)  # the worker's, and it does not come
    edited(workspace, shrink_alpha=0.9, cost_bps=50.0)
    edited(workspace, cost_bps=50.0)  # the overlay alone differs from what is known
    rest(qtbot, workspace)

    assert_right(workspace)


def test_a_report_asked_for_in_mid_run_is_of_the_values_in_the_form(
    qtbot: QtBot, workspace: Workspace, runs_are_held: Gate, tmp_path: Path
) -> None:
    edited(workspace, shrink_alpha=0.9)
    assert runs_are_held.reached.wait(20)
    path = tmp_path / "all.json"
    assert workspace.write_study(path, "all", lambda study, _: study_json(study))
    qtbot.waitUntil(path.exists, timeout=WAIT_MS)

    written = json.loads(path.read_bytes())["scenarios"][1]
    assert workspace.loaded is not None
    alone = run_backtest(workspace.loaded.frame, small_parameters(shrink_alpha=0.9))
    assert written["config"]["shrink_alpha"] == 0.9
    assert written["dynamic"]["ann_ret"] == alone.summary["dynamic"]["ann_ret"]
    runs_are_held.opened.set()
    rest(qtbot, workspace)
    assert_right(workspace)


def test_after_a_stop_it_is_known_what_is_not_shown_as_it_is(
    qtbot: QtBot, workspace: Workspace, runs_are_held: Gate
) -> None:
    assert workspace.late == ()
    edited(workspace, shrink_alpha=0.9)
    workspace.runner.stop()
    rest(qtbot, workspace)
    assert [one.name for one in workspace.late] == ["Tradable"]

    runs_are_held.opened.set()
    workspace.run_again()
    rest(qtbot, workspace)
    assert workspace.late == ()
    assert_right(workspace)


def test_a_project_that_is_opened_in_mid_load_gets_its_own_prices(
    qtbot: QtBot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gate = Gate(monkeypatch, Load)
    loaded: list[str] = []
    workspace.prices_loaded.connect(
        lambda gathered: loaded.append(gathered.prices.source.name)  # type: ignore[attr-defined]
    )
    assert workspace.open_demo()
    assert gate.reached.wait(20)
    other = small_project(tmp_path, rows=100, seed=2).renamed(1, "Other")
    workspace.open_project(other, None)
    gate.opened.set()
    rest(qtbot, workspace)

    assert loaded == ["prices-100-2.csv"]
    assert workspace.project == other
    assert_right(workspace)


def test_a_project_on_the_same_prices_ends_a_load_of_others(
    qtbot: QtBot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch, Load)
    assert workspace.open_demo()
    workspace.open_project(workspace.project.renamed(1, "Other"), None)
    gate.opened.set()
    rest(qtbot, workspace)

    assert workspace.project.source.kind == "files"
    assert_right(workspace)


def test_undo_across_a_load_goes_back_to_the_prices_and_then_to_the_edit_before(
    qtbot: QtBot, workspace: Workspace, tmp_path: Path
) -> None:
    first = workspace.project.source
    edited(workspace, target_vol=0.2)
    other = small_project(tmp_path, seed=2).source.paths[0]
    workspace.open_files(other)
    rest(qtbot, workspace)
    assert workspace.project.source.paths == (other,)

    workspace.document.history.undo()
    rest(qtbot, workspace)
    assert workspace.project.source == first
    assert workspace.project.scenarios[1].parameters.target_vol == 0.2
    assert_right(workspace)

    workspace.document.history.undo()
    rest(qtbot, workspace)
    assert workspace.project.source == first
    assert workspace.project.scenarios[1].parameters.target_vol == 0.12
    assert_right(workspace)


def test_a_write_that_waits_is_not_replaced_by_a_load_that_follows(
    qtbot: QtBot, workspace: Workspace, runs_are_held: Gate, tmp_path: Path
) -> None:
    edited(workspace, shrink_alpha=0.9)
    assert runs_are_held.reached.wait(20)
    assert workspace.write(tmp_path / "saved", "it", lambda: b"saved")
    workspace.runner.follow_with(Load(LoadDemo(), PriceChoice()))
    runs_are_held.opened.set()
    rest(qtbot, workspace)

    assert (tmp_path / "saved").read_bytes() == b"saved"
    assert workspace.project.source.kind == "demo"


def test_deleted_scenarios_come_back_with_their_figures(qtbot: QtBot, workspace: Workspace) -> None:
    first = workspace.project
    workspace.select(2)
    workspace.edit(first.without(2), "Delete")
    assert workspace.selected == 1
    assert workspace.study is not None
    assert [one.scenario.key for one in workspace.study.outcomes] == [1]

    workspace.document.history.undo()
    rest(qtbot, workspace)

    assert workspace.project == first
    assert_right(workspace)


def test_a_key_that_is_handed_out_again_brings_no_figures_of_the_one_before(
    qtbot: QtBot, workspace: Workspace
) -> None:
    added = workspace.project.added("Third", small_parameters(target_vol=0.3))
    workspace.edit(added, "Add")
    rest(qtbot, workspace)
    workspace.document.history.undo()
    workspace.edit(workspace.project.added("Other", small_parameters(shrink_alpha=0.7)), "Add")
    assert workspace.project.newest_key == added.newest_key
    rest(qtbot, workspace)

    assert_right(workspace)


def test_fifty_scenarios_edited_quickly_are_right(qtbot: QtBot, workspace: Workspace) -> None:
    for number in range(50):
        fields = {"shrink_alpha": 0.01 * number, "target_vol": 0.1 + 0.002 * number}
        workspace.edit(workspace.project.added("One", small_parameters(**fields)), "Add")
    rest(qtbot, workspace)

    assert len(workspace.project.scenarios) == 52
    assert_right(workspace)


def test_prices_that_cannot_serve_leave_the_project_as_it_was(
    qtbot: QtBot, workspace: Workspace, tmp_path: Path
) -> None:
    before = workspace.project
    broken = tmp_path / "broken.csv"
    broken.write_text("this is\nno table\n")
    with qtbot.waitSignal(workspace.failed, timeout=WAIT_MS):
        workspace.open_files(broken)
    rest(qtbot, workspace)

    assert workspace.project == before
    assert_right(workspace)


def test_what_is_shown_stays_while_everything_is_run_again_and_after_a_stop(
    qtbot: QtBot, workspace: Workspace, runs_are_held: Gate
) -> None:
    before = workspace.study
    assert before is not None
    workspace.run_again()
    assert runs_are_held.reached.wait(20)
    assert workspace.study is not None
    workspace.runner.stop()
    rest(qtbot, workspace)
    assert_right(workspace)
    assert len(workspace.late) == 2

    edited(workspace, target_vol=0.2)  # live all the same
    assert_right(workspace)
    runs_are_held.opened.set()
    rest(qtbot, workspace)
    assert workspace.late == ()
    assert_right(workspace)
    assert workspace.study.outcomes[0].result is not before.outcomes[0].result
