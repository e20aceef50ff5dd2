"""One table of all files: the same day and symbol in two of them must have the same price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.errors import DataError, shown
from core.findings import Finding, Reading
from core.parameters import CASH_SERIES
from core.sources.files.seams import Part, Seam, seam_findings, seams_of

MOST_CELLS = 100_000_000
"""Days times symbols that are put into one table: 800 MB."""


@dataclass(frozen=True, slots=True)
class FilePrices:
    """What one file holds.

    Attributes
    ----------
    name
        The file in sentences.
    frame
        Days x symbols, as they stand in the file.
    adjusted
        Whether the prices of each symbol are adjusted; None where no name of a column tells.
    """

    name: str
    frame: pd.DataFrame
    reading: Reading
    findings: tuple[Finding, ...]
    adjusted: Mapping[str, bool | None]


def pivoted(days: np.ndarray, tickers: Sequence[str], prices: pd.Series, name: str) -> pd.DataFrame:
    """Return a table of a line a day and symbol as days x symbols.

    Raises
    ------
    DataError
        Where a symbol has two prices on a day, or there are too many days and symbols.
    """
    day_codes, unique_days = pd.factorize(days, sort=True)
    codes, symbols = pd.factorize(np.array(tickers, dtype=object))
    _check_size(len(unique_days), len(symbols), name)
    cells = _cells(prices)
    table = np.full(
        (len(unique_days), len(symbols)), np.nan, dtype=object if cells.dtype == object else float
    )
    table[day_codes, codes] = cells
    stays = _same(table[day_codes, codes], cells)
    if not stays.all():
        row = int(np.argmin(stays))
        raise DataError(
            f"{name} has {shown(str(tickers[row]), 40)} on {_day(days[row])} more than once, with "
            "different prices; keep one line of that day."
        )
    return pd.DataFrame(table, _index(unique_days), [str(symbol) for symbol in symbols])


def merged(files: Sequence[FilePrices]) -> tuple[pd.DataFrame, list[Finding]]:
    """Return the prices of several files as one table, days increasing, and where they meet.

    Raises
    ------
    DataError
        Where two files, or two lines of one, have different prices of a symbol on a day, or
        nothing tells that the prices of two files are adjusted alike.
    """
    all_days = np.unique(np.concatenate([_days(file.frame) for file in files]))
    symbols = list(dict.fromkeys(str(s) for file in files for s in file.frame.columns))
    _check_size(len(all_days), len(symbols), "All files together")
    texts = any(dtype.kind not in "fiu" for file in files for dtype in file.frame.dtypes.unique())
    table = np.full((len(symbols), len(all_days)), np.nan, dtype=object if texts else np.float64)
    owners: dict[str, FilePrices] = {}
    parts: dict[str, list[Part]] = {}
    places = {symbol: place for place, symbol in enumerate(symbols)}
    for file in files:
        days = _days(file.frame)
        rows = np.searchsorted(all_days, days)
        once = bool((np.diff(rows) > 0).all()) or len(np.unique(rows)) == len(rows)
        for number, symbol in enumerate(map(str, file.frame.columns)):
            cells = _cells(file.frame.iloc[:, number])
            column = table[places[symbol]]
            owner = owners.get(symbol)
            if owner is not None or not once:
                first = owner.name if owner else None
                _check_equal(column[rows], cells, days, symbol, first, file.name)
                if not once:
                    column[rows[~_missing(cells)]] = cells[~_missing(cells)]
                    _check_equal(column[rows], cells, days, symbol, None, file.name)
            present = ~_missing(cells)
            column[rows[present]] = cells[present]
            if present.any():
                owners.setdefault(symbol, file)
                adjusted = file.adjusted.get(symbol)
                reading = file.reading
                part = Part(file.name, reading.name, reading.column, rows[present], adjusted)
                parts.setdefault(symbol, []).append(part)
    seams: list[Seam] = []
    for symbol, own in parts.items():
        if len(own) > 1 and symbol != CASH_SERIES:
            prices = pd.to_numeric(pd.Series(table[places[symbol]]), errors="coerce").to_numpy()
            seams += seams_of(symbol, own, prices, all_days)
    index = _index(all_days)
    if not texts:
        frame = pd.DataFrame(table.T, index, symbols, copy=False)
    else:
        columns = {
            symbol: pd.Series(table[place]).infer_objects() for symbol, place in places.items()
        }
        frame = pd.DataFrame(columns).set_axis(index, axis=0)
    return frame, seam_findings(seams)


def _cells(column: pd.Series) -> np.ndarray:
    """Return floats, or objects as they are; a column of times must not turn into numbers."""
    return column.to_numpy() if column.dtype.kind in "fiu" else column.astype(object).to_numpy()


def _check_equal(
    there: np.ndarray,
    cells: np.ndarray,
    days: np.ndarray,
    symbol: str,
    first: str | None,
    second: str,
) -> None:
    equal = _missing(there) | _missing(cells) | _same(there, cells)
    if equal.all():
        return
    row = int(np.argmin(equal))
    where = f"{first} and {second} have" if first else f"{second} has"
    raise DataError(
        f"{where} different prices of {shown(symbol, 40)} on {_day(days[row])}, "
        f"{shown(str(there[row]), 40)} and {shown(str(cells[row]), 40)}; keep one of them."
    )


def _missing(cells: np.ndarray) -> np.ndarray:
    return np.asarray(pd.isna(cells))


def _same(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Whether cells are equal, one by one; two that are missing are."""
    if one.dtype != object and other.dtype != object:
        return np.asarray((one == other) | (np.isnan(one) & np.isnan(other)))
    return np.array(
        [
            (a is b) or str(a) == str(b) or _value(a) == _value(b)
            for a, b in zip(one, other, strict=True)
        ],
        dtype=bool,
    )


def _value(cell: object) -> object:
    """Return a text of a number as that number: 1.50 and 1.5 are the same price."""
    if not isinstance(cell, str):
        return cell
    try:
        return float(cell)
    except ValueError:
        return cell


def _check_size(days: int, symbols: int, name: str) -> None:
    if days * symbols > MOST_CELLS:
        raise DataError(
            f"{name} would make a table of {days:,} days and {symbols:,} symbols, which is too "
            "large; keep the symbols you need."
        )


def _days(frame: pd.DataFrame) -> np.ndarray:
    return frame.index.to_numpy().astype("datetime64[D]")


def _index(days: np.ndarray) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(days.astype("datetime64[us]"), name="Date")


def _day(day: object) -> str:
    return str(np.datetime64(day, "D"))  # type: ignore[call-overload]
