"""Benchmarks, put beside pandas, plain loops and a root finder."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq

from core.benchmark_accounts import benchmark_name, benchmark_track
from core.benchmarks import Benchmark, BenchmarkKind
from core.comparison import Track
from core.errors import DataError
from core.prices import LoadedPrices, PriceSource
from core.scenario import Outcome, Scenario, scenario_outcome
from tests.core.small import SYMBOLS, small_parameters
from tests.oracles.panels import simulated_prices, twins

PRICES = simulated_prices(3, (*SYMBOLS, "OUT"), 300)
Weights = tuple[tuple[str, float], ...]


def loaded(frame: pd.DataFrame = PRICES) -> LoadedPrices:
    return LoadedPrices(frame, PriceSource("file", "small.csv"))


def outcome_of(frame: pd.DataFrame = PRICES, preset: str = "tradable", **fields: object) -> Outcome:
    """A scenario run on some prices."""
    made = scenario_outcome(loaded(frame), Scenario(1, "Own", small_parameters(preset, **fields)))
    assert made.error is None, made.error
    return made


def track(
    kind: BenchmarkKind, weights: Weights = (), frame: pd.DataFrame = PRICES, **fields: object
) -> Track:
    """A benchmark beside a scenario."""
    benchmark = Benchmark(7, kind, 1, weights, color=4)
    return benchmark_track(benchmark, outcome_of(frame, **fields), loaded(frame))  # type: ignore[arg-type]


def by_a_plain_loop(
    prices: pd.DataFrame, weights: dict[str, float], trades: set[dt.datetime], cost_bps: float
) -> pd.Series:
    """Equity of units that are bought on some days at the close before; the first day is none."""
    closes = prices[list(weights)]
    value, held, equity = 1.0, dict.fromkeys(weights, 0.0), {}
    for before, day in zip(closes.index[:-1], closes.index[1:], strict=True):
        gross = value
        if day in trades:
            turnover = sum(abs(weights[s] - held[s] * closes.at[before, s] / value) for s in held)
            held = {s: weights[s] * value / closes.at[before, s] for s in weights}
            gross -= value * cost_bps / 1e4 * turnover
        earned = sum(held[s] * (closes.at[day, s] - closes.at[before, s]) for s in held)
        new = gross + earned
        held = {s: units * new / (value + earned) for s, units in held.items()}
        value = equity[day] = new
    return pd.Series(equity)


@pytest.mark.parametrize("preset", ["tradable", "as-scripted"])
@pytest.mark.parametrize("symbol", ["BBB", "OUT"])
def test_a_symbol_is_bought_once_at_the_scenarios_cost_and_held(preset: str, symbol: str) -> None:
    beside = outcome_of(preset=preset, cost_bps=10.0).result
    assert beside is not None

    found = track(BenchmarkKind.SYMBOL, ((symbol, 1.0),), preset=preset, cost_bps=10.0)

    first = PRICES.index.get_loc(beside.dates[0])
    simple = PRICES[symbol].pct_change().iloc[first:].to_numpy()
    assert found.dates.equals(beside.dates)
    assert found.dynamic.returns[0] == pytest.approx(simple[0] - 0.001, abs=1e-15)
    assert found.dynamic.returns[1:] == pytest.approx(simple[1:], abs=1e-14)
    assert found.dynamic.turnover.tolist() == [1.0] + [0.0] * (len(simple) - 1)
    assert found.dynamic.leverage.tolist() == [1.0] * len(simple)
    assert (found.key, found.name, found.color, found.notes) == (7, symbol, 4, ())
    assert found.is_benchmark


@pytest.mark.parametrize("preset", ["tradable", "as-scripted"])
@pytest.mark.parametrize(
    ("kind", "weights"),
    [
        (BenchmarkKind.EQUAL, ()),
        (BenchmarkKind.FIXED, (("AAA", 0.6), ("CCC", 0.4))),
        (BenchmarkKind.FIXED, (("AAA", 0.2), ("OUT", 0.8))),
    ],
)
def test_weights_are_bought_back_at_the_scenarios_rebalances_and_drift_between(
    preset: str, kind: BenchmarkKind, weights: Weights
) -> None:
    beside = outcome_of(preset=preset, cost_bps=10.0).result
    assert beside is not None

    found = track(kind, weights, preset=preset, cost_bps=10.0)

    trades = set(beside.dates[beside.holdings.decision_of_row >= 0])
    assert len(trades) > 40
    wanted = dict(weights) or dict.fromkeys(SYMBOLS, 1 / 3)
    start = PRICES.index.get_loc(beside.dates[0]) - 1
    expected = by_a_plain_loop(PRICES.iloc[start:], wanted, trades, 10.0)
    assert found.dates.equals(expected.index)
    assert found.dynamic.equity == pytest.approx(expected.to_numpy(), rel=1e-12)


@pytest.mark.parametrize("preset", ["tradable", "as-scripted"])
@pytest.mark.parametrize(
    ("kind", "weights"),
    [
        (BenchmarkKind.SYMBOL, (("OUT", 1.0),)),
        (BenchmarkKind.EQUAL, ()),
        (BenchmarkKind.FIXED, (("AAA", 0.6), ("CCC", 0.4))),
    ],
)
def test_figures_of_a_benchmark_are_standard_over_the_cash_rate_of_any_scenario(
    preset: str, kind: BenchmarkKind, weights: Weights
) -> None:
    found = track(kind, weights, preset=preset, cash_rate=0.05)

    returns = pd.Series(found.dynamic.returns)
    deviation = returns.std(ddof=1) * np.sqrt(252)
    grown = (1.0 + returns).prod() ** (252 / len(returns)) - 1.0
    assert found.figures_dynamic["ann_ret"] == pytest.approx(grown)
    assert found.figures_dynamic["sharpe"] == pytest.approx(
        (returns.mean() * 252 - 0.05) / deviation
    )
    assert found.figures_base is None
    assert found.drawdown_base is None


def test_the_cash_rate_day_by_day_is_cut_with_the_days() -> None:
    frame = PRICES.assign(**{"^IRX": np.linspace(1.0, 5.0, len(PRICES))})
    frame.iloc[:100, frame.columns.get_loc("OUT")] = np.nan

    found = track(BenchmarkKind.SYMBOL, (("OUT", 1.0),), frame, cash_rate="^IRX")

    rates = found.conventions.cash_rate
    assert isinstance(rates, np.ndarray)
    assert found.dates[0] == PRICES.index[101]
    assert rates == pytest.approx(frame["^IRX"].loc[: found.dates[-1]].iloc[100:-1] / 100)


def test_a_day_without_a_price_takes_the_last_one_and_says_so() -> None:
    frame = PRICES.copy()
    frame.iloc[[150, 151, 200], frame.columns.get_loc("OUT")] = np.nan

    found = track(BenchmarkKind.SYMBOL, (("OUT", 1.0),), frame)

    row = found.dates.get_loc(PRICES.index[150])
    filled = frame["OUT"].ffill().pct_change()
    assert found.dynamic.returns[row : row + 3].tolist()[:2] == [0.0, 0.0]
    assert found.dynamic.returns[row + 2] == pytest.approx(filled.iloc[152])
    (note,) = found.notes
    assert note.startswith("OUT has no price on 3 of the ")


def test_a_symbol_that_begins_late_or_ends_early_has_days_of_its_own() -> None:
    frame = PRICES.copy()
    frame.iloc[:100, frame.columns.get_loc("OUT")] = np.nan
    frame.iloc[250:, frame.columns.get_loc("OUT")] = np.nan

    found = track(BenchmarkKind.FIXED, (("AAA", 0.5), ("OUT", 0.5)), frame)

    assert (found.dates[0], found.dates[-1]) == (PRICES.index[101], PRICES.index[249])
    assert found.dynamic.turnover[0] == 1.0
    first = (PRICES.iloc[101] / PRICES.iloc[100] - 1.0)[["AAA", "OUT"]].mean()
    assert found.dynamic.returns[0] == pytest.approx(first - 0.0002)
    assert found.notes == ()


@pytest.mark.parametrize("preset", ["tradable", "as-scripted"])
@pytest.mark.parametrize("target_vol", [0.05, 0.10, 0.25])
def test_constant_leverage_has_the_volatility_of_the_overlay(
    preset: str, target_vol: float
) -> None:
    fields = {"target_vol": target_vol, "lev_min": 0.0, "lev_max": 4.0}
    beside = outcome_of(preset=preset, **fields).result
    assert beside is not None

    found = track(BenchmarkKind.CONSTANT, preset=preset, **fields)

    assert found.figures_dynamic["ann_vol"] == pytest.approx(
        beside.summary["dynamic"]["ann_vol"],  # type: ignore[index]
        rel=1e-9,
    )
    level = found.dynamic.leverage[0]
    assert found.dynamic.leverage == pytest.approx(level, abs=1e-15)
    assert found.name == f"Constant {level:.2f}×, Own"


@pytest.mark.parametrize("statistics", ["standard", "scripted"])
def test_constant_leverage_keeps_the_statistics_by_which_it_is_matched(statistics: str) -> None:
    assert track(BenchmarkKind.CONSTANT, statistics=statistics).conventions.statistics == statistics


def test_constant_leverage_is_the_one_a_root_finder_finds_on_plain_returns() -> None:
    # Without costs and at a rate of nothing an account at leverage L earns L times its base.
    fields = {"cost_bps": 0.0, "cash_rate": 0.0, "borrow_spread": 0.0, "target_vol": 0.2}
    beside = outcome_of(**fields).result
    assert beside is not None
    base, wanted = beside.base.returns, beside.dynamic.returns.std()

    expected = brentq(lambda level: (level * base).std() - wanted, 0.0, 10.0, xtol=1e-14)

    found = track(BenchmarkKind.CONSTANT, **fields)
    assert found.dynamic.leverage[0] == pytest.approx(expected, rel=1e-9)
    assert found.dynamic.returns == pytest.approx(expected * base, abs=1e-14)


def test_constant_leverage_pays_interest_and_trades_of_its_own() -> None:
    found = track(
        BenchmarkKind.CONSTANT, lev_min=2.0, lev_max=2.0, dd_min_scale=1.0, leverage_band=0.0
    )
    beside = outcome_of(lev_min=2.0, lev_max=2.0, dd_min_scale=1.0, leverage_band=0.0).result
    assert beside is not None

    # an overlay that is constant itself is its own benchmark
    assert found.dynamic.leverage[0] == pytest.approx(2.0, rel=1e-9)
    assert found.dynamic.equity == pytest.approx(beside.dynamic.equity, rel=1e-8)
    assert found.dynamic.financing == pytest.approx(beside.dynamic.financing, rel=1e-8)


@pytest.mark.parametrize(
    ("kind", "weights", "words"),
    [
        (BenchmarkKind.SYMBOL, (("SPY", 1.0),), ["SPY is not among the prices", "load prices"]),
        (BenchmarkKind.SYMBOL, (("S\nY" * 50, 1.0),), ["is not among the prices"]),
        (BenchmarkKind.SYMBOL, (("^IRX", 1.0),), ["^IRX is a yield"]),
        (BenchmarkKind.SYMBOL, (), ["no symbol"]),
        (BenchmarkKind.FIXED, (), ["no symbol"]),
        (BenchmarkKind.FIXED, (("AAA", 0.6), ("SPY", 0.4)), ["SPY is not among"]),
        (BenchmarkKind.FIXED, (("AAA", 0.6), ("BBB", 0.3)), ["sum to 90 %", "100 %"]),
        (BenchmarkKind.FIXED, (("AAA", 0.5), ("AAA", 0.5)), ["AAA more than once"]),
        (BenchmarkKind.FIXED, (("AAA", 1.5), ("BBB", -0.5)), ["BBB", "-50 %", "above 0"]),
        (BenchmarkKind.FIXED, (("AAA", float("nan")), ("BBB", 1.0)), ["AAA", "above 0"]),
        (BenchmarkKind.FIXED, (("AAA", float("inf")), ("BBB", 1.0)), ["sum to inf %"]),
    ],
)
def test_what_cannot_be_a_benchmark_is_told_in_a_sentence(
    kind: BenchmarkKind, weights: Weights, words: list[str]
) -> None:
    with pytest.raises(DataError) as caught:
        track(kind, weights)

    for word in words:
        assert word in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_thirds_written_with_a_few_digits_sum_to_one() -> None:
    third = 0.3333333

    found = track(BenchmarkKind.FIXED, (("AAA", third), ("BBB", third), ("CCC", third)))

    equal = track(BenchmarkKind.EQUAL)
    assert found.dynamic.equity == pytest.approx(equal.dynamic.equity, rel=1e-5)


@pytest.mark.parametrize("price", [0.0, -1.0, np.inf])
def test_a_price_that_is_none_is_refused_with_its_day(price: float) -> None:
    frame = PRICES.copy()
    frame.iloc[120, frame.columns.get_loc("OUT")] = price

    with pytest.raises(DataError, match=f"OUT has the price .* {PRICES.index[120]:%Y-%m-%d}"):
        track(BenchmarkKind.SYMBOL, (("OUT", 1.0),), frame)


def test_a_symbol_without_a_price_on_the_days_of_the_scenario_is_refused() -> None:
    before, none = PRICES.copy(), PRICES.copy()
    before.iloc[5:, before.columns.get_loc("OUT")] = np.nan
    none["OUT"] = np.nan

    with pytest.raises(DataError, match="OUT and the result have no two days in common"):
        track(BenchmarkKind.SYMBOL, (("OUT", 1.0),), before)
    with pytest.raises(DataError, match="OUT has no price"):
        track(BenchmarkKind.SYMBOL, (("OUT", 1.0),), none)


def test_a_scenario_without_a_result_has_no_benchmark() -> None:
    failed = Outcome(Scenario(1, "Own", small_parameters()), None, DataError("Nothing."))

    with pytest.raises(DataError, match=r"Equal weights .* Own, which has no result"):
        benchmark_track(Benchmark(2, BenchmarkKind.EQUAL, 1), failed, loaded())


def test_no_constant_leverage_is_comparable_with_an_account_that_is_wiped_out() -> None:
    frame = twins([0.01, -0.01] * 30 + [-0.6] + [0.01, -0.01] * 5)
    fields = {"symbols": ("ONE", "TWO"), "lev_min": 2.0, "lev_max": 2.0, "dd_min_scale": 1.0}

    with pytest.raises(DataError, match="Own is wiped out"):
        track(BenchmarkKind.CONSTANT, (), frame, **fields)


def test_without_volatility_there_is_no_constant_leverage() -> None:
    fields = {"lev_min": 0.0, "lev_max": 1e-300, "leverage_band": 0.0, "cost_bps": 0.0}

    with pytest.raises(DataError, match="Own has no volatility"):
        track(BenchmarkKind.CONSTANT, (), **fields)


def test_a_volatility_that_only_ruin_would_have_has_no_constant_leverage() -> None:
    calm = [0.001, -0.001] * 30
    beside = outcome_of(twins([*calm, -0.30, *calm]), symbols=("ONE", "TWO"))
    assert beside.result is not None
    dynamic = beside.result.dynamic
    wild = replace(dynamic, returns=np.resize([0.5, -0.5], len(dynamic.returns)))
    forged = replace(beside, result=replace(beside.result, dynamic=wild))

    with pytest.raises(DataError, match="No constant leverage up to 100"):
        benchmark_track(Benchmark(2, BenchmarkKind.CONSTANT, 1), forged, loaded())


@pytest.mark.parametrize(
    ("kind", "weights", "name"),
    [
        (BenchmarkKind.SYMBOL, (("SPY", 1.0),), "SPY"),
        (BenchmarkKind.EQUAL, (), "Equal weights"),
        (BenchmarkKind.FIXED, (("SPY", 0.6), ("TLT", 0.4)), "60 SPY / 40 TLT"),
        (BenchmarkKind.FIXED, (("SPY", 0.625), ("TLT", 0.375)), "62.5 SPY / 37.5 TLT"),
        (BenchmarkKind.FIXED, (("SPY", 1 / 3), ("TLT", 2 / 3)), "33.33 SPY / 66.67 TLT"),
        (BenchmarkKind.CONSTANT, (), "Constant leverage, Own"),
        (BenchmarkKind.SYMBOL, (), "No symbol"),
        (BenchmarkKind.FIXED, (), "No weights"),
    ],
)
def test_a_benchmark_is_called_by_what_it_holds(
    kind: BenchmarkKind, weights: Weights, name: str
) -> None:
    scenario = Scenario(1, "Own", small_parameters())

    assert benchmark_name(Benchmark(2, kind, 1, weights), scenario) == name


def test_prices_are_left_as_they_are() -> None:
    frame = PRICES.copy()

    track(BenchmarkKind.FIXED, (("AAA", 0.5), ("OUT", 0.5)), frame)

    pd.testing.assert_frame_equal(frame, PRICES, check_exact=True)
