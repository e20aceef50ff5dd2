"""A page of plots of every track of a study, with the box that shows or hides base portfolios."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.charts.plot_page import PlotPage
from gui.focus_ring import RingedCheckBox

if TYPE_CHECKING:
    from core.comparison import Track
    from core.portfolio import Account
    from gui.charts.time_plot import TimePlot
    from gui.charts.time_window import TimeWindow


class TracksPage(PlotPage):
    """Solid with the overlay, dashed without, benchmarks dotted. A subclass fills the plots.

    Parameters
    ----------
    box : str
        Name of the box of base portfolios, which is checked at first.
    controls : sequence of QWidget
        What stands before it in the bar.

    Attributes
    ----------
    base_toggled
        Curves without the overlay are shown from now on, or not.
    """

    base_toggled = Signal(bool)

    def __init__(
        self,
        name: str,
        plots: Sequence[TimePlot],
        stretches: Sequence[int],
        window: TimeWindow | None,
        parent: QWidget | None,
        *,
        box: str,
        controls: Sequence[QWidget] = (),
    ) -> None:
        super().__init__(name, plots, stretches, window, parent)
        self.base_box = RingedCheckBox("Base")
        self.base_box.setObjectName(box)
        self.base_box.setAccessibleName("Curves without the overlay")
        self.base_box.setToolTip("Show the base portfolios, without the overlay, as dashed lines")
        self.base_box.setChecked(True)
        self.base_box.toggled.connect(self._toggle_base)
        for control in (*controls, self.base_box):
            self.bar.add(control)

    @property
    def shows_base(self) -> bool:
        """Whether curves without the overlay are shown."""
        return self.base_box.isChecked()

    def set_base_shown(self, shown: bool) -> None:
        """Show the curves without the overlay, or hide them."""
        self.base_box.setChecked(shown)

    def shown_accounts(self, track: Track) -> list[tuple[Literal["dynamic", "base"], Account]]:
        """Return the accounts of a track that have curves, with what `track_curve` calls them."""
        if track.base is None or not self.shows_base:
            return [("dynamic", track.dynamic)]
        return [("dynamic", track.dynamic), ("base", track.base)]

    @Slot(bool)
    def _toggle_base(self, shown: bool) -> None:
        self.refill()
        self.base_toggled.emit(shown)
