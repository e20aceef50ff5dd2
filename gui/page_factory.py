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
        case "steps":
            from gui.steps_page import StepsPage

            return StepsPage()
        case "attribution":
            from gui.attribution_page import AttributionPage

            return AttributionPage()
        case "break_evens":
            from gui.break_evens_page import BreakEvensPage

            return BreakEvensPage()
        case "day":
            from gui.day_page import DayPage

            return DayPage()
        case "today":
            from gui.today_page import TodayPage

            return TodayPage()
        case "proof":
            from gui.proof_page import ProofPage

            return ProofPage()
        case "papers":
            from gui.papers_page import PapersPage

            return PapersPage()
    raise ValueError(f"there is no page {name}")
