"""The command line ``python main.py run``: every field of `Parameters` is a flag."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

from core.atomic_files import check_writable, write_files
from core.errors import BacktestError, ExportError, ParameterError, shown
from core.fields import Kind, ParameterField, Unit
from core.parameters import FIELDS, PRESET_NAMES, Parameters

if TYPE_CHECKING:
    from core.result import BacktestResult

SUCCESS = 0
DATA_CANNOT_SERVE = 1
WRONG_ARGUMENTS = 2
INTERRUPTED = 130

SOURCES = ("demo",)
SECONDS_A_REPORT = 0.05
NEGATIVE_NUMBER = re.compile(r"-(\d|\.\d|inf|nan).*", re.IGNORECASE)


class _Wrong(Exception):
    """The arguments are wrong; the message says which and why."""


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one sentence instead of printing its usage."""

    def error(self, message: str) -> NoReturn:
        raise _Wrong(f"{message[:1].upper()}{message[1:].rstrip('.')}. See --help.")


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
    try:
        return _run(arguments, out, err)
    except (_Wrong, ParameterError) as error:
        return _fail(err, error, WRONG_ARGUMENTS)
    except BacktestError as error:
        return _fail(err, error, DATA_CANNOT_SERVE)
    except KeyboardInterrupt:
        return _fail(err, "Stopped; nothing was written.", INTERRUPTED)
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


def _run(arguments: Sequence[str], out: TextIO, err: TextIO) -> int:
    options = _parser().parse_args(_joined(arguments))
    parameters = _parameters(options)
    targets = _targets(options)

    # What is heavy is imported once the arguments are known to be right.
    from core.engine import run_backtest
    from core.export import series_csv, summary_json
    from core.sources import demo
    from core.sources.files import read_price_file

    _keep(Path(options.prices) if options.prices is not None else demo.DEMO_FILE, targets)
    if options.prices is not None:
        loaded = read_price_file(Path(options.prices))
    else:
        loaded = demo.demo_market()
    result = run_backtest(loaded.frame, parameters, _progress(err), loaded.source)
    makers: dict[str, Callable[..., bytes]] = {"csv": series_csv, "json": summary_json}
    write_files({path: makers[kind](result) for kind, path in targets.items()})

    _print(_lines(result), out)
    for note in result.warnings:
        print(note, file=err)
    return SUCCESS


def _lines(result: BacktestResult) -> list[str]:
    """Return what the figures are of, and the script's two lines."""
    summary = result.summary
    kind = "simulated, not real: " if result.source.simulated else ""
    return [
        f"Prices : {kind}{result.source.name}, results {summary['first_day']} to "
        f"{summary['last_day']}",
        _line("Base", summary["base"]),
        _line("Dynamic", summary["dynamic"]),
    ]


def _print(lines: list[str], out: TextIO) -> None:
    """Print lines, and find out here, not at Python's end, where they cannot be."""
    try:
        print("\n".join(lines), file=out, flush=True)
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


def flag(name: str) -> str:
    """Return the flag of a field: ``target_vol`` is ``--target-vol``."""
    return "--" + name.replace("_", "-")


def _joined(arguments: Sequence[str]) -> list[str]:
    """Join a flag and a negative number after it, which argparse may take for another flag."""
    joined: list[str] = []
    for argument in arguments:
        if joined and joined[-1].startswith("--") and NEGATIVE_NUMBER.fullmatch(argument):
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


def _parser() -> _Parser:
    parser = _Parser(
        prog="python main.py run",
        description="Backtest a drawdown-aware leverage overlay as it can be traded.",
        epilog="Exit code: 0; 2 for wrong arguments; 1 for data that cannot serve.",
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    prices = parser.add_argument_group("prices").add_mutually_exclusive_group()
    prices.add_argument(
        "--prices", metavar="FILE", help="prices from a CSV (gzip too) or Parquet file"
    )
    prices.add_argument(
        "--source",
        choices=SOURCES,
        help="demo: the simulated market that comes with the program (default)",
    )
    results = parser.add_argument_group("results")
    results.add_argument("--csv", metavar="FILE", help="write the daily series here")
    results.add_argument("--json", metavar="FILE", help="write the summary here")
    fields = parser.add_argument_group("parameters")
    fields.add_argument(
        "--preset",
        choices=PRESET_NAMES,
        default="tradable",
        help="what the fields below start from (default: tradable)",
    )
    for field in FIELDS.values():
        if field.kind is Kind.SWITCH:
            fields.add_argument(
                flag(field.name),
                action=argparse.BooleanOptionalAction,
                default=argparse.SUPPRESS,
                help=_help(field),
            )
        else:
            fields.add_argument(
                flag(field.name),
                metavar=_metavar(field),
                default=argparse.SUPPRESS,
                help=_help(field),
            )
    return parser


def _metavar(field: ParameterField) -> str:
    names = {
        Kind.SYMBOLS: "A,B,...",
        Kind.DATE: "DATE",
        Kind.TEXT: "FREQ",
        Kind.INTEGER: "N",
        Kind.NUMBER: "X",
    }
    return names.get(field.kind, "|".join(field.choices))


def _help(field: ParameterField) -> str:
    """Return the help of a field; percent and bounds as the flag takes them."""
    default = field.default
    if isinstance(default, tuple):
        default = ",".join(default)
    elif isinstance(default, bool):
        default = "on" if default else "off"
    unit = ""
    if field.shown.unit in (Unit.FRACTION, Unit.ANNUAL_FRACTION):
        unit = " As a decimal: 0.1 is 10 %."
    elif field.shown.unit is Unit.BASIS_POINTS:
        unit = " In basis points."
    ending = "" if default is None else f" (tradable: {default})"
    return f"{field.shown.help}{unit}{ending}".replace("%", "%%")


def _parameters(options: argparse.Namespace) -> Parameters:
    overrides: dict[str, object] = {}
    for name, field in FIELDS.items():
        if hasattr(options, name):
            given = getattr(options, name)
            overrides[name] = field.value_from_text(given) if isinstance(given, str) else given
    return Parameters.preset(options.preset, **overrides)


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
            raise _Wrong(f"--{kind}: {error}") from None
    if len({path.resolve() for path in targets.values()}) < len(targets):
        raise _Wrong("--csv and --json name the same file; name two.")
    return targets


def _keep(prices: Path, targets: dict[str, Path]) -> None:
    """Refuse to write a result over the prices it is made from."""
    for kind, path in targets.items():
        with contextlib.suppress(OSError, ValueError):
            if path.exists() and path.samefile(prices):
                raise _Wrong(f"--{kind} would overwrite the prices in {shown(str(path))}.")


def _progress(err: TextIO) -> Callable[[str, float], None] | None:
    """Return a callback that keeps one line of a terminal up to date; None elsewhere."""
    if not err.isatty():
        return None
    last = 0.0

    def show(stage: str, fraction: float) -> None:
        nonlocal last
        now = time.monotonic()
        if fraction >= 1.0:
            err.write("\r\x1b[K")
        elif now - last >= SECONDS_A_REPORT:
            last = now
            err.write(f"\r\x1b[K{stage} {fraction:.0%}")
        err.flush()

    return show


def _fail(err: TextIO, message: object, code: int) -> int:
    clear = "\r\x1b[K" if err.isatty() else ""
    print(f"{clear}{message}", file=err)
    return code
