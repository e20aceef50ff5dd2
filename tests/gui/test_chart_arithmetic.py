"""What charts compute before they draw: reduced lines, ticks and the text of values."""

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.drawing.reduction import column_extremes, dashed, with_visible_dots
from core.drawing.ticks import date_ticks, linear_ticks, log_ticks, long_date
from gui.charts.time_window import TimeWindow
from gui.charts.units import DRAWDOWN, GROWTH, TIMES


@given(
    heights=st.lists(st.one_of(st.floats(-1e6, 1e6), st.just(np.nan)), min_size=3, max_size=300),
    width=st.floats(0.5, 100),
    first=st.integers(-10_000, 20_000),
    seed=st.integers(0, 1000),
)
def test_reduction_keeps_the_extremes_of_every_column(
    heights: list[float], width: float, first: int, seed: int
) -> None:
    y = np.array(heights)
    steps = np.random.default_rng(seed).integers(1, 4, y.size)
    x = (first + np.cumsum(steps)).astype(float)
    reduced_x, reduced_y = column_extremes(x, y, width)
    assert (np.diff(reduced_x) >= 0).all()
    columns, reduced_columns = np.floor(x / width), np.floor(reduced_x / width)
    assert set(columns) == set(reduced_columns)
    for column in set(columns):
        raw, kept = y[columns == column], reduced_y[reduced_columns == column]
        raw, kept = raw[~np.isnan(raw)], kept[~np.isnan(kept)]
        assert raw.size > 0 or kept.size == 0
        if raw.size:
            assert (kept.min(), kept.max()) == (raw.min(), raw.max())
    if x.size > 2 * len(set(columns)):
        assert reduced_x.size == 2 * len(set(columns))


@given(heights=st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=100), width=st.floats(0.01, 10))
def test_dashes_lie_on_the_line_and_leave_gaps(heights: list[float], width: float) -> None:
    x, y = np.arange(len(heights), dtype=float), np.array(heights)
    dash_x, dash_y = dashed(x, y, width)
    known = np.isfinite(dash_y)
    np.testing.assert_allclose(dash_y[known], np.interp(dash_x[known], x, y), atol=1e-6)
    assert (np.diff(dash_x) >= 0).all()
    drawn = np.diff(dash_x)[known[1:] & known[:-1]].sum()
    if x[-1] > 30 * width:
        assert 0.5 < drawn / x[-1] < 0.85


def test_a_point_without_neighbours_gets_a_width() -> None:
    x, y = with_visible_dots(np.array([1.0, 2.0, 3.0]), np.array([np.nan, 5.0, np.nan]), 0.1)
    known = np.isfinite(y)
    assert y[known].tolist() == [5.0, 5.0]
    assert np.ptp(x[known]) == pytest.approx(0.3)


@given(
    first=st.integers(-10_000, 20_000),
    days=st.integers(0, 20_000),
    start=st.floats(-40_000, 60_000),
    span=st.floats(0, 60_000),
)
def test_a_window_never_leaves_the_data(first: int, days: int, start: float, span: float) -> None:
    window = TimeWindow()
    window.set_extent("only", first, first + days)
    window.show(start, start + span)
    assert window.span >= 7 - 1e-9
    most_beyond = 0.5 * window.span if days < 7 else 0.07 * window.span
    assert window.start >= first - most_beyond - 1e-6
    assert window.stop <= first + days + most_beyond + 1e-6


@pytest.mark.parametrize("towards", [-1, 1])
def test_a_week_at_the_end_of_many_years_is_full_of_days(towards: int) -> None:
    window = TimeWindow()
    window.set_extent("only", 12_000, 18_000)
    window.zoom(1e-9, 15_000)
    window.pan(towards * 1e6)
    assert window.span == pytest.approx(7)
    outside = window.stop - 18_000 if towards > 0 else 12_000 - window.start
    assert 0 < outside < 0.05
    window.zoom(1e9, 15_000)
    assert window.shows_all


@pytest.mark.parametrize("years", [1, 5, 10])
def test_the_last_years_are_known_again(years: int) -> None:
    window = TimeWindow()
    window.set_extent("only", 12_000, 18_000)
    window.show_last(years)
    assert window.start == pytest.approx(18_000 - 365.25 * years)
    assert window.stop > 18_000
    assert [wanted for wanted in (1, 5, 10) if window.shows_last(wanted)] == [years]


