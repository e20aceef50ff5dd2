"""Raw events by chance on the whole window: `python -m tests.faults.events --seed 1`.

Unlike `tests.gui.test_monkey`, which does what a person means, this presses, drags, types, turns
the wheel, drops, pastes and resizes without any meaning. What must hold in the end: no error that
nobody caught, no warning of Qt, every figure right, each step can be taken back and done again,
the autosave holds what is seen, and no thread is left.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QEventLoop,
    QMessageLogContext,
    QMimeData,
    QObject,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    QtMsgType,
    QUrl,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QListView, QWidget
from shiboken6 import isValid

from core.sources.yahoo import URL_VARIABLE
from gui.app import make_app
from gui.autosave import Autosave
from gui.fault_log import FaultLog
from gui.faults import QUIET, Faults
from gui.garbage import GarbageHere
from gui.main_window import MainWindow
from gui.page_list import PAGES
from gui.places import log_file, session_folder, settings_file
from gui.settings import Settings
from tests.core.project_files import write_project
from tests.gui.answers_seen import assert_answered
from tests.gui.small_projects import at_rest, small_project
from tests.gui.test_monkey import MOST, assert_in_step

PATIENCE_S = 120
LEG = 5_000
"""Events between two looks, and before the small project is opened again."""
BREATH = 40
"""Events between two turns of the event loop."""
OF_DIALOGS = "Broken filename passed to function"
"""What Qt's own file dialog says to a zero byte that is pasted into it."""
TICK_MS = 15
"""Between two looks at what waits for an answer."""
MORE_THREADS = 4
"""Of a pool, which keeps those that it has begun."""
LAST_NAME = "Kept at last"
NOBODY = "http://127.0.0.1:9"
"""Where no server listens."""
BUTTONS = (Qt.MouseButton.LeftButton,) * 8 + (
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
)
MODIFIERS = (Qt.KeyboardModifier.NoModifier,) * 6 + (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
)
KEYS = tuple(
    getattr(Qt.Key, f"Key_{name}")
    for name in (
        *"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        *(
            [
                "Tab",
                "Backtab",
                "Return",
                "Enter",
                "Escape",
                "Space",
                "Delete",
                "Backspace",
                "Insert",
            ]
            * 2
        ),
        *(["Up", "Down", "Left", "Right", "PageUp", "PageDown", "Home", "End"] * 2),
        *(f"F{number}" for number in range(1, 13)),
        *(["Menu", "Plus", "Minus", "Comma", "Period", "Percent", "Help"]),
    )
)
TEXTS = ("", "x", "12", "-1e308", "nan", "AAA\t12\nBBB\tseven", "\0\x1b\ud7ff", "🚢" * 300, "0,5")


