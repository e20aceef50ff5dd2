"""The window: form, charts and figures on one screen, and what its actions do."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from core.errors import BacktestError, ParameterError
from core.loading import LoadDemo, LoadFiles, LoadRequest, LoadYahoo
from core.parameters import Parameters, PresetName
from gui.actions import build_menus, build_toolbar, make_actions
from gui.adoption import fitted
from gui.charts.chart_stack import NOTHING_YET
from gui.data_words import age_in_words
from gui.date_choice import date_question
from gui.file_dialogs import FileDialogs, FileDrop
from gui.message import MessageBar, Tone
from gui.pages import Pages
from gui.parameter_form import ParameterForm
from gui.prices_at_hand import PricesAtHand
from gui.results_panel import ResultsPanel
from gui.runner import Runner, State, leave_at_once
from gui.status_line import StatusLine
from gui.table_text import table_as_text
from gui.tasks import Export, Gathered, Load, RunBoth, is_compiled
from gui.theme import Theme, apply_theme
from gui.theme_choice import ThemeChoice
from gui.window_words import (
    FIRST_RUN,
    FIRST_START,
    Notice,
    changes,
    other_prices_failed,
    window_title,
)

if TYPE_CHECKING:
    from core.prices import LoadedPrices
    from core.result import BacktestResult
    from core.scenario import Outcome


class MainWindow(QMainWindow):
    """Change a parameter on the left, run, and see what it makes of curves and figures.

    Attributes
    ----------
    first_painted
        Emitted once, when the window has been painted for the first time.
    settled
        Emitted when the work that was asked for has ended, whichever way.
    outcomes
        What the last run made of the prices at hand.
    """

    first_painted = Signal()
    settled = Signal()

    def __init__(self, theme: Theme | None = None) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self._prices = PricesAtHand()
        self.outcomes: tuple[Outcome, ...] = ()
        self._selected = 0
        self._shown: RunBoth | None = None
        self._last_right: tuple[Parameters, PresetName] = (Parameters(), "tradable")
        self._notice = Notice()
        self._blames_form = False
        self._painted = False
        self._themes = ThemeChoice(self._app, self)
        wears = theme or self._themes.desktop
        self.runner = Runner(self)
        self.form = ParameterForm()
        self.pages = Pages(wears)
        self.charts = self.pages.charts
        self.results = ResultsPanel(wears)
        self.message = MessageBar(wears)
        self.actions_ = make_actions(self)
        self._dialogs = FileDialogs(self)
        self._build_layout()
        self._drop = FileDrop(self, self.actions_.open_prices)
        self._connect()
        self.set_theme(wears)
        self._themes.follow(self.actions_.themes, theme)
        room = self.screen().availableGeometry().size() * 0.95
        self.resize(QSize(1360, 820).boundedTo(room))
        self._enter(State.READY)

    # What can be asked of the window

    @Slot()
    def open_demo(self) -> None:
        """Load the demo market and run it."""
        self._begin(Load(LoadDemo()))

    def open_prices(self, *paths: Path) -> None:
        """Load files and folders and run them; what is shown stays until that has gone well."""
        self._dialogs.remember(paths[0])
        self._begin(Load(LoadFiles(paths)))

    @Slot()
    def open_yahoo(self) -> None:
        """Get real prices of what the form asks for, and run them."""
        self._ask_yahoo(refresh=False)

    @Slot()
    def fetch_again(self) -> None:
        """Get them anew, whatever is kept from before."""
        self._ask_yahoo(refresh=True)

    @Slot()
    def run(self) -> None:
        """Run the form's parameters on the prices at hand; on the demo market without any.

        What they need beyond prices that came from Yahoo Finance is fetched before.
        """
        parameters = self._parameters()
        if parameters is None:
            return
        self._begin(self._prices.task(parameters, self.form.preset, _now()))

    def export(self, kind: str, path: Path) -> None:
        """Write the result of the form's preset to a file ("csv" or "json")."""
        if self.selected_result is not None:
            self._begin(Export(self.selected_result, path, kind, self._selected_name))

    @property
    def loaded(self) -> LoadedPrices | None:
        """The prices at hand."""
        return self._prices.loaded

    @property
    def selected_result(self) -> BacktestResult | None:
        """The result of the parameters that were asked for, the one that is exported."""
        return self.outcomes[self._selected].result if self.outcomes else None

    @property
    def _selected_name(self) -> str:
        return self.outcomes[self._selected].scenario.name

    @Slot(object)
    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        apply_theme(self._app, theme)
        self.pages.set_theme(theme)
        self.results.set_theme(theme)
        self.message.set_theme(theme)
        self.actions_.set_icons(theme)

    # Building

    @property
    def _app(self) -> QApplication:
        return cast("QApplication", QApplication.instance())

    def _build_layout(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(1, 6, 1, 4)
        column.addWidget(self.message)
        column.addWidget(self.pages, 1)

        splitter = QSplitter(Qt.Orientation.Horizontal, objectName="splitter")
        splitter.setChildrenCollapsible(False)
        self.form.setMinimumWidth(288)  # below this, values are cut
        for widget, stretch in ((self.form, 0), (middle, 1), (self.results, 0)):
            splitter.addWidget(widget)
            splitter.setStretchFactor(splitter.count() - 1, stretch)
        splitter.setSizes([290, 700, 380])
        self.setCentralWidget(splitter)

        build_menus(self, self.actions_)
        build_toolbar(self, self.actions_)
        self._status = StatusLine(self.statusBar())

    def _connect(self) -> None:
        actions = self.actions_
        actions.run.triggered.connect(self.run)
        actions.stop.triggered.connect(self.runner.stop)
        actions.open_prices.triggered.connect(self._dialogs.choose_files)
        actions.open_folder.triggered.connect(self._dialogs.choose_folder)
        actions.open_yahoo.triggered.connect(self.open_yahoo)
        actions.fetch_again.triggered.connect(self.fetch_again)
        actions.open_demo.triggered.connect(self.open_demo)
        actions.export_csv.triggered.connect(self._choose_export)
        actions.export_json.triggered.connect(self._choose_export)
        actions.copy_table.triggered.connect(self._copy_table)
        actions.log_scale.toggled.connect(self.charts.set_log)
        actions.show_all.triggered.connect(self.charts.equity.time_window.show_all)
        actions.quit.triggered.connect(self.close)
        actions.about.triggered.connect(self._dialogs.show_about)
        self._dialogs.chosen.connect(self._open_chosen)
        for page in actions.pages:
            page.triggered.connect(self._choose_page)
        self.pages.page_changed.connect(self._check_page)
        self._themes.changed.connect(self.set_theme)
        self._drop.dropped.connect(self._open_chosen)
        self.charts.log_changed.connect(actions.log_scale.setChecked)
        self.form.parameters_changed.connect(self._follow_form)
        self.form.validity_changed.connect(self._follow_validity)
        self.message.chosen.connect(self._begin)
        self.runner.progressed.connect(self._status.show_progress)
        self.runner.succeeded.connect(self._take)
        self.runner.failed.connect(self._tell_task_failure)
        self.runner.cancelled.connect(self._tell_cancelled)
        self.runner.state_changed.connect(self._enter)

    # Work: asked of the runner, and what it yields

    @Slot(object)
    def _begin(self, task: Load | RunBoth | Export) -> None:
        if self.runner.begin(task):
            self._notice = Notice()
            self._clear_message()

    def _ask_yahoo(self, *, refresh: bool) -> None:
        parameters = self._parameters()
        if parameters is not None:
            self._begin(Load(LoadYahoo.wanted_by(parameters, _now(), refresh=refresh)))

    def _parameters(self) -> Parameters | None:
        """Return what the form holds; where it is wrong, say so and return None."""
        try:
            parameters = self.form.parameters()
        except ParameterError as error:
            self.message.show_message(str(error), Tone.ERROR)
            self._blames_form = True
            self.form.focus_field(error.problems[0].field)
            return None
        self._last_right = parameters, self.form.preset
        return parameters

    @Slot(object)
    def _enter(self, state: State) -> None:
        """Enable what makes sense in a state; the only place that does."""
        ready = state is State.READY
        self.actions_.allow(
            ready=ready,
            busy=state is State.BUSY,
            has_result=self.selected_result is not None,
            from_yahoo=self._prices.from_yahoo,
        )
        self._status.set_busy(not ready)
        if not self.outcomes:
            first = FIRST_RUN if is_compiled() else FIRST_START
            self.charts.show_message(NOTHING_YET if ready else first)
        if state is State.BUSY:
            self._status.begin()
        elif state is State.STOPPING:
            self._status.tell("Stopping …")
        else:
            self._mark_changes()
            self.settled.emit()

    @Slot(object, object)
    def _take(self, task: object, result: object) -> None:
        match task:
            case Load():
                self._adopt_prices(task.request, cast("Gathered", result))
            case RunBoth():
                self._show_outcomes(task, cast("tuple[Outcome, ...]", result))
            case Export():
                self.message.show_message(f"Written: {result} ({task.run}).", Tone.INFO)
                self._status.tell("Written.")

    def _adopt_prices(self, request: LoadRequest, gathered: Gathered) -> None:
        """Take loaded prices; where they lack the form's symbols, the form takes theirs.

        They are kept even when the run that follows fails, so that another start or fewer
        symbols can be tried on them; the curves stay those of the last run, and say so.
        """
        loaded = gathered.prices
        try:
            parameters, preset = self.form.parameters(), self.form.preset
        except ParameterError:
            parameters, preset = self._last_right
        if isinstance(request, LoadYahoo):
            self.form.set_known_symbols(())  # whatever Yahoo has can be asked for
            self._notice = Notice(age_in_words(loaded.source), Tone.WARNING)
        else:
            try:
                fitting, words = fitted(parameters, loaded)
            except ParameterError as error:
                self._tell_failure(error)
                return
            self._notice = Notice(words)
            if fitting != parameters:
                self.form.set_parameters(fitting)
                parameters = fitting
            self.form.set_known_symbols(loaded.symbols)
        self._prices = PricesAtHand(loaded, request)
        self.pages.data.show_prices(gathered, parameters.symbols)
        # Another load, where the form was changed in the meantime.
        self.runner.follow_with(self._prices.task(parameters, preset, _now()))

    def _stands_for(self, loaded: LoadedPrices) -> bool:
        """Whether the curves and figures are of these prices."""
        return self._shown is not None and self._shown.loaded is loaded

    def _show_outcomes(self, task: RunBoth, outcomes: tuple[Outcome, ...]) -> None:
        selected = 0 if task.preset == "as-scripted" else 1
        failed = [outcome for outcome in outcomes if outcome.error is not None]
        notice, self._notice = self._notice, Notice()
        if outcomes[selected].error is not None and (self.outcomes or len(failed) == len(outcomes)):
            self._tell_failure(cast("BacktestError", outcomes[selected].error))
            shown = self.selected_result
            if shown is not None and not self._stands_for(task.loaded):
                error = cast("BacktestError", outcomes[selected].error)
                self.message.show_message(
                    other_prices_failed(error, task.loaded.source, shown.source), Tone.ERROR
                )
            return
        self.outcomes, self._selected, self._shown = outcomes, selected, task
        self._last_right = task.parameters, task.preset
        named = self.selected_result or next(o.result for o in outcomes if o.result is not None)
        self.pages.show_outcomes(outcomes, named)
        self.results.set_outcomes(outcomes)
        self.setWindowTitle(window_title(named.source))
        if failed:
            name, why = failed[0].scenario.name, failed[0].error
            self.message.show_message(f"{name} has no result. {why}", Tone.WARNING)
        elif notice.text:
            self.message.show_message(notice.text, notice.tone)
        self._status.tell("Done.")

    @Slot(object, object)
    def _tell_task_failure(self, task: object, error: Exception) -> None:
        """Say why a task has failed; where an answer would help it, ask; where it can, go on."""
        self._tell_failure(error)
        expected = isinstance(error, BacktestError)
        if expected and isinstance(task, Load) and task.otherwise is not None:
            self._notice = Notice(f"{error} The prices at hand serve.", Tone.WARNING)
            self.runner.follow_with(task.otherwise)
            return
        question = date_question(task, error)
        if question is not None:
            self.message.show_message(question[0], Tone.WARNING, choices=question[1])
            self._status.tell("One question about the dates; what is shown is unchanged.")

    def _tell_failure(self, error: Exception) -> None:
        self.message.show_error(error)
        shown = self.selected_result
        name = f" of {shown.source.name}" if shown is not None else ""
        self._status.tell(f"Failed; what is shown is still the last run{name}.")

    @Slot()
    def _tell_cancelled(self) -> None:
        self._notice = Notice()
        self._status.tell("Stopped; what is shown is unchanged.")

    @Slot()
    def _follow_form(self) -> None:
        self.pages.data.show_symbols(self.form.parameters().symbols)
        self._mark_changes()

    @Slot(bool)
    def _follow_validity(self, valid: bool) -> None:
        if valid and self._blames_form:
            self._clear_message()
        self._mark_changes()

    def _clear_message(self) -> None:
        self._blames_form = False
        self.message.clear()

    @Slot()
    def _mark_changes(self) -> None:
        """Say so when form or prices are no longer what the curves and figures stand for."""
        if self.runner.state is not State.READY:
            return
        parameters: Parameters | ParameterError
        try:
            parameters = self.form.parameters()
        except ParameterError as error:
            parameters = error
        self._status.tell_changes(changes(parameters, self._shown, self.loaded))

    # Dialogs and choices

    @Slot(object)
    def _open_chosen(self, paths: tuple[Path, ...]) -> None:
        self.open_prices(*paths)

    @Slot()
    def _choose_export(self) -> None:
        result = self.selected_result
        if result is not None:
            kind = "csv" if self.sender() is self.actions_.export_csv else "json"
            path = self._dialogs.place_for(kind, result, self._selected_name)
            if path is not None:
                self.export(kind, path)

    @Slot()
    def _choose_page(self) -> None:
        self.pages.show_page(self.actions_.pages.index(self.sender()))

    @Slot(int)
    def _check_page(self, page: int) -> None:
        self.actions_.pages[page].setChecked(True)

    @Slot()
    def _copy_table(self) -> None:
        QGuiApplication.clipboard().setText(table_as_text(self.results.table.model()))
        self._status.tell("The figures are on the clipboard.")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide at once, then wait for the worker: its thread must not outlive the program."""
        self.hide()
        if not self.runner.shut_down():
            leave_at_once()
        super().closeEvent(event)


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()
