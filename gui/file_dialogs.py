"""The dialogs of the window, which remember their folder, and files that are dropped on it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal, Slot
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox, QWidget

from core import __version__
from core.project import PROJECT_SUFFIX
from gui.file_kinds import (
    CSV,
    JSON,
    PICTURE,
    PROJECT,
    REPORT,
    FileKind,
    suggested_name,
)
from gui.keys_list import KeysList
from gui.settings import PictureFormat, Settings

if TYPE_CHECKING:
    import datetime as dt

    from core.result import BacktestResult
    from core.study import Study

_PROJECTS = f"*{PROJECT_SUFFIX}"
_PRICES = "*.csv *.csv.gz *.gz *.txt *.tsv *.parquet"
TO_OPEN = (
    f"Projects and prices ({_PROJECTS} {_PRICES})",
    f"Projects ({_PROJECTS})",
    f"Prices ({_PRICES})",
    "All files (*)",
)


ABOUT = (
    f"<b>Ballast {__version__}</b><p>What a drawdown-aware leverage overlay earns once it can be "
    "traded.</p><p>Nothing here is investment advice. MIT licence.</p>"
)


class FileDialogs(QObject):
    """Asks for files to open and places to write to, always from the folder used last.

    Attributes
    ----------
    chosen
        Files or a folder to open, a tuple of paths; nothing is told where the dialog was left.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget, settings: Settings | None = None) -> None:
        super().__init__(parent)
        self._parent = parent
        self._settings = settings
        self._folder = "" if settings is None else settings.folder

    @Slot()
    def choose_files(self) -> None:
        """Ask for a project, or for files of prices."""
        dialog = self._dialog("Open a project or prices")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(TO_OPEN)
        self._tell(self._answer(dialog))

    @Slot()
    def choose_folder(self) -> None:
        """Ask for a folder of such files."""
        dialog = self._dialog("Open a folder of prices")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self._tell(self._answer(dialog))

    @Slot()
    def show_about(self) -> None:
        """Say what this program is."""
        QMessageBox.about(self._parent, "About Ballast", ABOUT)

    @Slot()
    def show_keys(self) -> None:
        """List the shortcuts of the window beside it."""
        shown = [one for one in self._parent.findChildren(KeysList) if one.isVisible()]
        keys = shown[0] if shown else KeysList(self._parent)
        keys.show()
        keys.activateWindow()

    # Where to write: None where the dialog was left

    def place_for_project(self, file: Path | None) -> Path | None:
        """Ask where to write a project that was opened from or saved to `file` before."""
        name = f"project{PROJECT_SUFFIX}" if file is None else str(file)
        return self._place(PROJECT, "Save the project", name)

    def place_for(self, kind: str, result: BacktestResult, run: str) -> Path | None:
        """Ask where to write a result ("csv" or "json") of the scenario of that name."""
        what, written = ("daily series", CSV) if kind == "csv" else ("summary", JSON)
        name = suggested_name(
            written, run, simulated=result.source.simulated, last_day=result.dates[-1].date()
        )
        return self._place(written, f"Export the {what} of {run}", name)

    def place_for_all(self, kind: str, study: Study) -> Path | None:
        """Ask where to write the results ("csv" or "json") of all visible scenarios."""
        what, written = ("daily series", CSV) if kind == "csv" else ("summaries", JSON)
        title = f"Export the {what} of all visible scenarios"
        return self._place(written, title, _name_of_study(written, "all", study))

    def place_for_report(self, study: Study) -> Path | None:
        """Ask where to write the report of what is shown."""
        return self._place(REPORT, "Write the report", _name_of_study(REPORT, "report", study))

    def place_for_answer(self, name: str, what: str, study: Study, run: str) -> Path | None:
        """Ask where to write a table about the scenario `run`, called `name` in the suggestion."""
        stem = name.removesuffix(CSV.suffixes[0])
        return self._place(CSV, f"Export {what}", _name_of_study(CSV, stem, study, run))

    def place_for_picture(self, page: str) -> Path | None:
        """Ask where to write the picture of a page, and as which kind, the last one at first."""
        path = self._place(PICTURE, f"Save the picture of {page}", suggested_name(PICTURE, page))
        if path is not None and self._settings is not None:
            formats: dict[str, PictureFormat] = {".png": "png", ".svg": "svg"}
            self._settings.picture_format = formats[path.suffix.lower()]
        return path

    def remember(self, path: Path) -> None:
        """Begin in the folder of a path that came another way, dropped for instance."""
        self._folder = str((path if os.path.isdir(path) else path.parent).absolute())
        if self._settings is not None:
            self._settings.folder = self._folder

    def _place(self, kind: FileKind, title: str, name: str) -> Path | None:
        number = 0
        if kind is PICTURE and self._settings is not None:
            number = kind.suffixes.index(f".{self._settings.picture_format}")
            name = str(Path(name).with_suffix(kind.suffixes[number]))
        while True:
            dialog = self._dialog(title)
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setFileMode(QFileDialog.FileMode.AnyFile)
            dialog.setNameFilters(kind.filters)
            suffix = _Suffix(dialog, kind.suffixes)
            suffix.take(number)
            dialog.selectFile(name)
            path = next(iter(self._answer(dialog)), None)
            if path is None or path.suffix.lower() in kind.suffixes:
                return path
            path = path.with_name(f"{path.name}{suffix.taken}")
            if not os.path.exists(path):
                return path
            name = str(path)  # once more: nobody was asked whether that one may be replaced

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self._parent, title, self._folder)
        dialog.setObjectName("file_dialog")
        return dialog

    def _tell(self, paths: tuple[Path, ...]) -> None:
        if paths:
            self.chosen.emit(paths)

    def _answer(self, dialog: QFileDialog) -> tuple[Path, ...]:
        accepted = dialog.exec()
        names = dialog.selectedFiles() if accepted else []
        if names:
            self.remember(Path(names[0]))
        dialog.deleteLater()
        return tuple(Path(name) for name in names)


