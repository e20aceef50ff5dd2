"""The window: form, charts and figures on one screen, and what its actions do."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QMainWindow,
    QMessageBox,
    QProgressBar,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from core import __version__
from core.errors import BacktestError, ParameterError
from core.parameters import Parameters, PresetName
from gui.actions import build_menus, build_toolbar, make_actions
from gui.charts.chart_stack import ChartRun, ChartStack
from gui.message import MessageBar, Tone
from gui.parameter_form import ParameterForm
from gui.results_panel import ResultsPanel
from gui.runner import Runner, State
from gui.source_strip import SourceStrip
from gui.tasks import Export, LoadPrices, RunBoth
from gui.theme import DARK, LIGHT, Theme, apply_theme, system_theme

if TYPE_CHECKING:
    from core.prices import LoadedPrices
    from core.result import BacktestResult
    from core.scenario import Outcome

PRICE_FILES = "Prices (*.csv *.csv.gz *.gz *.parquet);;All files (*)"
CHANGED = "Changed since the last run: press Run (F5)."
ABOUT = (
    "<b>Ballast {version}</b><p>What a drawdown-aware leverage overlay earns once it can be "
    "traded.</p><p>Nothing here is investment advice. MIT licence.</p>"
)


class MainWindow(QMainWindow):
    """Change a parameter on the left, run, and see what it makes of curves and figures.

    Attributes
    ----------
    first_painted
        Emitted once, when the window has been painted for the first time.
    settled
        Emitted when the work that was asked for has ended, whichever way.
    loaded, outcomes
        The prices at hand, and what the last run made of them.
    """

    first_painted = Signal()
    settled = Signal()

    def __init__(self, theme: Theme | None = None) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.loaded: LoadedPrices | None = None
        self.outcomes: tuple[Outcome, ...] = ()
        self._selected = 0
        self._shown: Parameters | None = None
        self._shown_preset: PresetName = "tradable"
        self._notice = ""
        self._painted = False
        self._theme = theme or system_theme(self._app)
        self.runner = Runner(self)
        self.form = ParameterForm()
        self.charts = ChartStack()
        self.results = ResultsPanel(self._theme)
        self.message = MessageBar(self._theme)
        self._source = SourceStrip(self._theme)
        self.actions_ = make_actions(self)
        self._build_layout()
        self._connect()
        self.set_theme(self._theme)
        self.actions_.themes[0 if theme is None else 2 if theme.is_dark else 1].setChecked(True)
        room = self.screen().availableGeometry().size() * 0.95
        self.resize(QSize(1360, 820).boundedTo(room))
        self._enter(State.READY)

    # What can be asked of the window

    @Slot()
    def open_demo(self) -> None:
        """Load the demo market and run it."""
        self._begin(LoadPrices())

    def open_prices(self, path: Path) -> None:
        """Load prices from a file and run them; what is shown stays until that has gone well."""
        self._begin(LoadPrices(path))

    @Slot()
    def run(self) -> None:
        """Run the form's parameters on the prices at hand; on the demo market without any."""
        try:
            parameters = self.form.parameters()
        except ParameterError as error:
            self.message.show_message(str(error), Tone.ERROR)
            self.form.focus_field(error.problems[0].field)
            return
        if self.loaded is None:
            self._begin(LoadPrices())
        else:
            self._begin(RunBoth(self.loaded, parameters, self.form.preset))

    def export(self, kind: str, path: Path) -> None:
        """Write the result of the form's preset to a file ("csv" or "json")."""
        if self.selected_result is not None:
            self._begin(Export(self.selected_result, path, kind))

    @property
    def selected_result(self) -> BacktestResult | None:
        """The result of the parameters that were asked for, the one that is exported."""
        return self.outcomes[self._selected].result if self.outcomes else None

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        apply_theme(self._app, theme)
        self.charts.set_theme(theme)
        self.results.set_theme(theme)
        self.message.set_theme(theme)
        self.actions_.set_icons(theme)
        self._source.set_theme(theme)

    # Building

    @property
    def _app(self) -> QApplication:
        return cast("QApplication", QApplication.instance())

    def _build_layout(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(1, 8, 1, 4)
        column.addWidget(self._source)
        column.addWidget(self.message)
        column.addWidget(self.charts, 1)

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
        self._stage = QLabel(objectName="stage")
        self._progress = QProgressBar()
        self._progress.setObjectName("progress")
        self._progress.setRange(0, 1000)
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(180)
        self._progress.setAccessibleName("Progress of the run")
        self.statusBar().addWidget(self._stage, 1)
        self.statusBar().addPermanentWidget(self._progress)

    def _connect(self) -> None:
        actions = self.actions_
        actions.run.triggered.connect(self.run)
        actions.stop.triggered.connect(self.runner.stop)
        actions.open_prices.triggered.connect(self._choose_prices)
        actions.open_demo.triggered.connect(self.open_demo)
        actions.export_csv.triggered.connect(self._choose_export)
        actions.export_json.triggered.connect(self._choose_export)
        actions.copy_table.triggered.connect(self._copy_table)
        actions.log_scale.toggled.connect(self.charts.set_log)
        actions.show_all.triggered.connect(self.charts.equity.time_window.show_all)
        actions.quit.triggered.connect(self.close)
        actions.about.triggered.connect(self._show_about)
        for choice in actions.themes:
            choice.triggered.connect(self._choose_theme)
        self._app.styleHints().colorSchemeChanged.connect(self._choose_theme)
        self.charts.log_changed.connect(actions.log_scale.setChecked)
        self.form.parameters_changed.connect(self._mark_changes)
        self.form.validity_changed.connect(self._mark_changes)
        self.runner.progressed.connect(self._show_progress)
        self.runner.succeeded.connect(self._take)
        self.runner.failed.connect(self._tell_failure)
        self.runner.cancelled.connect(self._tell_cancelled)
        self.runner.state_changed.connect(self._enter)

    # Work: asked of the runner, and what it yields

    def _begin(self, task: LoadPrices | RunBoth | Export) -> None:
        if self.runner.begin(task):
            self.message.clear()

    @Slot(object)
    def _enter(self, state: State) -> None:
        """Enable what makes sense in a state; the only place that does."""
        ready, has_result = state is State.READY, self.selected_result is not None
        actions = self.actions_
        for action in (actions.run, actions.open_prices, actions.open_demo):
            action.setEnabled(ready)
        actions.stop.setEnabled(state is State.BUSY)
        for action in (actions.export_csv, actions.export_json):
            action.setEnabled(ready and has_result)
        actions.copy_table.setEnabled(has_result)
        self._progress.setVisible(not ready)
        if state is State.BUSY:
            self._progress.setValue(0)
        elif state is State.STOPPING:
            self._stage.setText("Stopping …")
        else:
            self._mark_changes()
            self.settled.emit()

    @Slot(str, float)
    def _show_progress(self, stage: str, fraction: float) -> None:
        self._stage.setText(f"{stage} …")
        self._progress.setValue(round(fraction * 1000))

    @Slot(object, object)
    def _take(self, task: object, result: object) -> None:
        match task:
            case LoadPrices():
                self._adopt_prices(cast("LoadedPrices", result))
            case RunBoth():
                self._show_outcomes(task, cast("tuple[Outcome, ...]", result))
            case Export():
                self.message.show_message(f"Written: {result}", Tone.INFO)
                self._stage.setText("Written.")

    def _adopt_prices(self, loaded: LoadedPrices) -> None:
        """Take loaded prices; where they lack the form's symbols, the form takes theirs.

        They are kept even when the run that follows fails, so that another start or fewer
        symbols can be tried on them; the curves stay those of the last run, and say so.
        """
        preset = self.form.preset
        try:
            parameters = self.form.parameters()
        except ParameterError:
            parameters, preset = self._shown or Parameters(), self._shown_preset
        if not set(parameters.symbols) <= set(loaded.symbols):
            try:
                parameters = parameters.changed(symbols=loaded.symbols)
            except ParameterError as error:
                self._tell_failure(error)
                return
            self.form.set_parameters(parameters)
            names = ", ".join(loaded.symbols[:10]) + (", …" if len(loaded.symbols) > 10 else "")
            self._notice = (
                f"{loaded.source.name} lacks some symbols of the form, so the form now has "
                f"those of the file: {names}."
            )
        self.loaded = loaded
        self.form.set_known_symbols(loaded.symbols)
        self.runner.follow_with(RunBoth(loaded, parameters, preset))

    def _show_outcomes(self, task: RunBoth, outcomes: tuple[Outcome, ...]) -> None:
        selected = 0 if task.preset == "as-scripted" else 1
        failed = [outcome for outcome in outcomes if outcome.error is not None]
        notice, self._notice = self._notice, ""
        if len(failed) == len(outcomes):
            self._tell_failure(cast("BacktestError", outcomes[selected].error))
            shown = self.selected_result
            if shown is not None and shown.source != task.loaded.source:
                self.message.show_message(
                    f"{task.loaded.source.name}: {outcomes[selected].error} The charts are still "
                    f"of {shown.source.name}; the next run uses {task.loaded.source.name}.",
                    Tone.ERROR,
                )
            return
        self.outcomes, self._selected, self._shown = outcomes, selected, task.parameters
        self._shown_preset = task.preset
        self.charts.set_runs(
            [
                _chart_run(outcome.scenario.name, index, outcome.result)
                for index, outcome in enumerate(outcomes)
                if outcome.result is not None
            ]
        )
        self.results.set_outcomes(outcomes)
        self._show_source()
        if failed:
            name, error = failed[0].scenario.name, failed[0].error
            self.message.show_message(f"{name} has no result. {error}", Tone.WARNING)
        elif notice:
            self.message.show_message(notice, Tone.INFO)
        self._stage.setText("Done.")

    @Slot(object)
    def _tell_failure(self, error: Exception) -> None:
        if isinstance(error, BacktestError):
            self.message.show_message(str(error), Tone.ERROR)
        else:
            trace = "".join(traceback.format_exception(error))
            self.message.show_message(
                f"An error of the program itself: {error or type(error).__name__}. Nothing is "
                "lost; please send the details to the authors.",
                Tone.ERROR,
                f"Ballast {__version__}\n{trace}",
            )
        shown = self.selected_result
        name = f" of {shown.source.name}" if shown is not None else ""
        self._stage.setText(f"Failed; what is shown is still the last run{name}.")

    @Slot()
    def _tell_cancelled(self) -> None:
        self._notice = ""
        self._stage.setText("Stopped; what is shown is unchanged.")

    @Slot()
    def _mark_changes(self) -> None:
        """Say so when the form is no longer what the curves and figures stand for."""
        if self.runner.state is not State.READY or self._shown is None:
            return
        try:
            changed = self.form.parameters() != self._shown
        except ParameterError:
            self._stage.setText("The form has an error; see the field marked in red.")
            return
        if changed:
            self._stage.setText(CHANGED)
            self._stage.setStyleSheet(f"color: {self._theme.warning}; font-weight: bold")
        elif self._stage.text() == CHANGED:
            self._stage.setText("")
        if not changed:
            self._stage.setStyleSheet("")

    def _show_source(self) -> None:
        result = self.selected_result or next(o.result for o in self.outcomes if o.result)
        source = result.source
        self._source.show_source(
            source.name,
            f"{result.dates[0]:%Y-%m-%d}",
            f"{result.dates[-1]:%Y-%m-%d}",
            source.simulated,
        )
        kind = " (simulated prices)" if source.simulated else ""
        self.setWindowTitle(f"{source.name}{kind} – Ballast")

    # Dialogs and choices

    @Slot()
    def _choose_prices(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Open prices", "", PRICE_FILES)
        if name:
            self.open_prices(Path(name))

    @Slot()
    def _choose_export(self) -> None:
        result = self.selected_result
        if result is None:
            return
        kind = "csv" if self.sender() is self.actions_.export_csv else "json"
        marker = "simulated-" if result.source.simulated else ""
        preset = result.parameters.nearest_preset()
        suggestion = f"ballast-{marker}{preset}-{result.dates[-1]:%Y-%m-%d}.{kind}"
        name, _ = QFileDialog.getSaveFileName(
            self, f"Export {kind.upper()}", suggestion, f"{kind.upper()} (*.{kind})"
        )
        if name:
            self.export(kind, Path(name))

    @Slot()
    def _choose_theme(self) -> None:
        chosen = next(choice for choice in self.actions_.themes if choice.isChecked())
        themes = {"light": LIGHT, "dark": DARK}
        self.set_theme(themes.get(str(chosen.data())) or system_theme(self._app))

    @Slot()
    def _copy_table(self) -> None:
        QGuiApplication.clipboard().setText(self.results.table.text())
        self._stage.setText("The figures are on the clipboard.")

    @Slot()
    def _show_about(self) -> None:
        QMessageBox.about(self, "About Ballast", ABOUT.format(version=__version__))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide at once, then wait for the worker: its thread must not outlive the program."""
        self.hide()
        self.runner.shut_down()
        super().closeEvent(event)


def _chart_run(name: str, index: int, result: BacktestResult) -> ChartRun:
    return ChartRun(
        name=name,
        color_index=index,
        dates=result.dates.to_numpy().astype("datetime64[D]"),
        equity_base=result.base.equity,
        equity_dyn=result.dynamic.equity,
        drawdown_base=result.drawdown_base,
        drawdown_dyn=result.drawdown_dynamic,
        leverage=result.dynamic.leverage,
    )
