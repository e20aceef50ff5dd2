"""The one thread beside the window's: it runs a task, tells its progress, and can be stopped."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

from core.progress import Cancelled, ProgressCallback

SECONDS_A_REPORT = 0.05

Task = Callable[[ProgressCallback], object]
"""Work for the thread: it is given a progress callback and returns its result."""


class Worker(QThread):
    """Runs one task and ends in exactly one of `succeeded`, `failed`, `cancelled`.

    The window keeps it until Qt's own ``finished``; `stop` asks it to end, and it does at the
    next report of progress.
    """

    progressed = Signal(str, float)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, task: Task, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task = task
        self._last_report = 0.0

    def stop(self) -> None:
        """Ask the task to end; `cancelled` tells when it has."""
        self.requestInterruption()

    def _report(self, stage: str, fraction: float) -> None:
        if self.isInterruptionRequested():
            raise Cancelled
        now = time.monotonic()
        if now - self._last_report >= SECONDS_A_REPORT or fraction >= 1.0:
            self._last_report = now
            self.progressed.emit(stage, fraction)

    def run(self) -> None:
        """Run the task in this thread; Qt calls it."""
        try:
            result = self._task(self._report)
        except Cancelled:
            self.cancelled.emit()
        except BaseException as error:  # a bug, or a task that wants to leave: it has ended
            self.failed.emit(error)
        else:
            if self.isInterruptionRequested():
                self.cancelled.emit()
            else:
                self.succeeded.emit(result)
