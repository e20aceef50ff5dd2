"""What the window does about errors nobody has foreseen: it keeps the project, and tells them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QWidget

from gui.fault import Fault
from gui.fault_dialog import FaultDialog
from gui.message import Tone
from gui.places import log_file


class FaultKeeper(QObject):
    """Keeps what is open at once when an error comes, and shows one dialog for all of them.

    An error that comes again after the dialog was closed is told in the status line: a view that
    fails whenever it is painted would not let itself be closed.

    Attributes
    ----------
    told
        A sentence above the pages, and its tone.
    noted
        A sentence of less weight.
    """

    told = Signal(str, object)
    noted = Signal(str)

    def __init__(self, window: QWidget, keep: Callable[[], None], log_action: QAction) -> None:
        super().__init__(window)
        self._window, self._log, self._keep = window, log_file(), keep
        log_action.setStatusTip(f"{log_action.statusTip()}: {self._log}")
        log_action.setToolTip(log_action.statusTip())
        self._dialog: FaultDialog | None = None

    @Slot(object)
    def show_fault(self, fault: Fault) -> None:
        """Tell an error that has come for the first time."""
        try:
            self._keep()
        finally:  # where that fails too, its error comes here next
            if self._dialog is None or not self._dialog.isVisible():
                self._open()
            assert self._dialog is not None
            self._dialog.add_fault(fault)

    @Slot(object, int)
    def count_fault(self, fault: Fault, count: int) -> None:
        """Tell that an error has come again."""
        dialog = self._dialog
        if dialog is not None and dialog.isVisible() and dialog.holds(fault):
            dialog.set_count(fault, count)
        else:
            self.noted.emit(f"The same error of the program again ({count:,} times): {fault.what}")

    @Slot()
    def show_log(self) -> None:
        """Open the folder of the log, or tell where it is."""
        if not open_folder(self._log.parent):
            self.told.emit(f"The log is {self._log}.", Tone.INFO)

    def _open(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = FaultDialog(self._log if self._log.is_file() else None, self._window)
        self._dialog.log_wanted.connect(self.show_log)
        self._dialog.show()


def open_folder(folder: Path) -> bool:
    """Show a folder in the file manager; return whether there is one."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
