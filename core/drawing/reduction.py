"""Reduction of a long series to what a screen can show: lowest and highest of each column.

Columns are counted from day zero, not from the edge of the window, so that a line keeps its shape
while it is panned.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DASH, DASH_AND_GAP = 7, 10


def visible_slice(x: Floats, start: float, stop: float) -> slice:
    """Points from ``start`` to ``stop`` and one more on either side: lines run to the edges."""
    first = int(np.searchsorted(x, start, side="left"))
    last = int(np.searchsorted(x, stop, side="right"))
    return slice(max(0, first - 1), min(x.size, last + 1))


def column_extremes(x: Floats, y: Floats, width: float) -> tuple[Floats, Floats]:
    """Two points a column: lowest, then highest value; the other way round where it falls.

    Parameters
    ----------
    x : array of shape (T,)
        Ascending positions.
    y : array of shape (T,)
        Values; NaN where there is none.
    width : float
        Width of a column in units of ``x``.

    Returns
    -------
    x, y : arrays
        At most two points a column. NaN where a column has no value at all. A series with no more
        than two points a column comes back as it is.
    """
    if x.size < 3 or width <= 0:
        return x, y
    columns = np.floor(x / width)
    starts = np.flatnonzero(np.diff(columns, prepend=columns[0] - 1))
    if 2 * starts.size >= x.size:
        return x, y
    ends = np.append(starts[1:], x.size) - 1
    low = np.fmin.reduceat(y, starts)
    high = np.fmax.reduceat(y, starts)
    falls = y[ends] < y[starts]
    reduced_x = np.empty(2 * starts.size)
    reduced_y = np.empty(2 * starts.size)
    reduced_x[0::2], reduced_x[1::2] = x[starts], x[ends]
    reduced_y[0::2], reduced_y[1::2] = np.where(falls, high, low), np.where(falls, low, high)
    return reduced_x, reduced_y


def with_visible_dots(x: Floats, y: Floats, width: float) -> tuple[Floats, Floats]:
    """The same line, but a value with no neighbour becomes a dash three columns long.

    A line of one point would be invisible.
    """
    known = np.isfinite(y)
    before = np.concatenate(([False], known[:-1]))
    after = np.concatenate((known[1:], [False]))
    alone = np.flatnonzero(known & ~before & ~after)
    if alone.size == 0:
        return x, y
    x = x.copy()
    ends = x[alone] + 1.5 * width
    x[alone] -= 1.5 * width
    return np.insert(x, alone + 1, ends), np.insert(y, alone + 1, y[alone])


def dashed(
    x: Floats, y: Floats, width: float, dash: float = DASH, period: float = DASH_AND_GAP
) -> tuple[Floats, Floats]:
    """The same line with gaps of equal width: ``dash`` of every ``period`` columns are line.

    A pen's own dashes are counted along the line and turn to noise where it zigzags within a
    column. These are counted along the axis, and they stand still while the chart is panned.
    """
    if x.size < 2:
        return x, y
    dash, period = dash * width, period * width
    begins = np.arange(np.floor(x[0] / period), np.ceil(x[-1] / period)) * period
    edges = (begins[:, np.newaxis] + np.array([0.0, dash, (dash + period) / 2])).ravel()
    heights = np.interp(edges, x, y)
    heights[2::3] = np.nan
    inside = (edges > x[0]) & (edges < x[-1])
    edges, heights = edges[inside], heights[inside]
    shown = np.where(np.mod(x, period) <= dash, y, np.nan)
    places = np.searchsorted(x, edges)
    return np.insert(x, places, edges), np.insert(shown, places, heights)
