"""What the actions about files do: projects, exports, reports and pictures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from core.errors import BacktestError
from core.project import Layout, Project
from gui.actions import Actions
from gui.charts.plot_page import PlotPage
from gui.file_dialogs import FileDialogs
from gui.file_kinds import is_project
from gui.layout_keeper import LayoutKeeper
from gui.message import Tone
from gui.pages import Pages
from gui.results_panel import ResultsPanel
from gui.settings import Settings
from gui.workspace import Workspace

if TYPE_CHECKING:
    from core.result import BacktestResult

THE_PROJECT = "the project"


@dataclass(frozen=True)
class _Saved:
    """What a project file that is being written will hold."""

    project: Project
    layout: Layout


class FileCommands(QObject):
    """Opens and writes files as the menu asks.

    Attributes
    ----------
    told
        A sentence for the user, and its tone.
    done
        A word on what has been done, for the line below the window.
    """

    told = Signal(str, object)
    done = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        actions: Actions,
        dialogs: FileDialogs,
        layout: LayoutKeeper,
        pages: Pages,
        results: ResultsPanel,
        settings: Settings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._dialogs, self._layout = workspace, dialogs, layout
        self._pages, self._results, self._settings = pages, results, settings
        self._saving: _Saved | None = None
        connections = {
            "new": self.new_project,
            "open": dialogs.choose_files,
            "open_folder": dialogs.choose_folder,
            "save": self.save,
            "save_as": self.save_as,
            "csv": self._export_csv,
            "json": self._export_json,
            "all_csv": self._export_all_csv,
            "all_json": self._export_all_json,
            "report": self.choose_report,
            "copy_table": self.copy_table,
            "copy_chart": self.copy_chart,
            "save_chart": self._save_page,
        }
        for name, slot in connections.items():
            actions[name].triggered.connect(slot)
        workspace.written.connect(self._tell_written)
        pages.page_made.connect(self._follow_page)
        self._follow_page(pages.charts)

    # Opening

    def open_paths(self, paths: tuple[Path, ...]) -> None:
        """Open a project, or prices from files and folders."""
        self._dialogs.remember(paths[0])
        projects = [path for path in paths if is_project(path)]
        if not projects:
            if self._workspace.open_files(*paths):
                self._settings.add_recent(paths)
        elif len(paths) > 1:
            self.told.emit(
                "A project is opened by itself: choose one .ballast file, or files of prices.",
                Tone.WARNING,
            )
        else:
            self.open_project(projects[0])

    def open_project(self, path: Path) -> None:
        """Open a project file; what is open stays where it cannot be read."""
        from core.project_file import read_project

        try:
            project, layout = read_project(path)
        except BacktestError as error:
            self.told.emit(str(error), Tone.ERROR)
            return
        self.show_project(project, layout, path)
        self._settings.add_recent((path,))
        self.done.emit(f"Opened {path.name}.")

    def show_project(
        self, project: Project, layout: Layout, file: Path | None, *, saved: bool = True
    ) -> None:
        """Work on a project in its layout."""
        self._workspace.open_project(project, file, saved=saved)
        self._layout.show(layout)
        self._workspace.project_changed.emit()

    @Slot()
    def new_project(self) -> None:
        """Begin anew with both presets, on the prices at hand."""
        source = self._workspace.project.source
        self._workspace.open_project(Project.new().priced_by(source), None)
        self._workspace.select(self._workspace.project.scenarios[-1].key)
        self._workspace.project_changed.emit()
        self.done.emit("A new project; the one before is under Open recent if it was saved.")

    # Saving

    @Slot()
    def save(self) -> None:
        """Save the project to its file, or ask for one."""
        file = self._workspace.document.file
        if file is None:
            self.save_as()
        else:
            self.save_to(file)

    @Slot()
    def save_as(self) -> None:
        """Ask for a file, and save the project to it."""
        path = self._dialogs.place_for_project(self._workspace.document.file)
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Save the project to a file."""
        from core.project_file import project_json

        saved = _Saved(self._workspace.project, self._layout.layout())
        folder = path.parent
        if self._workspace.write(
            path, THE_PROJECT, lambda: project_json(saved.project, saved.layout, folder)
        ):
            self._saving = saved

    # Exports

    def export(self, kind: str, path: Path, *, everything: bool = False) -> None:
        """Write series ("csv") or summary ("json") of the scenario in the form, or of all."""
        from core.export import series_csv, study_csv, study_json, summary_json

        study, result = self._workspace.study, self._result()
        if study is None:
            return
        if everything:
            make = study_csv if kind == "csv" else study_json
            self._workspace.write(path, "all visible scenarios", lambda: make(study))
        elif result is not None:
            write = series_csv if kind == "csv" else summary_json
            self._workspace.write(path, self._name(), lambda: write(result))
        else:
            self.told.emit(f"{self._name()} has no result to export.", Tone.WARNING)

    def write_report(self, path: Path) -> None:
        """Write the report of what is shown."""
        study, selected = self._workspace.study, self._workspace.selected
        if study is None:
            return
        made = dt.datetime.now().astimezone()

        def report() -> bytes:
            from core.report import report_html

            return report_html(study, made, selected)

        self._workspace.write(path, "the report", report)

    @Slot()
    def choose_report(self) -> None:
        """Ask for a file, and write the report to it."""
        study = self._workspace.study
        if study is not None:
            path = self._dialogs.place_for_report(study)
            if path is not None:
                self.write_report(path)

    @Slot()
    def _export_csv(self) -> None:
        self._choose_export("csv", everything=False)

    @Slot()
    def _export_json(self) -> None:
        self._choose_export("json", everything=False)

    @Slot()
    def _export_all_csv(self) -> None:
        self._choose_export("csv", everything=True)

    @Slot()
    def _export_all_json(self) -> None:
        self._choose_export("json", everything=True)

    def _choose_export(self, kind: str, *, everything: bool) -> None:
        study, result = self._workspace.study, self._result()
        if everything and study is not None:
            path = self._dialogs.place_for_all(kind, study)
        elif result is not None:
            path = self._dialogs.place_for(kind, result, self._name())
        else:
            self.told.emit(f"{self._name()} has no result to export.", Tone.WARNING)
            return
        if path is not None:
            self.export(kind, path, everything=everything)

    # Tables and pictures

    @Slot()
    def copy_table(self) -> None:
        """Put the whole table of figures on the clipboard, tab separated."""
        QGuiApplication.clipboard().setText(self._results.text())
        self.done.emit("The figures are on the clipboard.")

    @Slot()
    def copy_chart(self) -> None:
        """Put the picture of the page on the clipboard."""
        from gui.charts.picture import copy_picture

        copy_picture(self._pages.picture())
        self.done.emit("The picture of the page is on the clipboard.")

    @Slot(object)
    def save_picture_of(self, widget: QWidget) -> None:
        """Ask for a file, and save the picture of a widget to it."""
        from gui.charts.picture import save_picture

        path = self._dialogs.place_for_picture(self._pages.name)
        if path is None:
            return
        try:
            save_picture(widget, path)
        except BacktestError as error:
            self.told.emit(str(error), Tone.ERROR)
        else:
            self.told.emit(f"Written: {path} (the picture).", Tone.INFO)

    @Slot(object)
    def _follow_page(self, page: QWidget) -> None:
        """Save the charts of a page whose menus ask for it."""
        if isinstance(page, PlotPage):
            page.picture_wanted.connect(self.save_picture_of)

    @Slot()
    def _save_page(self) -> None:
        self.save_picture_of(self._pages.picture())

    # Parts

    def _result(self) -> BacktestResult | None:
        study = self._workspace.study
        outcome = None if study is None else study.outcome(self._workspace.selected)
        return None if outcome is None else outcome.result

    def _name(self) -> str:
        scenario = self._workspace.project.scenario(self._workspace.selected)
        return "" if scenario is None else scenario.name

    @Slot(object, str)
    def _tell_written(self, path: Path, what: str) -> None:
        if what == THE_PROJECT:
            saving, self._saving = self._saving, None
            whole = saving is not None and saving.project == self._workspace.project
            self._workspace.document.set_saved(path, whole=whole)
            self._settings.add_recent((path,))
            self.done.emit(f"Saved: {path}.")
        else:
            self.told.emit(f"Written: {path} ({what}).", Tone.INFO)
            self.done.emit("Written.")
