"""Which days symbols have, and which of them set the common period."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from core.coverage import coverage
from core.errors import DataError

NAN = float("nan")


def frame(**columns: list[object]) -> pd.DataFrame:
    index = pd.date_range("2020-01-01", periods=len(next(iter(columns.values()))), name="Date")
    return pd.DataFrame(columns, index=index)


def january(day: int) -> dt.date:
    return dt.date(2020, 1, day)


def test_a_symbol_has_first_and_last_day_and_stretches_between_its_gaps() -> None:
    found = coverage(frame(OLD=[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], NEW=[NAN, 2.0, NAN, 4.0, 5.0, NAN]))
    new = found.symbols[1]
    assert (new.symbol, new.first, new.last) == ("NEW", january(2), january(5))
    assert (new.days, new.missing) == (3, 1)
    assert new.spans == ((january(2), january(2)), (january(4), january(5)))
    assert found.symbols[0].spans == ((january(1), january(6)),)


def test_the_latest_to_begin_and_the_first_to_end_set_the_common_period() -> None:
    found = coverage(
        frame(A=[1.0, 1.0, 1.0, 1.0, 1.0], B=[NAN, NAN, 1.0, 1.0, 1.0], C=[1.0, 1.0, 1.0, 1.0, NAN])
    )
    assert (found.first, found.last) == (january(1), january(5))
    assert (found.common_first, found.common_last) == (january(3), january(4))
    assert found.common_days == 2
    assert found.starting == ("B",)
    assert found.ending == ("C",)


def test_symbols_that_begin_together_are_both_named() -> None:
    found = coverage(frame(A=[1.0, 1.0], B=[NAN, 1.0], C=[NAN, 1.0]))
    assert found.starting == ("B", "C")
    assert found.ending == ("A", "B", "C")


def test_histories_that_do_not_overlap_have_no_common_day() -> None:
    found = coverage(frame(A=[1.0, NAN], B=[NAN, 1.0]))
    assert (found.common_first, found.common_last, found.common_days) == (None, None, 0)


def test_a_day_on_which_nobody_has_a_price_is_no_gap() -> None:
    found = coverage(frame(A=[1.0, NAN, 3.0], B=[1.0, NAN, 3.0]))
    assert found.symbols[0].missing == 0
    assert found.symbols[0].spans == ((january(1), january(3)),)


def test_only_the_symbols_asked_for_count_and_in_their_order() -> None:
    prices = frame(A=[NAN, 1.0, NAN], B=[1.0, 1.0, NAN], C=[1.0, 1.0, 1.0])
    found = coverage(prices, ("B", "A"))
    assert [one.symbol for one in found.symbols] == ["B", "A"]
    assert (found.first, found.last) == (january(1), january(2))
    assert found.common_days == 1


def test_a_symbol_without_a_column_has_no_days() -> None:
    found = coverage(frame(A=[1.0, 2.0]), ("A", "GONE"))
    gone = found.symbols[1]
    assert (gone.first, gone.last, gone.days, gone.spans) == (None, None, 0, ())
    assert (found.first, found.common_first) == (january(1), None)


def test_a_frame_without_prices_covers_nothing() -> None:
    for prices in (frame(A=[NAN, NAN]), frame(A=[])):
        found = coverage(prices)
        assert (found.first, found.common_days, found.starting) == (None, 0, ())
    assert coverage(frame(A=[1.0]), ()).symbols == ()


def test_unsorted_days_and_cells_of_text_are_understood() -> None:
    prices = frame(A=["1.5", "n/a", " 2"], B=["1", "2", "3"]).iloc[::-1]
    found = coverage(prices)
    assert found.symbols[0].spans == ((january(1), january(1)), (january(3), january(3)))
    assert found.common_days == 2


def test_days_keep_their_date_in_any_time_zone() -> None:
    prices = frame(A=[1.0, 2.0])
    prices.index = prices.index.tz_localize("Asia/Tokyo")
    assert coverage(prices).first == january(1)


def test_an_index_without_dates_is_refused_in_words() -> None:
    with pytest.raises(DataError, match="need dates"):
        coverage(pd.DataFrame({"A": [1.0, 2.0]}))


@given(hnp.arrays(np.bool_, st.tuples(st.integers(1, 12), st.integers(1, 4))))
def test_spans_hold_every_day_with_a_price_and_no_other(present: np.ndarray) -> None:
    days = [january(row + 1) for row in range(len(present))]
    prices = pd.DataFrame(
        np.where(present, 1.0, np.nan), pd.DatetimeIndex(days), [*"ABCD"[: present.shape[1]]]
    )
    found = coverage(prices)
    shared = [day for day, row in zip(days, present, strict=True) if row.any()]
    assert found.common_days == present.all(axis=1).sum()
    for column, one in enumerate(found.symbols):
        held = [day for day in shared for a, b in one.spans if a <= day <= b]
        assert held == [day for day, row in zip(days, present, strict=True) if row[column]]
        assert one.days == len(held)
        inside = [day for day in shared if one.first and one.first <= day <= one.last]
        assert one.missing == len(inside) - len(held)
