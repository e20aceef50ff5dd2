"""What a source has understood of its prices, and what is strange about them, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How much a finding matters: worth knowing, worth a look, probably wrong."""

    NOTE = "note"
    FLAG = "flag"
    SUSPECT = "suspect"


class Check(Enum):
    """What a finding is about."""

    GAP = "gap"  # sessions of the exchange without a price
    HISTORY = "history"  # a symbol that begins later, or ends earlier, than the others
    STALE = "stale"  # the same price for many days
    JUMP = "jump"  # a move far beyond what is usual, which stays
    REVERSAL = "reversal"  # such a move that is taken back
    WEEKEND = "weekend"  # prices on days without trading
    STANDSTILL = "standstill"  # days on which most prices stand still
    UNADJUSTED = "unadjusted"  # adjusted prices that equal the close all along
    FREQUENCY = "frequency"  # prices of every month or week, not of every day
    SHIFTED = "shifted"  # dates moved by a time zone
    UNFINISHED = "unfinished"  # today's bar, left out until the exchange has closed
    CURRENCY = "currency"  # prices in different currencies beside each other
    AGE = "age"  # prices of an earlier day, where newer ones cannot be had
    CACHE = "cache"  # a cache that is damaged or cannot be used
    DATES = "dates"  # which reading of dates was taken, and why
    ROWS = "rows"  # lines of a file that are no prices and were passed over


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is strange about prices, or was decided about them; it changes no price.

    Attributes
    ----------
    message
        A sentence that stands alone: it names symbol and days.
    symbols
        The symbols it is about; none where it is about the prices as a whole.
    first, last
        First and last day concerned, None where it is about no days.
    count
        How many days, jumps or lines there are of it.
    """

    check: Check
    severity: Severity
    message: str
    symbols: tuple[str, ...] = ()
    first: dt.date | None = None
    last: dt.date | None = None
    count: int = 1

    def concerns(self, symbols: Collection[str]) -> bool:
        """Whether it says something about one of `symbols`."""
        return not self.symbols or any(symbol in symbols for symbol in self.symbols)

    def as_json(self) -> dict[str, object]:
        """Return it as plain values, for the summary file."""
        return {
            "check": self.check.value,
            "severity": self.severity.value,
            "symbols": list(self.symbols),
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "count": self.count,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """How one file, or one answer of a server, was understood; its columns may be many symbols.

    Attributes
    ----------
    name
        The file's name, or the symbol that was asked for.
    layout
        What it holds, in words: "a column a symbol", "one symbol with open, high, low and close".
    symbols
        The symbols that were read from it.
    rows
        Days that were read.
    column
        The column the prices are from where there was a choice ("Adj Close"), else "".
    dates
        The form of the dates in words ("2010-01-31", "month/day/year"), "" where there was none.
    details
        Whatever else was understood, a few words each: "cells separated by semicolons",
        "decimal commas", "gzip".
    """

    name: str
    layout: str
    symbols: tuple[str, ...]
    rows: int
    column: str = ""
    dates: str = ""
    details: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The reading as one sentence."""
        symbols = self.symbols[0] if len(self.symbols) == 1 else f"{len(self.symbols)} symbols"
        parts = [f"{self.rows:,} day{'' if self.rows == 1 else 's'} of {symbols}", self.layout]
        if self.column:
            parts.append(f"prices from {self.column}")
        if self.dates:
            parts.append(f"dates as {self.dates}")
        return f"{self.name}: {', '.join([*parts, *self.details])}."

    def as_json(self) -> dict[str, object]:
        """Return it as plain values, for the summary file."""
        return {
            "name": self.name,
            "layout": self.layout,
            "symbols": list(self.symbols),
            "rows": self.rows,
            "column": self.column,
            "dates": self.dates,
            "details": list(self.details),
        }
