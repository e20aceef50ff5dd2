"""The account that orders are made for is a person's work: undone, saved, and brought back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from core.order_account import OrderAccount
from core.project import Layout, Project
from core.project_file import read_project
from gui.prices_at_hand import PricesAtHand
from gui.runner import State
from tests.core.project_files import write_project
from tests.gui.hands import type_into
from tests.gui.page_studies import study_of

if TYPE_CHECKING:
    from gui.main_window import MainWindow
    from gui.today_page import TodayPage

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

WAIT_MS = 30_000


@pytest.fixture
def english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


def today(window: MainWindow) -> TodayPage:
    return cast("TodayPage", window.pages.page("today"))


def account(window: MainWindow) -> OrderAccount:
    return window.workspace.project.account


def field(window: MainWindow) -> QLineEdit:
    window.pages.show_page("today")
    return today(window).findChild(QLineEdit, "today_equity")


def choose(window: MainWindow, text: str) -> None:
    held = today(window).findChild(QComboBox, "today_held")
    held.setCurrentIndex(held.findText(text))


def opened(window: MainWindow, tmp_path: Path, project: Project) -> Path:
    """Open a project from a file; it has no prices, and none are fetched."""
    path = tmp_path / "mine.ballast"
    write_project(path, project, Layout(page="today"))
    window.workspace.document.open(project, path)
    return path


@pytest.mark.usefixtures("english")
def test_what_is_typed_is_undone_and_redone_step_by_step(qtbot: QtBot, window: MainWindow) -> None:
    history = window.workspace.document.history
    type_into(qtbot, field(window), "250000")
    type_into(qtbot, field(window), "300000")
    choose(window, "Nothing")
    assert account(window) == OrderAccount(300_000.0, held=())
    assert history.undoText() == "Change what is held"

    window.actions_["undo"].trigger()
    assert account(window) == today(window).account == OrderAccount(300_000.0)
    assert history.undoText() == "Change the account size"
    window.actions_["undo"].trigger()
    assert account(window) == today(window).account == OrderAccount()
    assert field(window).text() == "100,000"
    assert not history.canUndo()
    window.actions_["redo"].trigger()
    window.actions_["redo"].trigger()
    assert account(window) == today(window).account == OrderAccount(300_000.0, held=())


def test_an_account_that_is_typed_makes_the_window_modified(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    opened(window, tmp_path, Project.new())
    assert not window.isWindowModified()
    type_into(qtbot, field(window), "40000")
    assert window.isWindowModified()
    window.actions_["undo"].trigger()
    assert not window.isWindowModified()


def test_what_is_typed_and_not_ended_is_saved_all_the_same(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = opened(window, tmp_path, Project.new())
    line = field(window)
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "77000")
    window.actions_["save"].trigger()
    qtbot.waitUntil(lambda: window.workspace.runner.state is State.READY, timeout=WAIT_MS)
    assert read_project(path)[0].account == OrderAccount(77_000.0)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("size", [1e9, 1e12, 1234.567, 100.0, 0.5])
def test_an_account_that_is_left_as_it_is_stays_what_it_is(
    qtbot: QtBot, window: MainWindow, size: float
) -> None:
    window.workspace.edit(window.workspace.project.ordered_for(OrderAccount(size)), "Open")
    line = field(window)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    today(window).take_typed()
    assert account(window) == OrderAccount(size)
    assert float(line.text().replace(",", "")) == pytest.approx(size, abs=0.005)


def test_a_project_brings_its_account_to_a_page_made_before_or_after(
    window: MainWindow, tmp_path: Path
) -> None:
    mine = OrderAccount(40_000.0, True, (("SPY", 12.0), ("TLT", 0.5)))
    opened(window, tmp_path, Project.new().ordered_for(mine))
    assert today(window).account == mine
    opened(window, tmp_path, Project.new())
    assert today(window).account == OrderAccount()


def test_another_account_runs_nothing_and_the_study_keeps_its_objects(window: MainWindow) -> None:
    workspace, made = window.workspace, study_of()
    workspace._source = made.project.source
    workspace.document.open(made.project, None)
    workspace.runs.use_prices(made.loaded, made.outcomes)
    workspace.prices = PricesAtHand(made.loaded, None)
    workspace._follow_project()
    before = workspace.study
    assert before is not None

    workspace.edit(workspace.project.ordered_for(OrderAccount(5.0)), "Change the account size")

    after = workspace.study
    assert after is not None
    assert workspace.runner.state is State.READY
    assert after.project == workspace.project
    assert after.comparison is before.comparison
    assert all(one is other for one, other in zip(after.outcomes, before.outcomes, strict=True))
