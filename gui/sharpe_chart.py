"""Sharpe ratios over a price: overlay solid, base dashed, constant leverage dotted."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.drawing.ticks import linear_ticks
from core.figure_forms import ABSENT
from gui.formats import reading
from gui.sharpe_axes import AXES, RATIO, Frame, reach
from gui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from core.break_evens import BreakEven, SharpeCurves

DOT = 4.0
NAMES = ("Overlay", "Base", "Constant leverage")
SHORT = ("Overlay", "Base", "Constant")
STYLES = ("solid", "dash", "dots")
DASHES = {"dash": [5.0, 3.5], "dots": [1.5, 2.5]}
SWATCH_DASHES = {"dash": [3.0, 2.0], "dots": [1.5, 1.5]}
"""In widths of the pen; shorter in the legend, so that two fit into a swatch."""


class SharpeChart(QWidget):
    """Curves, the present price and the break-evens; a cursor reads out the ratios in the legend.

    The mouse moves the cursor, and so do the arrow keys.
    """

    def __init__(self, field: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{field}_chart")
        self._axis = AXES[field]
        self._color = 0
        self._theme = LIGHT
        self._curves: SharpeCurves | None = None
        self._lines: tuple[np.ndarray, ...] = ()
        self._rows: Sequence[BreakEven] = ()
        self._cursor: int | None = None
        self.setAccessibleName(self._axis.title)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setToolTip(
            "Arrow keys and mouse read out the ratios; Escape goes back to the present price"
        )

    @property
    def price(self) -> float | None:
        """The price that is read out: under the cursor, else the present one."""
        if self._curves is None:
            return None
        return float(self._curves.values[self._place()])

    @property
    def ratios(self) -> tuple[float, ...]:
        """The Sharpe ratios there: of the overlay, its base, and the constant leverage."""
        if self._curves is None:
            return (math.nan,) * len(NAMES)
        return tuple(float(line[self._place()]) for line in self._lines)

    @property
    def readings(self) -> list[tuple[str, str]]:
        """The names in the legend and what stands beside them."""
        texts = [ABSENT if math.isnan(ratio) else reading(ratio, 3) for ratio in self.ratios]
        return list(zip(NAMES, texts, strict=True))

    def show_curves(self, curves: SharpeCurves, rows: Sequence[BreakEven], color: int) -> None:
        """Show the curves of a field and its break-evens, in the colour of a scenario.

        The cursor stays while there are as many points.
        """
        self._color = color
        if self._curves is None or len(curves.values) != len(self._curves.values):
            self._cursor = None
        self._curves, self._rows = curves, rows
        self._lines = (curves.overlay, curves.base, curves.constant)
        self._describe()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    @property
    def _colors(self) -> tuple[str, str, str]:
        theme = self._theme
        return theme.series_color(self._color), theme.muted, theme.text

    def _place(self) -> int:
        assert self._curves is not None
        if self._cursor is not None:
            return self._cursor
        return int(np.argmin(np.abs(self._curves.values - self._now())))

    def _now(self) -> float:
        return self._rows[0].now if self._rows else 0.0

    def _set_cursor(self, place: int | None) -> None:
        if place != self._cursor:
            self._cursor = place
            self._describe()
            self.update()

    def _describe(self) -> None:
        """Tell a screen reader what is read out."""
        price = self.price
        if price is not None:
            words = ", ".join(f"{name} {text}" for name, text in self.readings)
            self.setAccessibleDescription(f"At {self._axis(price)}: {words}")

    # Where things stand

    def _tick_font(self) -> QFont:
        font = QFont(self.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _frame(self) -> tuple[Frame, list[tuple[float, str]]]:
        """Return where curves are drawn, and the ticks of the ratios with their texts."""
        assert self._curves is not None
        low, high = reach(self._lines)
        values, step = linear_ticks(low, high, min(max(3, round((self.height() - 100) / 32)), 12))
        ticks = [(value, RATIO.tick(value, step)) for value in values]
        metrics = QFontMetrics(self._tick_font())
        left = max((metrics.horizontalAdvance(text) for _, text in ticks), default=20) + 12
        line = metrics.height()
        top = 3.9 * line + 4.0  # title, legend, and the price that is read out
        area = QRectF(left, top, self.width() - left - line, self.height() - top - 2.7 * line)
        return Frame(area, float(self._curves.values[-1]), low, high), ticks

    # Painting

    def _paint_legend(self, painter: QPainter) -> None:
        """Write the title, and below it the name and the ratio of each curve at the price."""
        bold = QFont(painter.font())
        bold.setWeight(QFont.Weight.DemiBold)
        theme, usual, line = self._theme, painter.font(), QFontMetrics(bold).height()
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(bold)
        painter.setPen(QColor(theme.text))
        title = QRectF(6, 3, self.width() - 12, line)
        painter.drawText(title, flags, self._axis.title)
        painter.setFont(usual)
        metrics, swatch, gap = painter.fontMetrics(), 1.4 * line, line / 3.0
        number = max(metrics.horizontalAdvance(text) for _, text in self.readings) + 1.0
        names = NAMES
        if 12 + _width(metrics, names) + 3 * (swatch + 4 * gap + number) > self.width():
            names, swatch, gap = SHORT, line, line / 4.0
        spare = self.width() - 12 - _width(metrics, names) - 3 * (swatch + 2 * gap + number)
        between, left = min(max(spare / 2.0, 0.0), 1.5 * line), 6.0
        for place, (name, (_, text)) in enumerate(zip(names, self.readings, strict=True)):
            row = QRectF(left, 3.0 + line + 2.0, swatch, line)
            painter.setPen(self._pen(place, SWATCH_DASHES))
            painter.drawLine(QLineF(row.left(), row.center().y(), row.right(), row.center().y()))
            row.translate(swatch + gap, 0.0)
            row.setWidth(metrics.horizontalAdvance(name) + 1.0)
            painter.setPen(QColor(theme.muted))
            painter.drawText(row, flags, name)
            row.translate(row.width() + gap, 0.0)
            row.setWidth(number)
            painter.setPen(QColor(theme.text))
            painter.drawText(row, flags, text)
            left = row.right() + between

    def _pen(self, place: int, dashes: Mapping[str, list[float]] = DASHES) -> QPen:
        """Return what a curve is drawn with."""
        style = STYLES[place]
        pen = QPen(QColor(self._colors[place]), 2.0 if style == "solid" else 1.6)
        if style in dashes:
            pen.setDashPattern(dashes[style])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pen

    def _paint_axes(
        self, painter: QPainter, frame: Frame, heights: Sequence[tuple[float, str]]
    ) -> None:
        assert self._curves is not None
        theme, metrics, area = self._theme, painter.fontMetrics(), frame.area
        widest = metrics.horizontalAdvance(self._axis(frame.end)) + 2 * metrics.averageCharWidth()
        prices, step = linear_ticks(0.0, frame.end, max(2, int(area.width() / widest)))
        painter.setPen(QPen(QColor(theme.grid), 1))
        for ratio, _ in heights:
            y = round(frame.y(ratio))
            painter.drawLine(QLineF(area.left(), y, area.right(), y))
        for price in prices:
            x = round(frame.x(price))
            painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
        painter.setPen(QPen(QColor(theme.border), 1))
        painter.drawLine(QLineF(area.left(), area.bottom(), area.right(), area.bottom()))
        painter.setPen(QColor(theme.muted))
        middle = (metrics.ascent() - metrics.descent()) / 2
        for ratio, text in heights:
            left = area.left() - 6 - metrics.horizontalAdvance(text)
            painter.drawText(QPointF(left, round(frame.y(ratio) + middle)), text)
        base = round(area.bottom()) + 4 + metrics.ascent()
        for price in prices:
            text = self._axis.unit.tick(price, step)
            left = frame.x(price) - metrics.horizontalAdvance(text) / 2
            most = self.width() - metrics.horizontalAdvance(text) - 2.0
            painter.drawText(QPointF(round(min(max(left, 0.0), most)), base), text)
        caption = QRectF(area.left(), base + metrics.descent() + 1, area.width(), metrics.height())
        painter.drawText(caption, Qt.AlignmentFlag.AlignCenter, self._axis.caption)

    def _paint_lines(self, painter: QPainter, frame: Frame) -> None:
        assert self._curves is not None
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for number in reversed(range(len(self._lines))):  # the overlay above its rivals
            painter.setPen(self._pen(number))
            part = QPolygonF()
            for price, ratio in zip(self._curves.values, self._lines[number], strict=True):
                if math.isfinite(ratio):
                    part.append(frame.point(float(price), float(ratio)))
                elif not part.isEmpty():
                    painter.drawPolyline(part)
                    part = QPolygonF()
            painter.drawPolyline(part)
        painter.restore()

    def _paint_price(
        self, painter: QPainter, frame: Frame, price: float, words: str, color: str
    ) -> None:
        """Draw an upright line at a price, with words above it."""
        x, area = round(frame.x(price)), frame.area
        painter.setPen(QPen(QColor(color), 1))
        painter.drawLine(QLineF(x, area.top() - 3, x, area.bottom()))
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(words)
        left = min(max(x - width / 2, 4.0), self.width() - width - 4.0)
        painter.drawText(QPointF(round(left), area.top() - 5 - metrics.descent()), words)

    def _paint_break_evens(self, painter: QPainter, frame: Frame) -> None:
        """Draw a ring where the curves cross, and words beside it that do not lie on each other."""
        assert self._curves is not None
        metrics, area = painter.fontMetrics(), frame.area
        taken: list[QRectF] = []
        for row in self._rows:
            if row.value is None:
                continue
            place = int(np.searchsorted(self._curves.values, row.value))
            price = float(self._curves.values[place])
            rival = self._lines[1 if row.against == "base" else 2]
            ratios = [ratio for ratio in (self._lines[0][place], rival[place]) if ratio == ratio]
            if not ratios:
                continue
            dot = frame.point(price, float(ratios[0]))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._colors[0]), 2))
            painter.setBrush(QColor(self._theme.chart))
            painter.drawEllipse(dot, DOT, DOT)
            words = f"{row.against} {self._axis(price)}"
            box = QRectF(0, 0, metrics.horizontalAdvance(words) + 6, metrics.height())
            box.moveBottomLeft(dot + QPointF(7, -6))
            if box.right() > area.right():
                box.moveRight(max(dot.x() - 7, area.left() + box.width()))
                box.moveTop(dot.y() + 6)
            step = metrics.height() * (1 if box.top() > dot.y() else -1)
            while any(box.intersects(other) for other in taken):
                box.translate(0, step)
            taken.append(box)
            ground = QColor(self._theme.chart)
            ground.setAlphaF(0.85)
            painter.fillRect(box, ground)
            painter.setPen(QColor(self._theme.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_cursor(self, painter: QPainter, frame: Frame) -> None:
        assert self._curves is not None
        now, area = self._now(), frame.area
        price = float(self._curves.values[self._place()])
        if self._cursor is None:
            self._paint_price(painter, frame, now, f"now {self._axis(now)}", self._theme.accent)
        else:
            painter.setPen(QPen(QColor(self._theme.accent), 1, Qt.PenStyle.DotLine))
            x = round(frame.x(now))
            painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
            self._paint_price(painter, frame, price, f"at {self._axis(price)}", self._theme.muted)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.chart), 1))
        for number, ratio in enumerate(self.ratios):
            if math.isfinite(ratio):
                painter.setBrush(QColor(self._colors[number]))
                dot = frame.point(price, ratio)
                painter.drawEllipse(dot, DOT - 1.0, DOT - 1.0)

    def sizeHint(self) -> QSize:
        return QSize(320, 230)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 11 * QFontMetrics(self.font()).height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.chart))
        painter.setFont(self._tick_font())
        if self._curves is None:
            return
        self._paint_legend(painter)
        frame, heights = self._frame()
        if frame.area.width() < 20 or frame.area.height() < 20:
            return
        self._paint_axes(painter, frame, heights)
        self._paint_lines(painter, frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint_cursor(painter, frame)
        self._paint_break_evens(painter, frame)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._theme.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._curves is None:
            return
        area = self._frame()[0].area
        if not area.contains(event.position()):
            self._set_cursor(None)
            return
        share = (event.position().x() - area.left()) / area.width()
        price = share * float(self._curves.values[-1])
        self._set_cursor(int(np.argmin(np.abs(self._curves.values - price))))

    def leaveEvent(self, event: QEvent) -> None:
        self._set_cursor(None)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._set_cursor(None)
        self.update()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = -1 if self._curves is None else len(self._curves.values) - 1
        match event.key():
            case Qt.Key.Key_Left if last >= 0:
                self._set_cursor(max(self._place() - 1, 0))
            case Qt.Key.Key_Right if last >= 0:
                self._set_cursor(min(self._place() + 1, last))
            case Qt.Key.Key_Home if last >= 0:
                self._set_cursor(0)
            case Qt.Key.Key_End if last >= 0:
                self._set_cursor(last)
            case Qt.Key.Key_Escape if self._cursor is not None:
                self._set_cursor(None)
            case _:
                super().keyPressEvent(event)


def _width(metrics: QFontMetrics, texts: Sequence[str]) -> float:
    return float(sum(metrics.horizontalAdvance(text) for text in texts))
