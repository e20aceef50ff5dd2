"""The accounts of benchmarks, on the days of the scenario that they stand beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.benchmarks import Benchmark, BenchmarkKind
from core.errors import DataError

if TYPE_CHECKING:
    from core.comparison import Track
    from core.prices import LoadedPrices
    from core.scenario import Outcome, Scenario


def benchmark_name(benchmark: Benchmark, scenario: Scenario) -> str:
    """Return what a benchmark is called: ``SPY``, ``Equal weights``, ``60 SPY / 40 TLT``."""
    match benchmark.kind:
        case BenchmarkKind.SYMBOL:
            return benchmark.weights[0][0]
        case BenchmarkKind.EQUAL:
            return "Equal weights"
        case BenchmarkKind.FIXED:
            parts = (f"{100 * weight:g} {symbol}" for symbol, weight in benchmark.weights)
            return " / ".join(parts)
        case BenchmarkKind.CONSTANT:
            return f"{scenario.name} at constant leverage"


def benchmark_track(benchmark: Benchmark, outcome: Outcome, loaded: LoadedPrices) -> Track:
    """Return a benchmark's account.

    Raises
    ------
    DataError
        Where the scenario it stands beside has no result, or the prices lack a symbol.
    """
    raise DataError("Benchmarks are not computed yet.")
