"""A message in place, above the charts: what went wrong or well, and what to do about it."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from gui import formats
from gui.theme import Theme


class Tone(Enum):
    """How much a message matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class MessageBar(QFrame):
    """One message at a time, with a button to put it away; hidden while there is none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self._theme = theme
        self._tone = Tone.INFO
        self._details = ""
        self._message = ""
        self._text = QLabel(objectName="message_text")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # a file's name is no markup
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._copy = QToolButton()
        self._copy.setObjectName("message_copy")
        self._copy.setText("Copy details")
        self._copy.setToolTip("Copy the details of this error, to send them to the authors")
        self._copy.clicked.connect(self._copy_details)
        self._close = QToolButton()
        self._close.setObjectName("message_close")
        self._close.setText("×")
        self._close.setAccessibleName("Close this message")
        self._close.setAutoRaise(True)
        self._close.clicked.connect(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 6, 6)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._copy)
        layout.addWidget(self._close)
        self.clear()

    @property
    def text(self) -> str:
        """The message shown, "" where there is none."""
        return self._message if not self.isHidden() else ""

    def show_message(self, text: str, tone: Tone, details: str = "") -> None:
        """Show `text`; with `details` there is a button that copies them."""
        self._tone = tone
        self._details = details
        self._message = text
        self._text.setText(formats.breakable(text))
        self._text.setAccessibleName(f"{tone.value}: {text}")
        self._copy.setVisible(bool(details))
        self._paint_tone()
        self.show()

    def clear(self) -> None:
        """Put the message away."""
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._paint_tone()

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

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(f"{self._message}\n\n{self._details}")
