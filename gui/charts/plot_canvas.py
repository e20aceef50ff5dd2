"""The surface a chart is drawn on, and what mouse and keyboard do to its time window."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import (
    QEvent,
    QLineF,
    QPointF,
    QRect,
    QRectF,
    QSizeF,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QTransform,
    QWheelEvent,
)

from gui.charts.cursor_tag import draw_tag
from gui.charts.day_click import DayClick
from gui.charts.strokes import Stroke, StrokeLayer, stroke_offsets
from gui.charts.time_window import TimeWindow
from gui.theme import LIGHT, Theme, between

ZOOM_A_NOTCH = 0.8
PAN_A_KEY = 0.1
DOT_RADIUS = 3.0
PALENESS = 0.7
"""Of the thread that leads the eye along a broken line, towards the ground."""


class PlotCanvas(pg.PlotWidget):
    """A plot that paints its grid, labels, curves and cursor itself; pyqtgraph has the geometry.

    The labels of an ``AxisItem`` and the bookkeeping of curve items cost more than all the painting
    here, its grid lines ten times as much, and an ``InfiniteLine`` listens to every mouse move.
    Items that are added to the view box are drawn above the curves and below the cursor. Mouse and
    wheel events are gathered and applied once an event loop turn.
    """

    pointed = Signal(float)
    stepped = Signal(int)
    clicked = Signal(float)
    pointer_left = Signal()
    resized = Signal()

    def __init__(self, window: TimeWindow) -> None:
        super().__init__(enableMenu=False)
        self.time_window = window
        self.note = ""
        self._theme = LIGHT
        self._dates: Sequence[tuple[float, str]] = ()
        self._heights: Sequence[tuple[float, str]] = ()
        self._strokes: Sequence[Stroke] = ()
        self._layer = StrokeLayer()
        self._thick: QPainterPath | None = None
        self._thick_color = ""
        self._tag = ""
        self._shows_dates = True
        self._tick_font = QFont(self.font())
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
        self._click = DayClick(self)
        self._click.clicked.connect(self.clicked)
        self.setMinimumHeight(48)
        self.hideButtons()
        for name in ("left", "bottom"):
            self.hideAxis(name)
            self.getAxis(name).unlinkFromView()
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
        self.viewport().update()

    def set_axes(self, font: QFont, width: int, *, shows_dates: bool) -> None:
        """Give the vertical axis a width, and the horizontal one a height or nothing at all."""
        height = QFontMetrics(font).height()
        self._tick_font, self._shows_dates = QFont(font), shows_dates
        half = height // 2
        below = half + height + 4 if shows_dates else half
        self.plotItem.layout.setContentsMargins(width, half, half, below)
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
        self._dates, self._heights = dates, heights
        ends = [[window.start, window.stop], [low, high]]
        if self.viewRange() != ends:
            self.scene().update()  # all at once, so that items that change add no repaint of theirs
            self.setRange(xRange=ends[0], yRange=ends[1], padding=0)
            # Else the new transform is found while painting, and everything is painted twice.
            self.plotItem.vb.prepareForPaint()
        # All of it: a strip of the cursor alone would show the new frame in the midst of the old.
        self.viewport().update()

    def set_strokes(self, strokes: Sequence[Stroke]) -> None:
        """Draw these lines, the last one on top."""
        self._strokes = strokes
        self.viewport().update()

    def set_highlight(self, path: QPainterPath | None, color: str = "", tag: str = "") -> None:
        """Draw one line thicker than all others, with its name at the cursor; None: no one."""
        if (path, tag) != (self._thick, self._tag):
            self._thick, self._thick_color, self._tag = path, color, tag
            self.viewport().update()

    def set_cursor(self, x: float | None, dots: Sequence[tuple[float, str]] = ()) -> None:
        """Draw the cursor at ``x`` with dots at heights in colours; None takes it away."""
        if (x, dots) == (self._cursor, self._dots):
            return
        if self._tag:
            self.viewport().update()
        for position in (self._cursor, x):
            if position is not None:
                self.viewport().update(self._strip(position))
        self._cursor, self._dots = x, dots

    def plot_area(self) -> QRectF:
        """Where curves are drawn, in pixels of the viewport."""
        return self.plotItem.vb.sceneBoundingRect()

    @property
    def pointer(self) -> QPointF | None:
        """Where the mouse is on the viewport; None where it is elsewhere."""
        return self._pointer

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

    def pixel_of_height(self, y: float) -> float:
        """Pixel of the viewport at which a height stands."""
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

    def _draw_grid(self, painter: QPainter, area: QRectF, to_area: QTransform) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(QColor(self._theme.grid), 1))
        rows = [round(to_area.map(QPointF(0.0, y)).y()) for y, _ in self._heights]
        columns = [round(to_area.map(QPointF(x, 0.0)).x()) for x, _ in self._dates]
        painter.drawLines(
            [QLineF(area.left(), y, area.right(), y) for y in rows]
            + [QLineF(x, area.top(), x, area.bottom()) for x in columns]
        )
        if self._reference is not None and self._low <= self._reference <= self._high:
            y = round(to_area.map(QPointF(0.0, self._reference)).y())
            painter.setPen(QPen(QColor(self._theme.border), 1))
            painter.drawLine(QLineF(area.left(), y, area.right(), y))
        if self._shows_dates:
            painter.setPen(QPen(QColor(self._theme.border), 1))
            painter.drawLine(QLineF(area.left(), area.bottom(), area.right(), area.bottom()))

    def _draw_labels(self, painter: QPainter, area: QRectF, to_area: QTransform) -> None:
        painter.setFont(self._tick_font)
        painter.setPen(QColor(self._theme.muted))
        metrics = QFontMetrics(self._tick_font)
        middle = (metrics.ascent() - metrics.descent()) / 2
        for y, text in self._heights:
            left = area.left() - 6 - metrics.horizontalAdvance(text)
            painter.drawText(QPointF(left, round(to_area.map(QPointF(0.0, y)).y() + middle)), text)
        if self._shows_dates:
            base = round(area.bottom()) + 4 + metrics.ascent()
            for x, text in self._dates:
                left = to_area.map(QPointF(x, 0.0)).x() - metrics.horizontalAdvance(text) / 2
                painter.drawText(QPointF(round(max(left, 0.0)), base), text)

    def _draw_curves(self, painter: QPainter, area: QRectF, to_area: QTransform) -> None:
        """Draw every stroke, those that have not changed from the pixels of the frame before."""
        if not self._strokes or area.width() < 2 or area.height() < 2:
            return
        ratio = painter.paintEngine().paintDevice().devicePixelRatioF()
        kept = self._layer.kept(self._strokes, self._layer_of(area, to_area, ratio, painter))
        painter.save()
        painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        screen = painter.worldTransform()
        count = 0
        if kept:
            if self._layer.pixmap is None:
                self._layer.pixmap = self._painted(kept, to_area, ratio)
            painter.drawPixmap(0, 0, self._layer.pixmap)
            count = len(kept)
        self._draw_strokes(painter, self._strokes[count:], to_area, screen, ratio)
        if self._thick is not None:
            steps = [step / ratio for step in range(-round(ratio), 2 * round(ratio))]
            around = [(step, 0.0) for step in steps] + [(0.0, step) for step in steps if step]
            wide = [to_area * QTransform.fromTranslate(*offset) * screen for offset in around]
            self._draw_path(painter, wide, self._thick, self._thick_color)
        painter.restore()

    def _painted(self, strokes: Sequence[Stroke], to_area: QTransform, ratio: float) -> QPixmap:
        """The viewport with these strokes, on nothing."""
        pixmap = QPixmap((QSizeF(self.viewport().size()) * ratio).toSize())
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._draw_strokes(painter, strokes, to_area, painter.worldTransform(), ratio)
        painter.end()
        return pixmap

    def _draw_strokes(
        self,
        painter: QPainter,
        strokes: Sequence[Stroke],
        to_area: QTransform,
        screen: QTransform,
        ratio: float,
    ) -> None:
        """Draw strokes in their widths.

        Qt draws lines of one device pixel ten to thirty times faster than wider ones. What is to be
        wider is drawn again to the right and below, at steps of no more than a device pixel.
        """
        widths: dict[float, list[QTransform]] = {}
        for stroke in strokes:
            if stroke.width not in widths:
                widths[stroke.width] = [
                    to_area * QTransform.fromTranslate(*offset) * screen
                    for offset in stroke_offsets(stroke.width, ratio)
                ]
            transforms = widths[stroke.width]
            if stroke.thread is not None:
                pale = between(stroke.color, self._theme.chart, PALENESS).name()
                self._draw_path(painter, transforms, stroke.thread, pale)
            self._draw_path(painter, transforms, stroke.path, stroke.color)

    def _layer_of(
        self, area: QRectF, to_area: QTransform, ratio: float, painter: QPainter
    ) -> tuple[object, ...] | None:
        """What a kept layer depends on beside its strokes; None where there can be none.

        Vectors stay vectors, and a picture of another scale must not push the screen's layer out.
        """
        raster = painter.paintEngine().type() == QPaintEngine.Type.Raster
        if not raster or ratio != self.devicePixelRatioF():
            return None
        shape = (to_area.m11(), to_area.m22(), to_area.dx(), to_area.dy())
        return (area.left(), area.top(), area.width(), area.height(), *shape, self._theme.name)

    def _draw_path(
        self, painter: QPainter, transforms: Sequence[QTransform], path: QPainterPath, color: str
    ) -> None:
        pen = QPen(QColor(color), 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        for transform in transforms:
            painter.setWorldTransform(transform)
            painter.drawPath(path)

    def _to_area(self, area: QRectF) -> QTransform:
        """From days and heights to pixels of the viewport."""
        window = self.time_window
        across = area.width() / window.span
        up = area.height() / (self._high - self._low)
        return QTransform(
            across, 0, 0, -up, area.left() - window.start * across, area.bottom() + self._low * up
        )

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
            painter.drawEllipse(
                QPointF(pixel + 0.5, self.pixel_of_height(y)), DOT_RADIUS, DOT_RADIUS
            )

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        painter.fillRect(rect, QColor(self._theme.chart))
        area = self.plot_area()
        to_area = self._to_area(area)
        self._draw_grid(painter, area, to_area)
        self._draw_labels(painter, area, to_area)
        self._draw_curves(painter, area, to_area)

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        if self.note:
            painter.setPen(QColor(self._theme.muted))
            painter.setFont(self.font())
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.plot_area(), flags, self.note)
        if self._cursor is not None:
            self._draw_cursor(painter, self._cursor)
            if self._tag:
                pixel, font = self.pixel_of(self._cursor), self._tick_font
                look = (self._tag, self._thick_color, font, self._theme)
                draw_tag(painter, self.plot_area(), pixel, *look)
        if self._ring and self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._theme.accent), 2))
            painter.drawRoundedRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1), 4, 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag_from = event.position()
            if self.plot_area().contains(event.position()):
                self._click.press(event.position(), self.x_at(event.position().x()))
        else:
            self._click.forget()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        if self._drag_from is not None:
            self._click.move(event.position())
            self._dragged += event.position().x() - self._drag_from.x()
            self._drag_from = event.position()
        self._gather.start()
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag_from = None
            self._click.release()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._click.forget()
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

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._click.forget()  # whoever has turned the page has another wish by now

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.ignore()  # the plot has the menu

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
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._cursor is not None:
                self.clicked.emit(self._cursor)
            case _:
                event.ignore()
                return
        event.accept()
        self.viewport().update()
