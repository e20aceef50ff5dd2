"""How long the proof of causality takes: ``make bench``. A hundred futures within 2 seconds."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from core.causality import proof
from core.parameters import Parameters
from core.prices import LoadedPrices
from core.sources.demo import demo_market


@pytest.mark.benchmark(group="a hundred scrambled futures, 8 symbols, 16 years")
@pytest.mark.parametrize("preset", ["tradable", "as-scripted"])
def test_hundred_futures(benchmark: BenchmarkFixture, preset: str) -> None:
    market = demo_market()
    loaded = LoadedPrices(market.frame.loc["2010-01-01":"2025-12-31"], market.source)
    parameters = Parameters.preset(preset)
    made = benchmark.pedantic(
        proof, args=(loaded, parameters), kwargs={"random": 100}, rounds=3, warmup_rounds=1
    )
    assert len(made.trials) == 100
    assert made.is_causal == (preset == "tradable")
    if benchmark.stats is not None:  # None where benchmarks are run as tests only
        assert benchmark.stats.stats.min < 2.0
