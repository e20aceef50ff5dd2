"""Keeps what is open safe while it is edited, and brings it back at the next start."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.errors import BacktestError
from gui.autosave import CAME_BACK, Autosave
from gui.file_commands import FileCommands
from gui.layout_keeper import LayoutKeeper
from gui.message import Tone
from gui.workspace import Workspace

PAUSE_MS = 250
"""After the last step of a control: its content is not made at every one."""


class SessionKeeper(QObject):
    """Hands every edit to the autosave.

    Attributes
    ----------
    told
        A sentence for the user, and its tone.
    """

    told = Signal(str, object)

    def __init__(
        self,
        autosave: Autosave,
        workspace: Workspace,
        layout: LayoutKeeper,
        files: FileCommands,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._autosave = autosave
        self._workspace, self._layout, self._files = workspace, layout, files
        self._later = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._later.timeout.connect(self.keep)
        for signal in (
            workspace.project_changed,
            workspace.document.history.cleanChanged,
            workspace.document.filed,
            layout.changed,
        ):
            signal.connect(self._keep_soon)
        autosave.told.connect(self._warn)

    def come_back(self) -> bool:
        """Open what was open last; return whether there was anything."""
        left = self._autosave.come_back()
        if left is None:
            return False
        from core.project_file import project_of

        session = left.session
        try:
            project, layout = project_of(session.project, "what was open", None)
        except BacktestError as error:
            self._autosave.refuse(left)
            self.told.emit(str(error), Tone.WARNING)
            return False
        # The file may be newer than what was kept of it; or it cannot be read any more.
        file = session.file if session.saved else None
        if file is not None and file.is_file() and self._files.open_project(file):
            self._layout.show(layout)  # looking at it in another way was no edit
            self._workspace.project_changed.emit()
            return True
        self._files.show_project(project, layout, session.file, saved=False)
        if self._autosave.came_from_crash:
            self.told.emit(CAME_BACK, Tone.INFO)
        return True

    @Slot()
    def keep(self) -> None:
        """Keep what is open as it is now."""
        from core.project_file import project_json

        self._later.stop()
        document = self._workspace.document
        content = project_json(document.project, self._layout.layout())
        self._autosave.keep(content, document.file, document.is_saved)

    def close(self) -> bool:
        """Keep it for the last time, as the window closes; False where the disk does not answer."""
        self.keep()
        return self._autosave.close_cleanly()

    @Slot()
    def _keep_soon(self) -> None:
        if not self._later.isActive():  # a long drag is kept too
            self._later.start()

    @Slot(str)
    def _warn(self, text: str) -> None:
        self.told.emit(text, Tone.WARNING)
