"""Numbers as people read them, in their locale; the numbers themselves stay as they are."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QLocale

from core.metrics import Form

ABSENT = "–"
MINUS = "\N{MINUS SIGN}"
LARGE = 1e6
"""From this size on a figure is written with a power of ten."""
DIGITS = 5
"""Decimals are given up to keep a figure to so many digits."""


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


def number_locale() -> QLocale:
    """Return the locale in which numbers are written: the user's, where its digits are 0 to 9.

    The window's words are English. Digits of another script, and signs with invisible marks that
    turn the direction of writing, would tear its lines apart; there English numbers are written.
    """
    locale = QLocale()
    if locale.zeroDigit() == "0" and locale.negativeSign() in ("-", MINUS):
        return locale
    return QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)


def figure(value: float | None, form: Form) -> str:
    """Return a figure in the form of its metric, without its unit; a dash where there is none."""
    if value is None:
        return ABSENT
    match form:
        case Form.PERCENT:
            return reading(value * 100.0, 2)
        case Form.RATIO:
            return reading(value, 3)
        case Form.MULTIPLE | Form.NUMBER:
            return reading(value, 2)
        case Form.DAYS:
            return reading(value, 0)


def heading(label: str, form: Form) -> str:
    """Return the label of a figure with its unit."""
    return f"{label}, {UNITS[form]}" if UNITS[form] else label


def reading(value: float, decimals: int) -> str:
    """Return a number to be read, never wider than a column: the more digits, the fewer decimals.

    ``12.34``, ``1234.5``, ``123456``, ``1.23e8``; a dash for what is not finite.
    """
    if not math.isfinite(value):
        return ABSENT
    size = abs(value)
    if size >= LARGE - 0.5:
        return with_power(value, 2)
    whole = len(str(int(size)))
    return number(value, max(0, min(decimals, DIGITS - whole)))


def number(value: float, decimals: int) -> str:
    """Return a number with so many decimals, the minus sign of typography, and never -0.00."""
    text = number_locale().toString(round(value, decimals) + 0.0, "f", decimals)
    return text.replace("-", MINUS)


def with_power(value: float, decimals: int) -> str:
    """Return a number with a power of ten: ``2.5e7`` rather than ``2.5e+07``."""
    mantissa, power = f"{value:.{decimals}e}".split("e")
    return f"{number(float(mantissa), decimals)}e{int(power)}".replace("e-", f"e{MINUS}")


def breakable(text: str) -> str:
    """Return a text whose long words may be broken, so that no label grows wider than its place."""
    return re.sub(r"\S{24}(?=\S)", "\\g<0>\u200b", text)


def signed(value: float, decimals: int) -> str:
    """Return a number with its sign, plus included."""
    text = reading(value, decimals)
    return text if text.startswith(MINUS) else f"+{text}"
