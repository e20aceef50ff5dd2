"""The page Attribution: which sources the overlay's growth is the sum of, and its rival's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from core.attribution import (
    GROWTH,
    MEAN,
    MEAN_TERMS,
    MEANING,
    TERMS,
    AccountAttribution,
    Attribution,
    Contributions,
    attribution,
)
from core.attribution_text import SCRIPTED, attribution_csv, attribution_sentence
from core.progress import ProgressCallback
from core.units import date_of
from gui.answer_page import AnswerPage
from gui.attribution_chart import AttributionChart, ContributionBar
from gui.formats import breakable, number, reading, signed
from gui.page_scroll import PageScroll
from gui.plain_table import Look, PlainTable, TableRow
from gui.scenario_heading import COMPARED, NOTHING_YET, missing
from gui.steps_controls import OneOfButtons, SideBySide
from gui.theme import Theme
from gui.toned_label import LabelTone, TonedLabel

if TYPE_CHECKING:
    from core.result import BacktestResult
    from core.study import Study

WORKING = "Taking the return apart\N{HORIZONTAL ELLIPSIS}"
NARROW = 64
"""Widths of a digit below which the table has the short labels."""


class View(Enum):
    """Whose contributions are drawn, and what the button says."""

    OVERLAY = "Overlay"
    CONSTANT = "Constant leverage"
    DIFFERENCE = "Difference"


class Listing(Enum):
    """What the table lists, and what the button says."""

    TOTAL = "Total"
    YEARS = "Years"


HINTS = {
    View.OVERLAY: "The account with the leverage overlay",
    View.CONSTANT: "The base portfolio at the constant leverage that is as volatile",
    View.DIFFERENCE: "The overlay less constant leverage, in percentage points",
    Listing.TOTAL: "A row a source: overlay, constant leverage and their difference",
    Listing.YEARS: "A row a calendar year, of the account that is drawn",
}


@dataclass(frozen=True, eq=False)
class AttributionTask:
    """Attribute the return of a result on some of its days."""

    result: BacktestResult
    name: str
    first: dt.date
    last: dt.date

    def __call__(self, progress: ProgressCallback | None = None) -> Attribution:
        """Return the attribution; a DataError where there is none."""
        return attribution(self.result, self.name, self.first, self.last)

    def is_like(self, other: AttributionTask | None) -> bool:
        """Whether another task has the same answer."""
        return (
            other is not None
            and self.result is other.result
            and (self.name, self.first, self.last) == (other.name, other.first, other.last)
        )


class WholeTable(PlainTable):
    """A table of all its rows: the page scrolls up and down, the table at most sideways."""

    def fit_height(self) -> None:
        """Be as high as the rows, and the bar where the columns need one."""
        wide = self.horizontalHeader().length() > self.viewport().width()
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        self.setFixedHeight(self.sizeHint().height() + (bar if wide else 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_height()


class AttributionPage(AnswerPage):
    """A sentence, bars of an average year and of every year, and the numbers as a table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("attribution_page", MEANING, parent)
        self._wanted: AttributionTask | None = None
        self._made: Attribution | None = None
        self._of: tuple[Study, int] | None = None  # what was made, in its newest colours
        self._is_answered = False
        self._failure = ""
        self.view = OneOfButtons("attribution_view", "Account", _choices(tuple(View)), self)
        self.listing = OneOfButtons("attribution_listing", "Table", _choices(tuple(Listing)), self)
        self.copy = QPushButton("Copy", autoDefault=False)
        self.copy.setObjectName("attribution_copy")
        self.copy.setToolTip("Copy the selected rows of the table, or all of them")
        self.export = QPushButton("Export CSV\N{HORIZONTAL ELLIPSIS}", autoDefault=False)
        self.export.setObjectName("attribution_export")
        self.export.setToolTip("Write all of it to a file: total and years of both accounts")
        self.headline = QLabel()
        self.headline.setObjectName("attribution_headline")
        self.chart = AttributionChart()
        self.table = WholeTable("attribution_table", "Contributions, percent", tight=True)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.words = TonedLabel(LabelTone.MUTED)
        self.words.setObjectName("attribution_words")
        self._lay_out()
        self.view.chosen.connect(self._show)
        self.listing.chosen.connect(self._show)
        self.copy.clicked.connect(self._copy)
        self.export.clicked.connect(self._export)
        self.show_message(NOTHING_YET)

    def answer(self, study: Study, selected: int) -> str:
        outcome = study.outcome(selected)
        sentence = missing(outcome)
        if sentence or outcome is None or outcome.result is None:
            self._wanted = None
            return sentence
        result, compared = outcome.result, study.comparison.track(selected)
        days = result.dates if compared is None else compared.dates
        first, last = (date_of(day.to_datetime64()) for day in (days[0], days[-1]))
        task = AttributionTask(result, outcome.scenario.name, first, last)
        if task.is_like(self._wanted):
            if self._of is not None and not self._failure and self._is_answered:
                self._of = (study, selected)
                self._show_heading()  # its colour may have changed
        else:
            self._wanted, self._failure, self._is_answered = task, "", False
            self.asked.emit(task)
        return self._failure or ("" if self._made is not None else WORKING)

    def take(self, task: object, result: object) -> None:
        if task is not self._wanted or self.shown is None or not isinstance(result, Attribution):
            return
        self._made, self._failure, self._is_answered = result, "", True
        self._of = self.shown
        self.view.allow_all(result.rival is not None)
        self._show_heading()
        self._show()
        self.show_answer()

    def take_failure(self, task: object, error: Exception) -> None:
        if task is self._wanted:
            self._made, self._failure = None, str(error)
            self.say(self._failure)

    def show_message(self, text: str) -> None:
        self._wanted = None
        super().show_message(text)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.chart.set_theme(theme)
        self.table.set_theme(theme)

    def _lay_out(self) -> None:
        listed = QWidget()
        line = QHBoxLayout(listed)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self.listing)
        line.addStretch(1)
        line.addWidget(self.copy)
        line.addWidget(self.export)
        self.controls.addWidget(SideBySide(self.view, listed, self, fills=True))
        for label in (self.headline, self.words):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.headline)
        column.addWidget(self.chart, 1)
        column.addWidget(self.table)
        column.addWidget(self.words)
        column.addWidget(self.meaning)  # which scrolls too, so that the chart keeps its room
        scroll = PageScroll(content, "attribution_scroll")
        self.body.addWidget(scroll, 1)

    def _show_heading(self) -> None:
        """Show whose days these are."""
        assert self._of is not None
        study, selected = self._of
        outcome = study.outcome(selected)
        if outcome is not None and outcome.result is not None:
            track = study.comparison.track(selected)
            days = outcome.result.dates if track is None else track.dates
            cut = len(days) < len(outcome.result.dates)
            numbers = days.to_numpy().astype("datetime64[D]")
            self.heading.show_scenario(outcome.scenario, numbers, COMPARED if cut else "")

    @Slot()
    def _show(self) -> None:
        """Draw and list what was made, as it is looked at."""
        made = self._made
        if made is None:
            return
        self.headline.setText(
            breakable(attribution_sentence(made, number).replace(" %", "\N{NO-BREAK SPACE}%"))
        )
        account, way = self._account(made), View[self.view.value.upper()]
        unit = "pp" if way is View.DIFFERENCE else "%"
        bars = [ContributionBar("Average", "A year on average", account.total)]
        bars += [
            ContributionBar(f"{one.year}{_star(one.partial)}", str(one.year), one.contributions)
            for one in account.years
        ]
        self.chart.show_bars(bars, unit, f"Contributions by year, {way.value}, percent")
        self._show_table(made, account)
        self._show_words(made)

    def _account(self, made: Attribution) -> AccountAttribution:
        """Return the account that is looked at."""
        match View[self.view.value.upper()]:
            case View.CONSTANT:
                return made.rival or made.overlay
            case View.DIFFERENCE:
                return made.difference or made.overlay
        return made.overlay

    def _show_table(self, made: Attribution, account: AccountAttribution) -> None:
        if Listing[self.listing.value.upper()] is Listing.YEARS:
            self._show_years(account)
        else:
            self._show_total(made)
        self.table.fit_height()

    def _show_total(self, made: Attribution) -> None:
        narrow = self._is_narrow()
        headings = ["% a year" if narrow else "A year on average, %", "Overlay"]
        tips = ["", HINTS[View.OVERLAY]]
        columns: list[tuple[Contributions, bool]] = [(made.overlay.total, False)]
        if made.rival is not None and made.difference is not None and made.level is not None:
            constant = "At" if narrow else "Constant"
            headings += [f"{constant} {number(made.level, 2)}×", "Difference"]
            tips += [HINTS[View.CONSTANT], HINTS[View.DIFFERENCE]]
            columns += [(made.rival.total, False), (made.difference.total, True)]
        rows = []
        for term in (*TERMS[:MEAN_TERMS], MEAN, *TERMS[MEAN_TERMS:], GROWTH):
            cells = [_percent(shares.value(term.key), less) for shares, less in columns]
            label = term.short if narrow else term.label
            look = Look.TOTAL if term in (MEAN, GROWTH) else Look.PLAIN
            rows.append(TableRow((label, *cells), look, term.help))
        self.table.show_rows(headings, rows, tips)

    def _show_years(self, account: AccountAttribution) -> None:
        terms, less = (GROWTH, *TERMS), View[self.view.value.upper()] is View.DIFFERENCE
        headings = ["Year, %", *(term.short for term in terms)]
        rows = [
            TableRow(
                (
                    f"{one.year}{_star(one.partial)}",
                    *(_percent(one.contributions.value(term.key), less) for term in terms),
                ),
                tip=f"{one.first} to {one.last}",
            )
            for one in account.years[::-1]
        ]
        average = (_percent(account.total.value(term.key), less) for term in terms)
        rows.insert(0, TableRow(("Average", *average), Look.TOTAL, "A year on average"))
        self.table.show_rows(headings, rows, ["", *(term.help for term in terms)])

    def _show_words(self, made: Attribution) -> None:
        """Say what has to be said about the days, and why there is no rival."""
        assert self._of is not None
        study, selected = self._of
        track = study.comparison.track(selected)
        lines = [made.no_rival] if made.no_rival else []
        if any(one.partial for one in made.overlay.years):
            lines.append("* Only a part of the year is among these days.")
        if track is not None and len(track.dates) != made.rows:
            lines.append(
                f"It has {number(made.rows, 0)} sessions of its own on these days, of which "
                f"{number(len(track.dates), 0)} are compared; {number(252, 0)} of its own make a "
                "year here."
            )
        if made.scripted:
            lines.append(SCRIPTED)
        self.words.setText(breakable(" ".join(lines)))
        self.words.setVisible(bool(lines))

    def _is_narrow(self) -> bool:
        return self.width() < NARROW * self.fontMetrics().horizontalAdvance("0")

    @Slot()
    def _copy(self) -> None:
        self.table.copy()

    @Slot()
    def _export(self) -> None:
        if self._made is not None:
            self.written.emit(
                "attribution.csv", "the attribution", partial(attribution_csv, self._made)
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._made is not None:
            self._show_table(self._made, self._account(self._made))


def _percent(value: float, less: bool) -> str:
    percent = 100.0 * value
    return signed(percent, 2) if less and round(percent, 2) else reading(percent, 2)


def _star(partial_year: bool) -> str:
    return "*" if partial_year else ""


def _choices(ways: Sequence[View | Listing]) -> tuple[tuple[str, str, str], ...]:
    """Return ways to look as buttons: value, text, and what is told where the mouse rests."""
    return tuple((way.name.lower(), way.value, HINTS[way]) for way in ways)
