"""What was open is back at the next start: the project, and how it was looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.project_file import read_project
from gui import places
from gui.autosave import Autosave
from gui.main_window import MainWindow
from gui.settings import Settings
from gui.theme import LIGHT
from tests.core.project_files import write_project
from tests.gui.small_projects import at_rest, small_project

WAIT_MS = 60_000
Start = Callable[[], MainWindow]


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Start]:
    """Starts the program anew: closes the window before, and opens one as the program does."""
    made: list[MainWindow] = []

    def again() -> MainWindow:
        if made:
            made[-1].close()
        made.append(
            MainWindow(Settings(places.settings_file()), LIGHT, Autosave(places.session_folder()))
        )
        qtbot.addWidget(made[-1])
        made[-1].show()
        return made[-1]

    yield again
    for one in made:
        one.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_project(tmp_path / "mine.ballast", small_project(tmp_path, rows=900))


def rest(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: at_rest(window), timeout=WAIT_MS)


def opened(qtbot: QtBot, start: Start, file: Path) -> MainWindow:
    window = start()
    window.open_paths((file,))
    rest(qtbot, window)
    return window


def back(qtbot: QtBot, start: Start) -> MainWindow:
    window = start()
    assert window.come_back()
    rest(qtbot, window)
    return window


def test_how_a_saved_project_was_looked_at_is_back_and_in_its_next_file(
    qtbot: QtBot, start: Start, file: Path, tmp_path: Path
) -> None:
    window = opened(qtbot, start, file)
    for name in ("log", "base_curves", "differences"):
        window.actions_[name].trigger()
    window.layout_.set_accounts("both")
    window.pages.show_page("rolling")
    window.pages.charts.time_window.show_last(1)
    window.select(1)
    seen = window.layout_.layout()
    assert (seen.page, seen.log, seen.years, seen.accounts) == ("rolling", True, 1, "both")

    again = back(qtbot, start)
    assert again.layout_.layout() == seen
    assert again.workspace.document.is_saved
    assert again.actions_["log"].isChecked()
    again.files.save_to(tmp_path / "copy.ballast")
    rest(qtbot, again)
    assert read_project(tmp_path / "copy.ballast")[1] == seen


def test_unsaved_edits_are_back_and_still_unsaved(qtbot: QtBot, start: Start, file: Path) -> None:
    opened(qtbot, start, file).scenarios.rename(2, "Precious")

    window = back(qtbot, start)

    assert window.workspace.project.scenarios[1].name == "Precious"
    assert window.isWindowModified()
    assert window.study is not None
    assert read_project(file)[0].scenarios[1].name == "Tradable"


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_text("{ gone")])
def test_a_project_whose_file_is_gone_or_damaged_comes_back_from_the_session(
    qtbot: QtBot, start: Start, file: Path, spoil: Callable[[Path], object]
) -> None:
    window = opened(qtbot, start, file)
    window.scenarios.rename(2, "Precious")
    window.actions_["save"].trigger()
    rest(qtbot, window)
    window.close()
    spoil(file)

    window = back(qtbot, start)

    assert window.workspace.project.scenarios[1].name == "Precious"
    assert window.study is not None
    assert not window.workspace.document.is_saved


def test_what_is_typed_when_the_window_closes_is_kept(
    qtbot: QtBot, start: Start, file: Path
) -> None:
    window = opened(qtbot, start, file)
    key = window.workspace.selected
    line = window.form._rows["target_vol"].editor
    line.setFocus()
    line.selectAll()  # type: ignore[attr-defined]
    qtbot.keyClicks(line, "21")

    scenario = back(qtbot, start).workspace.project.scenario(key)

    assert scenario is not None
    assert scenario.parameters.target_vol == 0.21
