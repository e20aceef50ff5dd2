"""Weekly prices, weekends, holidays that were filled, and dates that are moved."""

import numpy as np
import pandas as pd
import pytest

from core.findings import Check, Severity
from tests.core.exchange_days import (
    EVERY_DAY,
    NEW_YORK,
    SYMBOLS,
    WEEKDAYS,
    days,
    found,
    only,
    prices_on,
)
from tests.oracles.panels import simulated_prices

A_DAY = pd.Timedelta(days=1)


@pytest.mark.parametrize(
    ("rule", "apart"), [("W-FRI", "a week"), ("ME", "a month"), ("QE", "a quarter")]
)
def test_prices_that_are_not_of_every_day_are_told_for_all(rule: str, apart: str) -> None:
    frame = prices_on(NEW_YORK).resample(rule).last()
    finding = only(frame, Check.FREQUENCY)
    assert (finding.symbols, finding.severity) == (SYMBOLS, Severity.SUSPECT)
    assert f"The prices of all symbols are {apart} apart" in finding.message


def test_one_monthly_symbol_among_daily_ones_is_named() -> None:
    frame = prices_on(NEW_YORK)
    ends = frame.index.to_series().groupby(frame.index.to_period("M")).max()
    frame["CCC"] = frame["CCC"].where(frame.index.isin(ends))
    finding = only(frame, Check.FREQUENCY)
    assert (finding.symbols, finding.count) == (("CCC",), 36)


def test_a_history_that_turns_from_monthly_to_daily_is_told_with_its_days() -> None:
    frame = prices_on(NEW_YORK)
    ends = frame.index.to_series().groupby(frame.index.to_period("M")).max()
    frame = frame[frame.index.isin(ends) | (frame.index >= "2013-01-01")]
    finding = only(frame, Check.FREQUENCY)
    assert "a month apart between 2012-01-31 and 2012-12-31 and daily ones" in finding.message


def test_prices_on_a_weekend_are_told() -> None:
    frame = prices_on(NEW_YORK.union(days("2013-06-01 2013-06-02 2014-03-09")))
    finding = only(frame, Check.WEEKEND)
    assert (finding.severity, finding.count) == (Severity.FLAG, 3)
    assert finding.message == (
        "AAA, BBB, CCC and DDD have prices on 3 Saturdays and Sundays: "
        "2013-06-01 to 2013-06-02 and 2014-03-09."
    )


def test_prices_on_a_holiday_are_noted() -> None:
    frame = prices_on(NEW_YORK, ("ONE", "TWO"))
    frame.loc[pd.Timestamp("2013-07-04")] = [frame["ONE"].loc["2013-07-03"] * 1.001, np.nan]
    finding = only(frame.sort_index(), Check.WEEKEND)
    assert (finding.symbols, finding.severity) == (("ONE",), Severity.NOTE)
    assert "on 1 day on which the New York exchange was closed: 2013-07-04" in finding.message


@pytest.mark.parametrize("symbol", ["BTC-USD", "COIN"])
def test_what_trades_every_day_has_weekends(symbol: str) -> None:
    assert found(prices_on(EVERY_DAY, (symbol,))) == ()


def test_weekends_and_holidays_that_repeat_the_price_before_are_told() -> None:
    for symbols in (SYMBOLS, SYMBOLS[:1]):
        filled = prices_on(NEW_YORK, symbols).reindex(EVERY_DAY[2:]).ffill()
        findings = found(filled)
        assert {one.check for one in findings} <= {Check.WEEKEND, Check.STANDSTILL}
        assert sum(one.count for one in findings) == len(filled) - len(NEW_YORK)
        assert all(one.severity is Severity.FLAG for one in findings)


def test_holidays_of_a_single_symbol_that_repeat_the_price_before_are_told() -> None:
    filled = prices_on(NEW_YORK, ("ONE",)).reindex(WEEKDAYS[1:]).ffill()
    finding = only(filled, Check.WEEKEND)
    assert (finding.symbols, finding.count) == (("ONE",), len(WEEKDAYS) - 1 - len(NEW_YORK))


@pytest.mark.parametrize(("by", "way"), [(-1, "a day early"), (1, "a day late")])
def test_dates_moved_by_a_day_are_told_for_all_symbols(by: int, way: str) -> None:
    frame = prices_on(NEW_YORK + by * A_DAY)
    finding = only(frame, Check.SHIFTED)
    assert (finding.symbols, finding.severity) == (SYMBOLS, Severity.SUSPECT)
    assert finding.count > 100
    assert way in finding.message


def test_one_symbol_with_moved_dates_is_named() -> None:
    one = prices_on(NEW_YORK - A_DAY, ("ONE",))
    finding = only(prices_on(NEW_YORK).join(one, how="outer"), Check.SHIFTED)
    assert finding.symbols == ("ONE",)


def test_dates_moved_in_summer_only_are_told_with_that_summer() -> None:
    index = NEW_YORK.to_series()
    summer = (index > "2013-03-10") & (index < "2013-11-03")
    index[summer] -= A_DAY
    finding = only(prices_on(pd.DatetimeIndex(index)), Check.SHIFTED)
    assert str(finding.first) >= "2013-03-10"
    assert str(finding.last) < "2013-11-03"


def test_a_week_from_sunday_to_thursday_is_right_in_tel_aviv() -> None:
    sundays = EVERY_DAY[~EVERY_DAY.day_of_week.isin([4, 5])]
    assert found(prices_on(sundays, ("TEVA.TA",))) == ()


@pytest.mark.parametrize("late", [1, -1])
def test_moves_that_match_the_others_a_day_later_are_told(late: int) -> None:
    frame = simulated_prices(4, SYMBOLS, len(NEW_YORK), correlation=0.9).set_axis(NEW_YORK)
    frame["CCC"] = frame["CCC"].shift(late)
    finding = only(frame, Check.SHIFTED)
    assert (finding.symbols, finding.severity) == (("CCC",), Severity.SUSPECT)
    assert f"its dates look a day {'late' if late > 0 else 'early'}" in finding.message


def test_of_two_symbols_either_may_be_moved() -> None:
    frame = simulated_prices(4, ("ONE", "TWO"), len(NEW_YORK), correlation=0.9).set_axis(NEW_YORK)
    frame["TWO"] = frame["TWO"].shift(1)
    assert "the dates of one of them look a day off" in only(frame, Check.SHIFTED).message


def test_exchanges_that_close_at_different_hours_follow_each_other() -> None:
    # A market that moves with yesterday's New York, with a correlation of about a half.
    rng = np.random.default_rng(2)
    home = 0.01 * rng.standard_normal(len(NEW_YORK))
    abroad = 0.5 * np.roll(home, 1) + 0.01 * rng.standard_normal(len(NEW_YORK))
    prices = 100 * np.exp(np.cumsum(np.column_stack([home, abroad]), axis=0))
    assert found(pd.DataFrame(prices, NEW_YORK, ["HOME", "ABROAD"])) == ()


def test_tokyo_traded_on_saturdays_before_its_calendar_is_recorded() -> None:
    # Until 1989 most Saturdays were half days; the calendar is recorded from 1997 on.
    six_days = pd.date_range("1985-01-04", "1987-12-28", name="Date")
    six_days = six_days[six_days.day_of_week != 6]
    assert found(prices_on(six_days, ("7203.T",))) == ()
