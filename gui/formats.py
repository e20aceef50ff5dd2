"""Numbers as people read them, in their locale; the numbers themselves stay as they are."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QLocale

from core.figure_forms import (
    ABSENT,
    DECIMALS,
    fitting_decimals,
    in_unit,
    is_large,
)
from core.metrics import Form

MINUS = "\N{MINUS SIGN}"


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
    return reading(in_unit(value, form), DECIMALS[form])


def reading(value: float, decimals: int) -> str:
    """Return a number to be read, never wider than a column: the more digits, the fewer decimals.

    ``12.34``, ``1234.5``, ``123456``, ``1.23e8``; a dash for what is not finite.
    """
    if not math.isfinite(value):
        return ABSENT
    if is_large(value):
        return with_power(value, 2)
    return number(value, fitting_decimals(value, decimals))


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
