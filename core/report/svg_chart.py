"""A chart as inline SVG: lines or stacked areas over the days, coloured by the page's classes.

Nothing here knows of studies. Heights and widths are in units of the view box, which is `WIDTH`
wide; paths count in tenths of them, so that whole numbers do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from html import escape

import numpy as np

from core.drawing.reduction import column_extremes, dashed, with_visible_dots
from core.drawing.ticks import date_ticks, linear_ticks, log_ticks
from core.report.words import clean, clipped
from core.units import Floats

WIDTH = 960
LEFT, RIGHT, TOP, BOTTOM = 76, 150, 12, 30
"""Margins; on narrow screens the page cuts the right one, and the labels in it, away."""

COLUMNS = 800
"""Columns that a line of many days is reduced to; two points each."""

AREA_COLUMNS = 400
MOST_DECADES = 3.0
"""Of a logarithmic axis: an account on its way to nothing leaves room for the others."""

TENTHS = 10
SCALED = 'transform="scale(.1)"'
LABEL_GAP = 17.0
LABEL_LENGTH = 18
SWATCH = 12
UNITS_A_TICK = 34
DIGIT = 11.0
"""Width that a digit of a date needs, also where the page writes them larger."""


class Stroke(Enum):
    """How a line is drawn, so that it is told from others without its colour."""

    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"


@dataclass(frozen=True, eq=False)
class Line:
    """Values over days.

    Attributes
    ----------
    label
        What stands at its end; "" for nothing.
    tone
        CSS class of its colour.
    days
        Days since 1970, increasing, shape (T,).
    values
        Shape (T,); NaN where there is none.
    """

    label: str
    tone: str
    days: Floats
    values: Floats
    stroke: Stroke = Stroke.SOLID


@dataclass(frozen=True, slots=True)
class Axis:
    """What the height of a chart means.

    Attributes
    ----------
    factor, suffix
        What a value is multiplied with before it is written, and what stands behind it.
    logarithmic
        Whether equal heights are equal ratios; values that are not positive, or a
        thousandth of the highest, are not drawn then.
    base
        A value that has a stronger line; None for none.
    least_span
        Smallest height of the axis, so that rounding noise makes no mountains.
    """

    factor: float = 1.0
    suffix: str = ""
    logarithmic: bool = False
    base: float | None = None
    least_span: float = 0.0


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a chart.

    Attributes
    ----------
    name
        Unique in the page; the parts of the chart are called by it.
    title, description
        For those who do not see the picture.
    height
        Of the whole, ticks included.
    """

    name: str
    title: str
    description: str
    height: int = 300


@dataclass(frozen=True, slots=True)
class _Plane:
    """From days and values to places, in tenths of a unit."""

    first_day: float
    last_day: float
    low: float
    high: float
    height: int
    axis: Axis

    def x(self, days: Floats) -> Floats:
        """Return places from the left."""
        span = max(self.last_day - self.first_day, 1.0)
        return TENTHS * (LEFT + (days - self.first_day) / span * (WIDTH - LEFT - RIGHT))

    def y(self, values: Floats) -> Floats:
        """Return places from the top; NaN for what cannot be drawn."""
        heights = _heights(values, self.axis)
        if self.axis.logarithmic:
            heights = np.where(heights >= self.low, heights, np.nan)
        share = (heights - self.low) / (self.high - self.low)
        return TENTHS * (self.height - BOTTOM - share * (self.height - BOTTOM - TOP))


def line_chart(frame: Frame, lines: Sequence[Line], axis: Axis) -> str:
    """Return lines as an SVG element; those that come first are drawn on top."""
    plane = _plane(frame, lines, axis)
    drawn = [_line_path(line, plane) for line in reversed(lines)]
    return _svg(frame, [*_grid(plane), *drawn, *_end_labels(lines, plane)])


