"""All that was open in windows that were killed is offered at the next start, and none is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from core.project import Layout, Project
from core.project_file import project_json
from gui import places
from gui.main_window import MainWindow
from tests.core.project_files import write_project
from tests.faults.starts import started
from tests.faults.test_damaged_files import left, session
from tests.gui.small_projects import small_project

NAMES = ("one", "two", "three")


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, ...]:
    project = small_project(tmp_path, rows=900)
    return tuple(write_project(tmp_path / f"{name}.ballast", project) for name in NAMES)


def kill_windows(files: tuple[Path, ...]) -> None:
    """Leave what windows leave that are killed, each with an edit; the last was edited last."""
    for order, file in enumerate(files, start=1):
        record = json.loads(session(file, order=order))
        record["project"]["scenarios"][1]["name"] = f"Edited {file.stem}"
        left(file.stem, json.dumps(record).encode())


def entries(qtbot: QtBot, window: MainWindow, names: list[str]) -> list[QAction]:
    """The entries of the menu, when these are the projects that it offers."""
    menu = window._kept

    def offers() -> bool:
        texts = [action.text() for action in menu.actions()]
        return len(texts) == len(names) and all(map(str.__contains__, texts, names))

    qtbot.waitUntil(offers)
    return menu.actions()


def edited(window: MainWindow) -> str:
    return window.workspace.project.scenarios[1].name


def test_everything_that_was_open_in_killed_windows_can_be_opened(
    qtbot: QtBot, files: tuple[Path, ...]
) -> None:
    kill_windows(files)

    window = started(qtbot)

    assert edited(window) == "Edited three"
    assert "what was open is back. More was open" in window.message.text
    entries(qtbot, window, ["two", "one"])
    button = window.message.findChild(QPushButton, "message_choice_1")
    assert button is not None
    assert "one, kept on 2026-11-23 at" in button.text()
    button.click()
    assert edited(window) == "Edited one"
    assert window.windowTitle().startswith("one[*]")
    assert window.isWindowModified()
    entries(qtbot, window, ["three", "two"])[1].trigger()
    assert edited(window) == "Edited two"
    entries(qtbot, window, ["one", "three"])[0].trigger()
    assert edited(window) == "Edited one"


def test_what_is_edited_before_another_is_opened_is_kept_too(
    qtbot: QtBot, files: tuple[Path, ...]
) -> None:
    kill_windows(files[:2])
    window = started(qtbot)
    window.scenarios.rename(2, "Edited again")
    (other,) = entries(qtbot, window, ["one"])

    other.trigger()
    window.scenarios.rename(2, "And this")
    (back,) = entries(qtbot, window, ["two"])
    back.trigger()

    assert edited(window) == "Edited again"
    window.close()
    again = started(qtbot)
    assert edited(again) == "Edited again"
    entries(qtbot, again, ["one"])[0].trigger()
    assert edited(again) == "And this"


def test_a_new_project_that_nobody_touched_and_saved_ones_are_not_offered(
    qtbot: QtBot, files: tuple[Path, ...]
) -> None:
    kill_windows(files[:1])
    untouched = json.loads(project_json(Project.new(), Layout()))
    new = json.loads(session(files[0], order=0, project=untouched)) | {"file": None}
    left("new", json.dumps(new).encode())
    left("saved", session(files[0], order=0, saved=True, closed=True))

    window = started(qtbot)

    assert edited(window) == "Edited one"
    assert entries(qtbot, window, []) == []
    assert not window._kept.menuAction().isEnabled()
    assert "More was open" not in window.message.text


def test_what_another_window_has_taken_meanwhile_is_told_and_nothing_changes(
    qtbot: QtBot, files: tuple[Path, ...]
) -> None:
    kill_windows(files[:2])
    window = started(qtbot)
    (other,) = entries(qtbot, window, ["one"])
    (places.session_folder() / "session-one.json").unlink()

    other.trigger()

    assert edited(window) == "Edited two"
    assert "open in another window" in window.message.text
    entries(qtbot, window, [])
