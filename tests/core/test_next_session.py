"""What to hold for the next session is what a backtest holds on it, once it has come."""

from __future__ import annotations

import csv
import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.engine import run_backtest
from core.errors import DataError
from core.explained_day import Bound, ExplainedDay, SymbolDay, Trade
from core.next_session import MEANING, NextSession, next_session
from core.orders import COLUMNS, order_list, orders_csv
from core.parameters import CASH_SERIES, Parameters
from core.prices import LoadedPrices, PriceSource
from tests.core.small import SYMBOLS, small_parameters, small_prices
from tests.oracles.panels import simulated_prices, with_crash

INVENTED = PriceSource("demo", "made up", simulated=True)


def loaded(frame: pd.DataFrame) -> LoadedPrices:
    return LoadedPrices(frame, INVENTED)


def held(found: NextSession) -> tuple[float, ...]:
    """All that can be known of a day before it has come."""
    day = found.day
    assert day.before is not None
    numbers = (day.leverage, day.target, day.brake, day.before, day.turnover, day.cost)
    return (*numbers, day.financing, *(one.held for one in day.symbols))


def held_in_backtest(frame: pd.DataFrame, parameters: Parameters, day: pd.Timestamp) -> list[float]:
    """The same of a day of a whole backtest, with the drift before the trade written anew."""
    result = run_backtest(frame, parameters)
    row = int(result.dates.get_loc(day))
    account, gross = result.dynamic, result.holdings.gross_returns
    drifted = account.leverage[row - 1] * (1 + gross[row - 1]) / (1 + account.returns[row - 1])
    numbers = [account.leverage[row], account.target[row], account.brake[row], drifted]
    numbers += [account.turnover[row], account.cost[row], account.financing[row]]
    return [*numbers, *result.holdings.weights[row]]


# --- the same as the backtest


@pytest.mark.parametrize("freq", ["ME", "W-WED", "QE"])
@pytest.mark.parametrize("lag", [1, 2, 3])
def test_what_is_held_on_every_day_was_known_at_the_close_before(lag: int, freq: str) -> None:
    frame = small_prices(150)
    parameters = small_parameters(
        execution_lag=lag, rebalance_freq=freq, dd_threshold1=0.01, dd_threshold2=0.05
    )
    result = run_backtest(frame, parameters)
    rebalanced = 0
    for row in range(1, len(result.dates)):
        day, before = result.dates[row], result.dates[row - 1]
        found = next_session(loaded(frame.loc[:before]), parameters)
        assert (found.after, found.session) == (before.date(), day.date())
        assert list(held(found)) == held_in_backtest(frame, parameters, day)
        assert found.prices == tuple(frame.loc[before])
        rebalanced += found.day.rebalanced
    assert rebalanced >= 1
    assert min(result.dynamic.brake) < 1.0


def test_no_price_of_the_session_itself_changes_what_is_held_on_it() -> None:
    frame, parameters = small_prices(), small_parameters()
    found = next_session(loaded(frame), parameters)
    rng = np.random.default_rng(5)
    for _ in range(5):
        longer = frame.copy()
        longer.loc[pd.Timestamp(found.session)] = frame.iloc[-1] * rng.uniform(0.5, 2.0, 3)
        day = pd.Timestamp(found.session)
        assert list(held(found)) == held_in_backtest(longer, parameters, day)


def test_the_prices_given_stay_as_they_are() -> None:
    frame = small_prices()
    before = frame.copy(deep=True)
    next_session(loaded(frame), small_parameters())
    pd.testing.assert_frame_equal(frame, before)


def test_a_month_that_is_over_is_decided_though_its_last_day_has_no_price() -> None:
    # 2015-05-29 is a Friday; the label of the month, the 31st, a Sunday.
    frame = small_prices(200).loc[:"2015-05-29"]
    found = next_session(loaded(frame), small_parameters(rebalance_freq="ME"))
    assert found.session == dt.date(2015, 6, 1)
    assert found.day.rebalanced
    assert found.day.weights_known == dt.date(2015, 5, 29)


