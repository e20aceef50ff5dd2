"""Where the return of a levered account comes from, exact to the last digit, and its rival's."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.units import Floats

if TYPE_CHECKING:
    from core.result import BacktestResult

MEANING = ""
"""What it means and what it does not, in the user's words."""


@dataclass(frozen=True, slots=True)
class Term:
    """A line of the attribution: the field of `Contributions`, its label and its help."""

    key: str
    label: str
    help: str


TERMS: tuple[Term, ...] = ()
"""The lines that sum to growth, in their order; tables, charts and exports loop over them."""


@dataclass(frozen=True, slots=True)
class Contributions:
    """What each source has contributed, plain decimals: of a year, or a year on average.

    `source + leverage + covariance + financing + cost` is the arithmetic mean return (of a single
    year: the sum of its daily returns); with `variance_drag` and `compounding` it is the growth.
    Whatever takes from the return is negative.
    """

    source: float
    leverage: float
    covariance: float
    financing: float
    cost: float
    variance_drag: float
    compounding: float

    @property
    def mean(self) -> float:
        """The arithmetic return."""
        raise NotImplementedError

    @property
    def growth(self) -> float:
        """The compound return: the sum of all lines."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class YearShare:
    """The contributions of one calendar year: its sums, not annualised."""

    year: int
    first: dt.date
    last: dt.date
    contributions: Contributions


@dataclass(frozen=True, slots=True)
class AccountAttribution:
    """An account from `first` to `last`: a year on average over all of it, and year by year."""

    total: Contributions
    years: tuple[YearShare, ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """The attribution of the overlay, and of constant leverage of the same volatility.

    Attributes
    ----------
    rival
        None where there is none; `no_rival` then says why.
    level
        The leverage of the rival.
    """

    first: dt.date
    last: dt.date
    rows: int
    overlay: AccountAttribution
    rival: AccountAttribution | None
    level: float | None
    no_rival: str = ""


def contributions(
    gross: Floats, leverage: Floats, financing: Floats, cost: Floats, a_year: float | None
) -> Contributions:
    """Return the contributions of days with these returns of the source, each of shape (T,).

    `a_year` trading days make a year on average; None: the days are one year themselves.
    """
    raise NotImplementedError


def attribution(
    result: BacktestResult, name: str, first: dt.date | None = None, last: dt.date | None = None
) -> Attribution:
    """Attribute the return of a result's levered account from `first` to `last`, both inclusive.

    Raises
    ------
    DataError
        Where the account is wiped out, so that its growth is no sum of anything.
    """
    raise NotImplementedError
