"""How long it takes to look at prices: what a user waits for on top of the loading."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from core.prices import LoadedPrices, PriceSource
from core.quality import examined
from tests.oracles.panels import simulated_prices


@pytest.mark.parametrize(("count", "rows"), [(8, 8000), (500, 7500)])
def test_looking_at_prices(benchmark: BenchmarkFixture, count: int, rows: int) -> None:
    symbols = [f"S{number:03}" for number in range(count)]
    frame = simulated_prices(5, symbols, rows, first_day="1990-01-01")
    loaded = LoadedPrices(frame, PriceSource("file", "prices.csv"))
    rounds = 3 if count >= 500 else 20
    benchmark.pedantic(examined, args=(loaded,), rounds=rounds, warmup_rounds=1)
