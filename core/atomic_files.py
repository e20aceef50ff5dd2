"""Files written whole or not at all, several of them together."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from core.errors import ExportError, shown

STALE_SECONDS = 3_600
"""No write takes so long: what is older was left by a process that was killed."""

_OWN = re.compile(r"\.ballast-(?:[0-9a-f]{16}\.part|[a-z0-9_]{8}\.old)")


def check_writable(path: Path) -> None:
    """Find out early whether a file could be written at `path`; nothing is changed.

    Raises
    ------
    ExportError
        Where it is a folder or something else that is no file, or its folder is missing or may
        not be written to.
    """
    name = shown(str(path))
    try:
        folder = path.resolve().parent
        if path.is_dir():
            raise ExportError(f"{name} is a folder; name a file in it.")
        if path.exists() and not path.is_file():
            raise ExportError(f"{name} is no plain file; name one that may be replaced.")
        os.stat(folder)
        longest = os.pathconf(folder, "PC_NAME_MAX") if hasattr(os, "pathconf") else 255
    except (FileNotFoundError, NotADirectoryError):
        raise ExportError(f"The folder of {name} is not there; make it first.") from None
    except (OSError, ValueError, RuntimeError):  # a circle of links, a zero byte, no characters
        raise ExportError(f"{name} is no place for a file; name another one.") from None
    if len(os.fsencode(path.name)) > longest:
        raise ExportError(f"{name} is too long a name; take a shorter one.")
    if not folder.is_dir():
        raise ExportError(f"The folder of {name} is not there; make it first.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ExportError(f"The folder of {name} may not be written to; choose another one.")


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write all the files or none; what stood there before is unharmed by a failure.

    Each file is first written beside its place and forced to disk, and only when all of them
    are complete do they take their places. When one cannot, those that have are put back.

    A process that is killed leaves each file whole, as it was or as it shall be; of several files
    the first may be new and the rest old. Its drafts go when a file is next written beside them.

    Raises
    ------
    ExportError
        Where a file cannot be written; it names the file and the cause.
    """
    drafts: dict[Path, Path] = {}
    backups: dict[Path, Path | None] = {}
    try:
        for path, content in contents.items():
            check_writable(path)
            place = path.resolve()  # a link stays one, and the file behind it is replaced
            if place in drafts:
                raise ExportError(f"{shown(str(path))} is named twice; name two files.")
            try:
                drafts[place] = _draft(place, content)
            except OSError as error:
                raise _failure(path, error) from None
        for place, draft in drafts.items():
            try:
                backups[place] = _backup(place)
                os.replace(draft, place)
            except OSError as error:
                raise _failure(place, error) from None
    except BaseException:
        for place, backup in reversed(backups.items()):
            with contextlib.suppress(OSError):
                if backup is not None:
                    os.replace(backup, place)
                elif not drafts[place].exists():  # the draft has taken the place
                    place.unlink()
        raise
    finally:
        for left in (*drafts.values(), *backups.values()):
            if left is not None:
                with contextlib.suppress(OSError):
                    left.unlink(missing_ok=True)
    for place in {place.parent: place for place in drafts}.values():
        _tidy(place)


def _draft(place: Path, content: bytes) -> Path:
    """Write the content beside its place, with the permissions it will have there.

    A new file gets those that the system gives to new files; to ask for the mask of the process
    would mean to change it, for all threads.
    """
    kept = place.stat().st_mode & 0o777 if place.exists() else None
    draft = place.parent / f".ballast-{secrets.token_hex(8)}.part"
    try:
        with open(draft, "xb", opener=None if kept is None else _private) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if kept is not None:
            draft.chmod(kept)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    return draft


def _private(path: str, flags: int) -> int:
    """Open a file that nobody else may read, until it has the permissions of what it replaces."""
    return os.open(path, flags, 0o600)


def _backup(place: Path) -> Path | None:
    """Keep what stands at `place` under another name, so that it can be put back."""
    if not place.exists():
        return None
    handle, name = tempfile.mkstemp(prefix=".ballast-", suffix=".old", dir=place.parent)
    backup = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(place.read_bytes())
        backup.chmod(place.stat().st_mode & 0o777)
    except BaseException:
        with contextlib.suppress(OSError):
            backup.unlink()
        raise
    return backup


def _tidy(written: Path) -> None:
    """Remove drafts and copies beside a file just written that a killed process has left.

    The file is the clock: where the folder is another computer's, so is the time of all in it.
    """
    with contextlib.suppress(OSError):
        oldest = written.stat().st_mtime - STALE_SECONDS
        for path in written.parent.glob(".ballast-*"):
            if _OWN.fullmatch(path.name):
                with contextlib.suppress(OSError):  # another one may tidy up too
                    status = path.lstat()
                    if stat.S_ISREG(status.st_mode) and status.st_mtime < oldest:
                        path.unlink()


def _failure(path: Path, error: OSError) -> ExportError:
    cause = error.strerror or str(error)
    return ExportError(f"{shown(str(path))} cannot be written ({cause}); nothing was changed.")
