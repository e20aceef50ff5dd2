"""The stretch of time that a chart shows; linked charts share one and cannot drift apart."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

LEAST_DAYS = 7.0
DAYS_A_YEAR = 365.25
ROUNDING = 1e-12


class TimeWindow(QObject):
    """A window that never leaves the data. All positions are days since 1970, as floats.

    While everything is shown, new data are shown whole too; a window the user chose stays where it
    is, and comes back when data that were too short for it have made room for longer ones. The
    last years, chosen as such, are those of the data there are, also where these come later.
    """

    changed = Signal()
    extent_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._extents: dict[str, tuple[float, float]] = {}
        self._first, self._last = 0.0, 0.0
        self._margin = LEAST_DAYS / 2  # days beyond the first and last, while everything is shown
        self._left, self._right = -LEAST_DAYS / 2, LEAST_DAYS / 2
        self._chosen: tuple[float, float] | None = None  # None: everything
        self._years: float | None = None  # where the last ones were chosen
        self.start, self.stop = self._left, self._right

    @property
    def span(self) -> float:
        """Days from the left to the right edge."""
        return self.stop - self.start

    @property
    def data_days(self) -> float:
        """Days from the first to the last value of all charts."""
        return self._last - self._first

    @property
    def shows_all(self) -> bool:
        """Whether nothing lies outside the window."""
        return self.start <= self._left and self.stop >= self._right

    def set_extent(self, owner: str, first: float, last: float) -> None:
        """Say from which day to which the chart called ``owner`` has values."""
        extent = (float(first), float(last))
        if self._extents.get(owner) != extent:
            self._extents[owner] = extent
            self._fit_extents()

    def drop_extent(self, owner: str) -> None:
        """Forget a chart that has nothing to show, or is not seen; the last one's room stays."""
        if self._extents.pop(owner, None) is not None and self._extents:
            self._fit_extents()

    def show(self, start: float, stop: float) -> None:
        """Show from ``start`` to ``stop``, cut to where the data are, but no less than a week.

        The room beyond the first and last day is the same share of every window, so that it never
        becomes a view of nothing.
        """
        shown = self._within(start, stop)
        self._chosen = None if shown == (self._left, self._right) else shown
        self._years = None
        self._take(*shown)

    def show_all(self) -> None:
        """Show everything."""
        self.show(self._left, self._right)

    def show_last(self, years: float) -> None:
        """Show the last years of the data."""
        self.show(*self._last_years(years))
        self._years = years

    def shows_last(self, years: float) -> bool:
        """Whether exactly the last years are shown."""
        start, stop = self._last_years(years)
        return abs(self.stop - stop) < 0.5 and abs(self.start - max(self._left, start)) < 0.5

    def _last_years(self, years: float) -> tuple[float, float]:
        """The window that begins so many years before the last day."""
        days = years * DAYS_A_YEAR
        span = days / (1.0 - self._margin / (self._right - self._left))
        return self._last - days, min(self._last - days + span, self._right)

    def _within(self, start: float, stop: float) -> tuple[float, float]:
        """The window nearest to the one that is asked for."""
        room = self._right - self._left
        span = max(stop - start, LEAST_DAYS)
        if span >= room * (1.0 - ROUNDING):
            return self._left, self._right
        start = (start + stop - span) / 2 if stop - start < LEAST_DAYS else start
        edge = self._margin * span / room
        start = min(max(start, self._first - edge), self._last + edge - span)
        return start, start + span

    def _fit_extents(self) -> None:
        """Reach as far as all charts together; show what was chosen as far as there is room."""
        first = min(extent[0] for extent in self._extents.values())
        last = max(extent[1] for extent in self._extents.values())
        if (first, last) == (self._first, self._last):
            return
        self._first, self._last = first, last
        self._margin = max(0.5, 0.004 * self.data_days, (LEAST_DAYS - self.data_days) / 2)
        self._left, self._right = first - self._margin, last + self._margin
        if self._years is not None:
            self.show_last(self._years)
        else:
            self._take(*self._within(*(self._chosen or (self._left, self._right))))
        self.extent_changed.emit()

    def _take(self, start: float, stop: float) -> None:
        if (start, stop) != (self.start, self.stop):
            self.start, self.stop = start, stop
            self.changed.emit()

    def zoom(self, factor: float, around: float) -> None:
        """Multiply the span, while ``around`` stays where it is on the screen."""
        least, most = LEAST_DAYS / self.span, (self._right - self._left) / self.span
        factor = min(max(factor, least), max(most, least))
        start = around - (around - self.start) * factor
        self.show(start, start + self.span * factor)

    def pan(self, days: float) -> None:
        """Move the window; it stops at the ends of the data."""
        self.show(self.start + days, self.stop + days)
