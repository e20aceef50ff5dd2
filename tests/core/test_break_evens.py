"""Break-evens, put beside closed forms and a scan of whole backtests with pandas."""

import csv
import io
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from core.break_even_words import break_even_words
from core.break_evens import (
    ACCURACY,
    AHEAD,
    HIGHEST,
    MEANING,
    PRICED,
    BreakEven,
    BreakEvens,
    break_even_csv,
    break_evens,
    sharpe_csv,
)
from core.constant_leverage import constant_account
from core.engine import run_backtest
from core.errors import DataError
from core.parameters import Parameters
from core.prices import IN_MEMORY, LoadedPrices
from core.progress import Cancelled
from core.scenario import Outcome, Scenario, scenario_outcome
from tests.core.small import SYMBOLS, small_parameters
from tests.oracles.panels import simulated_prices

PRICES = simulated_prices(3, SYMBOLS, 300)
YEAR = 252


def outcome_of(frame: pd.DataFrame = PRICES, preset: str = "tradable", **fields: object) -> Outcome:
    made = scenario_outcome(
        LoadedPrices(frame, IN_MEMORY), Scenario(1, "Own", small_parameters(preset, **fields))
    )
    assert made.error is None, made.error
    return made


def test_while_a_scenario_has_later_parameters_its_break_evens_are_those_of_its_result() -> None:
    outcome = outcome_of()
    later = small_parameters("tradable", symbols=SYMBOLS[:2], cost_bps=50.0)

    made = break_evens(replace(outcome, scenario=Scenario(1, "Own", later)))

    assert made.rows == break_evens(outcome).rows


def row_of(made: BreakEvens, field: str, against: str) -> BreakEven:
    (found,) = (row for row in made.rows if (row.field, row.against) == (field, against))
    return found


def sharpe(returns: pd.Series | np.ndarray, parameters: Parameters) -> float:
    """The Sharpe ratio of daily returns at a flat cash rate, by the two conventions."""
    values = np.asarray(returns)
    if parameters.statistics == "scripted":
        return float(((1 + values.mean()) ** YEAR - 1) / (values.std() * YEAR**0.5))
    assert isinstance(parameters.cash_rate, float)
    excess = values - parameters.cash_rate / YEAR
    return float(excess.mean() / excess.std(ddof=1) * YEAR**0.5)


def rival_returns(daily: pd.DataFrame, parameters: Parameters) -> np.ndarray:
    """The base portfolio at the constant leverage of the overlay's volatility, day by day."""
    weights = daily[[f"w_{symbol}" for symbol in parameters.symbols]].to_numpy()
    earned = daily[[f"ret_{symbol}" for symbol in parameters.symbols]].to_numpy()
    gross = (weights * earned).sum(axis=1)
    before = np.zeros_like(weights)
    before[1:] = weights[:-1]
    if parameters.drift:
        before[1:] *= (1 + earned[:-1]) / (1 + gross[:-1, None])
    cash = parameters.cash_rate
    assert isinstance(cash, float)

    def at(level: float) -> np.ndarray:
        interest = max(level - 1, 0) * (cash + parameters.borrow_spread) / YEAR
        interest -= max(1 - level, 0) * cash / YEAR
        net, held = np.empty(len(gross)), 0.0
        for row in range(len(gross)):
            traded = np.abs(level * weights[row] - held * before[row]).sum()
            net[row] = level * gross[row] - parameters.cost_bps / 1e4 * traded - interest
            held = level * (1 + gross[row]) / (1 + net[row])
        return net

    wanted = daily["ret_port_dyn"].std()
    level = brentq(lambda tried: at(tried).std(ddof=1) - wanted, 1e-3, 20.0, xtol=1e-13)
    return at(level)


def gains(frame: pd.DataFrame, parameters: Parameters) -> dict[str, float]:
    """What the overlay's Sharpe ratio is above those of its rivals, by a whole backtest."""
    daily = run_backtest(frame, parameters).daily
    own = sharpe(daily["ret_port_dyn"], parameters)
    return {
        "base": own - sharpe(daily["ret_port_base"], parameters),
        "constant": own - sharpe(rival_returns(daily, parameters), parameters),
    }


