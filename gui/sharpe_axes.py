"""Where things stand in a chart of Sharpe ratios over a price: its two axes in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from core.units import Floats
from gui.charts.units import Unit

RATIO = Unit(decimals=3)
LEAST_SPAN = 0.02
"""Of the ratios: less is not blown up to a mountain range."""
PADDING = 0.08


@dataclass(frozen=True, slots=True)
class PriceAxis:
    """The horizontal axis of a chart: what the price is called, and how it is written."""

    title: str
    caption: str
    unit: Unit

    def __call__(self, value: float) -> str:
        """Return a price with its unit."""
        return self.unit(value)


AXES = {
    "borrow_spread": PriceAxis(
        "Sharpe ratio by borrowing spread",
        "Borrowing spread, % a year",
        Unit(factor=100.0, suffix="\N{NARROW NO-BREAK SPACE}%"),
    ),
    "cost_bps": PriceAxis(
        "Sharpe ratio by trading cost",
        "Trading cost, basis points of each trade",
        Unit(suffix="\N{NARROW NO-BREAK SPACE}bp"),
    ),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """Where curves are drawn: prices from 0 to `end`, ratios from `low` to `high`, in an area."""

    area: QRectF
    end: float
    low: float
    high: float

    def x(self, price: float) -> float:
        """Return the pixel above which a price stands."""
        return self.area.left() + price / self.end * self.area.width()

    def y(self, ratio: float) -> float:
        """Return the pixel at which a ratio stands."""
        return self.area.bottom() - (ratio - self.low) / (self.high - self.low) * self.area.height()

    def point(self, price: float, ratio: float) -> QPointF:
        """Return where a price has a ratio."""
        return QPointF(self.x(price), self.y(ratio))


def reach(lines: Sequence[Floats]) -> tuple[float, float]:
    """Return the lowest and the highest ratio of an axis for some curves."""
    values = np.concatenate(lines)
    values = values[np.isfinite(values)]
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    missing = max(LEAST_SPAN - (high - low), 0.0) / 2.0
    low, high = low - missing, high + missing
    return low - PADDING * (high - low), high + PADDING * (high - low)
