"""What a person sees on the page Returns, and does there."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QLabel, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from gui.returns_colors import STEPS, heat_colors, heat_step
from gui.returns_page import ReturnsPage
from gui.theme import DARK, LIGHT, Theme
from tests.gui.page_studies import KEY, panel, result_of, study_beside_a_later_one, study_of
from tests.gui.test_theme import contrast

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[ReturnsPage]:
    page = ReturnsPage()
    qtbot.addWidget(page)
    page.resize(900, 500)
    with qtbot.waitExposed(page):
        page.show()
    yield page
    page.hide()


def table(page: ReturnsPage) -> QTableView:
    found = page.findChild(QTableView, "returns_table")
    assert found is not None
    return found


def cells(page: ReturnsPage) -> dict[tuple[str, str], str]:
    """What the table says of each year and month."""
    model = table(page).model()
    heads = [
        [str(model.headerData(n, side)) for n in range(count)]
        for side, count in (
            (Qt.Orientation.Vertical, model.rowCount()),
            (Qt.Orientation.Horizontal, model.columnCount()),
        )
    ]
    return {
        (year, month): str(model.index(row, column).data())
        for row, year in enumerate(heads[0])
        for column, month in enumerate(heads[1])
    }


def by_pandas(dates: pd.DatetimeIndex, returns: np.ndarray) -> dict[tuple[str, str], float]:
    """Percent a month and a year, compounded by pandas."""
    growth = pd.Series(1.0 + returns, index=dates)
    found = {
        (str(day.year), MONTHS[day.month - 1]): 100.0 * (value - 1.0)
        for day, value in growth.resample("ME").prod().items()
    }
    yearly = growth.resample("YE").prod().items()
    return found | {(str(day.year), "Year"): 100.0 * (value - 1.0) for day, value in yearly}


def words(value: float) -> str:
    return f"{value + 0.0:.1f}".replace("-0.0", "0.0").replace("-", "\N{MINUS SIGN}")


def press(qtbot: QtBot, page: ReturnsPage, name: str) -> None:
    qtbot.mouseClick(page.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def test_each_cell_is_the_compounded_return_of_its_month_or_year(page: ReturnsPage) -> None:
    study = study_of()
    page.show_study(study, KEY)
    result = result_of(study)
    expected = by_pandas(result.dates, result.dynamic.returns)
    shown = cells(page)
    assert {place: text for place, text in shown.items() if text} == {
        place: words(value) for place, value in expected.items()
    }


def test_the_base_portfolio_and_the_difference_are_shown_where_they_are_chosen(
    qtbot: QtBot, page: ReturnsPage
) -> None:
    study = study_of()
    page.show_study(study, KEY)
    result = result_of(study)
    base = by_pandas(result.dates, result.base.returns)
    dynamic = by_pandas(result.dates, result.dynamic.returns)

    press(qtbot, page, "account_base")
    assert cells(page)["2016", "Mar"] == words(base["2016", "Mar"])
    press(qtbot, page, "account_difference")
    shown = cells(page)
    for place in (("2016", "Mar"), ("2017", "Year")):
        assert shown[place] == words(dynamic[place] - base[place])
    said = page.findChild(QLabel, "returns_words")
    assert "percentage points" in said.text()


def test_the_returns_are_those_of_the_compared_days(qtbot: QtBot, page: ReturnsPage) -> None:
    study = study_beside_a_later_one()
    page.show_study(study, KEY)
    result, first = result_of(study), study.comparison.dates[0]
    assert result.dates[0] < first
    kept = result.dates >= first
    dynamic = by_pandas(result.dates[kept], result.dynamic.returns[kept])
    base = by_pandas(result.dates[kept], result.base.returns[kept])
    last = f"{result.dates[-1]:%Y-%m-%d}"
    assert page.heading.details == f"{first:%Y-%m-%d} to {last}, the compared days"
    years = {year for year, _ in cells(page)}
    assert years == {year for year, _ in dynamic}
    assert {place: text for place, text in cells(page).items() if text} == {
        place: words(value) for place, value in dynamic.items()
    }
    press(qtbot, page, "account_base")
    assert all(cells(page)[year, "Year"] == words(base[year, "Year"]) for year in years)


def test_a_hidden_scenario_has_its_own_days(page: ReturnsPage) -> None:
    page.show_study(study_beside_a_later_one(), KEY)
    study = study_beside_a_later_one(visible=False)
    page.show_study(study, KEY)
    first, last = (f"{result_of(study).dates[row]:%Y-%m-%d}" for row in (0, -1))
    assert page.heading.details == f"{first} to {last}"
    expected = by_pandas(result_of(study).dates, result_of(study).dynamic.returns)
    assert cells(page)[first[:4], "Year"] == words(expected[first[:4], "Year"])


def test_the_newest_year_is_on_top(page: ReturnsPage) -> None:
    page.show_study(study_of(), KEY)
    years = list(dict.fromkeys(year for year, _ in cells(page)))
    assert years == ["2018", "2017", "2016", "2015"]


def test_a_month_of_which_only_a_part_is_there_is_marked(page: ReturnsPage) -> None:
    study = study_of()
    page.show_study(study, KEY)
    last = result_of(study).dates[-1]
    assert last < last + pd.offsets.BMonthEnd(0)  # the panel ends within a month
    model = table(page).model()
    hint = model.index(0, last.month - 1).data(Qt.ItemDataRole.ToolTipRole)
    assert hint.endswith("part of the period only")
    assert "part" not in model.index(1, 5).data(Qt.ItemDataRole.ToolTipRole)
    assert "* Only a part of the period" in page.findChild(QLabel, "returns_words").text()


def test_gains_are_bluish_losses_orange_and_what_is_not_there_is_bare(page: ReturnsPage) -> None:
    page.show_study(study_of(), KEY)
    view = table(page)
    picture = view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    seen = 0
    for (_, month), text, index in _places(page):
        corner = view.visualRect(index).topLeft() + QPoint(2, 2)
        color = picture.pixelColor(corner)
        if not text:
            assert color == QColor(LIGHT.window)
        elif month != "Year" and abs(float(text.replace("\N{MINUS SIGN}", "-"))) >= 1.0:
            is_gain = not text.startswith("\N{MINUS SIGN}")
            assert (color.blue() > color.red()) == is_gain
            seen += 1
    assert seen > 10


def _places(page: ReturnsPage) -> Iterator[tuple[tuple[str, str], str, QModelIndex]]:
    model = table(page).model()
    places = itertools.product(range(model.rowCount()), range(model.columnCount()))
    for (place, text), (row, column) in zip(cells(page).items(), places, strict=True):
        yield place, text, model.index(row, column)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_every_number_can_be_read_on_its_colour(theme: Theme) -> None:
    colors = heat_colors(theme)
    assert len(colors) == 2 * STEPS + 1
    for cell, ink in colors:
        assert contrast(cell, ink) >= 4.5
    assert colors[STEPS][0] == theme.base


@pytest.mark.parametrize(
    ("value", "step"),
    [(0.0, STEPS), (5.0, 2 * STEPS), (50.0, 2 * STEPS), (-2.5, STEPS // 2), (-99.0, 0)],
)
def test_colours_grow_up_to_the_full_one(value: float, step: int) -> None:
    assert heat_step(value, 5.0) == step


def test_all_cells_are_copied_as_numbers_that_a_spreadsheet_takes(
    qtbot: QtBot, page: ReturnsPage
) -> None:
    study = study_of()
    page.show_study(study, KEY)
    qtbot.keyClick(table(page), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].split("\t") == ["", *MONTHS, "Year"]
    result = result_of(study)
    expected = by_pandas(result.dates, result.dynamic.returns)
    year, *values = lines[2].split("\t")
    assert year == "2017"
    assert [float(value) for value in values] == pytest.approx(
        [expected["2017", month] for month in (*MONTHS, "Year")], abs=0.05
    )


def test_cells_are_walked_with_arrow_keys_and_those_selected_are_copied(
    qtbot: QtBot, page: ReturnsPage
) -> None:
    page.show_study(study_of(), KEY)
    view = table(page)
    view.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(view, key)
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    shown = cells(page)
    minus = str.maketrans("\N{MINUS SIGN}", "-")
    pair = "\t".join(shown["2017", month] for month in ("Mar", "Apr")).translate(minus)
    assert QGuiApplication.clipboard().text() == f"\tMar\tApr\n2017\t{pair}"


def test_a_narrow_page_shows_all_months_at_once(page: ReturnsPage) -> None:
    page.resize(600, 500)
    page.show_study(study_of(), KEY)
    assert not table(page).horizontalScrollBar().isVisible()


def test_fifty_years_can_be_scrolled(qtbot: QtBot, page: ReturnsPage) -> None:
    page.show_study(study_of(panel(50 * 261), rebalance_freq="YE"), KEY)
    view = table(page)
    assert view.verticalScrollBar().isVisible()
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()


def test_the_scenario_is_named_above_and_renamed_with_it(page: ReturnsPage) -> None:
    page.show_study(study_of(name="Careful"), KEY)
    assert page.heading.name == "Careful"
    page.show_study(study_of(name="Bold"), KEY)
    assert page.heading.name == "Bold"


def test_a_scenario_without_a_result_is_told_in_a_sentence(page: ReturnsPage) -> None:
    page.show_study(study_of(symbols=("AAA", "NONE"), name="Careful"), KEY)
    said = page.findChild(QLabel, "returns_message")
    assert said.isVisible()
    assert said.text().startswith("Careful has no result.")
    assert "NONE" in said.text()
    page.show_study(study_of(), KEY)
    assert not said.isVisible()


def test_what_is_shown_already_is_not_computed_again(
    page: ReturnsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = study_of()
    page.show_study(study, KEY)
    with monkeypatch.context() as patch:
        patch.setattr("gui.returns_page.period_returns", None)  # a call would fail
        page.show_study(study, KEY)
    hidden = study_beside_a_later_one(visible=False)
    page.show_study(hidden, KEY)
    monkeypatch.setattr("gui.returns_page.period_returns", None)
    page.show_study(hidden, KEY)


def test_the_picture_has_no_buttons(page: ReturnsPage) -> None:
    page.show_study(study_of(), KEY)
    assert page.picture().findChildren(QPushButton) == []
    assert page.picture().findChild(QTableView, "returns_table") is not None
