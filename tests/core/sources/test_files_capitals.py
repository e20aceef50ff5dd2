"""Symbols that are called like fields: LOW, OPEN, NAV, LAST."""

from pathlib import Path

import pytest

from core.errors import DataError
from core.sources.files import read_price_files

FIELDS = ("Open", "High", "Low", "Close", "Volume")


def symbols_of(folder: Path, text: str, name: str = "prices.csv") -> list[str]:
    """Read one file and return its symbols."""
    path = folder / name
    path.write_text(text)
    return list(read_price_files([path]).symbols)


def wide(columns: str) -> str:
    """Return a table of two days, the prices 1, 2, 3 and so on in every line."""
    prices = ",".join(str(place) for place in range(1, columns.count(",") + 1))
    return f"{columns}\n2020-01-02,{prices}\n2020-01-03,{prices}\n"


@pytest.mark.parametrize(
    "columns",
    [
        *("NAV,LOW", "SPY,NAV,LOW", "NAV,LOW,HD", "NAV,TIME", "NAV,LAST", "SPY,LAST,LOW"),
        *("HIGH,LOW", "LOW,HIGH,SPY", "LOW,OPEN,HIGH,SPY", "LOW,VOL,SPY", "SPY,DATE"),
    ],
)
def test_names_in_capitals_beside_each_other_are_symbols(tmp_path: Path, columns: str) -> None:
    assert symbols_of(tmp_path, wide(f"Date,{columns}")) == columns.split(",")


@pytest.mark.parametrize(
    "columns",
    [
        *("Date,NAV", "Date,NAV,Volume", "Date,Last,Open,High,Low", "DATE,OPEN,HIGH,LOW,LAST"),
        *("DATE,LAST,VOLUME", "DATE,OPEN,HIGH,LOW,CLOSE,VOL", "Date,Settle,Change"),
    ],
)
def test_fields_beside_a_close_are_of_one_symbol(tmp_path: Path, columns: str) -> None:
    assert symbols_of(tmp_path, wide(columns), "VFINX.csv") == ["VFINX"]


@pytest.mark.parametrize("columns", ["OPEN,HIGH,LOW", "OPEN,HIGH,LOW,VOLUME", "Open,Low,SPY"])
def test_fields_without_a_close_are_no_symbols(tmp_path: Path, columns: str) -> None:
    with pytest.raises(DataError, match="no column of closes"):
        symbols_of(tmp_path, wide(f"Date,{columns}"))


def test_fields_that_are_the_only_others_beside_a_nav_are_told(tmp_path: Path) -> None:
    path = tmp_path / "VFINX.csv"
    path.write_text(wide("Date,NAV,Volume"))

    messages = [finding.message for finding in read_price_files([path]).source.findings]

    assert any("1 column was passed over (Volume)" in message for message in messages)


def test_two_columns_of_dates_are_refused_however_they_are_written(tmp_path: Path) -> None:
    text = "Date,DATE,SPY\n2020-01-02,2020-01-03,1.5\n"

    with pytest.raises(DataError, match="needs one column named Date"):
        symbols_of(tmp_path, text)


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("by_ticker", [True, False])
@pytest.mark.parametrize(
    "tickers", [["NAV", "LOW"], ["NAV"], ["LAST"], ["OPEN", "NAV", "LAST", "HIGH", "LOW"]]
)
def test_headers_of_two_lines_tell_fields_from_symbols_called_like_them(
    tmp_path: Path, tickers: list[str], by_ticker: bool, named: bool
) -> None:
    """The columns of `yfinance.download(tickers, group_by="ticker").to_csv()`, and by field."""
    pairs = (
        [(ticker, field) for ticker in tickers for field in FIELDS]
        if by_ticker
        else [(ticker, field) for field in FIELDS for ticker in tickers]
    )
    lines = {
        "Ticker" if named else "": [ticker for ticker, _ in pairs],
        "Price" if named else " ": [field for _, field in pairs],
    }
    header = [",".join([name.strip(), *cells]) for name, cells in lines.items()]
    header = header if by_ticker else header[::-1]
    prices = [str(100 * tickers.index(t) + FIELDS.index(f)) for t, f in pairs]
    text = "\n".join([*header, ",".join(["Date", *[""] * len(pairs)])])
    path = tmp_path / "prices.csv"
    path.write_text(f"{text}\n{','.join(['2020-01-02', *prices])}\n")

    loaded = read_price_files([path])

    assert list(loaded.symbols) == tickers
    assert loaded.frame.iloc[0].tolist() == [100 * place + 3 for place in range(len(tickers))]


@pytest.mark.parametrize("first", ["low", "open", "LOW"])
def test_a_long_table_may_begin_with_a_symbol_called_like_a_field(
    tmp_path: Path, first: str
) -> None:
    text = f"date,ticker,close\n2020-01-02,{first},1.5\n2020-01-02,spy,2.5\n"

    assert symbols_of(tmp_path, text) == [first, "spy"]


def test_fields_below_each_other_are_still_refused(tmp_path: Path) -> None:
    text = "date,variable,price\n2020-01-02,Open,1.5\n2020-01-02,Close,2.5\n"

    with pytest.raises(DataError, match="fields below each other"):
        symbols_of(tmp_path, text)


@pytest.mark.parametrize("counted", [None, ["", "", "0", "1"], ["Price", "Ticker", "0", "1"]])
@pytest.mark.parametrize(
    ("header", "symbols"),
    [
        (["Date,Close,High,Volume", ",SPY,SPY,SPY"], ["SPY"]),
        (["Date,Close,Close,Volume,Volume", ",SPY,TLT,SPY,TLT"], ["SPY", "TLT"]),
        (["Date,SPY,SPY,TLT,TLT", ",Close,Volume,Close,Volume"], ["SPY", "TLT"]),
        (["Date,Close,Close.1,Volume,Volume.1", ",LOW,NAV,LOW,NAV"], ["LOW", "NAV"]),
    ],
)
def test_a_header_of_two_lines_may_have_its_dates_on_the_first(
    tmp_path: Path, header: list[str], symbols: list[str], counted: list[str] | None
) -> None:
    """What `yfinance.download(tickers).reset_index().to_csv()` writes, with row numbers or not."""
    days = [f"2020-01-0{day},1.5,2.5,3.5,4.5" for day in (2, 3)]
    lines = [",".join(line.split(",")[: header[0].count(",") + 1]) for line in [*header, *days]]
    if counted:
        lines = [f"{first},{line}" for first, line in zip(counted, lines, strict=True)]

    assert symbols_of(tmp_path, "\n".join([*lines, ""])) == symbols


def test_units_below_the_names_are_no_symbols(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no date in line 2"):
        symbols_of(tmp_path, "Date,Open,Close\n,USD,USD\n2020-01-02,1.5,2.5\n", "SPY.csv")
