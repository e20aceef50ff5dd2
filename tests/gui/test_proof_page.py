"""What a person sees on the page Proof, and does there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core import engine
from core.causality import Proof, proof
from core.engine import run_backtest
from core.errors import DataError, SolverError
from core.prices import IN_MEMORY, LoadedPrices
from core.project import Project
from core.scenario import Scenario
from core.study import Study, project_study
from gui.answer_page import AnswerPage
from gui.fan_chart import FanChart
from gui.formats import number
from gui.proof_page import FUTURES, ProofPage, ScrambleFuture
from gui.theme import DARK
from tests.core.small import small_parameters
from tests.gui.hands import type_into
from tests.gui.page_studies import KEY, panel, result_of, study_of

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

ROWS = 260
OPEN = {"lev_min": 0.0, "lev_max": 50.0, "leverage_band": 0.0}


class Desk(QObject):
    """Does at once what the page starts."""

    def __init__(self, page: AnswerPage) -> None:
        super().__init__(page)
        self.page = page
        self.tasks: list[ScrambleFuture] = []
        self.stages: list[str] = []
        page.started.connect(self.run)

    @Slot(object)
    def run(self, task: ScrambleFuture) -> None:
        self.tasks.append(task)
        self.page.take(task, task(self.note))

    def note(self, stage: str, share: float) -> None:
        assert 0.0 <= share <= 1.0
        self.stages.append(stage)


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[ProofPage]:
    page = ProofPage()
    qtbot.addWidget(page)
    page.resize(700, 560)
    with qtbot.waitExposed(page):
        page.show()
    yield page
    page.hide()


@pytest.fixture
def desk(page: ProofPage) -> Desk:
    return Desk(page)


def small(**fields: Any) -> Study:
    return study_of(panel(ROWS), **{**OPEN, **fields})


def press(qtbot: QtBot, page: ProofPage, name: str = "proof_button") -> None:
    qtbot.mouseClick(page.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def text(page: ProofPage, name: str) -> str:
    label = page.findChild(QLabel, name)
    return label.text() if label.isVisible() else ""


def days_of(study: Study) -> list[dt.date]:
    return [stamp.date() for stamp in result_of(study).dates]


def cells(page: ProofPage, name: str) -> list[tuple[str, ...]]:
    table = page.totals if name == "totals" else page.days
    return [row.cells for row in table.rows]


def ask(qtbot: QtBot, page: ProofPage, day: str, count: str = "20") -> None:
    type_into(qtbot, page.inputs.day_editor, day)
    type_into(qtbot, page.inputs.count_editor.lineEdit(), count)
    press(qtbot, page)


def test_a_tradable_scenario_is_acquitted_beside_the_script_that_is_not(
    qtbot: QtBot, page: ProofPage, desk: Desk
) -> None:
    study = small()
    page.show_study(study, KEY)
    assert text(page, "proof_verdict_title") == "Mine: not tried"
    day = days_of(study)[100]
    ask(qtbot, page, day.isoformat())
    (task,) = desk.tasks
    assert (task.day, task.random, task.key) == (day, 20, KEY)
    assert text(page, "proof_verdict_title") == "Mine: does not look ahead"
    expected = proof(study.loaded, task.parameters, [day] * FUTURES, 20)
    assert expected.is_causal
    compared = sum(expected.total(kind).compared for kind in ("weights", "leverage", "costs"))
    compared += expected.total("equity").compared
    assert text(page, "proof_verdict_sentence") == (
        f"Nothing moved: after {20 + FUTURES} scrambled futures, {number(compared, 0)} earlier "
        "weights, leverages, costs and equities are the same to the last bit."
    )
    assert text(page, "proof_control_verdict_title") == (
        "Control, the same as scripted: looks ahead"
    )
    sentence = text(page, "proof_control_verdict_sentence")
    assert sentence.startswith("In ")
    assert f"of {20 + FUTURES} scrambled futures the next day's leverage moved" in sentence
    assert f"Scrambling the future: {day}" in desk.stages
    assert "does not show" in text(page, "proof_page_meaning")


def test_a_script_is_shown_beside_its_tradable_twin(
    qtbot: QtBot, page: ProofPage, desk: Desk
) -> None:
    page.show_study(small(preset="as-scripted"), KEY)
    press(qtbot, page)
    assert desk.tasks[0].twin.execution_lag == 1
    assert text(page, "proof_verdict_title") == "Mine: looks ahead"
    assert text(page, "proof_control_verdict_title") == (
        "Control, the same but tradable: does not look ahead"
    )


def test_a_leak_in_the_engine_is_seen_on_the_page(
    qtbot: QtBot, page: ProofPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.show_study(small(), KEY)
    honest = engine.rolling_volatility

    def seen_early(returns: np.ndarray, lookback: int) -> np.ndarray:
        return np.append(honest(returns, lookback)[1:], 0.1)

    monkeypatch.setattr(engine, "rolling_volatility", seen_early)
    press(qtbot, page)
    assert text(page, "proof_verdict_title") == "Mine: looks ahead"
    assert text(page, "proof_verdict_sentence").startswith("In ")


def test_the_tables_count_what_was_compared_and_name_every_day(
    qtbot: QtBot, page: ProofPage, desk: Desk
) -> None:
    study = small()
    page.show_study(study, KEY)
    day = days_of(study)[100]
    ask(qtbot, page, day.isoformat(), "10")
    press(qtbot, page, "proof_view_totals")
    assert page.totals.isVisible()
    assert not page.chart.isVisible()
    made = page.proof_of(study, KEY)
    assert isinstance(made, Proof)
    rows = cells(page, "totals")
    assert [row[0] for row in rows] == [
        "Mine",
        *(kinds := ["Weights", "Leverage", "Costs and interest", "Equity"]),
        "Control, the same as scripted",
        *kinds,
    ]
    places = [days_of(study).index(trial.day) + 1 for trial in made.trials]  # rows that are known
    futures = 10 + FUTURES
    own = f"0 of {futures}"
    assert rows[1][1:] == (number(sum(3 * (n + 1) for n in places), 0), "none", own, "–")
    # two equities, two returns, and those of three symbols
    assert rows[4][1:] == (number(sum(7 * n for n in places), 0), "none", own, "–")
    assert rows[7][2] != "none"
    assert rows[7][4].endswith("\N{MULTIPLICATION SIGN}")
    press(qtbot, page, "proof_view_days")
    assert page.days.isVisible()
    assert not page.totals.isVisible()
    shown = cells(page, "days")
    tried = sorted({trial.day for trial in made.trials})
    assert [row[0].split()[0] for row in shown] == [one.isoformat() for one in tried]
    assert {row[1] for row in shown} == {"nothing moved"}
    assert any(row[2].startswith(("leverage ", "weights ")) for row in shown)
    chosen = next(row for row in shown if row[0].startswith(day.isoformat()))
    times = [trial.day for trial in made.trials].count(day)
    assert chosen[0] == f"{day} ({times} futures)"


def test_the_futures_part_from_the_true_curve_after_the_day(
    qtbot: QtBot, page: ProofPage, desk: Desk
) -> None:
    study = small()
    page.show_study(study, KEY)
    assert page.chart.futures_shown == 0
    day = days_of(study)[100]
    ask(qtbot, page, day.isoformat())
    assert page.chart.isVisible()
    assert page.chart.is_log
    assert page.chart.futures_shown == FUTURES
    assert page.chart.cursor_day == np.datetime64(day)
    (true, on_day), (futures, same) = page.chart.readings
    assert (true, futures) == ("True prices", "Scrambled futures")
    equity = result_of(study).dynamic.equity
    assert on_day == same == number(float(equity[100]), 2)
    page.chart.show_cursor(np.datetime64(days_of(study)[-1]))
    paths = [t.equity_path for t in page.proof_of(study, KEY).trials[:FUTURES]]  # type: ignore[union-attr]
    ends = sorted(float(path[-1]) for path in paths if path is not None)
    assert page.chart.readings[1][1] == f"{number(ends[0], 2)}\N{EN DASH}{number(ends[-1], 2)}"


def test_the_futures_are_hidden_together(qtbot: QtBot, page: ProofPage, desk: Desk) -> None:
    page.show_study(small(), KEY)
    press(qtbot, page)
    chart = page.findChild(FanChart)
    for expected in (0, FUTURES):
        chart.header.entry_toggled.emit(1)
        assert chart.futures_shown == expected
        assert len(chart.readings) == 2
    chart.header.entry_toggled.emit(0)
    assert chart.futures_shown == FUTURES


def test_the_mark_of_the_day_comes_back_when_the_mouse_has_left(
    qtbot: QtBot, page: ProofPage, desk: Desk
) -> None:
    study = small()
    page.show_study(study, KEY)
    ask(qtbot, page, days_of(study)[100].isoformat())
    page.chart.canvas.pointed.emit(float(np.datetime64(days_of(study)[30]).astype(np.int64)))
    assert page.chart.cursor_day == np.datetime64(days_of(study)[30])
    page.chart.canvas.pointer_left.emit()
    assert page.chart.cursor_day == np.datetime64(days_of(study)[100])


# --- the proof is of what it was made with


def changed(study: Study, **fields: Any) -> Study:
    scenario = study.project.scenario(KEY)
    assert scenario is not None
    project = study.project.with_parameters(KEY, scenario.parameters.changed(**fields))
    return project_study(project, study.loaded)


def test_a_proof_of_earlier_parameters_says_so_and_is_not_given_away(
    qtbot: QtBot, page: ProofPage, desk: Desk
) -> None:
    study = small()
    page.show_study(study, KEY)
    assert page.proof_of(study, KEY) is None
    press(qtbot, page)
    assert text(page, "proof_notice") == ""
    assert page.proof_of(study, KEY) is not None
    moved = changed(study, target_vol=0.08)
    page.show_study(moved, KEY)
    assert "of the parameters before the last change" in text(page, "proof_notice")
    assert page.proof_of(moved, KEY) is None
    assert text(page, "proof_verdict_title") == "Mine: does not look ahead"  # of those, still
    page.show_study(study, KEY)
    assert text(page, "proof_notice") == ""
    page.show_study(moved, KEY)
    press(qtbot, page)
    assert text(page, "proof_notice") == ""
    assert page.proof_of(moved, KEY) is not None


def test_a_proof_of_earlier_prices_says_so(qtbot: QtBot, page: ProofPage, desk: Desk) -> None:
    page.show_study(small(), KEY)
    press(qtbot, page)
    other = small()
    page.show_study(other, KEY)
    assert "of the prices before" in text(page, "proof_notice")
    assert page.proof_of(other, KEY) is None


def test_another_scenario_has_a_proof_of_its_own(qtbot: QtBot, page: ProofPage, desk: Desk) -> None:
    own = small_parameters(**OPEN)
    project = Project((Scenario(KEY, "Mine", own), Scenario(KEY + 1, "Other", own)))
    study = project_study(project, LoadedPrices(panel(ROWS), IN_MEMORY))
    page.show_study(study, KEY)
    press(qtbot, page)
    page.show_study(study, KEY + 1)
    assert text(page, "proof_verdict_title") == "Other: not tried"
    assert text(page, "proof_control_verdict_title") == ""
    assert not page.totals.isVisible()
    assert page.chart.futures_shown == 0
    page.show_study(study, KEY)
    assert text(page, "proof_verdict_title") == "Mine: does not look ahead"


def test_a_result_that_comes_late_is_kept_for_its_own_scenario(
    qtbot: QtBot, page: ProofPage
) -> None:
    started: list[ScrambleFuture] = []
    page.started.connect(started.append)
    study = small()
    page.show_study(study, KEY)
    press(qtbot, page)
    (task,) = started
    result = task(lambda stage, share: None)
    moved = changed(study, target_vol=0.08)
    page.show_study(moved, KEY)
    page.take(task, result)
    assert "before the last change" in text(page, "proof_notice")
    assert page.proof_of(study, KEY) is not None


def test_a_control_without_a_result_says_why(
    qtbot: QtBot, page: ProofPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fussy(prices: Any, parameters: Any, *arguments: Any, **fields: Any) -> Any:
        if parameters.execution_lag == 0:
            raise SolverError("No weights were found.")
        return run_backtest(prices, parameters, *arguments, **fields)

    page.show_study(small(), KEY)
    monkeypatch.setattr(engine, "run_backtest", fussy)
    press(qtbot, page)
    assert text(page, "proof_verdict_title") == "Mine: does not look ahead"
    assert text(page, "proof_control_verdict_title") == "Control, the same as scripted: not known"
    assert text(page, "proof_control_verdict_sentence") == "No weights were found."


def test_a_failure_is_told_beside_the_controls(qtbot: QtBot, page: ProofPage) -> None:
    started: list[ScrambleFuture] = []
    page.started.connect(started.append)
    page.show_study(small(), KEY)
    press(qtbot, page)
    page.take_failure(started[0], DataError("The prices are gone."))
    assert text(page, "proof_problem") == "The prices are gone."
    assert page.inputs.button.isVisible()
    press(qtbot, page)
    assert text(page, "proof_problem") == ""


# --- the day


@pytest.mark.parametrize(
    ("row", "later", "expected"), [(100, 0, 100), (-1, 0, -2), (-1, 400, -2), (0, -900, 0)]
)
def test_a_day_becomes_a_session_after_which_the_result_goes_on(
    qtbot: QtBot, page: ProofPage, desk: Desk, row: int, later: int, expected: int
) -> None:
    study = small()
    page.show_study(study, KEY)
    days = days_of(study)
    page.set_day(days[row] + dt.timedelta(later))
    press(qtbot, page)
    assert page.inputs.day == desk.tasks[0].day == days[expected]


def test_a_saturday_becomes_the_friday_before(qtbot: QtBot, page: ProofPage) -> None:
    study = small()
    page.show_study(study, KEY)
    friday = next(day for day in days_of(study)[50:] if day.isoweekday() == 5)
    type_into(qtbot, page.inputs.day_editor, (friday + dt.timedelta(1)).isoformat())
    assert page.inputs.day_editor.text() == friday.isoformat()


def test_the_day_stays_while_the_result_has_it_and_else_is_another(page: ProofPage) -> None:
    study = small()
    page.show_study(study, KEY)
    first = page.inputs.day
    assert first in days_of(study)
    day = days_of(study)[-20]
    page.set_day(day)
    page.show_study(changed(study, target_vol=0.2), KEY)
    assert page.inputs.day == day
    short = changed(study, end=days_of(study)[-60])
    page.show_study(short, KEY)
    assert page.inputs.day in days_of(short)[:-1]
    page.show_study(study, KEY)
    assert page.inputs.day == day  # it comes back with the days


def test_another_day_than_that_of_the_proof_is_told(
    qtbot: QtBot, page: ProofPage, desk: Desk
) -> None:
    study = small()
    page.show_study(study, KEY)
    days = days_of(study)
    ask(qtbot, page, days[100].isoformat())
    page.chart.day_chosen.emit(np.datetime64(days[150], "D"))
    assert page.inputs.day == days[150]
    assert text(page, "proof_notice") == (
        f"This proof is of {days[100]}; scramble the future again for {days[150]}."
    )
    press(qtbot, page)
    assert text(page, "proof_notice") == ""
    assert page.chart.cursor_day == np.datetime64(days[150])


@pytest.mark.parametrize(
    ("day", "count", "words"),
    [
        ("soon", "20", "The day must be one such as 2015-03-04."),
        (" ", "20", "The day must be one such as 2015-03-04."),
        ("03/04/2015", "20", "The day may be 2015-0"),
        ("2015-09-01", "many", "The number of random days must be a whole one from 0 to 2000."),
        ("2015-09-01", "-1", "The number of random days must be a whole one from 0 to 2000."),
        ("2015-09-01", "2.5", "The number of random days must be a whole one from 0 to 2000."),
    ],
)
def test_what_is_no_day_or_number_is_told_in_place(
    qtbot: QtBot, page: ProofPage, desk: Desk, day: str, count: str, words: str
) -> None:
    page.show_study(small(), KEY)
    ask(qtbot, page, day, count)
    assert text(page, "proof_problem").startswith(words)
    assert not desk.tasks


def test_the_chosen_day_alone_can_be_tried(qtbot: QtBot, page: ProofPage, desk: Desk) -> None:
    study = small()
    page.show_study(study, KEY)
    ask(qtbot, page, days_of(study)[100].isoformat(), "0")
    made = page.proof_of(study, KEY)
    assert made is not None
    assert {trial.day for trial in made.trials} == {days_of(study)[100]}


# --- the page


def test_a_scenario_without_a_result_says_so(page: ProofPage) -> None:
    page.show_study(small(start="2030-01-01"), KEY)
    assert text(page, "proof_page_message").startswith("Mine has no result.")
    page.show_message("Nothing yet.")
    assert text(page, "proof_page_message") == "Nothing yet."


def test_a_tall_page_shows_chart_and_tables_together(
    qtbot: QtBot, page: ProofPage, desk: Desk
) -> None:
    page.show_study(small(), KEY)
    press(qtbot, page)
    page.resize(900, 1100)
    qtbot.waitUntil(lambda: page.chart.isVisible() and page.totals.isVisible())
    assert not page.findChild(QPushButton, "proof_view_futures").isVisible()
    press(qtbot, page, "proof_view_days")
    assert page.chart.isVisible()
    assert page.days.isVisible()


@pytest.mark.parametrize("width", [400, 1400])
def test_every_control_is_in_sight_and_has_a_name(
    qtbot: QtBot, page: ProofPage, desk: Desk, width: int
) -> None:
    page.show_study(small(), KEY)
    press(qtbot, page)
    page.resize(width, 560)
    qtbot.waitUntil(lambda: page.width() == width)
    inputs = page.inputs
    controls: list[QWidget] = [inputs.day_editor, inputs.count_editor, inputs.button]
    controls += page.findChildren(QPushButton)
    for control in controls:
        corner = control.mapTo(page, control.rect().bottomRight())
        assert control.isVisible()
        assert corner.x() < width
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert control.toolTip()
    assert inputs.day_editor.accessibleName()
    assert inputs.count_editor.accessibleName()


def test_the_proof_stays_in_the_colours_of_another_theme(
    qtbot: QtBot, page: ProofPage, desk: Desk
) -> None:
    study = small()
    page.show_study(study, KEY)
    press(qtbot, page)
    page.set_theme(DARK)
    assert DARK.good in page.own_verdict.title.styleSheet()
    assert DARK.error in page.control_verdict.title.styleSheet()
    assert page.chart.futures_shown == FUTURES
    assert page.proof_of(study, KEY) is not None
