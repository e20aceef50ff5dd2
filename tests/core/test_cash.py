"""The cash rate as a daily yield: which one is in force, what it costs, and what is refused."""

import json
import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from core import Parameters, run_backtest
from core.cash import cash_yield
from core.engine import base_portfolio, run_overlay
from core.errors import DataError
from core.export import summary_json
from tests.core.small import SYMBOLS, small_parameters, small_prices

START = pd.Timestamp("2020-01-01").date()


def yields(values: dict[str, float]) -> pd.DataFrame:
    index = pd.DatetimeIndex(list(values))
    return pd.DataFrame({"SPY": 100.0, "^IRX": list(values.values())}, index=index)


def in_force(values: dict[str, float], *known: str) -> list[float]:
    found = cash_yield(yields(values), pd.DatetimeIndex(known), START, None)
    assert found.problem == ""
    return found.rates.tolist()


def with_yield(prices: pd.DataFrame, value: float = 2.0) -> pd.DataFrame:
    return prices.assign(**{"^IRX": value})


def test_the_yield_of_the_close_before_is_in_force() -> None:
    published = {"2020-01-02": 1.5, "2020-01-03": 1.6, "2020-01-06": 1.7}

    assert in_force(published, "2020-01-02", "2020-01-03") == [0.015, 0.016]


def test_a_day_without_a_yield_takes_the_last_one_before() -> None:
    published = {"2020-01-02": 1.5, "2020-01-03": math.nan, "2020-01-06": 1.75}

    assert in_force(published, "2020-01-03", "2020-01-05", "2020-01-06") == [0.015, 0.015, 0.0175]


def test_yields_may_be_zero_and_negative() -> None:
    assert in_force({"2020-03-25": 0.0, "2020-03-26": -0.05}, "2020-03-25", "2020-03-26") == [
        0.0,
        -0.0005,
    ]


def test_yields_in_any_order_and_as_text_are_read() -> None:
    frame = yields({"2020-01-03": 2.0, "2020-01-02": 1.0}).astype({"^IRX": object})
    frame.iloc[0, 1] = "2.0"

    found = cash_yield(frame, pd.DatetimeIndex(["2020-01-02", "2020-01-03"]), START, None)

    assert found.rates.tolist() == [0.01, 0.02]


def test_a_yield_before_the_start_does_not_exist() -> None:
    published = yields({"2019-12-31": 9.0, "2020-01-03": 2.0})

    assert (
        "begins on 2020-01-03"
        in cash_yield(published, pd.DatetimeIndex(["2020-01-02"]), START, None).problem
    )


@pytest.mark.parametrize("lag", [0, 1])
def test_a_yield_that_never_changes_is_the_same_as_the_number(lag: int) -> None:
    fields = {"symbols": SYMBOLS, "execution_lag": lag, "drift": lag > 0, "lev_max": 3.0}
    prices = with_yield(small_prices(), 2.0)

    series = run_backtest(prices, small_parameters(cash_rate="^IRX", **fields))
    number = run_backtest(prices, small_parameters(cash_rate=0.02, **fields))

    assert series.daily.equals(number.daily)
    for account in ("base", "dynamic"):
        assert series.summary[account] == pytest.approx(number.summary[account], rel=1e-12)


def test_what_is_borrowed_pays_the_yield_of_the_day_and_the_spread() -> None:
    prices = small_prices()
    prices["^IRX"] = np.linspace(1.0, 5.0, len(prices))
    twice = {"lev_min": 2.0, "lev_max": 2.0, "dd_threshold1": 1.0, "dd_threshold2": 1.0}
    parameters = small_parameters(cash_rate="^IRX", borrow_spread=0.01, leverage_band=0, **twice)

    daily = run_backtest(prices, parameters).daily

    before = prices["^IRX"].shift(1).loc[daily.index] / 100
    assert daily["financing"].to_numpy() == pytest.approx((before + 0.01) / 252, rel=1e-12)


def test_what_is_not_invested_earns_the_yield_and_pays_it_where_it_is_negative() -> None:
    prices = small_prices()
    prices["^IRX"] = np.linspace(-1.0, 1.0, len(prices))
    half = {"lev_min": 0.5, "lev_max": 0.5, "dd_threshold1": 1.0, "dd_threshold2": 1.0}
    parameters = small_parameters(cash_rate="^IRX", leverage_band=0, **half)

    daily = run_backtest(prices, parameters).daily

    before = prices["^IRX"].shift(1).loc[daily.index] / 100
    assert daily["financing"].to_numpy() == pytest.approx(-0.5 * before / 252, rel=1e-12)
    assert (daily["financing"] > 0).any()
    assert (daily["financing"] < 0).any()


