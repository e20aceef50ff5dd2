"""Starts the window in this process and tells how long its steps took, as JSON.

``python -m tests.bench.window_times`` prints seconds from the start of the process to the first
painted window and to the first painted result; then the longest gap between two beats of a 5 ms
timer of the window's thread, at rest and while both presets are run twenty times.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

STARTED = float(os.environ.get("BALLAST_STARTED", time.time()))
RUNS = 20


def main() -> int:
    from PySide6.QtCore import QElapsedTimer, Qt, QTimer

    from gui.app import make_app
    from gui.main_window import MainWindow
    from gui.settings import Settings

    app = make_app()
    times: dict[str, float] = {}
    folder = tempfile.TemporaryDirectory()
    window = MainWindow(Settings(Path(folder.name, "settings.ini")))

    def painted() -> None:
        times["painted_s"] = time.time() - STARTED
        window.open_demo()

    def filled() -> None:
        window.settled.disconnect(filled)
        window.repaint()
        app.processEvents()
        times["filled_s"] = time.time() - STARTED
        if "--start-only" in sys.argv:
            app.quit()
            return
        beats.start()
        clock.start()
        QTimer.singleShot(1000, start_runs)

    gaps: list[int] = []
    clock = QElapsedTimer()
    beats = QTimer()
    beats.setTimerType(Qt.TimerType.PreciseTimer)
    beats.setInterval(5)
    beats.timeout.connect(lambda: gaps.append(clock.nsecsElapsed()) or clock.start())
    left = [RUNS]

    def start_runs() -> None:
        times["gap_at_rest_ms"] = max(gaps) / 1e6
        gaps.clear()
        window.settled.connect(another)
        window.actions_["run"].trigger()

    def another() -> None:
        left[0] -= 1
        if left[0]:
            QTimer.singleShot(0, window.actions_["run"].trigger)
        else:
            times["gap_in_runs_ms"] = max(gaps) / 1e6
            app.quit()

    window.first_painted.connect(painted)
    window.settled.connect(filled)
    window.show()
    app.exec()
    window.close()
    print(json.dumps(times))
    return 0


if __name__ == "__main__":
    sys.exit(main())
