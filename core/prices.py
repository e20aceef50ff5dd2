"""From a frame of prices to the table that a backtest uses: picked, cut, aligned and checked."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import numbers
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import numpy as np
import pandas as pd

from core.errors import DataError, quoted
from core.findings import Finding, Reading
from core.parameters import CASH_SERIES
from core.units import Floats


@dataclass(frozen=True, slots=True)
class PriceSource:
    """Where prices come from, in words that go onto the screen and into every export.

    Attributes
    ----------
    kind
        "yahoo", "demo", "file" or "memory" (a frame given to the library).
    name
        What to call it: a file's name, "Yahoo Finance" or "Simulated demo market".
    simulated
        Whether the prices are invented. Whatever shows them must say so.
    retrieved
        When the oldest of them was fetched, ISO 8601 in UTC; "" where nothing was fetched.
    readings
        How each file or answer was understood.
    findings
        What is strange about the prices, or was decided about them.
    """

    kind: str
    name: str
    simulated: bool = False
    retrieved: str = ""
    readings: tuple[Reading, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedPrices:
    """A frame of prices (days x symbols, as they came) and where it is from.

    A column ``^IRX`` is no price: it is the yield of the 13-week Treasury bill, percent a year.
    """

    frame: pd.DataFrame
    source: PriceSource

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols that have a column of prices."""
        columns = (str(column) for column in self.frame.columns)
        return tuple(column for column in columns if column != CASH_SERIES)


YEARS = (1000, 9998)
"""First and last year of prices; others are slips, and outside what calendars can count."""

IN_MEMORY = PriceSource("memory", "a table of prices in memory")


@dataclass(frozen=True, slots=True)
class PriceTable:
    """Prices that a backtest can use: every symbol on every day, positive and finite.

    Attributes
    ----------
    dates
        The days, increasing, without time or time zone; shape (T,).
    prices
        Adjusted closes, shape (T, N).
    symbols
        Names of the N columns.
    left_out
        Days between the dates asked for on which some symbol has no price.
    carried
        Missing prices that were filled with the last one before.
    """

    dates: pd.DatetimeIndex
    prices: Floats
    symbols: tuple[str, ...]
    left_out: int = 0
    carried: int = 0

    def sha256(self) -> str:
        """Return a hash of symbols, days and prices that is the same on every machine."""
        digest = hashlib.sha256("\n".join(self.symbols).encode())
        digest.update(self.dates.to_numpy().astype("datetime64[D]").astype("<i8").tobytes())
        digest.update(self.prices.astype("<f8", copy=False).tobytes())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Panel:
    """All prices of a source as numbers, before any is judged.

    Attributes
    ----------
    dates
        The days, increasing, without time or time zone, each once; shape (T,).
    prices
        Shape (T, N); NaN where there is no price or no number.
    symbols
        Names of the N columns.
    """

    dates: pd.DatetimeIndex
    prices: Floats
    symbols: tuple[str, ...]


def numeric_panel(frame: pd.DataFrame) -> Panel:
    """Return a frame (days x symbols) as sorted numbers, to look at rather than to trade on.

    What `price_table` would refuse is passed over: cells that are no numbers and rows without a
    date are missing, and of a day that stands twice the first row counts.

    Raises
    ------
    DataError
        Where the index holds no dates.
    """
    index = _dates(frame.index)
    if index.tz is not None:
        index = index.tz_localize(None)
    days = index.to_numpy().astype("datetime64[D]")
    values = np.empty(frame.shape)
    for column in range(frame.shape[1]):
        cells = frame.iloc[:, column].to_numpy()
        if cells.dtype.kind in "fiu":
            values[:, column] = cells
        else:
            numbers_ = (_number(cell) for cell in cells)
            values[:, column] = [math.nan if n is None else n for n in numbers_]
    dated = np.flatnonzero(~np.isnat(days))
    unique, first = np.unique(days[dated], return_index=True)
    return Panel(
        pd.DatetimeIndex(unique, name="Date"),
        values[dated[first]],
        tuple(str(column) for column in frame.columns),
    )


