"""A run as a whole: how it tells where it is, how it is stopped, and what can be kept of it."""

import math
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core import BacktestResult, engine, run_backtest
from core.engine import BASE_FIELDS, BasePortfolio, base_portfolio, run_overlay
from core.errors import BacktestError, DataError
from core.fields import Stage
from core.parameters import FIELDS, Parameters
from core.prices import PriceSource
from core.progress import Cancelled
from tests.core.small import SYMBOLS, small_parameters, small_prices
from tests.oracles.panels import simulated_prices, twins

RUIN = {
    "symbols": ("ONE", "TWO"),
    "cov_lookback": 20,
    "min_hist": 20,
    "rebalance_freq": "D",
    "cost_bps": 0.0,
    "cash_rate": 0.0,
    "borrow_spread": 0.0,
}


def assert_same_result(one: BacktestResult, other: BacktestResult) -> None:
    """Fail unless two results are equal to the last bit."""
    pd.testing.assert_frame_equal(one.daily, other.daily, check_exact=True)
    assert one.summary == other.summary
    assert one.notes == other.notes


# --- progress


def reports(**parameters: Any) -> list[tuple[str, float]]:
    """Every report of the small run."""
    told: list[tuple[str, float]] = []
    run_backtest(
        small_prices(), small_parameters(**parameters), lambda *report: told.append(report)
    )
    return told


