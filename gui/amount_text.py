"""Money and shares as text: with thousands set off on the screen, plain for spreadsheets."""

from __future__ import annotations

import re
from decimal import Decimal

from PySide6.QtCore import QLocale

from core.fields import Unit
from gui.formats import MINUS, number_locale
from gui.number_text import NumberText

MONEY, SHARES = 2, 4
"""Decimals on the screen, of shares where parts of them are traded."""


def amount_text(value: float, decimals: int) -> str:
    """Return an amount with its thousands set off, in every locale: "12,345.60"."""
    locale = number_locale()
    locale.setNumberOptions(locale.numberOptions() & ~QLocale.NumberOption.OmitGroupSeparator)
    return locale.toString(round(value, decimals) + 0.0, "f", decimals).replace("-", MINUS)


def money_text(value: float) -> str:
    """Return a sum of money; cents are left out where they are less than nothing."""
    return amount_text(value, MONEY if abs(value) < 1e9 else 0)


def round_text(value: float) -> str:
    """Return a sum of money for a sentence: without cents where it is large."""
    return amount_text(value, MONEY if abs(value) < 1_000.0 else 0)


def price_text(value: float) -> str:
    """Return a price: at least cents, of cheap things four digits."""
    digits = 2 if value >= 1.0 or value <= 0.0 else min(2 - Decimal(value).adjusted() + 1, 12)
    return amount_text(value, digits)


def shares_text(value: float) -> str:
    """Return a number of shares: a whole one without decimals."""
    return amount_text(value, 0 if value == round(value) else SHARES)


def plain_text(value: float, decimals: int = 6) -> str:
    """Return a number as the user's spreadsheet reads it: no thousands, its decimal point."""
    digits = f"{round(value, decimals) + 0.0:.{decimals}f}".rstrip("0").rstrip(".")
    return digits.replace(".", number_locale().decimalPoint())


def typed_amount(text: str) -> float | None:
    """Return the number that was typed or pasted, with thousands set off or not; None: none."""
    locale = number_locale()
    group, point = locale.groupSeparator(), locale.decimalPoint()
    bare = re.sub(r"[\s'\u2019]", "", text)
    if re.fullmatch(
        rf"[-+{MINUS}]?\d{{1,3}}({re.escape(group)}\d{{3}})+({re.escape(point)}\d*)?", bare
    ):
        bare = bare.replace(group, "")
    number = NumberText(Unit.NONE, point).number(bare)
    return None if number is None else float(number)
