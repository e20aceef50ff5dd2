"""An error nobody has foreseen, wherever it is raised, is shown and kept, and the window goes on.

The window runs in a process of its own: pytest has hooks itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60

BEGIN = """
import gc, os, sys, threading, time
from pathlib import Path
from PySide6.QtCore import (
    QAbstractTableModel, QEvent, QModelIndex, QObject, QThread, QTimer, Qt, Signal, Slot, qWarning,
)
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QStyledItemDelegate, QTableView
from PySide6.QtWidgets import QWidget
from PySide6.QtTest import QTest
from gui import app as gui_app
from gui.fault_dialog import FaultDialog
from gui.places import log_file
from gui.main_window import MainWindow
from gui.runner import State

kept = []  # what must live as long as the program


def window():
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))


def dialogs():
    found = QApplication.topLevelWidgets()
    return [one for one in found if isinstance(one, FaultDialog) and one.isVisible()]


def log():
    return log_file().read_text() if log_file().exists() else ""


def is_ready():
    return window().study is not None and window().workspace.runner.state is State.READY


def when(condition, act, what):
    # Look again and again, as a person does; the test itself has a deadline.
    clock = QTimer(window(), interval=20)

    def look():
        if condition():
            clock.stop()
            act()

    clock.timeout.connect(look)
    clock.start()
    kept.append(clock)


def edit():
    # Change a parameter and wait for what it makes; nothing is shown of it before it is computed.
    shown, form = window().study, window().form
    editor = form.findChild(QWidget, "field_cov_lookback")
    QTest.keyClick(editor, Qt.Key.Key_Up)
    when(lambda: is_ready() and window().study is not shown, close, "the result of an edit")


def close():
    print("RECOMPUTED", flush=True)
    for one in dialogs():
        print("DIALOG", one.details.replace("\\n", "|"), flush=True)
    window().close()


def fault_seen():
    return bool(dialogs()) and "Traceback" in log()


def give_up():
    print("LATE: the errors are", [one.details for one in dialogs()], file=sys.stderr, flush=True)
    os._exit(3)


def main(act):
    late = threading.Timer(45, give_up)
    late.daemon = True
    late.start()
    kept.append(gui_app.make_app())
    QTimer.singleShot(0, lambda: when(is_ready, act, "the first result"))
    code = gui_app.show_window("light")
    print("LOG", log().replace("\\n", "|"), flush=True)
    print("CODE", code, flush=True)
