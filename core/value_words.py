"""A value of a parameter in words, as reports and titles of steps write it, in any locale alike."""

from __future__ import annotations

from core.fields import Kind, ParameterField, Unit


def value_in_words(field: ParameterField, value: object) -> str:
    """Return a value of a field with its unit, numbers to their last digit."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float):
        return _number_with_unit(value, field.shown.unit)
    if isinstance(value, tuple):
        return ", ".join(value)
    if field.kind is Kind.CHOICE:
        return field.shown.labels[field.choices.index(str(value))]
    return str(value)


def _number_with_unit(value: float, unit: Unit) -> str:
    if unit in (Unit.FRACTION, Unit.ANNUAL_FRACTION):
        return f"{value * 100.0:.12g} {unit.value}"
    text = str(value) if isinstance(value, int) else f"{value:.12g}"
    if unit is Unit.DAYS:
        return f"{text} {'day' if value == 1 else 'days'}"
    return f"{text} {unit.value}" if unit.value else text
