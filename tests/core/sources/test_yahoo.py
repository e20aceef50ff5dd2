"""Prices of Yahoo Finance, asked by the real client of a server that speaks as Yahoo does."""

import datetime as dt
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from curl_cffi import CurlECode
from curl_cffi.requests import exceptions as curl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DataError
from core.findings import Check, Finding, Severity
from core.prices import LoadedPrices
from core.progress import Cancelled
from core.sources.cache import PriceCache
from core.sources.yahoo import yahoo_prices
from core.sources.yahoo_failures import Trouble
from core.sources.yahoo_session import connection_failure
from tests.yahoo_server import Listing, YahooServer, walk

ROOT = Path(__file__).parents[3]
START = dt.date(2023, 6, 1)
NOW = dt.datetime(2024, 6, 14, 8, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # before New York opens
DAY = dt.timedelta(days=1)


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
    ) -> LoadedPrices:
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


@pytest.fixture
def ask(yahoo: YahooServer, tmp_path: Path) -> Iterator[Asker]:
    with PriceCache(tmp_path / "prices-1.sqlite") as cache:
        yield Asker(yahoo, cache)


@pytest.fixture
def server(ask: Asker) -> YahooServer:
    ask.server.add("SPY", "QQQ")
    return ask.server


def column(listing: Listing, start: dt.date = START) -> pd.Series:
    series = pd.Series(listing.adjusted, index=pd.DatetimeIndex(listing.days, name="Date"))
    return series[str(start) :].astype(float)


def about(prices: LoadedPrices, check: Check) -> list[Finding]:
    return [finding for finding in prices.source.findings if finding.check is check]


# What comes back


def test_prices_are_the_closes_adjusted_for_dividends(ask: Asker, server: YahooServer) -> None:
    prices = ask("SPY", "QQQ")
    for symbol in ("SPY", "QQQ"):
        expected = column(server.listings[symbol])
        assert server.listings[symbol].dividends
        pd.testing.assert_series_equal(prices.frame[symbol].dropna(), expected, check_names=False)
    assert prices.symbols == ("SPY", "QQQ")
    assert prices.frame.index.name == "Date"
    assert prices.source.kind == "yahoo"
    assert prices.source.name == "Yahoo Finance"
    assert prices.source.retrieved == "2024-06-14T06:00:00Z"
    assert prices.source.findings == ()
    reading = prices.source.readings[0]
    assert (reading.name, reading.column) == ("SPY", "Adj Close")
    assert "fetched 2024-06-14 06:00 UTC" in reading.details


def test_a_day_without_a_price_is_missing_and_days_are_those_of_any_symbol(
    ask: Asker, server: YahooServer
) -> None:
    listing = server.listings["SPY"]
    listing.closes[-3] = None
    prices = ask("SPY", "QQQ").frame
    assert np.isnan(prices.loc[str(listing.days[-3]), "SPY"])
    assert prices.loc[str(listing.days[-3]), "QQQ"] > 0
    assert str(listing.days[-3]) not in ask("SPY").frame.index


def test_a_symbol_that_began_later_begins_later(ask: Asker, server: YahooServer) -> None:
    server.add("NEW", count=30)
    prices = ask("SPY", "NEW").frame
    assert prices["NEW"].first_valid_index() == pd.Timestamp(server.listings["NEW"].days[0])


def test_small_letters_are_asked_for_as_capitals_and_come_back_as_given(
    ask: Asker, server: YahooServer
) -> None:
    assert ask("spy").symbols == ("spy",)
    assert server.charts == ["SPY"]


def test_the_yield_of_bills_comes_as_it_stands_zero_and_below_too(
    ask: Asker, server: YahooServer
) -> None:
    listing = walk("^IRX", 300)
    listing.dividends = {}
    listing.closes[-5:] = [0.05, 0.0, -0.01, -0.02, 0.01]
    server.listings["^IRX"] = listing
    assert ask("^IRX").frame["^IRX"].tolist()[-5:] == [0.05, 0.0, -0.01, -0.02, 0.01]


