"""Prices from a file: a ``Date`` column and a column a symbol, as CSV (gzip too) or Parquet."""

from __future__ import annotations

import csv
import gzip
import io
import warnings
import zlib
from pathlib import Path

import pandas as pd

from core.errors import DataError
from core.prices import LoadedPrices, PriceSource

DATE_COLUMN = "Date"
GZIP_MAGIC = b"\x1f\x8b"
PARQUET_MAGIC = b"PAR1"


def read_price_file(path: Path) -> LoadedPrices:
    """Read a table of prices; what the cells hold is checked when they are used.

    A CSV file has a header with ``Date`` and one column a symbol, and ISO dates; it may be
    compressed with gzip, whatever its name. Parquet needs the optional package pyarrow, and has
    the dates as its index or as a column ``Date``. Rows may stand in any order, cells may be
    empty.

    Raises
    ------
    DataError
        Where the file is missing, cannot be read, or is no such table.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DataError(f"There is no file {path}; check the name.") from None
    except IsADirectoryError:
        raise DataError(f"{path} is a folder; name a file of prices in it.") from None
    except OSError as error:
        raise DataError(f"The file {path} cannot be read: {error.strerror}.") from None
    if content.startswith(PARQUET_MAGIC):
        frame = _parquet(content, path)
    else:
        frame = _csv(_text(content, path), path)
    if frame.empty:
        raise DataError(f"{path} holds no prices: it needs at least one day and one symbol.")
    return LoadedPrices(frame, PriceSource("file", path.name))


def _text(content: bytes, path: Path) -> str:
    try:
        if content.startswith(GZIP_MAGIC):
            content = gzip.decompress(content)
        return content.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error):
        raise DataError(f"{path} is a damaged gzip file; get it again.") from None
    except UnicodeDecodeError:
        raise DataError(f"{path} is no text; it needs to be CSV or Parquet.") from None


def _csv(text: str, path: Path) -> pd.DataFrame:
    try:
        header = next(csv.reader(io.StringIO(text)), [])
    except csv.Error:
        header = []
    if not any(cell.strip() for cell in header):
        raise DataError(f"{path} is empty; it needs a header line and a line a day.")
    columns = [cell.strip() for cell in header]
    if columns.count(DATE_COLUMN) != 1:
        found = ", ".join(columns[:8])[:120]
        raise DataError(
            f"{path} needs one column named {DATE_COLUMN}; its first line has: {found}."
        )
    for column in columns:
        if columns.count(column) > 1:
            raise DataError(f"{path} has the column '{column}' more than once; keep one.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            table = pd.read_csv(
                io.StringIO(text),
                names=columns,
                skiprows=1,
                index_col=False,
                dtype={DATE_COLUMN: str},
                low_memory=False,
            )
    except pd.errors.EmptyDataError:
        return pd.DataFrame()
    except (pd.errors.ParserError, pd.errors.ParserWarning, ValueError):
        raise DataError(
            f"{path} is no table: some line has more cells than the {len(columns)} of its header."
        ) from None
    dates = _days(table.pop(DATE_COLUMN), path)
    return table.set_axis(dates)


def _days(texts: pd.Series[str], path: Path) -> pd.DatetimeIndex:
    """Read ISO dates; a time of day after them is left out."""
    parts = texts.str.strip().str.split(r"[ T]", n=1, regex=True).str[0]
    days = pd.to_datetime(parts, format="%Y-%m-%d", errors="coerce")
    if days.isna().any():
        row = int(days.isna().to_numpy().argmax())
        found = texts.iloc[row]
        text = "no date" if pd.isna(found) else f"'{found[:30]}'"
        raise DataError(
            f"{path} has {text} in line {row + 2} where a date such as 2010-01-31 is needed."
        )
    return pd.DatetimeIndex(days, name=DATE_COLUMN)


def _parquet(content: bytes, path: Path) -> pd.DataFrame:
    try:
        frame = pd.read_parquet(io.BytesIO(content))
    except ImportError:
        raise DataError(
            f"{path} is a Parquet file, which needs the package pyarrow: install it with "
            "'pip install pyarrow', or save the prices as CSV."
        ) from None
    except (OSError, ValueError):
        raise DataError(f"{path} is a damaged Parquet file; get it again.") from None
    if DATE_COLUMN in frame.columns:
        frame = frame.set_index(DATE_COLUMN)
    if not isinstance(frame.index, pd.DatetimeIndex):
        try:
            frame = frame.set_axis(pd.DatetimeIndex(pd.to_datetime(frame.index.astype(str))))
        except (ValueError, TypeError):
            raise DataError(
                f"{path} needs dates as its index or in a column named {DATE_COLUMN}."
            ) from None
    return frame.set_axis([str(column) for column in frame.columns], axis=1)
