"""Ends the program in order when the system asks it to: Ctrl+C, ``kill``, a hang-up, a logout."""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Slot
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication, QWidget

ASKING = ("SIGINT", "SIGTERM", "SIGHUP")
"""The signals that ask a program to end, where the system has them."""


class Leaving(QObject):
    """Closes the window as a person does, so that the project is kept and no thread is left.

    A signal only rings a bell of the event loop: it may come in the middle of anything. One that
    comes again ends the program at once, as one that no longer answers has to be.

    Parameters
    ----------
    keep
        Keeps what is open, without closing it: a logout may be called off.
    """

    def __init__(self, app: QApplication, window: QWidget, keep: Callable[[], None]) -> None:
        super().__init__(window)
        self._app, self._window, self._keep = app, window, keep
        self._near, self._far = socket.socketpair()
        for end in (self._near, self._far):
            end.setblocking(False)
        self._bell = QSocketNotifier(self._near.fileno(), QSocketNotifier.Type.Read, self)
        self._bell.activated.connect(self._leave)
        signal.set_wakeup_fd(self._far.fileno(), warn_on_full_buffer=False)
        for name in ASKING:
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._note)
        app.commitDataRequest.connect(self._keep_all)

    def let_go(self) -> None:
        """Listen no longer; to be called when the event loop has ended."""
        self._bell.setEnabled(False)
        signal.set_wakeup_fd(-1)
        self._near.close()
        self._far.close()

    def _note(self, number: int, frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)

    @Slot()
    def _leave(self) -> None:
        with contextlib.suppress(BlockingIOError):
            numbers = self._near.recv(16)
            if {getattr(signal, name, None) for name in ASKING} & set(numbers):
                self._window.close()
                self._app.exit(0)  # of every loop, that of an open dialog too

    @Slot(QSessionManager)
    def _keep_all(self, manager: QSessionManager) -> None:
        self._keep()
