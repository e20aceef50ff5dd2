"""The worst drawdowns, put beside cases made by hand and a plain loop."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.episodes import Episode, worst_episodes
from core.metrics import drawdowns
from tests.core.test_metrics import account

DAYS = pd.DatetimeIndex(
    ["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-06", "2020-01-07", "2020-01-08"]
)


def episodes(equity: list[float], count: int = 10, initial: float | None = 1.0, **series):  # type: ignore[no-untyped-def]
    """The episodes of an account of this equity on the first of `DAYS`."""
    values = np.array(equity)
    rows = len(values)
    returns = values / np.concatenate(([1.0], values[:-1])) - 1.0
    made = replace(account(list(returns), **series), equity=values)
    return worst_episodes(DAYS[:rows], made, drawdowns(values, initial), count)


def test_an_episode_goes_from_the_peak_over_the_trough_to_the_recovery() -> None:
    found = episodes([2.0, 1.5, 1.0, 1.8, 2.0, 3.0], brake=[1.0, 1.0, 0.9, 0.5, 0.8, 0.7])

    assert found == (
        Episode(
            peak=dt.date(2020, 1, 1),
            trough=dt.date(2020, 1, 3),
            recovery=dt.date(2020, 1, 7),  # back at the peak is recovered
            depth=-0.5,
            days_down=2,
            days_to_recover=4,
            days=6,
            braked_days=3,
        ),
    )


def test_the_worst_comes_first_and_of_equals_the_earlier() -> None:
    found = episodes([1.0, 0.75, 1.0, 0.5, 1.0, 0.75])

    assert [one.depth for one in found] == [-0.5, -0.25, -0.25]
    assert [one.peak.day for one in found] == [3, 1, 7]
    assert [one.peak.day for one in episodes([1.0, 0.75, 1.0, 0.5, 1.0, 0.75], count=2)] == [3, 1]


def test_an_episode_that_is_not_over_has_no_recovery() -> None:
    (found,) = episodes([1.0, 2.0, 1.0, 1.5])

    assert found.recovery is None
    assert found.days_to_recover is None
    assert (found.peak.day, found.trough.day, found.days_down, found.days) == (2, 3, 1, 4)


def test_a_loss_on_the_first_day_has_that_day_as_its_peak() -> None:
    (found,) = episodes([0.8, 0.9, 1.0])

    assert (found.peak, found.trough) == (dt.date(2020, 1, 1), dt.date(2020, 1, 1))
    assert found.recovery == dt.date(2020, 1, 3)
    assert found.depth == pytest.approx(-0.2)
    assert (found.days_down, found.days_to_recover, found.days) == (0, 2, 2)
    assert episodes([0.8, 0.9, 1.0], initial=None) == ()  # as scripted: the first row is the peak


def test_an_account_that_only_grows_has_no_episodes() -> None:
    assert episodes([1.0, 1.1, 1.1, 1.2]) == ()


def test_a_wiped_out_account_never_recovers_and_is_not_braked_after() -> None:
    values = np.array([1.0, 0.5, 0.0, 0.0])
    ruined = replace(
        account([0.0, -0.5, -1.0, 0.0], brake=[1.0, 1.0, 0.5, 0.3]), equity=values, wiped_out=2
    )

    (found,) = worst_episodes(DAYS[:4], ruined, drawdowns(values, 1.0))

    assert (found.depth, found.recovery, found.trough.day) == (-1.0, None, 3)
    assert found.braked_days == 1


def by_a_plain_loop(values: np.ndarray, brake: np.ndarray) -> list[tuple[float, int, int, int]]:
    """Depth, row of the trough, row of the recovery (-1: none) and days braked of each episode."""
    peak, found, open_ = 1.0, [], None
    for row, value in enumerate(values):
        if value < peak:
            if open_ is None:
                open_ = [0.0, row, 0]
            if value / peak - 1.0 < open_[0]:
                open_[:2] = [value / peak - 1.0, row]
            open_[2] += bool(brake[row] < 1.0)
        else:
            if open_ is not None:
                found.append((open_[0], open_[1], row, open_[2] + bool(brake[row] < 1.0)))
                open_ = None
            peak = value
    if open_ is not None:
        found.append((open_[0], open_[1], -1, open_[2]))
    return sorted(found, key=lambda one: one[0])


@given(st.integers(0, 10_000), st.integers(1, 300))
def test_episodes_are_those_of_a_plain_loop(seed: int, rows: int) -> None:
    rng = np.random.default_rng(seed)
    returns = rng.choice([0.01, -0.01, 0.02, 0.0, -0.03], rows)
    made = account(list(returns), brake=list(rng.choice([1.0, 0.5], rows)))
    dates = pd.bdate_range("2015-01-01", periods=rows)

    found = worst_episodes(dates, made, drawdowns(made.equity, 1.0), rows)

    expected = by_a_plain_loop(made.equity, made.brake)
    assert [one.depth for one in found] == [one[0] for one in expected]
    day = [stamp.date() for stamp in dates]
    assert [(one.trough, one.recovery, one.braked_days) for one in found] == [
        (day[low], None if back < 0 else day[back], braked) for _, low, back, braked in expected
    ]
