"""Starts the window, or makes a picture of it."""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QLocale,
    QMessageLogContext,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from gui.autosave import Autosave
from gui.crash_file import CrashFile
from gui.fault import fault_of
from gui.fault_dialog import CANNOT_BEGIN, FaultDialog
from gui.fault_keeper import open_folder
from gui.fault_log import FaultLog, last_words
from gui.faults import Faults
from gui.formats import number_locale
from gui.garbage import GarbageHere
from gui.leaving import Leaving
from gui.main_window import MainWindow
from gui.places import log_file, session_folder, settings_file
from gui.runner import State
from gui.settings import Settings
from gui.theme import DARK, LIGHT, Theme

THEMES: dict[str, Theme] = {"light": LIGHT, "dark": DARK}
ICON = Path(__file__).resolve().parents[1] / "resources" / "icons" / "ballast.svg"
WITHOUT_SCREEN = ("offscreen", "minimal")
"""Platforms where nobody could close a dialog."""
SETTLING_MS = 300
"""Time between the last result and the picture: layouts and range changes are done by then."""


def make_app() -> QApplication:
    """Return the one application object, made if there is none."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("Ballast")
    app.setApplicationDisplayName("Ballast")
    app.setDesktopFileName("ballast")
    app.setWindowIcon(QIcon(str(ICON)))
    QLocale.setDefault(number_locale())  # for the editors, which write and read numbers too
    return app


def say_what_matters(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Pass on Qt's messages, but not that there is no window manager where there is no screen."""
    if not text.startswith("This plugin does not support"):
        print(text, file=sys.stderr)


def show_window(theme: str | None = None, paths: tuple[Path, ...] = ()) -> int:
    """Open the window; return the exit code when it is closed.

    It shows `paths`, a project or prices, or else what was open last, or else the demo market.
    """
    app = make_app()
    log = FaultLog(log_file())
    faults = Faults(log, app)
    faults.install()
    log.write_start("The window")
    crash = CrashFile(log)
    crash.begin()
    try:
        code = _window_shown(app, theme, paths, faults)
        log.write_end("The window")
    except Exception as error:
        code = _tell_no_start(app, log, error)
    crash.end()
    return code


def _window_shown(
    app: QApplication, theme: str | None, paths: tuple[Path, ...], faults: Faults
) -> int:
    """Show the window until it is closed; return the exit code."""
    settings = Settings(settings_file())
    autosave = Autosave(session_folder())
    window = MainWindow(settings, THEMES[theme] if theme else None, autosave)

    def begin() -> None:
        settings.tell_damage()
        if paths:  # asked of the parts, so that what was told so far stays to be read
            window.files.open_paths(paths)
        elif not window.come_back():
            window.workspace.open_demo()

    leaving = Leaving(app, window, window.keep)
    garbage = GarbageHere()
    faults.came.connect(window.faults.show_fault)
    faults.repeated.connect(window.faults.count_fault)
    window.first_painted.connect(begin)
    window.show()
    code = app.exec()
    garbage.let_go()
    leaving.let_go()
    _destroy(window)
    return code


def _tell_no_start(app: QApplication, log: FaultLog, error: Exception) -> int:
    """Tell why there is no window, in a dialog too where there is a screen; return the code."""
    words = last_words(log, error, "the start of the window")
    if sys.stderr is not None:  # as it is in a program without a terminal
        print(words, file=sys.stderr)
    if app.platformName() not in WITHOUT_SCREEN:
        dialog = FaultDialog(log.path if log.is_written else None, advice=CANNOT_BEGIN)
        dialog.log_wanted.connect(partial(open_folder, log.path.parent))
        dialog.add_fault(fault_of(error, "the start of the window"))
        dialog.exec()
    return 1


def save_screenshot(
    picture: Path,
    theme: str | None,
    size: tuple[int, int],
    page: str = "charts",
    paths: tuple[Path, ...] = (),
) -> str:
    """Open the demo, or `paths`, in a window and save its picture; return "" or what failed."""
    qInstallMessageHandler(say_what_matters)
    app = make_app()
    with tempfile.TemporaryDirectory() as folder:
        window = MainWindow(
            Settings(Path(folder, "settings.ini")), THEMES[theme] if theme else LIGHT
        )
        window.resize(*size)
        acts = iter(
            (
                lambda: window.resize(*size),  # by then it knows its least size
                lambda: window.pages.show_page(page),
                lambda: _press(window.pages.current),
            )
        )

        def go_on() -> None:
            if window.workspace.runner.state is State.READY and window.answers.is_at_rest:
                next(acts, app.quit)()

        clock = QTimer(window, interval=SETTLING_MS)
        clock.timeout.connect(go_on)
        window.settled.connect(clock.start)
        window.show()

        def begin() -> None:
            if paths:
                window.open_paths(paths)
            else:
                window.open_demo()
            if window.workspace.runner.state is State.READY:  # it was refused at once
                app.quit()

        garbage = GarbageHere()
        QTimer.singleShot(0, window, begin)
        app.exec()
        garbage.let_go()
        shown = window.study is not None
        failure = "" if shown else window.message.text or "Nothing could be shown."
        if shown and not window.grab().save(str(picture), "PNG"):
            failure = f"{picture} cannot be written; check its folder."
        window.close()
        _destroy(window)
    return failure


def _destroy(window: MainWindow) -> None:
    """Let Qt take a closed window apart; left to Python's end, its parts would go one by one."""
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _press(page: QWidget | None) -> None:
    """Do what a page does only when it is asked to, so that its picture shows what it is for."""
    from gui.proof_page import ProofPage

    if isinstance(page, ProofPage):
        page.prove()
