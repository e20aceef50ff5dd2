"""How a figure of each form is read, told once for window, report and command line.

Those that write figures bring their own signs (the user's locale, or plain text for files); what
a figure is multiplied by, how many decimals it has and what its unit is they take from here.
"""

from __future__ import annotations

from core.metrics import Form

ABSENT = "–"
"""What stands in place of a figure that is not there or not finite."""
LARGE = 1e6
"""From this size on a figure is written with a power of ten."""
DIGITS = 5
"""Decimals are given up to keep a figure to so many digits."""
DECIMALS = {Form.PERCENT: 2, Form.RATIO: 3, Form.MULTIPLE: 2, Form.NUMBER: 2, Form.DAYS: 0}
"""Decimals of a figure of each form, while there is room for them."""
UNITS = {
    Form.PERCENT: "%",
    Form.RATIO: "",
    Form.MULTIPLE: "×",
    Form.NUMBER: "",
    Form.DAYS: "sessions",
}
"""What stands behind a figure of each form, written once in the heading of its row.

Days of figures are trading sessions: days of the calendar, as lists of drawdowns count, are more.
"""


def in_unit(value: float, form: Form) -> float:
    """Return a figure in the unit in which it is read: a decimal as percent, others as they are."""
    return value * 100.0 if form is Form.PERCENT else value


def as_written(value: float, form: Form) -> float:
    """Return a figure as it is written, as a plain decimal again."""
    return round(in_unit(value, form), DECIMALS[form]) / in_unit(1.0, form)


def written_change(value: float, other: float, form: Form) -> float:
    """Return what lies between two figures as they are written, in their unit: columns add up."""
    decimals = DECIMALS[form]
    return round(in_unit(value, form), decimals) - round(in_unit(other, form), decimals)


def is_large(value: float) -> bool:
    """Tell whether a finite number would be rounded to a million or more."""
    return abs(value) >= LARGE - 0.5


def fitting_decimals(value: float, decimals: int) -> int:
    """Return how many of the decimals a finite number keeps: the more digits, the fewer."""
    return max(0, min(decimals, DIGITS - len(str(int(abs(value))))))


def heading(label: str, form: Form) -> str:
    """Return the label of a figure with its unit."""
    return f"{label}, {UNITS[form]}" if UNITS[form] else label
