"""Prices of Yahoo Finance, asked by the real client of a server that speaks as Yahoo does."""

import datetime as dt
import os
import threading
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from core.errors import DataError
from core.findings import Check, Severity
from core.sources.yahoo import yahoo_prices
from tests.core.sources.yahoo_asker import DAY, NOW, START, Asker, about, column
from tests.yahoo_server import YahooServer, walk

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
    assert prices.source.name == f"Yahoo Finance (from {server.url} instead)"
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


def test_findings_and_readings_spell_a_symbol_as_it_was_given(
    ask: Asker, server: YahooServer
) -> None:
    server.listings["SPY"].adjust = False
    noon = dt.datetime(2024, 6, 13, 12, 0, tzinfo=ZoneInfo("America/New_York"))
    prices = ask("spy", "Qqq", now=noon)
    assert [one.symbols for one in prices.source.readings] == [("spy",), ("Qqq",)]
    assert [one.name for one in prices.source.readings] == ["spy", "Qqq"]
    (left_out,) = about(prices, Check.UNFINISHED)
    assert left_out.symbols == ("spy", "Qqq")
    assert "left out for spy and Qqq;" in left_out.message
    (unadjusted,) = about(prices, Check.UNADJUSTED)
    assert unadjusted.symbols == ("spy",)
    assert "gave no prices of nope: " in ask.refused("nope")
    server.stop()
    (age,) = about(ask("spy", now=NOW + DAY), Check.AGE)
    assert age.symbols == ("spy",)


def test_one_symbol_in_two_spellings_is_refused(ask: Asker, server: YahooServer) -> None:
    assert ask.refused("QQQ", "spy", "SPY") == (
        "spy and SPY are one symbol of Yahoo Finance; keep one."
    )
    assert server.paths == []
    assert ask("SPY", "QQQ", "SPY").symbols == ("SPY", "QQQ")


@pytest.mark.parametrize(
    ("symbol", "step"),
    [("M&M.NS", "M%26M.NS"), ("EURUSD=X", "EURUSD%3DX"), ("^GSPC", "%5EGSPC"), ("A&range=1d", "")],
)
def test_whatever_its_letters_a_symbol_is_one_step_of_the_path(
    ask: Asker, server: YahooServer, symbol: str, step: str
) -> None:
    server.add(symbol.upper())
    assert ask(symbol).symbols == (symbol,)
    path, _, query = server.raw[-1].partition("?")
    assert path == f"/v8/finance/chart/{step or 'A%26RANGE%3D1D'}"
    assert {pair.partition("=")[0] for pair in query.split("&")} == {
        *("period1", "period2", "interval", "includePrePost", "events", "crumb")
    }


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
    assert found.message == (
        "Prices are in different currencies (SPY in USD, QQQ in EUR); nothing is converted, so "
        "every return is that in the currency of its symbol, without what exchange rates add or "
        "take away."
    )
    assert found.symbols == ("SPY", "QQQ")


@pytest.mark.parametrize(
    "units", [("GBp", "GBP"), ("GBX", "GBP"), ("ZAc", "ZAR"), ("ILA", "ILS"), ("GBp", "GBX")]
)
def test_pence_and_pounds_are_one_currency(
    ask: Asker, server: YahooServer, units: tuple[str, str]
) -> None:
    server.listings["SPY"].currency, server.listings["QQQ"].currency = units
    assert ask("SPY", "QQQ").source.findings == ()


def test_what_the_server_calls_a_currency_is_made_harmless(ask: Asker, server: YahooServer) -> None:
    server.listings["QQQ"].currency = "X\x1b[2J\r\nBase   : AnnRet=99%" + "Z" * 300
    server.listings["QQQ"].exchange = "\x1b]0;owned\x07" * 9
    prices = ask("SPY", "QQQ")
    (found,) = about(prices, Check.CURRENCY)
    assert "QQQ in X\ufffd[2J\ufffd\ufffdBase…)" in found.message
    told = [found.message, *(one.sentence for one in prices.source.readings)]
    assert all(sentence.isprintable() for sentence in told)
    kept = ask.cache.load("QQQ", server.url)
    assert kept is not None
    assert kept.exchange.isprintable()
    assert len(kept.exchange) == 12


# What is refused before anything is asked


@pytest.mark.parametrize(
    "symbol", ["", "A/B", "A?B", "&AB", "A#B", "..", "A..B", " SPY", "SPY ", "ü", "A" * 33, "-A"]
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
