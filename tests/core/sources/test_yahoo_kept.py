"""What was fetched serves for the day, and when Yahoo Finance fails for longer."""

import dataclasses
import datetime as dt
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from core.findings import Check, Severity
from core.progress import Cancelled
from core.sources.cache import PriceCache
from core.sources.yahoo import yahoo_prices
from tests.core.sources.yahoo_asker import DAY, NOW, ROOT, START, Asker, about, column
from tests.yahoo_server import Handler, Listing, YahooServer, walk

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
import datetime as dt, sys
from collections.abc import Callable
from pathlib import Path
from core.sources.cache import PriceCache
from core.sources.yahoo import yahoo_prices
with PriceCache(Path(sys.argv[1])) as cache:
    prices = yahoo_prices(
        sys.argv[2:], dt.date(2005, 1, 1), now=dt.datetime(2024, 6, 14, 9, tzinfo=dt.UTC),
        cache=cache,
    )
print(prices.frame.shape, prices.frame.to_numpy().sum(), "yfinance" in sys.modules)
"""


def test_a_second_start_of_the_program_asks_nothing_and_loads_no_client(
    yahoo: YahooServer,
    tmp_path: Path,
) -> None:
    yahoo.add("SPY", "QQQ", count=2000)

    def asks_for_consent(handler: Handler) -> bool:
        if "/chart/" in handler.path:
            return False
        page = b"<html>%s</html>" % bytes(range(128, 256))
        handler.answer(200, page, {"Content-Type": "text/html"})
        return True

    def start() -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", SECOND, tmp_path / "prices.sqlite", "SPY", "QQQ"],
            cwd=ROOT,
            env=os.environ | {"BALLAST_YAHOO_URL": yahoo.url},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        return done.stdout.rsplit(maxsplit=1)

    yahoo.faults.append(asks_for_consent)  # which a reader of pages would warn of
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


def test_while_another_program_holds_the_cache_the_wait_is_told_and_can_be_stopped(
    server: YahooServer, tmp_path: Path
) -> None:
    path = tmp_path / "prices.sqlite"
    with PriceCache(path) as cache:
        yahoo_prices(["SPY"], START, now=NOW, cache=cache, base_url=server.url)
    other = sqlite3.connect(path, isolation_level=None)
    stages: list[str] = []

    def progress(stage: str, fraction: float) -> bool:
        begins = stages.count(stage) == 0
        stages.append(stage)
        if stage.startswith("Fetching") and begins:
            other.execute("BEGIN EXCLUSIVE")
        elif stages.count(stage) == 12 and other.in_transaction:
            other.execute("ROLLBACK")
        return stages.count("Looking for prices in the cache") < 30

    try:
        other.execute("BEGIN EXCLUSIVE")
        with PriceCache(path) as cache:  # read when it is let go, written when it is again
            prices = yahoo_prices(
                ["SPY", "QQQ"],
                START,
                now=NOW,
                cache=cache,
                progress=progress,
                base_url=server.url,
            )
            assert about(prices, Check.CACHE) == []
            assert cache.load("QQQ", server.url) is not None
            assert server.charts == ["SPY", "QQQ"]

            other.execute("BEGIN EXCLUSIVE")
            stages[:] = ["Looking for prices in the cache"] * 25
            with pytest.raises(Cancelled):
                yahoo_prices(
                    ["SPY"], START, now=NOW, cache=cache, progress=progress, base_url=server.url
                )
    finally:
        other.close()


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
    assert age.message == f"{lead}: SPY and QQQ are as fetched on 2024-06-14 06:00 UTC."


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


def test_today_is_the_users_day_also_where_it_is_another_one_in_greenwich(
    ask: Asker, server: YahooServer
) -> None:
    auckland = ZoneInfo("Pacific/Auckland")
    ask("SPY", now=dt.datetime(2024, 6, 14, 1, 0, tzinfo=auckland))  # the 13th in Greenwich
    ask("SPY", now=dt.datetime(2024, 6, 14, 23, 0, tzinfo=auckland))
    assert len(server.charts) == 1


def test_prices_are_called_as_old_as_the_oldest_of_them(ask: Asker, server: YahooServer) -> None:
    ask("SPY")
    both = ask("SPY", "QQQ", now=NOW + dt.timedelta(hours=2))
    assert both.source.retrieved == "2024-06-14T06:00:00Z"


def test_prices_of_a_test_server_do_not_take_the_place_of_real_ones(
    ask: Asker, server: YahooServer
) -> None:
    ask("SPY")
    real = ask.cache.load("SPY", server.url)
    assert real is not None
    ask.cache.store([dataclasses.replace(real, origin="")])
    ask("SPY", now=NOW + DAY)
    kept = ask.cache.load("SPY")
    assert kept is not None
    assert kept.fetched == NOW


def test_nothing_is_called_kept_where_all_is_to_be_fetched_anew(
    ask: Asker, server: YahooServer
) -> None:
    sentence = ask.refused("SPY", "NONE", refresh=True)
    assert "NONE: it knows no such symbol" in sentence
    assert "kept" not in sentence
    assert "the other one is kept" in ask.refused("SPY", "NONE")


# Answers that have less than earlier ones


def without_last(listing: Listing, days: int) -> Listing:
    return dataclasses.replace(listing, days=listing.days[:-days], closes=listing.closes[:-days])


def without_first(listing: Listing, days: int) -> Listing:
    return dataclasses.replace(listing, days=listing.days[days:], closes=listing.closes[days:])


def with_a_hole(listing: Listing) -> Listing:
    closes = [None if 50 <= row < 56 else close for row, close in enumerate(listing.closes)]
    return dataclasses.replace(listing, closes=closes)


@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param(lambda listing: without_first(listing, 299), id="one-bar"),
        pytest.param(lambda listing: without_first(listing, 100), id="begins-late"),
        pytest.param(lambda listing: without_last(listing, 100), id="ends-early"),
        pytest.param(lambda listing: without_last(listing, 3), id="lacks-the-last-days"),
        pytest.param(with_a_hole, id="lacks-a-week"),
        pytest.param(
            lambda listing: dataclasses.replace(listing, closes=[None] * 300, dividends={}),
            id="no-price-at-all",
        ),
    ],
)
def test_an_answer_that_has_less_than_an_earlier_one_does_not_replace_it(
    ask: Asker, server: YahooServer, spoilt: Callable[[Listing], Listing]
) -> None:
    full = server.listings["SPY"]
    first = ask("SPY")
    server.listings["SPY"] = spoilt(full)
    for day in (1, 2):  # what is served today must not be what is compared tomorrow
        later = ask("SPY", now=NOW + day * DAY)
        pd.testing.assert_frame_equal(later.frame, first.frame)
        (age,) = about(later, Check.AGE)
        assert age.message == (
            "The answer of Yahoo Finance is shorter than an earlier one: "
            "SPY is as fetched on 2024-06-14 06:00 UTC."
        )
    server.listings["SPY"] = full
    assert ask("SPY", now=NOW + 3 * DAY).source.findings == ()


def test_an_answer_of_only_todays_unfinished_bar_does_not_replace_a_history(
    ask: Asker, server: YahooServer
) -> None:
    first = ask("SPY")
    noon = dt.datetime(2024, 6, 14, 12, 0, tzinfo=ZoneInfo("America/New_York"))
    server.listings["SPY"] = walk("SPY", 1, noon.date())
    later = ask("SPY", now=noon, refresh=True)
    pd.testing.assert_frame_equal(later.frame, first.frame)
    assert about(later, Check.AGE)


def test_after_a_month_todays_unfinished_bar_alone_is_an_answer_too(
    ask: Asker, server: YahooServer
) -> None:
    ask("SPY")
    noon = dt.datetime(2024, 7, 16, 12, 0, tzinfo=ZoneInfo("America/New_York"))
    server.listings["SPY"] = walk("SPY", 1, noon.date())
    assert "which is not final yet; try again when it is" in ask.refused("SPY", now=noon)


def test_a_few_days_may_be_taken_back(ask: Asker, server: YahooServer) -> None:
    ask("SPY")
    server.listings["SPY"].closes[50:53] = [None] * 3
    later = ask("SPY", now=NOW + DAY)
    assert later.source.findings == ()
    assert len(later.frame) == len(column(server.listings["SPY"]).dropna())


def test_after_a_month_a_shorter_answer_is_believed(ask: Asker, server: YahooServer) -> None:
    server.listings["SPY"] = walk("SPY", 300)
    ask("SPY")
    server.listings["SPY"] = walk("SPY", 200, dt.date(2024, 7, 15))  # of another company, say
    at = dt.datetime(2024, 7, 16, 8, 0, tzinfo=NOW.tzinfo)
    assert about(ask("SPY", now=NOW + 30 * DAY), Check.AGE)
    later = ask("SPY", now=at)
    assert about(later, Check.AGE) == []
    assert len(later.frame) == 200


def test_a_short_answer_where_the_earlier_one_begins_too_late_is_told_why(
    ask: Asker, server: YahooServer
) -> None:
    ask("SPY")
    server.listings["SPY"] = without_last(server.listings["SPY"], 100)
    last = server.listings["SPY"].days[-1]
    sentence = ask.refused("SPY", start=START - DAY, now=NOW + DAY)
    assert f"SPY: its answer ends on {last}, but the one of 2024-06-14 06:00 UTC on" in sentence
    assert sentence.endswith("; try again later, or open a file of prices.")


def test_a_symbol_that_is_no_longer_traded_keeps_its_history_and_is_told(
    ask: Asker, server: YahooServer
) -> None:
    for now in (NOW, NOW + 12 * DAY, NOW + 13 * DAY):
        prices = ask("SPY", "QQQ", now=now)
        assert about(prices, Check.AGE) == []
        assert len(prices.frame) == len(column(server.listings["SPY"]))
        found = about(prices, Check.HISTORY)
        assert [one.message for one in found] == (
            [] if now == NOW else ["SPY and QQQ end on 2024-06-13; they may no longer be traded."]
        )
        assert all(one.severity is Severity.FLAG for one in found)


def test_a_holiday_of_eleven_days_is_no_end(ask: Asker, server: YahooServer) -> None:
    # Shanghai was closed from 2020-01-24 to 2020-02-02.
    at = dt.datetime(2020, 2, 3, 8, 0, tzinfo=NOW.tzinfo)
    server.listings["SPY"] = walk("SPY", 100, dt.date(2020, 1, 23))
    assert about(ask("SPY", start=dt.date(2019, 1, 1), now=at), Check.HISTORY) == []
    server.listings["QQQ"] = walk("QQQ", 100, dt.date(2020, 1, 22))
    (ends,) = about(ask("SPY", "QQQ", start=dt.date(2019, 1, 1), now=at), Check.HISTORY)
    assert ends.message == "QQQ ends on 2020-01-22; it may no longer be traded."
    assert ends.symbols == ("QQQ",)
