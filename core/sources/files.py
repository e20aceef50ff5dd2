"""Prices from a file: a ``Date`` column and a column a symbol, as CSV (gzip too) or Parquet."""

from __future__ import annotations

import csv
import gzip
import io
import warnings
import zlib
from pathlib import Path

import pandas as pd

from core.errors import DataError, quoted, shown
from core.prices import LoadedPrices, PriceSource

DATE_COLUMN = "Date"
GZIP_MAGIC = b"\x1f\x8b"
PARQUET_MAGIC = b"PAR1"
DATE_PATTERN = r"^(\d{4}-\d{2}-\d{2})(?:[ T].*)?$"


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
    name = shown(str(path))
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DataError(f"There is no file {name}; check the name.") from None
    except IsADirectoryError:
        raise DataError(f"{name} is a folder; name a file of prices in it.") from None
    except OSError as error:
        raise DataError(f"The file {name} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise DataError(f"{name} is no name that a file can have; check it.") from None
    if content.startswith(PARQUET_MAGIC):
        frame = _parquet(content, name)
    else:
        frame = _csv(_text(content, name), name)
    if frame.empty:
        raise DataError(f"{name} holds no prices: it needs at least one day and one symbol.")
    return LoadedPrices(frame, PriceSource("file", shown(path.name)))


def _text(content: bytes, name: str) -> str:
    """Return the text of a file, its lines ended by a single newline."""
    try:
        if content.startswith(GZIP_MAGIC):
            content = gzip.decompress(content)
        text = content.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error):
        raise DataError(f"{name} is a damaged gzip file; get it again.") from None
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise DataError(f"{name} is no text in UTF-8; it needs to be CSV or Parquet.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _csv(text: str, name: str) -> pd.DataFrame:
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip(" ,")), None)
    if first is None:
        raise DataError(f"{name} is empty; it needs a header line and a line a day.")
    try:
        columns = [cell.strip() for cell in next(csv.reader([lines[first]]))]
    except csv.Error:
        columns = [lines[first]]
    if columns.count(DATE_COLUMN) != 1:
        found = shown(", ".join(columns), 120)
        raise DataError(f"{name} needs one column named {DATE_COLUMN}; its header is: {found}.")
    for column in columns:
        if columns.count(column) > 1:
            raise DataError(f"{name} has the column {quoted(column)} more than once; keep one.")
    body = "\n".join(lines[first + 1 :])
    try:
        table = _table(body, columns, {DATE_COLUMN: str})
        words = [c for c in columns if c != DATE_COLUMN and table[c].dtype.kind not in "fiu"]
        if words:  # read as they stand, so that a wrong cell can be told
            table = _table(body, columns, dict.fromkeys([DATE_COLUMN, *words], str))
    except pd.errors.EmptyDataError:
        return pd.DataFrame()
    except (pd.errors.ParserError, pd.errors.ParserWarning, ValueError):
        raise DataError(
            f"{name} is no table: some line has more cells than the {len(columns)} of its header, "
            "or quotes that do not end."
        ) from None
    dates = _days(table.pop(DATE_COLUMN), lines, first, name)
    return table.set_axis(dates)


def _table(body: str, columns: list[str], dtype: dict[str, type[str]]) -> pd.DataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        return pd.read_csv(
            io.StringIO(body),
            names=columns,
            index_col=False,
            dtype=dtype,
            skipinitialspace=True,
            low_memory=False,
        )


def _days(texts: pd.Series[str], lines: list[str], header: int, name: str) -> pd.DatetimeIndex:
    """Read ISO dates; a time of day after them is left out."""
    parts = texts.astype("str").str.strip().str.extract(DATE_PATTERN)[0]
    days = pd.to_datetime(parts, format="%Y-%m-%d", errors="coerce")
    if days.isna().any():
        row = int(days.isna().to_numpy().argmax())
        found = texts.iloc[row]
        text = "no date" if pd.isna(found) or not str(found).strip() else quoted(found)
        filled = [number for number in range(header + 1, len(lines)) if lines[number].strip()]
        line = filled[row] + 1 if row < len(filled) else len(lines)
        raise DataError(
            f"{name} has {text} in line {line} where a date such as 2010-01-31 is needed."
        )
    return pd.DatetimeIndex(days, name=DATE_COLUMN)


def _parquet(content: bytes, name: str) -> pd.DataFrame:
    try:
        frame = pd.read_parquet(io.BytesIO(content))
    except ImportError:
        raise DataError(
            f"{name} is a Parquet file, which needs the package pyarrow: install it with "
            "'.venv/bin/python -m pip install pyarrow', or save the prices as CSV."
        ) from None
    except Exception:  # what pyarrow raises on a damaged file is of many kinds
        raise DataError(f"{name} is a damaged Parquet file; get it again.") from None
    if frame.empty:
        return frame
    if DATE_COLUMN in frame.columns:
        frame = frame.set_index(DATE_COLUMN)
    return frame.set_axis([str(column) for column in frame.columns], axis=1)
