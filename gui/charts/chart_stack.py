"""Equity, drawdown and leverage below one another, with one time axis and one cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from gui.charts.curves import Curve
from gui.charts.plot_page import PlotPage
from gui.charts.time_series_plot import TimeSeriesPlot
from gui.charts.units import DRAWDOWN, GROWTH, TIMES
from gui.theme import Theme

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


class ChartStack(PlotPage):
    """The three charts of up to six runs, or a sentence while there is nothing to show."""

    log_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._runs: tuple[ChartRun, ...] = ()
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
        plots = (self.equity, self.drawdown, self.leverage)
        super().__init__("chart_stack", plots, STRETCHES, parent=parent)
        self.message.setObjectName("chart_message")
        self.log_box = QCheckBox("Log")
        self.log_box.setObjectName("log_toggle")
        self.log_box.setAccessibleName("Logarithmic scale for growth")
        self.log_box.setToolTip(
            "Draw growth on a logarithmic scale: equal heights are equal percentages"
        )
        self.log_box.toggled.connect(self._toggle_log)
        self.bar.add(self.log_box)
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
        colors = [self.theme.series_color(run.color_index) for run in self._runs]
        self.equity.set_curves(_pairs(self._runs, colors, "equity"))
        self.drawdown.set_curves(_pairs(self._runs, colors, "drawdown"))
        self.leverage.set_curves(
            [
                Curve("dynamic", run.name, run.dates, run.leverage, color)
                for run, color in zip(self._runs, colors, strict=True)
            ]
        )
        self.show_plots()

    def set_log(self, log: bool) -> None:
        """Draw growth on a logarithmic scale, or on a linear one."""
        self.log_box.setChecked(log)

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of a theme; runs keep the number of their colour."""
        super().set_theme(theme)
        if self._runs:
            page = self._places.currentIndex()
            self.set_runs(self._runs)
            self._places.setCurrentIndex(page)

    @Slot(bool)
    def _toggle_log(self, log: bool) -> None:
        self.equity.set_log(log)
        self.log_changed.emit(log)


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
