"""On the way from a project file to a project: bytes become a JSON object, or a sentence."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import NoReturn

from core.errors import ProjectError, quoted

DEEPEST = 20
"""Brackets within brackets; a project has six."""

LONGEST_NUMBER = 400
"""Digits; what is longer is no number that anybody means."""

LONGEST_WORD = len("\\u0000")
"""Longest of what JSON writes without an end of its own: a word such as false, an escape."""

OTHER = "choose another project file"


def json_object(content: bytes, name: str) -> dict[str, object]:
    """Return the one JSON object that `content` is.

    Strict: UTF-8 (a mark at its beginning is passed over), no field twice in an object, no NaN
    and no number too large for a double.

    Parameters
    ----------
    name
        Of the file, for the sentences.

    Raises
    ------
    ProjectError
        Where it is anything else.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and content.lstrip().startswith(b"{"):
            raise ProjectError(_broken_off(content.count(b"\n"), name)) from None
        raise ProjectError(
            f"{name} is no text in UTF-8, so it is no Ballast project; {OTHER}."
        ) from None
    if not text.strip():
        raise ProjectError(f"{name} is empty; {OTHER}.")

    def unique(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
        made: dict[str, object] = {}
        for key, value in pairs:
            if key in made:
                raise ProjectError(
                    f"{name} says {quoted(key)} twice in one place; take one of them out, or "
                    f"{OTHER}."
                )
            made[key] = value
        return made

    def refused(number: str) -> NoReturn:
        raise ProjectError(
            f"{name} holds {quoted(number)}, which is no number that Ballast can use; correct it, "
            f"or {OTHER}."
        )

    def whole(number: str) -> int:
        return int(number) if len(number) <= LONGEST_NUMBER else refused(number)

    def finite(number: str) -> float:
        value = float(number)
        return value if math.isfinite(value) else refused(number)

    try:
        read = json.loads(
            text,
            object_pairs_hook=unique,
            parse_constant=refused,
            parse_int=whole,
            parse_float=finite,
        )
        too_deep = _depth(read) > DEEPEST
    except json.JSONDecodeError as error:
        raise ProjectError(_not_json(error, text, name)) from None
    except RecursionError:
        too_deep = True
    if too_deep:
        raise ProjectError(
            f"{name} nests deeper than any project does, so it is no Ballast project; {OTHER}."
        )
    if not isinstance(read, dict):
        raise ProjectError(f"{name} is no Ballast project; {OTHER}.")
    return read


def _not_json(error: json.JSONDecodeError, text: str, name: str) -> str:
    if not text.lstrip().startswith("{"):
        return f"{name} is no Ballast project; {OTHER}."
    complete = text.rstrip()
    if error.pos >= len(complete) or error.msg.startswith("Unterminated"):
        return _broken_off(complete.count("\n"), name)
    if error.pos >= len(complete) - LONGEST_WORD and not complete.endswith("}"):
        return _broken_off(complete.count("\n"), name)  # within a number or a word
    return (
        f"{name} is not valid JSON in line {error.lineno:,} (column {error.colno:,}); correct it "
        f"there, or {OTHER}."
    )


def _broken_off(lines: int, name: str) -> str:
    line = f"line {lines + 1:,}"
    return f"{name} breaks off in {line}, so a part of it is missing; take an earlier copy."


def _depth(value: object) -> int:
    """Return how deep objects and lists nest, without nesting calls; it stops beyond `DEEPEST`."""
    level, depth = [value], 0
    while level and depth <= DEEPEST:
        inner: list[object] = []
        for one in level:
            if isinstance(one, dict):
                inner += one.values()
            elif isinstance(one, list):
                inner += one
        level, depth = inner, depth + 1
    return depth