@pytest.mark.parametrize("start", [dt.date(1970, 1, 1), dt.date(1970, 1, 2), dt.date(1, 1, 1)])
def test_a_start_of_long_ago_brings_the_whole_history(
    ask: Asker, server: YahooServer, start: dt.date
) -> None:
    # Second 0 of the clock is 1970-01-01, which the client takes for no start at all.
    assert len(ask("SPY", start=start).frame) == 300


def test_the_first_day_is_there_wherever_the_exchange_is(ask: Asker, server: YahooServer) -> None:
    far = walk("CBA.AX", 300)
    far.zone, far.opens = "Australia/Sydney", dt.time(10, 0)  # the evening before in New York
    server.listings["CBA.AX"] = far
    prices = ask("CBA.AX", start=far.days[100]).frame
    assert prices.index[0] == pd.Timestamp(far.days[100])
    assert len(prices) == 200


def test_few_requests_are_made(ask: Asker, server: YahooServer) -> None:
    ask("SPY", "QQQ")
    assert server.charts == ["SPY", "QQQ"]
    assert len(server.paths) == 4  # and a cookie and a crumb


def test_nothing_is_printed_and_no_other_file_is_left(
    ask: Asker, server: YahooServer, capfd: pytest.CaptureFixture[str]
) -> None:
    server.fail(429, times=1)
    ask("SPY")
    assert capfd.readouterr() == ("", "")
    caches = Path(os.environ["XDG_CACHE_HOME"])
    assert not [file for file in caches.rglob("*") if "yfinance" in str(file)]


# The cache


def test_prices_of_today_are_not_asked_for_again(ask: Asker, server: YahooServer) -> None:
    first = ask("SPY", "QQQ")
    requests = len(server.paths)
    again = ask("SPY", "QQQ", now=NOW + dt.timedelta(hours=15))
    assert len(server.paths) == requests
    pd.testing.assert_frame_equal(again.frame, first.frame)
    assert "from the cache of 2024-06-14 06:00 UTC" in again.source.readings[0].details


def test_a_history_of_yesterday_is_replaced_whole(ask: Asker, server: YahooServer) -> None:
    ask("SPY")
    server.listings["SPY"].closes = [2 * close for close in walk("SPY", 300).closes]
    later = ask("SPY", now=NOW + DAY)
    assert later.frame["SPY"].tolist() == column(server.listings["SPY"]).tolist()
    assert server.charts == ["SPY", "SPY"]


def test_today_is_the_users_day(ask: Asker, server: YahooServer) -> None:
    evening = dt.datetime(2024, 6, 13, 23, 50, tzinfo=NOW.tzinfo)
    ask("SPY", now=evening)
    ask("SPY", now=evening + dt.timedelta(minutes=20))
    assert len(server.charts) == 2


def test_a_clock_set_back_does_not_make_prices_fresh(ask: Asker, server: YahooServer) -> None:
    ask("SPY")
    ask("SPY", now=NOW - dt.timedelta(hours=1))
    assert len(server.charts) == 2


def test_an_earlier_start_is_fetched_and_a_later_one_is_cut(
    ask: Asker, server: YahooServer
) -> None:
    ask("SPY", start=START + 60 * DAY)
    assert ask("SPY", start=START).frame.index[0] == pd.Timestamp(START)
    assert len(server.charts) == 2
    later = ask("SPY", start=START + 90 * DAY).frame
    assert later.index[0] >= pd.Timestamp(START + 90 * DAY)
    assert len(server.charts) == 2
    ask("SPY", start=START + 90 * DAY, now=NOW + DAY)  # renewed as far back as it went
    ask("SPY", start=START, now=NOW + DAY)
    assert len(server.charts) == 3


def test_prices_can_be_fetched_anew_on_the_same_day(ask: Asker, server: YahooServer) -> None:
    ask("SPY")
    ask("SPY", refresh=True)
    assert len(server.charts) == 2


SECOND = """
import datetime as dt, sys, time
from pathlib import Path
start = time.perf_counter()
from core.sources.cache import PriceCache
from core.sources.yahoo import yahoo_prices
with PriceCache(Path(sys.argv[1])) as cache:
    prices = yahoo_prices(
        sys.argv[2:], dt.date(2005, 1, 1), now=dt.datetime(2024, 6, 14, 9, tzinfo=dt.UTC),
        cache=cache,
    )
print(prices.frame.shape, prices.frame.to_numpy().sum(), "yfinance" in sys.modules)
print(time.perf_counter() - start, file=sys.stderr)
"""


