"""How long the pages about one scenario take: ``make bench``. One frame at 60 Hz is 16.7 ms."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture

from core.project import Project
from core.scenario import overlay_outcome
from core.sources.demo import demo_market
from core.study import Study, project_study, study
from gui.charts.stack_plot import StackPlot
from gui.drawdowns_page import DrawdownsPage
from gui.returns_page import ReturnsPage
from gui.study_page import StudyPage
from gui.theme import LIGHT
from gui.weights_colors import symbol_colors
from gui.weights_page import WeightsPage

TRADABLE = 2
"""Key of the scenario in a new project."""

pytestmark = [
    pytest.mark.benchmark(group="pages of one scenario, 15 years, 1000 x 700, shown and painted"),
    pytest.mark.qt_log_ignore("propagateSizeHints"),
]


@pytest.fixture(scope="module")
def steps() -> list[Study]:
    """Studies as a control that moves makes them: each has another target volatility."""
    loaded, project = demo_market(), Project.new()
    made = [project_study(project, loaded)]
    for step in range(1, 8):
        before = made[-1]
        scenario, outcome = project.scenario(TRADABLE), before.outcome(TRADABLE)
        assert scenario is not None
        assert outcome is not None
        assert outcome.base is not None
        target = {"target_vol": 0.08 + 0.005 * step}
        moved = project.with_parameters(TRADABLE, scenario.parameters.model_copy(update=target))
        changed = moved.scenario(TRADABLE)
        assert changed is not None
        outcomes = [before.outcomes[0], overlay_outcome(outcome.base, changed)]
        made.append(study(moved, loaded, outcomes, before))
    return made


@pytest.fixture
def shown(qapp: QApplication) -> Iterator[Callable[[StudyPage], None]]:
    pages: list[StudyPage] = []

    def show(page: StudyPage) -> None:
        pages.append(page)
        page.resize(1000, 700)
        page.show()

    yield show
    for page in pages:
        page.close()
        page.deleteLater()
    qapp.processEvents()


@pytest.mark.parametrize("made", [WeightsPage, ReturnsPage, DrawdownsPage])
def test_step_of_a_control(
    benchmark: BenchmarkFixture,
    shown: Callable[[StudyPage], None],
    qapp: QApplication,
    steps: list[Study],
    made: type[StudyPage],
) -> None:
    page = made()
    if isinstance(page, WeightsPage):
        page.levered.setChecked(True)  # else nothing of it changes
    shown(page)
    frame = 0

    def step() -> None:
        nonlocal frame
        page.show_study(steps[frame % len(steps)], TRADABLE)
        qapp.processEvents()
        frame += 1

    benchmark.pedantic(step, rounds=60, warmup_rounds=10)


def test_zoom_of_the_weights(
    benchmark: BenchmarkFixture,
    shown: Callable[[StudyPage], None],
    qapp: QApplication,
    steps: list[Study],
) -> None:
    page = WeightsPage()
    shown(page)
    page.show_study(steps[0], TRADABLE)
    window = page.time_window
    middle = (window.start + window.stop) / 2
    frame = 0

    def zoom() -> None:
        nonlocal frame
        window.zoom(0.97 if frame % 40 < 20 else 1 / 0.97, middle)
        qapp.processEvents()
        frame += 1

    benchmark.pedantic(zoom, rounds=60, warmup_rounds=5)


def test_eight_areas_of_4200_days_at_1000_x_400(
    benchmark: BenchmarkFixture, qapp: QApplication
) -> None:

    plot = StackPlot("Weights held", "plot")
    plot.resize(1000, 400)
    plot.show()
    days = np.datetime64("2008-01-01") + np.arange(4200)
    weights = np.random.default_rng(1).dirichlet(np.full(8, 20.0), 4200)
    states = [np.roll(weights, shift, axis=0) for shift in range(4)]
    colors = symbol_colors(LIGHT, 8)
    frame = 0

    def show() -> None:
        nonlocal frame
        plot.set_areas(days, states[frame % 4], colors)
        qapp.processEvents()
        frame += 1

    benchmark.pedantic(show, rounds=60, warmup_rounds=5)
    plot.close()
    plot.deleteLater()
    qapp.processEvents()