def test_the_spread_at_which_a_fixed_leverage_loses_its_compounding_is_the_closed_form() -> None:
    # Scripted: ((1 + L m - (L - 1) s / 252)^252 - 1) / L = (1 + m)^252 - 1, solved for s.
    level = 1.8
    outcome = outcome_of(preset="as-scripted", lev_min=level, lev_max=level, dd_min_scale=1.0)
    assert outcome.result is not None
    mean = outcome.result.daily["ret_port_base"].mean()
    assert mean > 0
    growth = (1 + mean) ** YEAR - 1
    expected = (level * mean - ((1 + level * growth) ** (1 / YEAR) - 1)) * YEAR / (level - 1)

    made = break_evens(outcome)

    found = row_of(made, "borrow_spread", "base").value
    assert found == pytest.approx(expected, abs=ACCURACY["borrow_spread"])
    # the rival of the same volatility is the very same account, so that neither is ahead
    rival = row_of(made, "borrow_spread", "constant")
    assert rival.value is None
    assert rival.ahead_at_zero == pytest.approx(0.0, abs=AHEAD)
    assert not rival.is_still_ahead


@pytest.mark.parametrize("cash", [0.0, 0.03])
def test_a_fixed_leverage_falls_behind_by_the_spread_on_what_it_borrows(cash: float) -> None:
    # Sharpe ratio (m - c) / sd - (L - 1) s / (L sd): equal at a spread of 0, lower after.
    fixed = {"lev_min": 1.6, "lev_max": 1.6, "dd_min_scale": 1.0, "leverage_band": 0.0}
    outcome = outcome_of(cost_bps=0.0, cash_rate=cash, borrow_spread=0.02, **fixed)
    assert outcome.result is not None
    deviation = outcome.result.daily["ret_port_base"].std() * YEAR**0.5

    row = row_of(break_evens(outcome), "borrow_spread", "base")

    assert row.value is None
    assert row.ahead_at_zero == pytest.approx(0.0, abs=1e-9)
    assert row.ahead_now == pytest.approx(-0.6 * 0.02 / (1.6 * deviation), rel=1e-9)


def test_one_symbol_bought_once_pays_its_cost_on_one_day() -> None:
    # Without a rebalance the base pays once, cost x 1, and its mean falls by cost / T; leverage
    # fixed at 1/2 with the band open is traded once too: half the cost, the same Sharpe ratio at 0.
    frame = PRICES[["AAA"]]
    half = {"lev_min": 0.0, "lev_max": 0.5, "target_vol": 2.0, "leverage_band": 100.0}
    outcome = outcome_of(
        frame, symbols=("AAA",), cash_rate=0.0, dd_min_scale=1.0, drift=False, **half
    )
    assert outcome.result is not None
    gross = outcome.result.daily["ret_AAA"].to_numpy()

    (curve,) = (one for one in break_evens(outcome).curves if one.field == "cost_bps")

    for cost, ratio in zip(curve.values, curve.base, strict=True):
        net = gross.copy()
        net[0] -= cost / 1e4
        assert ratio == pytest.approx(net.mean() / net.std(ddof=1) * YEAR**0.5, rel=1e-9)


SCENARIOS = st.fixed_dictionaries(
    {
        "preset": st.sampled_from(["tradable", "as-scripted"]),
        "seed": st.integers(0, 30),
        "target_vol": st.sampled_from([0.05, 0.12, 0.2, 0.4]),
        "lev_max": st.sampled_from([0.8, 1.5, 3.0]),
        "lev_min": st.sampled_from([0.0, 0.5]),
        "vol_lookback": st.sampled_from([5, 20]),
        "dd_threshold1": st.sampled_from([0.01, 0.05]),
        "cash_rate": st.sampled_from([0.0, 0.02]),
        "borrow_spread": st.sampled_from([0.0, 0.01, 0.04]),
        "cost_bps": st.sampled_from([0.0, 2.0, 15.0]),
    }
)


