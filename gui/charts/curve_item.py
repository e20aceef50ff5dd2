"""A curve as wide as one pixel at every scale of the screen, drawn the fast way."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtGui import QPainter, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget


class CurveItem(pg.PlotCurveItem):
    """A line one logical pixel wide, with gaps where values are NaN.

    Qt draws lines of one device pixel ten to thirty times faster than wider ones. On a screen with
    twice the pixels, where such a line is a hair, it is drawn again one device pixel to the right
    and one below.
    """

    def __init__(self) -> None:
        super().__init__(antialias=True, connect="finite", pen=None)
        self._color = ""

    def set_color(self, color: str) -> None:
        """Draw in this colour, ``#RRGGBB``."""
        if color != self._color:
            self._color = color
            self.setPen(color, width=1)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None
    ) -> None:
        super().paint(painter, option, widget)
        ratio = painter.paintEngine().paintDevice().devicePixelRatioF()
        transform = painter.worldTransform()
        for copy in range(1, round(ratio)):
            for right, down in ((copy, 0), (0, copy)):
                offset = QTransform.fromTranslate(right / ratio, down / ratio)
                painter.setWorldTransform(transform * offset)
                super().paint(painter, option, widget)
        painter.setWorldTransform(transform)
