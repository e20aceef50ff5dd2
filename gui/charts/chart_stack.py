"""Equity, drawdown and leverage below one another, with one time axis and one cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from gui.charts.curves import Curve
from gui.charts.range_bar import RangeBar
from gui.charts.time_series_plot import TimeSeriesPlot
from gui.charts.units import DRAWDOWN, GROWTH, TIMES
from gui.theme import LIGHT, Theme

NOTHING_YET = "Nothing to show yet \N{EN DASH} press Run."
STRETCHES = (3, 2, 2)


@dataclass(frozen=True, eq=False)
class ChartRun:
    """What one run shows in the charts.

    All arrays have the shape (T,) of ``dates``; NaN leaves a gap.

    Attributes
    ----------
    name : str
    color_index : int
        Number of the run's colour in the theme.
    dates : array of datetime64[D]
        Ascending days.
    equity_base, equity_dyn : array of float
        Growth of 1 without and with the overlay.
    drawdown_base, drawdown_dyn : array of float
        As a fraction, zero or below.
    leverage : array of float
        1.5 is one and a half times the capital.
    """

    name: str
    color_index: int
    dates: np.ndarray
    equity_base: np.ndarray
    equity_dyn: np.ndarray
    drawdown_base: np.ndarray
    drawdown_dyn: np.ndarray
    leverage: np.ndarray


class ChartStack(QWidget):
    """The three charts of up to six runs, or a sentence while there is nothing to show."""

    log_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chart_stack")
        self._runs: tuple[ChartRun, ...] = ()
        self._theme = LIGHT
        self.equity = TimeSeriesPlot(
            "Growth of 1", GROWTH, "equity_plot", reference=1.0, shows_dates=False
        )
        self.drawdown = TimeSeriesPlot(
            "Drawdown",
            DRAWDOWN,
            "drawdown_plot",
            reference=0.0,
            keeps_reference=True,
            shows_dates=False,
        )
        self.leverage = TimeSeriesPlot(
            "Leverage", TIMES, "leverage_plot", reference=1.0, keeps_reference=True
        )
        self.plots = (self.equity, self.drawdown, self.leverage)
        for plot in self.plots[1:]:
            plot.link_x_to(self.equity)
        for plot in self.plots:
            plot.cursor_moved.connect(self._show_cursor)
            plot.cursor_left.connect(self._hide_cursor)
        self.bar = RangeBar(self.equity.time_window)
        self.bar.log_toggled.connect(self._toggle_log)
        self.splitter = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        self.splitter.setObjectName("chart_splitter")
        for place, plot in enumerate(self.plots):
            self.splitter.addWidget(plot)
            self.splitter.setStretchFactor(place, STRETCHES[place])
        charts = QWidget()
        layout = QVBoxLayout(charts)
        layout.setContentsMargins(8, 6, 8, 4)
        layout.setSpacing(6)
        layout.addWidget(self.bar)
        layout.addWidget(self.splitter, 1)
        self.message = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.message.setObjectName("chart_message")
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.message)
        self._pages.addWidget(charts)
        self._align()
        self.show_message(NOTHING_YET)

    @property
    def is_log(self) -> bool:
        """Whether growth is drawn on a logarithmic scale."""
        return self.equity.is_log

    def set_runs(self, runs: Sequence[ChartRun]) -> None:
        """Show these runs; none brings the first sentence back. Zoom, cursor and scale stay."""
        self._runs = tuple(runs)
        if not self._runs:
            self.show_message(NOTHING_YET)
            return
        colors = [self._theme.series_color(run.color_index) for run in self._runs]
        self.equity.set_curves(_pairs(self._runs, colors, "equity"))
        self.drawdown.set_curves(_pairs(self._runs, colors, "drawdown"))
        self.leverage.set_curves(
            [
                Curve("dynamic", run.name, run.dates, run.leverage, color)
                for run, color in zip(self._runs, colors, strict=True)
            ]
        )
        self._pages.setCurrentIndex(1)
        self.bar.follow_window()
        self._show_day()

    def show_message(self, text: str) -> None:
        """Show a sentence in place of the charts, until runs are set again."""
        self.message.setText(text)
        self._pages.setCurrentIndex(0)

    def set_log(self, log: bool) -> None:
        """Draw growth on a logarithmic scale, or on a linear one."""
        self.bar.log_box.setChecked(log)

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of a theme; runs keep the number of their colour."""
        self._theme = theme
        for plot in self.plots:
            plot.set_theme(theme)
        if self._runs:
            page = self._pages.currentIndex()
            self.set_runs(self._runs)
            self._pages.setCurrentIndex(page)

    def _align(self) -> None:
        """Give all plots the same left edge, and all legends too."""
        axis = max(plot.axis_width() for plot in self.plots)
        title = max(plot.header.title_width() for plot in self.plots)
        for plot in self.plots:
            plot.set_axis_width(axis)
            plot.header.set_least_title_width(title)

    def _show_day(self) -> None:
        self.bar.show_day(self.equity.reading_day)

    @Slot(object)
    def _show_cursor(self, day: np.datetime64) -> None:
        for plot in self.plots:
            plot.show_cursor(day)
        self._show_day()

    @Slot()
    def _hide_cursor(self) -> None:
        for plot in self.plots:
            plot.show_cursor(None)
        self._show_day()

    @Slot(bool)
    def _toggle_log(self, log: bool) -> None:
        self.equity.set_log(log)
        self.log_changed.emit(log)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._align()


def _pairs(runs: Sequence[ChartRun], colors: Sequence[str], kind: str) -> list[Curve]:
    """A solid and a dashed curve for each run: with the overlay and without."""
    curves = []
    for run, color in zip(runs, colors, strict=True):
        dynamic, base = (
            (run.equity_dyn, run.equity_base)
            if kind == "equity"
            else (run.drawdown_dyn, run.drawdown_base)
        )
        curves.append(Curve("dynamic", run.name, run.dates, dynamic, color))
        curves.append(Curve("base", run.name, run.dates, base, color, "dash"))
    return curves
