"""The page Why This Day: what the selected scenario knew on a day, and what followed from it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.explained_day import MEANING, explained_day
from core.figure_forms import ABSENT
from core.parameters import FIELDS
from core.units import date_of
from gui.answer_page import AnswerPage
from gui.date_editor import DateEditor
from gui.day_story import DayStory
from gui.day_words import (
    ARROW,
    HEADINGS,
    LOG_UNITS,
    TIED,
    TIMES,
    TIPS,
    UNITS,
    elsewhere,
    story,
    symbol_rows,
    text,
    warning,
)
from gui.formats import MINUS
from gui.page_scroll import PageScroll
from gui.plain_table import PlainTable
from gui.scenario_heading import NOTHING_YET, OWN, missing
from gui.theme import Theme
from gui.toned_label import LabelTone, TonedLabel

if TYPE_CHECKING:
    from core.explained_day import ExplainedDay
    from core.result import BacktestResult
    from core.study import Study

MOST_ROWS = 10
"""Of the table that are seen without scrolling in it, where the page itself has to be scrolled."""
WIDE, STORY = 75, 32
"""Heights of a line, from which width on the table stands beside the chain, and the chain's."""
COPY = 34
"""Heights of a line, from which width on there is a button to copy."""
EARLIER, LATER = (
    "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
    ("\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"),
)
PLAIN_SIGNS = str.maketrans({MINUS: "-", ABSENT: "-", TIED: " ", TIMES: "x", ARROW: "->"})
"""What stands on the clipboard for the signs of typography."""


