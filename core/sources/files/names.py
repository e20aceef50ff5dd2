"""What the columns of price files are called, and what a column's or a file's name stands for."""

from __future__ import annotations

import re
from pathlib import Path

from core.errors import DataError, quoted
from core.parameters import CASH_SERIES

DATE_NAMES = (
    *("date", "datetime", "date time", "timestamp", "observation date", "trade date"),
    *("datum", "trading day", "day", "time"),
)
"""Names of the column of dates, the surest first."""
WEAK_DATE_NAMES = frozenset(("day", "time", "trading day"))
"""Those that also stand in titles, "Period,Day": they count only above a date."""
LEVEL_NAMES = ("", "price", "ticker", "attributes", "symbols", "symbol", "unnamed: 0", "index")
"""What may stand above or in place of the column of dates in a header of several lines."""
TICKER_NAMES = (
    *("ticker", "symbol", "tickers", "symbols", "tic", "instrument", "security", "asset"),
    *("variable", "code", "name"),
)
ADJUSTED_NAMES = (
    *("adj close", "adjclose", "adjusted close", "adjustedclose", "close adj", "adj closing price"),
    *("adjusted closing price", "adj price", "adjusted price", "adjusted"),
)
SURE_CLOSE_NAMES = (
    *("close", "close/last", "closing price", "close price", "price", "schluss", "schlusskurs"),
    *("px last", "px close"),
)
"""Closes whatever stands beside them; nobody calls a symbol so."""
CLOSE_NAMES = (*SURE_CLOSE_NAMES, "last", "last price", "latest", "settle", "nav", "zuletzt")
LONG_CLOSE_NAMES = (*CLOSE_NAMES, "value", "prc")
TELLING_FIELDS = frozenset(
    (
        *("open", "high", "low", "volume", "vol"),
        *("eröffnung", "eröffn", "hoch", "tief", "volumen"),
        *("px open", "px high", "px low", "px volume"),
    )
)
FIELD_NAMES = TELLING_FIELDS | frozenset(
    (
        *("change", "change %", "chg%", "% change", "%change", "net change"),
        *("dividends", "dividend", "dividend amount", "stock splits", "split coefficient"),
        *("split factor", "splitfactor", "divcash", "capital gains", "openint", "open interest"),
        *("per", "time", "turnover", "trades", "vwap", "currency", "adjopen", "adjhigh", "adjlow"),
        *("adjvolume", "adj open", "adj high", "adj low", "adj volume", "repaired?", "average"),
    )
)
"""Columns beside the close in a file of one symbol."""
KNOWN_NAMES = frozenset((*ADJUSTED_NAMES, *CLOSE_NAMES, *FIELD_NAMES))

SUFFIXES = (".csv", ".txt", ".tsv", ".tab", ".gz", ".parquet", ".pq", ".dat")
"""Ends of names of files that are looked for in a folder."""

YIELDS = (CASH_SERIES, "IRX", "DTB3")
"""What the yield of the 13-week Treasury bill is called: by Yahoo, without its mark, by FRED."""

_ADDED = re.compile(
    r"(?:\(\d{1,6}\)|[ _-]historical[ _-]data|[_-](?:daily|1d)|(?:_us)?_d)\Z", re.IGNORECASE
)
"""What sites and browsers put behind a symbol when they name a file."""
_NO_SYMBOL = re.compile(r"(?:HISTORICAL_?DATA|DOWNLOAD|TABLE)(?:[_.-]?\d+)?\Z")
"""How sites name files that do not tell their symbol."""


def plain(name: str) -> str:
    """Return the name of a column as it is compared: "Adj. Close**" is "adj close"."""
    name = name.strip().strip("\ufeff").strip("<>*").lower()
    name = re.sub(r"^\d+\.\s*(?=[a-z])", "", name)  # "5. adjusted close"
    return re.sub(r"[\s_.-]+", " ", name).strip() if not name.startswith("unnamed") else name


def symbol_of_column(name: str) -> str:
    """Return the symbol that a column is named after; the yield may be called otherwise."""
    name = name.strip()
    return CASH_SERIES if name in YIELDS else name


def symbol_of_file(path: Path, shown_name: str) -> str:
    """Return the symbol that a file of one symbol is named after, in capitals.

    Raises
    ------
    DataError
        Where the name is none that a symbol has.
    """
    name = _bare_name(path)
    symbol = symbol_of_column(name.upper())
    if not re.fullmatch(r"\^?[A-Z0-9][A-Z0-9.=_^-]{0,31}", symbol, re.ASCII) or _NO_SYMBOL.match(
        symbol
    ):
        raise DataError(
            f"{shown_name} holds one symbol without naming it, and {quoted(name)} is no symbol; "
            "call the file after its symbol, such as SPY.csv."
        )
    return symbol


def is_of_the_yield(path: Path) -> bool:
    """Whether a file is called after the yield of the Treasury bill."""
    return symbol_of_column(_bare_name(path).upper()) == CASH_SERIES


def _bare_name(path: Path) -> str:
    """Return "spy" for spy_us_d.csv, "spy (1).csv.gz" and "spy Historical Data.csv"."""
    name = path.name
    while any(name.lower().endswith(suffix) for suffix in SUFFIXES):
        name = name[: name.rindex(".")]
    before = ""
    while name != before:
        before = name
        name = _ADDED.sub("", name.rstrip(" _-"))
    return name.strip()
