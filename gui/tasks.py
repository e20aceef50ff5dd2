"""What the window asks of its worker; what is heavy is imported there, not at the start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import DataError
from core.kernels.places import is_compiled
from core.loading import LoadRequest
from core.progress import ProgressCallback, part, report

if TYPE_CHECKING:
    import pandas as pd

    from core.coverage import Coverage
    from core.prices import LoadedPrices
    from core.project import PriceChoice, Project
    from core.scenario import Outcome, Scenario
    from core.study import Study


PREPARING = "Preparing"
COMPILING = "Preparing: the first start compiles the engine, which takes some seconds"
LOADING_SHARE = 0.95
"""Of the time a load takes; the rest tells which days there are."""
TRIAL_SHARE = 0.6
"""The same, where scenarios are tried on the prices too."""
RUNNING_SHARE, MAKING_SHARE = 0.4, 0.95
"""How far a file of runs is after these, and after its content is made, answers included."""


class NoResult(DataError):
    """No scenario has a result on prices that were to take the place of others."""


@dataclass(frozen=True, eq=False)
class Gathered:
    """Prices with all that can be told of them before a run.

    Attributes
    ----------
    prices
        As the source gave them, with its findings and those of the checks.
    panel
        The same as sorted numbers (days x symbols), NaN where there is none: what coverage is
        told from, at no cost whatever the source's cells were.
    whole
        The coverage of all symbols, where it has been told already: many take a while.
    outcomes
        Those of the scenarios that were tried on them.
    """

    prices: LoadedPrices
    panel: pd.DataFrame
    whole: Coverage | None = None
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True)
class Load:
    """Get prices, and tell what can be told of them.

    Attributes
    ----------
    choice
        Where they are from, for the project that takes them.
    opening
        Whether they are those of a project that has just been opened, or come back by undoing.
    renewing
        Whether prices that do as well are at hand, where these cannot be had.
    trial
        A project that is run on them, fitted to their symbols: where no scenario has a result,
        they are refused. None: they are taken as they are.
    selected
        The scenario of the trial whose error is told.
    """

    request: LoadRequest
    choice: PriceChoice
    opening: bool = False
    renewing: bool = False
    trial: Project | None = None
    selected: int = 0

    def __call__(self, progress: ProgressCallback) -> Gathered:
        """Return the prices.

        Raises
        ------
        BacktestError
            See `core.loading`.
        NoResult
            Where the trial has no result.
        """
        share = LOADING_SHARE if self.trial is None else TRIAL_SHARE
        loaded = self.request(part(progress, 0.0, share))
        import pandas as pd

        from core.coverage import coverage
        from core.prices import numeric_panel

        panel = numeric_panel(loaded.frame)
        frame = pd.DataFrame(panel.prices, index=panel.dates, columns=list(panel.symbols))
        whole = coverage(frame[list(loaded.symbols)], loaded.symbols)
        outcomes = self._tried(loaded, part(progress, share, 1.0))
        report(progress, "Looking at the prices", 1.0)
        return Gathered(loaded, frame, whole, outcomes)

    def _tried(
        self, loaded: LoadedPrices, progress: ProgressCallback | None
    ) -> tuple[Outcome, ...]:
        if self.trial is None:
            return ()
        from core.scenario import scenario_outcomes
        from gui.adoption import fitted_project

        report(progress, PREPARING if is_compiled() else COMPILING, 0.0)
        project, _ = fitted_project(self.trial, loaded, self.selected)
        outcomes = scenario_outcomes(loaded, project.scenarios, progress)
        errors = sorted(
            (one for one in outcomes if one.error is not None),
            key=lambda one: one.scenario.key != self.selected,
        )
        if len(errors) == len(outcomes):
            raise NoResult(f"{loaded.source.name} gives no result. {errors[0].error}")
        return outcomes


@dataclass(frozen=True, eq=False)
class RunScenarios:
    """Run scenarios on the same prices."""

    loaded: LoadedPrices
    scenarios: tuple[Scenario, ...]

    def __call__(self, progress: ProgressCallback) -> tuple[Outcome, ...]:
        """Return an outcome each."""
        report(progress, PREPARING if is_compiled() else COMPILING, 0.0)
        from core.scenario import scenario_outcomes

        return scenario_outcomes(self.loaded, self.scenarios, progress)


@dataclass(frozen=True, eq=False)
class Write:
    """Write what `make` makes, in the worker: its content may take a while.

    Attributes
    ----------
    what
        What it is, for the message afterwards: ``the report``.
    """

    path: Path
    what: str
    make: Callable[[], bytes]

    def __call__(self, progress: ProgressCallback) -> Path:
        """Return the path written; see `write_files` for the errors."""
        report(progress, "Writing", 0.0)
        from core.atomic_files import write_files

        content = self.make()
        report(progress, "Writing", 0.5)
        write_files({self.path: content})
        return self.path


@dataclass(frozen=True, eq=False)
class WriteStudy:
    """Write what `make` makes of a project's study, after running what has no result as yet.

    Attributes
    ----------
    outcomes
        Of those scenarios that have one of their present parameters.
    what
        What it is, for the message afterwards.
    make
        What is given the study, and a callback that tells how far it is and may stop it.
    """

    path: Path
    what: str
    make: Callable[[Study, ProgressCallback], bytes]
    project: Project
    loaded: LoadedPrices
    outcomes: tuple[Outcome, ...]

    def __call__(self, progress: ProgressCallback) -> Path:
        """Return the path written; see `write_files` and `make` for the errors."""
        from core.scenario import scenario_outcomes
        from core.study import study

        known = {one.scenario.key: one for one in self.outcomes}
        late = tuple(one for one in self.project.scenarios if one.key not in known)
        found = scenario_outcomes(self.loaded, late, part(progress, 0.0, RUNNING_SHARE))
        known |= {one.scenario.key: one for one in found}
        whole = study(self.project, self.loaded, [known[one.key] for one in self.project.scenarios])
        content = self.make(whole, part(progress, RUNNING_SHARE, MAKING_SHARE))
        write = Write(self.path, self.what, lambda: content)
        return write(part(progress, MAKING_SHARE, 1.0))
