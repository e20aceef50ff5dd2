"""What a person sees on the page Attribution, and does there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QTableView
from pytestqt.qtbot import QtBot

from core.attribution import TERMS, attribution
from core.errors import BacktestError
from gui.attribution_chart import AttributionChart
from gui.attribution_page import AttributionPage, AttributionTask
from gui.formats import MINUS, number, signed
from gui.theme import DARK
from tests.gui.page_studies import KEY, result_of, study_beside_a_later_one, study_of

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


class Desk(QObject):
    """Answers what the page asks at once, or keeps it."""

    def __init__(self, page: AttributionPage) -> None:
        super().__init__(page)
        self.page, self.tasks = page, list[AttributionTask]()
        self.is_open = True
        page.asked.connect(self.hear)

    @Slot(object)
    def hear(self, task: AttributionTask) -> None:
        self.tasks.append(task)
        if self.is_open:
            self.answer(task)

    def answer(self, task: AttributionTask) -> None:
        try:
            made = task()
        except BacktestError as error:
            self.page.take_failure(task, error)
        else:
            self.page.take(task, made)


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[AttributionPage]:
    page = AttributionPage()
    qtbot.addWidget(page)
    page.resize(900, 800)
    with qtbot.waitExposed(page):
        page.show()
    yield page
    page.hide()


@pytest.fixture
def desk(page: AttributionPage) -> Desk:
    return Desk(page)


def texts(page: AttributionPage) -> list[list[str]]:
    view = page.findChild(QTableView, "attribution_table")
    model = view.model()
    head = [
        str(model.headerData(column, Qt.Orientation.Horizontal))
        for column in range(model.columnCount())
    ]
    cells = [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
    return [head, *cells]


def label(page: AttributionPage, name: str) -> QLabel:
    found = page.findChild(QLabel, name)
    assert found is not None
    return found


def press(qtbot: QtBot, page: AttributionPage, name: str) -> None:
    button = page.findChild(QAbstractButton, name)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def value(text: str) -> float:
    return float(text.replace(MINUS, "-"))


def test_the_total_sums_to_the_growth_of_the_account(page: AttributionPage, desk: Desk) -> None:
    study = study_of()
    page.show_study(study, KEY)
    result = result_of(study)
    rows = {row[0]: row[1:] for row in texts(page)[1:]}
    grown = result.dynamic.equity[-1] ** (252 / len(result.dates)) - 1
    assert rows["Growth"][0] == number(100 * grown, 2)
    interest = -25200 * float(result.dynamic.financing.mean())
    assert rows["Interest"][0] == number(interest, 2)
    level = float(np.mean(result.dynamic.leverage))
    r = result.holdings.gross_returns
    assert rows["Mean leverage"][0] == number(25200 * (level - 1) * float(r.mean()), 2)
    five = list(rows)[:5]
    assert sum(value(rows[name][0]) for name in five) == pytest.approx(
        value(rows["Mean return"][0]), abs=0.03
    )
    assert list(rows)[5] == "Mean return"
    assert list(rows)[-1] == "Growth"


def test_the_rival_and_the_difference_stand_beside_the_overlay(
    page: AttributionPage, desk: Desk
) -> None:
    study = study_of()
    page.show_study(study, KEY)
    head, *rows = texts(page)
    made = attribution(result_of(study), "Mine")
    assert made.level is not None
    assert head == [
        "A year on average, %", "Overlay", f"Constant {number(made.level, 2)}×", "Difference",
    ]  # fmt: skip
    assert next(row for row in rows if row[0].startswith("Covariance"))[2] == "0.00"
    for _, own, other, less in rows:
        assert value(less) == pytest.approx(value(own) - value(other), abs=0.011)


def test_the_sentence_tells_timing_interest_and_the_rival(
    page: AttributionPage, desk: Desk
) -> None:
    page.show_study(study_of(), KEY)
    words = label(page, "attribution_headline").text()
    assert "timing (covariance)" in words
    assert "interest" in words
    assert "with the same volatility" in words
    assert label(page, "attribution_page_meaning").isVisible()


def test_years_are_listed_newest_first_and_partial_ones_are_marked(
    qtbot: QtBot, page: AttributionPage, desk: Desk
) -> None:
    study = study_of()
    page.show_study(study, KEY)
    press(qtbot, page, "attribution_listing_years")
    head, average, *rows = texts(page)
    assert head == ["Year, %", "Growth", *(term.short for term in TERMS)]
    assert average[0] == "Average"
    assert [row[0] for row in rows] == ["2018*", "2017", "2016", "2015*"]
    result = result_of(study)
    inside = np.asarray(result.dates.year == 2016)
    grown = float(np.prod(1.0 + result.dynamic.returns[inside])) - 1.0
    assert rows[2][1] == number(100 * grown, 2)
    assert "* Only a part of the year" in label(page, "attribution_words").text()


def test_the_view_is_that_of_the_chart_and_of_the_years(
    qtbot: QtBot, page: AttributionPage, desk: Desk
) -> None:
    study = study_of()
    page.show_study(study, KEY)
    press(qtbot, page, "attribution_listing_years")
    made = attribution(result_of(study), "Mine")
    assert made.rival is not None
    assert made.difference is not None
    for name, account in (
        ("constant", made.rival),
        ("difference", made.difference),
        ("overlay", made.overlay),
    ):
        press(qtbot, page, f"attribution_view_{name}")
        growth = 100 * account.years[1].contributions.growth
        shown = signed(growth, 2) if name == "difference" else number(growth, 2)
        assert texts(page)[-2][1] == shown
        chart = page.findChild(AttributionChart, "attribution_chart")
        assert [bar.label for bar in chart.bars] == ["Average", "2015*", "2016", "2017", "2018*"]
        assert chart.bars[2].shares == account.years[1].contributions


def test_the_arrow_keys_go_from_view_to_view(
    qtbot: QtBot, page: AttributionPage, desk: Desk
) -> None:
    page.show_study(study_of(), KEY)
    first = page.findChild(QAbstractButton, "attribution_view_overlay")
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert page.findChild(QAbstractButton, "attribution_view_constant").isChecked()


@pytest.mark.parametrize("size", [(420, 480), (1600, 1200)])
def test_bars_stand_where_their_numbers_are(
    page: AttributionPage, desk: Desk, size: tuple[int, int]
) -> None:
    """What is painted above and below zero is as high as the sums of what adds and what takes."""
    page.resize(*size)
    page.show_study(study_of(), KEY)
    chart = page.findChild(AttributionChart, "attribution_chart")
    page.set_theme(DARK)
    image, frame = chart.grab().toImage(), chart.frame()
    ratio = image.devicePixelRatio()
    colors = {QColor(color).rgb() for color in chart.colors()}
    for place, bar in enumerate(chart.bars):
        x = round((frame.bar(place).left() + 1.5) * ratio)  # beside the diamond
        rows = range(int(frame.area.top() * ratio), image.height())  # below the legend
        painted = [y for y in rows if image.pixel(x, y) in colors]
        values = [bar.shares.value(term.key) for term in TERMS]
        top = frame.y(100 * sum(one for one in values if one > 0))
        bottom = frame.y(100 * sum(one for one in values if one < 0))
        if bottom - top > 6:
            assert painted[0] / ratio == pytest.approx(top, abs=2.5)
            assert painted[-1] / ratio == pytest.approx(bottom, abs=2.5)


def test_a_bar_tells_its_numbers(page: AttributionPage, desk: Desk) -> None:
    study = study_of()
    page.show_study(study, KEY)
    made = attribution(result_of(study), "Mine").overlay.years[1].contributions
    words = page.chart.words(2).splitlines()
    assert words[0] == f"2016: growth {signed(100 * made.growth, 2)} %"
    assert f"Interest {signed(100 * made.financing, 2)} %" in words
    assert len(words) == 1 + len(TERMS)


def test_the_days_are_those_that_are_compared(page: AttributionPage, desk: Desk) -> None:
    study = study_beside_a_later_one()
    page.show_study(study, KEY)
    days = study.comparison.dates
    assert (desk.tasks[0].first, desk.tasks[0].last) == (days[0].date(), days[-1].date())
    assert page.heading.details.endswith("the compared days")
    own = result_of(study).dates
    words = label(page, "attribution_headline").text()
    assert f"from {own[0].date()} to {own[-1].date()}" in words


def test_a_hidden_scenario_has_its_own_days(page: AttributionPage, desk: Desk) -> None:
    study = study_beside_a_later_one(visible=False)
    page.show_study(study, KEY)
    own = result_of(study).dates
    assert (desk.tasks[0].first, desk.tasks[0].last) == (own[0].date(), own[-1].date())


def test_nothing_is_asked_again_while_nothing_has_changed(
    page: AttributionPage, desk: Desk
) -> None:
    study = study_of()
    for _ in range(3):
        page.show_study(study, KEY)
    assert len(desk.tasks) == 1


def test_an_answer_of_a_study_that_is_gone_is_passed_over(
    page: AttributionPage, desk: Desk
) -> None:
    desk.is_open = False
    page.show_study(study_of(), KEY)
    assert page.message.isVisible()
    page.show_study(study_of(target_vol=0.05), KEY)
    old, new = desk.tasks
    desk.answer(old)
    assert page.message.isVisible()
    desk.answer(new)
    assert not page.message.isVisible()
    assert texts(page)[-1][1] == number(100 * new().overlay.total.growth, 2)
    page.show_message("Gone")
    desk.answer(new)
    assert page.message.text() == "Gone"
    assert page.message.isVisible()


def test_a_wiped_out_account_is_told_in_place_of_the_answer(
    page: AttributionPage, desk: Desk
) -> None:
    page.show_study(study_of(borrow_spread=1.0, lev_min=60.0, lev_max=80.0), KEY)
    assert page.message.isVisible()
    assert "is wiped out on" in page.message.text()
    page.show_study(study_of(), KEY)
    assert not page.message.isVisible()


def test_without_a_rival_there_is_the_overlay_alone_and_the_reason(
    page: AttributionPage, desk: Desk
) -> None:
    desk.is_open = False
    study = study_of()
    page.show_study(study, KEY)
    made = desk.tasks[0]()
    alone = type(made)(made.first, made.last, made.rows, made.overlay, None, None, "No such one.")
    page.take(desk.tasks[0], alone)
    assert texts(page)[0] == ["A year on average, %", "Overlay"]
    assert "No such one." in label(page, "attribution_words").text()
    for name in ("constant", "difference"):
        assert not page.findChild(QAbstractButton, f"attribution_view_{name}").isEnabled()


def test_scripted_growth_is_told_to_be_compound(page: AttributionPage, desk: Desk) -> None:
    page.show_study(study_of(statistics="scripted"), KEY)
    assert "Growth is compound here" in label(page, "attribution_words").text()


def test_the_table_is_copied_and_all_of_it_is_written(
    qtbot: QtBot, page: AttributionPage, desk: Desk
) -> None:
    study = study_of()
    page.show_study(study, KEY)
    press(qtbot, page, "attribution_copy")
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0].split("\t")[1] == "Overlay"
    assert len(copied) == 10
    with qtbot.waitSignal(page.written) as written:
        press(qtbot, page, "attribution_export")
    name, what, make = written.args
    assert (name, what) == ("attribution.csv", "the attribution")
    rows = list(csv.DictReader(io.StringIO(make().decode())))
    assert {row["account"] for row in rows} == {"overlay", "constant_leverage", "difference"}
    assert float(rows[0]["growth"]) == attribution(result_of(study), "Mine").overlay.total.growth


@pytest.mark.parametrize("listing", ["total", "years"])
@pytest.mark.parametrize("size", [(420, 480), (670, 620), (1600, 1200)])
def test_the_table_never_scrolls_up_and_down_within_the_page(
    qtbot: QtBot, page: AttributionPage, desk: Desk, size: tuple[int, int], listing: str
) -> None:
    page.resize(*size)
    page.show_study(study_of(), KEY)
    press(qtbot, page, f"attribution_listing_{listing}")
    QGuiApplication.processEvents()
    assert page.table.verticalScrollBar().maximum() == 0
    if listing == "total":
        assert page.table.horizontalScrollBar().maximum() == 0
