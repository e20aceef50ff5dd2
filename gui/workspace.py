"""What the window works on: the project, its prices, and the study of both, kept in step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal, Slot

from core.errors import BacktestError, ParameterError
from core.loading import LoadDemo, LoadFiles, LoadRequest, LoadYahoo
from core.progress import ProgressCallback
from core.project import PriceChoice, Project
from gui.adoption import fitted_project
from gui.data_words import told_at_once
from gui.document import Document
from gui.live_runs import LiveRuns
from gui.message import Tone
from gui.prices_at_hand import PricesAtHand
from gui.runner import Runner
from gui.tasks import Gathered, Load, RunScenarios, Write, WriteStudy

if TYPE_CHECKING:
    from core.prices import LoadedPrices
    from core.scenario import Outcome, Scenario
    from core.study import Study


class Workspace(QObject):
    """Follows every edit of the project and every change of the prices with a study.

    Attributes
    ----------
    project_changed
        The project is another one; `study_changed` follows as soon as there is a study of it.
    study_changed
        `study` is another one, or None.
    prices_loaded
        Carries the `Gathered` that are now at hand.
    written
        Carries the path and what was written to it.
    told
        A sentence for the user, and its tone.
    failed
        The task that failed, and its error.
    """

    project_changed = Signal()
    study_changed = Signal()
    prices_loaded = Signal(object)
    written = Signal(object, str)
    told = Signal(str, object)
    failed = Signal(object, object)

    def __init__(self, clock: Callable[[], dt.datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self.runner = Runner(self)
        self.document = Document(Project.new(), self)
        self.runs = LiveRuns(self.runner, self)
        self.prices = PricesAtHand()
        self.study: Study | None = None
        self._source: PriceChoice | None = None  # where the prices at hand are from
        self._refused: LoadYahoo | None = None  # what could not be had
        self.document.changed.connect(self._follow_project)
        self.runs.updated.connect(self._renew_study)
        self.runner.succeeded.connect(self._take)
        self.runner.failed.connect(self._fail)
        self.runner.cancelled.connect(self._keep_source)

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self.document.project

    @property
    def selected(self) -> int:
        """Key of the scenario in the form."""
        return self.document.selected

    @property
    def loaded(self) -> LoadedPrices | None:
        """The prices at hand."""
        return self.prices.loaded

    @property
    def late(self) -> tuple[Scenario, ...]:
        """The scenarios that the study does not show as they are now."""
        return self.runs.late(self.project)

    # Prices

    def open_demo(self) -> bool:
        """Take the demo market; return whether the work has begun."""
        return self._try(LoadDemo(), PriceChoice())

    def open_files(self, *paths: Path) -> bool:
        """Take prices from files and folders; return whether the work has begun."""
        places = tuple(Path(path).absolute() for path in paths)
        return self._try(LoadFiles(tuple(paths)), PriceChoice("files", places))

    def open_yahoo(self, *, refresh: bool = False) -> bool:
        """Get prices from Yahoo Finance; return whether the work has begun."""
        choice = PriceChoice("yahoo")
        request = self.project.priced_by(choice).request(self._clock(), refresh=refresh)
        return self._load(request, choice)

    def load(self, task: Load) -> bool:
        """Do a load as it stands; return whether it has begun."""
        return self.runner.begin(task)

    def run_again(self) -> bool:
        """Run everything anew, on newer prices where there may be some."""
        if self.loaded is None:
            return self._load(self.project.request(self._clock()), self.project.source)
        newer = self.prices.outdated(self.project, self._clock())
        if newer is not None:
            return self.runner.begin(Load(newer, self.project.source, renewing=True))
        self.runs.forget()
        self._run()
        return True

    # Projects

    def open_project(self, project: Project, file: Path | None, *, saved: bool = True) -> None:
        """Work on another project, on its own prices."""
        self.runner.give_up(Load)  # its prices are of the project before
        self._refused = None
        same = self.loaded is not None and project.source == self._source
        if same:
            self.runs.use_prices(self.loaded)  # what is known is of the scenarios before
        else:
            self._drop_prices()
        self.document.open(project, file, saved=saved)
        if not same:
            request = project.request(self._clock())
            task = Load(request, project.source, opening=True)
            if not self.runner.begin(task):
                self.runner.follow_with(task)

    def edit(
        self, project: Project, text: str, gesture: str = "", *, selected: int | None = None
    ) -> None:
        """Make the project another one; see `Document.edit`."""
        self.document.edit(project, text, gesture, selected=selected)

    def select(self, key: int) -> None:
        """Put the scenario with this key into the form."""
        if self.project.scenario(key) is not None:
            self.document.selected = key

    def write(self, path: Path, what: str, make: Callable[[], bytes]) -> bool:
        """Write a file in the worker; return whether the work has begun."""
        return self.runner.begin(Write(path, what, make))

    def write_study(
        self, path: Path, what: str, make: Callable[[Study, ProgressCallback], bytes]
    ) -> bool:
        """Write the study of the project as it is now; return whether the work has begun.

        Scenarios whose run is still on its way, or was stopped, are run before.
        """
        if self.loaded is None:
            return False
        late = {one.key for one in self.late}
        known = tuple(
            one for one in self.runs.outcomes(self.project) if one.scenario.key not in late
        )
        return self.runner.begin(WriteStudy(path, what, make, self.project, self.loaded, known))

    # Keeping in step

    @Slot()
    def _follow_project(self) -> None:
        self.project_changed.emit()
        if self._source is not None and self._source != self.project.source:
            self._fetch_source()  # until it is there, what is shown stays
            return
        self._fetch_lacking()
        self._run()

    def _fetch_source(self) -> None:
        """Get the prices that an undone or redone step has come back to."""
        self.runner.give_up(Load)
        source = self.project.source
        task = Load(self.project.request(self._clock()), source, opening=True)
        if not self.runner.begin(task):
            self.runner.follow_with(task)

    def _fetch_lacking(self) -> None:
        lacking = self.prices.lacking(self.project, self._clock())
        if lacking is not None and not self._is_refused(lacking):
            self._fetch(lacking)

    def _run(self) -> None:
        self.runs.follow(self.project, self.selected)
        self._renew_study()

    @Slot()
    def _renew_study(self) -> None:
        """Study what has an outcome by now; what is still on its way joins later."""
        outcomes = self.runs.outcomes(self.project)
        before = self.study
        self.study = None
        if outcomes and self.loaded is not None:
            from core.study import study

            known = {one.scenario.key for one in outcomes}
            project = self.project
            if len(known) < len(project.scenarios):
                project = replace(
                    project,
                    scenarios=tuple(one.scenario for one in outcomes),
                    benchmarks=tuple(one for one in project.benchmarks if one.scenario in known),
                )
            if before is not None and before.is_of(project, outcomes):
                self.study = replace(before, project=project)  # of another account
            else:
                self.study = study(project, self.loaded, outcomes, before)
        if self.study is not None or before is not None:
            self.study_changed.emit()

    def _try(self, request: LoadRequest, choice: PriceChoice) -> bool:
        """Load prices that are refused where nothing could be shown any more."""
        shows = self.study is not None and bool(self.study.comparison.whole)
        trial = self.project if shows else None
        return self.runner.begin(Load(request, choice, trial=trial, selected=self.selected))

    def _load(self, request: LoadRequest, choice: PriceChoice) -> bool:
        return self.runner.begin(Load(request, choice))

    def _fetch(self, lacking: LoadYahoo) -> None:
        """Get what the project lacks; where prices are on their way, these are seen first."""
        if not any(isinstance(task, Load) for task in self.runner.asked):
            task = Load(lacking, self.project.source)
            if not self.runner.begin(task):
                self.runner.follow_with(task)

    def _is_refused(self, wanted: LoadYahoo) -> bool:
        """Whether the same has been asked for and could not be had: it is not asked again."""
        refused = self._refused
        return refused is not None and refused.includes(wanted) and wanted.includes(refused)

    def _drop_prices(self) -> None:
        self.prices, self._source = PricesAtHand(), None
        self.runs.use_prices(None)
        self._renew_study()

    @Slot(object, object)
    def _take(self, task: object, result: object) -> None:
        match task:
            case Load():
                self._adopt(task, cast("Gathered", result))
            case RunScenarios():
                self.runs.take(task, cast("tuple[Outcome, ...]", result))
            case Write() | WriteStudy():
                self.written.emit(result, task.what)

    def _adopt(self, task: Load, gathered: Gathered) -> None:
        """Take loaded prices; where they lack symbols, the scenarios take theirs."""
        loaded = gathered.prices
        project, notice, tone = self.project, "", Tone.INFO
        if isinstance(task.request, LoadYahoo):
            self._refused = None
            notice, tone = told_at_once(loaded.source), Tone.WARNING
        elif not task.opening:
            try:
                project, notice = fitted_project(self.project, loaded, self.selected)
            except ParameterError as error:
                self.failed.emit(task, error)
                return
        is_step = self.loaded is not None and not task.opening
        self.prices, self._source = PricesAtHand(loaded, task.request), task.choice
        self.runs.use_prices(loaded, gathered.outcomes)
        project = project.priced_by(task.choice)
        if not is_step:
            self.document.take_source(project)
        self.prices_loaded.emit(gathered)
        if project != self.project:
            text = f"Use {loaded.source.name}"
            self.document.edit(project, text, moves_source=is_step)
        else:
            self._follow_project()
        if notice:
            self.told.emit(notice, tone)

    @Slot()
    def _keep_source(self) -> None:
        """Stay with the prices at hand where those that undo came to cannot be had, or are not."""
        if self._source is not None and self._source != self.project.source:
            self.document.take_source(self.project.priced_by(self._source))
            self._run()

    @Slot(object, object)
    def _fail(self, task: object, error: Exception) -> None:
        if isinstance(task, Load) and isinstance(task.request, LoadYahoo):
            self._refused = task.request if isinstance(error, BacktestError) else None
            if task.renewing and isinstance(error, BacktestError):
                self.told.emit(f"{error} The prices at hand serve.", Tone.WARNING)
                self.runs.forget()
                self._run()
                return
        self.failed.emit(task, error)
        if isinstance(task, Load):
            self._keep_source()
        if isinstance(task, Load) and isinstance(error, BacktestError):
            self._fetch_lacking()  # what has been edited since
