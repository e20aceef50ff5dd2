"""The page Break-evens: up to which prices of borrowing and trading the overlay was worth it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.break_even_words import break_even_words
from core.break_evens import (
    AHEAD,
    MEANING,
    PRICED,
    BreakEvens,
    break_even_csv,
    break_evens,
    sharpe_csv,
)
from core.figure_forms import ABSENT
from gui.answer_page import AnswerPage
from gui.formats import number, signed
from gui.page_scroll import PageScroll
from gui.plain_table import Look, PlainTable, TableRow
from gui.scenario_heading import NOTHING_YET, OWN, missing
from gui.sharpe_chart import SharpeChart
from gui.theme import Theme

if TYPE_CHECKING:
    from core.break_evens import BreakEven
    from core.progress import ProgressCallback
    from core.scenario import Outcome
    from core.study import Study

BESIDE = 650
"""Pixels of width from which the charts stand side by side."""
LOOKING = "Looking for the break-evens\N{HORIZONTAL ELLIPSIS}"
AGAINST = {"base": "Base", "constant": "Constant"}
TITLES = {"borrow_spread": "Borrowing spread", "cost_bps": "Trading cost"}
HEADINGS = ("Against", "Now", "Ahead", "At 0", "Break-even")
TIPS = (
    "With what the overlay's Sharpe ratio is compared",
    "What the scenario pays",
    "The overlay's Sharpe ratio less the other's, at what the scenario pays",
    "The same if nothing was charged",
    "The lowest price at which the overlay is no longer ahead",
)
CONSTANT = "The base portfolio at the constant leverage that is as volatile as the overlay"


@dataclass(frozen=True, eq=False)
class BreakEvenTask:
    """What the worker is asked: the break-evens of an outcome."""

    outcome: Outcome

    def __call__(self, progress: ProgressCallback | None) -> BreakEvens:
        return break_evens(self.outcome, progress)


class BreakEvensPage(AnswerPage):
    """What each price may be, in words; Sharpe ratios over both prices; and the figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("break_evens_page", MEANING, parent)
        self._made: BreakEvens | None = None
        self.words = QLabel()
        self.words.setObjectName("break_evens_words")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.charts = tuple(SharpeChart(field) for field in PRICED)
        self.table = PlainTable("break_evens_table", "Break-evens")
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lay_out()
        self.show_message(NOTHING_YET)

    def answer(self, study: Study, selected: int) -> str:
        outcome = study.outcome(selected)
        sentence = missing(outcome)
        if sentence or outcome is None or outcome.result is None:
            return sentence
        if self._made is None or self._made.result is not outcome.result:
            self.asked.emit(BreakEvenTask(outcome))
        elif self._made is not None:
            self._show(outcome, self._made)
        return LOOKING if self._made is None else ""

    def take(self, task: object, result: object) -> None:
        assert isinstance(task, BreakEvenTask)
        assert isinstance(result, BreakEvens)
        if self.shown is None or not self._is_shown(task.outcome):
            return
        outcome = self.shown[0].outcome(self.shown[1])
        assert outcome is not None
        self._made = result
        self._show(outcome, result)
        self.show_answer()

    def take_failure(self, task: object, error: Exception) -> None:
        assert isinstance(task, BreakEvenTask)
        if self._is_shown(task.outcome):
            self._made = None
            super().take_failure(task, error)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.table.set_theme(theme)
        for chart in self.charts:
            chart.set_theme(theme)

    def picture(self) -> QWidget:
        """Return all of the answer, also what is scrolled out of sight."""
        return self._content

    def _is_shown(self, outcome: Outcome) -> bool:
        """Whether an outcome, under whatever name, is the one that is asked about now."""
        shown = None if self.shown is None else self.shown[0].outcome(self.shown[1])
        return shown is not None and shown.result is outcome.result

    def _lay_out(self) -> None:
        self.controls.addStretch(1)
        for name, text, tip, act in (
            ("copy", "Copy", "Copy the table", self._copy),
            ("export", "Export CSV\N{HORIZONTAL ELLIPSIS}", "The table as a file", self._export),
            (
                "curves",
                "Export curves\N{HORIZONTAL ELLIPSIS}",
                "The Sharpe ratios over both prices as a file",
                self._export_curves,
            ),
        ):
            button = QPushButton(text, autoDefault=False)
            button.setObjectName(f"break_evens_{name}")
            button.setToolTip(tip)
            button.clicked.connect(act)
            self.controls.addWidget(button)
        self._content = QWidget()
        self._content.setObjectName("break_evens_content")
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(6)
        column.addWidget(self.heading)
        column.addWidget(self.words)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(12)
        for chart in self.charts:
            self._both.addWidget(chart, 1)
        column.addLayout(self._both, 1)
        column.addWidget(self.table)
        column.addWidget(self.meaning)  # which scrolls too, so that charts keep their room
        scroll = PageScroll(self._content, "break_evens_scroll")
        self.body.addWidget(scroll, 1)

    def _show(self, outcome: Outcome, made: BreakEvens) -> None:
        days = made.result.dates.to_numpy().astype("datetime64[D]")
        compared = None if self.shown is None else self.shown[0].comparison.dates
        cut = compared is not None and 0 < len(compared) < len(days)
        self.heading.show_scenario(outcome.scenario, days, OWN if cut else "")
        self.words.setText(
            "\n".join(break_even_words(row, number) for row in made.rows if row.against == "base")
        )
        for chart, curves in zip(self.charts, made.curves, strict=True):
            rows = [row for row in made.rows if row.field == curves.field]
            chart.show_curves(curves, rows, outcome.scenario.color)
        self.table.show_rows(HEADINGS, table_rows(made), TIPS)

    @Slot()
    def _copy(self) -> None:
        self.table.copy()

    @Slot()
    def _export(self) -> None:
        if self._made is not None:
            self.written.emit(
                "break-evens.csv", "the break-evens", partial(break_even_csv, self._made)
            )

    @Slot()
    def _export_curves(self) -> None:
        if self._made is not None:
            self.written.emit(
                "sharpe-ratios.csv", "the Sharpe ratios", partial(sharpe_csv, self._made)
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        beside = self.width() >= BESIDE
        self._both.setDirection(directions.LeftToRight if beside else directions.TopToBottom)


def table_rows(made: BreakEvens) -> list[TableRow]:
    """Return the break-evens as rows of texts, under the name of each field."""
    rows = []
    for field in PRICED:
        unit = "% a year" if field == "borrow_spread" else "bp"
        rows.append(TableRow((f"{TITLES[field]}, {unit}",), Look.HEAD))
        rows += [_table_row(row) for row in made.rows if row.field == field]
    return rows


def _table_row(row: BreakEven) -> TableRow:
    factor = 100.0 if row.field == "borrow_spread" else 1.0
    if row.value is not None:
        value = number(factor * row.value, 2)
    elif row.is_still_ahead:
        value = f"> {number(factor * row.highest, 2)}"
    else:
        value = "none" if row.ahead_at_zero is not None else ABSENT
    tip = break_even_words(row, number)
    if row.against == "constant":
        tip = f"{CONSTANT}. {tip}"
    return TableRow(
        (
            AGAINST[row.against],
            number(factor * row.now, 2),
            _gain(row.ahead_now),
            _gain(row.ahead_at_zero),
            value,
        ),
        tip=tip,
    )


def _gain(value: float | None) -> str:
    if value is None:
        return ABSENT
    return number(0.0, 3) if abs(value) <= AHEAD else signed(value, 3)
