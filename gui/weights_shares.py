"""Which symbols have an area of their own on the page Weights, and what the others sum to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.drawing.colors import LIGHT_SYMBOLS
from core.units import Floats, Integers

MOST_ROWS = len(LIGHT_SYMBOLS) + 1
NAMED_AT_MOST = 20
"""Symbols that the tooltip of the others names."""


@dataclass(frozen=True, eq=False)
class ShownSymbols:
    """The symbols with an area of their own, in the order of the universe, and the others.

    Attributes
    ----------
    names
        What the rows are called, K of them.
    hints
        What else is to be said of a row, "" for nothing.
    own
        Columns of the symbols with a row of their own.
    others
        Columns of those that share the last row; none where all have their own.
    """

    names: tuple[str, ...]
    hints: tuple[str, ...]
    own: Integers
    others: Integers

    def rows_of(self, shares: Floats) -> Floats:
        """Return the values of the K rows from those of the N symbols, shape (T, K)."""
        own = shares[:, self.own]
        if not len(self.others):
            return own
        return np.column_stack((own, shares[:, self.others].sum(axis=1)))


def shown_symbols(symbols: tuple[str, ...], weights: Floats) -> ShownSymbols:
    """Choose the symbols with the largest mean of their `weights` (T, N), if not all have room."""
    everything = np.arange(len(symbols))
    if len(symbols) <= MOST_ROWS:
        return ShownSymbols(symbols, ("",) * len(symbols), everything, everything[:0])
    ranked = np.argsort(-np.nan_to_num(weights).mean(axis=0), kind="stable")
    own, others = np.sort(ranked[: MOST_ROWS - 1]), np.sort(ranked[MOST_ROWS - 1 :])
    told = ", ".join(symbols[column] for column in others[:NAMED_AT_MOST])
    more = len(others) - NAMED_AT_MOST
    hint = f"{told} and {more} more" if more > 0 else told
    return ShownSymbols(
        (*(symbols[column] for column in own), f"Others ({len(others)})"),
        (*("",) * len(own), hint),
        own,
        others,
    )
