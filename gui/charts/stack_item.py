"""Stacked areas as one picture, painted pixel by pixel: polygons would take ten times as long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter, QPen, QPolygonF, qRgba
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from core.drawing.reduction import Floats
from core.units import Integers

THIN = 3
"""Thicknesses of a line: an area that is lower has none."""
LONGEST_CLIMB = 12
"""Thicknesses of a line that it climbs from one column to the next."""


@dataclass(frozen=True, eq=False)
class StackView:
    """What a stack shows of itself, in a chart of a given size.

    Attributes
    ----------
    days
        T ascending days since 1970, and one more: where the last value ends, shape (T + 1,).
    sums
        Integral over time of the heights of the edges between areas, from the lowest area's
        upper edge to the whole, shape (T + 1, K).
    start, stop, low, high
        The days and heights at the edges of the chart.
    area
        The chart in pixels of the scene.
    """

    days: Floats
    sums: Floats
    start: float
    stop: float
    low: float
    high: float
    area: QRectF


class StackItem(pg.GraphicsObject):
    """K areas on top of each other, steps in time, with a thin line between every two."""

    def __init__(self) -> None:
        super().__init__()
        self._view: StackView | None = None
        self._colors: tuple[str, ...] = ()
        self._line = self._mark_color = "#000000"
        self._mark: float | None = None
        self._cursor: float | None = None
        self._image: QImage | None = None
        self._pixels: np.ndarray | None = None  # of the image, which does not copy them

    def set_colors(self, colors: Sequence[str], line: str, mark: str) -> None:
        """Paint the areas from below in these colours, and the lines between them, and the mark."""
        if (tuple(colors), line, mark) != (self._colors, self._line, self._mark_color):
            self._colors, self._line, self._mark_color = tuple(colors), line, mark
            self._image = None
            self.update()

    def show_view(self, view: StackView | None, mark: float | None = None) -> None:
        """Show other values, or another part of them; a dashed line stands at height `mark`."""
        self.prepareGeometryChange()
        self._view, self._mark, self._image = view, mark, None
        self.update()

    def set_cursor(self, day: float | None) -> None:
        """Clear a narrow strip for the cursor of the canvas, which repaints its surroundings."""
        self._cursor = day

    def boundingRect(self) -> QRectF:
        view = self._view
        if view is None:
            return QRectF()
        return QRectF(view.start, view.low, view.stop - view.start, view.high - view.low)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None
    ) -> None:
        view = self._view
        if view is None or not self._colors:
            return
        to_scene, invertible = self.sceneTransform().inverted()
        if not invertible:
            return
        painter.save()
        painter.setWorldTransform(to_scene * painter.worldTransform())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if painter.paintEngine().type() == QPaintEngine.Type.Raster:
            ratio = painter.worldTransform().m11() * painter.device().devicePixelRatioF()
            image = self._picture(view, ratio)
            painter.drawImage(view.area, image)
        else:
            self._draw_polygons(painter, view)
        if self._mark is not None:
            area = view.area
            share = (view.high - self._mark) / (view.high - view.low)
            y = round(area.top() + share * area.height())
            pen = QPen(QColor(self._mark_color), 1)
            pen.setDashPattern([5, 4])
            painter.setPen(pen)
            painter.drawLine(QLineF(area.left(), y, area.right(), y))
        if self._cursor is not None and view.start <= self._cursor <= view.stop:
            area = view.area
            share = (self._cursor - view.start) / (view.stop - view.start)
            x = round(area.left() + share * area.width())
            strip = QRectF(x - 1, area.top(), 3, area.height())
            painter.fillRect(strip & area, QColor(self._line))
        painter.restore()

    def _picture(self, view: StackView, ratio: float) -> QImage:
        width = max(round(view.area.width() * ratio), 1)
        height = max(round(view.area.height() * ratio), 1)
        image = self._image
        if image is None or (image.width(), image.height()) != (width, height):
            shade = areas(column_edges(view, width), height, view.low, view.high, round(ratio))
            self._pixels = np.ascontiguousarray(shade)
            indexed = QImage(self._pixels.data, width, height, width, QImage.Format.Format_Indexed8)
            colors = [QColor(name).rgba() for name in (*self._colors, "#000000", self._line)]
            colors[-2] = qRgba(0, 0, 0, 0)
            indexed.setColorTable(colors)
            image = indexed.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
            self._image = image
        return image

    def _draw_polygons(self, painter: QPainter, view: StackView) -> None:
        """Draw shapes instead of pixels, for files of vectors: a point a pixel's width."""
        area = view.area
        width = max(round(area.width()), 1)
        edges = np.nan_to_num(column_edges(view, width))
        heights = area.bottom() - (edges - view.low) / (view.high - view.low) * area.height()
        x = area.left() + np.arange(width) + 0.5
        below = np.full(width, area.bottom())
        painter.setPen(QPen(QColor(self._line), 0.6))
        for number, color in enumerate(self._colors):
            above = np.maximum(heights[:, number], area.top())
            points = [*zip(x, above, strict=True), *zip(x[::-1], below[::-1], strict=True)]
            painter.setBrush(QColor(color))
            painter.drawPolygon(QPolygonF([QPointF(*point) for point in points]))
            below = above
        painter.setBrush(Qt.BrushStyle.NoBrush)


