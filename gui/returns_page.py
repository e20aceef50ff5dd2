"""The page Returns: what the selected scenario earned in each month and year, as a heat map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from core.periods import period_returns
from gui.formats import number
from gui.returns_colors import STEPS, heat_colors
from gui.returns_table import ReturnGrid, ReturnsTable
from gui.scenario_heading import (
    COMPARED,
    NOTHING_YET,
    AccountChoice,
    AccountView,
    ScenarioHeading,
    missing,
)
from gui.shown_track import has_accounts, shown_track
from gui.study_page import StudyPage
from gui.theme import LIGHT, Theme
from gui.toned_label import LabelTone, TonedLabel

if TYPE_CHECKING:
    from core.comparison import Track
    from core.periods import PeriodReturns
    from core.portfolio import Account
    from core.study import Study

FULL_QUANTILE = 0.95
"""Of the sizes of returns: a single crash does not bleach the rest of the map."""
LEAST_FULL = 0.05
"""Percent: returns that are all nothing are not blown up to colours."""


class ReturnsPage(StudyPage):
    """The heat map with its legend, of the account that is chosen above it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("returns_page")
        self._track: Track | None = None
        self._periods: dict[AccountView, tuple[Account, PeriodReturns]] = {}
        self.choice = AccountChoice(*AccountView)
        self.choice.chosen.connect(self._choose)
        self.heading = ScenarioHeading()
        self.table = ReturnsTable()
        self._scale = _HeatScale()
        self._words = TonedLabel(LabelTone.MUTED)
        self._words.setObjectName("returns_words")
        self._words.setWordWrap(True)
        self.message = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.message.setObjectName("returns_message")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setMargin(16)
        self._lay_out()
        self.show_message(NOTHING_YET)

    def show_study(self, study: Study, selected: int) -> None:
        """Show the selected scenario of a study, or why it has no result."""
        outcome = study.outcome(selected)
        sentence = missing(outcome)
        if sentence or outcome is None or outcome.result is None:
            self.show_message(sentence)
            return
        scenario, result, before = outcome.scenario, outcome.result, self._track
        self._track = track = shown_track(study, scenario, result, before)
        cut = len(track.days) < len(result.dynamic.returns)
        self.heading.show_scenario(scenario, track.days, COMPARED if cut else "")
        if before is None or not has_accounts(before, track.base, track.dynamic):
            self._show_track()
        self._places.setCurrentIndex(1)

    def show_message(self, text: str) -> None:
        """Show a sentence in place of everything, until a study is shown again."""
        self.message.setText(text)
        self._places.setCurrentIndex(0)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme, also of what is shown already."""
        self.heading.set_theme(theme)
        self.table.set_theme(theme)
        self._scale.set_theme(theme)

    def picture(self) -> QWidget:
        """Return the name, the map and its legend, without the buttons."""
        return self._figure

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.addWidget(self.choice)
        bar.addStretch(1)
        legend = QHBoxLayout()
        legend.setSpacing(10)
        legend.addWidget(self._scale, 0, Qt.AlignmentFlag.AlignTop)
        legend.addWidget(self._words, 1)
        self._figure = QWidget()
        self._figure.setObjectName("returns_figure")
        column = QVBoxLayout(self._figure)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.heading)
        column.addWidget(self.table, 1)
        column.addLayout(legend)
        column.addStretch(0)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(6)
        layout.addLayout(bar)
        layout.addWidget(self._figure, 1)
        self._places = QStackedLayout(self)
        self._places.addWidget(self.message)
        self._places.addWidget(content)

    @Slot(object)
    def _choose(self, view: AccountView) -> None:
        if self._track is not None:
            self._show_track()

    def _show_track(self) -> None:
        assert self._track is not None
        grid = self._grid(self._track)
        self.table.show_returns(grid)
        month, year = number(grid.full_month, 1), number(grid.full_year, 1)
        unit = "percentage points" if self.choice.view is AccountView.DIFFERENCE else "percent"
        words = (
            f"In {unit}. Orange is below zero, blue above; colours are full from "
            f"±{month} a month and ±{year} a year on."
        )
        if grid.partial.any():
            words += " * Only a part of the period is among these days."
        self._words.setText(words)

    def _grid(self, track: Track) -> ReturnGrid:
        match self.choice.view:
            case AccountView.DIFFERENCE:
                shown, other = (
                    self._known(track, view) for view in (AccountView.DYNAMIC, AccountView.BASE)
                )
                months, yearly = shown.months - other.months, shown.yearly - other.yearly
            case view:
                shown = self._known(track, view)
                months, yearly = shown.months, shown.yearly
        partial = np.column_stack((shown.partial_months, shown.partial_years))
        return ReturnGrid(
            years=shown.years[::-1],
            values=100.0 * np.column_stack((months, yearly))[::-1],
            partial=partial[::-1],
            full_month=_full(months),
            full_year=_full(yearly),
        )

    def _known(self, track: Track, view: AccountView) -> PeriodReturns:
        """Return the returns of an account, computed once."""
        account = track.base if view is AccountView.BASE else track.dynamic
        assert account is not None
        earlier = self._periods.get(view)
        if earlier is not None and earlier[0] is account:
            return earlier[1]
        made = period_returns(track.days, account.returns)
        self._periods[view] = (account, made)
        return made


def _full(returns: np.ndarray) -> float:
    """Return the size, in percent, of a return whose colour is full."""
    sizes = np.sort(np.abs(returns[np.isfinite(returns)]))
    full = sizes[round(FULL_QUANTILE * (len(sizes) - 1))] if len(sizes) else 0.0
    return max(100.0 * float(full), LEAST_FULL)


class _HeatScale(QWidget):
    """The colours from the worst to the best, with their signs."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self.setAccessibleName("Colours from orange, below zero, to blue, above zero")

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(8 * line, line)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        sign = self.fontMetrics().height()
        bar = QRectF(self.rect()).adjusted(sign, 2, -sign, -2)
        colors = heat_colors(self._theme)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for share, step in ((0.0, 0), (0.5, STEPS), (1.0, 2 * STEPS)):
            gradient.setColorAt(share, QColor(colors[step][0]))
        painter.fillRect(bar, gradient)
        painter.setPen(QColor(self._theme.muted))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(self.rect(), flags, "\N{MINUS SIGN}")
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(self.rect(), flags, "+")
