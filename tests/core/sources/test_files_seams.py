"""Where several files of one symbol meet: what is put together, and what is refused."""

import datetime as dt
import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import DataError
from core.findings import Check, Finding, Severity
from core.prices import LoadedPrices
from core.sources.files import read_price_files

DAYS = pd.bdate_range("2020-01-01", periods=60, name="Date")
MOVES = [0.004, -0.006, 0.005, -0.003]
"""Moves that repeat; their median is 0.45 %."""
PRICES = np.round(100 * np.cumprod(1 + np.resize(MOVES, 60)), 4)


def read(folder: Path, *parts: tuple[slice, float], column: str = "SPY") -> LoadedPrices:
    """Write parts of the prices, each times a factor, in files called 1.csv, 2.csv, and read."""
    paths = []
    for number, (days, factor) in enumerate(parts, start=1):
        paths.append(folder / f"{number}.csv")
        prices = np.round(PRICES[days] * factor, 4)
        frame = pd.DataFrame({"Ticker": "SPY", column: prices}, DAYS[days])
        if column == "SPY":
            frame = frame[["SPY"]]
        frame.to_csv(paths[-1])
    return read_price_files(paths)


def seams_of(loaded: LoadedPrices) -> list[Finding]:
    """Return what is told about seams."""
    return [each for each in loaded.source.findings if "put behind each other" in each.message]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.parametrize("column", ["SPY", "Close", "Adj Close"])
def test_parts_that_overlap_as_a_chain_are_joined_in_any_order(
    tmp_path: Path, order: tuple[int, ...], column: str
) -> None:
    chain = [(slice(0, 21), 1.0), (slice(20, 41), 1.0), (slice(40, 60), 1.0)]

    loaded = read(tmp_path, *(chain[place] for place in order), column=column)

    assert np.array_equal(loaded.frame["SPY"], PRICES)
    assert not seams_of(loaded)


def test_parts_that_a_third_with_days_of_both_joins_need_no_common_day(tmp_path: Path) -> None:
    both = np.array([3, 45])

    loaded = read(tmp_path, (slice(0, 30), 1.0), (slice(30, 60), 1.0))
    assert len(seams_of(loaded)) == 1
    (tmp_path / "3.csv").write_text(pd.DataFrame({"SPY": PRICES[both]}, DAYS[both]).to_csv())
    loaded = read_price_files(sorted(tmp_path.glob("*.csv")))

    assert np.array_equal(loaded.frame["SPY"], PRICES)
    assert not seams_of(loaded)


@pytest.mark.parametrize("column", ["SPY", "Close", "Value"])
def test_parts_with_a_usual_move_between_them_are_joined_and_told(
    tmp_path: Path, column: str
) -> None:
    loaded = read(tmp_path, (slice(0, 30), 1.0), (slice(30, 60), 1.0), column=column)

    assert np.array_equal(loaded.frame["SPY"], PRICES)
    (seam,) = seams_of(loaded)
    assert (seam.check, seam.severity) == (Check.UNADJUSTED, Severity.FLAG)
    assert seam.symbols == ("SPY",)
    assert seam.first == seam.last == dt.date(2020, 2, 12)
    assert "prices of 1.csv and 2.csv are put behind each other on 2020-02-12" in seam.message


@pytest.mark.parametrize("column", ["SPY", "Value"])
def test_parts_of_unknown_adjustment_with_an_odd_move_between_them_are_refused(
    tmp_path: Path, column: str
) -> None:
    """The move over the seam is 3.5 %, that of the median 0.45 %."""
    with pytest.raises(DataError, match=r"1\.csv .*2\.csv .*no day of SPY in common"):
        read(tmp_path, (slice(0, 30), 1.0), (slice(30, 60), 1.03), column=column)


def test_closes_with_an_odd_move_between_them_are_joined_and_suspect(tmp_path: Path) -> None:
    loaded = read(tmp_path, (slice(0, 30), 1.0), (slice(30, 60), 1.03), column="Close")

    assert len(loaded.frame) == 60
    (seam,) = seams_of(loaded)
    assert seam.severity is Severity.SUSPECT
    assert "with a move that is out of line" in seam.message


def test_adjusted_closes_without_a_common_day_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no day of SPY in common"):
        read(tmp_path, (slice(0, 30), 1.0), (slice(30, 60), 1.0), column="Adj Close")


def test_parts_whose_days_alternate_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no day of SPY in common"):
        read(tmp_path, (slice(0, 60, 2), 1.0), (slice(1, 60, 2), 1.0), column="Close")


@pytest.mark.parametrize("header", ["Date,Ticker,Close", "Date,Ticker,Value"])
def test_a_file_a_day_is_joined_and_told_once(tmp_path: Path, header: str) -> None:
    for day, price in zip(DAYS, PRICES, strict=True):
        text = f"{header}\n{day:%Y-%m-%d},SPY,{price}\n{day:%Y-%m-%d},TLT,{2 * price}\n"
        (tmp_path / f"{day:%Y%m%d}.csv").write_text(text)

    loaded = read_price_files([tmp_path])

    assert np.array_equal(loaded.frame["SPY"], PRICES)
    assert np.array_equal(loaded.frame["TLT"], 2 * PRICES)
    (seam,) = seams_of(loaded)
    assert seam.symbols == ("SPY", "TLT")
    assert seam.count == 59
    assert "20200101.csv and 20200102.csv" in seam.message
