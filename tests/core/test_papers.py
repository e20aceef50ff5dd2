"""Published examples computed again: that all agree, and that each of them can disagree."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.errors import SolverError
from core.papers import MEANING, Check, Example, examples, papers_csv, tally
from core.papers import real_prices as real
from core.prices import LoadedPrices, PriceSource
from tests.oracles.panels import simulated_prices

NUMBERS, OF_REAL_PRICES = 118, 29
FILE = PriceSource("file", "funds.csv")


def titles_that_differ(made: tuple[Example, ...]) -> set[str]:
    return {
        example.title
        for example in made
        if any(check.computed is not None and not check.agrees for check in example.checks)
    }


def sessions(first: str, last: str) -> pd.DatetimeIndex:
    """Business days but one holiday, both ends included."""
    days = pd.bdate_range(first, last)
    return days[days != pd.Timestamp("2012-12-25")]


def loaded(frame: pd.DataFrame, source: PriceSource = FILE) -> LoadedPrices:
    return LoadedPrices(frame, source)


def steady(percent: float, first: str, last: str) -> pd.Series:
    """Prices that make so many percent in all, the same every day."""
    days = sessions(first, last)
    grown = (1.0 + percent / 100.0) ** np.linspace(0.0, 1.0, len(days))
    return pd.Series(50.0 * grown, index=days)


# --- one number


@pytest.mark.parametrize(
    ("computed", "agrees"),
    [(12.345, True), (12.3551, False), (12.355, True), (12.3449, False), (-12.35, False)],
)
def test_a_number_agrees_within_half_a_unit_of_its_last_digit(
    computed: float, agrees: bool
) -> None:
    assert Check("", 12.35, computed, 2).agrees is agrees


@pytest.mark.parametrize("computed", [math.nan, math.inf, -math.inf, None])
def test_what_is_not_a_number_agrees_with_nothing(computed: float | None) -> None:
    assert not Check("", 0.0, computed, 2).agrees


def test_ten_digits_are_compared_to_the_tenth() -> None:
    """A fixed billionth for rounding would hide twenty units of it."""
    assert not Check("", 0.6099375455, 0.6099375456, 10, "").agrees
    assert Check("", 0.6099375456, 0.60993754559283, 10, "").agrees


def test_a_number_that_was_not_computed_is_counted_apart() -> None:
    checks = (Check("", 1.0, 1.0, 1), Check("", 1.0, 2.0, 1), Check("", 1.0, None, 1))
    counted = tally([Example("", "", checks)])

    assert (counted.agreeing, counted.computed, counted.absent) == (1, 2, 1)
    assert not counted.agrees
    assert counted.sentence == "1 of 2 numbers agree."


def test_nothing_computed_is_no_agreement() -> None:
    assert not tally([Example("", "", (Check("", 1.0, None, 1),))]).agrees


# --- all of them


def test_every_number_agrees_that_needs_no_prices() -> None:
    made = examples()
    counted = tally(made)

    assert titles_that_differ(made) == set()
    assert (counted.agreeing, counted.absent) == (NUMBERS - OF_REAL_PRICES, OF_REAL_PRICES)
    assert counted.agrees


def test_numbers_are_those_of_the_literature_to_their_digits() -> None:
    """A few, typed from the sources once more."""
    published = {
        (example.title, check.what): f"{check.expected:.{check.decimals}f}"
        for example in examples()
        for check in example.checks
    }
    mixed = "Equal risk, correlations .8 and \N{MINUS SIGN}.5"
    assert published[mixed, "Equal risk: weight 1"] == "38.361251"
    assert published[mixed, "Min. variance: volatility"] == "8.630339"
    assert published["Equal risk, all correlations 0.9", "Equal risk: volatility"] == "18.465969"
    assert published["Equal risk budgets of three assets", "Equal risk: weight 3"] == "47.8697"
    assert published["Levered returns, attributed", "Covariance"] == "-1.000000"


def test_weights_of_the_nearly_hedged_assets_are_inverse_to_their_volatilities() -> None:
    example = next(one for one in examples() if one.title.startswith("Seven"))
    inverse = np.array([1 / place for place in range(1, 8)])
    expected = 100.0 * inverse / inverse.sum()

    assert [check.expected for check in example.checks] == pytest.approx(expected, abs=5e-7)
    assert [check.computed for check in example.checks] == pytest.approx(expected, abs=1e-9)


def test_every_example_names_its_source_and_the_meaning_its_limits() -> None:
    assert all(example.title and example.source for example in examples())
    assert 40 <= len(MEANING.split()) <= 90
    assert "nothing about your strategy" in MEANING


# --- each of them can disagree


def nudged(function: Callable[..., Any], factor: float) -> Callable[..., Any]:
    return lambda *given, **named: function(*given, **named) * factor


def gives_up(covariance: np.ndarray) -> np.ndarray:
    raise SolverError("There are no weights.")


PARITY = {"Equal risk, all", "Equal risk, corr", "Two assets", "Seven assets", "Equal risk budgets"}
LEAST = {"Equal risk, all", "Equal risk, corr", "Equal risk budgets"}


@pytest.mark.parametrize(
    ("name", "factor", "differing"),
    [
        ("core.weights.risk_parity_weights", 1.0001, PARITY),
        ("core.weights.minimum_variance_weights", 1.3, LEAST | {"Volatility: min"}),
        ("core.weights.risk_shares", 1.0001, {"Equal risk, corr"}),
        ("core.papers.accounts.drawdowns", 1.0001, {"Drawdowns"}),
        ("core.papers.accounts.maximum_drawdown", 1.0001, {"Equity of 1"}),
        ("core.papers.accounts.annual_volatility", 1.0001, {"Ten returns"}),
        ("core.papers.accounts.rolling_volatility", 1.0001, {"Ten returns"}),
    ],
)
def test_a_wrong_function_is_seen_where_it_is_used(
    monkeypatch: pytest.MonkeyPatch, name: str, factor: float, differing: set[str]
) -> None:
    module, _, function = name.rpartition(".")
    right = getattr(__import__(module, fromlist=[function]), function)
    monkeypatch.setattr(name, nudged(right, factor))

    found = titles_that_differ(examples())

    assert {start for start in differing if any(t.startswith(start) for t in found)} == differing
    assert all(any(title.startswith(start) for start in differing) for title in found)


def test_free_borrowing_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from core.papers import accounts

    right = accounts.levered_account
    monkeypatch.setattr(
        accounts,
        "levered_account",
        lambda *given, **named: right(*given, **{**named, "borrow_spread": 0.0}),
    )
    assert titles_that_differ(examples()) == {
        "Leverage 1.8, asset +1 %, borrowing at 5 %/252 a day",
        "Levered returns, attributed",
    }


def test_a_covariance_that_is_counted_as_leverage_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from core.papers import accounts

    right = accounts.contributions

    def muddled(*given: Any) -> Any:
        parts = right(*given)
        return replace(parts, leverage=parts.leverage + parts.covariance, covariance=0.0)

    monkeypatch.setattr(accounts, "contributions", muddled)
    made = examples()
    assert titles_that_differ(made) == {"Levered returns, attributed"}
    wrong = [
        check.what
        for one in made
        for check in one.checks
        if check.computed is not None and not check.agrees
    ]
    assert wrong == ["Leverage less interest", "Covariance"]


def test_a_solver_that_gives_up_disagrees_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.weights.risk_parity_weights", gives_up)
    made = examples()
    two = next(one for one in made if one.title.startswith("Two assets"))
    assert [check.agrees for check in two.checks] == [False, False]
    assert all(math.isnan(check.computed or 0.0) for check in two.checks)
    assert not tally(made).agrees


# --- real prices


def of_years(frame: pd.DataFrame, source: PriceSource = FILE) -> Example:
    return next(one for one in examples(loaded(frame, source)) if one.title == "Calendar years")


def test_a_year_is_computed_from_the_close_before_it() -> None:
    prices = steady(32.31, "2012-12-31", "2013-12-31")
    around = pd.concat([pd.Series({pd.Timestamp("2012-12-28"): 10.0}), prices])

    example = of_years(around.to_frame("SPY"))

    computed = {check.what: check.computed for check in example.checks}
    assert computed["SPY 2013"] == pytest.approx(32.31, abs=1e-9)
    assert {name for name, value in computed.items() if value is None} == {
        *("SPY 2008", "SPY 2022", "TLT 2022", "GLD 2013")
    }
    assert example.absent.startswith("The prices at hand lack some; needed are daily closes")
    assert "SPY from 2007-12-31 to 2008-12-31" in example.absent
    assert "2012-12-31 to 2013-12-31" in example.absent  # of gold
    assert "SPY from 2012-12-31" not in example.absent


def test_a_year_without_its_dividends_disagrees() -> None:
    example = of_years(steady(29.60, "2012-12-31", "2013-12-31").to_frame("SPY"))
    spy = next(check for check in example.checks if check.what == "SPY 2013")
    assert spy.computed == pytest.approx(29.60, abs=1e-9)
    assert not spy.agrees


@pytest.mark.parametrize("lost", ["2012-12-31", "2013-12-31", "month"])
def test_a_year_that_lacks_days_is_not_computed(lost: str) -> None:
    prices = steady(32.31, "2012-12-31", "2013-12-31")
    prices = prices.drop(prices["2013-05"].index if lost == "month" else pd.Timestamp(lost))
    assert all(check.computed is None for check in of_years(prices.to_frame("SPY")).checks)


def test_simulated_prices_are_not_taken_for_real_ones() -> None:
    prices = steady(32.31, "2012-12-31", "2013-12-31").to_frame("SPY")
    example = of_years(prices, PriceSource("demo", "Simulated demo market", simulated=True))
    assert all(check.computed is None for check in example.checks)
    assert example.absent.startswith("The prices at hand are simulated; needed are")


@pytest.mark.parametrize("cell", [-1.0, 0.0, math.inf, "none"])
def test_prices_that_are_none_are_not_computed_with(cell: object) -> None:
    prices = steady(32.31, "2012-12-31", "2013-12-31").to_frame("SPY").astype(object)
    prices.iloc[40, 0] = cell
    assert all(check.computed is None for check in of_years(prices).checks)


def test_a_long_run_is_that_of_pandas() -> None:
    """Growth by days over 365.25, volatility ddof 1, drawdown from the first close on."""
    frame = simulated_prices(5, ("SPY", "GLD"), 4105)
    frame.index = sessions("2009-12-31", "2025-09-26")[: len(frame)].union(
        sessions("2025-09-26", "2025-09-26")
    )[-len(frame) :]
    assert str(frame.index[-1].date()) == "2025-09-26"
    frame = frame[frame.index >= "2009-12-31"]
    frame.index = frame.index.where(frame.index != frame.index[0], pd.Timestamp("2009-12-31"))

    made = examples(loaded(frame))[-1]
    computed = {check.what: check.computed for check in made.checks}

    for symbol in frame:
        closes = frame[symbol]
        years = (frame.index[-1] - frame.index[0]).days / 365.25
        grown = closes.iloc[-1] / closes.iloc[0]
        worst = (closes / closes.cummax() - 1.0).min()
        assert computed[f"{symbol}: growth a year"] == pytest.approx(
            100 * (grown ** (1 / years) - 1)
        )
        volatility = closes.pct_change().std() * math.sqrt(252)
        assert computed[f"{symbol}: volatility"] == pytest.approx(100 * volatility)
        assert computed[f"{symbol}: max. drawdown"] == pytest.approx(100 * worst)
    assert "QQQ, IWM, EFA, EEM, TLT and LQD from 2009-12-31 to 2025-09-26" in made.absent
    assert "SPY" not in made.absent


def test_what_is_needed_is_what_is_asked_of_yahoo() -> None:
    assert set(real.SYMBOLS) == {"SPY", "QQQ", "IWM", "EFA", "EEM", "TLT", "LQD", "GLD"}
    assert str(real.EARLIEST) == "2007-12-31"


# --- the file


def test_the_file_has_every_number_in_full() -> None:
    made = examples()
    rows = list(csv.DictReader(io.StringIO(papers_csv(made).decode())))

    assert len(rows) == NUMBERS
    assert [row["agrees"] for row in rows].count("yes") == NUMBERS - OF_REAL_PRICES
    checks = [check for example in made for check in example.checks]
    for row, check in zip(rows, checks, strict=True):
        assert row["published"] == f"{check.expected:.{check.decimals}f}"
        assert row["computed"] == ("" if check.computed is None else repr(check.computed))
    assert rows[0]["source"].startswith("Maillard, Roncalli and Teiletche (2010)")
    assert rows[-1]["agrees"] == rows[-1]["computed"] == rows[-1]["difference"] == ""


def test_a_number_that_differs_is_told_in_the_file() -> None:
    made = [
        Example(
            "One", "Somebody (1999)", (Check("It", 1.5, 1.75, 1, ""), Check("No", 1, math.nan, 0))
        )
    ]
    lines = papers_csv(made).decode().splitlines()
    assert lines[1:] == [
        "One,Somebody (1999),It,,1,1.5,1.75,0.25,no",
        "One,Somebody (1999),No,%,0,1,,,no",
    ]
