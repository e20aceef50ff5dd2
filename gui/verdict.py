"""What the overlay does to the Sharpe ratio, run by run: the figure that people came for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from gui import formats
from gui.theme import Theme


@dataclass(frozen=True)
class Verdict:
    """Sharpe ratios of a run without and with the overlay; None where there is no figure."""

    run: str
    color_index: int
    base: float | None
    dynamic: float | None


class VerdictCard(QFrame):
    """A card with a line a run: from the base's Sharpe ratio to the levered account's."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("verdict")
        self._theme = theme
        self._verdicts: tuple[Verdict, ...] = ()
        self._title = QLabel("What the overlay makes of the Sharpe ratio")
        self._title.setWordWrap(True)
        bold = QFont(self.font())
        bold.setBold(True)
        self._title.setFont(bold)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 8, 12, 10)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        self._lines: list[tuple[QLabel, QLabel, QLabel]] = []
        self._grid.addWidget(self._title, 0, 0, 1, 3)
        self._paint()

    def set_verdicts(self, verdicts: Sequence[Verdict]) -> None:
        """Show other figures."""
        self._verdicts = tuple(verdicts)
        while len(self._lines) < len(self._verdicts):
            self._lines.append(self._new_line(len(self._lines)))
        for line, verdict in zip(self._lines, self._verdicts, strict=False):
            for label in line:
                label.show()
            self._fill(line, verdict)
        for line in self._lines[len(self._verdicts) :]:
            for label in line:
                label.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._paint()
        for line, verdict in zip(self._lines, self._verdicts, strict=False):
            self._fill(line, verdict)

    def _new_line(self, index: int) -> tuple[QLabel, QLabel, QLabel]:
        name = QLabel(objectName=f"verdict_name_{index}")
        ratios = QLabel(objectName=f"verdict_ratios_{index}")
        change = QLabel(objectName=f"verdict_change_{index}")
        large = QFont(self.font())
        large.setPointSizeF(large.pointSizeF() * 1.35)
        large.setBold(True)
        ratios.setFont(large)
        change.setFont(large)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        ratios.setAlignment(right)
        change.setAlignment(right)
        for column, label in enumerate((name, ratios, change)):
            self._grid.addWidget(label, index + 1, column)
        return name, ratios, change

    def _fill(self, line: tuple[QLabel, QLabel, QLabel], verdict: Verdict) -> None:
        name, ratios, change = line
        color = self._theme.series_color(verdict.color_index)
        name.setText(f'<span style="color: {color}">●</span> {verdict.run}')
        if verdict.base is None or verdict.dynamic is None:
            ratios.setText(formats.ABSENT)
            change.setText("")
            return
        ratios.setText(f"{formats.number(verdict.base, 3)} → {formats.number(verdict.dynamic, 3)}")
        difference = round(verdict.dynamic, 3) - round(verdict.base, 3)  # of what is shown
        better = difference >= 0.0
        change.setText(formats.signed(difference, 3))
        change.setStyleSheet(f"color: {self._theme.good if better else self._theme.error}")
        change.setAccessibleName(
            f"{verdict.run}: Sharpe ratio from {verdict.base:.2f} to {verdict.dynamic:.2f}"
        )

    def _paint(self) -> None:
        self.setStyleSheet(
            f"#verdict {{ background: {self._theme.base}; "
            f"border: 1px solid {self._theme.border}; border-radius: 4px; }}"
        )
