"""The kinds of files that the window writes, and the names it suggests for them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from core.project import PROJECT_SUFFIX

LONGEST = 60
"""Letters of a name that come from the name of a scenario."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file.

    Attributes
    ----------
    filters, suffixes
        What a dialog offers, and the suffix of each with its dot; the first is the usual one.
    """

    filters: tuple[str, ...]
    suffixes: tuple[str, ...]


PROJECT = FileKind((f"Projects (*{PROJECT_SUFFIX})",), (PROJECT_SUFFIX,))
CSV = FileKind(("CSV (*.csv)",), (".csv",))
JSON = FileKind(("JSON (*.json)",), (".json",))
REPORT = FileKind(("Reports (*.html)",), (".html",))
PICTURE = FileKind(("PNG pictures (*.png)", "SVG drawings (*.svg)"), (".png", ".svg"))


def is_project(path: Path) -> bool:
    """Whether a path is named as projects are."""
    return path.suffix.lower() == PROJECT_SUFFIX


def suggested_name(
    kind: FileKind, *parts: str, simulated: bool = False, last_day: dt.date | None = None
) -> str:
    """Return a name that tells what is in a file: "ballast-simulated-tradable-2025-12-31.csv".

    Parameters
    ----------
    parts
        What it is of: the name of a scenario, "comparison", the name of a page.
    simulated
        Whether its prices are.
    last_day
        The last day of its results.
    """
    words = ["ballast", *(["simulated"] if simulated else []), *map(_plain, parts)]
    if last_day is not None:
        words.append(last_day.isoformat())
    return "-".join(word for word in words if word) + kind.suffixes[0]


def _plain(name: str) -> str:
    """Return a name with letters, digits and single hyphens only, as any system can store it."""
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-")[:LONGEST].strip("-")
