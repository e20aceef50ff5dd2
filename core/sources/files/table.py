"""From lines of data to columns: texts of dates and symbols, and numbers of prices."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.errors import DataError
from core.sources.files.header import Header
from core.sources.files.layouts import Layout
from core.sources.files.lines import Body
from core.sources.files.numbers import EMPTY, decimal_comma, is_empty, mark_is_open, numbers_of


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a file that matter; a column is called by its place in the file.

    Attributes
    ----------
    dates
        Texts, one a row.
    tickers
        Texts, one a row, where the table is long; else None.
    prices
        Columns of floats, or of texts as they stand where a cell is no number.
    details
        How the numbers were written.
    """

    dates: list[object]
    tickers: list[object] | None
    prices: pd.DataFrame
    details: tuple[str, ...] = ()


def table_of(body: Body, header: Header, layout: Layout, name: str) -> Table:
    """Read the columns that `layout` names.

    Raises
    ------
    DataError
        Where the lines are no table, or its numbers can be read in two ways.
    """
    text = "\n".join(body.lines)
    wanted = layout.places
    proof = decimal_comma(text, header.separator)
    decimal = "," if proof else "."
    texts = [header.date_column] + ([] if layout.tickers is None else [layout.tickers])

    frame = _columns(text, body, header, texts, wanted, decimal, name)
    words = [place for place in wanted if frame[place].dtype.kind not in "fiu"]
    if not proof and mark_is_open(text, header.separator):
        words = wanted
    details = ["decimal commas"] if decimal == "," else []
    if words:
        read = _columns(text, body, header, words, [], decimal, name)
        marks = "," if decimal == "." else ",."
        if any(
            isinstance(cell, str) and any(mark in cell for mark in marks)
            for place in words
            for cell in read[place]
            if not is_empty(cell)
        ):
            words = wanted  # the mark is decided by all of them
            read = _columns(text, body, header, words, [], decimal, name)
        written = [read[place].tolist() for place in words]
        understood = numbers_of(written, name, proof)
        details = list(understood.details)
        columns = {place: frame[place] for place in wanted}
        for place, cells, values in zip(words, written, understood.columns, strict=True):
            kept = values if values is not None else _as_they_stand(cells)
            columns[place] = pd.Series(kept, index=frame.index)
        prices = pd.DataFrame(columns)
    else:
        prices = frame[wanted]
        if any(dtype != np.float64 for dtype in prices.dtypes.unique()):
            prices = prices.astype(np.float64)
    tickers = None if layout.tickers is None else frame[layout.tickers].tolist()
    return Table(frame[header.date_column].tolist(), tickers, prices, tuple(details))


def _as_they_stand(cells: list[object]) -> np.ndarray:
    column = np.empty(len(cells), dtype=object)
    column[:] = [np.nan if is_empty(cell) else cell for cell in cells]
    return column


def _columns(
    text: str,
    body: Body,
    header: Header,
    texts: list[int],
    numbers: list[int],
    decimal: str,
    name: str,
) -> pd.DataFrame:
    """Read some columns as texts and some as numbers, with what reads every double exactly."""
    used = sorted({*texts, *numbers})
    # What is empty depends on the column only where it must: a symbol may be called NA.
    empty = list(EMPTY) if len(texts) == 1 else {place: list(EMPTY) for place in numbers}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pd.errors.ParserWarning)  # lines are counted already
            warnings.simplefilter("ignore", pd.errors.DtypeWarning)  # such columns are read again
            frame = pd.read_csv(
                io.BytesIO(text.encode()),
                sep=header.separator,
                header=None,
                names=list(range(header.width)),
                usecols=used if len(used) < header.width else None,
                index_col=False,
                dtype=dict.fromkeys(texts, object),
                keep_default_na=False,
                na_values=empty if numbers else None,  # type: ignore[arg-type]
                skipinitialspace=f"{header.separator} " in text,
                skip_blank_lines=False,
                decimal=decimal,
            )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError, OverflowError):
        raise _no_table(name) from None
    if len(frame) != len(body.lines):
        raise _no_table(name)
    return frame


def _no_table(name: str) -> DataError:
    return DataError(f"{name} is no table: some line has quotes that do not end; mend it.")
