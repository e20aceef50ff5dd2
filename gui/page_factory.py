"""Makes the pages that are not seen at the start; what they need is imported when they are."""

from __future__ import annotations

from gui.charts.time_window import TimeWindow
from gui.study_page import StudyPage


def made_page(name: str, window: TimeWindow) -> StudyPage:
    """Return a new page; those over time share the window, so that the zoom stays.

    Raises
    ------
    ValueError
        Where there is no page of this name.
    """
    match name:
        case "weights":
            from gui.weights_page import WeightsPage

            return WeightsPage(window)
        case "returns":
            from gui.returns_page import ReturnsPage

            return ReturnsPage()
        case "drawdowns":
            from gui.drawdowns_page import DrawdownsPage

            return DrawdownsPage(window)
        case "rolling":
            from gui.rolling_page import RollingPage

            return RollingPage(window)
        case "costs":
            from gui.costs_page import CostsPage

            return CostsPage(window)
    raise ValueError(f"there is no page {name}")
