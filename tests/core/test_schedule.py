"""When weights are decided, on what, and what they first earn."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import run_backtest
from core.errors import DataError
from core.schedule import Schedule, decision_schedule
from tests.core.small import small_parameters, small_prices


def days_of(schedule: Schedule, dates: pd.DatetimeIndex) -> list[tuple[str, str]]:
    """The last day that each decision knows and the first one that it earns."""
    assert schedule.decision_rows.dtype == schedule.first_rows.dtype == np.int64
    return [
        (f"{dates[known]:%m-%d}", f"{dates[earns]:%m-%d}")
        for known, earns in zip(schedule.decision_rows, schedule.first_rows, strict=True)
    ]


def plain_schedule(
    dates: pd.DatetimeIndex, freq: str, min_hist: int, lag: int
) -> list[tuple[int, int]]:
    """The description, word for word: rows known up to and first earned."""
    found: dict[int, int] = {}
    for label in pd.Series(0, index=dates).resample(freq).last().index:
        if label > dates[-1]:
            continue
        known = [row for row, day in enumerate(dates) if day <= label]
        if len(known) < max(min_hist, 1) or known[-1] in found:
            continue
        if lag == 0:
            earned = [row for row, day in enumerate(dates) if day >= label]
        else:
            earned = list(range(len(dates)))[known[-1] + lag :]
        if earned:
            found[known[-1]] = earned[0]
    return sorted(found.items())


# business days from Thursday, 2015-01-01; January ends on a Saturday, February too
DAYS = pd.bdate_range("2015-01-01", "2015-04-22")


def test_the_last_day_of_a_month_decides_and_the_next_day_earns() -> None:
    schedule = decision_schedule(DAYS, "ME", 10, 1)

    # April is not over
    assert days_of(schedule, DAYS) == [("01-30", "02-02"), ("02-27", "03-02"), ("03-31", "04-01")]


def test_without_a_lag_the_first_day_on_or_after_the_label_earns() -> None:
    schedule = decision_schedule(DAYS, "ME", 10, 0)

    assert days_of(schedule, DAYS) == [("01-30", "02-02"), ("02-27", "03-02"), ("03-31", "03-31")]


@pytest.mark.parametrize(("lag", "day"), [(1, "04-01"), (2, "04-02"), (5, "04-07"), (16, "04-22")])
def test_a_lag_counts_days_with_prices(lag: int, day: str) -> None:
    assert days_of(decision_schedule(DAYS, "ME", 10, lag), DAYS)[-1] == ("03-31", day)


def test_a_decision_that_would_earn_nothing_is_none() -> None:
    assert days_of(decision_schedule(DAYS, "ME", 10, 17), DAYS)[-1][0] == "02-27"
    assert days_of(decision_schedule(DAYS, "ME", 10, 250), DAYS) == []


def test_a_period_that_ends_with_the_data_decides_but_has_no_day_to_earn_under_a_lag() -> None:
    march = DAYS[DAYS <= "2015-03-31"]

    assert days_of(decision_schedule(march, "ME", 10, 0), march)[-1] == ("03-31", "03-31")
    assert days_of(decision_schedule(march, "ME", 10, 1), march)[-1] == ("02-27", "03-02")


@pytest.mark.parametrize(("min_hist", "first"), [(22, "01-30"), (23, "02-27"), (42, "02-27")])
def test_a_decision_waits_until_its_history_is_long_enough(min_hist: int, first: str) -> None:
    # 22 days up to January 30, 42 up to February 27
    assert days_of(decision_schedule(DAYS, "ME", min_hist, 1), DAYS)[0][0] == first


def test_a_week_that_ends_on_a_holiday_is_decided_the_day_before() -> None:
    without_friday = DAYS.drop(pd.Timestamp("2015-04-03"))

    found = days_of(decision_schedule(without_friday, "W-FRI", 60, 1), without_friday)

    assert found[:2] == [("03-27", "03-30"), ("04-02", "04-06")]


def test_labels_that_share_their_last_day_are_one_decision() -> None:
    # every calendar day is a label; Friday, Saturday and Sunday know the same
    found = days_of(decision_schedule(DAYS, "D", 75, 1), DAYS)

    assert found == [
        *(("04-15", "04-16"), ("04-16", "04-17"), ("04-17", "04-20")),
        *(("04-20", "04-21"), ("04-21", "04-22")),
    ]
    assert days_of(decision_schedule(DAYS, "D", 78, 0), DAYS)[0] == ("04-20", "04-20")


def test_a_label_at_the_start_of_a_month_knows_its_first_day_alone_where_that_has_prices() -> None:
    found = days_of(decision_schedule(DAYS, "MS", 10, 1), DAYS)

    # February 1 and March 1 are Sundays, April 1 is a Wednesday
    assert found == [("01-30", "02-02"), ("02-27", "03-02"), ("04-01", "04-02")]
    assert days_of(decision_schedule(DAYS, "MS", 10, 0), DAYS)[-1] == ("04-01", "04-01")


@pytest.mark.parametrize("freq", ["ME", "W-FRI", "D", "QE", "3ME"])
def test_no_decision_knows_a_day_after_its_label_or_earns_one_before_it_is_known(freq: str) -> None:
    for lag in (0, 1, 2, 7):
        schedule = decision_schedule(DAYS, freq, 2, lag)
        assert (schedule.first_rows >= schedule.decision_rows + lag).all()
        assert (np.diff(schedule.decision_rows) > 0).all()
        assert (np.diff(schedule.first_rows) >= 0).all()


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_the_resolution_of_the_days_changes_nothing(unit: str) -> None:
    for freq in ("ME", "W-FRI", "36h"):
        schedule = decision_schedule(DAYS.as_unit(unit), freq, 10, 1)
        other = decision_schedule(DAYS, freq, 10, 1)
        assert schedule.decision_rows.tolist() == other.decision_rows.tolist()
        assert schedule.first_rows.tolist() == other.first_rows.tolist()


@given(
    st.dates(pd.Timestamp("1990-01-01").date(), pd.Timestamp("2030-01-01").date()),
    st.lists(st.integers(1, 40), min_size=1, max_size=60),
    st.sampled_from(["ME", "M", "BME", "SME", "MS", "BMS", "QE", "QS", "YE", "W", "W-MON", "D"])
    | st.sampled_from(["B", "2W-WED", "10D", "5B", "3ME", "WOM-3FRI", "36h", "1D12h", "BQE-FEB"]),
    st.integers(0, 20),
    st.integers(0, 6),
)
@settings(max_examples=150)
def test_any_days_are_scheduled_as_the_description_says(
    first: object, gaps: list[int], freq: str, min_hist: int, lag: int
) -> None:
    steps = np.cumsum([0, *gaps])
    dates = pd.DatetimeIndex([pd.Timestamp(first) + pd.Timedelta(days=int(s)) for s in steps])
    freq = small_parameters(rebalance_freq=freq).rebalance_freq

    schedule = decision_schedule(dates, freq, min_hist, lag)

    found = list(zip(schedule.decision_rows.tolist(), schedule.first_rows.tolist(), strict=True))
    assert found == plain_schedule(dates, freq, min_hist, lag)


# --- in a whole backtest


@pytest.mark.parametrize("lag", [0, 1, 3])
def test_the_result_begins_with_the_first_day_that_has_weights_and_ends_with_the_data(
    lag: int,
) -> None:
    result = run_backtest(
        small_prices(), small_parameters(rebalance_freq="ME", execution_lag=lag, drift=False)
    )

    assert f"{result.dates[0]:%m-%d}" == {0: "02-02", 1: "02-02", 3: "02-04"}[lag]
    assert result.dates[-1] == pd.Timestamp("2015-04-22")


def test_weights_change_on_the_days_of_the_schedule_alone_where_they_do_not_drift() -> None:
    result = run_backtest(small_prices(), small_parameters(rebalance_freq="ME", drift=False))

    weights = result.daily[["w_AAA", "w_BBB", "w_CCC"]]
    changed = weights.index[(weights.diff().abs() > 0).any(axis=1)]
    assert [f"{day:%m-%d}" for day in changed] == ["03-02", "04-01"]


def test_old_and_new_names_of_month_end_give_the_same_backtest() -> None:
    new = run_backtest(small_prices(), small_parameters(rebalance_freq="ME"))
    old = run_backtest(small_prices(), small_parameters(rebalance_freq="M"))

    pd.testing.assert_frame_equal(old.daily, new.daily, check_exact=True)


def test_a_history_without_the_end_of_a_period_is_told_with_the_period() -> None:
    with pytest.raises(DataError, match=r"too short: .*\(YE\)"):
        run_backtest(small_prices(), small_parameters(rebalance_freq="YE"))
