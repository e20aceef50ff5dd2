"""The figures of the scenarios: all can be read, compared and copied, and ruin is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QScrollArea, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from core.metrics import METRICS, MetricGroup
from core.prices import LoadedPrices, PriceSource
from core.project import Project
from core.scenario import overlay_outcome
from core.study import Study, project_study, study
from gui.elided_label import ElidedLabel
from gui.figure_columns import ROWS, FigureColumn, Tone, cells_of
from gui.results_panel import ResultsPanel
from gui.scenario_marks import LineKind
from gui.summary_headers import in_two_lines
from gui.theme import DARK, LIGHT, Theme, apply_theme
from gui.verdict import Verdict, VerdictCard
from tests.core.small import small_parameters, small_prices

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

HEIGHT_OF_A_SMALL_WINDOW = 613
"""What a window of 1100 x 700 leaves for the panel."""
WIDTH_BESIDE_FORM_AND_CHARTS = 360
NAN_FIGURES: dict[str, float | None] = {metric.key: None for metric in METRICS}
DEMO_RUN = NAN_FIGURES | {
    "ann_ret": 0.0602,
    "final_equity": 2.41,
    "ann_vol": 0.1099,
    "sharpe": 0.406,
    "max_drawdown": -0.2159,
    "longest_drawdown": 948.0,
    "mean_leverage": 1.52,
    "ann_cost": 0.0009,
}
SCRIPTED_RUN = DEMO_RUN | {
    "ann_ret": 0.0807,
    "ann_vol": 0.1099,
    "sharpe": 0.743,
    "max_drawdown": -0.2235,
    "longest_drawdown": 952.0,
    "mean_leverage": 1.33,
    "ann_cost": None,
}
RUINED = DEMO_RUN | {
    "ann_ret": -1.0,
    "ann_vol": 12.3456,
    "sharpe": -123.4567,
    "final_equity": 123456789.0,
    "mean_leverage": 1e-300,
    "ann_turnover": 1234567.0,
    "ann_cost": 98765.4321,
}


@pytest.fixture(params=[LIGHT, DARK], ids=lambda theme: theme.name)
def theme(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Theme]:
    palette, sheet = QGuiApplication.palette(), qapp.styleSheet()
    apply_theme(qapp, request.param)
    yield request.param
    qapp.setPalette(palette)
    qapp.setStyleSheet(sheet)


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[ResultsPanel]:
    made = ResultsPanel(LIGHT)
    qtbot.addWidget(made)
    made.resize(WIDTH_BESIDE_FORM_AND_CHARTS, HEIGHT_OF_A_SMALL_WINDOW)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.hide()


def columns_of(*figures: dict[str, float | None]) -> list[FigureColumn]:
    return [
        FigureColumn(key, f"Scenario {key}", "", key, LineKind.SOLID, one)
        for key, one in enumerate(figures, 1)
    ]


def loaded(prices: pd.DataFrame) -> LoadedPrices:
    return LoadedPrices(prices, PriceSource("demo", "A test", simulated=True))


def small_project(count: int = 2, **fields: Any) -> Project:
    project = Project.new(small_parameters(**fields))
    for number in range(count - 2):
        parameters = small_parameters(**{**fields, "target_vol": 0.05 + 0.002 * number})
        project = project.added(f"Target {number}", parameters)
    return project


@pytest.fixture(scope="module")
def three() -> Study:
    return project_study(small_project(3), loaded(small_prices()))


def texts(panel: ResultsPanel, column: int) -> dict[str, str]:
    """The figures of a column by the key of their metric."""
    model = panel.table.model()
    return {
        row.key: str(model.index(number, column).data())
        for number, row in enumerate(ROWS)
        if not isinstance(row, MetricGroup)
    }


def names(panel: ResultsPanel) -> list[str]:
    return [column.title for column in panel.table.columns]


def part(panel: ResultsPanel, name: str) -> QToolButton:
    found = panel.findChild(QToolButton, name)
    assert found is not None
    return found


def notes(panel: ResultsPanel) -> str:
    return panel.findChild(QLabel, "notes").text()


def has_pixels_like(widget: QWidget, color: str) -> bool:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = rows[:, : 3 * image.width()].reshape(-1, 3).astype(int)
    wanted = QColor(color)
    near = np.abs(pixels - [wanted.red(), wanted.green(), wanted.blue()]).max(axis=1) < 12
    return bool(near.any())


# The table


def test_every_metric_stands_under_the_heading_of_its_group() -> None:
    group = None
    under = {}
    for row in ROWS:
        if isinstance(row, MetricGroup):
            group = row
        else:
            under[row.key] = group
    assert under == {metric.key: metric.group for metric in METRICS}


@pytest.mark.parametrize("figures", [DEMO_RUN, RUINED], ids=["usual", "ruined"])
@pytest.mark.parametrize("count", [2, 50])
def test_no_figure_is_cut_whatever_its_size_and_however_many_columns(
    panel: ResultsPanel, figures: dict[str, float | None], count: int
) -> None:
    panel.table.show()
    panel.table.set_columns(columns_of(*[figures] * count))
    table = panel.table
    metrics = table.fontMetrics()
    for column in (0, count - 1):
        for text in texts(panel, column).values():
            assert metrics.horizontalAdvance(text) + 8 <= table.columnWidth(column)


def test_two_scenarios_stand_side_by_side_in_a_small_window(
    panel: ResultsPanel, three: Study
) -> None:
    two = project_study(small_project(2), loaded(small_prices()))
    panel.show_study(two, 2)
    QApplication.processEvents()
    assert panel.minimumSizeHint().width() <= WIDTH_BESIDE_FORM_AND_CHARTS
    assert not panel.table.horizontalScrollBar().isVisible()
    last = panel.table.visualRect(panel.table.model().index(3, 1))
    assert panel.table.viewport().rect().contains(last)


@pytest.mark.parametrize("count", [2, 50])
def test_in_a_high_window_the_table_ends_below_its_last_row(
    panel: ResultsPanel, count: int
) -> None:
    panel.table.show()
    panel.resize(WIDTH_BESIDE_FORM_AND_CHARTS, 1600)
    panel.table.set_columns(columns_of(*[DEMO_RUN] * count))
    QApplication.processEvents()
    table = panel.table
    last = table.visualRect(table.model().index(len(ROWS) - 1, 0))
    assert last.bottom() == table.viewport().rect().bottom()
    assert not table.verticalScrollBar().isVisible()


def test_tab_goes_from_the_accounts_to_the_differences_and_the_table(panel: ResultsPanel) -> None:
    panel.show_study(project_study(small_project(2), loaded(small_prices())), 2)
    panel.activateWindow()
    panel.findChild(QToolButton, "accounts_dynamic").setFocus()
    seen = []
    for _ in range(2):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget().objectName())
    assert seen == ["differences_check", "summary"]


def test_many_columns_are_scrolled_while_the_labels_stay(panel: ResultsPanel) -> None:
    panel.table.show()
    panel.table.set_columns(columns_of(*[DEMO_RUN] * 50))
    QApplication.processEvents()
    labels = panel.table.verticalHeader()
    before = labels.mapTo(panel, QPoint(0, 0))
    panel.table.setFocus()
    panel.table.setCurrentIndex(panel.table.model().index(1, 0))
    QTest.keyClick(panel.table, Qt.Key.Key_End)
    assert panel.table.columnViewportPosition(49) < panel.table.viewport().width()
    assert labels.mapTo(panel, QPoint(0, 0)) == before
    assert labels.isVisible()


def test_a_column_holds_the_figures_of_its_scenario(panel: ResultsPanel, three: Study) -> None:
    panel.show_study(three, 2)
    assert names(panel) == ["As scripted", "Tradable", "Target 0"]
    equity = three.comparison.tracks[1].dynamic.equity
    assert texts(panel, 1)["final_equity"] == f"{equity[-1]:.2f}"
    worst = 100.0 * three.comparison.tracks[1].dynamic.returns.min()
    assert texts(panel, 1)["worst_day"] == f"{worst:.2f}".replace("-", "\N{MINUS SIGN}")


def test_the_buttons_choose_between_both_accounts(
    qtbot: QtBot, panel: ResultsPanel, three: Study
) -> None:
    panel.show_study(three, 2)
    overlay = texts(panel, 1)
    with qtbot.waitSignal(panel.accounts_chosen) as told:
        QTest.mouseClick(part(panel, "accounts_base"), Qt.MouseButton.LeftButton)
    assert told.args == ["base"]
    assert texts(panel, 1)["mean_leverage"] == "1.00"

    with qtbot.waitSignal(panel.accounts_chosen) as told:
        QTest.mouseClick(part(panel, "accounts_both"), Qt.MouseButton.LeftButton)
    assert told.args == ["both"]
    assert names(panel)[:3] == ["As scripted base", "As scripted overlay", "Tradable base"]
    assert texts(panel, 3) == overlay


def test_what_the_program_chooses_is_shown_and_not_told_back(
    qtbot: QtBot, panel: ResultsPanel, three: Study
) -> None:
    panel.show_study(three, 2)
    with (
        qtbot.assertNotEmitted(panel.accounts_chosen),
        qtbot.assertNotEmitted(panel.differences_chosen),
    ):
        panel.set_accounts("both")
        panel.set_differences(True)
    assert part(panel, "accounts_both").isChecked()
    assert len(names(panel)) == 6


# Differences


def test_differences_have_sign_direction_and_the_unit_of_percentages() -> None:
    first, second = columns_of(SCRIPTED_RUN, DEMO_RUN)
    against = replace(second, against=first.figures)
    cells = {
        row.key: cell
        for row, cell in zip(ROWS, cells_of(against), strict=True)
        if not isinstance(row, MetricGroup)
    }
    told = {key: (cells[key].text, cells[key].tone) for key in DEMO_RUN if key in cells}
    assert told["ann_ret"] == ("\N{MINUS SIGN}2.05", Tone.WORSE)
    assert told["sharpe"] == ("\N{MINUS SIGN}0.337", Tone.WORSE)
    assert told["max_drawdown"] == ("+0.76", Tone.BETTER)
    assert told["longest_drawdown"] == ("\N{MINUS SIGN}4", Tone.BETTER)
    assert told["mean_leverage"] == ("+0.19", Tone.PLAIN)  # neither good nor bad
    assert told["ann_vol"] == ("0.00", Tone.PLAIN)
    assert told["ann_cost"] == ("–", Tone.MUTED)


def test_the_reference_keeps_its_figures_beside_the_differences(
    qtbot: QtBot, panel: ResultsPanel, three: Study
) -> None:
    panel.show_study(three, 2)
    plain = texts(panel, 0)
    box = panel.findChild(QCheckBox, "differences_check")
    with qtbot.waitSignal(panel.differences_chosen) as told:
        QTest.mouseClick(box, Qt.MouseButton.LeftButton)
    assert told.args == [True]
    own = texts(panel, 0)
    assert own["sharpe"] == plain["sharpe"]
    assert own["ann_vol"].replace("\N{NARROW NO-BREAK SPACE}", " ") == f"{plain['ann_vol']} %"
    model = panel.table.model()
    labels = [model.headerData(n, Qt.Orientation.Vertical) for n in range(model.rowCount())]
    assert "Volatility, pp" in labels
    assert "Sharpe ratio" in labels


def test_a_click_on_the_words_of_the_check_box_counts(
    qtbot: QtBot, panel: ResultsPanel, three: Study
) -> None:
    panel.show_study(three, 2)
    words = panel.findChild(QLabel, "differences_name")
    assert words.text() == "Differences to As scripted"
    with qtbot.waitSignal(panel.differences_chosen) as told:
        QTest.mouseClick(words, Qt.MouseButton.LeftButton)
    assert told.args == [True]


def test_better_and_worse_are_told_by_more_than_colour(panel: ResultsPanel) -> None:
    first, second = columns_of(SCRIPTED_RUN, DEMO_RUN)
    panel.table.set_columns(
        [replace(first, is_reference=True), replace(second, against=first.figures)]
    )
    model = panel.table.model()
    rows = {row.key: n for n, row in enumerate(ROWS) if not isinstance(row, MetricGroup)}
    worse = model.index(rows["ann_ret"], 1)
    assert worse.data(Qt.ItemDataRole.AccessibleTextRole) == (
        "Scenario 2, Growth a year, pp: \N{MINUS SIGN}2.05, worse"
    )
    assert "Worse than Scenario 1." in worse.data(Qt.ItemDataRole.ToolTipRole)


def test_without_figures_of_the_reference_there_are_no_differences(
    panel: ResultsPanel, three: Study
) -> None:
    panel.show_study(three, 2)
    panel.set_differences(True)
    hidden = project_study(three.project.shown(1, False), three.loaded)
    panel.show_study(hidden, 2)
    box = panel.findChild(QCheckBox, "differences_check")
    assert not box.isEnabled()
    assert "As scripted is hidden" in box.toolTip()
    assert texts(panel, 0)["mean_leverage"] != "0.00"
    assert not texts(panel, 1)["sharpe"].startswith("+")


def test_one_scenario_alone_has_nothing_to_be_compared_with(
    panel: ResultsPanel, three: Study
) -> None:
    panel.show_study(three, 2)
    panel.set_differences(True)
    alone = project_study(three.project.without(1).without(3), three.loaded)
    panel.show_study(alone, 2)
    box = panel.findChild(QCheckBox, "differences_check")
    assert not box.isEnabled()
    assert "Only Tradable is shown" in box.toolTip()
    assert not texts(panel, 0)["ann_vol"].endswith("%")


# Copying


def test_the_whole_table_is_copied_as_plain_text(panel: ResultsPanel, three: Study) -> None:
    panel.show_study(three, 2)
    lines = [line.split("\t") for line in panel.text().splitlines()]
    assert lines[0] == ["", "As scripted", "Tradable", "Target 0"]
    assert [line[0].split(",")[0] for line in lines[1:]] == [metric.label for metric in METRICS]
    assert all(len(line) == 4 for line in lines)
    assert panel.text().isascii() or "–" not in panel.text()
    worst = next(line for line in lines if line[0].startswith("Max. drawdown"))
    assert float(worst[1]) < 0.0  # an ASCII minus


def test_selected_figures_are_copied_with_their_headings(panel: ResultsPanel, three: Study) -> None:
    panel.show_study(three, 2)
    model = panel.table.model()
    row = next(n for n, one in enumerate(ROWS) if getattr(one, "key", "") == "sharpe")
    panel.table.setCurrentIndex(model.index(row, 1))
    QTest.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0] == "\tTradable"
    assert copied[1].split("\t")[0] == "Sharpe ratio"
    assert len(copied) == 2


# What is redrawn


def test_a_step_of_a_control_resets_nothing(qtbot: QtBot, panel: ResultsPanel) -> None:
    prices, project = loaded(small_prices()), small_project(3)
    first = project_study(project, prices)
    panel.show_study(first, 2)
    model = panel.table.model()
    panel.table.setCurrentIndex(model.index(4, 2))
    scenario = project.scenario(2)
    assert scenario is not None
    other = scenario.parameters.model_copy(update={"target_vol": 0.02})
    moved = project.with_parameters(2, other)
    outcomes = tuple(
        overlay_outcome(one.base, moved.scenario(2)) if one.scenario.key == 2 else one
        for one in first.outcomes
    )
    before = [texts(panel, column) for column in range(3)]

    with (
        qtbot.assertNotEmitted(model.modelReset),
        qtbot.waitSignal(model.dataChanged) as changed,
    ):
        panel.show_study(study(moved, prices, outcomes, first), 2)

    assert [index.column() for index in changed.args[:2]] == [1, 1]
    assert texts(panel, 0) == before[0]
    assert texts(panel, 1) != before[1]
    assert panel.table.currentIndex() == model.index(4, 2)
    fresh = project_study(moved, prices)
    assert panel.verdict.readings[1][1].split()[0] == (
        f"{fresh.comparison.tracks[1].figures_base['sharpe']:.3f}".replace("-", "\N{MINUS SIGN}")
    )


def test_the_column_of_the_scenario_in_the_form_comes_into_sight(
    panel: ResultsPanel,
) -> None:
    many = project_study(small_project(12), loaded(small_prices()))
    panel.show_study(many, 1)
    QApplication.processEvents()
    panel.show_study(many, 12)
    table = panel.table
    assert [column.is_selected for column in table.columns].index(True) == 11
    assert 0 <= table.columnViewportPosition(11) < table.viewport().width()


def test_it_stays_in_sight_when_differences_need_wider_columns(panel: ResultsPanel) -> None:
    many = project_study(small_project(12), loaded(small_prices()))
    panel.show_study(many, 12)
    panel.set_differences(True)
    table = panel.table
    right = table.columnViewportPosition(11) + table.columnWidth(11)
    assert right <= table.viewport().width()
    panel.set_accounts("both")
    right = table.columnViewportPosition(23) + table.columnWidth(23)
    assert right <= table.viewport().width()


# The verdict


def verdict(key: int, **fields: Any) -> Verdict:
    return Verdict(key, f"Scenario {key}", key, 0.5, 0.7, **fields)


def test_the_card_has_a_line_a_scenario_and_the_selected_one_is_among_them(
    qtbot: QtBot,
) -> None:
    card = VerdictCard(LIGHT)
    qtbot.addWidget(card)
    card.set_verdicts([verdict(key, is_selected=key == 31) for key in range(1, 51)])
    told = [name for name, _, _ in card.readings]
    assert told == [f"Scenario {key}" for key in (1, 2, 3, 4, 5, 31)]
    assert card.findChild(QLabel, "verdict_more").text() == "and 44 more"
    card.set_verdicts([verdict(1)])
    assert card.findChild(QLabel, "verdict_more").isHidden()
    assert card.readings == [("Scenario 1", "0.500 → 0.700", "+0.200")]


def test_an_account_that_is_wiped_out_is_told_first_and_in_red(
    panel: ResultsPanel, theme: Theme
) -> None:
    panel.set_theme(theme)
    prices = small_prices()
    prices.iloc[60] = prices.iloc[59] * 0.4
    prices.iloc[61:] *= 0.4  # twice a fall by 60 % is more than everything
    project = small_project(2, target_vol=1.0, lev_max=2.0, lev_min=2.0)

    panel.show_study(project_study(project, loaded(prices)), 2)
    QApplication.processEvents()

    told = panel.findChild(QLabel, "verdict_ruin")
    assert f"Tradable: account with the overlay wiped out on {prices.index[60]:%Y-%m-%d}." in (
        told.text()
    )
    assert told.isVisible()
    assert has_pixels_like(told, theme.error)
    assert not has_pixels_like(panel.verdict.lines, theme.good)


def test_a_card_that_told_of_ruin_forgets_it_with_the_next_figures(qtbot: QtBot) -> None:
    card = VerdictCard(LIGHT)
    qtbot.addWidget(card)
    card.set_verdicts([verdict(1, ruin="Base portfolio wiped out on 2012-01-02.")])
    ruin = card.findChild(QLabel, "verdict_ruin")
    assert ruin.isVisibleTo(card)
    card.set_verdicts([verdict(1)])
    assert not ruin.isVisibleTo(card)


def test_figures_of_a_few_days_are_neither_coloured_nor_called_better(
    panel: ResultsPanel, theme: Theme
) -> None:
    panel.set_theme(theme)
    study = project_study(small_project(2), loaded(small_prices(rows=30)))
    assert len(study.comparison.dates) < 21
    panel.show_study(study, 2)
    panel.set_differences(True)
    QApplication.processEvents()
    for part in (panel.verdict.lines, panel.table.viewport()):
        assert not has_pixels_like(part, theme.good)
        assert not has_pixels_like(part, theme.error)
    assert "say nothing" in notes(panel)


# Words


def test_less_than_a_year_is_told_and_neither_coloured_nor_called_better(
    panel: ResultsPanel, theme: Theme
) -> None:
    panel.set_theme(theme)
    study = project_study(small_project(2), loaded(small_prices(rows=120)))
    days = len(study.comparison.dates)
    assert 21 < days < 200
    panel.show_study(study, 2)
    panel.set_differences(True)
    QApplication.processEvents()
    for part in (panel.verdict.lines, panel.table.viewport()):
        assert not has_pixels_like(part, theme.good)
        assert not has_pixels_like(part, theme.error)
    assert f"These are {days} days, less than a year: figures a year say little." in notes(panel)


def test_few_days_in_common_are_told_where_each_scenario_has_enough(panel: ResultsPanel) -> None:
    early = small_parameters(end="2015-03-10")
    project = (
        small_project(2)
        .with_parameters(1, early)
        .with_parameters(2, small_parameters(start="2015-02-02"))
    )
    made = project_study(project, loaded(small_prices()))
    assert [len(track.dates) >= 21 for track in made.comparison.whole] == [True, True]
    assert len(made.comparison.dates) == 12
    panel.show_study(made, 2)
    assert "They have 12 days in common only; figures a year made of so few say nothing." in (
        notes(panel)
    )


def test_scenarios_without_a_result_are_named_with_the_reason(panel: ResultsPanel) -> None:
    project = small_project(2).added("Elsewhere", small_parameters(symbols=("AAA", "XYZ")))
    panel.show_study(project_study(project, loaded(small_prices())), 2)
    assert names(panel) == ["As scripted", "Tradable"]
    assert "Elsewhere has no result. " in notes(panel)
    assert "XYZ" in notes(panel)


def test_many_failures_are_counted(panel: ResultsPanel) -> None:
    project = small_project(2)
    for _ in range(20):
        project = project.added("Elsewhere", small_parameters(symbols=("AAA", "XYZ")))
    panel.show_study(project_study(project, loaded(small_prices())), 2)
    assert "17 more have no result." in notes(panel)


def test_figures_of_different_scales_are_told_apart(panel: ResultsPanel) -> None:
    prices = loaded(small_prices())
    panel.show_study(project_study(small_project(2), prices), 2)
    assert "Growth a year and the Sharpe, Sortino and Calmar ratios are not on one" in notes(panel)
    panel.show_study(project_study(small_project(3).without(1), prices), 2)
    assert "not on one scale" not in notes(panel)


def test_where_all_are_hidden_the_way_back_is_told(panel: ResultsPanel, three: Study) -> None:
    panel.show_study(three, 2)
    project = three.project.shown(1, False).shown(2, False).shown(3, False)
    panel.show_study(project_study(project, three.loaded), 2)
    assert "eye in the list" in notes(panel)
    assert not panel.table.isVisible()
    panel.show_study(three, 2)
    assert panel.table.isVisible()


def test_before_a_study_and_after_it_is_taken_away_there_are_no_figures(
    panel: ResultsPanel, three: Study
) -> None:
    panel.show_study(three, 2)
    panel.clear()
    assert not panel.table.isVisible()
    assert not panel.verdict.isVisible()
    assert "appear here" in notes(panel)
    panel.show_study(three, 2)
    assert len(names(panel)) == 3


def test_what_differs_is_told_in_the_words_and_units_of_the_form(panel: ResultsPanel) -> None:
    first = small_parameters("as-scripted", leverage_band=0.05, end=None)
    second = small_parameters("tradable", leverage_band=0.0, end="2016-03-31", cov_lookback=21)
    panel.differences.set_pair(("As scripted", "Tradable"), (first, second))
    told = {label: values for label, *values in panel.differences.readings}
    assert told["Leverage band"] == ["0.05×", "0×"]
    assert told["Cash rate"] == ["0 % a year", "2 % a year"]
    assert told["Execution lag"] == ["0 days", "1 day"]
    assert told["Weights drift"] == ["off", "on"]
    assert told["Solver"] == ["As scripted", "Exact"]
    assert told["End"] == ["empty", "2016-03-31"]
    assert told["Trading cost"] == ["0 bp", "2 bp"]


def test_the_selected_scenario_is_compared_with_the_reference_and_that_with_another(
    panel: ResultsPanel, three: Study
) -> None:
    panel.show_study(three, 3)
    assert "Target volatility" in {label for label, *_ in panel.differences.readings}
    assert panel.differences.accessibleName().startswith(
        "What differs between As scripted and Target 0: "
    )
    panel.show_study(three, 1)
    assert panel.differences.accessibleName().startswith(
        "What differs between As scripted and Tradable: "
    )
    alone = project_study(three.project.without(1).without(3), three.loaded)
    panel.show_study(alone, 2)
    assert not panel.differences.isVisible()


def test_what_does_not_fit_can_be_scrolled_to_with_keys(panel: ResultsPanel, three: Study) -> None:
    panel.show_study(three, 2)
    QApplication.processEvents()
    scroll = panel.findChild(QScrollArea, "results_scroll")
    scroll.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(10):
        QTest.keyClick(scroll, Qt.Key.Key_PageDown)
    shown = panel.differences
    bottom = shown.mapTo(scroll.viewport(), QPoint(0, shown.height())).y()
    assert bottom <= scroll.viewport().height()


def test_a_long_name_is_broken_between_words_and_then_cut(panel: ResultsPanel) -> None:
    metrics = panel.fontMetrics()
    assert in_two_lines("Tradable", 500, metrics) == ("Tradable",)
    width = metrics.horizontalAdvance("Target 12 %") + 1
    assert in_two_lines("Target 12 % weekly", width, metrics) == ("Target 12 %", "weekly")
    first, second = in_two_lines("Supercalifragilistic of them all", width, metrics)
    for line in (first, second):
        assert 0 < metrics.horizontalAdvance(line) <= width
    assert "…" in second
    assert second.endswith("all")  # names of copies differ at their ends


def test_a_first_word_that_is_a_hair_too_wide_is_not_broken(panel: ResultsPanel) -> None:
    metrics = panel.fontMetrics()
    width = metrics.horizontalAdvance("Tradable,") - 1
    assert metrics.horizontalAdvance("target 18 %") > width
    first, second = in_two_lines("Tradable, target 18 %", width, metrics)
    assert first == "Tradable"
    assert second.startswith("t")
    assert second.endswith("%")
    # Two letters too many: they are cut, for "le" says nothing on a line of its own.
    first, _ = in_two_lines("Tradable, target 18 %", metrics.horizontalAdvance("Tradab"), metrics)
    assert first.startswith("Trad")
    assert first.endswith("…")
    (only,) = in_two_lines("Tradable", metrics.horizontalAdvance("Tradable") - 1, metrics)
    assert only.endswith("…")


def test_headings_are_as_high_as_their_names_in_the_width_there_is(
    panel: ResultsPanel, three: Study
) -> None:
    two = project_study(three.project.without(3), three.loaded)
    panel.show_study(two, 2)
    panel.resize(panel.minimumSizeHint().width(), 600)
    QApplication.processEvents()
    header = panel.table.horizontalHeader()
    narrow = header.height()
    panel.resize(900, 600)
    QApplication.processEvents()
    assert header.height() < narrow
    assert header.height() == header.sizeHint().height()


def test_a_text_that_is_cut_can_be_read_in_its_tooltip_without_being_painted(
    qtbot: QtBot,
) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.setText("Simulated demo market, 2011 to 2025")
    assert label.toolTip() == "Simulated demo market, 2011 to 2025"
    label.setText("Short")
    assert label.toolTip() == ""
    label.setText("Simulated demo market, 2011 to 2025")
    label.resize(900, 20)
    QApplication.sendPostedEvents(label)
    label.grab()
    assert label.toolTip() == ""
