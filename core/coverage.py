"""Which days each symbol has prices on, and where the period that all of them share begins."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.prices import numeric_panel
from core.units import date_of


@dataclass(frozen=True, slots=True)
class SymbolCoverage:
    """The days of one symbol.

    Attributes
    ----------
    first, last
        First and last day with a price, None where there is none.
    days
        Days with a price.
    missing
        Days between the first and the last on which others have a price and this one has none.
    spans
        First and last day of each stretch without a missing day, in order.
    """

    symbol: str
    first: dt.date | None
    last: dt.date | None
    days: int
    missing: int
    spans: tuple[tuple[dt.date, dt.date], ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The days of several symbols beside each other.

    Attributes
    ----------
    first, last
        First and last day on which any of them has a price.
    common_first, common_last
        First and last day on which all of them have one; None where there is no such day.
    starting, ending
        The symbols that begin last, and those that end first: they set the common period.
    common_days
        Days on which all of them have a price.
    """

    symbols: tuple[SymbolCoverage, ...]
    first: dt.date | None
    last: dt.date | None
    common_first: dt.date | None
    common_last: dt.date | None
    starting: tuple[str, ...]
    ending: tuple[str, ...]
    common_days: int


def coverage(frame: pd.DataFrame, symbols: tuple[str, ...] | None = None) -> Coverage:
    """Return the coverage of `symbols` (all columns where None is given) in a frame of prices.

    `frame` (days x symbols) may be unsorted and its cells may be texts; a cell that is no number
    counts as missing. Symbols without a column have no days.
    """
    names = tuple(str(column) for column in frame.columns) if symbols is None else symbols
    panel = numeric_panel(frame)
    days = panel.dates.to_numpy().astype("datetime64[D]")
    present = np.zeros((len(days), len(names)), dtype=bool)
    for place, name in enumerate(names):
        if name in panel.symbols:
            present[:, place] = ~np.isnan(panel.prices[:, panel.symbols.index(name)])
    seen = present.any(axis=1)  # a day on which nobody has a price is no day
    days, present = days[seen], present[seen]

    each = tuple(_of_symbol(name, days, present[:, i]) for i, name in enumerate(names))
    common = np.flatnonzero(present.all(axis=1)) if names else np.empty(0, dtype=np.int64)
    firsts = [one.first for one in each if one.first]
    lasts = [one.last for one in each if one.last]
    return Coverage(
        symbols=each,
        first=date_of(days[0]) if len(days) else None,
        last=date_of(days[-1]) if len(days) else None,
        common_first=date_of(days[common[0]]) if len(common) else None,
        common_last=date_of(days[common[-1]]) if len(common) else None,
        starting=tuple(one.symbol for one in each if firsts and one.first == max(firsts)),
        ending=tuple(one.symbol for one in each if lasts and one.last == min(lasts)),
        common_days=len(common),
    )


def _of_symbol(symbol: str, days: np.ndarray, present: np.ndarray) -> SymbolCoverage:
    rows = np.flatnonzero(present)
    if not len(rows):
        return SymbolCoverage(symbol, None, None, 0, 0, ())
    breaks = np.flatnonzero(np.diff(rows) > 1)
    starts = rows[np.concatenate(([0], breaks + 1))]
    ends = rows[np.concatenate((breaks, [len(rows) - 1]))]
    return SymbolCoverage(
        symbol=symbol,
        first=date_of(days[rows[0]]),
        last=date_of(days[rows[-1]]),
        days=len(rows),
        missing=int(rows[-1] - rows[0] + 1 - len(rows)),
        spans=tuple(
            (date_of(days[a]), date_of(days[b])) for a, b in zip(starts, ends, strict=True)
        ),
    )
