"""Brings the questions of the answer pages to workers, and the answers back to the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.errors import BacktestError
from gui.answer_page import AnswerPage
from gui.charts.plot_page import PlotPage
from gui.runner import Runner, State

if TYPE_CHECKING:
    from core.causality import Proof
    from gui.day_page import DayPage
    from gui.pages import Pages
    from gui.proof_page import ProofPage
    from gui.worker import Task
    from gui.workspace import Workspace


class AnswerLine(QObject):
    """One page and its worker; what the user has started is done by the window's own runner.

    A page has a worker of its own, so that a question of one page never supersedes that of
    another, nor a run of the scenarios.

    Attributes
    ----------
    failed
        Carries a task and an error that no user can mend.
    refused
        A task could not be started, or an answer not be written, since another is under way.
    written
        What the page wants in a file, now that it shows the answer to what was asked last.
    """

    failed = Signal(object, object)
    refused = Signal()
    written = Signal(str, str, object)

    def __init__(self, page: AnswerPage, main: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self.page = page
        self.beside = Runner(self)
        self._main = main
        self._asked: object = None
        self._started: object = None
        page.asked.connect(self._ask)
        page.started.connect(self._start)
        page.written.connect(self._write)
        for runner in (self.beside, main):
            runner.succeeded.connect(self._take)
            runner.failed.connect(self._fail)

    @Slot(object)
    def _ask(self, task: Task | None) -> None:
        self._asked = task
        self.beside.keep_up(task)

    @Slot(object)
    def _start(self, task: Task) -> None:
        if self._main.begin(task):
            self._started = task
        else:
            self.refused.emit()

    @Slot(str, str, object)
    def _write(self, name: str, what: str, make: Callable[[], bytes]) -> None:
        if self.beside.state is State.READY:
            self.written.emit(name, what, make)
        else:  # what the page shows is the answer before, maybe of another scenario
            self.refused.emit()

    @Slot(object, object)
    def _take(self, task: object, result: object) -> None:
        if self._is_mine(task):
            self.page.take(task, result)

    @Slot(object, object)
    def _fail(self, task: object, error: Exception) -> None:
        if not self._is_mine(task):
            return
        if isinstance(error, BacktestError):
            self.page.take_failure(task, error)
        elif task is self._asked:
            self.failed.emit(task, error)

    def _is_mine(self, task: object) -> bool:
        return task is not None and (task is self._asked or task is self._started)


class AnswerDesk(QObject):
    """Connects every answer page as it is made, and leads a click on a day to its explanation.

    Attributes
    ----------
    failed
        Carries a task and an error that no user can mend.
    refused
        A task could not be started, since another one is under way.
    written
        What a page wants in a file: its suggested name, what it is, and what makes the bytes.
    """

    failed = Signal(object, object)
    refused = Signal()
    written = Signal(str, str, object)

    def __init__(self, workspace: Workspace, pages: Pages, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._pages = workspace, pages
        self._lines: list[AnswerLine] = []
        pages.page_made.connect(self._connect)
        self._connect(pages.charts)

    @property
    def is_at_rest(self) -> bool:
        """Whether no question waits for its answer."""
        return all(line.beside.state is State.READY for line in self._lines)

    def shut_down(self) -> bool:
        """Stop all questions and wait for their threads; return whether they are gone."""
        return all([line.beside.shut_down() for line in self._lines])

    def proof_of(self, key: int) -> Proof | None:
        """Return the proof that there is of a scenario as it is now; None without one."""
        page, study = self._pages.made("proof"), self._workspace.study
        if page is None or study is None:
            return None
        return cast("ProofPage", page).proof_of(study, key)

    @Slot(object)
    def _connect(self, page: QWidget) -> None:
        if isinstance(page, PlotPage):
            page.day_chosen.connect(self.explain_day)
        if isinstance(page, AnswerPage):
            line = AnswerLine(page, self._workspace.runner, self)
            line.failed.connect(self.failed)
            line.refused.connect(self.refused)
            line.written.connect(self.written)
            self._lines.append(line)

    @Slot(object)
    def explain_day(self, day: np.datetime64) -> None:
        """Tell why the selected scenario held on a day what it held."""
        cast("DayPage", self._pages.page("day")).show_day(day)
        self._pages.show_page("day")
