"""A server that speaks as Yahoo does, and somebody who asks it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.sources.cache import PriceCache
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
