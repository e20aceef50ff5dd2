"""The name of a highlighted curve, in a box beside the cursor."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from gui.theme import Theme


def draw_tag(
    painter: QPainter,
    area: QRectF,
    pixel: float,
    name: str,
    color: str,
    font: QFont,
    theme: Theme,
) -> None:
    """Write a name beside the cursor at `pixel`, on the side of the plot area with room."""
    metrics = QFontMetrics(font)
    most = round(area.width() / 2) - 16
    text = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, most)
    size = metrics.size(0, text).grownBy(QMargins(5, 2, 5, 2))
    left = pixel + 8
    if left + size.width() > area.right():
        left -= size.width() + 16
    box = QRectF(QPointF(round(left), round(area.top()) + 2), size)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(QColor(color), 1))
    painter.setBrush(QColor(theme.chart))
    painter.drawRoundedRect(box, 3, 3)
    painter.setFont(font)
    painter.setPen(QColor(theme.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
