"""What the columns of price files are called, and what a column's or a file's name stands for."""

from __future__ import annotations

import re
from pathlib import Path

from core.errors import DataError, quoted

DATE_NAMES = (
    *("date", "datetime", "date time", "timestamp", "observation date", "trade date"),
    *("trading day", "day", "time"),
)
"""Names of the column of dates, the surest first."""
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
CLOSE_NAMES = (
    *("close", "close/last", "closing price", "close price", "last", "last price", "price"),
)
LONG_CLOSE_NAMES = (*CLOSE_NAMES, "value", "prc")
FIELD_NAMES = frozenset(
    (
        *("open", "high", "low", "volume", "vol", "change", "change %", "chg%", "% change"),
        *("dividends", "dividend", "dividend amount", "stock splits", "split coefficient"),
        *("split factor", "splitfactor", "divcash", "capital gains", "openint", "open interest"),
        *("per", "time", "turnover", "trades", "vwap", "currency", "adjopen", "adjhigh", "adjlow"),
        *("adjvolume", "adj open", "adj high", "adj low", "adj volume", "repaired?", "average"),
    )
)
"""Columns beside the close in a file of one symbol."""
TELLING_FIELDS = frozenset(("open", "high", "low", "volume", "vol"))

SUFFIXES = (".csv", ".txt", ".tsv", ".tab", ".gz", ".parquet", ".pq", ".dat")
"""Ends of names of files that are looked for in a folder."""

YIELD = "^IRX"
"""The column that holds the yield of the 13-week Treasury bill."""


def plain(name: str) -> str:
    """Return the name of a column as it is compared: "Adj. Close**" is "adj close"."""
    name = name.strip().strip("\ufeff").strip("<>*").lower()
    name = re.sub(r"^\d+\.\s*(?=[a-z])", "", name)  # "5. adjusted close"
    return re.sub(r"[\s_.-]+", " ", name).strip() if not name.startswith("unnamed") else name


def symbol_of_column(name: str) -> str:
    """Return the symbol that a column is named after; the yield may be without its mark."""
    name = name.strip()
    return YIELD if name == YIELD[1:] else name


def symbol_of_file(path: Path, shown_name: str) -> str:
    """Return the symbol that a file of one symbol is named after, in capitals.

    Raises
    ------
    DataError
        Where the name is none that a symbol has.
    """
    name = path.name
    while any(name.lower().endswith(suffix) for suffix in SUFFIXES):
        name = name[: name.rindex(".")]
    name = re.sub(r"(?:[ _-]*\(\d+\)|[ _-]historical[ _-]data|[ _-]+)+$", "", name, flags=re.I)
    symbol = symbol_of_column(name.strip().upper())
    if not re.fullmatch(r"\^?[A-Z0-9][A-Z0-9.=_^-]{0,31}", symbol, re.ASCII):
        raise DataError(
            f"{shown_name} holds one symbol without naming it, and {quoted(name)} is no symbol; "
            "call the file after its symbol, such as SPY.csv."
        )
    return symbol
