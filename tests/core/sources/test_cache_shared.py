"""The cache of prices where another program uses the same file."""

import dataclasses
import os
import sqlite3
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from core.findings import Severity
from core.progress import Cancelled
from core.sources import cache as cache_module
from core.sources.cache import PriceCache
from core.sources.yahoo_history import History
from tests.core.sources.test_cache import ROOT, history, kept, same


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "prices-1.sqlite"


TWO = """
import sys
import tempfile
from pathlib import Path
from core.sources.cache import PriceCache
from tests.core.sources.test_cache import history, same
level = float(sys.argv[2])
with PriceCache(Path(sys.argv[1])) as cache:
    for _ in range(25):
        cache.store([history("SPY", 2000, level), history("QQQ", 2000, level)])
        for name in ("SPY", "QQQ"):
            found = cache.load(name)
            assert any(same(found, history(name, 2000, either)) for either in (10.0, 20.0))
    assert not cache.findings, cache.findings
"""


def test_two_programs_at_once_do_not_disturb_each_other(path: Path) -> None:
    both = [
        subprocess.Popen(
            [sys.executable, "-c", TWO, str(path), level],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for level in ("10", "20")
    ]
    for one in both:
        _, errors = one.communicate(timeout=120)
        assert one.returncode == 0, errors


def test_a_file_that_another_program_set_aside_is_opened_anew(path: Path) -> None:
    kept(path, history(level=1.0))
    with PriceCache(path) as cache:
        assert same(cache.load("SPY"), history(level=1.0))
        os.replace(path, path.with_name("prices-1.damaged-x.sqlite"))
        kept(path, history(level=2.0))
        assert same(cache.load("SPY"), history(level=2.0))


def test_a_file_in_use_for_long_is_gone_without(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_module, "BUSY_SECONDS", 0.05)
    kept(path, history())
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        with PriceCache(path) as cache:
            assert cache.load("SPY") is None
            cache.store([history()])
            (finding,) = cache.findings
    finally:
        other.close()
    assert finding.severity is Severity.NOTE
    assert "in use by another program" in finding.message
    with PriceCache(path) as cache:
        assert same(cache.load("SPY"), history())


def test_histories_of_two_servers_stand_beside_each_other(path: Path) -> None:
    of_a_test = dataclasses.replace(history(level=5.0), origin="http://127.0.0.1:8080")
    kept(path, history(), of_a_test)
    with PriceCache(path) as cache:
        assert same(cache.load("SPY"), history())
        assert same(cache.load("SPY", "http://127.0.0.1:8080"), of_a_test)
        assert cache.load("SPY", "http://127.0.0.1:8081") is None


def test_while_another_program_holds_the_file_it_is_told_so_all_the_time(path: Path) -> None:
    kept(path, history())
    other = sqlite3.connect(path, isolation_level=None)
    moments = [time.monotonic()]

    def tick() -> None:
        moments.append(time.monotonic())
        if len(moments) == 12:
            other.execute("ROLLBACK")

    for act in ("load", "store"):
        other.execute("BEGIN EXCLUSIVE")
        del moments[1:]
        with PriceCache(path) as cache:
            if act == "load":
                assert same(cache.load("SPY", "", tick), history())
            else:
                cache.store([history(level=7.0)], tick)
            assert cache.findings == ()
        assert len(moments) == 12
        moments[0] = moments[1]
        assert max(b - a for a, b in pairwise(moments)) < 1.0
    other.close()
    with PriceCache(path) as cache:
        assert same(cache.load("SPY"), history(level=7.0))


def test_a_file_that_was_held_is_looked_at_before_it_is_used(path: Path) -> None:
    kept(path, history())
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA user_version = 3")
    other.execute("BEGIN EXCLUSIVE")

    def tick() -> None:
        if other.in_transaction:
            other.execute("ROLLBACK")

    with PriceCache(path) as cache:
        assert cache.load("SPY", "", tick) is None
        assert "is of version 3 of the cache" in cache.findings[0].message
    other.close()


@pytest.mark.parametrize("kind", [Cancelled, OSError, ValueError])
def test_waiting_for_another_program_can_be_stopped(path: Path, kind: type[Exception]) -> None:
    kept(path, history())

    def tick() -> None:
        raise kind("enough")

    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        with PriceCache(path) as cache:
            with pytest.raises(kind, match="enough"):
                cache.load("SPY", "", tick)
            with pytest.raises(kind, match="enough"):
                cache.store([history()], tick)
    finally:
        other.close()


def test_a_new_file_of_another_program_is_not_set_aside_for_the_damaged_one(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(path, history(level=1.0))
    damaged = sqlite3.connect(path, isolation_level=None)
    damaged.execute("UPDATE histories SET sha256 = x'00'")
    damaged.close()
    new = tmp_path / "new.sqlite"
    kept(new, history(level=2.0))
    judged = cache_module._history

    def while_another_is_faster(symbol: str, row: cache_module._Row) -> History:
        if new.exists():
            os.replace(path, path.with_name("prices-1.damaged-by-the-other.sqlite"))
            os.replace(new, path)
        return judged(symbol, row)

    monkeypatch.setattr(cache_module, "_history", while_another_is_faster)
    with PriceCache(path) as cache:
        assert cache.load("SPY") is None
        assert same(cache.load("SPY"), history(level=2.0))
        assert cache.findings == ()
    assert len(list(path.parent.glob("*.damaged-*"))) == 1


def test_a_writer_holds_the_file_before_it_looks(path: Path) -> None:
    # Two that look first, and write then, would wait for each other, and one would fail.
    kept(path, history())
    one, other = (sqlite3.connect(path, isolation_level=None, timeout=0.0) for _ in range(2))
    with (
        cache_module._transaction(one),
        pytest.raises(sqlite3.OperationalError, match="locked"),
        cache_module._transaction(other),
    ):
        pass
    one.close()
    other.close()
