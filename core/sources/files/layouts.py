"""Which columns of a table hold the prices of which symbol, told from its header alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import DataError, quoted, shown
from core.parameters import CASH_SERIES
from core.sources.files.names import (
    ADJUSTED_NAMES,
    CLOSE_NAMES,
    DATE_NAMES,
    FIELD_NAMES,
    KNOWN_NAMES,
    LONG_CLOSE_NAMES,
    SURE_CLOSE_NAMES,
    TELLING_FIELDS,
    TICKER_NAMES,
    is_of_the_yield,
    plain,
    symbol_of_column,
    symbol_of_file,
)
from core.sources.files.pairs import every_symbol_has_a_close, levels_of_pairs, without_numbers

A_COLUMN_A_SYMBOL = "a column a symbol"
ONE_SYMBOL = "one symbol"
FIELDS_AND_SYMBOLS = "fields and symbols in the header"
A_LINE_A_SYMBOL = "a line a day and symbol"


UNNAMED = re.compile(r"|unnamed: \d+|(?:index )?level \d+")
_SYMBOL = re.compile(r"\^?[A-Z][A-Z0-9.=-]{0,11}")
_CAPITALS = re.compile(r"[A-Z]{1,5}")
"""LOW, OPEN and NAV are shares: so written, the name of a field may be a symbol."""
OF_EVERY_DAY = frozenset(("open", "high", "low"))
NAMES_OF_TICKERS = ("ticker", "tickers", "symbol", "symbols")
NAMES_OF_FIELDS = ("price", "attributes")
"""What yfinance and pandas-datareader call the two levels of their headers."""


@dataclass(frozen=True, slots=True)
class PriceColumn:
    """The column of one symbol.

    Attributes
    ----------
    symbol
        What it is called; "" in a long table, where every line names its own.
    place
        Where it stands.
    name
        What the column is called where there was a choice ("Adj Close"), else "".
    close, close_name
        Place and name of the close beside an adjusted close; -1 and "" without one.
    """

    symbol: str
    place: int
    name: str = ""
    close: int = -1
    close_name: str = ""

    @property
    def adjusted(self) -> bool | None:
        """Whether its prices are adjusted; None where its name does not tell."""
        name = plain(self.name)
        return True if name in ADJUSTED_NAMES else False if name in CLOSE_NAMES else None


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the prices stand.

    Attributes
    ----------
    words
        What the table holds, for people.
    prices
        The columns of prices; of a long table one.
    tickers
        Place of the column of symbols in a long table, else None.
    passed_over
        Names of the columns that are neither prices nor fields known to stand beside them.
    timed
        Whether the time of day has a column of its own, in a table of one symbol.
    """

    words: str
    prices: tuple[PriceColumn, ...]
    tickers: int | None = None
    passed_over: tuple[str, ...] = ()
    timed: bool = False

    @property
    def column(self) -> str:
        """What the columns of prices are called where there was a choice."""
        return " or ".join(dict.fromkeys(each.name for each in self.prices if each.name))

    @property
    def places(self) -> list[int]:
        """The places of all prices, those of closes beside adjusted closes among them."""
        places = {each.place for each in self.prices}
        places.update(each.close for each in self.prices if each.close >= 0)
        return sorted(places)

    def with_closes_for(self, empty: Collection[int]) -> Layout:
        """Return it with the close of every symbol whose adjusted close is an empty column."""
        prices = tuple(
            PriceColumn(each.symbol, each.close, each.close_name)
            if each.place in empty and each.close >= 0
            else each
            for each in self.prices
        )
        return replace(self, prices=prices)


