"""A damaged or newer file is told in a sentence and left as it is, and the program goes on."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from core import Parameters
from core.project import PriceChoice, Project
from core.sources.cache import default_cache_path
from core.sources.yahoo import URL_VARIABLE
from gui import places
from gui.main_window import MainWindow
from gui.settings import Settings
from tests.core.project_files import write_project
from tests.faults.starts import rest, started
from tests.gui.small_projects import small_project
from tests.yahoo_server import YahooServer

ROOT = Path(__file__).parents[2]
XDG = ("CACHE", "CONFIG", "DATA", "STATE")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_project(tmp_path / "mine.ballast", small_project(tmp_path, rows=900))


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    return tmp_path / "bad.ballast"


def shows(window: MainWindow) -> bool:
    """Whether the figures of a study are there."""
    return window.study is not None and bool(window.results.text().strip())


def newer(content: bytes) -> bytes:
    """A project file as a later Ballast may write it."""
    return json.dumps(json.loads(content) | {"version": 2, "hedges": ["gold"]}).encode()


def flipped(content: bytes, seed: int) -> bytes:
    """The content with one bit of some bytes the other way round."""
    chance, spoilt = random.Random(seed), bytearray(content)
    for _ in range(chance.randint(1, 5)):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


# --- the project


CONTENTS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda content: b"", "is empty"),
    "rubbish": (lambda content: random.Random(5).randbytes(5_000), "no Ballast project"),
    "zeros": (lambda content: bytes(len(content)), "no Ballast project"),
    "not UTF-8": (lambda content: content.replace(b"Tradable", b"Trad\xe4ble"), "UTF-8"),
    "UTF-16": (lambda content: content.decode().encode("utf-16"), "no Ballast project"),
    "deep": (lambda content: b'{"a":' * 100_000, "nests deeper"),
    "NaN": (lambda content: content.replace(b": 252", b": NaN", 1), "no number"),
    "Infinity": (lambda content: content.replace(b": 252", b": -Infinity", 1), "no number"),
    "1e999": (lambda content: content.replace(b": 252", b": 1e999", 1), "no number"),
    "twice": (lambda content: content.replace(b"{", b'{"version": 1,', 1), "twice"),
    "a list": (lambda content: b"[]\n", "no Ballast project"),
    "a word": (
        lambda content: content.replace(b'"scenarios": [', b'"scenarios": 7, "x": [', 1),
        "scenarios",
    ),
    "newer": (newer, "newer Ballast"),
}


@pytest.mark.parametrize("case", CONTENTS)
def test_a_damaged_project_is_told_and_stays_as_it_is_beside_what_is_open(
    qtbot: QtBot, file: Path, bad: Path, case: str
) -> None:
    spoil, words = CONTENTS[case]
    content = spoil(file.read_bytes())
    assert content != file.read_bytes()
    bad.write_bytes(content)
    window = started(qtbot, file)
    title, project = window.windowTitle(), window.workspace.project

    window.open_paths((bad,))
    rest(qtbot, window)

    assert window.message.text.startswith("bad.ballast ")
    assert words in window.message.text
    assert window.windowTitle() == title
    assert window.workspace.project is project
    assert shows(window)
    window.scenarios.rename(2, "Edited")
    window.actions_["save"].trigger()
    rest(qtbot, window)
    window.close()
    assert bad.read_bytes() == content
    assert b"Edited" in file.read_bytes()


def test_a_project_cut_or_flipped_anywhere_is_told_or_opened_and_never_changed(
    qtbot: QtBot, file: Path, bad: Path
) -> None:
    whole = file.read_bytes()
    window = started(qtbot, file)
    cuts = [whole[:length] for length in range(0, len(whole) - 2, 97)]
    told = 0
    for content in cuts + [flipped(whole, seed) for seed in range(60)]:
        bad.write_bytes(content)
        window.message.clear()
        opened = window.files.open_project(bad)
        rest(qtbot, window)
        assert bad.read_bytes() == content
        if content in cuts:
            assert not opened
            assert window.message.text.startswith("bad.ballast ")
        told += not opened
        assert opened or window.message.text.count(".") <= 4
    assert told > len(cuts)
    window.open_paths((file,))
    rest(qtbot, window)
    assert shows(window)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def giant(path: Path) -> None:
    with path.open("wb") as made:
        made.truncate(1_000_000_000)


def circle(path: Path) -> None:
    path.symlink_to(path)


PLACES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a folder": (Path.mkdir, "is a folder"),
    "a pipe": (pipe, "no plain file"),
    "a giant": (giant, "20 MB"),
    "a circle of links": (circle, "cannot be read"),
    "nothing": (lambda path: None, "is not there"),
}


@pytest.mark.parametrize("case", PLACES)
def test_what_stands_in_the_place_of_a_project_is_told_and_not_waited_for(
    qtbot: QtBot, file: Path, bad: Path, case: str
) -> None:
    put, words = PLACES[case]
    put(bad)
    window = started(qtbot, file)

    window.open_paths((bad,))
    rest(qtbot, window)

    assert words in window.message.text
    assert "bad.ballast" in window.message.text
    assert shows(window)


def test_marks_and_line_ends_of_other_systems_are_no_damage(
    qtbot: QtBot, file: Path, bad: Path
) -> None:
    bad.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))

    window = started(qtbot, bad)

    assert window.message.text == ""
    assert window.windowTitle().startswith("bad")
    assert shows(window)


def test_a_file_that_goes_between_its_choice_and_its_reading_is_told(
    qtbot: QtBot, file: Path, bad: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad.write_bytes(file.read_bytes())
    window = started(qtbot, file)

    def choose(dialog: QFileDialog) -> int:
        dialog.selectFile(str(bad))
        bad.unlink()
        dialog.fileSelected.emit(str(bad))
        return 1

    monkeypatch.setattr(QFileDialog, "exec", choose)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda dialog: [str(bad)])
    window.actions_["open"].trigger()
    rest(qtbot, window)

    assert "bad.ballast is not there" in window.message.text
    assert shows(window)


@pytest.mark.skipif(sys.platform == "win32", reason="folders that may not be entered")
def test_a_folder_that_may_not_be_entered_is_told_and_what_was_open_is_back() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "closed").mkdir()
        project = small_project(folder / "closed", rows=900)
        file = write_project(folder / "closed" / "mine.ballast", project)
        sessions = folder / "own" / "sessions"
        sessions.mkdir(parents=True)
        (sessions / "session-a.json").write_bytes(session(file, saved=True))
        (folder / "closed").chmod(0)

        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.window_without_rights", str(folder)],
            cwd=ROOT,
            env=os.environ | {f"XDG_{one}_HOME": f"{folder}/own" for one in XDG},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

        (folder / "closed").chmod(0o700)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    back, opened, recent, written = done.stdout.splitlines()
    assert back.startswith("Precious|False|Ballast was not closed last time")
    assert "mine.ballast may not be read; change who may read it" in opened
    assert "mine.ballast" in recent
    assert "mine.ballast" in written


# --- the file of what was open last


@pytest.mark.parametrize("spoil", [newer, lambda content: content[:400]])
def test_saving_what_came_back_does_not_replace_a_file_that_cannot_be_read(
    qtbot: QtBot,
    file: Path,
    spoil: Callable[[bytes], bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started(qtbot, file).close()
    content = spoil(file.read_bytes())
    file.write_bytes(content)

    window = started(qtbot)

    assert "mine.ballast" in window.message.text
    assert "has no file yet" in window.message.text
    assert shows(window)
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "exec", lambda dialog: asked.append(dialog.windowTitle()) or 0)
    window.scenarios.rename(2, "Edited")
    window.actions_["save"].trigger()
    rest(qtbot, window)
    assert asked == ["Save the project"]
    window.close()
    assert file.read_bytes() == content


def test_a_file_that_a_newer_ballast_has_saved_meanwhile_is_not_replaced(
    qtbot: QtBot, file: Path
) -> None:
    window = started(qtbot, file)
    content = newer(file.read_bytes())
    file.write_bytes(content)
    window.scenarios.rename(2, "Edited")

    window.actions_["save"].trigger()
    rest(qtbot, window)

    assert file.read_bytes() == content
    assert "mine.ballast has meanwhile been saved by a newer Ballast" in window.message.text
    assert "Save as" in window.message.text
    assert window.isWindowModified()


# --- the session


def session(file: Path, **changes: object) -> bytes:
    """What a window that was killed has left of a project in `file`, with an edit."""
    project = json.loads(file.read_bytes())
    project["scenarios"][1]["name"] = "Precious"
    record = {
        "format": "ballast-session",
        "version": 1,
        "pid": 1,
        "written": "2026-11-23T12:00:00+00:00",
        "order": 5,
        "closed": False,
        "returns": 0,
        "file": str(file),
        "saved": False,
        "project": project,
    }
    return json.dumps(record | changes).encode()


def left(name: str, content: bytes) -> Path:
    """A file among the sessions."""
    folder = places.session_folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"session-{name}.json"
    path.write_bytes(content)
    return path


def test_a_damaged_session_is_kept_aside_and_told_with_what_comes_back(
    qtbot: QtBot, file: Path
) -> None:
    left("good", session(file))
    bad = session(file)[:700]
    path = left("bad", bad)

    window = started(qtbot)

    assert window.workspace.project.scenarios[1].name == "Precious"
    assert shows(window)
    assert "Ballast was not closed last time" in window.message.text
    assert "session-bad.json.damaged" in window.message.text
    assert path.with_name("session-bad.json.damaged").read_bytes() == bad


@pytest.mark.parametrize("put", [pipe, Path.mkdir, circle, giant])
def test_what_stands_in_the_place_of_a_session_does_not_keep_the_others_back(
    qtbot: QtBot, file: Path, put: Callable[[Path], object]
) -> None:
    left("good", session(file))
    put(places.session_folder() / "session-bad.json")

    window = started(qtbot)

    assert window.workspace.project.scenarios[1].name == "Precious"
    assert "session-bad.json" in window.message.text or put is circle


@pytest.mark.parametrize("what", ["session", "project"])
def test_what_was_open_in_a_newer_ballast_is_left_for_it_and_told(
    qtbot: QtBot, file: Path, what: str
) -> None:
    if what == "session":
        content = session(file, version=2)
    else:
        content = session(file, project=json.loads(newer(file.read_bytes())))
    path = left("newer", content)
    for _ in range(3):
        window = started(qtbot)
        assert "newer version of Ballast" in window.message.text
        assert "session-newer.json; update Ballast" in window.message.text
        window.open_paths((file,))
        rest(qtbot, window)
        window.close()
        assert path.read_bytes() == content


# --- the settings


def settings_of(content: bytes) -> Path:
    path = places.settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_damaged_settings_are_kept_aside_and_told(qtbot: QtBot, file: Path) -> None:
    content = b"theme=dark\n\x00\x01\xff no line of ours\n"
    path = settings_of(content)

    window = started(qtbot)

    assert "The settings were damaged" in window.message.text
    assert f"{path.name}.damaged" in window.message.text
    assert path.with_name(f"{path.name}.damaged").read_bytes() == content
    window.close()
    assert Settings(path).geometry is not None, "the next start remembers again"


OFF = QRect(20_000, -9_000, 4, 4)


def geometry(place: QRect) -> str:
    """A window's place as the settings keep it."""
    widget = QWidget()
    widget.setGeometry(place)
    data = bytes(widget.saveGeometry().data())
    return f"{zlib.crc32(data):08x}{data.hex()}"


