"""All answers of a scenario together, and how they stand in the summary file."""

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core import run_backtest
from core.answers import Answers, answers, answers_json, own_answers, study_answers
from core.attribution import AccountAttribution
from core.causality import proof
from core.errors import DataError
from core.export import study_json, summary_json
from core.kept_bases import KeptBases
from core.prices import LoadedPrices, PriceSource
from core.progress import Cancelled
from core.project import Project
from core.study import Study, project_study
from tests.core.hand_made import OVERLAY, answers_by_hand, shares
from tests.core.small import small_parameters, small_prices
from tests.core.test_export import strict
from tests.oracles.panels import twins

LOADED = LoadedPrices(small_prices(), PriceSource("file", "small.csv"))


def project_of(**fields: Any) -> Project:
    """A tradable scenario of the small market, and one that ends three weeks earlier."""
    project = Project.new(small_parameters(**fields)).without(1).renamed(2, "Mine")
    return project.added("Short", small_parameters(end="2015-04-01", **fields))


@pytest.fixture(scope="module")
def study() -> Study:
    return project_study(project_of(), LOADED)


def read_back(made: Answers) -> dict[str, Any]:
    """What a reader of strict JSON finds."""
    text = json.dumps(answers_json(made), allow_nan=False)
    content = json.loads(text)
    assert isinstance(content, dict)
    return content


# --- as plain values


def test_a_step_is_told_with_what_it_changes_and_by_how_much() -> None:
    start, lag, costs = read_back(answers_by_hand())["waterfall"]["steps"]

    assert start["title"] is None
    assert start["fields"] == []
    assert start["changes"]["dynamic"] == {"ann_ret": None, "sharpe": None, "max_drawdown": None}
    assert start["added"]["sharpe"] == 0.25
    assert lag["from"] == {"execution_lag": 0}
    assert lag["to"] == {"execution_lag": 1}
    assert lag["error"] == "No prices."
    assert lag["dynamic"]["sharpe"] is None
    assert costs["title"] == "Trading costs"
    assert costs["from"] == {"cost_bps": 0.0}
    assert costs["to"] == {"cost_bps": 2.0}
    assert costs["dynamic"]["sharpe"] == 0.5
    assert costs["changes"]["dynamic"]["sharpe"] == -0.25
    assert costs["changes"]["base"]["sharpe"] == 0.125
    assert costs["changes"]["added"]["sharpe"] == -0.375
    assert costs["error"] is None


def test_the_way_names_its_ends_and_has_no_days_where_nothing_has_a_result() -> None:
    way = read_back(answers_by_hand())["waterfall"]

    assert (way["start"], way["goal"]) == ("Script", "Goal")
    assert (way["first_day"], way["last_day"], way["rows"]) == (None, None, 0)


def test_the_attribution_has_its_sums_its_rival_and_what_lies_between() -> None:
    made = read_back(answers_by_hand())["attribution"]

    assert made["overlay"]["total"]["mean"] == pytest.approx(0.06)
    assert made["overlay"]["total"]["growth"] == pytest.approx(0.0575)
    assert made["rival"]["total"]["growth"] == pytest.approx(0.075)
    assert made["difference"]["growth"] == pytest.approx(-0.0175)
    assert made["difference"]["leverage"] == pytest.approx(0.015)
    assert made["rival_leverage"] == 1.25
    (year,) = made["overlay"]["years"]
    assert (year["year"], year["first_day"], year["partial"]) == (2015, "2015-01-19", True)
    assert year["covariance"] == -0.02


def test_what_is_not_defined_is_null_and_not_made_up() -> None:
    endless = AccountAttribution(replace(OVERLAY, compounding=math.inf), ())
    made = read_back(
        answers_by_hand(shares(overlay=endless, rival=None, level=None, no_rival="No such one."))
    )

    assert made["attribution"]["overlay"]["total"]["compounding"] is None
    assert made["attribution"]["overlay"]["total"]["growth"] is None
    assert made["attribution"]["rival"] is None
    assert made["attribution"]["difference"] is None
    assert made["attribution"]["no_rival"] == "No such one."
    assert made["causality"] is None


def test_break_evens_are_told_row_by_row() -> None:
    first, second = read_back(answers_by_hand())["break_evens"]["rows"]

    assert first == {
        "field": "borrow_spread",
        "against": "base",
        "now": 0.01,
        "value": 0.0125,
        "ahead_at_zero": 0.125,
        "ahead_now": 0.025,
        "highest": 0.5,
        "problem": None,
    }
    assert second["value"] is None


def test_the_reason_stands_where_there_is_no_answer() -> None:
    made = read_back(answers_by_hand(DataError("Wiped out."), DataError("Nothing.")))

    assert made["attribution"] == {"error": "Wiped out."}
    assert made["break_evens"] == {"error": "Nothing."}


# --- of a study


