"""Published examples, computed again by this program: expected, computed, difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.prices import LoadedPrices

MEANING = ""
"""What it means and what it does not, in the user's words."""


@dataclass(frozen=True, slots=True)
class Check:
    """One number of an example.

    Attributes
    ----------
    decimals
        Of the published number, which is as far as it can be compared.
    unit
        "%" or "".
    """

    what: str
    expected: float
    computed: float
    decimals: int
    unit: str = "%"

    @property
    def agrees(self) -> bool:
        """Whether the computed number rounds to the published one."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Example:
    """A published example.

    Attributes
    ----------
    source
        Author, year and where.
    absent
        Why it cannot be computed (prices that are not at hand); "" where it was.
    """

    title: str
    source: str
    checks: tuple[Check, ...]
    absent: str = ""


def examples(loaded: LoadedPrices | None = None) -> tuple[Example, ...]:
    """Compute every example now; those about real prices where `loaded` has them."""
    raise NotImplementedError
