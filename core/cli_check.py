"""The command line ``python main.py check``: published examples, computed again and compared."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from core.cli_flags import DATE_ORDERS, SentenceParser, WrongArguments
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
from core.errors import BacktestError
from core.program import COMMAND
from core.progress import part, report

if TYPE_CHECKING:
    from core.loading import LoadRequest
    from core.papers import Check, Example

DISAGREEMENT = 1
MORE_DIGITS = 2
"""Decimals of a computed number beyond those of the published one."""
LOADING_SHARE = 0.5
ASCII = str.maketrans({"\N{MINUS SIGN}": "-", "\N{LESS-THAN OR EQUAL TO}": "<="})
"""For terminals that know no other characters."""

HEADINGS = ("", "expected", "computed", "difference", "")

EPILOG = """\
examples:
  %(prog)s
  %(prog)s --source yahoo

Exit code: 0 where all computed numbers agree; 1 where one differs, or prices cannot be read; 2 for
wrong arguments.
"""


def check(arguments: Sequence[str], out: TextIO | None = None, err: TextIO | None = None) -> int:
    """Compute the published examples; the comparison goes to `out`, all else to `err`.

    Returns
    -------
    int
        0 where every number agrees that was computed; 1 where one does not, or where prices that
        were asked for cannot be had; 2 where the arguments are wrong; 130 where it was interrupted.
    """
    out = speaker(out or sys.stdout)
    err = speaker(err or sys.stderr)
    try:
        return _check(arguments, out, err)
    except WrongArguments as error:
        return fail(err, error, WRONG_ARGUMENTS)
    except BacktestError as error:
        return fail(err, error, DATA_CANNOT_SERVE)
    except KeyboardInterrupt:
        return fail(err, "Stopped; not everything was computed.", INTERRUPTED)
    except BrokenPipeError:
        return let_go()


def _check(arguments: Sequence[str], out: TextIO, err: TextIO) -> int:
    options = _options(arguments)
    progress = progress_line(err)
    request = _request(options)
    loaded = None if request is None else request(part(progress, 0.0, LOADING_SHARE))

    from core.papers import MEANING, examples, tally  # heavy: after the arguments are right

    report(progress, "Computing", LOADING_SHARE)
    made = examples(loaded)
    report(progress, "Done", 1.0)
    counted = tally(made)
    lines = [*_lines_of(made), *_wrapped(MEANING), ""]
    if counted.absent:
        lines.append(f"{counted.absent} numbers need real prices.")
    print_lines([line.translate(ASCII) for line in (*lines, counted.sentence)], out)
    return SUCCESS if counted.agrees else DISAGREEMENT


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the arguments by name.

    Raises
    ------
    WrongArguments
        Where one is unknown, lacks its value, or excludes another.
    """
    parser = SentenceParser(
        prog=f"{COMMAND} check",
        description="Compute published examples, and compare every number with the published one.",
        epilog=EPILOG,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--prices",
        metavar="FILE",
        nargs="+",
        help="real prices for the examples that need them: CSV (gzip too) or Parquet files, or a "
        "folder of them",
    )
    which.add_argument("--source", choices=("yahoo",), help="fetch these prices from Yahoo Finance")
    parser.add_argument(
        "--date-order",
        choices=DATE_ORDERS,
        help="how 03/04/2020 is meant in the files, where they leave it open",
    )
    options = parser.parse_args(arguments)
    if options.date_order and not options.prices:
        raise WrongArguments("--date-order is for --prices; nothing else has dates to be read.")
    return options


def _request(options: argparse.Namespace) -> LoadRequest | None:
    """Return what loads the prices that were asked for; None where none were."""
    from core.loading import LoadFiles, LoadYahoo

    if options.prices:
        from core.sources.files import DateOrder

        order = DateOrder(options.date_order) if options.date_order else None
        return LoadFiles(tuple(map(Path, options.prices)), order)
    if options.source:
        from core.papers.real_prices import EARLIEST, SYMBOLS

        return LoadYahoo(SYMBOLS, EARLIEST, dt.datetime.now().astimezone())
    return None


def _lines_of(made: Sequence[Example]) -> list[str]:
    """Return a table for each example, all with columns of the same widths."""
    tables = [[_cells(check) for check in example.checks] for example in made]
    rows = [HEADINGS, *(row for table in tables for row in table)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = []
    for example, table in zip(made, tables, strict=True):
        lines += [example.title, *_wrapped(example.source)]
        if any(check.computed is not None for check in example.checks):
            lines += [_line(row, widths) for row in (HEADINGS, *table)]
        if example.absent:
            lines += _wrapped(f"Not computed: {example.absent}")
        lines.append("")
    return lines


def _cells(check: Check) -> tuple[str, ...]:
    unit = f" {check.unit}" if check.unit else "  "
    published = f"{check.expected:.{check.decimals}f}{unit}"
    if check.computed is None or check.difference is None:
        return check.what, published, "not computed", "", ""
    decimals = check.decimals + MORE_DIGITS
    computed, difference = (
        f"{round(value, decimals) + 0.0:.{decimals}f}{unit}"
        for value in (check.computed, check.difference)
    )
    return check.what, published, computed, difference, "agrees" if check.agrees else "DIFFERS"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    numbers = (cell.rjust(width) for cell, width in zip(cells[1:4], widths[1:4], strict=True))
    return "  ".join(("  " + cells[0].ljust(widths[0]), *numbers, cells[4])).rstrip()


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, 98, initial_indent="  ", subsequent_indent="  ")
