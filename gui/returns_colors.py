"""The colours of a heat map of returns: blue for gains, orange for losses, neutral at nothing.

Blue and orange are told apart by people with protanopia, deuteranopia and tritanopia, and the
signs of the numbers say the same as the colours.
"""

from __future__ import annotations

import math
from functools import cache

from gui.theme import Theme

LIGHT_ENDS = ("#D9651A", "#2C7BC9")
DARK_ENDS = ("#C2560F", "#2A76B8")
STEPS = 32
LEAST_CONTRAST = 4.5


@cache
def heat_colors(theme: Theme) -> tuple[tuple[str, str], ...]:
    """Return the colours of a cell and of its text, from the worst loss to the best gain.

    There are ``2 * STEPS + 1`` of them, the neutral one in the middle. The text reaches a contrast
    of 4.5:1 (WCAG 2) on every one.
    """
    ends = DARK_ENDS if theme.is_dark else LIGHT_ENDS
    neutral = _parts(theme.base)
    made = []
    for step in range(-STEPS, STEPS + 1):
        end, share = _parts(ends[step > 0]), abs(step) / STEPS
        cell = [a + share * (b - a) for a, b in zip(neutral, end, strict=True)]
        made.append((_name(cell), _text_on(cell, theme.text)))
    return tuple(made)


def heat_step(value: float, full: float) -> int:
    """Return the number of the colour of a value; from +-`full` on colours grow no stronger."""
    if not math.isfinite(value) or full <= 0.0:
        return STEPS
    return STEPS + round(min(max(value / full, -1.0), 1.0) * STEPS)


def contrast(one: list[float], other: list[float]) -> float:
    """Return the contrast (WCAG 2) of two colours, sRGB parts from 0 to 1."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _text_on(cell: list[float], usual: str) -> str:
    """Return the usual text colour where it can be read, else black or white: one always can."""
    if contrast(cell, _parts(usual)) >= LEAST_CONTRAST:
        return usual
    return max(("#000000", "#FFFFFF"), key=lambda name: contrast(cell, _parts(name)))


def _luminance(parts: list[float]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _parts(name: str) -> list[float]:
    return [int(name[place : place + 2], 16) / 255 for place in (1, 3, 5)]


def _name(parts: list[float]) -> str:
    return "#" + "".join(f"{round(255 * part):02X}" for part in parts)
