"""Numbers, values and names as a report writes them: plain numbers, whatever the locale is."""

from __future__ import annotations

import math
import re

from core.figure_forms import ABSENT, DECIMALS, fitting_decimals, in_unit, is_large, written_change
from core.metrics import Form

_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def clean(text: str) -> str:
    """Return a text without what a page cannot hold, or what would turn its lines around."""
    return _UNFIT.sub("\ufffd", text)


def clipped(text: str, most: int) -> str:
    """Return a text of at most so many characters, with an ellipsis where some are missing."""
    text = clean(text)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def plain(value: float | None, decimals: int) -> str:
    """Return a number with a decimal point: the more digits, the fewer decimals.

    ``12.34``, ``1234.5``, ``1.23e8``; a dash for what is none or not finite.
    """
    if value is None or not math.isfinite(value):
        return ABSENT
    if is_large(value):
        return f"{value:.2e}".replace("e+0", "e").replace("e+", "e")
    decimals = fitting_decimals(value, decimals)
    return f"{round(value, decimals) + 0.0:.{decimals}f}"


def percent(value: float | None, decimals: int = 2) -> str:
    """Return a decimal as percent, without the sign of it."""
    return plain(None if value is None else value * 100.0, decimals)


def figure(value: float | None, form: Form) -> str:
    """Return a figure in the form of its metric, without its unit."""
    return plain(None if value is None else in_unit(value, form), DECIMALS[form])


def figure_change(value: float | None, other: float | None, form: Form) -> str:
    """Return what lies between two figures as they are written, with its sign."""
    if value is None or other is None:
        return ABSENT
    return signed(written_change(value, other, form), DECIMALS[form])


def signed(value: float, decimals: int) -> str:
    """Return a number with its sign, plus included; zero has none."""
    text = plain(value, decimals)
    return text if text[0] in f"-{ABSENT}" or not text.strip("0.") else f"+{text}"
