"""Tables over time: returns of months and years, the worst drawdowns, the weights held."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.comparison import Track
from core.drawing.ticks import MONTHS
from core.episodes import worst_episodes
from core.figure_forms import ABSENT
from core.periods import PeriodReturns, period_returns
from core.report.figure_tables import (
    SCENARIOS_A_TABLE,
    Group,
    Heading,
    Row,
    Table,
    chunks,
    tone,
)
from core.report.words import percent
from core.units import Floats

HEAT_OF_MONTHS = (0.01, 0.03, 0.06)
"""Sizes of returns from which a cell has the next stronger colour."""

HEAT_OF_YEARS = (0.05, 0.10, 0.20)
PART = "*"
PART_TOLD = f"{PART} of the days compared alone, which begin or end within the period."
DRAWDOWNS = 10


def year_tables(tracks: Sequence[Track]) -> list[Table]:
    """Return the returns of every year, a column an account."""
    tables = []
    for some in chunks(tracks, SCENARIOS_A_TABLE):
        columns: list[PeriodReturns] = []
        headings = []
        for track in some:
            if track.base is not None:
                columns.append(period_returns(track.dates, track.base.returns))
            columns.append(period_returns(track.dates, track.dynamic.returns))
            parts = () if track.is_benchmark else ("without", "with overlay")
            headings.append(Heading(track.name, tone(track), parts))
        first = columns[0]
        rows = tuple(
            Row(
                f"{year}{PART if first.partial_years[row] else ''}",
                tuple(percent(float(column.yearly[row])) for column in columns),
                tuple(heat(float(column.yearly[row]), HEAT_OF_YEARS) for column in columns),
            )
            for row, year in enumerate(first.years)
        )
        note = PART_TOLD if first.partial_years.any() else ""
        groups = (Group("", rows),)
        tables.append(Table("Returns by year, %", tuple(headings), groups, "Year", note, "heat"))
    return tables


def month_table(track: Track) -> Table:
    """Return the returns of every month and year of the account with the overlay."""
    periods = period_returns(track.dates, track.dynamic.returns)
    rows = []
    for row, year in enumerate(periods.years):
        values = [*periods.months[row].tolist(), float(periods.yearly[row])]
        partial = [*periods.partial_months[row].tolist(), bool(periods.partial_years[row])]
        scales = [HEAT_OF_MONTHS] * 12 + [HEAT_OF_YEARS]
        cells = tuple(
            "" if np.isnan(value) else percent(value, 1) + (PART if cut else "")
            for value, cut in zip(values, partial, strict=True)
        )
        classes = tuple(heat(value, scale) for value, scale in zip(values, scales, strict=True))
        rows.append(Row(str(year), cells, classes))
    note = PART_TOLD if periods.partial_months.any() or periods.partial_years.any() else ""
    headings = tuple(Heading(name) for name in (*MONTHS, "Year"))
    caption = "Returns by month with the overlay, %"
    return Table(caption, headings, (Group("", tuple(rows)),), "Year", note, "heat months")


def drawdown_table(track: Track) -> Table:
    """Return the worst drawdowns of the account with the overlay."""
    episodes = worst_episodes(track.dates, track.dynamic, track.drawdown_dynamic, DRAWDOWNS)
    rows = tuple(
        Row(
            str(rank),
            (
                percent(one.depth),
                one.peak.isoformat(),
                one.trough.isoformat(),
                one.recovery.isoformat() if one.recovery else "not yet",
                str(one.days_down),
                ABSENT if one.days_to_recover is None else str(one.days_to_recover),
                str(one.days),
                str(one.braked_days),
            ),
        )
        for rank, one in enumerate(episodes, 1)
    )
    names = (
        "Depth, %",
        "Peak",
        "Trough",
        "Recovery",
        "Days down",
        "Days up",
        "Days in all",
        "Sessions braked",
    )
    note = (
        "Days down, up and in all are calendar days, sessions braked are trading days."
        if rows
        else "There is none: equity never falls below its peak."
    )
    headings = tuple(Heading(name) for name in names)
    caption = "Worst drawdowns with the overlay"
    return Table(caption, headings, (Group("", rows),), "Rank", note)


def weight_table(symbols: tuple[str, ...], weights: Floats, risk: Floats | None) -> Table:
    """Return what was held (T, N) of each symbol, and its mean share of the risk (N,)."""
    columns = [weights.mean(axis=0), weights.min(axis=0), weights.max(axis=0), weights[-1]]
    names = ["Mean", "Lowest", "Highest", "Last day"]
    if risk is not None:
        columns.append(risk)
        names.append("Share of risk, mean")
    rows = tuple(
        Row(symbol, tuple(percent(float(column[place])) for column in columns))
        for place, symbol in enumerate(symbols)
    )
    note = "" if risk is None else "Shares of risk as measured when the weights were decided."
    headings = tuple(Heading(name) for name in names)
    caption = "Weights, % of the base portfolio"
    return Table(caption, headings, (Group("", rows),), "Symbol", note)


def heat(value: float, scale: tuple[float, ...]) -> str:
    """Return the CSS class of a return: ``up0`` to ``up3``, ``down0`` to ``down3``, "" for none."""
    if not np.isfinite(value) or value == 0.0:
        return ""
    level = sum(abs(value) >= step for step in scale)
    return f"{'up' if value > 0.0 else 'down'}{level}"