def test_a_second_start_of_the_program_asks_nothing_and_loads_no_client(
    yahoo: YahooServer,
    tmp_path: Path,
) -> None:
    yahoo.add("SPY", "QQQ", count=2000)

    def start() -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", SECOND, tmp_path / "prices-1.sqlite", "SPY", "QQQ"],
            cwd=ROOT,
            env=os.environ | {"BALLAST_YAHOO_URL": yahoo.url},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.rsplit(maxsplit=1)

    first = start()
    assert yahoo.charts == ["SPY", "QQQ"]
    yahoo.paths.clear()
    second = start()
    assert yahoo.paths == []
    assert first == [second[0], "True"]
    assert second[1] == "False"


def test_prices_of_a_test_server_never_pass_for_those_of_another(
    ask: Asker, server: YahooServer
) -> None:
    ask("SPY")
    other = YahooServer()
    try:
        other.add("SPY")
        yahoo_prices(["SPY"], START, now=NOW, cache=ask.cache, base_url=other.url)
        assert other.charts == ["SPY"]
    finally:
        other.stop()


# Today's bar


AT_NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("time", "session", "counts"),
    [
        pytest.param(dt.time(12, 0), True, False, id="open"),
        pytest.param(dt.time(16, 14), True, False, id="closed-but-prices-are-late"),
        pytest.param(dt.time(16, 15), True, True, id="final"),
        pytest.param(dt.time(20, 0), False, False, id="without-hours"),
    ],
)
def test_todays_bar_counts_from_a_quarter_after_the_close(
    ask: Asker, server: YahooServer, time: dt.time, session: bool, counts: bool
) -> None:
    today = server.listings["SPY"].days[-1]
    if not session:
        server.listings["SPY"].change = lambda answer: answer["chart"]["result"][0]["meta"].pop(
            "currentTradingPeriod"
        )
    now = dt.datetime.combine(today, time, AT_NEW_YORK).astimezone(NOW.tzinfo)
    prices = ask("SPY", now=now)
    assert (prices.frame.index[-1] == pd.Timestamp(today)) is counts
    found = about(prices, Check.UNFINISHED)
    assert len(found) == (not counts)
    if found:
        assert found[0].severity is Severity.NOTE
        assert found[0].symbols == ("SPY",)
        assert found[0].first == today
        since = "from 2024-06-13 22:15 CEST" if session else "once that day is over"
        assert since in found[0].message


def test_a_close_that_came_after_the_fetch_is_told_where_the_cache_serves_without_it(
    ask: Asker, server: YahooServer
) -> None:
    today = server.listings["SPY"].days[-1]
    noon = dt.datetime.combine(today, dt.time(12, 0), AT_NEW_YORK)
    ask("SPY", now=noon)
    asked = len(server.paths)

    still_open = about(ask("SPY", now=noon + dt.timedelta(hours=1)), Check.UNFINISHED)
    closed = about(ask("SPY", now=noon + dt.timedelta(hours=5)), Check.UNFINISHED)

    assert len(server.paths) == asked
    assert "it counts from 2024-06-13 16:15 EDT on." in still_open[0].message
    assert (
        "it has been final since 2024-06-13 16:15 EDT, so fetch again to have it."
        in closed[0].message
    )


def test_a_bar_of_today_is_left_out_where_the_hours_told_are_of_another_day(
    ask: Asker, server: YahooServer
) -> None:
    listing = server.listings["SPY"]
    listing.session = listing.days[-2]
    now = dt.datetime.combine(listing.days[-1], dt.time(20, 0), AT_NEW_YORK)
    assert ask("SPY", now=now).frame.index[-1] == pd.Timestamp(listing.days[-2])


