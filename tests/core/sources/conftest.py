"""A server that speaks as Yahoo does, somebody who asks it, and somebody who reads files."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.prices import LoadedPrices
from core.sources.cache import PriceCache
from core.sources.files import read_price_files
from tests.core.sources.yahoo_asker import Asker
from tests.yahoo_server import YahooServer


@pytest.fixture
def ask(yahoo: YahooServer, tmp_path: Path) -> Iterator[Asker]:
    with PriceCache(tmp_path / "prices.sqlite") as cache:
        yield Asker(yahoo, cache)


@pytest.fixture
def server(ask: Asker) -> YahooServer:
    ask.server.add("SPY", "QQQ")
    return ask.server


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., LoadedPrices]:
    """Write a text and read it as prices."""

    def written_and_read(text: str) -> LoadedPrices:
        path = tmp_path / "SPY.csv"
        path.write_bytes(text.encode())
        return read_price_files([path])

    return written_and_read
