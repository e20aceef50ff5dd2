"""The log: errors nobody has foreseen, and when each session of the program began and ended."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import os
import sys
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from core.errors import shown
from gui.fault import Fault, fault_of, versions

LARGEST = 500_000
"""Bytes of a file of the log."""
OLDER = 2
"""How many full files are kept beside the one that is written."""


class FaultLog:
    """Writes records into a few files of a folder, of which the oldest gives way.

    Nothing of it ever raises: where no record can be written, that is said once on the standard
    error, and the program goes on. Windows that are open at the same time write into the same
    files, each record at once and with the number of its process.

    Parameters
    ----------
    path
        The file that is written; older ones beside it have a number behind its name. Its folder
        is made with the first record.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handler = _LogFile(path)
        self._handler.setFormatter(_Lines("%(asctime)s [%(process)d] %(levelname)s %(message)s"))
        self._log = logging.Logger("ballast")  # nobody else's: no other module's records are here
        self._log.addHandler(self._handler)

    @property
    def is_written(self) -> bool:
        """Whether the last record could be written."""
        return not self._handler.is_failing

    def write_start(self, what: str) -> None:
        """Note that a session begins: `what` was started, and with which versions."""
        self._write(logging.INFO, f"{what} begins: {versions()}")

    def write_end(self, what: str) -> None:
        """Note that a session has ended in order."""
        self._write(logging.INFO, f"{what} has ended in order")

    def write_fault(self, fault: Fault) -> None:
        """Write an error with its traceback."""
        head = f"in {fault.where}: {fault.what}\n{versions()}"
        self._write(logging.ERROR, f"{head}\n{fault.trace.rstrip()}")

    def write_count(self, fault: Fault, count: int) -> None:
        """Note how often an error has come by now."""
        self._write(logging.ERROR, f"in {fault.where}: {fault.what} (it has come {count:,} times)")

    def write_crash(self, text: str) -> None:
        """Write what an earlier session has left that crashed."""
        self._write(logging.CRITICAL, text)

    def write_note(self, text: str) -> None:
        """Write what should not have happened, though nothing has failed."""
        self._write(logging.WARNING, text)

    def _write(self, level: int, text: str) -> None:
        self._log.log(level, "%s", text)


def last_words(log: FaultLog, error: BaseException, where: str) -> str:
    """Write an error that ends the program into the log; return the sentence that tells it."""
    fault = fault_of(error, where)
    log.write_fault(fault)
    said = f"Ballast has ended, since something went wrong in the program itself: {fault.what}"
    if log.is_written:
        return f"{said.rstrip('.')}. The details are in {log.path}."
    return f"{said.rstrip('.')}.\n{fault.trace.rstrip()}"


class _LogFile(RotatingFileHandler):
    """A file that only its owner may read, and that may be turned over by another process."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, maxBytes=LARGEST, backupCount=OLDER, encoding="utf-8", delay=True,
            errors="backslashreplace",
        )  # fmt: skip
        self.is_failing = self._is_told = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, and let go of the file: another window may turn it over by the next."""
        self.is_failing = False
        super().emit(record)
        self._let_go()

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return open(
            self.baseFilename, "a", encoding="utf-8", errors="backslashreplace", opener=_private
        )

    def rotate(self, source: str, dest: str) -> None:
        """Rename a full file; where another process holds it, as on Windows, it grows on."""
        try:
            super().rotate(source, dest)
        except OSError:
            return

    def handleError(self, record: logging.LogRecord) -> None:
        """Say once that nothing can be written, and go on."""
        first, self.is_failing, self._is_told = not self._is_told, True, True
        cause = sys.exc_info()[1]
        self._let_go()
        if first and sys.stderr is not None:
            reason = getattr(cause, "strerror", None) or str(cause)
            try:
                print(
                    f"The log {shown(self.baseFilename)} cannot be written ({shown(reason)}); "
                    "errors are not kept.",
                    file=sys.stderr,
                )
            except (OSError, ValueError):
                return

    def _let_go(self) -> None:
        stream, self.stream = self.stream, None
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()


class _Lines(logging.Formatter):
    """The time of a record as the user's clock has it, with its zone."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """Return the time to the millisecond."""
        moment = dt.datetime.fromtimestamp(record.created).astimezone()
        return moment.isoformat(sep=" ", timespec="milliseconds")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
