"""Lines around the prices, files that are cut off, and lines that no reading may drop."""

import time
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DataError
from core.findings import Check, Finding, Severity
from core.prices import LoadedPrices
from tests.core.sources.price_forms import DATE_FORMS, SHAPES, separated, wide

ROWS = 26
DAYS = pd.bdate_range("2020-03-19", periods=ROWS, name="Date")
PANEL = pd.DataFrame(
    {
        "SPY": [300 + row / 8 + 0.0625 for row in range(ROWS)],
        "QQQ": [200 - row / 8 + 0.0625 for row in range(ROWS)],
    },
    DAYS,
)
TEXT = wide(PANEL)
LINES = TEXT.splitlines()


def assert_panel(loaded: LoadedPrices, rows: int = ROWS) -> None:
    """Fail unless the first rows were read, and nothing else."""
    assert list(loaded.frame.index) == list(DAYS[:rows])
    assert np.array_equal(loaded.frame, PANEL.iloc[:rows])


def of_rows(loaded: LoadedPrices) -> Finding:
    """The one finding about lines."""
    (finding,) = [each for each in loaded.source.findings if each.check is Check.ROWS]
    return finding


# --- what is passed over


@pytest.mark.parametrize(
    ("before", "after", "numbers"),
    [
        ("Prices of two funds\n", "", "line 1"),
        ("Prices\nexported by hand, 2020\n\n", "", "lines 1, 2"),
        ("# made by hand\n// twice\n; or more\n", "", "lines 1, 2, 3"),
        ("Prices as of,2020-03-19\n", "", "line 1"),
        ("Symbol,SPY\nPeriod,Day\n", "", "lines 1, 2"),
        ("Metric,Time\n", "", "line 1"),
        ("Day,Frequency of the prices\n", "", "line 1"),
        ("Currency,USD,USD\n", "", "line 1"),
        ("", "Source: somebody\n", f"line {ROWS + 2}"),
        ("", "Source: somebody, somewhere, somehow, 2020\n", f"line {ROWS + 2}"),
        ("", "\nDownloaded from a site\nTotal,7800.5,5000\n", f"lines {ROWS + 3}, {ROWS + 4}"),
        ("", "© Somebody\n", f"line {ROWS + 2}"),
        ("", "End of file", f"line {ROWS + 2}"),
        ("# first\n", "# last\n", f"lines 1, {ROWS + 3}"),
    ],
)
def test_text_around_the_prices_is_passed_over_and_told(
    read: Any, before: str, after: str, numbers: str
) -> None:
    loaded = read(before + TEXT + after)

    assert_panel(loaded)
    finding = of_rows(loaded)
    assert finding.severity is Severity.NOTE
    assert f"({numbers})" in finding.message
    assert finding.count == numbers.count(",") + 1


def test_comments_and_blank_lines_among_the_prices_are_passed_over(read: Any) -> None:
    loaded = read("\n".join([*LINES[:5], "", "# note", ",,", *LINES[5:], ""]))

    assert_panel(loaded)
    assert "(line 7)" in of_rows(loaded).message


def test_a_header_behind_a_comment_mark_is_a_header(read: Any) -> None:
    assert_panel(read("# " + TEXT))


def test_nothing_is_told_of_a_clean_file(read: Any) -> None:
    for text in (
        TEXT + "\x1a",
        TEXT.rstrip("\n") + "\x1a",
        TEXT.replace("\n", ",\n").replace("QQQ,", "QQQ"),
        TEXT.replace("\n", ", ,\n").replace("QQQ, ,", "QQQ"),
        TEXT,
        TEXT.rstrip("\n"),
        "\n" + TEXT + "\n\n",
        TEXT.replace("\n", "\n\n"),
    ):
        loaded = read(text)
        assert_panel(loaded)
        assert not loaded.source.findings


# --- what is not


@pytest.mark.parametrize("line", ["soon,1,2", "Source: somebody", "Total,1,2", "-,1,2", ",1,2"])
def test_a_line_without_a_day_among_the_prices_is_refused(read: Any, line: str) -> None:
    with pytest.raises(DataError, match="in line 6 where a date"):
        read("\n".join([*LINES[:5], line, *LINES[5:], ""]))


