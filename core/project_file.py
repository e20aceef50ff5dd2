"""Project files: what a person works on, kept as JSON that a person can read.

A ``.ballast`` file holds the scenarios with every parameter, the benchmarks, the reference, where
the prices are from (not the prices), the account that orders are made for, and the layout. Its
version changes only when an earlier Ballast would misunderstand it; what an earlier one can do
without may be added beside it, so that unknown fields at the top are passed over.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from core import __version__
from core.benchmarks import Benchmark
from core.errors import NewerProjectError, ProjectError, quoted, shown
from core.project import Layout, PriceChoice, Project
from core.project_account import account_object
from core.project_layout import layout_object
from core.project_reading import project_of_object
from core.scenario import Scenario
from core.strict_json import OTHER, json_object

FORMAT = "ballast-project"
VERSION = 1
MOST_BYTES = 20_000_000
MOST_PROBLEMS = 3
"""Of those found, how many the sentence tells; the error holds all of them."""


def project_json(project: Project, layout: Layout, folder: Path | None = None) -> bytes:
    """Return the project file of a project: strict JSON (UTF-8), its fields in a fixed order.

    Parameters
    ----------
    folder
        Where the file will be: prices in it, below it or beside it are named from there too, so
        that the folder may move.
    """
    content = {
        "format": FORMAT,
        "version": VERSION,
        "product": f"Ballast {__version__}",
        "source": _source(project.source, folder),
        "scenarios": [_scenario(one) for one in project.scenarios],
        "benchmarks": [_benchmark(one) for one in project.benchmarks],
        "reference": project.reference,
        "account": account_object(project.account),
        "layout": layout_object(layout),
    }
    text = json.dumps(content, indent=2, allow_nan=False, ensure_ascii=False)
    return text.encode(errors="backslashreplace") + b"\n"  # which is how JSON spells no characters


def read_project(path: Path) -> tuple[Project, Layout]:
    """Return the project in a file, and its layout.

    Raises
    ------
    ProjectError
        Where the file cannot be read, or is no project, or something in it is wrong; a
        `NewerProjectError` where only a later version of this program can read it.
    """
    name = shown(str(path))
    try:
        if path.is_dir():
            raise ProjectError(f"{name} is a folder; choose a project file in it.")
        if path.exists() and not path.is_file():
            raise ProjectError(f"{name} is no plain file; {OTHER}.")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ProjectError(f"{name} is not there; {OTHER}.") from None
    except PermissionError:
        raise ProjectError(f"{name} may not be read; change who may read it, or {OTHER}.") from None
    except (OSError, ValueError) as error:  # a circle of links, a zero byte, a failing disk
        cause = (error.strerror if isinstance(error, OSError) else "") or "no file has such a name"
        raise ProjectError(f"{name} cannot be read ({cause}); {OTHER}.") from None
    return project_of(content, path.name, path.absolute().parent)


def project_of(content: bytes, name: str, folder: Path | None = None) -> tuple[Project, Layout]:
    """Return the project in the content of a file, and its layout.

    Parameters
    ----------
    name
        Of the file, for the sentences.
    folder
        Where the file is; prices are looked for from there first, and then where they were when
        it was written.

    Raises
    ------
    ProjectError
        Where it is no project, or something in it is wrong.
    """
    name = shown(name)
    if len(content) > MOST_BYTES:
        raise ProjectError(
            f"{name} has more than the {MOST_BYTES // 1_000_000} MB that a project may have; "
            f"{OTHER}."
        )
    read = json_object(content, name)
    if read.get("format") != FORMAT:
        raise ProjectError(f"{name} is no Ballast project; {OTHER}.")
    _check_version(read.get("version"), name)
    project, layout, problems = project_of_object(read, folder)
    if project is not None:
        return project, layout
    told = [shown(one.replace("; ", ", ")) for one in problems[:MOST_PROBLEMS]]
    if len(problems) > len(told):
        told.append(f"and {len(problems) - len(told):,} more")
    raise ProjectError(
        f"{name} cannot be opened: {'; '.join(told)}; correct it in a text editor, or {OTHER}.",
        tuple(problems),
    )


def _check_version(version: object, name: str) -> None:
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise ProjectError(
            f"{name} says no version of project files that there is ({quoted(version)}); {OTHER}."
        )
    if version > VERSION:
        raise NewerProjectError(
            f"{name} was written by a newer Ballast (project version {quoted(version)}); update "
            f"Ballast, or save it there for version {VERSION}."
        )


def _scenario(scenario: Scenario) -> dict[str, object]:
    return {
        "key": scenario.key,
        "name": scenario.name,
        "color": scenario.color,
        "visible": scenario.visible,
        "parameters": scenario.parameters.model_dump(mode="json"),
    }


def _benchmark(benchmark: Benchmark) -> dict[str, object]:
    return {
        "key": benchmark.key,
        "kind": benchmark.kind.value,
        "scenario": benchmark.scenario,
        "weights": dict(benchmark.weights),
        "color": benchmark.color,
        "visible": benchmark.visible,
    }


def _source(source: PriceChoice, folder: Path | None) -> dict[str, object]:
    return {
        "kind": source.kind,
        "paths": [_path(path, folder) for path in source.paths],
        "date_order": None if source.date_order is None else source.date_order.value,
    }


def _path(path: Path, folder: Path | None) -> dict[str, str]:
    """Return where a file of prices is, and where it is from a folder, if that is near."""
    place = Path(os.path.realpath(path)) if ".." in path.parts else path.absolute()
    named = {"absolute": str(place)}
    if folder is None:
        return named
    start = folder.absolute()
    if place.is_relative_to(start) or (
        start.parent != start.parent.parent and place.is_relative_to(start.parent)
    ):
        named["relative"] = Path(os.path.relpath(place, start)).as_posix()
    return named
