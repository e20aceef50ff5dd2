"""The page Papers: published examples, computed again in front of the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTime, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from core.papers import MEANING, Example, Tally, examples, papers_csv, tally
from core.progress import ProgressCallback, report
from gui.answer_page import AnswerPage
from gui.formats import number
from gui.papers_table import PapersTable
from gui.theme import Theme

if TYPE_CHECKING:
    from core.prices import LoadedPrices
    from core.study import Study

COMPUTING = "Computing the published examples\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True, eq=False)
class ComputeExamples:
    """Compute the examples, those about real prices with the prices of the study."""

    loaded: LoadedPrices | None

    def __call__(self, progress: ProgressCallback) -> tuple[Example, ...]:
        """Return them."""
        report(progress, "Computing", 0.0)
        return examples(self.loaded)


class PapersPage(AnswerPage):
    """A table of published numbers beside computed ones, and above it how many agree.

    It is not about a scenario, and needs no result; of a study it takes the prices.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("papers_page", MEANING, parent)
        self._loaded: LoadedPrices | None = None
        self._task: ComputeExamples | None = None
        self._made: tuple[Example, ...] = ()
        self._tally = Tally(0, 0, 0)
        self.heading.hide()
        self.summary = QLabel()
        self.summary.setObjectName("papers_summary")
        self.summary.setWordWrap(True)
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        bold = QFont(self.summary.font())
        bold.setWeight(QFont.Weight.DemiBold)
        self.summary.setFont(bold)
        again = _button("Compute again", "papers_again", "Compute every number once more, now")
        again.clicked.connect(self._ask)
        copy = _button("Copy", "papers_copy", "Copy the selected rows, or all, as text")
        export = _button(
            "Export CSV\N{HORIZONTAL ELLIPSIS}",
            "papers_export",
            "Write all numbers into a file, in full precision",
        )
        export.clicked.connect(self._export)
        self.table = PapersTable()
        copy.clicked.connect(self.table.copy)
        self.controls.addWidget(again)
        self.controls.addStretch()
        self.controls.addWidget(copy)
        self.controls.addWidget(export)
        self.body.addWidget(self.summary)
        self.body.addWidget(self.table, 1)
        self.say(COMPUTING)

    def answer(self, study: Study, selected: int) -> str:
        return self._show(study.loaded)

    def show_message(self, text: str) -> None:
        """Show the examples all the same: they need no study."""
        self.shown = None
        sentence = self._show(None)
        if sentence:
            self.say(sentence)
        else:
            self.show_answer()

    def take(self, task: object, result: object) -> None:
        if task is not self._task or not isinstance(result, tuple):
            return
        self._made = result
        self._tally = tally(result)
        now = QTime.currentTime().toString("HH:mm:ss")
        told = self._tally.sentence.rstrip(".")
        if self._tally.absent:
            told += f"; {number(self._tally.absent, 0)} need real prices"
        self.summary.setText(f"{told}. Computed at {now}.")
        self.table.show_examples(result)
        self._color_summary()
        self.show_answer()

    def take_failure(self, task: object, error: Exception) -> None:
        if task is self._task:
            self._task = None  # so that it is asked again when the page is shown again
            super().take_failure(task, error)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.table.set_theme(theme)
        self._color_summary()

    def _show(self, loaded: LoadedPrices | None) -> str:
        """Ask for the examples, unless they have been with these prices."""
        if self._task is None or loaded is not self._loaded:
            self._loaded = loaded
            self._ask()
        return "" if self._made else COMPUTING

    @Slot()
    def _ask(self) -> None:
        self._task = ComputeExamples(self._loaded)
        self.asked.emit(self._task)

    @Slot()
    def _export(self) -> None:
        made = self._made
        self.written.emit("published-examples.csv", "the examples", lambda: papers_csv(made))

    def _color_summary(self) -> None:
        color = self.theme.text if self._tally.agrees else self.theme.error
        self.summary.setStyleSheet(f"color: {color};")


def _button(text: str, name: str, tip: str) -> QPushButton:
    button = QPushButton(text, autoDefault=False)
    button.setObjectName(name)
    button.setToolTip(tip)
    button.setAccessibleName(f"{text.rstrip(chr(0x2026))}: published examples")
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return button
