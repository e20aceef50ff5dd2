"""How long the window is deaf, and what the process holds."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

BEAT_MS = 5


class Heart(QObject):
    """A timer in the thread of the window; between two of its beats the window is deaf.

    Attributes
    ----------
    longest
        The longest gap between two beats since it was reset, in milliseconds.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def reset(self) -> None:
        """Begin anew; the beat under way counts for what follows."""
        self.longest, self._last = 0.0, time.perf_counter()

    @Slot()
    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, 1e3 * (now - self._last))
        self._last = now


@dataclass(frozen=True)
class Held:
    """What a process holds: memory in MB, and counts of threads, open files and widgets."""

    memory: int
    threads: int
    files: int
    widgets: int


def held() -> Held:
    """Return what this process holds, as Linux tells it."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return Held(
        memory=pages * os.sysconf("SC_PAGE_SIZE") // 2**20,
        threads=len(os.listdir("/proc/self/task")),
        files=len(os.listdir("/proc/self/fd")),
        widgets=len(QApplication.allWidgets()),
    )
