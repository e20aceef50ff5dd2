"""The cache of prices: what comes back is what was stored, or nothing."""

import dataclasses
import datetime as dt
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.findings import Check, Severity
from core.sources.cache import PriceCache, default_cache_path
from core.sources.yahoo_history import History

ROOT = Path(__file__).parents[3]


def history(symbol: str = "SPY", days: int = 700, level: float = 100.0) -> History:
    """Return a history whose every price tells which version it is of."""
    return History(
        symbol=symbol,
        days=np.datetime64("2010-01-04") + np.arange(days),
        adjusted=level + np.arange(days) / 8,
        close=level + np.arange(days) / 4,
        dividends=3,
        splits=1,
        zone="America/New_York",
        exchange="PCX",
        currency="USD",
        asked_from=dt.date(2010, 1, 1),
        fetched=dt.datetime(2026, 11, 23, 15, 10, tzinfo=dt.UTC),
        client="yfinance 1.7.0",
        unfinished=dt.date(2026, 11, 23),
        counts_from=dt.datetime(2026, 11, 23, 21, 15, tzinfo=dt.UTC),
        origin="",
    )


def same(one: History | None, other: History) -> bool:
    return one is not None and all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name))
        for field in dataclasses.fields(History)
    )


def kept(path: Path, *histories: History) -> None:
    with PriceCache(path) as cache:
        cache.store(histories)
        assert cache.findings == ()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "prices-1.sqlite"


def test_a_history_comes_back_as_it_was_stored(path: Path) -> None:
    kept(path, history(), history("QQQ", 300))
    with PriceCache(path) as cache:
        assert same(cache.load("SPY"), history())
        assert same(cache.load("QQQ"), history("QQQ", 300))
        assert cache.load("IWM") is None
        assert cache.findings == ()


def test_a_new_history_replaces_the_old_one_whole(path: Path) -> None:
    kept(path, history())
    kept(path, history(days=200, level=50.0))
    with PriceCache(path) as cache:
        assert same(cache.load("SPY"), history(days=200, level=50.0))


def test_nothing_is_made_before_something_is_stored(path: Path) -> None:
    with PriceCache(path) as cache:
        assert cache.load("SPY") is None
        assert cache.findings == ()
    assert not path.parent.exists()


def test_it_lies_in_the_users_folder_for_caches() -> None:
    path = default_cache_path()
    assert path.name == "prices-1.sqlite"
    assert path.parent.name == "ballast"


def test_one_file_is_all_there_is(path: Path) -> None:
    kept(path, history())
    assert [file.name for file in path.parent.iterdir()] == ["prices-1.sqlite"]


@given(data=st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bytes_changed_anywhere_never_give_a_wrong_history(
    tmp_path: Path, data: st.DataObject
) -> None:
    folder = tmp_path / "damage"
    shutil.rmtree(folder, ignore_errors=True)
    path = folder / "prices-1.sqlite"
    histories = {name: history(name, 60, level) for name, level in (("SPY", 1.0), ("QQQ", 2.0))}
    kept(path, *histories.values())
    content = bytearray(path.read_bytes())
    # Half of them in the first page, where SQLite keeps what it thinks of the file.
    place = st.one_of(st.integers(0, 200), st.integers(0, len(content) - 1))
    for where in data.draw(st.lists(place, min_size=1, max_size=8), label="places"):
        content[where] = data.draw(st.integers(0, 255), label="byte")
    path.write_bytes(content)

    with PriceCache(path) as cache:
        for name, one in histories.items():
            found = cache.load(name)
            assert found is None or same(found, one)
        cache.store(list(histories.values()))
        if cache.writable:
            assert all(same(cache.load(name), one) for name, one in histories.items())
        else:
            assert cache.findings


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"\x00" * 5000, "damaged", id="zeros"),
        pytest.param(b"Date,SPY\n2010-01-04,1\n" * 300, "damaged", id="a-text"),
        pytest.param(b"SQLite format 3\x00", "damaged", id="a-beginning"),
    ],
)
def test_a_damaged_file_is_set_aside_and_told(path: Path, content: bytes, reason: str) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    os.utime(path, (1_763_665_392, 1_763_665_392))  # 2025-11-20 19:03:12 UTC
    with PriceCache(path) as cache:
        assert cache.load("SPY") is None
        cache.store([history()])
        assert same(cache.load("SPY"), history())
        (finding,) = cache.findings
    aside = path.with_name("prices-1.damaged-20251120-190312.sqlite")
    assert aside.read_bytes() == content
    assert (finding.check, finding.severity) == (Check.CACHE, Severity.FLAG)
    assert aside.name in finding.message
    assert reason in finding.message


