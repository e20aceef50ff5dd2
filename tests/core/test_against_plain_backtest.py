"""Presets and mixtures of fields against the plain, slow backtest, in every column and figure.

Agreement is meant relative to scale, as in `tests.oracles.agreement`: 1e-9 of the largest magnitude
of a column, 1e-9 of a figure.
"""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import Parameters, run_backtest
from tests.oracles.agreement import assert_same_columns, assert_same_figures
from tests.oracles.panels import simulated_prices, with_crash, with_flat_spell
from tests.oracles.plain_backtest import PlainResult, plain_backtest

SHORT = {"cov_lookback": 60, "min_hist": 40, "vol_lookback": 20}
THREE = ("AAA", "BBB", "CCC")
FOUR = ("AAA", "BBB", "CCC", "DDD")


def assert_agreement(prices: pd.DataFrame, preset: str = "tradable", **fields: Any) -> PlainResult:
    """Run both backtests, compare all of them, and hand back the plain one."""
    fields = {"symbols": tuple(prices.columns), **fields}
    expected = plain_backtest(prices, preset, **fields)

    result = run_backtest(prices, Parameters.preset(preset, **fields))

    assert result.daily.index.name == "Date"
    assert list(result.daily.columns) == [name for name in expected.daily if name != "Date"]
    assert_same_columns(result.daily, expected.daily)
    assert_same_figures(result.summary, expected.summary)
    return expected


# --- presets, field by field


@pytest.mark.parametrize("preset", ["tradable", "as-scripted"])
def test_a_preset_agrees_with_its_default_lookbacks(preset: str) -> None:
    assert_agreement(simulated_prices(1, FOUR, 420), preset)


@pytest.mark.parametrize("return_kind", ["simple", "log"])
@pytest.mark.parametrize("lag", [0, 1, 2, 3])
@pytest.mark.parametrize("frequency", ["ME", "W-FRI", "MS"])
def test_every_lag_agrees_without_drift(lag: int, return_kind: str, frequency: str) -> None:
    assert_agreement(
        simulated_prices(2, THREE, 320),
        execution_lag=lag,
        return_kind=return_kind,
        drift=False,
        rebalance_freq=frequency,
        **SHORT,
    )


@pytest.mark.parametrize("lag", [1, 2, 3])
@pytest.mark.parametrize("frequency", ["ME", "W-WED", "D", "10D", "BQE"])
def test_every_lag_agrees_with_drifting_weights(lag: int, frequency: str) -> None:
    assert_agreement(
        simulated_prices(3, THREE, 320), execution_lag=lag, rebalance_freq=frequency, **SHORT
    )


@pytest.mark.parametrize("drift", [True, False])
@pytest.mark.parametrize("band", [0.0, 0.05, 0.3])
def test_every_leverage_band_agrees(band: float, drift: bool) -> None:
    expected = assert_agreement(
        simulated_prices(4, FOUR, 400),
        leverage_band=band,
        drift=drift,
        lev_min=0.5,
        lev_max=1.6,
        cost_bps=12.0,
        **SHORT,
    )

    untouched = np.mean(np.array(expected.daily["turnover"]) < 1e-12)
    assert (untouched > 0.2) if band > 0 else (untouched < 0.2)


@pytest.mark.parametrize("solver", ["exact", "scripted"])
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("shrinkage", [0.0, 0.3, 1.0])
def test_every_blend_of_weights_agrees(solver: str, share: float, shrinkage: float) -> None:
    assert_agreement(
        simulated_prices(5, (*FOUR, "EEE", "FFF"), 300, correlation=0.5),
        solver=solver,
        alpha_minvar=share,
        shrink_alpha=shrinkage,
        **SHORT,
    )


def test_minimum_variance_of_many_symbols_agrees() -> None:
    symbols = [f"S{i:02d}" for i in range(11)]

    expected = assert_agreement(
        simulated_prices(6, symbols, 300, correlation=0.6), alpha_minvar=1.0, **SHORT
    )

    assert 0.0 in expected.daily["w_S10"]


def test_weights_of_a_hedged_universe_agree() -> None:
    correlation = np.array([[1.0, -0.8, -0.7], [-0.8, 1.0, 0.8], [-0.7, 0.8, 1.0]])
    prices = simulated_prices(7, THREE, 300, correlation=correlation, vols=[0.08, 0.3, 0.28])

    assert_agreement(prices, shrink_alpha=0.0, rebalance_freq="W-FRI", **SHORT)


@pytest.mark.parametrize("statistics", ["standard", "scripted"])
@pytest.mark.parametrize("preset", ["tradable", "as-scripted"])
def test_both_conventions_of_the_summary_agree(preset: str, statistics: str) -> None:
    # the prices fall from the first row on, so that the first day's loss tells the two apart
    assert_agreement(
        simulated_prices(8, THREE, 300, growth=-0.6), preset, statistics=statistics, **SHORT
    )


