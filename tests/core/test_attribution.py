"""The attribution, put beside the paper, pandas, hand calculation and the accounts themselves."""

import csv
import datetime as dt
import io
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.attribution import (
    GROWTH,
    MEAN,
    MEANING,
    TERMS,
    AccountAttribution,
    Attribution,
    Contributions,
    attribution,
    contributions,
)
from core.attribution_text import attribution_csv, attribution_sentence
from core.constant_leverage import constant_account
from core.errors import DataError
from core.parameters import Parameters
from core.prices import LoadedPrices, PriceSource
from core.result import BacktestResult
from core.scenario import Scenario, scenario_outcome
from core.sources.demo import demo_market
from tests.core.small import SYMBOLS, small_parameters
from tests.oracles.panels import simulated_prices

PRICES = simulated_prices(3, SYMBOLS, 800)
KEYS = [term.key for term in TERMS]
PERCENT = 1e-2


def result_of(preset: str = "tradable", **fields: object) -> BacktestResult:
    parameters = small_parameters(preset, **fields)
    loaded = LoadedPrices(PRICES, PriceSource("file", "small.csv"))
    made = scenario_outcome(loaded, Scenario(1, "Own", parameters)).result
    assert made is not None
    return made


@pytest.fixture(scope="module")
def demo() -> BacktestResult:
    scenario = Scenario(1, "Demo", Parameters.preset("tradable"))
    made = scenario_outcome(demo_market(), scenario).result
    assert made is not None
    return made


def lines(made: Contributions) -> list[float]:
    return [made.value(key) for key in KEYS]


def by_pandas(frame: pd.DataFrame, scale: float) -> dict[str, float]:
    """The lines of some days from the columns of a series file, with pandas alone."""
    r = frame["gross"]
    level, levered = frame["leverage"], frame["ret_port_dyn"]
    log_growth = float(np.log(levered + 1).mean()) * scale
    made = {
        "source": r.mean() * scale,
        "leverage": (level.mean() - 1) * r.mean() * scale,
        "covariance": level.cov(r, ddof=0) * scale,
        "financing": -frame["financing"].mean() * scale,
        "cost": -frame["cost"].mean() * scale,
        "variance_drag": log_growth - levered.mean() * scale,
        "compounding": math.exp(log_growth) - 1 - log_growth,
    }
    return {key: float(value) for key, value in made.items()}


def series(result: BacktestResult) -> pd.DataFrame:
    """The daily table, and the gross return of the base portfolio from weights and returns."""
    frame = result.daily
    symbols = result.table.symbols
    products = (frame[f"w_{symbol}"] * frame[f"ret_{symbol}"] for symbol in symbols)
    return frame.assign(gross=sum(products))


def test_the_example_of_anderson_bianchi_and_goldberg() -> None:
    """Their mean leverage of .30 is after borrowing: .375 less .075 here."""
    made = contributions(
        PERCENT * np.array([2.0, -1.0, 3.0, -2.0]),
        np.array([1.0, 2.0, 1.5, 2.5]),
        PERCENT * np.array([0.0, 0.1, 0.05, 0.15]),
        np.zeros(4),
        a_year=1,
    )
    assert made.source == pytest.approx(0.50 * PERCENT, abs=1e-17)
    assert made.leverage == pytest.approx(0.375 * PERCENT, abs=1e-17)
    assert made.financing == pytest.approx(-0.075 * PERCENT, abs=1e-17)
    assert made.leverage + made.financing == pytest.approx(0.30 * PERCENT, abs=1e-17)
    assert made.covariance == pytest.approx(-1.00 * PERCENT, abs=1e-17)
    assert made.cost == 0.0
    assert made.mean == pytest.approx(-0.20 * PERCENT, abs=1e-17)
    grown = (1.02 * 0.979 * 1.0445 * 0.9485) ** 0.25 - 1
    assert made.growth == pytest.approx(grown, abs=1e-16)


