"""A label in a colour of the theme, which it keeps to when the theme changes."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from gui.theme_in_use import theme_in_use


class LabelTone(Enum):
    """What a label is for, and so its colour."""

    MUTED = "muted"
    WARNING = "warning"
    ERROR = "error"


class TonedLabel(QLabel):
    """Plain text in the colour of its tone."""

    def __init__(self, tone: LabelTone, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._tone = tone
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setForegroundRole(QPalette.ColorRole.WindowText)
        self._take_color()

    def _take_color(self) -> None:
        theme = theme_in_use(self)
        colors = {
            LabelTone.MUTED: theme.muted,
            LabelTone.WARNING: theme.warning,
            LabelTone.ERROR: theme.error,
        }
        color = QColor(colors[self._tone])
        if self.palette().color(QPalette.ColorRole.WindowText) != color:
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.WindowText, color)
            self.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._take_color()
