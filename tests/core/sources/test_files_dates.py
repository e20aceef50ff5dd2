"""Dates in every form, and which of day and month comes first."""

import datetime as dt
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from core.errors import DataError
from core.findings import Check, Severity
from core.prices import LoadedPrices
from core.sources.files import AmbiguousDates, DateOrder, read_price_files
from tests.core.sources.price_forms import DATE_FORMS, parquet


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., LoadedPrices]:
    """Read prices on these dates, written as they are."""

    def of_dates(*dates: str, **how: Any) -> LoadedPrices:
        path = tmp_path / "SPY.csv"
        lines = [f'"{date}",1.5,{row}' for row, date in enumerate(dates)]
        path.write_text("\n".join(["Date,SPY,QQQ", *lines, ""]))
        return read_price_files([path], **how)

    return of_dates


def days(loaded: LoadedPrices) -> list[str]:
    """The days that were read."""
    return [f"{day:%Y-%m-%d}" for day in loaded.frame.index]


@pytest.mark.parametrize("form", sorted(DATE_FORMS))
def test_every_form_of_dates_is_read_to_the_day(read: Any, form: str) -> None:
    expected = pd.bdate_range("2019-12-20", "2020-03-31")
    loaded = read(*(DATE_FORMS[form](day).strip('"') for day in expected))

    assert list(loaded.frame.index) == list(expected)
    assert loaded.frame.index.tz is None


@pytest.mark.parametrize(
    "text",
    [
        *("Sep 26, 2025", "September 26, 2025", "Sept. 26, 2025", "Sep 26th, 2025"),
        *("26 Sep 2025", "26-SEP-2025", "26 september 2025", "2025-Sep-26", "Fri, 26 Sep 2025"),
        *("9/26/2025 4:00:00 PM", "2025-09-26 16:00", "2025-09-26T16:00:00.000-04:00"),
        *("2025-09-26 00:00:00+02:00", "2025.09.26", " 2025-09-26 ", "2025-09-26 16:00:00 UTC"),
    ],
)
def test_one_date_is_read_in_any_spelling(read: Any, text: str) -> None:
    assert days(read(text)) == ["2025-09-26"]


@pytest.mark.parametrize(
    "text", ["26/09/25", "9/26/25", "26-Sep-25", "26.09.25", "26/09/25 16:00:00"]
)
def test_years_of_two_digits_are_refused(read: Any, text: str) -> None:
    with pytest.raises(DataError, match="line 2 whose year has two digits; write it with four"):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        *("2025-02-30", "2025-13-01", "2025-00-10", "31/04/2025", "20250431", "Smarch 3, 2025"),
        *("45926", "1758844800", "2025-09", "2025", "now", "today", "NaT", "2025-09-26 25:00"),
        *("2025-09-26x", "2025-09-26 soon to come", "٢٠٢٥-٠٩-٢٦", "2025-09/26", "0000-01-01"),
    ],
)
def test_what_is_no_day_is_refused_with_its_line(read: Any, text: str) -> None:
    with pytest.raises(DataError, match="line 3 where a date such as 2010-01-31 is needed"):
        read("2025-09-25", text, "2025-09-29")


@pytest.mark.parametrize("clock", ["13:30 PM", "25:30", "9:60 AM", "24:00:00"])
def test_a_time_that_no_clock_shows_is_refused_with_its_line(read: Any, clock: str) -> None:
    with pytest.raises(DataError, match=f"'9/26/2025 {clock}' in line 3 where a date"):
        read("9/25/2025 9:30 AM", f"9/26/2025 {clock}")


@pytest.mark.parametrize(
    ("dates", "line"),
    [
        (("2025-09-16", "2025-09-17", "18.09.2025"), 4),
        (("2025-09-16", "2025-09-17", "2025/09/18"), 4),
        (("2025-09-16", "20250917", "2025-09-18"), 3),
        (("2025-09-16", "2025-09-1", "2025-09-05"), 3),
        (("2025-9-16", "2025-9-17", "2025-09-18"), 4),
    ],
)
def test_one_date_written_unlike_the_others_is_refused(
    read: Any, dates: tuple[str, ...], line: int
) -> None:
    with pytest.raises(DataError, match=f"line {line} "):
        read(*dates)


# --- day or month first


