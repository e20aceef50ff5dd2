"""Several scenarios in one file: rows and figures as they are alone, and those of common days."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

import core
from core import Parameters, run_backtest
from core.benchmarks import Benchmark, BenchmarkKind
from core.errors import ExportError
from core.export import series_csv, study_csv, study_json, summary_json
from core.metrics import METRICS
from core.prices import LoadedPrices, PriceSource
from core.project import Project
from core.study import Study, project_study
from tests.core.small import small_parameters, small_prices
from tests.core.test_export import strict

SOURCE = PriceSource("file", "small.csv")
LOADED = LoadedPrices(small_prices(), SOURCE)
SCENARIOS = {
    "As scripted": small_parameters("as-scripted"),
    "Two": small_parameters(symbols=("BBB", "AAA"), vol_lookback=20, start="2015-01-08"),
    'Short, "own"': small_parameters(end="2015-04-01", target_vol=0.2),
}
COMMON = "2015-01-26", "2015-04-01"
"""Two begins a week later than the others, Short ends three weeks earlier."""


def project_of(scenarios: dict[str, Parameters]) -> Project:
    (first, start), *others = scenarios.items()
    project = Project.new().without(2).renamed(1, first).with_parameters(1, start)
    for name, parameters in others:
        project = project.added(name, parameters)
    return project


def study_of(project: Project) -> Study:
    return project_study(project, LOADED)


@pytest.fixture(scope="module")
def made() -> Study:
    """Three scenarios with days and symbols of their own."""
    return study_of(project_of(SCENARIOS))


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))


def group(content: bytes, name: str) -> list[list[str]]:
    """The rows of a scenario with the header, less its name and the columns that it lacks."""
    header, *rows = rows_of(content)
    own = [row for row in rows if row[0] == name]
    kept = [place for place, _ in enumerate(header) if place and any(row[place] for row in own)]
    return [[row[place] for place in kept] for row in [header, *own]]


# --- the daily series


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_rows_of_a_scenario_are_those_of_its_own_file(made: Study, name: str) -> None:
    alone = rows_of(series_csv(run_backtest(small_prices(), SCENARIOS[name])))

    together = group(study_csv(made), name)

    assert sorted(together[0]) == sorted(alone[0])
    order = [together[0].index(column) for column in alone[0]]
    assert [[row[place] for place in order] for row in together] == alone


def test_the_columns_stand_where_they_first_appear() -> None:
    only, more = small_parameters(symbols=("BBB",)), small_parameters(symbols=("AAA", "BBB"))

    header, *rows = rows_of(study_csv(study_of(project_of({"One": only, "More": more}))))

    accounts = [
        *("ret_port_base", "equity_base", "dd_base", "leverage", "ret_port_dyn", "equity_dyn"),
        *("dd_dyn", "vol_ann", "brake", "leverage_target", "turnover", "cost", "financing"),
    ]
    of_one = ["scenario", "Date", "BBB", "ret_BBB", "w_BBB", *accounts]
    assert header == [*of_one, "AAA", "ret_AAA", "w_AAA"]
    assert {row[0] for row in rows if not row[-1]} == {"One"}


def test_every_number_reads_back_to_the_same_double(made: Study) -> None:
    read = pd.read_csv(io.BytesIO(study_csv(made)), parse_dates=["Date"])

    for name, parameters in SCENARIOS.items():
        own = read[read["scenario"] == name].set_index("Date").drop(columns="scenario")
        daily = run_backtest(small_prices(), parameters).daily
        pd.testing.assert_frame_equal(
            own[daily.columns], daily, check_exact=True, check_freq=False, check_index_type=False
        )


def test_scenarios_stand_below_one_another_in_their_order_and_hidden_ones_do_not() -> None:
    project = project_of(SCENARIOS).shown(2, False)

    names = [row[0] for row in rows_of(study_csv(study_of(project)))[1:]]

    assert list(dict.fromkeys(names)) == ["As scripted", 'Short, "own"']
    assert names == sorted(names)


def test_a_scenario_without_a_result_has_no_rows() -> None:
    project = project_of({**SCENARIOS, "None": small_parameters(symbols=("ZZZ",))})

    assert study_csv(study_of(project)) == study_csv(study_of(project_of(SCENARIOS)))


def test_where_nothing_has_a_result_there_is_nothing_to_export() -> None:
    project = project_of({"None": small_parameters(symbols=("ZZZ",))})

    with pytest.raises(ExportError, match="nothing to export"):
        study_csv(study_of(project))


def test_a_symbol_with_the_name_of_the_first_column_is_refused() -> None:
    prices = small_prices().rename(columns={"AAA": "scenario"})
    project = project_of({"Odd": small_parameters(symbols=("scenario", "BBB"))})

    with pytest.raises(ExportError, match="rename it"):
        study_csv(project_study(project, LoadedPrices(prices, SOURCE)))


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+10 bp", "'+10 bp"),
        ("-5 % brake", "'-5 % brake"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),
        ("1=1", "1=1"),
        ('日本 🙂, "x"', '日本 🙂, "x"'),
        ("\udcff", "\\udcff"),
        ("\x00=1+1", "\ufffd=1+1"),
    ],
    ids=ascii,
)
def test_no_name_becomes_a_formula_of_a_spreadsheet(name: str, cell: str) -> None:
    content = study_csv(study_of(project_of({name: small_parameters()})))

    assert {row[0] for row in rows_of(content)[1:]} == {cell}


# --- benchmarks


def with_benchmarks() -> Study:
    project = project_of(SCENARIOS)
    for kind, weights in (
        (BenchmarkKind.SYMBOL, (("CCC", 1.0),)),
        (BenchmarkKind.EQUAL, ()),
        (BenchmarkKind.EQUAL, ()),
        (BenchmarkKind.CONSTANT, ()),
    ):
        project = project.measured_against(Benchmark(0, kind, 1, weights))
    return study_of(project.renamed(2, "CCC"))


def test_benchmarks_have_rows_of_their_one_account_under_names_of_their_own() -> None:
    made = with_benchmarks()

    read = pd.read_csv(io.BytesIO(study_csv(made)), parse_dates=["Date"])

    names = list(dict.fromkeys(read["scenario"]))
    assert names[3:6] == ["CCC 2", "Equal weights", "Equal weights 2"]
    held = read[read["scenario"] == "CCC 2"].dropna(axis="columns").set_index("Date")
    assert set(held) == {
        *("scenario", "leverage", "ret_port_dyn", "equity_dyn", "dd_dyn"),
        *("turnover", "cost", "financing"),
    }
    prices = small_prices()["CCC"]
    kept = (held["equity_dyn"] / held["equity_dyn"].iloc[0]).to_numpy()
    expected = prices[held.index] / prices[held.index[0]]
    assert kept == pytest.approx(expected.to_numpy(), rel=1e-12)


def test_benchmarks_are_told_with_what_they_hold() -> None:
    made = with_benchmarks()

    read = strict(study_json(made))["benchmarks"]

    assert [one["kind"] for one in read] == ["symbol", "equal", "equal", "constant"]
    assert [one["scenario"] for one in read] == ["As scripted"] * 4
    assert read[0]["weights"] == {"CCC": 1.0}
    assert [("leverage" in one) for one in read] == [False, False, False, True]
    assert f"Constant {read[3]['leverage']:.2f}×" in read[3]["name"]
    assert all(set(one["figures"]) == {metric.key for metric in METRICS} for one in read)


# --- the summary


def test_what_a_scenario_s_own_summary_holds_stands_under_its_name(made: Study) -> None:
    read = strict(study_json(made))

    assert [one["name"] for one in read["scenarios"]] == list(SCENARIOS)
    for entry, parameters in zip(read["scenarios"], SCENARIOS.values(), strict=True):
        result = run_backtest(small_prices(), parameters, source=SOURCE)
        alone = json.loads(summary_json(result))
        assert {key: entry[key] for key in alone} == alone
        assert set(entry) == {*alone, "name", "compared"}


def test_the_compared_figures_are_those_of_the_common_days(made: Study) -> None:
    read = strict(study_json(made))

    assert (read["first_day"], read["last_day"]) == COMMON
    table = pd.read_csv(io.BytesIO(study_csv(made)), parse_dates=["Date"])
    days = [set(own["Date"]) for _, own in table.groupby("scenario")]
    common = sorted(set.intersection(*days))
    assert read["rows"] == len(common)
    assert read["product"] == "Ballast"
    assert read["version"] == core.__version__
    for entry in read["scenarios"][1:]:  # of standard statistics
        own = (
            table[table["scenario"] == entry["name"]].set_index("Date").loc[common[0] : common[-1]]
        )
        for account, column in (("base", "ret_port_base"), ("dynamic", "ret_port_dyn")):
            figures, returns = entry["compared"][account], own[column].to_numpy()
            grown = np.cumprod(1 + returns)
            assert figures["final_equity"] == pytest.approx(grown[-1], rel=1e-12)
            worst = (grown / np.maximum.accumulate(np.maximum(grown, 1.0)) - 1).min()
            assert figures["max_drawdown"] == pytest.approx(worst, rel=1e-9)
            deviation = returns.std(ddof=1) * np.sqrt(252)
            assert figures["ann_vol"] == pytest.approx(deviation, rel=1e-9)


def test_on_equal_days_the_compared_figures_are_those_of_the_summaries() -> None:
    project = project_of({"One": small_parameters(), "Two": small_parameters(target_vol=0.3)})

    for entry in strict(study_json(study_of(project)))["scenarios"]:
        assert entry["compared"] == {"base": entry["base"], "dynamic": entry["dynamic"]}


def test_the_reference_is_named() -> None:
    project = project_of(SCENARIOS)

    assert strict(study_json(study_of(project)))["reference"] == "As scripted"
    assert strict(study_json(study_of(project.referring_to(2))))["reference"] == "Two"


def test_what_has_no_result_is_named_with_the_reason() -> None:
    project = project_of({**SCENARIOS, "None": small_parameters(symbols=("ZZZ",))})
    project = project.measured_against(Benchmark(0, BenchmarkKind.SYMBOL, 1, (("QQQ", 1.0),)))

    read = strict(study_json(study_of(project)))

    assert [one["name"] for one in read["failures"]] == ["None", "QQQ"]
    assert "ZZZ" in read["failures"][0]["error"]
    assert [one["name"] for one in read["scenarios"]] == list(SCENARIOS)
    assert read["benchmarks"] == []


def test_without_common_days_every_scenario_keeps_its_own_summary() -> None:
    project = project_of(
        {
            "Early": small_parameters(end="2015-02-27"),
            "Late": small_parameters(start="2015-03-02"),
        }
    )

    read = strict(study_json(study_of(project)))

    assert (read["first_day"], read["last_day"], read["rows"]) == (None, None, 0)
    assert [one["compared"] for one in read["scenarios"]] == [None, None]
    assert all(one["base"]["final_equity"] > 0 for one in read["scenarios"])
    assert any("no day in common" in note for note in read["notes"])


def test_the_same_study_gives_the_same_files(made: Study) -> None:
    again: Any = study_of(project_of(SCENARIOS))

    assert study_csv(again) == study_csv(made)
    assert study_json(again) == study_json(made)
