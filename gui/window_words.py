"""What the window says about runs and prices, in words: pure functions of what is at hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.prices import PriceSource
    from core.study import Study

NO_PRICES = (
    "No prices are at hand. Open files with prices (Ctrl+O), take real ones (Ctrl+Shift+Y), or "
    "the demo market (Ctrl+Shift+D)."
)
FIRST_RUN = "Running …"
FIRST_START = "Running … the first start compiles the engine, which takes some seconds."
NEW = "New project"


def failure_words(study: Study, selected: int) -> str:
    """Return why the scenario in the form, or else any other, has no result; "" where all have."""
    failures = sorted(study.failures, key=lambda one: one.key != selected)
    if not failures:
        return ""
    more = f" (And {len(failures) - 1} more; see the list.)" if len(failures) > 1 else ""
    return f"{failures[0].name} has no result. {failures[0].error}{more}"


def late_words(names: Sequence[str]) -> str:
    """Return that scenarios are not shown as they are now, after a stop; "" where all are."""
    if not names:
        return ""
    who = names[0] if len(names) == 1 else f"{len(names)} scenarios"
    return f"What is shown of {who} is from before the last changes; F5 runs it."


def kept_words(file: Path | None, written: dt.datetime) -> str:
    """Return how a project is called that was left open, and since when it has not changed."""
    moment = written.astimezone()
    name = NEW if file is None else file.stem
    return f"{name}, kept on {moment:%Y-%m-%d} at {moment:%H:%M}"


def window_title(file: Path | None, source: PriceSource | None) -> str:
    """Return the title of a window; ``[*]`` is where Qt marks what is not saved."""
    parts = [f"{NEW if file is None else file.stem}[*]"]
    if source is not None:
        parts.append(f"{source.name}{' (simulated prices)' if source.simulated else ''}")
    return " – ".join((*parts, "Ballast"))
