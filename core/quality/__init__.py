"""What is strange about prices: looked at once when they are loaded, told, and never changed."""

from __future__ import annotations

from dataclasses import replace

from core.errors import DataError
from core.findings import Finding
from core.prices import LoadedPrices, numeric_panel
from core.progress import ProgressCallback, report
from core.quality.condensed import condensed
from core.quality.gaps import (
    different_holidays,
    ends,
    late_beginnings,
    missing_sessions,
    refused_prices,
)
from core.quality.lags import followers
from core.quality.moves import large_moves
from core.quality.rhythm import closed_days, frequency, moved_dates, moved_weeks
from core.quality.still import stale, standstill, standstill_days
from core.quality.universe import taken_apart
from core.quality.words import most_serious_first

__all__ = ["condensed", "examined"]

STAGE = "examining prices"


def examined(loaded: LoadedPrices, progress: ProgressCallback | None = None) -> LoadedPrices:
    """Return the same prices, with what is strange about them among the findings of the source.

    The frame is neither changed nor copied. The findings that were there stay; all are sorted,
    most serious first. Prices that a backtest would refuse are looked at as far as that goes.
    Simulated prices are held to no exchange's calendar.

    Raises
    ------
    Cancelled
        Where `progress` asks for it.
    """
    report(progress, STAGE, 0.0)
    try:
        panel = numeric_panel(loaded.frame)
    except DataError:  # an index without dates: whoever uses the prices says so
        return loaded
    source = loaded.source
    of = taken_apart(panel, simulated=source.simulated or source.kind == "demo")
    report(progress, STAGE, 0.3)

    found: list[Finding] = []
    carried = standstill_days(of)
    found += refused_prices(of)
    found += frequency(of)
    moved = moved_weeks(of)
    found += moved_dates(moved)
    found += closed_days(of, moved, carried)
    report(progress, STAGE, 0.5)
    found += followers(of)
    report(progress, STAGE, 0.6)
    found += large_moves(of)
    report(progress, STAGE, 0.8)
    found += missing_sessions(of, passed_over=moved)
    found += ends(of)
    found += different_holidays(of)
    found += standstill(of, carried)
    found += stale(of, carried)
    found += late_beginnings(of)
    report(progress, STAGE, 1.0)
    return replace(
        loaded,
        source=replace(source, findings=most_serious_first([*source.findings, *found])),
    )