def column_edges(view: StackView, width: int) -> Floats:
    """Return the mean heights of the edges over each of `width` columns, shape (width, K).

    NaN where a column lies beyond the days.
    """
    bounds = view.start + (view.stop - view.start) / width * np.arange(width + 1)
    inside = np.clip(bounds, view.days[0], view.days[-1])
    rows = np.clip(np.searchsorted(view.days, inside, side="right") - 1, 0, len(view.days) - 2)
    share = (inside - view.days[rows]) / (view.days[rows + 1] - view.days[rows])
    sums = view.sums[rows] + share[:, None] * (view.sums[rows + 1] - view.sums[rows])
    spans = np.diff(inside)[:, None]
    return np.divide(
        np.diff(sums, axis=0), spans, out=np.full((width, sums.shape[1]), np.nan), where=spans > 0.0
    )


def areas(edges: Floats, height: int, low: float, high: float, line: int) -> np.ndarray:
    """Return which area each pixel shows, shape (height, width) of bytes.

    0 to K - 1 are the areas from below, K what is above them, and K + 1 the line between two
    areas, so many pixels thick. Thin areas have no line at their side, which would hide them.
    `edges` (width, K) are the areas' upper edges.
    """
    width, count = edges.shape
    below = np.isnan(edges)
    with np.errstate(invalid="ignore"):
        rows = np.rint((high - edges) / (high - low) * height)
    rows = np.where(below, height, np.clip(rows, 0, height)).astype(np.int64).T
    columns = np.arange(width)
    begins = np.zeros((height + 1, width), np.uint8)
    for top in rows:
        begins[top, columns] += 1
    shade = count - np.cumsum(begins[:height], axis=0, dtype=np.uint8)
    shade[_lines(rows, height, line)] = count + 1
    return shade


def _lines(rows: Integers, height: int, line: int) -> np.ndarray:
    """Return which pixels are of a line, shape (height, width).

    `rows` (K, width) are the areas' topmost rows. Where one area meets the next there is a line,
    which climbs from column to column unless that is further than `LONGEST_CLIMB` lines.
    """
    thin = THIN * line
    marks = np.zeros((height + 1, rows.shape[1]), np.int8)
    bottom = np.full(rows.shape[1], height)
    for number, top in enumerate(rows[:-1]):
        drawn = np.flatnonzero((bottom - top >= thin) & (top - rows[number + 1] >= thin))
        before = top[np.maximum(drawn - 1, 0)]
        here = top[drawn]
        before = np.where(np.abs(before - here) <= LONGEST_CLIMB * line, before, here)
        marks[np.minimum(before, here), drawn] += 1
        marks[np.minimum(np.maximum(before, here + line), height), drawn] -= 1
        bottom = top
    return np.asarray(np.cumsum(marks[:height], axis=0, dtype=np.int8) > 0)
