"""The command line ``python main.py run``: prices, a backtest, two lines and two files."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import io
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from core.atomic_files import check_writable, write_files
from core.cli_arguments import WrongArguments, parameters_of, parsed
from core.errors import BacktestError, ExportError, ParameterError, shown
from core.findings import Check, Severity
from core.loading import LoadDemo, LoadFiles, LoadYahoo
from core.parameters import CASH_SERIES, Parameters
from core.progress import ProgressCallback, part

if TYPE_CHECKING:
    from core.prices import LoadedPrices
    from core.result import BacktestResult

SUCCESS = 0
DATA_CANNOT_SERVE = 1
WRONG_ARGUMENTS = 2
INTERRUPTED = 130

SECONDS_A_REPORT = 0.05
CLEARED = "\r\x1b[K"
LOADING_SHARE = 0.5
MOST_LINES = 12
"""Readings, and findings, that are printed; the JSON file has them all."""

ALWAYS_TOLD = {Check.UNFINISHED, Check.AGE, Check.CACHE, Check.DATES, Check.ROWS}
"""What a source has decided about the prices is told even where it is a note."""


def run(arguments: Sequence[str], out: TextIO | None = None, err: TextIO | None = None) -> int:
    """Run a backtest as `arguments` say; print its two lines to `out` and all else to `err`.

    Returns
    -------
    int
        0; 2 where the arguments are wrong; 1 where the data cannot serve or a file cannot be
        written; 130 where it was interrupted.
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
    parameters = parameters_of(options)
    targets = _targets(options)
    _keep(_price_files(options), targets)

    progress = _progress(err)
    loaded = _load(options, parameters)(part(progress, 0.0, LOADING_SHARE))
    if options.prices and not hasattr(options, "symbols"):
        parameters = _of_the_files(options, parameters, loaded, err)
    _print(_told(loaded, parameters), err)

    # What is heavy is imported once the arguments are known to be right.
    from core.engine import run_backtest
    from core.export import series_csv, summary_json

    result = run_backtest(
        loaded.frame, parameters, part(progress, LOADING_SHARE, 1.0), loaded.source
    )
    makers: dict[str, Callable[..., bytes]] = {"csv": series_csv, "json": summary_json}
    write_files({path: makers[kind](result) for kind, path in targets.items()})
    written += [shown(str(path)) for path in targets.values()]

    _print(_lines(result), out)
    _print(list(result.warnings), err)
    return SUCCESS


def _load(
    options: argparse.Namespace, parameters: Parameters
) -> Callable[[ProgressCallback | None], LoadedPrices]:
    """Return what gets the prices that are asked for."""
    if options.prices:
        if options.date_order is None:
            return LoadFiles(tuple(map(Path, options.prices)))
        from core.sources.files import DateOrder

        return LoadFiles(tuple(map(Path, options.prices)), DateOrder(options.date_order))
    if options.source == "yahoo":
        now = dt.datetime.now().astimezone()
        return LoadYahoo.wanted_by(parameters, now, refresh=options.refresh)
    return LoadDemo()


def _of_the_files(
    options: argparse.Namespace, parameters: Parameters, loaded: LoadedPrices, err: TextIO
) -> Parameters:
    """Take the symbols of the files where nobody has named any and the default ones are not there.

    Whether they can be symbols is for `Parameters` to say.
    """
    symbols = loaded.symbols
    if not symbols or set(parameters.symbols) <= set(symbols):
        return parameters
    parameters = parameters_of(options, symbols=symbols)
    names = ",".join(symbols[:MOST_LINES]) + (",..." if len(symbols) > MOST_LINES else "")
    _print([f"No --symbols were given, so all of the files are taken: {names}."], err)
    return parameters


def _told(loaded: LoadedPrices, parameters: Parameters) -> list[str]:
    """Return how the files were understood, and what there is to be said about the prices."""
    from core.quality import condensed

    source = loaded.source
    lines = []
    if source.kind == "file":
        lines = _first([reading.sentence for reading in source.readings], "files")
    used = {*parameters.symbols}
    if parameters.cash_rate == CASH_SERIES:
        used.add(CASH_SERIES)
    told = [
        finding
        for finding in source.findings
        if finding.concerns(used)
        and (finding.severity is not Severity.NOTE or finding.check in ALWAYS_TOLD)
    ]
    return lines + _first([finding.message for finding in condensed(told)], "findings")


def _first(lines: list[str], name: str) -> list[str]:
    if len(lines) <= MOST_LINES:
        return lines
    return [
        *lines[:MOST_LINES],
        f"And {len(lines) - MOST_LINES} more {name}; --json has all of them.",
    ]


def _lines(result: BacktestResult) -> list[str]:
    """Return what the figures are of, and the script's two lines."""
    summary, source = result.summary, result.source
    kind = "simulated, not real: " if source.simulated else ""
    fetched = f" of {source.retrieved[:10]}" if source.retrieved else ""
    return [
        f"Prices : {kind}{source.name}{fetched}, results {summary['first_day']} to "
        f"{summary['last_day']}",
        _line("Base", summary["base"]),
        _line("Dynamic", summary["dynamic"]),
    ]


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


def _line(name: str, figures: object) -> str:
    """Return the script's line of one account; n/a where a figure is not defined."""
    assert isinstance(figures, dict)

    def percent(key: str) -> str:
        return "n/a" if figures[key] is None else f"{figures[key]:.2%}"

    sharpe = "n/a" if figures["sharpe"] is None else f"{figures['sharpe']:.2f}"
    return (
        f"{name:<7}: AnnRet={percent('ann_ret')}, AnnVol={percent('ann_vol')}, "
        f"Sharpe={sharpe}, MaxDD={percent('max_drawdown')}"
    )


def _targets(options: argparse.Namespace) -> dict[str, Path]:
    """Return where to write what, having found out that it is possible."""
    targets = {
        kind: Path(getattr(options, kind))
        for kind in ("csv", "json")
        if getattr(options, kind) is not None
    }
    for kind, path in targets.items():
        try:
            check_writable(path)
        except ExportError as error:
            raise WrongArguments(f"--{kind}: {error}") from None
    if len({path.resolve() for path in targets.values()}) < len(targets):
        raise WrongArguments("--csv and --json name the same file; name two.")
    return targets


def _price_files(options: argparse.Namespace) -> list[Path]:
    """Return the files that a run reads, those of a folder included."""
    if options.source == "yahoo":
        from core.sources.cache import default_cache_path

        return [default_cache_path()]
    if not options.prices:
        from core.sources.demo import DEMO_FILE

        return [DEMO_FILE]
    files = []
    for path in map(Path, options.prices):
        files.append(path)
        with contextlib.suppress(OSError, ValueError):
            files += path.iterdir()
    return files


def _keep(files: list[Path], targets: dict[str, Path]) -> None:
    """Refuse to write a result over the prices it is made from."""
    for kind, path in targets.items():
        for prices in files:
            with contextlib.suppress(OSError, ValueError):
                if path.exists() and path.samefile(prices):
                    raise WrongArguments(
                        f"--{kind} would overwrite the prices in {shown(str(path))}."
                    )


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
