"""Projects on the command line: several runs printed and written together, or one of them alone."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from core import run_backtest
from core.benchmarks import Benchmark, BenchmarkKind
from core.export import series_csv, study_csv, study_json, summary_json
from core.parameters import Parameters
from core.project import Layout, PriceChoice, Project
from core.project_file import read_project
from core.sources.files import read_price_files
from core.study import Study, project_study
from tests.core.command_line import (
    READING,
    account_line,
    assert_one_sentence,
    prices_in,
    ran,
    short,
    started,
)
from tests.core.project_files import write_project
from tests.core.small import small_parameters, small_prices
from tests.yahoo_server import YahooServer

OWN = {
    "As scripted": small_parameters("as-scripted", execution_lag=1),  # on the days of the other
    "Bold": small_parameters(target_vol=0.4, lev_max=3.0),
}


def small_project(prices: str | Path, **scenarios: Parameters) -> Project:
    """A project of `OWN`, and of what is given, on a file of prices."""
    project = Project.new().with_parameters(1, OWN["As scripted"])
    project = project.renamed(2, "Bold").with_parameters(2, OWN["Bold"])
    for name, parameters in scenarios.items():
        project = project.added(name, parameters)
    return project.priced_by(PriceChoice("files", (Path(prices),)))


def saved(project: Project, folder: Path) -> str:
    path = folder / "mine.ballast"
    write_project(path, project, Layout(page="costs", selected=2))
    return str(path)


@pytest.fixture
def prices(tmp_path: Path) -> str:
    """A file of the small market."""
    return prices_in(tmp_path)


@pytest.fixture
def project(prices: str, tmp_path: Path) -> str:
    """A file of `small_project`."""
    return saved(small_project(prices), tmp_path)


def study_of(project: Project, prices: str) -> Study:
    return project_study(project, read_price_files([Path(prices)]))


# --- all scenarios together


def test_every_scenario_is_printed_with_its_name_and_the_lines_of_its_own_run(
    project: str,
) -> None:
    code, out, err = ran("--project", project)

    expected = []
    for name, parameters in OWN.items():
        summary = run_backtest(small_prices(), parameters).summary
        lines = (
            account_line("Base   ", summary["base"]),
            account_line("Dynamic", summary["dynamic"]),
        )
        expected += [name, *lines]
    first, *rest = out.splitlines()
    assert (code, err) == (0, "")
    assert first == "Prices : prices.csv, results 2015-01-19 to 2015-04-22"
    assert rest == expected


def test_figures_of_several_are_those_of_the_common_days_and_the_days_are_told(
    prices: str, tmp_path: Path
) -> None:
    path = saved(small_project(prices, Late=small_parameters(start="2015-02-02")), tmp_path)

    code, out, err = ran("--project", path)

    first = out.splitlines()[0]
    days = first.partition("results ")[2]
    assert code == 0
    assert days == "2015-02-23 to 2015-04-22"
    note = f"All are compared on the same days, {days}, since Late begins last."
    assert note in err.splitlines()
    daily = run_backtest(small_prices(), OWN["Bold"]).daily.loc["2015-02-23":]
    growth = (1 + daily["ret_port_dyn"]).prod() ** (252 / len(daily)) - 1
    assert f"AnnRet={growth:.2%}" in out.splitlines()[6]


def test_scenarios_without_common_days_are_printed_with_their_own(
    prices: str, tmp_path: Path
) -> None:
    project = small_project(prices).without(1)
    project = project.with_parameters(2, small_parameters(end="2015-02-27"))
    project = project.added("Late", small_parameters(start="2015-03-02"))

    code, out, err = ran("--project", saved(project, tmp_path))

    assert code == 0
    assert re.findall(r"(?m)^(?:Prices|Bold|Late).*", out) == [
        "Prices : prices.csv",
        "Bold, 2015-01-19 to 2015-02-27",
        "Late, 2015-03-23 to 2015-04-22",
    ]
    assert "no day in common" in err


def test_benchmarks_are_printed_with_their_one_account(prices: str, tmp_path: Path) -> None:
    project = small_project(prices)
    project = project.measured_against(Benchmark(0, BenchmarkKind.SYMBOL, 2, (("CCC", 1.0),)))

    code, out, _ = ran("--project", saved(project, tmp_path))

    assert code == 0
    name, account = out.splitlines()[-2:]
    assert name == "CCC"
    assert account.startswith("Account: AnnRet=")


def test_hidden_scenarios_are_neither_printed_nor_written(prices: str, tmp_path: Path) -> None:
    path = saved(small_project(prices).shown(1, False), tmp_path)

    code, out, err = ran("--project", path, "--json", str(tmp_path / "out.json"))

    assert (code, err) == (0, "")
    assert "As scripted" not in out
    read = json.loads((tmp_path / "out.json").read_text())
    assert [one["name"] for one in read["scenarios"]] == ["Bold"]


def test_the_files_hold_all_scenarios(project: str, prices: str, tmp_path: Path) -> None:
    series, summary = tmp_path / "a.csv", tmp_path / "b.json"

    code, _, err = ran("--project", project, "--csv", str(series), "--json", str(summary))

    made = study_of(small_project(prices), prices)
    assert (code, err) == (0, "")
    assert series.read_bytes() == study_csv(made)
    assert summary.read_bytes() == study_json(made)


def test_the_files_of_a_project_have_one_form_however_many_scenarios_it_has(
    prices: str, tmp_path: Path
) -> None:
    path = saved(small_project(prices).without(1), tmp_path)

    code, out, _ = ran("--project", path, "--csv", str(tmp_path / "out.csv"))

    assert code == 0
    assert out.splitlines()[1] == "Bold"
    assert (tmp_path / "out.csv").read_text().startswith("scenario,Date,AAA,")


def test_each_group_of_the_series_is_what_its_scenario_alone_writes(
    project: str, tmp_path: Path
) -> None:
    assert ran("--project", project, "--csv", str(tmp_path / "all.csv"))[0] == 0

    table = pd.read_csv(tmp_path / "all.csv")
    for name in OWN:
        path = tmp_path / "alone.csv"
        assert ran("--project", project, "--scenario", name, "--csv", str(path))[0] == 0
        own = table[table["scenario"] == name].drop(columns="scenario")
        pd.testing.assert_frame_equal(
            own.reset_index(drop=True), pd.read_csv(path), check_exact=True
        )


def test_a_scenario_that_fails_is_told_and_the_others_are_printed_and_written(
    prices: str, tmp_path: Path
) -> None:
    path = saved(small_project(prices, Gone=small_parameters(symbols=("ZZZ",))), tmp_path)

    code, out, err = ran("--project", path, "--json", str(tmp_path / "out.json"))

    assert code == 1
    assert out.splitlines()[1] == "As scripted"
    assert "Gone" not in out
    assert_one_sentence(err)
    assert err.startswith("Gone: ")
    assert "ZZZ" in err
    read = json.loads((tmp_path / "out.json").read_text())
    assert [one["name"] for one in read["failures"]] == ["Gone"]


def test_a_hidden_scenario_that_fails_disturbs_nobody(prices: str, tmp_path: Path) -> None:
    project = small_project(prices, Gone=small_parameters(symbols=("ZZZ",))).shown(3, False)

    code, _, err = ran("--project", saved(project, tmp_path))

    assert (code, err) == (0, "")


def test_where_every_scenario_fails_nothing_is_written(prices: str, tmp_path: Path) -> None:
    project = small_project(prices)
    for key in (1, 2):
        project = project.with_parameters(key, small_parameters(symbols=("ZZZ",)))

    code, out, err = ran(
        "--project", saved(project, tmp_path), "--json", str(tmp_path / "out.json")
    )

    assert (code, out) == (1, "")
    assert [line.partition(":")[0] for line in err.splitlines()] == ["As scripted", "Bold"]
    assert not (tmp_path / "out.json").exists()


def test_what_is_said_of_the_prices_concerns_every_scenario(tmp_path: Path) -> None:
    market = small_prices()
    market.iloc[40, 2] *= 10.0
    market.to_csv(tmp_path / "prices.csv")
    project = small_project(tmp_path / "prices.csv", Pair=small_parameters(symbols=("AAA", "BBB")))
    for key in (1, 2):
        project = project.with_parameters(key, small_parameters(symbols=("BBB", "CCC")))

    _, _, together = ran("--project", saved(project, tmp_path))
    _, _, alone = ran("--project", saved(project, tmp_path), "--scenario", "Pair")

    assert "CCC" in together
    assert "CCC" not in alone


# --- one of them


@pytest.mark.parametrize("name", OWN)
def test_a_scenario_alone_prints_and_writes_what_a_run_of_its_parameters_does(
    project: str, prices: str, tmp_path: Path, name: str
) -> None:
    words = ["--scenario", name, "--csv", str(tmp_path / "a"), "--json", str(tmp_path / "b")]

    code, out, err = ran("--project", project, *words)

    loaded = read_price_files([Path(prices)])
    result = run_backtest(loaded.frame, OWN[name], source=loaded.source)
    assert (code, err) == (0, "")
    assert (tmp_path / "a").read_bytes() == series_csv(result)
    assert (tmp_path / "b").read_bytes() == summary_json(result)
    assert out.splitlines() == [
        "Prices : prices.csv, results 2015-01-19 to 2015-04-22",
        account_line("Base   ", result.summary["base"]),
        account_line("Dynamic", result.summary["dynamic"]),
    ]


def test_flags_change_the_scenario_for_this_run(project: str, prices: str) -> None:
    before = Path(project).read_bytes()

    changed = ran("--project", project, "--scenario", "Bold", "--target-vol", "0.12")

    assert changed == short(prices, "--lev-max", "3")
    assert Path(project).read_bytes() == before


def test_a_preset_puts_the_fields_of_the_scenario_back_to_its_values(
    project: str, prices: str
) -> None:
    words = ["--scenario", "As scripted", "--preset", "tradable", "--cost-bps", "4"]

    assert ran("--project", project, *words) == short(prices, "--cost-bps", "4")


def test_a_hidden_scenario_can_be_run_alone(prices: str, tmp_path: Path) -> None:
    path = saved(small_project(prices).shown(2, False), tmp_path)

    assert ran("--project", path, "--scenario", "  Bold ")[0] == 0


def test_a_scenario_that_fails_alone_is_told_in_a_sentence(prices: str, tmp_path: Path) -> None:
    path = saved(small_project(prices, Gone=small_parameters(symbols=("ZZZ",))), tmp_path)

    code, out, err = ran(
        "--project", path, "--scenario", "Gone", "--csv", str(tmp_path / "out.csv")
    )

    assert (code, out) == (1, "")
    assert_one_sentence(err)
    assert "ZZZ" in err
    assert not (tmp_path / "out.csv").exists()


# --- prices


def test_prices_that_are_named_stand_for_those_of_the_project(project: str, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    small_prices(seed=9).to_csv(other / "others.csv")

    _, out, err = ran("--project", project, "--prices", str(other / "others.csv"))

    result = run_backtest(small_prices(seed=9), OWN["Bold"])
    assert out.startswith("Prices : others.csv, ")
    assert out.splitlines()[-1] == account_line("Dynamic", result.summary["dynamic"])
    assert err == ""


def test_a_project_finds_its_prices_from_any_folder(
    project: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    expected = ran("--project", project)
    monkeypatch.chdir("/")

    assert ran("--project", project) == expected


def test_a_project_of_yahoo_fetches_what_all_its_scenarios_need(
    yahoo: YahooServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BALLAST_YAHOO_URL", yahoo.url)
    monkeypatch.setattr("core.sources.cache.default_cache_path", lambda: tmp_path / "cache.sqlite")
    yahoo.add("AAA", "BBB", "CCC", "^IRX", count=120)
    yahoo.listings["^IRX"].closes = [0.02 * day for day in range(120)]
    project = small_project("unused")
    first = small_parameters(symbols=("AAA", "BBB"), start="2024-01-01")
    second = small_parameters(symbols=("CCC",), start="2024-01-01", cash_rate="^IRX")
    project = project.with_parameters(1, first).with_parameters(2, second)
    path = saved(project.priced_by(PriceChoice("yahoo")), tmp_path)

    code, out, err = ran("--project", path)
    asked = len(yahoo.paths)
    again = ran("--project", path, "--refresh")

    assert code == 0, err
    assert set(yahoo.charts) == {"AAA", "BBB", "CCC", "^IRX"}
    assert out.startswith("Prices : Yahoo Finance")
    assert again[0] == 0
    assert len(yahoo.paths) > asked


# --- both presets


@pytest.mark.parametrize("preset", ["as-scripted", "tradable"])
def test_the_other_preset_is_run_beside_the_parameters(
    prices: str, tmp_path: Path, preset: str
) -> None:
    words = ["--preset", preset, "--cost-bps", "3", "--target-vol", "0.2"]

    code, out, _ = short(prices, *words, "--compare", "--json", str(tmp_path / "out.json"))

    own = {"target_vol": 0.2, "cost_bps": 3.0}
    read = json.loads((tmp_path / "out.json").read_text())["scenarios"]
    assert code == 0
    assert [one["name"] for one in read] == ["As scripted", "Tradable"]
    for entry, name in zip(read, ("as-scripted", "tradable"), strict=True):
        expected = small_parameters(name, **(own if name == preset else {"target_vol": 0.2}))
        assert Parameters(**entry["config"]) == expected
        assert entry["base"] == run_backtest(small_prices(), expected).summary["base"]
    later = read[1]  # whose days are the common ones, since the script loses none to the lag
    lines = account_line("Base   ", later["base"]), account_line("Dynamic", later["dynamic"])
    assert out.splitlines()[1:2] + out.splitlines()[4:] == ["As scripted", "Tradable", *lines]


def test_both_presets_take_the_symbols_of_the_files(prices: str) -> None:
    words = ["--rebalance-freq", "W-FRI", "--cov-lookback", "20", "--min-hist", "10"]

    code, out, err = ran("--prices", prices, *words, "--compare", "--vol-lookback", "5")

    assert code == 0
    assert "all of the files are taken: AAA,BBB,CCC." in err
    assert out.splitlines()[1::3] == ["As scripted", "Tradable"]


# --- saving a project


def test_a_run_is_saved_as_the_project_it_amounts_to(prices: str, tmp_path: Path) -> None:
    path = tmp_path / "new.ballast"

    code, out, _ = short(prices, "--target-vol", "0.2", "--save-project", str(path))

    assert code == 0
    read, layout = read_project(path)
    (scenario,) = read.scenarios
    assert scenario.name == "Tradable"
    assert scenario.parameters == small_parameters(target_vol=0.2)
    assert read.source == PriceChoice("files", (Path(prices),))
    assert layout.selected == scenario.key
    assert ran("--project", str(path), "--scenario", "Tradable")[:2] == (code, out)


def test_a_comparison_is_saved_with_both_scenarios_and_the_symbols_of_the_files(
    prices: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["--rebalance-freq", "W-FRI", "--cov-lookback", "20", "--min-hist", "10"]

    code, out, _ = ran(
        *("--prices", "prices.csv", *words, "--compare", "--save-project", "new.ballast")
    )

    monkeypatch.chdir("/")
    assert code == 0
    assert ran("--project", str(tmp_path / "new.ballast"))[:2] == (code, out)
    read, _ = read_project(tmp_path / "new.ballast")
    assert {one.parameters.symbols for one in read.scenarios} == {("AAA", "BBB", "CCC")}


def test_a_project_is_saved_elsewhere_as_it_is(project: str, prices: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    path = tmp_path / "folder" / "copy.ballast"

    assert ran("--project", project, "--save-project", str(path))[0] == 0

    assert read_project(path) == (small_project(prices), Layout(page="costs", selected=2))


def test_a_run_of_the_demo_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "demo.ballast"

    assert ran("--save-project", str(path))[0] == 0

    assert read_project(path)[0].source == PriceChoice("demo")


# --- reports


@pytest.mark.parametrize("words", [[], ["--compare"], ["--project"]], ids=str)
def test_a_report_is_written_of_what_was_run(
    prices: str, project: str, tmp_path: Path, words: list[str]
) -> None:
    path = tmp_path / "out.html"
    if words == ["--project"]:
        code, _, err = ran("--project", project, "--report", str(path))
    else:
        code, _, err = short(prices, *words, "--report", str(path))

    assert code == 0, err
    text = path.read_text(encoding="utf-8")
    assert text.lower().startswith("<!doctype html>")
    assert "prices.csv" in text
    assert ("As scripted" in text) >= bool(words)


def test_of_many_scenarios_the_report_tells_of_the_one_in_the_form_as_the_window_does(
    prices: str, tmp_path: Path
) -> None:
    file, path = tmp_path / "many.ballast", tmp_path / "out.html"
    project = small_project(prices)
    for name in ("Third", "Fourth", "Fifth"):
        project = project.added(name, project.scenarios[0].parameters)
    write_project(file, project, Layout(selected=project.newest_key))

    code, _, err = ran("--project", str(file), "--report", str(path))

    assert code == 0, err
    told = path.read_text(encoding="utf-8")
    assert f'<section id="scenario-{project.newest_key}">' in told
    assert told.count('<section id="scenario-') == 1


def test_a_report_knows_what_was_run_and_when(
    prices: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Study, object]] = []

    def report(study: Study, made: object, selected: int, answers: object) -> bytes:
        seen.append((study, made))
        return b"a report"

    stand_in = ModuleType("core.report")
    stand_in.report_html = report  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "core.report", stand_in)

    code, _, _ = short(prices, "--lev-max", "3", "--report", str(tmp_path / "out.html"))

    ((study, made),) = seen
    assert code == 0
    assert (tmp_path / "out.html").read_bytes() == b"a report"
    assert [one.parameters.lev_max for one in study.project.scenarios] == [3.0]
    assert study.outcomes[0].base is not None
    assert getattr(made, "tzinfo", None) is not None


# --- mistakes


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--project", "P", "--target-vol", "0.1"], "--target-vol"),
        (["--project", "P", "--preset", "tradable"], "--preset"),
        (["--project", "P", "--no-drift"], "--drift"),
        (["--project", "P", "--compare"], "--compare"),
        (["--project", "P", "--compare", "--scenario", "Bold"], "--compare"),
        (["--project", "P", "--scenario", "bald"], "As scripted and Bold"),
        (["--project", "P", "--scenario", ""], "As scripted and Bold"),
        (["--project", "P", "--scenario", "\udcff"], "As scripted and Bold"),
        (["--project", "P", "--scenario", "Bold", "--lev-min", "9"], "lev_max"),
        (["--project", "P", "--refresh"], "--refresh"),
        (["--project", "P", "--source", "demo", "--date-order", "day-first"], "--date-order"),
        (["--project", "P", "--source", "demo", "--refresh"], "--refresh"),
        (["--scenario", "Bold"], "--project"),
        (["--scenario"], "--scenario"),
        (["--project"], "--project"),
        (["--project", "P", "--csv", "x", "--report", "./x"], "--csv and --report"),
        (["--project", "P", "--report", "."], "--report"),
        (["--project", "P", "--save-project", "missing/x"], "--save-project"),
    ],
    ids=lambda value: ascii(value)[:60],
)
def test_a_wrong_argument_is_told_in_a_sentence(
    project: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], named: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(os.listdir(tmp_path))

    code, out, err = ran(*(project if word == "P" else word for word in words))

    assert (code, out) == (2, "")
    assert_one_sentence(err)
    assert named in err
    assert sorted(os.listdir(tmp_path)) == before


def test_a_project_of_the_demo_has_no_dates_and_is_not_fetched(prices: str, tmp_path: Path) -> None:
    path = saved(small_project(prices).priced_by(PriceChoice("demo")), tmp_path)

    for words in (["--date-order", "day-first"], ["--refresh"]):
        code, out, err = ran("--project", path, *words)
        assert (code, out) == (2, "")
        assert_one_sentence(err)
        assert words[0] in err


def test_a_project_of_which_all_is_hidden_says_what_to_do(prices: str, tmp_path: Path) -> None:
    path = saved(small_project(prices).shown(1, False).shown(2, False), tmp_path)

    code, out, err = ran("--project", path)

    assert (code, out) == (2, "")
    assert_one_sentence(err)
    assert "--scenario" in err


@pytest.mark.parametrize(
    ("name", "content", "named"),
    [
        ("mine.ballast", "", "mine.ballast is empty"),
        ("prices.csv", None, "prices.csv is no Ballast project"),
        ("missing.ballast", None, "is not there"),
        (".", None, "is a folder"),
        ("two\nlines.ballast", None, "is not there"),
        ("mine.ballast", '{"format": "ballast-project", "version": 7}', "newer Ballast"),
    ],
    ids=ascii,
)
def test_a_project_that_cannot_be_read_is_told_in_a_sentence(
    prices: str, tmp_path: Path, name: str, content: str | None, named: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)

    code, out, err = ran("--project", str(tmp_path / name), "--csv", str(tmp_path / "out.csv"))

    assert (code, out) == (1, "")
    assert_one_sentence(err)
    assert named in err
    assert not (tmp_path / "out.csv").exists()


def test_prices_of_a_project_that_are_gone_are_named(prices: str, tmp_path: Path) -> None:
    path = saved(small_project(tmp_path / "gone.csv"), tmp_path)

    code, out, err = ran("--project", path)

    assert (code, out) == (1, "")
    assert_one_sentence(err)
    assert "gone.csv" in err


@pytest.mark.parametrize("which", ["--csv", "--json", "--report", "--save-project"])
@pytest.mark.parametrize("what", ["project", "prices"])
@pytest.mark.parametrize("linked", [False, True])
def test_nothing_is_written_over_the_project_or_its_prices(
    project: str, prices: str, tmp_path: Path, which: str, what: str, linked: bool
) -> None:
    target = Path({"project": project, "prices": prices}[what])
    before = target.read_bytes()
    place = target
    if linked:
        place = tmp_path / "link"
        place.symlink_to(target)

    code, out, err = ran("--project", project, which, str(place))

    assert (code, out) == (2, "")
    assert_one_sentence(err)
    assert f"{which} would overwrite the {what}" in err
    assert target.read_bytes() == before


def test_all_files_are_written_or_none(
    project: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(os.listdir(tmp_path))

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("core.export.study_json", stopped)
    words = ("--csv", "a", "--json", "b", "--save-project", "c")

    code, out, err = ran(
        "--project", project, *(w if "-" in w else str(tmp_path / w) for w in words)
    )

    assert (code, out) == (130, "")
    assert_one_sentence(err)
    assert sorted(os.listdir(tmp_path)) == before


# --- the program itself


def test_the_program_runs_a_project(project: str, tmp_path: Path) -> None:
    done = started("run", "--project", project, "--csv", str(tmp_path / "a.csv"))

    assert (done.returncode, READING.sub("", done.stderr)) == (0, "")
    assert done.stdout == ran("--project", project)[1]
    assert (tmp_path / "a.csv").exists()
