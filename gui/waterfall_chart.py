"""A waterfall: a bar where things start, a floating one for each step, and one where they end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.drawing.ticks import linear_ticks
from gui.formats import number
from gui.theme import LIGHT, Theme, between

LEAST_LINES, USUAL_LINES, MOST_LINES = 1.15, 1.5, 2.2
"""Height of a row, in lines of text."""
MOST_TITLE = 0.42
"""Share of the width that titles may take."""
THICKNESS = 0.66
"""Of a bar, in heights of its row."""
GAP = 8.0
"""Pixels between titles, bars and what stands behind them."""


class Tone(Enum):
    """What a bar stands for; its label says it too, with a sign."""

    START = "start"
    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    GOAL = "goal"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from one value to another; `label` stands behind it, and alone where there is none.

    Attributes
    ----------
    span
        Where it begins and ends; None where there is nothing to draw.
    color
        Number of a scenario's colour; None: muted. Steps have the colour of their tone.
    tip
        What is told where the mouse rests.
    """

    title: str
    span: tuple[float, float] | None
    label: str
    tone: Tone
    color: int | None = None
    tip: str = ""


class WaterfallChart(QWidget):
    """Horizontal bars below one another, whose titles stand left and numbers right of them.

    Attributes
    ----------
    chosen
        The number of the bar that was clicked, or stepped to with the arrow keys.
    """

    chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self._theme = LIGHT
        self._bars: tuple[Bar, ...] = ()
        self._axis, self._factor = "", 1.0
        self._selected = -1

    @property
    def bars(self) -> tuple[Bar, ...]:
        """What is shown."""
        return self._bars

    @property
    def selected(self) -> int:
        """The number of the bar that stands out; -1 for none."""
        return self._selected

    def show_bars(self, bars: Sequence[Bar], axis: str, factor: float = 1.0) -> None:
        """Show bars, what their values are, and what makes of a value the number on the axis."""
        bars, count = tuple(bars), len(self._bars)
        if (bars, axis, factor) == (self._bars, self._axis, self._factor):
            return
        self._bars, self._axis, self._factor = bars, axis, factor
        self._selected = self._selected if self._selected < len(bars) else -1
        self.setAccessibleName(f"Waterfall of {axis}")
        self.setAccessibleDescription("; ".join(f"{bar.title}: {bar.label}" for bar in bars))
        if len(bars) != count:
            self.setMaximumHeight(self._height(MOST_LINES))
            self.updateGeometry()
        self.update()

    def select(self, place: int) -> None:
        """Make a bar stand out; -1 for none."""
        if place != self._selected:
            self._selected = place
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def bar_rect(self, place: int) -> QRectF:
        """Return where the row of a bar is, in pixels of the widget."""
        height = self._row_height()
        return QRectF(0.0, self._top() + place * height, self.width(), height)

    def _line(self) -> float:
        return QFontMetricsF(self.font()).height()

    def _top(self) -> float:
        return self._line() * 0.3

    def _below(self) -> float:
        return self._line() * 1.5

    def _height(self, lines: float) -> int:
        rows = max(len(self._bars), 3)
        return round(self._top() + rows * lines * self._line() + self._below())

    def _row_height(self) -> float:
        room = self.height() - self._top() - self._below()
        return max(room / max(len(self._bars), 1), 1.0)

    def _place_at(self, position: QPointF) -> int:
        place = int((position.y() - self._top()) // self._row_height())
        return place if 0 <= place < len(self._bars) else -1

    def _choose(self, place: int) -> None:
        self.select(place)
        self.chosen.emit(place)

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _area(self) -> QRectF:
        """Return where bars are drawn, between the titles and the longest number behind a bar."""
        metrics = QFontMetricsF(self._bold())
        titles = max(metrics.horizontalAdvance(bar.title) for bar in self._bars)
        drawn = [bar.label for bar in self._bars if bar.span is not None]
        labels = max((metrics.horizontalAdvance(label) for label in drawn), default=0.0)
        left = min(titles + 2 * GAP, MOST_TITLE * self.width())
        width = max(self.width() - left - labels - 2 * GAP, 10.0)
        return QRectF(left, self._top(), width, self._row_height() * len(self._bars))

    def _ends(self) -> tuple[float, float]:
        """Return the lowest and highest value, zero included: bars are as long as they are."""
        values = [value for bar in self._bars if bar.span is not None for value in bar.span]
        low, high = min([0.0, *values]), max([0.0, *values])
        return (low, high) if high > low else (0.0, 1.0)

    def _color(self, bar: Bar) -> QColor:
        theme = self._theme
        if bar.tone in (Tone.BETTER, Tone.WORSE):
            return QColor(theme.good if bar.tone is Tone.BETTER else theme.error)
        return QColor(theme.control if bar.color is None else theme.series_color(bar.color))

    def _draw_axis(self, painter: QPainter, area: QRectF, low: float, high: float) -> None:
        theme, metrics = self._theme, QFontMetricsF(self.font())
        factor, line = self._factor, metrics.height()
        name = metrics.elidedText(self._axis, Qt.TextElideMode.ElideRight, area.left() - 2 * GAP)
        widest = metrics.horizontalAdvance(number(-88.88, 2)) + 2 * GAP
        ticks, step = linear_ticks(low * factor, high * factor, max(int(area.width() / widest), 2))
        decimals = next((n for n in range(6) if abs(round(step, n) - step) < 1e-9), 6)
        base = area.bottom() + line * 0.2 + metrics.ascent()
        painter.setPen(QColor(theme.muted))
        painter.drawText(QPointF(GAP, base), name)
        for tick in ticks:
            x = round(area.left() + (tick / factor - low) / (high - low) * area.width())
            painter.setPen(QPen(QColor(theme.border if abs(tick) < step / 2 else theme.grid), 1))
            painter.drawLine(QLineF(x + 0.5, area.top(), x + 0.5, area.bottom()))
            text = number(tick, decimals)
            width = metrics.horizontalAdvance(text)
            painter.setPen(QColor(theme.muted))
            painter.drawText(QPointF(min(x - width / 2, self.width() - width), base), text)

    def _draw_bar(
        self, painter: QPainter, place: int, area: QRectF, low: float, high: float
    ) -> None:
        theme, bar, row = self._theme, self._bars[place], self.bar_rect(place)
        is_end = bar.tone in (Tone.START, Tone.GOAL)
        if place == self._selected:
            painter.fillRect(row, between(theme.chart, theme.accent, 0.16))
            painter.fillRect(QRectF(0, row.top(), 3, row.height()), QColor(theme.accent))
        bold = is_end or place == self._selected
        painter.setFont(self._bold() if bold else self.font())
        metrics = QFontMetricsF(painter.font())
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        title_room = QRectF(GAP, row.top(), area.left() - 2 * GAP, row.height())
        elide = Qt.TextElideMode.ElideRight
        painter.setPen(QColor(theme.text))
        title = metrics.elidedText(bar.title, elide, title_room.width())
        painter.drawText(title_room, middle, title)
        if bar.span is None:
            room = QRectF(area.left(), row.top(), self.width() - area.left() - GAP, row.height())
            painter.setPen(QColor(theme.muted))
            painter.drawText(room, middle, metrics.elidedText(bar.label, elide, room.width()))
            return
        first, last = (
            area.left() + (value - low) / (high - low) * area.width() for value in bar.span
        )
        thick = row.height() * THICKNESS
        left, right = min(first, last), max(first, last)
        body = QRectF(left, row.center().y() - thick / 2, max(right - left, 2.0), thick)
        painter.fillRect(body, self._color(bar))
        painter.setPen(QColor(theme.text))
        room = QRectF(body.right() + GAP / 2 + 1, row.top(), self.width(), row.height())
        painter.drawText(room, middle, bar.label)

    def _draw_connectors(
        self, painter: QPainter, area: QRectF, low: float, high: float, shown: list[int]
    ) -> None:
        """Lead the eye from the end of each bar to the beginning of the next one that is there."""
        pen = QPen(QColor(self._theme.control), 1)
        painter.setPen(pen)
        for above, below in pairwise(shown):
            span = self._bars[above].span
            assert span is not None
            x = round(area.left() + (span[1] - low) / (high - low) * area.width()) + 0.5
            thick = self._row_height() * THICKNESS / 2
            painter.drawLine(
                QLineF(
                    x,
                    self.bar_rect(above).center().y() + thick,
                    x,
                    self.bar_rect(below).center().y() - thick,
                )
            )

    def sizeHint(self) -> QSize:
        return QSize(480, self._height(USUAL_LINES))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self._height(LEAST_LINES))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.chart))
        if self._bars:
            area, (low, high) = self._area(), self._ends()
            self._draw_axis(painter, area, low, high)
            for place in range(len(self._bars)):
                self._draw_bar(painter, place, area, low, high)
            shown = [place for place, bar in enumerate(self._bars) if bar.span is not None]
            self._draw_connectors(painter, area, low, high, shown)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        focused = self.hasFocus()
        width = 2.0 if focused else 1.0
        painter.setPen(QPen(QColor(self._theme.accent if focused else self._theme.border), width))
        inset = width / 2
        painter.drawRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.setMaximumHeight(self._height(MOST_LINES))
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._place_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._bars[place].tip if place >= 0 else "", self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and place >= 0:
            self._choose(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._bars) - 1
        places = {
            Qt.Key.Key_Up: max(self._selected - 1, 0),
            Qt.Key.Key_Down: min(self._selected + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        place = places.get(Qt.Key(event.key()))
        if place is None or last < 0:
            super().keyPressEvent(event)
        else:
            self._choose(place)
