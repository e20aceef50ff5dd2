"""What every plot over time has: a legend that reads out a day, a canvas, a window and a cursor."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QFont, QFontInfo, QFontMetrics, QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from core.drawing.reduction import Floats
from gui.charts.curves import nearest_day
from gui.charts.picture import copy_picture
from gui.charts.plot_canvas import PlotCanvas
from gui.charts.plot_header import PlotHeader
from gui.charts.time_window import TimeWindow
from gui.theme import LIGHT, Theme

LEAST_WIDTH = 240
WIDEST_USUAL_TICK = "\N{MINUS SIGN}00.00%"
KEYS = (
    "Plus and minus zoom, arrows move, Home shows all, Shift and arrows move the cursor, "
    "Enter tells why its day."
)


class TimePlot(QWidget):
    """A plot without anything drawn in it; a subclass says what, and what its legend reads.

    It is drawn while it can be seen only, and only then has a say in how far its window reaches,
    so that pages which are turned over can share a window. A file for its picture is asked for by
    `picture_wanted`, with the plot.

    Parameters
    ----------
    title : str
    object_name : str
        Name of this widget; its parts are called ``{object_name}_header`` and
        ``{object_name}_canvas``.
    shows_dates : bool
        Whether dates are written below.
    window : TimeWindow, optional
        Shared with other plots; one of its own without.

    Attributes
    ----------
    day_chosen
        The day with data, as numpy's datetime64, that was clicked or on which Enter was pressed.
    """

    cursor_moved = Signal(object)
    cursor_left = Signal()
    day_chosen = Signal(object)
    picture_wanted = Signal(object)

    def __init__(
        self,
        title: str,
        object_name: str,
        *,
        shows_dates: bool = True,
        window: TimeWindow | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(title)
        self._shows_dates = shows_dates
        self._theme = LIGHT
        self._days: Floats = np.empty(0)
        self._cursor: float | None = None
        self.time_window = window or TimeWindow(self)
        self.time_window.changed.connect(self.refresh)

        self.header = PlotHeader(title, self)
        self.header.setObjectName(f"{object_name}_header")
        self.header.setAccessibleName(f"{title}, values")
        self.canvas = PlotCanvas(self.time_window)
        self.canvas.setObjectName(f"{object_name}_canvas")
        self.canvas.setAccessibleName(f"{title}, chart")
        self.canvas.setAccessibleDescription(KEYS)
        self.canvas.pointed.connect(self._point_at)
        self.canvas.clicked.connect(self._choose_day)
        self.canvas.stepped.connect(self._step_cursor)
        self.canvas.pointer_left.connect(self._leave)
        self.canvas.resized.connect(self.refresh)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.canvas, 1)
        self._measure_axes()
        self.header.set_colors(LIGHT)
        self.canvas.set_colors(LIGHT)

    # What a subclass says

    def draw(self) -> None:
        """Draw what the window shows; called while the canvas has a size and can be seen."""
        raise NotImplementedError

    def texts(self) -> list[str]:
        """Return the values of the cursor's day, or of the last one, as the legend's entries."""
        raise NotImplementedError

    def dots(self) -> list[tuple[float, str]]:
        """Return heights and colours of the dots on the cursor."""
        return []

    def set_days(self, days: Floats) -> None:
        """Say which ascending days, counted from 1970, have values; the cursor stands on these."""
        self._days = days
        if self._cursor is not None:
            self._cursor = nearest_day(days, self._cursor)
        self._report_extent()

    def settle(self) -> None:
        """Do now what was put off until no more changes come."""

    # What others ask and do

    @property
    def cursor_day(self) -> np.datetime64 | None:
        """Day the cursor stands on."""
        return None if self._cursor is None else np.datetime64(int(self._cursor), "D")

    @property
    def reading_day(self) -> np.datetime64 | None:
        """Day whose values are read out: the cursor's, or the last one; None for several."""
        if self._cursor is not None or not self._days.size:
            return self.cursor_day
        return np.datetime64(int(self._days[-1]), "D")

    @property
    def readings(self) -> list[tuple[str, str]]:
        """Label and value of each curve as the header shows them."""
        return self.header.readings

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of a theme. Curves keep theirs: whoever chose them chooses again."""
        self._theme = theme
        self.header.set_colors(theme)
        self.canvas.set_colors(theme)

    def share_window(self, window: TimeWindow) -> None:
        """Share a time window from now on."""
        if window is self.time_window:
            return
        self.time_window.changed.disconnect(self.refresh)
        self.time_window.drop_extent(self.objectName())
        self.time_window = self.canvas.time_window = window
        self.time_window.changed.connect(self.refresh)
        self._report_extent()
        self.refresh()

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
        metrics = QFontMetrics(self.tick_font())
        return metrics.horizontalAdvance(WIDEST_USUAL_TICK) + metrics.height() // 2

    def set_axis_width(self, width: int) -> None:
        """Width of the vertical axis; plots with the same width stand exactly in line."""
        self.canvas.set_axes(self.tick_font(), width, shows_dates=self._shows_dates)

    def tick_font(self) -> QFont:
        """Font of the labels at the axes."""
        font = QFont(self.font())
        font.setPointSizeF(0.92 * QFontInfo(font).pointSizeF())
        return font

    @Slot()
    def refresh(self) -> None:
        """Draw again, if anybody can see it."""
        area = self.canvas.plot_area()
        if self.isVisible() and area.width() >= 2 and area.height() >= 2:
            self.draw()

    def _measure_axes(self) -> None:
        self.set_axis_width(self.axis_width())

    def _report_extent(self) -> None:
        if not self.isVisible():
            return
        if self._days.size:
            self.time_window.set_extent(self.objectName(), self._days[0], self._days[-1])
        else:
            self.time_window.drop_extent(self.objectName())

    def _set_cursor(self, day: float | None) -> None:
        if day != self._cursor:
            self._cursor = day
            self.header.set_values(self.texts())
            self._draw_cursor()

    def _draw_cursor(self) -> None:
        self.canvas.set_cursor(self._cursor, () if self._cursor is None else self.dots())

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

    @Slot(float)
    def _choose_day(self, x: float) -> None:
        day = nearest_day(self._days, x)
        if day is not None:
            self.day_chosen.emit(np.datetime64(int(day), "D"))

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
    def _copy(self) -> None:
        copy_picture(self)

    @Slot()
    def _ask_for_file(self) -> None:
        self.picture_wanted.emit(self)

    def minimumSizeHint(self) -> QSize:
        header = self.header.heightForWidth(max(self.width(), LEAST_WIDTH))
        return QSize(LEAST_WIDTH, header + self.canvas.minimumHeight())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._report_extent()
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.time_window.drop_extent(self.objectName())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setObjectName(f"{self.objectName()}_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("&Copy Chart", self._copy)
        menu.addAction("&Save Chart as PNG or SVG\N{HORIZONTAL ELLIPSIS}", self._ask_for_file)
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = self.mapToGlobal(self.canvas.geometry().center()) if by_key else event.globalPos()
        menu.popup(place)
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure_axes()
            self.refresh()
