"""A process killed at any line of a write leaves every file whole, and no litter for ever."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from pathlib import Path

import pytest

from core.atomic_files import STALE_SECONDS, write_files
from core.sources.cache import PriceCache
from gui.sessions import Session, look_through, remove_session, write_session
from tests.core.sources.test_cache import history, kept, same
from tests.faults.kills import killer

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)

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


def test_an_export_killed_in_the_middle_of_its_bytes_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    code = (
        "from pathlib import Path\n"
        "from core.atomic_files import write_files\n"
        f"def act(): write_files({{Path({str(path)!r}): {NEW!r}}})\n"
    )
    with killer(code) as running:
        for most in (0, 1, len(OLD), len(NEW) - 1):
            path.write_bytes(OLD)
            assert running.killed_at(most, "byte")
            assert path.read_bytes() == OLD
            assert any(left.stat().st_size == most for left in litter(tmp_path))
        assert not running.killed_at(len(NEW), "byte")
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


# --- what is open


def session_code(folder: Path) -> str:
    """Write a session a second time, as the autosave does."""
    return (
        "import datetime as dt\n"
        "from pathlib import Path\n"
        "from gui.sessions import Session, write_session\n"
        "now = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)\n"
        f"path = Path({str(folder)!r}) / 'session-1.json'\n"
        'new = Session(b\'{"scenarios": ["new"]}\', None, False, now, 2)\n'
        "def act(): write_session(path, new)\n"
    )


def test_an_autosave_killed_at_any_line_leaves_the_edit_before_or_this_one(tmp_path: Path) -> None:
    old = Session(b'{"scenarios": ["old"]}', None, False, NOON, 1)
    seen = []
    with killer(session_code(tmp_path), "gui/sessions.py") as running:
        for step in range(1, MOST_STEPS):
            write_session(tmp_path / "session-1.json", old)
            killed = running.killed_at(step)
            found = look_through(tmp_path)
            assert found.notes == ()
            seen.append(json.loads(found.left[0].session.project)["scenarios"])
            if not killed:
                break
    assert seen == sorted(seen, reverse=True), "first the old one, then the new one"
    assert (seen[0], seen[-1]) == (["old"], ["new"])
    assert len(seen) > 15
    remove_session(tmp_path / "session-1.json")
    assert list(tmp_path.iterdir()) == []


# --- the cache


def cache_code(path: Path) -> str:
    """Replace one history, and count the instructions of SQLite."""
    return (
        "import sqlite3\n"
        "from pathlib import Path\n"
        "from core.sources.cache import PriceCache\n"
        "from tests.core.sources.test_cache import history\n"
        "connect = sqlite3.connect\n"
        "def counted(*arguments, **named):\n"
        "    connection = connect(*arguments, **named)\n"
        "    connection.set_progress_handler(count, 1)\n"
        "    return connection\n"
        "sqlite3.connect = counted\n"
        "def act():\n"
        f"    with PriceCache(Path({str(path)!r})) as cache:\n"
        "        cache.store([history(days=9_000, level=50.0), history('NEW', 2_000)])\n"
        "        assert cache.findings == ()\n"
    )


@pytest.mark.parametrize(
    ("unit", "steps"),
    [
        ("line", range(1, MOST_STEPS, 3)),
        ("count", range(1, MOST_STEPS, 5)),
        ("byte", range(0, 1_000_000, 5_003)),
    ],
)
def test_a_cache_killed_while_it_is_written_has_the_history_before_or_this_one(
    tmp_path: Path, unit: str, steps: range
) -> None:
    path, whole = tmp_path / "prices.sqlite", tmp_path / "whole.sqlite"
    before, after, other = history(), history(days=9_000, level=50.0), history("QQQ")
    kept(whole, before, other)
    seen: list[tuple[bool, bool]] = []
    step = 0
    with killer(cache_code(path), "core/sources/cache.py") as running:
        for step in steps:
            for left in tmp_path.glob("prices*"):
                left.unlink()
            shutil.copy(whole, path)
            killed = running.killed_at(step, unit)
            with PriceCache(path) as cache:
                assert same(cache.load("QQQ"), other), "prices of others are not lost"
                found, new = cache.load("SPY"), cache.load("NEW")
                assert cache.findings == ()
            assert same(found, before) or same(found, after)
            seen.append((same(found, after), same(new, history("NEW", 2_000))))
            assert not list(tmp_path.glob("*.damaged*"))
            if not killed:
                break
    assert step < steps[-1], "it came to its end"
    assert set(seen) == {(False, False), (True, True)}, "both or none"
    assert seen == sorted(seen)
    assert len(seen) > 10


def test_a_cache_killed_at_any_line_of_its_first_write_is_taken_up_again(tmp_path: Path) -> None:
    path = tmp_path / "prices.sqlite"
    with killer(cache_code(path), "core/sources/cache.py") as running:
        for step in range(1, MOST_STEPS, 3):
            for left in tmp_path.glob("prices*"):
                left.unlink()
            killed = running.killed_at(step)
            kept(path, history("QQQ"))
            with PriceCache(path) as cache:
                assert same(cache.load("QQQ"), history("QQQ"))
            if not killed:
                break
