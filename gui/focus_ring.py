"""Combo and check boxes whose focus is seen in both themes: Fusion's own mark is too faint."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton, QWidget

from gui.editors import Combo

_RING = 2


class RingedCombo(Combo):
    """A combo box with a ring while it has the keys."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            _draw_ring(self, QRectF(self.rect()))


class RingedCheckBox(QCheckBox):
    """A check box with a ring while it has the keys."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            option = QStyleOptionButton()
            self.initStyleOption(option)
            box = QStyle.SubElement.SE_CheckBoxIndicator
            _draw_ring(self, QRectF(self.style().subElementRect(box, option, self)))


def _draw_ring(widget: QWidget, frame: QRectF) -> None:
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(widget.palette().color(QPalette.ColorRole.Highlight), _RING))
    painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), 3, 3)
