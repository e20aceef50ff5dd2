"""The proof of causality: it acquits what is causal, and catches every leak that is put in."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import engine
from core.causality import KINDS, MEANING, Proof, Trial, proof, proof_json, random_days
from core.causality_words import verdict
from core.engine import run_backtest
from core.errors import DataError, SolverError
from core.parameters import CASH_SERIES, Parameters
from core.prices import IN_MEMORY, LoadedPrices
from core.progress import Cancelled
from core.result import BacktestResult
from core.schedule import Schedule
from core.scrambling import scrambling
from tests.core.small import SYMBOLS, small_parameters, small_prices

OPEN: dict[str, Any] = {"lev_min": 0.0, "lev_max": 50.0, "leverage_band": 0.0}
"""Leverage that no bound and no band holds still, so that whatever moves it is seen."""


def loaded(frame: pd.DataFrame | None = None) -> LoadedPrices:
    return LoadedPrices(small_prices(120) if frame is None else frame, IN_MEMORY)


def with_yield(frame: pd.DataFrame) -> pd.DataFrame:
    """The same prices, with a cash rate that moves every day."""
    rates = 2.0 + np.sin(np.arange(len(frame)) / 5.0)
    return frame.assign(**{CASH_SERIES: rates})


def days_of(frame: pd.DataFrame, parameters: Parameters) -> list[dt.date]:
    return [stamp.date() for stamp in run_backtest(frame, parameters).dates]


# --- what is causal


@pytest.mark.parametrize("lag", [1, 2, 3])
@pytest.mark.parametrize("series", [False, True], ids=["flat cash rate", "^IRX"])
def test_no_bit_known_at_a_close_moves_with_later_prices(lag: int, series: bool) -> None:
    frame = with_yield(small_prices(120))
    cash: dict[str, Any] = {"cash_rate": CASH_SERIES} if series else {}
    parameters = small_parameters(execution_lag=lag, **OPEN, **cash)
    made = proof(loaded(frame), parameters, random=1000)
    rows = len(run_backtest(frame, parameters).dates)
    assert len(made.trials) == rows - 1  # no more than there are
    assert made.is_causal
    assert not made.looks_ahead
    assert all(trial.later_moved and trial.earliest is None for trial in made.trials)
    # after day d (counted from 1): d + 1 rows of 3 weights, of leverage, target, brake, cost,
    # interest, turnover and cash rate; d rows of volatility, 2 equities, 2 returns and those of
    # 3 symbols
    days = np.arange(1, rows)
    assert made.total("weights").compared == 3 * (days + 1).sum()
    assert made.total("leverage").compared == 3 * (days + 1).sum() + days.sum()
    assert made.total("costs").compared == 4 * (days + 1).sum()
    assert made.total("equity").compared == 7 * days.sum()
    count = 10 * (days + 1).sum() + 8 * days.sum()
    assert made.verdict == (
        f"Nothing moved: after {rows - 1} scrambled futures, {count:,} earlier weights, "
        "leverages, costs and equities are the same to the last bit."
    )


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    seed=st.integers(0, 2**32 - 1),
    lag=st.integers(1, 3),
    drift=st.booleans(),
    band=st.sampled_from([0.0, 0.05, 0.5]),
    series=st.booleans(),
    frequency=st.sampled_from(["W-FRI", "ME", "D", "10D"]),
    solver=st.sampled_from(["exact", "scripted"]),
)
def test_whatever_is_traded_a_day_later_is_causal(
    seed: int, lag: int, drift: bool, band: float, series: bool, frequency: str, solver: str
) -> None:
    frame = with_yield(small_prices(90, seed % 1000))
    parameters = small_parameters(
        execution_lag=lag,
        drift=drift,
        leverage_band=band,
        cash_rate=CASH_SERIES if series else 0.02,
        rebalance_freq=frequency,
        solver=solver,
        seed=seed,
    )
    assert proof(loaded(frame), parameters, random=5).is_causal


# --- what is not


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32 - 1), window=st.integers(2, 10))
def test_without_a_lag_the_next_day_s_leverage_always_moves_where_nothing_clips_it(
    seed: int, window: int
) -> None:
    frame = small_prices(90, seed % 1000)
    parameters = small_parameters(
        "as-scripted", seed=seed, vol_lookback=window, dd_min_scale=1.0, **OPEN
    )
    dates = days_of(frame, parameters)
    made = proof(loaded(frame), parameters, dates[window - 1 : -1 : 7], random=0)
    assert made.looks_ahead
    assert not made.is_causal
    assert made.futures_moved("leverage") == len(made.trials)
    assert made.futures_moved("equity") == 0
    assert all(trial.earliest == made.next_day(trial) for trial in made.trials)


def test_what_moved_is_counted_and_measured_as_the_daily_tables_show_it() -> None:
    frame = small_prices(120)
    parameters = small_parameters("as-scripted", **OPEN)
    truth = run_backtest(frame, parameters).daily
    thursday = next(day for day in truth.index[30:] if day.day_of_week == 3)  # weights: Fridays
    made = proof(loaded(frame), parameters, [thursday.date()], random=0)
    seed = (parameters.seed, thursday.date().toordinal(), 0, 0)
    future = scrambling(frame, parameters).frame(thursday.date(), np.random.default_rng(seed))
    other = run_backtest(future, parameters).daily
    known = truth.index <= thursday + pd.offsets.BDay(1)
    weights = (truth - other).loc[known, [f"w_{symbol}" for symbol in SYMBOLS]].abs()
    levers = (truth - other).loc[known, ["leverage", "leverage_target", "brake"]].abs()
    (trial,) = made.trials
    assert trial.weights.moved == int((weights > 0).sum().sum()) == 3
    assert trial.weights.largest == weights.max().max()
    assert trial.leverage.moved == int((levers > 0).sum().sum()) == 2
    assert trial.leverage.largest == levers["leverage"].max()
    assert made.verdict == (
        "It looks ahead: in 1 of 1 scrambled future the next day's leverage moved, by up to "
        f"{trial.leverage.largest:,.2f}\N{MULTIPLICATION SIGN}; in 1 the next day's weights "
        f"moved, by up to {100 * trial.weights.largest:.1f} percentage points."
    )


def volatility_of_tomorrow(returns: np.ndarray, lookback: int) -> np.ndarray:
    """A leak: the window ends a day later than it may."""
    seen = ROLLING(returns, lookback)
    return np.append(seen[1:], seen[-1])


def volatility_scaled_by_its_range(returns: np.ndarray, lookback: int) -> np.ndarray:
    """A leak: scaled to the least and most of the whole history, as learners like to."""
    seen = ROLLING(returns, lookback)
    low, high = np.nanmin(seen), np.nanmax(seen)
    return 0.05 + 0.2 * (seen - low) / (high - low)


def centred_volatility(returns: np.ndarray, lookback: int) -> np.ndarray:
    """A leak: a window centred on its day."""
    return (pd.Series(returns).rolling(lookback, center=True).std(ddof=0) * np.sqrt(252)).to_numpy()


def schedule_that_knows_a_day_more(*arguments: Any) -> Schedule:
    """A leak: weights are decided on one return more than there is at the close."""
    made = SCHEDULE(*arguments)
    rows, last = made.decision_rows + 1, len(arguments[0]) - 1
    return dataclasses.replace(made, decision_rows=np.minimum(rows, last))


def schedule_that_trades_a_day_early(*arguments: Any) -> Schedule:
    """A leak: weights earn from the day on whose close they are decided."""
    made = SCHEDULE(*arguments)
    return dataclasses.replace(made, first_rows=made.first_rows - arguments[3])


def covariances_of_everything(
    returns: np.ndarray, rows: np.ndarray, lookback: int, alpha: float
) -> np.ndarray:
    """A leak: one covariance of the whole history serves every decision."""
    whole = np.full_like(rows, len(returns) - 1)
    return COVARIANCES(returns, whole, len(returns), alpha)


def account_without_its_lag(*arguments: Any, **fields: Any) -> Any:
    """A leak: the overlay trades on the volatility of the day that it earns."""
    return LEVERED(*arguments, **{**fields, "execution_lag": 0})


def yield_of_the_day_itself(frame: pd.DataFrame, known: pd.DatetimeIndex, *arguments: Any) -> Any:
    """A leak: interest is agreed on at the yield of the day that it is paid for."""
    return CASH(frame, known + pd.offsets.BDay(1), *arguments)


def table_filled_backwards(frame: pd.DataFrame, *arguments: Any) -> Any:
    """A leak: a missing price takes the next one, pandas' `bfill`."""
    return TABLE(frame.bfill(), *arguments)


