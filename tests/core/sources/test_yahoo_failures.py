"""What can go wrong between Yahoo Finance and us: a sentence or prices, never a hang."""

import datetime as dt
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from curl_cffi import CurlECode
from curl_cffi.requests import exceptions as curl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DataError
from core.progress import Cancelled
from core.sources.cache import PriceCache
from core.sources.yahoo import yahoo_prices
from core.sources.yahoo_failures import Trouble
from core.sources.yahoo_session import connection_failure
from tests.core.sources.yahoo_asker import DAY, NOW, ROOT, START, Asker
from tests.yahoo_server import Listing, YahooServer, walk

# Failures


NOT_FOUND = b'{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found"}}}'
BAD = b'{"chart":{"result":null,"error":{"code":"Bad Request","description":"Invalid input"}}}'


ESCAPES = rb'{"chart":{"result":null,"error":{"code":"x","description":"\u001b[2J\nBase"}}}'


@pytest.mark.parametrize(
    ("status", "body", "told", "waits"),
    [
        pytest.param(429, b"Too Many Requests", "no more requests for a while", 30.0, id="429"),
        pytest.param(200, b"Too Many Requests", "no more requests", 30.0, id="429-as-a-text"),
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
        pytest.param(400, ESCAPES, "makes no sense (\ufffd[2J\ufffdBase)", 0.0, id="escapes"),
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


def test_a_redirect_without_end_is_no_missing_network(ask: Asker, server: YahooServer) -> None:
    server.fail(302, headers={"Location": "/v8/finance/chart/SPY"})
    assert "its answer makes no sense (it redirects without end)" in ask.refused("SPY")


def test_without_a_network_that_is_told(ask: Asker, server: YahooServer) -> None:
    server.stop()
    sentence = ask.refused("SPY", "QQQ")
    assert sentence.startswith("Yahoo Finance gave no prices of SPY and QQQ: it cannot be reached")
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
        elif how == "tiny":
            adjusted[50] = 1e-320
        elif how == "huge":
            closes[50] = 1e30
        elif how == "true":
            adjusted[50] = True
        elif how == "true stamp":
            result["timestamp"][0] = True
        elif how == "one price for all days":
            result["indicators"]["adjclose"][0]["adjclose"] = 7.0
        elif how == "no first years":
            result["meta"]["firstTradeDate"] = -(10**9)  # 1938
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
        ("tiny", "is 9.99989e-321"),
        ("huge", "is 1e+30"),
        ("true", "are not all numbers"),
        ("true stamp", "are not all numbers"),
        ("one price for all days", "are not all numbers"),
        ("no first years", "it begins on 2023-04-21, but is traded since 1938-04-24"),
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
    sentence = ask.refused("SPY", start=dt.date(2010, 1, 1))
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
    assert "ABC and DEF (it knows no such symbol), QQQ (its answer makes no sense" in sentence
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
        assert cache.load("SPY", server.url) is not None
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
