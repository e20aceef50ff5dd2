"""What a plot is given to draw, and how it keeps it: days as numbers, values or logarithms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QPainterPath

from core.comparison import Track
from core.drawing.reduction import (
    Floats,
    column_extremes,
    dashed,
    visible_slice,
    with_visible_dots,
)
from gui.charts.plot_header import LegendEntry
from gui.theme import Theme

DASHES, DOTS = (6.0, 11.0), (2.0, 6.0)
"""Columns of line in columns altogether."""

Style = Literal["solid", "dash", "dots"]


@dataclass(frozen=True, eq=False)
class Curve:
    """A named series of values over days.

    Attributes
    ----------
    name, group : str
        What it is and which run it belongs to. With several groups the legend writes the group's
        name for the first curve of a group, and both for the others.
    dates : array of datetime64[D], shape (T,)
        Ascending days. A curve with the same arrays as one that was shown before costs nothing, so
        arrays that were handed over must not be written to.
    values : array of float, shape (T,)
        NaN leaves a gap.
    color : str
        ``#RRGGBB``.
    style : {"solid", "dash", "dots"}
        With the overlay, without it, a benchmark.
    visible : bool
        An invisible curve is neither drawn nor in the legend.
    key : int
        Of the run; with the name it tells which curve somebody has hidden.
    raised : bool
        Whether it is drawn above the others.
    """

    name: str
    group: str
    dates: np.ndarray
    values: np.ndarray
    color: str
    style: Style = "solid"
    visible: bool = True
    key: int = 0
    raised: bool = False


def track_curve(
    track: Track, name: Literal["dynamic", "base"], values: np.ndarray, theme: Theme, selected: int
) -> Curve:
    """Return a curve of a track: solid with the overlay, dashed without, a benchmark's dotted."""
    style: Style = "dots" if track.is_benchmark else "solid" if name == "dynamic" else "dash"
    return Curve(
        name="" if track.is_benchmark else name,
        group=track.name,
        dates=track.days,
        values=values,
        color=theme.series_color(track.color),
        style=style,
        key=track.key,
        raised=track.key == selected,
    )


@dataclass(frozen=True, eq=False)
class Stretch:
    """What a window shows of a line: a path in days and heights, and how far it reaches.

    ``low`` and ``high`` are NaN where there is no value; ``thread`` is the line without its gaps,
    where it is a broken one.
    """

    path: QPainterPath
    thread: QPainterPath | None
    low: float
    high: float


class Line:
    """A curve made ready to draw.

    Attributes
    ----------
    curve : Curve
    x : array of float, shape (T,)
        Days since 1970.
    values, heights : array of float, shape (T,)
        What is read out, and what is drawn: the value, its logarithm, or NaN for a gap.
    least, most : float
        Of the values that are numbers; NaN where none is.
    hidden : bool
        Whether somebody has hidden it; it stays in the legend.
    """

    def __init__(self, curve: Curve, x: Floats, *, log: bool) -> None:
        self.curve = curve
        self.x = x
        self.hidden = False
        self.values = np.asarray(curve.values, dtype=np.float64)
        if self.values.shape != x.shape:
            raise ValueError(f"{curve.name!r} has {self.values.size} values for {x.size} dates")
        self._finite = np.where(np.isfinite(self.values), self.values, np.nan)
        self.least, self.most = _ends(self._finite)
        self.set_log(log)

    @property
    def last_row(self) -> int | None:
        """Row of the last date."""
        return self.x.size - 1 if self.x.size else None

    def set_log(self, log: bool) -> None:
        """Draw logarithms or values.

        Infinite values become gaps; on a logarithmic scale also those that are not above zero.
        """
        self.heights = self._finite
        if log:
            self.heights = np.log10(np.where(self._finite > 0, self._finite, np.nan))
        self._asked: tuple[float, ...] = ()

    def stretch(self, start: float, stop: float, columns: float, ratio: float) -> Stretch:
        """Return what is seen from ``start`` to ``stop`` in so many columns of the screen.

        A screen with a pixel ``ratio`` of 2 has two points for every column.
        """
        asked = (start, stop, columns, ratio)
        if asked != self._asked:
            self._asked, self._stretch = asked, self._cut(start, stop, columns, ratio)
        return self._stretch

    def row_on(self, day: float) -> int | None:
        """Row of the last date up to ``day``; None before the first date and after the last."""
        if self.x.size == 0 or day > self.x[-1]:
            return None
        row = int(np.searchsorted(self.x, day, side="right")) - 1
        return row if row >= 0 else None

    def serves(self, curve: Curve) -> bool:
        """Whether it is the line of a curve, whatever its name and colour have become."""
        own = self.curve
        same = own.values is curve.values and own.dates is curve.dates
        return same and own.style == curve.style

    def _cut(self, start: float, stop: float, columns: float, ratio: float) -> Stretch:
        part = visible_slice(self.x, start, stop)
        x, y = self.x[part], self.heights[part]
        inside = y[(0 if not x.size or x[0] >= start else 1) :]
        inside = inside[: inside.size - (1 if x.size and x[-1] > stop else 0)]
        pixel = (stop - start) / columns
        x, y = column_extremes(x, y, pixel / ratio)
        thread = None
        if self.curve.style != "solid":
            thread = _path(x, y, pixel)
            x, y = dashed(x, y, pixel, *(DOTS if self.curve.style == "dots" else DASHES))
        return Stretch(_path(x, y, pixel), thread, *_ends(inside))


