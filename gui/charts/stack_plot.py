"""A plot of areas that are stacked on each other over time: shares of a whole."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from core.drawing.reduction import Floats
from core.drawing.ticks import date_ticks, linear_ticks
from gui.charts.stack_item import StackItem, StackView
from gui.charts.time_plot import TimePlot
from gui.charts.time_window import TimeWindow
from gui.charts.units import Unit
from gui.theme import Theme

SHARE = Unit(factor=100.0, suffix="%", decimals=1)
HEADROOM = 1.04
"""Of an axis that reaches beyond the whole."""


class StackPlot(TimePlot):
    """Areas over days. What they are, and their values, a legend of the page's own tells.

    Parameters
    ----------
    title, object_name, shows_dates, window
        As of a `TimePlot`.
    """

    def __init__(
        self,
        title: str,
        object_name: str,
        *,
        shows_dates: bool = True,
        window: TimeWindow | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, object_name, shows_dates=shows_dates, window=window, parent=parent)
        self._ends: Floats = np.empty(0)
        self._sums: Floats = np.empty((0, 0))
        self._colors: tuple[str, ...] = ()
        self._high = 1.0
        self._item = StackItem()
        self.canvas.plotItem.vb.addItem(self._item, ignoreBounds=True)

    def set_areas(self, days: np.ndarray, values: Floats, colors: Sequence[str]) -> None:
        """Show areas, the first at the bottom.

        Parameters
        ----------
        days
            T ascending days, datetime64[D].
        values
            Shares of 1, each held from its day to the next, shape (T, K); negative ones are drawn
            as nothing.
        colors
            K colours, ``#RRGGBB``.
        """
        numbers = days.astype("datetime64[D]").astype(np.float64)
        self._ends = np.append(numbers, numbers[-1] + 1.0)
        edges = np.cumsum(np.nan_to_num(np.maximum(values, 0.0)), axis=1)
        self._sums = np.zeros((len(edges) + 1, edges.shape[1]))
        np.cumsum(edges * np.diff(self._ends)[:, None], axis=0, out=self._sums[1:])
        highest = float(edges[:, -1].max())
        self._high = 1.0 if highest <= 1.0 + 1e-6 else HEADROOM * highest
        self._colors = tuple(colors)
        self._paint_colors()
        self.set_days(numbers)
        self.refresh()

    def set_title(self, title: str) -> None:
        """Call what is shown by another name."""
        self.setAccessibleName(title)
        self.canvas.setAccessibleName(f"{title}, chart")
        self.header.title = title
        self.header.updateGeometry()
        self.header.update()

    def recolor(self, colors: Sequence[str]) -> None:
        """Paint the same areas in other colours."""
        self._colors = tuple(colors)
        self._paint_colors()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._paint_colors()

    def texts(self) -> list[str]:
        return []

    def draw(self) -> None:
        area, window = self.canvas.plot_area(), self.time_window
        metrics = QFontMetrics(self.tick_font())
        room = area.width() / metrics.horizontalAdvance("0")
        shown = len(self._ends) > 0
        dates = date_ticks(window.start, window.stop, room) if shown else []
        most = max(2, int(area.height() / (2.2 * metrics.height())))
        heights, step = linear_ticks(0.0, self._high, most)
        labels = [(height, SHARE.tick(height, step)) for height in heights] if shown else []
        self.canvas.set_frame(0.0, self._high, dates, labels, None)
        view = StackView(self._ends, self._sums, window.start, window.stop, 0.0, self._high, area)
        self._item.show_view(view if shown else None, 1.0 if self._high > 1.0 else None)
        self._draw_cursor()

    def _draw_cursor(self) -> None:
        self._item.set_cursor(self._cursor)
        super()._draw_cursor()

    def _paint_colors(self) -> None:
        self._item.set_colors(self._colors, self._theme.chart, self._theme.text)
