"""The objects inside a project file, read field by field; what is wrong is collected in words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import cast

from core.errors import quoted

MOST_NUMBER = 10**9
"""Largest key or colour; one more still fits into the numbers of a window."""


class Part:
    """A JSON object of the file; what is wrong with its fields is added to the problems.

    Every method returns something of the kind asked for, so that reading goes on to the next
    problem; where there is one, what was read is not used.
    """

    def __init__(self, values: object, place: str, problems: list[str]) -> None:
        self.place = place
        self.problems = problems
        self.values: dict[str, object] = {}
        if isinstance(values, dict):
            self.values = values
        else:
            problems.append(f"{place} must be an object with fields in braces")

    def problem(self, key: str, message: str) -> None:
        """Note what is wrong with a field."""
        self.problems.append(f"{self.place}, {key} {message}")

    def has(self, key: str) -> bool:
        """Whether the field is there; null counts as missing."""
        return self.values.get(key) is not None

    def only(self, known: Sequence[str]) -> None:
        """Refuse fields that are unknown."""
        for key in self.values:
            if key not in known:
                self.problems.append(f"{self.place}, {quoted(key)} is no field that is known")

    def whole(self, key: str, default: int | None, least: int = 0) -> int:
        """Return a whole number up to `MOST_NUMBER`; without a default it must be there."""
        value = self.values.get(key, default)
        if is_whole(value, least, MOST_NUMBER):
            return cast(int, value)
        self.problem(
            key, f"must be a whole number from {least} to {MOST_NUMBER}; {given(value)} was given"
        )
        return least

    def switch(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self.values.get(key, default)
        if isinstance(value, bool):
            return value
        self.problem(key, f"must be true or false; {given(value)} was given")
        return default

    def text(self, key: str) -> str:
        """Return a text that is there, on one line and with single blanks."""
        value = self.values.get(key)
        text = " ".join(value.split()) if isinstance(value, str) else ""
        if not text:
            self.problem(key, f"must be a text; {given(value)} was given")
        return text

    def choice(self, key: str, choices: Sequence[str]) -> str:
        """Return one of the choices."""
        value = self.values.get(key)
        if isinstance(value, str) and value in choices:
            return value
        self.problem(key, f"must be {either(choices)}; {given(value)} was given")
        return choices[0]

    def items(self, key: str) -> list[object]:
        """Return a list, which may be missing."""
        value = self.values.get(key, [])
        if isinstance(value, list):
            return value
        self.problem(key, f"must be a list; {given(value)} was given")
        return []


def is_whole(value: object, least: int, most: int) -> bool:
    """Whether a value of a file is a whole number in bounds; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def either(choices: Sequence[str]) -> str:
    """Return choices as a list in a sentence."""
    return f"{', '.join(choices[:-1])} or {choices[-1]}"


def given(value: object) -> str:
    """Return what the file holds, short and as it is spelled there."""
    match value:
        case None:
            return "nothing"
        case bool():
            return json.dumps(value)
        case dict():
            return "an object"
        case list():
            return "a list"
        case _:
            return quoted(value)
