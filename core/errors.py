"""Errors that are sentences for the user; anything else that is raised is a bug.

Every message names the field, symbol or file that is wrong and says what to do about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


def shown(text: str, most: int = 200) -> str:
    """Return a text in a form that any screen and file can show: one line, not too long."""
    text = "".join(mark if mark.isprintable() else "\ufffd" for mark in text[: most + 1])
    return text if len(text) <= most else text[: most - 1] + "…"


def quoted(value: object, most: int = 40) -> str:
    """Return what somebody gave, short and printable, a text in quotes."""
    if isinstance(value, str):
        return f"'{shown(value, most)}'"
    try:
        return shown(str(value), most)
    except ValueError:  # an integer of thousands of digits
        return "a number without end"


def listed(words: Sequence[str], most: int) -> str:
    """Return words as a list in a sentence: "a, b and 3 more"."""
    words = list(words)
    if len(words) > most:
        words = [*words[: most - 1], f"{len(words) - most + 1:,} more"]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


class BacktestError(Exception):
    """A sentence for the user: what is wrong, where, and the way out."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field of `Parameters`, in words.

    Attributes
    ----------
    field
        Name of the field as in `Parameters`, or "" where no single field is meant.
    message
        One sentence without the field's name in front, starting with a small letter
        ("must be above 0; -1 was given").
    label
        What people call the field, for messages that stand alone.
    """

    field: str
    message: str
    label: str = ""

    def __str__(self) -> str:
        if not self.field:
            return f"{self.message[:1].upper()}{self.message[1:]}."
        called = f"{self.label} ({self.field})" if self.label else self.field
        return f"{called} {self.message}."


class ParameterError(BacktestError):
    """One or more fields of `Parameters` are wrong, alone or together.

    Attributes
    ----------
    problems
        Every problem found, in the order of the fields.
    """

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        self.problems = problems
        super().__init__(" ".join(str(problem) for problem in problems))

    def __reduce__(self) -> tuple[type[ParameterError], tuple[tuple[FieldProblem, ...]]]:
        """Pickle by the problems, not by the sentence that `Exception` keeps."""
        return (type(self), (self.problems,))


class DataError(BacktestError):
    """The prices cannot serve: missing, wrong or too few."""


class SolverError(BacktestError):
    """The weights of a decision day could not be found to the accuracy that is promised."""


class ExportError(BacktestError):
    """A file could not be written; what stood there before is unharmed."""


class ProjectError(BacktestError):
    """A project file cannot be read.

    Attributes
    ----------
    problems
        Every single thing that is wrong with its contents, in words; nothing where it is no
        project at all. The sentence tells the first of them.
    """

    def __init__(self, message: str, problems: tuple[str, ...] = ()) -> None:
        self.problems = problems
        super().__init__(message)


class NewerProjectError(ProjectError):
    """A project file is of a later version of this program: it is sound, but not for this one."""