@pytest.mark.parametrize(
    "text",
    [
        lambda: "theme=purple\npicture_format=exe\nfolder=relative\nrecent=7\n",
        lambda: f"[window]\ngeometry={geometry(OFF)}\n",
        lambda: "[splitters]\nsplitter=0 0 29999\ncharts=1\nresults_splitter=-4 x\n",
        lambda: f"recent={'[' * 90_000}\nfolder=/{'x' * 200_000}\n",
        lambda: "".join(f"key{number}=x\n" for number in range(50_000)),
        lambda: random.Random(11).randbytes(40_000).decode("latin-1"),
    ],
    ids=["words", "off the screen", "splitters", "long", "many", "rubbish"],
)
@pytest.mark.qt_log_ignore(".*")  # Qt may say what it thinks of such a file
def test_nonsense_in_the_settings_leaves_a_window_that_can_be_used(
    qtbot: QtBot, file: Path, text: Callable[[], str]
) -> None:
    settings_of(text().encode())

    window = started(qtbot, file)

    assert shows(window)
    screen = window.screen().availableGeometry()
    assert screen.intersected(window.geometry()).width() > 400
    assert min(window.splitter.sizes()) > 50
    assert window.palette().window().color().isValid()
    window.close()
    assert Settings(places.settings_file()).geometry is not None


