"""Rolling volatility and Sharpe ratio of every scenario and benchmark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from core.metrics import Conventions
from core.rolling import rolling_annual_volatility, rolling_sharpe
from gui.account_series import AccountSeries, Series
from gui.charts.curves import Curve, track_curve
from gui.charts.plot_page import nothing_to_show
from gui.charts.time_series_plot import TimeSeriesPlot
from gui.charts.tracks_page import TracksPage
from gui.charts.units import Unit
from gui.window_choice import WINDOWS, WindowChoice

if TYPE_CHECKING:
    from core.comparison import Track
    from core.portfolio import Account
    from core.study import Study
    from gui.charts.time_window import TimeWindow

VOLATILITY = Unit(factor=100.0, suffix="%", decimals=1, least_span=0.002, lowest=0.0)
SHARPE = Unit(least_span=0.05)
USUAL = 252


class RollingPage(TracksPage):
    """Two plots over time: solid with the overlay, dashed without, benchmarks dotted.

    Where the common days are fewer than the window chosen, the widest that fits is shown, and the
    choice comes back with more days.

    Attributes
    ----------
    window_chosen
        The user has chosen a window of so many days.
    """

    window_chosen = Signal(int)

    def __init__(self, window: TimeWindow | None = None, parent: QWidget | None = None) -> None:
        self.volatility = TimeSeriesPlot(
            "Volatility", VOLATILITY, "rolling_volatility_plot", shows_dates=False
        )
        self.sharpe = TimeSeriesPlot(
            "Sharpe ratio", SHARPE, "rolling_sharpe_plot", reference=0.0, keeps_reference=True
        )
        self.choice = WindowChoice()
        super().__init__(
            "rolling_page",
            (self.volatility, self.sharpe),
            (1, 1),
            window,
            parent,
            box="rolling_base_toggle",
            controls=(self.choice,),
        )
        self._wanted = self._days = USUAL
        self._series = AccountSeries(self._rolling)
        self.choice.chosen.connect(self._choose)
        self.choice.show_window(self._days, USUAL)

    def set_window(self, days: int) -> None:
        """Measure over so many days, one of `WINDOWS`; others are passed over. Nothing is told."""
        if days != self._wanted and days in [one for one, _, _ in WINDOWS]:
            self._wanted = days
            self.refill()

    def fill(self, study: Study, selected: int) -> str:
        """Draw the tracks of a study on their common days."""
        tracks = study.comparison.tracks
        if not tracks:
            return nothing_to_show(study)
        rows = len(study.comparison.dates)
        fitting = [days for days, _, _ in WINDOWS if days < rows]
        if not fitting:
            return (
                f"Rolling figures need more than {WINDOWS[0][0]} days; these scenarios have "
                f"{rows:,} in common."
            )
        days = max((one for one in fitting if one <= self._wanted), default=fitting[0])
        if days != self._days:
            self._days = days
            self._series.clear()
        self._series.keep(tracks)
        self.choice.show_window(days, fitting[-1])
        self.volatility.set_curves(self._curves(tracks, 0, selected))
        self.sharpe.set_curves(self._curves(tracks, 1, selected))
        return ""

    def _curves(self, tracks: tuple[Track, ...], place: int, selected: int) -> list[Curve]:
        curves = []
        for track in tracks:
            for name, account in self.shown_accounts(track):
                values = self._series.of(account, track.conventions)[place]
                curves.append(track_curve(track, name, values, self.theme, selected))
        return curves

    def _rolling(self, account: Account, conventions: Conventions) -> Series:
        returns = account.returns
        return (
            rolling_annual_volatility(returns, conventions, self._days),
            rolling_sharpe(returns, conventions, self._days),
        )

    @Slot(int)
    def _choose(self, days: int) -> None:
        self.set_window(days)
        self.window_chosen.emit(days)
