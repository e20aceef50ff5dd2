"""The vertical axis of a plot, linear or logarithmic: how far it reaches, and its ticks."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.drawing.ticks import linear_ticks, log_ticks
from gui.charts.units import Unit

LEAST_SPAN = 0.004
LEAST_LOG_SPAN = 0.002
PADDING = 0.05


@dataclass
class VerticalScale:
    """Heights are values, or decimal logarithms of values where ``log`` is set.

    Attributes
    ----------
    unit : Unit
    reference : float or None
        A value with a stronger grid line.
    keeps_reference : bool
        Whether a linear axis always reaches to the reference.
    log : bool
    """

    unit: Unit
    reference: float | None = None
    keeps_reference: bool = False
    log: bool = False

    @property
    def reference_height(self) -> float | None:
        """Height of the reference; None where it has no logarithm."""
        if self.reference is None or not self.log:
            return self.reference
        return math.log10(self.reference) if self.reference > 0 else None

    def reach(self, low: float, high: float) -> tuple[float, float]:
        """Ends of an axis for heights from ``low`` to ``high``: a little more on either side.

        A flat line is given room, so that rounding noise does not look like a mountain range.
        """
        if self.log:
            missing = max(0.0, LEAST_LOG_SPAN - (high - low)) / 2
            low, high = low - missing, high + missing
        else:
            low, high = self._linear_reach(low, high)
        padding = PADDING * (high - low)
        return low - padding, high + padding

    def ticks(self, low: float, high: float, most: int) -> list[tuple[float, str]]:
        """Heights and labels of at most about ``most`` ticks."""
        if self.log:
            return [
                (math.log10(value), self.unit.tick(value, step))
                for value, step in log_ticks(low, high, round(1.4 * most))
            ]
        values, step = linear_ticks(low, high, most)
        return [(value, self.unit.tick(value, step)) for value in values]

    def _linear_reach(self, low: float, high: float) -> tuple[float, float]:
        """Ends without padding: stretched to the least span, but not past the unit's limits."""
        if self.keeps_reference and self.reference is not None:
            low, high = min(low, self.reference), max(high, self.reference)
        least = max(self.unit.least_span, LEAST_SPAN * max(abs(low), abs(high))) or 1.0
        missing = max(0.0, least - (high - low)) / 2
        too_high = max(0.0, high + missing - max(high, self.unit.highest))
        too_low = max(0.0, min(low, self.unit.lowest) - (low - missing))
        shift = too_low - too_high
        return low - missing + shift, high + missing + shift
