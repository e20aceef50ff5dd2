"""Jumps that stay, jumps that are taken back, and what they look like."""

import numpy as np
import pandas as pd
import pytest

from core.findings import Check, Severity
from tests.core.exchange_days import NEW_YORK, SYMBOLS, found, only, prices_on

ROW = 300
DAY = NEW_YORK[ROW].date()


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (10.0, "10 times, like a slip of the decimal point"),
        (0.1, "divided by 10, like a slip of the decimal point"),
        (1000.0, "1000 times, like a slip of the decimal point"),
        (100.0, "100 times, like pence for pounds"),
        (0.01, "divided by 100, like pence for pounds"),
        (0.6, "falls from"),
        (3.3, "jumps from"),
    ],
)
@pytest.mark.parametrize("days", [1, 2, 3])
def test_a_price_that_is_off_for_some_days_is_a_reversal(
    factor: float, words: str, days: int
) -> None:
    frame = prices_on(NEW_YORK)
    frame.iloc[ROW : ROW + days, 1] *= factor
    finding = only(frame, Check.REVERSAL)
    assert (finding.symbols, finding.severity, finding.count) == (("BBB",), Severity.SUSPECT, 1)
    assert (finding.first, finding.last) == (DAY, DAY)
    assert words in finding.message
    assert f"and is back at {frame.iloc[ROW + days, 1]:,.2f} on" in finding.message


@pytest.mark.parametrize("ratio", [2, 3, 4, 5, 7, 10, 20])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_split_that_is_not_adjusted_for_is_named(ratio: int, seed: int) -> None:
    frame = prices_on(NEW_YORK, seed=seed)
    frame.iloc[ROW:, 2] /= ratio
    finding = only(frame, Check.JUMP)
    assert (finding.symbols, finding.severity, finding.count) == (("CCC",), Severity.SUSPECT, 1)
    assert (finding.first, finding.last) == (DAY, DAY)
    assert f"divided by {ratio}, like " in finding.message
    assert "split" in finding.message


def test_a_reverse_split_goes_the_other_way() -> None:
    frame = prices_on(NEW_YORK)
    frame.iloc[ROW:, 2] *= 4
    assert "4 times, like a reverse split" in only(frame, Check.JUMP).message


def test_pence_for_some_weeks_are_two_jumps() -> None:
    frame = prices_on(NEW_YORK)
    frame.iloc[ROW : ROW + 15, 0] *= 100
    finding = only(frame, Check.JUMP)
    assert (finding.severity, finding.count) == (Severity.SUSPECT, 2)
    assert (finding.first, finding.last) == (DAY, NEW_YORK[ROW + 15].date())
    assert "like pence for pounds" in finding.message


def test_a_large_move_that_stays_and_is_no_split_is_worth_a_look() -> None:
    frame = prices_on(NEW_YORK)
    frame.iloc[ROW:, 0] *= 0.78
    finding = only(frame, Check.JUMP)
    assert finding.severity is Severity.FLAG
    assert "in a day and not taken back" in finding.message


def test_faults_on_several_days_are_told_in_one_sentence() -> None:
    frame = prices_on(NEW_YORK)
    rows = [50, 200, 350, 500]
    frame.iloc[rows, 3] *= 10
    finding = only(frame, Check.REVERSAL)
    assert finding.count == 4
    assert (finding.first, finding.last) == (NEW_YORK[50].date(), NEW_YORK[500].date())


def test_each_symbol_has_its_own_faults() -> None:
    frame = prices_on(NEW_YORK)
    frame.iloc[100, 0] *= 10
    frame.iloc[ROW:, 1] /= 2
    findings = found(frame)
    assert [(one.symbols, one.check) for one in findings] == [
        (("AAA",), Check.REVERSAL),
        (("BBB",), Check.JUMP),
    ]


def test_a_fault_in_the_midst_of_a_crash_is_still_one() -> None:
    frame = prices_on(NEW_YORK)
    frame.iloc[ROW:] *= 0.8
    frame.iloc[ROW, 1] *= 100
    assert only(frame, Check.REVERSAL).symbols == ("BBB",)


def test_wild_months_have_wild_days() -> None:
    # Ten times the volatility for half a year: 8 % a day are usual then, and nothing is found.
    frame = prices_on(NEW_YORK, ("ONE",))
    returns = np.log(frame["ONE"]).diff().fillna(0.0).to_numpy().copy()
    rng = np.random.default_rng(5)
    returns[200:326] = 0.08 * rng.standard_normal(126)
    assert found(pd.DataFrame({"ONE": 100 * np.exp(np.cumsum(returns))}, frame.index)) == ()


def test_a_price_after_a_long_gap_may_have_moved_far() -> None:
    frame = prices_on(NEW_YORK)
    frame.iloc[100:350, 0] = np.nan
    frame.iloc[350:, 0] *= 1.5
    assert {one.check for one in found(frame)} == {Check.GAP}


def test_yields_may_double_in_a_day() -> None:
    frame = prices_on(NEW_YORK, SYMBOLS[:2])
    rng = np.random.default_rng(1)
    frame["^IRX"] = np.round(0.05 + 0.04 * rng.standard_normal(len(frame)), 3)
    assert (frame["^IRX"] <= 0).any()
    assert found(frame) == ()
