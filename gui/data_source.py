"""The head of the data page: which prices are loaded, of when, and how they were understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from gui import formats
from gui.source_strip import SourceStrip
from gui.theme import Theme
from gui.toned_label import LabelTone, TonedLabel

if TYPE_CHECKING:
    from core.prices import PriceSource

SHOWN_AT_MOST = 3
"""Readings that stand on the page at once; more of them wait behind a button."""
LINES = 8


class SourceBlock(QWidget):
    """The source's name and age, then how each file or answer was read."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip = SourceStrip(theme, "data")
        self._few = TonedLabel(LabelTone.MUTED)
        self._few.setObjectName("readings")
        self._few.setWordWrap(True)
        self._few.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._more = QToolButton()
        self._more.setObjectName("show_readings")
        self._more.setCheckable(True)
        self._more.toggled.connect(self._open_or_close)
        self._many = QPlainTextEdit()
        self._many.setObjectName("all_readings")
        self._many.setReadOnly(True)
        self._many.setTabChangesFocus(True)
        self._many.setAccessibleName("How the prices were read")
        self._many.setFixedHeight(self.fontMetrics().lineSpacing() * LINES)
        self._many.hide()
        self._count = 0
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._few, 1)
        line.addWidget(self._more)
        line.addStretch(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.strip)
        layout.addLayout(line)
        layout.addWidget(self._many)

    def show_source(self, source: PriceSource, first_day: str, last_day: str) -> None:
        """Tell a source, its days, and its readings: all of them, or how many there are."""
        self.strip.show_source(source, first_day, last_day)
        sentences = [reading.sentence for reading in source.readings]
        self._count = len(sentences)
        few = self._count <= SHOWN_AT_MOST
        rows = sum(reading.rows for reading in source.readings)
        kind = "answers" if source.kind == "yahoo" else "files"
        self._few.setText(
            formats.breakable("\n".join(sentences))
            if few
            else f"{self._count:,} {kind} read, {rows:,} rows in all."
        )
        self._few.setVisible(bool(sentences))
        self._many.setPlainText("\n".join(sentences))
        self._more.setChecked(False)
        self._more.setVisible(not few)
        self._word_button()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.strip.set_theme(theme)

    @Slot(bool)
    def _open_or_close(self, opened: bool) -> None:
        self._many.setVisible(opened)
        self._word_button()

    def _word_button(self) -> None:
        self._more.setText("Hide details" if self._more.isChecked() else "Show how")
        self._more.setAccessibleName(f"{self._more.text()}: how {self._count} were read")