@pytest.mark.parametrize(
    ("dates", "first", "why"),
    [
        (("03/04/2020", "13/04/2020"), "2020-04-03", "'13/04/2020' has no other reading"),
        (("03/04/2020", "03/13/2020"), "2020-03-04", "'03/13/2020' has no other reading"),
        (("03/11/2020", "04/11/2020", "01/12/2020"), "2020-11-03", "only so the days follow"),
        (("01/12/2020", "04/11/2020", "03/11/2020"), "2020-12-01", "only so the days follow"),
        (("03/04/2020", "06/04/2020", "07/04/2020"), "2020-04-03", "no day is on a weekend"),
        (("03/03/2020", "04/04/2020"), "2020-03-03", "both readings give the same days"),
    ],
    ids=["day above 12", "month above 12", "order", "newest first", "weekend", "same"],
)
def test_the_whole_column_tells_what_comes_first(
    read: Any, dates: tuple[str, ...], first: str, why: str
) -> None:
    loaded = read(*dates)

    assert days(loaded)[0] == first
    (finding,) = loaded.source.findings
    assert (finding.check, finding.severity) == (Check.DATES, Severity.NOTE)
    assert why in finding.message
    assert loaded.source.readings[0].dates in ("day/month/year", "month/day/year")


def test_dates_that_can_be_read_in_two_ways_are_told_with_both(read: Any) -> None:
    with pytest.raises(AmbiguousDates, match=r"SPY\.csv .*--date-order day-first") as caught:
        read("04/04/2019", "03/04/2020", "06/05/2020")

    told = caught.value
    assert told.text == "03/04/2020"
    assert (told.day_first, told.month_first) == (dt.date(2020, 4, 3), dt.date(2020, 3, 4))
    assert (told.readings.day_first, told.readings.month_first) == (
        told.day_first,
        told.month_first,
    )
    again = pickle.loads(pickle.dumps(told))
    assert (str(again), again.day_first) == (str(told), told.day_first)


@pytest.mark.parametrize(
    ("order", "expected"),
    [(DateOrder.DAY_FIRST, "2020-04-03"), (DateOrder.MONTH_FIRST, "2020-03-04")],
)
def test_the_order_that_is_given_is_taken(read: Any, order: DateOrder, expected: str) -> None:
    assert days(read("03/04/2020", date_order=order)) == [expected]


def test_an_order_that_a_date_contradicts_is_refused_with_that_date(read: Any) -> None:
    with pytest.raises(DataError, match="'13/04/2020', which cannot be read with the month first"):
        read("03/04/2020", "13/04/2020", date_order=DateOrder.MONTH_FIRST)


def test_a_column_that_contradicts_itself_is_refused_with_both_dates(read: Any) -> None:
    with pytest.raises(DataError, match=r"'04/13/2020' and '13/04/2020'"):
        read("13/04/2020", "04/13/2020")


def test_an_order_does_not_matter_for_dates_that_need_none(read: Any) -> None:
    assert days(read("2020-04-03", date_order=DateOrder.DAY_FIRST)) == ["2020-04-03"]


# --- time zones


@pytest.mark.parametrize(
    "clock",
    ["04:00:00Z", "00:00:00Z", "22:00:00-05:00", "22:00:00", "21:00:00Z", "20:00:00+00:00"],
)
def test_a_time_of_day_and_its_zone_are_left_out(read: Any, clock: str) -> None:
    loaded = read(f"2020-03-26T{clock}")

    assert days(loaded) == ["2020-03-26"]
    assert not loaded.source.findings


# --- several times a day


@pytest.mark.parametrize(
    "dates",
    [
        ("2020-01-02 09:30:00", "2020-01-02 10:30:00", "2020-01-03 10:30:00"),
        ("1/2/2020 9:30 AM", "1/2/2020 10:30 AM", "1/13/2020 9:30 AM"),
        ("2020-01-02T14:30:00Z", "2020-01-02T15:30:00Z"),
    ],
)
def test_several_times_of_a_day_are_refused_since_a_day_has_one_close(
    read: Any, dates: tuple[str, ...]
) -> None:
    with pytest.raises(
        DataError, match="several times of day, 2020-01-02 among them; it needs one"
    ):
        read(*dates)


def test_times_of_day_in_a_column_of_their_own_are_refused_as_well(tmp_path: Path) -> None:
    path = tmp_path / "SPY.csv"
    path.write_text(
        "Date,Time,Open,Close\n20200102,0930,5,2\n20200102,0931,5,2\n20200103,1600,6,3\n"
    )

    with pytest.raises(DataError, match="several times of day, 2020-01-02 among them"):
        read_price_files([path])


def test_times_of_day_in_parquet_are_refused_as_well(tmp_path: Path) -> None:
    times = pd.DatetimeIndex(["2020-01-02 10:00", "2020-01-02 15:00"], name="Date")
    path = tmp_path / "SPY.parquet"
    path.write_bytes(parquet(pd.DataFrame({"SPY": [1.5, 1.25]}, times)))

    with pytest.raises(DataError, match="several times of day, 2020-01-02 among them"):
        read_price_files([path])
