"""Prices that stand still: of one symbol for long, of most symbols on a day."""

import numpy as np
import pandas as pd
import pytest

from core.findings import Check, Severity
from tests.core.exchange_days import NEW_YORK, SYMBOLS, WEEKDAYS, found, only, prices_on
from tests.oracles.panels import with_flat_spell


@pytest.mark.parametrize("moves", [4, 10, 30])
def test_a_price_that_stays_for_days_is_told(moves: int) -> None:
    frame = prices_on(NEW_YORK)
    frame.iloc[100 : 101 + moves, 2] = frame.iloc[100, 2]
    finding = only(frame, Check.STALE)
    assert (finding.symbols, finding.count) == (("CCC",), moves)
    assert (finding.first, finding.last) == (
        NEW_YORK[100].date(),
        NEW_YORK[100 + moves].date(),
    )
    assert finding.severity is (Severity.SUSPECT if moves > 21 else Severity.FLAG)
    assert f"on {moves + 1} days in a row" in finding.message


def test_a_price_may_stay_for_a_day_or_two() -> None:
    frame = prices_on(NEW_YORK)
    frame.iloc[100:103, 2] = frame.iloc[100, 2]
    frame.iloc[200:202, 1] = frame.iloc[200, 1]
    assert found(frame) == ()


def test_crumbs_of_adjusting_do_not_make_a_price_move() -> None:
    frame = prices_on(NEW_YORK)
    crumbs = 1 + 1e-8 * np.random.default_rng(1).standard_normal(11)
    frame.iloc[100:111, 2] = frame.iloc[100, 2] * crumbs
    assert only(frame, Check.STALE).count == 10


@pytest.mark.parametrize("seed", range(5))
def test_a_quiet_fund_with_coarse_prices_may_repeat_them(seed: int) -> None:
    # Daily moves of about two cents, quoted in cents: a fifth of the days repeat the price.
    rng = np.random.default_rng(seed)
    frame = prices_on(NEW_YORK, SYMBOLS[:3])
    frame["BOND"] = np.round(25 + np.cumsum(0.02 * rng.standard_normal(len(frame))), 2)
    share = (frame["BOND"].diff() == 0).mean()
    assert 0.15 < share < 0.25
    assert found(frame) == ()


def test_a_money_market_fund_is_noted_once() -> None:
    frame = prices_on(NEW_YORK).assign(CASH=1.0)
    frame.iloc[400:, 4] = 1.0001
    finding = only(frame, Check.STALE)
    assert (finding.symbols, finding.severity) == (("CASH",), Severity.NOTE)
    assert "money-market fund" in finding.message


def test_yields_may_rest_for_weeks() -> None:
    frame = prices_on(NEW_YORK)
    frame["^IRX"] = np.round(0.03 + 0.01 * np.random.default_rng(1).standard_normal(754), 2)
    frame.iloc[100:115, 4] = 0.03
    assert found(frame) == ()


def test_days_on_which_all_stand_still_are_told_once() -> None:
    frame = with_flat_spell(prices_on(NEW_YORK), 200, 209)
    finding = only(frame, Check.STANDSTILL)
    assert (finding.symbols, finding.severity, finding.count) == ((), Severity.FLAG, 10)
    assert (finding.first, finding.last) == (NEW_YORK[200].date(), NEW_YORK[209].date())
    assert only(frame, Check.STANDSTILL, simulated=True) == finding


def test_a_single_day_on_which_all_stand_still_is_noted() -> None:
    frame = with_flat_spell(prices_on(NEW_YORK), 200, 200)
    assert only(frame, Check.STANDSTILL).severity is Severity.NOTE


def test_half_of_the_symbols_are_enough() -> None:
    frame = prices_on(NEW_YORK)
    rows = [100, 200, 300, 400, 500]
    for row in rows:
        frame.iloc[row, :2] = frame.iloc[row - 1, :2]
    assert only(frame, Check.STANDSTILL).count == len(rows)


def test_holidays_that_were_filled_are_called_so() -> None:
    filled = prices_on(NEW_YORK).reindex(WEEKDAYS[1:]).ffill()
    finding = only(filled, Check.STANDSTILL)
    assert finding.count == len(WEEKDAYS) - 1 - len(NEW_YORK)
    assert "all of them are holidays of the New York exchange" in finding.message


def test_two_symbols_may_stand_still_together() -> None:
    frame = prices_on(NEW_YORK, SYMBOLS[:2])
    frame.iloc[200] = frame.iloc[199]
    assert found(frame) == ()


def test_prices_quoted_coarsely_stand_still_together_by_chance() -> None:
    rng = np.random.default_rng(8)
    coarse = np.round(25 + np.cumsum(0.03 * rng.standard_normal((len(NEW_YORK), 4)), axis=0), 2)
    assert found(pd.DataFrame(coarse, NEW_YORK, list(SYMBOLS))) == ()
