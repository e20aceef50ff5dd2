"""How long the break-evens of a scenario take: ``make bench``. They are not asked in a frame."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from core.break_evens import break_evens
from core.parameters import Parameters
from core.scenario import Scenario, scenario_outcome
from core.sources.demo import demo_market

pytestmark = pytest.mark.benchmark(group="break-evens, 8 symbols, 15 years, below 100 ms")


@pytest.mark.parametrize("preset", ["tradable", "as-scripted"])
def test_break_evens(benchmark: BenchmarkFixture, preset: str) -> None:
    outcome = scenario_outcome(demo_market(), Scenario(1, "Own", Parameters.preset(preset)))

    made = benchmark(break_evens, outcome)

    assert len(made.rows) == 4