def test_two_days_by_hand() -> None:
    """10 % at twice the leverage and -10 % at once: the mean of L r is 5 %, of r it is nothing."""
    made = contributions(
        np.array([0.1, -0.1]), np.array([2.0, 1.0]), np.zeros(2), np.array([0.01, 0.0]), None
    )
    assert lines(made)[:5] == pytest.approx([0.0, 0.0, 0.1, 0.0, -0.01], abs=1e-16)
    assert made.mean == pytest.approx(0.09, abs=1e-16)  # .19 - .1
    assert made.growth == pytest.approx(1.19 * 0.9 - 1, abs=1e-15)
    assert made.variance_drag == pytest.approx(math.log(1.19 * 0.9) - 0.09, abs=1e-15)


@pytest.mark.parametrize("level", [0.0, 0.3, 1.0, 1.1, 2.7])
def test_constant_leverage_has_no_covariance_at_all(level: float) -> None:
    r = np.random.default_rng(1).normal(0.0, 0.01, 997)
    made = contributions(r, np.full(997, level), np.zeros(997), np.zeros(997), 252)
    assert made.covariance == 0.0
    assert made.leverage == pytest.approx((level - 1) * r.mean() * 252, rel=1e-12, abs=1e-18)


def test_leverage_of_one_that_costs_nothing_is_the_source_alone() -> None:
    r = np.random.default_rng(2).normal(0.0, 0.01, 250)
    made = contributions(r, np.ones(250), np.zeros(250), np.zeros(250), None)
    assert lines(made)[1:5] == [0.0, 0.0, 0.0, 0.0]
    assert made.growth == pytest.approx(np.prod(1 + r) - 1, rel=1e-12)


def test_variance_drag_is_about_minus_half_the_variance() -> None:
    r = np.random.default_rng(3).normal(0.0, 0.01, 100_000)
    made = contributions(r, np.ones(r.size), np.zeros(r.size), np.zeros(r.size), 252)
    assert made.variance_drag == pytest.approx(-0.5 * 252 * r.var(), rel=0.01)


@given(
    st.lists(
        st.tuples(
            st.floats(-0.2, 0.2),  # return of the source
            st.floats(0.0, 3.0),  # leverage
            st.floats(-0.01, 0.02),  # interest
            st.floats(0.0, 0.02),  # cost
        ),
        min_size=1,
        max_size=60,
    ),
    st.sampled_from([None, 1.0, 252.0]),
)
def test_lines_sum_to_mean_and_growth(
    days: list[tuple[float, float, float, float]], a_year: float | None
) -> None:
    r, level, interest, cost = (np.array(column) for column in zip(*days, strict=True))
    made = contributions(r, level, interest, cost, a_year)
    levered = [a * b - c - d for a, b, d, c in days]
    scale = 1.0 if a_year is None else a_year / len(days)
    assert made.mean == pytest.approx(scale * math.fsum(levered), rel=1e-12, abs=1e-13)
    grown = math.prod(1.0 + one for one in levered) ** scale - 1.0
    assert made.growth == pytest.approx(grown, rel=1e-11, abs=1e-12)
    assert math.fsum(lines(made)) == made.growth
    assert made.variance_drag <= 1e-13
    assert made.compounding >= 0.0


@pytest.mark.parametrize("preset", ["tradable", "as-scripted"])
def test_every_line_is_what_pandas_finds_in_the_series_file(preset: str) -> None:
    result = result_of(preset)
    made, frame = attribution(result, "Own").overlay, series(result)
    expected = by_pandas(frame, 252)
    assert {key: made.total.value(key) for key in KEYS} == pytest.approx(expected, abs=1e-13)
    for year, days in frame.groupby(frame.index.year):
        found = next(one for one in made.years if one.year == year)
        assert (found.first, found.last) == (days.index[0].date(), days.index[-1].date())
        expected = by_pandas(days, len(days))
        assert {key: found.contributions.value(key) for key in KEYS} == pytest.approx(
            expected, abs=1e-13
        )
    assert len(made.years) == frame.index.year.nunique()


