"""The page Drawdowns: how far the selected scenario fell, when the brake acted, the worst falls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.episodes import worst_episodes
from gui.charts.curves import Curve
from gui.charts.plot_page import PlotPage
from gui.charts.time_series_plot import TimeSeriesPlot
from gui.charts.time_window import TimeWindow
from gui.charts.units import DRAWDOWN, Unit
from gui.drawdowns_table import EpisodesTable
from gui.formats import number
from gui.scenario_heading import (
    COMPARED,
    NOTHING_YET,
    AccountChoice,
    AccountView,
    ScenarioHeading,
    missing,
)
from gui.shown_track import has_accounts, shown_track
from gui.theme import Theme
from gui.toned_label import LabelTone, TonedLabel

if TYPE_CHECKING:
    from core.comparison import Track
    from core.episodes import Episode
    from core.portfolio import Account
    from core.study import Study

BRAKE = Unit(factor=100.0, suffix="%", decimals=0, least_span=0.2, lowest=0.0, highest=1.0)
LEAST_MARGIN, MARGIN = 10.0, 0.1
"""Days, and share of its length, that are shown before and after an episode."""
STRETCHES = (3, 2)
SIZES = [300, 200, 270]
"""Heights to begin with; they are scaled to the room there is."""


class DrawdownsPage(PlotPage):
    """Drawdowns and the brake over time, and below them the ten worst drawdowns as a table."""

    def __init__(self, window: TimeWindow | None = None, parent: QWidget | None = None) -> None:
        self.drawdown = TimeSeriesPlot(
            "Drawdown",
            DRAWDOWN,
            "drawdowns_plot",
            reference=0.0,
            keeps_reference=True,
            shows_dates=False,
        )
        self.brake = TimeSeriesPlot(
            "Brake", BRAKE, "brake_plot", reference=1.0, keeps_reference=True
        )
        super().__init__("drawdowns_page", (self.drawdown, self.brake), STRETCHES, window, parent)
        self._track: Track | None = None
        self._color = -1
        self._days: np.ndarray = np.empty(0, "datetime64[D]")
        self.heading = ScenarioHeading()
        self.words = TonedLabel(LabelTone.MUTED)
        self.words.setObjectName("brake_words")
        self.words.setWordWrap(True)
        self.table = EpisodesTable()
        self.table.episode_chosen.connect(self._show_episode)
        self.choice = AccountChoice(AccountView.DYNAMIC, AccountView.BASE)
        self.choice.setAccessibleName("Account whose worst drawdowns are listed")
        self.choice.chosen.connect(self._choose)
        self.bar.add(QLabel("Listed:"))
        self.bar.add(self.choice)
        self._lay_out()
        self.show_message(NOTHING_YET)

    def fill(self, study: Study, selected: int) -> str:
        outcome = study.outcome(selected)
        sentence = missing(outcome)
        if sentence or outcome is None or outcome.result is None:
            return sentence
        scenario, result, before = outcome.scenario, outcome.result, self._track
        self._track = track = shown_track(study, scenario, result, before)
        cut = len(track.days) < len(result.dynamic.returns)
        self.heading.show_scenario(scenario, track.days, COMPARED if cut else "")
        changed = before is None or not has_accounts(before, track.base, track.dynamic)
        if changed or scenario.color != self._color:
            self._color = scenario.color
            self._show_curves(track)
        if changed:
            self.words.setText(brake_sentence(track.dynamic, result.parameters.dd_min_scale))
            self._show_episodes(track)
        return ""

    def set_theme(self, theme: Theme) -> None:
        self._color = -1  # curves are made anew, in the colours of the theme
        super().set_theme(theme)
        self.heading.set_theme(theme)
        self.table.set_theme(theme)

    def picture(self) -> QWidget:
        """Return the name, the plots and the table, without the bar."""
        return self._figure

    def _lay_out(self) -> None:
        """Put the name and the words above the plots, and the table below them."""
        container = self.splitter.parentWidget()
        layout = None if container is None else container.layout()
        assert layout is not None
        self._figure = QWidget()
        self._figure.setObjectName("drawdowns_figure")
        layout.replaceWidget(self.splitter, self._figure)
        column = QVBoxLayout(self._figure)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.heading)
        column.addWidget(self.words)
        column.addWidget(self.splitter, 1)
        self.splitter.addWidget(self.table)
        self.splitter.setStretchFactor(len(self.plots), STRETCHES[-1])
        self.splitter.setSizes(SIZES)

    def _show_curves(self, track: Track) -> None:
        assert track.drawdown_base is not None
        if not np.array_equal(track.days, self._days):
            self._days = track.days  # else the same array as before, which the plots know already
        color = self.theme.series_color(self._color)
        days, group = self._days, ""
        self.drawdown.set_curves(
            [
                Curve("With overlay", group, days, track.drawdown_dynamic, color),
                Curve("Base", group, days, track.drawdown_base, self.theme.muted, "dash"),
            ]
        )
        self.brake.set_curves(
            [Curve("Leverage it leaves (100% is off)", group, days, track.dynamic.brake, color)]
        )

    def _show_episodes(self, track: Track) -> None:
        levered = self.choice.view is AccountView.DYNAMIC
        account = track.dynamic if levered else track.base
        drawdowns = track.drawdown_dynamic if levered else track.drawdown_base
        assert account is not None
        assert drawdowns is not None
        episodes = worst_episodes(self._days, account, drawdowns)
        self.table.show_episodes(episodes, braked=levered)

    @Slot(object)
    def _choose(self, view: AccountView) -> None:
        if self._track is not None:
            self._show_episodes(self._track)

    @Slot(object)
    def _show_episode(self, episode: Episode) -> None:
        """Zoom to a drawdown, and read out its trough."""
        peak, trough = (np.datetime64(day, "D") for day in (episode.peak, episode.trough))
        first, days = float(peak.astype(np.int64)), float(episode.days)
        margin = max(MARGIN * days, LEAST_MARGIN)
        self.time_window.show(first - margin, first + days + margin)
        for plot in self.plots:
            plot.show_cursor(trough)
        self.show_day()


def brake_sentence(account: Account, full: float) -> str:
    """Return on how many days the brake acted, and on how many it was at `full`, its last scale."""
    alive = account.brake[: account.wiped_out + 1] if account.wiped_out >= 0 else account.brake
    days, acted = len(alive), int((alive < 1.0).sum())
    if not acted:
        return f"The brake acted on none of {number(days, 0)} sessions."
    share = number(100.0 * acted / days, 0)
    sentence = f"The brake acted on {number(acted, 0)} of {number(days, 0)} sessions ({share} %)"
    fully = int((alive <= full).sum())
    if not fully:
        return f"{sentence}, and was never fully on."
    return (
        f"{sentence}; on {number(fully, 0)} of them fully, at {number(100.0 * full, 0)} % of the "
        "target leverage."
    )