@pytest.mark.parametrize("cash_rate", [0.0, 0.05])
@pytest.mark.parametrize("spread", [0.0, 0.03])
def test_interest_agrees_on_both_sides_of_full_investment(cash_rate: float, spread: float) -> None:
    expected = assert_agreement(
        simulated_prices(9, THREE, 300),
        cash_rate=cash_rate,
        borrow_spread=spread,
        cost_bps=0.0,
        target_vol=0.09,
        **SHORT,
    )

    assert min(expected.daily["leverage"]) < 1.0 < max(expected.daily["leverage"])


def with_yield(prices: pd.DataFrame, seed: int, missing: float = 0.3) -> pd.DataFrame:
    """The panel with a yield in percent that wanders around zero and is missing on many days."""
    rng = np.random.default_rng(seed)
    yields = np.cumsum(rng.normal(0.0, 0.15, len(prices)))
    yields[1:][rng.random(len(prices) - 1) < missing] = np.nan
    return prices.assign(**{"^IRX": yields})


@pytest.mark.parametrize("lag", [0, 1, 3])
@pytest.mark.parametrize("seed", [1, 2])
def test_interest_and_figures_agree_with_a_cash_rate_that_changes_daily(
    lag: int, seed: int
) -> None:
    expected = assert_agreement(
        with_yield(simulated_prices(9, THREE, 300), seed),
        symbols=THREE,
        cash_rate="^IRX",
        execution_lag=lag,
        drift=lag > 0,
        target_vol=0.09,
        **SHORT,
    )

    assert min(expected.daily["leverage"]) < 1.0 < max(expected.daily["leverage"])


@pytest.mark.parametrize("most", [0, 1, 3])
def test_missing_prices_carried_forward_agree(most: int) -> None:
    prices = simulated_prices(10, THREE, 340)
    rng = np.random.default_rng(3)
    prices = prices.mask(rng.random(prices.shape) < 0.06)
    prices.iloc[100:104, 1] = np.nan  # longer than any of the limits
    prices.iloc[200] = np.nan  # no day at all
    prices.iloc[:5, 2] = np.nan  # nothing to carry yet

    expected = assert_agreement(prices, carry_forward=most, **SHORT)

    assert prices.index[200] not in expected.daily["Date"]


def test_days_outside_start_and_end_and_days_without_a_price_are_no_part_of_it() -> None:
    prices = simulated_prices(10, FOUR, 500)
    prices.iloc[:60, 1] = np.nan
    prices.iloc[200:203, 2] = np.nan

    expected = assert_agreement(
        prices, symbols=("CCC", "AAA"), start="2015-02-10", end="2016-06-30", **SHORT
    )

    assert expected.daily["Date"][-1] == pd.Timestamp("2016-06-30")


def test_a_short_first_history_agrees_where_less_than_the_lookback_is_enough() -> None:
    assert_agreement(
        simulated_prices(11, THREE, 260), cov_lookback=120, min_hist=20, vol_lookback=15
    )


# --- brake and ruin


@pytest.mark.parametrize("lag", [0, 1, 2])
def test_the_brake_agrees_when_it_is_on_most_days(lag: int) -> None:
    expected = assert_agreement(
        simulated_prices(12, THREE, 400, growth=-0.05),
        execution_lag=lag,
        drift=False,
        dd_threshold1=0.01,
        dd_threshold2=0.08,
        dd_min_scale=0.2,
        lev_min=0.1,
        **SHORT,
    )

    assert np.mean(np.array(expected.daily["brake"]) < 1.0) > 0.5


@pytest.mark.parametrize("lag", [1, 2, 3])
@pytest.mark.parametrize("drift", [True, False])
def test_a_levered_account_that_a_crash_wipes_out_agrees(lag: int, drift: bool) -> None:
    prices = with_crash(simulated_prices(13, THREE, 300, vols=[0.05, 0.05, 0.05]), 200, 0.45)

    expected = assert_agreement(
        prices, execution_lag=lag, drift=drift, lev_max=4.0, target_vol=0.5, **SHORT
    )

    assert expected.daily["ret_port_dyn"].count(-1.0) == 1
    assert expected.daily["equity_dyn"][-1] == 0.0
    assert expected.daily["equity_base"][-1] > 0.0


@pytest.mark.parametrize("statistics", ["standard", "scripted"])
def test_both_accounts_that_a_crash_of_log_returns_wipes_out_agree(statistics: str) -> None:
    prices = with_crash(simulated_prices(14, THREE, 300), 200, 0.7)

    expected = assert_agreement(
        prices, "as-scripted", lev_min=0.9, cost_bps=5.0, statistics=statistics, **SHORT
    )

    assert expected.daily["equity_base"][-1] == expected.daily["equity_dyn"][-1] == 0.0


