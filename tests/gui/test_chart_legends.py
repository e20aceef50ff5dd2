"""Curves that are hidden from the legend, named under the mouse, told apart and left in place."""

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gui.charts.charts_page import ChartsPage
from gui.charts.plot_header import MOST_ROWS
from gui.charts.strokes import StrokeLayer
from gui.charts.time_window import TimeWindow
from gui.theme import DARK, LIGHT
from tests.gui.chart_runs import ChartRun, show, study_of, track

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def flat(name: str, level: float, color: int = 0, start: str = "2015-01-01") -> ChartRun:
    """A scenario at one level of growth, its base portfolio half a step below."""
    dates = np.datetime64(start) + np.arange(1500)
    line = np.full(1500, level)
    return ChartRun(name, color, dates, line - 0.5, line, line - 9.5, line - 9.0, line)


def benchmark(name: str, level: float, color: int) -> ChartRun:
    return dataclasses.replace(flat(name, level, color), equity_base=None, drawdown_base=None)


def made(qtbot: QtBot, window: TimeWindow | None = None) -> ChartsPage:
    page = ChartsPage(window)
    qtbot.addWidget(page)
    page.resize(1000, 800)
    with qtbot.waitExposed(page):
        page.show()
    return page


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[ChartsPage]:
    page = made(qtbot)
    yield page
    page.hide()


def inked(page: ChartsPage, level: float, color: str) -> float:
    """Share of the columns of the growth chart with a full line of a colour at a level."""
    shown = page.equity.canvas.viewRange()[1]
    if not shown[0] <= level <= shown[1]:
        return 0.0
    return float((widths(page, level, color) > 0.8).mean())


def widths(page: ChartsPage, level: float, color: str) -> np.ndarray:
    """How many pixels wide the line of a colour at a level is, column by column."""
    canvas = page.equity.canvas
    rows = pixels(canvas.viewport())
    area = canvas.plot_area()
    row = round(canvas.pixel_of_height(level))
    part = rows[row - 2 : row + 3, int(area.left()) + 12 : int(area.right()) - 12]
    ground = rows[1, 1]
    way = np.array(QColor(color).getRgb()[:3]) - ground
    ink: np.ndarray = ((part - ground) @ way / (way @ way)).sum(axis=0)
    return ink


def pixels(widget: QWidget) -> np.ndarray:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int)


def entry(page: ChartsPage, number: int) -> QPoint:
    header = page.equity.header
    return header._place_rectangle(number, header._columns(header.width())).center()


def test_scenarios_are_solid_base_curves_dashed_benchmarks_dotted(page: ChartsPage) -> None:
    show(page, [flat("A", 3.0, 0), benchmark("SPY", 1.5, 1)])
    blue, orange = LIGHT.series_color(0), LIGHT.series_color(1)
    assert inked(page, 3.0, blue) > 0.97
    assert 0.35 < inked(page, 2.5, blue) < 0.85
    assert 0.15 < inked(page, 1.5, orange) < 0.6
    labels = [label for label, _ in page.equity.readings]
    assert labels == ["A", "A base", "SPY"]
    assert [label for label, _ in page.leverage.readings] == ["dynamic"]


def test_curves_with_the_overlay_are_heavier_than_those_without(page: ChartsPage) -> None:
    show(page, [flat("A", 3.1, 0)])  # no line of the grid there, nor half a step below
    blue = LIGHT.series_color(0)
    whole, dashed = widths(page, 3.1, blue), widths(page, 2.6, blue)
    assert np.median(whole) == pytest.approx(1.5, abs=0.1)
    assert np.median(dashed) == pytest.approx(1.0, abs=0.15)
    assert 0.2 < np.min(dashed) < 0.4  # pale, but there: the eye is led across the gap


