"""Several files and folders as one table."""

import datetime as dt
import gzip
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import DataError
from core.findings import Check, Severity
from core.prices import price_table
from core.progress import Cancelled
from core.sources.files import AmbiguousDates, DateOrder, read_price_files
from tests.core.sources.price_forms import parquet

SPY = "Date,Adj Close\n2020-01-02,1.5\n2020-01-03,1.25\n"
QQQ = "Date,Adj Close\n2020-01-03,2.5\n2020-01-06,2.25\n"
NAN = float("nan")


def written(folder: Path, **files: str) -> list[Path]:
    """Write files, named without their ends, and return their paths."""
    paths = []
    for name, text in files.items():
        paths.append(folder / f"{name}.csv")
        paths[-1].write_text(text)
    return paths


def test_files_of_a_symbol_each_are_put_side_by_side(tmp_path: Path) -> None:
    loaded = read_price_files(written(tmp_path, SPY=SPY, QQQ=QQQ))

    assert loaded.symbols == ("SPY", "QQQ")
    assert [f"{day:%d}" for day in loaded.frame.index] == ["02", "03", "06"]
    assert loaded.frame.index.name == "Date"
    expected = [[1.5, NAN], [1.25, 2.5], [NAN, 2.25]]
    assert np.array_equal(loaded.frame, expected, equal_nan=True)
    assert loaded.frame.dtypes.eq(np.float64).all()
    assert loaded.source.kind == "file"
    assert loaded.source.name == "2 files (SPY.csv, QQQ.csv)"
    assert [reading.name for reading in loaded.source.readings] == ["SPY.csv", "QQQ.csv"]


def test_a_folder_stands_for_the_price_files_directly_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "etfs"
    (folder / "deeper").mkdir(parents=True)
    written(folder, SPY=SPY, QQQ=QQQ)
    (folder / "TLT.csv.gz").write_bytes(gzip.compress(SPY.encode()))
    days = pd.DatetimeIndex(["2020-01-02"], name="Date")
    (folder / "GLD.parquet").write_bytes(parquet(pd.DataFrame({"GLD": [3.5]}, days)))
    (folder / "readme.pdf").write_text("no prices")
    (folder / ".hidden.csv").write_text("no prices")
    (folder / "deeper" / "EEM.csv").write_text(SPY)

    loaded = read_price_files([folder])

    assert loaded.symbols == ("GLD", "QQQ", "SPY", "TLT")
    assert loaded.source.name == "etfs"
    (finding,) = loaded.source.findings
    assert finding.check is Check.ROWS
    assert "deeper, readme.pdf" in finding.message


def test_a_folder_and_a_file_of_it_count_once(tmp_path: Path) -> None:
    (path,) = written(tmp_path, SPY=SPY)

    assert len(read_price_files([tmp_path, path, path]).source.readings) == 1


def test_a_symbol_in_two_files_is_completed_where_they_agree(tmp_path: Path) -> None:
    more = "Date,SPY,TLT\n2020-01-03,1.25,9\n2020-01-06,1.75,8\n2020-01-07,,7\n"

    frame = read_price_files(written(tmp_path, SPY=SPY, more=more)).frame

    assert np.array_equal(frame["SPY"], [1.5, 1.25, 1.75, NAN], equal_nan=True)
    assert np.array_equal(frame["TLT"], [NAN, 9, 8, 7], equal_nan=True)


def test_files_that_contradict_each_other_are_named_with_symbol_and_day(tmp_path: Path) -> None:
    more = "Date,SPY\n2020-01-02,1.5\n2020-01-03,1.26\n"

    with pytest.raises(DataError) as caught:
        read_price_files(written(tmp_path, SPY=SPY, more=more))

    for part in ("SPY.csv", "more.csv", "of SPY on 2020-01-03", "1.25", "1.26"):
        assert part in str(caught.value)


@pytest.mark.parametrize("header", ["Date,Adj Close", "Date,SPY"])
def test_downloads_of_a_symbol_without_a_common_day_are_refused(
    tmp_path: Path, header: str
) -> None:
    """The second was adjusted for a dividend of which the first knows nothing."""
    older = f"{header}\n2019-12-30,320\n2019-12-31,322\n"
    newer = f"{header}\n2020-01-02,300\n2020-01-03,299\n"
    (tmp_path / "SPY.csv").write_text(older)
    (tmp_path / "SPY (1).csv").write_text(newer)

    with pytest.raises(DataError, match="no day of SPY in common") as caught:
        read_price_files([tmp_path / "SPY.csv", tmp_path / "SPY (1).csv"])
    for part in (
        *("SPY.csv (2019-12-30 to 2019-12-31)", "SPY (1).csv (2020-01-02 to 2020-01-03)"),
        "download the whole history in one file",
    ):
        assert part in str(caught.value)


