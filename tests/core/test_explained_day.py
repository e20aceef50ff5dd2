"""Days explained, put beside a plain computation from the rules and beside hand calculations."""

import datetime as dt
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import Parameters
from core.engine import BasePortfolio, base_portfolio, run_overlay
from core.errors import BacktestError
from core.explained_day import Bound, ExplainedDay, Trade, explained_day
from core.result import BacktestResult
from core.sources.demo import demo_market
from tests.core.small import SYMBOLS, small_parameters, small_prices
from tests.oracles.panels import simulated_prices, with_crash, with_flat_spell
from tests.oracles.plain_day import PlainDay, plain_days

SHORT = {"cov_lookback": 20, "min_hist": 10, "vol_lookback": 5, "start": "2015-01-01"}


def run(prices: pd.DataFrame, preset: str, **fields: Any) -> tuple[BacktestResult, BasePortfolio]:
    parameters = Parameters.preset(preset, **fields)
    base = base_portfolio(prices, parameters)
    return run_overlay(base, parameters), base


def every_day(result: BacktestResult, base: BasePortfolio) -> list[ExplainedDay]:
    return [explained_day(result, base, day.date()) for day in result.dates]


def near(value: float | None) -> Any:
    return None if value is None else pytest.approx(value, rel=1e-8, abs=1e-11)


def assert_told_alike(found: ExplainedDay, expected: PlainDay, p: Parameters) -> None:
    for name in ("date", "weights_known", "weights_decided", "rebalanced"):
        assert getattr(found, name) == getattr(expected, name), name
    for name in ("volatility_known", "drawdown_known"):
        assert getattr(found, name) == getattr(expected, name), name
    edge = expected.before is not None and math.isclose(
        abs(expected.target - expected.before), p.leverage_band, rel_tol=1e-9, abs_tol=1e-12
    )
    assert found.trade.value == expected.trade or edge  # rounding decides there
    numbers = ("volatility", "raw", "drawdown", "brake", "target", "before", "leverage")
    for name in (*numbers, "cost", "financing", "ret", "equity_before", "equity_after"):
        assert getattr(found, name) == near(getattr(expected, name)), name
    assert [one.decided for one in found.symbols] == near_all(expected.decided)
    assert [one.risk_share for one in found.symbols] == near_all(expected.risk_shares)
    assert [one.held for one in found.symbols] == near_all(expected.held)
    assert [one.traded for one in found.symbols] == near_all(expected.traded)
    assert [one.exposure * one.ret for one in found.symbols] == near_all(expected.contributions)
    own = expected.date in (expected.weights_known, expected.volatility_known)
    assert found.looks_ahead == (own and expected.trade != "wiped out")
    assert not (p.execution_lag and found.looks_ahead)


def near_all(values: list[Any]) -> list[Any]:
    return [near(value) for value in values]


def assert_adds_up(found: ExplainedDay, result: BacktestResult) -> None:
    """Everything about a day agrees with the result and with itself."""
    row, account, p = found.row, result.dynamic, result.parameters
    for name in ("leverage", "target", "brake", "turnover", "cost", "financing"):
        assert getattr(found, name) == getattr(account, name)[row]
    assert found.ret == account.returns[row]
    assert found.ret_base == result.base.returns[row]
    assert found.equity_after == account.equity[row]
    assert sum(abs(one.traded) for one in found.symbols) == near(found.turnover)
    assert found.cost == near(p.cost_bps / 1e4 * found.turnover)
    assert sum(one.held * one.ret for one in found.symbols) == near(found.gross)
    assert sum(one.exposure for one in found.symbols) == near(
        found.leverage * sum(one.held for one in found.symbols)
    )
    if found.trade is Trade.NOTHING_LEFT:
        assert found.leverage == found.turnover == found.ret == found.equity_after == 0.0
        return
    earned = found.leverage * found.gross - found.cost - found.financing
    assert max(earned, -1.0) == near(found.ret)
    assert found.equity_before * (1.0 + found.ret) == near(found.equity_after)
    wanted = min(max(found.clipped * found.brake, p.lev_min), p.lev_max)
    assert wanted == found.target  # to the bit: it is the same product
    if found.trade is Trade.IN_BAND:
        assert found.leverage == found.before
        assert abs(found.target - found.leverage) <= p.leverage_band
    else:
        assert found.leverage == found.target
    fallen = -found.drawdown
    slope = (p.dd_min_scale - 1.0) / (p.dd_threshold2 - p.dd_threshold1)
    line = 1.0 + slope * (min(max(fallen, p.dd_threshold1), p.dd_threshold2) - p.dd_threshold1)
    assert found.brake == near(line)