def test_a_month_that_is_not_over_is_not_decided() -> None:
    frame = small_prices(200).loc[:"2015-06-29"]  # a Monday; the 30th is a session
    found = next_session(loaded(frame), small_parameters(rebalance_freq="ME"))
    assert found.session == dt.date(2015, 6, 30)
    assert not found.day.rebalanced
    assert found.day.weights_known == dt.date(2015, 5, 29)


def test_prices_after_the_end_that_is_asked_for_do_not_exist() -> None:
    frame = small_prices(150)
    asked = small_parameters(end=dt.date(2015, 6, 3))
    found = next_session(loaded(frame), asked)
    cut = next_session(loaded(frame.loc[:"2015-06-03"]), small_parameters())
    assert found.after == dt.date(2015, 6, 3)
    assert found.session == dt.date(2015, 6, 4)
    assert found == cut
    assert found.notes == ()


def test_a_yield_as_the_cash_rate_is_the_one_of_the_last_close() -> None:
    frame = small_prices(150)
    rates = pd.Series(np.linspace(1.0, 4.0, 150), frame.index)
    rates.iloc[-1] = math.nan  # the last day has none: the one before is in force
    frame[CASH_SERIES] = rates
    parameters = small_parameters(cash_rate=CASH_SERIES)
    found = next_session(loaded(frame), parameters)
    assert found.cash_rate == pytest.approx(rates.iloc[-2] / 100)
    lent = max(1.0 - found.day.leverage, 0.0) * found.cash_rate
    borrowed = max(found.day.leverage - 1.0, 0.0) * (found.cash_rate + parameters.borrow_spread)
    assert found.day.financing == pytest.approx((borrowed - lent) / 252)
    # ... and of a day on which there are yields and no prices, too
    gap = frame.copy()
    gap.loc[gap.index[-3], list(SYMBOLS)] = math.nan
    gap.loc[gap.index[-2], list(SYMBOLS)] = math.nan
    gap.loc[gap.index[-1], list(SYMBOLS)] = math.nan
    found = next_session(loaded(gap), parameters)
    assert found.after == frame.index[-4].date()
    assert found.cash_rate == pytest.approx(rates.iloc[-4] / 100)


def test_a_symbol_without_the_last_price_takes_the_decision_a_day_back_and_is_named() -> None:
    frame = small_prices()
    whole = next_session(loaded(frame.iloc[:-1]), small_parameters())
    frame.loc[frame.index[-1], "BBB"] = math.nan
    found = next_session(loaded(frame), small_parameters())
    assert held(found) == held(whole)
    assert (found.after, found.session) == (whole.after, whole.session)
    (note,) = found.notes
    assert f"BBB has no price on {frame.index[-1]:%Y-%m-%d}" in note
    assert f"{found.after} is the last day on which all symbols have a price" in note


def test_a_price_that_is_carried_to_the_last_day_is_named() -> None:
    frame = small_prices()
    frame.loc[frame.index[-1], "BBB"] = math.nan
    found = next_session(loaded(frame), small_parameters(carry_forward=2))
    assert found.after == frame.index[-1].date()
    assert found.prices[1] == frame["BBB"].iloc[-2]
    (note,) = found.notes
    assert note.startswith(f"BBB has no price on {found.after}")


# --- what has no answer


def test_without_a_lag_nobody_can_hold_it() -> None:
    with pytest.raises(DataError, match=r"that day's own return.*execution lag.* to 1") as told:
        next_session(loaded(small_prices()), small_parameters("as-scripted"))
    assert str(told.value).count(". ") == 0


def test_a_history_that_is_too_short_is_told_without_the_invented_day() -> None:
    # 2015-05-29 is the 107th business day; the first weights would be held on June 1.
    frame = small_prices(200).loc[:"2015-05-29"]
    parameters = small_parameters(rebalance_freq="ME", min_hist=104, cov_lookback=104)
    with pytest.raises(DataError) as told:
        run_backtest(frame, parameters)
    with pytest.raises(DataError) as told_here:
        next_session(loaded(frame), parameters)
    assert str(told_here.value) == str(told.value)
    few = frame.iloc[:50]
    with pytest.raises(DataError, match=r"50 days.*to 2015-03-11"):
        next_session(loaded(few), parameters)


