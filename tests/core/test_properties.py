"""What holds for every panel and mixture: no look ahead, no units, no order, no negative equity."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import Parameters, run_backtest
from core.errors import BacktestError
from tests.oracles.agreement import assert_same_columns, assert_same_figures
from tests.oracles.panels import simulated_prices, with_crash, with_flat_spell

SYMBOLS = ("AAA", "BBB", "CCC", "DDD")
SHORT = {"cov_lookback": 60, "min_hist": 40, "vol_lookback": 20}
KNOWN_BEFORE_THE_DAY = ["leverage", "brake", "leverage_target", "turnover", "cost", "financing"]

few = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
seeds = st.integers(0, 10**6)
presets = st.sampled_from(["tradable", "as-scripted"])


def backtest(prices: pd.DataFrame, preset: str = "tradable", **fields: Any) -> Any:
    """The backtest of all symbols of a panel with short lookbacks."""
    fields = {"symbols": tuple(prices.columns), **SHORT, **fields}
    return run_backtest(prices, Parameters.preset(preset, **fields))


def without_prices(daily: pd.DataFrame) -> dict[str, list[Any]]:
    """All columns but the prices, `Date` first."""
    kept = daily.drop(columns=[name for name in daily.columns if f"w_{name}" in daily.columns])
    return {"Date": list(daily.index), **kept.to_dict(orient="list")}


# --- the future


def days_to_try(prices: pd.DataFrame) -> list[int]:
    """Rows at which a month ends, the next begins, a week ends, and one in the middle."""
    days = prices.index
    month_ends = [i for i in range(len(days) - 1) if days[i].month != days[i + 1].month]
    month_end = next(i for i in month_ends if i > 150)
    friday = next(i for i in range(190, len(days)) if days[i].day_of_week == 4)
    return [month_end - 1, month_end, month_end + 1, friday, friday + 2]


def scrambled_after(prices: pd.DataFrame, row: int) -> pd.DataFrame:
    """The same panel up to `row`, and quite other prices after it."""
    rng = np.random.default_rng(row)
    other = prices.copy()
    later = prices.iloc[row + 1 :]
    other.iloc[row + 1 :] = later * np.exp(0.2 * rng.standard_normal(later.shape))
    return other


FREQUENCIES = ["ME", "W-FRI", "10D", "D"]
REALISTIC: list[dict[str, Any]] = [
    {"preset": "tradable"},
    {"preset": "tradable", "drift": False, "return_kind": "log", "leverage_band": 0.0},
    {"preset": "as-scripted"},
]


@pytest.mark.parametrize("fields", REALISTIC, ids=["tradable", "reset daily", "scripted"])
@pytest.mark.parametrize("lag", [1, 2, 3])
@pytest.mark.parametrize("frequency", FREQUENCIES)
def test_later_prices_change_no_bit_of_a_row_nor_of_the_next_day_s_decisions(
    frequency: str, lag: int, fields: dict[str, Any]
) -> None:
    prices = simulated_prices(1, SYMBOLS[:3], 240)
    settled = {**fields, "rebalance_freq": frequency, "execution_lag": lag}
    before = backtest(prices, **settled).daily

    for row in days_to_try(prices):
        day, next_day = prices.index[row], prices.index[row + 1]
        after = backtest(scrambled_after(prices, row), **settled).daily

        pd.testing.assert_frame_equal(after.loc[:day], before.loc[:day], check_exact=True)
        decided = [f"w_{symbol}" for symbol in prices.columns] + KNOWN_BEFORE_THE_DAY
        assert (after.loc[next_day, decided] == before.loc[next_day, decided]).all()
        # a longer lag settles the leverage aimed at, and its brake, for that many days ahead
        ahead, aims = prices.index[row + 1 : row + 1 + lag], ["leverage_target", "brake"]
        assert (after.loc[ahead, aims] == before.loc[ahead, aims]).all(axis=None)
        assert after.loc[next_day, "ret_port_base"] != before.loc[next_day, "ret_port_base"]


@pytest.mark.parametrize("lag", [1, 2, 3])
@pytest.mark.parametrize("frequency", FREQUENCIES)
def test_rows_are_the_same_to_the_bit_when_the_data_end_with_them(frequency: str, lag: int) -> None:
    prices = simulated_prices(2, SYMBOLS, 240)
    fields = {"rebalance_freq": frequency, "execution_lag": lag}
    whole = backtest(prices, **fields).daily

    for row in days_to_try(prices):
        cut = backtest(prices.iloc[: row + 1], **fields).daily

        pd.testing.assert_frame_equal(cut, whole.loc[: prices.index[row]], check_exact=True)


def test_a_lag_of_zero_lets_a_day_s_own_return_choose_its_leverage() -> None:
    """The fault of the original script, shown by the same probe that acquits the other lags."""
    prices = simulated_prices(3, SYMBOLS, 240)
    row = days_to_try(prices)[0]
    before = backtest(prices, "as-scripted").daily

    after = backtest(scrambled_after(prices, row), "as-scripted").daily

    next_day = prices.index[row + 1]
    assert after.loc[next_day, "leverage"] != before.loc[next_day, "leverage"]
    assert after.loc[next_day, "w_AAA"] != before.loc[next_day, "w_AAA"]


# --- units and order


@few
@given(
    seed=seeds,
    preset=presets,
    factors=st.lists(st.floats(1e-3, 1e3), min_size=4, max_size=4),
)
def test_the_unit_of_a_symbol_s_prices_does_not_matter(
    seed: int, preset: str, factors: list[float]
) -> None:
    prices = simulated_prices(seed, SYMBOLS, 200)

    result, scaled = backtest(prices, preset), backtest(prices * factors, preset)

    assert_same_columns(scaled.daily, without_prices(result.daily))
    assert_same_figures(scaled.summary, figures_of(result.summary))


def figures_of(summary: Any) -> dict[str, dict[str, float]]:
    """The four figures of both portfolios."""
    names = ("ann_ret", "ann_vol", "sharpe", "max_drawdown")
    return {part: {name: summary[part][name] for name in names} for part in ("base", "dynamic")}


@few
@given(seed=seeds, preset=presets, order=st.permutations(SYMBOLS))
def test_the_order_of_the_symbols_does_not_matter(seed: int, preset: str, order: list[str]) -> None:
    prices = simulated_prices(seed, SYMBOLS, 200)

    result, permuted = backtest(prices, preset), backtest(prices[order], preset)

    names = list(result.daily.columns)
    assert sorted(permuted.daily.columns) == sorted(names)
    assert_same_columns(
        permuted.daily[names],
        {"Date": list(result.daily.index), **result.daily.to_dict(orient="list")},
    )


# --- bounds


@few
@given(seed=seeds, preset=presets, share=st.sampled_from([0.0, 0.3, 1.0]))
def test_new_weights_sum_to_one_and_none_is_negative(seed: int, preset: str, share: float) -> None:
    daily = backtest(simulated_prices(seed, SYMBOLS, 240), preset, alpha_minvar=share).daily

    weights = daily[[f"w_{symbol}" for symbol in SYMBOLS]].to_numpy()

    assert weights.min() >= 0.0
    assert weights.sum(axis=1) == pytest.approx(np.ones(len(weights)), abs=1e-9)


@few
@given(seed=seeds, lev_min=st.floats(0.0, 1.5), width=st.floats(0.0, 2.5), band=st.floats(0, 0.4))
def test_target_and_held_leverage_stay_within_their_bounds(
    seed: int, lev_min: float, width: float, band: float
) -> None:
    lev_max = max(0.1, lev_min + width)

    daily = backtest(
        simulated_prices(seed, SYMBOLS, 240),
        lev_min=lev_min,
        lev_max=lev_max,
        leverage_band=band,
        dd_threshold1=0.01,
        dd_threshold2=0.05,
    ).daily

    assert daily["leverage_target"].between(lev_min, lev_max).all()
    assert daily["leverage"].between(lev_min, lev_max).all()
    assert ((daily["leverage"] - daily["leverage_target"]).abs() <= band + 1e-12).all()


@few
@given(
    seed=seeds,
    preset=presets,
    lev_max=st.floats(1.0, 6.0),
    fraction=st.floats(0.1, 0.95),
    row=st.integers(90, 239),
)
def test_no_crash_leaves_a_negative_equity_or_an_empty_cell(
    seed: int, preset: str, lev_max: float, fraction: float, row: int
) -> None:
    prices = with_crash(simulated_prices(seed, SYMBOLS, 240), row, fraction)

    result = backtest(prices, preset, lev_max=lev_max, target_vol=0.6)

    daily = result.daily.drop(columns="vol_ann")
    assert np.isfinite(daily.to_numpy()).all()
    assert (daily[["equity_base", "equity_dyn"]] >= 0.0).all(axis=None)
    assert (daily[["ret_port_base", "ret_port_dyn"]] >= -1.0).all(axis=None)
    assert (daily[["dd_base", "dd_dyn"]] <= 0.0).all(axis=None)
    assert all(
        np.isfinite(list(part.values())).all() for part in figures_of(result.summary).values()
    )


def test_nothing_is_earned_held_or_traded_after_ruin() -> None:
    prices = with_crash(simulated_prices(4, SYMBOLS, 240), 200, 0.6)

    daily = backtest(prices, lev_min=2.0, lev_max=4.0).daily

    ruin = daily.index.get_loc(prices.index[200])
    assert daily["ret_port_dyn"].iloc[ruin] == -1.0
    assert daily["leverage"].iloc[ruin] > 1.0
    gone = ["equity_dyn", "leverage", "ret_port_dyn", "turnover", "cost", "financing"]
    assert (daily[gone].iloc[ruin + 1 :] == 0.0).all(axis=None)
    assert (daily["dd_dyn"].iloc[ruin:] == -1.0).all()


# --- nothing moves at all


@pytest.mark.parametrize("lag", [0, 1, 2, 3])
def test_leverage_is_one_until_its_window_is_full_and_highest_where_nothing_moves(
    lag: int,
) -> None:
    prices = with_flat_spell(simulated_prices(5, SYMBOLS, 260), 150, 190)

    daily = backtest(
        prices,
        cov_lookback=120,
        execution_lag=lag,
        drift=False,
        dd_threshold1=0.9,
        dd_threshold2=0.95,
        lev_max=1.7,
    ).daily

    assert (daily["leverage_target"].iloc[: SHORT["vol_lookback"] - 1 + lag] == 1.0).all()
    assert daily["leverage_target"].iloc[SHORT["vol_lookback"] - 1 + lag] != 1.0
    still = daily.index.get_loc(prices.index[150])
    full = slice(still + SHORT["vol_lookback"] - 1 + lag, still + 41)
    assert (daily["leverage_target"].iloc[full] == 1.7).all()
    assert len(daily["leverage_target"].iloc[full]) > 15


def test_a_symbol_that_never_moves_is_refused_by_name() -> None:
    prices = simulated_prices(6, SYMBOLS, 200).assign(BBB=50.0)

    with pytest.raises(BacktestError, match="BBB"):
        backtest(prices)
