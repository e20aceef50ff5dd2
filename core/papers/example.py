"""What a published example consists of, how many of them agree, and how a file has them."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HAIR = 1e-9
"""What rounding may add to half a unit of the last digit: at most this, and far less than it."""

COLUMNS = (
    *("example", "source", "number", "unit", "decimals"),
    *("published", "computed", "difference", "agrees"),
)
"""Of the file."""


@dataclass(frozen=True, slots=True)
class Check:
    """One number of an example.

    Attributes
    ----------
    computed
        None where it needs prices that are not at hand.
    decimals
        Of the published number, which is as far as it can be compared; of an exact one, such as
        48 %, six.
    unit
        "%" or "".
    """

    what: str
    expected: float
    computed: float | None
    decimals: int
    unit: str = "%"

    @property
    def difference(self) -> float | None:
        """Computed less published; None where it was not computed."""
        return None if self.computed is None else self.computed - self.expected

    @property
    def agrees(self) -> bool:
        """Whether the computed number is the published one as far as its digits go.

        It may lie half a unit of the last digit away, and a hair. What is not finite never agrees.
        """
        if self.computed is None:
            return False
        last_digit = 10.0**-self.decimals
        return abs(self.computed - self.expected) <= last_digit / 2 + min(HAIR, last_digit / 1000)


@dataclass(frozen=True, slots=True)
class Example:
    """A published example.

    Attributes
    ----------
    source
        Author, year and where.
    absent
        Why some of it, or all, cannot be computed (prices that are not at hand), a sentence; ""
        where it was.
    """

    title: str
    source: str
    checks: tuple[Check, ...]
    absent: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many numbers agree, of how many that were computed, and how many were not."""

    agreeing: int
    computed: int
    absent: int

    @property
    def agrees(self) -> bool:
        """Whether all do that were computed, and any was."""
        return self.agreeing == self.computed > 0

    @property
    def sentence(self) -> str:
        """What is said of it: ``98 of 98 numbers agree.``."""
        return f"{self.agreeing} of {self.computed} numbers agree."


def tally(made: Iterable[Example]) -> Tally:
    """Count the numbers of examples."""
    checks = [check for example in made for check in example.checks]
    computed = [check for check in checks if check.computed is not None]
    agreeing = sum(check.agrees for check in computed)
    return Tally(agreeing, len(computed), len(checks) - len(computed))


def percents(
    names: Sequence[str], expected: Sequence[float], computed: Iterable[float], decimals: int
) -> tuple[Check, ...]:
    """Return a check each of numbers in percent, computed as decimals."""
    rows = zip(names, expected, computed, strict=True)
    return tuple(Check(name, want, 100.0 * float(got), decimals) for name, want, got in rows)


def papers_csv(made: Iterable[Example]) -> bytes:
    """Return the examples as CSV (UTF-8), a row a number, in full precision.

    `agrees` is yes or no; where a number was not computed it is empty, as are `computed` and
    `difference`. The latter is in the unit of the number.
    """
    text = io.StringIO()
    file = csv.writer(text, lineterminator="\n")
    file.writerow(COLUMNS)
    for example in made:
        for check in example.checks:
            agrees = ("yes" if check.agrees else "no") if check.computed is not None else ""
            published = f"{check.expected:.{check.decimals}f}"
            numbers = (published, _cell(check.computed), _cell(check.difference))
            named = (example.title, example.source, check.what, check.unit, check.decimals)
            file.writerow([*named, *numbers, agrees])
    return text.getvalue().encode()


def _cell(value: float | None) -> str:
    return repr(float(value)) if value is not None and math.isfinite(value) else ""
