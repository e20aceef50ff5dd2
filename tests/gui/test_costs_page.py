"""The page of costs, read as a person reads it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel
from pytestqt.qtbot import QtBot

from core.benchmarks import Benchmark, BenchmarkKind
from core.figure_forms import ABSENT
from core.study import Study, project_study
from gui.costs_page import CostsPage
from gui.theme import DARK
from tests.gui.test_rolling_page import STUDY, read, study_of


@pytest.fixture
def page(qtbot: QtBot) -> CostsPage:
    made = CostsPage()
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    qtbot.waitExposed(made)
    made.show_study(STUDY, 2)
    return made


def test_costs_and_interest_are_the_sums_of_the_series_file(page: CostsPage) -> None:
    result = STUDY.outcomes[1].result
    assert result is not None
    daily = result.daily.loc[STUDY.comparison.dates]

    costs, interest = dict(page.costs.readings), dict(page.interest.readings)

    assert read(costs["Tradable"]) == pytest.approx(100 * daily["cost"].sum(), abs=0.0051)
    assert read(interest["Tradable"]) == pytest.approx(100 * daily["financing"].sum(), abs=0.0051)
    assert read(costs["As scripted"]) == 0.0
    assert read(interest["As scripted"]) == 0.0


def test_turnover_is_that_of_the_last_252_days(page: CostsPage) -> None:
    result = STUDY.outcomes[1].result
    assert result is not None

    readings = dict(page.turnover.readings)

    expected = result.daily["turnover"].iloc[-252:].sum()
    assert readings["Tradable"].endswith("×")
    assert read(readings["Tradable"].rstrip("×")) == pytest.approx(expected, abs=0.0051)
    assert read(readings["AAA"].rstrip("×")) == 0.0  # bought before


def test_a_history_of_less_than_a_year_has_no_turnover_of_one(page: CostsPage) -> None:
    page.show_study(study_of(180), 2)

    assert {value for _, value in page.turnover.readings} == {ABSENT}
    assert read(dict(page.costs.readings)["Tradable"]) > 0.0


def with_constant_leverage() -> Study:
    project = STUDY.project.measured_against(Benchmark(0, BenchmarkKind.CONSTANT, 2))
    return project_study(project, STUDY.loaded)


def test_only_those_that_borrow_or_lend_stand_in_the_interest(page: CostsPage) -> None:
    assert [label for label, _ in page.interest.readings] == ["As scripted", "Tradable"]
    assert [label for label, _ in page.costs.readings][-1] == "AAA"

    page.show_study(with_constant_leverage(), 2)

    assert page.interest.readings[-1][0].startswith("Constant ")
    assert read(page.interest.readings[-1][1]) != 0.0


def test_the_same_study_again_has_the_same_curves(
    page: CostsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr("gui.costs_page.np.cumsum", never)

    page.show_study(STUDY, 1)
    page.set_theme(DARK)

    assert read(dict(page.costs.readings)["Tradable"]) > 0.0


def test_nothing_to_show_is_a_sentence(page: CostsPage) -> None:
    page.show_message("Nothing yet.")

    label = page.findChild(QLabel, "costs_page_message")
    assert label.isVisible()
    assert label.text() == "Nothing yet."
    page.show_study(STUDY, 2)
    assert not label.isVisible()


def test_curves_without_the_overlay_can_be_hidden(page: CostsPage, qtbot: QtBot) -> None:
    box = page.findChild(QCheckBox, "costs_base_toggle")
    assert "Tradable base" in dict(page.costs.readings)

    box.setFocus()
    with qtbot.waitSignal(page.base_toggled) as told:
        qtbot.keyClick(box, Qt.Key.Key_Space)

    assert told.args == [False]
    for plot in (page.costs, page.turnover):
        assert [label for label, _ in plot.readings] == ["As scripted", "Tradable", "AAA"]
    page.set_base_shown(True)
    assert "Tradable base" in dict(page.turnover.readings)


def test_every_plot_says_what_its_unit_is_of(page: CostsPage) -> None:
    assert [plot.toolTip() != "" for plot in page.plots] == [True] * 3
    assert "equity" in page.costs.toolTip()
