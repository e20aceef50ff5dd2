"""Tells numba where the machine code of a packaged program lies: see `core.kernels.places`."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path

import platformdirs
from numba.core.caching import UserProvidedCacheLocator

from core.kernels.places import STAMP, kept_folder, shipped_folder


class ShippedCacheLocator(UserProvidedCacheLocator):
    """Tells numba where the machine code of a kernel lies and what it was made from."""

    def __init__(self, py_func, py_file, folder: Path) -> None:
        self._py_file = py_file
        self._lineno = py_func.__code__.co_firstlineno
        self._cache_path = str(folder)
        self._stamp = (folder / STAMP).read_text(encoding="ascii")

    @classmethod
    def from_function(cls, py_func, py_file):
        """Return the locator of a kernel; None where its code can be kept nowhere."""
        folder = _folder()
        return None if folder is None else cls(py_func, py_file, folder)

    def get_source_stamp(self):
        """Return what tells sources apart: code from others is compiled again."""
        return self._stamp


def use_folder(folder: Path) -> None:
    """Keep the machine code of this process in a folder that has a stamp: it is to be shipped."""
    _found[:] = [folder]


_found: list[Path | None] = []


def _folder() -> Path | None:
    """Return the folder of this process, looked for once."""
    if not _found:
        _found.append(_writable_folder())
    return _found[0]


def _writable_folder() -> Path | None:
    shipped = shipped_folder()
    if shipped is None:
        return None
    with contextlib.suppress(OSError):
        return kept_folder(shipped, platformdirs.user_cache_path("ballast", appauthor=False))
    import atexit  # numba wants a folder that it can write to, and be it for this process

    try:
        own = Path(tempfile.mkdtemp(prefix="ballast-"))
        atexit.register(shutil.rmtree, own, ignore_errors=True)
        return kept_folder(shipped, own)
    except OSError:
        return None
