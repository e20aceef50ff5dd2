"""What each correction does to the figures."""

from __future__ import annotations

import csv
import io
import math

import numpy as np
import pandas as pd
import pytest

from core.engine import run_backtest
from core.errors import DataError
from core.kept_bases import KeptBases
from core.metrics import METRICS
from core.parameters import Parameters
from core.prices import IN_MEMORY, LoadedPrices
from core.progress import Cancelled
from core.project import Project
from core.scenario import Scenario
from core.study import project_study
from core.waterfall import (
    ACCOUNT_KINDS,
    MEANING,
    SHOWN,
    UNLISTED,
    Waterfall,
    explained_pair,
    waterfall,
    waterfall_csv,
)
from tests.core.small import small_parameters, small_prices

SCRIPT, TRADABLE = (
    Scenario(1, "As scripted", small_parameters("as-scripted"), 0),
    Scenario(2, "Tradable", small_parameters(), 1),
)


@pytest.fixture
def loaded() -> LoadedPrices:
    return LoadedPrices(small_prices(400), IN_MEMORY)


@pytest.fixture
def made(loaded: LoadedPrices) -> Waterfall:
    return waterfall(loaded, SCRIPT, TRADABLE, KeptBases())


def by_hand(returns: np.ndarray, key: str, *, scripted: bool, cash: float) -> float:
    """A figure of daily returns, by the definitions alone."""
    equity = np.cumprod(1.0 + returns)
    deviation = returns.std(ddof=0 if scripted else 1) * math.sqrt(252)
    growth = equity[-1] ** (252 / len(equity)) - 1
    if scripted:
        growth = (1 + returns.mean()) ** 252 - 1
    peaks = np.maximum.accumulate(equity)
    match key:
        case "ann_ret":
            return float(growth)
        case "sharpe":
            excess = growth if scripted else returns.mean() * 252 - cash
            return float(excess / deviation)
    return float((equity / (peaks if scripted else np.maximum(peaks, 1.0)) - 1).min())


def compounded(returns: pd.Series, days: pd.DatetimeIndex) -> np.ndarray:
    """Returns from one of the days to the next, and from the first row to the first of them."""
    equity = (1.0 + returns).cumprod()
    before = equity[equity.index < days[0]]
    start = before.iloc[-1] if len(before) else 1.0
    kept = equity[days]
    return np.asarray((kept / kept.shift(fill_value=start) - 1.0).to_numpy())


def test_every_row_has_the_figures_of_its_own_run_on_the_common_days(
    loaded: LoadedPrices, made: Waterfall
) -> None:
    days = {}
    for row in made.rows:
        parameters = SCRIPT.parameters if row.step is None else row.step.parameters
        days[row] = run_backtest(loaded.frame, parameters).daily
    common = made.rows[0].track
    assert common is not None
    shared = sorted(set.intersection(*(set(daily.index) for daily in days.values())))
    assert list(made.dates) == shared
    for row, daily in days.items():
        own = SCRIPT.parameters if row.step is None else row.step.parameters
        for account, column in (("dynamic", "ret_port_dyn"), ("base", "ret_port_base")):
            returns = compounded(daily[column], made.dates)
            for key in SHOWN:
                expected = by_hand(
                    returns,
                    key,
                    scripted=own.statistics == "scripted",
                    cash=float(own.cash_rate),
                )
                assert row.figure(key, account) == pytest.approx(expected, rel=1e-9)  # type: ignore[arg-type]


def test_changes_sum_to_the_last_figure_less_the_first(made: Waterfall) -> None:
    for key in SHOWN:
        for account in ACCOUNT_KINDS:
            first, *changes = made.changes(key, account)
            ends = [made.rows[place].figure(key, account) for place in (0, -1)]
            assert first is None
            assert len(changes) == 8
            assert None not in (*changes, *ends)
            assert sum(changes) == pytest.approx(ends[1] - ends[0], abs=1e-12)  # type: ignore


def test_what_the_overlay_adds_is_the_figure_with_it_less_that_without(made: Waterfall) -> None:
    for row in made.rows:
        dynamic, base = row.figure("sharpe", "dynamic"), row.figure("sharpe", "base")
        assert dynamic is not None
        assert base is not None
        assert row.figure("sharpe", "added") == dynamic - base


