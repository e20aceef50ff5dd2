"""The small signs of scenarios: line swatches, the eye, the warning, better and worse."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from gui.theme import Theme

COLOR_NAMES = {
    "light": ("Blue", "Orange", "Teal", "Purple", "Brown", "Indigo"),
    "dark": ("Blue", "Orange", "Green", "Pink", "Yellow", "Violet"),
}
"""What the colours of scenarios are called, by the name of the theme."""
RATIO = 3
"""Pixels of a menu's picture for each of the screen's: sharp up to 300 %."""


class LineKind(Enum):
    """How the line of an account is drawn, in charts as in swatches."""

    SOLID = "solid"  # with the overlay
    DASHED = "dashed"  # its base portfolio
    DOTTED = "dotted"  # a benchmark


def draw_swatch(painter: QPainter, place: QRectF, color: QColor, kind: LineKind) -> None:
    """Draw a piece of a line in the middle of its place, from edge to edge."""
    pen = QPen(color, 3.0)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    middle = place.center().y()
    if kind is LineKind.DASHED:
        pen.setDashPattern([2.5, 1.5])  # in widths of the pen
    elif kind is LineKind.DOTTED:
        pen.setDashPattern([1.0, 1.0])
    painter.setPen(pen)
    painter.drawLine(QPointF(place.left(), middle), QPointF(place.right(), middle))


def draw_eye(painter: QPainter, place: QRectF, color: QColor, *, shut: bool) -> None:
    """Draw an eye; a stroke goes through one that is shut."""
    center, half = place.center(), min(place.width(), place.height()) * 0.34
    path = QPainterPath(QPointF(center.x() - half, center.y()))
    for side in (-1.0, 1.0):
        path.quadTo(
            QPointF(center.x(), center.y() + side * half * 1.35),
            QPointF(center.x() - side * half, center.y()),
        )
    painter.setPen(_pen(color, 1.3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    if shut:
        slant = QPointF(half * 0.8, -half * 0.8)
        painter.drawLine(center - slant, center + slant)
    else:
        painter.setBrush(color)
        painter.drawEllipse(center, half * 0.3, half * 0.3)


def draw_warning(painter: QPainter, place: QRectF, color: QColor, ground: QColor) -> None:
    """Draw a triangle with an exclamation mark in the colour of the ground."""
    center, half = place.center(), min(place.width(), place.height()) * 0.4
    corners = [
        QPointF(center.x(), center.y() - half),
        QPointF(center.x() + half * 1.1, center.y() + half * 0.85),
        QPointF(center.x() - half * 1.1, center.y() + half * 0.85),
    ]
    painter.setPen(_pen(color, 1.2))
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF(corners))
    painter.setPen(_pen(ground, 1.6))
    painter.drawLine(
        QPointF(center.x(), center.y() - half * 0.35), QPointF(center.x(), center.y() + half * 0.2)
    )
    painter.drawPoint(QPointF(center.x(), center.y() + half * 0.6))


def draw_tick(painter: QPainter, place: QRectF, color: QColor) -> None:
    """Draw the sign of what is better."""
    painter.setPen(_pen(color, 1.6))
    painter.drawPolyline(
        QPolygonF(
            [
                QPointF(place.left(), place.center().y()),
                QPointF(place.left() + place.width() * 0.38, place.bottom()),
                QPointF(place.right(), place.top()),
            ]
        )
    )


def draw_cross(painter: QPainter, place: QRectF, color: QColor) -> None:
    """Draw the sign of what is worse."""
    painter.setPen(_pen(color, 1.6))
    inner = place.adjusted(1.0, 0.5, -1.0, -0.5)
    painter.drawLine(inner.topLeft(), inner.bottomRight())
    painter.drawLine(inner.bottomLeft(), inner.topRight())


def swatch_icon(theme: Theme, color: int, size: QSize) -> QIcon:
    """Return the picture of a colour for a menu."""
    pixmap = QPixmap(size * RATIO)
    pixmap.setDevicePixelRatio(RATIO)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    place = QRectF(0, 0, size.width(), size.height())
    draw_swatch(painter, place, QColor(theme.series_color(color)), LineKind.SOLID)
    painter.end()
    return QIcon(pixmap)


def _pen(color: QColor, width: float) -> QPen:
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
