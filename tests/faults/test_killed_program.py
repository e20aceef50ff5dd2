"""The whole program, killed at any moment: what was open is back, no file is a mixture."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core import Parameters
from core.atomic_files import STALE_SECONDS
from core.project import PriceChoice, Project
from core.project_file import read_project
from core.sources.yahoo import URL_VARIABLE
from tests.core.project_files import write_project
from tests.faults.whole_program import AGAIN, EDITED, EXPORTED, OTHER_LOOKBACK
from tests.gui.small_projects import small_project
from tests.yahoo_server import YahooServer

ROOT = Path(__file__).parents[2]
XDG = ("CACHE", "CONFIG", "DATA", "STATE")
PATIENCE = 60
BACK = "Ballast was not closed last time; what was open is back."
OLD = b"what stood here before\n"


class Computer:
    """A home of its own, on which the program is started, killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.file = folder / "mine.ballast"
        self._environment = os.environ | {
            **{f"XDG_{kind}_HOME": str(self.home / kind) for kind in XDG},
            "PYTHONPATH": str(ROOT),
        }

    def kill(self, place: str, *words: object) -> None:
        """Start the program, and kill it where it halts."""
        with self._started(place, *words) as program:
            assert program.stdout is not None
            said = program.stdout.readline()
            program.kill()
            _, errors = program.communicate(timeout=PATIENCE)
        assert (said, errors) == ("HERE\n", "")

    def look(self, *words: object) -> dict[str, Any]:
        """Start the program again; return what is seen."""
        with self._started("look", *words) as program:
            seen, errors = program.communicate(timeout=PATIENCE)
        assert errors == ""
        assert program.returncode == 0
        assert " ERROR " not in self.log
        return json.loads(seen)

    @property
    def log(self) -> str:
        return (self.home / "STATE" / "ballast" / "log" / "ballast.log").read_text()

    @property
    def sessions(self) -> list[Path]:
        """All that lies in the folder of the sessions."""
        return sorted((self.home / "STATE" / "ballast" / "sessions").iterdir())

    def fetch_from(self, server: YahooServer) -> None:
        """Let prices come from there."""
        self._environment[URL_VARIABLE] = server.url

    def _started(self, *words: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.faults.whole_program", *map(str, words)],
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture
def computer(tmp_path: Path) -> Iterator[Computer]:
    write_project(tmp_path / "mine.ballast", small_project(tmp_path, rows=900))
    before = (tmp_path / "mine.ballast").read_bytes()
    yield Computer(tmp_path)
    assert (tmp_path / "mine.ballast").read_bytes() == before, "nobody has saved it"


def is_back(seen: dict[str, Any], name: str = EDITED) -> bool:
    """Whether the edit of the killed window is there, unsaved, with its result, and told so."""
    return (
        (seen["name"], seen["saved"], seen["told"]) == (name, False, BACK)
        and seen["title"].startswith("mine[*]")
        and name in seen["figures"]
        and seen["offered"] == []
    )


def test_a_kill_in_a_run_loses_no_edit_and_the_run_is_made_anew(computer: Computer) -> None:
    computer.kill("run", computer.file)

    seen = computer.look()
    assert is_back(seen)
    assert seen["lookback"] == OTHER_LOOKBACK
    (left,) = computer.sessions
    assert json.loads(left.read_text())["closed"] is True


# --- over a file that is there


def whole_table(content: bytes) -> bool:
    rows = list(csv.reader(content.decode().splitlines()))
    return len(rows) > 800 and {len(row) for row in rows} == {len(rows[0])}


def whole_page(content: bytes) -> bool:
    return content.startswith(b"<!DOCTYPE html>") and content.endswith(b"</html>")


def whole_project(content: bytes) -> bool:
    return json.loads(content)["scenarios"][1]["name"] == EDITED


WHOLE: dict[str, Callable[[bytes], object]] = {
    "csv": whole_table,
    "json": json.loads,
    "html": whole_page,
    "ballast": whole_project,
}


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("csv", "bytes"),
        ("csv", "after"),
        ("json", "before"),
        ("html", "bytes"),
        ("html", "after"),
        ("ballast", "bytes"),
        ("ballast", "before"),
        ("ballast", "after"),
    ],
)
def test_a_kill_in_an_export_leaves_the_old_file_or_the_new_one_and_no_litter_for_ever(
    computer: Computer, kind: str, place: str
) -> None:
    path = computer.folder / f"{EXPORTED}.{kind}"
    path.write_bytes(OLD)

    computer.kill(f"{kind}-{place}", computer.file)

    if place == "after":
        assert WHOLE[kind](path.read_bytes())
    else:
        assert path.read_bytes() == OLD
    litter = list(computer.folder.glob(".ballast-*"))
    assert litter != []
    for left in litter:
        os.utime(left, (time.time() - STALE_SECONDS - 60,) * 2)
    assert is_back(computer.look())  # it exports once more
    assert WHOLE[kind](path.read_bytes())
    assert list(computer.folder.glob(".ballast-*")) == []


@pytest.mark.parametrize(
    ("place", "name"), [("bytes", EDITED), ("before", EDITED), ("after", AGAIN)]
)
def test_a_kill_in_an_autosave_brings_back_the_edit_before_or_this_one(
    computer: Computer, place: str, name: str
) -> None:
    computer.kill(f"autosave-{place}", computer.file)

    assert is_back(computer.look(), name)
    (left,) = computer.sessions
    assert left.suffix == ".json", "no draft and no mark is left"


# --- the cache of prices


@pytest.mark.parametrize(("place", "asked"), [("before", 2), ("after", 1)])
def test_a_kill_while_prices_are_kept_costs_at_most_the_symbol_under_way(
    computer: Computer,
    yahoo: YahooServer,
    place: str,
    asked: int,
) -> None:
    computer.fetch_from(yahoo)
    yahoo.add("SPY", "TLT", count=700)
    parameters = Parameters(symbols=("SPY", "TLT"), start=dt.date(2020, 1, 1))
    real = write_project(
        computer.folder / "real.ballast", Project.new(parameters).priced_by(PriceChoice("yahoo"))
    )
    computer.kill(f"cache-{place}", real)
    first = len(yahoo.charts)
    assert first == 1

    seen = computer.look(real)

    assert len(yahoo.charts) == first + asked
    assert seen["told"] == ""
    assert "Growth a year" in seen["figures"]
    again = computer.look(real)
    assert again["figures"] == seen["figures"]
    assert len(yahoo.charts) == first + asked, "by now they are kept"
    (kept,) = (computer.home / "CACHE" / "ballast").iterdir()
    assert kept.suffix == ".sqlite", "no journal is left"


# --- the very first start


@pytest.mark.parametrize("place", ["folder", "loaded", "painted", "run"])
def test_a_kill_at_the_very_first_start_leaves_one_like_it(computer: Computer, place: str) -> None:
    for _ in range(3):
        computer.kill(f"start-{place}")

    seen = computer.look()

    assert seen["told"] == ""
    assert seen["title"].startswith("New project[*] – Simulated demo market")
    assert "Growth a year" in seen["figures"]
    (left,) = computer.sessions
    assert left.suffix == ".json"


@pytest.mark.parametrize("place", ["loaded", "painted", "run"])
def test_a_kill_at_a_start_with_a_file_leaves_the_file(computer: Computer, place: str) -> None:
    computer.kill(f"start-{place}", computer.file)

    seen = computer.look(computer.file)

    assert seen["title"].startswith("mine[*]")
    assert seen["saved"] is True
    assert read_project(computer.file)[0].scenarios[1].name == "Tradable"
