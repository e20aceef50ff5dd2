"""One symbol's history as Yahoo Finance gave it: what is fetched, cached and made into a table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from core.parameters import CASH_SERIES
from core.units import Floats

Days = npt.NDArray[np.datetime64]

FEED_DELAY = dt.timedelta(minutes=30)
"""How long after the close a day's bar may still change: closing auctions, and a late feed."""


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """The finished days of one symbol, and where and when they are from.

    Attributes
    ----------
    symbol
        As Yahoo writes it, in capitals.
    days
        Days of the exchange, increasing, each once; shape (T,), T > 0.
    adjusted, close
        Closes adjusted for dividends and splits, and for splits only; shape (T,), finite.
    dividends, splits
        How many of the days after the first had one.
    zone
        The exchange's time zone, such as "America/New_York".
    exchange, currency
        As Yahoo names them, "" where it does not.
    asked_from
        First day that was asked for; the history may begin later.
    fetched
        When it was fetched by the clock of this computer, in UTC.
    client
        What fetched it, such as "yfinance 1.7.0".
    unfinished
        The latest day whose bar was not final and is left out, None where there was none.
    counts_from
        When the close of the session that was then the current one is final, in UTC, whether or
        not there was a bar of it; None where that is not known.
    ahead
        How many seconds the clock of this computer was ahead of Yahoo's, 0 where they agreed.
    origin
        The server it is from, "" for Yahoo itself; a test server's prices never pass for real.
    """

    symbol: str
    days: Days
    adjusted: Floats
    close: Floats
    dividends: int
    splits: int
    zone: str
    exchange: str
    currency: str
    asked_from: dt.date
    fetched: dt.datetime
    client: str
    unfinished: dt.date | None = None
    counts_from: dt.datetime | None = None
    ahead: int = 0
    origin: str = ""

    @property
    def is_yield(self) -> bool:
        """Whether it is no price but the yield of the Treasury bill, percent a year."""
        return bool(self.symbol == CASH_SERIES)

    @property
    def values(self) -> Floats:
        """What goes into the table: adjusted closes, or the yield as it stands; shape (T,)."""
        return self.close if self.is_yield else self.adjusted

    @property
    def session(self) -> dt.date | None:
        """The day of the exchange whose close counts from `counts_from` on."""
        if self.counts_from is None:
            return None
        return (self.counts_from - FEED_DELAY).astimezone(ZoneInfo(self.zone)).date()

    @property
    def when(self) -> str:
        """The time of fetching in words: "2026-11-23 15:10 UTC"."""
        return f"{self.fetched:%Y-%m-%d %H:%M} UTC"