def area_chart(frame: Frame, areas: Sequence[Line], axis: Axis, top: float = 1.0) -> str:
    """Return areas stacked from 0 up to about `top` as an SVG element, the first one at the bottom.

    All of them have the same days.
    """
    rows = _last_of_columns(areas[0].days)
    days = areas[0].days[rows]
    bounds = np.cumsum([np.zeros(len(rows)), *(area.values[rows] for area in areas)], axis=0)
    plane = _Plane(float(days[0]), float(days[-1]), 0.0, top, frame.height, axis)
    x = plane.x(days)
    drawn = []
    for area, lower, upper in zip(areas, bounds[:-1], bounds[1:], strict=True):
        around_x = np.concatenate((x, x[::-1]))
        around_y = np.concatenate((plane.y(upper), plane.y(lower)[::-1]))
        drawn.append(
            f'<path class="area {area.tone}" {SCALED} d="{path_of(around_x, around_y)}z"/>'
        )
    middles = [
        Line(area.label, area.tone, days[-1:], (lower[-1:] + upper[-1:]) / 2)
        for area, lower, upper in zip(areas, bounds[:-1], bounds[1:], strict=True)
    ]
    return _svg(frame, [*drawn, *_grid(plane), *_end_labels(middles, plane)])


def path_of(x: Floats, y: Floats) -> str:
    """Return a path through points in whole numbers, relative to each other; NaN interrupts it."""
    known = np.isfinite(x) & np.isfinite(y)
    across, down = np.rint(np.where(known, x, 0.0)), np.rint(np.where(known, y, 0.0))
    edges = np.flatnonzero(np.diff(known, prepend=False, append=False))
    parts = []
    for first, stop in zip(edges[0::2], edges[1::2], strict=True):
        xs = across[first:stop].astype(np.int64)
        ys = down[first:stop].astype(np.int64)
        steps = np.column_stack((np.diff(xs), np.diff(ys)))
        steps = steps[steps.any(axis=1)]
        moves = " ".join(map(str, steps.ravel().tolist()))
        parts.append(f"M{xs[0]} {ys[0]}" + (f"l{moves}" if moves else "h1"))
    return "".join(parts).replace(" -", "-")


def _heights(values: Floats, axis: Axis) -> Floats:
    if not axis.logarithmic:
        return values
    return np.log10(np.where(values > 0.0, values, np.nan))


def _plane(frame: Frame, lines: Sequence[Line], axis: Axis) -> _Plane:
    """Return the plane that shows all of the lines, with a little room above and below."""
    heights = [_heights(line.values, axis) for line in lines]
    known = [values[np.isfinite(values)] for values in heights]
    low = min((float(values.min()) for values in known if len(values)), default=0.0)
    high = max((float(values.max()) for values in known if len(values)), default=1.0)
    if axis.base is not None and not axis.logarithmic:
        low, high = min(low, axis.base), max(high, axis.base)
    if axis.logarithmic:
        low = max(low, high - MOST_DECADES)
    span = max(high - low, axis.least_span, 1e-9)
    middle = (low + high) / 2
    low, high = middle - 0.52 * span, middle + 0.52 * span
    days = [line.days for line in lines if len(line.days)]
    first = min((float(one[0]) for one in days), default=0.0)
    last = max((float(one[-1]) for one in days), default=1.0)
    return _Plane(first, last, low, high, frame.height, axis)


def _line_path(line: Line, plane: _Plane) -> str:
    width = max(plane.last_day - plane.first_day, 1.0) / COLUMNS
    days, values = column_extremes(line.days, line.values, width)
    days, values = with_visible_dots(days, values, width)
    if line.stroke is Stroke.DASHED:
        days, values = dashed(days, values, width)
    path = path_of(plane.x(days), plane.y(values))
    return f'<path class="line {line.tone} {line.stroke.value}" {SCALED} d="{path}"/>'


