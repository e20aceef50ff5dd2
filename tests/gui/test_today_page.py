"""What a person sees on the page Today, and does there."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator

import pandas as pd
import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from core.next_session import next_session
from core.order_account import OrderAccount
from core.orders import OrderList, order_list
from core.prices import LoadedPrices, PriceSource
from core.project import Project
from core.scenario import Scenario
from core.study import Study, project_study
from gui.amount_text import amount_text, plain_text, price_text, typed_amount
from gui.orders_table import HEADINGS, pasted_shares
from gui.theme import DARK
from gui.today_page import NextSessionTask, TodayPage
from tests.core.small import small_parameters
from tests.gui.hands import type_into
from tests.gui.page_studies import KEY, panel, study_of

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

MINUS = "\N{MINUS SIGN}"


class Desk:
    """Stands for the window: does what is asked at once, and keeps what is written and told."""

    def __init__(self, page: TodayPage) -> None:
        self.page = page
        self.tasks: list[object] = []
        self.written: list[tuple[str, str, object]] = []
        self.accounts: list[OrderAccount] = []
        self.answers = True
        page.asked.connect(self.take)
        page.written.connect(lambda *one: self.written.append(one))
        page.account_changed.connect(self.accounts.append)

    def take(self, task: NextSessionTask | None) -> None:
        if task is None:
            return
        self.tasks.append(task)
        if self.answers:
            self.do(task)

    def do(self, task: NextSessionTask) -> None:
        from core.errors import BacktestError

        try:
            result = task()
        except BacktestError as error:
            self.page.take_failure(task, error)
        else:
            self.page.take(task, result)


@pytest.fixture
def english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def page(qtbot: QtBot, english: None) -> Iterator[TodayPage]:
    page = TodayPage(clock=lambda: dt.date(2018, 1, 26))
    qtbot.addWidget(page)
    page.resize(900, 700)
    with qtbot.waitExposed(page):
        page.show()
    yield page
    page.hide()


@pytest.fixture
def desk(page: TodayPage) -> Desk:
    return Desk(page)


def table(page: TodayPage) -> QTableView:
    found = page.findChild(QTableView, "orders_table")
    assert found is not None
    return found


def rows(page: TodayPage) -> dict[str, dict[str, str]]:
    """The table as it is read, by its first column."""
    model = table(page).model()
    cells = [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
    return {line[0]: dict(zip(HEADINGS, line, strict=True)) for line in cells}


def text(page: TodayPage, name: str) -> str:
    return page.findChild(QLabel, name).text()


def orders_of(study: Study, equity: float, held: dict[str, float] | None) -> OrderList:
    parameters = study.project.scenarios[0].parameters
    return order_list(next_session(study.loaded, parameters), parameters, equity, held)


def press(qtbot: QtBot, page: TodayPage, name: str) -> None:
    qtbot.mouseClick(page.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def choose(page: TodayPage, words: str) -> None:
    box = page.findChild(QComboBox, "today_held")
    box.setCurrentIndex(box.findText(words))


def test_the_orders_are_those_of_the_next_session(page: TodayPage, desk: Desk) -> None:
    study = study_of()
    page.show_study(study, KEY)
    orders = orders_of(study, 100_000.0, None)
    shown = rows(page)
    assert list(shown) == ["AAA", "BBB", "CCC", "Total", "Borrowed" if orders.cash < 0 else "Cash"]
    for one in orders.orders:
        row = shown[one.symbol]
        assert row["Shares"] == f"{one.shares:,.0f}"
        assert row["Price"] == f"{one.price:,.2f}"
        assert row["Value"] == f"{one.money:,.2f}"
        traded = one.trade_shares
        word = "Buy" if traded > 0 else "Sell" if traded < 0 else "\N{EN DASH}"
        assert row["Order"] == word
        if traded:
            assert row["Trade"] == f"{traded:+,.0f}".replace("-", MINUS)
    positions = sum(one.money for one in orders.orders)
    assert shown["Total"]["Value"] == f"{positions:,.2f}"


def test_the_session_and_the_leverage_stand_above(page: TodayPage, desk: Desk) -> None:
    study = study_of()
    page.show_study(study, KEY)
    found = next_session(study.loaded, study.project.scenarios[0].parameters)
    last = panel().index[-1].date()
    monday = last + dt.timedelta(days=7 - last.weekday() if last.weekday() >= 4 else 1)
    said = text(page, "today_headline")
    assert f" {monday}, after the close of {last}: leverage {found.day.leverage:.2f}" in said
    assert f"{found.day.volatility * 100:.2f} %" in text(page, "today_chain")
    assert page.heading.name == "Mine"


def test_another_account_is_typed_with_or_without_thousands(
    qtbot: QtBot, page: TodayPage, desk: Desk
) -> None:
    study = study_of()
    page.show_study(study, KEY)
    field = page.findChild(QLineEdit, "today_equity")
    assert field.text() == "100,000"
    type_into(qtbot, field, "2,500,000")
    assert desk.accounts == [OrderAccount(2_500_000.0)]
    expected = orders_of(study, 2_500_000.0, None)
    assert rows(page)["AAA"]["Shares"] == f"{expected.orders[0].shares:,.0f}"
    type_into(qtbot, field, "50000")
    assert field.text() == "50,000"
    assert page.account == OrderAccount(50_000.0)
    assert len(desk.tasks) == 1


@pytest.mark.parametrize("typed", ["plenty", "0", "-5", "1e300", ""])
def test_an_account_that_cannot_be_is_told_in_place_and_the_orders_stay(
    qtbot: QtBot, page: TodayPage, desk: Desk, typed: str
) -> None:
    page.show_study(study_of(), KEY)
    before = rows(page)
    type_into(qtbot, page.findChild(QLineEdit, "today_equity"), typed) if typed else None
    if not typed:
        field = page.findChild(QLineEdit, "today_equity")
        field.clear()
        qtbot.keyClick(field, Qt.Key.Key_Return)
    said = page.findChild(QLabel, "today_problem")
    assert said.isVisible()
    assert said.text().endswith(".")
    assert rows(page) == before
    assert desk.accounts == []
    type_into(qtbot, page.findChild(QLineEdit, "today_equity"), "100000")
    assert not said.isVisible()


def test_parts_of_shares_meet_the_leverage(qtbot: QtBot, page: TodayPage, desk: Desk) -> None:
    page.show_study(study_of(), KEY)
    page.findChild(QCheckBox, "today_fractional").setFocus()
    qtbot.keyClick(page.findChild(QCheckBox, "today_fractional"), Qt.Key.Key_Space)
    assert desk.accounts == [OrderAccount(fractional=True)]
    assert "." in rows(page)["AAA"]["Shares"]


def test_with_nothing_held_all_of_it_is_bought(page: TodayPage, desk: Desk) -> None:
    study = study_of()
    page.show_study(study, KEY)
    choose(page, "Nothing")
    assert desk.accounts == [OrderAccount(held=())]
    for one in orders_of(study, 100_000.0, {}).orders:
        row = rows(page)[one.symbol]
        assert (row["Order"], row["Held"]) == ("Buy", "0")
        assert row["Trade"] == f"+{one.shares:,.0f}"


def test_shares_held_are_typed_on_their_row(qtbot: QtBot, page: TodayPage, desk: Desk) -> None:
    study = study_of()
    page.show_study(study, KEY)
    page.activateWindow()
    view = table(page)
    view.setFocus()
    view.selectRow(1)
    qtbot.keyClick(view, Qt.Key.Key_1)
    editor = view.viewport().findChild(QLineEdit)
    assert editor is not None
    qtbot.keyClicks(editor, "00000")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(desk.accounts))
    assert page.findChild(QComboBox, "today_held").currentText() == "Typed by me"
    assert desk.accounts[-1] == OrderAccount(held=(("BBB", 100_000.0),))
    assert rows(page)["BBB"]["Held"] == "100,000"
    assert rows(page)["BBB"]["Order"] == "Sell"
    assert rows(page)["AAA"]["Held"] == "0"

    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert desk.accounts[-1] == OrderAccount(held=())


@pytest.mark.parametrize("typed", ["-3", "many"])
def test_shares_that_cannot_be_are_told_in_place(
    qtbot: QtBot, page: TodayPage, desk: Desk, typed: str
) -> None:
    page.show_study(study_of(), KEY)
    view = table(page)
    view.setFocus()
    view.selectRow(0)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    type_into(qtbot, view.viewport().findChild(QLineEdit), typed)
    qtbot.waitUntil(lambda: bool(text(page, "today_problem")))
    said = text(page, "today_problem")
    assert "AAA" in said
    assert "shares" in said
    assert desk.accounts == []


def test_a_column_of_a_spreadsheet_is_pasted(qtbot: QtBot, page: TodayPage, desk: Desk) -> None:
    page.show_study(study_of(), KEY)
    QGuiApplication.clipboard().setText("Symbol\tShares\nbbb\t1,200\nAAA\t12.5\n")
    table(page).setFocus()
    qtbot.keyClick(table(page), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert desk.accounts == [OrderAccount(held=(("BBB", 1_200.0), ("AAA", 12.5)))]
    assert rows(page)["BBB"]["Held"] == "1,200"

    QGuiApplication.clipboard().setText("AAA\tone\nBBB\ttwo")
    qtbot.keyClick(table(page), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "is no symbol with its number of shares" in text(page, "today_problem")
    assert len(desk.accounts) == 1


def test_what_is_pasted_is_understood_or_refused_as_a_whole() -> None:
    symbols = ("AAA", "BBB", "CCC")
    assert pasted_shares(["5", "6"], symbols, 1) == ({"BBB": 5.0, "CCC": 6.0}, "", False)
    assert pasted_shares(["5", "6"], symbols, 2)[0] == {}
    assert pasted_shares(["XYZ;5"], symbols, 0) == ({"XYZ": 5.0}, "", True)
    assert pasted_shares(["AAA 5"], symbols, 0) == ({"AAA": 5.0}, "", True)
    assert "twice" in pasted_shares(["AAA\t5", "aaa\t6"], symbols, 0)[1]
    assert pasted_shares(["AAA\t5\t6"], symbols, 0)[0] == {}
    assert pasted_shares([""], symbols, 0)[0] == {}


def test_a_symbol_held_besides_is_shown_and_told(page: TodayPage, desk: Desk) -> None:
    page.set_account(OrderAccount(held=(("AAA", 3.0), ("ARKK", 5.0))))
    page.show_study(study_of(), KEY)
    assert rows(page)["ARKK"]["Held"] == "5"
    assert rows(page)["ARKK"]["Order"] == "no order"
    assert rows(page)["AAA"]["Held"] == "3"
    assert "ARKK is held, but not among the symbols" in text(page, "today_warning")
    assert desk.accounts == []  # what the project says is not told back


def test_the_table_is_copied_in_plain_numbers(qtbot: QtBot, page: TodayPage, desk: Desk) -> None:
    study = study_of()
    page.set_account(OrderAccount(5_000_000.0, held=()))
    page.show_study(study, KEY)
    press(qtbot, page, "today_copy")
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert tuple(lines[0]) == HEADINGS
    assert [line[0] for line in lines[1:4]] == ["AAA", "BBB", "CCC"]
    for line, one in zip(lines[1:], orders_of(study, 5_000_000.0, {}).orders, strict=False):
        assert line[1] == "Buy"
        assert float(line[2]) == one.trade_shares > 999
        assert float(line[6]) == pytest.approx(one.money)
    table(page).selectRow(1)
    qtbot.keyClick(table(page), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert [line[:3] for line in QGuiApplication.clipboard().text().split("\n")] == ["Sym", "BBB"]


def test_the_orders_are_written_to_a_file(qtbot: QtBot, page: TodayPage, desk: Desk) -> None:
    study = study_of()
    page.show_study(study, KEY)
    press(qtbot, page, "today_export")
    ((name, what, make),) = desk.written
    found = next_session(study.loaded, study.project.scenarios[0].parameters)
    assert name == f"ballast-orders-mine-{found.session}.csv"
    assert what == "the orders"
    assert callable(make)
    content = list(csv.DictReader(make().decode().splitlines()))
    shares = [float(row["shares"]) for row in content[:3]]
    assert shares == [one.shares for one in orders_of(study, 100_000.0, None).orders]


def sourced(frame: pd.DataFrame, **source: object) -> Study:
    scenario = Scenario(KEY, "Mine", small_parameters(), 1)
    prices = LoadedPrices(frame, PriceSource("file", "prices", **source))  # type: ignore[arg-type]
    return project_study(Project((scenario,)), prices)


def test_invented_and_old_prices_are_told(page: TodayPage, desk: Desk, qtbot: QtBot) -> None:
    page.show_study(study_of(), KEY)
    warning = page.findChild(QLabel, "today_warning")
    assert not warning.isVisible()  # the clock stands one day after the last price
    page.show_study(sourced(panel(), simulated=True), KEY)
    assert warning.isVisible()
    assert "Simulated prices" in warning.text()
    page.show_study(sourced(panel(700)), KEY)
    age = (dt.date(2018, 1, 26) - panel(700).index[-1].date()).days
    assert f"The last price is {age} days old" in warning.text()


def test_a_script_without_a_lag_is_told_in_one_sentence(page: TodayPage, desk: Desk) -> None:
    study = study_of(execution_lag=0, drift=False)
    page.show_study(study, KEY)
    said = page.findChild(QLabel, "today_page_message")
    assert said.isVisible()
    assert "set the execution lag" in said.text()
    page.show_study(study, KEY)  # a step of something else
    assert "set the execution lag" in said.text()
    page.show_study(study_of(), KEY)
    assert table(page).isVisible()


def test_what_has_not_changed_is_not_asked_again_and_old_answers_are_dropped(
    page: TodayPage, desk: Desk
) -> None:
    study = study_of()
    page.show_study(study, KEY)
    page.show_study(study, KEY)
    assert len(desk.tasks) == 1
    before = rows(page)
    desk.answers = False
    page.show_study(study_of(target_vol=0.05), KEY)
    page.show_study(study_of(target_vol=0.30), KEY)
    assert rows(page) == before  # what was shown stays until there is an answer
    _, first, second = desk.tasks
    desk.do(first)  # type: ignore[arg-type]
    assert rows(page) == before
    desk.do(second)  # type: ignore[arg-type]
    assert rows(page) != before


@pytest.mark.parametrize("width", [420, 670, 1600])
def test_no_cell_is_cut(page: TodayPage, desk: Desk, width: int) -> None:
    page.resize(1600, 700)
    page.set_theme(DARK)
    page.show_study(study_of(), KEY)
    page.resize(width, 700)
    assert page.width() == width  # controls that were in one row do not keep it wide
    view = table(page)
    for row in range(view.model().rowCount()):
        for column in range(view.model().columnCount()):
            index = view.model().index(row, column)
            font = index.data(Qt.ItemDataRole.FontRole) or view.font()
            width_of_text = QFontMetrics(font).horizontalAdvance(str(index.data()))
            assert width_of_text + 8 <= view.columnWidth(column), index.data()


def test_amounts_are_written_and_read_as_the_locale_has_them(english: None) -> None:
    assert amount_text(1234567.891, 2) == "1,234,567.89"
    assert amount_text(-0.001, 2) == "0.00"
    assert price_text(0.00012346) == "0.0001235"
    assert plain_text(-1234.5) == "-1234.5"
    assert typed_amount("1,234,567.5") == 1_234_567.5
    assert typed_amount("1 234\N{NO-BREAK SPACE}567") == 1_234_567.0
    assert typed_amount("12,5") == 12.5
    assert typed_amount("1,2,3") is None
    assert typed_amount("nan") is None
    QLocale.setDefault(QLocale("de_DE"))
    assert amount_text(1234567.891, 2) == "1.234.567,89"
    assert typed_amount("1.234.567,5") == 1_234_567.5
    assert plain_text(1234.5) == "1234,5"
