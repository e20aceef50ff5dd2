"""The way from one set of parameters to another."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.parameters import PRESETS, Parameters
from core.steps import steps_between

SCRIPT, TRADABLE = Parameters.preset("as-scripted"), Parameters.preset("tradable")


def titles(start: Parameters, goal: Parameters) -> list[str]:
    return [step.title for step in steps_between(start, goal)]


def title(old: dict[str, object], new: dict[str, object]) -> str:
    (only,) = steps_between(Parameters(**old), Parameters(**new))
    return only.title


def test_script_becomes_tradable_correction_by_correction_and_the_ruler_comes_last() -> None:
    assert titles(SCRIPT, TRADABLE) == [
        "Simple returns",
        "Converged solver",
        "Next-day execution",
        "Drifting weights",
        "Trading costs",
        "Interest and cash",
        "Leverage band",
        "Statistics",
    ]


def test_cash_and_spread_are_one_step_and_every_other_field_is_its_own() -> None:
    fields = [step.fields for step in steps_between(SCRIPT, TRADABLE)]
    assert fields[5] == ("cash_rate", "borrow_spread")
    assert all(len(names) == 1 for place, names in enumerate(fields) if place != 5)


def test_way_back_says_what_is_taken_away_and_drift_goes_before_what_it_needs() -> None:
    assert titles(TRADABLE, SCRIPT) == [
        "Solver as scripted",
        "Weights reset daily",
        "Log returns",
        "Same-day execution",
        "No trading costs",
        "No interest",
        "No leverage band",
        "Statistics as scripted",
    ]


def test_what_is_no_correction_comes_first_in_the_order_of_the_form() -> None:
    goal = TRADABLE.changed(target_vol=0.10, start="2012-01-01", vol_lookback=40)
    assert titles(SCRIPT, goal)[:4] == [
        "Start moved from 2010-01-01 to 2012-01-01",
        "Volatility window 60 to 40 days",
        "Target volatility 12 to 10 % a year",
        "Simple returns",
    ]


def test_seed_changes_no_number_and_is_no_step() -> None:
    assert titles(TRADABLE, TRADABLE.changed(seed=1)) == []
    assert titles(TRADABLE, TRADABLE) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"cost_bps": 2.0}, {"cost_bps": 5.0}, "Trading cost 2 to 5 bp"),
        ({"execution_lag": 1}, {"execution_lag": 3}, "Execution lag 1 to 3 days"),
        ({"execution_lag": 3}, {"execution_lag": 1}, "Execution lag 3 to 1 day"),
        ({"leverage_band": 0.05}, {"leverage_band": 0.1}, "Leverage band 0.05 to 0.1 ×"),
        ({"cash_rate": 0.02}, {"cash_rate": 0.035}, "Cash rate 2 to 3.5 % a year"),
        ({"cash_rate": 0.02}, {"cash_rate": "^IRX"}, "Cash rate 2 % a year to ^IRX"),
        ({"borrow_spread": 0.01}, {"borrow_spread": 0.0}, "Borrowing spread 1 to 0 % a year"),
        (
            {"cash_rate": 0.02, "borrow_spread": 0.01},
            {"cash_rate": 0.03, "borrow_spread": 0.02},
            "Cash rate 2 to 3 % a year, borrowing spread 1 to 2 % a year",
        ),
        ({"rebalance_freq": "ME"}, {"rebalance_freq": "QE"}, "Rebalance ME to QE"),
        ({}, {"end": "2020-06-30"}, "End set to 2020-06-30"),
        ({"end": "2020-06-30"}, {}, "End moved from 2020-06-30 to the last day"),
        ({"symbols": "A, B"}, {"symbols": "B, A"}, "Symbols in another order"),
        ({"symbols": "A, B"}, {"symbols": "B, C"}, "Symbols with C, without A"),
        ({"symbols": "A, B"}, {"symbols": "A"}, "Symbols without B"),
        ({"symbols": "A"}, {"symbols": "A, B, C, D, E"}, "Symbols with B, C and 2 more"),
    ],
)
def test_title_tells_what_a_value_was_and_what_it_becomes(
    old: dict[str, object], new: dict[str, object], expected: str
) -> None:
    assert title(old, new) == expected


def test_first_lag_of_another_length_is_not_called_next_day() -> None:
    start = Parameters(drift=False, execution_lag=0)
    assert titles(start, start.changed(execution_lag=2)) == ["Execution lag 0 to 2 days"]


def test_bound_waits_until_the_other_bound_has_made_room() -> None:
    low = Parameters(lev_min=0.1, lev_max=0.5, dd_threshold1=0.02, dd_threshold2=0.05)
    high = low.changed(lev_min=1.0, lev_max=2.0, dd_threshold1=0.2, dd_threshold2=0.3)
    up = [step.fields[0] for step in steps_between(low, high)]
    down = [step.fields[0] for step in steps_between(high, low)]
    assert up == ["lev_max", "lev_min", "dd_threshold2", "dd_threshold1"]
    assert down == ["lev_min", "lev_max", "dd_threshold1", "dd_threshold2"]


DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2003, 1, 1))
SHARES = st.sampled_from([0.0, 0.1, 0.2, 0.3])


@st.composite
def parameters(draw: st.DrawFn) -> Parameters:
    """Valid parameters whose bounds often lie on the far side of those of others."""
    first, last = sorted(draw(st.tuples(DAYS, DAYS)))
    fewest, window = sorted(draw(st.tuples(*[st.integers(2, 9)] * 2)))
    low, high = sorted(draw(st.tuples(*[st.sampled_from([0.1, 0.5, 1.0, 2.0])] * 2)))
    light, full = sorted(draw(st.tuples(SHARES, SHARES)))
    kind, lag = draw(st.sampled_from(["simple", "log"])), draw(st.integers(0, 2))
    return Parameters(
        symbols=draw(st.sampled_from([("A", "B"), ("B", "A"), ("A", "C", "D")])),
        start=first,
        end=draw(st.sampled_from([None, last])),
        min_hist=fewest,
        cov_lookback=window,
        shrink_alpha=draw(SHARES),
        solver=draw(st.sampled_from(["exact", "scripted"])),
        lev_min=low,
        lev_max=high,
        dd_threshold1=light,
        dd_threshold2=full,
        return_kind=kind,
        execution_lag=lag,
        drift=kind == "simple" and lag > 0 and draw(st.booleans()),
        cost_bps=draw(st.sampled_from([0.0, 2.0, 5.0])),
        cash_rate=draw(st.sampled_from([0.0, 0.02, "^IRX"])),
        borrow_spread=draw(st.sampled_from([0.0, 0.01])),
        leverage_band=draw(SHARES),
        statistics=draw(st.sampled_from(["standard", "scripted"])),
        seed=draw(st.integers(1, 2)),
    )


@settings(max_examples=300)
@given(parameters(), parameters())
def test_every_way_reaches_its_goal_by_valid_steps_that_each_change_their_fields_alone(
    start: Parameters, goal: Parameters
) -> None:
    at = start
    seen: list[str] = []
    for step in steps_between(start, goal):
        assert step.parameters.differences(at) == step.fields
        assert Parameters(**step.parameters.values()) == step.parameters  # valid
        assert step.title
        seen += step.fields
        at = step.parameters
    assert at.changed(seed=goal.seed) == goal
    assert len(seen) == len(set(seen))
    plain = [name not in PRESETS["tradable"] for name in seen]
    assert plain == sorted(plain, reverse=True)  # first what no preset sets
    assert "statistics" not in seen[:-1]
