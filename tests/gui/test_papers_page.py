"""What a person sees on the page Papers, and does there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from core.errors import DataError
from core.prices import LoadedPrices, PriceSource
from core.study import Study
from gui.papers_page import ComputeExamples, PapersPage
from gui.theme import DARK, LIGHT
from tests.gui.page_studies import KEY, study_of

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


class Asked(list[ComputeExamples]):
    """The tasks that the page has asked for, done at once unless it is told to wait."""

    def __init__(self, page: PapersPage) -> None:
        super().__init__()
        self.waits = False
        self._page = page
        page.asked.connect(self._do)

    def _do(self, task: ComputeExamples) -> None:
        self.append(task)
        if not self.waits:
            self.do(len(self) - 1)

    def do(self, place: int) -> None:
        self._page.take(self[place], self[place](lambda stage, fraction: True))


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[PapersPage]:
    page = PapersPage()
    qtbot.addWidget(page)
    page.resize(900, 700)
    with qtbot.waitExposed(page):
        page.show()
    yield page
    page.hide()


@pytest.fixture
def asked(page: PapersPage) -> Asked:
    return Asked(page)


@pytest.fixture(scope="module")
def study() -> Study:
    return study_of()


def summary(page: PapersPage) -> str:
    return page.findChild(QLabel, "papers_summary").text()


def message(page: PapersPage) -> QLabel:
    return page.findChild(QLabel, "papers_page_message")


def rows(page: PapersPage) -> list[list[str]]:
    model = page.findChild(QTableView, "papers_table").model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def press(qtbot: QtBot, page: PapersPage, name: str) -> None:
    qtbot.mouseClick(page.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def test_how_many_agree_stands_above_the_table(
    page: PapersPage, asked: Asked, study: Study
) -> None:
    page.show_study(study, KEY)
    assert summary(page).startswith("89 of 89 numbers agree; 29 need real prices. Computed at ")
    assert page.findChild(QLabel, "papers_summary").isVisible()
    marks = [row[-1] for row in rows(page)]
    assert marks.count("agrees") == 89
    assert "differs" not in marks


def test_a_row_has_both_numbers_their_difference_and_a_word(
    page: PapersPage, asked: Asked, study: Study
) -> None:
    page.show_study(study, KEY)
    table = rows(page)
    assert ["Ulcer index, %", "10.307764", "10.30776406", "0.00000006", "agrees"] in table
    heads = [row[0] for row in table]
    title = heads.index("Levered returns, attributed")
    assert heads[title + 1].startswith("Anderson, Bianchi and Goldberg (2014)")


def test_a_wrong_solver_is_seen(
    page: PapersPage, asked: Asked, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "core.weights.risk_parity_weights", lambda covariance: np.full(len(covariance), 0.25)
    )
    page.show_study(study, KEY)
    assert not summary(page).startswith("89 of 89")
    wrong = [row for row in rows(page) if row[-1] == "differs"]
    assert ["Equal risk: weight 1, %", "48.000000", "25.00000000", "−23.00000000"] in [
        row[:4] for row in wrong
    ]
    assert LIGHT.error in page.findChild(QLabel, "papers_summary").styleSheet()


def test_the_button_computes_everything_again(
    qtbot: QtBot, page: PapersPage, asked: Asked, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.show_study(study, KEY)
    monkeypatch.setattr("core.papers.accounts.drawdowns", lambda equity: 0.0 * equity)
    page.show_study(study, KEY)
    assert summary(page).startswith("89 of 89")
    press(qtbot, page, "papers_again")
    assert summary(page).startswith("84 of 89")  # four falls and the index are gone


def test_it_is_asked_once_while_the_prices_are_the_same(
    page: PapersPage, asked: Asked, study: Study
) -> None:
    for _ in range(3):
        page.show_study(study, KEY)
    assert len(asked) == 1
    assert asked[0].loaded is study.loaded


def test_until_the_first_answer_a_sentence_says_what_is_done(
    page: PapersPage, asked: Asked, study: Study
) -> None:
    asked.waits = True
    page.show_study(study, KEY)
    assert message(page).isVisible()
    assert message(page).text().startswith("Computing the published examples")
    asked.do(0)
    assert not message(page).isVisible()


def test_an_answer_to_an_earlier_question_is_passed_over(
    qtbot: QtBot, page: PapersPage, asked: Asked, study: Study
) -> None:
    asked.waits = True
    page.show_study(study, KEY)
    page.show_message("Nothing to show yet.")
    asked.do(0)
    assert message(page).isVisible()
    asked.do(1)
    assert asked[1].loaded is None
    assert not message(page).isVisible()


def test_without_a_study_the_examples_are_computed_all_the_same(
    page: PapersPage, asked: Asked
) -> None:
    page.show_message("Nothing to show yet.")
    assert summary(page).startswith("89 of 89 numbers agree")
    assert any("No prices are at hand" in row[0] for row in rows(page))


def test_real_prices_of_the_study_are_used(page: PapersPage, asked: Asked, study: Study) -> None:
    days = pd.bdate_range("2012-12-31", "2013-12-31")
    frame = pd.DataFrame({"SPY": 50.0 * 1.3231 ** np.linspace(0.0, 1.0, len(days))}, index=days)
    page.show_study(study, KEY)
    known = LoadedPrices(frame, PriceSource("file", "spy.csv"))
    other = Study(study.project, known, study.outcomes, study.comparison, study.failures)
    page.show_study(other, KEY)
    assert len(asked) == 2
    assert summary(page).startswith("90 of 90 numbers agree; 28 need real prices.")
    assert ["SPY 2013, %", "32.31", "32.3100", "0.0000", "agrees"] in rows(page)
    assert ["SPY 2008, %", "−36.80", "–", "–", "absent"] in rows(page)


def test_a_failure_is_told_and_asked_again_later(
    page: PapersPage, asked: Asked, study: Study
) -> None:
    asked.waits = True
    page.show_study(study, KEY)
    page.take_failure(asked[0], DataError("It failed."))
    assert message(page).text() == "It failed."
    asked.waits = False
    page.show_study(study, KEY)
    assert summary(page).startswith("89 of 89")


@pytest.mark.parametrize("width", [420, 500, 670, 900, 1600])
def test_the_word_of_each_row_is_in_sight(
    page: PapersPage, asked: Asked, study: Study, width: int
) -> None:
    page.show_study(study, KEY)
    page.resize(width, 620)
    view = page.findChild(QTableView, "papers_table")
    assert view.horizontalHeader().length() <= view.viewport().width()
    assert [row[-1] for row in rows(page)].count("agrees") == 89
    assert ("Difference" in page.table.text().split("\n")[0]) == (width >= 670)


def test_rows_are_copied_as_text(
    qtbot: QtBot, page: PapersPage, asked: Asked, study: Study
) -> None:
    page.show_study(study, KEY)
    press(qtbot, page, "papers_copy")
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert lines[0][:4] == ["Number", "Expected", "Computed", "Difference"]
    assert ["Drawdown, day 6, %", "-25.000000", "-25.00000000"] in [line[:3] for line in lines]


def test_all_numbers_can_be_written_into_a_file(
    qtbot: QtBot, page: PapersPage, asked: Asked, study: Study
) -> None:
    page.show_study(study, KEY)
    with qtbot.waitSignal(page.written) as told:
        press(qtbot, page, "papers_export")
    name, what, make = told.args
    assert (name, what) == ("published-examples.csv", "the examples")
    table = list(csv.DictReader(io.StringIO(make().decode())))
    assert [row["agrees"] for row in table].count("yes") == 89


def test_the_colours_follow_the_theme(page: PapersPage, asked: Asked, study: Study) -> None:
    page.show_study(study, KEY)
    page.set_theme(DARK)
    assert DARK.text in page.findChild(QLabel, "papers_summary").styleSheet()


def test_the_keyboard_reaches_the_buttons_before_the_table(
    qtbot: QtBot, page: PapersPage, asked: Asked, study: Study
) -> None:
    page.show_study(study, KEY)
    page.activateWindow()
    names = []
    page.findChild(QPushButton, "papers_again").setFocus()
    for _ in range(4):
        names.append(page.focusWidget().objectName())
        qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
    assert names == ["papers_again", "papers_copy", "papers_export", "papers_table"]


def test_what_it_means_and_what_not_stands_below(
    page: PapersPage, asked: Asked, study: Study
) -> None:
    page.show_study(study, KEY)
    said = page.findChild(QLabel, "papers_page_meaning")
    assert said.isVisible()
    assert "nothing about your strategy" in said.text()
