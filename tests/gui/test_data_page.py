"""The data page as a person sees it: source, coverage, findings, at eight symbols and at 500."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QTabBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from core.findings import Check, Finding, Reading, Severity
from core.prices import LoadedPrices, PriceSource
from gui.data_coverage import BAR, FIRST, LAST, MISSING, SYMBOL, bar_axis
from gui.data_page import DataPage
from gui.data_words import names
from gui.main_window import MainWindow
from gui.pages import DATA
from gui.tasks import Gathered
from gui.theme import DARK, LIGHT
from tests.gui.hands import type_into

WAIT_MS = 60_000
DAYS = pd.bdate_range("2010-01-04", "2019-12-31", name="Date")
SYMBOLS = ("SPY", "TLT", "GLD")


def finding(severity: Severity, symbol: str = "", message: str = "") -> Finding:
    day = dt.date(2015, 3, 2)
    text = message or f"{symbol} has something of the kind {severity.value}."
    symbols = (symbol,) if symbol else ()
    return Finding(Check.JUMP, severity, text, symbols, day, day + dt.timedelta(days=3))


def prices(**changes: object) -> Gathered:
    """Return three symbols: GLD begins in 2012, TLT lacks the year 2014 and one day of 2016."""
    frame = pd.DataFrame(100.0, index=DAYS, columns=list(SYMBOLS))
    frame.loc[: pd.Timestamp(2011, 12, 31), "GLD"] = np.nan
    frame.loc[pd.Timestamp(2014, 1, 1) : pd.Timestamp(2014, 12, 31), "TLT"] = np.nan
    frame.loc[pd.Timestamp(2016, 6, 1), "TLT"] = np.nan
    return Gathered(
        LoadedPrices(frame, replace(PriceSource("file", "three.csv"), **changes)), frame
    )


@pytest.fixture
def page(qtbot: QtBot) -> DataPage:
    made = DataPage(LIGHT)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


def label(page: DataPage, name: str) -> str:
    return page.findChild(QLabel, name).text()


def cells(page: DataPage, column: int) -> list[str]:
    model = page.coverage.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def messages(page: DataPage) -> list[str]:
    model = page.findings.model()
    return [model.index(row, 3).data() for row in range(model.rowCount())]


def colour_of_bar(page: DataPage, symbol: str, day: dt.date) -> QColor:
    """Return the colour in the bar of a symbol on a day, as painted."""
    row = cells(page, SYMBOL).index(next(c for c in cells(page, SYMBOL) if symbol in c))
    table = page.coverage
    rect = table.visualRect(table.model().index(row, BAR))
    axis = bar_axis(rect)
    share = (day - DAYS[0].date()).days / (DAYS[-1] - DAYS[0]).days
    place = QPoint(axis.left() + round(share * axis.width()), rect.center().y())
    return table.viewport().grab().toImage().pixelColor(place)


def test_first_and_last_day_of_each_symbol_stand_beside_its_bar(page: DataPage) -> None:
    page.show_prices(prices(), SYMBOLS)
    assert cells(page, FIRST) == ["2010-01-04", "2010-01-04", "2012-01-02"]
    assert cells(page, LAST) == ["2019-12-31"] * 3
    assert cells(page, MISSING) == ["0", "262", "0"]  # 261 weekdays of 2014, and one more


def test_the_symbol_that_begins_last_is_told_and_marked(page: DataPage) -> None:
    page.show_prices(prices(), SYMBOLS)
    assert "starts 2012-01-02: GLD is the last to begin." in label(page, "common_period")
    model = page.coverage.model()
    fonts = [model.index(row, SYMBOL).data(Qt.ItemDataRole.FontRole) for row in range(3)]
    assert [font is not None and font.bold() for font in fonts] == [False, False, True]
    assert "▸" in cells(page, SYMBOL)[2]


def test_bars_are_there_where_prices_are_and_nowhere_else(page: DataPage) -> None:
    page.show_prices(prices(), SYMBOLS)
    bar = QColor(LIGHT.series_color(0))
    middle = dt.date(2014, 7, 1)
    assert colour_of_bar(page, "SPY", middle) == bar
    assert colour_of_bar(page, "TLT", middle) != bar
    assert colour_of_bar(page, "TLT", dt.date(2018, 7, 1)) == bar
    assert colour_of_bar(page, "GLD", dt.date(2011, 1, 3)) != bar
    assert colour_of_bar(page, "GLD", dt.date(2013, 1, 3)) == bar


def test_a_symbol_without_prices_is_told(page: DataPage) -> None:
    page.show_prices(prices(), ("SPY", "XYZ"))
    assert "XYZ has no prices" in label(page, "common_period")
    tip = page.coverage.model().index(1, SYMBOL).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "XYZ is not in these prices."


def test_the_cash_rate_has_a_bar_of_its_own_and_no_part_in_the_common_period(
    page: DataPage,
) -> None:
    gathered = prices()
    gathered.panel["^IRX"] = 4.0
    gathered.panel.loc[: pd.Timestamp(2017, 1, 1), "^IRX"] = np.nan
    page.show_prices(gathered, SYMBOLS)
    assert cells(page, SYMBOL)[-1] == "^IRX"
    assert "starts 2012-01-02" in label(page, "common_period")


def test_where_nothing_is_strange_the_page_says_so_and_what_was_checked(page: DataPage) -> None:
    page.show_prices(prices(), SYMBOLS)
    text = label(page, "no_findings")
    assert text.startswith("Nothing strange was found.")
    assert "sessions of the exchange" in text
    page.show_prices(prices(simulated=True), SYMBOLS)
    assert "follow no exchange's calendar" in label(page, "no_findings")
    assert page.findChild(QLabel, "data_simulated").isVisible()


def test_findings_stand_the_most_serious_first_with_their_words(page: DataPage) -> None:
    found = tuple(finding(s, "SPY") for s in (Severity.NOTE, Severity.SUSPECT, Severity.FLAG))
    page.show_prices(prices(findings=found), SYMBOLS)
    model = page.findings.model()
    words = [model.index(row, 0).data() for row in range(3)]
    assert words == ["Suspect", "Flag", "Note"]
    assert all(
        not model.index(row, 0).data(Qt.ItemDataRole.DecorationRole).isNull() for row in range(3)
    )
    assert label(page, "findings_heading") == "Findings: 1 suspect, 1 flag, 1 note"


def test_findings_can_be_restricted_by_severity_and_by_symbol(qtbot: QtBot, page: DataPage) -> None:
    found = (
        finding(Severity.NOTE, "SPY"),
        finding(Severity.FLAG, "TLT"),
        finding(Severity.SUSPECT, "TLT"),
        finding(Severity.SUSPECT),
    )
    page.show_prices(prices(findings=found), SYMBOLS)
    chooser = page.findChild(QComboBox, "severity_filter")
    qtbot.keyClick(chooser, Qt.Key.Key_Down)
    assert len(messages(page)) == 3
    row = page.coverage.visualRect(page.coverage.model().index(1, SYMBOL))
    qtbot.mouseClick(page.coverage.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert all(message.startswith("TLT") for message in messages(page))
    only = page.findChild(QToolButton, "only_symbol")
    assert "TLT" in only.text()
    qtbot.mouseClick(only, Qt.MouseButton.LeftButton)
    assert len(messages(page)) == 3
    qtbot.keyClick(chooser, Qt.Key.Key_Up)
    row = page.coverage.visualRect(page.coverage.model().index(2, SYMBOL))
    qtbot.mouseClick(page.coverage.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert label(page, "no_findings") == "No finding passes the filter."


def test_findings_are_copied_as_text_with_tabs(qtbot: QtBot, page: DataPage) -> None:
    found = (finding(Severity.FLAG, "TLT"), finding(Severity.NOTE, "SPY"))
    page.show_prices(prices(findings=found), SYMBOLS)
    qtbot.mouseClick(page.findChild(QToolButton, "copy_findings"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().splitlines() == [
        "Severity\tSymbol\tDays\tWhat was found",
        "Flag\tTLT\t2015-03-02 - 2015-03-05\tTLT has something of the kind flag.",
        "Note\tSPY\t2015-03-02 - 2015-03-05\tSPY has something of the kind note.",
    ]
    page.findings.selectRow(1)
    page.findings.setFocus()
    qtbot.keyClick(page.findings, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 2


def test_findings_and_their_headings_grow_with_the_font(qtbot: QtBot, page: DataPage) -> None:
    page.show_prices(prices(findings=(finding(Severity.FLAG, "SPY"),)), SYMBOLS)
    table = page.findings
    large = table.font()
    large.setPointSizeF(2.0 * large.pointSizeF())
    table.setFont(large)
    line = QFontMetrics(large).height()
    qtbot.waitUntil(lambda: table.rowHeight(0) >= line)
    assert table.horizontalHeader().height() >= line


def test_findings_of_symbols_that_are_not_in_the_form_wait_behind_a_button(
    qtbot: QtBot, page: DataPage
) -> None:
    found = (finding(Severity.SUSPECT, "GLD"), finding(Severity.FLAG, "SPY"))
    counts: list[int] = []
    page.count_changed.connect(counts.append)
    page.show_prices(prices(findings=found), ("SPY", "TLT"))
    assert counts[-1] == 1
    assert len(messages(page)) == 1
    others = page.findChild(QToolButton, "other_symbols")
    assert others.isVisible()
    qtbot.mouseClick(others, Qt.MouseButton.LeftButton)
    assert len(messages(page)) == 2
    page.show_symbols(SYMBOLS)
    assert counts[-1] == 2
    assert not others.isVisible()


def test_few_readings_are_shown_and_many_wait_behind_a_button(qtbot: QtBot, page: DataPage) -> None:
    reading = Reading("SPY.csv", "one symbol", ("SPY",), 2516, "Adj Close", "2010-01-31")
    page.show_prices(prices(readings=(reading,)), SYMBOLS)
    assert "SPY.csv: 2,516 days of SPY" in label(page, "readings")
    page.show_prices(prices(readings=(reading,) * 40), SYMBOLS)
    assert "40 files" in label(page, "readings")
    button = page.findChild(QToolButton, "show_readings")
    everything = page.findChild(QPlainTextEdit, "all_readings")
    assert not everything.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert everything.isVisible()
    assert len(everything.toPlainText().splitlines()) == 40


def test_a_long_sentence_is_shown_whole_on_a_narrow_page(qtbot: QtBot, page: DataPage) -> None:
    long = "SPY has no price on many sessions: " + ", ".join(["2015-03-02"] * 20) + "."
    page.show_prices(prices(findings=(finding(Severity.FLAG, "SPY", long),)), SYMBOLS)
    page.resize(380, 700)
    table = page.findings
    qtbot.waitUntil(lambda: table.isColumnHidden(2))
    index = table.model().index(0, 3)
    room = table.columnWidth(3) - 12
    needed = table.fontMetrics().boundingRect(0, 0, room, 9999, Qt.TextFlag.TextWordWrap, long)
    qtbot.waitUntil(lambda: table.rowHeight(index.row()) >= needed.height())


def test_five_hundred_symbols_are_told_without_painting_more_than_is_seen(
    page: DataPage,
) -> None:
    many = tuple(f"S{number:03}" for number in range(500))
    frame = pd.DataFrame(100.0, index=DAYS, columns=list(many))
    frame.iloc[7::11, ::3] = np.nan  # hundreds of gaps in every third
    page.show_prices(Gathered(LoadedPrices(frame, PriceSource("file", "many.csv")), frame), many)
    model, painted = page.coverage.model(), []
    data = model.data

    def noting(index: object, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        painted.append(index.row())
        return data(index, role)

    model.data = noting
    page.coverage.viewport().repaint()
    page.grab()
    assert page.coverage.verticalScrollBar().maximum() > 0
    assert page.coverage.height() < page.height() * 0.6
    assert 5 < len(set(painted)) < 60


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_marks_and_bars_stand_out_from_the_table(page: DataPage, theme: object) -> None:
    for color in (theme.series_color(0), theme.error, theme.warning, theme.muted):
        assert contrast(color, theme.base) >= 3.0


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.1)."""
    light = []
    for color in (one, other):
        parts = [QColor(color).redF(), QColor(color).greenF(), QColor(color).blueF()]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        light.append(float(np.dot(linear, (0.2126, 0.7152, 0.0722))))
    return (max(light) + 0.05) / (min(light) + 0.05)


