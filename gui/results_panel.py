"""The right side of the window: the verdict, the table of figures, and what has to be said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStyle, QVBoxLayout, QWidget

from gui.differences import DifferenceList
from gui.summary_table import FigureColumn, SummaryTable
from gui.theme import Theme
from gui.verdict import Verdict, VerdictCard

if TYPE_CHECKING:
    from core.result import BacktestResult
    from core.scenario import Outcome


SCALES = (
    "The two Sharpe ratios are not on one scale (cash rate, statistics): compare what the overlay "
    "adds to each."
)


def _scales_differ(outcomes: Sequence[Outcome]) -> bool:
    scales = {(o.scenario.parameters.statistics, o.scenario.parameters.cash_rate) for o in outcomes}
    return len(scales) > 1


def _ruin(result: BacktestResult) -> str:
    """Return a sentence on the accounts that are wiped out, "" where none is."""
    accounts = (("Base portfolio", result.base), ("Account with the overlay", result.dynamic))
    return " ".join(
        f"{name} wiped out on {result.dates[account.wiped_out]:%Y-%m-%d}."
        for name, account in accounts
        if account.wiped_out >= 0
    )


class _UprightScroll(QScrollArea):
    """A column that scrolls up and down only: it is never narrower than what stands in it."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setObjectName("results_scroll")
        self.setAccessibleName("Results")
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # then the arrow keys scroll
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet(
            "#results_scroll { border: 1px solid transparent; }"
            "#results_scroll:focus { border-color: palette(highlight); }"
        )

    def _wide_enough(self, hint: QSize) -> QSize:
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        return QSize(self._content.minimumSizeHint().width() + bar + 2, hint.height())

    def sizeHint(self) -> QSize:
        return self._wide_enough(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        return self._wide_enough(super().minimumSizeHint())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self._content:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def _notes(outcomes: Sequence[Outcome]) -> list[str]:
    """Return what has to be said of the results: once where it holds for all, else with a name."""
    told = [(outcome.scenario.name, outcome.result.notes) for outcome in outcomes if outcome.result]
    lines = [
        note if all(note in notes for _, notes in told) else f"{name}: {note}"
        for name, own in told
        for note in own
    ]
    return list(dict.fromkeys(lines))


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
        column = QWidget()
        parts = QVBoxLayout(column)
        parts.setContentsMargins(2, 8, 2, 8)
        parts.setSpacing(8)
        for part in (self.verdict, self.table, self._notes, self.differences):
            parts.addWidget(part)
        parts.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(_UprightScroll(column))
        self.verdict.hide()

    def set_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Show the figures of every outcome that has a result; its place gives its colour."""
        columns: list[FigureColumn] = []
        verdicts: list[Verdict] = []
        for index, outcome in enumerate(outcomes):
            if outcome.result is None:
                continue
            name, result = outcome.scenario.name, outcome.result
            summary = result.summary
            base, dynamic = summary["base"], summary["dynamic"]
            assert isinstance(base, dict)
            assert isinstance(dynamic, dict)
            columns.append(FigureColumn(name, "Base", index, True, base))
            columns.append(FigureColumn(name, "Dynamic", index, False, dynamic))
            is_ruined = result.dynamic.wiped_out >= 0
            verdicts.append(
                Verdict(name, index, base["sharpe"], dynamic["sharpe"], _ruin(result), is_ruined)
            )
        self.table.set_columns(columns)
        self.verdict.set_verdicts(verdicts)
        self.verdict.setVisible(bool(verdicts))
        pair = [outcome.scenario for outcome in outcomes]
        if len(pair) == 2:
            self.differences.set_pair(
                (pair[0].name, pair[1].name), (pair[0].parameters, pair[1].parameters)
            )
        notes = _notes(outcomes)
        if len({column.run for column in columns}) > 1 and _scales_differ(outcomes):
            notes.append(SCALES)
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.verdict.set_theme(theme)
        self.table.set_theme(theme)
        self.differences.set_theme(theme)