@pytest.fixture
def fine_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a run report after every single decision, as one of many symbols does."""
    monkeypatch.setattr(engine, "OPERATIONS_A_REPORT", 1.0)


@pytest.mark.parametrize("solver", ["exact", "scripted"])
def test_progress_rises_from_0_to_1(solver: str) -> None:
    told = reports(solver=solver)

    fractions = [fraction for _, fraction in told]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    for stage, fraction in told:
        assert stage.isprintable()
        assert stage
        assert type(fraction) is float


@pytest.mark.usefixtures("fine_steps")
def test_progress_is_reported_for_every_decision_where_they_take_long() -> None:
    told = reports(rebalance_freq="D")

    assert len({fraction for _, fraction in told}) > 60


@pytest.mark.usefixtures("fine_steps")
@pytest.mark.parametrize("solver", ["exact", "scripted"])
def test_how_often_progress_is_reported_changes_nothing(
    solver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    finely = run_backtest(small_prices(), small_parameters(solver=solver))
    monkeypatch.undo()

    assert_same_result(finely, run_backtest(small_prices(), small_parameters(solver=solver)))


def test_a_long_run_reports_at_least_every_few_steps_of_a_hundred() -> None:
    names = tuple(f"S{number:02d}" for number in range(30))
    told: list[float] = []

    run_backtest(
        simulated_prices(1, names, 400),
        small_parameters(symbols=names, rebalance_freq="D", cov_lookback=250, min_hist=20),
        lambda _, fraction: told.append(fraction),
    )

    assert len(told) > 5


@pytest.mark.parametrize("answer", [None, True, 0, "", [], 1.5])
def test_only_an_outright_no_of_the_callback_stops_a_run(answer: object) -> None:
    result = run_backtest(small_prices(), small_parameters(), lambda *_: answer)

    assert_same_result(result, run_backtest(small_prices(), small_parameters()))


def says_no(*_: object) -> bool:
    """Ask for the end by an answer."""
    return False


def raises(*_: object) -> None:
    """Ask for the end by raising."""
    raise Cancelled


@pytest.mark.usefixtures("fine_steps")
@pytest.mark.parametrize("way", [says_no, raises])
def test_a_run_can_be_stopped_at_every_report_and_leaves_no_result(
    way: Callable[..., object],
) -> None:
    points = len(reports())
    assert points > 15

    for stop_at in range(points):
        calls = 0

        def stopping(*_: object, last: int = stop_at) -> object:
            nonlocal calls
            calls += 1
            return way() if calls > last else None

        result = None
        with pytest.raises(Cancelled):
            result = run_backtest(small_prices(), small_parameters(), stopping)
        assert result is None
        assert calls == stop_at + 1


def test_being_stopped_is_no_error_of_the_backtest() -> None:
    assert not issubclass(Cancelled, BacktestError)


def test_a_run_after_one_that_was_stopped_is_as_any_other() -> None:
    expected = run_backtest(small_prices(), small_parameters())
    with pytest.raises(Cancelled):
        run_backtest(small_prices(), small_parameters(), says_no)

    assert_same_result(run_backtest(small_prices(), small_parameters()), expected)


def test_a_fault_of_the_callback_comes_out_as_it_is() -> None:
    def broken(stage: str, fraction: float) -> None:
        raise ZeroDivisionError("of the callback")

    with pytest.raises(ZeroDivisionError, match="of the callback"):
        run_backtest(small_prices(), small_parameters(), broken)


@pytest.mark.parametrize("way", [says_no, raises])
def test_a_base_portfolio_can_be_stopped_too(way: Callable[..., object]) -> None:
    with pytest.raises(Cancelled):
        base_portfolio(small_prices(), small_parameters(), way)


# --- what has to be said


def daily_coins() -> pd.DataFrame:
    """Prices of every day of the week."""
    frame = simulated_prices(1, SYMBOLS, 200)
    return frame.set_axis(pd.date_range("2015-01-01", periods=200, name="Date"))


def test_markets_that_trade_every_day_are_told_to_be_counted_by_252() -> None:
    result = run_backtest(daily_coins(), small_parameters())

    assert result.warnings == (
        "The result has 365 rows a year; growth, volatility and interest count 252 of them as a "
        "year.",
    )


def test_weekly_prices_are_told_to_be_counted_by_252() -> None:
    index = pd.date_range("2015-01-02", periods=80, freq="W-FRI", name="Date")
    weekly = small_prices().set_axis(index)

    (told,) = run_backtest(weekly, small_parameters(rebalance_freq="ME")).warnings

    assert told.startswith("The result has 52 rows a year;")


@pytest.mark.parametrize(("days", "said"), [(13, "1 day only"), (32, "20 days only"), (33, "")])
def test_a_result_of_a_few_days_is_told_to_say_nothing(days: int, said: str) -> None:
    warnings = run_backtest(small_prices(days), small_parameters()).warnings

    assert [said in warning for warning in warnings] == [True] * bool(said)


def test_business_days_are_what_is_counted() -> None:
    assert run_backtest(small_prices(), small_parameters()).warnings == ()


# --- the overlay alone, on a base portfolio that is kept

OVERLAY_VALUES: dict[str, list[Any]] = {
    "vol_lookback": [2, 30, 10_000],
    "target_vol": [0.01, 0.5],
    "lev_min": [0.0, 1.0],
    "lev_max": [0.5, 5.0],
    "dd_threshold1": [0.0, 0.01],
    "dd_threshold2": [0.1, 1.0],
    "dd_min_scale": [0.0, 1.0],
    "cost_bps": [0.0, 50.0],
    "cash_rate": [-0.01, 0.1, "^IRX"],
    "borrow_spread": [0.0, 0.2],
    "leverage_band": [0.0, 0.5],
    "statistics": ["scripted"],
    "seed": [7],
}
BASE_VALUES: dict[str, Any] = {
    "symbols": ("AAA", "BBB"),
    "start": "2015-01-02",
    "end": "2015-04-01",
    "carry_forward": 1,
    "rebalance_freq": "ME",
    "cov_lookback": 21,
    "min_hist": 11,
    "shrink_alpha": 0.31,
    "alpha_minvar": 0.31,
    "solver": "scripted",
    "return_kind": "log",
    "execution_lag": 2,
    "drift": False,
}


def with_yield(prices: pd.DataFrame) -> pd.DataFrame:
    return prices.assign(**{"^IRX": np.linspace(-1.0, 5.0, len(prices))})


@pytest.fixture(scope="module")
def kept() -> BasePortfolio:
    """The base portfolio of the small run."""
    return base_portfolio(with_yield(small_prices()), small_parameters())


def test_every_field_is_of_one_stage() -> None:
    overlay = {name for name, field in FIELDS.items() if field.shown.stage is Stage.OVERLAY}

    assert overlay == set(OVERLAY_VALUES)
    assert set(BASE_FIELDS) == set(BASE_VALUES)
    assert overlay | set(BASE_FIELDS) == set(FIELDS)


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, values in OVERLAY_VALUES.items() for value in values],
)
def test_the_overlay_alone_gives_what_a_whole_run_gives(
    kept: BasePortfolio, name: str, value: object
) -> None:
    parameters = small_parameters(**{name: value})

    assert kept.serves(parameters)
    alone = run_overlay(kept, parameters)

    assert_same_result(alone, run_backtest(with_yield(small_prices()), parameters))
    assert alone.parameters == parameters


def test_all_fields_of_the_overlay_at_once_give_what_a_whole_run_gives(kept: BasePortfolio) -> None:
    for pick in (0, -1):
        parameters = small_parameters(**{name: v[pick] for name, v in OVERLAY_VALUES.items()})
        whole = run_backtest(with_yield(small_prices()), parameters)
        assert_same_result(run_overlay(kept, parameters), whole)


@pytest.mark.parametrize("name", BASE_VALUES)
def test_a_kept_base_portfolio_is_not_used_for_another(kept: BasePortfolio, name: str) -> None:
    changes = {name: BASE_VALUES[name], **({"drift": False} if name == "return_kind" else {})}
    other = small_parameters(**changes)

    assert not kept.serves(other)
    with pytest.raises(ValueError, match="other parameters"):
        run_overlay(kept, other)


def test_a_kept_base_portfolio_stays_as_it_is_however_often_it_is_used(
    kept: BasePortfolio,
) -> None:
    before = run_overlay(kept, small_parameters())
    bits = {
        field.name: getattr(kept.holdings, field.name).tobytes() for field in fields(kept.holdings)
    }

    for pick in (0, -1):
        run_overlay(kept, small_parameters(**{n: v[pick] for n, v in OVERLAY_VALUES.items()}))

    assert_same_result(run_overlay(kept, small_parameters()), before)
    for name, held in bits.items():
        assert getattr(kept.holdings, name).tobytes() == held


def test_the_overlay_alone_keeps_the_source_of_the_prices() -> None:
    source = PriceSource("demo", "Simulated demo market", simulated=True)
    base = base_portfolio(small_prices(), small_parameters(), source=source)

    assert run_overlay(base, small_parameters(target_vol=0.2)).source == source


@pytest.mark.parametrize("preset", ["tradable", "as-scripted"])
def test_the_overlay_of_a_kept_script_is_that_of_a_whole_run(preset: str) -> None:
    base = base_portfolio(small_prices(), small_parameters(preset))

    changed = small_parameters(preset, target_vol=0.05, dd_threshold1=0.005)

    whole = run_backtest(small_prices(), changed)
    assert_same_result(run_overlay(base, changed), whole)


def test_the_same_run_twice_gives_the_same_bits() -> None:
    assert_same_result(
        run_backtest(small_prices(), small_parameters()),
        run_backtest(small_prices(), small_parameters()),
    )


# --- an account that is wiped out


def test_a_levered_account_that_is_wiped_out_says_so_in_words() -> None:
    """At a leverage of 2 a fall of 60 % takes more than there is."""
    prices = twins([0.01, -0.60, 0.05, 0.02])

    result = run_backtest(prices, small_parameters(lev_min=2.0, **RUIN))

    day = prices.index[-3]
    assert result.notes == (
        "The result has 4 days only; figures a year made of so few say nothing.",
        f"The levered account is wiped out on {day:%Y-%m-%d}: nothing is left to trade after it.",
    )
    assert result.summary["notes"] == list(result.notes)
    daily = result.daily
    assert daily["ret_port_dyn"].tolist()[1:] == [-1.0, 0.0, 0.0]
    assert daily["equity_dyn"].tolist()[1:] == [0.0, 0.0, 0.0]
    assert daily["dd_dyn"].tolist()[1:] == [-1.0, -1.0, -1.0]
    assert daily["leverage"].iloc[1] == pytest.approx(2.0)
    assert daily["leverage"].tolist()[2:] == [0.0, 0.0]
    assert daily["equity_base"].to_numpy() == pytest.approx(
        np.cumprod([1.01, 0.40, 1.05, 1.02]), rel=1e-12
    )
    assert result.summary["dynamic"]["final_equity"] == 0.0  # type: ignore[index]


def test_a_fall_that_takes_exactly_everything_wipes_out() -> None:
    result = run_backtest(twins([0.0, -0.5, 0.1]), small_parameters(lev_min=2.0, **RUIN))

    assert result.daily["equity_dyn"].iloc[-1] == pytest.approx(0.0, abs=1e-15)


def test_a_base_portfolio_that_is_wiped_out_by_costs_says_so_in_words() -> None:
    result = run_backtest(
        twins([-0.01, 0.02, 0.01]), small_parameters(**{**RUIN, "cost_bps": 10_000.0})
    )

    assert len(result.notes) == 3
    assert "base portfolio is wiped out on " in result.notes[1]
    assert "levered account is wiped out on " in result.notes[2]
    daily = result.daily
    assert daily["ret_port_base"].tolist() == [-1.0, 0.0, 0.0]
    assert daily["equity_base"].tolist() == [0.0, 0.0, 0.0]
    assert daily["dd_base"].tolist() == [-1.0, -1.0, -1.0]


@pytest.mark.parametrize("remains", [1e-6, 1e-12, 1e-15])
@pytest.mark.parametrize("drift", [True, False])
def test_prices_that_fall_to_next_to_nothing_are_a_loss_and_no_fault(
    remains: float, drift: bool
) -> None:
    prices = small_prices()
    prices.iloc[50:] *= remains

    daily = run_backtest(prices, small_parameters(drift=drift)).daily

    assert np.isfinite(daily.drop(columns="vol_ann").to_numpy()).all()
    assert (daily[["equity_base", "equity_dyn"]] >= 0.0).all(axis=None)
    lost = daily["equity_base"].iloc[daily.index.get_loc(prices.index[50])]
    assert lost == pytest.approx(0.0, abs=2 * remains)


def test_equity_that_no_number_can_hold_is_refused_in_words() -> None:
    prices = twins([9.0, 8.0] * 75)

    with pytest.raises(DataError, match="beyond what numbers can hold"):
        run_backtest(prices, small_parameters(lev_min=100.0, lev_max=100.0, **RUIN))


# --- what a result is


def test_a_result_is_made_of_the_days_and_symbols_it_was_asked_for() -> None:
    result = run_backtest(small_prices(), small_parameters(symbols=SYMBOLS[::-1]))

    assert result.table.symbols == SYMBOLS[::-1]
    assert len(result.dates) == len(result.daily) == result.summary["rows"]
    assert result.table.dates[0] == pd.Timestamp("2015-01-01")


def test_a_result_without_a_full_window_of_volatility_is_one_all_the_same() -> None:
    result = run_backtest(small_prices(), small_parameters(vol_lookback=10_000, lev_max=3.0))

    assert result.daily["vol_ann"].isna().all()
    assert (result.daily["leverage_target"] == result.daily["brake"]).all()


def test_costs_and_interest_are_what_the_returns_lack() -> None:
    """Item by item from the columns of the file: what is earned less what is paid."""
    daily = run_backtest(small_prices(), small_parameters(cost_bps=30.0, lev_max=4.0)).daily

    weights = daily[[f"w_{symbol}" for symbol in SYMBOLS]].to_numpy()
    returns = daily[[f"ret_{symbol}" for symbol in SYMBOLS]].to_numpy()
    gross = (weights * returns).sum(axis=1)
    expected = daily["leverage"] * gross - daily["cost"] - daily["financing"]
    assert daily["ret_port_dyn"].to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-15)
    assert daily["cost"].to_numpy() == pytest.approx(30e-4 * daily["turnover"], abs=1e-18)
    leverage = daily["leverage"]
    interest = (leverage - 1).clip(lower=0) * 0.03 / 252 - (1 - leverage).clip(lower=0) * 0.02 / 252
    assert daily["financing"].to_numpy() == pytest.approx(interest.to_numpy(), abs=1e-18)


def test_the_parameters_of_a_result_run_it_again() -> None:
    result = run_backtest(small_prices(), small_parameters(target_vol=math.pi / 20))

    again = run_backtest(small_prices(), Parameters.from_json(result.parameters.to_json()))

    assert_same_result(again, result)
