"""The page that explains a day: its words, and what mouse and keys do on it."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea, QToolButton
from pytestqt.qtbot import QtBot

from core.explained_day import MEANING, Bound, ExplainedDay, SymbolDay, Trade, explained_day
from core.parameters import Parameters
from core.study import Study
from gui.date_editor import DateEditor
from gui.day_page import DayPage
from gui.day_words import elsewhere, story, symbol_rows, warning
from gui.plain_table import PlainTable
from gui.theme import DARK, LIGHT
from tests.gui.hands import type_into
from tests.gui.page_studies import KEY, panel, result_of, study_beside_a_later_one, study_of
from tests.oracles.panels import with_crash

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

TRADABLE = Parameters.preset("tradable")
ASKED = dt.date(2016, 3, 16)


def a_day(**changed: object) -> ExplainedDay:
    """The sixteenth of March 2020 of an account that held 0.62 and wanted 0.36."""
    symbols = (
        SymbolDay("SPY", 0.25, 0.5, 0.2, 0.2, 0.0722, -0.0518, -0.11),
        SymbolDay("TLT", 0.75, 0.5, 0.8, 0.8, 0.2888, -0.2072, -0.075),
    )
    day = ExplainedDay(
        date=dt.date(2020, 3, 16),
        row=2000,
        weights_known=dt.date(2020, 2, 28),
        weights_decided=dt.date(2020, 3, 2),
        volatility_known=dt.date(2020, 3, 13),
        drawdown_known=dt.date(2020, 3, 13),
        looks_ahead=False,
        volatility=0.312,
        raw=0.12 / 0.312,
        raw_bound=Bound.NONE,
        clipped=0.12 / 0.312,
        drawdown=-0.113,
        brake=0.939,
        target_bound=Bound.NONE,
        target=0.361,
        before=0.62,
        trade=Trade.OUT_OF_BAND,
        rebalanced=False,
        leverage=0.361,
        gross=-0.082,
        turnover=0.259,
        cost=0.0000518,
        financing=-0.0000507,
        ret=-0.0296,
        ret_base=-0.082,
        equity_before=1.42,
        equity_after=1.378,
        symbols=symbols,
    )
    return dataclasses.replace(day, **changed)  # type: ignore[arg-type]


def sentences(day: ExplainedDay, parameters: Parameters = TRADABLE) -> dict[str, str]:
    lines = story(day, parameters)
    return {line.title: line.sentence.replace("\N{NO-BREAK SPACE}", " ") for line in lines}


def outcomes(day: ExplainedDay, parameters: Parameters = TRADABLE) -> dict[str, str]:
    lines = story(day, parameters)
    return {line.title: line.outcome.replace("\N{NO-BREAK SPACE}", " ") for line in lines}


# --- words


def test_a_day_is_told_as_a_chain_of_seven_steps() -> None:
    assert sentences(a_day()) == {
        "Weights": "Decided with returns up to 2020-02-28; they have earned since 2020-03-02.",
        "Volatility": "31.2 % a year over 60 sessions to 2020-03-13; "
        "target 12.0 % / 31.200 % = 0.385.",
        "Drawdown": "−11.3 % after 2020-03-13; the brake acts from 10 %, fully from 25 %.",
        "Target": "0.385 × 0.939 = 0.361, within 0.30 to 2.00.",
        "Leverage": "Had drifted to 0.620, 0.259 from the target and more than the band 0.050: "
        "lowered to 0.361.",
        "Costs": "Traded 25.90 % of equity, at 2.00 bp: 0.005 %; interest earned on cash 0.005 %.",
        "Earned": "Base portfolio −8.20 % before costs; times 0.361, after costs and interest: "
        "−2.96 %; equity 1.4200 → 1.3780.",
    }
    assert outcomes(a_day()) == {
        "Weights": "kept",
        "Volatility": "0.385",
        "Drawdown": "× 0.939",
        "Target": "0.361",
        "Leverage": "0.361",
        "Costs": "0.000 %",
        "Earned": "−2.96 %",
    }


@pytest.mark.parametrize(
    ("changed", "title", "words"),
    [
        ({"weights_decided": dt.date(2020, 3, 16)}, "Weights", "they earn from this day on"),
        ({"weights_decided": dt.date(2020, 2, 28)}, "Weights", "have earned that very day too"),
        ({"volatility": None, "raw": None, "clipped": 1.0}, "Volatility", "fewer than 60 returns"),
        ({"raw_bound": Bound.HIGHEST, "raw": 3.0, "clipped": 2.0}, "Volatility",
         "= 3.000, cut to the highest, 2.000."),
        ({"raw_bound": Bound.LOWEST, "raw": 0.1, "clipped": 0.3}, "Volatility",
         "= 0.100, raised to the lowest, 0.300."),
        ({"volatility": 0.0, "raw": float("inf"), "clipped": 2.0}, "Volatility",
         "nothing moved: the highest leverage, 2.000."),
        ({"drawdown_known": None, "drawdown": 0.0}, "Drawdown", "No day before this one"),
        ({"drawdown": -0.05}, "Drawdown", "no brake before 10 %"),
        ({"drawdown": -0.3}, "Drawdown", "full brake from 25 % on"),
        ({"target_bound": Bound.LOWEST, "target": 0.3}, "Target", "raised to the lowest, 0.300"),
        ({"trade": Trade.FIRST, "before": None}, "Leverage", "First day: bought from cash"),
        ({"trade": Trade.IN_BAND, "before": 0.361}, "Leverage", "left alone"),
        ({"trade": Trade.OUT_OF_BOUNDS, "before": 0.2}, "Leverage",
         "out of 0.30 to 2.00: raised to 0.361"),
        ({"turnover": 0.0, "financing": 0.0}, "Costs", "Nothing traded; no interest."),
        ({"financing": 0.0001}, "Costs", "interest paid 0.010 %"),
        ({"rebalanced": True}, "Costs", "new weights included"),
        ({"equity_after": 0.0}, "Earned", "The account is wiped out."),
    ],
)  # fmt: skip
def test_what_is_special_about_a_day_is_said(
    changed: dict[str, object], title: str, words: str
) -> None:
    assert words in sentences(a_day(**changed))[title]


def test_trades_that_cost_nothing_are_told_so() -> None:
    free = TRADABLE.changed(cost_bps=0.0)

    assert "of equity, at no cost;" in sentences(a_day(cost=0.0), free)["Costs"]


def test_a_day_after_ruin_has_nothing_to_tell() -> None:
    (line,) = story(a_day(trade=Trade.NOTHING_LEFT), TRADABLE)

    assert "wiped out before this day" in line.sentence


@pytest.mark.parametrize(
    ("own", "what"),
    [
        (("weights_known",), "the weights of 2020-03-16 were"),
        (("volatility_known",), "the leverage of 2020-03-16 was"),
        (("weights_known", "volatility_known"), "the weights and the leverage of 2020-03-16 were"),
    ],
)
def test_a_day_that_knew_its_own_return_is_warned_of(own: tuple[str, ...], what: str) -> None:
    date = dt.date(2020, 3, 16)
    day = a_day(looks_ahead=True, **{name: date for name in own})

    assert warning(a_day()) == ""
    assert warning(day) == (
        f"Looks ahead: {what} decided with the return of 2020-03-16 itself. "
        "Nobody could have traded that."
    )
    ahead = {line.title for line in story(day, TRADABLE) if line.looks_ahead}
    assert len(ahead) == len(own)


def test_another_day_than_the_one_asked_for_is_told() -> None:
    day, last = a_day(), dt.date(2020, 12, 31)

    assert elsewhere(dt.date(2020, 3, 16), day, last) == ""
    assert "No prices on 2020-03-17" in elsewhere(dt.date(2020, 3, 17), day, last)
    assert "before the first day" in elsewhere(dt.date(2019, 1, 1), day, last)
    assert "after the last day" in elsewhere(dt.date(2021, 1, 1), day, last)


def test_the_symbols_have_their_parts_and_their_sums() -> None:
    first, second, total = symbol_rows(a_day())

    assert first.cells == (
        "SPY", "25.00", "50.00", "20.00", "7.22", "−5.18", "−11.00", "−0.794"
    )  # fmt: skip
    assert second.cells[0] == "TLT"
    assert total.cells == (
        "All", "100.00", "100.00", "100.00", "36.10", "−25.90", "−8.20", "−2.960"
    )  # fmt: skip


# --- the page


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[DayPage]:
    page = DayPage()
    qtbot.addWidget(page)
    page.set_theme(LIGHT)
    page.resize(670, 620)
    with qtbot.waitExposed(page):
        page.show()
    yield page
    page.hide()


@pytest.fixture(scope="module")
def study() -> Study:
    return study_of()


def seen(page: DayPage) -> str:
    return page.findChild(DateEditor, "day_editor").text()


def press(page: DayPage, name: str) -> None:
    button = page.findChild(QToolButton, name)
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def label(page: DayPage, name: str) -> QLabel:
    return page.findChild(QLabel, name)


def test_it_says_that_there_is_nothing_yet(page: DayPage) -> None:
    assert "Run" in label(page, "day_page_message").text()
    assert label(page, "day_page_meaning").text() == MEANING
    assert 40 <= len(MEANING.split()) <= 90


def test_the_last_day_is_shown_first(page: DayPage, study: Study) -> None:
    page.show_study(study, KEY)

    last = result_of(study).dates[-1].date()
    assert seen(page) == last.isoformat()
    assert not page.findChild(QToolButton, "day_after").isEnabled()
    assert page.story.lines == story(page.day, result_of(study).parameters)
    assert label(page, "day_warning").isHidden()


def test_a_day_shown_is_the_core_s_and_stays_when_the_study_changes(
    page: DayPage, study: Study
) -> None:
    page.show_day(np.datetime64(ASKED))  # before there is anything
    page.show_study(study, KEY)
    assert page.day.date == ASKED
    outcome = study.outcome(KEY)
    assert page.day == explained_day(outcome.result, outcome.base, ASKED)

    page.show_study(study_of(target_vol=0.2), KEY)

    assert page.day.date == ASKED
    assert "target 20.0" in page.story.lines[1].sentence
    rows = page.findChild(PlainTable, "day_symbols").rows
    assert [row.cells[0] for row in rows] == ["AAA", "BBB", "CCC", "All"]


def test_days_without_prices_and_outside_are_told(page: DayPage, study: Study) -> None:
    page.show_study(study, KEY)

    page.show_day(np.datetime64("2016-03-19"))  # a Saturday
    assert seen(page) == "2016-03-18"
    assert "No prices on 2016-03-19" in label(page, "day_notice").text()
    page.show_day(np.datetime64("1999-01-01"))
    assert "before the first day" in label(page, "day_notice").text()
    page.show_day(np.datetime64("2016-03-18"))
    assert label(page, "day_notice").isHidden()


def test_arrow_keys_and_buttons_go_from_day_to_day(
    qtbot: QtBot, page: DayPage, study: Study
) -> None:
    page.show_study(study, KEY)
    page.show_day(np.datetime64("2016-03-18"))  # a Friday
    page.setFocus()
    where = page.story
    assert where.hasFocus()

    QTest.keyClick(where, Qt.Key.Key_Right)
    assert seen(page) == "2016-03-21"
    QTest.keyClick(where, Qt.Key.Key_Left)
    QTest.keyClick(where, Qt.Key.Key_Left)
    assert seen(page) == "2016-03-17"
    press(page, "day_after")
    assert seen(page) == "2016-03-18"
    press(page, "day_before")
    assert seen(page) == "2016-03-17"
    button = page.findChild(QToolButton, "trade_after")
    QTest.keyClick(button, Qt.Key.Key_Right)  # on a button too
    assert seen(page) == "2016-03-18"


def test_trades_and_new_weights_are_found(page: DayPage, study: Study) -> None:
    result = result_of(study)
    dates = [day.date().isoformat() for day in result.dates]
    row = dates.index("2016-03-18")
    traded = [i for i, value in enumerate(result.dynamic.turnover) if value > 0]
    decided = [i for i, value in enumerate(result.holdings.decision_of_row) if value >= 0]
    page.show_study(study, KEY)
    page.show_day(np.datetime64("2016-03-18"))

    press(page, "trade_after")
    assert seen(page) == dates[min(i for i in traded if i > row)]
    page.show_day(np.datetime64("2016-03-18"))
    QTest.keyClick(page.story, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert seen(page) == dates[max(i for i in traded if i < row)]
    page.show_day(np.datetime64("2016-03-18"))
    press(page, "weights_after")
    assert seen(page) == dates[min(i for i in decided if i > row)]
    assert page.story.lines[0].outcome == "new"
    page.show_day(np.datetime64(dates[0]))
    for name in ("day_before", "trade_before", "weights_before"):
        assert not page.findChild(QToolButton, name).isEnabled()


def test_a_typed_day_is_shown_and_what_is_no_day_is_told(
    qtbot: QtBot, page: DayPage, study: Study
) -> None:
    page.show_study(study, KEY)
    editor = page.findChild(DateEditor, "day_editor")

    type_into(qtbot, editor, "2016-03-18")
    assert page.day.date == dt.date(2016, 3, 18)
    type_into(qtbot, editor, "2016-13-18")
    assert "2016-13-18 is no day" in label(page, "day_notice").text()
    assert page.day.date == dt.date(2016, 3, 18)
    type_into(qtbot, editor, "2016-03-17")
    assert page.day.date == dt.date(2016, 3, 17)
    assert label(page, "day_notice").isHidden()


def test_a_script_is_warned_of_in_words(page: DayPage) -> None:
    page.show_study(study_of(preset="as-scripted"), KEY)
    page.show_day(np.datetime64(ASKED))

    assert f"Looks ahead: the leverage of {ASKED}" in label(page, "day_warning").text()
    assert not label(page, "day_warning").isHidden()


def test_a_wiped_out_account_can_be_walked_through(page: DayPage) -> None:
    study = study_of(with_crash(panel(), 400, 0.6), lev_min=1.9, dd_min_scale=1.0)
    result = result_of(study)
    assert result.dynamic.wiped_out >= 0
    page.show_study(study, KEY)

    assert page.story.lines[0].title == "Nothing left"
    press(page, "trade_before")
    assert page.day.row <= result.dynamic.wiped_out


def test_days_of_its_own_are_told_beside_a_later_scenario(page: DayPage) -> None:
    page.show_study(study_beside_a_later_one(), KEY)

    assert "its own days" in page.heading.details


def test_the_day_is_copied_as_plain_text(page: DayPage, study: Study) -> None:
    page.show_study(study, KEY)
    page.show_day(np.datetime64(ASKED))

    page.setFocus()
    QTest.keyClick(page.story, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "2016-03-16"
    assert [line.split("\t")[0] for line in lines[1:8]] == [
        "Weights", "Volatility", "Drawdown", "Target", "Leverage", "Costs", "Earned"
    ]  # fmt: skip
    assert lines[9].startswith("Symbol\tDecided\tRisk")
    assert all(line.isascii() for line in lines)


def test_many_symbols_scroll_in_their_table(qtbot: QtBot, page: DayPage) -> None:
    names = tuple(f"S{number:03}" for number in range(60))
    page.show_study(study_of(panel(120, names), alpha_minvar=0.0), KEY)
    table = page.findChild(PlainTable, "day_symbols")

    assert len(table.rows) == 61
    qtbot.waitUntil(lambda: table.verticalScrollBar().maximum() > 0)
    assert table.height() < 400


def test_the_chain_is_whole_at_every_width_and_beside_the_table_where_there_is_room(
    qtbot: QtBot, page: DayPage, study: Study
) -> None:
    page.show_study(study, KEY)
    area = page.findChild(QScrollArea, "day_scroll")
    table = page.findChild(PlainTable, "day_symbols")
    heights = []

    def settled(width: int) -> bool:
        beside = table.mapTo(page, table.rect().topLeft()).x() >= page.story.width()
        fits = area.widget().width() == area.viewport().width()
        whole = page.story.geometry().bottom() < area.widget().height()
        return page.width() == width and fits and whole and beside == (width == 1600)

    for width in (420, 670, 1000, 1600):
        page.resize(width, 700)
        qtbot.waitUntil(lambda width=width: settled(width))
        heights.append(page.story.height())
    assert heights[0] > heights[1] > heights[2]  # fewer lines where there is more room


def test_it_takes_the_colours_of_a_theme(page: DayPage, study: Study) -> None:
    page.show_study(study, KEY)
    light = page.picture().grab().toImage()

    page.set_theme(DARK)

    assert page.picture().grab().toImage() != light


def test_the_cells_show_whole_numbers(page: DayPage, study: Study) -> None:
    page.show_study(study, KEY)
    table = page.findChild(PlainTable, "day_symbols")

    total = table.rows[-1].cells
    for column, cell in enumerate(total):
        room = table.columnWidth(column) - 2 * 10  # padding of the style sheet and Qt's own margin
        assert table.fontMetrics().horizontalAdvance(cell) <= room