def lines_of(curves: Sequence[Curve], before: Sequence[Line] = (), *, log: bool) -> list[Line]:
    """The visible curves, made ready; those that were shown ``before`` are so already."""
    known: dict[tuple[int, int], list[Line]] = {}
    days: dict[int, Floats] = {}
    for line in before:
        known.setdefault((id(line.curve.values), id(line.curve.dates)), []).append(line)
        days[id(line.curve.dates)] = line.x
    shown = [curve for curve in curves if curve.visible]
    lines = []
    for curve in shown:
        same = known.get((id(curve.values), id(curve.dates)), [])
        served = [line for line in same if line.serves(curve)]
        if served:
            same.remove(served[0])
            lines.append(served[0])
            continue
        x = days.get(id(curve.dates))
        if x is None:
            x = curve.dates.astype("datetime64[D]").astype(np.int64).astype(np.float64)
            days[id(curve.dates)] = x
        lines.append(Line(curve, x, log=log))
    for line, curve in zip(lines, shown, strict=True):
        line.curve = curve
    return lines


def all_days(lines: Sequence[Line]) -> Floats:
    """Every day that any of the lines has, ascending."""
    series = list({id(line.x): line.x for line in lines}.values()) or [np.empty(0)]
    if all(np.array_equal(series[0], other) for other in series[1:]):
        return series[0]
    return np.unique(np.concatenate(series))


def nearest_day(days: Floats, wanted: float) -> float | None:
    """The day nearest to ``wanted``, the earlier of two; None where there are no days."""
    if not days.size:
        return None
    right = min(int(np.searchsorted(days, wanted)), days.size - 1)
    left = max(right - 1, 0)
    return float(days[left if wanted - days[left] <= days[right] - wanted else right])


def legend_of(lines: Sequence[Line]) -> list[LegendEntry]:
    """Entries of a legend: without the group's name where there is one group."""
    several = len({line.curve.group for line in lines}) > 1
    entries = []
    named: set[str] = set()
    for line in lines:
        curve = line.curve
        group, name = (curve.group, curve.name) if several else ("", curve.name)
        short = "" if group and (group not in named or not name) else name or curve.group
        entries.append(
            LegendEntry(group, short, curve.color, curve.style, line.hidden, curve.raised)
        )
        named.add(group)
    return entries


def _ends(values: Floats) -> tuple[float, float]:
    """The least and the greatest of the values; NaN where there is none."""
    if not values.size:
        return np.nan, np.nan
    return float(np.fmin.reduce(values)), float(np.fmax.reduce(values))


def _path(x: Floats, y: Floats, pixel: float) -> QPainterPath:
    return pg.arrayToQPath(*with_visible_dots(x, y, pixel), connect="finite")
