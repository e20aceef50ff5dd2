"""A clock that is wrong, or set back or forward, loses nothing and passes nothing off as new."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core import Parameters
from core.project import PriceChoice, Project
from core.project_file import read_project
from core.sources.yahoo import URL_VARIABLE
from gui import main_window, places
from gui.main_window import MainWindow
from tests.core.project_files import write_project
from tests.faults.starts import rest, started
from tests.gui.small_projects import small_project
from tests.yahoo_server import YahooServer

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
YEAR = dt.timedelta(days=365)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_project(tmp_path / "mine.ballast", small_project(tmp_path, rows=900))


class Clock:
    """The user's clock, which can be set."""

    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> dt.datetime:
        return self.moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of every window and every autosave of a test."""
    made = Clock()
    monkeypatch.setattr(main_window, "_now", made)
    monkeypatch.setattr("gui.autosave._now", made)
    return made


def sessions() -> list[str]:
    """What the second scenario is called in each session, the one with the largest order first."""
    found = [
        json.loads(path.read_bytes()) for path in places.session_folder().glob("session-*.json")
    ]
    found.sort(key=lambda one: -one["order"])
    return [one["project"]["scenarios"][1]["name"] for one in found]


def second(window: MainWindow) -> str:
    return window.workspace.project.scenarios[1].name


@pytest.mark.parametrize("step", [-10 * YEAR, -dt.timedelta(hours=1), 10 * YEAR])
def test_whatever_the_clock_does_the_last_edit_is_the_one_that_comes_back(
    qtbot: QtBot, file: Path, clock: Clock, step: dt.timedelta
) -> None:
    window = started(qtbot, file)
    window.scenarios.rename(2, "Before")
    qtbot.waitUntil(lambda: sessions() == ["Before"])
    clock.moment += step
    window.scenarios.rename(2, "After")
    qtbot.waitUntil(lambda: sessions() == ["After"])
    window.close()
    clock.moment -= step

    again = started(qtbot)

    assert second(again) == "After"
    assert read_project(file)[0].scenarios[1].name == "Tradable"


def test_a_window_begun_with_a_file_comes_back_before_one_of_a_clock_that_was_ahead(
    qtbot: QtBot, file: Path, clock: Clock
) -> None:
    clock.moment += 10 * YEAR
    ahead = started(qtbot, file)
    ahead.scenarios.rename(2, "Ahead")
    ahead.close()
    clock.moment = NOON
    later = started(qtbot, file)  # with a file, what was left is not brought back
    later.scenarios.rename(2, "Later")
    later.close()

    assert sessions() == ["Later", "Ahead"]
    assert second(started(qtbot)) == "Later"


def test_a_project_of_the_future_opens_and_can_be_saved(
    qtbot: QtBot, file: Path, clock: Clock
) -> None:
    future = (NOON + 10 * YEAR).timestamp()
    os.utime(file, (future, future))

    window = started(qtbot, file)
    window.scenarios.rename(2, "Now")
    window.actions_["save"].trigger()
    rest(qtbot, window)

    assert window.message.text == ""
    assert read_project(file)[0].scenarios[1].name == "Now"


def test_prices_fetched_by_a_clock_that_was_ahead_are_fetched_again_and_else_told(
    qtbot: QtBot,
    yahoo: YahooServer,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(URL_VARIABLE, yahoo.url)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    yahoo.add("SPY", "TLT", count=700)
    yahoo.clock = NOON
    parameters = Parameters(symbols=("SPY", "TLT"), start=dt.date(2020, 1, 1))
    file = write_project(
        tmp_path / "real.ballast", Project.new(parameters).priced_by(PriceChoice("yahoo"))
    )
    clock.moment = NOON + YEAR
    started(qtbot, file).close()
    asked = len(yahoo.charts)
    assert asked == 2
    clock.moment = NOON

    window = started(qtbot, file)

    assert len(yahoo.charts) == 2 * asked, "what the future has fetched is not of today"
    assert window.study is not None
    window.close()
    clock.moment = NOON + YEAR
    started(qtbot, file).close()
    clock.moment = NOON
    yahoo.fail(500)
    window = started(qtbot, file)
    assert window.study is not None, window.message.text
    assert "as fetched on 2027-11-23" in window.message.text