def test_a_file_cut_short_is_set_aside(path: Path) -> None:
    kept(path, history())
    path.write_bytes(path.read_bytes()[:-5000])
    with PriceCache(path) as cache:
        assert cache.load("SPY") is None
        assert [one.check for one in cache.findings] == [Check.CACHE]
    assert not path.exists()


def test_an_empty_file_is_a_new_one(path: Path) -> None:
    # It is what a program leaves that is killed before its first commit.
    path.parent.mkdir()
    path.touch()
    with PriceCache(path) as cache:
        assert cache.load("SPY") is None
        cache.store([history()])
        assert same(cache.load("SPY"), history())
        assert cache.findings == ()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("CREATE TABLE histories (symbol)", "another program"),
        ("PRAGMA user_version = 3", "version 3"),
    ],
)
def test_a_file_of_another_program_or_version_is_set_aside(
    path: Path, statement: str, told: str
) -> None:
    if "PRAGMA" in statement:
        kept(path, history())
    path.parent.mkdir(exist_ok=True)
    other = sqlite3.connect(path)
    other.execute(statement)
    other.commit()
    other.close()
    with PriceCache(path) as cache:
        assert cache.load("SPY") is None
        assert told in cache.findings[0].message
        cache.store([history()])
        assert same(cache.load("SPY"), history())


def test_three_damaged_files_are_kept(path: Path) -> None:
    path.parent.mkdir()
    for number in range(5):
        path.write_bytes(b"damaged %d" % number * 300)
        os.utime(path, (1_763_000_000 + number, 1_763_000_000 + number))
        with PriceCache(path) as cache:
            assert cache.load("SPY") is None
    contents = {file.read_bytes()[:9] for file in path.parent.glob("*.damaged-*")}
    assert contents == {b"damaged 2", b"damaged 3", b"damaged 4"}


def in_the_middle_of_a_write(path: Path, copy: Path) -> None:
    """Copy the file and its journal while a new version is half written into it."""
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA cache_size = 1")  # so that pages go to the file before the commit
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE histories SET adjusted = zeroblob(length(adjusted)), days = close")
    copy.parent.mkdir()
    for ending in ("", "-journal"):
        shutil.copy(f"{path}{ending}", f"{copy}{ending}")
    writer.execute("ROLLBACK")
    writer.close()
    assert copy.read_bytes() != path.read_bytes()


def test_a_write_cut_short_by_a_crash_is_taken_back(path: Path, tmp_path: Path) -> None:
    names = ["SPY", "QQQ", "IWM", "TLT"]
    kept(path, *(history(name, 4000) for name in names))
    copy = tmp_path / "crashed" / path.name
    in_the_middle_of_a_write(path, copy)
    with PriceCache(copy) as cache:
        assert all(same(cache.load(name), history(name, 4000)) for name in names)
        assert cache.findings == ()


def test_the_journal_of_a_damaged_file_is_not_played_into_the_new_one(
    path: Path, tmp_path: Path
) -> None:
    kept(path, *(history(name, 4000) for name in ("SPY", "QQQ", "IWM", "TLT")))
    copy = tmp_path / "crashed" / path.name
    in_the_middle_of_a_write(path, copy)
    copy.write_bytes(b"no database" * 1000)
    with PriceCache(copy) as cache:
        cache.load("SPY")
        cache.store([history(level=3.0)])
        assert same(cache.load("SPY"), history(level=3.0))
        assert cache.load("QQQ") is None
    assert not Path(f"{copy}-journal").exists()


