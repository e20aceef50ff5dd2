"""Invented futures: the prices of a backtest up to a day, and quite other ones after it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.parameters import CASH_SERIES, Parameters
from core.prices import numeric_panel
from core.units import Floats

WILDER = 3.0
"""Volatility of an invented price, in multiples of its symbol's own."""

CALMEST, WILDEST = 1e-4, 0.3
"""Bounds of the daily volatility of an invented price: it moves, and stays within numbers."""

HIGHEST_YIELD = 15.0
"""Of invented cash rates, percent a year; the lowest is 0."""

OTHER = 1.01
"""Factor for an invented number that happens to be the true one."""


@dataclass(frozen=True, eq=False)
class Scrambling:
    """The columns of prices that a backtest reads, as numbers, of which futures are made.

    Attributes
    ----------
    values
        Prices, shape (T, N), NaN where there is none; the yields too, where they are used.
    volatilities
        Daily volatility of each invented price, shape (N,).
    yields
        Column of the yields, or -1.
    """

    dates: pd.DatetimeIndex
    columns: tuple[str, ...]
    values: Floats
    volatilities: Floats
    yields: int

    def frame(self, day: dt.date, generator: np.random.Generator) -> pd.DataFrame:
        """Return the prices with another future after `day`.

        Up to that day they stay bit for bit, and so do the days themselves: the trading calendar
        is known in advance. A later price is the one of `day` times a random walk without drift
        (Samuelson 1965), independent of the true one and different from it in every cell; where
        there was none there is none.
        """
        first = int(np.searchsorted(self.dates.to_numpy(), np.datetime64(day, "D"), side="right"))
        later = self.values[first:]
        steps = generator.standard_normal(later.shape)
        steps *= self.volatilities
        steps -= self.volatilities**2 / 2.0
        invented = np.exp(np.cumsum(steps, axis=0)) * self._last_known(first)
        if self.yields >= 0:
            invented[:, self.yields] = generator.uniform(0.0, HIGHEST_YIELD, len(later))
        invented[np.isnan(later)] = np.nan
        same = invented == later
        if same.any():
            invented[same] = OTHER * later[same] + (later[same] == 0.0)
        values = np.concatenate((self.values[:first], invented))
        return pd.DataFrame(values, index=self.dates, columns=list(self.columns), copy=False)

    def _last_known(self, first: int) -> Floats:
        """Return the last price of each column before the row `first`, shape (N,)."""
        last: Floats = self.values[first - 1].copy()
        for column in np.flatnonzero(np.isnan(last)):
            known = self.values[:first, column]
            known = known[~np.isnan(known)]
            last[column] = known[-1] if len(known) else 1.0
        return last


def scrambling(frame: pd.DataFrame, parameters: Parameters) -> Scrambling:
    """Return what futures are made of, from a frame that serves a backtest with `parameters`.

    All rows of the frame are kept, also those outside of the dates asked for: what the backtest
    must not read is scrambled as well.
    """
    wanted = list(parameters.symbols)
    if isinstance(parameters.cash_rate, str):
        wanted.append(CASH_SERIES)
    names = [str(column) for column in frame.columns]
    panel = numeric_panel(frame.iloc[:, [names.index(name) for name in wanted]])
    logs = np.log(np.where(panel.prices > 0.0, panel.prices, np.nan))
    moves = np.diff(logs, axis=0)
    spread = np.array([np.std(move[~np.isnan(move)] if len(move) else 0.0) for move in moves.T])
    return Scrambling(
        dates=panel.dates,
        columns=panel.symbols,
        values=panel.prices,
        volatilities=np.clip(np.nan_to_num(WILDER * spread), CALMEST, WILDEST),
        yields=len(wanted) - 1 if len(wanted) > len(parameters.symbols) else -1,
    )
