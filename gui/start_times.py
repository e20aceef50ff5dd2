"""Measures how soon the window is there and how soon it shows a result, for `--start-times`."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot, qInstallMessageHandler

from core.kernels.places import is_compiled
from gui.app import make_app, say_what_matters
from gui.main_window import MainWindow
from gui.settings import Settings


def measure_start(began: float, paths: tuple[Path, ...]) -> str:
    """Start the window on the demo market, or on `paths`, and end; return the times as JSON.

    Nothing is left behind: neither settings nor a session. All times are in milliseconds from the
    start of the process, as the system tells it (to 10 ms), or from `began` where none does.

    Parameters
    ----------
    began : float
        When the program's own first line ran, in seconds of `time.monotonic`.

    Returns
    -------
    str
        ``main_ms``, the program's first line; ``window_ms``, the first painted window;
        ``result_ms``, the first painted result, null where there is none; ``compiled``, whether
        the machine code was there.
    """
    zero = time.monotonic() - _age(began)
    compiled = is_compiled()
    qInstallMessageHandler(say_what_matters)
    app = make_app()
    with tempfile.TemporaryDirectory() as folder:
        window = MainWindow(Settings(Path(folder, "settings.ini")))
        start = _Start(window, paths, zero)
        window.show()
        app.exec()
        window.close()
    return json.dumps(
        {
            "main_ms": round(1e3 * (began - zero)),
            "window_ms": start.window_ms,
            "result_ms": start.result_ms,
            "compiled": compiled,
        }
    )


class _Start(QObject):
    """Follows a window from its first painting to its first result."""

    def __init__(self, window: MainWindow, paths: tuple[Path, ...], zero: float) -> None:
        super().__init__(window)
        self._window, self._paths, self._zero = window, paths, zero
        self.window_ms: int | None = None
        self.result_ms: int | None = None
        window.first_painted.connect(self._begin)
        window.settled.connect(self._end)

    def _passed(self) -> int:
        return round(1e3 * (time.monotonic() - self._zero))

    @Slot()
    def _begin(self) -> None:
        self.window_ms = self._passed()
        if self._paths:
            self._window.open_paths(self._paths)
        else:
            self._window.open_demo()

    @Slot()
    def _end(self) -> None:
        self._window.settled.disconnect(self._end)
        self._window.repaint()  # at once, with all that it holds
        app = make_app()
        app.processEvents()
        if self._window.study is not None:
            self.result_ms = self._passed()
        QTimer.singleShot(0, app.quit)


def _age(began: float) -> float:
    """Return for how many seconds this process has been there."""
    if sys.platform == "linux":
        try:
            after_name = Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2]
            ticks = int(after_name.split()[19])  # proc_pid_stat(5): the 22nd, starttime
        except (OSError, ValueError, IndexError):
            pass
        else:
            return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    return time.monotonic() - began
