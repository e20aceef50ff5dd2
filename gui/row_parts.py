"""The small parts of a row of the form that paint or place themselves: its name, its way back."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QToolButton

from gui.theme_in_use import theme_in_use
from gui.toned_label import LabelTone, TonedLabel

RESET_SIZE = 18


class FieldLabel(QLabel):
    """The name of a field; a click on it goes to the editor."""

    clicked = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self.clicked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # or the release would go elsewhere


class ResetButton(QToolButton):
    """An arrow that turns back, in the colour of the mark."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(RESET_SIZE, RESET_SIZE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(RESET_SIZE, RESET_SIZE)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_in_use(self)
        lit = self.underMouse() or self.hasFocus()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.accent if lit else theme.muted), 1.5))
        painter.drawArc(QRectF(4, 4.5, 10, 10), -130 * 16, 250 * 16)
        painter.drawPolyline([QPointF(3.2, 3.1), QPointF(4.2, 7.1), QPointF(8.2, 6.1)])
        if self.hasFocus():
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)


def message_label(tone: LabelTone) -> TonedLabel:
    """Return a hidden label for a sentence under a field, which wraps and never widens the form."""
    label = TonedLabel(tone)
    label.setWordWrap(True)
    label.setMinimumWidth(1)
    label.hide()
    return label
