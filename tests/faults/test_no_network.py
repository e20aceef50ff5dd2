"""A start asks no network: neither the very first, nor one that comes back to what was open.

Python tells of every connection of its own; the client of Yahoo is native code and is heard by the
server alone.
"""

import os
import subprocess
import sys
from pathlib import Path

from core import Parameters
from core.project import PriceChoice, Project
from core.sources.yahoo import URL_VARIABLE
from tests.core.project_files import write_project
from tests.yahoo_server import YahooServer

ROOT = Path(__file__).parents[2]
PATIENCE = 90
WATCHED = """
import sys

def hear(event, words):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        print("ASKED", event, words, file=sys.stderr)

sys.addaudithook(hear)
from PySide6.QtCore import QTimer
from gui.app import make_app, show_window
from gui.runner import State
from tests.faults.whole_program import when, window, is_ready
make_app()
when(is_ready, lambda: window().close())
from main import main
sys.exit(main(sys.argv[1:]))
"""


def asked_at_a_start(home: Path, *words: object, **variables: str) -> str:
    """Start the program, close it when its result is there; return what it asked the network."""
    folders = {
        f"XDG_{kind}_HOME": str(home / kind) for kind in ("CACHE", "CONFIG", "DATA", "STATE")
    }
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *map(str, words)],
        cwd=ROOT,
        env=os.environ | folders | variables,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_neither_the_first_start_nor_the_next_asks_the_network(
    tmp_path: Path, yahoo: YahooServer
) -> None:
    for _ in range(2):
        assert asked_at_a_start(tmp_path, **{URL_VARIABLE: yahoo.url}) == ""
    assert yahoo.paths == []


def test_a_session_on_real_prices_comes_back_from_the_cache(
    tmp_path: Path, yahoo: YahooServer
) -> None:
    yahoo.add("SPY", "TLT", count=700)
    parameters = Parameters(symbols=("SPY", "TLT"), start="2020-01-01")
    real = write_project(
        tmp_path / "real.ballast", Project.new(parameters).priced_by(PriceChoice("yahoo"))
    )
    asked_at_a_start(tmp_path, real, **{URL_VARIABLE: yahoo.url})
    asked = len(yahoo.paths)
    assert asked > 0

    assert asked_at_a_start(tmp_path, **{URL_VARIABLE: yahoo.url}) == ""
    assert len(yahoo.paths) == asked
