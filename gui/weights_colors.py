"""The colours of symbols in stacked areas, light and dark: nine, and a grey for all others.

They are those of `core.drawing.colors`, which reports are drawn in as well.
"""

from __future__ import annotations

from core.drawing.colors import DARK_OTHERS, DARK_SYMBOLS, LIGHT_OTHERS, LIGHT_SYMBOLS
from gui.theme import Theme


def symbol_colors(theme: Theme, count: int) -> tuple[str, ...]:
    """Return the colours of `count` rows, at most ten of them; the tenth is grey."""
    colors = DARK_SYMBOLS if theme.is_dark else LIGHT_SYMBOLS
    others = DARK_OTHERS if theme.is_dark else LIGHT_OTHERS
    return (*colors, others)[:count]
