"""The chart of a proof: the true account, and how it goes on in futures that are invented."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from gui.charts.curves import Curve, Line, legend_of
from gui.charts.time_series_plot import TimeSeriesPlot
from gui.charts.units import GROWTH
from gui.theme import Theme

TRUE, INVENTED = "True prices", "Scrambled futures"


class FanChart(TimeSeriesPlot):
    """One curve on true prices, and any number of others that share an entry of the legend.

    The others are in one colour, below the true one; their entry reads their range on the day.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Growth of 1", GROWTH, "proof_plot", reference=1.0, parent=parent)
        self._marked: np.datetime64 | None = None
        self.set_log(True)

    def show_fan(
        self,
        days: np.ndarray,
        true: np.ndarray,
        futures: Sequence[np.ndarray],
        color: int,
        theme: Theme,
    ) -> None:
        """Show accounts on the same `days`, each of shape (T,), the true one in its colour."""
        curves = [Curve(TRUE, "", days, true, theme.series_color(color), raised=True)]
        curves += [Curve(INVENTED, "", days, future, theme.control) for future in futures]
        self.set_curves(curves)

    def mark_day(self, day: np.datetime64 | None) -> None:
        """Let the cursor stand on a day, also after the mouse has been elsewhere."""
        self._marked = day
        self.show_cursor(day)

    @property
    def futures_shown(self) -> int:
        """How many futures are drawn."""
        return sum(not line.hidden for line in self._lines[1:])

    def texts(self) -> list[str]:
        texts = super().texts()
        if len(texts) < 3:
            return texts
        cursor = self._cursor
        rows = [line.last_row if cursor is None else line.row_on(cursor) for line in self._lines]
        values = [
            float(line.values[row])
            for line, row in zip(self._lines[1:], rows[1:], strict=True)
            if row is not None
        ]
        ends = [self._unit(end(values)) for end in (min, max)] if values else texts[1:2]
        return [texts[0], ends[0] if ends[0] == ends[-1] else "\N{EN DASH}".join(ends)]

    def _fill_legend(self) -> None:
        entries = legend_of(self._lines[:2])
        ends = [self._unit(value) for line in self._lines for value in (line.least, line.most)]
        widest = max(ends, key=len, default="")
        self.header.set_entries(entries, self.texts(), [f"{widest}\N{EN DASH}0.00"])

    def _line_under_the_mouse(self) -> Line | None:
        return None  # invented futures have no names

    @Slot()
    def _leave(self) -> None:
        super()._leave()
        self.show_cursor(self._marked)

    def _describe(self) -> None:
        futures = f" and {self.futures_shown} scrambled futures" if len(self._lines) > 1 else ""
        words = f"Levered equity on true prices{futures}, from the chosen day on apart."
        if words != self.canvas.accessibleDescription():
            self.canvas.setAccessibleDescription(words)

    @Slot(int)
    def _toggle_line(self, number: int) -> None:
        """Hide the true curve, or all futures together; or show them again."""
        lines = self._lines[1:] if number else self._lines[:1]
        for line in lines[1:]:
            line.hidden = not line.hidden
        super()._toggle_line(number)
