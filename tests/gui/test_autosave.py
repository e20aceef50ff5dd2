"""What is open survives a crash, a kill and a full disk, and is back at the next start."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from gui import places
from gui.autosave import Autosave
from gui.sessions import look_through

pytestmark = pytest.mark.usefixtures("qapp")

ROOT = Path(__file__).parents[2]
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
ONE, TWO, THREE = (json.dumps({"scenarios": [name]}).encode() for name in ("one", "two", "drei ü"))


@pytest.fixture
def folder() -> Path:
    return places.session_folder()


@pytest.fixture
def window(folder: Path) -> Iterator[Callable[[], Autosave]]:
    """Makes what a window has, and ends all of it."""
    made: list[Autosave] = []

    def make() -> Autosave:
        made.append(Autosave(folder))
        return made[-1]

    yield make
    for one in made:
        assert one.close_cleanly()
        assert one.findChildren(QThread) == [] or all(
            worker.isFinished() for worker in one.findChildren(QThread)
        )


def sessions(folder: Path) -> list[dict]:
    """What lies in the folder, as any program reads it."""
    return [json.loads(path.read_bytes()) for path in sorted(folder.glob("session-*.json"))]


def kept(folder: Path, project: bytes) -> bool:
    """Whether exactly one session is there, and holds this project."""
    return [one["project"] for one in sessions(folder)] == [json.loads(project)]


def killed(code: str, folder: Path) -> None:
    """Run a program that keeps something in the folder, and kill it when it says so."""
    program = (
        "import sys, os, datetime as dt\n"
        "from pathlib import Path\n"
        "from gui.sessions import *\n"
        "folder = Path(sys.argv[1]); folder.mkdir(parents=True, exist_ok=True)\n"
        "now = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)\n"
        "path = new_session_path(folder)\n"
        "lock = session_lock(path); assert lock.tryLock(0)\n"
        "def say(*_): print('ready', flush=True); sys.stdin.read()\n" + code
    )
    running = subprocess.Popen(
        [sys.executable, "-c", program, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        assert look_through(folder).left == ()  # it lives
        running.kill()


FIRST = 'write_session(path, Session(b\'{"scenarios": ["one"]}\', None, False, now, 1))\n'
SECOND = 'write_session(path, Session(b\'{"scenarios": ["two"]}\', None, False, now, 2))\n'


# --- from one window to the next


def test_what_was_open_is_back_after_a_normal_end(
    qtbot: QtBot, window: Callable[[], Autosave], tmp_path: Path
) -> None:
    first = window()
    first.keep(ONE, None, False)
    first.keep(THREE, tmp_path / "ü \udcff.ballast", True)
    assert first.close_cleanly()

    second = window()
    left = second.come_back()

    assert left is not None
    assert json.loads(left.session.project) == json.loads(THREE)
    assert left.session.file == tmp_path / "ü \udcff.ballast"
    assert left.session.saved
    assert not left.crashed
    assert not second.came_from_crash


def test_what_was_open_in_a_killed_program_is_back_and_called_so(
    folder: Path, window: Callable[[], Autosave]
) -> None:
    killed(FIRST + "say()", folder)

    autosave = window()
    left = autosave.come_back()

    assert left is not None
    assert json.loads(left.session.project) == {"scenarios": ["one"]}
    assert autosave.came_from_crash


def test_what_was_killed_comes_back_before_what_was_closed_later(
    folder: Path, window: Callable[[], Autosave]
) -> None:
    killed(FIRST + "say()", folder)
    other = Autosave(folder)  # another window, of a file
    other.keep(TWO, None, True)
    assert other.close_cleanly()

    left = window().come_back()

    assert left is not None
    assert json.loads(left.session.project) == {"scenarios": ["one"]}


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_program_killed_while_it_writes_leaves_what_it_had_written_before(
    folder: Path, window: Callable[[], Autosave], step: str
) -> None:
    killed(f"{FIRST}os.{step} = say\n{SECOND}", folder)
    assert any(path.suffix == ".part" for path in folder.iterdir())

    left = window().come_back()

    assert left is not None
    assert json.loads(left.session.project) == {"scenarios": ["one"]}


def test_a_program_killed_at_its_first_write_leaves_nothing(
    folder: Path, window: Callable[[], Autosave]
) -> None:
    killed(f"os.fsync = say\n{FIRST}", folder)

    assert window().come_back() is None
    assert list(folder.iterdir()) == []


def test_nothing_is_left_where_nothing_was_kept(
    folder: Path, window: Callable[[], Autosave]
) -> None:
    autosave = window()

    assert autosave.come_back() is None
    assert autosave.close_cleanly()
    assert not folder.exists()


def test_a_window_that_has_come_back_goes_on_in_the_same_place(
    qtbot: QtBot, folder: Path, window: Callable[[], Autosave]
) -> None:
    first = window()
    first.keep(ONE, None, False)
    first.close_cleanly()
    second = window()
    second.come_back()
    second.keep(TWO, None, False)

    qtbot.waitUntil(lambda: kept(folder, TWO))

    (session,) = sessions(folder)
    assert not session["closed"]
    assert session["returns"] == 0


def test_what_was_open_is_back_time_and_again_without_an_edit(
    folder: Path, window: Callable[[], Autosave]
) -> None:
    first = window()
    first.keep(ONE, None, False)
    first.close_cleanly()
    for _ in range(4):
        later = window()
        left = later.come_back()
        assert left is not None
        assert not left.crashed
        later.close_cleanly()

    assert kept(folder, ONE)


def test_two_windows_keep_what_each_has_open(
    qtbot: QtBot, folder: Path, window: Callable[[], Autosave]
) -> None:
    one, two = window(), window()
    one.keep(ONE, None, False)
    two.keep(TWO, None, False)
    qtbot.waitUntil(lambda: len(sessions(folder)) == 2)
    assert window().come_back() is None  # both live
    two.close_cleanly()
    one.close_cleanly()

    third, fourth = window(), window()
    left = third.come_back()
    assert left is not None
    assert json.loads(left.session.project) == json.loads(ONE)  # closed last
    left = fourth.come_back()
    assert left is not None
    assert json.loads(left.session.project) == json.loads(TWO)


def test_one_session_comes_back_in_one_window_only(window: Callable[[], Autosave]) -> None:
    first = window()
    first.keep(ONE, None, False)
    first.close_cleanly()
    second, third = window(), window()
    (left,) = second.left_behind()
    (same,) = third.left_behind()

    assert second.adopt(left)
    assert not third.adopt(same)


def test_a_session_that_is_thrown_away_does_not_come_back(
    folder: Path, window: Callable[[], Autosave]
) -> None:
    first = window()
    first.keep(ONE, None, False)
    first.close_cleanly()
    second = window()
    (left,) = second.left_behind()

    second.discard(left)

    assert list(folder.iterdir()) == []


def test_a_project_that_ends_the_program_at_its_start_comes_back_twice_only(
    folder: Path, window: Callable[[], Autosave]
) -> None:
    killed(FIRST + "say()", folder)
    for _ in range(2):
        start = (
            "(left,) = look_through(folder).left\n"
            "lock.unlock(); path = left.path; lock = session_lock(path); assert lock.tryLock(0)\n"
            "write_session(path, reopened(left.session))\n"
        )
        killed(start + "say()", folder)
    told: list[str] = []
    autosave = window()
    autosave.told.connect(told.append)

    assert autosave.come_back() is None

    assert len(told) == 1
    assert "twice" in told[0]
    (aside,) = folder.glob("*.damaged")
    assert json.loads(aside.read_bytes())["project"] == {"scenarios": ["one"]}


# --- the clock


def test_a_clock_that_was_set_back_does_not_bring_back_what_is_older(folder: Path) -> None:
    for project, hours in ((ONE, 0), (TWO, -48), (THREE, -100_000)):
        autosave = Autosave(folder, now=lambda hours=hours: NOON + dt.timedelta(hours=hours))
        autosave.left_behind()
        autosave.keep(project, None, False)
        assert autosave.close_cleanly()

    left = Autosave(folder).left_behind()

    assert [json.loads(one.session.project)["scenarios"] for one in left] == [
        ["drei ü"],
        ["two"],
        ["one"],
    ]


def test_when_a_session_was_kept_is_told_by_the_clock_of_the_user(
    qtbot: QtBot, folder: Path
) -> None:
    zone = dt.timezone(dt.timedelta(hours=5, minutes=30))
    autosave = Autosave(folder, now=lambda: dt.datetime(2026, 11, 23, 17, 30, 1, tzinfo=zone))
    autosave.keep(ONE, None, False)
    autosave.close_cleanly()

    assert sessions(folder)[0]["written"] == "2026-11-23T17:30:01+05:30"
    (left,) = Autosave(folder).left_behind()
    assert left.session.written == NOON + dt.timedelta(seconds=1)


# --- writing


def test_the_file_tells_what_it_is_and_nobody_else_may_read_it(
    qtbot: QtBot, folder: Path, window: Callable[[], Autosave]
) -> None:
    window().keep(ONE, Path("/a/b.ballast"), False)
    qtbot.waitUntil(lambda: kept(folder, ONE))

    (session,) = sessions(folder)
    assert session["format"] == "ballast-session"
    assert session["version"] == 1
    assert session["pid"] == os.getpid()
    assert session["file"] == "/a/b.ballast"
    assert session["saved"] is False
    (path,) = folder.glob("*.json")
    if os.name == "nt":  # where folders of users are private as they are
        return
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_of_many_edits_the_last_is_written(
    qtbot: QtBot, folder: Path, window: Callable[[], Autosave], monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = counted(monkeypatch)
    autosave = window()
    for number in range(500):
        autosave.keep(json.dumps({"scenarios": [number]}).encode(), None, False)

    qtbot.waitUntil(lambda: kept(folder, b'{"scenarios": [499]}'))
    assert len(writes) == 1
    autosave.keep(b'{"scenarios": [499]}', None, False)  # nothing new
    autosave.close_cleanly()
    assert len(writes) == 2  # it is marked as closed


def test_an_edit_soon_after_a_write_waits_for_its_second(
    qtbot: QtBot, folder: Path, window: Callable[[], Autosave], monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = counted(monkeypatch)
    autosave = window()
    autosave.keep(ONE, None, False)
    qtbot.waitUntil(lambda: kept(folder, ONE))
    autosave.keep(TWO, None, False)
    qtbot.waitUntil(lambda: kept(folder, TWO))

    assert writes[1] - writes[0] > 0.9


def test_the_last_edit_is_kept_when_the_window_closes_at_once(
    folder: Path, window: Callable[[], Autosave]
) -> None:
    autosave = window()
    autosave.keep(ONE, None, False)
    autosave.keep(TWO, None, False)
    autosave.close_cleanly()

    assert kept(folder, TWO)
    assert sessions(folder)[0]["closed"] is True
    assert [path.suffix for path in folder.iterdir()] == [".json"]


def test_a_slow_disk_does_not_hold_up_the_window(
    qtbot: QtBot, folder: Path, window: Callable[[], Autosave], monkeypatch: pytest.MonkeyPatch
) -> None:
    free, fsync, threads = threading.Event(), os.fsync, []

    def slow(handle: int) -> None:
        threads.append(threading.current_thread())
        assert free.wait(60)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", slow)
    autosave = window()
    autosave.keep(ONE, None, False)
    qtbot.waitUntil(lambda: bool(threads))
    autosave.keep(TWO, None, False)  # while the first is being written
    assert sessions(folder) == []
    free.set()

    qtbot.waitUntil(lambda: kept(folder, TWO))
    assert threading.main_thread() not in threads


def test_a_disk_that_never_answers_is_told_to_who_closes(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, begun = threading.Event(), threading.Event()

    def never(handle: int) -> None:
        begun.set()
        assert free.wait(60)

    monkeypatch.setattr(os, "fsync", never)
    monkeypatch.setattr("gui.autosave.PATIENCE_MS", 30)
    autosave = Autosave(folder)
    autosave.keep(ONE, None, False)
    qtbot.waitUntil(begun.is_set)

    assert not autosave.close_cleanly()

    free.set()
    (worker,) = autosave.findChildren(QThread)
    assert worker.wait(60_000)


# --- what can go wrong


def test_a_full_disk_is_told_once_and_what_was_kept_stays(
    qtbot: QtBot, folder: Path, window: Callable[[], Autosave], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.autosave.PAUSE_MS", 1)
    autosave, told, tries = window(), [], []
    autosave.told.connect(told.append)
    autosave.keep(ONE, None, False)
    qtbot.waitUntil(lambda: kept(folder, ONE))
    fsync = os.fsync

    def full(handle: int) -> None:
        tries.append(handle)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for number, project in enumerate((TWO, THREE), start=1):
        autosave.keep(project, None, False)
        qtbot.waitUntil(lambda number=number: len(tries) == number)
        qtbot.waitUntil(lambda: autosave.findChildren(QThread) == [])

    assert told == [
        "Changes cannot be kept safe automatically (No space left on device); save the project."
    ]
    assert kept(folder, ONE)

    monkeypatch.setattr(os, "fsync", fsync)  # there is room again
    autosave.keep(TWO, None, False)
    qtbot.waitUntil(lambda: kept(folder, TWO))


def test_what_could_not_be_written_is_tried_again_without_another_edit(
    qtbot: QtBot, folder: Path, window: Callable[[], Autosave], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.autosave.RETRY_MS", 20)
    fsync, told = os.fsync, []

    def full_once(handle: int) -> None:
        monkeypatch.setattr(os, "fsync", fsync)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_once)
    autosave = window()
    autosave.told.connect(told.append)
    autosave.keep(ONE, None, False)

    qtbot.waitUntil(lambda: kept(folder, ONE))
    assert len(told) == 1


def test_a_folder_that_cannot_be_made_is_told_and_the_program_goes_on(
    qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("")
    autosave, told = Autosave(tmp_path / "taken" / "sessions"), []
    autosave.told.connect(told.append)
    assert autosave.come_back() is None

    autosave.keep(ONE, None, False)
    qtbot.waitUntil(lambda: bool(told))
    autosave.keep(TWO, None, False)
    autosave.close_cleanly()

    assert len(told) == 1
    assert told[0].startswith("Changes cannot be kept safe automatically (")
    assert told[0].endswith("); save the project.")


WHOLE = {
    "format": "ballast-session",
    "version": 1,
    "pid": 1,
    "written": "2026-11-23T12:00:00+00:00",
    "order": 5,
    "closed": True,
    "returns": 0,
    "file": None,
    "saved": False,
    "project": {"scenarios": []},
}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 4096,  # what a power cut leaves on some file systems
        json.dumps(WHOLE).encode()[:-9],
        b"[]",
        b"[" * 100_000,
        b"\xff\xfe{}",
        *(
            json.dumps(WHOLE | change).encode()
            for change in (
                {"format": "other"},
                {"order": "5"},
                {"order": True},
                {"order": -1},
                {"returns": None},
                {"version": "1"},
                {"written": "yesterday"},
                {"written": 5},
                {"file": 7},
                {"file": "a\0b"},
                {"project": None},
                {"project": [1]},
            )
        ),
    ],
    ids=lambda content: ascii(content[:20]),
)
def test_a_damaged_session_is_set_aside_and_the_next_one_comes_back(
    folder: Path, window: Callable[[], Autosave], content: bytes
) -> None:
    folder.mkdir(parents=True)
    (folder / "session-good.json").write_text(json.dumps(WHOLE | {"order": 1}))
    (folder / "session-bad.json").write_bytes(content)
    autosave, told = window(), []
    autosave.told.connect(told.append)

    left = autosave.come_back()

    assert left is not None
    assert left.path.name == "session-good.json"
    aside = folder / "session-bad.json.damaged"
    assert aside.read_bytes() == content
    assert len(told) == 1
    assert str(aside) in told[0]
    window().left_behind()
    assert len(told) == 1  # told once, not at each start


def test_a_session_of_a_newer_version_is_left_alone(
    folder: Path, window: Callable[[], Autosave]
) -> None:
    folder.mkdir(parents=True)
    path = folder / "session-newer.json"
    content = json.dumps(WHOLE | {"version": 2, "project": "elsewhere"})
    path.write_text(content)
    autosave, told = window(), []
    autosave.told.connect(told.append)

    assert autosave.come_back() is None

    assert path.read_text() == content
    assert "newer version" in told[0]


def test_a_session_that_holds_no_project_after_all_can_be_refused(
    folder: Path, window: Callable[[], Autosave]
) -> None:
    folder.mkdir(parents=True)
    (folder / "session-a.json").write_text(json.dumps(WHOLE))
    autosave, told = window(), []
    autosave.told.connect(told.append)
    left = autosave.come_back()
    assert left is not None

    autosave.refuse(left)
    autosave.keep(ONE, None, False)
    autosave.close_cleanly()

    assert (folder / "session-a.json.damaged").exists()
    assert kept(folder, ONE)
    assert len(told) == 1


def test_folders_and_foreign_files_among_the_sessions_do_no_harm(
    folder: Path, window: Callable[[], Autosave]
) -> None:
    (folder / "session-folder.json").mkdir(parents=True)
    (folder / "notes.txt").write_text("mine")
    (folder / "session-x.json.lock").mkdir()

    assert window().come_back() is None
    assert (folder / "notes.txt").read_text() == "mine"


def test_ten_sessions_are_kept(folder: Path, window: Callable[[], Autosave]) -> None:
    folder.mkdir(parents=True)
    for order in range(25):
        (folder / f"session-{order:02}.json").write_text(json.dumps(WHOLE | {"order": order}))
        (folder / f"session-{order:02}.json.damaged").write_text("")

    left = window().left_behind()

    assert [one.session.order for one in left] == list(range(24, 14, -1))
    assert sorted(one["order"] for one in sessions(folder)) == list(range(15, 25))
    assert len(list(folder.glob("*.damaged"))) == 3


def counted(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """When sessions are written from now on, in seconds."""
    times: list[float] = []
    replace = os.replace

    def note(source: str, target: str) -> None:
        times.append(time.monotonic())
        replace(source, target)

    monkeypatch.setattr(os, "replace", note)
    return times
