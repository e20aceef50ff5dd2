"""The slim slider of a field: it moves the number beside it while it is moved itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider

from core.fields import ParameterField
from gui.slider_scale import SliderScale
from gui.theme_in_use import theme_in_use

HEIGHT = 13
_HANDLE = 4.5  # radius
_TRACK = 3.0
_INSET = 6.5  # before the first and behind the last position, for the handle and its ring
_LEAP = 10  # grains of Page Up and Page Down


class FieldSlider(QSlider):
    """A track with a handle, and a notch where the reference stands.

    A value beyond the usual range holds the handle at that end. A click takes the handle to it.
    The wheel is left to the scrolling form.

    Attributes
    ----------
    moved
        The user has moved the handle, to `number()`.
    """

    moved = Signal()

    def __init__(self, field: ParameterField) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._scale = SliderScale.of(field)
        self._notch: int | None = None
        self.setRange(0, self._scale.last)
        self.setPageStep(_LEAP)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.valueChanged.connect(self._tell)
        self._telling = True

    def number(self) -> int | float:
        """Return the value of the field at the handle."""
        return self._scale.value(self.value())

    def show_value(self, value: object) -> None:
        """Put the handle to a value, and tell nobody; without a number there is no handle."""
        number = _number(value)
        self.setEnabled(number is not None)
        if number is not None:
            self._telling = False
            self.setValue(self._scale.position(number))
            self._telling = True

    def show_reference(self, value: object) -> None:
        """Put the notch to a value, or take it away where that is no number."""
        number = _number(value)
        self._notch = None if number is None else self._scale.position(number)
        self.update()

    @Slot()
    def _tell(self) -> None:
        if self._telling:
            self.moved.emit()

    def _x(self, position: int) -> float:
        return _INSET + (self.width() - 2 * _INSET) * position / self._scale.last

    def _move_to(self, x: float) -> None:
        share = (x - _INSET) / max(self.width() - 2 * _INSET, 1.0)
        self.setSliderPosition(round(share * self._scale.last))

    def sizeHint(self) -> QSize:
        return QSize(100, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        self._move_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._move_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.isSliderDown():
            self.setSliderDown(False)  # tells sliderReleased

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the scrolling form."""
        event.ignore()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_in_use(self.parentWidget() or self)  # whose text is not faded when this is
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        start, end, here = self._x(0), self._x(self._scale.last), self._x(self.value())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.border))
        painter.drawRoundedRect(_bar(start, end, middle), _TRACK / 2, _TRACK / 2)
        if self._notch is not None:
            painter.setBrush(QColor(theme.muted))
            painter.drawRect(QRectF(self._x(self._notch) - 0.75, middle - 5, 1.5, 10))
        if not self.isEnabled():
            return
        painter.setBrush(QColor(theme.control))
        painter.drawRoundedRect(_bar(start, here, middle), _TRACK / 2, _TRACK / 2)
        lit = self.isSliderDown() or self.underMouse() or self.hasFocus()
        painter.setPen(QPen(QColor(theme.accent if lit else theme.control), 1.5))
        painter.setBrush(QColor(theme.accent if lit else theme.base))
        painter.drawEllipse(QPointF(here, middle), _HANDLE, _HANDLE)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75), 5, 5)


def _bar(start: float, end: float, middle: float) -> QRectF:
    """Return a piece of the track, which reaches as far as a handle at its ends would."""
    return QRectF(start - _HANDLE, middle - _TRACK / 2, end - start + 2 * _HANDLE, _TRACK)


def _number(value: object) -> float | None:
    """Return a value that is a number, None for the name of a series or what cannot be read."""
    return float(value) if isinstance(value, int | float) else None