def test_a_live_price_beside_the_bar_of_the_day_is_no_second_row(
    ask: Asker, server: YahooServer
) -> None:
    listing = server.listings["SPY"]
    listing.live = 123.0
    open_ = dt.datetime.combine(listing.days[-1], dt.time(12, 0), AT_NEW_YORK)
    assert ask("SPY", now=open_).frame.index[-1] == pd.Timestamp(listing.days[-2])
    after = ask("SPY", now=open_ + dt.timedelta(hours=5), refresh=True).frame
    assert after.index[-1] == pd.Timestamp(listing.days[-1])
    assert after.index.is_unique
    assert after["SPY"].iloc[-1] == 123.0


def test_symbols_of_one_exchange_are_told_of_together(ask: Asker, server: YahooServer) -> None:
    today = server.listings["SPY"].days[-1]
    now = dt.datetime.combine(today, dt.time(12, 0), AT_NEW_YORK)
    (found,) = about(ask("SPY", "QQQ", now=now), Check.UNFINISHED)
    assert "left out for SPY, QQQ" in found.message


# What is strange


def test_closes_that_are_not_adjusted_for_dividends_are_flagged(
    ask: Asker, server: YahooServer
) -> None:
    server.listings["SPY"].adjust = False
    for prices in (ask("SPY", "QQQ"), ask("SPY", "QQQ")):  # from the cache too
        (found,) = about(prices, Check.UNADJUSTED)
        assert (found.symbols, found.severity) == (("SPY",), Severity.FLAG)


def test_a_symbol_that_pays_nothing_is_not_suspected(ask: Asker, server: YahooServer) -> None:
    server.listings["SPY"].dividends = {}
    server.listings["SPY"].splits = {server.listings["SPY"].days[-100]: (2, 1)}
    assert ask("SPY").source.findings == ()


def test_currencies_that_differ_are_flagged(ask: Asker, server: YahooServer) -> None:
    server.listings["QQQ"].currency = "EUR"
    (found,) = about(ask("SPY", "QQQ"), Check.CURRENCY)
    assert "SPY in USD, QQQ in EUR" in found.message


# Failures


NOT_FOUND = b'{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found"}}}'
BAD = b'{"chart":{"result":null,"error":{"code":"Bad Request","description":"Invalid input"}}}'


@pytest.mark.parametrize(
    ("status", "body", "told", "waits"),
    [
        pytest.param(429, b"Too Many Requests", "no more requests for a while", 30.0, id="429"),
        pytest.param(500, b"oops", "out of order (HTTP 500)", 3.0, id="500"),
        pytest.param(503, b"<html>", "out of order (HTTP 503)", 3.0, id="503"),
        pytest.param(200, b"<html>Will be right back</html>", "be right back", 3.0, id="down"),
        pytest.param(200, b"<html>hello</html>", "a web page instead of prices", 0.0, id="page"),
        pytest.param(200, b"<html>consent</html>", "asks for consent", 0.0, id="consent"),
        pytest.param(200, b'{"chart":{"result":[{"me', "broke off", 1.5, id="truncated"),
        pytest.param(200, b"", "broke off", 1.5, id="nothing"),
        pytest.param(200, b"[]", "makes no sense", 0.0, id="a-list"),
        pytest.param(200, b'{"chart":{"result":[],"error":null}}', "no sense", 0.0, id="empty"),
        pytest.param(200, b'{"chart":{"result":null,"error":null}}', "no sense", 0.0, id="null"),
        pytest.param(404, NOT_FOUND, "knows no such symbol", 0.0, id="unknown"),
        pytest.param(404, b"<html>", "a web page instead", 0.0, id="404-page"),
        pytest.param(400, BAD, "makes no sense (Invalid input)", 0.0, id="400"),
        pytest.param(403, b"{}", "refuses the request, HTTP 403", 0.0, id="403"),
        pytest.param(401, b"{}", "refuses the request, HTTP 401", 0.0, id="401"),
    ],
)
def test_failures_are_told_apart_in_one_sentence_with_the_symbol_and_a_way_out(
    ask: Asker, server: YahooServer, status: int, body: bytes, told: str, waits: float
) -> None:
    server.fail(status, body)
    sentence = ask.refused("SPY")
    assert sentence.startswith("Yahoo Finance gave no prices of SPY: ")
    assert told in sentence
    assert "; " in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert sum(ask.waited) == pytest.approx(waits)


