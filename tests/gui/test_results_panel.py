"""The figures of the runs: all of them can be read, however small the window, and ruin is told."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from core.metrics import METRICS
from core.prices import LoadedPrices, PriceSource
from core.scenario import Outcome, run_scenarios, script_and_tradable
from gui.elided_label import ElidedLabel
from gui.results_panel import ResultsPanel
from gui.summary_table import FigureColumn
from gui.theme import DARK, LIGHT, Theme, apply_theme
from gui.verdict import Verdict, VerdictCard
from tests.core.small import small_parameters, small_prices

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

HEIGHT_OF_A_SMALL_WINDOW = 613
"""What a window of 1100 x 700 leaves for the panel."""
ROOM_BESIDE_THE_FORM = 1100 - 288 - 378
"""What it leaves in width, beside form and charts whose legends can be read."""
DEMO_RUN = {
    "ann_ret": 0.0602,
    "ann_vol": 0.1099,
    "sharpe": 0.406,
    "max_drawdown": -0.2159,
    "final_equity": 2.41,
    "mean_leverage": 1.52,
    "ann_turnover": 4.27,
    "ann_cost": 0.0009,
    "ann_financing": 0.0161,
    "braked_days": 0.4302,
}
RUINED = {key: -1.0 for key in ("ann_ret", "max_drawdown")} | {
    "ann_vol": 12.3456,
    "sharpe": -123.4567,
    "final_equity": 123456789.0,
    "mean_leverage": 1e-300,
    "ann_turnover": 1234567.0,
    "ann_cost": 98765.4321,
    "ann_financing": -98765.4321,
    "braked_days": None,
}


@pytest.fixture(params=[LIGHT, DARK], ids=lambda theme: theme.name)
def theme(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Theme]:
    palette, sheet = QGuiApplication.palette(), qapp.styleSheet()
    apply_theme(qapp, request.param)
    yield request.param
    qapp.setPalette(palette)
    qapp.setStyleSheet(sheet)


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme) -> Iterator[ResultsPanel]:
    made = ResultsPanel(theme)
    qtbot.addWidget(made)
    yield made
    made.hide()


def four_columns(figures: dict[str, float | None]) -> list[FigureColumn]:
    return [
        FigureColumn(run, account, index, account == "Base", figures)
        for index, run in enumerate(("As scripted", "Tradable"))
        for account in ("Base", "Dynamic")
    ]


def outcomes_on(prices: pd.DataFrame, **fields: object) -> tuple[Outcome, ...]:
    parameters = small_parameters(**fields)
    loaded = LoadedPrices(prices, PriceSource("demo", "A test", simulated=True))
    return run_scenarios(loaded, script_and_tradable(parameters, "tradable"))


def scroll_area(panel: ResultsPanel) -> QScrollArea:
    found = panel.findChild(QScrollArea, "results_scroll")
    assert found is not None
    return found


def is_in_sight(panel: ResultsPanel, part: QWidget) -> bool:
    view = scroll_area(panel).viewport()
    corner = part.mapTo(view, QPoint(0, 0))
    return view.rect().contains(corner) and view.rect().contains(
        corner + QPoint(part.width() - 1, part.height() - 1)
    )


def shown_at_its_narrowest(qtbot: QtBot, panel: ResultsPanel, height: int) -> None:
    panel.resize(panel.minimumSizeHint().width(), height)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.resize(panel.minimumSizeHint().width(), height)
    QApplication.processEvents()


@pytest.mark.parametrize("height", [250, HEIGHT_OF_A_SMALL_WINDOW, 1100])
@pytest.mark.parametrize("figures", [DEMO_RUN, RUINED], ids=["usual", "ruined"])
def test_no_figure_is_cut_or_covered_at_any_height(
    qtbot: QtBot, panel: ResultsPanel, figures: dict[str, float | None], height: int
) -> None:
    panel.table.set_columns(four_columns(figures))

    shown_at_its_narrowest(qtbot, panel, height)

    table = panel.table
    assert not table.verticalScrollBar().isVisible()
    assert not table.horizontalScrollBar().isVisible()
    room = table.viewport().rect()
    for row in range(len(METRICS)):
        for column in range(4):
            index = table.model().index(row, column)
            assert room.contains(table.visualRect(index))
            assert table.sizeHintForIndex(index).width() <= table.columnWidth(column)
    left = table.mapTo(scroll_area(panel).viewport(), QPoint(0, 0)).x()
    assert left >= 0
    assert left + table.width() <= scroll_area(panel).viewport().width()


@pytest.mark.parametrize("figures", [DEMO_RUN, RUINED], ids=["usual", "ruined"])
def test_the_figures_fit_beside_form_and_charts_in_a_small_window(
    panel: ResultsPanel, figures: dict[str, float | None]
) -> None:
    panel.table.set_columns(four_columns(figures))

    assert panel.minimumSizeHint().width() <= ROOM_BESIDE_THE_FORM


def test_what_does_not_fit_can_be_scrolled_to_with_keys(qtbot: QtBot, panel: ResultsPanel) -> None:
    panel.set_outcomes(outcomes_on(small_prices()))
    shown_at_its_narrowest(qtbot, panel, 300)
    differences = panel.findChild(QLabel, "differences")
    scroll = scroll_area(panel)
    assert not is_in_sight(panel, differences)

    scroll.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(10):
        QTest.keyClick(scroll, Qt.Key.Key_PageDown)

    bottom = differences.mapTo(scroll.viewport(), QPoint(0, differences.height())).y()
    assert bottom <= scroll.viewport().height()


def test_an_account_that_is_wiped_out_is_told_first_and_in_red(
    qtbot: QtBot, panel: ResultsPanel, theme: Theme
) -> None:
    prices = small_prices()
    prices.iloc[60] = prices.iloc[59] * 0.4
    prices.iloc[61:] *= 0.4  # twice a fall by 60 % is more than everything
    outcomes = outcomes_on(prices, target_vol=1.0, lev_max=2.0, lev_min=2.0)

    panel.set_outcomes(outcomes)
    shown_at_its_narrowest(qtbot, panel, HEIGHT_OF_A_SMALL_WINDOW)

    told = panel.findChild(QLabel, "verdict_ruin_1")
    day = f"{prices.index[60]:%Y-%m-%d}"
    assert told.text() == f"Account with the overlay wiped out on {day}."
    assert is_in_sight(panel, told)
    for label in (told, panel.findChild(QLabel, "verdict_change_1")):
        assert has_pixels_like(label, theme.error)
        assert not has_pixels_like(label, theme.good)


def test_without_ruin_the_card_says_nothing_of_it(qtbot: QtBot, panel: ResultsPanel) -> None:
    panel.set_outcomes(outcomes_on(small_prices()))
    shown_at_its_narrowest(qtbot, panel, HEIGHT_OF_A_SMALL_WINDOW)

    assert not panel.findChild(QLabel, "verdict_ruin_0").isVisible()
    assert not panel.findChild(QLabel, "verdict_ruin_1").isVisible()


def test_a_card_that_told_of_ruin_forgets_it_with_the_next_run(qtbot: QtBot) -> None:
    card = VerdictCard(LIGHT)
    qtbot.addWidget(card)
    card.set_verdicts([Verdict("A", 0, 0.5, 0.7, "Base portfolio wiped out on 2012-01-02.", False)])
    ruin = card.findChild(QLabel, "verdict_ruin_0")
    assert ruin.isVisibleTo(card)
    card.set_verdicts([Verdict("A", 0, 0.5, 0.7)])
    assert not ruin.isVisibleTo(card)


def has_pixels_like(widget: QWidget, color: str) -> bool:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = rows[:, : 3 * image.width()].reshape(-1, 3).astype(int)
    wanted = QColor(color)
    near = np.abs(pixels - [wanted.red(), wanted.green(), wanted.blue()]).max(axis=1) < 12
    return bool(near.any())


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


def test_what_differs_is_told_in_the_words_and_units_of_the_form(
    qtbot: QtBot, panel: ResultsPanel
) -> None:
    first = small_parameters("as-scripted", leverage_band=0.05, end=None)
    second = small_parameters("tradable", leverage_band=0.0, end="2016-03-31", cov_lookback=21)
    panel.differences.set_pair(("As scripted", "Tradable"), (first, second))

    document = QTextDocument()
    document.setHtml(panel.findChild(QLabel, "differences").text())
    rows = document.toPlainText().strip().split("\n")
    told = {rows[i]: (rows[i + 1], rows[i + 2]) for i in range(0, len(rows) - 2, 3)}

    assert told["Leverage band"] == ("0.05×", "0×")
    assert told["Cash rate"] == ("0 % a year", "2 % a year")
    assert told["Execution lag"] == ("0 days", "1 day")
    assert told["Weights drift"] == ("off", "on")
    assert told["Solver"] == ("As scripted", "Exact")
    assert told["End"] == ("empty", "2016-03-31")
    assert told["Trading cost"] == ("0 bp", "2 bp")
