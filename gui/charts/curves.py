"""What a plot is given to draw, and how it keeps it: days as numbers, values or logarithms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.drawing.reduction import Floats
from gui.charts.plot_header import LegendEntry


@dataclass(frozen=True, eq=False)
class Curve:
    """A named series of values over days.

    Attributes
    ----------
    name, group : str
        What it is and which run it belongs to. With several groups the legend writes the group's
        name for the first curve of a group, and both for the others.
    dates : array of datetime64[D], shape (T,)
        Ascending days.
    values : array of float, shape (T,)
        NaN leaves a gap.
    color : str
        ``#RRGGBB``.
    style : {"solid", "dash"}
    visible : bool
        An invisible curve is neither drawn nor in the legend.
    """

    name: str
    group: str
    dates: np.ndarray
    values: np.ndarray
    color: str
    style: Literal["solid", "dash"] = "solid"
    visible: bool = True


class Line:
    """A curve made ready to draw.

    Attributes
    ----------
    curve : Curve
    x : array of float, shape (T,)
        Days since 1970.
    values, heights : array of float, shape (T,)
        What is read out, and what is drawn: the value, its logarithm, or NaN for a gap.
    """

    def __init__(self, curve: Curve, x: Floats, *, log: bool) -> None:
        self.curve = curve
        self.x = x
        self.values = np.asarray(curve.values, dtype=np.float64)
        if self.values.shape != x.shape:
            raise ValueError(f"{curve.name!r} has {self.values.size} values for {x.size} dates")
        self.set_log(log)

    @property
    def is_dashed(self) -> bool:
        """Whether it is drawn with gaps."""
        return self.curve.style == "dash"

    @property
    def last_row(self) -> int | None:
        """Row of the last date."""
        return self.x.size - 1 if self.x.size else None

    def set_log(self, log: bool) -> None:
        """Draw logarithms or values.

        Infinite values become gaps; on a logarithmic scale also those that are not above zero.
        """
        self.heights = np.where(np.isfinite(self.values), self.values, np.nan)
        if log:
            self.heights = np.log10(np.where(self.heights > 0, self.heights, np.nan))

    def row_on(self, day: float) -> int | None:
        """Row of the last date up to ``day``; None before the first date and after the last."""
        if self.x.size == 0 or day > self.x[-1]:
            return None
        row = int(np.searchsorted(self.x, day, side="right")) - 1
        return row if row >= 0 else None


def lines_of(curves: Sequence[Curve], *, log: bool) -> list[Line]:
    """The visible curves, made ready; those with the same array of dates share their days."""
    days: dict[int, Floats] = {}
    lines = []
    for curve in curves:
        if curve.visible:
            x = days.get(id(curve.dates))
            if x is None:
                x = curve.dates.astype("datetime64[D]").astype(np.int64).astype(np.float64)
                days[id(curve.dates)] = x
            lines.append(Line(curve, x, log=log))
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
        group, name = (line.curve.group, line.curve.name) if several else ("", line.curve.name)
        entries.append(
            LegendEntry(
                group,
                "" if group and group not in named else name,
                line.curve.color,
                line.is_dashed,
            )
        )
        named.add(group)
    return entries
