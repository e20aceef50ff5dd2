"""Which bar is a close: today's counts when the exchange has closed, whatever a clock says."""

import dataclasses
import datetime as dt
import json
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from core.findings import Check, Severity
from tests.core.sources.yahoo_asker import DAY, NOW, ZERO, Asker, about
from tests.yahoo_server import YahooServer, walk

AT_NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("time", "session", "counts"),
    [
        pytest.param(dt.time(12, 0), True, False, id="open"),
        pytest.param(dt.time(16, 29), True, False, id="closed-but-prices-are-late"),
        pytest.param(dt.time(16, 30), True, True, id="final"),
        pytest.param(dt.time(20, 0), False, False, id="without-hours"),
    ],
)
def test_todays_bar_counts_from_half_an_hour_after_the_close(
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
        since = "from 2024-06-13 22:30 CEST" if session else "once that day is over"
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
    assert "it counts from 2024-06-13 16:30 EDT on." in still_open[0].message
    assert (
        "it has been final since 2024-06-13 16:30 EDT, so fetch again to have it."
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
    assert "left out for SPY and QQQ" in found.message


def test_a_close_is_told_that_came_after_a_fetch_before_the_exchange_opened(
    ask: Asker, server: YahooServer
) -> None:
    listing = walk("SPY", 300, dt.date(2024, 6, 12))
    listing.session = dt.date(2024, 6, 13)
    server.listings["SPY"] = listing
    morning = dt.datetime(2024, 6, 13, 8, 0, tzinfo=AT_NEW_YORK)
    assert ask("SPY", now=morning).source.findings == ()
    close = dt.datetime(2024, 6, 13, 16, 30, tzinfo=AT_NEW_YORK)
    assert ask("SPY", now=close - dt.timedelta(seconds=1)).source.findings == ()
    (found,) = about(ask("SPY", now=close), Check.UNFINISHED)
    assert found.message == (
        "The close of 2024-06-13 has been final since 2024-06-13 16:30 EDT for SPY, "
        "so fetch again to have it."
    )
    assert ask("SPY", now=close, refresh=True).source.findings == ()  # there is none, it seems
    server.listings["SPY"] = walk("SPY", 301)
    assert ask("SPY", now=close, refresh=True).source.findings == ()


def test_the_minute_in_which_a_close_is_final_it_is_told_so(
    ask: Asker, server: YahooServer
) -> None:
    close = dt.datetime(2024, 6, 13, 16, 30, tzinfo=AT_NEW_YORK)
    ask("SPY", now=close - dt.timedelta(hours=4))
    (found,) = about(ask("SPY", now=close), Check.UNFINISHED)
    assert "it has been final since 2024-06-13 16:30 EDT" in found.message


@pytest.mark.parametrize("ahead", [50, 0])
def test_a_market_that_never_rests_ends_its_day_half_an_hour_after_midnight(
    ask: Asker, server: YahooServer, ahead: int
) -> None:
    listing = walk("BTC-USD", 300)
    listing.zone, listing.opens, listing.shuts = "UTC", dt.time(0, 0), dt.time(23, 59)
    server.listings["BTC-USD"] = listing
    late = dt.datetime(2024, 6, 13, 23, 20, tzinfo=dt.UTC)
    for minutes, last in ((0, YESTERDAY), (60, YESTERDAY), (80, TODAY)):
        true = late + dt.timedelta(minutes=minutes)
        off = dt.timedelta(minutes=ahead)
        prices = ask("BTC-USD", now=true + off, clock=-off, refresh=True)
        assert prices.frame.index[-1] == last


def test_a_bar_that_is_taken_back_goes(ask: Asker, server: YahooServer) -> None:
    full = server.listings["SPY"]
    ask("SPY")
    for days in (1, 2):
        server.listings["SPY"] = dataclasses.replace(
            full, days=full.days[:-days], closes=full.closes[:-days], session=full.days[-1]
        )
        prices = ask("SPY", now=NOW + DAY, refresh=True)
        assert prices.frame.index[-1] == pd.Timestamp(full.days[-days - 1])
        assert about(prices, Check.AGE) == []


# Clocks


NOON = dt.datetime(2024, 6, 13, 12, 0, tzinfo=AT_NEW_YORK)
YESTERDAY = pd.Timestamp("2024-06-12")
TODAY = pd.Timestamp("2024-06-13")


@pytest.mark.parametrize("says_so", [True, False], ids=["the-server-tells-the-time", "or-not"])
def test_a_clock_that_is_a_day_ahead_makes_no_close_of_todays_bar(
    ask: Asker, server: YahooServer, says_so: bool
) -> None:
    almost = dt.datetime(2024, 6, 13, 15, 59, tzinfo=AT_NEW_YORK)
    server.listings["SPY"].traded = None if says_so else almost
    prices = ask("SPY", now=NOON + DAY, clock=-DAY if says_so else None)
    assert prices.frame.index[-1] == YESTERDAY
    told = [one.message for one in about(prices, Check.UNFINISHED)]
    assert told[0] == (
        "The price of 2024-06-13 was not final when it was fetched and is left out for SPY; "
        "it counts once that day is over at the exchange."
    )
    if says_so:
        assert told[1] == (
            "The clock of this computer was 24 hours ahead of that of Yahoo Finance when SPY was "
            "fetched, and a price counts as final only where both agree; set the clock right and "
            "fetch again."
        )
        again = ask("SPY", now=NOON + DAY)  # from the cache, which knows it still
        assert [one.message for one in about(again, Check.UNFINISHED)] == told
    else:
        assert len(told) == 1


def test_a_clock_that_is_behind_leaves_out_and_tells(ask: Asker, server: YahooServer) -> None:
    prices = ask("SPY", now=NOW - 2 * DAY, clock=2 * DAY)
    assert prices.frame.index[-1] == pd.Timestamp("2024-06-11")
    assert "was 2 days behind that of Yahoo" in about(prices, Check.UNFINISHED)[-1].message


def test_a_clock_that_is_some_minutes_off_is_right(ask: Asker, server: YahooServer) -> None:
    for minutes in (-59, 59):
        prices = ask("SPY", clock=dt.timedelta(minutes=minutes), refresh=True)
        assert prices.source.findings == ()
    assert about(ask("SPY", clock=dt.timedelta(minutes=61), refresh=True), Check.UNFINISHED)


@pytest.mark.parametrize(
    ("last_trade", "now", "last"),
    [
        pytest.param(dt.time(15, 59), dt.time(16, 35), TODAY, id="traded-to-the-end"),
        pytest.param(dt.time(15, 58), dt.time(16, 35), YESTERDAY, id="or-the-feed-is-late"),
        pytest.param(dt.time(14, 0), dt.time(23, 59), YESTERDAY, id="who-knows"),
        pytest.param(dt.time(14, 0), None, TODAY, id="the-next-day-it-is-over"),
    ],
)
def test_a_symbol_that_is_seldom_traded_has_its_close_the_next_day(
    ask: Asker, server: YahooServer, last_trade: dt.time, now: dt.time | None, last: pd.Timestamp
) -> None:
    day = TODAY.date()
    server.listings["SPY"].traded = dt.datetime.combine(day, last_trade, AT_NEW_YORK)
    moment = dt.datetime.combine(
        day + (DAY if now is None else ZERO), now or dt.time(), AT_NEW_YORK
    )
    prices = ask("SPY", now=moment)
    assert prices.frame.index[-1] == last
    found = about(prices, Check.UNFINISHED)
    assert [one.message.partition("; ")[2] for one in found] == (
        [] if last == TODAY else ["it counts once that day is over at the exchange."]
    )


@pytest.mark.parametrize("date", ["", "soon", "Thu, 13 Jun 2024 10:00:00", "Thu, 99 Jun 2024"])
def test_a_date_that_tells_no_time_is_passed_over(
    ask: Asker, server: YahooServer, date: str
) -> None:
    status, body = server.chart("SPY", {})
    server.fail(status, json.dumps(body).encode(), headers={"Date": date})
    assert ask("SPY", clock=None).source.findings == ()


def test_a_symbol_whose_only_bar_is_todays_is_told_to_have_no_close_yet(
    ask: Asker, server: YahooServer
) -> None:
    server.listings["NEW"] = walk("NEW", 1)
    sentence = ask.refused("NEW", now=NOON)
    assert sentence == (
        "Yahoo Finance gave no prices of NEW: its only price from 2023-06-01 on is that of "
        "2024-06-13, which is not final yet; try again when it is, choose an earlier start, or "
        "leave it out."
    )
