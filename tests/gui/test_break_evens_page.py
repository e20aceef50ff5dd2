"""The page of break-evens, read and used as a person does."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from core.break_evens import MEANING, break_evens
from core.project import Project
from core.scenario import Scenario
from core.study import Study
from gui.break_evens_page import LOOKING, BreakEvensPage, BreakEvenTask
from gui.plain_table import PlainTable
from gui.sharpe_chart import SharpeChart
from gui.theme import DARK
from tests.gui.page_studies import KEY, panel, result_of, study_of
from tests.oracles.panels import simulated_prices


class Desk:
    """Does what the page asks for at once, or later when it is told to."""

    def __init__(self, page: BreakEvensPage) -> None:
        self.page = page
        self.asked: list[BreakEvenTask] = []
        self.at_once = True
        page.asked.connect(self.ask)

    def ask(self, task: BreakEvenTask) -> None:
        self.asked.append(task)
        if self.at_once:
            self.page.take(task, task(None))


@pytest.fixture
def page(qtbot: QtBot) -> BreakEvensPage:
    made = BreakEvensPage()
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def desk(page: BreakEvensPage) -> Desk:
    return Desk(page)


def words(page: BreakEvensPage) -> str:
    return page.findChild(QLabel, "break_evens_words").text()


def cells(page: BreakEvensPage) -> list[tuple[str, ...]]:
    return [row.cells for row in page.findChild(PlainTable, "break_evens_table").rows]


def chart(page: BreakEvensPage, field: str) -> SharpeChart:
    return page.findChild(SharpeChart, f"{field}_chart")


def study_ahead() -> Study:
    """A market in which the overlay of the usual script is ahead of its base for free."""
    for seed in range(1, 30):
        study = study_of(simulated_prices(seed, ("AAA", "BBB", "CCC"), 400), preset="as-scripted")
        made = break_evens(study.outcomes[0])
        if all(row.value is not None for row in made.rows if row.against == "base"):
            return study
    raise AssertionError("no such market")


def test_the_break_evens_stand_in_words_and_in_the_table(page: BreakEvensPage, desk: Desk) -> None:
    study = study_ahead()
    made = break_evens(study.outcomes[0])
    spread, _, cost, _ = made.rows
    assert spread.value is not None
    assert cost.value is not None

    page.show_study(study, KEY)

    first, second = words(page).split("\n")
    assert f"up to a borrowing spread of {100 * spread.value:.2f} % a year" in first
    assert f"up to a trading cost of {cost.value:.2f} bp" in second
    assert first.endswith("it pays nothing.")
    shown = cells(page)
    assert [row[0] for row in shown] == [
        "Borrowing spread, % a year",
        "Base",
        "Constant",
        "Trading cost, bp",
        "Base",
        "Constant",
    ]
    assert shown[1][-1] == f"{100 * spread.value:.2f}"
    assert shown[4][-1] == f"{cost.value:.2f}"
    assert spread.ahead_now is not None
    assert shown[1][2] == f"+{spread.ahead_now:.3f}"
    assert page.findChild(QLabel, "break_evens_page_meaning").text() == MEANING
    assert page.heading.name == "Mine"


def test_the_legend_reads_out_the_present_price_until_a_key_moves_the_cursor(
    page: BreakEvensPage, desk: Desk, qtbot: QtBot
) -> None:
    study = study_of()
    page.show_study(study, KEY)
    spread = chart(page, "borrow_spread")
    figure = study.comparison.tracks[0].figures_dynamic["sharpe"]

    assert spread.price == 0.01
    assert dict(spread.readings)["Overlay"] == f"{figure:.3f}".replace("-", "−")

    spread.setFocus()
    qtbot.keyClick(spread, Qt.Key.Key_End)
    assert spread.price == pytest.approx(0.03)
    assert spread.accessibleDescription().startswith("At 3.00")
    qtbot.keyClick(spread, Qt.Key.Key_Left)
    assert 0.02 < spread.price < 0.03
    qtbot.keyClick(spread, Qt.Key.Key_Home)
    assert spread.price == 0.0
    qtbot.keyClick(spread, Qt.Key.Key_Escape)
    assert spread.price == 0.01


def test_the_mouse_reads_out_the_price_under_it(
    page: BreakEvensPage, desk: Desk, qtbot: QtBot
) -> None:
    page.show_study(study_of(), KEY)
    cost = chart(page, "cost_bps")

    qtbot.mouseMove(cost, QPoint(cost.width() // 2, cost.height() // 2))

    assert cost.price is not None
    assert 6.0 < cost.price < 14.0
    qtbot.mouseMove(cost, QPoint(2, 2))
    assert cost.price == 2.0


def test_what_was_shown_stays_until_the_answer_is_there(page: BreakEvensPage, desk: Desk) -> None:
    page.show_study(study_of(target_vol=0.1), KEY)
    before = cells(page)
    desk.at_once = False
    other = study_of(target_vol=0.3, name="Bolder")

    page.show_study(other, KEY)

    assert cells(page) == before
    assert page.heading.name == "Mine"
    task = desk.asked[-1]
    page.take(task, task(None))
    assert cells(page) != before
    assert page.heading.name == "Bolder"


def test_an_answer_about_a_study_that_is_gone_is_not_shown(
    page: BreakEvensPage, desk: Desk
) -> None:
    desk.at_once = False
    page.show_study(study_of(target_vol=0.1), KEY)
    late = desk.asked[-1]
    assert page.findChild(QLabel, "break_evens_page_message").text() == LOOKING
    desk.at_once = True
    page.show_study(study_of(target_vol=0.3), KEY)
    shown = cells(page)

    page.take(late, late(None))

    assert cells(page) == shown


def test_the_same_study_again_asks_for_nothing(page: BreakEvensPage, desk: Desk) -> None:
    study = study_of()
    page.show_study(study, KEY)
    page.show_study(study, KEY)
    page.set_theme(DARK)

    assert len(desk.asked) == 1


def test_another_name_and_colour_are_taken_without_a_new_answer(
    page: BreakEvensPage, desk: Desk
) -> None:
    study = study_of()
    page.show_study(study, KEY)
    own = study.project.scenarios[0]
    named = Project((Scenario(KEY, "Renamed", own.parameters, 3),))
    outcome = study.outcomes[0].of(named.scenarios[0])
    assert outcome is not None

    page.show_study(Study(named, study.loaded, (outcome,), study.comparison, study.failures), KEY)

    assert page.heading.name == "Renamed"
    assert len(desk.asked) == 1


def test_a_scenario_without_a_result_says_why(page: BreakEvensPage, desk: Desk) -> None:
    page.show_study(study_of(panel(8)), KEY)

    label = page.findChild(QLabel, "break_evens_page_message")
    assert label.isVisible()
    assert "Mine has no result." in label.text()
    assert desk.asked == []


def test_the_table_is_copied_and_both_files_are_offered(
    page: BreakEvensPage, desk: Desk, qtbot: QtBot
) -> None:
    study = study_of()
    page.show_study(study, KEY)

    qtbot.mouseClick(page.findChild(QPushButton, "break_evens_copy"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().startswith("Against\tNow\tAhead\tAt 0\tBreak-even")
    with qtbot.waitSignal(page.written) as rows:
        qtbot.keyClick(page.findChild(QPushButton, "break_evens_export"), Qt.Key.Key_Space)
    with qtbot.waitSignal(page.written) as curves:
        qtbot.keyClick(page.findChild(QPushButton, "break_evens_curves"), Qt.Key.Key_Space)

    assert rows.args[0].endswith(".csv")
    lines = list(csv.DictReader(io.StringIO(rows.args[2]().decode())))
    assert float(lines[0]["now"]) == result_of(study).parameters.borrow_spread
    points = list(csv.DictReader(io.StringIO(curves.args[2]().decode())))
    assert {point["field"] for point in points} == {"borrow_spread", "cost_bps"}


def test_charts_stand_below_one_another_where_the_page_is_narrow(
    page: BreakEvensPage, desk: Desk, qtbot: QtBot
) -> None:
    page.show_study(study_of(), KEY)
    first, second = chart(page, "borrow_spread"), chart(page, "cost_bps")
    assert first.y() == second.y()

    page.resize(420, 480)
    qtbot.waitUntil(lambda: first.y() + first.height() <= second.y())

    assert first.width() == second.width()
    assert first.width() > 350
    table = page.findChild(PlainTable, "break_evens_table")
    assert not table.horizontalScrollBar().isVisible()
    assert not table.verticalScrollBar().isVisible()


def test_the_overlay_is_drawn_in_the_colour_of_the_scenario(
    page: BreakEvensPage, desk: Desk
) -> None:
    page.show_study(study_of(color=1), KEY)
    page.set_theme(DARK)
    image = chart(page, "borrow_spread").grab().toImage()

    wanted = np.array([int(DARK.series_color(1)[place : place + 2], 16) for place in (1, 3, 5)])
    near = 0
    for x in range(0, image.width(), 2):
        for y in range(0, image.height(), 2):
            color = image.pixelColor(x, y)
            found = np.array([color.red(), color.green(), color.blue()])
            near += int(np.abs(found - wanted).max() < 12)
    assert near > 30


def test_a_scenario_that_is_ruined_is_told_in_place_of_figures(
    page: BreakEvensPage, desk: Desk
) -> None:
    frame = panel(200)[["CCC"]].copy()
    frame.iloc[150:] *= 0.2
    page.show_study(study_of(frame, lev_min=2.0, lev_max=2.0, dd_min_scale=1.0), KEY)

    assert "Mine is wiped out" in words(page)
    assert cells(page)[1] == ("Base", "1.00", "–", "–", "–")
    assert dict(chart(page, "cost_bps").readings)["Overlay"] == "–"