def test_an_account_that_is_wiped_out_has_nothing_to_hold() -> None:
    frame = with_crash(small_prices(), 60, 0.6)
    with pytest.raises(DataError, match=r"wiped out on 2015-03-26.*lower lev_max"):
        next_session(loaded(frame), small_parameters(target_vol=1.0, lev_min=2.0, lev_max=3.0))


# --- the day of the next session


def session_after(
    symbols: Sequence[str], last: str, days: str = "C", carry: int = 0, **frames: Any
) -> dt.date:
    """The next session of symbols with a year of prices on days of their own up to `last`."""
    frame = pd.DataFrame(index=pd.date_range(end=last, periods=400))
    rng = np.random.default_rng(2)
    for number, symbol in enumerate(symbols):
        values = 100.0 * np.exp(np.cumsum(0.01 * rng.standard_normal(len(frame))))
        frame[symbol] = values + number
        closed = frames.get(symbol)
        if closed is not None:
            frame.loc[closed(frame.index), symbol] = math.nan
    source = PriceSource("file", "prices.csv")
    parameters = small_parameters(symbols=tuple(symbols), start="2020-01-01", carry_forward=carry)
    return next_session(LoadedPrices(frame, source), parameters).session


def _days_of(listed: str) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(listed.split())


def no_new_york(days: pd.DatetimeIndex) -> np.ndarray:
    """When New York was closed in 2024 and 2025, by its published list of holidays."""
    listed = (
        "2024-01-01 2024-01-15 2024-02-19 2024-03-29 2024-05-27 2024-06-19 2024-07-04 2024-09-02 "
        "2024-11-28 2024-12-25 2025-01-01 2025-01-09 2025-01-20 2025-02-17 2025-04-18 2025-05-26 "
        "2025-06-19 2025-07-04 2025-09-01 2025-11-27 2025-12-25"
    )
    return np.asarray((days.day_of_week >= 5) | days.isin(_days_of(listed)))


def no_london(days: pd.DatetimeIndex) -> np.ndarray:
    """When London was closed, by the published bank holidays of England."""
    listed = (
        "2024-01-01 2024-03-29 2024-04-01 2024-05-06 2024-05-27 2024-08-26 2024-12-25 2024-12-26 "
        "2025-01-01 2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26"
    )
    return np.asarray((days.day_of_week >= 5) | days.isin(_days_of(listed)))


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2025-08-29", dt.date(2025, 9, 2)),  # Labor Day between
        ("2025-09-26", dt.date(2025, 9, 29)),
        ("2025-12-24", dt.date(2025, 12, 26)),
    ],
)
def test_holidays_of_the_exchange_are_passed_over(last: str, expected: dt.date) -> None:
    symbols = ("SPY", "TLT")
    assert session_after(symbols, last, SPY=no_new_york, TLT=no_new_york) == expected


def test_coins_are_traded_on_the_next_day_whatever_it_is() -> None:
    symbols = ("BTC-USD", "ETH-USD")
    assert session_after(symbols, "2025-09-26") == dt.date(2025, 9, 27)


def test_with_two_exchanges_both_must_be_open_unless_prices_are_carried() -> None:
    # The Monday after is a bank holiday in London alone.
    closed: dict[str, Any] = {"SPY": no_new_york, "VOD.L": no_london}
    symbols = ("SPY", "VOD.L")
    assert session_after(symbols, "2025-08-22", **closed) == dt.date(2025, 8, 26)
    assert session_after(symbols, "2025-08-22", carry=2, **closed) == dt.date(2025, 8, 25)


def test_prices_that_follow_no_calendar_go_by_the_weekdays_of_the_last_year() -> None:
    def not_sunday_to_thursday(days: pd.DatetimeIndex) -> np.ndarray:
        return np.asarray(days.day_of_week.isin([4, 5]))

    closed: dict[str, Any] = {"ONE": not_sunday_to_thursday, "TWO": not_sunday_to_thursday}
    assert session_after(("ONE", "TWO"), "2025-09-25", **closed) == dt.date(2025, 9, 28)