ROLLING, SCHEDULE = engine.rolling_volatility, engine.decision_schedule
COVARIANCES, LEVERED = engine.shrunk_covariances, engine.levered_account
CASH, TABLE = engine.cash_yield, engine.price_table
OVERLAY = engine.run_overlay

LEAKS: list[tuple[str, Callable[..., Any], str]] = [
    ("rolling_volatility", volatility_of_tomorrow, "leverage"),
    ("rolling_volatility", volatility_scaled_by_its_range, "leverage"),
    ("rolling_volatility", centred_volatility, "leverage"),
    ("levered_account", account_without_its_lag, "leverage"),
    ("decision_schedule", schedule_that_knows_a_day_more, "weights"),
    ("decision_schedule", schedule_that_trades_a_day_early, "weights"),
    ("shrunk_covariances", covariances_of_everything, "weights"),
    ("price_table", table_filled_backwards, "equity"),
    ("cash_yield", yield_of_the_day_itself, "costs"),
]


@pytest.mark.parametrize(
    ("part", "leak", "kind"), LEAKS, ids=[leak.__name__ for _, leak, _ in LEAKS]
)
def test_a_leak_in_the_engine_is_caught(
    monkeypatch: pytest.MonkeyPatch, part: str, leak: Callable[..., Any], kind: Any
) -> None:
    frame = with_yield(small_prices(120))
    if leak is table_filled_backwards:
        frame.iloc[40::9, 0] = np.nan
    parameters = small_parameters(cash_rate=CASH_SERIES, **OPEN)
    assert proof(loaded(frame), parameters).is_causal
    monkeypatch.setattr(engine, part, leak)
    made = proof(loaded(frame), parameters)
    assert not made.is_causal
    assert made.looks_ahead
    assert made.futures_moved(kind) > 0
    assert made.total(kind).largest > 0.0
    assert made.verdict.startswith("It looks ahead: in ")


