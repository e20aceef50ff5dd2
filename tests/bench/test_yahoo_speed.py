"""Prices of eight symbols over 5,000 days: fetched from a server on this computer, and cached."""

import datetime as dt
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from core.sources.cache import PriceCache
from core.sources.yahoo import yahoo_prices
from tests.yahoo_server import YahooServer

SYMBOLS = ("SPY", "QQQ", "IWM", "EFA", "EEM", "TLT", "LQD", "GLD")
DAYS = 5_000
NOW = dt.datetime(2024, 6, 14, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def server(yahoo: YahooServer) -> YahooServer:
    yahoo.add(*SYMBOLS, count=DAYS)
    return yahoo


def prices(server: YahooServer, path: Path, *, refresh: bool) -> int:
    """Return how many days are there."""
    with PriceCache(path) as cache:
        loaded = yahoo_prices(
            SYMBOLS, dt.date(2000, 1, 1), now=NOW, cache=cache, refresh=refresh, base_url=server.url
        )
    return len(loaded.frame)


@pytest.mark.benchmark(group="8 symbols x 5,000 days")
def test_fetched(benchmark: BenchmarkFixture, server: YahooServer, tmp_path: Path) -> None:
    assert benchmark(prices, server, tmp_path / "cache.sqlite", refresh=True) == DAYS


@pytest.mark.benchmark(group="8 symbols x 5,000 days")
def test_from_the_cache(benchmark: BenchmarkFixture, server: YahooServer, tmp_path: Path) -> None:
    prices(server, tmp_path / "cache.sqlite", refresh=False)
    asked = len(server.paths)
    assert benchmark(prices, server, tmp_path / "cache.sqlite", refresh=False) == DAYS
    assert len(server.paths) == asked
