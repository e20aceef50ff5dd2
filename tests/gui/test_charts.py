"""What a person sees in the charts, and does to them with mouse and keys."""

import dataclasses
import warnings
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QMouseEvent,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.drawing.ticks import long_date
from gui.charts.charts_page import ChartsPage
from gui.charts.curves import Curve
from gui.charts.time_series_plot import NOTHING_POSITIVE, TimeSeriesPlot
from gui.charts.units import GROWTH
from gui.theme import DARK, LIGHT, Theme
from tests.gui.chart_runs import ChartRun, show

# Said by the offscreen platform of every window, whatever is in it.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

NAMES = ("equity", "drawdown", "leverage")
LAST_DAY_OF_A_RUN = 18_299  # days from 1970 to 2020-02-07, the 4,200th weekday


def a_run(
    name: str = "Run", color: int = 0, start: str = "2004-01-05", days: int = 4200, seed: int = 1
) -> ChartRun:
    """A random walk on weekdays."""
    random = np.random.default_rng(seed)
    dates = np.busday_offset(np.datetime64(start), np.arange(days), roll="forward")
    moves = random.standard_t(4, days) * 0.007 + 0.0002
    leverage = np.repeat(random.uniform(0.5, 2.0, days // 21 + 1), 21)[:days]
    base, dynamic = np.exp(np.cumsum(moves)), np.exp(np.cumsum(moves * leverage))
    return ChartRun(
        name, color, dates, base, dynamic, drawdown_of(base), drawdown_of(dynamic), leverage
    )


def drawdown_of(equity: np.ndarray) -> np.ndarray:
    peak = np.maximum.accumulate(np.maximum(equity, 1e-300))
    return equity / peak - 1.0


def run_of(equity: np.ndarray, start: str = "2020-01-01") -> ChartRun:
    """A run on all days of the week whose two portfolios are alike, without leverage."""
    dates = np.datetime64(start) + np.arange(len(equity))
    drawdown = drawdown_of(equity)
    return ChartRun(
        "Run", 0, dates, equity, equity, drawdown, drawdown, np.where(equity > 0, 1.0, 0.0)
    )


@pytest.fixture
def stack(qtbot: QtBot) -> Iterator[ChartsPage]:
    stack = ChartsPage()
    qtbot.addWidget(stack)
    stack.resize(1000, 800)
    with qtbot.waitExposed(stack):
        stack.show()
    yield stack
    stack.hide()


def viewport(stack: ChartsPage, name: str) -> QWidget:
    return getattr(stack, name).canvas.viewport()


def point_at(stack: ChartsPage, name: str, share: float) -> float:
    """Move the mouse to a share of a chart's width, and return the day that stands there."""
    plot: TimeSeriesPlot = getattr(stack, name)
    area = plot.canvas.plot_area()
    pixel = round(area.left() + share * area.width())
    QTest.mouseMove(plot.canvas.viewport(), QPoint(pixel, round(area.center().y())))
    QApplication.processEvents()
    low, high = plot.canvas.viewRange()[0]
    return float(low + (pixel - area.left()) / area.width() * (high - low))


def turn_wheel(stack: ChartsPage, name: str, notches: float, share: float = 0.5) -> None:
    canvas = getattr(stack, name).canvas
    area = canvas.plot_area()
    place = QPointF(area.left() + share * area.width(), area.center().y())
    event = QWheelEvent(
        place,
        canvas.viewport().mapToGlobal(place),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas.viewport(), event)
    QApplication.processEvents()


def shown_range(stack: ChartsPage, name: str = "equity", axis: int = 0) -> tuple[float, float]:
    low, high = getattr(stack, name).canvas.viewRange()[axis]
    return low, high


def assert_ends_at_the_last_day(
    shown: tuple[float, float], everything: tuple[float, float]
) -> None:
    """Fail unless a window ends where the data do, with the same share of room as all of it has."""
    room = (everything[1] - LAST_DAY_OF_A_RUN) / (everything[1] - everything[0])
    assert (shown[1] - LAST_DAY_OF_A_RUN) / (shown[1] - shown[0]) == pytest.approx(room)


def date_shown(stack: ChartsPage) -> str:
    return stack.findChild(QLabel, "cursor_date").text()


def values(stack: ChartsPage, name: str) -> list[str]:
    return [value for _, value in getattr(stack, name).readings]


def day_number(date: np.datetime64) -> int:
    return int(date.astype("datetime64[D]").astype(np.int64))


def texts_of(run: ChartRun, row: int) -> dict[str, list[str]]:
    """What the three charts should say about one day of a run, written independently of them."""

    def percent(value: float) -> str:
        return f"{100 * value:.1f}%".replace("-0.0%", "0.0%").replace("-", "\N{MINUS SIGN}")

    return {
        "equity": [f"{run.equity_dyn[row]:.2f}", f"{run.equity_base[row]:.2f}"],
        "drawdown": [percent(run.drawdown_dyn[row]), percent(run.drawdown_base[row])],
        "leverage": [f"{run.leverage[row]:.2f}\N{MULTIPLICATION SIGN}"],
    }


def picture(widget: QWidget) -> np.ndarray:
    """The pixels of a widget, painted afresh, shape (height, width, 3)."""
    return pixels(widget.grab())


def screen(widget: QWidget) -> np.ndarray:
    """The pixels that stand on the screen where a window is, whenever they were painted."""
    return pixels(widget.screen().grabWindow(widget.winId()))


def pixels(taken: QPixmap) -> np.ndarray:
    image = taken.toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int)


def pixels_like(widget: QWidget, color: str) -> np.ndarray:
    """Which pixels have about this colour."""
    wanted = QColor(color)
    distance = np.abs(picture(widget) - [wanted.red(), wanted.green(), wanted.blue()])
    return np.asarray(distance.max(axis=2) < 60)


def test_a_message_takes_the_place_of_the_charts_until_a_study_is_shown(stack: ChartsPage) -> None:
    show(stack, [a_run()])
    assert stack.equity.isVisible()
    stack.show_message("Nothing came of it.")
    message = stack.findChild(QLabel, "charts_page_message")
    assert not stack.equity.isVisible()
    assert message.isVisible()
    assert message.text() == "Nothing came of it."
    show(stack, [a_run()])
    assert stack.equity.isVisible()


def test_a_study_without_a_visible_scenario_says_what_to_do(stack: ChartsPage) -> None:
    show(stack, [])
    assert "show one in the list" in stack.findChild(QLabel, "charts_page_message").text()
    assert not stack.equity.isVisible()


def test_without_a_cursor_the_last_day_is_read_out(stack: ChartsPage) -> None:
    run = a_run()
    show(stack, [run])
    assert {name: values(stack, name) for name in NAMES} == texts_of(run, -1)
    assert date_shown(stack) == long_date(run.dates[-1])


@pytest.mark.parametrize("pointed", NAMES)
def test_the_day_under_the_mouse_is_read_out_in_all_charts(stack: ChartsPage, pointed: str) -> None:
    run = a_run()
    show(stack, [run])
    days = run.dates.astype(np.int64)
    for share in (0.0, 0.13, 0.5, 0.77, 0.999):
        there = point_at(stack, pointed, share)
        row = int(np.argmin(np.abs(days - there)))
        assert {name: values(stack, name) for name in NAMES} == texts_of(run, row)
        assert date_shown(stack) == long_date(run.dates[row])


def test_leaving_a_chart_goes_back_to_the_last_day(stack: ChartsPage, qtbot: QtBot) -> None:
    run = a_run()
    show(stack, [run])
    point_at(stack, "drawdown", 0.3)
    assert date_shown(stack) != long_date(run.dates[-1])
    with qtbot.waitSignal(stack.drawdown.cursor_left):
        QTest.mouseMove(stack.bar, QPoint(5, 5))
        QApplication.sendEvent(stack.drawdown.canvas, QEvent(QEvent.Type.Leave))
    assert date_shown(stack) == long_date(run.dates[-1])
    assert {name: values(stack, name) for name in NAMES} == texts_of(run, -1)


def test_the_cursor_stops_at_days_with_data_only(stack: ChartsPage) -> None:
    run = a_run(days=12)
    show(stack, [run])
    seen = set()
    for share in np.linspace(0, 1, 60):
        point_at(stack, "equity", share)
        seen.add(stack.equity.cursor_day)
    assert seen - {None} == set(run.dates)


def test_the_cursor_line_stands_under_the_mouse_in_all_charts(stack: ChartsPage) -> None:
    show(stack, [a_run()])
    point_at(stack, "leverage", 0.5)
    for name in NAMES:
        canvas = getattr(stack, name).canvas
        area = canvas.plot_area()
        middle = round(area.left() + 0.5 * area.width())
        line = pixels_like(canvas.viewport(), LIGHT.muted)[int(area.top()) : int(area.bottom())]
        assert line[:, middle - 1 : middle + 2].any(axis=1).mean() > 0.8


def test_a_run_that_has_not_begun_on_the_cursors_day_shows_a_dash(stack: ChartsPage) -> None:
    old = a_run("Old", 0, "2004-01-05", 4200, 1)
    young = a_run("Young", 1, "2012-03-05", 2067, 2)
    show(stack, [old, young])
    point_at(stack, "equity", 0.2)
    assert values(stack, "equity")[2:] == ["–", "–"]
    assert values(stack, "leverage")[1] == "–"
    assert "–" not in values(stack, "drawdown")[:2]
    point_at(stack, "equity", 0.9)
    row = int(np.flatnonzero(young.dates == stack.equity.cursor_day)[0])
    assert values(stack, "equity")[2:] == texts_of(young, row)["equity"]


def test_a_run_with_other_days_shows_its_latest_value(stack: ChartsPage) -> None:
    every_day = run_of(np.linspace(1.0, 2.0, 30), "2020-06-01")
    weekdays = dataclasses.replace(a_run(days=22, start="2020-06-01"), name="Weekdays")
    show(stack, [every_day, weekdays])
    saturday = np.datetime64("2020-06-13")
    stack.equity.show_cursor(saturday)
    friday = int(np.flatnonzero(weekdays.dates == saturday - 1)[0])
    assert values(stack, "equity")[2:] == texts_of(weekdays, friday)["equity"]


def test_runs_that_end_on_different_days_are_read_out_at_their_own_ends(stack: ChartsPage) -> None:
    long, short = a_run("Long", 0), a_run("Short", 1, days=3000, seed=2)
    show(stack, [long, short])
    expected = texts_of(long, -1)["equity"] + texts_of(short, -1)["equity"]
    assert values(stack, "equity") == expected
    assert date_shown(stack) == "Last day of each run"


def test_the_legend_names_runs_only_where_there_are_several(stack: ChartsPage) -> None:
    show(stack, [a_run("A")])
    assert [label for label, _ in stack.equity.readings] == ["dynamic", "base"]
    show(stack, [a_run("A"), a_run("B", 1)])
    assert [label for label, _ in stack.equity.readings] == ["A", "A base", "B", "B base"]
    assert [label for label, _ in stack.leverage.readings] == ["A", "B"]


def test_the_wheel_zooms_all_charts_around_the_day_under_the_mouse(stack: ChartsPage) -> None:
    show(stack, [a_run()])
    before = shown_range(stack)
    there = before[0] + 0.25 * (before[1] - before[0])
    turn_wheel(stack, "drawdown", 3, 0.25)
    after = shown_range(stack)
    assert after[1] - after[0] == pytest.approx((before[1] - before[0]) * 0.8**3)
    assert after[0] + 0.25 * (after[1] - after[0]) == pytest.approx(there, abs=5)
    assert shown_range(stack, "drawdown") == shown_range(stack, "leverage") == after


def test_heights_follow_the_days_that_are_shown(stack: ChartsPage) -> None:
    run = a_run()
    show(stack, [run])
    turn_wheel(stack, "equity", 8, 0.1)
    first, last = shown_range(stack)
    days = run.dates.astype(np.int64)
    seen = (days >= first) & (days <= last)
    both = np.concatenate((run.equity_dyn[seen], run.equity_base[seen]))
    low, high = shown_range(stack, "equity", 1)
    margin = 0.1 * (both.max() - both.min())
    assert both.min() - margin < low < both.min()
    assert both.max() < high < both.max() + margin


def test_zoom_ends_at_the_data_and_at_a_week(stack: ChartsPage) -> None:
    run = a_run()
    show(stack, [run])
    everything = shown_range(stack)
    turn_wheel(stack, "equity", -20, 0.9)
    assert shown_range(stack) == everything
    assert everything[0] <= day_number(run.dates[0]) < day_number(run.dates[-1]) <= everything[1]
    turn_wheel(stack, "equity", 200, 0.9)
    low, high = shown_range(stack)
    assert high - low == pytest.approx(7)
    turn_wheel(stack, "equity", -200)
    assert shown_range(stack) == pytest.approx(everything)


def test_dragging_moves_the_days_with_the_mouse_and_stops_at_the_end(stack: ChartsPage) -> None:
    show(stack, [a_run()])
    everything = shown_range(stack)
    turn_wheel(stack, "equity", 6)
    low, high = shown_range(stack)
    view = viewport(stack, "equity")
    width = stack.equity.canvas.plot_area().width()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(400, 50))
    QTest.mouseMove(view, QPoint(300, 60))
    QTest.mouseMove(view, QPoint(200, 60))
    QApplication.processEvents()
    moved = 200 / width * (high - low)
    assert shown_range(stack) == pytest.approx((low + moved, high + moved), abs=1)
    assert shown_range(stack, "leverage") == shown_range(stack)
    for _ in range(40):
        QTest.mouseMove(view, QPoint(900, 60))
        QTest.mouseMove(view, QPoint(100, 60))
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 60))
        QTest.mouseMove(view, QPoint(900, 60))
        QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(900, 60))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(900, 60))
    QApplication.processEvents()
    assert_ends_at_the_last_day(shown_range(stack), everything)


