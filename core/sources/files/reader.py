"""Prices from files: the first station of the road where the person has prices of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from core.errors import DataError, quoted, shown
from core.findings import Check, Finding, Reading, Severity
from core.prices import LoadedPrices, PriceSource
from core.progress import ProgressCallback, report
from core.sources.files.content import PARQUET_MAGIC, file_bytes, text_of
from core.sources.files.dates import DateColumn, DateOrder, Days, WrongDate, read_dates
from core.sources.files.folder import selected_files
from core.sources.files.header import (
    SEPARATOR_WORDS,
    Header,
    NoPrices,
    cells_of,
    header_of,
    tells_a_price,
)
from core.sources.files.layouts import Layout, layout_of
from core.sources.files.lines import Body, body_of, without_a_shrunk_price
from core.sources.files.merge import FilePrices, merged, pivoted
from core.sources.files.names import symbol_of_column
from core.sources.files.notes import adjustment_findings, column_findings, gathered, row_findings
from core.sources.files.parquet import ParquetTable, parquet_table
from core.sources.files.table import Table, table_of


def read_price_files(
    paths: Sequence[Path],
    *,
    date_order: DateOrder | None = None,
    progress: ProgressCallback | None = None,
) -> LoadedPrices:
    """Read prices from one or several files and folders, in whatever form people have them.

    Text (CSV in its spellings; gzip too) and Parquet are understood: a column a symbol, one
    symbol with open, high, low and close, yfinance's headers, or a line a day and symbol. How
    each file was understood is told in the readings of the source, and what is odd in its
    findings; what cells hold is judged when they are used.

    Parameters
    ----------
    paths
        Files and folders; a folder stands for the price files directly in it.
    date_order
        What comes first in dates such as 03/04/2020, where a file does not tell.
    progress
        Is told how far the reading is, and may stop it.

    Returns
    -------
    LoadedPrices
        Days x symbols: floats, or texts in columns with a cell that is no number. One file keeps
        the order of its days; of several files they increase.

    Raises
    ------
    DataError
        Where a file is missing, cannot be read, or is no table of prices; where files, or lines
        of one, contradict each other.
    AmbiguousDates
        Where dates can be read in two ways and `date_order` is None.
    Cancelled
        Where `progress` asks to stop.
    """
    selection = selected_files(paths)
    share = 1.0 / len(selection.paths)
    files: list[FilePrices] = []
    passed: list[Finding] = []
    for number, path in enumerate(selection.paths):
        content = file_bytes(path, progress, number * share, share)
        report(progress, f"Reading {shown(path.name)}", (number + 0.5) * share)
        try:
            asked = path not in selection.in_folders
            files.append(_file_prices(path, content, date_order, asked=asked))
        except NoPrices:
            if asked:
                raise
            passed.append(_passed_over(path))
    if not files:
        raise DataError(f"{shown(selection.name)} holds no file of prices; name another one.")
    frame, seams = (files[0].frame, []) if len(files) == 1 else merged(files)
    report(progress, f"Reading {shown(selection.name)}", 1.0)
    told = gathered([passed, *(file.findings for file in files)])
    source = PriceSource(
        "file",
        selection.name,
        readings=tuple(file.reading for file in files),
        findings=(*selection.findings, *told, *seams),
    )
    return LoadedPrices(frame, source)


def _passed_over(path: Path) -> Finding:
    """Tell of a README.txt in a folder; a .csv without a single date is rather a mistake.

    Raises
    ------
    DataError
        Where the file is called like a table.
    """
    if _is_note(path):
        said = f"{shown(path.name)} has no line with a date and a price and was passed over."
        return Finding(Check.ROWS, Severity.NOTE, said)
    raise DataError(
        f"{shown(str(path))} needs one column named Date, and no line of it has a date; move it "
        "out of the folder."
    )


def _is_note(path: Path) -> bool:
    """Whether a file in a folder may well be a README.txt."""
    return path.suffix.lower() == ".txt"


def _file_prices(path: Path, content: bytes, order: DateOrder | None, *, asked: bool) -> FilePrices:
    """Understand the content of one file; one that nobody `asked` for may be no table."""
    name = shown(str(path))
    if content.startswith(PARQUET_MAGIC):
        return _from_parquet(parquet_table(content, name), path, order)
    text, encoding = text_of(content, name)
    lines = text.split("\n")
    if not asked and _is_note(path) and not tells_a_price(lines):
        raise NoPrices(f"{name} has no line with a date and a price.")
    header = header_of(lines, name)
    body = body_of(lines, header, name)
    sample = cells_of(body.lines[0], header.separator) if body.lines else []
    sample += [""] * (header.width - len(sample))
    layout = layout_of(header.levels, header.date_column, sample, path, name)
    if not body.lines:
        raise _no_prices(name)
    if header.width - 1 in layout.places:
        body = without_a_shrunk_price(body, header)
    table = table_of(body, header, layout, name)
    details = [f"cells separated by {SEPARATOR_WORDS[header.separator]}"]
    details = [] if header.separator == "," else details
    details += [*table.details, *([encoding] if encoding else [])]
    findings = row_findings(body, shown(path.name))
    return _understood(path, header, body, layout, table, order, details, findings)


def _understood(
    path: Path,
    header: Header,
    body: Body,
    layout: Layout,
    table: Table,
    order: DateOrder | None,
    details: list[str],
    findings: list[Finding],
) -> FilePrices:
    name = shown(str(path))
    try:
        dates = read_dates(table.dates, order, name)
    except WrongDate as wrong:
        found = table.dates[wrong.row]
        text = quoted(found) if isinstance(found, str) and found.strip() else "no date"
        line = body.number(wrong.row)
        raise DataError(f"{name} has {text} in line {line} {wrong.problem}.") from None
    if table.tickers is not None:
        for row, ticker in enumerate(table.tickers):
            if not isinstance(ticker, str) or not ticker.strip():
                line = body.number(row)
                raise DataError(f"{name} has no symbol in line {line}; add it or remove the line.")
    return _arranged(path, layout, table, dates, details, findings)


def _from_parquet(table: ParquetTable, path: Path, order: DateOrder | None) -> FilePrices:
    """Understand the columns of a Parquet file as those of a text."""
    name = shown(str(path))
    sample = ["" if cell is None else str(cell) for cell in table.frame.iloc[0]]
    layout = layout_of(table.levels, table.date_column, sample, path, name)
    dates = _parquet_dates(table.frame[table.date_column], order, name)
    tickers: list[object] | None = None
    if layout.tickers is not None:
        tickers = table.frame[layout.tickers].tolist()
        if not all(isinstance(ticker, str) and ticker.strip() for ticker in tickers):
            raise DataError(f"{name} has rows without a symbol; add it or remove them.")
    prices = table.frame[layout.places]
    numbers = [place for place in prices.columns if prices[place].dtype.kind in "fiu"]
    prices = prices.astype(dict.fromkeys(numbers, np.float64))
    cells = Table([], tickers, prices)
    return _arranged(path, layout, cells, dates, ["Parquet"], [])


def _parquet_dates(column: pd.Series, order: DateOrder | None, name: str) -> DateColumn:
    """Read a column of timestamps, of dates, or of texts of dates."""
    if column.dtype.kind == "M":
        stamps = pd.DatetimeIndex(column)
        if stamps.hasnans:
            row = int(np.argmax(stamps.isna()))
            raise DataError(f"{name} has no date in row {row + 1}; give it one or remove it.")
        if stamps.tz is not None:
            stamps = stamps.tz_localize(None)  # the wall clock of the exchange tells the day
        days = stamps.to_numpy().astype("datetime64[D]")
        several = len(np.unique(days)) < stamps.nunique()
        return DateColumn(days, "2010-01-31", several_times=several)
    is_number = column.dtype.kind in "iu"  # 20100131
    texts = [str(cell) if is_number or hasattr(cell, "isoformat") else cell for cell in column]
    try:
        return read_dates(texts, order, name)
    except WrongDate as wrong:
        found = texts[wrong.row]
        text = "no date" if found is None or found != found else quoted(found)
        raise DataError(f"{name} has {text} in row {wrong.row + 1} {wrong.problem}.") from None


def _arranged(
    path: Path,
    layout: Layout,
    table: Table,
    dates: DateColumn,
    details: list[str],
    findings: list[Finding],
) -> FilePrices:
    """Bring the columns into a frame days x symbols, and tell what was understood."""
    name = shown(str(path))
    rows = _count(dates.days)
    if dates.several_times or (layout.timed and rows < len(dates.days)):
        unique, counts = np.unique(dates.days, return_counts=True)
        day = unique[int(np.argmax(counts))]
        raise DataError(
            f"{name} holds several times of day, {day} among them; it needs one close a day."
        )
    twins = [each.place for each in layout.prices if each.close >= 0]
    empty = [place for place in twins if bool(table.prices[place].isna().all())]
    layout = layout.with_closes_for(empty)
    if table.tickers is None:
        frame = table.prices[[each.place for each in layout.prices]]
        index = pd.DatetimeIndex(dates.days.astype("datetime64[us]"), name="Date")
        frame = frame.set_axis([each.symbol for each in layout.prices], axis=1)
        frame = frame.set_axis(index, axis=0)
    else:
        tickers = [symbol_of_column(str(ticker)) for ticker in table.tickers]
        frame = pivoted(dates.days, tickers, table.prices[layout.prices[0].place], name)
    if frame.empty:
        raise _no_prices(name)
    symbols = tuple(str(column) for column in frame.columns)
    reading = Reading(
        shown(path.name),
        layout.words,
        symbols,
        rows,
        layout.column,
        dates.form,
        tuple(details),
    )
    local = [_called(finding, name, shown(path.name)) for finding in dates.findings]
    findings = [
        *findings,
        *local,
        *column_findings(layout, reading.name),
        *adjustment_findings(layout, table, dates.days, reading),
    ]
    adjusted = {each.symbol: each.adjusted for each in layout.prices}
    if "" in adjusted:
        adjusted = dict.fromkeys(symbols, adjusted[""])
    return FilePrices(name, frame, reading, tuple(findings), adjusted)


def _count(days: Days) -> int:
    """Count the days, one that stands twice once."""
    return len(days) if (days[1:] > days[:-1]).all() else len(np.unique(days))


def _called(finding: Finding, name: str, short: str) -> Finding:
    """Return a finding that names the file without its folder."""
    return replace(finding, message=finding.message.replace(name, short, 1))


def _no_prices(name: str) -> DataError:
    return DataError(f"{name} holds no prices: it needs at least one day and one symbol.")
