"""The colours of symbols in stacked areas, light and dark: nine, and a grey for all others.

They were chosen by computing the distance between every two of them (OKLab) as people with
protanopia, deuteranopia and tritanopia see them (Machado, Oliveira and Fernandes 2009). No two are
nearer than 0.11, no two that lie on each other nearer than 0.2; a thin line keeps areas apart too.
"""

from __future__ import annotations

from gui.theme import Theme

LIGHT_SYMBOLS = (
    "#925FE8",
    "#223272",
    "#398777",
    "#680D32",
    "#B18612",
    "#1CC0FF",
    "#794992",
    "#FAA332",
    "#316603",
)
DARK_SYMBOLS = (
    "#C793EA",
    "#8E3E35",
    "#62C39C",
    "#4151A7",
    "#FC9917",
    "#517BFE",
    "#C0EB99",
    "#AD7E04",
    "#77E2FD",
)
LIGHT_OTHERS, DARK_OTHERS = "#9AA1AB", "#6E7681"


def symbol_colors(theme: Theme, count: int) -> tuple[str, ...]:
    """Return the colours of `count` rows, at most ten of them; the tenth is grey."""
    colors = DARK_SYMBOLS if theme.is_dark else LIGHT_SYMBOLS
    others = DARK_OTHERS if theme.is_dark else LIGHT_OTHERS
    return (*colors, others)[:count]
