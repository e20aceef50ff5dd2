"""Returns of calendar months and years, compounded from those of the days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.units import Floats, Integers

if TYPE_CHECKING:
    import pandas as pd

Booleans = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

HOLIDAYS_AT_THE_EDGE = 1
"""Weekdays that may lack a return at the edge of a month which is whole all the same."""


@dataclass(frozen=True, eq=False)
class PeriodReturns:
    """Returns of the months and years of an account, decimals.

    Attributes
    ----------
    years
        Every year from the first to the last, ascending, shape (Y,).
    months
        Returns of January to December of each year, shape (Y, 12); NaN where no day is.
    yearly
        Returns of the years, shape (Y,); NaN where no day is.
    partial_months
        Whether the account begins or ends within a month, shape (Y, 12).
    partial_years
        Whether it begins or ends within a year, shape (Y,).
    """

    years: Integers
    months: Floats
    yearly: Floats
    partial_months: Booleans
    partial_years: Booleans


def period_returns(dates: pd.DatetimeIndex | np.ndarray, returns: Floats) -> PeriodReturns:
    """Return the months' and years' compounded returns of the days' simple `returns` (T,).

    `dates` are T ascending days. A month is partial where more than `HOLIDAYS_AT_THE_EDGE`
    weekdays of it lie before the first or after the last day.
    """
    days = np.asarray(dates).astype("datetime64[D]")
    month_of = days.astype("datetime64[M]").astype(np.int64)  # months since January 1970
    first_year, last_year = (1970 + int(month_of[row]) // 12 for row in (0, -1))
    years = np.arange(first_year, last_year + 1, dtype=np.int64)
    places = month_of - 12 * (first_year - 1970)

    months = np.full(12 * len(years), np.nan)
    held, growth = _compounded(places, returns)
    months[held] = growth
    yearly = np.full(len(years), np.nan)
    held, growth = _compounded(places // 12, returns)
    yearly[held] = growth

    begins_late, ends_early = _cut_at_edges(days)
    partial = np.zeros(months.shape, dtype=bool)
    partial[places[0]] |= begins_late
    partial[places[-1]] |= ends_early
    partial_years = np.zeros(len(years), dtype=bool)
    partial_years[0] |= begins_late or places[0] % 12 != 0
    partial_years[-1] |= ends_early or places[-1] % 12 != 11
    shape = (len(years), 12)
    return PeriodReturns(
        years, months.reshape(shape), yearly, partial.reshape(shape), partial_years
    )


def _compounded(places: Integers, returns: Floats) -> tuple[Integers, Floats]:
    """Return the places that occur, ascending, and the compounded return of each."""
    starts = np.flatnonzero(np.concatenate(([True], places[1:] != places[:-1])))
    return places[starts], np.multiply.reduceat(1.0 + returns, starts) - 1.0


def _cut_at_edges(days: np.ndarray) -> tuple[bool, bool]:
    """Return whether the first month lacks days at its start, and the last one at its end."""
    begin = days[0].astype("datetime64[M]").astype("datetime64[D]")
    end = (days[-1].astype("datetime64[M]") + 1).astype("datetime64[D]")
    before = np.busday_count(begin, days[0])
    after = np.busday_count(days[-1] + 1, end)
    return bool(before > HOLIDAYS_AT_THE_EDGE), bool(after > HOLIDAYS_AT_THE_EDGE)
