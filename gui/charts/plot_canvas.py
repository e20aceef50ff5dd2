"""The surface a chart is drawn on, and what mouse and keyboard do to its time window."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QLineF, QPointF, QRect, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QWheelEvent,
)

from gui.charts.time_window import TimeWindow
from gui.theme import LIGHT, Theme

ZOOM_A_NOTCH = 0.8
PAN_A_KEY = 0.1
DOT_RADIUS = 3.0


class PlotCanvas(pg.PlotWidget):
    """A plot whose grid and cursor are painted here, around the curves of pyqtgraph.

    Grid lines of an ``AxisItem`` cost ten times as much, and an ``InfiniteLine`` listens to every
    mouse move. Mouse and wheel events are gathered and applied once an event loop turn.
    """

    pointed = Signal(float)
    stepped = Signal(int)
    pointer_left = Signal()
    resized = Signal()

    def __init__(self, window: TimeWindow) -> None:
        super().__init__(enableMenu=False)
        self.time_window = window
        self.note = ""
        self._theme = LIGHT
        self._lines_x: Sequence[float] = ()
        self._lines_y: Sequence[float] = ()
        self._reference: float | None = None
        self._cursor: float | None = None
        self._dots: Sequence[tuple[float, str]] = ()
        self._low, self._high = 0.0, 1.0
        self._pointer: QPointF | None = None
        self._drag_from: QPointF | None = None
        self._dragged = 0.0
        self._wheeled = 0.0
        self._ring = False
        self._gather = QTimer(self, singleShot=True, interval=0)
        self._gather.timeout.connect(self._apply_input)
        self.setMinimumHeight(48)
        self.hideButtons()
        self.setMenuEnabled(False)
        self.setMouseEnabled(x=False, y=False)
        self.plotItem.vb.disableAutoRange()
        self.plotItem.vb.sigResized.connect(self._tell_size)
        self.plotItem.layout.setSpacing(0)
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)

    def set_colors(self, theme: Theme) -> None:
        """Paint in the colours of a theme."""
        self._theme = theme
        self.setBackground(theme.chart)
        for name in ("left", "bottom"):
            self.getAxis(name).setTextPen(theme.muted)
        self.getAxis("bottom").setPen(theme.border)
        self.viewport().update()

    def set_axes(self, font: QFont, width: int, *, shows_dates: bool) -> None:
        """Give the vertical axis a width, and the horizontal one a height or nothing at all."""
        height = QFontMetrics(font).height()
        for name in ("left", "bottom"):
            axis = self.getAxis(name)
            axis.setStyle(tickLength=0, tickAlpha=0, hideOverlappingLabels=60)
            axis.setStyle(tickTextOffset=6, tickFont=font)
            axis.enableAutoSIPrefix(False)
        self.getAxis("left").setPen(None)
        self.getAxis("left").setWidth(width)
        self.getAxis("bottom").setHeight(height + 8)
        self.showAxis("bottom", shows_dates)
        half = height // 2
        self.plotItem.layout.setContentsMargins(0, half, half, 0 if shows_dates else half)

    def begin_frame(self) -> None:
        """Mark everything as dirty at once, so that items that change add no repaint of theirs.

        The viewport is told by itself: the scene's update comes later, and a strip of the cursor
        that is painted in between would show the new frame while all around it stays the old one.
        """
        self.scene().update()
        self.viewport().update()

    def set_frame(
        self,
        low: float,
        high: float,
        dates: Sequence[tuple[float, str]],
        heights: Sequence[tuple[float, str]],
        reference: float | None,
    ) -> None:
        """Show heights from ``low`` to ``high`` in the time window, with these ticks and labels."""
        window = self.time_window
        self._low, self._high, self._reference = low, high, reference
        self._lines_x = [date for date, _ in dates]
        self._lines_y = [height for height, _ in heights]
        self.setRange(xRange=(window.start, window.stop), yRange=(low, high), padding=0)
        # Else the new transform is found while painting, and everything is painted twice.
        self.plotItem.vb.prepareForPaint()
        self.getAxis("left").setTicks([heights])
        self.getAxis("bottom").setTicks([dates])

    def set_cursor(self, x: float | None, dots: Sequence[tuple[float, str]] = ()) -> None:
        """Draw the cursor at ``x`` with dots at heights in colours; None takes it away."""
        if (x, dots) == (self._cursor, self._dots):
            return
        for position in (self._cursor, x):
            if position is not None:
                self.viewport().update(self._strip(position))
        self._cursor, self._dots = x, dots

    def plot_area(self) -> QRectF:
        """Where curves are drawn, in pixels of the viewport."""
        return self.plotItem.vb.sceneBoundingRect()

    def x_at(self, pixel: float) -> float:
        """Day under a pixel of the viewport."""
        area = self.plot_area()
        return (
            self.time_window.start
            + (pixel - area.left()) / max(area.width(), 1.0) * self.time_window.span
        )

    def pixel_of(self, x: float) -> float:
        """Pixel of the viewport over which a day stands."""
        area = self.plot_area()
        return area.left() + (x - self.time_window.start) / self.time_window.span * area.width()

    def _pixel_of_y(self, y: float) -> float:
        area = self.plot_area()
        return area.bottom() - (y - self._low) / (self._high - self._low) * area.height()

    def _strip(self, x: float) -> QRect:
        width = round(2 * DOT_RADIUS) + 4
        return QRect(round(self.pixel_of(x)) - width // 2, 0, width, self.viewport().height())

    @Slot()
    def _tell_size(self) -> None:
        self.resized.emit()

    @Slot()
    def _apply_input(self) -> None:
        window, pointer = self.time_window, self._pointer
        if self._wheeled and pointer is not None:
            area = self.plot_area()
            pixel = min(max(pointer.x(), area.left()), area.right())
            window.zoom(ZOOM_A_NOTCH**self._wheeled, self.x_at(pixel))
        if self._dragged:
            window.pan(-self._dragged / max(self.plot_area().width(), 1.0) * window.span)
        self._wheeled = self._dragged = 0.0
        if pointer is None:
            self.pointer_left.emit()
        elif self._drag_from is not None or self.plot_area().contains(pointer):
            self.pointed.emit(self.x_at(pointer.x()))
        else:
            self.pointer_left.emit()

    def _draw_grid(self, painter: QPainter) -> None:
        area = self.plot_area()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(QColor(self._theme.grid), 1))
        rows = [round(self._pixel_of_y(y)) for y in self._lines_y]
        columns = [round(self.pixel_of(x)) for x in self._lines_x]
        painter.drawLines(
            [QLineF(area.left(), y, area.right(), y) for y in rows]
            + [QLineF(x, area.top(), x, area.bottom()) for x in columns]
        )
        if self._reference is not None and self._low <= self._reference <= self._high:
            y = round(self._pixel_of_y(self._reference))
            painter.setPen(QPen(QColor(self._theme.border), 1))
            painter.drawLine(QLineF(area.left(), y, area.right(), y))

    def _draw_cursor(self, painter: QPainter, x: float) -> None:
        area = self.plot_area()
        pixel = round(self.pixel_of(x))
        if not area.left() <= pixel <= area.right():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(QColor(self._theme.muted), 1))
        painter.drawLine(QLineF(pixel, area.top(), pixel, area.bottom()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(QColor(self._theme.chart), 1))
        for y, color in self._dots:
            painter.setBrush(QColor(color))
            painter.drawEllipse(QPointF(pixel + 0.5, self._pixel_of_y(y)), DOT_RADIUS, DOT_RADIUS)

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        painter.fillRect(rect, QColor(self._theme.chart))
        self._draw_grid(painter)

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        if self.note:
            painter.setPen(QColor(self._theme.muted))
            painter.setFont(self.font())
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.plot_area(), flags, self.note)
        if self._cursor is not None:
            self._draw_cursor(painter, self._cursor)
        if self._ring and self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._theme.accent), 2))
            painter.drawRoundedRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1), 4, 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag_from = event.position()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        if self._drag_from is not None:
            self._dragged += event.position().x() - self._drag_from.x()
            self._drag_from = event.position()
        self._gather.start()
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag_from = None
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.time_window.show_all()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._pointer = event.position()
        turned = event.angleDelta()
        if abs(turned.x()) > abs(turned.y()):
            self._dragged += turned.x() / 2
        else:
            self._wheeled += turned.y() / 120
        self._gather.start()
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self._gather.start()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self._ring = event.reason() != Qt.FocusReason.MouseFocusReason
        self.viewport().update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        window = self.time_window
        centre = (window.start + window.stop) / 2 if self._cursor is None else self._cursor
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._ring = True
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                window.zoom(ZOOM_A_NOTCH, centre)
            case Qt.Key.Key_Minus | Qt.Key.Key_Underscore:
                window.zoom(1 / ZOOM_A_NOTCH, centre)
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                direction = 1 if event.key() == Qt.Key.Key_Right else -1
                if shifted:
                    self.stepped.emit(direction)
                else:
                    window.pan(direction * PAN_A_KEY * window.span)
            case Qt.Key.Key_Home:
                window.show_all()
            case Qt.Key.Key_Escape if self._cursor is not None:
                self.pointer_left.emit()
            case _:
                event.ignore()
                return
        event.accept()
        self.viewport().update()
