"""How files reach the window: by dialogs, which remember their folder, and by dropping them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

if TYPE_CHECKING:
    from core.result import BacktestResult

PRICE_FILES = (
    "Prices (*.csv *.csv.gz *.gz *.txt *.tsv *.parquet)",
    "All files (*)",
)


class FileDialogs:
    """Asks for files to open and places to write to, always from the folder used last."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent
        self._folder = ""

    def price_files(self) -> tuple[Path, ...]:
        """Return the files chosen, none where the dialog was left."""
        dialog = self._dialog("Open prices")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(PRICE_FILES)
        return self._chosen(dialog)

    def price_folder(self) -> tuple[Path, ...]:
        """Return the folder chosen, nothing where the dialog was left."""
        dialog = self._dialog("Open a folder of prices")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        return self._chosen(dialog)

    def place_for(self, kind: str, suggestion: str, title: str) -> Path | None:
        """Return where to write a file of that kind, which its name ends in; None if nowhere."""
        dialog = self._dialog(title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilter(f"{kind.upper()} (*.{kind})")
        dialog.setDefaultSuffix(kind)
        dialog.selectFile(suggestion)
        return next(iter(self._chosen(dialog)), None)

    def remember(self, path: Path) -> None:
        """Begin in the folder of a path that came another way, dropped for instance."""
        self._folder = str(path if path.is_dir() else path.parent)

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self._parent, title, self._folder)
        dialog.setObjectName("file_dialog")
        return dialog

    def _chosen(self, dialog: QFileDialog) -> tuple[Path, ...]:
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


def export_name(result: BacktestResult, kind: str) -> str:
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