@pytest.mark.parametrize(
    ("symbols", "expected"),
    [
        ((), ""),
        (("GLD",), "GLD"),
        (("GLD", "TLT"), "GLD and TLT"),
        (("A", "B", "C"), "A, B and C"),
        (tuple("ABCDEFGH"), "A, B and 6 others"),
    ],
)
def test_many_symbols_are_named_by_their_first_and_their_number(
    symbols: tuple[str, ...], expected: str
) -> None:
    assert names(symbols) == expected


def test_the_pages_are_reached_by_keys_and_by_their_tabs(qtbot: QtBot, window: MainWindow) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(window, Qt.Key.Key_7, control)
    assert window.pages.data.isVisible()
    assert not window.pages.charts.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_1, control)
    assert window.pages.charts.isVisible()
    tabs = window.findChild(QTabBar, "tabs")
    place = tabs.tabRect(DATA).center()
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=place)
    assert window.pages.data.isVisible()
    assert window.actions_.pages[DATA].isChecked()
    qtbot.keyClick(tabs, Qt.Key.Key_Left)
    assert window.pages.name == "costs"


def test_prices_that_no_run_can_use_are_told_on_the_data_page(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "short.csv"
    rows = "".join(f"{day:%Y-%m-%d},{100 + n},{50 + n}\n" for n, day in enumerate(DAYS[:30]))
    path.write_text("Date,AAA,BBB\n" + rows)
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        window.open_paths((path,))
    assert not window.study.comparison.tracks
    qtbot.keyClick(window, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
    page = window.pages.data
    assert label(page, "data_source") == "short.csv"
    assert cells(page, FIRST) == ["2010-01-04"] * 2
    assert "30 days" in label(page, "common_period")


def test_the_tab_counts_flags_and_suspects_and_follows_the_form(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "jump.csv"
    rng = np.random.default_rng(5)
    days = DAYS[:700]
    frame = pd.DataFrame(
        100 * np.exp(np.cumsum(rng.normal(0, 0.01, (700, 3)), axis=0)), days, ["AAA", "BBB", "CCC"]
    )
    frame.iloc[400, 2] *= 100.0  # pence for pounds
    frame.to_csv(path)
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        window.open_paths((path,))
    with_all = window.pages.tabs.tabText(DATA)
    assert with_all.startswith("Data · ")
    assert any("CCC" in f.symbols for f in window.workspace.loaded.source.findings)
    type_into(qtbot, window.findChild(QWidget, "field_symbols"), "AAA, BBB")
    fewer = window.pages.tabs.tabText(DATA)
    assert fewer == "Data" or int(fewer.split("·")[1]) < int(with_all.split("·")[1])