def test_a_double_click_shows_everything(stack: ChartsPage) -> None:
    show(stack, [a_run()])
    everything = shown_range(stack)
    turn_wheel(stack, "leverage", 6)
    assert shown_range(stack) != everything
    QTest.mouseDClick(viewport(stack, "equity"), Qt.MouseButton.LeftButton, pos=QPoint(300, 60))
    assert shown_range(stack) == pytest.approx(everything)


def test_keys_zoom_pan_and_move_the_cursor(stack: ChartsPage) -> None:
    run = a_run()
    show(stack, [run])
    everything = shown_range(stack)
    canvas = stack.drawdown.canvas
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(canvas, Qt.Key.Key_Plus)
    QTest.keyClick(canvas, Qt.Key.Key_Plus)
    low, high = shown_range(stack)
    assert high - low == pytest.approx((everything[1] - everything[0]) * 0.64)
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert shown_range(stack)[0] == pytest.approx(low - 0.1 * (high - low))
    QTest.keyClick(canvas, Qt.Key.Key_Minus)
    assert shown_range(stack)[1] - shown_range(stack)[0] == pytest.approx((high - low) / 0.8)
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    assert shown_range(stack) == pytest.approx(everything)
    for _ in range(3):
        QTest.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert date_shown(stack) == long_date(run.dates[-3])
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert values(stack, "equity") == texts_of(run, -2)["equity"]
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert date_shown(stack) == long_date(run.dates[-1])