KILLER = """
import os, signal, sys, time
from pathlib import Path
from core.sources.cache import PriceCache
from tests.core.sources.test_cache import history, same
path = Path(sys.argv[1])
names = ["SPY", "QQQ", "IWM"]
versions = [[history(name, 3000, level) for name in names] for level in (10.0, 20.0)]
with PriceCache(path) as cache:
    cache.store(versions[0])
seen = set()
for round in range(60):
    child = os.fork()
    if child == 0:
        cache = PriceCache(path)
        while True:
            for version in versions:
                cache.store(version)
    time.sleep(0.0007 * round)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    hot = Path(f"{path}-journal").exists()
    with PriceCache(path) as cache:
        found = [cache.load(name) for name in names]
        assert not cache.findings, cache.findings
    which = [all(map(same, found, version)) for version in versions]
    assert sum(which) == 1, "neither the old nor the new"
    seen.add((which.index(True), hot))
print(sorted(seen))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL and fork")
def test_killed_at_any_moment_of_writing_it_holds_the_old_or_the_new(path: Path) -> None:
    done = run(KILLER, path)
    assert done.returncode == 0, done.stderr
    assert "True" in done.stdout  # some were killed while a journal was there


def run(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_folder_in_its_place_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    with PriceCache(path) as cache:
        assert cache.load("SPY") is None
        cache.store([history()])
        assert [one.message for one in cache.findings] == [
            f"The cache of prices {path} cannot be used (it is a folder), "
            "so prices are fetched from Yahoo Finance again."
        ]


def test_a_file_where_its_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file")
    with PriceCache(tmp_path / "folder" / "prices-1.sqlite") as cache:
        assert cache.load("SPY") is None
        cache.store([history()])
        assert "cannot be used" in cache.findings[0].message


def test_a_name_that_no_file_can_have_is_told() -> None:
    with PriceCache(Path("a\0b")) as cache:
        assert cache.load("SPY") is None
        cache.store([history()])
        assert "cannot be used" in cache.findings[0].message


READ_ONLY = """
import os, sys
from pathlib import Path
from core.sources.cache import PriceCache
from tests.core.sources.test_cache import history, same
if os.geteuid() == 0:
    os.setuid(65534)  # root may write anywhere
with PriceCache(Path(sys.argv[1])) as cache:
    assert same(cache.load("SPY"), history())
    cache.store([history(level=5.0)])
    assert same(cache.load("SPY"), history())
    print(*[one.message for one in cache.findings], sep="|")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="folders that may not be written to")
def test_a_folder_that_may_not_be_written_to_is_read_from() -> None:
    with tempfile.TemporaryDirectory() as folder:  # others may look into it
        path = Path(folder, "prices-1.sqlite")
        kept(path, history())
        path.chmod(0o444)
        path.parent.chmod(0o555)
        done = run(READ_ONLY, path)
        path.parent.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("|") == 0
    assert "may not be written to, so prices are not kept" in done.stdout


FULL = """
import resource, sys
from pathlib import Path
from core.sources.cache import PriceCache
from tests.core.sources.test_cache import history, same
path = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, path.stat().st_size))
with PriceCache(path) as cache:
    cache.store([history(level=5.0), history("QQQ", 90000)])
    assert not cache.writable
    assert same(cache.load("SPY"), history()), cache.findings
    assert cache.load("QQQ") is None
    print(*[one.message for one in cache.findings], sep="|")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit of file sizes")
def test_a_full_disk_leaves_the_old_history(path: Path) -> None:
    kept(path, history())
    done = run(FULL, path)
    assert done.returncode == 0, done.stderr
    assert "cannot be written (the disk" in done.stdout
    assert "prices are not kept" in done.stdout
