"""The log has what is needed to mend an error, and never stands in the way of the program."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gui import fault_log
from gui.fault import fault_of
from gui.fault_log import FaultLog

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "log" / "ballast.log"


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as caught:
        return caught


def test_a_record_tells_when_where_and_what_with_the_versions_and_the_traceback(
    path: Path,
) -> None:
    before = dt.datetime.now().astimezone()
    FaultLog(path).write_fault(fault_of(raised(KeyError("a wheel")), "the task Demo"))

    text = path.read_text(encoding="utf-8")
    stamp = re.match(r"(\S+ \S+) \[(\d+)\] ERROR in the task Demo: KeyError: 'a wheel'\n", text)
    assert stamp is not None, text
    moment = dt.datetime.fromisoformat(stamp[1])
    assert moment.utcoffset() == before.utcoffset()
    assert abs(moment - before) < dt.timedelta(minutes=1)
    assert int(stamp[2]) == os.getpid()
    assert f"Python {sys.version.split()[0]}" in text
    assert "Ballast" in text
    assert "in raised\n    raise error\nKeyError: 'a wheel'" in text


def test_only_the_owner_may_read_the_log(path: Path) -> None:
    FaultLog(path).write_note("a")

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_the_files_of_the_log_have_an_end_however_much_is_written(path: Path) -> None:
    log = FaultLog(path)
    for _ in range(60):
        log.write_note("x" * 50_000)

    files = sorted(path.parent.iterdir())
    assert [one.name for one in files] == ["ballast.log", "ballast.log.1", "ballast.log.2"]
    assert all(one.stat().st_size <= fault_log.LARGEST for one in files)
    assert all(one.stat().st_mode & 0o777 == 0o600 for one in files)


def test_a_log_turned_over_by_another_window_is_written_on_under_its_name(path: Path) -> None:
    one, other = FaultLog(path), FaultLog(path)
    one.write_note("first of one")
    other.write_note("first of other")
    for _ in range(11):
        other.write_note("x" * 50_000)
    one.write_note("last of one")

    assert "last of one" in path.read_text()
    assert "first of one" in path.with_name("ballast.log.1").read_text()


def test_records_of_two_processes_at_once_stay_whole(path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from gui.fault_log import FaultLog\n"
        "log = FaultLog(Path(sys.argv[1]))\n"
        "for n in range(300): log.write_note(f'{sys.argv[2] * 500} {n} end')\n"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", script, str(path), letter], cwd=ROOT)
        for letter in "ab"
    ]
    assert [one.wait(60) for one in started] == [0, 0]

    texts = [one.read_text() for one in sorted(path.parent.iterdir(), reverse=True)]
    ends = re.findall(r"WARNING (a{500}|b{500}) (\d+) end\n", "".join(texts))
    assert sorted(int(n) for mark, n in ends if mark[0] == "a") == list(range(300))
    assert sorted(int(n) for mark, n in ends if mark[0] == "b") == list(range(300))


def test_where_the_log_cannot_be_written_that_is_said_once(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.parent.parent.mkdir()
    path.parent.write_text("a file where the folder should be")
    log = FaultLog(path)
    for _ in range(5):
        log.write_fault(fault_of(raised(ValueError("a"))))

    assert not log.is_written
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert str(path) in told

    path.parent.unlink()
    log.write_note("it goes on when there is room again")
    assert log.is_written
    assert "room again" in path.read_text()


def test_a_full_disk_does_not_stop_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    log = FaultLog(Path("/dev/full"))
    log.write_note("a")
    log.write_note("b")

    assert not log.is_written
    assert "No space left" in capsys.readouterr().err


def test_text_that_is_no_unicode_is_written_all_the_same(path: Path) -> None:
    FaultLog(path).write_fault(fault_of(raised(ValueError("file \udcff.csv"))))

    assert path.read_bytes().count(b"\\udcff") >= 1


def test_an_error_whose_message_cannot_be_made_is_told_by_its_kind() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    fault = fault_of(raised(Mute()))

    assert fault.what.startswith("Mute")
    assert "raise error" in fault.trace


def test_endless_recursion_leaves_a_traceback_that_can_be_read() -> None:
    def again(n: int) -> int:
        return again(n + 1) + 1

    try:
        again(0)
    except RecursionError as error:
        fault = fault_of(error)

    assert fault.what.startswith("RecursionError")
    assert len(fault.trace) < 20_000