def test_the_sharpe_ratio_is_that_of_the_daily_returns_over_the_yield_of_the_day() -> None:
    prices = small_prices()
    prices["^IRX"] = np.linspace(-1.0, 8.0, len(prices))

    result = run_backtest(prices, small_parameters(cash_rate="^IRX"))

    daily = result.daily
    excess = daily["ret_port_dyn"] - prices["^IRX"].shift(1).loc[daily.index] / 100 / 252
    expected = excess.mean() / excess.std() * math.sqrt(252)
    assert result.summary["dynamic"]["sharpe"] == pytest.approx(expected, rel=1e-9)


def test_an_account_that_earns_cash_alone_has_no_sharpe_ratio_to_speak_of() -> None:
    prices = small_prices()
    prices["^IRX"] = np.linspace(1.0, 3.0, len(prices))
    cash = {"lev_min": 0.0, "lev_max": 1e-300, "leverage_band": 0.0, "cost_bps": 0.0}

    result = run_backtest(prices, small_parameters(cash_rate="^IRX", **cash))

    assert result.summary["dynamic"]["sharpe"] == 0.0


@pytest.mark.parametrize("row", [30, 50, 70])
def test_yields_to_come_change_nothing_before(row: int) -> None:
    prices = small_prices()
    prices["^IRX"] = np.linspace(0.0, 4.0, len(prices))
    other = prices.copy()
    other.iloc[row:, -1] = 40.0
    parameters = small_parameters(cash_rate="^IRX")

    was, now = (run_backtest(table, parameters).daily for table in (prices, other))

    known = prices.index[row]  # its own row still earns the yield of the day before
    assert was[:known].equals(now[:known])
    assert not was.equals(now)


def test_a_kept_base_portfolio_serves_numbers_and_the_yield_alike() -> None:
    prices = with_yield(small_prices(), 3.0)
    number, series = small_parameters(), small_parameters(cash_rate="^IRX")
    base = base_portfolio(prices, number)

    assert base.serves(series)
    again = run_overlay(base, series).daily
    assert again.equals(run_backtest(prices, series).daily)
    assert run_overlay(base, number).daily.equals(run_backtest(prices, number).daily)


def test_days_with_a_yield_alone_are_no_days_of_prices() -> None:
    prices = small_prices()
    with_holiday = with_yield(prices).reindex(prices.index.union(pd.DatetimeIndex(["2015-02-01"])))
    with_holiday["^IRX"] = 2.0

    result = run_backtest(with_holiday, small_parameters(cash_rate="^IRX"))

    assert result.table.left_out == 0
    assert result.notes == ()


def test_prices_without_the_yield_that_is_asked_for_are_told_with_the_ways_out() -> None:
    with pytest.raises(DataError) as caught:
        run_backtest(small_prices(), small_parameters(cash_rate="^IRX"))

    assert str(caught.value) == (
        "The cash rate is to be ^IRX, but the prices have no column of that name: take them from "
        "Yahoo Finance, add a file with it, or give the cash rate as a number."
    )


def test_a_yield_that_begins_after_the_results_is_told_with_both_days() -> None:
    prices = with_yield(small_prices())
    prices.iloc[:40, -1] = np.nan

    with pytest.raises(DataError, match="begins on 2015-02-26, but the results need it"):
        run_backtest(prices, small_parameters(cash_rate="^IRX"))


def test_an_empty_column_of_yields_is_told() -> None:
    with pytest.raises(DataError, match=r"\^IRX has no value from 2015-01-01 on"):
        run_backtest(with_yield(small_prices(), math.nan), small_parameters(cash_rate="^IRX"))


@pytest.mark.parametrize("value", [431.2, -60.0, math.inf])
def test_a_value_that_is_no_yield_is_told_with_its_day(value: float) -> None:
    prices = with_yield(small_prices())
    prices.iloc[3, -1] = value

    with pytest.raises(DataError, match=r"\^IRX has the value .* on 2015-01-06; it has to be a"):
        run_backtest(prices, small_parameters(cash_rate="^IRX"))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda t: pd.concat([t, t.iloc[[5]].assign(**{"^IRX": 9.0})]), "more than once"),
        (lambda t: pd.concat([t, t[["^IRX"]]], axis=1), "in more than one column"),
        (lambda t: t.astype({"^IRX": object}).replace({"^IRX": {2.0: "4,20 %"}}), "'4,20 %'"),
    ],
    ids=["two values of a day", "two columns", "text"],
)
def test_yields_that_contradict_themselves_or_are_no_numbers_are_refused(
    spoil: Callable[[pd.DataFrame], pd.DataFrame], said: str
) -> None:
    frame = spoil(with_yield(small_prices()))
    with pytest.raises(DataError, match=said):
        run_backtest(frame, small_parameters(cash_rate="^IRX"))


