"""Prices from files, as people have them: exported, compressed, cut off, or no prices at all."""

import gzip
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core import run_backtest
from core.errors import BacktestError, DataError
from core.prices import LoadedPrices
from core.sources.files import read_price_files
from tests.core.small import SYMBOLS, small_parameters, small_prices

HEADER = "Date,AAA,BBB,CCC"
PRICES = small_prices()
TEXT = PRICES.to_csv()
LINES = TEXT.splitlines()


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., LoadedPrices]:
    """Write bytes or text into a file and read it as prices."""

    def written_and_read(content: bytes | str, name: str = "prices.csv") -> LoadedPrices:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_price_files([path])

    return written_and_read


@pytest.fixture
def refusal(read: Callable[..., LoadedPrices]) -> Callable[..., str]:
    """What is said about a file that holds no prices: one line that names the file."""

    def said(content: bytes | str, name: str = "prices.csv") -> str:
        with pytest.raises(DataError) as caught:
            read(content, name)
        message = str(caught.value)
        assert name in message
        assert message.isprintable()
        assert len(message) < 500
        return message

    return said


def parquet(frame: pd.DataFrame) -> bytes:
    """The frame as a Parquet file."""
    stream = io.BytesIO()
    frame.to_parquet(stream)
    return stream.getvalue()


def with_line(number: int, line: str) -> str:
    """The good file with one line, counted from 1 as editors do, replaced."""
    return "\n".join([*LINES[: number - 1], line, *LINES[number:]]) + "\n"


def assert_prices(loaded: LoadedPrices, expected: pd.DataFrame = PRICES) -> None:
    """Fail unless the file holds these days, symbols and doubles."""
    assert loaded.symbols == tuple(expected.columns)
    assert list(loaded.frame.index) == list(expected.index)
    assert np.array_equal(loaded.frame.to_numpy(float), expected.to_numpy(), equal_nan=True)


# --- a good file in all its spellings


def test_a_file_of_prices_is_read_with_its_name(read: Any) -> None:
    loaded = read(TEXT, "my prices.csv")

    assert_prices(loaded)
    assert loaded.frame.index.name == "Date"
    assert (loaded.source.kind, loaded.source.name) == ("file", "my prices.csv")
    assert not loaded.source.simulated


@pytest.mark.parametrize(
    "content",
    [
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", "\r"),
        TEXT.rstrip("\n"),
        TEXT.replace("\n", "\n\n"),
        TEXT + "\n\n   \n",
        "\n" + TEXT,
        b"\xef\xbb\xbf" + TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace(HEADER, ' Date , AAA,"BBB", CCC '),
        "\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in LINES),
        TEXT.replace(",", ", "),
        "\n".join([LINES[0], *reversed(LINES[1:])]),
        PRICES.reset_index()[[*SYMBOLS, "Date"]].to_csv(index=False),
        gzip.compress(TEXT.encode()),
        gzip.compress(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()),
        gzip.compress(TEXT[:900].encode()) + gzip.compress(TEXT[900:].encode()),
        parquet(PRICES),
    ],
    ids=[
        *("crlf", "cr", "no newline at the end", "blank lines", "blank lines at the end"),
        *("blank first line", "byte order mark", "mark and crlf", "spaces in the header"),
        *("quotes", "spaces", "newest first", "date last", "gzip", "gzip of mark and crlf"),
        *("gzip in parts", "parquet"),
    ],
)
@pytest.mark.parametrize("name", ["prices.csv", "prices.csv.gz", "prices.parquet", "prices"])
def test_the_same_prices_are_read_from_every_spelling_under_any_name(
    read: Any, content: bytes | str, name: str
) -> None:
    loaded = read(content, name)

    assert set(loaded.symbols) == set(SYMBOLS)
    ordered = loaded.frame[list(SYMBOLS)].sort_index()
    assert list(ordered.index) == list(PRICES.index)
    assert np.array_equal(ordered.to_numpy(float), PRICES.to_numpy())


