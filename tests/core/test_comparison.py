"""Accounts of different days made comparable, put beside hand calculation and pandas."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.comparison import Track, comparison, cut_account
from core.metrics import Conventions, figures
from tests.core.test_metrics import account

NO_CASH = Conventions("standard", 0.0)


def track(
    key: int,
    days: list[str] | pd.DatetimeIndex,
    returns: list[float],
    conventions: Conventions = NO_CASH,
    **series: list[float],
) -> Track:
    """A scenario's track whose base earns half of what its overlay earns."""
    base = account([one / 2 for one in returns])
    dynamic = account(returns, **series)
    dates = pd.DatetimeIndex(days)
    return Track(key, f"Track {key}", key, dates, conventions, base, dynamic)


JANUARY = ["2020-01-02", "2020-01-03", "2020-01-06", "2020-01-07"]


def test_tracks_of_the_same_days_are_compared_as_they_are() -> None:
    one, other = track(1, JANUARY, [0.1] * 4), track(2, JANUARY, [0.2] * 4)

    found = comparison([one, other])

    assert found.tracks == (one, other)
    assert found.notes == ()
    assert found.dates.equals(one.dates)
    assert found.track(2) is other
    assert found.track(3) is None


def test_tracks_are_cut_to_the_days_that_all_have_and_start_from_one() -> None:
    early = track(1, JANUARY, [0.1, 0.2, 0.5, -0.5])
    late = track(2, JANUARY[2:], [0.1, 0.1])

    cut, whole = comparison([early, late]).tracks

    assert whole is late
    assert [f"{day:%Y-%m-%d}" for day in cut.dates] == JANUARY[2:]
    assert cut.dynamic.returns.tolist() == [0.5, -0.5]
    assert cut.dynamic.equity == pytest.approx([1.5, 0.75])
    assert cut.base is not None
    assert cut.base.returns.tolist() == [0.25, -0.25]
    assert (cut.key, cut.name, cut.color) == (1, "Track 1", 1)


def test_days_that_only_some_have_are_compounded_into_the_next_common_one() -> None:
    fine = track(
        1,
        JANUARY,
        [0.1, 0.2, 0.5, -0.5],
        turnover=[1.0, 0.5, 0.25, 0.0],
        cost=[0.1, 0.2, 0.3, 0.4],
        financing=[0.01, 0.02, -0.03, 0.04],
        leverage=[1.0, 2.0, 3.0, 4.0],
        brake=[1.0, 0.5, 1.0, 0.25],
    )
    coarse = track(2, [JANUARY[1], JANUARY[3]], [0.0, 0.0])

    cut = comparison([fine, coarse]).tracks[0]

    assert cut.dynamic.returns == pytest.approx([0.2, 1.5 * 0.5 - 1])
    assert cut.dynamic.equity == pytest.approx([1.2, 1.2 * 0.75])
    assert cut.dynamic.turnover.tolist() == [0.5, 0.25]
    assert cut.dynamic.cost == pytest.approx([0.2, 0.7])
    assert cut.dynamic.financing == pytest.approx([0.02, 0.01])
    assert cut.dynamic.leverage.tolist() == [2.0, 4.0]
    assert cut.dynamic.brake.tolist() == [0.5, 0.25]


@pytest.mark.parametrize("cash", [0.252, np.full(4, 0.252)], ids=["number", "series"])
def test_the_cash_rate_of_a_compounded_row_is_that_of_all_its_days(
    cash: float | np.ndarray,
) -> None:
    fine = track(1, JANUARY, [0.01, 0.02, 0.01, 0.0], Conventions("standard", cash))
    coarse = track(2, [JANUARY[0], JANUARY[2], JANUARY[3]], [0.0] * 3)

    found = comparison([fine, coarse]).tracks[0].figures_dynamic["sharpe"]

    # cash is 0.1 % a day, and earned on two days in the second row
    excess = np.array([0.01 - 0.001, 1.02 * 1.01 - 1 - 0.002, 0.0 - 0.001])
    assert found == pytest.approx(excess.mean() / excess.std(ddof=1) * math.sqrt(252))


