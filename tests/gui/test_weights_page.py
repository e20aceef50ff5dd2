"""What a person sees on the page Weights, and does there."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QTableView
from pytestqt.qtbot import QtBot

from core.risk_shares import risk_shares
from gui.charts.stack_item import StackView, areas, column_edges
from gui.charts.stack_plot import StackPlot
from gui.theme import DARK, LIGHT, Theme
from gui.weights_colors import symbol_colors
from gui.weights_page import WeightsPage
from tests.gui.page_studies import KEY, panel, result_of, study_beside_a_later_one, study_of

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

MANY = tuple(f"S{number:02d}" for number in range(14))


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[WeightsPage]:
    page = WeightsPage()
    qtbot.addWidget(page)
    page.resize(900, 600)
    with qtbot.waitExposed(page):
        page.show()
    yield page
    page.hide()


def table(page: WeightsPage) -> QTableView:
    found = page.findChild(QTableView, "weights_table")
    assert found is not None
    return found


def legend(page: WeightsPage) -> dict[str, tuple[str, str]]:
    """What the legend says of each symbol: weight and share of risk."""
    model = table(page).model()
    rows = [[str(model.index(row, c).data()) for c in range(3)] for row in range(model.rowCount())]
    return {name: (held, risk) for name, held, risk in rows}


def point_at(plot: StackPlot, share: float) -> None:
    """Move the mouse to a share of a chart's width."""
    area = plot.canvas.plot_area()
    place = QPoint(round(area.left() + share * area.width()), round(area.center().y()))
    QTest.mouseMove(plot.canvas.viewport(), place)
    QApplication.processEvents()


def column_of(plot: StackPlot, share: float) -> list[str]:
    """The colours of a column of pixels of a chart, from the top."""
    area = plot.canvas.plot_area()
    picture = plot.canvas.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    x = round(area.left() + share * area.width())
    rows = range(round(area.top()), round(area.bottom()))
    return [picture.pixelColor(x, row).name().upper() for row in rows]


def percent(value: float) -> str:
    return f"{100 * value:.1f}"


# Colours


def oklab(linear: np.ndarray) -> np.ndarray:
    """Ottosson 2020, of linear sRGB."""
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    axes = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return np.asarray(axes @ np.cbrt(cones @ np.clip(linear, 0.0, 1.0)))


SIGHT = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
"""Machado, Oliveira and Fernandes 2009, severity 1, on linear sRGB."""


def seen(color: str, sight: str) -> np.ndarray:
    parts = np.array(QColor(color).getRgbF()[:3])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return oklab(SIGHT[sight] @ linear)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_colours_of_symbols_are_told_apart_whatever_the_eyes(theme: Theme, sight: str) -> None:
    colors = [seen(color, sight) for color in symbol_colors(theme, 10)]
    distances = {
        (i, j): float(np.linalg.norm(colors[i] - colors[j]))
        for i, j in itertools.combinations(range(10), 2)
    }
    assert min(distances.values()) > 0.11
    assert min(distances[place, place + 1] for place in range(9)) > 0.2


# Areas


def test_a_pixel_shows_the_area_that_its_middle_lies_in() -> None:
    random = np.random.default_rng(1)
    edges = np.cumsum(random.dirichlet(np.ones(5), 40), axis=1)
    shade = areas(edges, 90, 0.0, 1.2, 1)
    middles = 1.2 * (1.0 - (np.arange(90) + 0.5) / 90)
    expected = (edges[None, :, :] < middles[:, None, None]).sum(axis=2)
    lines = shade == 6
    assert 0.01 < lines.mean() < 0.2
    np.testing.assert_array_equal(shade[~lines], expected[~lines])


def test_a_line_keeps_areas_apart_and_climbs_with_them() -> None:
    lower = np.array([0.5, 0.5, 0.4, 0.4, 0.4])
    shade = areas(np.column_stack((lower, np.ones(5))), 10, 0.0, 1.0, 1)
    seen = ["".join("#" if pixel == 3 else " " for pixel in row) for row in shade]
    assert seen[4:8] == ["     ", "###  ", "  ###", "     "]
    assert set(shade[:5].ravel()) == {1}
    assert set(shade[7:].ravel()) == {0}


def test_a_thin_area_is_not_hidden_by_lines() -> None:
    edges = np.tile([0.50, 0.52, 1.0], (20, 1))
    shade = areas(edges, 100, 0.0, 1.0, 1)
    assert (shade == 1).sum() == 2 * 20
    assert not (shade == 4).any()


