"""Several sets of parameters on the same prices, side by side."""

import pandas as pd
import pytest

from core import run_backtest
from core.errors import DataError
from core.parameters import PRESET_NAMES, PRESETS, Parameters, PresetName
from core.prices import LoadedPrices, PriceSource
from core.progress import Cancelled
from core.scenario import Scenario, run_scenarios, script_and_tradable
from tests.core.small import small_parameters, small_prices

LOADED = LoadedPrices(small_prices(), PriceSource("file", "small.csv"))


@pytest.mark.parametrize("preset", PRESET_NAMES)
def test_a_preset_stands_beside_the_other_one_the_script_first(preset: PresetName) -> None:
    script, tradable = script_and_tradable(Parameters.preset(preset), preset)

    assert script == Scenario("As scripted", Parameters.preset("as-scripted"))
    assert tradable == Scenario("Tradable", Parameters.preset("tradable"))


def test_the_counterpart_differs_in_the_fields_of_the_preset_alone() -> None:
    own = small_parameters(target_vol=0.2, cost_bps=7.0)

    script, tradable = script_and_tradable(own, "tradable")

    assert tradable.parameters == own
    assert tradable.name == "Tradable, changed"
    assert script.parameters == small_parameters("as-scripted", target_vol=0.2)
    assert script.name == "As scripted"


def test_a_changed_script_is_called_so_and_stays_first() -> None:
    own = small_parameters("as-scripted", cost_bps=5.0)

    script, tradable = script_and_tradable(own, "as-scripted")

    assert (script.name, script.parameters) == ("As scripted, changed", own)
    assert (tradable.name, tradable.parameters) == ("Tradable", small_parameters())


def test_fields_that_are_of_no_preset_do_not_make_it_a_changed_one() -> None:
    own = Parameters(target_vol=0.3, symbols=("AAA",))

    scenarios = script_and_tradable(own, "tradable")

    assert [scenario.name for scenario in scenarios] == ["As scripted", "Tradable"]


def test_parameters_stay_with_the_preset_they_stem_from_however_much_they_differ() -> None:
    far = Parameters(**{**PRESETS["as-scripted"], "cost_bps": 2.0})

    script, tradable = script_and_tradable(far, "tradable")

    assert (tradable.name, tradable.parameters) == ("Tradable, changed", far)
    assert (script.name, script.parameters) == ("As scripted", Parameters.preset("as-scripted"))


def test_every_scenario_has_the_result_of_a_run_of_its_own() -> None:
    scenarios = script_and_tradable(small_parameters(), "tradable")

    outcomes = run_scenarios(LOADED, scenarios)

    assert [outcome.scenario for outcome in outcomes] == list(scenarios)
    for outcome in outcomes:
        alone = run_backtest(LOADED.frame, outcome.scenario.parameters, source=LOADED.source)
        assert outcome.error is None
        assert outcome.result is not None
        assert outcome.result.summary == alone.summary
        assert outcome.result.summary["prices"]["name"] == "small.csv"  # type: ignore[index]
        pd.testing.assert_frame_equal(outcome.result.daily, alone.daily, check_exact=True)


def test_a_scenario_that_fails_keeps_no_other_from_its_result() -> None:
    outcomes = run_scenarios(
        LOADED,
        (
            Scenario("bad", small_parameters(symbols=("ZZZ",))),
            Scenario("good", small_parameters()),
            Scenario("late", small_parameters(start="2020-01-01")),
        ),
    )

    assert [outcome.result is None for outcome in outcomes] == [True, False, True]
    assert isinstance(outcomes[0].error, DataError)
    assert "ZZZ" in str(outcomes[0].error)
    assert outcomes[1].error is None
    assert "2020-01-01" in str(outcomes[2].error)


def test_no_scenarios_have_no_outcomes() -> None:
    assert run_scenarios(LOADED, ()) == ()


def test_progress_rises_over_all_scenarios_and_names_each() -> None:
    told: list[tuple[str, float]] = []

    run_scenarios(
        LOADED,
        script_and_tradable(small_parameters(), "tradable"),
        lambda stage, fraction: told.append((stage, fraction)),
    )

    fractions = [fraction for _, fraction in told]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    for stage, fraction in told:
        assert stage.startswith("As scripted: " if fraction < 0.5 else ("As scr", "Tradable: "))


def test_progress_goes_on_over_a_scenario_that_fails() -> None:
    fractions: list[float] = []
    bad = Scenario("bad", small_parameters(symbols=("ZZZ",)))

    run_scenarios(
        LOADED, (bad, bad, Scenario("good", small_parameters())), lambda _, f: fractions.append(f)
    )

    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0


def test_a_run_of_scenarios_can_be_stopped_at_any_point() -> None:
    scenarios = script_and_tradable(small_parameters(), "tradable")
    points: list[float] = []
    run_scenarios(LOADED, scenarios, lambda _, fraction: points.append(fraction))

    for stop_at in range(len(points)):
        calls = iter(range(len(points)))
        with pytest.raises(Cancelled):
            run_scenarios(LOADED, scenarios, lambda *_: next(calls) < stop_at)  # noqa: B023
        assert next(calls, None) == (stop_at + 1 if stop_at + 1 < len(points) else None)
