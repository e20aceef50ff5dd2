"""The page of rolling figures, read as a person reads it, put beside pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from core.benchmarks import Benchmark, BenchmarkKind
from core.prices import LoadedPrices, PriceSource
from core.project import Project
from core.scenario import overlay_outcome
from core.study import Study, project_study, study
from gui.formats import MINUS
from gui.rolling_page import RollingPage
from gui.theme import DARK
from tests.core.small import SYMBOLS, small_parameters
from tests.oracles.panels import simulated_prices

PRICES = simulated_prices(3, SYMBOLS, 340)


def study_of(rows: int = 340) -> Study:
    """Both presets and a benchmark on the first rows of the prices."""
    project = Project.new(small_parameters()).measured_against(
        Benchmark(0, BenchmarkKind.SYMBOL, 2, (("AAA", 1.0),))
    )
    return project_study(project, LoadedPrices(PRICES[:rows], PriceSource("file", "small.csv")))


STUDY = study_of()


@pytest.fixture
def page(qtbot: QtBot) -> RollingPage:
    made = RollingPage()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    qtbot.waitExposed(made)
    made.show_study(STUDY, 2)
    return made


def button(page: RollingPage, days: int) -> QPushButton:
    return page.findChild(QPushButton, f"window_{days}")


def pressed(page: RollingPage) -> list[str]:
    return [b.text() for b in page.choice.findChildren(QPushButton) if b.isChecked()]


def read(text: str) -> float:
    return float(text.replace(MINUS, "-").rstrip("%"))


@pytest.mark.parametrize("days", [63, 126, 252])
def test_the_last_values_are_those_of_pandas(page: RollingPage, qtbot: QtBot, days: int) -> None:
    qtbot.mouseClick(button(page, days), Qt.MouseButton.LeftButton)

    track = STUDY.comparison.tracks[1]
    assert track.base is not None
    volatility, sharpe = dict(page.volatility.readings), dict(page.sharpe.readings)
    for label, account in (("Tradable", track.dynamic), ("Tradable base", track.base)):
        last = pd.Series(account.returns).iloc[-days:]
        deviation = last.std(ddof=1) * np.sqrt(252)
        assert read(volatility[label]) == pytest.approx(100 * deviation, abs=0.051)
        expected = (last.mean() * 252 - 0.02) / deviation
        assert read(sharpe[label]) == pytest.approx(expected, abs=0.0051)


def test_every_scenario_and_benchmark_has_a_curve(page: RollingPage, qtbot: QtBot) -> None:
    all_of_them = ["As scripted", "As scripted base", "Tradable", "Tradable base", "AAA"]
    assert [label for label, _ in page.volatility.readings] == all_of_them
    assert [label for label, _ in page.sharpe.readings] == all_of_them

    with qtbot.waitSignal(page.base_toggled) as told:
        qtbot.mouseClick(
            page.findChild(QCheckBox, "rolling_base_toggle"), Qt.MouseButton.LeftButton
        )

    assert told.args == [False]
    assert [label for label, _ in page.sharpe.readings] == ["As scripted", "Tradable", "AAA"]


def test_the_window_is_a_year_until_another_is_chosen_with_the_mouse_or_the_keyboard(
    page: RollingPage, qtbot: QtBot
) -> None:
    assert pressed(page) == ["1Y"]

    with qtbot.waitSignal(page.window_chosen) as told:
        qtbot.mouseClick(button(page, 63), Qt.MouseButton.LeftButton)
    assert told.args == [63]
    assert pressed(page) == ["3M"]

    button(page, 126).setFocus()
    with qtbot.waitSignal(page.window_chosen) as told:
        qtbot.keyClick(button(page, 126), Qt.Key.Key_Space)
    assert told.args == [126]
    assert pressed(page) == ["6M"]


def test_a_window_that_is_set_is_shown_and_not_told(page: RollingPage, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(page.window_chosen):
        page.set_window(63)

    assert pressed(page) == ["3M"]


@pytest.mark.parametrize("days", [0, -5, 7, 10_000])
def test_a_window_that_has_no_button_is_passed_over(page: RollingPage, days: int) -> None:
    page.set_window(days)

    assert pressed(page) == ["1Y"]


def test_a_window_longer_than_the_history_gives_way_until_there_is_more(
    page: RollingPage, qtbot: QtBot
) -> None:
    assert not button(page, 756).isEnabled()

    page.show_study(study_of(180), 2)
    assert pressed(page) == ["6M"]
    assert [button(page, days).isEnabled() for days in (63, 126, 252)] == [True, True, False]

    page.show_study(STUDY, 2)
    assert pressed(page) == ["1Y"]


def test_a_history_too_short_for_any_window_is_a_sentence(page: RollingPage) -> None:
    page.show_study(study_of(60), 2)

    label = page.findChild(QLabel, "rolling_page_message")
    assert label.isVisible()
    assert label.text().startswith("Rolling figures need more than 63 days; these scenarios have ")
    page.show_study(STUDY, 2)
    assert not label.isVisible()


def test_a_study_without_a_visible_scenario_says_what_to_do(page: RollingPage) -> None:
    hidden = STUDY.project.shown(1, False).shown(2, False).shown(3, False)

    page.show_study(
        study(
            hidden,
            STUDY.loaded,
            [
                kept
                for one in STUDY.outcomes
                if (kept := one.of(hidden.scenario(one.scenario.key) or one.scenario))
            ],
        ),
        2,
    )

    assert page.findChild(QLabel, "rolling_page_message").isVisible()


def stepped(target_vol: float) -> Study:
    """The study after the target of the tradable preset has moved."""
    project = STUDY.project.with_parameters(2, small_parameters(target_vol=target_vol))
    scenario, base = project.scenario(2), STUDY.outcomes[1].base
    assert scenario is not None
    assert base is not None
    outcomes = (STUDY.outcomes[0], overlay_outcome(base, scenario))
    return study(project, STUDY.loaded, outcomes, STUDY)


def test_a_step_of_a_control_moves_its_own_curve_alone(page: RollingPage) -> None:
    before = dict(page.volatility.readings)

    page.show_study(stepped(0.3), 2)

    after = dict(page.volatility.readings)
    assert after["Tradable"] != before["Tradable"]
    del before["Tradable"], after["Tradable"]
    assert after == before


def test_what_has_not_changed_is_not_computed_again(
    page: RollingPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[int] = []

    def counted(returns: np.ndarray, *_: object) -> np.ndarray:
        computed.append(1)
        return np.zeros(len(returns))

    monkeypatch.setattr("gui.rolling_page.rolling_sharpe", counted)

    page.show_study(STUDY, 1)
    assert len(computed) == 0
    page.show_study(stepped(0.3), 2)
    assert len(computed) == 1
    page.set_window(63)
    assert len(computed) == 1 + 5


def test_zoom_and_cursor_stay_with_the_window_of_figures(page: RollingPage, qtbot: QtBot) -> None:
    window = page.time_window
    days = STUDY.comparison.tracks[0].days.astype(float)
    window.show(days[260], days[300])
    shown = (window.start, window.stop)

    qtbot.mouseClick(button(page, 63), Qt.MouseButton.LeftButton)

    assert (window.start, window.stop) == shown


def test_a_theme_is_taken_by_what_is_shown(page: RollingPage) -> None:
    readings = page.volatility.readings

    page.set_theme(DARK)

    assert page.volatility.readings == readings
    colors = page.volatility.canvas.grab().toImage()
    assert colors.pixelColor(3, 3).name().upper() == DARK.chart.upper()


def test_every_control_has_a_name_and_a_hint(page: RollingPage) -> None:
    for control in (*page.choice.findChildren(QPushButton), page.base_box):
        assert control.accessibleName()
        assert control.toolTip()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
