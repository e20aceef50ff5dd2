"""An answer page never shows the answer to another question as if it were this one's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from pytestqt.qtbot import QtBot

from core.errors import DataError
from gui.attribution_page import AttributionPage
from gui.break_evens_page import BreakEvensPage
from gui.steps_page import StepsPage
from tests.core.project_files import write_project
from tests.gui.page_studies import KEY, study_of
from tests.gui.small_projects import at_rest, small_project

if TYPE_CHECKING:
    from gui.answer_page import AnswerPage
    from gui.main_window import MainWindow
    from gui.today_page import TodayPage

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

WAIT_MS = 60_000


class Later:
    """Keeps what a page asks, to be answered when the test says so."""

    def __init__(self, page: AnswerPage) -> None:
        self.page = page
        self.tasks: list[object] = []
        page.asked.connect(self.tasks.append)

    def answer(self) -> None:
        task = self.tasks[-1]
        self.page.take(task, task(None))  # type: ignore[operator]


def small_file(folder: Path) -> Path:
    return write_project(folder / "small.ballast", small_project(folder, rows=400))


def rest(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(
        lambda: at_rest(window) and window.study is not None and window.answers.is_at_rest,
        timeout=WAIT_MS,
    )


def test_the_heading_is_that_of_the_answer_while_another_is_on_its_way(qtbot: QtBot) -> None:
    page = AttributionPage()
    qtbot.addWidget(page)
    later = Later(page)
    study = study_of()
    page.show_study(study, KEY)
    later.answer()
    assert page.heading.name == "Mine"
    renamed = study_of(name="Other", target_vol=0.31)
    page.show_study(renamed, KEY)
    page.show_study(replace(renamed), KEY)  # as after any other edit while it waits
    assert page.heading.name == "Mine"
    later.answer()
    assert page.heading.name == "Other"


def test_a_question_that_has_failed_is_not_said_to_be_under_way(qtbot: QtBot) -> None:
    page = StepsPage()
    qtbot.addWidget(page)
    later = Later(page)
    study = study_of()
    page.show_study(study, KEY)
    page.take_failure(later.tasks[-1], DataError("There are no steps."))
    page.show_study(study, KEY)
    assert page.message.text() == "There are no steps."


def test_break_evens_that_fail_late_do_not_speak_for_another_scenario(qtbot: QtBot) -> None:
    page = BreakEvensPage()
    qtbot.addWidget(page)
    later = Later(page)
    page.show_study(study_of(), KEY)
    failing = study_of(symbols=("AAA", "NONE"))
    page.show_study(failing, KEY)
    said = page.message.text()
    page.take_failure(later.tasks[0], DataError("There are no break-evens."))
    assert page.message.text() == said


def test_why_there_are_no_orders_is_told_again_after_a_new_project(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.open_paths((small_file(tmp_path),))
    rest(qtbot, window)
    window.pages.show_page("today")
    page = cast("TodayPage", window.pages.page("today"))
    script = window.workspace.project.scenarios[0].key
    window.select(script)
    rest(qtbot, window)
    said = page.message.text()
    assert "execution lag" in said
    window.actions_["new"].trigger()
    rest(qtbot, window)
    window.select(window.workspace.project.scenarios[0].key)
    rest(qtbot, window)
    assert "execution lag" in page.message.text()
