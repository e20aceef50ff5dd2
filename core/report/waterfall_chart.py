"""The waterfall of a report as inline SVG: bars from the start to the goal, one step a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from core.drawing.ticks import linear_ticks
from core.report.svg_chart import WIDTH, Frame, tick_text
from core.report.words import clean, clipped, plain, signed

LEFT, RIGHT, TOP, BOTTOM = 265, 80, 6, 30
"""Margins; titles stand in the left one, and numbers may reach into the right one."""

ROW, BAR = 30, 16
TITLE_LENGTH = 40
MOST_TICKS = 7
LEAST_BAR = 1.5
"""A change too small to be seen is a line."""


_Places = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a waterfall.

    Attributes
    ----------
    value
        Where things stand after it; None where there is no result.
    change
        What it changed; None for the rows that stand on the axis, and without a result.
    """

    title: str
    value: float | None
    change: float | None = None
    is_total: bool = False


def waterfall_svg(frame: Frame, bars: Sequence[Bar], decimals: int) -> str:
    """Return the bars as an SVG element, from above; its height follows from their number."""
    known = [bar.value for bar in bars if bar.value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    span = max(high - low, 1e-3)
    low, high = low - (0.04 * span if low < 0.0 else 0.0), high + 0.04 * span
    floor = TOP + ROW * len(bars)
    height = floor + BOTTOM

    def x(value: float) -> float:
        return LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    ticks, step = linear_ticks(low, high, MOST_TICKS)
    parts = []
    for tick in ticks:
        kind = "base" if abs(tick) < 1e-9 else "grid"
        parts.append(f'<path class="{kind}" d="M{x(tick):.1f} {TOP}V{floor}"/>')
        text = tick_text(tick, step)
        parts.append(f'<text class="day" x="{x(tick):.1f}" y="{height - 8}">{text}</text>')
    before: float | None = None
    for row, bar in enumerate(bars):
        parts += _row(bar, TOP + ROW * row, before, x, decimals)
        before = before if bar.value is None else bar.value
    title, description = escape(clean(frame.title)), escape(clean(frame.description))
    return (
        f'<svg class="chart bars" role="img" viewBox="0 0 {WIDTH} {height}" '
        f'aria-labelledby="{frame.name}-t {frame.name}-d">'
        f'<title id="{frame.name}-t">{title}</title><desc id="{frame.name}-d">{description}</desc>'
        f"{''.join(parts)}</svg>"
    )


def _row(bar: Bar, top: float, before: float | None, x: _Places, decimals: int) -> list[str]:
    """Return the title, the bar, its number, and a line from where the bar before it ended."""
    middle = top + ROW / 2
    title, whole = escape(clipped(bar.title, TITLE_LENGTH)), escape(clean(bar.title))
    kind = "title total" if bar.is_total else "title"
    parts = [
        f'<text class="{kind}" x="{LEFT - 12}" y="{middle:.1f}" dy=".35em">{title}'
        f"<title>{whole}</title></text>"
    ]
    if bar.value is None:
        place = x(before or 0.0) + 6
        parts.append(
            f'<text class="amount" x="{place:.1f}" y="{middle:.1f}" dy=".35em">no result</text>'
        )
        return parts
    start = 0.0 if bar.is_total or before is None else before
    left, right = sorted((x(start), x(bar.value)))
    width = max(right - left, LEAST_BAR)
    tone = "total" if bar.is_total else "up" if bar.value >= start else "down"
    if before is not None:
        parts.append(
            f'<path class="link" d="M{x(before):.1f} {top - (ROW - BAR) / 2:.1f}'
            f'V{middle - BAR / 2:.1f}"/>'
        )
    parts.append(
        f'<rect class="bar {tone}" x="{left:.1f}" y="{middle - BAR / 2:.1f}" '
        f'width="{width:.1f}" height="{BAR}"/>'
    )
    if bar.is_total:
        text = plain(bar.value, decimals)
    else:
        text = "" if bar.change is None else signed(round(bar.change, decimals), decimals)
    parts.append(
        f'<text class="amount" x="{left + width + 6:.1f}" y="{middle:.1f}" dy=".35em">{text}</text>'
    )
    return parts
