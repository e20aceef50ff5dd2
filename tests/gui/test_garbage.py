"""Garbage is collected in the thread of the window, and nowhere else."""

import gc
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gui.garbage import GarbageHere


class Cycle:
    """Garbage that only a collection finds; it notes in which thread that was."""

    def __init__(self, died_in: list[str]) -> None:
        self.itself = self
        self._died_in = died_in

    def __del__(self) -> None:
        self._died_in.append(threading.current_thread().name)


@pytest.fixture
def here() -> Iterator[GarbageHere]:
    made = GarbageHere()
    yield made
    made.let_go()


def in_a_worker() -> None:
    """Make so many containers that Python would collect of itself."""
    made: list[list[None]] = []
    worker = threading.Thread(target=lambda: made.extend([] for _ in range(200_000)), name="worker")
    worker.start()
    worker.join()


def test_a_worker_that_needs_memory_destroys_nothing_of_the_window(
    qtbot: QtBot, here: GarbageHere
) -> None:
    died_in: list[str] = []
    Cycle(died_in)

    in_a_worker()

    assert died_in == []
    qtbot.waitUntil(lambda: died_in == ["MainThread"])


def test_afterwards_python_collects_where_it_likes(qtbot: QtBot) -> None:
    GarbageHere().let_go()
    died_in: list[str] = []
    Cycle(died_in)

    in_a_worker()

    assert died_in == ["worker"]
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
