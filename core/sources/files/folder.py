"""Which files are meant: each as it is named, a folder for the price files directly in it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import DataError, shown
from core.findings import Check, Finding, Severity
from core.sources.files.content import cannot_be_read
from core.sources.files.names import SUFFIXES

MOST_FILES = 10_000


@dataclass(frozen=True, slots=True)
class Selection:
    """The files to read, in order, each once.

    Attributes
    ----------
    paths
        What to read.
    name
        What to call all of it: a file, a folder, or "3 files (SPY.csv, ...)".
    findings
        What was in a folder and is not read.
    in_folders
        Those of the paths that nobody named: they are from a folder.
    """

    paths: tuple[Path, ...]
    name: str
    findings: tuple[Finding, ...]
    in_folders: frozenset[Path]


def selected_files(paths: Sequence[Path]) -> Selection:
    """Return the files that `paths` stand for; a folder's are sorted, and its folders left out.

    Raises
    ------
    DataError
        Where nothing is named, or a folder cannot be read or holds no price files.
    """
    if not paths:
        raise DataError("No file of prices is named; name one or several, or a folder.")
    chosen: dict[str, Path] = {}
    in_folders: set[Path] = set()
    findings: list[Finding] = []
    for path in paths:
        if not _is_folder(path):
            chosen.setdefault(_place(path), path)
            continue
        found, passed = _in_folder(path)
        in_folders.update(found)
        for each in found:
            chosen.setdefault(_place(each), each)
        if passed:
            shown_names = ", ".join(shown(name, 40) for name in passed[:5])
            more = ", ..." if len(passed) > 5 else ""
            findings.append(
                Finding(
                    Check.ROWS,
                    Severity.NOTE,
                    f"In the folder {_name(path)}, {len(passed)} that are no price files were not "
                    f"read: {shown_names}{more}.",
                    count=len(passed),
                )
            )
    if len(chosen) > MOST_FILES:
        raise DataError(f"{len(chosen):,} files are too many; name at most {MOST_FILES:,}.")
    files = tuple(chosen.values())
    if len(paths) == 1:
        name = _name(paths[0])
    else:
        names = ", ".join(_name(path) for path in files[:3])
        name = f"{len(files)} files ({names}{', ...' if len(files) > 3 else ''})"
        if len(files) == 1:
            name = _name(files[0])
    return Selection(files, name, tuple(findings), frozenset(in_folders))


def _name(path: Path) -> str:
    return shown(path.name or path.resolve().name or str(path), 80)


def _place(path: Path) -> str:
    """Return what is the same for two spellings of a path; links keep the names they have."""
    try:
        return os.path.join(os.path.realpath(path.parent), path.name)
    except (OSError, ValueError):
        return str(path)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # whoever reads it says what is wrong
        return False


def _in_folder(folder: Path) -> tuple[list[Path], list[str]]:
    """Return the price files directly in a folder, and the names of whatever else is there."""
    found: list[Path] = []
    passed: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.name.lower().endswith(SUFFIXES) and _is_file(entry):
                    found.append(folder / entry.name)
                else:
                    passed.append(entry.name)
    except OSError as error:
        raise cannot_be_read(error, shown(str(folder))) from None
    if not found:
        raise DataError(
            f"The folder {shown(str(folder))} holds no price files, such as SPY.csv or "
            "prices.parquet; name another one."
        )
    return sorted(found), sorted(passed)


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link to itself
        return False
