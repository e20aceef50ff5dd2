"""Takes every error that nobody has caught, wherever it comes from, to the log and the window."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QTimer,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)

from gui.fault import Fault, fault_of

if TYPE_CHECKING:
    from gui.fault_log import FaultLog

PAUSE_MS = 500
"""Between two looks at what has come: a view that fails whenever it is painted comes often."""
MOST_KINDS = 200
"""Different errors, and different messages of Qt, that are written in full."""
QUIET = "This plugin does not support"
"""How Qt begins to say that there is no window manager; that is nothing to tell."""
_LEVELS = {
    QtMsgType.QtDebugMsg: "debug",
    QtMsgType.QtInfoMsg: "info",
    QtMsgType.QtWarningMsg: "warning",
    QtMsgType.QtCriticalMsg: "critical",
    QtMsgType.QtFatalMsg: "fatal",
}


class Faults(QObject):
    """The end of every error that leaves a slot, a method Qt calls, a thread or a destructor.

    Each is written into the log where it happens, in full the first time and as a count of 10,
    100, ... afterwards. The window is told from the event loop, never from within what failed.

    Attributes
    ----------
    came
        A `Fault` that comes for the first time; later ones like it are told by `repeated`.
    repeated
        A `Fault` that has come again, and how often by now.
    """

    came = Signal(object)
    repeated = Signal(object, int)
    _noticed = Signal()

    def __init__(self, log: FaultLog, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log = log
        self._lock = threading.RLock()
        self._counts: dict[str, int] = {}
        self._new: list[Fault] = []
        self._again: dict[str, Fault] = {}
        self._said: set[str] = set()
        self._is_told = False  # the event loop has been asked to look
        self._in_hand = threading.local()
        self._look = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._look.timeout.connect(self._tell_repeated)
        self._noticed.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._before: tuple[Callable, Callable, Callable, Callable | None] | None = None

    def install(self) -> None:
        """Let the errors of this process come here."""
        before = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = self._take_uncaught
        threading.excepthook = self._take_from_thread
        sys.unraisablehook = self._take_unraisable
        self._before = (*before, qInstallMessageHandler(self._take_message))

    def remove(self) -> None:
        """Let them go where they went before."""
        if self._before is None:
            return
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before[:3]
        qInstallMessageHandler(self._before[3])
        self._before = None

    def take(
        self, error: BaseException, where: str = "", trace: TracebackType | None = None
    ) -> Fault | None:
        """Take an error, in whichever thread; return what is told of it.

        An error of what is done here itself is let go: it would come for ever.
        """
        if getattr(self._in_hand, "busy", False):
            return None
        self._in_hand.busy = True
        try:
            fault = fault_of(error, where, trace)
            self._keep(fault)
            return fault
        except Exception:
            return None
        finally:
            self._in_hand.busy = False

    def _keep(self, fault: Fault) -> None:
        with self._lock:
            if fault.key not in self._counts and len(self._counts) >= MOST_KINDS:
                fault = Fault(fault.where, fault.what, fault.trace, "others")
            count = self._counts[fault.key] = self._counts.get(fault.key, 0) + 1
            if count == 1:
                self._log.write_fault(fault)
                if sys.stderr is not None:  # as it is in a program without a terminal
                    print(fault.trace, file=sys.stderr)
                self._new.append(fault)
            else:
                if str(count).rstrip("0") == "1":  # 10, 100, ...
                    self._log.write_count(fault, count)
                self._again[fault.key] = fault
            told, self._is_told = self._is_told, True
        if not told:
            self._noticed.emit()

    # In the thread of the window

    @Slot()
    def _take(self) -> None:
        with self._lock:
            new, self._new = self._new, []
            again, self._is_told = bool(self._again), False
        if again and not self._look.isActive():
            self._look.start()
        for fault in new:
            self.came.emit(fault)

    @Slot()
    def _tell_repeated(self) -> None:
        with self._lock:
            again = [(one, self._counts[one.key]) for one in self._again.values()]
            self._again = {}
        for fault, count in again:
            self.repeated.emit(fault, count)

    # What Python and Qt call

    def _take_uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self.take(error, trace=trace)  # Ctrl+C is none: see `Leaving`

    def _take_from_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            name = args.thread.name if args.thread is not None else "without a name"
            self.take(args.exc_value, f"the thread {name}", args.exc_traceback)

    def _take_unraisable(self, args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            what = getattr(args.object, "__qualname__", type(args.object).__name__)
            self.take(args.exc_value, f"{what}, where no error can be raised", args.exc_traceback)

    def _take_message(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if text.startswith(QUIET) or getattr(self._in_hand, "busy", False):
            return
        self._in_hand.busy = True
        try:
            if sys.stderr is not None:
                print(text, file=sys.stderr)
            with self._lock:
                if text not in self._said and len(self._said) < MOST_KINDS:
                    self._said.add(text)
                    thread = threading.current_thread().name
                    self._log.write_note(f"Qt, {_LEVELS.get(kind, kind)}, in {thread}: {text}")
        except Exception:
            return
        finally:
            self._in_hand.busy = False
