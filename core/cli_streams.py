"""What both command lines say and return: streams that never fail on a character, exit codes."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import time
from typing import TextIO

from core.errors import ExportError
from core.progress import ProgressCallback

SUCCESS = 0
DATA_CANNOT_SERVE = 1
WRONG_ARGUMENTS = 2
INTERRUPTED = 130

SECONDS_A_REPORT = 0.05
CLEARED = "\r\x1b[K"


def speaker(stream: TextIO | None) -> TextIO:
    """Return a stream that never fails on a character; silence where there is none at all."""
    if stream is None:
        return io.StringIO()
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    return stream


def print_lines(lines: list[str], stream: TextIO) -> None:
    """Print lines, and find out here, not at Python's end, where they cannot be."""
    if not lines:
        return
    try:
        print(_cleared(stream) + "\n".join(lines), file=stream, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ExportError(f"The figures cannot be printed ({error.strerror}).") from None


def progress_line(err: TextIO) -> ProgressCallback | None:
    """Return a callback that keeps one line of a terminal up to date; None elsewhere."""
    if not err.isatty():
        return None
    last = 0.0

    def show(stage: str, fraction: float) -> None:
        nonlocal last
        now = time.monotonic()
        if fraction >= 1.0:
            err.write(CLEARED)
        elif now - last >= SECONDS_A_REPORT:
            last = now
            err.write(f"{CLEARED}{stage} {fraction:.0%}")
        err.flush()

    return show


def fail(err: TextIO, message: object, code: int) -> int:
    """Say why there is no result, and return `code`, even where nobody can be told."""
    with contextlib.suppress(OSError):
        print(f"{_cleared(err)}{message}", file=err, flush=True)
    return code


def let_go() -> int:
    """Return what is returned where nobody reads on; Python would complain of it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return SUCCESS


def _cleared(stream: TextIO) -> str:
    """Return what takes the progress from the line of a terminal."""
    return CLEARED if stream.isatty() else ""
