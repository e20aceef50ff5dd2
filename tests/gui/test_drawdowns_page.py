"""What a person sees on the page Drawdowns, and does there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from gui.drawdowns_page import DrawdownsPage
from gui.theme import DARK
from tests.gui.page_studies import KEY, panel, result_of, study_beside_a_later_one, study_of

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

BRAKES = {"dd_threshold1": 0.02, "dd_threshold2": 0.06, "dd_min_scale": 0.25}


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[DrawdownsPage]:
    page = DrawdownsPage()
    qtbot.addWidget(page)
    page.resize(900, 700)
    with qtbot.waitExposed(page):
        page.show()
    yield page
    page.hide()


def table(page: DrawdownsPage) -> QTableView:
    found = page.findChild(QTableView, "episodes_table")
    assert found is not None
    return found


def rows(page: DrawdownsPage) -> list[list[str]]:
    """The table as it is read: what is hidden is left out."""
    view = table(page)
    columns = [c for c in range(view.model().columnCount()) if not view.isColumnHidden(c)]
    return [
        [str(view.model().index(row, column).data()) for column in columns]
        for row in range(view.model().rowCount())
    ]


def episodes_by_hand(days: list[dt.date], equity: np.ndarray) -> list[list[str]]:
    """Peak, trough, recovery, depth and days, walked through one day at a time; worst first."""
    found: list[tuple[float, list[str]]] = []
    peak, top, trough, low = days[0], 1.0, days[0], 1.0
    is_down = False
    for day, value in [*zip(days, equity, strict=True), (None, np.inf)]:
        if value < top:
            if not is_down or value < low:
                trough, low = day or trough, value
            is_down = True
            continue
        if is_down:
            minus = "\N{MINUS SIGN}"
            depth = f"{100 * (low / top - 1):.1f}".replace("-", minus)
            again = ["not yet", "\N{EN DASH}"]
            if day is not None:
                again = [day.isoformat(), str((day - trough).days)]
            recovered, up = again
            down = str((trough - peak).days)
            cells = [peak.isoformat(), trough.isoformat(), recovered, depth, down, up]
            found.append((low / top, cells))
        is_down = False
        if day is not None:
            peak, top = day, value
    return [cells for _, cells in sorted(found, key=lambda one: one[0])][:10]


def press(qtbot: QtBot, page: DrawdownsPage, name: str) -> None:
    qtbot.mouseClick(page.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def test_the_ten_worst_drawdowns_are_listed_the_worst_first(page: DrawdownsPage) -> None:
    study = study_of()
    page.show_study(study, KEY)
    result = result_of(study)
    days = [day.date() for day in result.dates]
    expected = episodes_by_hand(days, result.dynamic.equity)
    assert len(expected) == 10
    assert [row[:6] for row in rows(page)] == expected


def test_drawdowns_and_brake_are_those_of_the_compared_days(page: DrawdownsPage) -> None:
    study = study_beside_a_later_one()
    page.show_study(study, KEY)
    result, first = result_of(study), study.comparison.dates[0]
    row = int(result.dates.searchsorted(first))
    assert row > 100
    days = [day.date() for day in result.dates[row:]]
    equity = result.dynamic.equity[row:] / result.dynamic.equity[row - 1]
    assert [cells[:6] for cells in rows(page)] == episodes_by_hand(days, equity)
    assert page.heading.details == f"{days[0]} to {days[-1]}, the compared days"
    assert f"of {len(days)} sessions" in page.findChild(QLabel, "brake_words").text()
    at_first = page.time_window.start
    assert (
        np.datetime64(days[0]).astype(np.int64) - 10
        < at_first
        < np.datetime64(days[0]).astype(np.int64)
    )


def test_a_hidden_scenario_has_its_own_days(page: DrawdownsPage) -> None:
    page.show_study(study_beside_a_later_one(), KEY)
    study = study_beside_a_later_one(visible=False)
    page.show_study(study, KEY)
    result = result_of(study)
    days = [day.date() for day in result.dates]
    assert page.heading.details == f"{days[0]} to {days[-1]}"
    assert [cells[:6] for cells in rows(page)] == episodes_by_hand(days, result.dynamic.equity)


def test_the_base_portfolio_has_a_list_of_its_own_without_a_brake(
    qtbot: QtBot, page: DrawdownsPage
) -> None:
    study = study_of()
    page.show_study(study, KEY)
    press(qtbot, page, "account_base")
    result = result_of(study)
    days = [day.date() for day in result.dates]
    assert rows(page) == episodes_by_hand(days, result.base.equity)


def test_the_account_is_chosen_with_the_arrow_keys(qtbot: QtBot, page: DrawdownsPage) -> None:
    page.show_study(study_of(), KEY)
    page.activateWindow()
    first = page.findChild(QPushButton, "account_dynamic")
    other = page.findChild(QPushButton, "account_base")
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert other.isChecked()
    assert table(page).isColumnHidden(6)
    qtbot.keyClick(other, Qt.Key.Key_Left)
    assert first.isChecked()


def test_a_drawdown_that_lasts_says_not_yet(page: DrawdownsPage) -> None:
    frame = panel(300)
    frame.iloc[-20:] *= 0.8
    page.show_study(study_of(frame), KEY)
    worst = rows(page)[0]
    assert worst[2] == "not yet"
    assert worst[5] == "\N{EN DASH}"


def test_a_click_on_a_row_shows_its_days_and_home_shows_all(
    qtbot: QtBot, page: DrawdownsPage
) -> None:
    page.show_study(study_of(), KEY)
    window = page.time_window
    everything = (window.start, window.stop)
    view = table(page)
    place = view.visualRect(view.model().index(2, 1)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    peak, trough, recovered = (np.datetime64(text) for text in rows(page)[2][:3])
    first, last = (float(day.astype(np.int64)) for day in (peak, recovered))
    assert window.start < first < last < window.stop
    assert window.span < 1.3 * (last - first) + 25
    assert page.drawdown.cursor_day == trough
    assert page.drawdown.readings[0][1] == rows(page)[2][3] + "%"

    qtbot.keyClick(page.drawdown.canvas, Qt.Key.Key_Home)
    assert (window.start, window.stop) == everything


def test_enter_shows_the_row_that_the_arrow_keys_have_reached(
    qtbot: QtBot, page: DrawdownsPage
) -> None:
    page.show_study(study_of(), KEY)
    view = table(page)
    view.setFocus()
    view.selectRow(0)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert page.time_window.shows_all
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert page.drawdown.cursor_day == np.datetime64(rows(page)[1][1])


def test_what_counts_days_of_the_calendar_and_what_sessions_is_told(page: DrawdownsPage) -> None:
    page.show_study(study_of(), KEY)
    model = table(page).model()
    heads = {
        model.headerData(column, Qt.Orientation.Horizontal): model.headerData(
            column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
        )
        for column in range(model.columnCount())
    }
    assert heads["Days down"].startswith("Calendar days")
    assert heads["Days to recover"].startswith("Calendar days")
    assert heads["Sessions braked"].startswith("Trading days")


@pytest.mark.parametrize("width", [420, 600, 900])
def test_dates_and_words_of_headings_are_whole(page: DrawdownsPage, width: int) -> None:
    page.resize(width, 700)
    page.show_study(study_of(), KEY)
    view, model = table(page), table(page).model()
    for column in range(model.columnCount()):
        index = model.index(0, column)
        metrics = QFontMetrics(index.data(Qt.ItemDataRole.FontRole))
        heading = str(model.headerData(column, Qt.Orientation.Horizontal))
        for text in (*heading.split(), str(index.data())):
            assert metrics.horizontalAdvance(text) + 6 <= view.columnWidth(column), text
    taken = sum(view.columnWidth(column) for column in range(model.columnCount()))
    assert taken == view.viewport().width()


def test_the_brake_is_told_in_words_and_drawn(page: DrawdownsPage) -> None:
    study = study_of(**BRAKES)
    page.show_study(study, KEY)
    brake = result_of(study).dynamic.brake
    acted, fully = int((brake < 1.0).sum()), int((brake == 0.25).sum())
    assert 0 < fully < acted
    said = page.findChild(QLabel, "brake_words").text()
    share = f"{100 * acted / len(brake):.0f}"
    assert said == (
        f"The brake acted on {acted} of {len(brake)} sessions ({share} %); on {fully} of them "
        "fully, at 25 % of the target leverage."
    )
    assert page.brake.readings[0][1] == f"{100 * brake[-1]:.0f}%"
    braked = table(page).model().index(0, 6).data()
    assert int(braked) > 0


def test_a_brake_that_never_acts_is_told_so(page: DrawdownsPage) -> None:
    page.show_study(study_of(dd_threshold1=0.8, dd_threshold2=0.9), KEY)
    assert "acted on none of" in page.findChild(QLabel, "brake_words").text()


def test_both_accounts_are_drawn_and_read_out(page: DrawdownsPage) -> None:
    study = study_of()
    page.show_study(study, KEY)
    result = result_of(study)
    expected = [f"{100 * v[-1]:.1f}%" for v in (result.drawdown_dynamic, result.drawdown_base)]
    assert page.drawdown.readings == [
        (name, text.replace("-0.0", "0.0").replace("-", "\N{MINUS SIGN}"))
        for name, text in zip(("With overlay", "Base"), expected, strict=True)
    ]


def test_the_list_is_copied_with_dates_and_numbers_as_files_have_them(
    qtbot: QtBot, page: DrawdownsPage
) -> None:
    page.show_study(study_of(), KEY)
    qtbot.keyClick(table(page), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert lines[0][:4] == ["Peak", "Trough", "Recovered", "Depth, %"]
    assert len(lines) == 11
    assert dt.date.fromisoformat(lines[1][0]) < dt.date.fromisoformat(lines[1][1])
    assert float(lines[1][3]) == -float(rows(page)[0][3][1:])


def test_other_colours_and_themes_keep_what_is_selected(page: DrawdownsPage) -> None:
    page.show_study(study_of(), KEY)
    table(page).selectRow(3)
    page.set_theme(DARK)
    page.show_study(study_of(color=4), KEY)
    assert [i.row() for i in table(page).selectionModel().selectedRows()] == [3]


def test_what_is_shown_already_is_not_computed_again(
    page: DrawdownsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = study_of()
    page.show_study(study, KEY)
    monkeypatch.setattr("gui.drawdowns_page.worst_episodes", None)  # a call would fail
    monkeypatch.setattr(page.drawdown, "set_curves", None)
    page.show_study(study, KEY)


def test_a_scenario_without_a_result_is_told_in_a_sentence(page: DrawdownsPage) -> None:
    page.show_study(study_of(symbols=("AAA", "NONE"), name="Careful"), KEY)
    said = page.findChild(QLabel, "drawdowns_page_message")
    assert said.isVisible()
    assert said.text().startswith("Careful has no result.")