def test_the_total_is_the_growth_and_the_costs_of_the_table(demo: BacktestResult) -> None:
    total = attribution(demo, "Demo").overlay.total
    figures = demo.summary["dynamic"]
    assert isinstance(figures, dict)
    assert total.growth == pytest.approx(figures["ann_ret"], rel=1e-12)
    assert total.cost == pytest.approx(-figures["ann_cost"], rel=1e-12)
    assert total.financing == pytest.approx(-figures["ann_financing"], rel=1e-12)


@pytest.mark.parametrize("preset", ["tradable", "as-scripted"])
def test_years_are_the_returns_of_the_calendar_years(preset: str) -> None:
    result = result_of(preset)
    made = attribution(result, "Own")
    last = pd.Series(result.dynamic.equity, result.dates).groupby(result.dates.year).last()
    expected = last / last.shift(1, fill_value=1.0) - 1.0
    assert [one.year for one in made.overlay.years] == list(expected.index)
    found = [one.contributions.growth for one in made.overlay.years]
    assert found == pytest.approx(list(expected), rel=1e-11)
    assert [one.partial for one in made.overlay.years] == [True, False, False, True]


def test_the_rival_is_constant_leverage_of_the_same_volatility(demo: BacktestResult) -> None:
    made = attribution(demo, "Demo")
    account, level = constant_account(demo, "Demo")
    assert made.rival is not None
    assert made.level == level
    assert made.rival.total.covariance == 0.0
    assert made.rival.total.source == made.overlay.total.source
    grown = account.equity[-1] ** (252 / len(account.equity)) - 1
    assert made.rival.total.growth == pytest.approx(grown, rel=1e-12)
    assert account.returns.std(ddof=1) == pytest.approx(demo.dynamic.returns.std(ddof=1), rel=1e-9)


def test_the_difference_is_line_by_line(demo: BacktestResult) -> None:
    made = attribution(demo, "Demo")
    assert made.rival is not None
    assert made.difference is not None
    pairs = [(made.overlay.total, made.rival.total, made.difference.total)]
    years = zip(made.overlay.years, made.rival.years, made.difference.years, strict=True)
    pairs += [tuple(one.contributions for one in three) for three in years]
    for own, other, less in pairs:
        assert lines(less) == [a - b for a, b in zip(lines(own), lines(other), strict=True)]
        assert less.growth == pytest.approx(own.growth - other.growth, abs=1e-15)


def test_a_range_of_days_is_attributed_alone() -> None:
    result = result_of()
    first, last = dt.date(2016, 3, 5), dt.date(2017, 2, 10)  # a Saturday and a Friday
    made = attribution(result, "Own", first, last)
    frame = series(result)[str(first) : str(last)]
    assert (made.first, made.last, made.rows) == (dt.date(2016, 3, 7), last, len(frame))
    expected = by_pandas(frame, 252)
    assert {key: made.overlay.total.value(key) for key in KEYS} == pytest.approx(
        expected, abs=1e-13
    )
    grown = (1 + frame["ret_port_dyn"]).prod() ** (252 / len(frame)) - 1
    assert made.overlay.total.growth == pytest.approx(grown, rel=1e-12)
    assert made.matched == (result.dates[0].date(), result.dates[-1].date())
    assert made.level == attribution(result, "Own").level
    assert attribution(result, "Own").matched is None


def test_no_day_to_attribute_is_told() -> None:
    with pytest.raises(DataError, match="Own has no day from 1999-01-01 to 1999-12-31; choose"):
        attribution(result_of(), "Own", dt.date(1999, 1, 1), dt.date(1999, 12, 31))


def wiped_out() -> BacktestResult:
    """Borrowing at 24,000 % a year ruins whoever borrows."""
    result = result_of(borrow_spread=1.0, lev_min=60.0, lev_max=80.0)
    assert result.dynamic.wiped_out > 0
    return result


