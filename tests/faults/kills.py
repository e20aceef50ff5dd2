"""A process that does one thing again and again in children, each killed a step later than before.

Started as a program, it waits for words on its standard input: for each it forks a child that
is killed with SIGKILL where the word says, and tells whether the child came to its end. It imports
no window, so that a fork has one thread.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parents[2]


class Killer:
    """Has the same thing done in process after process, and kills each where it is told to."""

    def __init__(self, running: subprocess.Popen[str]) -> None:
        self._running = running

    def killed_at(self, step: int, unit: str = "line") -> bool:
        """Do it, killed at this step; return False where it had come to its end before.

        Parameters
        ----------
        unit
            What is counted: each "line" of the watched files; each "count" of the code itself; or
            "byte": the kernel kills who writes more than so many bytes into a file.
        """
        assert self._running.stdin is not None
        assert self._running.stdout is not None
        self._running.stdin.write(f"{unit} {step}\n")
        self._running.stdin.flush()
        answer = self._running.stdout.readline()
        assert answer in ("killed\n", "done\n"), answer
        return answer == "killed\n"


@contextmanager
def killer(code: str, *watched: str) -> Iterator[Killer]:
    """Yield what does and kills `code`, a program text, step by step in the `watched` files."""
    program = (
        "from tests.faults.kills import count, serve\n" + code + f"\nserve(act, {watched!r})\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        yield Killer(running)
        assert running.stdin is not None
        running.stdin.close()


class _Counter:
    """Kills its process when so many steps have been made."""

    def __init__(self, last: int) -> None:
        self._left = last

    def step(self) -> None:
        self._left -= 1
        if not self._left:
            os.kill(os.getpid(), signal.SIGKILL)


_counter = _Counter(0)


def count() -> None:
    """Be called by the code at each moment at which it may be killed."""
    _counter.step()


def serve(act: Callable[[], object], watched: tuple[str, ...]) -> None:
    """Be the program: fork a child for every word that comes."""
    for line in sys.stdin:
        unit, number = line.split()
        child = os.fork()
        if not child:
            _act_and_die(act, watched, unit, int(number))
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            print("killed", flush=True)
        else:
            print("done" if os.WEXITSTATUS(status) == 0 else "failed", flush=True)


def _act_and_die(
    act: Callable[[], object], watched: tuple[str, ...], unit: str, number: int
) -> None:
    global _counter
    counter = _Counter(number)

    def look(frame: FrameType, event: str, argument: object) -> Callable[..., object] | None:
        if not frame.f_code.co_filename.endswith(watched):
            return None
        if event in ("line", "return"):
            counter.step()
        return look

    code = 1
    try:
        match unit:
            case "line":
                sys.settrace(look)
            case "count":
                _counter = counter
            case "byte":
                signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it
                resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
                resource.setrlimit(resource.RLIMIT_FSIZE, (number, number))
        act()
        code = 0
    finally:
        os._exit(code)
