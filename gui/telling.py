"""What the window tells of what has happened: in the message above the pages, and in the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from core.errors import BacktestError
from gui.date_choice import date_question
from gui.message import Choice, MessageBar, Tone
from gui.runner import State
from gui.tasks import Load, NoResult, Write, WriteStudy
from gui.window_words import failure_words, late_words

if TYPE_CHECKING:
    from core.study import Study
    from gui.parameter_form import ParameterForm
    from gui.status_line import StatusLine
    from gui.workspace import Workspace

UNCHANGED = "No other prices; what is shown is unchanged."


class Teller(QObject):
    """Says how work has ended, and why a scenario has no result."""

    def __init__(
        self,
        message: MessageBar,
        status: StatusLine,
        form: ParameterForm,
        workspace: Workspace,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._message, self._status = message, status
        self._form, self._workspace = form, workspace
        self._failure = ""

    @Slot(str, object)
    def tell(self, text: str, tone: Tone) -> None:
        """Say a sentence above the pages."""
        self._message.show_message(text, tone)

    @Slot(str, object, object)
    def ask(self, text: str, tone: Tone, choices: Sequence[Choice]) -> None:
        """Say a sentence above the pages, with a button for each choice."""
        self._message.show_message(text, tone, choices)

    @Slot(str)
    def warn(self, text: str) -> None:
        """Say a sentence as a warning."""
        self.tell(text, Tone.WARNING)

    @Slot(object, object)
    def tell_failure(self, task: object, error: Exception) -> None:
        """Say why a task has failed; where an answer would help it, ask."""
        question = date_question(task, error)
        if question is not None:
            self._message.show_message(question[0], Tone.WARNING, choices=question[1])
            self._status.tell("One question about the dates; what is shown is unchanged.")
            return
        if isinstance(error, NoResult) and isinstance(task, Load):
            insist = Choice("Use these prices all the same", replace(task, trial=None))
            self._message.show_message(
                f"{error} What is shown stays.", Tone.WARNING, choices=(insist,)
            )
            self._status.tell(UNCHANGED)
            return
        if isinstance(error, BacktestError):  # the others have come to the hook of the process
            self._message.show_message(str(error), Tone.ERROR)
        if isinstance(task, Load):
            self._status.tell(UNCHANGED)
        elif isinstance(task, Write | WriteStudy):
            self._status.tell("Not written.")
        elif not isinstance(error, BacktestError):
            self._status.tell("Failed; what is shown is as it was before.")

    @Slot()
    def tell_busy(self) -> None:
        """Say that something could not be begun."""
        self._status.tell("Something else is under way; try again when it has ended.")

    @Slot()
    def tell_cancelled(self) -> None:
        """Say that work was stopped."""
        self._status.tell("Stopped; what is shown is unchanged.")

    @Slot()
    def tell_problem(self) -> None:
        """Say what keeps what is shown from being what the form says."""
        text = ""
        if not self._form.is_valid:
            text = "A field is wrong; see what is marked in red."
        elif self._workspace.runner.state is State.READY:
            text = late_words([one.name for one in self._workspace.late])
        self._status.tell_problem(text)

    def tell_no_result(self, study: Study) -> None:
        """Say why the scenario in the form has no result, until it has one or may get one."""
        if isinstance(self._workspace.runner.task, Load):
            return
        text = failure_words(study, self._workspace.selected)
        if text != self._failure:
            if text:
                self.warn(text)
            elif self._message.text == self._failure:
                self._message.clear()
            self._failure = text
