"""A program for tests: a window of a user who may not enter the folder of the project.

It is started with a folder that holds `own`, with a session, and `closed`, with a project; it
prints what the message said, a line after each step.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QAction

from gui.app import make_app
from gui.autosave import Autosave
from gui.main_window import MainWindow
from gui.runner import State
from gui.settings import Settings


def give_up_rights() -> None:
    """Make root a user like any other, who still owns the files of the interpreter.

    No capability is left (capset(2), version 3, all masks empty).
    """
    header, masks = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None, use_errno=True).capset(header, masks):
        raise OSError(ctypes.get_errno(), "capset")


def main(folder: Path) -> None:
    if os.geteuid() == 0:
        give_up_rights()
    make_app()
    settings = Settings(folder / "own" / "settings.ini")
    file = folder / "closed" / "mine.ballast"
    settings.add_recent((file,))
    window = MainWindow(settings, None, Autosave(folder / "own" / "sessions"))
    window.show()

    def told() -> str:
        loop = QEventLoop()
        clock = QTimer(interval=10)
        clock.timeout.connect(
            lambda: loop.quit() if window.workspace.runner.state is State.READY else None
        )
        clock.start()
        loop.exec()
        return window.message.text

    window.come_back()
    name = window.workspace.project.scenarios[1].name
    print(name, window.workspace.document.is_saved, window.message.text, sep="|")
    told()
    window.open_paths((file,))
    print(told())
    recent = window.findChild(QAction, "recent_1")
    assert recent is not None
    recent.trigger()
    print(told())
    window.files.save_to(file)
    print(told())
    window.close()


main(Path(sys.argv[1]))