def _last_of_columns(days: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    """Return the last row of each column, the first and the last row included."""
    width = max(float(days[-1] - days[0]), 1.0) / AREA_COLUMNS
    columns = np.floor(days / width)
    last = np.flatnonzero(np.diff(columns, append=columns[-1] + 1))
    return np.unique(np.concatenate(([0], last)))


def _grid(plane: _Plane) -> list[str]:
    """Return ticks and their lines, values from below and then days from the left."""
    axis, right = plane.axis, WIDTH - RIGHT
    most = max(2, (plane.height - TOP - BOTTOM) // UNITS_A_TICK)
    if axis.logarithmic:
        ticks = log_ticks(plane.low, plane.high, most)
    else:
        values, step = linear_ticks(plane.low * axis.factor, plane.high * axis.factor, most)
        ticks = [(value / axis.factor, step) for value in values]
    parts = []
    for value, step in ticks:
        y = _units(plane.y(np.array([value]))[0])
        strong = axis.base is not None and abs(value - axis.base) < 1e-9
        kind = "base" if strong else "grid"
        written = value if axis.logarithmic else value * axis.factor
        text = f"{tick_text(written, step)}{axis.suffix}"
        parts.append(f'<path class="{kind}" d="M{LEFT} {y}H{right}"/>')
        parts.append(f'<text class="value" x="{LEFT - 8}" y="{y}" dy=".35em">{text}</text>')
    floor = plane.height - BOTTOM
    parts.append(f'<path class="axis" d="M{LEFT} {floor}H{right}"/>')
    room = (right - LEFT) / DIGIT
    for day, label in date_ticks(plane.first_day, plane.last_day, room):
        x = _units(plane.x(np.array([float(day)]))[0])
        parts.append(f'<path class="axis" d="M{x} {floor}v5"/>')
        if label:
            text = escape(label)
            parts.append(f'<text class="day" x="{x}" y="{plane.height - 6}">{text}</text>')
    return parts


def _end_labels(lines: Sequence[Line], plane: _Plane) -> list[str]:
    """Return the names of lines beside their ends, moved apart where they would overlap."""
    ends = []
    for line in lines:
        known = np.flatnonzero(np.isfinite(plane.y(line.values)))
        if line.label and len(known):
            ends.append((float(plane.y(line.values[known[-1:]])[0]) / TENTHS, line))
    ends.sort(key=lambda end: end[0])
    places = spread([place for place, _ in ends], LABEL_GAP, TOP, plane.height - BOTTOM)
    parts = []
    for place, (_, line) in zip(places, ends, strict=True):
        text, whole = escape(clipped(line.label, LABEL_LENGTH)), escape(clean(line.label))
        parts.append(
            f'<path class="line end {line.tone} {line.stroke.value}" '
            f'd="M{WIDTH - RIGHT + 6} {place:.1f}h{SWATCH}"/>'
            f'<text class="end" x="{WIDTH - RIGHT + SWATCH + 11}" y="{place:.1f}" dy=".35em">'
            f"{text}<title>{whole}</title></text>"
        )
    return parts


def spread(places: Sequence[float], gap: float, lowest: float, highest: float) -> list[float]:
    """Return ascending places moved as little as keeps them `gap` apart and within bounds.

    Where there is no room for all of them they stand closer together.
    """
    count = len(places)
    if count > 1:
        gap = min(gap, (highest - lowest) / (count - 1))
    moved: list[float] = []
    for number, place in enumerate(places):
        earliest = moved[-1] + gap if moved else lowest
        moved.append(max(min(place, highest - gap * (count - 1 - number)), earliest))
    return moved


def tick_text(value: float, step: float) -> str:
    """Return a tick's number with the decimals that tell it from others a `step` away."""
    decimals = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    if abs(value) >= 1e6:
        return f"{value:.3g}".replace("e+0", "e").replace("e+", "e")
    return f"{round(value, decimals) + 0.0:.{decimals}f}"


def _svg(frame: Frame, parts: Sequence[str]) -> str:
    title, description = escape(clean(frame.title)), escape(clean(frame.description))
    return (
        f'<svg class="chart" role="img" viewBox="0 0 {WIDTH} {frame.height}" '
        f'aria-labelledby="{frame.name}-t {frame.name}-d">'
        f'<title id="{frame.name}-t">{title}</title><desc id="{frame.name}-d">{description}</desc>'
        f"{''.join(parts)}</svg>"
    )


def _units(tenths: float) -> str:
    return f"{tenths / TENTHS:.1f}"