def account_with(name: str) -> Callable[[BacktestResult], BacktestResult]:
    """A leak in one column of the levered account: each row has the value of two rows on."""

    def leaking(result: BacktestResult) -> BacktestResult:
        column = getattr(result.dynamic, name)
        moved = {name: np.append(column[2:], column[-2:])}
        return dataclasses.replace(result, dynamic=dataclasses.replace(result.dynamic, **moved))

    return leaking


def base_returns_of_tomorrow(result: BacktestResult) -> BacktestResult:
    moved = np.append(result.base.returns[1:], 0.0)
    return dataclasses.replace(result, base=dataclasses.replace(result.base, returns=moved))


def volatility_column_of_tomorrow(result: BacktestResult) -> BacktestResult:
    return dataclasses.replace(result, volatility=np.append(result.volatility[1:], 0.0))


def volatility_filled_with_its_mean(result: BacktestResult) -> BacktestResult:
    mean = np.nanmean(result.volatility)
    return dataclasses.replace(result, volatility=np.nan_to_num(result.volatility, nan=mean))


def symbols_without_their_mean(result: BacktestResult) -> BacktestResult:
    returns = result.asset_returns
    return dataclasses.replace(result, asset_returns=returns - returns.mean(axis=0))


def cash_rate_of_later(result: BacktestResult) -> BacktestResult:
    rates = np.atleast_1d(result.cash_rate)
    return dataclasses.replace(result, cash_rate=np.append(rates[2:], rates[-2:]))


