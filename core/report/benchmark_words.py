"""What the benchmarks of a report are: names alone do not tell what is held, and when traded."""

from __future__ import annotations

from core.benchmarks import Benchmark, BenchmarkKind
from core.comparison import Track
from core.errors import listed
from core.scenario import Outcome

MOST_SYMBOLS = 12


def benchmark_words(benchmark: Benchmark, track: Track, beside: Outcome) -> str:
    """Return in words what a benchmark holds, by the track on its own days.

    `beside` is the outcome, with a result, of the scenario that it stands beside.
    """
    name, result = beside.scenario.name, beside.result
    assert result is not None
    costs = f"At the costs and the cash rate of {name}."
    if benchmark.kind is not BenchmarkKind.CONSTANT and result.conventions.scripted:
        costs += " Its figures are by the standard statistics."
    match benchmark.kind:
        case BenchmarkKind.SYMBOL:
            return f"Bought on the first day and held. {costs}"
        case BenchmarkKind.EQUAL:
            symbols = listed(result.table.symbols, MOST_SYMBOLS)
            return f"Equal parts of {symbols}, set anew at the rebalances of {name}. {costs}"
        case BenchmarkKind.FIXED:
            return f"These weights, in %, set anew at the rebalances of {name}. {costs}"
        case BenchmarkKind.CONSTANT:
            level, days = float(track.dynamic.target[0]), track.days
            return (
                f"The portfolio of {name} without its overlay, at a leverage of {level:.2f} every "
                "day: the one that makes it as volatile as the overlay does from "
                f"{days[0]} to {days[-1]}. {costs}"
            )