def test_invented_prices_have_no_holidays() -> None:
    frame = simulated_prices(3, SYMBOLS, 300, first_day="2024-05-01").loc[:"2025-04-17"]
    found = next_session(loaded(frame), small_parameters())
    assert found.after == dt.date(2025, 4, 17)
    assert found.session == dt.date(2025, 4, 18)  # Good Friday


# --- orders


def day_of(leverage: float, before: float | None) -> ExplainedDay:
    """A day with two symbols of weights 0.6 and 0.4 that were 0.5 and 0.5."""
    symbols = tuple(
        SymbolDay(name, weight, 0.5, 0.5, weight, leverage * weight, 0.0, 0.0)
        for name, weight in (("AAA", 0.6), ("BBB", 0.4))
    )
    day = dt.date(2025, 9, 26)
    return ExplainedDay(
        date=dt.date(2025, 9, 29),
        row=300,
        weights_known=day,
        weights_decided=day,
        volatility_known=day,
        drawdown_known=day,
        looks_ahead=False,
        volatility=0.08,
        raw=1.5,
        raw_bound=Bound.NONE,
        clipped=1.5,
        drawdown=-0.01,
        brake=1.0,
        target_bound=Bound.NONE,
        target=1.5,
        before=before,
        trade=Trade.OUT_OF_BAND,
        rebalanced=True,
        leverage=leverage,
        gross=0.0,
        turnover=0.0,
        cost=0.0,
        financing=0.0,
        ret=0.0,
        ret_base=0.0,
        equity_before=1.0,
        equity_after=1.0,
        symbols=symbols,
    )


def wanted(leverage: float = 1.5, before: float | None = 1.4) -> NextSession:
    return NextSession(
        after=dt.date(2025, 9, 26),
        session=dt.date(2025, 9, 29),
        day=day_of(leverage, before),
        prices=(37.0, 250.0),
        cash_rate=0.04,
    )


COSTS = Parameters(cost_bps=10.0, borrow_spread=0.01)


def test_whole_shares_by_hand() -> None:
    # 10,000: 9,000 of AAA are 243.24 shares of 37, 6,000 of BBB 24 of 250.
    orders = order_list(wanted(), COSTS, 10_000.0, {"AAA": 200.0, "BBB": 30.0})
    assert [one.shares for one in orders.orders] == [243.0, 24.0]
    assert [one.money for one in orders.orders] == [8_991.0, 6_000.0]
    assert [one.held_shares for one in orders.orders] == [200.0, 30.0]
    assert [one.trade_shares for one in orders.orders] == [43.0, -6.0]
    assert [one.trade_money for one in orders.orders] == [1_591.0, -1_500.0]
    assert [one.cost for one in orders.orders] == pytest.approx([1.591, 1.5])
    assert orders.traded == 3_091.0
    assert orders.cost == pytest.approx(3.091)
    assert orders.cash == pytest.approx(10_000 - 14_991 - 3.091)
    assert orders.leverage == pytest.approx(1.4991)
    assert orders.interest_a_day == pytest.approx(4_991 * 0.05 / 252)


def test_fractional_shares_come_out_at_the_leverage_that_is_wanted() -> None:
    orders = order_list(wanted(), COSTS, 10_000.0, {}, fractional=True)
    assert [one.shares for one in orders.orders] == pytest.approx([9_000 / 37, 24.0])
    assert orders.leverage == pytest.approx(1.5)
    assert orders.traded == pytest.approx(15_000.0)


def test_cash_that_is_left_earns_the_cash_rate_without_the_spread() -> None:
    orders = order_list(wanted(0.5), COSTS, 10_000.0, {}, fractional=True)
    assert orders.cash == pytest.approx(5_000 - 5)
    assert orders.interest_a_day == pytest.approx(-5_000 * 0.04 / 252)


def test_without_holdings_given_those_of_the_backtest_are_held() -> None:
    # 1.4 x 0.5 x 10,000 of each: 189.19 shares of AAA, 28 of BBB.
    fractional = order_list(wanted(), COSTS, 10_000.0, None, fractional=True)
    assert [one.held_shares for one in fractional.orders] == pytest.approx([7_000 / 37, 28.0])
    assert [one.trade_money for one in fractional.orders] == pytest.approx([2_000, -1_000])
    whole = order_list(wanted(), COSTS, 10_000.0, None)
    assert [one.held_shares for one in whole.orders] == [189.0, 28.0]
    assert [one.trade_shares for one in whole.orders] == [54.0, -4.0]