@pytest.mark.parametrize(
    ("leak", "kind"),
    [
        (account_with("turnover"), "costs"),
        (account_with("cost"), "costs"),
        (account_with("financing"), "costs"),
        (account_with("target"), "leverage"),
        (account_with("brake"), "leverage"),
        (account_with("returns"), "equity"),
        (base_returns_of_tomorrow, "equity"),
        (symbols_without_their_mean, "equity"),
        (volatility_column_of_tomorrow, "leverage"),
        (volatility_filled_with_its_mean, "leverage"),
        (cash_rate_of_later, "costs"),
    ],
    ids=[
        *("turnover", "cost", "financing", "target", "brake", "ret_port_dyn", "ret_port_base"),
        *("ret_ of symbols", "vol_ann", "vol_ann where there is none", "cash rate"),
    ],
)
def test_a_leak_into_a_single_column_is_caught(
    monkeypatch: pytest.MonkeyPatch,
    leak: Callable[[BacktestResult], BacktestResult],
    kind: Any,
) -> None:
    """A column may leak that moves no equity: without costs, or where leverage is at a bound."""
    frame = with_yield(small_prices(120))
    parameters = small_parameters(
        cash_rate=CASH_SERIES, dd_threshold1=0.0, dd_threshold2=0.05, **OPEN
    )
    monkeypatch.setattr(engine, "run_overlay", lambda *given: leak(OVERLAY(*given)))
    made = proof(loaded(frame), parameters)
    assert made.looks_ahead
    assert [one for one in KINDS if made.futures_moved(one)] == [kind]
    assert np.isfinite(made.total(kind).largest)
    assert made.total(kind).largest > 0.0


def test_a_volatility_that_looks_ahead_is_caught_where_bounds_hide_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parameters = small_parameters(lev_min=1.0, lev_max=1.0)
    monkeypatch.setattr(engine, "rolling_volatility", volatility_of_tomorrow)
    made = proof(loaded(), parameters)
    assert made.futures_moved("leverage") > 0
    assert made.futures_moved("equity") == 0