def price_table(
    frame: pd.DataFrame,
    symbols: tuple[str, ...],
    start: dt.date,
    end: dt.date | None,
    carry_forward: int = 0,
) -> PriceTable:
    """Return the prices of `symbols` from `start` to `end`, both inclusive.

    Days on which one of the symbols has no price are left out, so the table starts where all
    have begun; before that, a missing price takes the last one of its symbol, at most
    `carry_forward` days on end. A day on which none of them has a price is no day. Unsorted days
    are sorted; a day that stands twice with equal prices counts once. `frame` (days x symbols)
    is left as it is.

    Raises
    ------
    DataError
        Where a symbol is missing, a price is no positive finite number, a day stands twice with
        different prices, a symbol never moves, or nothing is left.
    """
    frame = _picked(frame, symbols)
    frame = _in_order(frame)
    frame = _cut(frame, start, end)
    frame = _each_day_once(frame)
    values = _numbers(frame)
    dates = cast("pd.DatetimeIndex", frame.index)
    if dates.freq is not None:
        dates = pd.DatetimeIndex(dates.to_numpy(), name=dates.name)
    days, carried = len(dates), 0
    if not (values.min() > 0.0 and values.max() < np.inf):  # a NaN is neither
        dates, values, days, carried = _complete(frame, values, carry_forward)
    still = values[-1] == values[0]
    if len(dates) > 1 and still.any():
        still = (values == values[0]).all(axis=0)
        if still.any():
            raise DataError(
                f"{symbols[int(np.argmax(still))]} has the same price on all of its {len(dates)} "
                "days; it cannot be weighted by risk, so leave it out."
            )
    return PriceTable(dates, values, symbols, days - len(dates), carried)


def column_of(
    frame: pd.DataFrame, name: str, start: dt.date, end: dt.date | None
) -> tuple[np.ndarray[Any, np.dtype[np.datetime64]], Floats]:
    """Return the days and numbers (T,) of one column from `start` to `end`, NaN where it has none.

    Raises
    ------
    DataError
        Where the column stands twice, a cell is no number, a day has two values, or the dates
        are none.
    """
    cut = _each_day_once(_cut(_in_order(_picked(frame, (name,))), start, end))
    return cut.index.to_numpy().astype("datetime64[D]"), _numbers(cut)[:, 0]


def _complete(
    frame: pd.DataFrame, values: Floats, carry_forward: int
) -> tuple[pd.DatetimeIndex, Floats, int, int]:
    """Return the days on which every symbol has a price; refuse a price that is none.

    With them come the number of days on which any symbol has one, and of the prices carried.
    """
    missing = np.isnan(values)
    wrong = ~missing & ~((values > 0) & np.isfinite(values))
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise _wrong_price(frame, row, column, values[row, column])
    for column, symbol in enumerate(frame.columns):
        if missing[:, column].all():
            raise DataError(
                f"{symbol} has no price between {_day(frame.index[0])} and "
                f"{_day(frame.index[-1])}; leave it out of the symbols or choose other dates."
            )
    days = np.flatnonzero(~missing.all(axis=1))
    values, missing = values[days], missing[days]
    filled = _carried(values, missing, carry_forward)
    complete = np.flatnonzero(~np.isnan(filled).any(axis=1))
    if not len(complete):
        raise DataError(
            "There is no day on which all of the symbols have a price; "
            "leave out those whose histories do not overlap."
        )
    dates = cast("pd.DatetimeIndex", frame.index[days[complete]])
    return dates, filled[complete], len(days), int(missing[complete].sum())


def _carried(values: Floats, missing: np.ndarray[Any, np.dtype[np.bool_]], most: int) -> Floats:
    """Return prices (T, N) whose gaps are filled with the last price, at most `most` rows long."""
    if most <= 0:
        return values
    rows = np.arange(len(values))[:, None]
    last = np.maximum.accumulate(np.where(missing, -1, rows), axis=0)  # row of the last price
    filled = np.where((last >= 0) & (rows - last <= most), last, rows)
    return np.take_along_axis(values, filled, axis=0)


def _picked(frame: pd.DataFrame, symbols: tuple[str, ...]) -> pd.DataFrame:
    if frame.empty:
        raise DataError("There are no prices: the table is empty.")
    columns = [str(column) for column in frame.columns]
    missing = [symbol for symbol in symbols if symbol not in columns]
    if missing:
        known = ", ".join(columns[:12]) + (", ..." if len(columns) > 12 else "")
        raise DataError(
            f"The prices have no column {', '.join(missing)}; they have {known}. "
            f"Choose symbols from these{_capitals(missing, columns)}."
        )
    for symbol in symbols:
        if columns.count(symbol) > 1:
            raise DataError(f"The prices have {symbol} in more than one column; keep one.")
    if columns == list(symbols):
        return frame
    return frame.iloc[:, [columns.index(symbol) for symbol in symbols]]


def _capitals(missing: list[str], columns: list[str]) -> str:
    """Return a hint where symbols differ from columns in nothing but capitals."""
    upper = {column.upper() for column in columns}
    return "; capitals count" if any(symbol.upper() in upper for symbol in missing) else ""


