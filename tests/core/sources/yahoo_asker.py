"""Asks the server of the tests as the program asks Yahoo Finance."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from core.errors import DataError
from core.findings import Check, Finding
from core.prices import LoadedPrices
from core.sources.cache import PriceCache
from core.sources.yahoo import yahoo_prices
from tests.yahoo_server import Listing, YahooServer

ROOT = Path(__file__).parents[3]
START = dt.date(2023, 6, 1)
NOW = dt.datetime(2024, 6, 14, 8, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # before New York opens
DAY = dt.timedelta(days=1)
ZERO = dt.timedelta()


class Asker:
    """Asks the server as the program does, and remembers how long it would have waited."""

    def __init__(self, server: YahooServer, cache: PriceCache) -> None:
        self.server, self.cache = server, cache
        self.waited: list[float] = []
        self.stages: list[str] = []

    def __call__(
        self,
        *symbols: str,
        start: dt.date = START,
        now: dt.datetime = NOW,
        refresh: bool = False,
        timeouts: tuple[float, float] = (10.0, 30.0),
        cached: bool = True,
        clock: dt.timedelta | None = ZERO,
    ) -> LoadedPrices:
        self.server.clock = None if clock is None else now + clock
        return yahoo_prices(
            symbols,
            start,
            now=now,
            cache=self.cache if cached else None,
            progress=lambda stage, fraction: self.stages.append(stage),
            refresh=refresh,
            base_url=self.server.url,
            timeouts=timeouts,
            wait=self.waited.append,
        )

    def refused(self, *symbols: str, **how: object) -> str:
        with pytest.raises(DataError) as refusal:
            self(*symbols, **how)  # type: ignore[arg-type]
        return str(refusal.value)


def column(listing: Listing, start: dt.date = START) -> pd.Series:
    series = pd.Series(listing.adjusted, index=pd.DatetimeIndex(listing.days, name="Date"))
    return series[str(start) :].astype(float)


def about(prices: LoadedPrices, check: Check) -> list[Finding]:
    return [finding for finding in prices.source.findings if finding.check is check]