@pytest.mark.parametrize("put", [pipe, giant])
def test_what_is_no_file_of_settings_is_not_waited_for(
    qtbot: QtBot, put: Callable[[Path], object]
) -> None:
    path = places.settings_file()
    path.parent.mkdir(parents=True)
    put(path)

    window = started(qtbot)

    assert "The settings were damaged" in window.message.text
    window.close()
    assert path.is_file()
    assert path.stat().st_size < 100_000


def test_a_folder_in_the_place_of_the_settings_is_told_when_something_is_chosen(
    qtbot: QtBot, file: Path
) -> None:
    places.settings_file().mkdir(parents=True)
    window = started(qtbot, file)

    qtbot.waitUntil(lambda: "settings.ini cannot be written" in window.message.text)

    assert shows(window)


# --- the cache of prices


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def flip(path: Path) -> None:
    path.write_bytes(
        bytes(byte ^ (place % 997 == 0) for place, byte in enumerate(path.read_bytes()))
    )


def rubbish(path: Path) -> None:
    path.write_bytes(random.Random(7).randbytes(30_000))


def other_program(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()


def later_version(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 7")
    connection.close()


def a_giant(path: Path) -> None:
    path.unlink()
    giant(path)


def a_pipe(path: Path) -> None:
    path.unlink()
    pipe(path)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_circle(path: Path) -> None:
    path.unlink()
    circle(path)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (cut, "is set aside"),
        (flip, "is set aside"),
        (rubbish, "is set aside"),
        (other_program, "is set aside"),
        (later_version, "is set aside"),
        (a_giant, "is set aside"),
        (a_pipe, "cannot be read"),
        (a_folder, "it is a folder"),
        (a_circle, "cannot be used"),
    ],
)
def test_a_damaged_cache_is_told_and_the_prices_come_anew(
    qtbot: QtBot,
    yahoo: YahooServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[Path], None],
    words: str,
) -> None:
    monkeypatch.setenv(URL_VARIABLE, yahoo.url)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    yahoo.add("SPY", "TLT", count=700)
    parameters = Parameters(symbols=("SPY", "TLT"), start=dt.date(2020, 1, 1))
    project = Project.new(parameters).priced_by(PriceChoice("yahoo"))
    file = write_project(tmp_path / "real.ballast", project)
    first = started(qtbot, file)
    assert shows(first)
    figures = first.results.text()
    first.close()
    spoil(default_cache_path())

    window = started(qtbot, file)

    assert shows(window)
    assert window.results.text() == figures
    assert "The cache of prices" in window.message.text
    assert words in window.message.text
    assert len(yahoo.charts) == 4