# --- beside the plain computation


@pytest.mark.parametrize("return_kind", ["simple", "log"])
@pytest.mark.parametrize("lag", [0, 1, 2, 3])
@pytest.mark.parametrize("preset", ["tradable", "as-scripted"])
def test_every_day_without_drift_is_that_of_the_plain_rules(
    preset: str, lag: int, return_kind: str
) -> None:
    fields = {**SHORT, "symbols": SYMBOLS, "rebalance_freq": "W-FRI", "execution_lag": lag}
    fields |= {"drift": False, "return_kind": return_kind, "dd_threshold1": 0.01}
    prices = small_prices(60, seed=lag)
    result, base = run(prices, preset, **fields)
    expected = plain_days(prices, preset, **fields)

    found = every_day(result, base)

    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert_told_alike(one, other, result.parameters)
        assert_adds_up(one, result)


@pytest.mark.parametrize("frequency", ["D", "W-WED", "ME"])
@pytest.mark.parametrize("lag", [1, 2, 3])
def test_every_day_with_drift_is_that_of_the_plain_rules(lag: int, frequency: str) -> None:
    fields = {**SHORT, "symbols": SYMBOLS, "rebalance_freq": frequency, "execution_lag": lag}
    fields |= {"dd_threshold1": 0.01, "dd_threshold2": 0.05, "leverage_band": 0.2}
    prices = small_prices(90, seed=lag)
    result, base = run(prices, "tradable", **fields)

    found = every_day(result, base)

    for one, other in zip(found, plain_days(prices, "tradable", **fields), strict=True):
        assert_told_alike(one, other, result.parameters)
        assert_adds_up(one, result)


few = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


@few
@given(
    seed=st.integers(0, 10**6),
    lag=st.integers(0, 3),
    preset=st.sampled_from(["tradable", "as-scripted"]),
    drift=st.booleans(),
    series=st.booleans(),
    frequency=st.sampled_from(["D", "W-FRI", "ME", "MS", "3D"]),
    band=st.sampled_from([0.0, 0.05, 0.5]),
    cost=st.sampled_from([0.0, 2.0, 50.0]),
    highest=st.sampled_from([1.0, 2.0, 9.0]),
    crash=st.sampled_from([0.0, 0.1, 0.3, 0.6]),
    flat=st.booleans(),
)
def test_whatever_is_run_its_days_are_those_of_the_plain_rules(
    seed: int,
    lag: int,
    preset: str,
    drift: bool,
    series: bool,
    frequency: str,
    band: float,
    cost: float,
    highest: float,
    crash: float,
    flat: bool,
) -> None:
    prices = simulated_prices(seed, SYMBOLS, 50)
    if flat:
        prices = with_flat_spell(prices, 25, 33)
    if crash:
        prices = with_crash(prices, 40, crash)
    if series:
        prices["^IRX"] = np.linspace(0.5, 5.0, len(prices))
    fields = {**SHORT, "symbols": SYMBOLS, "rebalance_freq": frequency, "execution_lag": lag}
    fields |= {"leverage_band": band, "cost_bps": cost, "lev_max": highest, "shrink_alpha": 0.5}
    fields |= {"cash_rate": "^IRX" if series else 0.02, "solver": "exact"}
    drift = drift and lag > 0
    fields |= {"drift": drift, "return_kind": "simple" if drift else "log"}
    try:
        result, base = run(prices, preset, **fields)
    except BacktestError:
        return  # a flat spell that leaves nothing to decide by
    expected = plain_days(prices, preset, **fields)

    for one, other in zip(every_day(result, base), expected, strict=True):
        assert_told_alike(one, other, result.parameters)
        assert_adds_up(one, result)


@pytest.mark.parametrize("preset", ["tradable", "as-scripted"])
@pytest.mark.parametrize("lag", [0, 1, 3])
def test_every_seventh_day_of_the_demo_adds_up(preset: str, lag: int) -> None:
    parameters = Parameters.preset(preset).model_copy(
        update={"execution_lag": lag, "drift": lag > 0 and preset == "tradable"}
    )
    base = base_portfolio(demo_market().frame, parameters)
    result = run_overlay(base, parameters)

    for day in result.dates[::7]:
        assert_adds_up(explained_day(result, base, day.date()), result)


# --- by hand