"""

PLACES = {
    "a slot": """
        class Receiver(QObject):
            @Slot()
            def receive(self):
                raise ValueError("a wheel came off")

        def act():
            one = Receiver(window())
            button = QPushButton(window())
            button.clicked.connect(one.receive)
            button.click()
    """,
    "a timer": """
        def fail():
            raise ValueError("a wheel came off")

        def act():
            QTimer.singleShot(0, fail)
    """,
    "a slot called by a thread": """
        class Receiver(QObject):
            @Slot()
            def receive(self):
                raise ValueError("a wheel came off")

        class Sender(QThread):
            sent = Signal()

            def run(self):
                self.sent.emit()

        def act():
            one, sender = Receiver(window()), Sender(window())
            sender.sent.connect(one.receive)
            sender.start()
    """,
    "a paint event": """
        class Painted(QLabel):
            def paintEvent(self, event):
                raise ValueError("a wheel came off")

        def act():
            made = Painted(window())
            made.resize(50, 50)
            made.show()
            again = QTimer(made, interval=5)
            again.timeout.connect(made.update)
            again.start()
    """,
    "an event filter": """
        class Filter(QObject):
            def eventFilter(self, watched, event):
                if event.type() == QEvent.Type.User:
                    raise ValueError("a wheel came off")
                return False

        def act():
            button = QPushButton(window())
            button.installEventFilter(Filter(window()))
            QApplication.postEvent(button, QEvent(QEvent.Type.User))
    """,
    "a model": """
        class Model(QAbstractTableModel):
            def rowCount(self, parent=QModelIndex()):
                return 2

            def columnCount(self, parent=QModelIndex()):
                return 2

            def data(self, index, role=0):
                raise ValueError("a wheel came off")

        def act():
            view = QTableView(window())
            view.setModel(Model(view))
            view.resize(100, 100)
            view.show()
    """,
    "a delegate": """
        class Delegate(QStyledItemDelegate):
            def paint(self, painter, option, index):
                raise ValueError("a wheel came off")

        def act():
            from PySide6.QtWidgets import QListWidget
            view = QListWidget(window())
            view.addItems(["a", "b"])
            view.setItemDelegate(Delegate(view))
            view.resize(100, 100)
            view.show()
    """,
    "a thread of Qt": """
        class Thread(QThread):
            def run(self):
                raise ValueError("a wheel came off")

        def act():
            Thread(window()).start()
    """,
    "a thread of Python": """
        def fail():
            raise ValueError("a wheel came off")

        def act():
            threading.Thread(target=fail).start()
    """,
    "a destructor": """
        class Dying:
            def __del__(self):
                raise ValueError("a wheel came off")

        def act():
            Dying()
    """,
    "a task": """
        def fail(progress):
            raise ValueError("a wheel came off")

        def act():
            window().workspace.runner.begin(fail)
    """,
    "a task that gives way": """
        def fail(progress):
            raise ValueError("a wheel came off")

        def act():
            window().workspace.runner.keep_up(fail)
    """,
}


def outcome(folder: Path, act: str, end: str = "fault_seen, edit") -> tuple[int, str, str]:
    """Run the window with `act` done after the first result, then an edit; what came of it."""
    environment = {
        **os.environ,
        **{f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CONFIG", "STATE", "CACHE", "DATA")},
    }
    script = (
        BEGIN
        + textwrap.dedent(act)
        + textwrap.dedent(f"""
        def begin():
            when({end}, "the end")
            act()

        main(begin)
        """)
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("place", PLACES)
def test_an_error_in_any_place_is_shown_and_logged_and_an_edit_is_computed_afterwards(
    tmp_path: Path, place: str
) -> None:
    code, out, err = outcome(tmp_path, PLACES[place])

    assert code == 0, err
    lines = dict(line.split(" ", 1) for line in out.splitlines() if " " in line)
    assert "RECOMPUTED" in out
    assert out.count("DIALOG") == 1
    assert "ValueError: a wheel came off" in lines["DIALOG"]
    assert "Traceback" in lines["DIALOG"]
    assert lines["LOG"].count("Traceback (most recent") == 1
    assert "has ended in order" in lines["LOG"]
    assert lines["CODE"] == "0"


KINDS = ("MemoryError()", "RecursionError('too deep')", "KeyboardInterrupt()", "SystemExit(3)")


@pytest.mark.parametrize("kind", [*KINDS, "BaseException('of another kind')"])
def test_whatever_a_task_raises_it_has_ended_and_the_next_one_runs(
    tmp_path: Path, kind: str
) -> None:
    code, out, err = outcome(
        tmp_path,
        f"""
        def fail(progress):
            raise {kind}

        def act():
            window().workspace.runner.begin(fail)
        """,
        end="lambda: 'fail' in log() or dialogs(), edit",
    )

    assert code == 0, err
    assert "RECOMPUTED" in out
    assert kind.split("(")[0] in out.split("DIALOG")[1].split("LOG")[0]


def test_a_view_that_fails_whenever_it_is_painted_makes_one_dialog_and_few_records(
    tmp_path: Path,
) -> None:
    """And it lets the dialog be closed."""
    code, out, err = outcome(
        tmp_path,
        """
        painted = []

        class Painted(QLabel):
            def paintEvent(self, event):
                painted.append(1)
                raise ValueError("a wheel came off")

        def act():
            made = Painted(window())
            made.resize(50, 50)
            made.show()
            again = QTimer(made, interval=1)
            again.timeout.connect(made.update)
            again.start()
            when(dialogs, close_dialog, "the dialog")

        opened = []

        def close_dialog():
            opened.append(1)
            dialogs()[0].close()

        def is_told():
            return "again" in window().findChild(QLabel, "stage").text()
        """,
        end="lambda: len(painted) > 150 and is_told(), edit",
    )

    assert code == 0, err
    assert "RECOMPUTED" in out
    assert out.count("DIALOG") == 0, "it was closed, and stays so"
    log = next(line for line in out.splitlines() if line.startswith("LOG"))
    assert log.count("Traceback") == 1
    assert [f"come {count} times" in log for count in (10, 100)] == [True, True]
    assert log.count("ERROR") == 3


def test_an_error_in_keeping_the_project_after_an_error_is_no_endless_loop(tmp_path: Path) -> None:
    code, out, err = outcome(
        tmp_path,
        """
        def fail():
            raise ValueError("a wheel came off")

        def act():
            window().faults._keep = fail
            QTimer.singleShot(0, fail)
        """,
    )

    assert code == 0, err
    log = next(line for line in out.splitlines() if line.startswith("LOG"))
    assert log.count("ERROR") <= 2
    assert out.count("DIALOG") == 1


def test_a_start_that_fails_is_told_in_a_sentence_that_names_the_log(tmp_path: Path) -> None:
    code, out, err = outcome(
        tmp_path,
        """
        def fail(*arguments):
            raise ValueError("a wheel came off")

        gui_app.Settings = fail

        def act():
            pass
        """,
    )

    assert "CODE 1" in out
    assert code == 0
    said = [line for line in err.splitlines() if "a wheel came off" in line]
    assert len(said) == 1
    assert str(tmp_path / "STATE" / "ballast" / "log" / "ballast.log") in said[0]
    assert "Traceback" not in err
    assert "Traceback" in out
    assert "ended in order" not in out


def test_the_log_has_the_stacks_of_a_session_that_crashed_in_native_code(tmp_path: Path) -> None:
    code, _, _ = outcome(
        tmp_path,
        """
        import faulthandler

        def act():
            faulthandler._sigsegv()
        """,
    )
    assert code == -11
    left = list((tmp_path / "STATE" / "ballast" / "log").glob("crash-*.txt"))
    assert len(left) == 1

    code, out, err = outcome(tmp_path, "def act(): pass", end="lambda: True, edit")

    assert code == 0, err
    assert "crashed in native code:|Fatal Python error: Segmentation fault" in out
    assert not list((tmp_path / "STATE" / "ballast" / "log").glob("crash-*.txt"))
