"""What a person sees on the page Steps, and does there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QTableView, QToolButton
from pytestqt.qtbot import QtBot

from core.prices import IN_MEMORY, LoadedPrices
from core.project import Project
from core.scenario import Scenario
from core.study import Study, project_study
from gui.steps_page import ExplainSteps, StepsPage
from gui.theme import DARK, LIGHT
from gui.waterfall_chart import Tone, WaterfallChart
from tests.core.small import small_parameters
from tests.gui.page_studies import panel

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

SCRIPT, TRADABLE, THIRD = 1, 2, 3
TITLES = [
    "As scripted",
    "Simple returns",
    "Converged solver",
    "Next-day execution",
    "Drifting weights",
    "Trading costs",
    "Interest and cash",
    "Leverage band",
    "Statistics",
    "Tradable",
]


class Answering(QObject):
    """Answers what a page asks: at once, or when it is told to."""

    def __init__(self, page: StepsPage) -> None:
        super().__init__(page)
        self.page = page
        self.asked: list[ExplainSteps] = []
        self.waits = False
        page.asked.connect(self.answer)

    @Slot(object)
    def answer(self, task: ExplainSteps) -> None:
        self.asked.append(task)
        if not self.waits:
            self.give(task)

    def give(self, task: ExplainSteps) -> None:
        self.page.take(task, task(None))


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[StepsPage]:
    page = StepsPage()
    qtbot.addWidget(page)
    page.resize(1000, 700)
    with qtbot.waitExposed(page):
        page.show()
    yield page
    page.hide()


@pytest.fixture
def desk(page: StepsPage) -> Answering:
    return Answering(page)


def both(**fields: object) -> Project:
    return Project.new(small_parameters(**fields))


def run(project: Project) -> Study:
    return project_study(project, LoadedPrices(panel(), IN_MEMORY))


@pytest.fixture(scope="module")
def study() -> Study:
    return run(both())


def chart(page: StepsPage) -> WaterfallChart:
    found = page.findChild(WaterfallChart, "steps_chart")
    assert found is not None
    return found


def table(page: StepsPage) -> QTableView:
    found = page.findChild(QTableView, "steps_table")
    assert found is not None
    return found


def cells(page: StepsPage) -> list[list[str]]:
    model = table(page).model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def press(qtbot: QtBot, page: StepsPage, name: str) -> None:
    button = page.findChild(QToolButton, name)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def message(page: StepsPage) -> str:
    label = page.findChild(QLabel, "steps_page_message")
    assert label is not None
    return label.text() if label.isVisible() else ""


def number(text: str) -> float:
    return float(text.replace("\N{MINUS SIGN}", "-"))


def test_bars_lead_from_the_script_to_the_scenario_and_carry_signed_numbers(
    page: StepsPage, desk: Answering, study: Study
) -> None:
    page.show_study(study, TRADABLE)
    bars = chart(page).bars
    assert [bar.title for bar in bars] == TITLES
    ends = [study.comparison.track(key) for key in (SCRIPT, TRADABLE)]
    for bar, track in zip((bars[0], bars[-1]), ends, strict=True):
        assert track is not None
        sharpe = track.figures_dynamic["sharpe"]
        assert sharpe is not None
        assert number(bar.label) == pytest.approx(sharpe, abs=0.0005)
    for before, bar in pairwise(bars[:-1]):
        assert bar.span is not None
        assert before.span is not None
        assert bar.span[0] == before.span[1]
        assert bar.label[0] in "+\N{MINUS SIGN}" or not bar.label.strip("0.")
        if bar.tone is not Tone.SAME:
            assert (bar.tone is Tone.BETTER) == (bar.label[0] == "+")
    assert sum(number(bar.label) for bar in bars[:-1]) == pytest.approx(number(bars[-1].label))


def test_heading_says_from_what_to_what_and_on_which_days(
    page: StepsPage, desk: Answering, study: Study
) -> None:
    page.show_study(study, TRADABLE)
    assert page.heading.name == "As scripted \N{RIGHTWARDS ARROW} Tradable"
    days = study.comparison.dates
    assert page.heading.details == f"{days[0]:%Y-%m-%d} to {days[-1]:%Y-%m-%d}"


def test_figure_and_account_are_chosen_by_buttons(
    qtbot: QtBot, page: StepsPage, desk: Answering, study: Study
) -> None:
    page.show_study(study, TRADABLE)
    track = study.comparison.track(TRADABLE)
    assert track is not None
    assert track.figures_base is not None
    for name, key in (("max_drawdown", "max_drawdown"), ("ann_ret", "ann_ret")):
        press(qtbot, page, f"steps_figure_{name}")
        for account in ("dynamic", "base", "added"):
            press(qtbot, page, f"steps_account_{account}")
            dynamic, base = track.figures_dynamic[key], track.figures_base[key]
            assert dynamic is not None
            assert base is not None
            expected = {"dynamic": dynamic, "base": base, "added": dynamic - base}[account]
            shown = number(chart(page).bars[-1].label)
            assert shown == pytest.approx(100 * expected, abs=0.0051)
    assert len(desk.asked) == 1  # looking at it otherwise is no new question


def test_table_holds_all_figures_of_each_account_and_columns_add_up(
    page: StepsPage, desk: Answering, study: Study
) -> None:
    page.show_study(study, TRADABLE)
    found = cells(page)
    assert len(found) == 3 * (len(TITLES) + 1)
    heads = [found[place][0] for place in (0, 11, 22)]
    assert heads == ["With overlay", "Base", "What the overlay adds"]
    for first in (1, 12, 23):
        block = found[first : first + len(TITLES)]
        assert [row[0] for row in block] == TITLES
        for column in (1, 3, 5):
            changes = [number(row[column + 1]) for row in block[1:-1]]
            total = number(block[-1][column]) - number(block[0][column])
            assert sum(changes) == pytest.approx(total)
            assert number(block[-1][column + 1]) == pytest.approx(total)


def test_click_on_a_bar_highlights_its_row_and_a_row_its_bar(
    qtbot: QtBot, page: StepsPage, desk: Answering, study: Study
) -> None:
    page.show_study(study, TRADABLE)
    rect = chart(page).bar_rect(3)
    qtbot.mouseClick(chart(page), Qt.MouseButton.LeftButton, pos=rect.center().toPoint())
    (row,) = table(page).selectionModel().selectedRows()
    assert row.data() == "Next-day execution"
    view = table(page)
    place = view.visualRect(view.model().index(2, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chart(page).bars[chart(page).selected].title == "Simple returns"


def test_highlighted_step_stays_so_when_another_figure_is_chosen(
    qtbot: QtBot, page: StepsPage, desk: Answering, study: Study
) -> None:
    page.show_study(study, TRADABLE)
    rect = chart(page).bar_rect(4)
    qtbot.mouseClick(chart(page), Qt.MouseButton.LeftButton, pos=rect.center().toPoint())
    press(qtbot, page, "steps_figure_ann_ret")
    (row,) = table(page).selectionModel().selectedRows()
    assert row.data() == chart(page).bars[chart(page).selected].title == "Drifting weights"


def test_arrow_keys_walk_along_the_bars(
    qtbot: QtBot, page: StepsPage, desk: Answering, study: Study
) -> None:
    page.show_study(study, TRADABLE)
    chart(page).setFocus()
    qtbot.keyClick(chart(page), Qt.Key.Key_End)
    qtbot.keyClick(chart(page), Qt.Key.Key_Up)
    assert chart(page).bars[chart(page).selected].title == "Statistics"
    (row,) = table(page).selectionModel().selectedRows()
    assert row.data() == "Statistics"


def test_selected_bar_is_painted_otherwise_and_both_themes_have_their_ground(
    page: StepsPage, desk: Answering, study: Study
) -> None:
    page.show_study(study, TRADABLE)
    for theme in (LIGHT, DARK):
        page.set_theme(theme)
        chart(page).select(-1)
        corner = chart(page).bar_rect(2).topRight().toPoint() + QPoint(-4, 4)
        assert chart(page).grab().toImage().pixelColor(corner) == QColor(theme.chart)
        chart(page).select(2)
        assert chart(page).grab().toImage().pixelColor(corner) != QColor(theme.chart)


def test_bar_of_a_scenario_has_its_colour(page: StepsPage, desk: Answering, study: Study) -> None:
    page.show_study(study, TRADABLE)
    image = chart(page).grab().toImage()
    for place, scenario in ((0, study.project.scenarios[0]), (9, study.project.scenarios[1])):
        row = chart(page).bar_rect(place).center().toPoint().y()
        colors = {image.pixelColor(x, row).name() for x in range(image.width())}
        assert QColor(LIGHT.series_color(scenario.color)).name() in colors


def test_steps_may_begin_at_any_other_scenario(
    qtbot: QtBot, page: StepsPage, desk: Answering
) -> None:
    parameters = small_parameters(target_vol=0.08)
    page.show_study(run(both().added("Third", parameters)), THIRD)
    assert chart(page).bars[0].title == "Third, as scripted"
    assert page.origin.itemText(0) == "The script"
    items = [page.origin.itemText(place) for place in range(page.origin.count())]
    assert items[1:] == ["As scripted", "Tradable"]
    page.origin.setFocus()
    qtbot.keyClick(page.origin, Qt.Key.Key_End)
    titles = [bar.title for bar in chart(page).bars]
    assert titles == ["Tradable", "Target volatility 12 to 8 % a year", "Third"]


def test_script_itself_is_led_to_what_can_be_traded(page: StepsPage, desk: Answering) -> None:
    mine = Scenario(1, "Mine", small_parameters("as-scripted"), 2)
    page.show_study(run(Project((mine,))), 1)
    titles = [bar.title for bar in chart(page).bars]
    assert titles[0] == "Mine"
    assert titles[-1] == "Mine, as it can be traded"
    assert page.heading.name == "Mine \N{RIGHTWARDS ARROW} As it can be traded"


def test_old_waterfall_stays_until_the_new_one_is_there(
    page: StepsPage, desk: Answering, study: Study
) -> None:
    page.show_study(study, TRADABLE)
    before = chart(page).bars
    desk.waits = True
    moved = run(both(target_vol=0.05))
    page.show_study(moved, TRADABLE)
    assert message(page) == ""
    assert chart(page).bars == before
    first = desk.asked[-1]
    page.show_study(run(both(target_vol=0.04)), TRADABLE)
    desk.give(first)  # it is superseded
    assert chart(page).bars == before
    desk.give(desk.asked[-1])
    assert chart(page).bars != before


def test_edit_of_another_scenario_asks_nothing_anew(page: StepsPage, desk: Answering) -> None:
    loaded = LoadedPrices(panel(), IN_MEMORY)
    project = both().added("Third", small_parameters(target_vol=0.08))
    page.show_study(project_study(project, loaded), TRADABLE)
    edited = project.with_parameters(THIRD, small_parameters(target_vol=0.07))
    page.show_study(project_study(edited, loaded), TRADABLE)
    assert len(desk.asked) == 1
    edited = edited.with_parameters(TRADABLE, small_parameters(target_vol=0.07))
    page.show_study(project_study(edited, loaded), TRADABLE)
    assert len(desk.asked) == 2


def test_step_without_a_result_says_why(page: StepsPage, desk: Answering) -> None:
    project = both().with_parameters(TRADABLE, small_parameters(cash_rate="^IRX"))
    page.show_study(run(project), TRADABLE)
    bars = {bar.title: bar for bar in chart(page).bars}
    assert bars["Trading costs"].span is not None
    assert bars["Interest and cash"].span is None
    assert bars["Interest and cash"].label == "no result"
    problems = page.findChild(QLabel, "steps_problems")
    assert problems is not None
    assert problems.isVisible()
    assert problems.text().startswith("Interest and cash, Leverage band and Statistics: ")
    assert problems.text().count("^IRX") == 1


def test_way_on_which_nothing_has_a_result_is_a_sentence(page: StepsPage, desk: Answering) -> None:
    page.show_study(run(both(symbols="AAA, ZZZ")), TRADABLE)
    assert "ZZZ" in message(page)


def test_same_strategy_is_told_to_be_the_same(
    qtbot: QtBot, page: StepsPage, desk: Answering
) -> None:
    project = both().added("Copy", small_parameters())
    page.show_study(run(project), THIRD)
    page.origin.setFocus()
    qtbot.keyClick(page.origin, Qt.Key.Key_End)
    assert "the same strategy" in message(page)
    assert "Tradable" in message(page)


def test_export_is_the_file_of_what_is_shown(
    qtbot: QtBot, page: StepsPage, desk: Answering, study: Study
) -> None:
    page.show_study(study, TRADABLE)
    button = page.findChild(QPushButton, "steps_export")
    assert button is not None
    with qtbot.waitSignal(page.written) as written:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    name, what, make = written.args
    assert (name, what) == ("steps.csv", "the steps")
    lines = make().decode().splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == TITLES[:-1]


def test_rows_are_copied_with_their_headings(
    qtbot: QtBot, page: StepsPage, desk: Answering, study: Study
) -> None:
    page.show_study(study, TRADABLE)
    table(page).setFocus()
    table(page).selectRow(2)
    qtbot.keyClick(table(page), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    head, row = QGuiApplication.clipboard().text().splitlines()
    assert head.split("\t")[:3] == ["Step", "Sharpe ratio", "Change"]
    assert row.split("\t")[0] == "Simple returns"


def test_narrow_page_keeps_every_control_within_it(
    qtbot: QtBot, page: StepsPage, desk: Answering, study: Study
) -> None:
    page.show_study(study, TRADABLE)
    page.resize(420, 480)
    qtbot.waitUntil(lambda: page.width() == 420)
    for part in page.findChildren(QToolButton) + page.findChildren(QPushButton):
        right = part.mapTo(page, QPoint(part.width(), 0)).x()
        assert right <= page.width(), part.objectName()
    assert chart(page).height() >= chart(page).minimumSizeHint().height()


def test_page_without_a_scenario_asks_for_one(
    page: StepsPage, desk: Answering, study: Study
) -> None:
    page.show_study(study, 99)
    assert "Select a scenario" in message(page)
    assert not desk.asked