@pytest.mark.parametrize("empty", ["", "NA", "nan", "NaN", "null", "N/A"])
def test_a_cell_without_a_price_is_empty(read: Any, empty: str) -> None:
    expected = PRICES.copy()
    expected.iloc[4, 1] = np.nan

    cells = LINES[5].split(",")
    assert_prices(read(with_line(6, f"{cells[0]},{cells[1]},{empty},{cells[3]}")), expected)


def test_a_line_that_breaks_off_leaves_its_last_cells_empty(read: Any) -> None:
    expected = PRICES.copy()
    expected.iloc[4, 1:] = np.nan

    assert_prices(read(with_line(6, LINES[5].rsplit(",", 2)[0])), expected)


@pytest.mark.parametrize("clock", [" 16:00:00", "T00:00:00", "T16:00:00-05:00", " 00:00:00+00:00"])
def test_a_time_of_day_after_the_date_is_left_out(read: Any, clock: str) -> None:
    stamped = [HEADER, *(line[:10] + clock + line[10:] for line in LINES[1:])]

    assert_prices(read("\n".join(stamped)))


@given(
    st.lists(
        st.floats(5e-324, 1.7976931348623157e308, allow_subnormal=True), min_size=1, max_size=50
    )
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_prices_are_read_to_the_last_digit(tmp_path: Path, values: list[float]) -> None:
    days = pd.date_range("2015-01-01", periods=len(values))
    lines = [f"{day:%Y-%m-%d},{value!r}" for day, value in zip(days, values, strict=True)]
    path = tmp_path / "exact.csv"
    path.write_text("\n".join(["Date,AAA", *lines]))

    assert read_price_files([path]).frame["AAA"].tolist() == values


@pytest.mark.parametrize(
    "text",
    [
        "0.1000000000000000055511151231257827",
        "2.2250738585072011e-308",
        "123456789012345678901234567890",
        "179769313486231570000e289",
        "9007199254740993",
        "1e23",
        "8.5e-1",
        "0.500000000000000166533453693773481063544750213623046875",
    ],
)
def test_many_digits_are_read_as_python_reads_them(read: Any, text: str) -> None:
    frame = read(f"Date,AAA\n2015-01-01,{text}\n2015-01-02,1.5\n").frame

    assert float(frame["AAA"].iloc[0]) == float(text)


def test_parquet_keeps_prices_to_the_last_digit(read: Any) -> None:
    rng = np.random.default_rng(1)
    exact = PRICES * np.exp(rng.standard_normal(PRICES.shape))

    assert_prices(read(parquet(exact)), exact)


@pytest.mark.parametrize(
    "kept_as",
    [
        lambda frame: frame.reset_index(),
        lambda frame: frame.reset_index().astype({"Date": "str"}),
        lambda frame: frame.set_axis([day.date() for day in frame.index]),
        lambda frame: frame.set_axis([f"{day:%Y-%m-%d}" for day in frame.index]),
        lambda frame: frame.tz_localize("America/New_York"),
        lambda frame: frame.set_axis(frame.index.as_unit("ns")),
        lambda frame: frame.astype("Float64"),
        lambda frame: frame.astype("str"),
    ],
    ids=["column", "text column", "date", "text", "zoned", "nanoseconds", "Float64", "text cells"],
)
def test_parquet_may_keep_its_days_and_cells_in_any_way(read: Any, kept_as: Any) -> None:
    loaded = read(parquet(kept_as(PRICES)), "prices.parquet")

    kept = run_backtest(loaded.frame, small_parameters())
    assert kept.table.sha256() == run_backtest(PRICES, small_parameters()).table.sha256()


def test_a_backtest_of_a_file_is_that_of_the_frame_it_was_written_from(read: Any) -> None:
    of_file = run_backtest(read(TEXT).frame, small_parameters())
    of_frame = run_backtest(PRICES, small_parameters())

    pd.testing.assert_frame_equal(of_file.daily, of_frame.daily, check_exact=True)
    assert of_file.table.sha256() == of_frame.table.sha256()


# --- no file, or none that can be read


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no file .*nowhere\.csv"):
        read_price_files([tmp_path / "nowhere.csv"])


def test_an_empty_folder_holds_no_prices(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"folder .* holds no price files"):
        read_price_files([tmp_path])


def in_a_file(folder: Path) -> Path:
    """A path that goes through a file as if it were a folder."""
    (folder / "file").write_text(TEXT)
    return folder / "file" / "prices.csv"


def in_a_circle(folder: Path) -> Path:
    """A link to itself."""
    (folder / "circle").symlink_to("circle")
    return folder / "circle"


def to_nowhere(folder: Path) -> Path:
    """A link to a file that is not there."""
    (folder / "link").symlink_to("gone")
    return folder / "link"


@pytest.mark.parametrize(
    "place",
    [
        in_a_file,
        in_a_circle,
        to_nowhere,
        lambda folder: folder / ("a" * 300),
        lambda folder: folder / "a\x00b",
        lambda folder: folder / "\udcff.csv",
        lambda folder: folder / "no" / "\ud800.csv",
        lambda folder: folder / "two\nlines.csv",
    ],
    ids=["in a file", "circle", "to nowhere", "long", "nul", "bytes", "surrogate", "lines"],
)
def test_a_place_where_no_file_can_be_is_refused_in_words(
    tmp_path: Path, place: Callable[[Path], Path]
) -> None:
    with pytest.raises(DataError) as caught:
        read_price_files([place(tmp_path)])

    assert str(caught.value).endswith(".")
    assert str(caught.value).count("\n") == 0


def test_a_file_under_any_name_can_be_read(tmp_path: Path) -> None:
    for name in ("Ünïcode 💥.csv", " leading space.csv", os.fsdecode(b"\xff.csv"), "two\nlines"):
        path = tmp_path / name
        path.write_text(TEXT)
        assert_prices(read_price_files([path]))


# --- a file without prices


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\r\n\r\n", b"  \n", b",,,\n,,,\n", b"\xef\xbb\xbf"]
)
def test_an_empty_file_is_called_empty(refusal: Any, content: bytes) -> None:
    assert "empty" in refusal(content)
    assert "empty" in refusal(gzip.compress(content))