def test_days_that_are_dropped_by_what_comes_later_are_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Outliers by the deviation of the whole history are other days in every future."""

    def without_outliers(*arguments: Any) -> Any:
        table = TABLE(*arguments)
        moves = np.diff(np.log(table.prices), axis=0)
        usual = np.append(True, (np.abs(moves) < 2.0 * moves.std(axis=0)).all(axis=1))
        return dataclasses.replace(table, dates=table.dates[usual], prices=table.prices[usual])

    monkeypatch.setattr(engine, "price_table", without_outliers)
    made = proof(loaded(), small_parameters(**OPEN))
    assert made.looks_ahead
    assert made.verdict.startswith("It looks ahead: in ")
    assert "nan" not in made.verdict


def test_a_leak_from_far_ahead_is_told_with_the_earliest_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frame, parameters = small_prices(120), small_parameters(**OPEN)
    first, *_, late = days_of(frame, parameters)[:-10]
    monkeypatch.setattr(engine, "shrunk_covariances", covariances_of_everything)
    made = proof(loaded(frame), parameters, [late], random=0)
    assert made.trials[0].earliest == first
    assert made.verdict.endswith(f". The earliest moved on {first}, by prices after {late}.")
    assert "the weights moved, by up to" in made.verdict


def test_prices_after_the_end_that_was_asked_for_are_the_future_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frame = small_prices(120)
    parameters = small_parameters(end=frame.index[90].date(), **OPEN)
    assert proof(loaded(frame), parameters, random=20).is_causal

    def scaled_by_the_last_price(prices: pd.DataFrame, *arguments: Any) -> Any:
        table = TABLE(prices, *arguments)
        last = prices[list(table.symbols)].to_numpy()[-1]  # beyond `end`
        return dataclasses.replace(table, prices=table.prices + last)

    monkeypatch.setattr(engine, "price_table", scaled_by_the_last_price)
    assert proof(loaded(frame), parameters, random=20).looks_ahead


# --- what can show nothing


def test_an_account_that_is_gone_can_show_nothing() -> None:
    frame = small_prices(120)
    made = proof(loaded(frame), small_parameters(), random=3)
    idle = [dataclasses.replace(trial, later_moved=False) for trial in made.trials[:1]]
    made = dataclasses.replace(made, trials=(*idle, *made.trials[1:]))
    assert not made.is_causal
    assert not made.looks_ahead
    assert made.verdict == (
        "Nothing moved, but that shows nothing: in 1 of 3 scrambled futures nothing later moved "
        "either, as if there were no account left to move."
    )


def test_an_engine_that_gives_what_it_gave_before_is_not_acquitted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Were the prices not scrambled at all, nothing would move, and nothing were proved."""
    frame, parameters = small_prices(120), small_parameters()
    kept = run_backtest(frame, parameters)
    monkeypatch.setattr(engine, "run_backtest", lambda *arguments, **fields: kept)
    assert not proof(loaded(frame), parameters, random=5).is_causal


def test_a_future_without_a_result_is_tried_again_and_then_skipped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frame, parameters = small_prices(120), small_parameters()
    calls = 0

    def stubborn(prices: pd.DataFrame, *arguments: Any, **fields: Any) -> Any:
        nonlocal calls
        calls += 1
        if 2 <= calls <= 5:  # three attempts at the first future, and one at the second
            raise SolverError("No weights were found.")
        return run_backtest(prices, *arguments, **fields)

    monkeypatch.setattr(engine, "run_backtest", stubborn)
    made = proof(loaded(frame), parameters, random=4)
    first, *others = random_days(made.dates, 4, parameters.seed)
    assert made.skipped == ((first, "No weights were found."),)
    assert [trial.day for trial in made.trials] == others
    assert made.is_causal
    assert made.verdict.endswith("bit. 1 more future gave no result and is left out.")


def test_true_prices_that_give_no_result_are_told() -> None:
    with pytest.raises(DataError, match="too short"):
        proof(loaded(small_prices(8)), small_parameters())


# --- the days


def test_days_are_drawn_by_the_seed_each_once_in_order_and_never_the_last() -> None:
    dates = pd.bdate_range("2020-01-01", periods=50)
    drawn = random_days(dates, 20, 5)
    assert drawn == random_days(dates, 20, 5) != random_days(dates, 20, 6)
    assert len(set(drawn)) == 20
    assert list(drawn) == sorted(drawn)
    assert random_days(dates, 1000, 5) == tuple(stamp.date() for stamp in dates[:-1])
    assert random_days(dates[:1], 5, 5) == ()


@pytest.mark.parametrize("offset", [0, 3])
def test_a_day_after_which_nothing_comes_is_refused(offset: int) -> None:
    frame, parameters = small_prices(120), small_parameters()
    *_, before, last = days_of(frame, parameters)
    day = last + dt.timedelta(offset)
    with pytest.raises(
        DataError, match=f"{day} is no day after which the result goes on.*{before}"
    ):
        proof(loaded(frame), parameters, [day])


