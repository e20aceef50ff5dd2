"""Tasks that keep something up to date give way: to newer ones, and to those of the user."""

import threading

import pytest
from pytestqt.qtbot import QtBot

from core.progress import ProgressCallback
from gui.runner import Runner, State

WAIT_MS = 20_000


class Held:
    """A task that reports until it is let go, as long work does."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.begun, self.free = threading.Event(), threading.Event()

    def __call__(self, progress: ProgressCallback) -> str:
        self.begun.set()
        while not self.free.wait(0.001):
            progress("Holding", 0.5)
        return self.name


@pytest.fixture
def runner(qapp: object) -> Runner:
    return Runner()


@pytest.fixture
def endings(runner: Runner) -> list[str]:
    """The names of the tasks that succeeded, and "cancelled"."""
    told: list[str] = []
    runner.succeeded.connect(lambda task, result: told.append(str(result)))
    runner.cancelled.connect(lambda: told.append("cancelled"))
    return told


def free(name: str) -> Held:
    task = Held(name)
    task.free.set()
    return task


def rest(qtbot: QtBot, runner: Runner) -> None:
    qtbot.waitUntil(lambda: runner.state is State.READY, timeout=WAIT_MS)


def test_of_several_requests_the_newest_wins_and_the_others_are_not_told(
    qtbot: QtBot, runner: Runner, endings: list[str]
) -> None:
    first = Held("first")
    runner.keep_up(first)
    assert first.begun.wait(20)
    for number in range(20):
        runner.keep_up(free(f"number {number}"))
    rest(qtbot, runner)

    assert endings == ["number 19"]


def test_a_result_that_has_been_superseded_does_not_arrive(
    qtbot: QtBot, runner: Runner, endings: list[str]
) -> None:
    runner.keep_up(free("old"))
    runner.keep_up(free("new"))  # before the event loop has told of the old one
    rest(qtbot, runner)

    assert endings == ["new"]


def test_a_task_of_the_user_goes_first_and_the_other_is_taken_up_again(
    qtbot: QtBot, runner: Runner, endings: list[str]
) -> None:
    live = Held("live")
    runner.keep_up(live)
    assert live.begun.wait(20)
    assert runner.may_begin
    assert runner.begin(free("export"))
    live.free.set()
    rest(qtbot, runner)

    assert endings == ["export", "live"]


def test_a_task_of_the_user_is_not_disturbed(
    qtbot: QtBot, runner: Runner, endings: list[str]
) -> None:
    load = Held("load")
    assert runner.begin(load)
    assert load.begun.wait(20)
    assert not runner.may_begin
    assert not runner.begin(free("second"))
    runner.keep_up(free("live"))
    assert runner.newest is not None
    load.free.set()
    rest(qtbot, runner)

    assert endings == ["load", "live"]


def test_stop_ends_what_is_under_way_and_what_waits(
    qtbot: QtBot, runner: Runner, endings: list[str]
) -> None:
    live = Held("live")
    runner.keep_up(live)
    assert live.begun.wait(20)
    runner.begin(Held("load"))
    runner.stop()
    rest(qtbot, runner)

    assert endings == ["cancelled"]


def test_nothing_left_to_keep_up_ends_the_task_in_silence(
    qtbot: QtBot, runner: Runner, endings: list[str]
) -> None:
    live = Held("live")
    runner.keep_up(live)
    assert live.begun.wait(20)
    runner.keep_up(None)
    rest(qtbot, runner)

    assert endings == []
