"""Fields that are no symbols: in names of columns, beside a close, below each other."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.errors import DataError
from core.findings import Check, Severity
from core.prices import LoadedPrices
from core.sources.files import read_price_files
from tests.core.sources.price_forms import fields, older_yfinance, parquet, yfinance

DAYS = pd.DatetimeIndex(["2020-01-02", "2020-01-03", "2020-01-06"], name="Date")
PANEL = pd.DataFrame({"SPY": [1.25, 1.5, 1.75], "QQQ": [2.5, 2.25, 2.0]}, DAYS)
LINES = "2020-01-02,1.25,9,2.5\n2020-01-03,1.5,9,2.25\n2020-01-06,1.75,9,2\n"


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., LoadedPrices]:
    """Write a file and read it as prices."""

    def written_and_read(content: bytes | str, name: str = "SPY.csv") -> LoadedPrices:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_price_files([path])

    return written_and_read


def assert_read(loaded: LoadedPrices, expected: pd.DataFrame = PANEL) -> None:
    """Fail unless these are the days, symbols and doubles."""
    assert set(loaded.frame.columns) == set(expected.columns)
    assert list(loaded.frame.index) == list(expected.index)
    assert np.array_equal(loaded.frame[expected.columns].to_numpy(float), expected)


# --- a field and a symbol in one name


@pytest.mark.parametrize(
    "header",
    [
        "Date,Close_SPY,High_SPY,Close_QQQ",
        "Date_,SPY Close,SPY Volume,QQQ Close",
        "Date,Adj Close_SPY,Close_SPY,Adj Close_QQQ",
        "Date,SPY.Close,SPY.High,QQQ.Close",
        "Date,SPY.Adjusted,SPY.High,QQQ.Adjusted",
        "Date,SPY - Adj Close,SPY - Open,QQQ - Close",
        "Date,\"('Close', 'SPY')\",\"('High', 'SPY')\",\"('Close', 'QQQ')\"",
        "Date,\"('SPY', 'Close')\",\"('SPY', 'High')\",\"('QQQ', 'Close')\"",
    ],
)
def test_names_of_a_field_and_a_symbol_are_taken_apart(read: Any, header: str) -> None:
    loaded = read(f"{header}\n{LINES}")

    assert_read(loaded)
    assert loaded.source.readings[0].layout == "fields and symbols in the header"


def test_a_frame_of_yfinance_whose_columns_were_joined_is_read(read: Any) -> None:
    table = fields(PANEL, adjusted=True)
    table.columns = ["_".join(pair) for pair in table.columns]

    assert_read(read(table.to_csv()))
    assert_read(read(parquet(table), "SPY.parquet"))


def test_symbols_may_hold_the_marks_that_stand_between_field_and_symbol(read: Any) -> None:
    frame = read("Date,Close_BRK-B,High_BRK-B,Close_0700.HK\n" + LINES).frame

    assert list(frame.columns) == ["BRK-B", "0700.HK"]


def test_the_longest_name_of_a_field_is_the_field(read: Any) -> None:
    loaded = read("Date,Close Adj_SPY,Close_SPY,Close Adj_QQQ\n" + LINES)

    assert_read(loaded)
    assert loaded.source.readings[0].column == "Close Adj"


def test_two_names_of_fields_are_no_field_and_symbol(read: Any) -> None:
    assert read("Date,Last Close\n2020-01-02,1.5\n").symbols == ("Last Close",)


def test_symbols_called_like_fields_are_taken_apart_by_where_the_closes_are(read: Any) -> None:
    frame = read("Date,LOW_Close,LOW_Open,OPEN_Close\n" + LINES).frame

    assert list(frame.columns) == ["LOW", "OPEN"]
    assert frame.iloc[0].tolist() == [1.25, 2.5]


@pytest.mark.parametrize(
    "header", ["Date,Open_SPY,High_SPY,Volume_SPY", "Date,SPY Open,SPY High,A"]
)
def test_fields_of_symbols_without_a_close_give_no_price_of_them(read: Any, header: str) -> None:
    try:
        loaded = read(f"{header}\n{LINES}")
    except DataError as refused:
        assert "neither Close nor Adj Close of 'SPY'" in str(refused)  # noqa: PT017
    else:
        assert "SPY" not in loaded.symbols


# --- one symbol, and whatever stands beside its close


@pytest.mark.parametrize(
    ("header", "passed"),
    [
        ("Date,Close,SMA_50", "SMA_50"),
        ("Date,Price,Return", "Return"),
        ("Date,Adj Close,Signal", "Signal"),
        ("Date,Close,Currency,Source", "Source"),
        ("Date,Close,Prev Close,Volume", "Prev Close"),
        ("Date,Close,RSI,MACD", "RSI, MACD"),
        ("Date,Schluss,Kommentar", "Kommentar"),
    ],
)
def test_a_close_is_the_files_one_symbol_and_what_was_passed_over_is_told(
    read: Any, header: str, passed: str
) -> None:
    width = header.count(",")
    loaded = read(f"{header}\n2020-01-02,1.25{',7' * (width - 1)}\n")

    assert loaded.symbols == ("SPY",)
    assert loaded.frame.iloc[0].tolist() == [1.25]
    (finding,) = [each for each in loaded.source.findings if each.check is Check.ROWS]
    assert finding.severity is Severity.NOTE
    assert f"passed over ({passed})" in finding.message
    assert finding.count == passed.count(",") + 1


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Time,Open,High,Low,Latest,Change,%Change,Volume", "Latest"),
        ("Date,Open,High,Low,Settle,Volume", "Settle"),
        ("Date,Eröffnung,Hoch,Tief,Schluss,Volumen", "Schluss"),
        ("Datum,Erster,Hoch,Tief,Schlusskurs,Volumen", "Schlusskurs"),
        ("Date,PX_OPEN,PX_HIGH,PX_LOW,PX_LAST,PX_VOLUME", "PX_LAST"),
        ("Date,NAV", "NAV"),
    ],
)
def test_the_close_is_known_by_the_names_that_other_sites_give_it(
    read: Any, header: str, column: str
) -> None:
    names = header.split(",")
    cells = ["1.25" if name == column else "7" for name in names[1:]]
    loaded = read(f"{header}\n2020-01-28,{','.join(cells)}\n")

    assert loaded.symbols == ("SPY",)
    assert loaded.frame.iloc[0].tolist() == [1.25]
    assert loaded.source.readings[0].column == column


@pytest.mark.parametrize(
    "header",
    ["Date,Open,High,Low,Ende", "Date,Open,Volume", "Date,High,Low,Prev Close", "Date,Hoch,Tief"],
)
def test_open_and_high_without_a_close_are_refused_with_the_header(read: Any, header: str) -> None:
    with pytest.raises(DataError, match="no column of closes") as caught:
        read(f"{header}\n2020-01-02{',1' * header.count(',')}\n")

    assert header.replace(",", ", ") in str(caught.value)


@pytest.mark.parametrize("name", ["LAST", "Settle"])
def test_a_name_that_a_symbol_may_have_is_one_beside_other_symbols(read: Any, name: str) -> None:
    assert read(f"Date,SPY,{name}\n2020-01-02,1,2\n").symbols == ("SPY", name)


# --- an empty adjusted close


@pytest.mark.parametrize(
    "text",
    [
        "Date,Open,Close,Adj Close,Volume\n2020-01-02,1,1.5,,5\n2020-01-03,1,1.25,,5\n",
        "Date,Adj Close_SPY,Close_SPY\n2020-01-02,,1.5\n2020-01-03,,1.25\n",
        "Date,Ticker,Adj Close,Close\n2020-01-02,SPY,,1.5\n2020-01-03,SPY,,1.25\n",
    ],
    ids=["one symbol", "pairs", "long"],
)
def test_the_close_is_taken_and_flagged_where_the_adjusted_close_is_empty(
    read: Any, text: str
) -> None:
    loaded = read(text)

    assert loaded.frame["SPY"].tolist() == [1.5, 1.25]
    assert loaded.source.readings[0].column in ("Close", "Close_SPY")
    (finding,) = loaded.source.findings
    assert (finding.check, finding.severity) == (Check.UNADJUSTED, Severity.FLAG)
    assert "no adjusted close, so Close is taken" in finding.message


def test_an_adjusted_close_with_a_gap_stays_the_price(read: Any) -> None:
    frame = read("Date,Close,Adj Close\n2020-01-02,2,1.5\n2020-01-03,2,\n").frame

    assert np.array_equal(frame["SPY"], [1.5, np.nan], equal_nan=True)


@pytest.mark.parametrize("order", [("SPY", "QQQ"), ("QQQ", "SPY")])
def test_of_several_symbols_those_without_an_adjusted_close_are_named(
    read: Any, order: tuple[str, str]
) -> None:
    names = {"SPY": "Close,Adj Close", "QQQ": "Close,High"}
    head = "Price," + ",".join(names[symbol] for symbol in order)
    loaded = read(
        f"{head}\nTicker,{order[0]},{order[0]},{order[1]},{order[1]}\nDate,,,,\n2020-01-02,1,2,3,4\n"
    )

    (finding,) = loaded.source.findings
    assert finding.symbols == ("QQQ",)
    assert "no adjusted close of QQQ, so Close is taken" in finding.message


def test_a_yield_beside_closes_is_not_told_to_lack_dividends(read: Any) -> None:
    loaded = read(",Close,Close\nDate,SPY,^IRX\n2020-01-02,1.5,2\n")

    (finding,) = loaded.source.findings
    assert finding.symbols == ("SPY",)
    assert "SPY.csv has no adjusted close, so Close is taken" in finding.message


# --- read by pandas and saved again


def saved_again(text: str, **how: Any) -> str:
    """What pandas makes of a file, with or without its row numbers."""
    return pd.read_csv(io.StringIO(text)).to_csv(**how)


@pytest.mark.parametrize("index", [True, False])
@pytest.mark.parametrize("written", [yfinance, older_yfinance])
def test_a_file_of_yfinance_that_was_read_and_saved_again_is_read(
    read: Any, written: Callable[[pd.DataFrame], str], index: bool
) -> None:
    assert_read(read(saved_again(written(PANEL), index=index)))


@pytest.mark.parametrize("index", [True, False])
def test_one_that_was_read_without_a_header_and_saved_again_is_read(read: Any, index: bool) -> None:
    for text in (yfinance(PANEL), PANEL.to_csv()):
        again = pd.read_csv(io.StringIO(text), header=None, dtype=str).to_csv(index=index)
        assert_read(read(again))


def test_row_numbers_are_never_prices(read: Any) -> None:
    with pytest.raises(DataError, match=r"row numbers beside its header; save it without them"):
        read("1,Date,,\n2,2020-01-02,1.25,2.5\n3,2020-01-03,1.5,2.25\n")


def test_symbols_that_end_in_numbers_of_their_own_keep_them(read: Any) -> None:
    text = "Ticker,EUR.1,EUR.2\nPrice,Close,Close\nDate,,\n2020-01-02,1,2\n"

    assert read(text).symbols == ("EUR.1", "EUR.2")


def test_symbols_may_be_numbers(read: Any) -> None:
    assert read("Date,000001,600519\n2020-01-02,1,2\n").symbols == ("000001", "600519")


# --- two lines of a header that may both be fields


@pytest.mark.parametrize(
    ("header", "symbols"),
    [
        ("Price,Close,Close\nTicker,LOW,OPEN\nDate,,\n", ["LOW", "OPEN"]),
        (",Close,Close\nDate,LOW,OPEN\n", ["LOW", "OPEN"]),
        (",LOW,OPEN\nDate,Close,Close\n", ["LOW", "OPEN"]),
        ("Ticker,LOW,LOW\nPrice,Open,Close\nDate,,\n", ["LOW"]),
        ("Ticker,LOW,OPEN\nPrice,Close,Close\nDate,,\n", ["LOW", "OPEN"]),
    ],
)
def test_symbols_called_like_fields_are_told_from_them_by_the_closes(
    read: Any, header: str, symbols: list[str]
) -> None:
    frame = read(header + "2020-01-02,1.5,2.5\n").frame

    assert list(frame.columns) == symbols
    assert frame.iloc[0].tolist() == ([1.5, 2.5] if len(symbols) == 2 else [2.5])


# --- below each other


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Date,Price,Ticker,value", "Close,SPY,1.5"),
        ("Date,variable,Ticker,value", "Close,SPY,1.5"),
        ("Date,variable,value", "Open,1.5"),
        ("Date,Price,QQQ,SPY", "Close,1.5,2.5"),
        ("Date,,SPY,QQQ", "Adj Close,1.5,2.5"),
    ],
)
def test_fields_below_each_other_are_refused_with_what_to_keep(
    read: Any, header: str, row: str
) -> None:
    with pytest.raises(
        DataError, match=r"fields below each other, such as .* keep the lines of one"
    ):
        read(f"{header}\n2020-01-02,{row}\n")


@pytest.mark.parametrize("name", ["", "level_1", "Unnamed: 1"])
def test_symbols_in_a_column_without_a_name_are_symbols(read: Any, name: str) -> None:
    rows = ["2020-01-02,SPY,9,1.25", "2020-01-02,QQQ,9,2.5", "2020-01-03,SPY,9,1.5"]
    frame = read("\n".join([f"Date,{name},High,Close", *rows, ""])).frame

    assert list(frame.columns) == ["SPY", "QQQ"]
    assert frame.iloc[0].tolist() == [1.25, 2.5]


def test_parquet_with_days_and_symbols_in_an_unnamed_index_is_read(read: Any) -> None:
    stacked = PANEL.stack().rename("Close").to_frame()
    stacked.index = stacked.index.set_names([None, None])

    assert_read(read(parquet(stacked), "SPY.parquet"))


def test_a_symbol_called_low_is_a_symbol_of_a_long_table(read: Any) -> None:
    assert read("Date,Ticker,Close\n2020-01-02,LOW,1.5\n").symbols == ("LOW",)
