"""The page Steps: what each correction from the script to a scenario does to its figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.kept_bases import KeptBases
from core.waterfall import (
    ACCOUNT_KINDS,
    MEANING,
    SHOWN,
    AccountKind,
    Waterfall,
    explained_pair,
    waterfall,
    waterfall_csv,
)
from gui.answer_page import AnswerPage
from gui.focus_ring import RingedCombo
from gui.formats import breakable
from gui.page_scroll import PageScroll
from gui.plain_table import PlainTable
from gui.scenario_heading import NOTHING_YET
from gui.steps_controls import OneOfButtons, SideBySide
from gui.steps_words import (
    ACCOUNTS,
    bars_of,
    ends_in_words,
    headings_of,
    problems_of,
    rows_of,
)
from gui.theme import Theme
from gui.toned_label import LabelTone, TonedLabel
from gui.waterfall_chart import WaterfallChart

if TYPE_CHECKING:
    import numpy as np

    from core.progress import ProgressCallback
    from core.scenario import Scenario
    from core.study import Study

FIGURES = (
    ("sharpe", "Sharpe ratio", "What each step does to the Sharpe ratio"),
    ("ann_ret", "Growth a year", "What each step does to the growth a year"),
    ("max_drawdown", "Max. drawdown", "What each step does to the worst drawdown"),
)
THE_SCRIPT = "The script"
WORKING = "Running the steps\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True, eq=False)
class ExplainSteps:
    """Run the steps between two scenarios of a study."""

    study: Study
    start: Scenario
    goal: Scenario
    bases: KeptBases

    def __call__(self, progress: ProgressCallback | None) -> Waterfall:
        """Return the waterfall, its figures computed."""
        loaded = self.study.loaded
        for scenario in (self.start, self.goal):
            outcome = self.study.outcome(scenario.key)
            if outcome is not None and outcome.base is not None and outcome.serves(scenario):
                self.bases.keep(loaded, outcome.base)
        tracks = self.study.comparison.tracks
        made = waterfall(loaded, self.start, self.goal, self.bases, tracks, progress)
        for key in SHOWN:
            for account in ACCOUNT_KINDS:
                made.changes(key, account)  # kept by the rows, so that the window need not wait
        return made


class StepsPage(AnswerPage):
    """A waterfall from the script, or another scenario, to the selected one, and its table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("steps_page", MEANING, parent)
        self._bases = KeptBases()
        self._from: int | None = None
        self._task: ExplainSteps | None = None
        self._made: Waterfall | None = None
        self._failure = ""
        self.origin = RingedCombo(self)
        self.origin.setObjectName("steps_from")
        self.origin.setAccessibleName("Where the steps begin")
        self.origin.setToolTip(
            "Where the steps begin: the same strategy with the script's conventions, or another "
            "scenario"
        )
        self.origin.setMaximumWidth(320)
        self.export = QPushButton("Export CSV\N{HORIZONTAL ELLIPSIS}", self, autoDefault=False)
        self.export.setObjectName("steps_export")
        self.export.setToolTip("Save every step with its figures, in full precision")
        self.copy = QPushButton("Copy", self, autoDefault=False)
        self.copy.setObjectName("steps_copy")
        self.copy.setToolTip("Copy the selected rows of the table, or all of them")
        self.metrics = OneOfButtons("steps_figure", "Figure", FIGURES, self)
        kinds = tuple((kind, *ACCOUNTS[kind]) for kind in ACCOUNT_KINDS)
        self.accounts = OneOfButtons("steps_account", "Account", kinds, self)
        self.chart = WaterfallChart("steps_chart", self)
        self.problems = TonedLabel(LabelTone.WARNING)
        self.problems.setObjectName("steps_problems")
        self.problems.setWordWrap(True)
        self.problems.hide()
        self.table = PlainTable("steps_table", "Figures after each step", tight=True, parent=self)
        self._lay_out()
        self.origin.activated.connect(self._choose_origin)
        self.copy.clicked.connect(self.table.copy)
        self.export.clicked.connect(self._export)
        self.metrics.chosen.connect(self._show)
        self.accounts.chosen.connect(self._show)
        self.chart.chosen.connect(self._choose_bar)
        self.table.selectionModel().selectionChanged.connect(self._choose_row)
        self.show_message(NOTHING_YET)

    def answer(self, study: Study, selected: int) -> str:
        if study.project.scenario(selected) is None:
            return "Select a scenario in the list to see it here."
        start, goal = explained_pair(study.project, selected, self._from)
        self._offer_origins(study, selected)
        if not self._is_asked(study, start, goal):
            self._task, self._failure = ExplainSteps(study, start, goal, self._bases), ""
            self.asked.emit(self._task)
        return self._failure or (WORKING if self._made is None else _hindrance(self._made))

    def take(self, task: object, result: object) -> None:
        """Show a waterfall, if it is of what was asked last."""
        if task is not self._task or not isinstance(result, Waterfall) or self.shown is None:
            return
        self._made = result
        sentence = _hindrance(result)
        if sentence:
            self.say(sentence)
            return
        self._show()
        self.show_answer()

    def take_failure(self, task: object, error: Exception) -> None:
        if task is self._task:
            self._made, self._failure = None, str(error)
            super().take_failure(task, error)

    def show_message(self, text: str) -> None:
        self._task = self._made = None
        super().show_message(text)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.chart.set_theme(theme)
        self.table.set_theme(theme)

    def _lay_out(self) -> None:
        label = QLabel("From", self)
        label.setBuddy(self.origin)
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(label)
        first.addWidget(self.origin, 1)
        first.addStretch(1)
        first.addWidget(self.copy)
        first.addWidget(self.export)
        column = QVBoxLayout()
        column.setSpacing(5)
        column.addLayout(first)
        column.addWidget(SideBySide(self.metrics, self.accounts, self))
        self.controls.addLayout(column)
        inside = QWidget(self)
        below = QVBoxLayout(inside)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(6)
        below.addWidget(self.chart, 3)
        below.addWidget(self.problems)
        below.addWidget(self.table, 2)
        room = PageScroll(inside, "steps_room")
        self.body.addWidget(room, 1)
        order = (self.origin, self.copy, self.export, *self.metrics.buttons, *self.accounts.buttons)
        for before, after in zip(order, (*order[1:], self.chart), strict=True):
            self.setTabOrder(before, after)
        self.setTabOrder(self.chart, self.table)

    def _is_asked(self, study: Study, start: Scenario, goal: Scenario) -> bool:
        """Whether what has been asked last is just this: of other scenarios nothing matters."""
        task = self._task
        return (
            task is not None
            and task.study.loaded is study.loaded
            and (task.start, task.goal) == (start, goal)
            and _same_days(task.study, study)
        )

    def _offer_origins(self, study: Study, selected: int) -> None:
        """Offer every other scenario as a beginning; the script's own is the first one already."""
        usual, goal = explained_pair(study.project, selected, None)
        first = THE_SCRIPT if goal.key == selected else f"The script: {usual.name}"
        items: list[tuple[str, int | None]] = [(first, None)]
        items += [
            (one.name, one.key)
            for one in study.project.scenarios
            if one.key not in (selected, usual.key)
        ]
        shown = [
            (self.origin.itemText(place), self.origin.itemData(place))
            for place in range(self.origin.count())
        ]
        if items != shown:
            self.origin.clear()
            for text, key in items:
                self.origin.addItem(text, key)
        keys = [key for _, key in items]
        self.origin.setCurrentIndex(keys.index(self._from) if self._from in keys else 0)

    @Slot()
    def _show(self) -> None:
        made = self._made
        if made is None:
            return
        days = made.dates.to_numpy().astype("datetime64[D]")
        self.heading.show_scenario(replace(made.goal, name=ends_in_words(made)), days)
        key, account = self.metrics.value, _account(self.accounts.value)
        self.chart.show_bars(*bars_of(made, key, account))
        keys = [key, *(other for other, _, _ in FIGURES if other != key)]
        headings, tips = headings_of(keys)
        self.table.show_rows(headings, rows_of(made, keys, account), tips)
        if self.chart.selected >= 0 and not self.table.selectionModel().hasSelection():
            self._choose_bar(self.chart.selected)  # other columns, the same step
        problems = problems_of(made)
        self.problems.setText(breakable(problems))
        self.problems.setVisible(bool(problems))

    @Slot(int)
    def _choose_bar(self, place: int) -> None:
        self.table.selectRow(place + 1)  # behind the name of the account

    @Slot()
    def _choose_row(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        count = len(self.chart.bars) + 1
        place = rows[0].row() % count - 1 if len(rows) == 1 else -1
        self.chart.select(place)

    @Slot(int)
    def _choose_origin(self, place: int) -> None:
        self._from = self.origin.itemData(place)
        if self.shown is not None:
            self.show_study(*self.shown)

    @Slot()
    def _export(self) -> None:
        if self._made is not None:
            self.written.emit("steps.csv", "the steps", partial(waterfall_csv, self._made))


def _account(value: str) -> AccountKind:
    return next(kind for kind in ACCOUNT_KINDS if kind == value)


def _days(study: Study) -> np.ndarray | None:
    tracks = study.comparison.tracks
    return tracks[0].days if tracks else None


def _same_days(one: Study, other: Study) -> bool:
    """Whether two studies are compared on the same days."""
    first, second = _days(one), _days(other)
    if first is None or second is None:
        return first is second
    return first is second or (len(first) == len(second) and bool((first == second).all()))


def _hindrance(made: Waterfall) -> str:
    """Return why there is nothing to show; "" where there is."""
    if len(made.rows) == 1:
        return (
            f"{made.start.name} and {made.goal.name} are the same strategy: no step lies between "
            "them."
        )
    if all(row.track is None for row in made.rows):
        return f"No step has a result. {made.rows[-1].error}"
    return ""