def test_changes_as_people_see_them_are_the_differences_of_the_figures_that_they_see(
    made: Waterfall,
) -> None:
    for key, decimals in (("sharpe", 3), ("ann_ret", 4), ("max_drawdown", 4)):
        seen = {kind: [row.figure(key, kind) for row in made.rows] for kind in ("dynamic", "base")}
        rounded = {kind: [round(value or 0.0, decimals) for value in seen[kind]] for kind in seen}
        added = [
            one - other for one, other in zip(rounded["dynamic"], rounded["base"], strict=True)
        ]
        for kind, values in (("dynamic", rounded["dynamic"]), ("added", added)):
            assert [row.written(key, kind) for row in made.rows] == pytest.approx(values)
            changes = made.written_changes(key, kind)
            assert changes[0] is None
            assert list(changes[1:]) == pytest.approx(np.diff(values))


def test_base_is_left_alone_by_what_concerns_the_overlay_alone(made: Waterfall) -> None:
    titles = ["" if row.step is None else row.step.title for row in made.rows]
    for title in ("Interest and cash", "Leverage band"):
        place = titles.index(title)
        assert made.changes("ann_ret", "base")[place] == 0.0
        assert made.changes("ann_ret", "dynamic")[place] != 0.0


def test_statistics_change_nothing_in_the_account(made: Waterfall) -> None:
    before, last = made.rows[-2].track, made.rows[-1].track
    assert before is not None
    assert last is not None
    np.testing.assert_array_equal(before.dynamic.equity, last.dynamic.equity)
    assert made.changes("ann_ret", "dynamic")[-1] != 0.0


def test_ends_have_the_figures_of_the_table_of_the_study(loaded: LoadedPrices) -> None:
    late = Scenario(3, "Late", TRADABLE.parameters.changed(start="2015-06-01"), 2)
    study = project_study(Project((SCRIPT, TRADABLE, late)), loaded)
    made = waterfall(loaded, SCRIPT, TRADABLE, KeptBases(), study.comparison.whole)
    assert list(made.dates) == list(study.comparison.dates)
    for place, key in ((0, 1), (-1, 2)):
        track = study.comparison.track(key)
        assert track is not None
        assert track.figures_base is not None
        for metric in METRICS:
            row = made.rows[place]
            assert row.figure(metric.key, "dynamic") == track.figures_dynamic[metric.key]
            assert row.figure(metric.key, "base") == track.figures_base[metric.key]


def test_step_without_a_result_has_the_reason_and_no_figures(loaded: LoadedPrices) -> None:
    start = Scenario(1, "Number", TRADABLE.parameters.changed(vol_lookback=9))
    goal = Scenario(2, "Yield", TRADABLE.parameters.changed(cash_rate="^IRX"))
    way = waterfall(loaded, start, goal, KeptBases())
    assert [row.error is None for row in way.rows] == [True, True, False]
    assert way.rows[-1].track is None
    assert "^IRX" in str(way.rows[-1].error)
    assert way.rows[-1].figure("sharpe", "added") is None
    assert way.changes("sharpe", "dynamic")[-1] is None
    assert way.changes("sharpe", "dynamic")[1] is not None


def test_failed_start_leaves_the_rest_of_the_way(loaded: LoadedPrices) -> None:
    start = Scenario(1, "Unknown", TRADABLE.parameters.changed(symbols="AAA, ZZZ", cost_bps=3.0))
    way = waterfall(loaded, start, TRADABLE, KeptBases())
    assert isinstance(way.rows[0].error, DataError)
    assert [row.error is None for row in way.rows] == [False, True, True]
    assert way.changes("sharpe", "dynamic")[:2] == (None, None)
    last = way.changes("sharpe", "dynamic")[2]
    figures = [row.figure("sharpe", "dynamic") for row in way.rows[1:]]
    assert None not in figures
    assert last == figures[1] - figures[0]  # type: ignore[operator]


def test_gap_in_the_middle_of_a_way_is_bridged(loaded: LoadedPrices) -> None:
    # there are fewer than 300 days from September 2015 on; the start comes before the windows
    start = Scenario(1, "Long", TRADABLE.parameters.changed(cov_lookback=300, min_hist=300))
    goal = Scenario(2, "Late", TRADABLE.parameters.changed(start="2015-09-01"))
    way = waterfall(loaded, start, goal, KeptBases())
    kept = [row.error is None for row in way.rows]
    assert kept[0]
    assert kept[-1]
    assert not all(kept)
    changes = way.changes("ann_ret", "dynamic")
    ends = [way.rows[place].figure("ann_ret", "dynamic") for place in (0, -1)]
    present = [change for change in changes if change is not None]
    assert sum(present) == pytest.approx(ends[1] - ends[0], abs=1e-15)  # type: ignore[operator]


