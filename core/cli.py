"""The command line ``python main.py run``: prices, a backtest or several, lines and files."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from core.atomic_files import write_files
from core.cli_answers import (
    Answered,
    answered,
    lines_of_answers,
    lines_of_unanswered,
    questions_of,
)
from core.cli_arguments import WrongArguments, parsed
from core.cli_files import keep_inputs, targets_of
from core.cli_lines import (
    lines_of_failures,
    lines_of_run,
    lines_of_study,
    notes_of_study,
    told_of_prices,
    told_of_symbols,
)
from core.cli_project import Task, run_of_parameters, task_of
from core.errors import BacktestError, ExportError, ParameterError, shown
from core.progress import ProgressCallback, part
from core.project_file import project_json
from core.scenario import scenario_outcomes

if TYPE_CHECKING:
    from core.prices import LoadedPrices
    from core.study import Study

SUCCESS = 0
DATA_CANNOT_SERVE = 1
WRONG_ARGUMENTS = 2
INTERRUPTED = 130

SECONDS_A_REPORT = 0.05
CLEARED = "\r\x1b[K"
LOADING_SHARE = 0.5
"""Of the time until there are results."""
RESULTS_SHARE = 0.4
"""Of all the time, where answers follow them."""


def run(arguments: Sequence[str], out: TextIO | None = None, err: TextIO | None = None) -> int:
    """Run a backtest, or a project, as `arguments` say; figures go to `out`, all else to `err`.

    Returns
    -------
    int
        0; 2 where the arguments are wrong; 1 where the data cannot serve, be it for one of several
        scenarios that are shown, or a file cannot be read or written; 130 where it was interrupted.
    """
    out = _speaker(out or sys.stdout)
    err = _speaker(err or sys.stderr)
    written: list[str] = []
    try:
        return _run(arguments, out, err, written)
    except (WrongArguments, ParameterError) as error:
        return _fail(err, error, WRONG_ARGUMENTS)
    except BacktestError as error:
        return _fail(err, error, DATA_CANNOT_SERVE)
    except KeyboardInterrupt:
        done = f"{' and '.join(written)} had been written." if written else "nothing was written."
        return _fail(err, f"Stopped; {done}", INTERRUPTED)
    except BrokenPipeError:  # nobody reads on; Python would say so once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SUCCESS


def _speaker(stream: TextIO | None) -> TextIO:
    """Return a stream that never fails on a character; silence where there is none at all."""
    if stream is None:
        return io.StringIO()
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    return stream


def _run(arguments: Sequence[str], out: TextIO, err: TextIO, written: list[str]) -> int:
    options = parsed(arguments)
    task, questions = task_of(options), questions_of(options)
    targets = targets_of(options)
    keep_inputs(options, task.project.source, targets)

    now = dt.datetime.now().astimezone()
    progress = _progress(err)
    running = part(progress, 0.0, RESULTS_SHARE if questions else 1.0)
    loaded = task.project.request(now, refresh=options.refresh)(part(running, 0.0, LOADING_SHARE))
    if options.prices and options.project is None and not hasattr(options, "symbols"):
        task = _of_the_files(options, task, loaded, err)
    project = task.project
    _print(told_of_prices(loaded, project), err)

    from core.study import study  # heavy: after the arguments are known to be right

    outcomes = scenario_outcomes(loaded, project.scenarios, part(running, LOADING_SHARE, 1.0))
    made = study(project, loaded, outcomes)
    failed = lines_of_failures(made)
    if not made.comparison.whole:
        if task.alone:
            raise made.failures[0].error
        _print(failed, err)
        return DATA_CANNOT_SERVE

    answers = Answered()
    if questions:
        answers = answered(made, questions, part(progress, RESULTS_SHARE, 1.0))
    if task.alone and answers.failures:
        raise answers.failures[0][1]
    write_files(
        {path: _content(kind, path, task, made, answers, now) for kind, path in targets.items()}
    )
    written += [shown(str(path)) for path in targets.values()]

    result = outcomes[0].result if task.alone else None
    _print(lines_of_study(made) if result is None else lines_of_run(result), out)
    _print(notes_of_study(made) if result is None else list(result.warnings), err)
    _print(lines_of_answers(made, questions, answers, alone=task.alone), out)
    failed += lines_of_unanswered(made, answers)
    _print(failed, err)
    if written and err.isatty():  # programs read nothing that is not needed
        _print([f"Written: {', '.join(written)}."], err)
    return DATA_CANNOT_SERVE if failed else SUCCESS


def _content(
    kind: str, path: Path, task: Task, made: Study, answers: Answered, now: dt.datetime
) -> bytes:
    """Return what is written at `path`, a file of one of `cli_files.KINDS`."""
    from core.export import series_csv, study_csv, study_json, summary_json

    result = made.outcomes[0].result if task.alone else None
    match kind:
        case "csv":
            return study_csv(made) if result is None else series_csv(result)
        case "json":
            if result is None:
                return study_json(made, answers.answers)
            return summary_json(result, answers.answers.get(made.outcomes[0].scenario.key))
        case "report":
            from core.report import report_html

            return report_html(made, now, task.layout.selected, answers.answers)
        case "orders":
            (orders,) = answers.orders.values()
            return orders.csv()
        case _:
            return project_json(task.project, task.layout, path.absolute().parent)


def _of_the_files(
    options: argparse.Namespace, task: Task, loaded: LoadedPrices, err: TextIO
) -> Task:
    """Take the symbols of the files where nobody has named any and the default ones are not there.

    Whether they can be symbols is for `Parameters` to say.
    """
    symbols = loaded.symbols
    if not symbols or set(task.project.symbols) <= set(symbols):
        return task
    task = run_of_parameters(options, symbols)
    _print([told_of_symbols(symbols)], err)
    return task


def _print(lines: list[str], stream: TextIO) -> None:
    """Print lines, and find out here, not at Python's end, where they cannot be."""
    if not lines:
        return
    try:
        print(_cleared(stream) + "\n".join(lines), file=stream, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ExportError(f"The figures cannot be printed ({error.strerror}).") from None


def _progress(err: TextIO) -> ProgressCallback | None:
    """Return a callback that keeps one line of a terminal up to date; None elsewhere."""
    if not err.isatty():
        return None
    last = 0.0

    def show(stage: str, fraction: float) -> None:
        nonlocal last
        now = time.monotonic()
        if fraction >= 1.0:
            err.write(CLEARED)
        elif now - last >= SECONDS_A_REPORT:
            last = now
            err.write(f"{CLEARED}{stage} {fraction:.0%}")
        err.flush()

    return show


def _fail(err: TextIO, message: object, code: int) -> int:
    print(f"{_cleared(err)}{message}", file=err)
    return code


def _cleared(stream: TextIO) -> str:
    """Return what takes the progress from the line of a terminal."""
    return CLEARED if stream.isatty() else ""