def test_an_answer_shorter_than_it_says_is_tried_again_then_told(
    ask: Asker, server: YahooServer
) -> None:
    server.fail(200, b'{"chart":', length=5000)
    assert "the connection broke off" in ask.refused("SPY")
    assert len(server.charts) == 3


def test_a_connection_that_is_cut_is_tried_again(ask: Asker, server: YahooServer) -> None:
    server.reset(times=2)
    assert len(ask("SPY").frame) > 200
    assert len(server.charts) == 3


def test_without_a_network_that_is_told(ask: Asker, server: YahooServer) -> None:
    server.stop()
    sentence = ask.refused("SPY", "QQQ")
    assert sentence.startswith("Yahoo Finance gave no prices of SPY, QQQ: it cannot be reached")
    assert "check the network" in sentence


def test_an_answer_that_does_not_come_is_given_up(ask: Asker, server: YahooServer) -> None:
    server.stall()
    begun = time.monotonic()
    assert "did not answer within 0.4 s" in ask.refused("SPY", "QQQ", timeouts=(0.2, 0.4))
    assert time.monotonic() - begun < 5
    assert server.charts == ["SPY"]  # the other would hang as well


def test_an_answer_that_drips_is_given_up(ask: Asker, server: YahooServer) -> None:
    server.stall(drip=True)
    assert "did not answer within" in ask.refused("SPY", timeouts=(0.2, 0.4))


def test_a_start_after_the_last_day_is_told(ask: Asker, server: YahooServer) -> None:
    for days in (0, 2, 30):
        start = NOW.date() + days * DAY
        told = f"it has none from {start} on; choose an earlier start"
        assert told in ask.refused("SPY", start=start)


def spoilt(how: str) -> Listing:
    """Return a listing whose answer makes no sense."""

    def change(answer: dict) -> None:
        result = answer["chart"]["result"][0]
        adjusted = result["indicators"]["adjclose"][0]["adjclose"]
        closes = result["indicators"]["quote"][0]["close"]
        if how == "symbol":
            result["meta"]["symbol"] = "DIA"
        elif how == "weeks":
            result["meta"]["dataGranularity"] = "1wk"
        elif how == "zone":
            result["meta"]["exchangeTimezoneName"] = "Mars/Olympus"
        elif how == "negative":
            adjusted[50] = -1.0
        elif how == "zero":
            closes[50] = 0.0
        elif how == "infinite":
            adjusted[50] = float("inf")
        elif how == "text":
            closes[50] = "12,5"
        elif how == "twice":
            result["timestamp"][50] = result["timestamp"][51] - 60
        elif how == "unsorted":
            result["timestamp"].reverse()
        elif how == "short":
            del adjusted[-5:]
        elif how == "no stamps":
            del result["timestamp"]
        elif how == "no meta":
            result["meta"] = {}
        elif how == "no rows":
            del result["timestamp"]
            result["indicators"] = {"quote": [{}]}

    listing = walk("SPY", 300)
    listing.change = change
    return listing


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("symbol", "about 'DIA'"),
        ("weeks", "bars of '1wk'"),
        ("zone", ""),
        ("negative", "is -1"),
        ("zero", "is 0"),
        ("infinite", "is inf"),
        ("text", ""),
        ("twice", "stand in it twice"),
        ("unsorted", "not in order"),
        ("short", ""),
        ("no stamps", ""),
        ("no meta", ""),
        ("no rows", "no prices, and gives no reason"),
    ],
)
def test_an_answer_that_makes_no_sense_is_no_price(
    ask: Asker, server: YahooServer, how: str, told: str
) -> None:
    server.listings["SPY"] = spoilt(how)
    sentence = ask.refused("SPY")
    assert "gave no prices of SPY: its answer makes no sense (" in sentence
    assert told in sentence


JUNK = [None, "", [], {}, -1, 0, 1e308, "x", True, [None], {"a": 1}, 2**70, float("nan")]


def nodes(tree: object, path: tuple = ()) -> Iterator[tuple]:
    """Yield the paths of an answer, of long lists only those of the first rows."""
    if isinstance(tree, dict | list):
        for key in tree if isinstance(tree, dict) else range(min(3, len(tree))):
            yield (*path, key)
            yield from nodes(tree[key], (*path, key))


