"""Several sets of parameters on the same prices, side by side."""

import pandas as pd
import pytest

from core import run_backtest
from core.engine import base_portfolio
from core.errors import DataError
from core.prices import LoadedPrices, PriceSource
from core.progress import Cancelled
from core.scenario import Outcome, Scenario, overlay_outcome, scenario_outcome, scenario_outcomes
from tests.core.small import small_parameters, small_prices

LOADED = LoadedPrices(small_prices(), PriceSource("file", "small.csv"))


def both_presets() -> tuple[Scenario, Scenario]:
    """The presets on the small market, the script first."""
    return (
        Scenario(1, "As scripted", small_parameters("as-scripted")),
        Scenario(2, "Tradable", small_parameters()),
    )


def test_every_scenario_has_the_result_of_a_run_of_its_own() -> None:
    scenarios = both_presets()

    outcomes = scenario_outcomes(LOADED, scenarios)

    assert [outcome.scenario for outcome in outcomes] == list(scenarios)
    for outcome in outcomes:
        alone = run_backtest(LOADED.frame, outcome.scenario.parameters, source=LOADED.source)
        assert outcome.error is None
        assert outcome.result is not None
        assert outcome.result.summary == alone.summary
        assert outcome.result.summary["prices"]["name"] == "small.csv"  # type: ignore[index]
        pd.testing.assert_frame_equal(outcome.result.daily, alone.daily, check_exact=True)


def test_a_scenario_that_fails_keeps_no_other_from_its_result() -> None:
    outcomes = scenario_outcomes(
        LOADED,
        (
            Scenario(1, "bad", small_parameters(symbols=("ZZZ",))),
            Scenario(2, "good", small_parameters()),
            Scenario(3, "late", small_parameters(start="2020-01-01")),
        ),
    )

    assert [outcome.result is None for outcome in outcomes] == [True, False, True]
    assert isinstance(outcomes[0].error, DataError)
    assert "ZZZ" in str(outcomes[0].error)
    assert outcomes[1].error is None
    assert "2020-01-01" in str(outcomes[2].error)


def test_no_scenarios_have_no_outcomes() -> None:
    assert scenario_outcomes(LOADED, ()) == ()


def test_progress_rises_over_all_scenarios_and_names_each() -> None:
    told: list[tuple[str, float]] = []

    scenario_outcomes(
        LOADED,
        both_presets(),
        lambda stage, fraction: told.append((stage, fraction)),
    )

    fractions = [fraction for _, fraction in told]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    for stage, fraction in told:
        assert stage.startswith("As scripted: " if fraction < 0.5 else ("As scr", "Tradable: "))


def test_progress_goes_on_over_a_scenario_that_fails() -> None:
    fractions: list[float] = []
    bad = Scenario(1, "bad", small_parameters(symbols=("ZZZ",)))

    scenario_outcomes(
        LOADED,
        (bad, bad, Scenario(2, "good", small_parameters())),
        lambda _, f: fractions.append(f),
    )

    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0


def test_a_run_of_scenarios_can_be_stopped_at_any_point() -> None:
    scenarios = both_presets()
    points: list[float] = []
    scenario_outcomes(LOADED, scenarios, lambda _, fraction: points.append(fraction))

    for stop_at in range(len(points)):
        calls = iter(range(len(points)))
        with pytest.raises(Cancelled):
            scenario_outcomes(LOADED, scenarios, lambda *_: next(calls) < stop_at)  # noqa: B023
        assert next(calls, None) == (stop_at + 1 if stop_at + 1 < len(points) else None)


def test_the_overlay_is_run_again_on_a_kept_base_portfolio() -> None:
    kept = scenario_outcome(LOADED, Scenario(1, "Own", small_parameters()))
    other = Scenario(1, "Own", small_parameters(target_vol=0.2))
    assert kept.base is not None
    assert kept.serves(other)

    found = overlay_outcome(kept.base, other)

    alone = scenario_outcome(LOADED, other)
    assert found.result is not None
    assert alone.result is not None
    assert found.result.summary == alone.result.summary
    assert found.base is kept.base


def test_a_base_portfolio_serves_no_other_weights() -> None:
    kept = scenario_outcome(LOADED, Scenario(1, "Own", small_parameters()))

    assert not kept.serves(Scenario(1, "Own", small_parameters(cov_lookback=30)))
    assert not Outcome(kept.scenario, None, DataError("Nothing.")).serves(kept.scenario)


def test_an_overlay_that_fails_keeps_its_base_portfolio_and_tells_why() -> None:
    base = base_portfolio(LOADED.frame, small_parameters())

    found = overlay_outcome(base, Scenario(1, "Own", small_parameters(cash_rate="^IRX")))

    assert found.result is None
    assert "^IRX" in str(found.error)
    assert found.base is base


def test_an_outcome_is_that_of_every_scenario_with_the_same_parameters() -> None:
    outcome = scenario_outcome(LOADED, Scenario(1, "Own", small_parameters()))

    renamed = outcome.of(Scenario(5, "Other", small_parameters(), color=3))

    assert renamed is not None
    assert renamed.scenario.name == "Other"
    assert renamed.result is outcome.result
    assert outcome.of(outcome.scenario) is outcome
    assert outcome.of(Scenario(1, "Own", small_parameters(target_vol=0.2))) is None
