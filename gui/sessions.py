"""Open projects on disk: a file each, marked as long as a living process works on it.

A file is replaced as a whole and forced to disk, so that a process that is killed while it writes
leaves the one before. Nothing in such a folder, however damaged, stops the program.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QLockFile

FORMAT, VERSION = "ballast-session", 1
KEPT, DAMAGED_KEPT = 10, 3
LARGEST = 64_000_000
"""Bytes of a file that is looked at."""

_NAMES = "session-*.json"
_DRAFT, _LOCK, _DAMAGED = ".part", ".lock", ".damaged"


@dataclass(frozen=True, slots=True)
class Session:
    """An open project, as it is kept.

    Attributes
    ----------
    project
        The content of the project's file, as JSON.
    file
        Where the project was opened or saved; None for a new one.
    saved
        Whether that file has all of it.
    written
        When it was kept, by the user's clock.
    order
        Larger than that of every session kept before, whatever the clock says.
    closed
        Whether the window has been closed since.
    returns
        How often it was brought back without the window living until the next edit.
    """

    project: bytes
    file: Path | None
    saved: bool
    written: dt.datetime
    order: int
    closed: bool = False
    returns: int = 0


@dataclass(frozen=True, slots=True)
class Left:
    """A session that no living process works on."""

    path: Path
    session: Session

    @property
    def crashed(self) -> bool:
        """Whether its window was never closed: the process was killed, or the power failed."""
        return not self.session.closed


@dataclass(frozen=True, slots=True)
class Found:
    """What lies in a folder of sessions.

    Attributes
    ----------
    left
        Sessions without a living process, the newest first.
    order
        The largest order of all sessions.
    notes
        Sentences about files that cannot serve.
    """

    left: tuple[Left, ...] = ()
    order: int = 0
    notes: tuple[str, ...] = ()


class _Newer(ValueError):
    """The file was written by a later version of this program."""


def new_session_path(folder: Path) -> Path:
    """Return where a new session can be kept."""
    return folder / f"session-{secrets.token_hex(8)}.json"


def session_lock(path: Path) -> QLockFile:
    """Return the mark of a session; who holds it works on the session.

    The mark of a process that is gone, or of the time before the computer was started, counts for
    nothing; that of a living one counts however old it is.
    """
    lock = QLockFile(f"{path}{_LOCK}")
    lock.setStaleLockTime(0)
    return lock


def write_session(path: Path, session: Session) -> None:
    """Replace a session's file, whole or not at all; only who holds its mark may.

    Raises
    ------
    OSError
        Where it cannot be written; what stood there stays.
    ValueError
        Where the project is no JSON object.
    """
    project = json.loads(session.project)
    if not isinstance(project, dict):
        raise ValueError("what is to be kept is no project")
    record = {
        "format": FORMAT,
        "version": VERSION,
        "pid": os.getpid(),
        "written": session.written.isoformat(timespec="seconds"),
        "order": session.order,
        "closed": session.closed,
        "returns": session.returns,
        "file": None if session.file is None else str(session.file),
        "saved": session.saved,
        "project": project,
    }
    draft = path.with_name(path.name + _DRAFT)
    with open(draft, "wb", opener=_private) as file:
        file.write(json.dumps(record, indent=1).encode())
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    with contextlib.suppress(OSError):  # Windows opens no folders
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def look_through(folder: Path) -> Found:
    """Find what other processes have left; set aside what is damaged, remove what is too old."""
    left: list[Left] = []
    notes: list[str] = []
    order = 0
    for path in _session_paths(folder, notes):
        try:
            session = _session_in(path)
        except FileNotFoundError:
            continue
        except _Newer:
            notes.append(
                "What was open in a newer version of Ballast is left as it is, in "
                f"{path.name}; update Ballast to go on with it."
            )
            continue
        except (OSError, ValueError, RecursionError):
            if _is_left(path):
                notes.append(set_aside(path))
            continue
        order = max(order, session.order)
        if _is_left(path):
            left.append(Left(path, session))
    left.sort(key=lambda one: one.session.order, reverse=True)
    for old in left[KEPT:]:
        remove_session(old.path)
    _tidy(folder)
    return Found(tuple(left[:KEPT]), order, tuple(notes))


def set_aside(path: Path, why: str = "is damaged and cannot come back") -> str:
    """Rename a session that cannot come back, and return a sentence about it and where it is."""
    aside = path.with_name(path.name + _DAMAGED)
    try:
        os.replace(path, aside)
    except OSError as error:
        cause = error.strerror or str(error)
        return f"What was open before {why}, and cannot be set aside ({cause}): {path}."
    return f"What was open before {why}; it was set aside as {aside}."


def remove_session(path: Path) -> None:
    """Remove a session that no living process works on, and all that stands beside it."""
    lock = session_lock(path)
    if lock.tryLock(0):
        for one in (path, path.with_name(path.name + _DRAFT)):
            with contextlib.suppress(OSError):
                one.unlink(missing_ok=True)
        lock.unlock()


def reopened(session: Session) -> Session:
    """Return a session as it is while its window begins again."""
    return replace(session, closed=False, returns=session.returns + 1)


def _session_paths(folder: Path, notes: list[str]) -> Iterator[Path]:
    try:
        yield from sorted(folder.glob(_NAMES)) if folder.is_dir() else ()
    except OSError as error:
        notes.append(f"What was open before cannot be read ({error.strerror}): {folder}.")


def _is_left(path: Path) -> bool:
    """Whether no living process works on a session."""
    lock = session_lock(path)
    if lock.tryLock(0):
        lock.unlock()
        return True
    return lock.error() is not QLockFile.LockError.LockFailedError  # none can be made there


def _session_in(path: Path) -> Session:
    """Read a session.

    Raises
    ------
    OSError, ValueError, RecursionError
        Where it is none.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
        raise ValueError  # to read a pipe would wait for ever
    record = json.loads(path.read_bytes())
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise ValueError
    if _whole_number(record, "version") > VERSION:
        raise _Newer
    project, file = record.get("project"), record.get("file")
    written = record.get("written")
    if not isinstance(project, dict) or not isinstance(written, str):
        raise ValueError
    if _is_newer(project):
        raise _Newer
    if file is not None and not (isinstance(file, str) and "\0" not in file):
        raise ValueError
    return Session(
        json.dumps(project).encode(),
        None if file is None else Path(file),
        record.get("saved") is True,
        dt.datetime.fromisoformat(written),
        _whole_number(record, "order"),
        record.get("closed") is True,
        _whole_number(record, "returns"),
    )


def _is_newer(project: dict[str, object]) -> bool:
    """Whether a later version of this program made a project: it is no damage, and not for us."""
    from core.project_file import VERSION as KNOWN

    version = project.get("version")
    return isinstance(version, int) and version > KNOWN


def _whole_number(record: dict[str, object], key: str) -> int:
    value = record.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError
    return value


def _tidy(folder: Path) -> None:
    """Remove marks and drafts of processes that are gone, and all but the last damaged files."""
    with contextlib.suppress(OSError):
        for suffix in (_LOCK, _DRAFT):
            for path in folder.glob(_NAMES + suffix):
                session = path.with_name(path.name.removesuffix(suffix))
                if not session.exists():
                    remove_session(session)
        damaged = sorted(folder.glob(_NAMES + _DAMAGED), key=lambda path: path.stat().st_mtime_ns)
        for path in damaged[:-DAMAGED_KEPT]:
            path.unlink()


def _private(path: str, flags: int) -> int:
    """Open a file that nobody else may read: a project tells what somebody is invested in."""
    return os.open(path, flags, 0o600)