def test_a_day_that_is_asked_for_again_has_another_future() -> None:
    frame, parameters = small_prices(120), small_parameters()
    day = days_of(frame, parameters)[40]
    made = proof(loaded(frame), parameters, [day, day, day], random=2, paths=2)
    assert [trial.day for trial in made.trials[:3]] == [day] * 3
    one, other = made.trials[0].equity_path, made.trials[1].equity_path
    assert one is not None
    assert other is not None
    assert [trial.equity_path is None for trial in made.trials] == [False, False, True, True, True]
    assert (one[:41] == made.equity_path[:41]).all()
    assert (other[:41] == made.equity_path[:41]).all()
    assert (one[41:] != other[41:]).all()
    assert len(made.dates) == len(one)


def test_a_proof_can_be_made_again_to_the_bit() -> None:
    frame, parameters = small_prices(120), small_parameters("as-scripted")
    one, other = (proof(loaded(frame), parameters, random=10) for _ in range(2))
    assert proof_json(one) == proof_json(other)
    reseeded = proof(loaded(frame), parameters.changed(seed=7), random=10)
    assert proof_json(reseeded)["days"] != proof_json(one)["days"]


def test_it_tells_of_every_future_and_stops_when_it_is_asked_to() -> None:
    frame, parameters = small_prices(120), small_parameters()
    told: list[tuple[str, float]] = []
    proof(loaded(frame), parameters, random=5, progress=lambda *one: told.append(one))
    days = random_days(run_backtest(frame, parameters).dates, 5, parameters.seed)
    assert [stage for stage, _ in told[1:]] == [f"Scrambling the future: {day}" for day in days]
    assert [share for _, share in told] == sorted(share for _, share in told)
    with pytest.raises(Cancelled):
        proof(loaded(frame), parameters, progress=lambda stage, share: share < 0.5)


# --- the futures


def test_a_future_keeps_every_bit_up_to_its_day_and_nothing_after_it() -> None:
    frame = with_yield(small_prices(120))
    frame.iloc[30, 0] = frame.iloc[70, 1] = np.nan
    before = frame.copy()
    source = scrambling(frame, small_parameters(cash_rate=CASH_SERIES))
    for row in (29, 30, 69, 118):
        future = source.frame(frame.index[row].date(), np.random.default_rng(row))
        assert list(future.columns) == [*SYMBOLS, CASH_SERIES]
        assert future.index.equals(frame.index)
        pd.testing.assert_frame_equal(
            future.iloc[: row + 1],
            frame.iloc[: row + 1],
            check_exact=True,
            check_index_type=False,
            check_freq=False,
        )
        assert future.isna().equals(frame.isna())
        later, true = future.iloc[row + 1 :], frame.iloc[row + 1 :]
        assert not (later == true).any(axis=None)
        assert (later[list(SYMBOLS)] > 0).sum().sum() == true[list(SYMBOLS)].notna().sum().sum()
    pd.testing.assert_frame_equal(frame, before)


def test_an_invented_price_walks_on_from_the_last_one_three_times_as_wildly() -> None:
    frame = small_prices(3000)
    row = 500
    future = scrambling(frame, small_parameters()).frame(
        frame.index[row].date(), np.random.default_rng(1)
    )
    steps = np.log(future).diff().iloc[row + 1 :]
    own = np.log(frame).diff().std(ddof=0)
    assert (steps.std() / own).to_numpy() == pytest.approx(3.0, rel=0.05)
    assert abs(np.expm1(steps).mean() / (3.0 * own)).max() < 4 / np.sqrt(len(steps))  # no drift
    true = np.log(frame).diff().iloc[row + 1 :]
    assert steps.corrwith(true).abs().max() < 4 / np.sqrt(len(steps))
    assert steps.corr().where(~np.eye(3, dtype=bool)).abs().max().max() < 4 / np.sqrt(len(steps))


