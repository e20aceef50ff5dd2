"""Which figures of a comparison are said to be on different scales."""

from core.benchmarks import Benchmark, BenchmarkKind
from core.prices import IN_MEMORY, LoadedPrices
from core.project import Project
from core.scales import scales_note
from core.scenario import Scenario
from core.study import project_study
from tests.core.small import small_parameters, small_prices

LOADED = LoadedPrices(small_prices(), IN_MEMORY)
EQUAL = Benchmark(0, BenchmarkKind.EQUAL, 1)


def note(project: Project) -> str:
    return scales_note(project_study(project, LOADED))


def project_of(*fields: dict[str, object]) -> Project:
    return Project(
        tuple(
            Scenario(key, f"Number {key}", small_parameters(**some))  # type: ignore[arg-type]
            for key, some in enumerate(fields, 1)
        )
    )


def test_growth_and_its_ratios_are_on_two_scales_under_two_statistics() -> None:
    said = note(project_of({}, {"statistics": "scripted"}))
    for figure in ("Growth a year", "Sharpe", "Sortino", "Calmar"):
        assert figure in said
    assert "statistics differ" in said


def test_only_ratios_over_cash_are_on_two_scales_under_two_cash_rates() -> None:
    said = note(project_of({"cash_rate": 0.01}, {"cash_rate": 0.03}))
    assert said.startswith("The Sharpe and Sortino ratios are not on one scale, since cash rates")
    assert "Growth" not in said


def test_scripted_statistics_know_no_cash_rate_that_could_differ() -> None:
    scripted = {"statistics": "scripted"}
    assert note(project_of({**scripted, "cash_rate": 0.01}, {**scripted, "cash_rate": 0.03})) == ""


def test_a_benchmark_is_on_another_scale_than_its_scripted_scenario() -> None:
    alone = project_of({"statistics": "scripted"})
    assert note(alone) == ""
    assert "statistics differ" in note(alone.measured_against(EQUAL))
    assert note(project_of({}).measured_against(EQUAL)) == ""


def test_what_is_hidden_is_on_no_scale() -> None:
    assert note(project_of({}, {"statistics": "scripted"}).shown(2, False)) == ""
