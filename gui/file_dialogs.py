"""The dialogs of the window, which remember their folder, and files that are dropped on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal, Slot
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox, QWidget

from core import __version__

if TYPE_CHECKING:
    from core.result import BacktestResult

PRICE_FILES = (
    "Prices (*.csv *.csv.gz *.gz *.txt *.tsv *.parquet)",
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

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._folder = ""

    @Slot()
    def choose_files(self) -> None:
        """Ask for files of prices."""
        dialog = self._dialog("Open prices")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(PRICE_FILES)
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

    def place_for(self, kind: str, result: BacktestResult, run: str) -> Path | None:
        """Return where to write a result ("csv" or "json") of the run of that name, or None."""
        what = "daily series" if kind == "csv" else "summary"
        dialog = self._dialog(f"Export the {what} of the run {run}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilter(f"{kind.upper()} (*.{kind})")
        dialog.setDefaultSuffix(kind)
        dialog.selectFile(_export_name(result, kind))
        return next(iter(self._answer(dialog)), None)

    def remember(self, path: Path) -> None:
        """Begin in the folder of a path that came another way, dropped for instance."""
        self._folder = str(path if path.is_dir() else path.parent)

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


def _export_name(result: BacktestResult, kind: str) -> str:
    """Return a name for the file of a result that tells what is in it."""
    marker = "simulated-" if result.source.simulated else ""
    preset = result.parameters.nearest_preset()
    return f"ballast-{marker}{preset}-{result.dates[-1]:%Y-%m-%d}.{kind}"


def _local_paths(data: QMimeData) -> tuple[Path, ...]:
    """Return the files and folders that are dragged, none where anything else is."""
    urls = data.urls() if data.hasUrls() else []
    if not all(url.isLocalFile() for url in urls):
        return ()
    return tuple(Path(url.toLocalFile()) for url in urls)
