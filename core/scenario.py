"""Named sets of parameters that are run on the same prices and compared."""

from __future__ import annotations

from dataclasses import dataclass

from core.engine import run_backtest
from core.errors import BacktestError
from core.parameters import PRESET_TITLES, Parameters, PresetName
from core.prices import LoadedPrices
from core.progress import ProgressCallback
from core.result import BacktestResult


@dataclass(frozen=True, slots=True)
class Scenario:
    """A set of parameters with the name it is shown under."""

    name: str
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a scenario: a result, or the reason why there is none."""

    scenario: Scenario
    result: BacktestResult | None
    error: BacktestError | None = None


def script_and_tradable(parameters: Parameters, own: PresetName) -> tuple[Scenario, Scenario]:
    """Return `parameters`, which stem from the preset `own`, beside their counterpart.

    The script stands first. The counterpart differs in the preset's fields alone, so that what
    is seen between the two is what execution, costs and conventions make of the same strategy.
    """
    scenarios = []
    for name, title in PRESET_TITLES.items():
        if name != own:
            scenarios.append(Scenario(title, parameters.with_preset(name)))
        else:
            changed = parameters != parameters.with_preset(name)
            scenarios.append(Scenario(f"{title}, changed" if changed else title, parameters))
    return scenarios[0], scenarios[1]


def run_scenarios(
    loaded: LoadedPrices,
    scenarios: tuple[Scenario, ...],
    progress: ProgressCallback | None = None,
) -> tuple[Outcome, ...]:
    """Run every scenario; one that fails does not keep the others from their results.

    Raises
    ------
    Cancelled
        Where `progress` asked for it.
    """
    outcomes = []
    for index, scenario in enumerate(scenarios):

        def part(
            stage: str, fraction: float, index: int = index, name: str = scenario.name
        ) -> object:
            if progress is None:
                return None
            return progress(f"{name}: {stage.lower()}", (index + fraction) / len(scenarios))

        try:
            result = run_backtest(loaded.frame, scenario.parameters, part, loaded.source)
        except BacktestError as error:
            outcomes.append(Outcome(scenario, None, error))
        else:
            outcomes.append(Outcome(scenario, result))
    return tuple(outcomes)