@pytest.mark.parametrize("content", [HEADER, HEADER + "\n", HEADER + "\n\n", "Date\n2015-01-01\n"])
def test_a_file_with_a_header_alone_or_dates_alone_holds_no_prices(
    refusal: Any, content: str
) -> None:
    assert "holds no prices" in refusal(content)


@pytest.mark.parametrize(
    "content",
    [
        np.random.default_rng(1).bytes(64) + b"\xff\xfe\x80",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"PK\x03\x04" + bytes(100),
        b"%PDF-1.4\n1 0 obj\n",
        "<!doctype html><html><body>Too many requests</body></html>",
        '{"chart": {"error": "Not Found"}}',
        TEXT.encode("utf-16-le"),
        TEXT.replace("AAA", "\x81").encode("latin-1"),
        TEXT.replace("AAA", "Ä\x07").encode("latin-1"),
        b"\x00" * 1000,
        b"\x00,\x00\n\x00,\x00\n",
        b"Date\x00,AAA\n2015-01-01,1\n",
        b"A" * 200_000,
        b'"' * 999,
    ],
    ids=[
        *("random", "picture", "zip", "pdf", "page", "json", "utf-16 without mark"),
        *(
            "no code page",
            "a bell",
            "zeros",
            "zeros and commas",
            "zero in the header",
            "long",
            "quotes",
        ),
    ],
)
def test_a_file_of_something_else_is_refused_in_words(refusal: Any, content: bytes | str) -> None:
    refusal(content)
    refusal(content, "prices.csv.gz")


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("When,AAA,BBB,CCC", "When"),
        ("Dates as of today,AAA,BBB,CCC", "today"),
        ("AAA,BBB,CCC,DDD", "DDD"),
        ("date,AAA,DATE,CCC", "DATE"),
        ("Date,AAA,Date,CCC", "Date"),
    ],
)
def test_a_header_without_one_date_is_told_as_it_stands(
    refusal: Any, header: str, found: str
) -> None:
    said = refusal(TEXT.replace(HEADER, header))

    assert "needs one column named Date" in said
    assert found in said


