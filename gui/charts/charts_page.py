"""Growth, drawdown and leverage of every scenario and benchmark, on their common days."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from core.comparison import Track
from core.study import Study
from gui.charts.curves import Curve, track_curve
from gui.charts.plot_page import nothing_to_show
from gui.charts.time_series_plot import TimeSeriesPlot
from gui.charts.time_window import TimeWindow
from gui.charts.tracks_page import TracksPage
from gui.charts.units import DRAWDOWN, GROWTH, TIMES
from gui.focus_ring import RingedCheckBox

STRETCHES = (3, 2, 2)


class ChartsPage(TracksPage):
    """The three charts of a study: solid with the overlay, dashed without, benchmarks dotted.

    Attributes
    ----------
    log_changed
        Growth is drawn on a logarithmic scale from now on, or not.
    """

    log_changed = Signal(bool)

    def __init__(self, window: TimeWindow | None = None, parent: QWidget | None = None) -> None:
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
        self.log_box = RingedCheckBox("Log")
        self.log_box.setObjectName("log_toggle")
        self.log_box.setAccessibleName("Logarithmic scale for growth")
        self.log_box.setToolTip(
            "Draw growth on a logarithmic scale: equal heights are equal percentages"
        )
        super().__init__(
            "charts_page",
            plots,
            STRETCHES,
            window,
            parent,
            box="base_toggle",
            controls=(self.log_box,),
        )
        self.log_box.toggled.connect(self._toggle_log)

    @property
    def is_log(self) -> bool:
        """Whether growth is drawn on a logarithmic scale."""
        return self.equity.is_log

    def set_log(self, log: bool) -> None:
        """Draw growth on a logarithmic scale, or on a linear one."""
        self.log_box.setChecked(log)

    def fill(self, study: Study, selected: int) -> str:
        """Draw the tracks of a study; the selected scenario's stand above the others."""
        tracks = study.comparison.tracks
        if not tracks:
            return nothing_to_show(study)
        self.equity.set_curves(
            [curve for track in tracks for curve in self._growth(track, selected)]
        )
        self.drawdown.set_curves(
            [curve for track in tracks for curve in self._drawdowns(track, selected)]
        )
        self.leverage.set_curves(
            [
                track_curve(track, "dynamic", track.dynamic.leverage, self.theme, selected)
                for track in tracks
                if not track.is_benchmark
            ]
        )
        return ""

    def _growth(self, track: Track, selected: int) -> Sequence[Curve]:
        return [
            track_curve(track, name, account.equity, self.theme, selected)
            for name, account in self.shown_accounts(track)
        ]

    def _drawdowns(self, track: Track, selected: int) -> Sequence[Curve]:
        curves = [track_curve(track, "dynamic", track.drawdown_dynamic, self.theme, selected)]
        if track.drawdown_base is not None and self.shows_base:
            curves.append(track_curve(track, "base", track.drawdown_base, self.theme, selected))
        return curves

    @Slot(bool)
    def _toggle_log(self, log: bool) -> None:
        self.equity.set_log(log)
        self.log_changed.emit(log)
