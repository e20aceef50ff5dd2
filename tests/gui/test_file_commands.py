"""Projects are opened, left, saved and found again; what is open is never mixed up."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from core import run_backtest
from core.progress import ProgressCallback
from core.project_file import read_project
from gui import tasks
from gui.main_window import MainWindow
from gui.runner import State
from tests.core.project_files import write_project
from tests.core.small import SYMBOLS, small_parameters
from tests.gui.hands import text_of
from tests.gui.small_projects import at_rest, small_project

WAIT_MS = 60_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_project(tmp_path / "mine.ballast", small_project(tmp_path))


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, file: Path) -> MainWindow:
    """A window in which the small project is open, and run."""
    open_file(qtbot, window, file)
    return window


def open_file(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    window.open_paths((path,))
    rest(qtbot, window)


def rest(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: at_rest(window), timeout=WAIT_MS)


def rename(window: MainWindow, name: str) -> None:
    window.scenarios.rename(2, name)


def target(window: MainWindow) -> QLineEdit:
    found = window.findChild(QLineEdit, "field_target_vol")
    if found is None:
        found = window.form._rows["target_vol"].editor.findChild(QLineEdit)
    assert found is not None
    return found


def type_slowly(qtbot: QtBot, window: MainWindow, text: str) -> None:
    """Type over the target, and leave it half done."""
    line = target(window)
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)


def hold(monkeypatch: pytest.MonkeyPatch, kind: type) -> tuple[threading.Event, threading.Event]:
    """Hold back tasks of a kind; return what tells that one is there, and what lets it go."""
    reached, free = threading.Event(), threading.Event()
    whole = kind.__call__

    def held(task: object, progress: ProgressCallback) -> object:
        reached.set()
        while not free.wait(0.001):
            progress("Holding", 0.5)
        return whole(task, progress)

    monkeypatch.setattr(kind, "__call__", held)
    return reached, free


# What is typed


def test_what_is_typed_counts_for_the_duplicate_that_follows_at_once(
    qtbot: QtBot, opened: MainWindow
) -> None:
    type_slowly(qtbot, opened, "21")
    opened.actions_["duplicate"].trigger()

    targets = [one.parameters.target_vol for one in opened.workspace.project.scenarios]
    assert sorted(targets) == [0.12, 0.21, 0.21]


def test_what_is_typed_is_in_the_file_that_is_saved_at_once(
    qtbot: QtBot, opened: MainWindow, file: Path
) -> None:
    selected = opened.workspace.selected
    type_slowly(qtbot, opened, "21")
    opened.actions_["save"].trigger()
    rest(qtbot, opened)

    scenario = read_project(file)[0].scenario(selected)
    assert scenario is not None
    assert scenario.parameters.target_vol == 0.21


def test_prices_that_arrive_leave_alone_what_is_being_typed(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    opened.open_paths(small_project(tmp_path, seed=2).source.paths)
    type_slowly(qtbot, opened, "2,")
    opened.form._pause.stop()  # a long thought
    rest(qtbot, opened)

    assert target(opened).text() == "2,"


def test_what_is_typed_wrong_stays_while_another_scenario_is_hidden(
    qtbot: QtBot, opened: MainWindow
) -> None:
    type_slowly(qtbot, opened, "-7")
    qtbot.keyClick(target(opened), Qt.Key.Key_Return)
    assert not opened.form.is_valid
    other = next(
        one for one in opened.workspace.project.scenarios if one.key != opened.workspace.selected
    )
    opened.scenarios.show(other.key, False)

    assert target(opened).text() == "-7"
    assert "wrong" in text_of(opened, "problem")
    opened.select(other.key)
    assert opened.form.is_valid
    assert [one.parameters.target_vol for one in opened.workspace.project.scenarios] == [0.12, 0.12]


def test_a_value_that_is_half_typed_goes_to_its_own_scenario_when_another_is_chosen(
    qtbot: QtBot, opened: MainWindow
) -> None:
    own = opened.workspace.selected
    other = next(one.key for one in opened.workspace.project.scenarios if one.key != own)
    opened.activateWindow()
    qtbot.waitUntil(opened.isActiveWindow)
    type_slowly(qtbot, opened, "21")
    view = opened.list._view
    place = view.visualRect(view.model().index(opened.list._model.place_of(other), 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert opened.workspace.selected == other
    targets = {one.key: one.parameters.target_vol for one in opened.workspace.project.scenarios}
    assert targets == {own: 0.21, other: 0.12}
    assert opened.form.parameters().target_vol == 0.12


# Saving


def test_the_title_names_the_file_once_it_is_saved(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    assert opened.windowTitle().startswith("mine[*]")
    opened.files.save_to(tmp_path / "copy.ballast")
    rest(qtbot, opened)

    assert opened.windowTitle().startswith("copy[*]")
    assert not opened.isWindowModified()


def test_an_edit_while_it_is_saved_is_still_to_be_saved(
    qtbot: QtBot, opened: MainWindow, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, free = hold(monkeypatch, tasks.Write)
    rename(opened, "Before")
    opened.actions_["save"].trigger()
    assert reached.wait(20)
    rename(opened, "After")
    free.set()
    rest(qtbot, opened)

    assert read_project(file)[0].scenarios[1].name == "Before"
    assert opened.isWindowModified()


def test_a_project_begun_while_another_is_saved_does_not_get_its_file(
    qtbot: QtBot, opened: MainWindow, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, free = hold(monkeypatch, tasks.Write)
    rename(opened, "Old")
    opened.actions_["save"].trigger()
    assert reached.wait(20)
    opened.files.new_project()  # as a list of recent files might
    free.set()
    rest(qtbot, opened)

    assert read_project(file)[0].scenarios[1].name == "Old"
    assert opened.workspace.document.file is None
    assert opened.windowTitle().startswith("New project")


def test_nothing_else_may_begin_while_a_save_waits_for_a_run_to_give_way(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, free = hold(monkeypatch, tasks.RunScenarios)
    project = opened.workspace.project.with_parameters(2, small_parameters(shrink_alpha=0.9))
    opened.workspace.edit(project, "Change")
    assert reached.wait(20)
    assert opened.actions_["new"].isEnabled()
    opened.actions_["save"].trigger()
    assert not opened.actions_["new"].isEnabled()
    free.set()
    rest(qtbot, opened)
    assert opened.actions_["new"].isEnabled()


def test_a_place_that_cannot_be_written_is_named_and_nothing_counts_as_saved(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    rename(opened, "Other")
    path = tmp_path / "no folder" / "x.ballast"
    opened.files.save_to(path)
    rest(qtbot, opened)

    assert "no folder" in opened.message.text
    assert opened.isWindowModified()
    assert opened.workspace.document.file != path


# Leaving a project


def test_unsaved_work_is_one_step_back_after_a_new_project(
    qtbot: QtBot, opened: MainWindow, file: Path
) -> None:
    open_file(qtbot, opened, write_project(file, small_project(file.parent, rows=900)))
    rename(opened, "Precious")
    before = opened.workspace.project
    opened.actions_["new"].trigger()
    rest(qtbot, opened)
    assert opened.workspace.project != before
    assert "not saved" in opened.message.text

    opened.actions_["former"].trigger()
    rest(qtbot, opened)
    assert opened.workspace.project == before
    assert opened.workspace.document.file == file
    assert opened.isWindowModified()


def test_a_saved_project_is_left_without_a_word_for_one_on_the_same_symbols(
    qtbot: QtBot, window: MainWindow, file: Path
) -> None:
    opened = window
    assert not opened.actions_["former"].isEnabled()
    open_file(qtbot, opened, write_project(file, small_project(file.parent, rows=900)))
    opened.actions_["new"].trigger()
    rest(qtbot, opened)

    assert opened.message.text == ""
    assert opened.actions_["former"].isEnabled()
    assert opened.study is not None
    assert [one.result is not None for one in opened.study.outcomes] == [True, True]
    assert opened.workspace.project.symbols == SYMBOLS


# Exports


def test_a_stop_is_told_until_the_figures_are_those_of_the_form(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, free = hold(monkeypatch, tasks.RunScenarios)
    project = opened.workspace.project.with_parameters(2, small_parameters(shrink_alpha=0.9))
    opened.workspace.edit(project, "Change")
    assert reached.wait(20)
    opened.actions_["stop"].trigger()
    rest(qtbot, opened)
    assert "Tradable" in text_of(opened, "problem")

    free.set()
    opened.actions_["run"].trigger()
    rest(qtbot, opened)
    assert text_of(opened, "problem") == ""


def test_exports_are_offered_again_with_the_first_scenario_that_is_shown(
    qtbot: QtBot, opened: MainWindow
) -> None:
    keys = [one.key for one in opened.workspace.project.scenarios]
    for key in keys:
        opened.scenarios.show(key, False)
    assert not opened.actions_["report"].isEnabled()
    opened.actions_["run"].trigger()
    rest(qtbot, opened)
    opened.scenarios.show(keys[0], True)

    assert opened.workspace.runner.state is State.READY
    assert opened.actions_["report"].isEnabled()


def test_the_series_of_a_scenario_is_that_of_its_last_edit(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    opened.select(2)
    parameters = small_parameters(shrink_alpha=0.9)
    opened.workspace.edit(opened.workspace.project.with_parameters(2, parameters), "Change")
    path = tmp_path / "series.csv"
    opened.files.export("csv", path)  # the run is still under way
    rest(qtbot, opened)

    assert opened.workspace.loaded is not None
    alone = run_backtest(opened.workspace.loaded.frame, parameters).daily["equity_dyn"]
    last = path.read_text().splitlines()[-1].split(",")
    header = path.read_text().splitlines()[0].split(",")
    assert float(last[header.index("equity_dyn")]) == alone.iloc[-1]


def test_a_picture_of_a_project_that_cannot_be_read_ends_with_the_reason(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ballast"
    broken.write_text("{ broken")
    ended = subprocess.run(
        [sys.executable, "main.py", "--screenshot", str(tmp_path / "x.png"), str(broken)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 1
    assert "broken.ballast" in ended.stderr
    assert not (tmp_path / "x.png").exists()