def test_a_wiped_out_account_is_told_with_its_day() -> None:
    result = wiped_out()
    day = f"{result.dates[result.dynamic.wiped_out]:%Y-%m-%d}"
    with pytest.raises(DataError, match=f"^Own is wiped out on {day}, so .*; lower its leverage"):
        attribution(result, "Own")


def test_days_before_a_wipe_out_have_an_attribution_but_no_rival() -> None:
    result = wiped_out()
    before = result.dynamic.wiped_out - 1
    made = attribution(result, "Own", last=result.dates[before].date())
    year = made.overlay.years[0].contributions
    assert made.rows == before + 1
    assert year.growth == pytest.approx(result.dynamic.equity[before] - 1.0, abs=1e-12)
    assert (made.rival, made.level, made.difference) == (None, None, None)
    assert "no constant leverage is comparable" in made.no_rival
    assert "onstant leverage" not in attribution_sentence(made)


def told(covariance: float, financing: float, growth: float, rival: float) -> str:
    """The sentence about totals that are given."""
    rest = growth - covariance - financing
    own = Contributions(rest, 0.0, covariance, financing, 0.0, 0.0, 0.0)
    other = Contributions(rival, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    day = dt.date(2020, 1, 2)
    accounts = (AccountAttribution(one, ()) for one in (own, other))
    return attribution_sentence(Attribution(day, day, 1, *accounts, 1.456))


def test_the_sentence_is_right_for_all_signs() -> None:
    assert told(-0.019, -0.017, 0.062, 0.079) == (
        "The overlay lost 1.9 % a year to timing (covariance) and paid 1.7 % in interest; it grew "
        "6.2 % a year. Constant leverage of 1.46×, with the same volatility, would have grown "
        "7.9 % a year."
    )
    assert told(0.012, 0.004, -0.031, -0.002) == (
        "The overlay gained 1.2 % a year by timing (covariance) and earned 0.4 % in interest; it "
        "lost 3.1 % a year. Constant leverage of 1.46×, with the same volatility, would have lost "
        "0.2 % a year."
    )
    assert told(-0.0001, 0.0, 0.05, 0.0502) == (
        "The overlay neither gained nor lost by timing (covariance) and paid no interest; it grew "
        "5.0 % a year. Constant leverage of 1.46×, with the same volatility, would have done the "
        "same."
    )
    assert "paid next to no interest on balance" in told(0.0, -0.0001, 0.05, 0.06)


def test_the_sentence_tells_the_days_of_the_same_volatility_where_they_are_others() -> None:
    made = attribution(result_of(), "Own", dt.date(2016, 1, 1))
    assert made.matched is not None
    begin, end = made.matched
    assert f"with the same volatility from {begin} to {end}, would" in attribution_sentence(made)


def test_the_file_reads_back_to_the_same_numbers(demo: BacktestResult) -> None:
    made = attribution(demo, "Demo")
    assert made.rival is not None
    assert made.difference is not None
    rows = list(csv.DictReader(io.StringIO(attribution_csv(made).decode())))
    accounts = {
        "overlay": made.overlay,
        "constant_leverage": made.rival,
        "difference": made.difference,
    }
    expected = []
    for name, account in accounts.items():
        expected.append((name, "total", account.total))
        expected += [(name, str(one.year), one.contributions) for one in account.years]
    assert [(row["account"], row["period"]) for row in rows] == [one[:2] for one in expected]
    for row, (_, _, shares) in zip(rows, expected, strict=True):
        for key in (*KEYS, "mean", "growth"):
            assert float(row[key]) == shares.value(key)
    assert {row["level"] for row in rows} == {"", repr(made.level)}
    assert (rows[0]["first_day"], rows[0]["last_day"]) == (str(made.first), str(made.last))


def test_every_line_has_a_label_a_short_one_and_a_sentence() -> None:
    assert list(Contributions.__dataclass_fields__) == KEYS
    for term in (*TERMS, MEAN, GROWTH):
        assert term.label
        assert len(term.short) <= 12
        assert term.help.endswith(".")
    assert 40 <= len(MEANING.split()) <= 90