class NoWayOut(QObject):
    """Keeps the window open, whoever closes it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Close and isinstance(watched, MainWindow):
            event.ignore()
            return True
        return False


class Storm(QObject):
    """Sends events to a window, whatever they mean.

    What opens an event loop of its own - a dialog, a menu, a drag - is given some events and then
    closed; a dialog for files only closed, for it could write where it likes.
    """

    def __init__(self, window: MainWindow, seed: int, files: tuple[Path, ...]) -> None:
        super().__init__(window)
        self.window, self.files = window, files
        self.chance = random.Random(seed)
        self.sent = 0
        self.last: list[str] = []
        self._ways = (
            [self.click] * 8
            + [self.key] * 8
            + [self.double_click, self.drag, self.wheel, self.move] * 3
            + [self.paste, self.context, self.focus] * 2
            + [self.drop, self.resize]
        )
        self._close_what_waits()

    def blow(self, count: int) -> None:
        """Send at least so many events."""
        end, breath = self.sent + count, self.sent
        while self.sent < end:
            self.act()
            if self.sent - breath >= BREATH:
                breath = self.sent
                QApplication.processEvents()
                self._tame()

    def act(self) -> None:
        widget = self._widget()
        way = self.chance.choice(self._ways)
        self.last = [*self.last[-30:], f"{way.__name__} {type(widget).__name__}"]
        if isValid(widget):
            way(widget)

    def _tame(self) -> None:
        """Keep the project so small that a run is short."""
        project = self.window.workspace.project
        if len(project.scenarios) + len(project.benchmarks) > MOST:
            self.window.actions_["delete"].trigger()

    def _widget(self) -> QWidget:
        within = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        tops = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
        top = within or (self.window if self.chance.random() < 0.9 else self.chance.choice(tops))
        if self.chance.random() < 0.5:
            where = QPoint(
                self.chance.randrange(max(top.width(), 1)),
                self.chance.randrange(max(top.height(), 1)),
            )
            return top.childAt(where) or top
        seen = [one for one in top.findChildren(QWidget) if one.isVisible()]
        return self.chance.choice(seen) if seen else top

    def _point(self, widget: QWidget) -> QPointF:
        # Now and then beside it, as where a pressed mouse is pulled away.
        return QPointF(
            self.chance.uniform(-3, max(widget.width(), 1) + 3),
            self.chance.uniform(-3, max(widget.height(), 1) + 3),
        )

    def _mouse(
        self,
        widget: QWidget,
        kind: QEvent.Type,
        at: QPointF,
        button: Qt.MouseButton = Qt.MouseButton.NoButton,
        held: Qt.MouseButton = Qt.MouseButton.NoButton,
    ) -> None:
        modifiers = self.chance.choice(MODIFIERS)
        QApplication.sendEvent(
            widget,
            QMouseEvent(kind, at, widget.mapToGlobal(at), button, held, modifiers),
        )
        self.sent += 1

    # --- what is done

    def click(self, widget: QWidget) -> None:
        at, button = self._point(widget), self.chance.choice(BUTTONS)
        self._mouse(widget, QEvent.Type.MouseButtonPress, at, button, button)
        if isValid(widget):
            self._mouse(widget, QEvent.Type.MouseButtonRelease, at, button)

    def double_click(self, widget: QWidget) -> None:
        self.click(widget)
        left = Qt.MouseButton.LeftButton
        if isValid(widget):
            at = self._point(widget)
            self._mouse(widget, QEvent.Type.MouseButtonDblClick, at, left, left)
        if isValid(widget):
            self._mouse(widget, QEvent.Type.MouseButtonRelease, self._point(widget), left)

    def drag(self, widget: QWidget) -> None:
        left = Qt.MouseButton.LeftButton
        self._mouse(widget, QEvent.Type.MouseButtonPress, self._point(widget), left, left)
        for _ in range(self.chance.randrange(1, 6)):
            if isValid(widget):
                none = Qt.MouseButton.NoButton
                self._mouse(widget, QEvent.Type.MouseMove, self._point(widget), none, left)
        if isValid(widget) and self.chance.random() < 0.9:  # else it is never let go
            self._mouse(widget, QEvent.Type.MouseButtonRelease, self._point(widget), left)

    def move(self, widget: QWidget) -> None:
        self._mouse(widget, QEvent.Type.MouseMove, self._point(widget))

    def wheel(self, widget: QWidget) -> None:
        at = self._point(widget)
        turned = QPoint(self.chance.choice((0, 0, 120)), self.chance.choice((-960, -120, 120, 7)))
        QApplication.sendEvent(
            widget,
            QWheelEvent(
                at,
                widget.mapToGlobal(at),
                QPoint(),
                turned,
                Qt.MouseButton.NoButton,
                self.chance.choice(MODIFIERS),
                Qt.ScrollPhase.NoScrollPhase,
                False,
            ),
        )
        self.sent += 1

    def key(self, widget: QWidget) -> None:
        target = QApplication.focusWidget() or widget
        QTest.keyClick(target, self.chance.choice(KEYS), self.chance.choice(MODIFIERS))
        self.sent += 2

    def paste(self, widget: QWidget) -> None:
        QApplication.clipboard().setText(self.chance.choice(TEXTS))
        target = QApplication.focusWidget() or widget
        QTest.keyClick(target, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        self.sent += 2

    def context(self, widget: QWidget) -> None:
        at = self._point(widget).toPoint()
        reason = self.chance.choice(list(QContextMenuEvent.Reason))
        QApplication.sendEvent(widget, QContextMenuEvent(reason, at, widget.mapToGlobal(at)))
        self.sent += 1

    def focus(self, widget: QWidget) -> None:
        widget.setFocus(self.chance.choice(list(Qt.FocusReason)))
        self.sent += 1

    def resize(self, widget: QWidget) -> None:
        chance = self.chance.random()
        if chance < 0.1:
            self.window.showMinimized()
        elif chance < 0.2:
            self.window.showMaximized()
        else:
            self.window.showNormal()
            self.window.resize(self.chance.randrange(100, 2600), self.chance.randrange(100, 1500))
        self.sent += 1

    def drop(self, widget: QWidget) -> None:
        data = QMimeData()
        if self.chance.random() < 0.7:
            some = self.chance.sample(self.files, self.chance.randrange(1, 3))
            data.setUrls([QUrl.fromLocalFile(str(one)) for one in some])
        else:
            data.setText(self.chance.choice(TEXTS))
        at = self._point(self.window)
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        for kind in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            if kind == QEvent.Type.DragEnter:
                event: QDropEvent = QDragEnterEvent(at.toPoint(), copy, data, left, none)
            else:
                event = QDropEvent(at, copy, data, left, none)
            QApplication.sendEvent(self.window, event)
            self.sent += 1

    @Slot()
    def _close_what_waits(self) -> None:
        # One timer would not tick within what it has set off itself.
        QTimer.singleShot(TICK_MS, self._close_what_waits)
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        waiting = popup or modal
        if waiting is None:
            return
        if popup is not None or type(waiting).__module__.startswith("gui."):
            for _ in range(3):
                if isValid(waiting) and waiting.isVisible():
                    QTest.keyClick(waiting, self.chance.choice(KEYS))
                    self.sent += 2
        if not isValid(waiting):
            return
        if isinstance(waiting, QDialog):
            waiting.reject()
        else:
            waiting.close()


def until(condition: Callable[[], bool], what: str) -> None:
    """Let the event loop turn until something is so."""
    end = time.monotonic() + PATIENCE_S
    loop, clock = QEventLoop(), QTimer(interval=5)
    clock.timeout.connect(lambda: loop.quit() if condition() or time.monotonic() > end else None)
    clock.start()
    loop.exec()
    assert condition(), f"after {PATIENCE_S} s not {what}"


def begin_anew(window: MainWindow, file: Path) -> None:
    """Open the small project, whatever is there."""
    window.workspace.runner.stop()
    until(lambda: at_rest(window) and window.actions_["open"].isEnabled(), "at rest")
    window.open_paths((file,))
    until(lambda: at_rest(window) and window.study is not None, "opened")


def rest(window: MainWindow) -> None:
    window.list.findChild(QListView, "scenarios").setFocus()
    window.form.take_typed()
    until(lambda: at_rest(window) and window.answers.is_at_rest, "at rest")


def assert_all_right(window: MainWindow) -> None:
    """Every figure of every page is the project's own; each step goes back and forth."""
    window.actions_["run"].trigger()
    rest(window)
    assert_in_step(window)
    for name in (page.name for page in PAGES if page.group == "answers"):
        window.pages.show_page(name)
        rest(window)
        assert_answered(window)
    history = window.workspace.document.history
    last, steps = window.workspace.project, history.index()
    while history.canUndo():
        history.undo()
    rest(window)
    while history.index() < steps:
        history.redo()
    rest(window)
    assert replace(window.workspace.project, source=last.source) == last


