"""Contributions as bars that are stacked away from zero: a year on average, and every year."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.attribution import GROWTH, TERMS, Contributions
from core.drawing.ticks import linear_ticks
from gui.formats import MINUS, number, signed
from gui.theme import LIGHT, Theme
from gui.weights_colors import symbol_colors

WIDEST_BAR = 44
SHARE = 0.72
"""Of a bar's place that it fills."""
LEAST_SPAN = 0.001
"""Of the axis, so that a chart of nothing is no chart of rounding."""
PLACE_OF_MEAN = 1.7
"""Places of a year that the average has, the line after it included."""


@dataclass(frozen=True, slots=True)
class ContributionBar:
    """A bar: what stands below it, how it is called in a sentence, and what it is made of."""

    label: str
    title: str
    shares: Contributions


@dataclass(frozen=True, slots=True)
class PlotFrame:
    """Where things stand: the rectangle of the plot, its lowest and highest value in percent, the
    ticks with their labels, and how many bars there are."""

    area: QRectF
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    count: int

    def y(self, value: float) -> float:
        """Return the height of a value in percent."""
        share = (value - self.low) / (self.high - self.low)
        return self.area.bottom() - share * self.area.height()

    def bar(self, place: int) -> QRectF:
        """Return where a bar may stand, from the top of the plot to its bottom."""
        area = self.area
        width = area.width() / (self.count - 1 + PLACE_OF_MEAN)
        left = area.left() if place == 0 else area.left() + (place - 1 + PLACE_OF_MEAN) * width
        filled = max(min(SHARE * width, WIDEST_BAR), 1.0)
        return QRectF(left + (width - filled) / 2, area.top(), filled, area.height())


