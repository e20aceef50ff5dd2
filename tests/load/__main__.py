"""The load of an hour's use, of many scenarios and of many symbols: `python -m tests.load`.

It prints for each kind of act how often it was done, how long until the window was at rest again,
and the longest gap between two beats of a timer in the thread of the window; and what the process
held at the beginning, on the way and in the end.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer

from gui.app import make_app
from gui.autosave import Autosave
from gui.fault_log import FaultLog
from gui.faults import Faults
from gui.garbage import GarbageHere
from gui.main_window import MainWindow
from gui.places import log_file, session_folder, settings_file
from gui.settings import Settings
from tests.gui.small_projects import at_rest
from tests.load.acts import Act, an_hour, edits, exports, pages, project_on
from tests.load.heart import Heart, Held, held

PATIENCE_S = 300
PARTS = ("hour", "scenarios", "symbols")
LOOKS = 10
"""How often what is held is looked at on the way."""
SLID = ("target_vol", "cost_bps", "cov_lookback", "alpha_minvar")


class Load:
    """Does acts one after another and measures them.

    Attributes
    ----------
    gaps, seconds
        Of each act, by its name.
    held
        What was held after so many acts.
    faults
        The errors that nobody caught.
    """

    def __init__(self, folder: Path, file: Path) -> None:
        self._app = make_app()
        self.faults: list[str] = []
        catcher = Faults(FaultLog(log_file()), self._app)
        catcher.install()
        catcher.came.connect(lambda fault: self.faults.append(fault.trace))
        self.gaps: dict[str, list[float]] = defaultdict(list)
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.held: dict[int, Held] = {}
        self.done = 0
        self.window = MainWindow(Settings(settings_file()), None, Autosave(session_folder()))
        self.window.resize(1360, 820)
        self.window.show()
        self._garbage = GarbageHere(self._app)
        self._heart = Heart(self.window)
        self._faults = catcher
        self.act("open", lambda: self.window.open_paths((file,)))
        assert self.window.study is not None, self.window.message.text

    def act(self, name: str, do: Callable[[], object]) -> None:
        """Do one thing, and wait until nothing is under way."""
        self._heart.reset()
        began = time.perf_counter()
        do()
        self._rest(name)
        self.seconds[name].append(time.perf_counter() - began)
        self.gaps[name].append(self._heart.longest)
        self.done += 1

    def do(self, acts: Iterable[Act], every: int = 0) -> None:
        """Do all of them; look at what is held after each `every`."""
        self.held.setdefault(self.done, held())
        for name, do in acts:
            self.act(name, do)
            if every and self.done % every == 0:
                self.held[self.done] = held()
        self.held[self.done] = held()

    def end(self) -> None:
        """Close the window and let it go."""
        self._heart.reset()
        self.window.close()
        self._garbage.let_go()
        self._faults.remove()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _rest(self, name: str) -> None:
        end = time.monotonic() + PATIENCE_S
        loop, clock = QEventLoop(), QTimer(interval=1)
        still = 0

        def look() -> None:
            nonlocal still
            resting = at_rest(self.window) and self.window.answers.is_at_rest
            still = still + 1 if resting else 0
            if still > 2 or time.monotonic() > end:
                loop.quit()

        clock.timeout.connect(look)
        clock.start()
        loop.exec()
        assert still, f"{name} takes more than {PATIENCE_S} s"

    def report(self) -> str:
        """Return the figures as lines."""
        lines = [f"{'act':<22}{'times':>6}{'median s':>10}{'longest s':>11}{'gap ms':>9}"]
        for name in sorted(self.gaps, key=lambda one: -max(self.gaps[one])):
            took = sorted(self.seconds[name])
            lines.append(
                f"{name:<22}{len(took):>6}{took[len(took) // 2]:>10.3f}{took[-1]:>11.3f}"
                f"{max(self.gaps[name]):>9.1f}"
            )
        lines.append(f"{'after acts':<12}{'MB':>8}{'threads':>9}{'files':>7}{'widgets':>9}")
        for count, one in self.held.items():
            lines.append(
                f"{count:<12}{one.memory:>8}{one.threads:>9}{one.files:>7}{one.widgets:>9}"
            )
        return "\n".join(lines)


def load_of(part: str, count: int, folder: Path) -> Load:
    """Put one of the loads on a window; return what was measured."""
    match part:
        case "hour":
            load = Load(folder, project_on(folder))
            load.do(pages(load.window))  # once, so that all is built
            load.do(an_hour(load.window, folder, count), max(count // LOOKS, 1))
        case "scenarios":
            load = Load(folder, project_on(folder, scenarios=50))
            _each_thing_once(load, folder)
        case _:
            load = Load(folder, project_on(folder, count=500, days=7_560))
            _each_thing_once(load, folder)
    return load


def _each_thing_once(load: Load, folder: Path) -> None:
    window = load.window
    load.do(
        chain(
            edits(window, SLID),
            pages(window),
            [("page charts", lambda: window.pages.show_page("charts"))],
            edits(window, SLID),
            exports(window, folder),
        )
    )


def main() -> int:
    """Put the loads on a window, each on one of its own; print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=2_000)
    parser.add_argument("--part", choices=PARTS, action="append")
    words = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    failed = False
    for part in words.part or PARTS:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for kind in ("CACHE", "CONFIG", "DATA", "STATE"):
                os.environ[f"XDG_{kind}_HOME"] = str(folder / kind)
            load = load_of(part, words.acts, folder)
            print(f"\n{part}\n{load.report()}", flush=True)
            for fault in load.faults:
                print(fault, file=sys.stderr)
            failed = failed or bool(load.faults)
            load.end()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
