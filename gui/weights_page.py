"""The page Weights: what the selected scenario holds day by day, and who bears its risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.risk_shares import risk_shares
from gui.charts.plot_page import PlotPage
from gui.charts.stack_plot import StackPlot
from gui.charts.time_window import TimeWindow
from gui.focus_ring import RingedCheckBox
from gui.scenario_heading import NOTHING_YET, OWN, ScenarioHeading, missing
from gui.theme import Theme
from gui.weights_colors import symbol_colors
from gui.weights_shares import ShownSymbols, shown_symbols
from gui.weights_table import WeightsTable

if TYPE_CHECKING:
    from core.engine import BasePortfolio
    from core.result import BacktestResult
    from core.study import Study
    from core.units import Floats

HELD, EXPOSURE = "Weights held", "Weights times leverage"
RISK = "Shares of risk"


class WeightsPage(PlotPage):
    """Weights and shares of risk as stacked areas, with a legend that reads out the day."""

    def __init__(self, window: TimeWindow | None = None, parent: QWidget | None = None) -> None:
        self.held = StackPlot(HELD, "weights_plot", shows_dates=False)
        self.risk = StackPlot(RISK, "risk_plot")
        super().__init__("weights_page", (self.held, self.risk), (1, 1), window, parent)
        self._base: BasePortfolio | None = None
        self._leverage: Floats | None = None
        self._symbols: ShownSymbols | None = None
        self._days: np.ndarray = np.empty(0, "datetime64[D]")
        self._weights: Floats = np.empty((0, 0))
        self._exposures: Floats = self._weights
        self._risk_shares: Floats = self._weights
        self._row = -1
        self.heading = ScenarioHeading()
        self.table = WeightsTable()
        self.levered = RingedCheckBox("Times leverage")
        self.levered.setObjectName("weights_times_leverage")
        self.levered.setToolTip(
            "Multiply the weights by the leverage of the day: what is held of each symbol per unit "
            "of equity, more than 100 % of it where it is borrowed"
        )
        self.levered.toggled.connect(self._lever)
        self.bar.add(self.levered)
        self._lay_out()
        self.show_message(NOTHING_YET)

    def fill(self, study: Study, selected: int) -> str:
        outcome = study.outcome(selected)
        sentence = missing(outcome)
        if sentence or outcome is None or outcome.result is None or outcome.base is None:
            return sentence
        if outcome.base is not self._base:
            self._base = outcome.base
            self._take_base(outcome.result, outcome.base)
        compared = study.comparison.track(selected)
        cut = compared is not None and len(compared.days) < len(self._days)
        self.heading.show_scenario(outcome.scenario, self._days, OWN if cut else "")
        if outcome.result.dynamic.leverage is not self._leverage:
            self._leverage = outcome.result.dynamic.leverage
            if self.levered.isChecked():
                self._show_held()
        return ""

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.heading.set_theme(theme)
        colors = self._colors()
        for plot in (self.held, self.risk):
            plot.recolor(colors[::-1])
        self.table.set_colors(colors, theme)

    def picture(self) -> QWidget:
        """Return the name, the plots and their legend, without the bar."""
        return self._figure

    def show_day(self) -> None:
        """Write the day that is read out into the bar, and its values into the legend."""
        super().show_day()
        self._show_values()

    def _lay_out(self) -> None:
        """Put the name above the plots, and the legend beside them."""
        container = self.splitter.parentWidget()
        layout = None if container is None else container.layout()
        assert layout is not None
        self._figure = QWidget()
        self._figure.setObjectName("weights_figure")
        row = QHBoxLayout()
        row.setSpacing(8)
        column = QVBoxLayout(self._figure)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        layout.replaceWidget(self.splitter, self._figure)
        row.addWidget(self.splitter, 1)
        row.addWidget(self.table)
        column.addWidget(self.heading)
        column.addLayout(row, 1)

    def _colors(self) -> tuple[str, ...]:
        """Return the colours of the rows, from the top."""
        return symbol_colors(self.theme, len(self._symbols.names) if self._symbols else 0)

    def _take_base(self, result: BacktestResult, base: BasePortfolio) -> None:
        """Show another base portfolio: its weights, and the risk that each decision gave."""
        holdings = base.holdings
        symbols = self._symbols = shown_symbols(base.table.symbols, holdings.weights)
        self._days = result.dates.to_numpy().astype("datetime64[D]")
        self._weights = symbols.rows_of(holdings.weights)
        # Decisions that no row holds are skipped: a later one starts in the same row.
        decided = np.maximum.accumulate(holdings.decision_of_row)
        self._risk_shares = symbols.rows_of(risk_shares(base))[decided]
        colors = self._colors()
        self.table.show_symbols(symbols.names, symbols.hints)
        self.table.set_colors(colors, self.theme)
        self._row = -1
        self._leverage = result.dynamic.leverage
        self._show_held()
        self.risk.set_areas(self._days, self._risk_shares[:, ::-1], colors[::-1])

    def _show_held(self) -> None:
        assert self._leverage is not None
        levered = self.levered.isChecked()
        self._exposures = self._weights * self._leverage[:, None] if levered else self._weights
        self.held.set_areas(self._days, self._exposures[:, ::-1], self._colors()[::-1])
        self._row = -1
        self._show_values()

    def _show_values(self) -> None:
        """Write the values of the day that is read out into the legend."""
        day = self.held.reading_day
        if day is None or not len(self._exposures):
            return
        row = max(int(np.searchsorted(self._days, day, side="right")) - 1, 0)
        if row != self._row:
            self._row = row
            self.table.show_values(np.column_stack((self._exposures[row], self._risk_shares[row])))

    @Slot(bool)
    def _lever(self, levered: bool) -> None:
        self.held.set_title(EXPOSURE if levered else HELD)
        self.table.set_exposure(levered)
        if self._leverage is not None:
            self._show_held()
