"""A process that does one thing again and again in children, each killed a step later than before.

Started as a program, it waits for numbers on its standard input: for each it forks a child that
kills itself with SIGKILL when so many lines of the files that are watched have been run, and says
whether the child came to its end. It imports no window, so that a fork has one thread.
"""

from __future__ import annotations

import os
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

    def killed_at(self, step: int) -> bool:
        """Do it, killed at this step; return False where it had come to its end before."""
        assert self._running.stdin is not None
        assert self._running.stdout is not None
        self._running.stdin.write(f"{step}\n")
        self._running.stdin.flush()
        answer = self._running.stdout.readline()
        assert answer in ("killed\n", "done\n"), answer
        return answer == "killed\n"


@contextmanager
def killer(code: str, *watched: str) -> Iterator[Killer]:
    """Yield what does and kills `code`, a program text, step by step in the `watched` files."""
    program = "from tests.faults.kills import serve\n" + code + f"\nserve(act, {watched!r})\n"
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


def serve(act: Callable[[], object], watched: tuple[str, ...]) -> None:
    """Be the program: fork a child for every number that comes."""
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _act_and_die(act, watched, int(line))
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) in (signal.SIGKILL, signal.SIGXFSZ)
            print("killed", flush=True)
        else:
            print("done" if os.WEXITSTATUS(status) == 0 else "failed", flush=True)


def _act_and_die(act: Callable[[], object], watched: tuple[str, ...], step: int) -> None:
    seen = 0

    def look(frame: FrameType, event: str, argument: object) -> Callable[..., object] | None:
        nonlocal seen
        if not frame.f_code.co_filename.endswith(watched):
            return None
        if event in ("line", "return"):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)
        return look

    code = 1
    try:
        sys.settrace(look)
        act()
        sys.settrace(None)
        code = 0
    finally:
        os._exit(code)
