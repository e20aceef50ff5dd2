"""The one plot of values over time that every chart of the window is made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QTimer, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from core.drawing.ticks import date_ticks, long_date
from core.errors import listed
from gui.charts.curves import Curve, Line, Stretch, all_days, legend_of, lines_of
from gui.charts.strokes import Stroke
from gui.charts.time_plot import KEYS, TimePlot
from gui.charts.time_window import TimeWindow
from gui.charts.units import Unit
from gui.charts.vertical_scale import VerticalScale

REST_MS = 200
LEAST_FILLED = 0.7
"""Of an axis, by the curves it is kept for."""
NEAR = 14.0
"""Pixels from a curve within which the mouse points at it."""
MOST_NAMED = 6
"""Curves named in the description of a canvas."""
ALL_HIDDEN = "Every curve is hidden; a click on a name above shows it again."
NOTHING_POSITIVE = "No value above zero, so nothing to show on a logarithmic scale."


class TimeSeriesPlot(TimePlot):
    """Curves over days with a legend that reads them out.

    Parameters
    ----------
    title, object_name, shows_dates, window
        As of `TimePlot`.
    unit : Unit
        Writes values in the read-out and at ticks.
    reference : float or None
        A value with a stronger grid line, such as 1 for leverage.
    keeps_reference : bool
        Whether a linear axis always reaches to the reference.
    """

    def __init__(
        self,
        title: str,
        unit: Unit,
        object_name: str,
        *,
        reference: float | None = None,
        keeps_reference: bool = False,
        shows_dates: bool = True,
        window: TimeWindow | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, object_name, shows_dates=shows_dates, window=window, parent=parent)
        self._unit = unit
        self._scale = VerticalScale(unit, reference, keeps_reference)
        self._lines: list[Line] = []
        self._reach: tuple[float, float] | None = None
        self._hidden: set[tuple[int, str, str]] = set()
        self.header.entry_toggled.connect(self._toggle_line)
        self._pointed: Line | None = None
        self._is_live = False
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.settle)

    @property
    def is_log(self) -> bool:
        """Whether the vertical axis is logarithmic."""
        return self._scale.log

    @property
    def reading_day(self) -> np.datetime64 | None:
        """Day whose values are read out: the cursor's, or the last one.

        None without a cursor if the curves end on different days: each value is then its last.
        """
        if self._cursor is not None:
            return self.cursor_day
        ends = {float(line.x[-1]) for line in self._lines if line.x.size}
        return super().reading_day if len(ends) == 1 else None

    def set_curves(self, curves: Sequence[Curve]) -> None:
        """Show these curves. Zoom and cursor stay where they are.

        The vertical axis stays too while it serves, and fits again once no more curves come.

        Raises
        ------
        ValueError
            A curve has not as many values as dates. Nothing has changed then.
        """
        self._lines = lines_of(curves, self._lines, log=self._scale.log)
        for line in self._lines:
            line.hidden = _identity(line) in self._hidden
        self._fill_legend()  # before anything is drawn: curves are named by it
        self.set_days(all_days(self._lines))
        self.header.set_values(self.texts())  # the cursor may stand on another day now
        self._is_live = True
        self.refresh()
        self._is_live = False

    @Slot()
    def settle(self) -> None:
        """Fit the vertical axis to the curves, if it has been kept for others."""
        if self._rest.isActive() or self.sender() is self._rest:
            self._rest.stop()
            self.refresh()

    def set_log(self, log: bool) -> None:
        """Make the vertical axis logarithmic, or linear again."""
        if log != self._scale.log:
            self._scale.log = log
            for line in self._lines:
                line.set_log(log)
            self.refresh()

    def _fill_legend(self) -> None:
        widest = [
            self._unit(value)
            for line in self._lines
            for value in (line.least, line.most)
            if not np.isnan(value)
        ]
        self.header.set_entries(legend_of(self._lines), self.texts(), widest)

    def texts(self) -> list[str]:
        """Return the values of the cursor's day, or of each curve's last day, as text."""
        cursor = self._cursor
        texts = []
        for line in self._lines:
            row = line.last_row if cursor is None else line.row_on(cursor)
            texts.append(self._unit(np.nan if row is None else float(line.values[row])))
        return texts

    def dots(self) -> list[tuple[float, str]]:
        """Return heights and colours of the dots on the cursor."""
        dots = []
        if self._cursor is not None:
            for line in self._lines:
                row = line.row_on(self._cursor)
                if row is not None and not line.hidden and np.isfinite(line.heights[row]):
                    dots.append((float(line.heights[row]), line.curve.color))
        return dots

    def draw(self) -> None:
        """Draw what the window shows, reduced to the screen's columns, as high as there is room."""
        strokes, lows, highs = [], [], []
        for line in sorted((one for one in self._lines if not one.hidden), key=_height):
            stretch = self._stretch(line)
            lows.append(stretch.low)
            highs.append(-stretch.high)
            strokes.append(Stroke(stretch.path, line.curve.color, stretch.thread))
        self.canvas.set_strokes(strokes)
        self._frame(_least(lows), -_least(highs))
        self._draw_cursor()
        if self._pointed is not None:
            self._highlight()
        if self._days.size:
            self._describe()

    def _frame(self, low: float, high: float) -> None:
        """Set ranges, ticks and grid for heights between ``low`` and ``high``, NaN for none."""
        area = self.canvas.plot_area()
        metrics = QFontMetrics(self.tick_font())
        window, scale = self.time_window, self._scale
        is_empty = not low <= high
        room = area.width() / metrics.horizontalAdvance("0")
        dates = date_ticks(window.start, window.stop, room) if self._lines else []
        if is_empty:
            self._reach = None
            self.canvas.note = NOTHING_POSITIVE if scale.log and self._lines else ""
            if self._lines and all(line.hidden for line in self._lines):
                self.canvas.note = ALL_HIDDEN
            self.canvas.set_frame(0.0, 1.0, dates, [], None)
        else:
            self.canvas.note = ""
            low, high = self._kept(low, high)
            most = max(2, int(area.height() / (2.2 * metrics.height())))
            heights = scale.ticks(low, high, most)
            self.canvas.set_frame(low, high, dates, heights, scale.reference_height)

    @Slot(float)
    def _point_at(self, x: float) -> None:
        super()._point_at(x)
        self._pointed = self._line_under_the_mouse()
        self._highlight()

    @Slot()
    def _leave(self) -> None:
        super()._leave()
        self._pointed = None
        self._highlight()

    def _line_under_the_mouse(self) -> Line | None:
        """The line nearest to the mouse on the cursor's day, if it is near; colours may repeat."""
        place = self.canvas.pointer
        nearest: Line | None = None
        least = NEAR
        if self._cursor is None or place is None:
            return None
        for line in self._lines:
            row = line.row_on(self._cursor)
            if row is not None and not line.hidden and np.isfinite(line.heights[row]):
                off = abs(self.canvas.pixel_of_height(float(line.heights[row])) - place.y())
                if off < least:
                    nearest, least = line, off
        return nearest

    def _highlight(self) -> None:
        line = self._pointed
        if line is None or line.hidden or line not in self._lines or len(self._lines) < 2:
            self.canvas.set_highlight(None)
            return
        label = self.readings[self._lines.index(line)][0]
        self.canvas.set_highlight(self._stretch(line).path, line.curve.color, label)

    def _stretch(self, line: Line) -> Stretch:
        window, columns = self.time_window, self.canvas.plot_area().width()
        return line.stretch(window.start, window.stop, columns, self.devicePixelRatioF())

    def _describe(self) -> None:
        """Tell a screen reader what is drawn, from when to when."""
        first, last = (
            long_date(np.datetime64(int(day), "D"))
            for day in (
                max(self.time_window.start, self._days[0]),
                min(self.time_window.stop, self._days[-1]),
            )
        )
        shown = [
            label
            for (label, _), line in zip(self.readings, self._lines, strict=True)
            if not line.hidden
        ]
        words = f"{listed(shown, MOST_NAMED) or 'No curve'}, {first} to {last}. {KEYS}"
        if words != self.canvas.accessibleDescription():
            self.canvas.setAccessibleDescription(words)

    @Slot(int)
    def _toggle_line(self, number: int) -> None:
        """Hide a curve, or show it again."""
        line = self._lines[number]
        line.hidden = not line.hidden
        self._hidden ^= {_identity(line)}
        self._fill_legend()
        self.refresh()

    def _kept(self, low: float, high: float) -> tuple[float, float]:
        """The ends of the axis: those that it has while they serve curves that come one by one."""
        wanted, has = self._scale.reach(low, high), self._reach
        if self._is_live and has is not None and has[0] <= low <= high <= has[1]:
            room = (wanted[1] - wanted[0]) / (has[1] - has[0])
            if has != wanted and room >= LEAST_FILLED:
                self._rest.start()
                return has
        self._rest.stop()
        self._reach = wanted
        return wanted

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fill_legend()


def _identity(line: Line) -> tuple[int, str, str]:
    """What a hidden curve is known by: the key of its run, or the name of it, and its own name."""
    curve = line.curve
    return curve.key, "" if curve.key else curve.group, curve.name


def _height(line: Line) -> tuple[bool, bool]:
    """What is drawn above what: the selected run above others, whole lines above broken ones."""
    return line.curve.raised, line.curve.style == "solid"


def _least(values: list[float]) -> float:
    """The least of the values that are numbers, or NaN."""
    return min((value for value in values if not np.isnan(value)), default=np.nan)