def test_ways_without_a_common_day_say_so_in_every_row(loaded: LoadedPrices) -> None:
    early = Scenario(1, "Early", TRADABLE.parameters.changed(end="2015-04-30"))
    late = Scenario(2, "Late", TRADABLE.parameters.changed(start="2015-06-01"))
    way = waterfall(loaded, early, late, KeptBases())
    assert all("no day in common" in str(row.error) for row in way.rows)
    assert len(way.dates) == 0


def test_progress_is_told_step_by_step_and_stops_the_way(loaded: LoadedPrices) -> None:
    told: list[tuple[str, float]] = []

    def listen(stage: str, fraction: float) -> None:
        told.append((stage, fraction))
        if "Next-day" in stage:
            raise Cancelled

    with pytest.raises(Cancelled):
        waterfall(loaded, SCRIPT, TRADABLE, KeptBases(), (), listen)
    assert [part for _, part in told] == sorted(part for _, part in told)
    stages = " ".join(stage for stage, _ in told)
    assert "Simple returns" in stages
    assert "Drifting" not in stages


def test_way_to_a_scenario_begins_at_the_same_strategy_as_the_script_has_it() -> None:
    mine = Scenario(7, "Mine", Parameters(target_vol=0.10, cost_bps=5.0), 3)
    start, goal = explained_pair(Project((mine,)), 7, None)
    assert goal is mine
    assert (start.key, start.name, start.color) == (UNLISTED, "Mine, as scripted", 3)
    assert start.parameters == Parameters.preset("as-scripted", target_vol=0.10)


def test_way_from_the_script_leads_to_what_can_be_traded() -> None:
    mine = Scenario(7, "Mine", Parameters.preset("as-scripted", target_vol=0.10), 3)
    start, goal = explained_pair(Project((mine,)), 7, None)
    assert start is mine
    assert goal.name == "Mine, as it can be traded"
    assert goal.parameters == Parameters(target_vol=0.10)


def test_scenario_that_is_the_twin_already_is_taken_itself() -> None:
    project = Project.new()
    script, tradable = project.scenarios
    assert explained_pair(project, tradable.key, None) == (script, tradable)
    assert explained_pair(project, script.key, None) == (script, tradable)


def test_way_may_begin_at_any_other_scenario() -> None:
    project = Project.new().added("Third", Parameters(target_vol=0.08))
    key = project.newest_key
    assert [one.name for one in explained_pair(project, key, 2)] == ["Tradable", "Third"]
    assert explained_pair(project, key, key) == explained_pair(project, key, None)
    assert explained_pair(project, key, 99) == explained_pair(project, key, None)  # it is gone


def test_file_holds_every_figure_to_its_last_digit(made: Waterfall) -> None:
    read = list(csv.DictReader(io.StringIO(waterfall_csv(made).decode())))
    assert [line["step"] for line in read][:3] == [
        "As scripted",
        "Simple returns",
        "Converged solver",
    ]
    assert read[6]["fields"] == "cash_rate; borrow_spread"
    assert (read[6]["from"], read[6]["to"]) == ("0.0; 0.0", "0.02; 0.01")
    assert (read[4]["from"], read[4]["to"]) == ("no", "yes")
    for key in SHOWN:
        for account in ACCOUNT_KINDS:
            for line, row in zip(read, made.rows, strict=True):
                assert float(line[f"{key}_{account}"]) == row.figure(key, account)
            assert read[0][f"{key}_{account}_change"] == ""
            written = [float(line[f"{key}_{account}_change"]) for line in read[1:]]
            assert written == list(made.changes(key, account)[1:])


def test_file_names_what_failed_and_nothing_in_it_is_a_formula(loaded: LoadedPrices) -> None:
    start = Scenario(1, "=1+1", TRADABLE.parameters.changed(symbols="AAA, ZZZ", cash_rate=-0.01))
    read = list(
        csv.DictReader(
            io.StringIO(waterfall_csv(waterfall(loaded, start, TRADABLE, KeptBases())).decode())
        )
    )
    assert read[0]["step"] == "'=1+1"
    assert "ZZZ" in read[0]["error"]
    assert read[0]["sharpe_dynamic"] == ""
    assert read[2]["from"] == "-0.01"


def test_meaning_says_what_only_the_sum_fixes_and_is_short() -> None:
    assert 40 <= len(MEANING.split()) <= 90
    assert "order" in MEANING
    assert "past" in MEANING