def test_a_fall_from_a_peak_before_the_common_days_is_none() -> None:
    early = track(1, JANUARY, [1.0, -0.5, 0.1, 0.1])
    late = track(2, JANUARY[2:], [0.1, 0.1])

    cut = comparison([early, late]).tracks[0]

    assert early.figures_dynamic["max_drawdown"] == -0.5
    assert cut.figures_dynamic["max_drawdown"] == 0.0
    assert cut.drawdown_dynamic.tolist() == [0.0, 0.0]


@given(st.integers(0, 10_000))
def test_cut_equity_is_the_whole_one_over_that_before_the_first_row(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = int(rng.integers(1, 60))
    whole = account(list(rng.normal(0.0, 0.02, size)), cost=list(rng.random(size)))
    rows = np.flatnonzero(rng.random(size) < rng.random())
    if not len(rows):
        return

    cut = cut_account(whole, rows)

    equity = np.concatenate(([1.0], whole.equity))
    assert cut.equity == pytest.approx(equity[rows + 1] / equity[rows[0]], rel=1e-12)
    assert np.cumprod(1.0 + cut.returns) == pytest.approx(cut.equity, rel=1e-12)
    assert cut.cost.sum() == pytest.approx(whole.cost[rows[0] : rows[-1] + 1].sum())


def wiped_out_on(row: int) -> Track:
    """A track of the January days that loses everything in a row."""
    returns = [0.1] * row + [-1.0] + [0.0] * (3 - row)
    made = track(1, JANUARY, returns)
    object.__setattr__(made.dynamic, "wiped_out", row)
    return made


@pytest.mark.parametrize(("row", "expected"), [(0, 0), (1, 0), (2, 0), (3, 1)])
def test_an_account_that_is_wiped_out_stays_so_on_the_common_days(row: int, expected: int) -> None:
    late = track(2, JANUARY[2:], [0.1, 0.1])

    cut = comparison([wiped_out_on(row), late]).tracks[0].dynamic

    assert cut.wiped_out == expected
    assert cut.equity[expected:].tolist() == [0.0] * (2 - expected)
    assert cut.returns[expected] == -1.0
    assert cut.returns[expected + 1 :].tolist() == [0.0] * (1 - expected)


def test_a_row_into_which_the_ruin_falls_has_what_was_held_as_all_was_lost() -> None:
    # ruined on the second day at three times its equity, under half a brake; the day is not kept
    ruined = account(
        [0.1, -1.0, 0.0, 0.0], leverage=[2.0, 3.0, 0.0, 0.0], brake=[1.0, 0.5, 0.3, 0.3]
    )
    object.__setattr__(ruined, "wiped_out", 1)

    cut = cut_account(ruined, np.array([0, 2, 3]))

    assert cut.returns.tolist() == pytest.approx([0.1, -1.0, 0.0])
    assert cut.leverage.tolist() == [2.0, 3.0, 0.0]
    assert cut.brake.tolist() == [1.0, 0.5, 0.3]
    assert figures(cut, NO_CASH)["braked_days"] == 0.5


def test_an_account_that_was_ruined_before_the_common_days_is_not_braked_on_them() -> None:
    ruined = account(
        [-1.0, 0.0, 0.0, 0.0], leverage=[3.0, 0.0, 0.0, 0.0], brake=[1.0, 0.3, 0.3, 0.3]
    )
    object.__setattr__(ruined, "wiped_out", 0)

    cut = cut_account(ruined, np.array([2, 3]))

    assert cut.leverage.tolist() == [0.0, 0.0]
    assert figures(cut, NO_CASH)["braked_days"] == 0.0


def test_tracks_without_a_common_day_are_told_and_none_is_compared() -> None:
    found = comparison([track(1, JANUARY[:2], [0.1, 0.1]), track(2, JANUARY[2:], [0.1, 0.1])])

    assert found.tracks == ()
    assert len(found.dates) == 0
    assert found.notes == (
        "Track 2 and Track 1 have no day in common; hide one of them to compare the others.",
    )


def test_what_cuts_the_days_is_told_with_its_name() -> None:
    found = comparison(
        [
            track(1, JANUARY, [0.1] * 4),
            track(2, JANUARY[1:], [0.1] * 3),
            track(3, JANUARY[:3], [0.1] * 3),
        ]
    )

    assert found.notes == (
        "All are compared on the same days, 2020-01-03 to 2020-01-06, since Track 2 begins last "
        "and Track 3 ends first.",
    )


def test_nothing_compared_is_nothing() -> None:
    found = comparison([])

    assert (found.tracks, found.notes, len(found.dates)) == ((), (), 0)


def test_figures_on_common_days_are_those_of_the_account_alone_on_these_days() -> None:
    rng = np.random.default_rng(5)
    dates = pd.bdate_range("2015-01-01", periods=500)
    returns = list(rng.normal(0.0005, 0.01, 500))
    early, late = track(1, dates, returns), track(2, dates[200:], returns[200:])

    one, other = comparison([early, late]).tracks

    assert one.figures_dynamic == pytest.approx(other.figures_dynamic)
    assert one.figures_dynamic == pytest.approx(figures(account(returns[200:]), NO_CASH))


def test_what_has_been_cut_before_is_taken_over() -> None:
    early, late = track(1, JANUARY, [0.1, 0.2, 0.5, -0.5]), track(2, JANUARY[2:], [0.1, 0.1])
    before = comparison([early, late])
    changed = track(2, JANUARY[2:], [0.3, 0.3])
    before.tracks[0].figures_dynamic  # noqa: B018 - computed now

    after = comparison([early, changed], before)

    assert after.tracks[0] is before.tracks[0]
    assert after.tracks[1] is changed


def test_a_changed_overlay_keeps_what_is_known_of_its_base() -> None:
    early, late = track(1, JANUARY, [0.1, 0.2, 0.5, -0.5]), track(2, JANUARY[2:], [0.1, 0.1])
    before = comparison([early, late])
    known = before.tracks[0].figures_base
    other = account([0.3, 0.3, 0.3, 0.3])
    changed = Track(1, "Track 1", 1, early.dates, NO_CASH, early.base, other)

    cut = comparison([changed, late], before).tracks[0]

    assert cut.base is before.tracks[0].base
    assert cut.figures_base is known
    assert cut.dynamic.returns == pytest.approx([0.3, 0.3])
    assert cut.figures_dynamic["final_equity"] == pytest.approx(1.69)


def test_other_conventions_make_other_figures_of_the_same_base() -> None:
    early = track(1, JANUARY, [0.1, 0.2, 0.5, -0.5])
    before = comparison([early, track(2, JANUARY[2:], [0.1, 0.1])])
    before.tracks[0].figures_base  # noqa: B018 - computed now
    rich = Conventions("standard", 0.5)
    changed = Track(1, "Track 1", 1, early.dates, rich, early.base, early.dynamic)

    cut = comparison([changed, track(2, JANUARY[2:], [0.1, 0.1])], before).tracks[0]

    assert cut.base is not None
    assert cut.figures_base == pytest.approx(figures(cut.base, rich))
    assert cut.figures_base != pytest.approx(before.tracks[0].figures_base)


def test_other_days_are_cut_anew() -> None:
    early = track(1, JANUARY, [0.1, 0.2, 0.5, -0.5])
    before = comparison([early, track(2, JANUARY[2:], [0.1, 0.1])])

    after = comparison([early, track(2, JANUARY[1:], [0.1, 0.1, 0.1])], before)

    assert after.tracks[0].dynamic.returns == pytest.approx([0.2, 0.5, -0.5])
