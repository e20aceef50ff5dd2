"""How the project is looked at: gathered from the widgets for its file, and given back to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast, get_args

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.project import Accounts, Layout
from gui.actions import Actions
from gui.charts.range_bar import YEARS
from gui.charts.tracks_page import TracksPage
from gui.page_list import NAMES
from gui.pages import Pages
from gui.results_panel import ResultsPanel
from gui.workspace import Workspace

if TYPE_CHECKING:
    from gui.rolling_page import RollingPage


class LayoutKeeper(QObject):
    """Keeps menus, charts and table in step about how things are shown.

    Attributes
    ----------
    changed
        The layout is another one.
    """

    changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        pages: Pages,
        results: ResultsPanel,
        actions: Actions,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._pages, self._results, self._actions = pages, results, actions
        self._layout = Layout()
        charts = pages.charts
        actions["log"].toggled.connect(self.set_log)
        actions["base_curves"].toggled.connect(self.set_base_curves)
        actions["differences"].toggled.connect(self.set_differences)
        actions["show_all"].triggered.connect(charts.time_window.show_all)
        charts.log_changed.connect(self.set_log)
        results.differences_chosen.connect(self.set_differences)
        results.accounts_chosen.connect(self.set_accounts)
        pages.page_changed.connect(self._take_page)
        self._connect_page(charts)
        pages.page_made.connect(self._connect_page)
        for action in actions.pages:
            action.triggered.connect(self._choose_page)
        self.show(self._layout)

    def layout(self) -> Layout:
        """Return how things are shown at this moment."""
        window = self._pages.charts.time_window
        years = next((years for years in YEARS if window.shows_last(years)), None)
        return replace(
            self._layout,
            selected=self._workspace.selected,
            years=None if window.shows_all else years,
        )

    def show(self, layout: Layout) -> None:
        """Show things in this way; the scenario is selected where the project has it."""
        self._layout = layout
        if layout.selected:
            self._workspace.select(layout.selected)
        self.set_log(layout.log)
        self.set_base_curves(layout.base_curves)
        self.set_accounts(layout.accounts)
        self.set_differences(layout.differences)
        self._pages.show_page(layout.page)
        window = self._pages.charts.time_window
        if layout.years is None:
            window.show_all()
        else:
            window.show_last(layout.years)
        rolling = self._pages.made("rolling")
        if rolling is not None:
            cast("RollingPage", rolling).set_window(layout.window)

    @Slot(bool)
    def set_log(self, log: bool) -> None:
        """Draw growth on a logarithmic scale, or not."""
        self._pages.charts.set_log(log)
        self._actions["log"].setChecked(log)
        self._take(replace(self._layout, log=log))

    @Slot(bool)
    def set_base_curves(self, shown: bool) -> None:
        """Draw the portfolios without overlay, or not."""
        for page in self._pages.all_made:
            if isinstance(page, TracksPage):
                page.set_base_shown(shown)
        self._actions["base_curves"].setChecked(shown)
        self._take(replace(self._layout, base_curves=shown))

    @Slot(bool)
    def set_differences(self, shown: bool) -> None:
        """Show figures as differences to the reference, or as they are."""
        self._results.set_differences(shown)
        self._actions["differences"].setChecked(shown)
        self._take(replace(self._layout, differences=shown))

    @Slot(str)
    def set_accounts(self, accounts: str) -> None:
        """Choose which accounts have a column in the table."""
        for known in get_args(Accounts):
            if accounts == known:
                self._results.set_accounts(known)
                self._take(replace(self._layout, accounts=known))

    def _take(self, layout: Layout) -> None:
        if layout != self._layout:
            self._layout = layout
            self.changed.emit()

    @Slot(int)
    def _take_page(self, place: int) -> None:
        self._actions.pages[place].setChecked(True)
        self._take(replace(self._layout, page=NAMES[place]))

    @Slot(int)
    def _take_window(self, days: int) -> None:
        self._take(replace(self._layout, window=days))

    @Slot()
    def _choose_page(self) -> None:
        action = next(one for one in self._actions.pages if one.isChecked())
        self._pages.show_page(NAMES[int(action.data())])

    @Slot(object)
    def _connect_page(self, page: QWidget) -> None:
        if page is self._pages.made("rolling"):
            rolling = cast("RollingPage", page)
            rolling.set_window(self._layout.window)
            rolling.window_chosen.connect(self._take_window)
        if isinstance(page, TracksPage):
            page.set_base_shown(self._layout.base_curves)
            page.base_toggled.connect(self.set_base_curves)
