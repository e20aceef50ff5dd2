"""Which calendar a symbol follows, and the sessions of exchanges as the public knows them."""

import datetime as dt
import functools
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendars import (
    BY_SUFFIX,
    EVERY_DAY,
    NAMES,
    NEW_YORK,
    OTHERS,
    WEEKDAYS,
    Almanac,
    Days,
    Sessions,
    among,
    calendar_of_symbol,
    sessions,
    trades_on_sundays,
    weekday,
)
from tests.core import exchange_days

TODAY = dt.date(2025, 12, 31)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@functools.cache
def since_1985(calendar: str) -> Sessions:
    return sessions(calendar, day("1985-01-01"), TODAY)


def is_session(calendar: str, text: str) -> bool:
    return len(since_1985(calendar).between(np.datetime64(text), np.datetime64(text))) == 1


def as_days(index: pd.DatetimeIndex) -> Days:
    return index.to_numpy().astype("datetime64[D]")


def followed(symbol: str, index: pd.DatetimeIndex) -> str | None:
    return Almanac(index[0].date(), index[-1].date()).followed(symbol, as_days(index))


@pytest.mark.parametrize(
    "closed",
    [
        *("2001-09-11", "2001-09-12", "2001-09-13", "2001-09-14"),
        *("2012-10-29", "2012-10-30"),  # hurricane Sandy
        *("2004-06-11", "2007-01-02", "2018-12-05", "2025-01-09"),  # mourning for presidents
        *("1994-04-27", "1985-09-27"),  # Nixon; hurricane Gloria
        *("2000-04-21", "2010-04-02", "2024-03-29"),  # Good Fridays
        *("2022-06-20", "2023-06-19", "2024-06-19"),  # Juneteenth
        *("2021-12-24", "2011-12-26"),  # Christmas on a Saturday and on a Sunday
    ],
)
def test_new_york_was_closed(closed: str) -> None:
    assert not is_session(NEW_YORK, closed)


@pytest.mark.parametrize(
    "open_",
    [
        *("2001-09-10", "2001-09-17", "2012-10-26", "2012-10-31"),
        *("2021-06-18", "2020-06-19"),  # Juneteenth was no holiday of the exchange before 2022
        *("2010-12-31", "2021-12-31"),  # New Year on a Saturday moves nothing
        *("2020-10-12", "2020-11-11"),  # Columbus and Veterans Day: bonds rest, shares trade
        "2020-11-27",  # half a day is a day
    ],
)
def test_new_york_was_open(open_: str) -> None:
    assert is_session(NEW_YORK, open_)


@pytest.mark.parametrize(
    ("calendar", "days"),
    [(NEW_YORK, exchange_days.NEW_YORK), ("XLON", exchange_days.LONDON)],
)
def test_three_years_of_sessions_are_the_weekdays_less_the_holidays(
    calendar: str, days: pd.DatetimeIndex
) -> None:
    known = sessions(calendar, day("2012-01-01"), day("2014-12-31"))
    np.testing.assert_array_equal(known.days, as_days(days))


@pytest.mark.parametrize(
    ("calendar", "closed", "open_"),
    [
        ("XLON", "2022-09-19", "2022-09-20"),  # the Queen's funeral
        ("XLON", "2011-04-29", "2011-04-28"),  # a royal wedding
        ("XTKS", "2019-05-06", "2019-05-07"),  # the ten days when the emperor changed
        ("XETR", "2023-05-01", "2023-05-02"),
        ("XTSE", "2023-07-03", "2023-07-04"),
        ("XHKG", "2023-01-24", "2023-01-26"),  # lunar new year
        ("XASX", "2023-04-25", "2023-04-24"),
        (WEEKDAYS, "2023-01-01", "2023-01-02"),
    ],
)
def test_other_markets_have_their_own_holidays(calendar: str, closed: str, open_: str) -> None:
    assert not is_session(calendar, closed)
    assert is_session(calendar, open_)


