"""Where the machine code of the loops lies, without numba: the window asks before it is loaded.

A packaged program has no source files that numba could look at, and its folder is moved, copied
and often not writable. So its machine code comes with it, made for any processor of its kind
(which costs some hundredths of its speed, and makes every machine compute the same). It is copied
into a folder of the user's at the first start, where code for arrays of another kind may be added.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

STAMP = "stamp.txt"
"""The file of the packaged machine code that tells which sources it was made from."""


def is_compiled() -> bool:
    """Whether the loops need not be compiled at this start: they come compiled, or were before."""
    if shipped_folder() is not None:
        return True
    return any((Path(__file__).parent / "__pycache__").glob("*.nbi"))


def shipped_folder() -> Path | None:
    """Return where the machine code of this packaged program lies; None where there is none."""
    place = getattr(sys, "_MEIPASS", None)
    folder = None if place is None else Path(place) / "core" / "kernels" / "compiled"
    return folder if folder is not None and (folder / STAMP).is_file() else None


def kept_folder(shipped: Path, cache: Path) -> Path:
    """Return the folder below `cache` that has what is in `shipped`, copied there if need be.

    A copy has the stamp of its source in its name, so that programs of several versions do not
    disturb one another, and appears whole: another process may start at the same moment.

    Raises
    ------
    OSError
        Where it can neither be found nor made.
    """
    folder = cache / f"kernels-{(shipped / STAMP).read_text(encoding='ascii').strip()}"
    if not (folder / STAMP).is_file():
        cache.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".kernels-", dir=cache))
        try:
            shutil.copytree(shipped, draft, dirs_exist_ok=True, copy_function=shutil.copyfile)
            with contextlib.suppress(FileExistsError):
                if folder.is_dir() and not (folder / STAMP).is_file():  # somebody emptied it
                    shutil.rmtree(folder)
                os.rename(draft, folder)
        except OSError:
            if not (folder / STAMP).is_file():  # else another process was quicker
                raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    if not os.access(folder, os.W_OK):  # as where the folder is another user's
        raise PermissionError(f"{folder} may not be written to")
    return folder
