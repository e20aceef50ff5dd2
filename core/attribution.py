"""Where the return of a levered account comes from, exact to the last digit, and its rival's.

Read from a finished result: nothing is run again but the constant leverage it is put beside.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.errors import DataError
from core.periods import period_returns
from core.units import TRADING_DAYS, Floats, date_of

if TYPE_CHECKING:
    from core.portfolio import Account
    from core.result import BacktestResult

MEANING = (
    "The growth of the account, split into what the base portfolio returned, what holding more of "
    "it on average brought, timing, interest, trading costs, and what volatility and compounding "
    "make of a mean return. Timing is the covariance of leverage and return: negative means that "
    "leverage was higher on the days that lost. It is a sum over one path of past prices. It "
    "proves neither skill nor a cause, and other years have another one."
)
"""What it means and what it does not, in the user's words."""


@dataclass(frozen=True, slots=True)
class Term:
    """A line of the attribution: the field of `Contributions`, its label and its help.

    `short` is the label where there is little room.
    """

    key: str
    label: str
    help: str
    short: str


TERMS: tuple[Term, ...] = (
    Term(
        "source",
        "Source return",
        "Mean return of the base portfolio before costs, held without leverage.",
        "Source",
    ),
    Term(
        "leverage",
        "Mean leverage",
        "What the leverage above 1 has added, had it been its mean on every day: (mean leverage "
        "\N{MINUS SIGN} 1) × source return, before interest.",
        "Leverage",
    ),
    Term(
        "covariance",
        "Covariance of leverage and return",
        "Timing: below zero where leverage was higher on the days that lost than on those that "
        "gained. Over a year it is about that year's own mean leverage, so years do not sum to "
        "the total.",
        "Covariance",
    ),
    Term(
        "financing",
        "Interest",
        "Interest on what was borrowed less that earned on cash. Where rates vary from day to day, "
        "borrowing more on the expensive days counts here, not as covariance.",
        "Interest",
    ),
    Term(
        "cost",
        "Trading costs",
        "What buying and selling has cost, the first purchase and every change of leverage "
        "included.",
        "Costs",
    ),
    Term(
        "variance_drag",
        "Variance drag",
        "What volatility takes from a mean return: the sum of log returns less that of returns, "
        "about minus half the variance.",
        "Variance",
    ),
    Term(
        "compounding",
        "Compounding",
        "Return on returns: growth less the sum of log returns, never below zero.",
        "Compounding",
    ),
)
"""The lines that sum to growth, in their order; tables, charts and exports loop over them."""

MEAN_TERMS = 5
"""So many of them make the arithmetic mean."""

MEAN = Term(
    "mean",
    "Mean return",
    "The arithmetic return of the account: the sum of the lines above.",
    "Mean",
)
GROWTH = Term("growth", "Growth", "The compound return: the sum of all lines.", "Growth")


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
        return math.fsum(astuple(self)[:MEAN_TERMS])

    @property
    def growth(self) -> float:
        """The compound return: the sum of all lines."""
        return math.fsum(astuple(self))

    def value(self, key: str) -> float:
        """Return a line by its key, the mean and the growth too."""
        return float(getattr(self, key))

    def less(self, other: Contributions) -> Contributions:
        """Return these less others, line by line; their growth is the difference of growth."""
        own, others = astuple(self), astuple(other)
        return Contributions(*(a - b for a, b in zip(own, others, strict=True)))


@dataclass(frozen=True, slots=True)
class YearShare:
    """The contributions of one calendar year: its sums, not annualised.

    Attributes
    ----------
    first, last
        Its first and last day among those that are attributed.
    partial
        Whether only a part of the year is among them.
    """

    year: int
    first: dt.date
    last: dt.date
    contributions: Contributions
    partial: bool = False


@dataclass(frozen=True, slots=True)
class AccountAttribution:
    """An account from `first` to `last`: a year on average over all of it, and year by year."""

    total: Contributions
    years: tuple[YearShare, ...]

    def less(self, other: AccountAttribution) -> AccountAttribution:
        """Return this less another account of the same days, line by line."""
        years = (
            YearShare(a.year, a.first, a.last, a.contributions.less(b.contributions), a.partial)
            for a, b in zip(self.years, other.years, strict=True)
        )
        return AccountAttribution(self.total.less(other.total), tuple(years))


@dataclass(frozen=True, slots=True)
class Attribution:
    """The attribution of the overlay, and of constant leverage of the same volatility.

    Attributes
    ----------
    rows
        How many days are attributed; `TRADING_DAYS` of them make a year.
    rival
        None where there is none; `no_rival` then says why.
    level
        The leverage of the rival.
    matched
        The days over which the rival is as volatile as the overlay, where they are others.
    scripted
        Whether the figures of the scenario are by the script's conventions, by which growth is
        the mean return compounded; here it is compound all the same.
    """

    first: dt.date
    last: dt.date
    rows: int
    overlay: AccountAttribution
    rival: AccountAttribution | None
    level: float | None
    no_rival: str = ""
    matched: tuple[dt.date, dt.date] | None = None
    scripted: bool = False

    @property
    def difference(self) -> AccountAttribution | None:
        """The overlay less its rival; None without one."""
        return None if self.rival is None else self.overlay.less(self.rival)


