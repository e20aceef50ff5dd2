"""What every page that answers a question shares: heading, controls, and the meaning in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from gui.formats import breakable
from gui.scenario_heading import ScenarioHeading
from gui.study_page import StudyPage
from gui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from core.study import Study


class AnswerPage(StudyPage):
    """A question about the selected scenario, or a sentence while there is nothing to answer.

    What takes longer than a frame is done by the worker: the page emits a task, a callable that
    is given a progress callback (see `core.progress`), and is given its result by `take`.

    Attributes
    ----------
    asked
        A task of which only the newest counts; it is done beside everything else.
    started
        A task that the user has asked for, with progress in the status line, and a stop.
    written
        Content that the user wants in a file: a suggested name, what it is ("the orders"), and a
        callable that makes the bytes.
    heading, controls, body
        The name of the scenario; a row for controls; where the subclass puts its widgets.
    theme
        The colours at this moment.
    """

    asked = Signal(object)
    started = Signal(object)
    written = Signal(str, str, object)

    def __init__(self, name: str, meaning: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.theme: Theme = LIGHT
        self.shown: tuple[Study, int] | None = None
        self.heading = ScenarioHeading()
        self.controls = QHBoxLayout()
        self.controls.setSpacing(6)
        self.meaning = QLabel(meaning)
        self.meaning.setObjectName(f"{name}_meaning")
        self.meaning.setWordWrap(True)
        self.meaning.setTextFormat(Qt.TextFormat.PlainText)
        self.meaning.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.meaning.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.figure = QWidget()
        self.figure.setObjectName(f"{name}_figure")
        self.body = QVBoxLayout(self.figure)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(6)
        self.body.addWidget(self.heading)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(8, 6, 8, 4)
        column.setSpacing(6)
        column.addLayout(self.controls)
        column.addWidget(self.figure, 1)
        column.addWidget(self.meaning)
        self.message = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.message.setObjectName(f"{name}_message")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self._places = QStackedLayout(self)
        self._places.addWidget(self.message)
        self._places.addWidget(content)

    def answer(self, study: Study, selected: int) -> str:
        """Show what can be had at once, and ask for the rest. A subclass does it.

        It is called at every step of a control that moves while the page is seen.

        Returns
        -------
        str
            The sentence that is shown in place of everything; "" where there is an answer.
        """
        raise NotImplementedError

    def take(self, task: object, result: object) -> None:
        """Take the result of a task of this page; it may be of a study that is gone."""
        raise NotImplementedError

    def take_failure(self, task: object, error: Exception) -> None:
        """Take the failure of a task of this page: say it in place of the answer."""
        self.say(str(error))

    def say(self, sentence: str) -> None:
        """Show a sentence in place of everything."""
        self.message.setText(breakable(sentence))
        self._places.setCurrentIndex(0)

    def show_answer(self) -> None:
        """Show the answer in place of the sentence."""
        self._places.setCurrentIndex(1)

    def show_study(self, study: Study, selected: int) -> None:
        self.shown = (study, selected)
        sentence = self.answer(study, selected)
        if sentence:
            self.say(sentence)
        else:
            self.show_answer()

    def show_message(self, text: str) -> None:
        self.shown = None
        self.say(text)

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.heading.set_theme(theme)
        self.meaning.setStyleSheet(f"color: {theme.muted};")

    def picture(self) -> QWidget:
        return self.figure
