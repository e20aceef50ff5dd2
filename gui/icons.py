"""The few icons of the toolbar, drawn in the colour of the text so that they suit any theme."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from core.findings import Severity
from gui.theme import Theme

SIZES = (16, 20, 24, 32, 48)


@dataclass(frozen=True, slots=True)
class _Shape:
    """A part of an icon on a field of 24 x 24; two points of a rounded one are its corners."""

    points: tuple[tuple[float, float], ...]
    closed: bool = False
    filled: bool = False
    rounded: bool = False
    radius: float = 1.5


def _line(*points: tuple[float, float]) -> _Shape:
    return _Shape(points)


def _area(*points: tuple[float, float], filled: bool = True) -> _Shape:
    return _Shape(points, closed=True, filled=filled)


def _box(
    corner: tuple[float, float],
    other: tuple[float, float],
    filled: bool = False,
    radius: float = 1.5,
) -> _Shape:
    return _Shape((corner, other), filled=filled, rounded=True, radius=radius)


SHAPES: dict[str, tuple[_Shape, ...]] = {
    "stop": (_box((6.5, 6.5), (17.5, 17.5), filled=True),),
    "new": (
        _line((13, 3.5), (6, 3.5), (6, 20.5), (18, 20.5), (18, 8.5), (13, 3.5)),
        _line((13, 3.5), (13, 8.5), (18, 8.5)),
    ),
    "open": (
        _line((4, 18.5), (4, 6), (9.5, 6), (11.5, 8.5), (18.5, 8.5), (18.5, 11.5)),
        _area((4, 18.5), (7, 11.5), (21, 11.5), (18, 18.5), filled=False),
    ),
    "save": (
        _line((4.5, 4.5), (16, 4.5), (19.5, 8), (19.5, 19.5), (4.5, 19.5), (4.5, 4.5)),
        _line((8, 4.5), (8, 9), (15, 9), (15, 4.5)),
        _line((7.5, 19.5), (7.5, 13.5), (16.5, 13.5), (16.5, 19.5)),
    ),
    "real": (
        _box((3.5, 3.5), (20.5, 20.5), radius=8.5),
        _box((8, 3.5), (16, 20.5), radius=8.5),
        _line((3.5, 12), (20.5, 12)),
    ),
    "again": (_area((13, 2.5), (18.5, 5.5), (13, 9)),),
    "undo": (_area((11, 4.5), (4.5, 8.5), (11, 12.5)),),
    "redo": (_area((13, 4.5), (19.5, 8.5), (13, 12.5)),),
    "demo": (
        _line((4, 17), (8, 12), (11, 14.5), (15, 7.5), (17.5, 10), (20.5, 5.5)),
        _line((4, 20), (20.5, 20)),
    ),
    "export": (
        _line((12, 4.5), (12, 14.5)),
        _line((8, 11), (12, 15), (16, 11)),
        _line((4.5, 15.5), (4.5, 19.5), (19.5, 19.5), (19.5, 15.5)),
    ),
    "report": (
        _box((5, 3.5), (19, 20.5)),
        _line((8.5, 15), (11, 11.5), (13, 13.5), (15.5, 9.5)),
        _line((8.5, 17.5), (15.5, 17.5)),
        _line((8.5, 6.8), (12.5, 6.8)),
    ),
    "add": (_line((12, 5), (12, 19)), _line((5, 12), (19, 12))),
    "duplicate": (
        _box((8.5, 8.5), (19.5, 19.5)),
        _line((15.5, 5), (15.5, 4.5), (4.5, 4.5), (4.5, 15.5), (5, 15.5)),
    ),
    "twin": (
        _line((5, 8), (19, 8)),
        _line((15, 4), (19, 8), (15, 12)),
        _line((19, 16), (5, 16)),
        _line((9, 12), (5, 16), (9, 20)),
    ),
    "delete": (
        _line((4.5, 6.5), (19.5, 6.5)),
        _line((9, 6.5), (9, 4), (15, 4), (15, 6.5)),
        _line((6.5, 6.5), (7.5, 20), (16.5, 20), (17.5, 6.5)),
    ),
    "up": (_line((12, 19), (12, 5)), _line((6.5, 10.5), (12, 5), (17.5, 10.5))),
    "down": (_line((12, 5), (12, 19)), _line((6.5, 13.5), (12, 19), (17.5, 13.5))),
    "benchmark": (
        _line((4, 20), (4, 4)),
        _line((4, 20), (20, 20)),
        _line((4, 12), (7, 12)),
        _line((10, 12), (13, 12)),
        _line((16, 12), (19, 12)),
    ),
    "note": (
        _box((4, 4), (20, 20), radius=8),
        _line((12, 11), (12, 16.5)),
        _line((12, 7.6)),
    ),
    "flag": (_line((6, 3.5), (6, 21)), _area((6, 4), (19, 8.5), (6, 13))),
    "suspect": (_area((12, 3), (22, 20.5), (2, 20.5)),),
}
"""Every icon; what is round or an arc is added where it is drawn."""


def icon(name: str, theme: Theme) -> QIcon:
    """Return an icon of an action, by its name in `SHAPES`."""
    drawn = QIcon()
    for size in SIZES:
        for mode, color in (
            (QIcon.Mode.Normal, theme.text),
            (QIcon.Mode.Disabled, theme.border),
        ):
            drawn.addPixmap(_pixmap(name, size, color), mode)
    return drawn


def severity_icon(severity: Severity, theme: Theme) -> QIcon:
    """Return the mark of a severity, which its shape tells as well as its colour."""
    drawn = QIcon()
    color = {
        Severity.NOTE: theme.muted,
        Severity.FLAG: theme.warning,
        Severity.SUSPECT: theme.error,
    }[severity]
    for size in SIZES:
        drawn.addPixmap(_pixmap(severity.value, size, color))
    return drawn


def _pixmap(name: str, size: int, color: str) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / 24.0, size / 24.0)
    pen = QPen(QColor(color), 1.8)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    _draw(name, painter, QColor(color))
    painter.end()
    return pixmap


def _draw(name: str, painter: QPainter, color: QColor) -> None:
    if name not in SHAPES:
        raise ValueError(f"there is no icon {name}")
    for shape in SHAPES[name]:
        painter.setBrush(color if shape.filled else Qt.BrushStyle.NoBrush)
        points = [QPointF(*point) for point in shape.points]
        if shape.rounded:
            painter.drawRoundedRect(QRectF(*points), shape.radius, shape.radius)
        elif shape.closed:
            painter.drawPolygon(QPolygonF(points))
        elif len(points) == 1:
            painter.drawPoint(points[0])
        else:
            painter.drawPolyline(QPolygonF(points))
    match name:
        case "again":
            painter.drawArc(QRectF(5, 5, 14, 14), 60 * 16, 290 * 16)
        case "undo":
            painter.drawArc(QRectF(5, 8.5, 14, 11), -100 * 16, 190 * 16)
        case "redo":
            painter.drawArc(QRectF(5, 8.5, 14, 11), 90 * 16, 190 * 16)
        case "suspect":
            painter.setPen(
                QPen(Qt.GlobalColor.white if _is_deep(color) else Qt.GlobalColor.black, 2)
            )
            painter.drawLine(QPointF(12, 9.5), QPointF(12, 14))
            painter.drawPoint(QPointF(12, 17.4))


def _is_deep(color: QColor) -> bool:
    return color.lightnessF() < 0.55
