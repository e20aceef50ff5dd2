"""The middle of the window: a slim row of tabs, and the page of charts or that of the data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from gui.actions import PAGES
from gui.charts.chart_stack import ChartRun, ChartStack
from gui.data_page import DataPage
from gui.source_strip import SourceStrip
from gui.theme import Theme

if TYPE_CHECKING:
    from core.result import BacktestResult
    from core.scenario import Outcome

CHARTS, DATA = range(len(PAGES))


class Pages(QWidget):
    """The charts with the line that names their prices, and the page about the prices at hand.

    Attributes
    ----------
    page_changed
        The number of the page that is shown now.
    """

    page_changed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip = SourceStrip(theme)
        self.charts = ChartStack()
        self.data = DataPage(theme)
        self.tabs = QTabBar()
        self.tabs.setObjectName("tabs")
        self.tabs.setAccessibleName("Pages")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for title in PAGES:
            self.tabs.addTab(title)
        charts = QWidget()
        column = QVBoxLayout(charts)
        column.setContentsMargins(0, 4, 0, 0)
        line = QHBoxLayout()
        line.setContentsMargins(8, 0, 8, 0)  # as the charts have them
        line.addWidget(self.strip)
        column.addLayout(line)
        column.addWidget(self.charts, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(charts)
        self._stack.addWidget(self.data)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tabs)
        layout.addWidget(self._stack, 1)
        self.tabs.currentChanged.connect(self._turn)
        self.data.count_changed.connect(self._tell_count)

    def show_page(self, page: int) -> None:
        """Show a page, `CHARTS` or `DATA`."""
        self.tabs.setCurrentIndex(page)

    def show_outcomes(self, outcomes: Sequence[Outcome], named: BacktestResult) -> None:
        """Draw every outcome that has a result; the line above names the prices of one of them."""
        self.charts.set_runs(
            [
                _chart_run(outcome.scenario.name, index, outcome.result)
                for index, outcome in enumerate(outcomes)
                if outcome.result is not None
            ]
        )
        first, last = (f"{day:%Y-%m-%d}" for day in (named.dates[0], named.dates[-1]))
        self.strip.show_source(named.source, first, last)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.strip.set_theme(theme)
        self.charts.set_theme(theme)
        self.data.set_theme(theme)
        faint = f"color: {theme.muted}; border: none; border-bottom: 2px solid transparent;"
        self.tabs.setStyleSheet(
            "QTabBar { margin-left: 8px; }"
            f"QTabBar::tab {{ {faint} padding: 0.25em 0.9em; margin-right: 2px; }}"
            f"QTabBar::tab:hover {{ color: {theme.text}; }}"
            f"QTabBar::tab:selected {{ color: {theme.text}; "
            f"border-bottom: 2px solid {theme.accent}; }}"
            f"QTabBar::tab:selected:focus {{ border: 2px solid {theme.accent}; "
            "border-radius: 3px; padding: 0.15em 0.8em; }"
        )

    @Slot(int)
    def _turn(self, page: int) -> None:
        self._stack.setCurrentIndex(page)
        self.page_changed.emit(page)

    @Slot(int)
    def _tell_count(self, count: int) -> None:
        self.tabs.setTabText(DATA, f"{PAGES[DATA]} · {count:,}" if count else PAGES[DATA])
        what = f"{count:,} flags and suspects" if count else "no flags, no suspects"
        self.tabs.setTabToolTip(DATA, f"Where the prices are from, and how good: {what}")


def _chart_run(name: str, index: int, result: BacktestResult) -> ChartRun:
    return ChartRun(
        name=name,
        color_index=index,
        dates=result.dates.to_numpy().astype("datetime64[D]"),
        equity_base=result.base.equity,
        equity_dyn=result.dynamic.equity,
        drawdown_base=result.drawdown_base,
        drawdown_dyn=result.drawdown_dynamic,
        leverage=result.dynamic.leverage,
    )
