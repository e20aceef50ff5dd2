"""The controls of a proof: after which day, how many days besides, and the button."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from core.fields import Unit
from core.parameters import FIELDS
from gui.date_editor import DateEditor
from gui.number_editor import NumberEditor
from gui.number_text import NumberText

USUAL, MOST = 100, 2000
"""Days that are drawn, if nobody says otherwise, and at most."""

_DAY = FIELDS["start"]
_COUNT = replace(
    FIELDS["min_hist"],
    name="random_days",
    default=USUAL,
    minimum=0.0,
    maximum=float(MOST),
    shown=replace(FIELDS["min_hist"].shown, label="Random days", unit=Unit.DAYS, step=50.0),
)
GAP = 6


class ProofControls(QWidget):
    """In one line where there is room for it, else in two; the choice of a view at the end.

    Attributes
    ----------
    pressed
        The proof is asked for.
    day_changed
        Somebody has chosen another day, or typed what is none.
    """

    pressed = Signal()
    day_changed = Signal()

    def __init__(self, choice: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("proof_controls")
        self.day_editor = DateEditor(_DAY)
        self.day_editor.setObjectName("proof_day")
        self.day_editor.setAccessibleName("Day after which the future is scrambled")
        self.day_editor.setToolTip(
            "All prices after this day are replaced; a click in the chart chooses one as well"
        )
        self.count_editor = NumberEditor(_COUNT)
        self.count_editor.setObjectName("proof_random")
        self.count_editor.setAccessibleName("How many random days are tried besides")
        self.count_editor.setToolTip(
            "So many other days of the result are drawn by the seed, and tried as well"
        )
        self.count_editor.set_value(USUAL)
        self.button = QPushButton("S&cramble the future", autoDefault=False)
        self.button.setObjectName("proof_button")
        self.button.setToolTip(
            "Run the backtest again with invented prices after each of these days, and compare "
            "what came before, bit for bit; Esc stops it"
        )
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        digits = self.fontMetrics().horizontalAdvance("0")
        self.day_editor.setFixedWidth(10 * digits + 46)
        self.count_editor.setFixedWidth(8 * digits + 46)
        self._fields = QHBoxLayout()
        self._fields.setSpacing(GAP)
        for words, editor in (("After", self.day_editor), ("and random", self.count_editor)):
            label = QLabel(words)
            label.setBuddy(editor)
            self._fields.addWidget(label)
            self._fields.addWidget(editor)
        self._fields.addStretch(1)
        self._last = QHBoxLayout()
        self._last.addWidget(self.button)
        self._last.addStretch(1)
        self._last.addWidget(choice)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(GAP)
        self._line.addLayout(self._fields)
        self._line.addLayout(self._last, 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.pressed)
        self.day_editor.committed.connect(self.day_changed)

    @property
    def day(self) -> dt.date | None:
        """The day, None where there stands none."""
        value = self.day_editor.value()
        return value if isinstance(value, dt.date) else None

    @property
    def count(self) -> int | None:
        """How many days are drawn, None where no such number stands there."""
        value = self.count_editor.value()
        return value if isinstance(value, int) and 0 <= value <= MOST else None

    def problem(self) -> str:
        """Return what is wrong with what stands there, a sentence; "" where nothing is."""
        if self.day is None:
            doubt = self.day_editor.doubt()
            return f"The day {doubt or 'must be one such as 2015-03-04'}."
        if self.count is None:
            written = NumberText(Unit.DAYS).text(MOST)
            return f"The number of random days must be a whole one from 0 to {written}."
        return ""

    def _needed(self) -> int:
        """Return the width of one line."""
        return self._fields.sizeHint().width() + GAP + self._last.sizeHint().width()

    def _arrange(self) -> None:
        """Take one line where there is room for it, else two."""
        wide = self.width() >= self._needed()
        direction = QBoxLayout.Direction
        wanted = direction.LeftToRight if wide else direction.TopToBottom
        if wanted != self._line.direction():
            self._line.setDirection(wanted)
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()  # the choice of a view comes with the first proof
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def sizeHint(self) -> QSize:
        hint = self._line.sizeHint()
        return QSize(self._needed(), hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._fields.minimumSize().width(), self._line.sizeHint().height())
