"""Where the values of a field stand on its slider: even grains over the usual range."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.fields import Kind, ParameterField

_FEWEST = 50  # positions, or a drag would be felt to stutter
_PARTS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class SliderScale:
    """Positions 0 to `last` and the plain values, in decimals, that they stand for.

    Attributes
    ----------
    low
        The value at position 0.
    grain
        The distance of neighbouring positions: a step of the field, or an even part of it.
    last
        The greatest position.
    whole
        Whether values are whole numbers.
    """

    low: Decimal
    grain: Decimal
    last: int
    whole: bool

    @classmethod
    def of(cls, field: ParameterField) -> SliderScale:
        """Return the scale of a field that is declared with a slider."""
        assert field.shown.slider is not None
        low, high = (Decimal(repr(end)) for end in field.shown.slider)
        step = Decimal(repr(field.shown.step))
        whole = field.kind is Kind.INTEGER
        grains = [step / part for part in _PARTS if not whole or step % part == 0]
        grain = next((g for g in grains if (high - low) / g >= _FEWEST), grains[-1])
        return cls(low, grain, int((high - low) / grain), whole)

    def value(self, position: int) -> int | float:
        """Return the value at a position, the double that is nearest to its decimal."""
        exact = self.low + position * self.grain
        return int(exact) if self.whole else float(exact)

    def position(self, value: float) -> int:
        """Return the position nearest to a value: an end for all that lies beyond it."""
        grains = (value - float(self.low)) / float(self.grain)
        return round(min(max(grains, 0.0), float(self.last)))
