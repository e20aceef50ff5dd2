"""Runs of the command line, in this process and in one of its own, for the tests of it."""

import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from core.cli import run
from core.cli_flags import flag
from tests.core.small import SHORT, small_prices

ROOT = Path(__file__).parents[2]
SHORT_FLAGS = [
    word
    for name, value in SHORT.items()
    for word in (flag(name), ",".join(value) if isinstance(value, tuple) else str(value))
]


def prices_in(folder: Path) -> str:
    """Write the small market as a file and return its path."""
    path = folder / "prices.csv"
    path.write_text(small_prices().to_csv())
    return str(path)


READING = re.compile(r"(?m)^.*: \d+ days of 3 symbols, a column a symbol, dates as 2010-01-31\.\n")
"""How the file of the small market was understood, which stands before anything else."""


def ran(*arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error, less the reading, of a run in this process."""
    out, err = io.StringIO(), io.StringIO()
    code = run(arguments, out, err)
    return code, out.getvalue(), READING.sub("", err.getvalue(), count=1)


def short(prices: str, *arguments: str) -> tuple[int, str, str]:
    """The same with the small market and short windows."""
    return ran("--prices", prices, *SHORT_FLAGS, *arguments)


def started(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own."""
    return subprocess.run(
        [sys.executable, "main.py", *arguments],
        **{"cwd": ROOT, "capture_output": True, "text": True, "timeout": 120, **options},
    )


def account_line(name: str, figures: dict[str, float]) -> str:
    """A line of the summary, put together by hand."""
    return "{}: AnnRet={}%, AnnVol={}%, Sharpe={}, MaxDD={}%".format(
        name,
        format(100 * figures["ann_ret"], ".2f"),
        format(100 * figures["ann_vol"], ".2f"),
        format(figures["sharpe"], ".2f"),
        format(100 * figures["max_drawdown"], ".2f"),
    )


def assert_one_sentence(err: str) -> None:
    """Fail unless there is one line that is a sentence, and no more than one."""
    assert err.endswith(".\n")
    assert err.count("\n") == 1
    assert err[:-1].isprintable()
    assert "Traceback" not in err
    assert len(err) < 500
