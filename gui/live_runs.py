"""Keeps the outcome of every scenario up to date: overlays at once, all else in the worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.project import Project
from gui.runner import Runner
from gui.tasks import RunScenarios

if TYPE_CHECKING:
    from core.prices import LoadedPrices
    from core.scenario import Outcome, Scenario


class LiveRuns(QObject):
    """Follows a project: what of it can be had at once is there when `follow` returns.

    A scenario whose overlay alone has changed is run in a fraction of a millisecond on its kept
    base portfolio. The others are asked of the runner, where the newest request wins; until it
    has answered they keep what they had.
    """

    updated = Signal()

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._loaded: LoadedPrices | None = None
        self._known: dict[int, Outcome] = {}
        self._again: set[int] = set()  # keys of those that are to be run whatever is known

    @property
    def loaded(self) -> LoadedPrices | None:
        """The prices that outcomes are of."""
        return self._loaded

    def use_prices(self, loaded: LoadedPrices | None, known: Sequence[Outcome] = ()) -> None:
        """Use other prices; what is known of them already need not be run."""
        self._loaded = loaded
        self._known = {one.scenario.key: one for one in known}
        self._again = set()

    def forget(self) -> None:
        """Let everything be run anew on the same prices; until then what is known serves."""
        self._again = set(self._known)

    def follow(self, project: Project, first: int = 0) -> None:
        """Bring the outcomes up to date; of those that take time, that of the key `first` first."""
        if self._loaded is None:
            self._runner.keep_up(None)
            return
        wanted = []
        known: dict[int, Outcome] = {}
        for scenario in project.scenarios:
            outcome = self._known.get(scenario.key)
            current = None if outcome is None else self._at_once(outcome, scenario)
            if current is None or scenario.key in self._again:
                wanted.append(scenario)
            current = current or outcome
            if current is not None:
                known[scenario.key] = current
        self._known = known
        wanted.sort(key=lambda scenario: scenario.key != first)
        self._ask_for(tuple(wanted))

    def outcomes(self, project: Project) -> tuple[Outcome, ...]:
        """Return what there is of each scenario, of earlier parameters where it is on its way."""
        return tuple(
            replace(self._known[scenario.key], scenario=scenario)
            if self._known[scenario.key].scenario is not scenario
            else self._known[scenario.key]
            for scenario in project.scenarios
            if scenario.key in self._known
        )

    def late(self, project: Project) -> tuple[Scenario, ...]:
        """Return the scenarios whose outcome is missing, or is one of earlier parameters."""
        if self._loaded is None:
            return ()
        known = self._known
        return tuple(
            one
            for one in project.scenarios
            if one.key in self._again or one.key not in known or known[one.key].of(one) is None
        )

    def take(self, task: RunScenarios, outcomes: tuple[Outcome, ...]) -> None:
        """Take what the worker has found, of prices that are still those in use."""
        if task.loaded is not self._loaded:
            return
        for outcome in outcomes:
            self._known[outcome.scenario.key] = outcome
            self._again.discard(outcome.scenario.key)
        self.updated.emit()

    def _at_once(self, outcome: Outcome, scenario: Scenario) -> Outcome | None:
        same = outcome.of(scenario)
        if same is not None or outcome.base is None or not outcome.base.serves(scenario.parameters):
            return same
        from core.scenario import overlay_outcome

        return overlay_outcome(outcome.base, scenario)

    def _ask_for(self, wanted: tuple[Scenario, ...]) -> None:
        assert self._loaded is not None
        newest = self._runner.newest
        if not wanted:
            self._runner.keep_up(None)
        elif not (
            isinstance(newest, RunScenarios)
            and newest.loaded is self._loaded
            and _questions(newest.scenarios) == _questions(wanted)
        ):
            self._runner.keep_up(RunScenarios(self._loaded, wanted))


def _questions(scenarios: tuple[Scenario, ...]) -> set[tuple[int, str]]:
    return {(one.key, one.parameters.model_dump_json()) for one in scenarios}
