"""A message in place, above the charts: what went wrong or well, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui import formats
from gui.theme import Theme


class Tone(Enum):
    """How much a message matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Choice:
    """An answer to a message: what its button says, and what it stands for."""

    text: str
    answer: object


class MessageBar(QFrame):
    """One message at a time, with a button to put it away; hidden while there is none.

    Attributes
    ----------
    chosen
        What the choice stands for that was made; the message is gone by then.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self._theme = theme
        self._tone = Tone.INFO
        self._message = ""
        self._text = QLabel(objectName="message_text")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # a file's name is no markup
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._close = QToolButton()
        self._close.setObjectName("message_close")
        self._close.setText("×")
        self._close.setAccessibleName("Close this message")
        self._close.setAutoRaise(True)
        self._close.setStyleSheet("QToolButton { border: none; padding: 0 0.5em; }")
        self._close.clicked.connect(self.clear)
        line = QHBoxLayout()
        line.addWidget(self._text, 1)
        line.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._answers = QWidget()
        self._row = QHBoxLayout(self._answers)
        self._row.setContentsMargins(0, 0, 0, 2)
        self._row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 6, 6)
        layout.setSpacing(4)
        layout.addLayout(line)
        layout.addWidget(self._answers)
        self._buttons: list[QPushButton] = []
        self._choices: tuple[Choice, ...] = ()
        self.clear()

    @property
    def text(self) -> str:
        """The message shown, "" where there is none."""
        return self._message if not self.isHidden() else ""

    def show_message(self, text: str, tone: Tone, choices: Sequence[Choice] = ()) -> None:
        """Show `text`, and a button for each choice."""
        self._tone = tone
        self._message = text
        self._text.setText(formats.breakable(text))
        self._text.setAccessibleName(f"{tone.value}: {text}")
        self._offer(choices)
        self._paint_tone()
        self.show()

    def clear(self) -> None:
        """Put the message away."""
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._paint_tone()

    def _offer(self, choices: Sequence[Choice]) -> None:
        self._choices = tuple(choices)
        while len(self._buttons) < len(choices):
            button = QPushButton(objectName=f"message_choice_{len(self._buttons)}")
            button.setAutoDefault(True)
            button.clicked.connect(self._choose)
            self._row.insertWidget(len(self._buttons), button)
            self._buttons.append(button)
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(choices))
            button.setText(choices[place].text if place < len(choices) else "")
        self._answers.setVisible(bool(choices))
        for before, after in pairwise((*self._buttons, self._close)):
            QWidget.setTabOrder(before, after)

    @Slot()
    def _choose(self) -> None:
        choice = self._choices[self._buttons.index(cast("QPushButton", self.sender()))]
        self.clear()
        self.chosen.emit(choice.answer)

    def _paint_tone(self) -> None:
        color = {
            Tone.INFO: self._theme.accent,
            Tone.WARNING: self._theme.warning,
            Tone.ERROR: self._theme.error,
        }[self._tone]
        self.setStyleSheet(
            f"#message {{ background: {self._theme.base}; border: 1px solid {color}; "
            f"border-left: 4px solid {color}; border-radius: 4px; }}"
        )