class AttributionChart(QWidget):
    """The lines of the attribution as colours, and growth as a diamond; the first bar is apart.

    What adds stands above zero and what takes below it, in the order of the legend from zero on.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("attribution_chart")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = LIGHT
        self._unit = "%"
        self.bars: tuple[ContributionBar, ...] = ()

    def show_bars(self, bars: Sequence[ContributionBar], unit: str, title: str) -> None:
        """Show the average and the years in percent, or in percentage points: `unit`."""
        if (tuple(bars), unit) != (self.bars, self._unit):
            self.bars, self._unit = tuple(bars), unit
            self.update()
        self.setAccessibleName(title)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def colors(self) -> tuple[str, ...]:
        """Return the colour of each line, in their order."""
        return symbol_colors(self._theme, len(TERMS))

    def words(self, place: int) -> str:
        """Return what a bar consists of, a line each."""
        bar = self.bars[place]
        lines = [f"{bar.title}: growth {self._value(bar.shares.growth)}"]
        lines += [f"{term.label} {self._value(bar.shares.value(term.key))}" for term in TERMS]
        return "\n".join(lines)

    def _value(self, value: float) -> str:
        return f"{signed(100.0 * value, 2)} {self._unit}"

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(0.92 * QFontInfo(font).pointSizeF())
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _limits(self) -> tuple[float, float]:
        """Return the lowest and the highest value that is drawn, with some air, in percent."""
        low = high = 0.0
        for bar in self.bars:
            values = [bar.shares.value(term.key) for term in TERMS]
            growth = bar.shares.growth
            if math.isfinite(sum(values)):
                low = min(low, growth, sum(one for one in values if one < 0.0))
                high = max(high, growth, sum(one for one in values if one > 0.0))
        span = max(high - low, LEAST_SPAN)
        return 100.0 * (low - 0.04 * span), 100.0 * (high + 0.04 * span)

    def frame(self) -> PlotFrame:
        """Return where things stand at this size: between legend, axis and years."""
        low, high = self._limits()
        metrics = QFontMetrics(self._small())
        line = metrics.height()
        top = self._legend_height() + line // 2
        height = max(self.height() - top - round(1.6 * line), 1)
        values, step = linear_ticks(low, high, max(2, int(height / (2.0 * line))))
        decimals = max(0, -math.floor(math.log10(step) + 1e-9)) if step else 0
        ticks = tuple((value, f"{number(value, decimals)}%") for value in values)
        labels = [
            metrics.horizontalAdvance(text) for text in (f"{MINUS}10%", *dict(ticks).values())
        ]
        left = max(labels) + 10
        area = QRectF(left, top, max(self.width() - left - 6, 1), height)
        return PlotFrame(area, low, high, ticks, len(self.bars))

    def _legend(self) -> list[tuple[QPointF, str]]:
        """Return the corner of each entry, growth last, and its text; rows wrap."""
        metrics = QFontMetrics(self._small())
        mark, line = metrics.ascent(), round(1.35 * metrics.height())
        left, top, entries = 8.0, 6.0, []
        for term in (*TERMS, GROWTH):
            width = 1.4 * mark + metrics.horizontalAdvance(term.short) + metrics.height()
            if left > 8.0 and left + width - metrics.height() > self.width() - 8:
                left, top = 8.0, top + line
            entries.append((QPointF(left, top), term.short))
            left += width
        return entries

    def _legend_height(self) -> int:
        return round(self._legend()[-1][0].y() + 1.6 * QFontMetrics(self._small()).height())

    def _paint_legend(self, painter: QPainter) -> None:
        metrics = QFontMetrics(painter.font())
        side = round(0.8 * metrics.ascent())
        for place, (corner, text) in enumerate(self._legend()):
            top = corner.y() + (metrics.height() - side) / 2
            if place < len(TERMS):
                mark = QRectF(round(corner.x()), round(top), side, side)
                painter.fillRect(mark, QColor(self.colors()[place]))
            else:
                self._paint_diamond(painter, corner.x() + side / 2, top + side / 2, side / 2)
            painter.setPen(QColor(self._theme.text))
            left = corner.x() + 1.4 * metrics.ascent()
            painter.drawText(QPointF(left, corner.y() + metrics.ascent()), text)

    def _paint_diamond(self, painter: QPainter, x: float, y: float, size: float) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.chart), 1.5))
        painter.setBrush(QColor(self._theme.text))
        corners = ((x, y - size), (x + size, y), (x, y + size), (x - size, y))
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        painter.restore()

    def _paint_axis(self, painter: QPainter, frame: PlotFrame) -> None:
        metrics, area = QFontMetrics(painter.font()), frame.area
        for value, text in frame.ticks:
            y = round(frame.y(value)) + 0.5
            painter.setPen(QColor(self._theme.grid))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(self._theme.muted))
            box = QRectF(0, y - metrics.height(), area.left() - 6, 2 * metrics.height())
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, flags, text)

    def _paint_labels(self, painter: QPainter, frame: PlotFrame) -> None:
        """Write the labels of the bars, as many as keep apart."""
        metrics = QFontMetrics(painter.font())
        painter.setPen(QColor(self._theme.muted))
        top = frame.area.bottom() + 0.35 * metrics.height()
        step = 1
        if len(self.bars) > 2:
            apart = frame.bar(2).center().x() - frame.bar(1).center().x()
            widest = max(metrics.horizontalAdvance(bar.label) for bar in self.bars[1:])
            step = math.ceil((widest + metrics.averageCharWidth()) / apart)
        end = -math.inf
        for place in (0, *range(len(self.bars) - 1, 0, -step)[::-1]):
            text = self.bars[place].label
            width = metrics.horizontalAdvance(text)
            left = frame.bar(place).center().x() - width / 2
            left = min(max(left, 2.0), self.width() - width - 2.0)
            if left > end:
                painter.drawText(QPointF(left, top + metrics.ascent()), text)
                end = left + width + 2

    def _paint_bar(self, painter: QPainter, place: int, frame: PlotFrame) -> None:
        shares, box = self.bars[place].shares, frame.bar(place)
        left, width = round(box.left()), max(round(box.width()), 1)
        above = below = 0.0
        if not math.isfinite(shares.growth):
            return
        for term, color in zip(TERMS, self.colors(), strict=True):
            value = 100.0 * shares.value(term.key)
            start = above if value > 0.0 else below
            ends = sorted((frame.y(start), frame.y(start + value)))
            if value > 0.0:
                above += value
            else:
                below += value
            part = QRectF(left, ends[0], width, ends[1] - ends[0])
            painter.fillRect(part, QColor(color))
        size = min(max(0.34 * width, 3.5), 6.0)
        y = frame.y(100.0 * shares.growth)
        self._paint_diamond(painter, left + width / 2, y, size)

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(30 * line, 14 * line)

    def minimumSizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(15 * line, 12 * line)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            frame = self.frame()
            pointed = [
                place
                for place in range(len(self.bars))
                if frame.bar(place).adjusted(-2, 0, 2, 0).contains(QPointF(event.pos()))
            ]
            QToolTip.showText(event.globalPos(), self.words(pointed[0]) if pointed else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.chart))
        painter.setFont(self._small())
        self._paint_legend(painter)
        if not self.bars:
            return
        frame = self.frame()
        area = frame.area
        self._paint_axis(painter, frame)
        for place in range(len(self.bars)):
            self._paint_bar(painter, place, frame)
        zero = round(frame.y(0.0)) + 0.5
        painter.setPen(QColor(self._theme.muted))
        painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))
        if len(self.bars) > 1:
            between = (frame.bar(0).right() + frame.bar(1).left()) / 2
            painter.setPen(QPen(QColor(self._theme.border), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(between, area.top()), QPointF(between, area.bottom()))
        self._paint_labels(painter, frame)
