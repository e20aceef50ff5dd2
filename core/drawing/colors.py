"""The colours of scenarios and benchmarks, and of symbols, by number, on light and dark ground.

Those of scenarios were chosen by computing the distance between every two of them (OKLab) as
people with protanopia, deuteranopia and tritanopia see them (Machado, Oliveira and Fernandes 2009);
hues stay close to Okabe and Ito's. Each has a contrast of at least 3:1 against the chart's ground
of its own theme, white or #16181D, and the hue of a number is the same in both.
"""

from __future__ import annotations

LIGHT_SERIES = ("#1271CC", "#EA5A1C", "#12A091", "#9C3D86", "#5C4400", "#2A1488")
DARK_SERIES = ("#62C8FA", "#DD6320", "#159A7A", "#FFA9A0", "#FCE664", "#8F86F5")

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
"""Of symbols in stacked areas, and of all others together. No two are nearer than 0.11 in OKLab to
the eyes above, no two that lie on each other nearer than 0.2; a thin line keeps areas apart too.
"""
