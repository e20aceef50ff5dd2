"""A process killed at any line of a write leaves every file whole, and no litter for ever."""

from __future__ import annotations

import os
from pathlib import Path

from core.atomic_files import STALE_SECONDS, write_files
from tests.faults.kills import killer

OLD, NEW = b"old\n" * 5_000, b"new\n" * 9_000
MOST_STEPS = 500


def litter(folder: Path) -> list[Path]:
    """What a killed process has left beside the files of the user."""
    return [path for path in folder.iterdir() if path.name.startswith(".")]


def age(*paths: Path) -> None:
    """Let an hour pass."""
    for path in paths:
        status = path.stat()
        os.utime(path, (status.st_atime, status.st_mtime - STALE_SECONDS - 5))


def test_an_export_killed_at_any_line_is_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\n"
        "from core.atomic_files import write_files\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "def act():\n"
        f"    write_files({{folder / 'a.csv': {NEW!r}, folder / 'b.json': {NEW!r}}})\n"
    )
    seen, littered, step = set(), 0, 0
    with killer(code, "core/atomic_files.py") as running:
        for step in range(1, MOST_STEPS):
            for name in ("a.csv", "b.json"):
                (tmp_path / name).write_bytes(OLD)
            killed = running.killed_at(step)
            contents = tuple((tmp_path / name).read_bytes() for name in ("a.csv", "b.json"))
            assert set(contents) <= {OLD, NEW}, step
            seen.add(tuple(content == NEW for content in contents))
            left = litter(tmp_path)
            littered += bool(left)
            age(*left)
            if not killed:
                break
    assert 50 < step < MOST_STEPS - 1
    assert seen == {(False, False), (True, False), (True, True)}, "never the second alone"
    assert littered > 10

    write_files({tmp_path / "c.txt": b"next"})

    assert litter(tmp_path) == []


def test_a_new_file_killed_at_any_line_is_not_there_or_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    code = (
        "from pathlib import Path\n"
        "from core.atomic_files import write_files\n"
        f"def act(): write_files({{Path({str(path)!r}): {NEW!r}}})\n"
    )
    with killer(code, "core/atomic_files.py") as running:
        for step in range(1, MOST_STEPS):
            path.unlink(missing_ok=True)
            killed = running.killed_at(step)
            assert not path.exists() or path.read_bytes() == NEW
            if not killed:
                break
    assert path.read_bytes() == NEW


def test_only_old_drafts_of_our_own_go(tmp_path: Path) -> None:
    own = [tmp_path / ".ballast-0123456789abcdef.part", tmp_path / ".ballast-a_b3c4d5.old"]
    others = [
        tmp_path / name
        for name in (".ballast-notes.part", ".ballast-0123456789abcdef.part.txt", ".ballast-x.old")
    ]
    folder = tmp_path / ".ballast-fedcba9876543210.part"
    folder.mkdir()
    young = tmp_path / ".ballast-1111111111111111.part"
    for path in (*own, *others, young):
        path.write_bytes(b"x")
    age(*own, *others, folder)

    write_files({tmp_path / "a": b"1"})

    assert not any(path.exists() for path in own)
    assert all(path.exists() for path in (*others, folder, young)), "it may be in the making"