def test_a_spike_is_not_hidden_by_lines() -> None:
    lower = np.full(9, 0.2)
    lower[4] = 0.9
    shade = areas(np.column_stack((lower, np.ones(9))), 100, 0.0, 1.0, 1)
    assert (shade[:, 4] == 0).sum() == 89  # all of it but the line on top


def test_a_column_is_the_mean_of_its_days_each_held_until_the_next() -> None:
    days = np.array([0.0, 1.0, 4.0, 5.0])  # the last value lasts a day, to 5.0
    heights = np.array([[0.2, 1.0], [0.5, 1.0], [0.8, 2.0]])
    sums = np.vstack([np.zeros(2), np.cumsum(heights * np.diff(days)[:, None], axis=0)])
    view = StackView(days, sums, -1.0, 6.0, 0.0, 2.0, QRectF())
    edges = column_edges(view, 7)  # a day a column; then two days a column
    assert np.isnan(edges[[0, 6]]).all()
    np.testing.assert_allclose(edges[1:6, 0], [0.2, 0.5, 0.5, 0.5, 0.8])
    wide = StackView(days, sums, 0.0, 6.0, 0.0, 2.0, QRectF())
    np.testing.assert_allclose(column_edges(wide, 3)[:, 0], [0.35, 0.5, 0.8])
    np.testing.assert_allclose(column_edges(wide, 3)[:, 1], [1.0, 1.0, 2.0])


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_areas_are_as_high_as_the_weights_of_the_day(page: WeightsPage, theme: Theme) -> None:
    study = study_of()
    page.set_theme(theme)
    page.show_study(study, KEY)
    result = result_of(study)
    page.time_window.show(*_days(result.dates[300], result.dates[308]))  # many pixels a day
    point_at(page.held, 0.55)
    day = page.held.cursor_day
    row = int(np.flatnonzero(result.dates.to_numpy().astype("datetime64[D]") == day)[0])
    QTest.mouseMove(page, QPoint(1, 1))
    column = column_of(page.held, 0.55)
    for color, weight in zip(symbol_colors(theme, 3), result.holdings.weights[row], strict=True):
        assert column.count(color) / len(column) == pytest.approx(weight, abs=3 / len(column))
    first, *_, last = (color for color in column if color in symbol_colors(theme, 3))
    assert (first, last) == (symbol_colors(theme, 3)[0], symbol_colors(theme, 3)[2])


def _days(*dates: object) -> list[float]:
    return [float(np.datetime64(date, "D").astype(np.int64)) for date in dates]  # type: ignore[call-overload]


# The legend


def test_the_legend_reads_the_last_day_and_then_that_of_the_cursor(page: WeightsPage) -> None:
    study = study_of()
    page.show_study(study, KEY)
    result = result_of(study)
    weights = result.holdings.weights
    shown = legend(page)
    assert [shown[name][0] for name in ("AAA", "BBB", "CCC")] == [percent(w) for w in weights[-1]]
    assert shown["Sum"] == ("100.0", "100.0")

    point_at(page.risk, 0.3)
    days = result.dates.to_numpy().astype("datetime64[D]")
    row = int(np.flatnonzero(days == page.held.cursor_day)[0])
    assert row < len(days) // 2
    shown = legend(page)
    assert [shown[name][0] for name in ("AAA", "BBB", "CCC")] == [percent(w) for w in weights[row]]
    said = page.findChild(QLabel, "cursor_date").text()
    assert str(result.dates[row].year) in said


def test_risk_is_that_of_the_last_decision(page: WeightsPage) -> None:
    study = study_of(alpha_minvar=0.5)
    page.show_study(study, KEY)
    base = study.outcomes[0].base
    assert base is not None
    shares = risk_shares(base)
    shown = legend(page)
    assert [shown[name][1] for name in ("AAA", "BBB", "CCC")] == [percent(s) for s in shares[-1]]


def test_times_leverage_the_weights_sum_to_the_leverage(qtbot: QtBot, page: WeightsPage) -> None:
    study = study_of(target_vol=0.3)
    page.show_study(study, KEY)
    box = page.findChild(QCheckBox, "weights_times_leverage")
    qtbot.keyClick(box, Qt.Key.Key_Space)
    leverage = result_of(study).dynamic.leverage
    assert leverage[-1] > 1.1
    assert legend(page)["Sum"][0] == percent(leverage[-1])
    heading = table(page).model().headerData(1, Qt.Orientation.Horizontal)
    assert heading == "Exposure"
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert legend(page)["Sum"][0] == "100.0"