@pytest.mark.parametrize("header", ["Date,AAA,BBB,AAA", "Date,AAA, AAA ,CCC", 'Date,AAA,"AAA",CCC'])
def test_a_column_that_stands_twice_is_named(refusal: Any, header: str) -> None:
    assert "AAA" in refusal(TEXT.replace(HEADER, header))


def test_a_header_that_never_ends_its_quotes_is_told_in_one_short_line(refusal: Any) -> None:
    refusal('"' + TEXT)


# --- damaged


GZIPPED = gzip.compress(TEXT.encode())
PARQUET = parquet(PRICES)


@pytest.mark.parametrize(
    "content",
    [
        GZIPPED[:-1],
        GZIPPED[:-20],
        GZIPPED[:12],
        GZIPPED[:2],
        GZIPPED[:-8] + bytes(8),
        GZIPPED[:100] + bytes([GZIPPED[100] ^ 255]) + GZIPPED[101:],
        GZIPPED[:2] + b"\x09" + GZIPPED[3:],
        GZIPPED + b"more",
    ],
    ids=["last byte", "end", "start", "mark", "checksum", "one byte", "method", "more after it"],
)
def test_a_damaged_gzip_file_is_called_so(refusal: Any, content: bytes) -> None:
    assert "damaged gzip" in refusal(content)