@pytest.mark.parametrize("line", ["soon,301.5,199.5", ",301.5,199.5", "2020-04-3x,301.5,199.5"])
def test_a_line_of_prices_without_a_day_is_no_footer(read: Any, line: str) -> None:
    with pytest.raises(DataError, match=f"in line {ROWS + 2} where a date"):
        read(TEXT + line + "\n")


def test_more_text_than_a_footer_has_is_refused(read: Any) -> None:
    with pytest.raises(DataError, match="'Source: me' in line "):
        read(TEXT + "Source: me\n" * 200)


def test_a_line_with_fewer_cells_is_told(read: Any) -> None:
    loaded = read("\n".join([*LINES[:4], LINES[4].rpartition(",")[0], *LINES[5:], ""]))

    assert np.isnan(loaded.frame["QQQ"].iloc[3])
    assert loaded.frame["SPY"].iloc[3] == PANEL["SPY"].iloc[3]
    finding = of_rows(loaded)
    assert finding.severity is Severity.FLAG
    assert "line 5" in finding.message


def test_a_line_with_more_cells_is_refused_with_its_number(read: Any) -> None:
    with pytest.raises(DataError, match=r"more cells in line 5 than the 3 of its header"):
        read("\n".join([*LINES[:4], LINES[4] + ",7", *LINES[5:], ""]))


def test_decimal_commas_between_commas_are_told_how_to_be_written(read: Any) -> None:
    with pytest.raises(DataError, match="separate the cells with semicolons"):
        read(TEXT.replace(".", ","))


@pytest.mark.parametrize("cells", [",7,", ",,7", ",x", ', ,"7"'])
def test_surplus_cells_that_are_not_empty_are_refused_without_a_wrong_hint(
    read: Any, cells: str
) -> None:
    with pytest.raises(DataError, match="more cells in line 5") as caught:
        read("\n".join([*LINES[:4], LINES[4] + cells, *LINES[5:], ""]))
    assert "semicolons" not in str(caught.value)


def test_a_line_that_begins_with_a_semicolon_between_semicolons_is_no_comment(read: Any) -> None:
    with pytest.raises(DataError, match="no date in line 3"):
        read("Date;SPY;QQQ\n2020-01-02;1,5;2,5\n;1,6;2,6\n2020-01-03;1,7;2,7\n")


def test_titles_without_end_are_not_searched_for_long(read: Any) -> None:
    title = "date " * 300_000 + "\n"
    start = time.perf_counter()

    with pytest.raises(DataError, match="needs one column named Date"):
        read(title * 30 + TEXT)
    assert time.perf_counter() - start < 5.0


@pytest.mark.parametrize("row", [3, ROWS])
def test_quotes_that_do_not_end_swallow_no_day(read: Any, row: int) -> None:
    for other in (row, row - 2):
        damaged = list(LINES)
        damaged[other] = damaged[other].replace(",", ',"', 1)
        if other != row:
            damaged[row] = damaged[row].replace(",", ',"', 1)
        with pytest.raises(DataError, match="quotes that do not end"):
            read("\n".join(damaged) + "\n")


# --- cut off