def contributions(
    gross: Floats, leverage: Floats, financing: Floats, cost: Floats, a_year: float | None
) -> Contributions:
    """Return the contributions of days with these returns of the source, each of shape (T,).

    `a_year` trading days make a year on average; None: the days are one year themselves.

    With L leverage and r the source, mean(L r) = mean(r) + (mean(L) - 1) mean(r) + cov(L, r), the
    covariance that of the population: Anderson, Bianchi and Goldberg (2014), "Determinants of
    Levered Portfolio Performance", Financial Analysts Journal 70(5). There the cost of borrowing
    is taken out of the mean leverage; here it is a line of its own. No day may lose all.
    """
    rows = len(gross)
    scale = 1.0 if a_year is None else a_year / rows
    above = leverage - leverage[0]  # so that leverage that is constant has no covariance at all
    mean_level = float(leverage[0]) + float(above.mean())
    timing = float((above - above.mean()) @ (gross - gross.mean()))
    earned = leverage * gross - cost - financing
    source = scale * float(gross.sum())
    mean, log_growth = (scale * float(days.sum()) for days in (earned, np.log1p(earned)))
    grown = math.expm1(log_growth) if log_growth < 700.0 else math.inf
    return Contributions(
        source=source,
        leverage=(mean_level - 1.0) * source,
        covariance=scale * timing,
        financing=0.0 - scale * float(financing.sum()),
        cost=0.0 - scale * float(cost.sum()),
        variance_drag=log_growth - mean,
        compounding=grown - log_growth,
    )


def attribution(
    result: BacktestResult, name: str, first: dt.date | None = None, last: dt.date | None = None
) -> Attribution:
    """Attribute the return of a result's levered account from `first` to `last`, both inclusive.

    The days are the result's own, all of them by default. The rival is that of the benchmark of
    constant leverage: as volatile as the overlay over all days of the result. `name` is the
    scenario's, for errors.

    Raises
    ------
    DataError
        Where the account is wiped out, so that its growth is no sum of anything, or where there
        is no day to attribute.
    """
    from core.constant_leverage import constant_account

    days = result.dates.to_numpy().astype("datetime64[D]")
    begin = 0 if first is None else int(np.searchsorted(days, np.datetime64(first)))
    end = len(days)
    if last is not None:
        end = int(np.searchsorted(days, np.datetime64(last), side="right"))
    if begin >= end:
        raise DataError(f"{name} has no day from {first} to {last}; choose other days.")
    if 0 <= result.dynamic.wiped_out < end:
        raise DataError(
            f"{name} is wiped out on {days[result.dynamic.wiped_out]}, so there is no growth to "
            "attribute; lower its leverage, or end it before that day."
        )
    span = slice(begin, end)
    rival, level, reason = None, None, ""
    try:
        account, level = constant_account(result, name)
    except DataError as error:
        reason = str(error)
    else:
        rival = _account_attribution(result, account, days, span)
    return Attribution(
        first=date_of(days[begin]),
        last=date_of(days[end - 1]),
        rows=end - begin,
        overlay=_account_attribution(result, result.dynamic, days, span),
        rival=rival,
        level=level,
        no_rival=reason,
        matched=None if end - begin == len(days) else (date_of(days[0]), date_of(days[-1])),
        scripted=result.conventions.scripted,
    )


def _account_attribution(
    result: BacktestResult, account: Account, days: np.ndarray, span: slice
) -> AccountAttribution:
    """Attribute an account of the result's base portfolio on the rows of `span`."""
    columns = (
        result.holdings.gross_returns,
        account.leverage,
        account.financing,
        account.cost,
    )
    gross, leverage, financing, cost = (column[span] for column in columns)

    def shares(rows: slice, a_year: float | None) -> Contributions:
        return contributions(gross[rows], leverage[rows], financing[rows], cost[rows], a_year)

    days = days[span]
    periods = period_returns(days, account.returns[span])
    bounds = np.searchsorted(
        days, (np.append(periods.years, periods.years[-1] + 1) - 1970).astype("datetime64[Y]")
    )
    years = tuple(
        YearShare(
            year=int(year),
            first=date_of(days[start]),
            last=date_of(days[stop - 1]),
            contributions=shares(slice(start, stop), None),
            partial=bool(partial),
        )
        for year, start, stop, partial in zip(
            periods.years, bounds[:-1], bounds[1:], periods.partial_years, strict=True
        )
        if stop > start
    )
    return AccountAttribution(shares(slice(None), TRADING_DAYS), years)