@pytest.mark.parametrize("calendar", sorted({*BY_SUFFIX.values(), *OTHERS, NEW_YORK}))
def test_every_calendar_that_can_be_chosen_has_sessions_and_a_name(calendar: str) -> None:
    known = sessions(calendar, day("2023-01-01"), day("2023-12-31"))
    assert 235 <= len(known.days) <= 262
    assert calendar in NAMES


def test_a_calendar_tells_how_far_back_it_is_recorded() -> None:
    known = sessions("XTKS", day("1990-01-01"), day("1998-12-31"))
    assert known.first == np.datetime64("1997-01-01")
    assert known.days[0] == np.datetime64("1997-01-06")  # Tokyo opens on the fourth of January
    assert not known.closed(as_days(pd.DatetimeIndex(["1990-01-01", "1996-12-31"]))).any()


def test_of_a_stretch_before_all_records_nothing_is_known() -> None:
    known = sessions("XTKS", day("1980-01-01"), day("1985-12-31"))
    assert len(known.days) == 0
    assert not known.closed(as_days(exchange_days.WEEKDAYS)).any()


@pytest.mark.parametrize(
    ("symbol", "calendar"),
    [
        ("VUSA.L", "XLON"),
        ("EXS1.DE", "XETR"),
        ("xic.to", "XTSE"),
        ("7203.T", "XTKS"),
        ("BHP.AX", "XASX"),
        ("BTC-USD", EVERY_DAY),
        ("EURUSD=X", WEEKDAYS),
        ("^IRX", NEW_YORK),
        ("SPY", None),
        ("BRK-B", None),
        ("L", None),
        ("T", None),
        ("", None),
    ],
)
def test_the_ending_of_a_symbol_tells_its_exchange(symbol: str, calendar: str | None) -> None:
    assert calendar_of_symbol(symbol) == calendar


def test_tel_aviv_trades_on_sundays() -> None:
    assert trades_on_sundays("TEVA.TA")
    assert not trades_on_sundays("TA")


@pytest.mark.parametrize(
    ("days", "calendar"),
    [
        (exchange_days.NEW_YORK, NEW_YORK),
        (exchange_days.LONDON, "XLON"),
        (exchange_days.WEEKDAYS, WEEKDAYS),
        (exchange_days.EVERY_DAY, EVERY_DAY),
        (exchange_days.NEW_YORK - pd.Timedelta(days=1), None),
        (exchange_days.NEW_YORK[::2], NEW_YORK),
    ],
)
def test_days_tell_the_calendar_where_the_name_does_not(
    days: pd.DatetimeIndex, calendar: str | None
) -> None:
    assert followed("FUND", days) == calendar


def test_days_of_london_are_not_taken_for_days_of_new_york() -> None:
    # Seven of London's 253 days a year are holidays in New York: under 3 % of them.
    assert followed("FUND", exchange_days.LONDON[:253]) == "XLON"


def test_a_name_counts_unless_the_days_speak_against_it() -> None:
    assert followed("FUND.L", exchange_days.LONDON) == "XLON"
    assert followed("FUND.L", exchange_days.LONDON[:20]) == "XLON"
    assert followed("FUND.L", exchange_days.EVERY_DAY) == EVERY_DAY


def test_a_symbol_without_days_follows_no_calendar() -> None:
    almanac = Almanac(day("2012-01-01"), day("2012-12-31"))
    assert almanac.followed("FUND.L", as_days(exchange_days.LONDON[:0])) is None


@given(st.lists(st.dates(dt.date(1800, 1, 1), dt.date(2300, 1, 1)), min_size=1))
def test_weekdays_are_those_of_the_standard_library(dates: list[dt.date]) -> None:
    days = np.array(dates, dtype="datetime64[D]")
    assert weekday(days).tolist() == [one.weekday() for one in dates]


@given(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)))
def test_days_are_among_others_as_sets_are(some: set[int], others: set[int]) -> None:
    days, rest = (np.array(sorted(s), dtype="datetime64[D]") for s in (some, others))
    assert {int(one) for one in days[among(days, rest)].astype(int)} == some & others


def test_no_calendar_is_loaded_before_it_is_needed() -> None:
    code = "import sys, core.quality; print('exchange_calendars' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "False"