@pytest.mark.parametrize("kept", ["2020-04-2", "2020-04-24", "2020-04-24,303", "2020-04-24,303.2,"])
def test_a_last_line_that_breaks_off_before_its_last_cell_gives_no_price(
    read: Any, kept: str
) -> None:
    assert kept[:9] == LINES[-1][:9]
    loaded = read("\n".join([*LINES[:-1], kept]))

    if kept.count(",") < 2:
        assert_panel(loaded, ROWS - 1)
        finding = of_rows(loaded)
        assert finding.severity is Severity.FLAG
        assert f"last line, {ROWS + 1}, breaks off" in finding.message
    else:
        assert np.isnan(loaded.frame["QQQ"].iloc[-1])


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("date,close,ticker\n2020-01-02,1.5,QQQ\n2020-01-02,2.5,SPY\n2020-01-03,1.5,QQ", 1),
        ("date,close,ticker\n2020-01-02,1.5,QQQ\n2020-01-02,2.5,SPY\n2020-01-03,1.5,SPY", 2),
        ("close,ticker,date\n1.5,QQQ,2020-1-29\n1.5,QQQ,2020-1-3", 1),
        ("close,ticker,date\n1.5,QQQ,2020-1-29\n1.5,QQQ,2020-1-30", 2),
        ("Date,SPY,QQQ\n2020-01-02,1,2.5\n2020-01-03,1,2.", 1),
        ("Date,SPY,QQQ\n2020-01-02,1,2.5\n2020-01-03,1,2e", 1),
        ("Date,SPY,QQQ\n2020-01-02,1,2.5\n2020-01-03,1,2", 2),
    ],
)
def test_a_last_cell_that_breaks_off_takes_its_line_with_it(
    read: Any, text: str, rows: int
) -> None:
    loaded = read(text)

    assert len(loaded.frame) == rows
    assert set(loaded.symbols) <= {"SPY", "QQQ"}
    told = [each for each in loaded.source.findings if "breaks off" in each.message]
    assert len(told) == 2 - rows


@pytest.mark.parametrize(
    ("last", "kept"),
    [
        ("389", False),
        ("3896", False),
        ("3", False),
        ("38960", True),
        ("9999", True),
        ("9900", True),
        ("210", True),
    ],
)
def test_whole_numbers_that_lose_digits_in_the_last_line_are_cut_off(
    read: Any, last: str, kept: bool
) -> None:
    first = {"9900": 10_000, "210": 900}.get(last, 38_900)
    rows = [f"{day:%Y-%m-%d},{first + row}" for row, day in enumerate(DAYS)]
    loaded = read("\n".join(["Date,SPY", *rows, f"2020-05-04,{last}"]))

    assert len(loaded.frame) == ROWS + kept
    assert any("breaks off" in each.message for each in loaded.source.findings) is not kept


@pytest.mark.parametrize("last", ["4200000", "0"])
def test_a_volume_that_falls_does_not_tell_that_the_file_is_cut(read: Any, last: str) -> None:
    rows = [f"{day:%Y-%m-%d},300.25,98000000" for day in DAYS]

    loaded = read("\n".join(["Date,Close,Volume", *rows, f"2020-05-04,312.50,{last}"]))

    assert loaded.frame["SPY"].iloc[-1] == 312.5
    assert not any("breaks off" in each.message for each in loaded.source.findings)


def test_few_numbers_do_not_tell_that_the_last_is_cut(read: Any) -> None:
    rows = [f"{day:%Y-%m-%d},{300 + row}.25" for row, day in enumerate(DAYS[:12])]

    loaded = read("\n".join(["Date,SPY", *rows, "2020-05-04,312.5"]))

    assert loaded.frame["SPY"].iloc[-1] == 312.5
    assert not loaded.source.findings


SEPARATED = [(",", "."), (";", ","), ("\t", ".")]


@given(
    st.sampled_from([shape for shape in SHAPES if shape != "one symbol"]),
    st.sampled_from(sorted(set(DATE_FORMS) - {"2010-1-31"})),
    st.sampled_from(SEPARATED),
    st.integers(0, 10**6),
)
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_that_is_cut_anywhere_gives_no_other_price(
    read: Any, shape: str, dates: str, marks: tuple[str, str], place: int
) -> None:
    four_decimals = PANEL.round(4)
    text = SHAPES[shape](four_decimals, DATE_FORMS[dates])
    if marks[0] != ",":
        text = separated(text, *marks)
    cut = text[: place % (len(text) + 1)]
    try:
        frame = read(cut).frame
    except DataError:
        return
    # A file that ends within its first lines may have lost digits that nothing tells.
    if cut.count("\n") < 22 and not cut.endswith("\n"):
        frame = frame.iloc[:-1]
    for symbol in frame.columns:
        there = frame[symbol].dropna()
        assert np.array_equal(there, four_decimals[symbol].loc[there.index]), symbol