def test_a_click_on_an_entry_hides_its_curve_and_another_shows_it(page: ChartsPage) -> None:
    show(page, [flat("A", 3.0, 0), flat("B", 1.5, 1)])
    header = page.equity.header
    QTest.mouseClick(header, Qt.MouseButton.LeftButton, pos=entry(page, 0))
    assert inked(page, 3.0, LIGHT.series_color(0)) == 0
    assert "A hidden" in header.accessibleDescription()
    assert page.drawdown.canvas._strokes[-1] is not None  # the other charts keep theirs
    assert len(page.drawdown.canvas._strokes) == 4
    show(page, [flat("A renamed", 3.0, 0), flat("B", 1.5, 1)])
    assert inked(page, 3.0, LIGHT.series_color(0)) == 0
    QTest.mouseClick(header, Qt.MouseButton.LeftButton, pos=entry(page, 0))
    assert inked(page, 3.0, LIGHT.series_color(0)) > 0.97


def test_tab_goes_through_the_bar_before_it_comes_to_the_charts(page: ChartsPage) -> None:
    show(page, [flat("A", 3.0, 0)])
    page.activateWindow()
    page.bar.all_button.setFocus()
    seen = []
    for _ in range(4):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget().objectName())
    assert seen == ["log_toggle", "base_toggle", "equity_plot_header", "equity_plot_canvas"]


def test_long_names_that_differ_at_their_ends_are_told_apart_in_the_legend(
    page: ChartsPage,
) -> None:
    header = page.equity.header
    names = [f"Minimum variance with a short window {number}" for number in (1, 2)]
    show(page, [flat(name, 2.0 + number, number) for number, name in enumerate(names)])
    metrics = header.fontMetrics()
    cut = [header._elided(entry, 120, metrics) for entry in header._entries[::2]]
    assert len(set(cut)) == 2
    assert all(metrics.horizontalAdvance(text) <= 120 and "…" in text for text in cut)


def test_keys_reach_and_hide_every_entry(page: ChartsPage) -> None:
    show(page, [flat("A", 3.0, 0), flat("B", 1.5, 1)])
    header = page.equity.header
    header.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Space):
        QTest.keyClick(header, key)
    assert inked(page, 1.5, LIGHT.series_color(1)) == 0
    QTest.keyClick(header, Qt.Key.Key_Return)
    assert inked(page, 1.5, LIGHT.series_color(1)) > 0.97


def test_where_every_curve_is_hidden_the_chart_says_how_to_get_them_back(page: ChartsPage) -> None:
    show(page, [flat("A", 3.0)])
    for number in (0, 1):
        QTest.mouseClick(page.equity.header, Qt.MouseButton.LeftButton, pos=entry(page, number))
    assert "hidden" in page.equity.canvas.note


def test_fifty_scenarios_leave_the_chart_its_room_and_the_rest_in_a_menu(page: ChartsPage) -> None:
    runs = [flat(f"Scenario number {number}", 1.0 + number / 25, number) for number in range(50)]
    show(page, runs, selected=50)
    header = page.equity.header
    page.resize(600, 700)
    QApplication.processEvents()
    assert header.height() <= (MOST_ROWS + 1) * header._row_height()
    assert page.equity.canvas.height() > 2 * header.height()
    order = header._order()
    assert 98 in order  # of the selected scenario, the 50th
    QTest.mouseClick(header, Qt.MouseButton.LeftButton, pos=entry(page, len(order)))
    menu = header.findChild(QMenu, "equity_plot_header_menu")
    assert len(menu.actions()) == 100
    menu.actions()[98].trigger()
    menu.close()
    assert inked(page, 1.0 + 49 / 25, LIGHT.series_color(49)) < 0.5


def test_the_base_box_hides_what_has_no_overlay(page: ChartsPage, qtbot: QtBot) -> None:
    show(page, [flat("A", 3.0), flat("B", 1.5, 1)])
    box = page.findChild(QCheckBox, "base_toggle")
    with qtbot.waitSignal(page.base_toggled) as told:
        qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert told.args == [False]
    assert [label for label, _ in page.equity.readings] == ["A", "B"]
    page.set_base_shown(True)
    assert len(page.drawdown.readings) == 4


