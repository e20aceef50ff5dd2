"""The few icons of the toolbar, drawn in the colour of the text so that they suit any theme."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from core.findings import Severity
from gui.theme import Theme

SIZES = (16, 20, 24, 32, 48)


def icon(name: str, theme: Theme) -> QIcon:
    """Return an icon of the toolbar: "run", "stop", "open", "real", "again", "demo", "export"."""
    drawn = QIcon()
    for size in SIZES:
        for mode, color in (
            (QIcon.Mode.Normal, theme.accent if name == "run" else theme.text),
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
    match name:
        case "run":
            painter.setBrush(color)
            painter.drawPolygon(QPolygonF([QPointF(7, 5), QPointF(19, 12), QPointF(7, 19)]))
        case "stop":
            painter.setBrush(color)
            painter.drawRoundedRect(QRectF(6.5, 6.5, 11, 11), 1.5, 1.5)
        case "open":
            painter.drawPolyline(
                QPolygonF(
                    [
                        QPointF(4, 18.5),
                        QPointF(4, 6),
                        QPointF(9.5, 6),
                        QPointF(11.5, 8.5),
                        QPointF(18.5, 8.5),
                        QPointF(18.5, 11.5),
                    ]
                )
            )
            painter.drawPolygon(
                QPolygonF(
                    [QPointF(4, 18.5), QPointF(7, 11.5), QPointF(21, 11.5), QPointF(18, 18.5)]
                )
            )
        case "real":
            painter.drawEllipse(QRectF(3.5, 3.5, 17, 17))
            painter.drawEllipse(QRectF(8, 3.5, 8, 17))
            painter.drawLine(QPointF(3.5, 12), QPointF(20.5, 12))
        case "again":
            painter.drawArc(QRectF(5, 5, 14, 14), 60 * 16, 290 * 16)
            painter.setBrush(color)
            painter.drawPolygon(QPolygonF([QPointF(13, 2.5), QPointF(18.5, 5.5), QPointF(13, 9)]))
        case "note":
            painter.drawEllipse(QRectF(4, 4, 16, 16))
            painter.drawLine(QPointF(12, 11), QPointF(12, 16.5))
            painter.drawPoint(QPointF(12, 7.6))
        case "flag":
            painter.drawLine(QPointF(6, 3.5), QPointF(6, 21))
            painter.setBrush(color)
            painter.drawPolygon(QPolygonF([QPointF(6, 4), QPointF(19, 8.5), QPointF(6, 13)]))
        case "suspect":
            painter.setBrush(color)
            painter.drawPolygon(QPolygonF([QPointF(12, 3), QPointF(22, 20.5), QPointF(2, 20.5)]))
            painter.setPen(
                QPen(Qt.GlobalColor.white if _is_deep(color) else Qt.GlobalColor.black, 2)
            )
            painter.drawLine(QPointF(12, 9.5), QPointF(12, 14))
            painter.drawPoint(QPointF(12, 17.4))
        case "demo":
            painter.drawPolyline(
                QPolygonF(
                    [
                        QPointF(4, 17),
                        QPointF(8, 12),
                        QPointF(11, 14.5),
                        QPointF(15, 7.5),
                        QPointF(17.5, 10),
                        QPointF(20.5, 5.5),
                    ]
                )
            )
            painter.drawLine(QPointF(4, 20), QPointF(20.5, 20))
        case "export":
            painter.drawLine(QPointF(12, 4.5), QPointF(12, 14.5))
            painter.drawPolyline(QPolygonF([QPointF(8, 11), QPointF(12, 15), QPointF(16, 11)]))
            painter.drawPolyline(
                QPolygonF(
                    [
                        QPointF(4.5, 15.5),
                        QPointF(4.5, 19.5),
                        QPointF(19.5, 19.5),
                        QPointF(19.5, 15.5),
                    ]
                )
            )
        case _:
            raise ValueError(f"there is no icon {name}")


def _is_deep(color: QColor) -> bool:
    return color.lightnessF() < 0.55
