"""The line above the charts that tells which prices they stand for, and whether they are real."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gui.elided_label import ElidedLabel
from gui.theme import Theme


class SourceStrip(QWidget):
    """A badge where the prices are simulated, then their name and the days of the result."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.badge = QLabel("SIMULATED PRICES")
        self.badge.setObjectName("simulated")
        self.badge.setToolTip("These prices are invented; no market ever paid them.")
        self.text = ElidedLabel()
        self.text.setObjectName("source")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.addWidget(self.badge)
        row.addWidget(self.text, 1)
        self.set_theme(theme)
        self.hide()

    def show_source(self, name: str, first_day: str, last_day: str, simulated: bool) -> None:
        """Name the prices and the first and last day of the result."""
        self.text.setText(f"{name}  ·  {first_day} to {last_day}")
        self.badge.setVisible(simulated)
        self.show()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.badge.setStyleSheet(
            f"color: {theme.base}; background: {theme.warning}; border-radius: 3px;"
            "padding: 1px 6px; font-weight: bold;"
        )