def test_a_chart_that_has_the_focus_shows_it(stack: ChartsPage) -> None:
    show(stack, [a_run()])
    canvas = stack.leverage.canvas
    before = pixels_like(canvas.viewport(), LIGHT.accent)[1].mean()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert before < 0.1
    assert pixels_like(canvas.viewport(), LIGHT.accent)[1].mean() > 0.9


def test_buttons_show_the_last_years(stack: ChartsPage, qtbot: QtBot) -> None:
    run = a_run()
    show(stack, [run])
    everything = shown_range(stack)
    buttons = {
        name: stack.findChild(QPushButton, f"range_{name}") for name in ("all", "10y", "5y", "1y")
    }
    assert buttons["all"].isChecked()
    for years in (10, 5, 1):
        qtbot.mouseClick(buttons[f"{years}y"], Qt.MouseButton.LeftButton)
        low, high = shown_range(stack)
        assert day_number(run.dates[-1]) - low == pytest.approx(365.25 * years, abs=1)
        assert_ends_at_the_last_day((low, high), everything)
        assert [name for name, button in buttons.items() if button.isChecked()] == [f"{years}y"]
    turn_wheel(stack, "equity", 1)
    assert not any(button.isChecked() for button in buttons.values())
    qtbot.mouseClick(buttons["all"], Qt.MouseButton.LeftButton)
    assert shown_range(stack) == pytest.approx(everything)


