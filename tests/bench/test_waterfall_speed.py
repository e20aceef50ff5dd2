"""How long the steps from the script to what can be traded take: ``make bench``.

Eight symbols over 15 years. Below 100 ms an answer is felt as instant; a frame is 16.7 ms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture

from core.kept_bases import KeptBases
from core.parameters import Parameters
from core.project import Project
from core.sources.demo import demo_market
from core.study import Study, project_study
from core.waterfall import explained_pair
from gui.steps_page import ExplainSteps, StepsPage

TRADABLE = 2
"""Key of the scenario in a new project."""

pytestmark = [
    pytest.mark.benchmark(group="steps from the script, 15 years"),
    pytest.mark.qt_log_ignore("propagateSizeHints"),
]


@pytest.fixture(scope="module")
def studies() -> list[Study]:
    """Studies of three scenarios, as a control that moves makes them."""
    loaded = demo_market()
    made = []
    for step in range(6):
        target = 0.08 + 0.005 * step
        project = Project.new(Parameters(target_vol=target))
        for lookback in (126, 378):
            parameters = Parameters(cov_lookback=lookback, min_hist=126, target_vol=target)
            project = project.added(f"Window {lookback}", parameters)
        made.append(project_study(project, loaded))
    return made


def explained(study: Study, key: int, bases: KeptBases) -> None:
    start, goal = explained_pair(study.project, key, None)
    ExplainSteps(study, start, goal, bases)(None)


def test_three_scenarios_of_which_nothing_is_kept(
    benchmark: BenchmarkFixture, studies: list[Study]
) -> None:
    def cold() -> None:
        bases = KeptBases()
        for key in (2, 3, 4):
            explained(studies[0], key, bases)

    benchmark.pedantic(cold, rounds=20, warmup_rounds=2)


@pytest.mark.parametrize("keys", [(2,), (2, 3, 4)], ids=["one scenario", "three scenarios"])
def test_overlay_has_changed_and_bases_are_kept(
    benchmark: BenchmarkFixture, studies: list[Study], keys: tuple[int, ...]
) -> None:
    bases, step = KeptBases(), 0

    def warm() -> None:
        nonlocal step
        step += 1
        for key in keys:
            explained(studies[step % len(studies)], key, bases)

    benchmark.pedantic(warm, rounds=60, warmup_rounds=6)


@pytest.fixture
def shown(qapp: QApplication) -> Iterator[Callable[[StepsPage], None]]:
    pages: list[StepsPage] = []

    def show(page: StepsPage) -> None:
        pages.append(page)
        page.resize(1000, 700)
        page.show()

    yield show
    for page in pages:
        page.close()
        page.deleteLater()
    qapp.processEvents()


def test_window_shows_another_waterfall(
    benchmark: BenchmarkFixture,
    shown: Callable[[StepsPage], None],
    qapp: QApplication,
    studies: list[Study],
) -> None:
    page = StepsPage()
    shown(page)
    bases, tasks = KeptBases(), []
    page.asked.connect(tasks.append)
    answers = {}
    for study in studies:
        start, goal = explained_pair(study.project, TRADABLE, None)
        answers[id(study)] = ExplainSteps(study, start, goal, bases)(None)
    step = 0

    def show() -> None:
        nonlocal step
        step += 1
        study = studies[step % len(studies)]
        page.show_study(study, TRADABLE)
        page.take(tasks[-1], answers[id(study)])
        qapp.processEvents()

    benchmark.pedantic(show, rounds=60, warmup_rounds=10)