def test_a_day_knows_the_close_before_and_the_first_week_of_weights() -> None:
    result, base = run(small_prices(), "tradable", **{**SHORT, "symbols": SYMBOLS})
    # Months: January 2015 has 22 weekdays, 21 returns; the last is Friday the 30th.
    found = explained_day(result, base, dt.date(2015, 2, 11))

    assert found.weights_known == dt.date(2015, 1, 30)
    assert found.weights_decided == dt.date(2015, 2, 2)
    assert found.volatility_known == found.drawdown_known == dt.date(2015, 2, 10)
    assert not found.rebalanced
    assert not found.looks_ahead


def test_the_first_day_buys_everything_from_cash() -> None:
    result, base = run(small_prices(), "tradable", **{**SHORT, "symbols": SYMBOLS})

    first = explained_day(result, base, result.dates[0].date())

    assert first.before is None
    assert first.trade is Trade.FIRST
    assert first.rebalanced
    assert first.volatility is first.volatility_known is first.drawdown_known is None
    assert (first.clipped, first.brake, first.leverage, first.equity_before) == (1, 1, 1, 1)
    assert [one.before for one in first.symbols] == [0, 0, 0]
    assert [one.traded for one in first.symbols] == [one.decided for one in first.symbols]


def test_a_day_without_prices_is_the_one_before_and_days_outside_are_the_ends() -> None:
    result, base = run(small_prices(), "tradable", **{**SHORT, "symbols": SYMBOLS})
    saturday, friday = dt.date(2015, 2, 14), dt.date(2015, 2, 13)

    assert explained_day(result, base, saturday).date == friday
    assert explained_day(result, base, dt.date(1990, 1, 1)).row == 0
    assert explained_day(result, base, dt.date(2090, 1, 1)).row == len(result.dates) - 1


def test_a_script_knows_the_day_whose_return_it_earns() -> None:
    result, base = run(small_prices(), "as-scripted", **{**SHORT, "symbols": SYMBOLS})
    full = [one for one in every_day(result, base) if one.volatility is not None]

    assert len(full) == len(result.dates) - 4  # a window of 5
    assert all(one.looks_ahead and one.volatility_known == one.date for one in full)
    assert all(one.drawdown_known < one.date for one in full if one.drawdown_known)


def test_where_nothing_moved_leverage_is_the_highest_and_its_raw_value_has_no_end() -> None:
    prices = with_flat_spell(small_prices(), 50, 62)
    result, base = run(prices, "tradable", **{**SHORT, "symbols": SYMBOLS})

    found = explained_day(result, base, prices.index[62].date())

    assert found.volatility == 0.0
    assert found.raw == math.inf
    assert (found.raw_bound, found.clipped) == (Bound.HIGHEST, 2.0)


def test_a_wiped_out_account_decides_nothing_afterwards() -> None:
    prices = with_crash(small_prices(), 50, 0.6)
    fields = {**SHORT, "symbols": SYMBOLS, "lev_min": 1.9, "dd_min_scale": 1.0}
    result, base = run(prices, "as-scripted", **fields)
    wiped = result.dynamic.wiped_out
    assert wiped >= 0

    last, after = every_day(result, base)[wiped : wiped + 2]

    assert (last.ret, last.equity_after) == (-1.0, 0.0)
    assert last.equity_before > 0.0
    assert last.trade is not Trade.NOTHING_LEFT
    assert after.trade is Trade.NOTHING_LEFT
    assert (after.before, after.target, after.drawdown) == (0.0, 0.0, -1.0)
    assert not after.looks_ahead
    assert not after.rebalanced
    assert {one.exposure for one in after.symbols} == {one.traded for one in after.symbols} == {0.0}


def test_bounds_of_the_raw_leverage_and_of_the_target_are_told_apart() -> None:
    result, base = run(
        small_prices(120, seed=4),
        "tradable",
        **{**SHORT, "symbols": SYMBOLS, "lev_min": 0.9, "lev_max": 1.1, "dd_threshold1": 0.001},
    )
    days = every_day(result, base)

    for one in days:
        if one.raw is not None:
            expected = Bound.LOWEST if one.raw < 0.9 else Bound.NONE
            expected = Bound.HIGHEST if one.raw > 1.1 else expected
            assert one.raw_bound is expected
        lowest = one.clipped * one.brake < 0.9
        assert one.target_bound is (Bound.LOWEST if lowest else Bound.NONE)
    assert {one.raw_bound for one in days} == set(Bound)
    assert {one.target_bound for one in days} == {Bound.NONE, Bound.LOWEST}


def test_another_overlay_on_the_same_base_explains_itself() -> None:
    parameters = small_parameters()
    base = base_portfolio(small_prices(), parameters)
    result = run_overlay(base, parameters.changed(target_vol=0.24))

    found = explained_day(result, base, result.dates[-1].date())

    assert found.volatility is not None
    assert found.raw == 0.24 / found.volatility
