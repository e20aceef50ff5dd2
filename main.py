"""Ballast: what a drawdown-aware leverage overlay earns once it can be traded.

``python main.py`` opens the window, ``python main.py run`` works on the command line, and
``python main.py check`` computes published examples again.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import NoReturn

from core.program import COMMAND
from gui.page_list import NAMES as PAGES

BEGAN = time.monotonic()
"""Of what `--start-times` measures."""


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one sentence instead of printing its usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(
            2,
            f"{message[:1].upper()}{message[1:].rstrip('.')}. See --help; the command line begins "
            f"with '{COMMAND} run' or '{COMMAND} check'.\n",
        )


def main(arguments: list[str]) -> int:
    """Open the window or run on the command line, as `arguments` say; return the exit code."""
    if arguments[:1] == ["run"]:
        from core.cli import run

        return run(arguments[1:])
    if arguments[:1] == ["check"]:
        from core.cli_check import check

        return check(arguments[1:])
    options = _parser().parse_args(arguments)
    if options.screenshot is not None:
        return _screenshot(options)

    from gui.display import missing_for_window

    missing = missing_for_window()
    if not missing:
        try:
            from gui.app import show_window

            if options.start_times:
                return _start_times(options)
        except ImportError as error:  # a library of Qt that is not there
            missing = str(error)
        else:
            return show_window(options.theme, tuple(map(Path, options.files)))
    if options.start_times:
        print(f"Nothing can be measured: {missing} is missing for a window.", file=sys.stderr)
        return 1
    print(
        f"No window can be shown: {missing} is missing. '{COMMAND} run --help' tells how to "
        "use the command line; this is the demo there:",
        file=sys.stderr,
    )
    from core.cli import run

    return run(["--source", "demo"])


def _parser() -> _Parser:
    from core import __version__

    parser = _Parser(
        prog=COMMAND,
        description="Ballast: what a drawdown-aware leverage overlay earns once it can be traded.",
        epilog=f"'{COMMAND} run --help' tells about the command line, '{COMMAND} check "
        "--help' about published examples that are computed again.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="a project (.ballast), or files with prices"
    )
    parser.add_argument("--version", action="version", version=f"Ballast {__version__}")
    parser.add_argument(
        "--screenshot", metavar="FILE.png", help="make a picture of the window and exit"
    )
    parser.add_argument(
        "--start-times",
        action="store_true",
        help="print how soon the window and its first result were painted, and exit",
    )
    parser.add_argument(
        "--theme", choices=("light", "dark"), help="colours (default: the system's)"
    )
    parser.add_argument(
        "--size", type=_size, default=(1360, 820), metavar="WxH", help="size of the picture"
    )
    parser.add_argument(
        "--page", choices=PAGES, default="charts", help="page in the picture (default: charts)"
    )
    return parser


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    digits = all(part.isascii() and part.isdigit() for part in (width, height))
    if not digits or min(int(width), int(height)) < 200:
        raise argparse.ArgumentTypeError("must be like 1360x820, at least 200x200")
    if max(int(width), int(height)) > 8000:
        raise argparse.ArgumentTypeError("must be at most 8000x8000")
    return int(width), int(height)


def _screenshot(options: argparse.Namespace) -> int:
    from core.atomic_files import check_writable
    from core.errors import ExportError

    path = Path(options.screenshot)
    if path.suffix.lower() != ".png":
        print(f"--screenshot: {path} must end in .png.", file=sys.stderr)
        return 2
    try:
        check_writable(path)
    except ExportError as error:
        print(f"--screenshot: {error}", file=sys.stderr)
        return 2
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # a picture needs no display, whatever is set
    try:
        from gui.app import save_screenshot
    except ImportError as error:
        print(f"No picture can be made: {error}.", file=sys.stderr)
        return 1
    files = tuple(map(Path, options.files))
    failure = save_screenshot(path, options.theme, options.size, options.page, files)
    if failure:
        print(failure, file=sys.stderr)
        return 1
    print(f"Written: {path}")
    return 0


def _start_times(options: argparse.Namespace) -> int:
    from gui.start_times import measure_start

    print(measure_start(BEGAN, tuple(map(Path, options.files))))
    return 0


def _start() -> int:
    try:
        return main(sys.argv[1:])
    except KeyboardInterrupt:  # before a command line is there to tell it
        print("Stopped.", file=sys.stderr)
        return 130
    except ModuleNotFoundError as error:
        if error.name in ("core", "gui") or (error.name or "").startswith(("core.", "gui.")):
            return _end(error)
        print(
            f"The package {error.name} is not installed: 'make run' installs what is needed, and "
            "'.venv/bin/python main.py' starts the program with it.",
            file=sys.stderr,
        )
        return 1
    except Exception as error:
        return _end(error)


def _end(error: Exception) -> int:
    """Tell an error that nobody has foreseen in a sentence; its traceback is in the log."""
    from gui.fault_log import FaultLog, last_words
    from gui.places import log_file

    words = last_words(FaultLog(log_file()), error, "the command line")
    if sys.stderr is not None:  # as it is in a program without a terminal
        print(words, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(_start())