def test_the_way_ends_where_the_summary_stands_and_begins_with_the_script(study: Study) -> None:
    made = read_back(own_answers(study, 2))["waterfall"]
    goal = run_backtest(small_prices(), small_parameters()).summary
    script = run_backtest(small_prices(), small_parameters("as-scripted"))
    own_days = script.dates >= goal["first_day"]
    mean = script.dynamic.returns[own_days].mean()

    first, *_, last = made["steps"]
    assert (made["first_day"], made["last_day"]) == (goal["first_day"], goal["last_day"])
    assert made["rows"] == goal["rows"]
    for key in ("sharpe", "ann_ret", "max_drawdown"):
        assert last["dynamic"][key] == pytest.approx(goal["dynamic"][key], rel=1e-12)
    assert first["dynamic"]["ann_ret"] == pytest.approx((1.0 + mean) ** 252 - 1.0, rel=1e-12)


def test_the_attribution_sums_to_the_growth_of_the_summary(study: Study) -> None:
    made = read_back(own_answers(study, 2))["attribution"]
    goal = run_backtest(small_prices(), small_parameters()).summary

    lines = [
        value for key, value in made["overlay"]["total"].items() if key not in ("mean", "growth")
    ]
    assert len(lines) == 7
    assert math.fsum(lines) == pytest.approx(goal["dynamic"]["ann_ret"], rel=1e-9)
    assert (made["first_day"], made["last_day"]) == (goal["first_day"], goal["last_day"])


def test_beside_others_the_way_has_the_days_of_all_and_alone_its_own(study: Study) -> None:
    beside = answers(study, 2, KeptBases()).waterfall
    alone = own_answers(study, 2).waterfall

    assert f"{beside.dates[-1]:%Y-%m-%d}" == "2015-04-01"
    assert f"{alone.dates[-1]:%Y-%m-%d}" == "2015-04-22"
    assert np.isin(beside.dates, alone.dates).all()


def test_a_hidden_scenario_is_answered_on_its_own_days_too() -> None:
    hidden = project_study(project_of().shown(2, visible=False), LOADED)
    shown = project_study(project_of(), LOADED)

    assert answers_json(own_answers(hidden, 2)) == answers_json(own_answers(shown, 2))


def test_an_account_that_loses_all_has_a_way_and_the_reason_for_what_it_lacks() -> None:
    market = twins([0.01, -0.02, -0.6, 0.01, 0.02])
    parameters = small_parameters(
        symbols=("ONE", "TWO"), min_hist=20, lev_min=2.0, rebalance_freq="D"
    )
    project = Project.new(parameters).without(1)
    study = project_study(project, LoadedPrices(market, PriceSource("file", "twins.csv")))
    made = read_back(own_answers(study, 2))

    assert "wiped out" in made["attribution"]["error"]
    assert made["waterfall"]["steps"][-1]["dynamic"]["max_drawdown"] == -1.0


def test_what_has_no_result_is_not_explained_and_does_not_hinder_others() -> None:
    project = project_of().added("None", small_parameters(symbols=("AAA", "GONE")))
    study = project_study(project, LOADED)

    with pytest.raises(DataError, match=r"^None has no result to explain\. .*GONE"):
        answers(study, project.newest_key, KeptBases())
    assert list(study_answers(study, [2, project.newest_key, 3])) == [2, 3]


def test_answering_tells_how_far_it_is_and_can_be_stopped(study: Study) -> None:
    told: list[tuple[str, float]] = []
    study_answers(study, [2, 3], progress=lambda stage, done: told.append((stage, done)))
    fractions = [done for _, done in told]

    assert fractions == sorted(fractions)
    assert 0.0 <= fractions[0] < fractions[-1] <= 1.0
    assert {stage.split(":")[0] for stage, _ in told} == {"Mine", "Short"}
    assert all(stage.count(":") == 1 for stage, _ in told), "a name stands there once"
    with pytest.raises(Cancelled):
        study_answers(study, [2, 3], progress=lambda _, done: done < 0.6)


# --- in the files


def test_a_summary_has_answers_behind_everything_else_and_only_where_they_are_given(
    study: Study,
) -> None:
    outcome = study.outcome(2)
    assert outcome is not None
    assert outcome.result is not None
    plain = strict(summary_json(outcome.result))
    made = own_answers(study, 2)
    with_answers = strict(summary_json(outcome.result, made))

    assert "answers" not in plain
    assert list(with_answers) == [*plain, "answers"]
    assert {key: with_answers[key] for key in plain} == plain
    assert with_answers["answers"] == read_back(made)


def test_every_scenario_of_a_study_has_its_own_answers(study: Study) -> None:
    made = study_answers(study, [2, 3])
    plain = strict(study_json(study))["scenarios"]
    first, second = strict(study_json(study, made))["scenarios"]

    assert first["answers"] == read_back(made[2])
    assert second["answers"]["waterfall"]["goal"] == "Short"
    assert [list(one) for one in plain] == [list(one)[:-1] for one in (first, second)]
    assert "answers" not in strict(study_json(study, {2: made[2]}))["scenarios"][1]


def test_a_proof_stands_in_the_summary_with_its_verdict_and_days(study: Study) -> None:
    proved = proof(LOADED, small_parameters(), random=3)
    made = read_back(own_answers(study, 2, proved))["causality"]

    assert made["is_causal"] is True
    assert len(made["days"]) == 3
    assert made["verdict"] == proved.verdict
