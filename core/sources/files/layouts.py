"""Which columns of a table hold the prices of which symbol, told from its header alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import DataError, quoted, shown
from core.sources.files.names import (
    ADJUSTED_NAMES,
    CLOSE_NAMES,
    DATE_NAMES,
    FIELD_NAMES,
    LONG_CLOSE_NAMES,
    TELLING_FIELDS,
    TICKER_NAMES,
    plain,
    symbol_of_column,
    symbol_of_file,
)

A_COLUMN_A_SYMBOL = "a column a symbol"
ONE_SYMBOL = "one symbol"
FIELDS_AND_SYMBOLS = "fields and symbols in the header"
A_LINE_A_SYMBOL = "a line a day and symbol"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the prices stand.

    Attributes
    ----------
    words
        What the table holds, for people.
    prices
        Symbol and place of each column of prices; of a long table one, without a symbol.
    column
        What the column of prices is called where there was a choice.
    tickers
        Place of the column of symbols in a long table, else None.
    twins
        Symbol, place of its adjusted close and of its close, where it has both.
    unadjusted
        Whether prices are closes of which nobody says that they are adjusted.
    """

    words: str
    prices: tuple[tuple[str, int], ...]
    column: str = ""
    tickers: int | None = None
    twins: tuple[tuple[str, int, int], ...] = ()
    unadjusted: bool = False


def layout_of(levels: Sequence[Sequence[str]], dates: int, path: Path, name: str) -> Layout:
    """Tell what shape a table has.

    Parameters
    ----------
    levels
        The names of all columns, a sequence a level of the header.
    dates
        Place of the column of dates.
    path
        The file; one of a single symbol is called after it.
    name
        The file in sentences.

    Raises
    ------
    DataError
        Where no column of prices can be told, or two have the same name.
    """
    if len(levels) > 1:
        return _of_levels(levels, dates, name)
    names = [plain(cell) for cell in levels[0]]
    written = [cell.strip() for cell in levels[0]]
    others = [place for place in range(len(names)) if place != dates]
    closes = _first_named([*ADJUSTED_NAMES, *CLOSE_NAMES], names, others, written, name)
    tickers = _first_named(TICKER_NAMES, names, others, written, name)
    if tickers is not None:
        long = _first_named([*ADJUSTED_NAMES, *LONG_CLOSE_NAMES], names, others, written, name)
        if long is not None:
            return _of_long(names, written, others, long, tickers, name)
        if any(names[place] in TELLING_FIELDS for place in others):
            found = shown(", ".join(written), 120)
            raise DataError(f"{name} has no column of closes; its header is: {found}.")
    if closes is not None and _is_one_symbol(names, others):
        return _of_one_symbol(names, written, others, closes, path, name)
    return _of_columns(written, others, name)


def _first_named(
    wanted: Sequence[str], names: list[str], places: list[int], written: list[str], file: str
) -> int | None:
    """Return the place of the first of `wanted` that is there; refuse it twice."""
    for each in wanted:
        found = [place for place in places if names[place] == each]
        if len(found) > 1:
            raise _twice(written[found[0]], file)
        if found:
            return found[0]
    return None


def _twice(column: str, file: str) -> DataError:
    return DataError(f"{file} has the column {quoted(column)} more than once; keep one.")


def _is_one_symbol(names: list[str], places: list[int]) -> bool:
    prices = {*ADJUSTED_NAMES, *CLOSE_NAMES}
    beside = [names[place] for place in places if names[place] not in prices and names[place]]
    if not beside or any(name in TELLING_FIELDS for name in beside):
        return True
    adjusted = any(names[place] in ADJUSTED_NAMES for place in places)
    return adjusted or all(name in FIELD_NAMES or name in DATE_NAMES for name in beside)


