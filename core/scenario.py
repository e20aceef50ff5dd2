"""A named set of parameters, and what became of it on given prices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.errors import BacktestError
from core.parameters import Parameters
from core.progress import ProgressCallback, report

if TYPE_CHECKING:
    from core.engine import BasePortfolio
    from core.prices import LoadedPrices
    from core.result import BacktestResult

BASE_SHARE = 0.95
"""Of the time a run takes; the overlay has the rest."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A set of parameters with the name and colour it is shown in.

    Attributes
    ----------
    key
        What it is known by as long as a project lives, whatever its name and parameters become;
        positive, and shared with no other scenario or benchmark of the project.
    color
        Number of its colour.
    visible
        Whether it is drawn, compared and exported with the others.
    """

    key: int
    name: str
    parameters: Parameters
    color: int = 0
    visible: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a scenario: a result, or the reason why there is none.

    Attributes
    ----------
    base
        The base portfolio of the result, kept for the runs of the overlay that may follow.
    """

    scenario: Scenario
    result: BacktestResult | None
    error: BacktestError | None = None
    base: BasePortfolio | None = None

    def of(self, scenario: Scenario) -> Outcome | None:
        """Return this outcome for a scenario with the same parameters; None where they differ."""
        if scenario is self.scenario:
            return self
        same = scenario.parameters == self.scenario.parameters
        return replace(self, scenario=scenario) if same else None

    def serves(self, scenario: Scenario) -> bool:
        """Whether the overlay alone has to be run again for a scenario's parameters."""
        return self.base is not None and self.base.serves(scenario.parameters)


def scenario_outcome(
    loaded: LoadedPrices, scenario: Scenario, progress: ProgressCallback | None = None
) -> Outcome:
    """Run a scenario on prices.

    Raises
    ------
    Cancelled
        Where `progress` asked for it.
    """
    from core.engine import base_portfolio  # heavy, and a project needs none of it

    try:
        base = base_portfolio(loaded.frame, scenario.parameters, progress, loaded.source)
    except BacktestError as error:
        return Outcome(scenario, None, error)
    report(progress, "Overlay", BASE_SHARE)
    made = overlay_outcome(base, scenario)
    report(progress, "Done", 1.0)
    return made


def overlay_outcome(base: BasePortfolio, scenario: Scenario) -> Outcome:
    """Run a scenario's overlay on a base portfolio that serves it."""
    from core.engine import run_overlay

    try:
        result = run_overlay(base, scenario.parameters)
    except BacktestError as error:
        return Outcome(scenario, None, error, base)
    return Outcome(scenario, result, None, base)


def scenario_outcomes(
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

        outcomes.append(scenario_outcome(loaded, scenario, part))
    return tuple(outcomes)