def thread_count() -> int:
    """Return how many threads this process has, as the system counts them."""
    return len(os.listdir("/proc/self/task"))


def resident_mb() -> int:
    """Return how much memory this process holds, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def is_kept(text: str) -> bool:
    return any(text in one.read_text() for one in session_folder().glob("session-*.json"))


def storm(seed: int, count: int, folder: Path) -> dict[str, object]:
    """Send `count` events; return what was seen, or raise an AssertionError."""
    app = make_app()
    app.setQuitOnLastWindowClosed(False)
    opened: list[str] = []
    QDesktopServices.openUrl = lambda url: opened.append(url.toString()) or True  # type: ignore[method-assign,assignment,func-returns-value]
    log = FaultLog(log_file())
    faults = Faults(log, app)
    faults.install()
    came: list[str] = []
    faults.came.connect(lambda fault: came.append(fault.trace))
    said: list[str] = []

    def hear(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if not text.startswith((QUIET, OF_DIALOGS)):
            said.append(f"{text}\n{''.join(traceback.format_stack(limit=8))}")

    qInstallMessageHandler(hear)
    stay = NoWayOut(app)
    app.installEventFilter(stay)
    window = MainWindow(Settings(settings_file()), None, Autosave(session_folder()))
    faults.came.connect(window.faults.show_fault)
    window.show()
    project = small_project(folder)
    file = write_project(folder / "small.ballast", project)
    begin_anew(window, file)
    garbage = GarbageHere()
    damaged = folder / "damaged.ballast"
    damaged.write_text('{"ballast": ')
    others = [small_project(folder, seed=one).source.paths[0] for one in (3, 4)]
    files = (*project.source.paths, *others, damaged, file, folder, folder / "missing.csv")
    threads = thread_count()
    blow = Storm(window, seed, files)
    before = resident_mb()
    began = time.monotonic()
    checked = 0
    while blow.sent < count:
        blow.blow(min(LEG, count - blow.sent))
        print(f"{blow.sent} events, {time.monotonic() - began:.0f} s", file=sys.stderr)
        rest(window)
        loaded = window.workspace.loaded
        names = [path.name for path in window.workspace.project.source.paths]
        if window.study is not None and loaded is not None and names == [loaded.source.name]:
            assert_in_step(window)
            checked += 1
        assert not came, f"{came[0]}\nafter {blow.last}"
        write_project(file, project)
        begin_anew(window, file)
    took = time.monotonic() - began
    app.removeEventFilter(stay)
    window.showNormal()
    window.resize(1360, 820)
    begin_anew(window, file)
    scenario = window.workspace.project.scenarios[0]
    window.scenarios.rename(scenario.key, LAST_NAME)
    assert_all_right(window)
    until(lambda: is_kept(LAST_NAME), "kept")
    window.close()
    until(lambda: thread_count() <= threads + MORE_THREADS, "without its threads")
    garbage.let_go()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not came, came[0]
    assert not said, said[0]
    return {
        "seed": seed,
        "events": blow.sent,
        "in_step": checked,
        "seconds": round(took, 1),
        "threads": [threads, thread_count()],
        "resident_mb": [before, resident_mb()],
    }


def main() -> int:
    """Send the events; print what was seen as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--events", type=int, default=25_000)
    words = parser.parse_args()
    os.environ[URL_VARIABLE] = NOBODY
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("CACHE", "CONFIG", "DATA", "STATE"):
            os.environ[f"XDG_{kind}_HOME"] = str(Path(folder, kind))
        files = Path(folder, "files")
        files.mkdir()
        os.chdir(files)
        print(json.dumps(storm(words.seed, words.events, files)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