def test_on_its_first_day_the_backtest_holds_nothing_yet() -> None:
    orders = order_list(wanted(before=None), COSTS, 10_000.0, None)
    assert [one.held_shares for one in orders.orders] == [0.0, 0.0]


@pytest.mark.parametrize("fractional", [True, False])
def test_the_trades_of_the_backtest_are_the_orders_of_an_account_that_holds_the_same(
    fractional: bool,
) -> None:
    frame = small_prices(150)
    parameters = small_parameters(leverage_band=0.1)
    idle = 0
    for last in range(100, 120):
        found = next_session(loaded(frame.iloc[:last]), parameters)
        orders = order_list(found, parameters, 50_000.0, None, fractional=fractional)
        if found.day.turnover == 0.0:
            idle += 1
            assert orders.traded == 0.0
        if fractional:
            assert orders.traded == pytest.approx(50_000 * found.day.turnover)
            assert orders.cost == pytest.approx(50_000 * found.day.cost)
            assert orders.leverage == pytest.approx(found.day.leverage)
            assert orders.interest_a_day == pytest.approx(50_000 * found.day.financing)
    assert 0 < idle < 20


@pytest.mark.parametrize("equity", [0.0, -5.0, 1e300, math.inf, math.nan])
def test_an_account_that_cannot_be_is_refused_in_a_sentence(equity: float) -> None:
    with pytest.raises(DataError, match="account has to be worth more than 0"):
        order_list(wanted(), COSTS, equity, None)


@pytest.mark.parametrize("shares", [-1.0, 1e300, math.inf, math.nan])
def test_shares_that_cannot_be_are_refused_with_their_symbol(shares: float) -> None:
    with pytest.raises(DataError, match="BBB: the shares held must be a number from 0"):
        order_list(wanted(), COSTS, 1e4, {"BBB": shares})


def test_holdings_beyond_counting_are_refused() -> None:
    with pytest.raises(DataError, match="shares of BBB at 250 are worth more"):
        order_list(wanted(), COSTS, 1e4, {"BBB": 9e14})


def test_shares_of_a_symbol_that_is_not_in_the_scenario_are_named() -> None:
    with pytest.raises(DataError, match=r"XYZ is held, but not among the symbols.*sell it first"):
        order_list(wanted(), COSTS, 1e4, {"AAA": 1.0, "XYZ": 2.0})
    order_list(wanted(), COSTS, 1e4, {"XYZ": 0.0})  # none of it is nothing


def test_a_price_of_next_to_nothing_is_refused() -> None:
    found = NextSession(wanted().after, wanted().session, day_of(1.5, 1.0), (1e-300, 250.0), 0.0)
    with pytest.raises(DataError, match=r"shares of AAA.*cannot be counted"):
        order_list(found, COSTS, 1e4, {})


def test_the_file_has_plain_numbers_that_read_back_and_a_row_of_cash() -> None:
    orders = order_list(wanted(), COSTS, 10_000.0, None, fractional=True)
    rows = list(csv.DictReader(orders_csv(wanted(), orders).decode().splitlines()))
    assert tuple(rows[0]) == COLUMNS
    assert [row["symbol"] for row in rows] == ["AAA", "BBB", "(cash)"]
    assert {row["session"] for row in rows} == {"2025-09-29"}
    assert {row["decided_after"] for row in rows} == {"2025-09-26"}
    for row, one in zip(rows, orders.orders, strict=False):
        for name in COLUMNS[3:]:
            assert float(row[name]) == getattr(one, name)
    assert float(rows[-1]["money"]) == orders.cash
    assert float(rows[-1]["cost"]) == orders.cost


def test_the_meaning_is_one_paragraph() -> None:
    assert 40 <= len(MEANING.split()) <= 90
    assert "\n" not in MEANING