def _of_one_symbol(
    names: list[str], written: list[str], places: list[int], chosen: int, path: Path, file: str
) -> Layout:
    symbol = symbol_of_file(path, file)
    adjusted = names[chosen] in ADJUSTED_NAMES
    close = _first_named(CLOSE_NAMES, names, places, written, file)
    twins = ((symbol, chosen, close),) if adjusted and close is not None else ()
    return Layout(
        ONE_SYMBOL, ((symbol, chosen),), written[chosen], twins=twins, unadjusted=not adjusted
    )


def _of_long(
    names: list[str], written: list[str], places: list[int], chosen: int, tickers: int, file: str
) -> Layout:
    adjusted = names[chosen] in ADJUSTED_NAMES
    others = [place for place in places if place not in (chosen, tickers)]
    close = _first_named(CLOSE_NAMES, names, others, written, file) if adjusted else None
    return Layout(
        A_LINE_A_SYMBOL,
        (("", chosen),),
        written[chosen],
        tickers,
        (("", chosen, close),) if close is not None else (),
        unadjusted=names[chosen] in CLOSE_NAMES,
    )


def _of_columns(written: list[str], places: list[int], file: str) -> Layout:
    named = [place for place in places if written[place] and not _is_unnamed(written[place])]
    if not named:
        raise DataError(f"{file} holds no prices: it needs at least one day and one symbol.")
    symbols = [symbol_of_column(written[place]) for place in named]
    (double, times), *_ = Counter(symbols).most_common(1)
    if times > 1:
        raise _twice(double, file)
    return Layout(A_COLUMN_A_SYMBOL, tuple(zip(symbols, named, strict=True)))


def _is_unnamed(column: str) -> bool:
    return column.lower().startswith("unnamed: ")


def _of_levels(levels: Sequence[Sequence[str]], dates: int, file: str) -> Layout:
    """Find the adjusted close, or else the close, of every symbol in a header of two levels."""
    if len(levels) > 2:
        raise DataError(
            f"{file} has a header of {len(levels)} lines; it needs one of symbols, or two of "
            "fields and symbols."
        )
    known = {*ADJUSTED_NAMES, *CLOSE_NAMES, *FIELD_NAMES}
    places = [place for place in range(len(levels[0])) if place != dates]
    of_fields = [all(plain(level[place]) in known for place in places) for level in levels]
    if not any(of_fields):
        found = shown(", ".join(f"{a} {b}" for a, b in zip(*levels, strict=True)), 100)
        raise DataError(
            f"{file} has a header of two lines, but neither names Close or Adj Close: {found}."
        )
    fields, tickers = levels if of_fields[0] else (levels[1], levels[0])
    if all(of_fields) and plain(levels[1][dates]) in ("price", "attributes"):
        fields, tickers = levels[1], levels[0]

    columns: dict[tuple[str, str], int] = {}
    for place in places:
        key = (plain(fields[place]), symbol_of_column(tickers[place]))
        if key in columns:
            raise _twice(f"{fields[place].strip()} of {key[1]}", file)
        columns[key] = place
    prices: list[tuple[str, int]] = []
    twins: list[tuple[str, int, int]] = []
    unadjusted = False
    for symbol in dict.fromkeys(symbol for _, symbol in columns):
        adjusted = next((columns[n, symbol] for n in ADJUSTED_NAMES if (n, symbol) in columns), -1)
        close = next((columns[n, symbol] for n in CLOSE_NAMES if (n, symbol) in columns), -1)
        if adjusted < 0 and close < 0:
            raise DataError(f"{file} has neither Close nor Adj Close of {quoted(symbol)}; add one.")
        prices.append((symbol, adjusted if adjusted >= 0 else close))
        unadjusted = unadjusted or adjusted < 0
        if adjusted >= 0 and close >= 0:
            twins.append((symbol, adjusted, close))
    used = dict.fromkeys(fields[place].strip() for _, place in prices)
    return Layout(
        FIELDS_AND_SYMBOLS,
        tuple(prices),
        " or ".join(used),
        twins=tuple(twins),
        unadjusted=unadjusted,
    )