def test_the_curve_under_the_mouse_is_named_though_colours_repeat(page: ChartsPage) -> None:
    runs = [flat(f"S{number}", 1.0 + number, number) for number in range(8)]
    show(page, runs)
    canvas = page.equity.canvas
    area = canvas.plot_area()
    place = QPoint(round(area.center().x()), round(canvas.pixel_of_height(7.0)))
    QTest.mouseMove(canvas.viewport(), place)
    QApplication.processEvents()
    assert canvas._tag == "S6"  # in the colour of S0
    QTest.mouseMove(canvas.viewport(), QPoint(place.x(), round(canvas.pixel_of_height(7.25))))
    QApplication.processEvents()
    assert canvas._tag in ("", "S6", "S7 base")


def test_the_axis_stays_while_curves_change_little_and_fits_when_they_rest(
    page: ChartsPage, qtbot: QtBot
) -> None:
    show(page, [flat("A", 3.0)])
    ends = page.equity.canvas.viewRange()[1]
    show(page, [dataclasses.replace(flat("A", 3.0), equity_dyn=np.full(1500, 2.95))])
    assert page.equity.canvas.viewRange()[1] == ends
    page.equity.settle()
    low, high = page.equity.canvas.viewRange()[1]
    assert low < 2.5
    assert 2.95 < high < ends[1]
    show(page, [dataclasses.replace(flat("A", 3.0), equity_dyn=np.full(1500, 3.5))])
    assert page.equity.canvas.viewRange()[1][1] > 3.5  # what would be cut is shown at once
    show(page, [dataclasses.replace(flat("A", 3.0), equity_dyn=np.full(1500, 3.4))])
    kept = page.equity.canvas.viewRange()[1][1]
    qtbot.waitUntil(lambda: page.equity.canvas.viewRange()[1][1] < kept)


def test_one_curve_that_changes_leaves_the_picture_of_a_fresh_painting(page: ChartsPage) -> None:
    """Curves that stay are kept as pixels; they must be those that would be painted anew."""
    others = [track(flat("B", 1.5, 1), 2), track(flat("C", 2.2, 2), 3)]
    for level in (3.0, 2.97, 2.94, 2.91):
        page.show_study(study_of([track(flat("A", level), 1), *others]), 1)
        QApplication.processEvents()
    view = page.equity.canvas.viewport()
    assert page.equity.canvas._layer.pixmap is not None
    shown = pixels(view)
    page.equity.canvas._layer = StrokeLayer()
    assert np.abs(pixels(view) - shown).max() <= 8


def test_a_theme_colours_what_is_shown_already(page: ChartsPage) -> None:
    show(page, [flat("A", 3.0, 1)])
    page.set_theme(DARK)
    assert inked(page, 3.0, DARK.series_color(1)) > 0.97


def test_pages_that_share_a_window_keep_the_zoom_and_no_days_of_their_past(qtbot: QtBot) -> None:
    window = TimeWindow()
    first, second = made(qtbot, window), made(qtbot, window)
    second.hide()
    show(first, [flat("A", 3.0, start="2005-01-01")])
    assert window.data_days == 1499
    window.show_last(1)
    span = window.start, window.stop
    first.hide()
    second.show()
    show(second, [flat("A", 3.0, start="2005-01-01")])
    assert (window.start, window.stop) == span
    window.show_all()
    show(second, [flat("A", 3.0, start="2015-01-01")])
    assert np.datetime64(round(window.start + 6), "D") >= np.datetime64("2015-01-01")
    for page in (first, second):
        page.hide()


def test_a_window_comes_back_when_days_that_were_gone_do() -> None:
    window = TimeWindow()
    window.set_extent("chart", 12_000, 18_000)
    window.show(13_000, 14_000)
    window.set_extent("chart", 17_000, 18_000)
    assert window.start > 16_900
    window.set_extent("chart", 12_000, 18_000)
    assert (window.start, window.stop) == (13_000, 14_000)


def test_a_chart_says_what_it_draws(page: ChartsPage) -> None:
    show(page, [flat("A", 3.0), flat("B", 1.5, 1)])
    words = page.equity.canvas.accessibleDescription()
    assert words.startswith("A, A base, B and B base, Thu 1 Jan 2015 to Fri 8 Feb 2019.")
