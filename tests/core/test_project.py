"""What can be done to a project, and what it never becomes."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.benchmarks import Benchmark, BenchmarkKind
from core.loading import LoadDemo, LoadFiles, LoadYahoo
from core.parameters import Parameters
from core.project import COLORS, PriceChoice, Project, unique_name
from tests.core.small import small_parameters

NOW = dt.datetime(2026, 5, 4, 12, 0, tzinfo=dt.UTC)
SPY = Benchmark(0, BenchmarkKind.SYMBOL, 2, (("SPY", 1.0),))


def names(project: Project) -> list[str]:
    return [one.name for one in project.scenarios]


def test_a_new_project_has_both_presets_the_script_first() -> None:
    found = Project.new()

    assert names(found) == ["As scripted", "Tradable"]
    assert [one.parameters for one in found.scenarios] == [
        Parameters.preset("as-scripted"),
        Parameters.preset("tradable"),
    ]
    assert [one.color for one in found.scenarios] == [0, 1]
    assert len({one.key for one in found.scenarios}) == 2
    assert found.source.kind == "demo"


def test_both_presets_of_a_new_project_have_the_fields_that_are_of_no_preset() -> None:
    found = Project.new(small_parameters(target_vol=0.2, cost_bps=7.0))

    assert found.scenarios[0].parameters == small_parameters("as-scripted", target_vol=0.2)
    assert found.scenarios[1].parameters == small_parameters(target_vol=0.2)


def test_every_edit_leaves_the_project_as_it_was() -> None:
    project = Project.new().measured_against(SPY)
    copy = Project(project.scenarios, project.benchmarks, project.reference, project.source)

    project.added("New", small_parameters())
    project.without(2)
    project.renamed(1, "Other")
    project.shown(3, False)
    project.moved(1, 1)
    project.referring_to(2)
    project.with_parameters(1, small_parameters())

    assert project == copy


def test_a_scenario_is_added_behind_another_or_last() -> None:
    project = Project.new()

    assert names(project.added("New", small_parameters(), after=1)) == [
        "As scripted",
        "New",
        "Tradable",
    ]
    last = project.added("New", small_parameters())
    assert names(last) == ["As scripted", "Tradable", "New"]
    added = last.scenario(last.newest_key)
    assert added is not None
    assert (added.name, added.parameters, added.color) == ("New", small_parameters(), 2)


def test_names_are_made_unique_and_one_line() -> None:
    project = Project.new().added("Tradable", small_parameters()).added("Tradable", Parameters())

    assert names(project) == ["As scripted", "Tradable", "Tradable 2", "Tradable 3"]
    assert names(project.renamed(2, "Tradable 3"))[1] == "Tradable 3 2"
    assert names(project.renamed(2, "Tradable"))[1] == "Tradable"
    assert names(project.renamed(2, " a \n\t b "))[1] == "a b"
    assert names(project.renamed(2, "  "))[1] == "Scenario"


@given(st.text(), st.lists(st.text(), max_size=8))
def test_a_unique_name_is_none_of_those_taken(name: str, taken: list[str]) -> None:
    assert unique_name(name, taken) not in taken


def test_a_scenario_is_moved_to_a_place_within_the_list() -> None:
    project = Project.new().added("New", small_parameters())

    assert names(project.moved(3, 0)) == ["New", "As scripted", "Tradable"]
    assert names(project.moved(1, 1)) == ["Tradable", "As scripted", "New"]
    assert names(project.moved(1, 99)) == ["Tradable", "New", "As scripted"]
    assert names(project.moved(3, -5)) == ["New", "As scripted", "Tradable"]
    assert project.moved(77, 0) == project


def test_what_goes_takes_the_benchmarks_of_its_days_and_the_reference_with_it() -> None:
    project = Project.new().measured_against(SPY).referring_to(2)

    found = project.without(2)

    assert names(found) == ["As scripted"]
    assert found.benchmarks == ()
    assert found.reference is None
    assert project.without(1).reference == 2
    assert project.without(3).benchmarks == ()
    assert project.without(3).scenarios == project.scenarios


def test_the_last_scenario_stays() -> None:
    alone = Project.new().without(1)

    assert alone.without(2) == alone


def test_scenarios_and_benchmarks_are_shown_hidden_and_coloured_by_key() -> None:
    project = Project.new().measured_against(SPY)

    found = project.shown(1, False).shown(3, False).colored(2, 5).colored(3, 4)

    assert [one.visible for one in found.scenarios] == [False, True]
    assert [one.color for one in found.scenarios] == [0, 5]
    assert [(one.visible, one.color) for one in found.benchmarks] == [(False, 4)]


def test_keys_are_shared_by_none_and_colours_by_as_few_as_can_be() -> None:
    project = Project.new().measured_against(SPY)
    for number in range(9):
        project = project.added(f"Number {number}", Parameters())

    keys = [one.key for one in (*project.scenarios, *project.benchmarks)]
    assert len(set(keys)) == len(keys)
    colors = [one.color for one in (*project.scenarios, *project.benchmarks)]
    assert {colors.count(color) for color in range(COLORS)} == {2}


def test_benchmarks_leave_the_six_colours_to_scenarios() -> None:
    project = Project.new()
    for number in range(4):
        project = project.measured_against(SPY).added(f"Number {number}", Parameters())

    # The benchmarks went through 2 to 5 as well, but six scenarios still have six colours.
    assert sorted(one.color for one in project.scenarios) == [0, 1, 2, 3, 4, 5]


def test_a_scenario_shares_its_colour_with_a_benchmark_only_where_all_are_taken() -> None:
    project = Project.new().measured_against(SPY).measured_against(SPY)
    assert [one.color for one in project.benchmarks] == [2, 3]
    for number, color in enumerate((4, 5, 2, 3, 0)):
        project = project.added(f"Number {number}", Parameters())
        assert project.scenarios[-1].color == color


def test_figures_are_compared_with_the_reference_and_else_with_the_first() -> None:
    project = Project.new()

    assert project.compared_with.name == "As scripted"
    assert project.referring_to(2).compared_with.name == "Tradable"
    assert project.referring_to(99).compared_with.name == "As scripted"


def test_the_load_of_a_project_brings_what_all_of_it_needs() -> None:
    project = (
        Project.new(small_parameters(symbols=("AAA", "BBB"), start="2012-01-01"))
        .with_parameters(1, small_parameters(symbols=("BBB", "CCC"), start="2011-01-01"))
        .measured_against(SPY)
    )
    yahoo = project.priced_by(PriceChoice("yahoo"))
    cash = yahoo.with_parameters(2, small_parameters(cash_rate="^IRX"))

    assert project.symbols == ("BBB", "CCC", "AAA", "SPY")
    assert project.request(NOW) == LoadDemo()
    assert yahoo.request(NOW) == LoadYahoo(project.symbols, dt.date(2011, 1, 1), NOW)
    fetched = cash.request(NOW, refresh=True)
    assert isinstance(fetched, LoadYahoo)
    assert (fetched.cash, fetched.refresh) == (True, True)
    files = PriceChoice("files", (Path("a.csv"),), "day-first")
    assert project.priced_by(files).request(NOW) == LoadFiles((Path("a.csv"),), "day-first")


def test_what_is_not_there_is_none() -> None:
    project = Project.new().measured_against(SPY)

    assert project.scenario(99) is None
    assert project.benchmark(1) is None
    assert project.benchmark(3) is not None


@pytest.mark.parametrize("key", [99, 0, -1])
def test_edits_of_what_is_not_there_change_nothing(key: int) -> None:
    project = Project.new()

    assert project.renamed(key, "Other") == project
    assert project.shown(key, False) == project
    assert project.without(key) == project
