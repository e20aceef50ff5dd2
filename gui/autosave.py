"""Keeps the open project on disk while it is edited, and brings it back at the next start."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLockFile, QObject, QTimer, Signal, Slot

from core.progress import ProgressCallback
from gui.runner import PATIENCE_MS
from gui.sessions import (
    Left,
    Session,
    look_through,
    new_session_path,
    remove_session,
    reopened,
    session_lock,
    set_aside,
    write_session,
)
from gui.worker import Worker

CAME_BACK = "Ballast was not closed last time; what was open is back."
PAUSE_MS = 1_000
"""Between the beginnings of two writes."""
RETRY_MS = 10_000
"""After a write that failed, where nothing is edited before."""
MOST_RETURNS = 2
"""How often a project that ends the program is brought back."""


@dataclass(frozen=True, slots=True)
class _Content:
    """What the window wants to be kept."""

    project: bytes
    file: Path | None
    saved: bool


@dataclass(frozen=True, slots=True)
class _Write:
    """Replace the file of a session: the work of the thread, since a disk may be slow."""

    path: Path
    session: Session

    def __call__(self, progress: ProgressCallback) -> None:
        write_session(self.path, self.session)


class Autosave(QObject):
    """The session of one window: kept after edits, at most once a second, in a thread of its own.

    Of several edits in a second the last is written. Nothing is lost but the edits of that second
    when the process is killed. A window that is closed leaves its session too, marked as closed:
    the next one begins where it ended.

    Parameters
    ----------
    folder
        Of all sessions; it is made when the first one is written.
    now
        The user's clock.

    Attributes
    ----------
    told
        A sentence: the project cannot be kept, told once until it can be again; or something that
        was left behind cannot come back.
    came_from_crash
        Whether the project that was brought back is of a window that was never closed.
    """

    told = Signal(str)

    def __init__(
        self,
        folder: Path,
        parent: QObject | None = None,
        now: Callable[[], dt.datetime] | None = None,
    ) -> None:
        super().__init__(parent)
        self.came_from_crash = False
        self._folder = folder
        self._now = now or _now
        self._path: Path | None = None
        self._lock: QLockFile | None = None
        self._order = 0
        self._wanted: _Content | None = None
        self._newest: _Content | None = None
        self._worker: Worker | None = None
        self._began = 0.0
        self._returning = False  # brought back, and not yet seen alive by the next edit
        self._failing = False
        self._ended = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._write)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.close_cleanly)

    def keep(self, project: bytes, file: Path | None, saved: bool) -> None:
        """Have a project kept soon; to be called after every edit, and when it has been saved.

        Parameters
        ----------
        project
            The content of its file.
        file
            Where it was opened or saved.
        saved
            Whether that file has all of it.
        """
        content = _Content(project, file, saved)
        if self._ended or (content == self._newest and not self._returning):
            return
        self._returning = False
        self._wanted = self._newest = content
        since = int((time.monotonic() - self._began) * 1000) if self._began else PAUSE_MS
        delay = max(PAUSE_MS - since, 0)
        if not self._timer.isActive() or self._timer.remainingTime() > delay:
            self._timer.start(delay)

    # What was left behind

    def left_behind(self) -> tuple[Left, ...]:
        """Return the sessions that no living process works on, the newest first."""
        found = look_through(self._folder)
        self._order = max(self._order, found.order)
        for note in found.notes:
            self.told.emit(note)
        return found.left

    def come_back(self) -> Left | None:
        """Take over the newest session that was left behind; None where there is none.

        What was never closed comes before what was: nobody has seen the last of it.
        One that has ended the program again and again, before anything could be edited, is set
        aside instead.
        """
        for left in sorted(self.left_behind(), key=lambda one: not one.crashed):
            if left.crashed and left.session.returns >= MOST_RETURNS:
                self.told.emit(set_aside(left.path, "has ended the program twice at its start"))
            elif self.adopt(left):
                return left
        return None

    def change_to(self, left: Left) -> bool:
        """Go on with another session, and leave the present one for later, with all that is in it.

        Returns False, and changes nothing, where the other cannot be had or this cannot be kept.
        """
        if not left.path.is_file():
            self.told.emit("It is open in another window, or was closed there.")
            return False
        if not self._put_by():
            return False
        before = self._path, self._lock, self._newest
        self._path = self._lock = None
        if self.adopt(left):
            if before[1] is not None:
                before[1].unlock()
            return True
        self._path, self._lock, self._newest = before
        self.told.emit("It is open in another window, or was closed there.")
        return False

    def _put_by(self) -> bool:
        """Write the present session as one that is closed; return whether it is safe."""
        self._timer.stop()
        if self._newest is None:
            return True
        if not (self._waited() and self._is_marked()):
            self._wanted = self._newest
            return False
        assert self._path is not None
        try:
            write_session(self._path, self._session(self._newest, closed=True))
        except OSError as error:
            self._fail(error)
            return False
        self._wanted = None
        return True

    def adopt(self, left: Left) -> bool:
        """Go on with a session that was left behind; return False where another window does."""
        session, lock = left.session, session_lock(left.path)
        if not lock.tryLock(0):
            if lock.error() is QLockFile.LockError.LockFailedError:
                return False
            self.came_from_crash = left.crashed  # no file can be made here, but this one was read
            return True
        if not left.path.is_file():
            return False
        self._leave()
        self._path, self._lock = left.path, lock
        self.came_from_crash, self._returning = left.crashed, True
        self._newest = _Content(session.project, session.file, session.saved)
        self._order = max(self._order, session.order) + 1
        self._start(_Write(left.path, reopened(session)))
        return True

    def discard(self, left: Left) -> None:
        """Remove a session that was left behind."""
        remove_session(left.path)

    def refuse(self, left: Left) -> None:
        """Set a session aside, where what it holds is no project after all."""
        own = left.path == self._path
        if own:
            self._let_go()
        self.told.emit(set_aside(left.path))

    # The end

    @Slot()
    def close_cleanly(self) -> bool:
        """Write what is to be written and mark the session as closed; nothing is kept afterwards.

        Returns whether the thread is gone; on a disk that does not answer it is not.
        """
        if self._ended:
            return True
        self._ended = True
        self._timer.stop()
        gone = self._waited()
        if gone and self._newest is not None and self._is_marked():
            assert self._path is not None
            self._start(_Write(self._path, self._session(self._newest, closed=True)))
            gone = self._waited()
        if gone and self._lock is not None:
            self._lock.unlock()
        return gone

    # Writing

    @Slot()
    def _write(self) -> None:
        if self._wanted is None or self._worker is not None or self._ended:
            return  # what is wanted follows when the thread is gone
        if self._is_marked():
            assert self._path is not None
            wanted, self._wanted = self._wanted, None
            self._start(_Write(self._path, self._session(wanted)))

    def _session(self, content: _Content, closed: bool = False) -> Session:
        now = self._now()
        # A clock that was set back gives no session a place behind older ones.
        self._order = max(self._order + 1, int(now.timestamp() * 1000))
        return Session(content.project, content.file, content.saved, now, self._order, closed)

    def _start(self, write: _Write) -> None:
        self._began = time.monotonic()
        self._worker = Worker(write, self)
        self._worker.succeeded.connect(self._succeed)
        self._worker.failed.connect(self._fail)
        self._worker.finished.connect(self._finish)
        self._worker.start()

    def _is_marked(self) -> bool:
        """Mark the session as one that is worked on; return whether it is."""
        if self._path is not None:
            return True
        if not self._order:  # a program that was started with a file has not looked yet
            self.left_behind()
        path = new_session_path(self._folder)
        lock = session_lock(path)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            self._tell(error.strerror or str(error))
            return False
        if not lock.tryLock(0):
            self._tell(f"{self._folder} cannot be written")
            return False
        self._path, self._lock = path, lock
        return True

    @Slot()
    def _succeed(self) -> None:
        self._failing = False

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        if self._wanted is None:
            self._wanted = self._newest
        cause = error.strerror if isinstance(error, OSError) else None
        self._tell(cause or str(error))

    def _tell(self, cause: str) -> None:
        """Say once that nothing is kept, and try again later."""
        if not self._timer.isActive() and not self._ended:
            self._timer.start(RETRY_MS)
        if not self._failing:
            self._failing = True
            self.told.emit(
                f"Changes cannot be kept safe automatically ({cause}); save the project."
            )

    @Slot()
    def _finish(self) -> None:
        if self._worker is None or not self._worker.isFinished():
            return  # waited for already
        self._worker.deleteLater()
        self._worker = None
        if self._wanted is not None and not self._timer.isActive() and not self._ended:
            self._timer.start(PAUSE_MS)

    def _waited(self) -> bool:
        """Wait for the thread; return whether it is gone."""
        worker, self._worker = self._worker, None
        if worker is None:
            return True
        if not worker.wait(PATIENCE_MS):
            self._worker = worker
            return False
        worker.deleteLater()
        return True

    def _let_go(self) -> None:
        """Work on no session any more; its file stays."""
        if self._waited() and self._lock is not None:
            self._lock.unlock()
        self._path = self._lock = self._newest = self._wanted = None

    def _leave(self) -> None:
        """Remove the session that was worked on until now, for another one."""
        path = self._path
        self._let_go()
        if path is not None:
            remove_session(path)


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()
