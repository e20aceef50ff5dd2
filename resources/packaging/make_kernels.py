"""Compile the loops of Ballast for a packaged program, into a folder.

usage: make_kernels.py FOLDER      (in the project's folder)

The code is for any processor of this machine's kind. Both presets, all answers and the published
examples are computed, so that every kind of array that the loops are called with has been seen.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main(folder: Path) -> None:
    """Fill the folder."""
    sys.path.insert(0, str(ROOT))
    os.environ["NUMBA_CACHE_LOCATOR_CLASSES"] = "core.kernels.shipped.ShippedCacheLocator"
    os.environ["NUMBA_CPU_NAME"] = "generic"
    os.environ["NUMBA_CPU_FEATURES"] = ""
    import numba

    from core.kernels import places, shipped

    stamp = hashlib.sha256(f"{numba.__version__} {sys.version}".encode())
    for source in sorted(Path(places.__file__).parent.glob("*.py")):
        stamp.update(source.read_bytes())
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    (folder / places.STAMP).write_text(stamp.hexdigest()[:16], encoding="ascii")
    shipped.use_folder(folder)

    from core.cli import run
    from core.cli_check import check

    with tempfile.TemporaryDirectory() as made:
        answers = ["--explain", "--prove", "3", "--day", "2020-03-16"]
        codes = [
            run(["--source", "demo", "--compare", "--report", str(Path(made, "report.html"))]),
            run(["--source", "demo", "--preset", "as-scripted", *answers]),
            run(["--source", "demo", "--preset", "tradable", "--today", *answers]),
            check([]),
        ]
    if any(codes):
        sys.exit(f"{Path(__file__).name}: a run has failed: exit codes {codes}")
    print(f"{sum(1 for _ in folder.glob('*.nbc'))} loops compiled into {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
