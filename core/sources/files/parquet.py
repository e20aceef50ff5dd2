"""Parquet files: their columns, whoever wrote them, without trusting what else they hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from core.errors import DataError
from core.program import IS_PACKAGED
from core.sources.files.names import DATE_NAMES, plain
from core.sources.files.pairs import TWO_NAMES

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

MOST_CELLS = 100_000_000
MOST_BYTES = 2_000_000_000
"""What a Parquet file may unfold to; a few bytes of it can stand for any number of rows."""


@dataclass(frozen=True, slots=True)
class ParquetTable:
    """The columns of a Parquet file, called by their places.

    Attributes
    ----------
    frame
        All columns as they are; what the file says about an index is not asked.
    levels
        Their names, one tuple a level: two where they were pairs of a field and a symbol.
    date_column
        Place of the dates.
    """

    frame: pd.DataFrame
    levels: tuple[tuple[str, ...], ...]
    date_column: int


def parquet_table(content: bytes, name: str) -> ParquetTable:
    """Read a Parquet file; nothing in it is unpickled or run.

    Raises
    ------
    DataError
        Where pyarrow is missing, the file is damaged or too large, or has no dates.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq  # type: ignore[import-untyped]
    except ImportError:
        if IS_PACKAGED:
            way_out = "which the packaged program cannot read: save the prices as CSV."
        else:
            way_out = (
                "which needs the package pyarrow: install it with '.venv/bin/python -m pip install "
                "pyarrow', or save the prices as CSV."
            )
        raise DataError(f"{name} is a Parquet file, {way_out}") from None
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        schema = file.schema_arrow
        texts = [
            field.name
            for field in schema
            if pa.types.is_string(field.type) or pa.types.is_binary(field.type)
        ]
        # Texts stay in dictionaries, where the same long one many times takes little room.
        file = pq.ParquetFile(pa.BufferReader(content), read_dictionary=texts)
        rows, width = file.metadata.num_rows, len(schema)
        groups = range(file.metadata.num_row_groups)
        size = sum(file.metadata.row_group(group).total_byte_size for group in groups)
        if rows * max(width, 1) > MOST_CELLS or size > MOST_BYTES:
            raise DataError(
                f"{name} holds {rows:,} rows of {width:,} columns, which no table of daily prices "
                "needs; keep the symbols you need."
            )
        table = file.read(use_threads=False)
        names = [str(column) for column in table.column_names]
        columns = [_pandas_column(table.column(place)) for place in range(width)]
    except DataError:
        raise
    except Exception:  # what pyarrow raises on a damaged file is of many kinds
        raise DataError(f"{name} is a damaged Parquet file; get it again.") from None
    if not rows or not width:
        raise DataError(f"{name} holds no prices: it needs at least one day and one symbol.")
    pairs = [TWO_NAMES.fullmatch(column) for column in names]
    dates = _date_place(names, columns, name)
    frame = pd.DataFrame(dict(enumerate(columns)))
    others = [pair for place, pair in enumerate(pairs) if place != dates]
    if others and all(others):
        first = tuple(pair[2] if pair else "Date" for pair in pairs)
        second = tuple(pair[4] if pair else "" for pair in pairs)
        return ParquetTable(frame, (first, second), dates)
    return ParquetTable(frame, (tuple(names),), dates)


def _pandas_column(column: pa.ChunkedArray) -> pd.Series:
    series: pd.Series = column.to_pandas(ignore_metadata=True)
    if isinstance(series.dtype, pd.CategoricalDtype):
        series = series.astype(object)
    return series


def _date_place(names: list[str], columns: list[pd.Series], file: str) -> int:
    """Return the place of the dates: a column named so, or what was the index."""
    plain_names = [plain(_first_of_pair(name)) for name in names]
    found = [
        place
        for known in (*DATE_NAMES, "index level 0", "index", "")
        for place, name in enumerate(plain_names)
        if name == known
    ]
    dated = [place for place in found if _is_dated(columns[place])]
    other = [place for place in range(len(names)) if columns[place].dtype.kind == "M"]
    if dated:
        return dated[0]
    if found:
        return found[0]
    if other:
        return other[0]
    raise DataError(f"{file} has no column of dates; it needs one named Date.")


def _first_of_pair(name: str) -> str:
    pair = TWO_NAMES.fullmatch(name)
    return pair[2] if pair else name


def _is_dated(column: pd.Series) -> bool:
    return column.dtype.kind in "MO" or isinstance(column.dtype, pd.StringDtype)
