"""The command line ``python main.py run``: prices, a backtest or several, lines and files."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from core.atomic_files import write_files
from core.cli_answers import (
    Answered,
    answered,
    doubts_of_orders,
    lines_of_answers,
    lines_of_unanswered,
    questions_of,
)
from core.cli_arguments import parsed
from core.cli_files import keep_inputs, targets_of
from core.cli_flags import WrongArguments
from core.cli_lines import (
    lines_of_failures,
    lines_of_run,
    lines_of_study,
    notes_of_study,
    told_of_prices,
    told_of_symbols,
)
from core.cli_project import Task, run_of_parameters, task_of
from core.cli_streams import (
    DATA_CANNOT_SERVE,
    INTERRUPTED,
    SUCCESS,
    WRONG_ARGUMENTS,
    fail,
    let_go,
    print_lines,
    progress_line,
    speaker,
)
from core.errors import BacktestError, ParameterError, shown
from core.progress import part
from core.project_file import project_json
from core.scenario import scenario_outcomes

if TYPE_CHECKING:
    from core.prices import LoadedPrices
    from core.study import Study

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
    out = speaker(out or sys.stdout)
    err = speaker(err or sys.stderr)
    written: list[str] = []
    try:
        return _run(arguments, out, err, written)
    except (WrongArguments, ParameterError) as error:
        return fail(err, error, WRONG_ARGUMENTS)
    except BacktestError as error:
        return fail(err, error, DATA_CANNOT_SERVE)
    except KeyboardInterrupt:
        done = f"{' and '.join(written)} had been written." if written else "nothing was written."
        return fail(err, f"Stopped; {done}", INTERRUPTED)
    except BrokenPipeError:
        return let_go()


def _run(arguments: Sequence[str], out: TextIO, err: TextIO, written: list[str]) -> int:
    options = parsed(arguments)
    task, questions = task_of(options), questions_of(options)
    targets = targets_of(options)
    keep_inputs(options, task.project.source, targets)

    now = dt.datetime.now().astimezone()
    progress = progress_line(err)
    running = part(progress, 0.0, RESULTS_SHARE if questions else 1.0)
    loaded = task.project.request(now, refresh=options.refresh)(part(running, 0.0, LOADING_SHARE))
    if options.prices and options.project is None and not hasattr(options, "symbols"):
        task = _of_the_files(options, task, loaded, err)
    project = task.project
    print_lines(told_of_prices(loaded, project), err)

    from core.study import study  # heavy: after the arguments are known to be right

    outcomes = scenario_outcomes(loaded, project.scenarios, part(running, LOADING_SHARE, 1.0))
    made = study(project, loaded, outcomes)
    failed = lines_of_failures(made)
    if not made.comparison.whole:
        if task.alone:
            raise made.failures[0].error
        print_lines(failed, err)
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
    print_lines(lines_of_study(made) if result is None else lines_of_run(result), out)
    print_lines(notes_of_study(made) if result is None else list(result.warnings), err)
    print_lines(lines_of_answers(made, questions, answers, alone=task.alone), out)
    print_lines(doubts_of_orders(made, answers, now.date()), err)
    failed += lines_of_unanswered(made, answers)
    print_lines(failed, err)
    if written and err.isatty():  # programs read nothing that is not needed
        print_lines([f"Written: {', '.join(written)}."], err)
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
    print_lines([told_of_symbols(symbols)], err)
    return task
