"""Numbers as people read them, in their locale; the numbers themselves stay as they are."""

from __future__ import annotations

import re

from PySide6.QtCore import QLocale

from core.metrics import Form

ABSENT = "–"


UNITS = {Form.PERCENT: "%", Form.RATIO: "", Form.MULTIPLE: "×", Form.NUMBER: ""}
"""What stands behind a figure of each form, written once in the heading of its row."""


def figure(value: float | None, form: Form) -> str:
    """Return a figure in the form of its metric, without its unit; a dash where there is none."""
    if value is None:
        return ABSENT
    match form:
        case Form.PERCENT:
            return number(value * 100.0, 2)
        case Form.RATIO:
            return number(value, 3)
        case Form.MULTIPLE:
            return number(value, 2)
        case Form.NUMBER:
            return number(value, 2) if abs(value) < 1e6 else QLocale().toString(value, "g", 4)


def heading(label: str, form: Form) -> str:
    """Return the label of a figure with its unit."""
    return f"{label}, {UNITS[form]}" if UNITS[form] else label


def number(value: float, decimals: int) -> str:
    """Return a number with so many decimals, the minus sign of typography, and never -0.00."""
    text = QLocale().toString(round(value, decimals) + 0.0, "f", decimals)
    return text.replace("-", "−")


def breakable(text: str) -> str:
    """Return a text whose long words may be broken, so that no label grows wider than its place."""
    return re.sub(r"\S{24}(?=\S)", "\\g<0>\u200b", text)


def signed(value: float, decimals: int) -> str:
    """Return a number with its sign, plus included."""
    text = number(value, decimals)
    return text if text.startswith("−") else f"+{text}"