@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_an_answer_holds_there_are_prices_or_a_sentence(
    ask: Asker, data: st.DataObject
) -> None:
    listing = walk("SPY", 60)
    listing.splits = {listing.days[30]: (2, 1)}
    ask.server.listings["SPY"] = listing
    answer = ask.server.chart("SPY", {})[1]
    path = data.draw(st.sampled_from(list(nodes(answer))))
    place = answer
    for key in path[:-1]:
        place = place[key]
    if data.draw(st.booleans()):
        place[path[-1]] = data.draw(st.sampled_from(JUNK))
    else:
        del place[path[-1]]
    ask.server.faults.clear()
    ask.server.fail(200, json.dumps(answer).encode())
    try:
        frame = ask("SPY", cached=False).frame
    except DataError as refusal:
        sentence = str(refusal)
    else:
        sentence = ""
        assert (frame["SPY"] > 0).all()
        assert frame.index.is_monotonic_increasing
        assert set(frame.index) <= set(pd.DatetimeIndex(listing.days))
    assert not sentence or sentence.startswith("Yahoo Finance gave no prices of SPY: ")


def test_when_one_of_several_fails_the_others_are_kept(ask: Asker, server: YahooServer) -> None:
    server.add("TLT", "GLD")
    sentence = ask.refused("SPY", "NONE", "TLT", "GLD")
    assert sentence == (
        "Yahoo Finance gave no prices of NONE: it knows no such symbol; check how Yahoo writes it, "
        "or leave it out; the other 3 are kept, so the next try asks only for NONE."
    )
    server.paths.clear()
    server.add("NONE")
    assert ask("SPY", "NONE", "TLT", "GLD").symbols == ("SPY", "NONE", "TLT", "GLD")
    assert server.charts == ["NONE"]


def test_all_that_fail_are_named(ask: Asker, server: YahooServer) -> None:
    server.fail(200, b"<html>", symbol="QQQ")
    sentence = ask.refused("ABC", "SPY", "QQQ", "DEF")
    assert "ABC, DEF (it knows no such symbol), QQQ (its answer makes no sense" in sentence
    assert "the other one is kept" in sentence


def test_a_limit_that_is_lifted_is_waited_for(ask: Asker, server: YahooServer) -> None:
    server.fail(429, times=2)
    assert len(ask("SPY").frame) > 200
    assert sum(ask.waited) == pytest.approx(2 + 4)
    assert max(ask.waited) <= 0.1  # so that it can be stopped
    assert "Yahoo asks to wait; trying again in 4 s" in ask.stages
    assert "Fetching SPY, 1 of 1" in ask.stages


def test_yahoo_says_how_long_to_wait(ask: Asker, server: YahooServer) -> None:
    server.fail(429, times=1, headers={"Retry-After": "17"})
    ask("SPY")
    assert sum(ask.waited) == pytest.approx(17)


def test_a_wait_of_an_hour_is_not_waited(ask: Asker, server: YahooServer) -> None:
    server.fail(429, headers={"Retry-After": "3600"})
    assert "wait some minutes" in ask.refused("SPY", "QQQ")
    assert ask.waited == []
    assert server.charts == ["SPY"]  # nobody is asked again who asked to be left alone


@pytest.mark.parametrize(
    ("error", "code", "trouble", "told"),
    [
        (curl.DNSError, CurlECode.COULDNT_RESOLVE_HOST, Trouble.NO_NETWORK, "looked up"),
        (curl.ConnectionError, CurlECode.COULDNT_CONNECT, Trouble.NO_NETWORK, "refused"),
        (curl.ProxyError, CurlECode.COULDNT_RESOLVE_PROXY, Trouble.NO_NETWORK, "proxy"),
        (
            curl.CertificateVerifyError,
            CurlECode.PEER_FAILED_VERIFICATION,
            Trouble.NO_NETWORK,
            "trust",
        ),
        (curl.Timeout, CurlECode.OPERATION_TIMEDOUT, Trouble.TIMEOUT, "within 30 s"),
        (curl.ConnectionError, CurlECode.GOT_NOTHING, Trouble.BROKEN, "broke off"),
        (curl.IncompleteRead, CurlECode.PARTIAL_FILE, Trouble.BROKEN, "broke off"),
        (curl.RequestException, 0, Trouble.NO_NETWORK, "there is none"),
    ],
)
def test_each_failure_of_the_connection_has_its_words(
    error: type[curl.RequestException], code: CurlECode, trouble: Trouble, told: str
) -> None:
    failure = connection_failure(error("raw words of curl", code), 30.0)
    assert failure.trouble is trouble
    assert told in failure.reason
    assert "raw words" not in failure.reason


