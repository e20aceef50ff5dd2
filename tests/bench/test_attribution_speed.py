"""How long the attribution and its page take: ``make bench``. One frame at 60 Hz is 16.7 ms."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture

from core.attribution import attribution
from core.project import Project
from core.sources.demo import demo_market
from core.study import Study, project_study
from gui.attribution_page import AttributionPage, AttributionTask

TRADABLE = 2
"""Key of the scenario in a new project."""

pytestmark = [
    pytest.mark.benchmark(group="attribution, 15 years of 8 symbols"),
    pytest.mark.qt_log_ignore("propagateSizeHints"),
]


@pytest.fixture(scope="module")
def study() -> Study:
    return project_study(Project.new(), demo_market())


def test_the_overlay_and_its_rival(benchmark: BenchmarkFixture, study: Study) -> None:
    outcome = study.outcome(TRADABLE)
    assert outcome is not None
    assert outcome.result is not None
    benchmark.pedantic(attribution, (outcome.result, "Tradable"), rounds=60, warmup_rounds=5)


class Desk(QObject):
    """Answers at once what a page asks."""

    def __init__(self, page: AttributionPage) -> None:
        super().__init__(page)
        self.page = page
        page.asked.connect(self.answer)

    @Slot(object)
    def answer(self, task: AttributionTask) -> None:
        self.page.take(task, task())


def test_another_scenario_asked_answered_and_painted(
    benchmark: BenchmarkFixture, study: Study, qapp: QApplication
) -> None:
    page = AttributionPage()
    desk = Desk(page)
    page.resize(1000, 700)
    page.show()
    frame = 0

    def step() -> None:
        nonlocal frame
        page.show_study(study, 1 + frame % 2)
        qapp.processEvents()
        frame += 1

    benchmark.pedantic(step, rounds=60, warmup_rounds=10)
    assert desk.page is page
    page.close()
    page.deleteLater()
    qapp.processEvents()
