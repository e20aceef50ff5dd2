"""Months and years, put beside pandas' resample."""

import numpy as np
import pandas as pd
import pytest

from core.periods import period_returns


def resampled(dates: pd.DatetimeIndex, returns: np.ndarray, rule: str) -> pd.Series:
    """Compounded returns by pandas; NaN where a period has no day."""
    growth = pd.Series(1.0 + returns, index=dates).resample(rule)
    return growth.prod(min_count=1) - 1.0


@pytest.mark.parametrize(
    ("first", "rows"), [("2010-01-04", 1500), ("2015-06-17", 700), ("2020-02-28", 2), ("2021", 1)]
)
def test_months_and_years_are_those_of_pandas(first: str, rows: int) -> None:
    dates = pd.bdate_range(first, periods=rows)
    returns = 0.01 * np.random.default_rng(1).standard_normal(rows)

    found = period_returns(dates, returns)

    months, years = resampled(dates, returns, "ME"), resampled(dates, returns, "YE")
    assert found.years.tolist() == sorted({day.year for day in dates})
    known = ~np.isnan(found.months)
    assert known.sum() == len(months)
    np.testing.assert_allclose(found.months[known], months.to_numpy(), rtol=1e-12, atol=1e-15)
    for day, value in months.items():
        row = found.years.tolist().index(day.year)
        assert found.months[row, day.month - 1] == pytest.approx(value, rel=1e-12)
    np.testing.assert_allclose(found.yearly, years.to_numpy(), rtol=1e-12)


def test_days_may_be_given_without_an_index() -> None:
    dates = pd.bdate_range("2015-01-01", periods=40)
    returns = np.linspace(-0.01, 0.01, 40)

    as_index = period_returns(dates, returns)
    as_days = period_returns(dates.to_numpy().astype("datetime64[D]"), returns)

    assert as_index.months.tolist()[0][:2] == as_days.months.tolist()[0][:2]


def test_months_and_years_without_a_day_are_none() -> None:
    dates = pd.DatetimeIndex(["2010-01-29", "2010-03-01", "2012-05-02"])

    found = period_returns(dates, np.array([0.1, 0.2, -0.5]))

    assert found.years.tolist() == [2010, 2011, 2012]
    assert found.yearly == pytest.approx([0.32, np.nan, -0.5], nan_ok=True)
    assert found.months[0, :3] == pytest.approx([0.1, np.nan, 0.2], nan_ok=True)
    assert np.isnan(found.months[1]).all()


def test_a_wiped_out_account_loses_all_once_and_nothing_after() -> None:
    dates = pd.bdate_range("2015-01-01", "2015-03-31")
    returns = np.zeros(len(dates))
    returns[25] = -1.0  # in February

    found = period_returns(dates, returns)

    assert found.months[0, :3].tolist() == [0.0, -1.0, 0.0]
    assert found.yearly.tolist() == [-1.0]


@pytest.mark.parametrize(
    ("first", "last", "begins_within", "ends_within"),
    [
        ("2015-01-02", "2016-12-30", False, False),  # a holiday, and the last weekday
        ("2015-01-05", "2016-12-29", True, False),  # the 2nd is missing; one weekday may be
        ("2015-01-15", "2016-12-15", True, True),
        ("2016-02-01", "2016-02-26", False, False),  # Monday the 29th may be a holiday
        ("2016-02-01", "2016-02-25", False, True),
    ],
)
def test_a_month_is_partial_where_weekdays_lack_at_its_edge(
    first: str, last: str, begins_within: bool, ends_within: bool
) -> None:
    dates = pd.bdate_range(first, last)

    found = period_returns(dates, np.zeros(len(dates)))

    expected = np.zeros((len(found.years), 12), dtype=bool)
    expected[0, dates[0].month - 1] |= begins_within
    expected[-1, dates[-1].month - 1] |= ends_within
    assert found.partial_months.tolist() == expected.tolist()


def test_a_year_is_partial_where_the_account_begins_or_ends_within() -> None:
    def partial(first: str, last: str) -> list[bool]:
        dates = pd.bdate_range(first, last)
        return period_returns(dates, np.zeros(len(dates))).partial_years.tolist()

    assert partial("2015-01-01", "2017-12-29") == [False, False, False]
    assert partial("2015-02-02", "2017-12-29") == [True, False, False]
    assert partial("2015-01-01", "2017-11-30") == [False, False, True]
    assert partial("2015-03-02", "2015-12-31") == [True]
