"""A click on a day of a chart asks why; whatever else the mouse does there asks nothing."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gui.charts.charts_page import ChartsPage
from tests.gui.chart_runs import ChartRun, show
from tests.gui.test_charts import a_run

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

INTERVAL = 60
"""Milliseconds of a double click here, so that nobody waits longer."""
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def run() -> ChartRun:
    return a_run()


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication, run: ChartRun) -> Iterator[ChartsPage]:
    hints = qapp.styleHints()
    usual = hints.mouseDoubleClickInterval()
    hints.setMouseDoubleClickInterval(INTERVAL)
    page = ChartsPage()
    qtbot.addWidget(page)
    page.resize(1000, 800)
    with qtbot.waitExposed(page):
        page.show()
    show(page, [run])
    yield page
    page.hide()
    hints.setMouseDoubleClickInterval(usual)


def pixel_of(page: ChartsPage, day: np.datetime64) -> QPoint:
    canvas = page.drawdown.canvas
    x = canvas.pixel_of(float(day.astype("datetime64[D]").astype(np.int64)))
    return QPoint(round(x), round(canvas.plot_area().center().y()))


def chosen(page: ChartsPage) -> QSignalSpy:
    return QSignalSpy(page.day_chosen)


def days(spy: QSignalSpy) -> list[np.datetime64]:
    return [spy.at(number)[0] for number in range(spy.count())]


def drag(page: ChartsPage, start: QPoint, *steps: QPoint) -> None:
    viewport = page.drawdown.canvas.viewport()
    QTest.mousePress(viewport, LEFT, pos=start)
    for step in steps:
        place = QPointF(step)
        move = QEvent.Type.MouseMove
        still = Qt.KeyboardModifier.NoModifier
        there = viewport.mapToGlobal(place)
        event = QMouseEvent(move, place, there, Qt.MouseButton.NoButton, LEFT, still)
        QApplication.sendEvent(viewport, event)
    QTest.mouseRelease(viewport, LEFT, pos=steps[-1] if steps else start)


def wait_out(qtbot: QtBot, spy: QSignalSpy, count: int) -> None:
    """Let a double click's time pass, and more."""
    qtbot.wait(3 * INTERVAL)
    assert spy.count() == count


def test_a_click_asks_for_the_day_with_data_under_it(
    qtbot: QtBot, page: ChartsPage, run: ChartRun
) -> None:
    page.time_window.show(15_000.0, 15_100.0)  # some ten pixels a day
    day = run.dates[np.searchsorted(run.dates, np.datetime64(15_040, "D"))]

    with qtbot.waitSignal(page.day_chosen) as told:
        QTest.mouseClick(page.drawdown.canvas.viewport(), LEFT, pos=pixel_of(page, day))

    assert told.args == [day.astype("datetime64[D]")]


def test_a_double_click_shows_all_days_and_asks_nothing(qtbot: QtBot, page: ChartsPage) -> None:
    page.time_window.show(15_000.0, 15_100.0)
    viewport, spy = page.drawdown.canvas.viewport(), chosen(page)
    place = pixel_of(page, np.datetime64(15_040, "D"))

    QTest.mouseClick(viewport, LEFT, pos=place)
    QTest.mouseDClick(viewport, LEFT, pos=place)

    assert page.time_window.span > 4000
    wait_out(qtbot, spy, 0)


def test_a_drag_pans_at_once_and_asks_nothing_even_where_it_comes_back(
    qtbot: QtBot, page: ChartsPage
) -> None:
    page.time_window.show(15_000.0, 15_100.0)
    spy, place = chosen(page), pixel_of(page, np.datetime64(15_040, "D"))

    drag(page, place, place + QPoint(40, 0))
    qtbot.waitUntil(lambda: page.time_window.start < 15_000.0)
    drag(page, place, place + QPoint(40, 0), place)

    wait_out(qtbot, spy, 0)


def test_a_hand_that_trembles_still_clicks_the_day_that_it_pressed(
    qtbot: QtBot, page: ChartsPage, run: ChartRun
) -> None:
    page.time_window.show(15_000.0, 15_300.0)
    day = run.dates[np.searchsorted(run.dates, np.datetime64(15_040, "D"))]
    place = pixel_of(page, day)

    with qtbot.waitSignal(page.day_chosen) as told:
        drag(page, place, place + QPoint(2, 1))

    assert told.args == [day.astype("datetime64[D]")]


@pytest.mark.parametrize("button", [Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton])
def test_other_buttons_ask_nothing(qtbot: QtBot, page: ChartsPage, button: Qt.MouseButton) -> None:
    spy = chosen(page)

    place = pixel_of(page, np.datetime64(15_040, "D"))
    QTest.mouseClick(page.drawdown.canvas.viewport(), button, pos=place)

    wait_out(qtbot, spy, 0)


def test_a_click_beside_the_plot_asks_nothing(qtbot: QtBot, page: ChartsPage) -> None:
    spy = chosen(page)

    QTest.mouseClick(page.drawdown.canvas.viewport(), LEFT, pos=QPoint(3, 40))

    wait_out(qtbot, spy, 0)


def test_a_page_that_is_turned_meanwhile_asks_nothing(qtbot: QtBot, page: ChartsPage) -> None:
    spy = chosen(page)

    place = pixel_of(page, np.datetime64(15_040, "D"))
    QTest.mouseClick(page.drawdown.canvas.viewport(), LEFT, pos=place)
    page.hide()

    wait_out(qtbot, spy, 0)


def test_enter_asks_for_the_day_of_the_cursor_and_for_none_without_one(
    qtbot: QtBot, page: ChartsPage, run: ChartRun
) -> None:
    spy, canvas = chosen(page), page.drawdown.canvas
    canvas.setFocus()

    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert spy.count() == 0
    for _ in range(3):
        QTest.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    QTest.keyClick(canvas, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)

    assert days(spy) == [run.dates[-3].astype("datetime64[D]")] * 2


def test_beside_the_day_pointed_at_stands_what_a_click_does(qtbot: QtBot, page: ChartsPage) -> None:
    label = page.findChild(QLabel, "cursor_date")
    viewport = page.drawdown.canvas.viewport()
    for plot in page.plots:
        assert "Enter" in plot.canvas.accessibleDescription()
    left = QRect(0, 0, label.width() // 2, label.height())
    assert label.grab(left).toImage() == blank(label, left)

    QTest.mouseMove(viewport, pixel_of(page, np.datetime64(15_040, "D")))
    qtbot.waitUntil(lambda: page.drawdown.cursor_day is not None)

    written = label.width() - label.fontMetrics().horizontalAdvance(label.text())
    beside = QRect(0, 0, written - 10, label.height())
    assert label.grab(beside).toImage() != blank(label, beside)


def blank(label: QLabel, place: QRect) -> QImage:
    """What the label's ground looks like where nothing is written."""
    empty = QLabel(label.parentWidget())
    empty.resize(label.size())
    return empty.grab(place).toImage()