@given(start=st.integers(-20_000, 40_000), span=st.floats(7, 40_000), room=st.floats(25, 250))
def test_dates_on_the_axis_are_round_and_keep_apart(start: int, span: float, room: float) -> None:
    ticks = date_ticks(start, start + span, room)
    days = [np.datetime64(day, "D") for day, _ in ticks]
    assert all(start <= day <= start + span for day, _ in ticks)
    assert len(ticks) >= 1
    digit = span / room
    shown = [(day, label) for day, label in ticks if label]
    for (day, label), (following, next_label) in pairwise(shown):
        assert following - day > digit * (len(label) + len(next_label)) / 2
    for date, (_, label) in zip(days, ticks, strict=True):
        assert re.fullmatch(r"|\d{4}|[A-Z][a-z]{2}( \d{4})?|\d{1,2} [A-Z][a-z]{2}( \d{4})?", label)
        if re.match(r"\d{4}", label):
            assert str(date) == f"{label}-01-01"
        elif label and not label[0].isdigit():
            assert str(date).endswith("-01")
    if shown:
        assert re.search(r"\d{4}", shown[0][1]), "the first label says which year it is"


def test_a_date_is_written_out_in_english() -> None:
    assert long_date(np.datetime64("2020-03-12")) == "Thu 12 Mar 2020"


@given(low=st.floats(-1e9, 1e9), span=st.floats(1e-3, 1e9), most=st.integers(2, 12))
def test_linear_ticks_are_round_few_and_told_apart(low: float, span: float, most: int) -> None:
    ticks, step = linear_ticks(low, low + span, most)
    assert 1 <= len(ticks) <= most
    # The next finer step, at least 1/2.5 of this one, would have given more than `most`.
    assert len(ticks) >= int(most / 2.5)
    assert f"{step:e}"[0] in "125"
    slack = 1e-6 * step + 1e-9 * abs(low)
    assert all(low - slack <= tick <= low + span + slack for tick in ticks)
    if abs(low) < 1e5 * span:
        labels = [GROWTH.tick(tick, step) for tick in ticks]
        assert len(set(labels)) == len(labels)


@given(low=st.floats(-12, 12), span=st.floats(0.002, 24), most=st.integers(3, 14))
def test_log_ticks_are_plain_numbers_told_apart(low: float, span: float, most: int) -> None:
    ticks = log_ticks(low, low + span, most)
    heights = [np.log10(value) for value, _ in ticks]
    assert len(ticks) >= 1
    assert heights == sorted(heights)
    assert all(low - 1e-9 <= height <= low + span + 1e-9 for height in heights)
    labels = [GROWTH.tick(value, step) for value, step in ticks]
    assert len(set(labels)) == len(labels)
    assert not any("^" in label for label in labels)


def test_a_logarithmic_axis_counts_one_two_five_ten() -> None:
    assert [GROWTH.tick(*tick) for tick in log_ticks(-0.1, 1.1, 5)] == ["1", "2", "5", "10"]
    assert [GROWTH.tick(*tick) for tick in log_ticks(-1.1, 2.1, 4)] == ["0.1", "1", "10", "100"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GROWTH(2.3149), "2.31"),
        (GROWTH(234.5), "234.50"),
        (GROWTH(0.0), "0.00"),
        (GROWTH(2.5e7), "2.50e7"),
        (GROWTH(1e-12), "1.00e−12"),
        (GROWTH(np.nan), "–"),
        (DRAWDOWN(-0.1234), "−12.3%"),
        (DRAWDOWN(-0.00001), "0.0%"),
        (TIMES(1.529), "1.53×"),
        (DRAWDOWN.tick(-0.2, 0.2), "−20%"),
        (DRAWDOWN.tick(-0.125, 0.005), "−12.5%"),
        (TIMES.tick(1.5, 0.5), "1.5×"),
        (GROWTH.tick(1e6, 1e6), "1e6"),
    ],
)
def test_values_are_written_in_their_unit(text: str, expected: str) -> None:
    assert text == expected