@settings(max_examples=25)
@given(SCENARIOS)
def test_at_a_break_even_a_whole_backtest_is_not_ahead_and_a_hair_below_it_is(
    asked: dict[str, Any],
) -> None:
    frame = simulated_prices(asked.pop("seed"), SYMBOLS, 200)
    outcome = outcome_of(frame, **asked)
    parameters = outcome.scenario.parameters
    rounding = 2e-9  # of the two ways to the same number, and of what counts as equal

    made = break_evens(outcome)

    now = gains(frame, parameters)
    for row in made.rows:
        free = gains(frame, parameters.changed(**{row.field: 0.0}))[row.against]
        assert row.now == getattr(parameters, row.field)
        if row.ahead_now is None or row.ahead_at_zero is None:
            continue  # the scripted volatility has ddof 0; a rival may not be
        assert row.ahead_now == pytest.approx(now[row.against], abs=1e-8)
        assert row.ahead_at_zero == pytest.approx(free, abs=1e-8)
        if row.value is None:
            assert row.is_still_ahead == (free > AHEAD)
            continue
        assert free > 0
        at = {
            value: gains(frame, parameters.changed(**{row.field: value}))[row.against]
            for value in (row.value, row.value - 1.001 * ACCURACY[row.field])
            if value >= 0
        }
        assert at.pop(row.value) <= AHEAD + rounding
        assert all(gain > -rounding for gain in at.values())


@pytest.mark.parametrize("seed", [1, 2, 3, 5])
def test_no_value_of_a_fine_scan_below_a_break_even_is_behind(seed: int) -> None:
    frame = simulated_prices(seed, SYMBOLS, 200)
    outcome = outcome_of(frame, target_vol=0.3, lev_max=2.5, cost_bps=0.5, borrow_spread=0.001)
    for row in break_evens(outcome).rows:
        ahead = row.ahead_at_zero is not None and row.ahead_at_zero > AHEAD
        end = row.value if row.value is not None else row.highest if ahead else 0.0
        for value in np.linspace(0.0, end, 12, endpoint=False)[1:] if end else ():
            asked = outcome.scenario.parameters.changed(**{row.field: float(value)})
            assert gains(frame, asked)[row.against] > 0, (row, value)


def test_a_scenario_that_is_ahead_is_among_those_that_are_tried() -> None:
    """Else the tests above would say little."""
    values = [
        row.value is not None
        for seed in (1, 2, 3, 5)
        for row in break_evens(outcome_of(simulated_prices(seed, SYMBOLS, 200))).rows
    ]
    assert True in values
    assert False in values


def test_an_overlay_that_never_borrows_is_the_same_at_every_spread() -> None:
    made = break_evens(outcome_of(lev_max=1.0))
    (curve,) = (one for one in made.curves if one.field == "borrow_spread")

    assert np.ptp(curve.overlay) == 0.0
    assert np.ptp(curve.base) == 0.0
    for row in made.rows[:2]:
        assert row.field == "borrow_spread"
        assert row.value is None
        assert row.ahead_now == pytest.approx(row.ahead_at_zero, abs=1e-8)
        assert row.highest == HIGHEST["borrow_spread"]