class StepButton(QToolButton):
    """Goes on to another day, again and again while it is held; arrow keys are the page's."""

    def __init__(self, sign: str, name: str, hint: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setText(sign)
        self.setToolTip(hint)
        self.setAccessibleName(hint)
        self.setAutoRepeat(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedWidth(round(1.7 * self.fontMetrics().height()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)


class DayScroll(PageScroll):
    """Gives way to what has no room; Left and Right are the page's, not for scrolling."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)


class DayPage(AnswerPage):
    """One day as a chain of steps, and what it brought symbol by symbol.

    The day stays when scenarios or prices change; where they have no such day, the one before it
    is shown, and the page says so. Left and Right go from day to day, with Shift from trade to
    trade.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("day_page", MEANING, parent)
        self._asked: dt.date | None = None
        self._result: BacktestResult | None = None
        self._days: np.ndarray = np.empty(0, "datetime64[D]")
        self.day: ExplainedDay | None = None
        self.editor = DateEditor(FIELDS["end"])
        self.editor.setObjectName("day_editor")
        self.editor.setAccessibleName("Day")
        self.editor.setToolTip("The day to explain; empty: the last one")
        self.editor.committed.connect(self._take_typed)
        self.editor.setFixedWidth(self.editor.fontMetrics().horizontalAdvance("2020-00-00") + 36)
        self.day_before = StepButton(EARLIER, "day_before", "The day before (Left)")
        self.day_after = StepButton(LATER, "day_after", "The day after (Right)")
        self.trade_before = StepButton(EARLIER, "trade_before", "The trade before (Shift+Left)")
        self.trade_after = StepButton(LATER, "trade_after", "The next trade (Shift+Right)")
        self.weights_before = StepButton(EARLIER, "weights_before", "The new weights before")
        self.weights_after = StepButton(LATER, "weights_after", "The next new weights")
        self.copy_button = QPushButton("Copy", autoDefault=False)
        self.copy_button.setObjectName("day_copy")
        self.copy_button.setToolTip("Copy the day and its symbols as text")
        self.notice = TonedLabel(LabelTone.MUTED)
        self.notice.setObjectName("day_notice")
        self.warning = TonedLabel(LabelTone.WARNING)
        self.warning.setObjectName("day_warning")
        self.story = DayStory()
        self.units = TonedLabel(LabelTone.MUTED, UNITS)
        self.table = PlainTable("day_symbols", "What the day brought, symbol by symbol", tight=True)
        self._pair = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.story)
        self.show_message(NOTHING_YET)

    def show_day(self, day: np.datetime64) -> None:
        """Explain a day from now on, or the last one before it that there is."""
        self._ask(date_of(day))

    def answer(self, study: Study, selected: int) -> str:
        outcome = study.outcome(selected)
        sentence = missing(outcome)
        if sentence or outcome is None or outcome.result is None or outcome.base is None:
            return sentence
        result = outcome.result
        if self._result is None or result.asset_returns is not self._result.asset_returns:
            self._days = result.dates.to_numpy().astype("datetime64[D]")
        self._result = result
        last = date_of(self._days[-1])
        self.day = day = explained_day(result, outcome.base, self._asked or last)
        compared = study.comparison.track(selected)
        cut = compared is not None and len(compared.days) < len(self._days)
        self.heading.show_scenario(outcome.scenario, self._days, OWN if cut else "")
        self._show(day, elsewhere(self._asked or day.date, day, last))
        return ""

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.story.set_theme(theme)
        self.table.set_theme(theme)

    def picture(self) -> QWidget:
        """Return all of the day, also what the page has no room for."""
        return self._content

    def text(self) -> str:
        """Return the day and its symbols as text for the clipboard."""
        if self.day is None:
            return ""
        told = text(self.day, self.story.lines, self.warning.text())
        self.table.clearSelection()
        return f"{told.translate(PLAIN_SIGNS)}\n\n{self.table.text()}"

    def _connect(self) -> None:
        for button in self.findChildren(StepButton):
            button.clicked.connect(self._step)
        self.table.horizontalScrollBar().rangeChanged.connect(self._fit_table)
        self.story.copy_wanted.connect(self._copy)
        self.copy_button.clicked.connect(self._copy)

    def _lay_out(self) -> None:
        controls = self.controls
        controls.setSpacing(3)
        controls.addWidget(self.day_before)
        controls.addWidget(self.editor)
        controls.addWidget(self.day_after)
        for title, before, after in (
            ("Trade", self.trade_before, self.trade_after),
            ("Weights", self.weights_before, self.weights_after),
        ):
            controls.addSpacing(6)
            controls.addWidget(before)
            controls.addWidget(QLabel(title))
            controls.addWidget(after)
        last = QWidget()
        line = QHBoxLayout(last)
        line.setContentsMargins(0, 0, 0, 0)
        line.addStretch(1)
        line.addWidget(self.copy_button)
        # Of no width of its own: where there is no room, Ctrl+C does the same.
        last.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        controls.addWidget(last, 1)
        self._content = QWidget()
        self._content.setObjectName("day_content")
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        bold = self.warning.font()
        bold.setBold(True)
        self.warning.setFont(bold)
        for label in (self.notice, self.warning, self.units):
            label.setWordWrap(True)
        for part in (self.heading, self.notice, self.warning):
            column.addWidget(part)
        # The table gets what room is left, no more than it needs, and no less than some rows.
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        symbols = QVBoxLayout()
        symbols.setSpacing(5)
        symbols.addWidget(self.units)
        symbols.addWidget(self.table, 1000)
        symbols.addStretch(1)
        self._pair.setSpacing(5)
        self._pair.addWidget(self.story, 0, Qt.AlignmentFlag.AlignTop)
        self._pair.addLayout(symbols, 1)
        column.addLayout(self._pair, 1)
        area = DayScroll(self._content, "day_scroll")
        self.body.addWidget(area, 1)

    def _show(self, day: ExplainedDay, notice: str) -> None:
        assert self._result is not None
        if not (self.editor.hasFocus() and self.editor.isModified()):
            self.editor.set_value(day.date)
        self._tell(notice)
        warned = warning(day)
        self.warning.setText(warned)
        self.warning.setVisible(bool(warned))
        parameters = self._result.parameters
        self.story.show_lines(story(day, parameters))
        self.units.setText(LOG_UNITS if parameters.return_kind == "log" else UNITS)
        self.table.show_rows(HEADINGS, symbol_rows(day), TIPS)
        self._fit_table()
        traded, decided = self._traded_rows(), self._decided_rows()
        last = len(self._days) - 1
        for button, possible in (
            (self.day_before, day.row > 0),
            (self.day_after, day.row < last),
            (self.trade_before, bool(traded.size) and day.row > traded[0]),
            (self.trade_after, bool(traded.size) and day.row < traded[-1]),
            (self.weights_before, bool(decided.size) and day.row > decided[0]),
            (self.weights_after, bool(decided.size) and day.row < decided[-1]),
        ):
            button.setEnabled(bool(possible))

    @Slot()
    def _fit_table(self) -> None:
        """Bound the height of the table, whose scroll bar takes a part of it where there is one."""
        bar, row = (
            self.table.horizontalScrollBar(),
            self.table.verticalHeader().defaultSectionSize(),
        )
        whole = self.table.sizeHint().height()
        whole += bar.sizeHint().height() if bar.maximum() > 0 else 0
        count = len(self.table.rows)
        self.table.setMaximumHeight(whole)
        self.table.setMinimumHeight(whole - max(count - MOST_ROWS, 0) * row)

    def _traded_rows(self) -> np.ndarray:
        assert self._result is not None
        return np.flatnonzero(self._result.dynamic.turnover > 0.0)

    def _decided_rows(self) -> np.ndarray:
        assert self._result is not None
        rows = np.flatnonzero(self._result.holdings.decision_of_row >= 0)
        wiped = self._result.dynamic.wiped_out
        return rows[rows <= wiped] if wiped >= 0 else rows

    def _ask(self, day: dt.date | None) -> None:
        self._asked = day
        self.editor.setModified(False)
        if self.shown is not None:
            self.show_study(*self.shown)

    def _tell(self, notice: str) -> None:
        self.notice.setText(notice)
        self.notice.setVisible(bool(notice))

    def _go(self, rows: np.ndarray, direction: int) -> None:
        """Go to the next of ascending rows in a direction, if there is one."""
        if self.day is None or self.shown is None:
            return
        beyond = rows[rows > self.day.row] if direction > 0 else rows[rows < self.day.row]
        if beyond.size:
            self._ask(date_of(self._days[beyond[0 if direction > 0 else -1]]))

    @Slot()
    def _step(self) -> None:
        button = self.sender()
        later = button in (self.day_after, self.trade_after, self.weights_after)
        if self._result is None:
            return
        if button in (self.day_before, self.day_after):
            rows = np.arange(len(self._days))
        elif button in (self.trade_before, self.trade_after):
            rows = self._traded_rows()
        else:
            rows = self._decided_rows()
        self._go(rows, 1 if later else -1)

    @Slot()
    def _take_typed(self) -> None:
        if not self.editor.isModified() or self.day is None:
            return
        value = self.editor.value()
        if isinstance(value, str):
            doubt = self.editor.doubt()
            self._tell(f"{value} {doubt or 'is no day; write it like 2020-03-16'}.")
            return
        assert value is None or isinstance(value, dt.date)
        self._ask(value)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        line = self.fontMetrics().height()
        self.copy_button.setVisible(self.width() >= COPY * line)
        wide = self.width() >= max(WIDE * line, STORY * line + self.table.needed_width)
        sides = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._pair.direction() != sides:
            self._pair.setDirection(sides)
            self._pair.setStretch(0, 1 if wide else 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        directions = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() not in directions or self._result is None:
            super().keyPressEvent(event)
            return
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        rows = self._traded_rows() if shifted else np.arange(len(self._days))
        self._go(rows, directions[Qt.Key(event.key())])
        event.accept()