def test_a_button_for_more_years_than_there_are_cannot_be_pressed(stack: ChartsPage) -> None:
    show(stack, [a_run(days=1500)])
    enabled = [
        stack.findChild(QPushButton, f"range_{name}").isEnabled() for name in ("10y", "5y", "1y")
    ]
    assert enabled == [False, True, True]


def test_new_runs_keep_zoom_and_cursor(stack: ChartsPage) -> None:
    show(stack, [a_run(seed=1)])
    turn_wheel(stack, "equity", 4)
    point_at(stack, "equity", 0.5)
    before = shown_range(stack), date_shown(stack)
    other = a_run(seed=2)
    show(stack, [other])
    assert (shown_range(stack), date_shown(stack)) == before
    row = int(np.flatnonzero(other.dates == stack.equity.cursor_day)[0])
    assert values(stack, "drawdown") == texts_of(other, row)["drawdown"]


def test_while_everything_is_shown_longer_runs_are_shown_whole(stack: ChartsPage) -> None:
    show(stack, [a_run(days=500)])
    run = a_run(days=4000)
    show(stack, [run])
    low, high = shown_range(stack)
    assert low <= day_number(run.dates[0]) < day_number(run.dates[-1]) <= high
    assert stack.findChild(QPushButton, "range_all").isChecked()


