"""The line that tells which prices are shown: whether they are real, of when, and their days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gui.data_words import as_of, fetched, is_old
from gui.elided_label import ElidedLabel
from gui.theme import Theme

if TYPE_CHECKING:
    from core.prices import PriceSource


class SourceStrip(QWidget):
    """A badge where the prices are simulated or of when they are, then their name and days.

    `part` goes in front of the names of its labels, so that two strips can be told apart.
    """

    def __init__(self, theme: Theme, part: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        before = f"{part}_" if part else ""
        self._theme = theme
        self._is_old = False
        self.badge = QLabel("SIMULATED")
        self.badge.setObjectName(f"{before}simulated")
        self.badge.setToolTip("These prices are invented; no market ever paid them.")
        self.age = QLabel()
        self.age.setObjectName(f"{before}as_of")
        self.text = ElidedLabel()
        self.text.setObjectName(f"{before}source")
        self.days = QLabel()
        self.days.setObjectName(f"{before}source_days")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.badge)
        row.addWidget(self.age)
        row.addWidget(self.text, 1)
        row.addWidget(self.days)  # whole whatever the width is; the name gives way
        self.set_theme(theme)
        self.hide()

    def show_source(self, source: PriceSource, first_day: str, last_day: str) -> None:
        """Name the prices, and the first and last day of what is shown of them."""
        self.text.setText(source.name)
        self.days.setText(f"{first_day} – {last_day}" if first_day else "")
        self.badge.setVisible(source.simulated)
        moment = fetched(source)
        self._is_old = is_old(source)
        self.age.setText(as_of(source))
        self.age.setVisible(moment is not None)
        if moment is not None:
            tip = f"Fetched on {moment:%Y-%m-%d} at {moment:%H:%M}, the oldest of them."
            old = " Newer prices could not be had; the Data page tells why." if self._is_old else ""
            self.age.setToolTip(tip + old)
        self.set_theme(self._theme)
        self.show()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        shape = "border-radius: 3px; padding: 1px 4px; font-weight: bold;"
        loud = f"color: {theme.base}; background: {theme.warning}; {shape}"
        calm = f"color: {theme.text}; background: {theme.grid}; {shape}"
        self.badge.setStyleSheet(loud)
        self.age.setStyleSheet(loud if self._is_old else calm)
