"""The menu Scenario: what it names, deletes and measures against."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.benchmarks import BenchmarkKind
from gui.main_window import MainWindow
from tests.core.project_files import write_project
from tests.gui.small_projects import at_rest, small_project

WAIT_MS = 60_000


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    window.open_paths((write_project(tmp_path / "mine.ballast", small_project(tmp_path)),))
    rest(qtbot, window)
    window.select(2)
    return window


def rest(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: at_rest(window), timeout=WAIT_MS)


def names(window: MainWindow) -> list[str]:
    return [one.name for one in window.workspace.project.scenarios]


def columns(window: MainWindow) -> list[str]:
    assert window.study is not None
    return [track.name for track in window.study.comparison.tracks]


def test_duplicates_of_duplicates_are_counted(opened: MainWindow) -> None:
    for _ in range(3):
        opened.actions_["duplicate"].trigger()

    assert names(opened) == ["As scripted", "Tradable", "Tradable 2", "Tradable 3", "Tradable 4"]


def test_a_name_that_ends_in_a_number_of_its_own_keeps_it(opened: MainWindow) -> None:
    opened.scenarios.rename(2, "Target 10")
    opened.actions_["duplicate"].trigger()

    assert names(opened) == ["As scripted", "Target 10", "Target 10 2"]


def test_the_menu_says_what_it_would_undo(opened: MainWindow) -> None:
    opened.actions_["duplicate"].trigger()
    assert opened.actions_.undo.text() == "&Undo Duplicate Tradable"
    opened.actions_.undo.trigger()
    assert opened.actions_.redo.text() == "&Redo Duplicate Tradable"


def test_a_benchmark_goes_with_its_scenario_and_both_come_back(
    qtbot: QtBot, opened: MainWindow
) -> None:
    opened.actions_["equal"].trigger()
    opened.scenarios.refer_to(2)
    before = opened.workspace.project
    assert columns(opened) == ["As scripted", "Tradable", "Equal weights"]
    opened.scenarios.set_current(2)
    opened.actions_["delete"].trigger()
    assert columns(opened) == ["As scripted"]
    assert opened.workspace.project.benchmarks == ()
    assert opened.workspace.project.reference is None
    assert opened.workspace.selected == 1

    opened.actions_.undo.trigger()
    rest(qtbot, opened)
    assert opened.workspace.project == before
    assert columns(opened) == ["As scripted", "Tradable", "Equal weights"]


def test_the_last_scenario_cannot_be_deleted(opened: MainWindow) -> None:
    opened.actions_["delete"].trigger()
    assert len(names(opened)) == 1
    assert not opened.actions_["delete"].isEnabled()
    opened.actions_["delete"].trigger()
    assert len(names(opened)) == 1


def test_a_benchmark_that_is_there_is_shown_again_and_not_added_twice(opened: MainWindow) -> None:
    opened.scenarios.measure_against_symbol(" aaa ")
    only = opened.workspace.project.benchmarks[0]
    assert (only.kind, only.weights) == (BenchmarkKind.SYMBOL, (("AAA", 1.0),))
    opened.scenarios.show(only.key, False)
    assert columns(opened) == ["As scripted", "Tradable"]
    opened.scenarios.measure_against_symbol("AAA")

    assert len(opened.workspace.project.benchmarks) == 1
    assert columns(opened) == ["As scripted", "Tradable", "AAA"]


def test_a_value_spreads_to_all_but_those_that_cannot_have_it(opened: MainWindow) -> None:
    project = opened.workspace.project
    first, second = project.scenarios
    project = project.with_parameters(1, first.parameters.changed(lev_min=1.5))
    opened.workspace.edit(
        project.with_parameters(2, second.parameters.changed(lev_max=1.2)), "Set up"
    )
    opened.scenarios.spread("lev_max")

    # The first one's least leverage is above it.
    limits = [one.parameters.lev_max for one in opened.workspace.project.scenarios]
    assert limits == [first.parameters.lev_max, 1.2]