@pytest.mark.parametrize(
    "shape",
    [
        lambda frame: frame.iloc[::-1],
        lambda frame: frame.set_axis(frame.index.tz_localize("America/New_York")),
        lambda frame: frame.set_axis(frame.index.strftime("%Y-%m-%d")),
        lambda frame: frame.astype(object),
        lambda frame: pd.concat([frame, frame.iloc[50:52]]),
        lambda frame: frame.assign(OTHER="no price"),
        lambda frame: frame.map(lambda price: f"{price!r}"),
    ],
    ids=["descending", "time zone", "texts as days", "objects", "doubled", "others", "texts"],
)
def test_prices_in_any_shape_that_the_engine_takes_are_proved(
    shape: Callable[[pd.DataFrame], pd.DataFrame],
) -> None:
    frame, parameters = small_prices(120), small_parameters()
    plain = proof(loaded(frame), parameters, random=5)
    shaped = proof(loaded(shape(frame)), parameters, random=5)
    assert shaped.is_causal
    assert proof_json(shaped) == proof_json(plain)


def test_missing_prices_stay_missing_so_that_the_days_are_the_same() -> None:
    frame = small_prices(120)
    frame.iloc[35:, 0] = frame.iloc[35:, 0].where(np.arange(85) % 4 > 0)
    for carried in (0, 2):
        made = proof(loaded(frame), small_parameters(carry_forward=carried), random=200)
        assert made.is_causal
        assert len(made.dates) < 110 or carried


# --- for files and screens


def test_the_file_has_plain_values_with_verdict_counts_and_days() -> None:
    frame, parameters = small_prices(120), small_parameters("as-scripted", **OPEN)
    made = proof(loaded(frame), parameters, random=10)
    written = json.loads(json.dumps(proof_json(made), allow_nan=False))
    assert written == proof_json(made)
    assert written["verdict"] == made.verdict
    assert written["is_causal"] is False
    assert written["seed"] == parameters.seed
    assert written["execution_lag"] == 0
    assert written["prices_sha256"] == run_backtest(frame, parameters).table.sha256()
    assert written["futures"] == written["later_moved"] == len(written["days"]) == 10
    assert set(written["compared"]) == set(KINDS)
    leverage = written["compared"]["leverage"]
    assert leverage["moved"] == made.total("leverage").moved > 0
    assert leverage["futures_moved"] <= 10
    assert leverage["largest_move"] == max(trial.leverage.largest for trial in made.trials)
    assert written["skipped"] == []


def test_a_verdict_is_written_in_the_numbers_of_the_screen() -> None:
    made = proof(loaded(), small_parameters(), random=50)
    words = verdict(made, lambda value, decimals: f"<{value:.{decimals}f}>")
    assert words.startswith("Nothing moved: after <50> scrambled futures, <")


def test_a_move_that_is_too_small_to_write_is_not_written_as_none() -> None:
    made = proof(loaded(), small_parameters("as-scripted", **OPEN), random=1)
    tiny = dataclasses.replace(made.trials[0].leverage, moved=1, largest=1e-9)
    nothing = dataclasses.replace(made.trials[0].weights, moved=0, largest=0.0)
    trial: Trial = dataclasses.replace(made.trials[0], leverage=tiny, weights=nothing)
    made = dataclasses.replace(made, trials=(trial,))
    assert "by up to less than 0.01\N{MULTIPLICATION SIGN}" in made.verdict


def test_nothing_tried_is_nothing_proved() -> None:
    made = proof(loaded(), small_parameters(), random=1)
    skipped = (made.trials[0].day, "No weights were found.")
    empty: Proof = dataclasses.replace(made, trials=(), skipped=(skipped,))
    assert not empty.is_causal
    assert empty.verdict == (
        "It is not known whether it looks ahead: no scrambled future gave a result. "
        "No weights were found."
    )
    with pytest.raises(DataError, match="no day to try"):
        proof(loaded(), small_parameters(), random=0)


def test_the_meaning_says_what_is_proved_and_what_is_not() -> None:
    assert 40 <= len(MEANING.split()) <= 90
    assert "does not show" in MEANING
