"""How long a report takes, and how large it is: ``make bench``."""

import datetime as dt

from pytest_benchmark.fixture import BenchmarkFixture

from core.loading import LoadDemo
from core.parameters import Parameters
from core.project import Project
from core.report import report_html
from core.study import project_study


def test_three_scenarios_of_the_demo(benchmark: BenchmarkFixture) -> None:
    project = Project.new().added("Low target", Parameters(target_vol=0.08))
    study = project_study(project, LoadDemo()())
    made = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    page = benchmark(report_html, study, made)
    assert len(page) < 600_000