class PaintCounter(QObject):
    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_each_chart_is_painted_once_when_runs_change(stack: ChartsPage) -> None:
    show(stack, [a_run(seed=1)])
    QApplication.processEvents()
    counters = []
    for name in NAMES:
        counters.append(PaintCounter())
        viewport(stack, name).installEventFilter(counters[-1])
    show(stack, [a_run(seed=2)])
    for _ in range(3):
        QApplication.processEvents()
    assert [counter.count for counter in counters] == [1, 1, 1]


def test_after_every_zoom_the_screen_shows_what_a_fresh_painting_shows(stack: ChartsPage) -> None:
    """A strip that is painted before the rest would leave the old curves around it."""
    show(stack, [a_run()])
    point_at(stack, "equity", 0.3)
    for name, notches, share in (
        ("equity", 3, 0.3),
        ("drawdown", 2, 0.7),
        ("leverage", -1, 0.1),
        ("equity", -20, 0.5),
    ):
        turn_wheel(stack, name, notches, share)
        QApplication.processEvents()
        shown = screen(stack)
        assert shown.std() > 5, "the screen is empty"
        assert (np.abs(shown - picture(stack)).max(axis=2) > 8).sum() == 0


def test_many_mouse_moves_are_one_move_of_the_cursor(stack: ChartsPage) -> None:
    show(stack, [a_run()])
    moves: list[object] = []
    stack.equity.cursor_moved.connect(moves.append)
    view = viewport(stack, "equity")
    for pixel in range(200, 600):
        place = QPointF(pixel, 60)
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            place,
            view.mapToGlobal(place),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(view, event)
    QApplication.processEvents()
    assert moves == [stack.equity.cursor_day]


def test_a_wiped_out_account_leaves_a_gap_on_the_logarithmic_scale(
    stack: ChartsPage, qtbot: QtBot
) -> None:
    equity = np.concatenate((np.geomspace(1, 20, 400), np.zeros(100)))
    show(stack, [run_of(equity)])
    box = stack.findChild(QCheckBox, "log_toggle")
    with warnings.catch_warnings(), qtbot.waitSignal(stack.log_changed) as said:
        warnings.simplefilter("error")
        qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert said.args == [True]
    assert stack.is_log
    canvas = stack.equity.canvas
    drawn = pixels_like(canvas.viewport(), LIGHT.series_color(0)).any(axis=0)
    end_of_money = canvas.pixel_of(day_number(np.datetime64("2020-01-01")) + 399)
    assert np.flatnonzero(drawn).max() == pytest.approx(end_of_money, abs=2)
    assert values(stack, "equity") == ["0.00", "0.00"]


