"""Times starts of the program: warm, cold and the very first, from source or packaged.

usage: python -m tests.bench.start_times [--program dist/ballast/ballast] [--starts 9]

A cold start is one after the system was asked to forget the program's files; a very first one finds
neither byte code nor machine code (from source) or a home without anything in it (packaged).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("core", "gui", "resources", "main.py")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", type=Path, help="a packaged program, instead of the source")
    parser.add_argument("--starts", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.program is None:
            words = [sys.executable, str(_copied(Path(folder, "program")) / "main.py")]
            files = [Path(sys.prefix), Path(folder, "program")]
        else:
            words = [str(options.program.resolve())]
            files = [options.program.resolve().parent]
        home = Path(folder, "home")
        print(f"{'':12} {'main':>8} {'window':>8} {'result':>8}   ms, median (least)")
        _print("very first", [_times(words, home)])
        _print("warm", [_times(words, home) for _ in range(options.starts)])
        cold = []
        for _ in range(3):
            for place in files:
                _forget(place)
            cold.append(_times(words, home))
        _print("cold", cold)


def _copied(folder: Path) -> Path:
    """Return a copy of the program's source, with nothing that was made of it."""
    folder.mkdir()
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(
                ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(ROOT / part, folder)
    return folder


def _times(words: list[str], home: Path) -> dict[str, float]:
    places = {f"XDG_{one}_HOME": str(home / one) for one in ("CACHE", "CONFIG", "DATA", "STATE")}
    environment = {**os.environ, **places, "HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [*words, "--start-times"], env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def _forget(place: Path) -> None:
    """Ask the system to drop what it keeps of the files of a folder, which it may refuse."""
    os.sync()
    for path in place.rglob("*"):
        if path.is_file():
            handle = os.open(path, os.O_RDONLY)
            try:
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(handle)


def _print(name: str, starts: list[dict[str, float]]) -> None:
    cells = []
    for key in ("main_ms", "window_ms", "result_ms"):
        times = [start[key] for start in starts]
        cells.append(f"{median(times):.0f} ({min(times):.0f})")
    print(f"{name:12} " + " ".join(f"{cell:>12}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
