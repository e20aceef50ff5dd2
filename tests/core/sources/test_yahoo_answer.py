"""Frames as clients of Yahoo Finance have returned them, in all their shapes."""

import datetime as dt
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from core.sources.yahoo_answer import Answer, Meta, meta_of, read_answer
from core.sources.yahoo_failures import Trouble, YahooFailure

NOW = dt.datetime(2024, 6, 14, 8, 0, tzinfo=dt.UTC)
DAYS = pd.DatetimeIndex(["2024-06-06", "2024-06-07", "2024-06-10", "2024-06-11"], name="Date")
CLOSE = [10.0, 11.0, 12.0, 13.0]
ADJUSTED = [9.0, 9.9, 12.0, 13.0]
META = meta_of("SPY", {"symbol": "SPY", "exchangeTimezoneName": "America/New_York"})


def plain() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Open": CLOSE,
            "Close": CLOSE,
            "Adj Close": ADJUSTED,
            "Volume": [1, 2, 3, 4],
            "Dividends": [0.0, 0.0, 1.1, 0.0],
            "Stock Splits": 0.0,
        },
        index=DAYS.tz_localize("America/New_York"),
    )


def read(frame: pd.DataFrame, meta: Meta = META, start: dt.date = dt.date(2024, 1, 1)) -> Answer:
    return read_answer("SPY", frame, meta, start, NOW)


def of_two_levels(frame: pd.DataFrame) -> pd.DataFrame:
    columns = [(name, "SPY") for name in frame.columns]
    return frame.set_axis(pd.MultiIndex.from_tuples(columns, names=["Price", "Ticker"]), axis=1)


def with_another_symbol(frame: pd.DataFrame) -> pd.DataFrame:
    other = (frame * 2).set_axis([("QQQ", name) for name in frame.columns], axis=1)
    mine = frame.set_axis([("SPY", name) for name in frame.columns], axis=1)
    both = pd.concat([other, mine], axis=1)
    return both.set_axis(pd.MultiIndex.from_tuples(list(both.columns)), axis=1)


def with_empty_rows(frame: pd.DataFrame) -> pd.DataFrame:
    extra = pd.DataFrame(np.nan, index=frame.index + pd.Timedelta(days=30), columns=frame.columns)
    return pd.concat([frame, extra.iloc[:1]])


@pytest.mark.parametrize(
    "reshaped",
    [
        lambda frame: frame,
        of_two_levels,
        with_another_symbol,
        with_empty_rows,
        lambda frame: frame.tz_localize(None),
        lambda frame: frame.set_axis(frame.index + pd.Timedelta(hours=9.5)).tz_convert("UTC"),
        lambda frame: frame.iloc[::-1],
        lambda frame: frame.astype(object),
        lambda frame: frame.astype("Float64"),
        lambda frame: pd.concat([frame, frame.iloc[-1:]]),
        lambda frame: pd.concat([frame, frame]),
    ],
    ids=[
        *("flat", "two-levels", "two-symbols", "empty-rows", "without-zone", "moments-in-utc"),
        *("newest-first", "objects", "nullable", "last-day-twice", "all-twice"),
    ],
)
def test_every_shape_gives_the_same_days_and_prices(
    reshaped: Callable[[pd.DataFrame], pd.DataFrame],
) -> None:
    answer = read(reshaped(plain()))
    assert [str(day) for day in answer.days] == [f"{day:%Y-%m-%d}" for day in DAYS]
    assert answer.close.tolist() == CLOSE
    assert answer.adjusted.tolist() == ADJUSTED
    assert (answer.dividends, answer.splits) == (1, 0)
    assert answer.unfinished == ()


def test_without_adjusted_closes_the_closes_stand_in() -> None:
    assert read(plain().drop(columns="Adj Close")).adjusted.tolist() == CLOSE


def test_a_dividend_of_the_first_day_adjusts_nothing_before() -> None:
    assert read(plain(), start=dt.date(2024, 6, 10)).dividends == 0


def test_of_the_last_day_the_later_row_counts() -> None:
    live = plain().iloc[-1:].assign(**{"Close": 14.0, "Adj Close": 14.0})
    assert read(pd.concat([plain(), live])).close.tolist() == [10.0, 11.0, 12.0, 14.0]


def test_days_to_come_are_left_out() -> None:
    frame = plain().set_axis(DAYS + pd.Timedelta(days=4))
    answer = read(frame)
    assert len(answer.days) == 2
    assert answer.unfinished == (dt.date(2024, 6, 14), dt.date(2024, 6, 15))
    assert answer.counts_from is None


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (lambda frame: frame.drop(columns="Close"), "no closes"),
        (lambda frame: frame.reset_index(drop=True), "not all dated"),
        (lambda frame: frame.assign(Close=["1", "2", "x", "4"]), "not all numbers"),
        (lambda frame: frame.assign(Close=[1.0, np.inf, 3.0, 4.0]), "of 2024-06-07 is inf"),
        (lambda frame: pd.concat([frame, frame.iloc[:1] * 2]), "2024-06-06 stands in it twice"),
        (lambda frame: pd.concat([frame, frame[["Close"]]], axis=1), "Close more than once"),
    ],
)
def test_what_is_no_table_of_prices_is_told(
    spoilt: Callable[[pd.DataFrame], pd.DataFrame], told: str
) -> None:
    with pytest.raises(YahooFailure, match=told) as failure:
        read(spoilt(plain()))
    assert failure.value.trouble is Trouble.NONSENSE


@pytest.mark.parametrize(
    "end",
    [
        1_718_308_800,
        1_718_308_800.0,
        pd.Timestamp("2024-06-13 16:00", tz="America/New_York"),
    ],
)
def test_the_close_may_be_a_second_or_a_stamp(end: object) -> None:
    meta = meta_of(
        "SPY",
        {
            "exchangeTimezoneName": "America/New_York",
            "currentTradingPeriod": {"regular": {"end": end}},
        },
    )
    assert meta.close == dt.datetime(2024, 6, 13, 20, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("period", [None, {}, {"regular": None}, {"regular": {"end": "soon"}}, 7])
def test_without_trading_hours_there_is_no_close(period: object) -> None:
    meta = {"exchangeTimezoneName": "America/New_York", "currentTradingPeriod": period}
    assert meta_of("SPY", meta).close is None


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", None, 5])
def test_a_time_zone_that_is_none_is_told(zone: object) -> None:
    with pytest.raises(YahooFailure, match="its time zone is"):
        meta_of("SPY", {"exchangeTimezoneName": zone})
