"""The window: scenarios and form, pages, and figures on one screen, and how they are connected."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QSplitter, QVBoxLayout, QWidget

from core.errors import ParameterError
from core.kernels.places import is_compiled
from core.parameters import FIELDS, PRESET_TITLES, Parameters
from gui.account_keeper import AccountKeeper
from gui.actions import Actions, make_actions
from gui.answer_desk import AnswerDesk
from gui.autosave import Autosave
from gui.fault_keeper import FaultKeeper
from gui.file_commands import FileCommands
from gui.file_dialogs import FileDialogs, FileDrop
from gui.kept_menu import KeptMenu
from gui.layout_keeper import LayoutKeeper
from gui.menus import LIST_TOOLS, build_menus, build_toolbar, scenario_actions
from gui.message import MessageBar, Tone
from gui.pages import Pages
from gui.parameter_form import ParameterForm
from gui.recent_files import RecentMenu
from gui.results_panel import ResultsPanel
from gui.runner import State, leave_at_once
from gui.scenario_commands import ScenarioCommands
from gui.scenario_list import ScenarioList
from gui.session_keeper import SessionKeeper
from gui.sessions import Left
from gui.settings import Settings
from gui.status_line import StatusLine
from gui.tasks import Load
from gui.telling import Teller
from gui.theme import Theme, apply_theme
from gui.theme_choice import ThemeChoice
from gui.undo_actions import UndoActions
from gui.window_place import keep_place, restore_place
from gui.window_words import (
    FIRST_RUN,
    FIRST_START,
    NO_PRICES,
    window_title,
)
from gui.workspace import Workspace

if TYPE_CHECKING:
    from core.study import Study
    from gui.tasks import Gathered

USUAL_SIZE = QSize(1360, 820)
LEFT_WIDTH = 288
"""Below this, values of the form are cut."""


class MainWindow(QMainWindow):
    """Change a parameter on the left and see at once what it makes of curves and figures.

    Attributes
    ----------
    first_painted
        Emitted once, when the window has been painted for the first time.
    settled
        Emitted when the work that was asked for has ended, whichever way.
    workspace
        The project with its prices and its study.
    """

    first_painted = Signal()
    settled = Signal()

    def __init__(
        self, settings: Settings, theme: Theme | None = None, autosave: Autosave | None = None
    ) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._painted = False
        self._editing = False  # the form is the one that has changed the project
        self._in_form: tuple[int, int, Parameters] | None = None
        self.settings = settings
        self.workspace = Workspace(_now, self)
        self.actions_: Actions = make_actions(self)
        UndoActions(self.workspace.document.history, self.actions_.undo, self.actions_.redo, self)
        self._themes = ThemeChoice(self._app, self, settings)
        wears = theme or self._themes.wanted
        self.list = ScenarioList(
            wears, self.actions_.of(*LIST_TOOLS), scenario_actions(self.actions_)
        )
        self.form = ParameterForm()
        self.pages = Pages(wears)
        self.results = ResultsPanel(wears)
        self.message = MessageBar(wears)
        self._account = AccountKeeper(self.workspace, self.pages, self)
        for action in self.actions_.named.values():  # what is typed counts for what follows
            action.triggered.connect(self.form.take_typed)
            action.triggered.connect(self._account.take_typed)
        self._dialogs = FileDialogs(self, settings)
        self.scenarios = ScenarioCommands(self.workspace, self.actions_, self)
        self._status = StatusLine(self.statusBar())
        self._teller = Teller(self.message, self._status, self.form, self.workspace, self)
        self._build_layout()
        self.layout_ = LayoutKeeper(self.workspace, self.pages, self.results, self.actions_, self)
        self.answers = AnswerDesk(self.workspace, self.pages, self)
        self.files = FileCommands(
            self.workspace,
            self.actions_,
            self._dialogs,
            self.layout_,
            self.pages,
            self.results,
            settings,
            self,
            self.answers.proof_of,
        )
        self._session = (
            SessionKeeper(autosave, self.workspace, self.layout_, self.files, self)
            if autosave is not None
            else None
        )
        self.faults = FaultKeeper(self, self.keep, self.actions_["show_log"])
        self._drop = FileDrop(self, self.actions_["open"])
        self._connect()
        self.set_theme(wears)
        self._themes.follow(self.actions_.themes, theme)
        settings.failed.connect(self._teller.warn)
        restore_place(self, settings, USUAL_SIZE)
        self._restore_splitters()
        self._show_project()
        self._enter(State.READY)

    @property
    def study(self) -> Study | None:
        """What is shown."""
        return self.workspace.study

    @Slot()
    def open_demo(self) -> None:
        """Take the demo market."""
        self._begun(self.workspace.open_demo())

    @Slot(object)
    def open_paths(self, paths: tuple[Path, ...]) -> None:
        """Open a project, or prices from files and folders."""
        self.message.clear()
        self.files.open_paths(paths)

    def come_back(self) -> bool:
        """Open what was open last; return whether there was anything."""
        return self._session is not None and self._session.come_back()

    @Slot()
    def keep(self) -> None:
        """Keep what is open as it is now."""
        if self._session is not None:
            self._session.keep()

    @Slot(object)
    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        apply_theme(self._app, theme)
        self.list.set_theme(theme)
        self.pages.set_theme(theme)
        self.results.set_theme(theme)
        self.message.set_theme(theme)
        self.actions_.set_icons(theme)
        self._show_title()

    @property
    def _app(self) -> QApplication:
        return cast("QApplication", QApplication.instance())

    # Building

    def _build_layout(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.list)
        column.addWidget(self.form, 1)
        self.list.setMinimumWidth(LEFT_WIDTH)  # the form may ask for more, as its font does
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(1, 6, 1, 4)
        column.addWidget(self.message)
        column.addWidget(self.pages, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, objectName="splitter")
        self.splitter.setChildrenCollapsible(False)
        for widget, stretch in ((left, 0), (middle, 1), (self.results, 0)):
            self.splitter.addWidget(widget)
            self.splitter.setStretchFactor(self.splitter.count() - 1, stretch)
        self.splitter.setSizes([290, 670, 400])
        self.setCentralWidget(self.splitter)
        self._symbols = QMenu("&Symbol", self, objectName="symbol_menu")
        recent = RecentMenu(self.settings, self)
        recent.chosen.connect(self.open_paths)
        recent.missed.connect(self._teller.warn)
        self._kept = KeptMenu(self)
        build_menus(self, self.actions_, recent, self._kept, self._symbols)
        build_toolbar(self, self.actions_)

    def _splitters(self) -> tuple[QSplitter, ...]:
        return (self.splitter, self.pages.charts.splitter, self.results.splitter)

    def _restore_splitters(self) -> None:
        for splitter in self._splitters():
            sizes = self.settings.splitter_sizes(splitter.objectName(), splitter.count())
            if sizes is not None:
                splitter.setSizes(sizes)

    def _connect(self) -> None:
        actions, workspace = self.actions_, self.workspace
        actions["run"].triggered.connect(self._run_again)
        actions["stop"].triggered.connect(workspace.runner.stop)
        actions["yahoo"].triggered.connect(self._open_yahoo)
        actions["fetch_again"].triggered.connect(self._fetch_again)
        actions["demo"].triggered.connect(self.open_demo)
        actions["rename"].triggered.connect(self.list.rename_current)
        actions["quit"].triggered.connect(self.close)
        actions["about"].triggered.connect(self._dialogs.show_about)
        actions["show_log"].triggered.connect(self.faults.show_log)
        actions["keys"].triggered.connect(self._dialogs.show_keys)
        self._symbols.aboutToShow.connect(self._fill_symbols)
        self._dialogs.chosen.connect(self.open_paths)
        self._drop.dropped.connect(self.open_paths)
        self._themes.changed.connect(self.set_theme)

        self.list.selected_changed.connect(self.select)
        self.list.current_changed.connect(self.scenarios.set_current)
        self.list.renamed.connect(self.scenarios.rename)
        self.list.moved.connect(self.scenarios.move)
        self.list.visibility_changed.connect(self.scenarios.show)
        self.list.color_wanted.connect(self.scenarios.color)
        self.form.parameters_changed.connect(self._take_form)
        self.form.gesture_ended.connect(workspace.document.end_gesture)
        self.form.spread_wanted.connect(self.scenarios.spread)
        self.form.reference_chosen.connect(self.scenarios.refer_to)
        self.form.validity_changed.connect(self._teller.tell_problem)

        workspace.project_changed.connect(self._show_project)
        workspace.study_changed.connect(self._show_study)
        workspace.prices_loaded.connect(self._show_prices)
        workspace.told.connect(self._teller.tell)
        workspace.failed.connect(self._teller.tell_failure)
        workspace.document.history.cleanChanged.connect(self._show_title)
        workspace.document.filed.connect(self._show_title)
        self.message.chosen.connect(self._take_answer)
        self.files.told.connect(self._teller.tell)
        self.files.done.connect(self._status.tell)
        self.faults.told.connect(self._teller.tell)
        self.faults.noted.connect(self._status.tell)
        self.answers.failed.connect(self._teller.tell_failure)
        self.answers.refused.connect(self._teller.tell_busy)
        self.answers.written.connect(self.files.choose_content)
        if self._session is not None:
            self._session.told.connect(self._teller.ask)
            self._session.offered.connect(self._kept.offer)
            self._kept.chosen.connect(self._take_answer)
        runner = workspace.runner
        runner.progressed.connect(self._status.show_progress)
        runner.cancelled.connect(self._teller.tell_cancelled)
        runner.state_changed.connect(self._enter)

    # From the widgets to the project

    @Slot(int)
    def select(self, key: int) -> None:
        """Put a scenario into the form."""
        self.workspace.select(key)
        self._show_project()
        self._show_study()

    @Slot()
    def _take_form(self) -> None:
        """Make what the form holds the parameters of its scenario."""
        workspace, field = self.workspace, self.form.last_edited
        project = workspace.project.with_parameters(workspace.selected, self.form.parameters())
        text = f"Change {FIELDS[field].label}" if field in FIELDS else "Change parameters"
        self._editing = True
        try:
            workspace.edit(project, text, f"{workspace.selected} {field}")
        finally:
            self._editing = False

    @Slot()
    def _run_again(self) -> None:
        try:
            self.form.parameters()
        except ParameterError as error:
            self.message.show_message(str(error), Tone.ERROR)
            self.form.focus_field(error.problems[0].field)
            return
        self._begun(self.workspace.run_again())

    @Slot()
    def _open_yahoo(self) -> None:
        self._begun(self.workspace.open_yahoo())

    @Slot()
    def _fetch_again(self) -> None:
        self._begun(self.workspace.open_yahoo(refresh=True))

    @Slot(object)
    def _take_answer(self, answer: object) -> None:
        if isinstance(answer, Load):
            self._begun(self.workspace.load(answer))
        elif isinstance(answer, Left) and self._session is not None:
            self.message.clear()
            self._session.change_to(answer)

    def _begun(self, begun: bool) -> None:
        if begun:
            self.message.clear()

    @Slot()
    def _fill_symbols(self) -> None:
        self.scenarios.fill_symbols(self._symbols)

    # From the project to the widgets

    @Slot()
    def _show_project(self) -> None:
        workspace = self.workspace
        project, selected = workspace.project, workspace.selected
        scenario = project.scenario(selected)
        assert scenario is not None
        in_form = (workspace.document.opened, selected, scenario.parameters)
        if not self._editing and in_form != self._in_form:
            self.form.set_parameters(scenario.parameters)  # else it may be typed in right now
        self._in_form = in_form
        self.form.set_title(scenario.name, scenario.color, hidden=not scenario.visible)
        preset = scenario.parameters.nearest_preset()
        title = f"Preset {PRESET_TITLES[preset]}"
        self.form.set_references(
            ((None, title), *((one.key, one.name) for one in project.scenarios)), project.reference
        )
        reference = None if project.reference is None else project.scenario(project.reference)
        if reference is None:
            self.form.set_reference(Parameters.preset(preset), PRESET_TITLES[preset])
        else:
            self.form.set_reference(reference.parameters, reference.name)
        self._show_list()
        self.pages.data.show_symbols(scenario.parameters.symbols)
        self._show_title()

    def _show_list(self) -> None:
        study = self.workspace.study
        failures = () if study is None else study.failures
        told = {one.key: str(one.error) for one in failures}
        self.list.show_project(self.workspace.project, self.workspace.selected, told)

    @Slot()
    def _show_study(self) -> None:
        study, selected = self.workspace.study, self.workspace.selected
        if study is None:
            self.pages.show_message(self._nothing_yet())
            self.results.clear()
            return
        self.pages.show_study(study, selected)
        self.pages.show_source(study)
        self.results.show_study(study, selected)
        self._show_list()
        self._teller.tell_no_result(study)
        self._enable()
        self._teller.tell_problem()

    @Slot(object)
    def _show_prices(self, gathered: Gathered) -> None:
        scenario = self.workspace.project.scenario(self.workspace.selected)
        assert scenario is not None
        known = () if self.workspace.prices.from_yahoo else gathered.prices.symbols
        self.form.set_known_symbols(known)
        self.pages.data.show_prices(gathered, scenario.parameters.symbols)
        self._status.tell(f"Prices: {gathered.prices.source.name}.")
        self._show_title()

    @Slot()
    def _show_title(self) -> None:
        document, loaded = self.workspace.document, self.workspace.loaded
        self.setWindowTitle(window_title(document.file, None if loaded is None else loaded.source))
        self.setWindowModified(document.file is not None and not document.is_saved)

    # What is under way, and how it ended

    @Slot(object)
    def _enter(self, state: State) -> None:
        """Follow what is under way."""
        self._enable()
        self._status.set_busy(state is not State.READY)
        self._teller.tell_problem()
        if self.workspace.study is None:
            self.pages.show_message(self._nothing_yet())
        if state is State.STOPPING:
            self._status.tell("Stopping …")
        elif state is State.READY:
            self.settled.emit()

    def _enable(self) -> None:
        """Enable what makes sense now; the only place that does."""
        workspace, actions = self.workspace, self.actions_
        ready = workspace.runner.may_begin
        has_study = workspace.study is not None and bool(workspace.study.comparison.whole)
        actions.enable(
            ready, "new", "open", "open_folder", "save", "save_as", "yahoo", "demo", "run"
        )
        actions.enable(ready and workspace.prices.from_yahoo, "fetch_again")
        actions.enable(workspace.runner.state is State.BUSY, "stop")
        actions.enable(ready and has_study, "csv", "json", "all_csv", "all_json", "report")
        actions.enable(has_study, "copy_table", "copy_chart", "save_chart")

    def _nothing_yet(self) -> str:
        if self.workspace.runner.state is State.READY:
            return NO_PRICES
        return FIRST_RUN if is_compiled() else FIRST_START

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide at once, then wait for the worker: its thread must not outlive the program."""
        keep_place(self, self.settings)
        for splitter in self._splitters():
            self.settings.set_splitter_sizes(splitter.objectName(), splitter.sizes())
        self.settings.flush()
        self.form.take_typed()
        self._account.take_typed()
        self.hide()
        is_kept = self._session is None or self._session.close()
        is_idle = self.answers.shut_down()
        if not (self.workspace.runner.shut_down() and is_idle and is_kept):
            leave_at_once()
        super().closeEvent(event)


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()
