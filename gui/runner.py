"""One task at a time: starts the worker, tells how it ended, and lets the next one follow."""

from __future__ import annotations

import os
import sys
from enum import Enum
from typing import NoReturn

from PySide6.QtCore import QObject, Signal, Slot

from gui.worker import Task, Worker

PATIENCE_MS = 5_000
"""How long a task may take to answer when the program ends."""


class State(Enum):
    """What the window is doing."""

    READY = "ready"
    BUSY = "busy"
    STOPPING = "stopping"


class Runner(QObject):
    """Runs tasks in a worker, one at a time, and keeps each worker until its thread is gone.

    `succeeded` carries the task and its result, `failed` the task and its error. Whichever way
    the work ends, `state_changed` follows with `State.READY` once the thread is gone and no other
    task follows.
    """

    progressed = Signal(str, float)
    succeeded = Signal(object, object)
    failed = Signal(object, object)
    cancelled = Signal()
    state_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = State.READY
        self._worker: Worker | None = None
        self._task: Task | None = None
        self._following: Task | None = None
        self._told = False  # how the task has ended

    def begin(self, task: Task) -> bool:
        """Start a task; return whether it was, which it is not while another one is under way."""
        if self.state is not State.READY:
            return False
        self._start(task)
        return True

    def follow_with(self, task: Task) -> None:
        """Start a task as soon as the one that has just succeeded has left its thread."""
        self._following = task

    def stop(self) -> None:
        """Ask the task under way to end; nothing follows it."""
        self._following = None
        if self._worker is not None and self.state is State.BUSY:
            self._enter(State.STOPPING)
            self._worker.stop()

    def shut_down(self) -> bool:
        """Stop and wait for the thread; return whether it is gone.

        A program that ends while it runs is aborted: where it is not gone, see `leave_at_once`.
        """
        self.stop()
        return self._worker is None or self._worker.wait(PATIENCE_MS)

    def _start(self, task: Task) -> None:
        self._task = task
        worker = Worker(task, self)
        worker.progressed.connect(self._progress)
        worker.succeeded.connect(self._succeed)
        worker.failed.connect(self._fail)
        worker.cancelled.connect(self._cancel)
        worker.finished.connect(self._finish)
        self._worker = worker
        self._told = False
        self._enter(State.BUSY)
        worker.start()

    def _enter(self, state: State) -> None:
        self.state = state
        self.state_changed.emit(state)

    @Slot(str, float)
    def _progress(self, stage: str, fraction: float) -> None:
        if self.state is State.BUSY:
            self.progressed.emit(stage, fraction)

    @Slot(object)
    def _succeed(self, result: object) -> None:
        if self.state is State.STOPPING:
            self._cancel()  # stopped between the result and its arrival here
        else:
            self.succeeded.emit(self._task, result)

    @Slot()
    def _cancel(self) -> None:
        self._told = True
        self.cancelled.emit()

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._told = True
        self.failed.emit(self._task, error)

    @Slot()
    def _finish(self) -> None:
        if self._worker is not None:
            self._worker.deleteLater()
        self._worker = None
        if self.state is State.STOPPING and not self._told:
            self._cancel()  # stopped between the arrival of the result and the end of its thread
        following, self._following = self._following, None
        if following is not None:
            self._start(following)
        else:
            self._enter(State.READY)


def leave_at_once() -> NoReturn:
    """End the program beside a thread that does not answer, as on a drive that is gone.

    Nothing is lost: files are written whole or not at all.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # as it is in a program without a terminal
            stream.flush()
    os._exit(1)