class _Suffix(QObject):
    """Gives the name in a dialog the suffix of the kind that is chosen below it."""

    def __init__(self, dialog: QFileDialog, suffixes: Sequence[str]) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._suffixes = suffixes
        self.taken = suffixes[0]
        dialog.filterSelected.connect(self._follow)

    def take(self, number: int) -> None:
        """Choose the kind with this number."""
        self._dialog.selectNameFilter(self._dialog.nameFilters()[number])
        self._set(self._suffixes[number])

    @Slot(str)
    def _follow(self, chosen: str) -> None:
        suffix = self._suffixes[self._dialog.nameFilters().index(chosen)]
        self._set(suffix)
        for name in self._dialog.selectedFiles()[:1]:
            path = Path(name)
            if path.suffix.lower() in self._suffixes:
                self._dialog.selectFile(path.with_suffix(suffix).name)

    def _set(self, suffix: str) -> None:
        self.taken = suffix
        self._dialog.setDefaultSuffix(suffix)


class FileDrop(QObject):
    """Lets files and folders be dropped on a window.

    Attributes
    ----------
    dropped
        The paths, a tuple of them.
    """

    dropped = Signal(object)

    def __init__(self, window: QWidget, open_action: QAction) -> None:
        super().__init__(window)
        self._open = open_action
        window.setAcceptDrops(True)
        for field in window.findChildren(QLineEdit):
            field.setAcceptDrops(False)  # it would take the path for a text
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and self._open.isEnabled():  # an entering drag is one too
            paths = _local_paths(event.mimeData())
            if paths:
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    self.dropped.emit(paths)
                return True
        return super().eventFilter(watched, event)


def _name_of_study(kind: FileKind, what: str, study: Study, run: str = "") -> str:
    """Return a name for the file of a study, or of the scenario `run` in it."""
    days = study.comparison.dates
    last: dt.date | None = days[-1].date() if len(days) else None
    return suggested_name(kind, run, what, simulated=study.loaded.source.simulated, last_day=last)


def _local_paths(data: QMimeData) -> tuple[Path, ...]:
    """Return the files and folders that are dragged, none where anything else is."""
    urls = data.urls() if data.hasUrls() else []
    if not all(url.isLocalFile() for url in urls):
        return ()
    return tuple(Path(url.toLocalFile()) for url in urls)