# Prices of an earlier day


@pytest.mark.parametrize(
    ("status", "lead"),
    [
        (429, "Yahoo Finance takes no more requests for a while"),
        (502, "Yahoo Finance is out of order"),
        (200, "The answer of Yahoo Finance makes no sense"),
        (None, "No network"),
    ],
)
def test_when_yahoo_fails_earlier_prices_serve_and_their_age_is_told(
    ask: Asker, server: YahooServer, status: int | None, lead: str
) -> None:
    first = ask("SPY", "QQQ")
    if status is None:
        server.stop()
    else:
        server.fail(status, b"<html>")
    later = ask("SPY", "QQQ", now=NOW + DAY)
    pd.testing.assert_frame_equal(later.frame, first.frame)
    assert later.source.retrieved == "2024-06-14T06:00:00Z"
    (age,) = about(later, Check.AGE)
    assert age.severity is Severity.FLAG
    assert age.message == f"{lead}: SPY, QQQ are as fetched on 2024-06-14 06:00 UTC."


def test_ages_that_differ_are_told(ask: Asker, server: YahooServer) -> None:
    ask("SPY")
    server.fail(200, b"<html>", symbol="SPY")
    (age,) = about(ask("SPY", "QQQ", now=NOW + DAY), Check.AGE)
    assert age.message.endswith(
        "SPY is as fetched on 2024-06-14 06:00 UTC, the others as on 2024-06-15 06:00 UTC."
    )


def test_earlier_prices_do_not_hide_that_a_symbol_is_gone(ask: Asker, server: YahooServer) -> None:
    ask("SPY")
    del server.listings["SPY"]
    assert "knows no such symbol" in ask.refused("SPY", now=NOW + DAY)


def test_earlier_prices_that_begin_too_late_do_not_serve(ask: Asker, server: YahooServer) -> None:
    ask("SPY")
    server.stop()
    assert "cannot be reached" in ask.refused("SPY", start=START - DAY, now=NOW + DAY)


def test_only_what_need_not_be_asked_again_is_called_kept(ask: Asker, server: YahooServer) -> None:
    ask("SPY")
    server.fail(200, b"<html>", symbol="SPY")
    assert "kept" not in ask.refused("SPY", "NONE", now=NOW + DAY)


def test_the_present_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        yahoo_prices(["SPY"], START, now=dt.datetime(2024, 6, 14), cache=None)


def test_without_a_cache_all_is_fetched_every_time(ask: Asker, server: YahooServer) -> None:
    for _ in range(2):
        ask("SPY", cached=False)
    assert len(server.charts) == 2
    assert "kept" not in ask.refused("SPY", "NONE", cached=False)


def test_what_is_wrong_with_the_cache_is_told_with_the_prices(
    server: YahooServer, tmp_path: Path
) -> None:
    path = tmp_path / "damaged.sqlite"
    path.write_bytes(b"nothing" * 1000)
    with PriceCache(path) as cache:
        prices = yahoo_prices(["SPY"], START, now=NOW, cache=cache, base_url=server.url)
        (found,) = about(prices, Check.CACHE)
        assert "is set aside as" in found.message
        again = yahoo_prices(["SPY"], START, now=NOW, cache=cache, base_url=server.url)
        assert len(again.frame) > 200
    assert server.charts == ["SPY"]


# Stopping


