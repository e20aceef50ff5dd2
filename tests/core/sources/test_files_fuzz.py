"""Damaged files of every form: an answer or a sentence, soon, and never anything else."""

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.errors import DataError
from core.sources.files import DateOrder, read_price_files
from tests.core.sources.price_forms import DATE_FORMS, PACKINGS, SHAPES, fields, parquet, separated

DAYS = pd.bdate_range("2019-12-27", periods=9, name="Date")
RANDOM = np.random.default_rng(1)
PANEL = pd.DataFrame(
    np.round(100 * np.exp(RANDOM.standard_normal((9, 2)) / 50), 4), DAYS, ["SPY", "QQQ"]
)
PIECES = [
    *(b",", b"\n", b'"', b"\r", b"\0", b"-", b"0", b"9", b"e", b".", b" ", b";", b"\t", b"|"),
    *(b"inf", b"nan", b"\xef\xbb\xbf", b"\xff\xfe", b"\xc4", b"#", b"$", b"'", b"/", b"1,234"),
    *(b"2015-01-07", b"0000-01-01", b"Date", b"SPY", b"Close", b"Ticker", b"Price", b"1e999"),
]
SECONDS = 5.0

texts = st.tuples(st.sampled_from(sorted(SHAPES)), st.sampled_from(sorted(DATE_FORMS))).map(
    lambda of: SHAPES[of[0]](PANEL, DATE_FORMS[of[1]])
)
files = st.one_of(
    st.tuples(texts, st.sampled_from(sorted(PACKINGS))).map(lambda of: PACKINGS[of[1]](of[0])),
    st.tuples(texts, st.sampled_from([(";", ","), ("\t", "."), ("|", ",")])).map(
        lambda of: separated(of[0], *of[1]).encode()
    ),
    st.sampled_from([PANEL, fields(PANEL, adjusted=True)]).map(parquet),
)
orders = st.sampled_from([None, *DateOrder])


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file with bits turned, bytes cut, put in or doubled, and other files' ends."""
    content = bytearray(draw(files))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(content)))
        length = draw(st.sampled_from([1, 2, 5, 20, 100]))
        match draw(st.sampled_from(["turn", "cut", "put", "double", "end", "move", "splice"])):
            case "turn" if place < len(content):
                content[place] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del content[place : place + length]
            case "put":
                content[place:place] = draw(st.sampled_from(PIECES))
            case "double":
                content[place:place] = content[place : place + length]
            case "end":
                del content[place:]
            case "move":
                other = draw(st.integers(0, len(content)))
                content[place:place] = content[other : other + length]
            case "splice":
                content[place:] = draw(files)[place:]
    return bytes(content)


@given(damaged(), orders)
@settings(
    max_examples=500,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_damage_gives_an_answer_or_a_sentence_soon(
    tmp_path: Path, content: bytes, order: DateOrder | None
) -> None:
    path = tmp_path / "SPY.csv"
    path.write_bytes(content)
    start = time.perf_counter()
    try:
        loaded = read_price_files([path], date_order=order)
    except DataError as refused:
        said = str(refused)
        assert said.endswith(".")
        assert said.isprintable()
    else:
        assert isinstance(loaded.frame.index, pd.DatetimeIndex)
        assert not loaded.frame.index.hasnans
        assert loaded.source.readings[0].sentence.isprintable()
    assert time.perf_counter() - start < SECONDS


LINES = [line for line in SHAPES["wide"](PANEL, DATE_FORMS["2010-01-31"]).splitlines(keepends=True)]


@given(st.data())
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lines_moved_doubled_or_lost_change_no_price_of_those_that_are_left(
    tmp_path: Path, data: st.DataObject
) -> None:
    rows = data.draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=20))
    path = tmp_path / "any.csv"
    path.write_text(LINES[0] + "".join(rows))
    try:
        frame = read_price_files([path]).frame
    except DataError:
        assert set(rows) == {LINES[0]}
    else:
        assert len(frame) == sum(row != LINES[0] for row in rows)
        assert np.array_equal(frame, PANEL.loc[frame.index])


@pytest.mark.parametrize("form", sorted(DATE_FORMS))
def test_no_single_turned_bit_of_a_date_gives_two_days_in_one_form(
    tmp_path: Path, form: str
) -> None:
    """A day is read as another only where the damaged text is that day."""
    text = SHAPES["wide"](PANEL, DATE_FORMS[form])
    start = text.index("\n", text.index("\n") + 1) + 1
    path = tmp_path / "any.csv"
    for place in range(start, start + len(DATE_FORMS[form](DAYS[1]))):
        for bit in range(8):
            content = bytearray(text.encode())
            content[place] ^= 1 << bit
            path.write_bytes(bytes(content))
            try:
                frame = read_price_files([path], date_order=DateOrder.MONTH_FIRST).frame
            except DataError:
                continue
            others = [row for row in range(len(frame)) if row != 1 or len(frame) < 9]
            if len(frame) == 9:
                assert list(frame.index[others]) == [DAYS[row] for row in others]
                assert np.array_equal(frame, PANEL)
