"""A program for tests: `main.py` as a person uses it, which comes to a halt where it is told to.

It is started with a word of `HALTS`, or with `look`, and arguments for `main`. Where it halts it
prints HERE and waits to be killed; the window goes on where it is the worker that halts. A `look`
prints as JSON what is seen when nothing is under way any more, and closes the window.
"""

from __future__ import annotations

import builtins
import json
import os
import sqlite3
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

import core.atomic_files
import core.engine
import gui.sessions
from gui.app import make_app
from gui.main_window import MainWindow
from gui.runner import State
from gui.settings import Settings
from main import main

EXPORTED = "exported"
"""The file that exports are written to, in the working folder, with the kind as its suffix."""
EDITED, AGAIN = "Edited", "Edited again"
OTHER_LOOKBACK = 30

_kept: list[QObject] = []


def halt() -> None:
    """Wait to be killed."""
    say_here()
    threading.Event().wait()


def say_here() -> None:
    """Ask to be killed."""
    print("HERE", flush=True)


def window() -> MainWindow:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))


def when(condition: Callable[[], bool], act: Callable[[], object]) -> None:
    """Act as soon as something is so; the test has the deadline."""
    clock = QTimer(interval=10)

    def look() -> None:
        if condition():
            clock.stop()
            act()

    clock.timeout.connect(look)
    clock.start()
    _kept.append(clock)


def is_ready() -> bool:
    shown = any(isinstance(one, MainWindow) for one in QApplication.topLevelWidgets())
    return shown and window().study is not None and window().workspace.runner.state is State.READY


def is_kept(name: str) -> bool:
    """Whether the autosave has written an edit."""
    folder = Path(os.environ["XDG_STATE_HOME"], "ballast", "sessions")
    return any(name in path.read_text() for path in folder.glob("session-*.json"))


def edit(name: str = EDITED) -> None:
    window().scenarios.rename(2, name)


# --- where it halts


def in_a_run() -> None:
    """After an edit that is kept, and another that needs a run and is kept while it lasts."""
    edit()
    core.engine.shrunk_covariances = lambda *_, **__: threading.Event().wait()  # type: ignore[assignment,return-value]
    workspace = window().workspace
    scenario = workspace.project.scenario(2)
    assert scenario is not None
    parameters = scenario.parameters.model_copy(update={"cov_lookback": OTHER_LOOKBACK})
    workspace.edit(workspace.project.with_parameters(2, parameters), "Change", "")
    when(lambda: is_kept(f'"cov_lookback": {OTHER_LOOKBACK}'), say_here)


class _Half:
    """A file whose first write ends in its middle."""

    def __init__(self, file) -> None:
        self._file = file

    def __enter__(self) -> _Half:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def write(self, content: bytes) -> None:
        self._file.write(content[: len(content) // 2])
        self._file.flush()
        halt()


def halt_in_the_bytes(module: object) -> None:
    """Let a module write half of the next file."""

    def half(*words, **named) -> _Half:
        return _Half(builtins.open(*words, **named))

    module.open = half  # type: ignore[attr-defined]


def halt_at_replacing(begin: str, when_done: bool) -> None:
    """Halt before, or after, a file takes the place of one whose name begins so."""
    replace = os.replace

    def halting(source, target) -> None:
        here = Path(target).name.startswith(begin)
        if here and not when_done:
            halt()
        replace(source, target)
        if here:
            halt()

    os.replace = halting  # type: ignore[assignment]


def in_an_export(kind: str, place: str) -> Callable[[], None]:
    """After an edit, in writing over a file that is there."""

    def act() -> None:
        edit()
        when(lambda: is_ready() and is_kept(EDITED), write)

    def write() -> None:
        path = Path.cwd() / f"{EXPORTED}.{kind}"
        match place:
            case "bytes":
                halt_in_the_bytes(core.atomic_files)
            case "before":
                halt_at_replacing(EXPORTED, when_done=False)
            case "after":
                halt_at_replacing(EXPORTED, when_done=True)
        export(path)

    return act


def export(path: Path) -> None:
    match path.suffix:
        case ".html":
            window().files.write_report(path)
        case ".ballast":
            window().files.save_to(path)
        case kind:
            window().files.export(kind[1:], path)


def in_an_autosave(place: str) -> Callable[[], None]:
    """In keeping the second of two edits."""

    def act() -> None:
        edit()
        when(lambda: is_kept(EDITED), again)

    def again() -> None:
        match place:
            case "bytes":
                halt_in_the_bytes(gui.sessions)
            case "before":
                halt_at_replacing("session-", when_done=False)
            case "after":
                halt_at_replacing("session-", when_done=True)
        edit(AGAIN)

    return act


class _Halting(sqlite3.Connection):
    """A connection that halts beside the end of its first transaction."""

    place = ""

    def execute(self, statement, *words):
        is_end = statement == "COMMIT"
        if is_end and self.place == "before":
            halt()
        done = super().execute(statement, *words)
        if is_end:
            halt()
        return done


def in_a_cache_write(place: str) -> Callable[[], None]:
    """In keeping prices; it is to be asked for before they are."""
    connect = sqlite3.connect

    def act() -> None:
        _Halting.place = place
        sqlite3.connect = lambda *words, **named: connect(*words, factory=_Halting, **named)  # type: ignore[assignment]

    return act


def in_a_folder() -> None:
    """As soon as a folder of the user's is to be made."""
    os.mkdir = lambda *_, **__: halt()  # type: ignore[assignment]


def before_the_window() -> None:
    """When all is loaded, and nothing seen."""
    MainWindow.show = lambda _: halt()  # type: ignore[method-assign]


def at_the_first_paint() -> None:
    """When the window is seen, and is empty."""
    Settings.tell_damage = lambda _: halt()  # type: ignore[method-assign]


def in_the_first_run() -> None:
    """When the window is seen, and computes."""
    core.engine.shrunk_covariances = lambda *_, **__: halt()  # type: ignore[assignment]


AT_REST: dict[str, Callable[[], None]] = {
    "rest": halt,
    "run": in_a_run,
    **{
        f"{kind}-{place}": in_an_export(kind, place)
        for kind in ("csv", "json", "html", "ballast")
        for place in ("bytes", "before", "after")
    },
    **{f"autosave-{place}": in_an_autosave(place) for place in ("bytes", "before", "after")},
}
AT_THE_START: dict[str, Callable[[], None]] = {
    **{f"cache-{place}": in_a_cache_write(place) for place in ("before", "after")},
    "start-folder": in_a_folder,
    "start-loaded": before_the_window,
    "start-painted": at_the_first_paint,
    "start-run": in_the_first_run,
}


def look() -> None:
    """Tell what is seen, export again what was exported, and close."""
    shown = window()
    scenario = shown.workspace.project.scenario(2)
    assert scenario is not None
    seen = {
        "name": scenario.name,
        "lookback": scenario.parameters.cov_lookback,
        "saved": shown.workspace.document.is_saved,
        "title": shown.windowTitle(),
        "told": shown.message.text,
        "figures": shown.results.text(),
        "offered": [action.text() for action in shown._kept.actions()],
    }
    print(json.dumps(seen), flush=True)
    for path in Path.cwd().glob(f"{EXPORTED}.*"):
        export(path)
    when(is_ready, shown.close)


def begin(word: str) -> None:
    """Have it halt, or look; to be called before the program begins."""
    if word in AT_THE_START:
        AT_THE_START[word]()
    else:
        _kept.append(make_app())  # else the clock has nothing to tick by
        when(is_ready, look if word == "look" else AT_REST[word])


if __name__ == "__main__":
    begin(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
