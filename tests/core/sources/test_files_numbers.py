"""Numbers with currencies, marks between thousands, decimal commas, and cells without any."""

from typing import Any

import numpy as np
import pytest

from core.errors import DataError

NAN = float("nan")


def column(cells: list[str], separator: str = ";") -> str:
    """A file of one column."""
    lines = [f"2020-01-{row + 1:02d}{separator}{cell}" for row, cell in enumerate(cells)]
    return "\n".join([f"Date{separator}SPY", *lines, ""])


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["$661.82", "$1,661.82", ""], [661.82, 1661.82, NAN]),
        (["1,234.56", "999.5"], [1234.56, 999.5]),
        (["1,234", "999.5"], [1234.0, 999.5]),
        (["1,234,567", "2,345"], [1234567.0, 2345.0]),
        (["1.234,56", "999,5"], [1234.56, 999.5]),
        (["1.234", "999,5"], [1234.0, 999.5]),
        (["12,5", "13"], [12.5, 13.0]),
        (["0,123", "1,234"], [0.123, 1.234]),
        (["1234,567", "1,234"], [1234.567, 1.234]),
        (["1 234,5", "1\u00a0234,5", "1\u202f234"], [1234.5, 1234.5, 1234.0]),
        (["1'234.5", "12"], [1234.5, 12.0]),
        (["12,5 €", "13 €"], [12.5, 13.0]),
        (["€1.5", "€2"], [1.5, 2.0]),
        (["1.234", "2.345"], [1.234, 2.345]),
        (["-0,05", "0,1"], [-0.05, 0.1]),
        (["1,5e-05", "2,5E3"], [1.5e-05, 2500.0]),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_column_is_read_as_all_of_it_proves(
    read: Any, cells: list[str], expected: list[float]
) -> None:
    of_semicolons = read(column(cells)).frame["SPY"]
    of_commas = read(column([f'"{cell}"' for cell in cells], ",")).frame["SPY"]

    for found in (of_semicolons, of_commas):
        assert found.dtype == np.float64
        assert np.array_equal(found, expected, equal_nan=True)


def test_a_decimal_comma_in_one_column_makes_points_thousands_in_another(read: Any) -> None:
    for text in (
        "Date;SPY;BRK\n2020-01-02;661,82;430.000\n2020-01-03;658,05;429.000\n",
        'Date,SPY,BRK\n2020-01-02,"661,82",430.000\n2020-01-03,"658,05",429.000\n',
    ):
        assert read(text).frame["BRK"].tolist() == [430000.0, 429000.0]


@pytest.mark.parametrize(
    ("other", "cells", "expected"),
    [
        (["996,50", "1.001,50"], ["996", "1.001"], [996.0, 1001.0]),
        (["1.230,5", "1.231,5"], ["1.240", "1.250"], [1240.0, 1250.0]),
        (["1.230.500", "1.231.500"], ["1.240", "998"], [1240.0, 998.0]),
        (["0,123", "0,124"], ["1,234", "2,345"], [1.234, 2.345]),
        (["1.5", "2.5"], ["998", "1.005"], [998.0, 1.005]),
    ],
)
def test_a_column_beside_the_prices_proves_the_mark_as_well(
    read: Any, other: list[str], cells: list[str], expected: list[float]
) -> None:
    days = ["2020-11-19", "2020-11-20"]
    rows = list(zip(days, other, cells, strict=True))
    of_semicolons = "\n".join(["Date;Open;Close", *(";".join(row) for row in rows), ""])
    quoted = [",".join([day, f'"{one}"', f'"{two}"']) for day, one, two in rows]

    assert read(of_semicolons).frame["SPY"].tolist() == expected
    assert read("\n".join(["Date,Open,Close", *quoted, ""])).frame["SPY"].tolist() == expected


@pytest.mark.parametrize("cells", [["998", "1.005"], ["$998", "$1.005"], ["23.204", "998", ""]])
def test_a_point_that_may_stand_between_thousands_is_refused(read: Any, cells: list[str]) -> None:
    for separator in (";", ","):
        with pytest.raises(DataError, match=r"which may be (1005 or 1\.005|23204 or 23\.204);"):
            read(column(cells, separator))


@pytest.mark.parametrize("cells", [["1.005", "98"], ["1.005", "1.125"], ["998.5", "1.005", "998"]])
def test_three_decimals_alone_are_decimals(read: Any, cells: list[str]) -> None:
    for written in (cells, [f"${cell}" for cell in cells]):
        found = read(column(written)).frame["SPY"]
        assert found.tolist() == [float(cell) for cell in cells]


def test_whole_numbers_between_commas_are_no_thousands(read: Any) -> None:
    frame = read("Date,SPY,QQQ,TLT\n2020-01-02,1,234,567\n2020-01-03,2,345,678\n").frame

    assert frame.iloc[1].tolist() == [2.0, 345.0, 678.0]
    with pytest.raises(DataError, match=r"may be 1005 or 1\.005;"):
        read("Date,SPY,QQQ,TLT,GLD\n2020-01-02,1,234,567,1.005\n2020-01-03,2,345,678,998\n")


@pytest.mark.parametrize("cells", [["1,234", "2,345"], ["1,234"], ["999", "1,000"]])
def test_a_comma_that_may_mean_either_is_refused(read: Any, cells: list[str]) -> None:
    with pytest.raises(DataError, match=r"which may be (1234 or 1\.234|1000 or 1\.000);"):
        read(column(cells))


def test_decimal_commas_and_points_in_one_file_are_refused(read: Any) -> None:
    with pytest.raises(DataError, match=r"'658\.05' and '661,82'"):
        read(column(["661,82", "658.05"]))


@pytest.mark.parametrize(
    "cells", [["$5", "6"], ["$5", "€6"], ["1.5", "x"], ["1.5", "5%"], ["1.5", "12.34.56"]]
)
def test_a_column_with_another_cell_stays_as_it_stands(read: Any, cells: list[str]) -> None:
    assert read(column(cells)).frame["SPY"].astype(str).tolist() == cells


@pytest.mark.parametrize(
    "empty",
    [
        *("", " ", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None", "-", "#N/A", "."),
        *("<NA>", " NA ", "-nan", "n.a."),
    ],
)
@pytest.mark.parametrize("other", ["1.5", "$1.5"])
def test_a_cell_that_holds_no_price_is_empty(read: Any, empty: str, other: str) -> None:
    found = read(column([other, empty, other], ",")).frame["SPY"]

    assert np.array_equal(found, [1.5, NAN, 1.5], equal_nan=True)


@pytest.mark.parametrize("text", ["1e999", "$1e999", "9" * 400, "inf", "-1.5", "0"])
def test_numbers_that_are_no_prices_stay_to_be_refused(read: Any, text: str) -> None:
    kept = read(column([text, text])).frame["SPY"].iloc[0]

    assert isinstance(kept, str) or not 0 < kept < np.inf


def test_what_was_understood_is_told(read: Any) -> None:
    details = read(column(["$1,234.5", "$9.5"])).source.readings[0].details
    assert details == ("cells separated by semicolons", "prices with $")
