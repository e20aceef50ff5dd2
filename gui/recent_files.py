"""The menu of the files used last: projects and prices, the latest first."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from core.errors import listed, quoted
from gui.settings import Paths, Settings

WIDTH_EM = 26
"""How wide an entry may be before its middle is left out."""
NAMED = 8
"""How many files a tooltip names."""


class RecentMenu(QMenu):
    """Opens again what was opened or saved before.

    Attributes
    ----------
    chosen
        The files to open, a tuple of paths: several where they were opened together.
    missed
        A sentence about files that are gone; they are no longer in the list.
    """

    chosen = Signal(object)
    missed = Signal(str)

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__("Open re&cent", parent)
        self.setObjectName("menu_recent")
        self.setToolTipsVisible(True)
        self._settings = settings
        self._entries: tuple[Paths, ...] = ()
        # Later: the entry that was chosen must not be destroyed while it tells so.
        settings.recent_changed.connect(self._fill, Qt.ConnectionType.QueuedConnection)
        self._fill()

    @Slot()
    def _fill(self) -> None:
        """List the files; whether they are there is asked when one is chosen, not on each look."""
        self.clear()
        self._entries = self._settings.recent
        for number, paths in enumerate(self._entries, start=1):
            action = QAction(self._entry(number, paths), self)
            action.setObjectName(f"recent_{number}")
            action.setToolTip(_whole(paths))
            action.setData(number - 1)
            action.triggered.connect(self._choose)
            self.addAction(action)
        self.addSeparator()
        clear = QAction("&Clear list", self)
        clear.setObjectName("recent_clear")
        clear.setToolTip("Forget these files; they stay where they are")
        clear.triggered.connect(self._settings.clear_recent)
        self.addAction(clear)
        self.menuAction().setEnabled(bool(self._entries))

    def _entry(self, number: int, paths: Paths) -> str:
        """Return the words of an entry; its number is the key that opens it, 0 that of the 10th."""
        key = f"&{number}" if number < 10 else f"{number // 10}&{number % 10}"
        metrics = self.fontMetrics()
        more = f" and {len(paths) - 1:,} more" if len(paths) > 1 else ""
        room = WIDTH_EM * metrics.horizontalAdvance("m")
        words = metrics.elidedText(_short(paths[0]), Qt.TextElideMode.ElideMiddle, room)
        return f"{key}  {(words + more).replace('&', '&&')}"

    @Slot()
    def _choose(self) -> None:
        action = self.sender()
        if not isinstance(action, QAction):
            return
        paths = self._entries[action.data()]
        # Not `Path.exists`, which raises where a folder may not be entered.
        gone = [path.name for path in paths if not os.path.exists(path)]
        if not gone:
            self.chosen.emit(paths)
            return
        self._settings.remove_recent(paths)
        self.missed.emit(_gone(gone, paths[0].parent))


def _gone(names: list[str], folder: Path) -> str:
    """Return a sentence about files that are not there."""
    verb, them = ("is", "it") if len(names) == 1 else ("are", "them")
    return (
        f"{listed([quoted(name) for name in names], 3)} {verb} no longer in "
        f"{quoted(str(folder), 120)}; open {them} with Ctrl+O from another place."
    )


def _short(path: Path) -> str:
    """Return a path with ~ for the user's folder."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)


def _whole(paths: Paths) -> str:
    """Return the whole paths, a line each."""
    lines = [str(path) for path in paths[:NAMED]]
    if len(paths) > NAMED:
        lines.append(f"and {len(paths) - NAMED:,} more")
    return "\n".join(lines)
