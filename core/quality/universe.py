"""The prices of a source symbol by symbol, as the checks look at them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.calendars import WEEKDAYS, Almanac, Days, Mask, weekday
from core.parameters import CASH_SERIES
from core.prices import YEARS, Panel
from core.units import Floats, Integers, date_of

SLOW = 4.0  # days from one price to the next, median: daily ones have 1, weekly ones 7
MOST_YIELD = 1000.0  # percent a year: what is beyond is no yield
SAME = 5e-7  # relative: adjusting leaves such crumbs; the smallest tick of any price is larger
ROBUST = 1.4826  # from the median of sizes to the standard deviation, for normal returns


@dataclass(frozen=True, slots=True)
class Series:
    """The prices of one symbol.

    Attributes
    ----------
    days
        Days with a price, increasing; shape (n,).
    prices
        Positive and finite; yields in percent may be 0 or negative; shape (n,).
    rows
        Where the days stand among all days of the source; shape (n,).
    is_yield
        Whether they are yields in percent rather than prices.
    spacing
        Median number of days from one price to the next, 1 for daily prices; NaN below two.
    calendar
        The exchange calendar that the days follow, None where none fits or none is asked.
    moves
        Log returns, for a yield differences in percentage points; shape (n - 1,).
    """

    symbol: str
    days: Days
    prices: Floats
    rows: Integers
    is_yield: bool
    spacing: float
    calendar: str | None
    moves: Floats

    @property
    def is_daily(self) -> bool:
        """Whether there is a price on most days rather than each week or month."""
        return self.spacing < SLOW

    @property
    def still(self) -> Mask:
        """Which moves are none; shape (n - 1,)."""
        after = self.prices[1:]
        return np.abs(after - self.prices[:-1]) <= SAME * np.abs(after)

    @property
    def usual_move(self) -> float:
        """The robust standard deviation of those moves that are not zero; NaN without any."""
        size = np.abs(self.moves)
        size = size[size > SAME]
        return float(ROBUST * np.median(size)) if len(size) else np.nan


@dataclass(frozen=True, slots=True)
class Universe:
    """All symbols of a source.

    Attributes
    ----------
    days
        Days on which any symbol has a price, increasing; shape (T,).
    priced
        How many of the symbols with daily prices have one on each day; shape (T,).
    spanned
        How many of these are between their first and their last day; shape (T,).
    series
        The symbols that have a price.
    refused
        Days whose price, or yield, cannot be one; by symbol.
    almanac
        The exchange calendars of these days; None where the prices follow no exchange's.
    """

    days: Days
    priced: Integers
    spanned: Integers
    series: tuple[Series, ...]
    refused: tuple[tuple[str, Days], ...]
    almanac: Almanac | None


def taken_apart(panel: Panel, *, simulated: bool) -> Universe:
    """Take a panel apart; `simulated` prices follow no exchange's calendar.

    Days outside the years that prices can be of are passed over.
    """
    days = panel.dates.to_numpy().astype("datetime64[D]")
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970
    inside = (years >= YEARS[0]) & (years <= YEARS[1])
    values = panel.prices[inside]
    days = days[inside]
    present = ~np.isnan(values)
    seen = present.any(axis=1)
    days, values, present = days[seen], values[seen], present[seen]
    almanac = None
    if len(days) and not simulated:
        almanac = Almanac(date_of(days[0]), date_of(days[-1]))
    series: list[Series] = []
    refused: list[tuple[str, Days]] = []
    for i, symbol in enumerate(panel.symbols):
        if symbol == CASH_SERIES:
            good = present[:, i] & (np.abs(values[:, i]) <= MOST_YIELD)
        else:
            good = present[:, i] & np.isfinite(values[:, i]) & (values[:, i] > 0)
        rows = np.flatnonzero(good)
        if len(rows):
            series.append(_series(symbol, days[rows], values[rows, i], rows, almanac))
        wrong = present[:, i] & ~good
        if wrong.any():
            refused.append((symbol, days[wrong]))
    priced = np.zeros(len(days), dtype=np.int64)
    spanned = np.zeros(len(days), dtype=np.int64)
    for one in series:
        if one.is_daily:
            priced[one.rows] += 1
            spanned[one.rows[0] : one.rows[-1] + 1] += 1
    return Universe(days, priced, spanned, tuple(series), tuple(refused), almanac)


def _series(
    symbol: str, days: Days, prices: Floats, rows: Integers, almanac: Almanac | None
) -> Series:
    gaps = np.diff(days).astype(np.int64)
    spacing = float(np.median(gaps)) if len(gaps) else np.nan
    calendar = None
    if almanac is not None and spacing < SLOW:
        calendar = almanac.followed(symbol, days)
    is_yield = symbol == CASH_SERIES
    moves = np.diff(prices) if is_yield else np.diff(np.log(prices))
    return Series(symbol, days, prices, rows, is_yield, spacing, calendar, moves)


def expected_days(one: Series, of: Universe) -> Days:
    """Return the days between the first and last of a symbol on which it should have a price.

    These are the sessions of its calendar, or where it follows none the days on which at least
    half of the other symbols have a price.
    """
    if of.almanac is not None and one.calendar is not None:
        days = of.almanac.sessions(one.calendar).between(one.days[0], one.days[-1])
        if one.calendar == WEEKDAYS:
            days = days[~_holiday_everywhere(days)]
        if one.is_yield:
            days = days[~_bond_holiday(days)]
        return days
    inside = slice(one.rows[0], one.rows[-1] + 1)
    others = of.priced[inside].copy()
    others[one.rows - one.rows[0]] -= one.is_daily
    alive = of.spanned[inside] - one.is_daily
    expected: Days = of.days[inside][(others > 0) & (others >= alive / 2)]
    return expected


def _month_and_day(days: Days) -> tuple[Integers, Integers]:
    months = days.astype("datetime64[M]")
    day = (days - months.astype("datetime64[D]")).astype(np.int64) + 1
    return months.astype(np.int64) % 12 + 1, day


def _holiday_everywhere(days: Days) -> Mask:
    """Return which days are New Year or Christmas, when currencies are not quoted either."""
    month, day = _month_and_day(days)
    holiday: Mask = ((month == 1) & (day == 1)) | ((month == 12) & (day == 25))
    return holiday


def _bond_holiday(days: Days) -> Mask:
    """Return which days are Columbus or Veterans Day, when bonds rest and shares trade."""
    month, day = _month_and_day(days)
    columbus = (month == 10) & (weekday(days) == 0) & (day >= 8) & (day <= 14)
    veterans = (month == 11) & (day >= 10) & (day <= 12)
    holiday: Mask = columbus | veterans
    return holiday