@pytest.mark.parametrize("drip", [False, True])
def test_a_stalled_connection_can_be_stopped_at_once(
    server: YahooServer, drip: bool, tmp_path: Path
) -> None:
    server.stall("QQQ", drip)
    seen: list[float] = []

    def progress(stage: str, fraction: float) -> bool:
        if server.asked.is_set():
            seen.append(time.monotonic())
        return len(seen) < 6

    with PriceCache(tmp_path / "prices.sqlite") as cache:
        with pytest.raises(Cancelled):
            yahoo_prices(
                ["SPY", "QQQ"], START, now=NOW, cache=cache, progress=progress, base_url=server.url
            )
        assert seen[-1] - seen[0] < 2.0  # five times a tenth of a second, on a busy machine
        assert cache.load("SPY") is not None
        server.faults.clear()  # the abandoned connection hinders no other
        yahoo_prices(["QQQ"], START, now=NOW, cache=cache, base_url=server.url)


def test_a_wait_for_yahoo_can_be_stopped(server: YahooServer) -> None:
    server.fail(429)
    waited: list[float] = []
    with pytest.raises(Cancelled):
        yahoo_prices(
            ["SPY"],
            START,
            now=NOW,
            cache=None,
            progress=lambda stage, fraction: "asks to wait" not in stage or len(waited) < 5,
            base_url=server.url,
            wait=waited.append,
        )
    assert len(waited) == 5


@pytest.mark.parametrize("kind", [ZeroDivisionError, KeyboardInterrupt])
def test_what_the_progress_callback_raises_comes_out(
    server: YahooServer, kind: type[BaseException]
) -> None:
    def progress(stage: str, fraction: float) -> None:
        if server.asked.is_set():
            raise kind("seen")

    server.stall()
    with pytest.raises(kind, match="seen"):
        yahoo_prices(["SPY"], START, now=NOW, cache=None, progress=progress, base_url=server.url)


STOPPED = """
import datetime as dt, sys
from core.progress import Cancelled
from core.sources.yahoo import yahoo_prices
calls = []
try:
    yahoo_prices(["SPY"], dt.date(2023, 6, 1), now=dt.datetime(2024, 6, 14, 9, tzinfo=dt.UTC),
        cache=None, progress=lambda stage, fraction: "Fetching" not in stage
        or calls.append(stage) or len(calls) < 20)
except Cancelled:
    print("stopped")
"""


def test_a_stalled_connection_does_not_keep_the_program_alive(
    server: YahooServer,
) -> None:
    server.stall()
    done = subprocess.run(
        [sys.executable, "-c", STOPPED],
        cwd=ROOT,
        env=os.environ | {"BALLAST_YAHOO_URL": server.url},
        capture_output=True,
        text=True,
        timeout=20,  # the answer is waited for 30 s
    )
    assert (done.returncode, done.stdout) == (0, "stopped\n"), done.stderr
    assert "Traceback" not in done.stderr


# What is refused before anything is asked


@pytest.mark.parametrize(
    "symbol", ["", "A/B", "A?B", "A&B", "A#B", "..", "A..B", " SPY", "SPY ", "ü", "A" * 33, "-A"]
)
def test_what_cannot_be_a_symbol_is_refused_before_anything_is_asked(
    ask: Asker, server: YahooServer, symbol: str
) -> None:
    assert "is no symbol of Yahoo Finance" in ask.refused("SPY", symbol)
    assert server.paths == []


def test_an_isin_is_not_looked_up(ask: Asker, server: YahooServer) -> None:
    assert "is an ISIN" in ask.refused("US78462F1030")
    assert server.paths == []


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:80",
        "http://example.com:80",
        "http://127.0.0.1",
        "http://127.0.0.1.example.com:80",
        "http://10.0.0.1:80",
        "http://127.0.0.1:80/path",
        "nonsense",
        "http://[::1",
    ],
)
def test_only_a_server_on_this_computer_may_stand_in_for_yahoo(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BALLAST_YAHOO_URL", url)
    with pytest.raises(DataError, match="may only name a server on this computer"):
        yahoo_prices(["SPY"], START, now=NOW, cache=None)


def test_no_thread_is_left(ask: Asker, server: YahooServer) -> None:
    ask("SPY", "QQQ")
    assert "yahoo-request" not in {thread.name for thread in threading.enumerate()}
