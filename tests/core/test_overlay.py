"""The volatility that leverage is measured by, window by window."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.kernels import accounts
from core.overlay import brake, rolling_volatility


def rolling_deviation(values: np.ndarray, lookback: int) -> np.ndarray:
    """The compiled loop as a function."""
    out = np.full(len(values), -1.0)
    accounts.rolling_deviation(values, lookback, out)
    return out


def by_windows(values: np.ndarray, lookback: int) -> np.ndarray:
    """The same with numpy's widest numbers, every window on its own."""
    out = np.full(len(values), np.nan)
    for row in range(lookback - 1, len(values)):
        window = values[row + 1 - lookback : row + 1].astype(np.longdouble)
        out[row] = np.sqrt(((window - window.mean()) ** 2).mean())
    return out


def assert_as_by_windows(values: np.ndarray, lookback: int) -> None:
    """Fail unless every window agrees to 1e-9 of itself."""
    found, expected = rolling_deviation(values, lookback), by_windows(values, lookback)
    assert np.isnan(found[: lookback - 1]).all()
    np.testing.assert_allclose(found[lookback - 1 :], expected[lookback - 1 :], rtol=1e-9, atol=0)


@pytest.mark.parametrize("lookback", [2, 3, 20, 60, 252])
def test_deviations_are_those_of_the_windows(lookback: int) -> None:
    assert_as_by_windows(0.01 * np.random.default_rng(1).standard_normal(1500), lookback)


@pytest.mark.parametrize("lookback", [2, 5, 60])
@pytest.mark.parametrize("outlier", [1e6, -1e6, 1e12])
@pytest.mark.parametrize("after", [1e-2, 1e-6])
def test_deviations_forget_a_huge_outlier_to_the_last_digits(
    lookback: int, outlier: float, after: float
) -> None:
    rng = np.random.default_rng(2)
    values = 0.01 * rng.standard_normal(600)
    values[[100, 300, 301]] = outlier
    values[302:] = after * rng.standard_normal(298)

    assert_as_by_windows(values, lookback)


@pytest.mark.parametrize("level", [0.0, 1.0, -50.0, 1e4])
def test_deviations_around_a_high_level_keep_their_digits(level: float) -> None:
    values = level + 0.01 * np.random.default_rng(3).standard_normal(800)

    assert_as_by_windows(values, 60)


def test_deviations_keep_their_digits_while_the_returns_fade_away() -> None:
    fading = np.random.default_rng(4).standard_normal(2000) * np.logspace(2, -12, 2000)

    assert_as_by_windows(fading, 60)
    assert_as_by_windows(fading[::-1].copy(), 60)


@pytest.mark.parametrize("level", [0.0, 0.1, 1 / 3, -7e-5, 1e6, 1e-300])
@pytest.mark.parametrize("lookback", [2, 3, 7, 60])
def test_the_deviation_of_a_flat_window_is_exactly_none(level: float, lookback: int) -> None:
    rng = np.random.default_rng(5)
    values = np.concatenate([rng.standard_normal(100), np.full(150, level), rng.standard_normal(9)])

    found = rolling_deviation(values, lookback)

    flat = slice(99 + lookback, 250)
    assert (found[flat] == 0.0).all()
    assert (found[lookback - 1 : 99 + lookback] > 0.0).all()
    assert (found[250:] > 0.0).all()


@given(
    st.lists(
        st.floats(-1e6, 1e6) | st.sampled_from([0.0, 0.01, 1e6, 1e-6]), min_size=1, max_size=60
    ),
    st.integers(2, 12),
)
@settings(max_examples=200)
def test_deviations_of_any_returns_are_those_of_the_windows(
    values: list[float], lookback: int
) -> None:
    array = np.array(values)
    found, expected = rolling_deviation(array, lookback), by_windows(array, lookback)

    assert np.array_equal(np.isnan(found), np.isnan(expected))
    for row in range(lookback - 1, len(values)):
        window = array[row + 1 - lookback : row + 1]
        # a rounded mean is all the spread of a window that is all but flat; tiny squares vanish
        rounding = 4 * np.spacing(np.abs(window).max()) + 1e-150
        assert abs(found[row] - expected[row]) <= 1e-9 * expected[row] + rounding


def test_the_deviation_of_a_window_depends_on_nothing_after_it() -> None:
    values = np.random.default_rng(6).standard_normal(200)

    whole = rolling_deviation(values, 20)

    for rows in (20, 21, 77, 199):
        np.testing.assert_array_equal(rolling_deviation(values[:rows], 20), whole[:rows])


@pytest.mark.parametrize("rows", [0, 1, 4])
def test_fewer_returns_than_the_window_have_no_volatility(rows: int) -> None:
    assert np.isnan(rolling_volatility(np.zeros(rows), 5)).all()
    assert len(rolling_volatility(np.zeros(rows), 5)) == rows


def test_volatility_is_that_of_pandas_times_the_root_of_252() -> None:
    values = 0.01 * np.random.default_rng(7).standard_normal(300)

    expected = pd.Series(values).rolling(60).std(ddof=0) * math.sqrt(252)

    np.testing.assert_allclose(rolling_volatility(values, 60), expected, rtol=1e-9)


def test_the_brake_of_many_drawdowns_is_that_of_each() -> None:
    fallen = np.linspace(0.0, 1.0, 101)

    together = brake(fallen, 0.1, 0.25, 0.3)

    assert together.tolist() == [float(brake(one, 0.1, 0.25, 0.3)) for one in fallen]
    assert (np.diff(together) <= 0.0).all()
    assert ((together >= 0.3) & (together <= 1.0)).all()


@given(
    st.floats(0.0, 1.0),
    st.lists(st.floats(0.0, 1.0), min_size=2, max_size=2).map(sorted),
    st.floats(0.0, 1.0),
)
@example(1.2e-43, [0.0, 0.65625], 0.14427123746080953)
def test_the_brake_stays_between_its_ends(
    fallen: float, thresholds: list[float], least: float
) -> None:
    scale = float(brake(fallen, *thresholds, least))

    assert least <= scale <= 1.0
    if fallen <= thresholds[0]:
        assert scale == 1.0
    elif fallen >= thresholds[1]:
        assert scale == least
