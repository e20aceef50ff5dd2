"""What trading and borrowing have cost every scenario and benchmark, over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QWidget

from core.metrics import Conventions
from core.units import TRADING_DAYS
from gui.account_series import AccountSeries, Series
from gui.charts.curves import Curve, track_curve
from gui.charts.plot_page import nothing_to_show
from gui.charts.time_series_plot import TimeSeriesPlot
from gui.charts.tracks_page import TracksPage
from gui.charts.units import TIMES, Unit

if TYPE_CHECKING:
    from core.comparison import Track
    from core.portfolio import Account
    from core.study import Study
    from gui.charts.time_window import TimeWindow

SHARE = Unit(factor=100.0, suffix="%", least_span=0.0002)
COSTS, INTEREST, TURNOVER = range(3)


class CostsPage(TracksPage):
    """Trading costs and interest added up since the first common day, and turnover of a year.

    Costs and interest are sums of each day's share of the equity of that day, in percent;
    interest is paid above zero and earned below.
    """

    def __init__(self, window: TimeWindow | None = None, parent: QWidget | None = None) -> None:
        self.costs = TimeSeriesPlot(
            "Costs to date",
            SHARE,
            "costs_plot",
            reference=0.0,
            keeps_reference=True,
            shows_dates=False,
        )
        self.costs.setToolTip(
            "Trading costs since the first day, each as percent of its day's equity"
        )
        self.interest = TimeSeriesPlot(
            "Interest to date",
            SHARE,
            "interest_plot",
            reference=0.0,
            keeps_reference=True,
            shows_dates=False,
        )
        self.interest.setToolTip(
            "Interest paid on what is borrowed less that earned on cash, since the first day, "
            "percent of equity"
        )
        self.turnover = TimeSeriesPlot(
            "Yearly turnover", TIMES, "turnover_plot", reference=0.0, keeps_reference=True
        )
        self.turnover.setToolTip(
            f"Bought and sold over the last {TRADING_DAYS} days, in multiples of equity"
        )
        plots = (self.costs, self.interest, self.turnover)
        super().__init__("costs_page", plots, (1, 1, 1), window, parent, box="costs_base_toggle")
        self._series = AccountSeries(_costs)

    def fill(self, study: Study, selected: int) -> str:
        """Draw the tracks of a study on their common days."""
        tracks = study.comparison.tracks
        if not tracks:
            return nothing_to_show(study)
        self._series.keep(tracks)
        self.costs.set_curves(self._curves(tracks, COSTS, selected))
        self.interest.set_curves(self._curves(tracks, INTEREST, selected))
        self.turnover.set_curves(self._curves(tracks, TURNOVER, selected))
        return ""

    def _curves(self, tracks: tuple[Track, ...], place: int, selected: int) -> list[Curve]:
        curves = []
        for track in tracks:
            for name, account in self.shown_accounts(track):
                if place == INTEREST and name == "base":
                    continue  # it does not borrow
                values = self._series.of(account, track.conventions)[place]
                if place == INTEREST and track.is_benchmark and not values.any():
                    continue
                curves.append(track_curve(track, name, values, self.theme, selected))
        return curves


def _costs(account: Account, conventions: Conventions) -> Series:
    """Return the costs and the interest so far, and the turnover of the last year, each (T,)."""
    rows = len(account.turnover)
    year = np.full(rows, np.nan)
    if rows >= TRADING_DAYS:
        total = np.concatenate(([0.0], np.cumsum(account.turnover)))
        year[TRADING_DAYS - 1 :] = total[TRADING_DAYS:] - total[:-TRADING_DAYS]
    return np.cumsum(account.cost), np.cumsum(account.financing), year