@pytest.mark.parametrize(
    "content",
    [
        PARQUET[:-1],
        PARQUET[:-100],
        PARQUET[: len(PARQUET) // 2],
        PARQUET[:4],
        PARQUET[:-60] + bytes(40) + PARQUET[-20:],
        b"PAR1" + np.random.default_rng(1).bytes(200) + b"PAR1",
        b"PAR1PAR1",
    ],
    ids=["last byte", "end", "half", "mark", "footer", "random", "marks"],
)
def test_a_damaged_parquet_file_is_called_so(refusal: Any, content: bytes) -> None:
    assert "damaged Parquet" in refusal(content)


@pytest.mark.parametrize(
    "frame",
    [
        PRICES.reset_index(drop=True),
        PRICES.reset_index().assign(Date=range(80)),
        PRICES.reset_index().assign(Date="soon"),
        PRICES.set_axis(range(20150101, 20150181)),
        PRICES.set_axis(pd.MultiIndex.from_product([range(40), range(2)], names=["a", "b"])),
        PRICES.reset_index().assign(Date=[pd.NaT] * 80),
        PRICES.reset_index().assign(Date=[None] * 80),
        PRICES.reset_index().assign(Date=[True] * 80),
    ],
    ids=["count", "numbers", "words", "integers", "two levels", "empty", "none", "switches"],
)
def test_parquet_without_dates_is_refused_in_words(read: Any, frame: pd.DataFrame) -> None:
    with pytest.raises(DataError, match="date"):
        run_backtest(read(parquet(frame), "prices.parquet").frame, small_parameters())


@pytest.mark.parametrize("frame", [PRICES.iloc[:0], PRICES[[]]], ids=["no days", "no symbols"])
def test_parquet_without_prices_is_refused_in_words(refusal: Any, frame: pd.DataFrame) -> None:
    assert "holds no prices" in refusal(parquet(frame), "prices.parquet")


@pytest.mark.parametrize(
    "column",
    [
        [True, False] * 40,
        pd.date_range("2001-01-01", periods=80),
        pd.timedelta_range("1D", periods=80),
        [[1.0, 2.0]] * 80,
        [{"a": 1.0}] * 80,
        ["word"] * 80,
        [b"\xff"] * 80,
    ],
    ids=["switches", "dates", "spans", "lists", "records", "words", "bytes"],
)
def test_parquet_with_a_column_of_something_else_is_refused_by_its_name(
    read: Any, column: Any
) -> None:
    loaded = read(parquet(PRICES.assign(BBB=column)), "prices.parquet")

    with pytest.raises(DataError, match=r"BBB.*2015-01-01"):
        run_backtest(loaded.frame, small_parameters())
    run_backtest(loaded.frame, small_parameters(symbols=("AAA", "CCC")))


# --- wrong lines


@pytest.mark.parametrize(
    "date",
    [
        *("2015-13-07", "2015-02-30", "01/07/2015", "07.01.2015", "20150107", "soon", "2015-01"),
        *("-", "10000-01-01", "1e3", "2015-01-07x", "\x1a", "0"),
    ],
)
@pytest.mark.parametrize("number", [2, 6, 81])
def test_a_wrong_date_is_told_with_the_number_of_its_line(
    refusal: Any, date: str, number: int
) -> None:
    said = refusal(with_line(number, f"{date},1.0,2.0,3.0"))

    assert f"line {number} " in said
    assert date[:3].strip("\x1a") in said


@pytest.mark.parametrize("line", [",1.0,2.0,3.0", " ,1,2,3", '"",1,2,3'])
def test_a_line_without_a_date_is_told_with_its_number(refusal: Any, line: str) -> None:
    assert "line 6 " in refusal(with_line(6, line))


def test_a_file_without_any_date_is_told_by_its_first_line(refusal: Any) -> None:
    assert "line 2 " in refusal("\n".join([HEADER, *(line[10:] for line in LINES[1:])]))


@pytest.mark.parametrize("before", ["\n\n\n", "\n", "\r\n\r\n"])
def test_the_number_of_a_wrong_line_counts_blank_ones_before_it(refusal: Any, before: str) -> None:
    blank = before.count("\n")
    text = "\n".join(LINES[:5]) + "\n" + before + "soon,1,2,3\n" + "\n".join(LINES[6:])

    assert f"line {6 + blank} " in refusal(text)


@pytest.mark.parametrize("number", [2, 6, 81])
@pytest.mark.parametrize("more", [",5.0", ",5.0,6.0", ",,5.0"])
def test_a_line_with_more_cells_than_the_header_is_refused(
    refusal: Any, number: int, more: str
) -> None:
    said = refusal(with_line(number, LINES[number - 1] + more))

    assert "more cells" in said


def test_a_file_whose_lines_all_have_more_cells_than_its_header_is_refused(refusal: Any) -> None:
    assert "more cells" in refusal("\n".join([HEADER, *(line + ",5.0" for line in LINES[1:])]))


def test_decimal_commas_are_not_taken_for_more_symbols(refusal: Any) -> None:
    refusal(TEXT.replace(".", ","))


@pytest.mark.parametrize(
    "cell",
    [
        *("-3", "0", "0.0", "-0", "inf", "-inf", "1e400", "1e-400", "abc", "$5", "5%", "0x1p3"),
        *("1_0", '"1,000.5,"', "True", "FALSE", "1 2", "--", "#DIV/0!", "€5", "9" * 400, "1.2.3"),
    ],
    ids=lambda cell: cell[:12],
)
def test_a_cell_that_is_no_price_is_named_by_symbol_and_day(read: Any, cell: str) -> None:
    loaded = read(with_line(6, f"2015-01-07,1.0,{cell},3.0"))

    with pytest.raises(DataError, match=r"BBB has the price .* on 2015-01-07"):
        run_backtest(loaded.frame, small_parameters())
    run_backtest(loaded.frame, small_parameters(symbols=("AAA", "CCC")))


@pytest.mark.parametrize("cells", [["True"], ["True", "False"], ["TRUE", ""], ["x"], ["x", ""]])
def test_a_column_of_words_is_named_with_its_first_day(read: Any, cells: list[str]) -> None:
    lines = [
        f"{line.split(',')[0]},1.{row},{cells[row % len(cells)]},2.{row}"
        for row, line in enumerate(LINES[1:])
    ]
    loaded = read("\n".join([HEADER, *lines]))

    with pytest.raises(DataError, match=r"BBB has the price .* on 2015-01-01"):
        run_backtest(loaded.frame, small_parameters())


def test_a_column_without_any_price_is_named(read: Any) -> None:
    lines = [f"{line.split(',')[0]},1.{row},,2.{row}" for row, line in enumerate(LINES[1:])]

    with pytest.raises(DataError, match="BBB has no price"):
        run_backtest(read("\n".join([HEADER, *lines])).frame, small_parameters())


# --- anything


def tried(content: bytes, folder: Path) -> None:
    """Read and run: there is an answer or a sentence, and never anything else."""
    path = folder / "any"
    path.write_bytes(content)
    try:
        loaded = read_price_files([path])
        symbols = tuple(s for s in SYMBOLS if s in loaded.symbols) or SYMBOLS
        result = run_backtest(loaded.frame, small_parameters(symbols=symbols))
    except BacktestError as refused:
        assert str(refused).endswith((".", ". "))  # noqa: PT017 - either may come
    else:
        assert np.isfinite(result.daily.drop(columns="vol_ann").to_numpy()).all()


fuzz = settings(
    max_examples=120,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@given(st.binary(max_size=300), st.sampled_from([b"", b"Date,AAA\n", b"\x1f\x8b\x08", b"PAR1"]))
@fuzz
def test_any_bytes_give_an_answer_or_a_sentence(tmp_path: Path, junk: bytes, start: bytes) -> None:
    tried(start + junk, tmp_path)


PIECES = [
    *(",", "\n", '"', "\r", "\x00", "-", "0", "9", "e", ".", "inf", "nan", "\ufeff", " ", "Ä", ";"),
    *("2015-01-07", "0000-01-01", "9999-12-31", "1e308", "1e-308", "Date", "AAA", "True"),
]


@given(st.data())
@fuzz
def test_any_damage_to_a_good_file_gives_an_answer_or_a_sentence(
    tmp_path: Path, data: st.DataObject
) -> None:
    """A few cuts, doublings and insertions anywhere in a file of a day a line."""
    pieces = st.sampled_from(PIECES)
    text = TEXT
    for _ in range(data.draw(st.integers(1, 6))):
        first = data.draw(st.integers(0, len(text)))
        length = data.draw(st.sampled_from([0, 0, 0, 1, 2, 10, 40]))
        text = text[:first] + data.draw(pieces) + text[first + length :]
    tried(text.encode(), tmp_path)


cells = st.one_of(
    st.floats(0.5, 2.0).map(repr),
    st.floats().map(repr),
    st.sampled_from(["", "1", "0", "-1", "x", "True", "1e309", '"', "1,2", "NA", " 7 ", "\x00"]),
)
dates = st.one_of(
    st.dates().map(str),
    st.integers(1, 28).map(lambda day: f"2015-01-{day:02d}"),
    st.sampled_from(["", "x", "2015-01-01 10:00", "0000-01-01", "2015-1-5", "9999-12-31"]),
)


@given(st.lists(st.tuples(dates, cells, cells, cells), max_size=30))
@fuzz
def test_any_table_gives_an_answer_or_a_sentence(
    tmp_path: Path, rows: list[tuple[str, str, str, str]]
) -> None:
    tried("\n".join([HEADER, *(",".join(row) for row in rows)]).encode(), tmp_path)


@given(st.integers(0, len(PARQUET) - 1), st.binary(min_size=1, max_size=30))
@fuzz
def test_any_damage_to_a_parquet_file_gives_an_answer_or_a_sentence(
    tmp_path: Path, first: int, junk: bytes
) -> None:
    tried(PARQUET[:first] + junk + PARQUET[first + len(junk) :], tmp_path)


@given(st.integers(0, len(GZIPPED) - 1), st.binary(min_size=1, max_size=30))
@fuzz
def test_any_damage_to_a_gzip_file_gives_an_answer_or_a_sentence(
    tmp_path: Path, first: int, junk: bytes
) -> None:
    tried(GZIPPED[:first] + junk + GZIPPED[first + len(junk) :], tmp_path)
