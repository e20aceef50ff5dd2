"""The page Proof: the future is scrambled, and what was known before must not move by a bit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from core.causality import MEANING, proof
from core.errors import BacktestError
from core.progress import ProgressCallback, part
from gui.answer_page import AnswerPage
from gui.fan_chart import FanChart
from gui.plain_table import PlainTable
from gui.proof_controls import ProofControls
from gui.proof_tables import TOTAL_HEADINGS, TOTAL_TIPS, Tried, day_rows, total_rows
from gui.proof_verdict import ProofVerdict
from gui.scenario_heading import NOTHING_YET, missing
from gui.theme import Theme
from gui.toned_label import LabelTone, TonedLabel

if TYPE_CHECKING:
    from core.causality import Proof
    from core.parameters import Parameters
    from core.prices import LoadedPrices
    from core.scenario import Scenario
    from core.study import Study

FUTURES = 8
"""Futures of the chosen day; they are drawn."""
USUAL_PLACE = 0.5
"""Of the first day chosen, among those of the result."""
TALL = 46
"""Lines of text from which chart and table stand below one another."""
VIEWS = (
    ("futures", "Futures", "Growth on true prices and in scrambled futures"),
    ("totals", "Counts", "How much was compared, and how much of it moved"),
    ("days", "Days tried", "What moved after each day"),
)


@dataclass(frozen=True, eq=False)
class ScrambleFuture:
    """Prove a scenario, and beside it a twin that shows that the trial can end otherwise.

    Attributes
    ----------
    key
        Of the scenario.
    twin
        The same strategy as scripted; of one without a lag, as it can be traded.
    random
        How many days are drawn beside `day`.
    """

    key: int
    loaded: LoadedPrices
    parameters: Parameters
    twin: Parameters
    day: dt.date
    random: int

    def __call__(self, progress: ProgressCallback) -> ProofPair:
        """Return both proofs, or why the twin has none."""
        days = (self.day,) * FUTURES
        own = proof(
            self.loaded,
            self.parameters,
            days,
            self.random,
            paths=FUTURES,
            progress=part(progress, 0.0, 0.5),
        )
        rest = part(progress, 0.5, 1.0)
        control: Proof | BacktestError
        try:
            control = self._control(own, rest)
        except BacktestError as error:
            control = error
        return ProofPair(own, control)

    def _control(self, own: Proof, progress: ProgressCallback) -> Proof:
        """Try the twin after the same days; where its result lacks one of them, after others."""
        skipped = [day for day, _ in own.skipped]
        same = sorted([*(trial.day for trial in own.trials), *skipped])
        try:
            return proof(self.loaded, self.twin, same, 0, progress=progress)
        except BacktestError:
            return proof(self.loaded, self.twin, (), len(same), progress=progress)


@dataclass(frozen=True, eq=False)
class ProofPair:
    """The proof of a scenario, and that of its twin or why there is none."""

    own: Proof
    control: Proof | BacktestError


@dataclass(frozen=True, eq=False)
class _Made:
    task: ScrambleFuture
    pair: ProofPair


class ProofPage(AnswerPage):
    """Two verdicts in words, the futures as a chart, and what was compared as tables."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("proof_page", MEANING, parent)
        self._made: dict[int, _Made] = {}
        self._drawn: tuple[object, ...] = ()
        self._days: tuple[object, np.ndarray] = (None, np.empty(0, "datetime64[D]"))
        self._wanted_day: dt.date | None = None
        self.choice = self._view_choice()
        self.inputs = ProofControls(self.choice)
        self.inputs.pressed.connect(self.prove)
        self.inputs.day_changed.connect(self._take_day)
        self.controls.addWidget(self.inputs, 1)
        self.notice = TonedLabel(LabelTone.WARNING)
        self.notice.setObjectName("proof_notice")
        self.problem = TonedLabel(LabelTone.ERROR)
        self.problem.setObjectName("proof_problem")
        for label in (self.notice, self.problem):
            label.setWordWrap(True)
            label.hide()
        self.own_verdict = ProofVerdict("proof_verdict")
        self.control_verdict = ProofVerdict("proof_control_verdict")
        self.chart = FanChart()
        self.chart.day_chosen.connect(self._choose_clicked)
        self.totals = PlainTable("proof_totals", "What was compared and what moved")
        self.days = PlainTable("proof_days", "The days tried", left=3)
        self.totals.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.control_verdict.setToolTip(
            "The same strategy is tried as well, to show that a trial can end otherwise"
        )
        for widget in (self.problem, self.notice, self.own_verdict, self.control_verdict):
            self.body.addWidget(widget)
        self.body.addWidget(self.chart, 3)
        self.body.addWidget(self.totals, 2)
        self.body.addWidget(self.days, 2)
        self.body.addStretch(0)
        self._arrange()
        self.show_message(NOTHING_YET)

    def proof_of(self, study: Study, key: int) -> Proof | None:
        """Return the proof of a scenario as it is now and on these prices; None without one."""
        made, scenario = self._made.get(key), study.project.scenario(key)
        if made is None or scenario is None or _stale(made, study, scenario):
            return None
        return made.pair.own

    def set_day(self, day: dt.date) -> None:
        """Choose the day after which the future is scrambled, or the session before it."""
        self._wanted_day = day
        self.inputs.day_editor.set_value(day)
        self._take_day()

    def answer(self, study: Study, selected: int) -> str:
        outcome = study.outcome(selected)
        sentence = missing(outcome)
        if sentence or outcome is None or outcome.result is None:
            return sentence
        scenario, result = outcome.scenario, outcome.result
        if self._days[0] is not result.table:
            self._days = (result.table, result.dates.to_numpy().astype("datetime64[D]"))
        days = self._days[1]
        self.heading.show_scenario(scenario, days)
        if len(days) < 2:
            return f"{scenario.name} has a result of one day; no future can be scrambled after it."
        self._offer_day(days)
        made = self._made.get(selected)
        self._show_state(study, scenario, made)
        equity = result.dynamic.equity if made is None else made.pair.own.equity_path
        drawn = (made, equity, scenario.color, scenario.name, self.theme)
        same = len(drawn) == len(self._drawn) and all(
            one is other for one, other in zip(drawn, self._drawn, strict=True)
        )
        if not same:
            self._drawn = drawn
            self._show(made, scenario, days, equity)
        return ""

    def take(self, task: object, result: object) -> None:
        if not isinstance(task, ScrambleFuture) or not isinstance(result, ProofPair):
            return
        self._made[task.key] = _Made(task, result)
        if self.shown is not None:
            project = self.shown[0].project
            self._made = {
                key: one for key, one in self._made.items() if project.scenario(key) is not None
            }
            self.show_study(*self.shown)

    def take_failure(self, task: object, error: Exception) -> None:
        if isinstance(task, ScrambleFuture) and self.shown is not None:
            if task.key == self.shown[1]:
                self._complain(str(error))
        else:
            super().take_failure(task, error)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.chart.set_theme(theme)
        for part_ in (self.totals, self.days, self.own_verdict, self.control_verdict):
            part_.set_theme(theme)
        if self.shown is not None:
            self.show_study(*self.shown)

    def picture(self) -> QWidget:
        self.chart.settle()
        return super().picture()

    def _view_choice(self) -> QWidget:
        """Return a button for each view."""
        row = QWidget()
        row.setObjectName("proof_views")
        row.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._views = QButtonGroup(self, exclusive=True)
        for place, (name, title, tip) in enumerate(VIEWS):
            button = QPushButton(title, row, checkable=True, autoDefault=False)
            button.setObjectName(f"proof_view_{name}")
            button.setToolTip(tip)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._views.addButton(button, place)
            layout.addWidget(button)
        self._views.button(0).setChecked(True)
        self._views.idToggled.connect(self._arrange_chosen)
        return row

    @Slot(int, bool)
    def _arrange_chosen(self, place: int, checked: bool) -> None:
        if checked:
            self._arrange()

    def _arrange(self) -> None:
        """Show chart and tables: all that is there where there is room, else what is chosen."""
        made = None if self.shown is None else self._made.get(self.shown[1])
        tall = self.height() >= TALL * self.fontMetrics().lineSpacing()
        self._views.button(0).setVisible(not tall)
        chosen = self._views.checkedId()
        if tall and chosen == 0:
            self._views.button(1).setChecked(True)  # comes back here
            return
        self.choice.setVisible(made is not None)
        self.chart.setVisible(made is None or tall or chosen == 0)
        self.totals.setVisible(made is not None and chosen == 1)
        self.days.setVisible(made is not None and chosen == 2)

    def _offer_day(self, days: np.ndarray) -> None:
        """Keep the day that stands there while the result has it; else choose one."""
        editor = self.inputs.day_editor
        if editor.text() and (editor.isModified() or editor.hasFocus()):
            return
        wanted = self._wanted_day
        if wanted is None or not days[0] <= np.datetime64(wanted) < days[-1]:
            wanted = days[int(USUAL_PLACE * (len(days) - 1))].item()
        day = _session(days, wanted)
        if day != self.inputs.day:
            editor.set_value(day)

    @Slot()
    def _take_day(self) -> None:
        """Take the day that stands there: the last session up to it."""
        if self.inputs.day is None or not len(self._days[1]):
            return
        day = _session(self._days[1], self.inputs.day)
        self._wanted_day = day
        self.inputs.day_editor.set_value(day)
        self._complain("")
        self._mark_day()
        if self.shown is not None:
            study, selected = self.shown
            scenario = study.project.scenario(selected)
            if scenario is not None:
                self._show_state(study, scenario, self._made.get(selected))

    @Slot(object)
    def _choose_clicked(self, day: np.datetime64) -> None:
        self.set_day(day.astype("datetime64[D]").item())

    def _mark_day(self) -> None:
        """Let the cursor stand on the day of the proof that is drawn, else on the one chosen."""
        made = None if self.shown is None else self._made.get(self.shown[1])
        day = self.inputs.day if made is None else made.task.day
        self.chart.mark_day(None if day is None else np.datetime64(day, "D"))

    @Slot()
    def prove(self) -> None:
        """Scramble the future after the day and the random days that are chosen."""
        if self.shown is None:
            return
        self._take_day()
        self._complain(self.inputs.problem())
        study, selected = self.shown
        scenario = study.project.scenario(selected)
        day, count = self.inputs.day, self.inputs.count
        if scenario is None or day is None or count is None:
            return
        own = scenario.parameters
        twin = own.with_preset("as-scripted" if own.execution_lag else "tradable")
        self.started.emit(ScrambleFuture(selected, study.loaded, own, twin, day, count))

    def _complain(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _show_state(self, study: Study, scenario: Scenario, made: _Made | None) -> None:
        """Say whether the proof is of the scenario as it is now, and of the day chosen."""
        stale = "" if made is None else _stale(made, study, scenario)
        day = self.inputs.day
        if made is not None and not stale and day is not None and day != made.task.day:
            stale = f"This proof is of {made.task.day}; scramble the future again for {day}."
        if stale != self.notice.text():
            self.notice.setText(stale)
            self.notice.setVisible(bool(stale))

    def _show(
        self, made: _Made | None, scenario: Scenario, days: np.ndarray, equity: np.ndarray
    ) -> None:
        if made is None:
            self.own_verdict.show_untried(scenario.name)
            self.control_verdict.hide()
            futures: list[np.ndarray] = []
        else:
            own, control = made.pair.own, made.pair.control
            days = own.dates.to_numpy().astype("datetime64[D]")
            paths = [trial.equity_path for trial in own.trials]
            futures = [path for path in paths if path is not None]
            twin = _twin_name(made.task)
            self.own_verdict.show_proof(scenario.name, own)
            self.control_verdict.show_proof(twin, control)
            self.control_verdict.show()
            tried = [Tried(scenario.name, own)]
            if not isinstance(control, BacktestError):
                tried.append(Tried(twin, control))
            self.totals.show_rows(TOTAL_HEADINGS, total_rows(tried), TOTAL_TIPS)
            self.days.show_rows(
                ("After", scenario.name, "Control")[: len(tried) + 1], day_rows(tried)
            )
        self.chart.show_fan(days, equity, futures, scenario.color, self.theme)
        self._mark_day()
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


def _twin_name(task: ScrambleFuture) -> str:
    """Return what the twin is called."""
    lag = task.parameters.execution_lag
    return "Control, the same as scripted" if lag else "Control, the same but tradable"


def _stale(made: _Made, study: Study, scenario: Scenario) -> str:
    """Return why a proof is not of a scenario as it is now; "" where it is."""
    if made.task.loaded is not study.loaded:
        return "This proof is of the prices before. Scramble the future again for these."
    if made.task.parameters != scenario.parameters:
        return "This proof is of the parameters before the last change. Scramble the future again."
    return ""


def _session(days: np.ndarray, day: dt.date) -> dt.date:
    """Return the last session up to a day, but neither before the first nor the last one."""
    row = int(np.searchsorted(days, np.datetime64(day, "D"), side="right")) - 1
    found = days[min(max(row, 0), len(days) - 2)].item()
    assert isinstance(found, dt.date)
    return found
