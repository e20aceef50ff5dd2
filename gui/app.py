"""Starts the window, or makes a picture of it."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from PySide6.QtCore import QLocale, QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from gui.formats import number_locale
from gui.main_window import MainWindow
from gui.pages import CHARTS, DATA
from gui.theme import DARK, LIGHT, Theme

THEMES: dict[str, Theme] = {"light": LIGHT, "dark": DARK}
SETTLING_MS = 150
"""Time between the last result and the picture: layouts and range changes are done by then."""


def make_app() -> QApplication:
    """Return the one application object, made if there is none."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("Ballast")
    app.setApplicationDisplayName("Ballast")
    app.setDesktopFileName("ballast")
    QLocale.setDefault(number_locale())  # for the editors, which write and read numbers too
    return app


def _say_what_matters(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Pass on Qt's messages, but not that there is no window manager where there is no screen."""
    if not text.startswith("This plugin does not support"):
        print(text, file=sys.stderr)


def show_window(theme: str | None = None) -> int:
    """Open the window with the demo market; return the exit code when it is closed."""
    app = make_app()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C in the terminal closes the program
    window = MainWindow(THEMES[theme] if theme else None)
    window.first_painted.connect(window.open_demo)
    window.show()
    return app.exec()


def save_screenshot(
    path: Path, theme: str | None, width: int, height: int, page: str = "charts"
) -> str:
    """Run the demo in a window of that size and save its picture; return "" or what failed."""
    qInstallMessageHandler(_say_what_matters)
    app = make_app()
    window = MainWindow(THEMES[theme] if theme else LIGHT)
    window.resize(width, height)
    window.pages.show_page(DATA if page == "data" else CHARTS)
    window.settled.connect(lambda: window.resize(width, height))  # by then it knows its least size
    window.settled.connect(lambda: QTimer.singleShot(SETTLING_MS, app.quit))
    window.show()
    QTimer.singleShot(0, window.open_demo)
    app.exec()
    if not window.outcomes:
        return window.message.text or "The demo gave no result."
    saved = window.grab().save(str(path), "PNG")
    window.close()
    return "" if saved else f"{path} cannot be written; check its folder."