def test_an_adjusted_close_and_a_close_never_complete_each_other(tmp_path: Path) -> None:
    closes = "Date,Close\n2020-01-03,1.25\n2020-01-06,1.75\n"
    (tmp_path / "SPY.csv").write_text(SPY)
    (tmp_path / "SPY (1).csv").write_text(closes)

    with pytest.raises(DataError, match=r"SPY adjusted \(Adj Close\) and .* not \(Close\)"):
        read_price_files([tmp_path / "SPY.csv", tmp_path / "SPY (1).csv"])


def test_yields_of_several_years_are_put_behind_each_other(tmp_path: Path) -> None:
    texts = {year: f"Date,IRX\n{year}-01-02,1.5\n" for year in ("2019", "2020")}

    frame = read_price_files(written(tmp_path, **texts)).frame

    assert frame["^IRX"].tolist() == [1.5, 1.5]


def test_a_symbol_without_a_price_in_one_file_is_that_of_the_other(tmp_path: Path) -> None:
    empty = "Date,SPY,TLT\n2020-01-07,,9\n"

    for names in ({"empty": empty, "SPY": SPY}, {"SPY": SPY, "empty": empty}):
        frame = read_price_files(written(tmp_path, **names)).frame
        assert frame["SPY"].dropna().tolist() == [1.5, 1.25]


def test_the_same_price_in_two_spellings_is_the_same(tmp_path: Path) -> None:
    texts = {"a": "Date,SPY\n2020-01-02,1.50\n2020-01-03,x\n", "b": "Date,SPY\n2020-01-02,1.5\n"}

    frame = read_price_files(written(tmp_path, **texts)).frame

    assert [float(frame["SPY"].iloc[0]), frame["SPY"].iloc[1]] == [1.5, "x"]
    (tmp_path / "b.csv").write_text("Date,SPY\n2020-01-02,1.6\n")
    with pytest.raises(DataError, match=r"of SPY on 2020-01-02, 1\.50 and 1\.6"):
        read_price_files([tmp_path / "a.csv", tmp_path / "b.csv"])


def test_a_day_that_stands_twice_in_one_of_several_files_counts_once_if_equal(
    tmp_path: Path,
) -> None:
    twice = "Date,Adj Close\n2020-01-02,1.5\n2020-01-02,{}\n"

    frame = read_price_files(written(tmp_path, SPY=twice.format("1.5"), QQQ=QQQ)).frame
    assert frame["SPY"].dropna().tolist() == [1.5]
    with pytest.raises(DataError, match=r"SPY\.csv has different prices of SPY on 2020-01-02"):
        read_price_files(written(tmp_path, SPY=twice.format("1.6"), QQQ=QQQ))


def test_texts_stay_as_they_stand_beside_numbers_of_other_files(tmp_path: Path) -> None:
    odd = "Date,Adj Close\n2020-01-02,1.5\n2020-01-03,soon\n"

    frame = read_price_files(written(tmp_path, SPY=odd, QQQ=QQQ)).frame

    assert frame["SPY"].tolist()[:2] == ["1.5", "soon"]
    assert np.array_equal(frame["QQQ"].astype(float), [NAN, 2.5, 2.25], equal_nan=True)
    assert frame["QQQ"].dtype == np.float64


def test_a_column_of_times_never_turns_into_prices(tmp_path: Path) -> None:
    days = pd.DatetimeIndex(["2020-01-02", "2020-01-03"], name="Date")
    times = pd.DatetimeIndex(["2001-01-01", "2001-01-02"]).as_unit("ns")
    (tmp_path / "times.parquet").write_bytes(parquet(pd.DataFrame({"TLT": times}, days)))

    frame = read_price_files([tmp_path / "times.parquet", *written(tmp_path, SPY=SPY)]).frame

    with pytest.raises(DataError, match="TLT has the price"):
        price_table(frame, ("TLT", "SPY"), dt.date(2020, 1, 1), None)


def test_days_of_several_files_increase_however_they_were(tmp_path: Path) -> None:
    newest_first = "Date,Adj Close\n2020-01-06,3\n2020-01-03,2\n2020-01-02,1\n"

    frame = read_price_files(written(tmp_path, SPY=newest_first, QQQ=QQQ)).frame

    assert frame.index.is_monotonic_increasing
    assert frame["SPY"].tolist() == [1.0, 2.0, 3.0]


def test_many_files_with_the_same_flaw_are_told_once(tmp_path: Path) -> None:
    closes = {f"S{number:02d}": SPY.replace("Adj Close", "Close") for number in range(20)}

    loaded = read_price_files(written(tmp_path, **closes))

    (finding,) = loaded.source.findings
    assert (finding.check, finding.count) == (Check.UNADJUSTED, 20)
    assert "19 more" in finding.message


