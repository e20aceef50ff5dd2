"""What the overlay does to the Sharpe ratio, run by run: the figure that people came for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from gui import formats
from gui.theme import Theme


@dataclass(frozen=True)
class Verdict:
    """What the overlay made of one run.

    Attributes
    ----------
    base, dynamic
        Sharpe ratios without and with the overlay; None where there is no figure.
    ruin
        A sentence where an account is wiped out, which matters more than any ratio; else "".
    is_ruined
        Whether it is the account with the overlay that is wiped out.
    """

    run: str
    color_index: int
    base: float | None
    dynamic: float | None
    ruin: str = ""
    is_ruined: bool = False


@dataclass(frozen=True)
class _Line:
    """The labels of one run."""

    name: QLabel
    ratios: QLabel
    change: QLabel
    ruin: QLabel

    def hide(self) -> None:
        """Take all of them away."""
        for label in (self.name, self.ratios, self.change, self.ruin):
            label.hide()


class VerdictCard(QFrame):
    """A card with a line a run: from the base's Sharpe ratio to the levered account's.

    Where an account is wiped out, a second line says so in the colour of errors.
    """

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
        self._lines: list[_Line] = []
        self._grid.addWidget(self._title, 0, 0, 1, 3)
        self._paint()

    def set_verdicts(self, verdicts: Sequence[Verdict]) -> None:
        """Show other figures."""
        self._verdicts = tuple(verdicts)
        while len(self._lines) < len(self._verdicts):
            self._lines.append(self._new_line(len(self._lines)))
        for line, verdict in zip(self._lines, self._verdicts, strict=False):
            self._fill(line, verdict)
        for line in self._lines[len(self._verdicts) :]:
            line.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._paint()
        for line, verdict in zip(self._lines, self._verdicts, strict=False):
            self._fill(line, verdict)

    def _new_line(self, index: int) -> _Line:
        name = QLabel(objectName=f"verdict_name_{index}")
        ratios = QLabel(objectName=f"verdict_ratios_{index}")
        change = QLabel(objectName=f"verdict_change_{index}")
        ruin = QLabel(objectName=f"verdict_ruin_{index}")
        large = QFont(self.font())
        large.setPointSizeF(large.pointSizeF() * 1.35)
        large.setBold(True)
        ratios.setFont(large)
        change.setFont(large)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        ratios.setAlignment(right)
        change.setAlignment(right)
        bold = QFont(self.font())
        bold.setBold(True)
        ruin.setFont(bold)
        ruin.setTextFormat(Qt.TextFormat.PlainText)
        ruin.setWordWrap(True)
        row = 2 * index + 1
        for column, label in enumerate((name, ratios, change)):
            self._grid.addWidget(label, row, column)
        self._grid.addWidget(ruin, row + 1, 0, 1, 3)
        return _Line(name, ratios, change, ruin)

    def _fill(self, line: _Line, verdict: Verdict) -> None:
        color = self._theme.series_color(verdict.color_index)
        line.name.setText(f'<span style="color: {color}">●</span> {escape(verdict.run)}')
        line.ruin.setText(verdict.ruin)
        line.ruin.setStyleSheet(f"color: {self._theme.error}")
        if verdict.base is None or verdict.dynamic is None:
            line.ratios.setText(formats.ABSENT)
            line.change.setText("")
        else:
            self._fill_ratios(line, verdict, verdict.base, verdict.dynamic)
        for label in (line.name, line.ratios, line.change):
            label.show()
        line.ruin.setVisible(bool(verdict.ruin))

    def _fill_ratios(self, line: _Line, verdict: Verdict, base: float, dynamic: float) -> None:
        line.ratios.setText(f"{formats.reading(base, 3)} → {formats.reading(dynamic, 3)}")
        difference = round(dynamic, 3) - round(base, 3)  # of what is shown
        better = difference >= 0.0 and not verdict.is_ruined
        line.change.setText(formats.signed(difference, 3))
        line.change.setStyleSheet(f"color: {self._theme.good if better else self._theme.error}")
        line.change.setAccessibleName(
            f"{verdict.run}: Sharpe ratio from {base:.2f} to {dynamic:.2f}"
        )

    def _paint(self) -> None:
        self.setStyleSheet(
            f"#verdict {{ background: {self._theme.base}; "
            f"border: 1px solid {self._theme.border}; border-radius: 4px; }}"
        )
