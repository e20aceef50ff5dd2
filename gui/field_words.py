"""Values and problems of fields in the words and units of the window.

``core`` speaks in plain decimals and field names ("must be at most 1; 3.0 was given"), as the
command line does; here they become what stands on the screen ("at most 100 %; 300 % was given").
"""

from __future__ import annotations

import math
import re
from dataclasses import replace

from core.errors import FieldProblem
from core.fields import Kind, ParameterField, Unit
from core.parameters import FIELDS
from gui.formats import breakable
from gui.number_text import NumberText

_LITTLE = 50
"""A share that is less than this part of what is usual may be a decimal that was meant as such."""
_NBSP = "\N{NO-BREAK SPACE}"
_SMALL_BY_NATURE = frozenset({"cash_rate", "borrow_spread"})
_TOKEN = re.compile(
    r"""(?P<kept>'[^']*' | \d{4}-\d\d-\d\d)
    | (?P<word>[^\W\d][\w-]*)
    | (?P<number>(?<!\w)-?\d+(?:\.\d+)?(?:e[+-]?\d+)?\b(?!\s*(?:%|×|bp|days?\b)))""",
    re.VERBOSE,
)


def value_in_words(field: ParameterField, value: object, decimal_point: str) -> str:
    """Return a valid value of a field as a sentence names it."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float):
        return NumberText(field.shown.unit, decimal_point).text_with_unit(value)
    if isinstance(value, tuple):
        return ", ".join(value)
    if field.kind is Kind.CHOICE:
        return field.shown.labels[field.choices.index(str(value))]
    return str(value)


def range_in_words(field: ParameterField, decimal_point: str) -> str:
    """Return the bounds of a number as a sentence, "" where it has none."""
    if not (math.isfinite(field.minimum) and math.isfinite(field.maximum)):
        return ""
    written = NumberText(field.shown.unit, decimal_point)
    low, high = written.text_with_unit(field.minimum), written.text_with_unit(field.maximum)
    return f"Above {low}, up to {high}." if field.above_minimum else f"From {low} to {high}."


def slider_in_words(field: ParameterField, decimal_point: str) -> str:
    """Return what the slider of a field reaches as a sentence."""
    assert field.shown.slider is not None
    written = NumberText(field.shown.unit, decimal_point)
    low, high = map(written.text_with_unit, field.shown.slider)
    return f"From {low} to {high}; the number reaches further, and the mark is the reference."


def caution_in_words(field: ParameterField, value: object, decimal_point: str) -> str:
    """Return a sentence about a typed share that is suspiciously small, "" where it is not.

    Whoever writes 0.12 on the command line may write it here as well, where it is 0.12 %.
    """
    shown = field.shown
    is_share = shown.unit in (Unit.FRACTION, Unit.ANNUAL_FRACTION) and shown.slider is not None
    if not is_share or field.name in _SMALL_BY_NATURE or not isinstance(value, int | float):
        return ""
    assert shown.slider is not None
    if not 0 < value < shown.slider[1] / _LITTLE or 100 * value > field.maximum:
        return ""
    written = NumberText(Unit.FRACTION, decimal_point)
    meant = written.decimal_text(written.shifted(value).scaleb(2))
    return breakable(
        f"{written.text(value)}{_NBSP}% is little: {meant}{_NBSP}% is written {meant}."
    )


def in_units(problem: FieldProblem, decimal_point: str) -> FieldProblem:
    """Return the problem with its numbers in the units, and its fields by the labels, of the form.

    A number belongs to the field that was named last, at first to the one that is wrong.
    """
    field = FIELDS.get(problem.field)
    if field is None:
        return problem
    current = field

    def reworded(token: re.Match[str]) -> str:
        nonlocal current
        if token["word"] and "_" in token["word"] and token["word"] in FIELDS:
            current = FIELDS[token["word"]]
            return f"“{current.label}”"
        if token["number"]:
            return _number_in_units(current, token["number"], decimal_point)
        return token[0]

    message = _TOKEN.sub(reworded, problem.message)
    for empty in ("'' was given", "'' is none"):
        message = message.replace(empty, "nothing was given")
    return replace(problem, message=message)


def sentence(problem: FieldProblem) -> str:
    """Return the message as a sentence that stands under its field, units kept on their line."""
    message = re.sub(r"^\(([^()]*)\)", r"\1", problem.message)
    message = re.sub(r"(?<=\d) (?=%|bp\b|days?\b)", _NBSP, message)
    return breakable(f"{message[:1].upper()}{message[1:]}.")


def _number_in_units(field: ParameterField, text: str, decimal_point: str) -> str:
    if field.kind not in (Kind.INTEGER, Kind.NUMBER, Kind.RATE):
        return text
    value = float(text)
    for bound in (field.minimum, field.maximum):
        if text == f"{bound:g}":
            value = bound  # all digits of it: 4294967295, not 4.29497e+09
    return NumberText(field.shown.unit, decimal_point).text_with_unit(value)