def test_nothing_but_zeros_on_a_logarithmic_scale_is_explained(stack: ChartsPage) -> None:
    show(stack, [run_of(np.zeros(300))])
    stack.set_log(True)
    assert stack.equity.canvas.note == NOTHING_POSITIVE
    stack.grab()
    stack.set_log(False)
    assert stack.equity.canvas.note == ""


def test_a_missing_stretch_is_a_gap_and_a_lonely_value_can_be_seen(stack: ChartsPage) -> None:
    equity = np.linspace(1, 2, 400)
    equity[100:300] = np.nan
    equity[200] = 1.5
    run = dataclasses.replace(run_of(np.ones(400)), equity_dyn=equity, equity_base=equity)
    show(stack, [run])
    canvas = stack.equity.canvas
    drawn = pixels_like(canvas.viewport(), LIGHT.series_color(0)).any(axis=0)
    first = day_number(run.dates[0])
    gap = [round(canvas.pixel_of(first + row)) for row in (100, 190, 200, 210, 299)]
    assert not drawn[gap[0] + 1 : gap[1]].any()
    assert drawn[gap[2] - 1 : gap[2] + 2].any()
    assert not drawn[gap[3] : gap[4]].any()
    assert drawn[gap[4] + 4 :].any()
    stack.equity.show_cursor(run.dates[150])
    assert values(stack, "equity") == ["–", "–"]


def test_a_crash_of_one_day_is_drawn_however_many_days_there_are(stack: ChartsPage) -> None:
    equity = np.ones(20_000)
    equity[12_345] = 0.2
    run = dataclasses.replace(run_of(np.ones(20_000), "1960-01-01"), equity_dyn=equity)
    show(stack, [run])
    canvas = stack.equity.canvas
    area = canvas.plot_area()
    drawn = pixels_like(canvas.viewport(), LIGHT.series_color(0))
    pixel = round(canvas.pixel_of(day_number(run.dates[12_345])))
    heights = np.flatnonzero(drawn[:, pixel - 1 : pixel + 2].any(axis=1))
    assert heights.max() - heights.min() > 0.8 * area.height()


def test_lines_are_as_wide_on_a_screen_with_twice_the_pixels(stack: ChartsPage) -> None:
    show(stack, [run_of(np.linspace(1, 2, 300))])
    view = viewport(stack, "equity")
    inked = []
    for ratio in (1, 2):
        image = QImage(view.size() * ratio, QImage.Format.Format_RGB888)
        image.setDevicePixelRatio(ratio)
        view.render(image)
        rows = np.frombuffer(image.constBits(), np.uint8).astype(int)
        rows = rows.reshape(image.height(), -1)[:, : 3 * image.width()]
        red, blue = rows[:, 0::3], rows[:, 2::3]
        inked.append(float(np.clip(blue - red, 0, None).sum()))
    assert inked[1] / inked[0] == pytest.approx(4, rel=0.15)


ABSURD = {
    "zeros": np.zeros(200),
    "one point": np.ones(1),
    "two points": np.array([1.0, 1.01]),
    "fifty years": np.linspace(1, 30, 18_250),
    "tiny to huge": np.geomspace(1e-12, 1e12, 4000),
    "no values": np.full(50, np.nan),
    "infinite": np.array([1.0, np.inf, 2.0, -np.inf, 3.0] * 20),
    "no days": np.empty(0),
}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", ABSURD)
def test_absurd_values_are_shown_without_a_warning(
    stack: ChartsPage, name: str, theme: Theme
) -> None:
    stack.set_theme(theme)
    with np.errstate(all="ignore"):
        run = run_of(ABSURD[name])
    show(stack, [run])
    for log in (False, True):
        stack.set_log(log)
        for plot in stack.plots:
            low, high = plot.canvas.viewRange()[1]
            assert np.isfinite([low, high]).all()
            assert low < high
        point_at(stack, "equity", 0.5)
        turn_wheel(stack, "equity", 2)
        stack.grab()
    show(stack, [a_run()])
    assert values(stack, "equity") == texts_of(a_run(), stack_row(stack))["equity"]


