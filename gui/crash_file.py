"""What a crash of native code leaves, where no line of Python can run any more: its stacks."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import secrets
from typing import TextIO

from gui.fault import versions
from gui.fault_log import FaultLog

KEPT = 10
"""Files of other sessions that may lie there: of windows that are open, or were killed."""
LARGEST = 50_000
"""Characters of such a file that the log takes over."""
_NAMES = "crash-*.txt"
_BEGUN = "Native code of this session: "


class CrashFile:
    """A file beside the log that is there as long as a session, and stays where it crashes.

    The next session writes what it finds into the log. Nothing here ever raises.
    """

    def __init__(self, log: FaultLog) -> None:
        self._log, self._folder = log, log.path.parent
        self._path = self._folder / f"crash-{os.getpid()}-{secrets.token_hex(4)}.txt"
        self._file: TextIO | None = None

    def begin(self) -> None:
        """Take over what crashes have left, and be ready for one."""
        with contextlib.suppress(OSError, ValueError):
            self._take_over()
        with contextlib.suppress(OSError, ValueError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = open(self._path, "x", encoding="utf-8", opener=_private)  # noqa: SIM115
            self._file.write(f"{_BEGUN}process {os.getpid()}, {versions()}\n")
            self._file.flush()
            faulthandler.enable(self._file)

    def end(self) -> None:
        """Remove the file: the session has ended in order."""
        if self._file is None:
            return
        faulthandler.disable()
        with contextlib.suppress(OSError, ValueError):
            self._file.close()
        with contextlib.suppress(OSError):
            self._path.unlink()
        self._file = None

    def _take_over(self) -> None:
        found = sorted(self._folder.glob(_NAMES), key=lambda one: one.stat().st_mtime)
        for path in found:
            with open(path, encoding="utf-8", errors="replace") as file:
                begun, stacks = file.readline(), file.read(LARGEST)
            if stacks.strip():  # or else it was killed, or is open
                head = begun.removeprefix(_BEGUN).strip()
                self._log.write_crash(f"{head} crashed in native code:\n{stacks.rstrip()}")
                path.unlink()
        for path in found[:-KEPT]:
            path.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