def test_a_yield_after_the_end_does_not_exist() -> None:
    prices = with_yield(small_prices())
    prices.iloc[60:, -1] = np.nan
    prices.iloc[-1, -1] = 40.0
    end = prices.index[62].date()

    result = run_backtest(prices, small_parameters(cash_rate="^IRX", end=end))

    assert result.summary["cash"]["highest"] == 0.02


def test_a_yield_that_has_ended_long_ago_is_refused_with_its_last_day() -> None:
    prices = with_yield(small_prices())
    prices.iloc[30:, -1] = np.nan

    with pytest.raises(DataError, match="has no value between 2015-02-11 and 2015-0") as caught:
        run_backtest(prices, small_parameters(cash_rate="^IRX"))

    assert "give the cash rate as a number" in str(caught.value)


def test_a_column_of_yields_that_nobody_asks_for_keeps_nobody_from_a_run() -> None:
    prices = with_yield(small_prices(), 431.2)

    assert run_backtest(prices, small_parameters()).daily.equals(
        run_backtest(small_prices(), small_parameters()).daily
    )


def test_a_yield_of_ten_days_ago_is_not_old() -> None:
    prices = with_yield(small_prices())
    prices.iloc[40:47, -1] = np.nan  # to the 6th of March, nine days after the 25th of February
    assert run_backtest(prices, small_parameters(cash_rate="^IRX")).notes == ()
    prices.iloc[47:49, -1] = np.nan

    (note,) = run_backtest(prices, small_parameters(cash_rate="^IRX")).notes

    assert "13 days old" in note


def test_yields_that_look_like_decimals_are_told() -> None:
    prices = with_yield(small_prices(600), 0.05)
    parameters = small_parameters(cash_rate="^IRX")

    (note,) = run_backtest(prices, parameters).notes

    assert note == (
        "^IRX is never above 0.05 % here; it has to be in percent a year, so multiply it by 100 if "
        "its column holds decimals."
    )
    prices.iloc[200, -1] = 0.13  # as in 2011; 2014 had no higher one than 0.07
    assert run_backtest(prices, parameters).notes == ()


def test_an_old_yield_is_used_and_told() -> None:
    prices = with_yield(small_prices())
    prices.iloc[40:55, -1] = np.nan

    result = run_backtest(prices, small_parameters(cash_rate="^IRX"))

    assert result.notes == ("^IRX has gaps: the value used on 2015-03-19 is 21 days old.",)


def test_the_summary_says_what_the_cash_rate_was() -> None:
    prices = small_prices()
    prices["^IRX"] = np.linspace(1.0, 3.0, len(prices))

    result = run_backtest(prices, small_parameters(cash_rate="^IRX"))
    summary = json.loads(summary_json(result))

    before = prices["^IRX"].shift(1).loc[result.dates] / 100
    assert summary["config"]["cash_rate"] == "^IRX"
    assert summary["cash"]["series"] == "^IRX"
    assert summary["cash"]["mean"] == pytest.approx(before.mean(), rel=1e-12)
    assert summary["cash"]["lowest"] == pytest.approx(before.min(), rel=1e-12)
    assert summary["cash"]["highest"] == pytest.approx(before.max(), rel=1e-12)
    assert Parameters(**summary["config"]) == small_parameters(cash_rate="^IRX")
    other = run_backtest(
        prices.assign(**{"^IRX": prices["^IRX"] + 1e-9}), small_parameters(cash_rate="^IRX")
    )
    assert json.loads(summary_json(other))["cash"]["sha256"] != summary["cash"]["sha256"]


def test_the_summary_of_a_number_names_no_series() -> None:
    summary = run_backtest(small_prices(), small_parameters(cash_rate=0.03)).summary

    assert summary["cash"] == {
        "series": None,
        "mean": 0.03,
        "lowest": 0.03,
        "highest": 0.03,
        "sha256": None,
    }