def layout_of(
    levels: Sequence[Sequence[str]], dates: int, sample: Sequence[str], path: Path, name: str
) -> Layout:
    """Tell what shape a table has.

    Parameters
    ----------
    levels
        The names of all columns, a sequence a level of the header.
    dates
        Place of the column of dates.
    sample
        The cells of the first line of data, which tell names from numbers.
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
        return _of_levels([without_numbers(levels[0]), *levels[1:]], dates, name)
    names = [plain(cell) for cell in levels[0]]
    written = [cell.strip() for cell in levels[0]]
    others = [place for place in range(len(names)) if place != dates]
    tickers = _ticker_place(names, others, sample, written, name)
    _refuse_fields_below_each_other(names, written, others, tickers, sample, name)
    if tickers is not None:
        long = _first_named([*ADJUSTED_NAMES, *LONG_CLOSE_NAMES], names, others, written, name)
        if long is not None:
            return _of_long(names, written, others, long, tickers, name)
        if any(names[place] in TELLING_FIELDS for place in others):
            raise _no_closes(written, name)
    closes = _first_named([*ADJUSTED_NAMES, *CLOSE_NAMES], names, others, written, name)
    if closes is not None and _is_one_symbol(names, written, others, closes):
        return _of_one_symbol(names, written, others, closes, path, name)
    fields, symbols = levels_of_pairs(written, others)
    if fields:
        return _of_levels([fields, symbols], dates, name)
    only_fields = all(names[place] in FIELD_NAMES for place in others)
    if len(_telling(names, written, others)) > 1 or (
        only_fields and {names[place] for place in others} >= OF_EVERY_DAY
    ):
        raise _no_closes(written, name)
    return _of_columns(written, others, path, name)


def _no_closes(written: list[str], file: str) -> DataError:
    found = shown(", ".join(written), 120)
    return DataError(
        f"{file} has no column of closes, such as Close or Adj Close; its header is: {found}."
    )


def _ticker_place(
    names: list[str], places: list[int], sample: Sequence[str], written: list[str], file: str
) -> int | None:
    """Return the place of the symbols of a long table: named so, or texts without a name."""
    named = _first_named(TICKER_NAMES, names, places, written, file)
    if named is not None:
        return named
    if not any(names[place] in (*ADJUSTED_NAMES, *LONG_CLOSE_NAMES) for place in places):
        return None
    unnamed = [place for place in places if UNNAMED.fullmatch(names[place])]
    return next((place for place in unnamed if _SYMBOL.fullmatch(sample[place].strip())), None)


def _refuse_fields_below_each_other(
    names: list[str],
    written: list[str],
    places: list[int],
    tickers: int | None,
    sample: Sequence[str],
    file: str,
) -> None:
    """Refuse a table whose cells, not its columns, say which field a number is."""
    priced = any(names[place] in (*ADJUSTED_NAMES, *CLOSE_NAMES) for place in places)
    for place in places:
        cell = sample[place].strip()
        if plain(cell) not in KNOWN_NAMES:
            continue
        if place == tickers and (cell.isupper() or (priced and names[place] != "variable")):
            continue  # a symbol may be called LOW
        column = f"column {quoted(written[place])}" if names[place] else f"column {place + 1}"
        raise DataError(
            f"{file} has its fields below each other, such as {quoted(cell)} in {column}; keep the "
            "lines of one field, such as Adj Close, and leave that column out."
        )


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


def _telling(names: list[str], written: list[str], places: list[int]) -> list[int]:
    """Return the places of fields that nobody takes for symbols: "Low" and VOLUME, not LOW."""
    return [
        place
        for place in places
        if names[place] in TELLING_FIELDS and not _CAPITALS.fullmatch(written[place])
    ]


def _is_one_symbol(names: list[str], written: list[str], places: list[int], chosen: int) -> bool:
    """Whether a table with a close is of one symbol, not one with a symbol called LAST."""
    there = {names[place] for place in places}
    if not there.isdisjoint((*ADJUSTED_NAMES, *SURE_CLOSE_NAMES)) or there >= OF_EVERY_DAY:
        return True
    telling = len(_telling(names, written, places))
    if any(_CAPITALS.fullmatch(written[place]) for place in places if place != chosen):
        return telling > 1
    known = {"", *FIELD_NAMES, *CLOSE_NAMES, *DATE_NAMES}
    return telling > 0 or there <= known


def _of_one_symbol(
    names: list[str], written: list[str], places: list[int], chosen: int, path: Path, file: str
) -> Layout:
    column = _with_its_close(symbol_of_file(path, file), names, written, places, chosen, file)
    known = {*KNOWN_NAMES, *DATE_NAMES, *TICKER_NAMES}
    beside = [place for place in places if place != chosen and not UNNAMED.fullmatch(names[place])]
    passed = [written[place] for place in beside if names[place] not in known]
    sure = names[chosen] in (*ADJUSTED_NAMES, *SURE_CLOSE_NAMES)
    if not sure and len(_telling(names, written, places)) < 2:
        passed = [written[place] for place in beside]  # little tells that these are fields
    timed = any(names[place] == "time" for place in places)
    return Layout(ONE_SYMBOL, (column,), passed_over=tuple(passed), timed=timed)


def _of_long(
    names: list[str], written: list[str], places: list[int], chosen: int, tickers: int, file: str
) -> Layout:
    others = [place for place in places if place != tickers]
    column = _with_its_close("", names, written, others, chosen, file)
    return Layout(A_LINE_A_SYMBOL, (column,), tickers)


def _with_its_close(
    symbol: str,
    names: list[str],
    written: list[str],
    places: list[int],
    chosen: int,
    file: str,
) -> PriceColumn:
    """Return the column that was chosen, with the close beside it if it is an adjusted one."""
    close = _first_named(CLOSE_NAMES, names, places, written, file)
    if names[chosen] not in ADJUSTED_NAMES or close is None:
        return PriceColumn(symbol, chosen, written[chosen])
    return PriceColumn(symbol, chosen, written[chosen], close, written[close])


def _of_columns(written: list[str], places: list[int], path: Path, file: str) -> Layout:
    named = [place for place in places if not UNNAMED.fullmatch(plain(written[place]))]
    if not named:
        raise DataError(f"{file} holds no prices: it needs at least one day and one symbol.")
    symbols = [symbol_of_column(written[place]) for place in named]
    if len(symbols) == 1 and is_of_the_yield(path):
        symbols = [CASH_SERIES]
    (double, times), *_ = Counter(symbols).most_common(1)
    if times > 1:
        raise _twice(double, file)
    return Layout(A_COLUMN_A_SYMBOL, tuple(map(PriceColumn, symbols, named)))


def _of_levels(levels: Sequence[Sequence[str]], dates: int, file: str) -> Layout:
    """Find the adjusted close, or else the close, of every symbol in a header of two levels."""
    if len(levels) > 2:
        raise DataError(
            f"{file} has a header of {len(levels)} lines; it needs one of symbols, or two of "
            "fields and symbols."
        )
    places = [
        place
        for place in range(len(levels[0]))
        if place != dates and any(not UNNAMED.fullmatch(plain(level[place])) for level in levels)
    ]
    fields, tickers = _fields_and_tickers(levels, dates, places, file)
    columns: dict[tuple[str, str], int] = {}
    for place in places:
        key = (plain(fields[place]), symbol_of_column(tickers[place]))
        if key in columns:
            raise _twice(f"{fields[place].strip()} of {key[1]}", file)
        columns[key] = place

    def first(names: Sequence[str], symbol: str) -> tuple[int, str]:
        place = next((columns[n, symbol] for n in names if (n, symbol) in columns), -1)
        return place, fields[place].strip() if place >= 0 else ""

    prices: list[PriceColumn] = []
    for symbol in dict.fromkeys(symbol for _, symbol in columns):
        adjusted, close = first(ADJUSTED_NAMES, symbol), first(CLOSE_NAMES, symbol)
        if adjusted[0] < 0 and close[0] < 0:
            raise DataError(f"{file} has neither Close nor Adj Close of {quoted(symbol)}; add one.")
        prices.append(
            PriceColumn(symbol, *adjusted, *close)
            if adjusted[0] >= 0
            else PriceColumn(symbol, *close)
        )
    return Layout(FIELDS_AND_SYMBOLS, tuple(prices))


def _fields_and_tickers(
    levels: Sequence[Sequence[str]], dates: int, places: list[int], file: str
) -> tuple[Sequence[str], Sequence[str]]:
    """Tell which of two levels names the fields; where both may, symbols are called like fields.

    The name of a level says it ("Ticker", "Price"), or else what it lists.
    """
    orders = [(levels[0], levels[1]), (levels[1], levels[0])]
    possible = [
        order for order in orders if all(plain(order[0][place]) in KNOWN_NAMES for place in places)
    ]
    if not possible:
        found = shown(", ".join(f"{a} {b}" for a, b in zip(*levels, strict=True)), 100)
        raise DataError(
            f"{file} has a header of two lines, but neither names Close or Adj Close: {found}."
        )

    def likely(order: tuple[Sequence[str], Sequence[str]]) -> tuple[bool, ...]:
        fields, tickers = order
        listed = {plain(fields[place]) for place in places}
        close = not listed.isdisjoint((*ADJUSTED_NAMES, *SURE_CLOSE_NAMES))
        return (
            plain(tickers[dates]) in NAMES_OF_TICKERS or plain(fields[dates]) in NAMES_OF_FIELDS,
            every_symbol_has_a_close(fields, tickers, places),
            close and "open" in listed,
            close,
            all(tickers[place].isupper() for place in places),
        )

    return max(possible, key=likely)  # the first of two that are as likely
