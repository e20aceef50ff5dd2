"""Tables of every shape: columns of symbols, yfinance's headers, one symbol, a line a day."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DataError
from core.findings import Check, Severity
from core.prices import LoadedPrices
from core.sources.files import DateOrder, read_price_files
from tests.core.sources.price_forms import (
    DATE_FORMS,
    DAY_FIRST,
    PACKINGS,
    SHAPES,
    fields,
    older_yfinance,
    one_symbol,
    parquet,
    separated,
    yfinance,
)

DAYS = pd.DatetimeIndex(["2020-01-02", "2020-01-03", "2020-01-06"], name="Date")
PANEL = pd.DataFrame(
    {"SPY": [1.25, 1.5, 1.75], "QQQ": [2.5, 2.25, 2.0], "TLT": [3.125, 3.0, 3.5]}, DAYS
)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., LoadedPrices]:
    """Write a file and read it as prices."""

    def written_and_read(content: bytes | str, name: str = "SPY.csv", **how: Any) -> LoadedPrices:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_price_files([path], **how)

    return written_and_read


def assert_read(loaded: LoadedPrices, expected: pd.DataFrame) -> None:
    """Fail unless these are the days, symbols and doubles, in any order."""
    frame = loaded.frame.sort_index()
    assert set(frame.columns) == set(expected.columns)
    assert list(frame.index) == list(expected.index)
    assert frame.dtypes.eq(np.float64).all()
    assert np.array_equal(frame[expected.columns], expected, equal_nan=True)
    assert frame.index.name == "Date"


panels = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.floats(1e-300, 1e300, allow_subnormal=False), min_size=width, max_size=width),
        min_size=2,
        max_size=12,
    )
)
firsts = st.dates(pd.Timestamp(1970, 1, 1).date(), pd.Timestamp(2030, 1, 1).date())


def panel_of(rows: list[list[float]], first: Any) -> pd.DataFrame:
    """Prices of up to three symbols on business days."""
    days = pd.bdate_range(first, periods=len(rows), name="Date")
    return pd.DataFrame(rows, days, ["SPY", "QQQ", "BRK-B"][: len(rows[0])])


trips = settings(
    max_examples=250,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@given(
    panels,
    firsts,
    st.sampled_from(sorted(SHAPES)),
    st.sampled_from(sorted(DATE_FORMS)),
    st.sampled_from(sorted(PACKINGS)),
)
@trips
def test_what_was_written_in_any_shape_dates_and_packing_is_read_back(
    read: Any, rows: list[list[float]], first: Any, shape: str, dates: str, packing: str
) -> None:
    panel = panel_of(rows, first)
    text = SHAPES[shape](panel, DATE_FORMS[dates])
    order = DateOrder.DAY_FIRST if dates in DAY_FIRST else DateOrder.MONTH_FIRST

    loaded = read(PACKINGS[packing](text), date_order=order)

    assert_read(loaded, panel[["SPY"]] if shape == "one symbol" else panel)


prices = st.integers(1, 10**10).map(lambda number: number / 10**4)


@given(
    st.lists(st.lists(prices, min_size=3, max_size=3), min_size=2, max_size=12),
    firsts,
    st.sampled_from(sorted(SHAPES)),
    st.sampled_from(sorted(DATE_FORMS)),
    st.sampled_from([(";", ","), ("\t", ","), ("|", ","), (";", "."), ("\t", "."), ("|", ".")]),
)
@trips
def test_what_was_written_with_any_separator_and_decimal_mark_is_read_back(
    read: Any, rows: list[list[float]], first: Any, shape: str, dates: str, marks: tuple[str, str]
) -> None:
    panel = panel_of(rows, first)
    panel.iloc[0, 0] = 12.5  # if all had three decimals, commas might stand between thousands
    text = separated(SHAPES[shape](panel, DATE_FORMS[dates]), *marks)
    order = DateOrder.DAY_FIRST if dates in DAY_FIRST else DateOrder.MONTH_FIRST

    loaded = read(text, date_order=order)

    assert_read(loaded, panel[["SPY"]] if shape == "one symbol" else panel)


@given(panels, firsts, st.sampled_from(["wide", "column", "pairs", "long", "zoned", "one symbol"]))
@trips
def test_what_was_written_as_parquet_is_read_back(
    read: Any, rows: list[list[float]], first: Any, kind: str
) -> None:
    panel = panel_of(rows, first)
    stacked = panel.stack().rename("close").rename_axis(["Date", "symbol"])
    frames = {
        "wide": panel,
        "column": panel.reset_index(),
        "pairs": fields(panel, adjusted=False),
        "long": stacked.reset_index(),
        "zoned": panel.tz_localize("Asia/Tokyo"),
        "one symbol": fields(panel, adjusted=True).xs("SPY", axis=1, level=1),
    }

    loaded = read(parquet(frames[kind]), "SPY.parquet")

    assert_read(loaded, panel[["SPY"]] if kind == "one symbol" else panel)


# --- what a header is


@pytest.mark.parametrize(
    "name",
    [
        *("Date", "date", "DATE", "Datetime", "Timestamp", "Time", "day", "", "Unnamed: 0"),
        *("index", "observation_date", "<DATE>", " Date "),
    ],
)
def test_the_column_of_dates_has_one_of_many_names(read: Any, name: str) -> None:
    assert_read(
        read(f"{name},SPY\n2020-01-02,1.25\n2020-01-03,1.5\n2020-01-06,1.75\n"), PANEL[["SPY"]]
    )


def test_a_symbol_called_day_stands_beside_the_column_of_dates(read: Any) -> None:
    frame = read("DAY,Date,TIME\n1.5,2020-01-02,7\n1.25,2020-01-03,8\n").frame

    assert list(frame.columns) == ["DAY", "TIME"]
    assert frame["DAY"].tolist() == [1.5, 1.25]


def test_symbols_named_like_fields_are_symbols_where_no_close_is(read: Any) -> None:
    frame = read("Date,SPY,LOW,OPEN\n2020-01-02,1,5,4\n").frame

    assert frame.iloc[0].to_dict() == {"SPY": 1.0, "LOW": 5.0, "OPEN": 4.0}


def test_columns_without_a_name_are_passed_over(read: Any) -> None:
    loaded = read(",Date,SPY,\n0,2020-01-02,1.25,\n1,2020-01-03,1.5,\n2,2020-01-06,1.75,\n")

    assert_read(loaded, PANEL[["SPY"]])


@pytest.mark.parametrize("name", ["IRX", "^IRX"])
def test_the_yield_is_called_as_the_engine_looks_for_it(read: Any, name: str) -> None:
    frame = read(f"Date,SPY,{name}\n2020-01-02,1.5,-0.05\n2020-01-03,1.25,0\n").frame

    assert frame["^IRX"].tolist() == [-0.05, 0.0]


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("^IRX.csv", "observation_date,DTB3"),
        ("rates.csv", "observation_date,DTB3"),
        ("IRX.csv", "Date,Rate"),
        ("^IRX.csv", "Date,Close"),
    ],
)
def test_a_file_of_the_yield_alone_is_known_by_its_name_or_its_column(
    read: Any, name: str, header: str
) -> None:
    loaded = read(f"{header}\n2020-01-02,1.5\n2020-01-03,.\n", name)

    assert list(loaded.frame.columns) == ["^IRX"]
    assert not loaded.source.findings


def test_a_file_called_after_the_yield_may_hold_several_symbols(read: Any) -> None:
    assert read("Date,SPY,QQQ\n2020-01-02,1,2\n", "IRX.csv").symbols == ("SPY", "QQQ")


def test_a_yield_named_in_both_ways_is_refused(read: Any) -> None:
    with pytest.raises(DataError, match=r"\^IRX' more than once"):
        read("Date,IRX,^IRX\n2020-01-02,1.5,1.5\n")


@pytest.mark.parametrize(
    "header",
    [
        "Price,Close,High,Close,High\nTicker,SPY,SPY,QQQ,QQQ\nDate,,,,\n",
        ",Close,High,Close,High\n,SPY,SPY,QQQ,QQQ\nDate,,,,\n",
        ",Close,High,Close,High\n,SPY,SPY,QQQ,QQQ\n",
        ",Adj Close,High,Adj Close,High\nDate,SPY,SPY,QQQ,QQQ\n",
        "Ticker,SPY,SPY,QQQ,QQQ\nPrice,Close,High,Close,High\nDate,,,,\n",
        "Attributes,Adj Close,Close,Adj Close,Close\nSymbols,SPY,SPY,QQQ,QQQ\nDate,,,,\n",
        "# made today\n\nPrice,Close,High,Close,High\nTicker,SPY,SPY,QQQ,QQQ\nDate,,,,\n",
    ],
)
def test_headers_of_fields_and_symbols_are_understood(read: Any, header: str) -> None:
    lines = "2020-01-02,1.25,9,2.5,9\n2020-01-03,1.5,9,2.25,9\n2020-01-06,1.75,9,2,9\n"

    assert_read(read(header + lines), PANEL[["SPY", "QQQ"]])


def test_a_header_that_stands_twice_counts_once(read: Any) -> None:
    lines = yfinance(PANEL).splitlines(keepends=True)
    for text in ("".join(lines[:3] + lines), "".join(lines[:5] + lines[:3] + lines[5:])):
        loaded = read(text)

        assert_read(loaded, PANEL)
        assert [f.count for f in loaded.source.findings if f.check is Check.ROWS] == [3]


def test_a_header_in_another_order_below_is_not_passed_over(read: Any) -> None:
    with pytest.raises(DataError, match="'Date' in line 3"):
        read("Date,SPY,QQQ\n2020-01-02,1,2\nDate,QQQ,SPY\n2020-01-03,2,1\n")


def test_a_symbol_of_which_only_the_volume_is_there_is_refused(read: Any) -> None:
    with pytest.raises(DataError, match="neither Close nor Adj Close of 'QQQ'"):
        read(",Close,Volume\nDate,SPY,QQQ\n2020-01-02,1,2\n")


# --- one symbol


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        *(("SPY.csv", "SPY"), ("spy.CSV", "SPY"), ("SPY.csv.gz", "SPY"), ("SPY", "SPY")),
        *(("SPY.US.csv", "SPY.US"), ("^IRX.csv", "^IRX"), ("IRX.csv", "^IRX")),
        *(("BRK-B.txt", "BRK-B"), ("SPY (1).csv", "SPY"), ("SPY Historical Data.csv", "SPY")),
        *(("EURUSD=X.csv", "EURUSD=X"), ("0700.HK.csv", "0700.HK")),
        *(("spy_us_d.csv", "SPY"), ("^spx_d.csv", "^SPX"), ("SPY_daily.csv", "SPY")),
        *(("SPY-1d.csv", "SPY"), ("spy_us_d (2).csv", "SPY"), ("BRK-D.csv", "BRK-D")),
    ],
)
def test_a_file_of_one_symbol_is_called_after_it(read: Any, name: str, symbol: str) -> None:
    assert list(read(one_symbol(PANEL), name).frame) == [symbol]


@pytest.mark.parametrize(
    "name",
    [
        *("my prices.csv", "=cmd.csv", "-x.csv", "@x", "Börse.csv", "x;y"),
        *("HistoricalData_1699999999999.csv", "HistoricalData_1699999999999 (1).csv", "table.csv"),
        *("SPY" + "_" * 190 + "old.csv", "SPY" + " (1) (" * 30 + ".csv", "_" * 200 + ".csv"),
    ],
)
def test_a_file_whose_name_is_no_symbol_is_told_how_to_be_called(read: Any, name: str) -> None:
    with pytest.raises(DataError, match=r"call the file after its symbol, such as SPY\.csv"):
        read(one_symbol(PANEL), name)


@pytest.mark.parametrize(
    "name",
    [
        *("Adj Close", "Adj. Close", "Adjusted Close", "adj_close", "AdjClose", "adjClose"),
        *("Adj Close**", "5. adjusted close", "ADJ CLOSE"),
    ],
)
def test_the_adjusted_close_is_taken_before_the_close(read: Any, name: str) -> None:
    loaded = read(f"Date,Open,Close,{name},Volume\n2020-01-02,9,8,1.25,7\n")

    assert loaded.frame.iloc[0].tolist() == [1.25]
    assert loaded.source.readings[0].column == name
    assert not loaded.source.findings


@pytest.mark.parametrize("name", ["Close", "Close/Last", "Price", "Last", "Close*", "<CLOSE>"])
def test_a_close_alone_is_taken_and_flagged(read: Any, name: str) -> None:
    loaded = read(f"Date,Open,{name},Volume\n2020-01-02,9,1.25,7\n")

    assert loaded.frame.iloc[0].tolist() == [1.25]
    assert loaded.source.readings[0].column == name
    (finding,) = loaded.source.findings
    assert (finding.check, finding.severity) == (Check.UNADJUSTED, Severity.FLAG)
    assert "dividends" in finding.message


def test_an_adjusted_close_that_equals_the_close_for_years_is_flagged(read: Any) -> None:
    days = pd.bdate_range("2015-01-01", "2018-01-01")
    same = "".join(f"{day:%Y-%m-%d},{1 + i / 8},{1 + i / 8}\n" for i, day in enumerate(days))
    one_apart = same.replace(",1.125,1.125\n", ",1.125,1.0\n")
    header = "Date,Close,Adj Close\n"

    (finding,) = read(header + same).source.findings
    assert (finding.check, finding.symbols, finding.count) == (
        Check.UNADJUSTED,
        ("SPY",),
        len(days),
    )
    assert not read(header + one_apart).source.findings
    two_years = "".join(same.splitlines(keepends=True)[:500])
    assert not read(header + two_years).source.findings
    assert not read(header + same, "^IRX.csv").source.findings


def test_a_volume_that_is_no_number_does_not_matter(read: Any) -> None:
    assert_read(
        read("Date,Close,Volume\n2020-01-02,1.25,69.1M\n2020-01-03,1.5,-\n2020-01-06,1.75,x\n"),
        PANEL[["SPY"]],
    )


# --- a line a day and symbol


@pytest.mark.parametrize("ticker", ["ticker", "Symbol", "TICKER", "name", "<TICKER>", "variable"])
@pytest.mark.parametrize("price", ["close", "Adj Close", "price", "value", "<CLOSE>"])
def test_long_tables_are_read_whatever_their_columns_are_called(
    read: Any, ticker: str, price: str
) -> None:
    rows = ["9,SPY,1.25,2020-01-02", "9,QQQ,2.5,2020-01-02", "9,QQQ,2.25,2020-01-03"]
    frame = read("\n".join([f"lot,{ticker},{price},Date", *rows]) + "\n").frame

    assert list(frame.index) == list(DAYS[:2])
    assert frame["SPY"].tolist()[0] == 1.25
    assert np.isnan(frame["SPY"].iloc[1])
    assert frame["QQQ"].tolist() == [2.5, 2.25]


def test_a_long_table_without_closes_is_refused_with_its_header(read: Any) -> None:
    with pytest.raises(
        DataError, match=r"no column of closes, .* its header is: date, ticker, open"
    ):
        read("date,ticker,open\n2020-01-02,SPY,1.5\n")


def test_symbols_of_a_long_table_may_look_like_nothing(read: Any) -> None:
    frame = read("date,ticker,close\n2020-01-02,NA,1\n2020-01-02,NULL,2\n2020-01-02,TRUE,3\n").frame

    assert frame.iloc[0].to_dict() == {"NA": 1.0, "NULL": 2.0, "TRUE": 3.0}


def test_a_line_that_stands_twice_with_equal_prices_counts_once(read: Any) -> None:
    text = "date,ticker,close\n2020-01-02,SPY,1.5\n2020-01-02,SPY,{}\n"

    assert read(text.format("1.5")).frame["SPY"].tolist() == [1.5]
    with pytest.raises(DataError, match="SPY on 2020-01-02 more than once"):
        read(text.format("1.25"))


def test_a_line_without_a_symbol_is_told_with_its_number(read: Any) -> None:
    with pytest.raises(DataError, match="no symbol in line 3"):
        read("date,ticker,close\n2020-01-02,SPY,1.5\n2020-01-03,,1.5\n")


def test_a_long_table_of_too_many_days_and_symbols_is_refused(
    read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.sources.files.merge.MOST_CELLS", 3)
    with pytest.raises(DataError, match="2 days and 2 symbols, which is too large"):
        read("date,ticker,close\n2020-01-02,SPY,1.5\n2020-01-03,QQQ,1.5\n")


# --- what is told of it


def test_a_reading_tells_how_the_file_was_understood(read: Any) -> None:
    loaded = read(
        separated(older_yfinance(PANEL, DATE_FORMS["31.01.2010"]), ";", ","),
        date_order=DateOrder.DAY_FIRST,
    )

    (reading,) = loaded.source.readings
    assert reading.symbols == ("SPY", "QQQ", "TLT")
    assert reading.rows == 3
    assert reading.column == "Adj Close"
    assert reading.dates == "day.month.year"
    assert set(reading.details) == {"cells separated by semicolons", "decimal commas"}
    assert "fields and symbols" in reading.sentence


@pytest.mark.parametrize("column", ["SPY", "SPY "])
def test_a_column_that_is_no_price_stays_until_it_is_picked(read: Any, column: str) -> None:
    frame = read(f"Date,{column},Remark\n2020-01-02,1.25,good\n2020-01-03,1.5,\n").frame

    assert frame["SPY"].tolist() == [1.25, 1.5]
    assert frame["Remark"].iloc[0] == "good"