def _in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the frame days without time or zone, in order."""
    if _is_in_order(frame.index):
        return frame if frame.index.name == "Date" else frame.rename_axis(index="Date")
    index = _dates(frame.index)
    if index.hasnans:
        raise DataError("The prices have a row without a date; give it one or remove it.")
    years = index.year
    if (years < YEARS[0]).any() or (years > YEARS[1]).any():
        raise DataError(
            f"The prices have a day outside the years {YEARS[0]} to {YEARS[1]}; correct its date."
        )
    if index.tz is not None:
        index = index.tz_localize(None)  # the wall clock of the exchange tells the day
    index = index.normalize().rename("Date")
    if index is not frame.index:
        frame = frame.set_axis(index)
    return frame if index.is_monotonic_increasing else frame.sort_index(kind="stable")


def _each_day_once(frame: pd.DataFrame) -> pd.DataFrame:
    """Take one of several equal rows of a day; refuse rows that contradict each other."""
    if frame.index.is_unique:
        return frame
    for day, rows in frame[frame.index.duplicated(keep=False)].groupby(level=0):
        if len(rows.drop_duplicates()) > 1:
            raise DataError(
                f"{_day(day)} stands in the prices more than once, with different prices; "
                "keep one row of that day."
            )
    return frame[~frame.index.duplicated()]


def _is_in_order(index: pd.Index[Any]) -> bool:
    """Whether an index is as it should be already: the common case, told at little cost."""
    if not isinstance(index, pd.DatetimeIndex) or index.tz is not None:
        return False
    stamps = index.to_numpy()
    days = stamps.astype("datetime64[D]")
    first, last = (np.datetime64(f"{year}-01-01") for year in (YEARS[0], YEARS[1] + 1))
    return bool(
        first <= days[0]
        and days[-1] < last
        and (days[1:] > days[:-1]).all()  # false where one is missing
        and (days == stamps).all()
    )


def _dates(index: pd.Index[Any]) -> pd.DatetimeIndex:
    """Return an index of dates, or of ISO texts of dates, as dates; refuse any other."""
    if isinstance(index, pd.DatetimeIndex):
        return index
    texts = [str(label) for label in index if isinstance(label, (str, dt.date, np.datetime64))]
    if len(texts) == len(index):
        try:
            return pd.DatetimeIndex(pd.to_datetime(texts, format="ISO8601"))
        except (ValueError, TypeError):
            pass
    other = next((label for label in index if not isinstance(label, dt.date)), "")
    raise DataError(
        f"The prices need dates as their index, such as 2010-01-31; they have {quoted(other)}."
    )


def _cut(frame: pd.DataFrame, start: dt.date, end: dt.date | None) -> pd.DataFrame:
    days = frame.index.to_numpy()
    first = int(np.searchsorted(days, np.datetime64(start, "D"), side="left"))
    last = len(days)
    if end is not None:
        last = int(np.searchsorted(days, np.datetime64(end, "D"), side="right"))
    if first >= last:
        upto = f" to {end}" if end is not None else ""
        raise DataError(
            f"There are no prices from {start}{upto}: they go from {_day(frame.index[0])} to "
            f"{_day(frame.index[-1])}. Choose dates within."
        )
    if first == 0 and last == len(days):
        return frame
    return frame.iloc[first:last]


def _numbers(frame: pd.DataFrame) -> Floats:
    """Return a copy of the cells as doubles, NaN where there is none; refuse what is no number."""
    cells = frame.to_numpy()
    if cells.dtype.kind in "fiu":
        return np.array(cells, dtype=np.float64, order="C", copy=True)
    values = np.empty(frame.shape)
    for column in range(frame.shape[1]):
        for row, cell in enumerate(frame.iloc[:, column].astype(object)):
            number = _number(cell)
            if number is None:
                raise _wrong_price(frame, row, column, cell)
            values[row, column] = number
    return values


def _number(cell: object) -> float | None:
    """Return a cell as a double, NaN where it is empty, None where it is no number."""
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return math.nan
    if isinstance(cell, str):
        # float() also reads "nan" and "1_000", which nobody means as a price.
        if "_" in cell or "nan" in cell.lower():
            return None
    elif isinstance(cell, bool | np.bool_) or not isinstance(cell, numbers.Real | Decimal):
        return None
    try:
        return float(cell)
    except (ValueError, OverflowError):
        return None


def _wrong_price(frame: pd.DataFrame, row: int, column: int, value: object) -> DataError:
    text = f"{value:g}" if isinstance(value, float) else quoted(value)
    symbol, day = str(frame.columns[column]), _day(frame.index[row])
    if symbol == CASH_SERIES:
        return DataError(
            f"{symbol} has the value {text} on {day}; it must be a number, percent a year. Correct "
            "or empty that cell."
        )
    return DataError(
        f"{symbol} has the price {text} on {day}; prices must be positive numbers. Correct or "
        "empty that cell."
    )


def _day(stamp: object) -> str:
    return f"{stamp:%Y-%m-%d}"
