"""The command that runs a scenario again, as it is typed into a terminal."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from core.fields import Kind
from core.parameters import FIELDS, Parameters
from core.program import WORDS

if TYPE_CHECKING:
    from core.project import PriceChoice


def command_line(parameters: Parameters, source: PriceChoice) -> str:
    """Return the command that repeats a run, every word quoted for a POSIX shell.

    Files are named without their folders, which say more of a computer than of a result.
    """
    words = [*WORDS, "run"]
    match source.kind:
        case "files":
            words += ["--prices", *(_not_a_flag(path.name or str(path)) for path in source.paths)]
            if source.date_order is not None:
                words += ["--date-order", str(source.date_order.value)]
        case "yahoo":
            words += ["--source", "yahoo"]
        case "demo":
            words += ["--source", "demo"]
    preset = parameters.nearest_preset()
    words += ["--preset", preset]
    changed = set(parameters.changed_from_preset())
    if source.kind == "files":
        changed.add("symbols")  # else those of the files would be taken where they are others
    for name in FIELDS:
        if name in changed:
            words += _flag(name, getattr(parameters, name))
    return " ".join(shlex.quote(word) for word in words)


def _flag(name: str, value: object) -> list[str]:
    flag = name.replace("_", "-")
    if FIELDS[name].kind is Kind.SWITCH:
        return [f"--{flag}" if value else f"--no-{flag}"]
    if isinstance(value, tuple):
        text = ",".join(value)
    else:
        text = repr(value) if isinstance(value, float) else str(value)
    return [f"--{flag}={text}"] if text.startswith("-") else [f"--{flag}", text]


def _not_a_flag(name: str) -> str:
    return f"./{name}" if name.startswith("-") else name
