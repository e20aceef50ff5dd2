"""Sessions without a price, histories that begin late or end early, and mixed holidays."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from core.findings import Check, Severity
from tests.core.exchange_days import (
    EVERY_DAY,
    LONDON,
    NEW_YORK,
    SYMBOLS,
    WEEKDAYS,
    days,
    found,
    only,
    prices_on,
)


def test_sessions_without_a_price_are_told_and_holidays_are_not() -> None:
    frame = prices_on(NEW_YORK)
    frame.loc["2012-10-24":"2012-11-01", "BBB"] = np.nan  # Sandy closed the exchange on two of them
    finding = only(frame, Check.GAP)
    assert (finding.symbols, finding.count) == (("BBB",), 5)
    assert (finding.first, finding.last) == (dt.date(2012, 10, 24), dt.date(2012, 11, 1))
    assert finding.message == (
        "BBB has no price on 5 sessions of the New York exchange: 2012-10-24 to 2012-11-01."
    )


@pytest.mark.parametrize(
    ("rows", "severity"),
    [
        ([100], Severity.NOTE),
        ([100, 200, 300], Severity.NOTE),
        ([100, 200, 300, 400], Severity.FLAG),
        (range(100, 106), Severity.FLAG),
        (range(100, 121), Severity.SUSPECT),
        (range(100, 500, 10), Severity.SUSPECT),
    ],
)
def test_longer_gaps_are_more_serious(rows: list[int], severity: Severity) -> None:
    frame = prices_on(NEW_YORK)
    frame.iloc[list(rows), 0] = np.nan
    finding = only(frame, Check.GAP)
    assert (finding.severity, finding.count) == (severity, len(rows))


def test_sessions_that_all_symbols_lack_are_told_once() -> None:
    frame = prices_on(NEW_YORK).drop(days("2013-05-06 2013-05-07"))
    finding = only(frame, Check.GAP)
    assert (finding.symbols, finding.count) == (SYMBOLS, 2)
    assert finding.message.startswith("AAA, BBB, CCC and DDD have no price on 2 sessions")


def test_a_single_symbol_is_held_to_the_calendar_too() -> None:
    frame = prices_on(NEW_YORK, ("ONE",)).drop(days("2013-05-06"))
    assert only(frame, Check.GAP).symbols == ("ONE",)


def test_where_no_calendar_fits_the_other_symbols_tell_what_is_missing() -> None:
    odd = NEW_YORK.difference(NEW_YORK[::9]).union(days("2012-05-28 2013-05-27 2014-05-26"))
    odd = odd.union(WEEKDAYS.difference(NEW_YORK))
    frame = prices_on(odd)
    frame.iloc[[60, 90], 2] = np.nan
    finding = only(frame, Check.GAP)
    assert (finding.symbols, finding.count) == (("CCC",), 2)
    assert "on which other symbols have one" in finding.message


def test_the_stretch_before_a_symbol_begins_is_no_gap_but_costs_history() -> None:
    frame = prices_on(NEW_YORK)
    frame.loc[:"2012-12-31", "DDD"] = np.nan
    finding = only(frame, Check.HISTORY)
    assert (finding.symbols, finding.severity, finding.count) == (("DDD",), Severity.NOTE, 250)
    assert finding.message == (
        "DDD begins on 2013-01-02, 250 days after all other symbols have begun; "
        "without it the common history starts on 2012-01-03."
    )


def test_a_beginning_a_month_later_is_not_worth_a_word() -> None:
    frame = prices_on(NEW_YORK)
    frame.iloc[:20, 3] = np.nan
    assert found(frame) == ()


def test_a_symbol_that_stops_before_the_others_is_told() -> None:
    frame = prices_on(NEW_YORK)
    frame.loc["2014-03-03":, "AAA"] = np.nan
    finding = only(frame, Check.HISTORY)
    assert (finding.symbols, finding.severity) == (("AAA",), Severity.FLAG)
    assert (finding.first, finding.last) == (dt.date(2014, 3, 1), dt.date(2014, 12, 31))
    assert "AAA ends on 2014-02-28 while BBB goes on to 2014-12-31" in finding.message


def test_a_week_of_holidays_is_no_end() -> None:
    # Tokyo rested from April 27 to May 6, 2019, for a new emperor.
    index = pd.bdate_range("2019-01-02", "2019-05-06", name="Date")
    tokyo = index[index <= "2019-04-26"].difference(
        days("2019-01-02 2019-01-03 2019-01-14 2019-02-11 2019-03-21")
    )
    new_york = index.difference(days("2019-01-21 2019-02-18 2019-04-19"))
    frame = prices_on(new_york, ("AAA",)).join(prices_on(tokyo, ("7203.T",)), how="outer")
    assert [one.severity for one in found(frame)] == [Severity.NOTE]


def test_a_last_day_that_is_not_there_yet_is_usual() -> None:
    frame = prices_on(NEW_YORK)
    frame.iloc[-2:, 0] = np.nan
    assert found(frame) == ()


def test_more_than_three_sessions_behind_is_told() -> None:
    frame = prices_on(NEW_YORK)
    frame.iloc[-3:, 0] = np.nan
    assert found(frame) == ()
    frame.iloc[-4, 0] = np.nan
    assert only(frame, Check.HISTORY).count == 4


def test_exchanges_with_different_holidays_are_told_once_and_softly() -> None:
    frame = prices_on(NEW_YORK, ("AAA", "BBB")).join(
        prices_on(LONDON, ("ONE.L", "TWO.L")), how="outer"
    )
    finding = only(frame, Check.GAP)
    assert finding.severity is Severity.NOTE
    assert finding.count == len(NEW_YORK.symmetric_difference(LONDON))
    assert "the New York exchange: AAA and BBB; the London exchange: ONE.L" in finding.message


def test_a_gap_in_london_is_no_gap_of_new_york() -> None:
    frame = prices_on(NEW_YORK, ("AAA",)).join(prices_on(LONDON, ("ONE.L",)), how="outer")
    frame.loc["2013-05-08", "ONE.L"] = np.nan
    gap = next(one for one in found(frame) if one.symbols == ("ONE.L",))
    assert gap.message == ("ONE.L has no price on 1 session of the London exchange: 2013-05-08.")


def test_coins_among_funds_leave_their_weekends_out() -> None:
    frame = prices_on(NEW_YORK, ("AAA",)).join(prices_on(EVERY_DAY, ("BTC-USD",)), how="right")
    finding = only(frame, Check.WEEKEND)
    assert finding.severity is Severity.NOTE
    inside = EVERY_DAY[(NEW_YORK[0] <= EVERY_DAY) & (NEW_YORK[-1] >= EVERY_DAY)]
    assert finding.count == len(inside.difference(NEW_YORK))


def test_a_day_without_a_price_of_a_coin_is_a_gap() -> None:
    frame = prices_on(EVERY_DAY, ("BTC-USD",)).drop(days("2013-06-01"))
    finding = only(frame, Check.GAP)
    assert (finding.count, finding.first) == (1, dt.date(2013, 6, 1))


def test_currencies_rest_on_weekends_new_year_and_christmas() -> None:
    quoted = WEEKDAYS.difference(days("2012-12-25 2013-01-01 2013-12-25 2014-01-01 2014-12-25"))
    assert found(prices_on(quoted, ("EURUSD=X",))) == ()


def test_yields_may_lack_the_holidays_of_bonds() -> None:
    bonds = NEW_YORK.difference(days("2012-10-08 2012-11-12 2013-10-14 2013-11-11"))
    frame = prices_on(NEW_YORK, SYMBOLS[:2]).join(prices_on(bonds, ("^IRX",)))
    assert found(frame) == ()
    finding = only(
        frame.assign(**{"^IRX": frame["^IRX"].mask(frame.index == "2013-06-05")}), Check.GAP
    )
    assert (finding.symbols, finding.severity) == (("^IRX",), Severity.NOTE)


def test_prices_before_the_calendar_is_recorded_have_no_gaps() -> None:
    index = pd.bdate_range("1990-01-01", "1995-12-29", name="Date")[::2]
    assert found(prices_on(index, ("7203.T",))) == ()


def test_yields_beyond_all_reason_are_named() -> None:
    frame = prices_on(NEW_YORK, SYMBOLS[:2]).assign(**{"^IRX": 5.0})
    frame["^IRX"] += np.arange(len(frame)) % 7 / 100
    frame.iloc[[8, 9], 2] = [1e308, -1e308]
    finding = only(frame, Check.ROWS)
    assert "^IRX has 2 prices that are no yield" in finding.message
