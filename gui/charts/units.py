"""How a chart writes a value: fixed decimals in the read-out, as few as will do at a tick."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.figure_forms import ABSENT, LARGE
from gui.formats import number, reading, with_power


@dataclass(frozen=True)
class Unit:
    """A unit of a chart; calling it with a value gives the value's text.

    Attributes
    ----------
    factor : float
        What a stored value is multiplied with before it is written: 100 for percent.
    suffix : str
        Written behind the number.
    decimals : int
        Decimals in the read-out; large values have fewer.
    writes_tiny : bool
        Whether a value that would be rounded to zero is written with a power of ten instead.
    least_span : float
        Smallest height of an axis, as a stored value. It keeps rounding noise from being blown up
        to a mountain range.
    lowest, highest : float
        Values that the quantity cannot pass: an axis is not stretched beyond them.
    """

    factor: float = 1.0
    suffix: str = ""
    decimals: int = 2
    writes_tiny: bool = False
    least_span: float = 0.0
    lowest: float = -math.inf
    highest: float = math.inf

    def __call__(self, value: float) -> str:
        """Text of a value in the read-out; NaN is a dash, and so is infinity."""
        shown = value * self.factor
        if not math.isfinite(shown):
            return ABSENT
        if self.writes_tiny and 0 < abs(shown) < 0.05 * 10.0**-self.decimals:
            return with_power(shown, 2) + self.suffix
        return reading(shown, self.decimals) + self.suffix

    def tick(self, value: float, step: float) -> str:
        """Text of a tick, with the fewest decimals that tell it from ticks one ``step`` away."""
        shown = value * self.factor
        size = abs(shown)
        exponent = _exponent(abs(step * self.factor)) if step else 0
        if size >= LARGE or (exponent < -4 and 0 < size < 0.01):
            return with_power(shown, max(0, _exponent(size) - exponent)) + self.suffix
        return number(shown, max(0, -exponent)) + self.suffix


GROWTH = Unit(writes_tiny=True, lowest=0.0)
DRAWDOWN = Unit(factor=100.0, suffix="%", decimals=1, least_span=0.002, highest=0.0)
TIMES = Unit(suffix="\N{MULTIPLICATION SIGN}", least_span=0.02, lowest=0.0)


def _exponent(size: float) -> int:
    return math.floor(math.log10(size) + 1e-9)
