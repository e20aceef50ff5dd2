"""What the actions about files do: projects, exports, reports and pictures."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from core.errors import BacktestError, ExportError, NewerProjectError, ParameterError
from core.project import Layout, Project
from gui.actions import Actions
from gui.adoption import fitted_project
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
    from core.causality import Proof
    from core.progress import ProgressCallback
    from core.result import BacktestResult
    from core.study import Study

THE_PROJECT = "the project"


@dataclass(frozen=True)
class _Saved:
    """What a project file that is being written will hold."""

    project: Project
    layout: Layout
    opened: int


@dataclass(frozen=True)
class _Former:
    """A project that another one has taken the place of."""

    project: Project
    layout: Layout
    file: Path | None
    saved: bool


def no_proof(key: int) -> Proof | None:
    """Stand for a window in which nothing has been proved."""
    return None


class FileCommands(QObject):
    """Opens and writes files as the menu asks.

    Parameters
    ----------
    proof_of
        Returns the proof that the window has for the scenario with a key, if it is of its present
        parameters and prices.

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
        proof_of: Callable[[int], Proof | None] = no_proof,
    ) -> None:
        super().__init__(parent)
        self._proof_of = proof_of
        self._workspace, self._dialogs, self._layout = workspace, dialogs, layout
        self._pages, self._results, self._settings = pages, results, settings
        self._actions = actions
        actions["former"].setEnabled(False)
        self._saving: _Saved | None = None
        self._former: _Former | None = None
        connections = {
            "new": self.new_project,
            "former": self.go_back,
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

    def open_project(self, path: Path) -> bool:
        """Open a project file; what is open stays where it cannot be read, and that is told."""
        from core.project_file import read_project

        try:
            project, layout = read_project(path)
        except BacktestError as error:
            self.told.emit(str(error), Tone.ERROR)
            return False
        self.show_project(project, layout, path)
        self._settings.add_recent((path,))
        self.done.emit(f"Opened {path.name}.")
        return True

    def show_project(
        self,
        project: Project,
        layout: Layout,
        file: Path | None,
        *,
        saved: bool = True,
        keeps_former: bool = True,
    ) -> None:
        """Work on a project in its layout; the one before is kept for `go_back` unless it is
        kept elsewhere."""
        if keeps_former:
            self._keep_former()
        self._workspace.open_project(project, file, saved=saved)
        self._layout.show(layout)
        self._workspace.project_changed.emit()

    @Slot()
    def new_project(self) -> None:
        """Begin anew with both presets, on the prices at hand."""
        loaded, source = self._workspace.loaded, self._workspace.project.source
        project = Project.new().priced_by(source)
        if loaded is not None and not self._workspace.prices.from_yahoo:
            with contextlib.suppress(ParameterError):  # it is told with the scenario
                project, _ = fitted_project(project, loaded, project.newest_key)
        self._keep_former()
        self._workspace.open_project(project, None)
        self._workspace.select(self._workspace.project.scenarios[-1].key)
        self._workspace.project_changed.emit()
        self.done.emit("A new project; the menu File leads back to the one before.")

    @Slot()
    def go_back(self) -> None:
        """Work again on the project that was open before this one."""
        former = self._former
        if former is not None:
            self.show_project(former.project, former.layout, former.file, saved=former.saved)
            self.done.emit("Back in the project before.")

    def _keep_former(self) -> None:
        """Keep what is open for `go_back`; where it is unsaved work, say that it is kept."""
        document = self._workspace.document
        project, is_saved = document.project, document.history.isClean()
        if document.file is None and project == Project.new().priced_by(project.source):
            return
        self._former = _Former(project, self._layout.layout(), document.file, document.is_saved)
        self._actions["former"].setEnabled(True)
        if not is_saved:
            self.told.emit(
                "The project before was not saved. Back to the project before, in the menu File, "
                "returns to it until Ballast is closed.",
                Tone.WARNING,
            )

    # Saving

    @Slot()
    def save(self) -> None:
        """Save the project to its file, or ask for one."""
        file = self._workspace.document.file
        if file is None:
            self.save_as()
        elif _is_newer(file):
            self.told.emit(
                f"{file.name} has meanwhile been saved by a newer Ballast and stays as it is; save "
                "under another name with Save as in the menu File, or update Ballast.",
                Tone.WARNING,
            )
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

        workspace = self._workspace
        saved = _Saved(workspace.project, self._layout.layout(), workspace.document.opened)
        folder = path.parent
        if workspace.write(
            path, THE_PROJECT, lambda: project_json(saved.project, saved.layout, folder)
        ):
            self._saving = saved

    # Exports

    def export(self, kind: str, path: Path, *, everything: bool = False) -> None:
        """Write series ("csv") or summary ("json") of the scenario in the form, or of all.

        A summary has the answers with it.
        """
        key, proofs = self._workspace.selected, self._proofs()

        def content(study: Study, progress: ProgressCallback) -> bytes:
            if everything:
                return _file_of_all(kind, study, proofs, progress)
            return _file_of_one(kind, study, key, proofs, progress)

        what = "all visible scenarios" if everything else self._name()
        self._workspace.write_study(path, what, content)

    def write_report(self, path: Path) -> None:
        """Write the report of what is shown, with the answers."""
        selected, proofs = self._workspace.selected, self._proofs()
        made = dt.datetime.now().astimezone()

        def report(study: Study, progress: ProgressCallback) -> bytes:
            from core.report import report_html

            return report_html(study, made, selected, proofs=proofs, progress=progress)

        self._workspace.write_study(path, "the report", report)

    @Slot()
    def choose_report(self) -> None:
        """Ask for a file, and write the report to it."""
        study = self._workspace.study
        if study is not None:
            path = self._dialogs.place_for_report(study)
            if path is not None:
                self.write_report(path)

    @Slot(str, str, object)
    def choose_content(self, name: str, what: str, make: Callable[[], bytes]) -> None:
        """Ask for a file, and write what an answer page has made to it."""
        study = self._workspace.study
        if study is not None:
            path = self._dialogs.place_for_answer(name, what, study, self._name())
            if path is not None:
                self._workspace.write(path, what, make)

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

    def _proofs(self) -> dict[int, Proof]:
        """Return the proofs that there are: asked for here, since the worker may not ask."""
        keys = [one.key for one in self._workspace.project.scenarios]
        return {key: made for key in keys if (made := self._proof_of(key)) is not None}

    def _name(self) -> str:
        scenario = self._workspace.project.scenario(self._workspace.selected)
        return "" if scenario is None else scenario.name

    @Slot(object, str)
    def _tell_written(self, path: Path, what: str) -> None:
        if what == THE_PROJECT:
            saving, self._saving = self._saving, None
            document = self._workspace.document
            if saving is not None and saving.opened == document.opened:  # else another is open
                document.set_saved(path, whole=saving.project == document.project)
            self._settings.add_recent((path,))
            self.done.emit(f"Saved: {path}.")
        else:
            self.told.emit(f"Written: {path} ({what}).", Tone.INFO)
            self.done.emit("Written.")


def _is_newer(file: Path) -> bool:
    """Whether there is a project of a newer Ballast, which would lose what only that one knows."""
    from core.project_file import read_project

    try:
        read_project(file)
    except NewerProjectError:
        return True
    except BacktestError:
        return False
    return False


def _file_of_one(
    kind: str, study: Study, key: int, proofs: Mapping[int, Proof], progress: ProgressCallback
) -> bytes:
    """Return the series ("csv") or the summary ("json") of a scenario.

    Raises
    ------
    BacktestError
        Where it has no result.
    Cancelled
        Where `progress` asked for it.
    """
    from core.export import series_csv, summary_json

    outcome = study.outcome(key)
    assert outcome is not None
    if outcome.result is None:
        raise ExportError(f"{outcome.scenario.name} has no result to export. {outcome.error}")
    if kind == "csv":
        return series_csv(outcome.result)
    from core.answers import own_answers

    return summary_json(outcome.result, own_answers(study, key, proofs.get(key), progress))


def _file_of_all(
    kind: str, study: Study, proofs: Mapping[int, Proof], progress: ProgressCallback
) -> bytes:
    """Return the same of all visible scenarios; see `study_csv` and `study_json`."""
    from core.export import study_csv, study_json

    if kind == "csv":
        return study_csv(study)
    from core.answers import study_answers

    keys = [one.scenario.key for one in study.outcomes if one.scenario.visible]
    return study_json(study, study_answers(study, keys, proofs, progress))
