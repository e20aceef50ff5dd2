"""One task at a time: starts the worker, tells how it ended, and starts what waits for it."""

from __future__ import annotations

import os
import sys
from enum import Enum
from typing import NoReturn

from PySide6.QtCore import QObject, Signal, Slot

from core.errors import BacktestError
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

    A task is either asked for by the user, with `begin`, or keeps something up to date, with
    `keep_up`. The latter give way: to one another, for only the newest matters, and to the former.

    `succeeded` carries the task and its result, `failed` the task and its error; one that nobody
    has foreseen goes to the hook of the process as well, as from any other thread. Whichever way
    the work ends, `state_changed` follows with `State.READY` once the thread is gone and no other
    task waits.
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
        self._waiting: list[Task] = []
        self._newest: Task | None = None
        self._gives_way = False  # whether the task under way is of `keep_up`
        self._superseded = False  # whether it has been told to
        self._ended = False  # whether its result, or its error, has come
        self._told = False  # how it has ended

    @property
    def task(self) -> Task | None:
        """The task under way, unless it is about to give way."""
        return None if self._superseded else self._task

    @property
    def asked(self) -> tuple[Task, ...]:
        """The tasks of the user that are under way or wait."""
        if self._task is None or self._gives_way or self._superseded or self._ended:
            return tuple(self._waiting)
        return (self._task, *self._waiting)

    @property
    def newest(self) -> Task | None:
        """The task that `keep_up` was given and that is under way or waits."""
        return self._newest or (self.task if self._gives_way else None)

    @property
    def may_begin(self) -> bool:
        """Whether a task of the user's would be started."""
        return self.state is State.READY or (self._gives_way and not self._waiting)

    def begin(self, task: Task) -> bool:
        """Start a task; return whether it was, which it is not while another one is under way."""
        if not self.may_begin:
            return False
        if self.state is State.READY:
            self._start(task, gives_way=False)
        else:
            self._newest = self._newest or self.task  # it is taken up again afterwards
            self._waiting.append(task)
            self._supersede()
            self._enter(self.state)  # nothing else may begin by now
        return True

    def follow_with(self, task: Task) -> None:
        """Start a task as soon as those that were asked for before have ended."""
        if self.state is State.READY:
            self._start(task, gives_way=False)
        else:
            self._waiting.append(task)

    def give_up(self, kind: type) -> None:
        """End tasks of a kind, which nobody waits for any more; nothing is told of them."""
        self._waiting = [task for task in self._waiting if not isinstance(task, kind)]
        if isinstance(self._task, kind) and self.state is State.BUSY:
            self._supersede()

    def keep_up(self, task: Task | None) -> None:
        """Start a task as soon as nothing else is under way; of several the last one.

        None: nothing is left to be kept up to date.
        """
        self._newest = None
        if self.state is State.READY:
            if task is not None:
                self._start(task, gives_way=True)
            return
        if self.state is State.BUSY:
            self._newest = task
            if self._gives_way:
                self._supersede()

    def stop(self) -> None:
        """Ask the task under way to end; nothing follows it."""
        self._waiting, self._newest = [], None
        if self._worker is not None and self.state is State.BUSY:
            self._enter(State.STOPPING)
            self._worker.stop()

    def shut_down(self) -> bool:
        """Stop and wait for the thread; return whether it is gone.

        A program that ends while it runs is aborted: where it is not gone, see `leave_at_once`.
        """
        self.stop()
        return self._worker is None or self._worker.wait(PATIENCE_MS)

    def _start(self, task: Task, *, gives_way: bool) -> None:
        self._task, self._gives_way = task, gives_way
        worker = Worker(task, self)
        worker.progressed.connect(self._progress)
        worker.succeeded.connect(self._succeed)
        worker.failed.connect(self._fail)
        worker.cancelled.connect(self._cancel)
        worker.finished.connect(self._finish)
        self._worker = worker
        self._ended = self._told = self._superseded = False
        self._enter(State.BUSY)
        worker.start()

    def _supersede(self) -> None:
        self._superseded = True
        if self._worker is not None:
            self._worker.stop()

    def _enter(self, state: State) -> None:
        self.state = state
        self.state_changed.emit(state)

    @Slot(str, float)
    def _progress(self, stage: str, fraction: float) -> None:
        if self.state is State.BUSY and not self._superseded:
            self.progressed.emit(stage, fraction)

    @Slot(object)
    def _succeed(self, result: object) -> None:
        self._ended = True
        if self.state is State.STOPPING:
            self._cancel()  # stopped between the result and its arrival here
        elif not self._superseded:
            self.succeeded.emit(self._task, result)

    @Slot()
    def _cancel(self) -> None:
        self._ended = self._told = True
        if not self._superseded or self.state is State.STOPPING:
            self.cancelled.emit()

    @Slot(object)
    def _fail(self, error: BaseException) -> None:
        self._ended = self._told = True
        if not isinstance(error, BacktestError):  # a bug, whether anybody waits for it or not
            sys.excepthook(type(error), error, error.__traceback__)
        if not self._superseded:
            self.failed.emit(self._task, error)

    @Slot()
    def _finish(self) -> None:
        if self._worker is not None:
            self._worker.deleteLater()
        self._worker = self._task = None
        if self.state is State.STOPPING and not self._told:
            self._cancel()  # stopped between the arrival of the result and the end of its thread
        self._superseded = False
        if self._waiting:
            self._start(self._waiting.pop(0), gives_way=False)
            return
        newest, self._newest = self._newest, None
        if newest is not None:
            self._start(newest, gives_way=True)
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