def stack_row(stack: ChartsPage) -> int:
    """Row of a standard run that is read out."""
    day = stack.equity.reading_day
    assert day is not None
    return int(np.flatnonzero(a_run().dates == day)[0])


def test_curves_of_the_wrong_length_are_refused_and_change_nothing(qtbot: QtBot) -> None:
    plot = TimeSeriesPlot("Title", GROWTH, "plot")
    qtbot.addWidget(plot)
    dates = np.datetime64("2020-01-01") + np.arange(3)
    plot.set_curves([Curve("good", "", dates, np.arange(3.0), "#000000")])
    with pytest.raises(ValueError, match="'bad' has 2 values for 3 dates"):
        plot.set_curves([Curve("bad", "", dates, np.arange(2.0), "#000000")])
    assert plot.readings == [("good", "2.00")]


def test_an_invisible_curve_is_not_in_the_legend(qtbot: QtBot) -> None:
    plot = TimeSeriesPlot("Title", GROWTH, "plot")
    qtbot.addWidget(plot)
    dates = np.datetime64("2020-01-01") + np.arange(3)
    shown = Curve("shown", "", dates, np.arange(3.0), "#000000")
    plot.set_curves([shown, dataclasses.replace(shown, name="hidden", visible=False)])
    assert plot.readings == [("shown", "2.00")]


def test_four_curves_take_two_rows_of_a_narrow_legend_and_stay_within_it(stack: ChartsPage) -> None:
    show(stack, [a_run("Risk parity"), a_run("Minimum variance", 1)])
    header = stack.equity.header
    one_row = header.heightForWidth(4000)
    assert one_row < header.heightForWidth(520) < 2.2 * one_row
    for width in range(200, 1200, 40):
        columns = header._columns(width)
        last = columns[-1]
        assert last.left + last.label_width + header._width_without_label() - header._gap() <= max(
            width, 260
        )


def test_a_short_name_is_not_cut_for_the_sake_of_a_long_one(stack: ChartsPage) -> None:
    ruined = [
        dataclasses.replace(run, drawdown_dyn=run.drawdown_dyn * 0 - 1.0)
        for run in (a_run("As scripted", 0), a_run("Tradable", 1))
    ]
    show(stack, ruined)
    header = stack.drawdown.header
    words = QFontMetrics(header.font())
    cut = 0
    for width in range(300, 500):
        labels = [column.label_width for column in header._columns(width)]
        if len(labels) == 2 and labels[0] < words.horizontalAdvance("As scripted"):
            assert words.horizontalAdvance("base") <= labels[1] < labels[0]
            cut += 1
    assert cut > 0


def test_charts_and_legends_stand_in_line(stack: ChartsPage) -> None:
    show(stack, [a_run()])
    areas = [plot.canvas.plot_area() for plot in stack.plots]
    assert len({(area.left(), area.right()) for area in areas}) == 1
    assert len({plot.header._columns(900)[0].left for plot in stack.plots}) == 1


def test_a_larger_font_makes_room_for_itself(stack: ChartsPage) -> None:
    show(stack, [a_run()])
    before = stack.equity.canvas.plot_area().left(), stack.equity.header.height()
    stack.setFont(QFont(stack.font().family(), 20))
    QApplication.processEvents()
    assert stack.equity.canvas.plot_area().left() > before[0] * 1.3
    assert stack.equity.header.height() > before[1] * 1.3


def test_a_theme_colours_background_and_curves(stack: ChartsPage) -> None:
    show(stack, [a_run(color=1)])
    for theme in (DARK, LIGHT):
        stack.set_theme(theme)
        view = viewport(stack, "equity")
        assert tuple(picture(view)[2, 2]) == QColor(theme.chart).getRgb()[:3]
        assert pixels_like(view, theme.series_color(1)).sum() > 200


def test_labels_fit_beside_the_axis(stack: ChartsPage) -> None:
    show(stack, [a_run()])
    room = stack.equity.axis_width()
    metrics = QFontMetrics(stack.font())
    for label in ("−100%", "−12.5%", "1.25×", "0.985", "25,000", "2.5e12"):
        assert metrics.horizontalAdvance(label) <= room
