"""The right side of the window: the verdict, the table of figures, and what has to be said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gui.differences import DifferenceList
from gui.summary_table import FigureColumn, SummaryTable
from gui.theme import Theme
from gui.verdict import Verdict, VerdictCard

if TYPE_CHECKING:
    from core.scenario import Outcome


SCALES = (
    "The two Sharpe ratios are not on one scale (cash rate, statistics): compare what the overlay "
    "adds to each."
)


def _scales_differ(outcomes: Sequence[Outcome]) -> bool:
    scales = {(o.scenario.parameters.statistics, o.scenario.parameters.cash_rate) for o in outcomes}
    return len(scales) > 1


class ResultsPanel(QWidget):
    """Figures of the runs; empty until the first run has ended."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("results")
        self.verdict = VerdictCard(theme)
        self.table = SummaryTable(theme)
        self._notes = QLabel(objectName="notes")
        self._notes.setWordWrap(True)
        self._notes.setTextFormat(Qt.TextFormat.PlainText)
        self._notes.setContentsMargins(9, 0, 9, 0)
        self._notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.differences = DifferenceList(theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 8, 6, 8)
        layout.setSpacing(8)
        layout.addWidget(self.verdict)
        layout.addWidget(self.table)
        layout.addWidget(self._notes)
        layout.addWidget(self.differences)
        layout.addStretch(1)
        self.table.setMaximumHeight(self.table.sizeHint().height())
        self.verdict.hide()

    def set_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Show the figures of every outcome that has a result; its place gives its colour."""
        columns: list[FigureColumn] = []
        verdicts: list[Verdict] = []
        notes: list[str] = []
        for index, outcome in enumerate(outcomes):
            if outcome.result is None:
                continue
            name, summary = outcome.scenario.name, outcome.result.summary
            base, dynamic = summary["base"], summary["dynamic"]
            assert isinstance(base, dict)
            assert isinstance(dynamic, dict)
            columns.append(FigureColumn(name, "Base", index, True, base))
            columns.append(FigureColumn(name, "Dynamic", index, False, dynamic))
            verdicts.append(Verdict(name, index, base["sharpe"], dynamic["sharpe"]))
            for note in outcome.result.notes:
                line = f"{name}: {note}" if note in outcome.result.warnings else note
                if line not in notes:
                    notes.append(line)
        self.table.set_columns(columns)
        self.table.setMaximumHeight(self.table.sizeHint().height())
        self.verdict.set_verdicts(verdicts)
        self.verdict.setVisible(bool(verdicts))
        pair = [outcome.scenario for outcome in outcomes]
        if len(pair) == 2:
            self.differences.set_pair(
                (pair[0].name, pair[1].name), (pair[0].parameters, pair[1].parameters)
            )
        if len({column.run for column in columns}) > 1 and _scales_differ(outcomes):
            notes.append(SCALES)
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.verdict.set_theme(theme)
        self.table.set_theme(theme)
        self.differences.set_theme(theme)