def test_a_new_leverage_changes_what_is_held_at_once(qtbot: QtBot, page: WeightsPage) -> None:
    page.levered.setChecked(True)
    page.show_study(study_of(target_vol=0.3), KEY)
    study = study_of(target_vol=0.05)
    page.show_study(study, KEY)
    assert legend(page)["Sum"][0] == percent(result_of(study).dynamic.leverage[-1])


def test_of_many_symbols_the_largest_are_shown_and_the_others_together(page: WeightsPage) -> None:
    study = study_of(panel(400, MANY))
    page.show_study(study, KEY)
    weights = result_of(study).holdings.weights
    ranked = np.argsort(-weights.mean(axis=0))
    shown = legend(page)
    names = list(shown)
    assert set(names[:9]) == {MANY[column] for column in ranked[:9]}
    assert names[:9] == sorted(names[:9])  # in the order of the universe
    assert names[9:] == ["Others (5)", "Sum"]
    assert shown["Others (5)"][0] == percent(weights[-1, ranked[9:]].sum())
    hint = table(page).model().index(9, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert all(MANY[column] in hint for column in ranked[9:])


def test_ten_symbols_all_have_an_area(page: WeightsPage) -> None:
    page.show_study(study_of(panel(400, MANY[:10])), KEY)
    assert list(legend(page)) == [*MANY[:10], "Sum"]


def test_the_legend_is_copied(qtbot: QtBot, page: WeightsPage) -> None:
    page.show_study(study_of(), KEY)
    qtbot.keyClick(table(page), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert lines[0] == ["Percent", "Weight", "Risk"]
    assert {name: (held, risk) for name, held, risk in lines[1:]} == legend(page)


# The page


def test_tab_goes_from_the_bar_over_the_charts_to_the_legend(
    qtbot: QtBot, page: WeightsPage
) -> None:
    page.show_study(study_of(), KEY)
    page.activateWindow()
    page.bar.all_button.setFocus()
    seen = []
    for _ in range(4):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget().objectName())
    charts = ["weights_plot_canvas", "risk_plot_canvas"]
    assert seen == ["weights_times_leverage", *charts, "weights_table"]


def test_a_low_page_scrolls_the_legend_and_cuts_no_number(page: WeightsPage) -> None:
    page.show_study(study_of(panel(400, MANY)), KEY)
    page.resize(600, 260)
    QApplication.processEvents()
    view = table(page)
    assert view.verticalScrollBar().isVisible()
    assert view.viewport().width() >= view.horizontalHeader().length()


def test_what_is_shown_already_is_not_computed_again(
    page: WeightsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = study_of()
    page.show_study(study, KEY)
    monkeypatch.setattr("gui.weights_page.risk_shares", None)  # a call would fail
    monkeypatch.setattr(page.held, "set_areas", None)
    page.show_study(study, KEY)


def test_a_scenario_without_a_result_is_told_in_a_sentence(page: WeightsPage) -> None:
    page.show_study(study_of(symbols=("AAA", "NONE"), name="Careful"), KEY)
    said = page.findChild(QLabel, "weights_page_message")
    assert said.isVisible()
    assert said.text().startswith("Careful has no result.")
    page.show_study(study_of(), KEY)
    assert not said.isVisible()
    assert page.heading.name == "Mine"


def test_the_picture_has_name_charts_and_legend_without_the_bar(page: WeightsPage) -> None:
    page.show_study(study_of(), KEY)
    picture = page.picture()
    for part in (page.heading, page.held, page.risk, page.table):
        assert picture.isAncestorOf(part)
    assert not picture.isAncestorOf(page.bar)


def test_holdings_are_those_of_all_its_days_and_said_to_be(page: WeightsPage) -> None:
    study = study_beside_a_later_one()
    page.show_study(study, KEY)
    first, last = (f"{result_of(study).dates[row]:%Y-%m-%d}" for row in (0, -1))
    assert page.heading.details == f"{first} to {last}, its own days"
    page.show_study(study, KEY + 1)
    assert "own days" not in page.heading.details
