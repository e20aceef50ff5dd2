"""The outcome of a proof on the screen: a mark, a word, and the sentence with its figures."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from core.causality_words import verdict
from core.errors import BacktestError
from gui.formats import breakable, number
from gui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from core.causality import Proof

UNTRIED = (
    "Choose a day and press Scramble the future: what was known that day must not move by a bit."
)


class Outcome(Enum):
    """What came of a proof, in the words that stand beside the mark."""

    CAUSAL = "does not look ahead"
    AHEAD = "looks ahead"
    OPEN = "not known"


class ProofVerdict(QWidget):
    """A proof's outcome; its mark is told apart by its shape as well as by its colour."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._theme = LIGHT
        self.outcome = Outcome.OPEN
        self.mark = _Mark()
        self.title, self.sentence = QLabel(), QLabel()
        self.title.setObjectName(f"{name}_title")
        self.sentence.setObjectName(f"{name}_sentence")
        for label in (self.title, self.sentence):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._embolden()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(0)
        grid.addWidget(self.mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.title, 0, 1)
        grid.addWidget(self.sentence, 1, 1)
        grid.setColumnStretch(1, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_untried(self, name: str) -> None:
        """Say that nothing has been tried."""
        self._show(Outcome.OPEN, f"{name}: not tried", UNTRIED)

    def show_proof(self, name: str, made: Proof | BacktestError) -> None:
        """Show the outcome of a proof of what is called `name`, or why there is none."""
        if isinstance(made, BacktestError):
            self._show(Outcome.OPEN, f"{name}: {Outcome.OPEN.value}", str(made))
            return
        outcome = Outcome.OPEN
        if made.looks_ahead:
            outcome = Outcome.AHEAD
        elif made.is_causal:
            outcome = Outcome.CAUSAL
        sentence = verdict(made, number).removeprefix("It looks ahead: ")
        self._show(outcome, f"{name}: {outcome.value}", sentence[:1].upper() + sentence[1:])

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._paint()

    def _show(self, outcome: Outcome, title: str, sentence: str) -> None:
        self.outcome = outcome
        self.title.setText(breakable(title))
        self.sentence.setText(breakable(sentence))
        self.setAccessibleName(f"{title}. {sentence}")
        self._paint()

    def _paint(self) -> None:
        color = {
            Outcome.CAUSAL: self._theme.good,
            Outcome.AHEAD: self._theme.error,
            Outcome.OPEN: self._theme.muted,
        }[self.outcome]
        self.title.setStyleSheet(f"color: {color};")
        self.mark.show_outcome(self.outcome, color)

    def _embolden(self) -> None:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        self.title.setFont(font)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._embolden()


class _Mark(QWidget):
    """A tick, a cross, or an empty ring."""

    def __init__(self) -> None:
        super().__init__()
        self._outcome, self._color = Outcome.OPEN, LIGHT.muted
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_outcome(self, outcome: Outcome, color: str) -> None:
        """Show the mark of an outcome in a colour."""
        self._outcome, self._color = outcome, color
        self.update()

    def sizeHint(self) -> QSize:
        side = self.fontMetrics().height()
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self.width() / 16.0
        painter.scale(side, side)
        disc = QRectF(1.5, 1.5, 13.0, 13.0)
        if self._outcome is Outcome.OPEN:
            painter.setPen(QPen(QColor(self._color), 1.6))
            painter.drawEllipse(disc)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._color))
        painter.drawEllipse(disc)
        pen = QPen(self.palette().color(self.backgroundRole()), 1.8)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        if self._outcome is Outcome.CAUSAL:
            painter.drawPolyline([QPointF(4.8, 8.2), QPointF(7.2, 10.6), QPointF(11.2, 5.6)])
        else:
            painter.drawLine(QPointF(5.4, 5.4), QPointF(10.6, 10.6))
            painter.drawLine(QPointF(10.6, 5.4), QPointF(5.4, 10.6))
