"""The one plot of values over time that every chart of the window is made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QSize, Signal, Slot
from PySide6.QtGui import QFont, QFontInfo, QFontMetrics
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.drawing.reduction import (
    Floats,
    column_extremes,
    dashed,
    visible_slice,
    with_visible_dots,
)
from core.drawing.ticks import date_ticks
from gui.charts.curve_item import CurveItem
from gui.charts.curves import Curve, Line, all_days, legend_of, lines_of, nearest_day
from gui.charts.plot_canvas import PlotCanvas
from gui.charts.plot_header import PlotHeader
from gui.charts.time_window import TimeWindow
from gui.charts.units import Unit
from gui.charts.vertical_scale import VerticalScale
from gui.theme import LIGHT, Theme

LEAST_WIDTH = 240
WIDEST_USUAL_TICK = "\N{MINUS SIGN}00.00%"
KEYS = "Plus and minus zoom, arrows move, Home shows all, Shift and arrows move the cursor."
NOTHING_POSITIVE = "No value above zero, so nothing to show on a logarithmic scale."


class TimeSeriesPlot(QWidget):
    """Curves over days with a legend that reads them out.

    Parameters
    ----------
    title : str
    unit : Unit
        Writes values in the read-out and at ticks.
    object_name : str
        Name of this widget; its parts are called ``{object_name}_header`` and
        ``{object_name}_canvas``.
    reference : float or None
        A value with a stronger grid line, such as 1 for leverage.
    keeps_reference : bool
        Whether a linear axis always reaches to the reference.
    shows_dates : bool
        Whether dates are written below.
    """

    cursor_moved = Signal(object)
    cursor_left = Signal()

    def __init__(
        self,
        title: str,
        unit: Unit,
        object_name: str,
        *,
        reference: float | None = None,
        keeps_reference: bool = False,
        shows_dates: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(title)
        self._unit = unit
        self._scale = VerticalScale(unit, reference, keeps_reference)
        self._shows_dates = shows_dates
        self._lines: list[Line] = []
        self._items: list[CurveItem] = []
        self._days: Floats = np.empty(0)
        self._cursor: float | None = None
        self.time_window = TimeWindow(self)
        self.time_window.changed.connect(self._refresh)

        self.header = PlotHeader(title, self)
        self.header.setObjectName(f"{object_name}_header")
        self.header.setAccessibleName(f"{title}, values")
        self.canvas = PlotCanvas(self.time_window)
        self.canvas.setObjectName(f"{object_name}_canvas")
        self.canvas.setAccessibleName(f"{title}, chart")
        self.canvas.setAccessibleDescription(KEYS)
        self.canvas.pointed.connect(self._point_at)
        self.canvas.stepped.connect(self._step_cursor)
        self.canvas.pointer_left.connect(self._leave)
        self.canvas.resized.connect(self._refresh)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.canvas, 1)
        self._measure_axes()
        self.set_theme(LIGHT)

    @property
    def is_log(self) -> bool:
        """Whether the vertical axis is logarithmic."""
        return self._scale.log

    @property
    def cursor_day(self) -> np.datetime64 | None:
        """Day the cursor stands on."""
        return None if self._cursor is None else np.datetime64(int(self._cursor), "D")

    @property
    def reading_day(self) -> np.datetime64 | None:
        """Day whose values are read out: the cursor's, or the last one.

        None without a cursor if the curves end on different days: each value is then its last.
        """
        if self._cursor is not None or not self._days.size:
            return self.cursor_day
        ends = {float(line.x[-1]) for line in self._lines if line.x.size}
        return np.datetime64(int(self._days[-1]), "D") if len(ends) == 1 else None

    @property
    def readings(self) -> list[tuple[str, str]]:
        """Label and value of each curve as the header shows them."""
        return self.header.readings

    def set_curves(self, curves: Sequence[Curve]) -> None:
        """Show these curves. Zoom and cursor stay where they are.

        Raises
        ------
        ValueError
            A curve has not as many values as dates. Nothing has changed then.
        """
        self._lines = lines_of(curves, log=self._scale.log)
        self._days = all_days(self._lines)
        self._fit_items()
        if self._cursor is not None:
            self._cursor = nearest_day(self._days, self._cursor)
        self._fill_legend()
        self._report_extent()
        self._refresh()

    def set_log(self, log: bool) -> None:
        """Make the vertical axis logarithmic, or linear again."""
        if log != self._scale.log:
            self._scale.log = log
            for line in self._lines:
                line.set_log(log)
            self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of a theme. Curves keep theirs: whoever chose them chooses again."""
        self.header.set_colors(theme)
        self.canvas.set_colors(theme)

    def link_x_to(self, other: TimeSeriesPlot) -> None:
        """Share the time window of another plot from now on."""
        self.time_window.changed.disconnect(self._refresh)
        self.time_window = self.canvas.time_window = other.time_window
        self.time_window.changed.connect(self._refresh)
        self._report_extent()
        self._refresh()

    def show_cursor(self, day: np.datetime64 | None) -> None:
        """Stand on the day with data that is nearest to ``day`` and read it out.

        None takes the cursor away and reads out the last day.
        """
        if day is None:
            self._set_cursor(None)
        else:
            wanted = float(day.astype("datetime64[D]").astype(np.int64))
            self._set_cursor(nearest_day(self._days, wanted))

    def axis_width(self) -> int:
        """Width that the longest usual tick label needs, in pixels."""
        metrics = QFontMetrics(self._tick_font())
        return metrics.horizontalAdvance(WIDEST_USUAL_TICK) + metrics.height() // 2

    def set_axis_width(self, width: int) -> None:
        """Width of the vertical axis; plots with the same width stand exactly in line."""
        self.canvas.set_axes(self._tick_font(), width, shows_dates=self._shows_dates)

    def _tick_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(0.92 * QFontInfo(font).pointSizeF())
        return font

    def _measure_axes(self) -> None:
        self.set_axis_width(self.axis_width())

    def _report_extent(self) -> None:
        if self._days.size:
            self.time_window.set_extent(self.objectName(), self._days[0], self._days[-1])
        else:
            self.time_window.drop_extent(self.objectName())

    def _fit_items(self) -> None:
        """One curve item a line, in its colour; items are used again."""
        view = self.canvas.plotItem.vb
        while len(self._items) > len(self._lines):
            view.removeItem(self._items.pop())
        while len(self._items) < len(self._lines):
            self._items.append(CurveItem())
            view.addItem(self._items[-1], ignoreBounds=True)
        for item, line in zip(self._items, self._lines, strict=True):
            item.set_color(line.curve.color)
            item.setZValue(-1 if line.is_dashed else 0)

    def _fill_legend(self) -> None:
        widest = []
        for line in self._lines:
            known = line.values[np.isfinite(line.values)]
            if known.size:
                widest += [self._unit(float(known.min())), self._unit(float(known.max()))]
        self.header.set_entries(legend_of(self._lines), self._texts(), widest)

    def _texts(self) -> list[str]:
        """Values of the cursor's day, or of each curve's last day, as text."""
        cursor = self._cursor
        texts = []
        for line in self._lines:
            row = line.last_row if cursor is None else line.row_on(cursor)
            texts.append(self._unit(np.nan if row is None else float(line.values[row])))
        return texts

    def _set_cursor(self, day: float | None) -> None:
        if day != self._cursor:
            self._cursor = day
            self.header.set_values(self._texts())
            self._draw_cursor()

    def _draw_cursor(self) -> None:
        dots = []
        if self._cursor is not None:
            for line in self._lines:
                row = line.row_on(self._cursor)
                if row is not None and np.isfinite(line.heights[row]):
                    dots.append((float(line.heights[row]), line.curve.color))
        self.canvas.set_cursor(self._cursor, dots)

    def _move_cursor(self, day: float | None) -> None:
        """Move the cursor on behalf of the user and say so."""
        if day != self._cursor:
            self._set_cursor(day)
            if day is None:
                self.cursor_left.emit()
            else:
                self.cursor_moved.emit(self.cursor_day)

    @Slot(float)
    def _point_at(self, x: float) -> None:
        self._move_cursor(nearest_day(self._days, x))

    @Slot(int)
    def _step_cursor(self, direction: int) -> None:
        """One day with data further; the first step goes to the last day shown."""
        if not self._days.size:
            return
        window = self.time_window
        if self._cursor is None:
            self._move_cursor(nearest_day(self._days, window.stop))
            return
        row = int(np.searchsorted(self._days, self._cursor)) + direction
        day = float(self._days[min(max(row, 0), self._days.size - 1)])
        if not window.start <= day <= window.stop:
            window.pan(day - self._cursor)
        self._move_cursor(day)

    @Slot()
    def _leave(self) -> None:
        self._move_cursor(None)

    @Slot()
    def _refresh(self) -> None:
        """Draw what the window shows, reduced to the screen's columns, as high as there is room."""
        area = self.canvas.plot_area()
        window = self.time_window
        if area.width() < 2 or area.height() < 2:
            return
        self.canvas.begin_frame()
        pixel = window.span / area.width()
        lows, highs = [], []
        for item, line in zip(self._items, self._lines, strict=True):
            part = visible_slice(line.x, window.start, window.stop)
            x, y = line.x[part], line.heights[part]
            inside = y[(x >= window.start) & (x <= window.stop)]
            if inside.size:
                lows.append(float(np.fmin.reduce(inside)))
                highs.append(float(np.fmax.reduce(inside)))
            x, y = column_extremes(x, y, pixel / self.devicePixelRatioF())
            if line.is_dashed:
                x, y = dashed(x, y, pixel)
            item.setData(*with_visible_dots(x, y, pixel))
        self._frame(_least(lows), -_least([-high for high in highs]))
        self._draw_cursor()

    def _frame(self, low: float, high: float) -> None:
        """Set ranges, ticks and grid for heights between ``low`` and ``high``, NaN for none."""
        area = self.canvas.plot_area()
        metrics = QFontMetrics(self._tick_font())
        window, scale = self.time_window, self._scale
        is_empty = not low <= high
        room = area.width() / metrics.horizontalAdvance("0")
        dates = date_ticks(window.start, window.stop, room) if self._lines else []
        if is_empty:
            self.canvas.note = NOTHING_POSITIVE if scale.log and self._lines else ""
            self.canvas.set_frame(0.0, 1.0, dates, [], None)
        else:
            self.canvas.note = ""
            low, high = scale.reach(low, high)
            most = max(2, int(area.height() / (2.2 * metrics.height())))
            heights = scale.ticks(low, high, most)
            self.canvas.set_frame(low, high, dates, heights, scale.reference_height)

    def minimumSizeHint(self) -> QSize:
        header = self.header.heightForWidth(max(self.width(), LEAST_WIDTH))
        return QSize(LEAST_WIDTH, header + self.canvas.minimumHeight())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure_axes()
            self._fill_legend()
            self._refresh()


def _least(values: list[float]) -> float:
    """The least of the values that are numbers, or NaN."""
    return min((value for value in values if not np.isnan(value)), default=np.nan)
