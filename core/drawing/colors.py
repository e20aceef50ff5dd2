"""The colours of scenarios and benchmarks, by their number, on light and on dark ground.

They were chosen by computing the distance between every two of them (OKLab) as people with
protanopia, deuteranopia and tritanopia see them (Machado, Oliveira and Fernandes 2009); hues stay
close to Okabe and Ito's. Each has a contrast of at least 3:1 against the chart's ground of its own
theme, white or #16181D, and the hue of a number is the same in both.
"""

from __future__ import annotations

LIGHT_SERIES = ("#1271CC", "#EA5A1C", "#12A091", "#9C3D86", "#5C4400", "#2A1488")
DARK_SERIES = ("#62C8FA", "#DD6320", "#159A7A", "#FFA9A0", "#FCE664", "#8F86F5")
