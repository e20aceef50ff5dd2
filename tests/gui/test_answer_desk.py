"""Questions of answer pages reach workers, and the answers the pages that asked."""

import datetime as dt
import sys
import threading

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.errors import DataError
from core.study import Study
from gui.answer_desk import AnswerDesk
from gui.answer_page import AnswerPage
from gui.charts.charts_page import ChartsPage
from gui.runner import State
from gui.workspace import Workspace
from tests.gui.page_studies import KEY, study_of
from tests.gui.test_runner import WAIT_MS, Held, free


class Page(AnswerPage):
    """A page that asks whatever it is told to."""

    def __init__(self, name: str = "page") -> None:
        super().__init__(name, "What it means.")
        self.taken: list[object] = []
        self.task: object = None

    def answer(self, study: Study, selected: int) -> str:
        self.asked.emit(self.task)
        return ""

    def take(self, task: object, result: object) -> None:
        self.taken.append(result)


class Broken:
    def __init__(self, error: Exception) -> None:
        self.error = error

    def __call__(self, progress: object) -> object:
        raise self.error


class FewPages(QObject):
    """As much of the window's pages as the desk looks at."""

    page_made = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.charts = QWidget()
        self.turned: list[object] = []

    def page(self, name: str) -> "FewPages":
        self.turned.append(name)
        return self

    def show_day(self, day: object) -> None:
        self.turned.append(day)

    def show_page(self, name: str) -> None:
        self.turned.append(name)


@pytest.fixture
def workspace(qapp: object) -> Workspace:
    return Workspace(lambda: dt.datetime(2026, 1, 2, tzinfo=dt.UTC))


@pytest.fixture
def pages(qapp: object) -> FewPages:
    return FewPages()


@pytest.fixture
def desk(workspace: Workspace, pages: FewPages) -> AnswerDesk:
    return AnswerDesk(workspace, pages, workspace)  # type: ignore[arg-type]


@pytest.fixture
def page(qtbot: QtBot, desk: AnswerDesk, pages: FewPages) -> Page:
    made = Page()
    qtbot.addWidget(made)
    pages.page_made.emit(made)
    return made


def rest(qtbot: QtBot, desk: AnswerDesk) -> None:
    qtbot.waitUntil(lambda: desk.is_at_rest, timeout=WAIT_MS)


def test_of_several_questions_of_a_page_only_the_newest_is_answered(
    qtbot: QtBot, desk: AnswerDesk, page: Page
) -> None:
    first = Held("first")
    page.asked.emit(first)
    assert first.begun.wait(20)
    for number in range(5):
        page.asked.emit(free(f"number {number}"))
    rest(qtbot, desk)
    assert page.taken == ["number 4"]


def test_a_question_of_one_page_leaves_that_of_another_alone(
    qtbot: QtBot, desk: AnswerDesk, pages: FewPages, page: Page
) -> None:
    other = Page("other")
    qtbot.addWidget(other)
    pages.page_made.emit(other)
    slow = Held("slow")
    page.asked.emit(slow)
    other.asked.emit(free("quick"))
    qtbot.waitUntil(lambda: other.taken == ["quick"], timeout=WAIT_MS)
    assert not desk.is_at_rest
    slow.free.set()
    rest(qtbot, desk)
    assert page.taken == ["slow"]
    assert other.taken == ["quick"]


def test_an_answer_to_a_question_that_was_taken_back_is_not_shown(
    qtbot: QtBot, desk: AnswerDesk, page: Page
) -> None:
    slow = Held("slow")
    page.asked.emit(slow)
    assert slow.begun.wait(20)
    page.asked.emit(None)
    slow.free.set()
    rest(qtbot, desk)
    assert page.taken == []


def test_a_sentence_for_the_user_is_shown_on_the_page(
    qtbot: QtBot, desk: AnswerDesk, page: Page
) -> None:
    page.show_study(study_of(), KEY)
    page.asked.emit(Broken(DataError("The account is wiped out; lower the leverage.")))
    rest(qtbot, desk)
    assert page.message.text() == "The account is wiped out; lower the leverage."
    assert not page.message.isHidden()


def test_a_bug_is_handed_on_with_its_error_and_is_taken_by_the_hook_of_the_program(
    qtbot: QtBot, desk: AnswerDesk, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Exception] = []
    hooked: list[BaseException] = []
    desk.failed.connect(lambda task, error: told.append(error))
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: hooked.append(error))
    page.asked.emit(Broken(ZeroDivisionError("a wheel came off")))
    rest(qtbot, desk)
    assert [str(error) for error in told] == ["a wheel came off"]
    assert hooked == told


def test_what_a_user_starts_is_done_by_the_runner_of_the_window(
    qtbot: QtBot, workspace: Workspace, desk: AnswerDesk, page: Page
) -> None:
    task = Held("proof")
    page.started.emit(task)
    assert workspace.runner.state is State.BUSY
    assert desk.is_at_rest
    task.free.set()
    qtbot.waitUntil(lambda: workspace.runner.state is State.READY, timeout=WAIT_MS)
    assert page.taken == ["proof"]


def test_what_is_started_while_something_is_under_way_is_refused_and_that_is_told(
    qtbot: QtBot, workspace: Workspace, desk: AnswerDesk, page: Page
) -> None:
    refused: list[bool] = []
    desk.refused.connect(lambda: refused.append(True))
    first = Held("first")
    page.started.emit(first)
    page.started.emit(free("second"))
    assert refused == [True]
    first.free.set()
    qtbot.waitUntil(lambda: workspace.runner.state is State.READY, timeout=WAIT_MS)
    assert page.taken == ["first"]


def test_shutting_down_stops_questions_and_waits_for_their_threads(
    qtbot: QtBot, desk: AnswerDesk, page: Page
) -> None:
    slow = Held("slow")
    page.asked.emit(slow)
    assert slow.begun.wait(20)
    before = threading.active_count()
    assert desk.shut_down()
    assert threading.active_count() <= before
    rest(qtbot, desk)
    assert page.taken == []


def test_a_click_on_a_day_of_the_charts_turns_to_the_page_that_explains_it(
    qtbot: QtBot, workspace: Workspace, pages: FewPages
) -> None:
    charts = ChartsPage()
    qtbot.addWidget(charts)
    pages.charts = charts
    AnswerDesk(workspace, pages, workspace)  # type: ignore[arg-type]
    charts.day_chosen.emit("2020-03-16")
    assert pages.turned == ["day", "2020-03-16", "day"]


def test_an_answer_is_not_written_while_the_page_waits_for_another(
    qtbot: QtBot, desk: AnswerDesk, page: Page
) -> None:
    written: list[str] = []
    refused: list[bool] = []
    desk.written.connect(lambda name, what, make: written.append(name))
    desk.refused.connect(lambda: refused.append(True))
    slow = Held("of the scenario that is selected now")
    page.asked.emit(slow)
    page.written.emit("before.csv", "the answer before", bytes)
    assert (written, refused) == ([], [True])
    slow.free.set()
    rest(qtbot, desk)
    page.written.emit("now.csv", "the answer", bytes)
    assert (written, refused) == (["now.csv"], [True])
