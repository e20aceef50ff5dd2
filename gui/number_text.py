"""Numbers of a field as text in the unit that people read: every double keeps its exact value.

The decimal point is moved in the text (0.12 is "12" with the unit %), never by multiplying.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, DecimalException

from core.fields import Unit

_SHIFTS = {Unit.FRACTION: 2, Unit.ANNUAL_FRACTION: 2}
_ALSO_TYPED = {
    Unit.FRACTION: ("%",),
    Unit.ANNUAL_FRACTION: ("%",),
    Unit.BASIS_POINTS: ("bp", "bps"),
    Unit.DAYS: ("d", "day", "days"),
    Unit.MULTIPLE: ("x", "×"),
}
_OTHER_MARK = {".": ",", ",": "."}
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?", re.ASCII | re.IGNORECASE)
_MINUS = "\N{MINUS SIGN}"
_LONGEST_WHOLE = 30


@dataclass(frozen=True, slots=True)
class NumberText:
    """How the numbers of a unit are written and read.

    Attributes
    ----------
    unit
        What the numbers count.
    decimal_point
        What stands before the decimals. The other of dot and comma is read as well, unless it may
        set off thousands: "0,5" and "12,25" are clear, "1,250" is doubtful.
    """

    unit: Unit
    decimal_point: str = "."

    def text(self, value: float) -> str:
        """Return a plain number (0.12) as the shortest text in the unit ("12") that reads back."""
        return self.decimal_text(self.shifted(value))

    def decimal_text(self, number: Decimal) -> str:
        """Return a number that is in the unit already as text, without needless zeros."""
        if not number.is_finite():
            return str(number)
        digits = number.normalize()
        text = f"{digits:f}" if -10 <= digits.adjusted() < 17 else f"{digits:e}"
        return text.replace(".", self.decimal_point)

    def text_with_unit(self, value: float) -> str:
        """Return a number with its unit as in a sentence: "12 % a year", "1 day", "2×"."""
        text = self.text(value).replace("-", _MINUS)
        if self.unit is Unit.NONE:
            return text
        if self.unit is Unit.MULTIPLE:
            return f"{text}{self.unit.value}"
        return (
            f"{text} day" if self.unit is Unit.DAYS and text == "1" else f"{text} {self.unit.value}"
        )

    def shifted(self, value: float) -> Decimal:
        """Return a plain number in the unit."""
        return Decimal(repr(value)).scaleb(_SHIFTS.get(self.unit, 0))

    def number(self, text: str) -> Decimal | None:
        """Return the number in the unit that `text` stands for, None where it stands for none."""
        text = self._bare(text)
        other = self._other_mark
        if other in text and (self.decimal_point in text or _THOUSANDS.fullmatch(text)):
            return None
        text = text.replace(self.decimal_point, ".").replace(other, ".")
        if not _DECIMAL.fullmatch(text):
            return None
        try:
            return Decimal(text)
        except DecimalException:
            return None

    def doubt(self, text: str) -> str:
        """Return how `text` can be taken in two ways, and what to do; "" where it cannot."""
        bare = self._bare(text)
        if self._other_mark not in bare or not _THOUSANDS.fullmatch(bare):
            return ""
        whole, decimal = (bare.replace(self._other_mark, mark) for mark in ("", self.decimal_point))
        return f"may be {whole} or {decimal}: write the one that is meant"

    @property
    def _other_mark(self) -> str:
        return _OTHER_MARK.get(self.decimal_point, ",")

    def _bare(self, text: str) -> str:
        """Return the text without its unit."""
        text = text.strip().replace(_MINUS, "-").lower()
        for ending in sorted(_ALSO_TYPED.get(self.unit, ()), key=len, reverse=True):
            if text.endswith(ending):
                return text.removesuffix(ending).rstrip()
        return text

    def value(self, text: str, *, whole: bool) -> int | float | str:
        """Return the plain number that `text` stands for, or the text where it stands for none.

        What is no number is for the validation of the parameters to refuse.
        """
        number = self.number(text)
        if number is None:
            return text.strip()
        if whole:
            fits = number == number.to_integral_value() and number.adjusted() < _LONGEST_WHOLE
            return int(number) if fits else text.strip()
        value = float(number.scaleb(-_SHIFTS.get(self.unit, 0)))
        return value if abs(value) < float("inf") else text.strip()