def test_the_base_and_the_constant_leverage_pay_the_varied_price_too() -> None:
    outcome = outcome_of()
    (curve,) = (one for one in break_evens(outcome).curves if one.field == "cost_bps")

    for place in (0, len(curve.values) // 2, -1):
        asked = outcome.scenario.parameters.changed(cost_bps=float(curve.values[place]))
        daily = run_backtest(PRICES, asked).daily
        assert curve.overlay[place] == pytest.approx(sharpe(daily["ret_port_dyn"], asked))
        assert curve.base[place] == pytest.approx(sharpe(daily["ret_port_base"], asked))
        rival = sharpe(rival_returns(daily, asked), asked)
        assert curve.constant[place] == pytest.approx(rival, abs=1e-8)


def test_a_cash_rate_day_by_day_is_earned_and_measured_against() -> None:
    frame = PRICES.assign(**{"^IRX": np.linspace(0.5, 5.0, len(PRICES))})
    outcome = outcome_of(frame, cash_rate="^IRX")
    made = break_evens(outcome)
    (curve,) = (one for one in made.curves if one.field == "borrow_spread")

    asked = outcome.scenario.parameters.changed(borrow_spread=float(curve.values[-1]))
    result = run_backtest(frame, asked)

    cash = frame["^IRX"].shift(1).loc[result.dates] / 100 / YEAR
    excess = result.daily["ret_port_dyn"] - cash
    expected = excess.mean() / excess.std() * YEAR**0.5
    assert curve.overlay[-1] == pytest.approx(expected)
    assert asked.cash_rate == "^IRX"


def test_curves_contain_the_present_value_and_every_break_even() -> None:
    for seed in (1, 2, 3):
        made = break_evens(outcome_of(simulated_prices(seed, SYMBOLS, 200)))
        assert [curve.field for curve in made.curves] == list(PRICED)
        for curve in made.curves:
            rows = [row for row in made.rows if row.field == curve.field]
            assert curve.values[0] == 0.0
            assert (np.diff(curve.values) > 0).all()
            assert curve.values[-1] >= {"borrow_spread": 0.03, "cost_bps": 20.0}[curve.field]
            for row in rows:
                assert row.now in curve.values
                assert row.value is None or row.value in curve.values
                assert row.value is None or row.value < curve.values[-1]


def test_a_price_above_all_that_brokers_charge_is_looked_at_too() -> None:
    made = break_evens(outcome_of(borrow_spread=0.9, cost_bps=2500.0, lev_max=1.0))

    assert row_of(made, "borrow_spread", "base").highest == 0.9
    assert row_of(made, "cost_bps", "base").highest == 2500.0


def test_an_account_that_is_wiped_out_on_the_way_is_behind_from_there_on() -> None:
    # Prices that rise by 1 or 2 % every day but one make leverage 9 better at any spread that it
    # survives: on that day it loses 9 x 11 % and the interest on 8, all of it at 8 s / 252 = 1 %.
    steps = np.where(np.arange(120) % 2, 1.02, 1.01)
    steps[60] = 0.89
    index = pd.bdate_range("2015-01-01", periods=120)
    frame = pd.DataFrame({"AAA": 100.0 * np.cumprod(steps)}, index=index)
    fixed = {"lev_min": 9.0, "lev_max": 9.0, "dd_min_scale": 1.0, "return_kind": "simple"}

    made = break_evens(outcome_of(frame, preset="as-scripted", symbols=("AAA",), **fixed))

    row = row_of(made, "borrow_spread", "base")
    assert row.value == pytest.approx(0.01 * YEAR / 8, abs=ACCURACY["borrow_spread"])
    (curve,) = (one for one in made.curves if one.field == "borrow_spread")
    assert np.isnan(curve.overlay[curve.values >= row.value]).all()
    assert np.isfinite(curve.overlay[curve.values < row.value]).all()
    assert np.isfinite(curve.base).all()


def test_a_scenario_that_is_ruined_at_every_price_says_so() -> None:
    frame = PRICES[["CCC"]].copy()
    frame.iloc[200:] *= 0.2  # four fifths are lost on a day
    fixed = {"lev_min": 2.0, "lev_max": 2.0, "dd_min_scale": 1.0}
    made = break_evens(outcome_of(frame, symbols=("CCC",), **fixed))

    for row in made.rows:
        assert (row.value, row.ahead_at_zero, row.ahead_now) == (None, None, None)
        assert "Own is wiped out" in row.problem
        assert break_even_words(row) == row.problem
    assert all(np.isnan(curve.overlay).all() for curve in made.curves)
    assert all(np.isfinite(curve.base).all() for curve in made.curves)


def test_prices_that_stand_still_have_no_constant_leverage() -> None:
    values = np.full(25, 100.0)
    values[:11] += np.arange(11) % 2  # they move before the first weights
    frame = pd.DataFrame({"AAA": values}, index=pd.bdate_range("2015-01-01", periods=25))

    made = break_evens(outcome_of(frame, preset="as-scripted", symbols=("AAA",)))

    for row in made.rows:
        assert row.value is None
        if row.against == "constant":
            assert row.ahead_now is None
            assert row.problem.startswith("Own has no volatility")
        else:
            assert row.ahead_at_zero == 0.0
            assert break_even_words(row).endswith("its Sharpe ratio is the same to three decimals.")


def test_a_scenario_without_a_result_is_refused_by_name() -> None:
    with pytest.raises(DataError, match="Own has no result"):
        break_evens(Outcome(Scenario(1, "Own", small_parameters()), None))


def test_it_tells_how_far_it_is_and_can_be_stopped() -> None:
    outcome, told = outcome_of(), []

    break_evens(outcome, lambda stage, fraction: told.append((stage, fraction)))

    fractions = [fraction for _, fraction in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert len(fractions) > 40
    assert {stage for stage, _ in told} == {"Break-evens"}
    with pytest.raises(Cancelled):
        break_evens(outcome, lambda stage, fraction: fraction < 0.3)


def test_a_guess_of_the_constant_leverage_changes_nothing() -> None:
    result = outcome_of().result
    assert result is not None
    account, level = constant_account(result, "Own")
    for guess in (0.01, level, 1.3 * level, 99.0):
        again, same = constant_account(result, "Own", guess)
        assert same == pytest.approx(level, rel=1e-9)
        assert again.returns == pytest.approx(account.returns, abs=1e-9)
        assert again.leverage == pytest.approx(np.full(len(again.leverage), same))


def test_files_hold_plain_numbers_that_read_back_to_the_same() -> None:
    made = break_evens(outcome_of(simulated_prices(2, SYMBOLS, 200)))

    lines = list(csv.DictReader(io.StringIO(break_even_csv(made).decode())))
    points = list(csv.DictReader(io.StringIO(sharpe_csv(made).decode())))

    assert [(line["field"], line["against"]) for line in lines] == [
        (field, against) for field in PRICED for against in ("base", "constant")
    ]
    for line, row in zip(lines, made.rows, strict=True):
        assert float(line["now"]) == row.now
        assert line["break_even"] == ("" if row.value is None else repr(row.value))
        assert float(line["ahead_at_zero"]) == row.ahead_at_zero
    assert len(points) == sum(len(curve.values) for curve in made.curves)
    assert float(points[0]["sharpe_overlay"]) == made.curves[0].overlay[0]
    assert float(points[-1]["value"]) == made.curves[1].values[-1]


def test_the_meaning_is_one_paragraph() -> None:
    assert 40 <= len(MEANING.split()) <= 100
    assert "\n" not in MEANING


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"value": 0.0231, "ahead_at_zero": 0.1, "ahead_now": 0.05},
            "Ahead of its base up to a borrowing spread of 2.31 % a year; it pays 1.00 % a year.",
        ),
        (
            {"value": 0.005, "ahead_at_zero": 0.1, "ahead_now": -0.05},
            "Ahead of its base up to a borrowing spread of 0.50 % a year; it pays 1.00 % a year, "
            "where its Sharpe ratio is 0.050 lower.",
        ),
        (
            {"value": 0.005, "ahead_at_zero": 0.1, "ahead_now": 0.01},
            "Ahead of its base up to a borrowing spread of 0.50 % a year; it pays 1.00 % a year, "
            "where it is ahead again.",
        ),
        (
            {"value": None, "ahead_at_zero": -0.09, "ahead_now": -0.12},
            "Even at a borrowing spread of 0 the overlay is not ahead of its base: its Sharpe "
            "ratio is 0.090 lower, and 0.120 lower at 1.00 % a year.",
        ),
        (
            {"value": None, "ahead_at_zero": -0.09, "ahead_now": 0.02},
            "Even at a borrowing spread of 0 the overlay is not ahead of its base, but at the "
            "1.00 % a year it pays it is, by 0.020.",
        ),
        (
            {"value": None, "ahead_at_zero": 0.09, "ahead_now": 0.02},
            "Ahead of its base at any borrowing spread up to 50.00 % a year; it pays 1.00 % a "
            "year.",
        ),
    ],
)
def test_a_break_even_is_a_sentence(fields: dict[str, float | None], words: str) -> None:
    row = BreakEven("borrow_spread", "base", now=0.01, highest=0.5, **fields)  # type: ignore[arg-type]
    assert break_even_words(row) == words


def test_a_cost_that_is_not_paid_is_nothing() -> None:
    row = BreakEven("cost_bps", "constant", 0.0, 25.32, 0.17, 0.17, 1000.0)
    assert break_even_words(row) == (
        "Ahead of constant leverage of the same volatility up to a trading cost of 25.32 bp; "
        "it pays nothing."
    )
    assert not math.isnan(row.highest)
