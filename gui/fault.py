"""An error that nobody has foreseen, in words: who it came to, what it was, and its traceback."""

from __future__ import annotations

import platform
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from core import __version__
from core.errors import shown

LONGEST_TRACE = 100_000
"""Characters of a traceback that are kept; the rest is cut out of its middle."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What can be told of such an error; it holds nothing of the error itself alive.

    Attributes
    ----------
    where
        What was being done: a method that Qt has called, a thread, a task.
    what
        The kind of error and its message, in one line.
    trace
        The traceback, ending in a line break.
    key
        The same for every error of one kind that comes from the same line.
    """

    where: str
    what: str
    trace: str
    key: str


def fault_of(error: BaseException, where: str = "", trace: TracebackType | None = None) -> Fault:
    """Describe an error; `where` it arrived is told from its outermost frame where it is not given.

    It never raises, whatever is wrong with the error.
    """
    trace = trace or error.__traceback__
    kind = type(error).__name__
    try:
        words = str(error)
    except Exception:  # a message that cannot be made is no second fault
        words = "(without a message that can be shown)"
    try:
        text = "".join(traceback.format_exception(type(error), error, trace))
    except Exception:
        text = f"{kind}: a traceback that cannot be shown\n"
    if len(text) > LONGEST_TRACE:
        half = LONGEST_TRACE // 2
        text = f"{text[:half]}\n[{len(text) - 2 * half:,} characters left out]\n{text[-half:]}"
    outer, inner = _ends(trace)
    return Fault(
        where or outer or "the program",
        shown(f"{kind}: {words}" if words else kind, 500),
        text,
        f"{kind} {inner}",
    )


def versions() -> str:
    """Return the versions of the program and of what it runs on; what is not loaded is left out."""
    parts = [f"Ballast {__version__}", f"Python {platform.python_version()}"]
    for module, called in (("PySide6", "Qt"), ("numpy", "numpy"), ("pandas", "pandas")):
        version = getattr(sys.modules.get(module), "__version__", None)
        if version is not None:
            parts.append(f"{called} {version}")
    parts.append(f"{platform.system()} {platform.release()} {platform.machine()}")
    return ", ".join(parts)


def _ends(trace: TracebackType | None) -> tuple[str, str]:
    """Return the outermost and the innermost function of a traceback, and where they stand."""
    if trace is None:
        return "", ""
    inner = trace
    while inner.tb_next is not None:
        inner = inner.tb_next
    outer, last = trace.tb_frame.f_code, inner.tb_frame.f_code
    return (
        f"{outer.co_qualname} ({Path(outer.co_filename).name})",
        f"{last.co_filename}:{inner.tb_lineno}",
    )
