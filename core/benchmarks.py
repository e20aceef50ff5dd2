"""What scenarios are measured against: a symbol, fixed weights, or constant leverage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class BenchmarkKind(Enum):
    """What a benchmark holds."""

    SYMBOL = "symbol"  # one symbol, bought and held
    EQUAL = "equal"  # equal weights of a scenario's universe, at its rebalances
    FIXED = "fixed"  # given weights, such as 60 % and 40 %, at a scenario's rebalances
    CONSTANT = "constant"  # a scenario's base portfolio at constant leverage of equal volatility


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A portfolio without an overlay, on the days of a scenario.

    Attributes
    ----------
    key
        As of a scenario, and shared with none.
    scenario
        Key of the scenario whose days, costs, cash rate, and, as the kind asks for them, universe,
        rebalances and volatility it takes.
    weights
        Symbols with their weights, which sum to 1: one for `SYMBOL`, those given for `FIXED`, none
        for the other kinds.
    color
        Number of its colour.
    """

    key: int
    kind: BenchmarkKind
    scenario: int
    weights: tuple[tuple[str, float], ...] = ()
    color: int = 0
    visible: bool = True
