"""The files of a command line: what is written where, and what may not be written over."""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path

from core.atomic_files import check_writable
from core.cli_flags import WrongArguments, flag
from core.cli_held import held_path
from core.errors import ExportError, shown
from core.project import PriceChoice

KINDS = ("csv", "json", "report", "save_project", "orders")
"""Names of the options that name a file to be written."""


def targets_of(options: argparse.Namespace) -> dict[str, Path]:
    """Return where to write what, having found out that it is possible and harms no input.

    Raises
    ------
    WrongArguments
        Where a file cannot be written, is named twice, or is the project that is read.
    """
    targets = {
        kind: Path(getattr(options, kind)) for kind in KINDS if getattr(options, kind) is not None
    }
    for kind, path in targets.items():
        try:
            check_writable(path)
        except ExportError as error:
            raise WrongArguments(f"{flag(kind)}: {error}") from None
    places: dict[Path, str] = {}
    for kind, path in targets.items():
        other = places.setdefault(path.resolve(), kind)
        if other != kind:
            raise WrongArguments(f"{flag(other)} and {flag(kind)} name the same file; name two.")
    return targets


def keep_inputs(options: argparse.Namespace, source: PriceChoice, targets: dict[str, Path]) -> None:
    """Refuse to write a result over the prices, or the project, that it is made from.

    Raises
    ------
    WrongArguments
        Where it would be.
    """
    inputs = [(path, "prices") for path in _price_files(source)]
    if options.project is not None:
        inputs.append((Path(options.project), "project"))
    holdings = None if options.held is None else held_path(options.held)
    if holdings is not None:
        inputs.append((holdings, "holdings"))
    for kind, path in targets.items():
        for place, what in inputs:
            with contextlib.suppress(OSError, ValueError):
                if path.resolve().samefile(place):  # as it is written, links followed
                    raise WrongArguments(
                        f"{flag(kind)} would overwrite the {what} in {shown(str(path))}."
                    )


def _price_files(source: PriceChoice) -> list[Path]:
    """Return the files that a run reads, those of a folder included."""
    if source.kind == "yahoo":
        from core.sources.cache import default_cache_path

        return [default_cache_path()]
    if source.kind == "demo":
        from core.sources.demo import DEMO_FILE

        return [DEMO_FILE]
    files = []
    for path in source.paths:
        files.append(path)
        with contextlib.suppress(OSError, ValueError):
            files += path.iterdir()
    return files