def test_a_levered_account_outlives_its_base_portfolio_where_it_holds_less_of_it() -> None:
    prices = with_crash(simulated_prices(15, THREE, 300), 200, 0.7)

    expected = assert_agreement(
        prices, return_kind="log", drift=False, lev_min=0.2, lev_max=0.6, **SHORT
    )

    assert expected.daily["equity_base"][-1] == 0.0 < expected.daily["equity_dyn"][-1]


@pytest.mark.parametrize("statistics", ["standard", "scripted"])
@pytest.mark.parametrize("lev_max", [0.5, 2.0])
def test_accounts_that_the_cost_of_the_first_purchase_wipes_out_agree(
    lev_max: float, statistics: str
) -> None:
    expected = assert_agreement(
        simulated_prices(16, THREE, 200),
        cost_bps=10_000.0,
        lev_max=lev_max,
        statistics=statistics,
        **SHORT,
    )

    # all the money is the price of the purchase, and the first day loses a little more
    assert expected.daily["equity_base"][0] == 0.0
    assert (expected.daily["equity_dyn"][0] == 0.0) == (lev_max > 1.0)


@pytest.mark.parametrize("lag", [0, 1, 2])
def test_days_on_which_nothing_moves_agree(lag: int) -> None:
    prices = with_flat_spell(simulated_prices(17, THREE, 260), 150, 190)

    expected = assert_agreement(
        prices,
        execution_lag=lag,
        drift=False,
        cov_lookback=120,
        min_hist=40,
        vol_lookback=15,
        leverage_band=0.02,
    )

    assert 0.0 in expected.daily["vol_ann"]


# --- fields at random


def fractions(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers with few digits between two bounds, as a person would type them."""
    return st.integers(0, 40).map(lambda step: round(low + (high - low) * step / 40, 6))


@st.composite
def mixtures(draw: st.DrawFn) -> dict[str, Any]:
    """Any allowed mixture of fields."""
    lag = draw(st.integers(0, 3))
    kind = draw(st.sampled_from(["simple", "log"]))
    lookback = draw(st.integers(20, 90))
    lev_min = draw(fractions(0.0, 1.2))
    threshold = draw(fractions(0.0, 0.12))
    return {
        "execution_lag": lag,
        "return_kind": kind,
        "drift": kind == "simple" and lag >= 1 and draw(st.booleans()),
        "solver": draw(st.sampled_from(["exact", "exact", "scripted"])),
        "statistics": draw(st.sampled_from(["standard", "scripted"])),
        "cost_bps": draw(fractions(0.0, 60.0)),
        "cash_rate": draw(st.one_of(fractions(0.0, 0.08), st.just("^IRX"))),
        "carry_forward": draw(st.integers(0, 2)),
        "borrow_spread": draw(fractions(0.0, 0.04)),
        "leverage_band": draw(st.sampled_from([0.0, 0.05, 0.3])),
        "rebalance_freq": draw(
            st.sampled_from(["ME", "M", "BME", "QE", "W-FRI", "W-MON", "10D", "D", "SME"])
        ),
        "cov_lookback": lookback,
        "min_hist": draw(st.integers(10, lookback)),
        "shrink_alpha": draw(fractions(0.05, 1.0)),
        "alpha_minvar": draw(fractions(0.0, 1.0)),
        "vol_lookback": draw(st.integers(2, 60)),
        "target_vol": draw(fractions(0.04, 0.4)),
        "lev_min": lev_min,
        "lev_max": lev_min + draw(fractions(0.1, 3.0)),
        "dd_threshold1": threshold,
        "dd_threshold2": threshold + draw(fractions(0.01, 0.3)),
        "dd_min_scale": draw(fractions(0.0, 1.0)),
    }


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(seed=st.integers(0, 10**6), count=st.integers(2, 6), fields=mixtures())
def test_any_mixture_of_fields_agrees(seed: int, count: int, fields: dict[str, Any]) -> None:
    rows = 220 if fields["solver"] == "scripted" else 380
    symbols = tuple(f"S{i}" for i in range(count))
    prices = simulated_prices(seed, symbols, rows)
    rng = np.random.default_rng(seed)
    prices = prices.mask((rng.random(prices.shape) < 0.02) & (np.arange(rows) > 0)[:, None])

    assert_agreement(with_yield(prices, seed), symbols=symbols, **fields)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10**6),
    fields=mixtures(),
    row=st.integers(120, 219),
    fraction=fractions(0.2, 0.8),
)
def test_any_mixture_of_fields_agrees_through_a_crash(
    seed: int, fields: dict[str, Any], row: int, fraction: float
) -> None:
    prices = with_crash(simulated_prices(seed, THREE, 220), row, fraction)

    assert_agreement(with_yield(prices, seed), symbols=THREE, **fields)
