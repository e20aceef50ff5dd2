"""The program started anew in this process, as `gui.app` starts it, on the folders of a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from gui import places
from gui.autosave import Autosave
from gui.main_window import MainWindow
from gui.settings import Settings
from gui.theme import LIGHT
from tests.gui.small_projects import at_rest

WAIT_MS = 60_000
Start = Callable[..., MainWindow]


def rest(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until nothing is under way."""
    qtbot.waitUntil(lambda: at_rest(window), timeout=WAIT_MS)


def started(qtbot: QtBot, *paths: Path) -> MainWindow:
    """Return a window that has begun with files, or with what was left, as the program does."""
    settings = Settings(places.settings_file())
    window = MainWindow(settings, LIGHT, Autosave(places.session_folder()))
    qtbot.addWidget(window)
    window.show()
    settings.tell_damage()
    if paths:
        window.files.open_paths(paths)
    else:
        window.come_back()
    rest(qtbot, window)
    return window