def test_one_file_with_ambiguous_dates_asks_for_all_of_them(tmp_path: Path) -> None:
    paths = written(tmp_path, SPY=SPY, QQQ="Date,Adj Close\n03/04/2020,1.5\n")

    with pytest.raises(AmbiguousDates, match=r"QQQ\.csv"):
        read_price_files(paths)
    frame = read_price_files(paths, date_order=DateOrder.MONTH_FIRST).frame
    assert frame.index[-1] == pd.Timestamp("2020-03-04")


def test_nothing_to_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="No file of prices is named"):
        read_price_files([])
    with pytest.raises(DataError, match="holds no price files"):
        read_price_files([tmp_path])
    with pytest.raises(DataError, match=r"no file .*nowhere\.csv"):
        read_price_files([tmp_path / "nowhere.csv", *written(tmp_path, SPY=SPY)])


def test_a_wrong_file_of_a_folder_is_named(tmp_path: Path) -> None:
    written(tmp_path, SPY=SPY, notes="buy low\n")

    with pytest.raises(
        DataError, match=r"notes\.csv needs one column named Date.*; move it out of the folder\.$"
    ):
        read_price_files([tmp_path])
    with pytest.raises(DataError, match="its header is: buy low"):
        read_price_files([tmp_path / "notes.csv"])


@pytest.mark.parametrize(
    "text",
    [
        *("Prices of funds\n", "", "one, two, three\n", "Date of download:\n2020-05-01\nThanks\n"),
        *("2020-05-01, 30 files\n", "Date, Close\nare the columns\n"),
    ],
)
def test_a_text_without_a_dated_price_in_a_folder_is_passed_over_and_told(
    tmp_path: Path, text: str
) -> None:
    written(tmp_path, SPY=SPY)
    (tmp_path / "README.txt").write_text(text)

    loaded = read_price_files([tmp_path])

    assert loaded.symbols == ("SPY",)
    (finding,) = loaded.source.findings
    assert (finding.check, finding.severity) == (Check.ROWS, Severity.NOTE)
    assert "README.txt has no line with a date and a price and was passed over" in finding.message
    with pytest.raises(DataError):
        read_price_files([tmp_path / "README.txt"])


def test_a_folder_of_texts_without_dates_holds_no_prices(tmp_path: Path) -> None:
    (tmp_path / "README.txt").write_text("Prices of funds\n")

    with pytest.raises(DataError, match="holds no file of prices; name another one"):
        read_price_files([tmp_path])


def test_a_text_with_dates_in_a_folder_is_not_passed_over(tmp_path: Path) -> None:
    written(tmp_path, SPY=SPY)
    (tmp_path / "QQQ.txt").write_text("When,QQQ\n2020-01-02,1.5\n")

    with pytest.raises(DataError, match=r"QQQ\.txt needs one column named Date; its header is"):
        read_price_files([tmp_path])


def test_two_spellings_of_a_path_are_one_file(tmp_path: Path) -> None:
    (path,) = written(tmp_path, SPY=SPY)
    (tmp_path / "deeper").mkdir()

    loaded = read_price_files([path, tmp_path / "deeper" / ".." / "SPY.csv", tmp_path])

    assert len(loaded.source.readings) == 1


@pytest.mark.skipif(os.name == "nt", reason="no links here")
def test_a_link_under_another_name_is_another_symbol(tmp_path: Path) -> None:
    (path,) = written(tmp_path, SPY=SPY)
    (tmp_path / "QQQ.csv").symlink_to(path)

    assert read_price_files([tmp_path]).symbols == ("QQQ", "SPY")


@pytest.mark.skipif(os.name == "nt", reason="no links here")
def test_a_link_to_itself_in_a_folder_is_passed_over_and_told(tmp_path: Path) -> None:
    written(tmp_path, SPY=SPY)
    (tmp_path / "QQQ.csv").symlink_to("QQQ.csv")

    loaded = read_price_files([tmp_path])

    assert loaded.symbols == ("SPY",)
    assert "QQQ.csv" in loaded.source.findings[0].message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    written(tmp_path, SPY=SPY)
    os.mkfifo(tmp_path / "QQQ.csv")

    assert read_price_files([tmp_path]).symbols == ("SPY",)


def test_progress_rises_to_one_and_names_the_files(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    paths = written(tmp_path, SPY=SPY, QQQ=QQQ)

    read_price_files(paths, progress=lambda stage, done: told.append((stage, done)))

    fractions = [done for _, done in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert {"Reading SPY.csv", "Reading QQQ.csv"} <= {stage for stage, _ in told}


def test_reading_stops_when_it_is_asked_to(tmp_path: Path) -> None:
    paths = written(tmp_path, SPY=SPY, QQQ=QQQ)

    with pytest.raises(Cancelled):
        read_price_files(paths, progress=lambda stage, done: "QQQ" not in stage)
