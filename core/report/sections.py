"""What a report tells of one scenario alone: answers, months, drawdowns, weights, costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.answers import Answers
from core.comparison import Track
from core.report.answer_sections import Answer, answer_sections
from core.report.charts import Chart, cost_chart, rolling_charts, weights_chart
from core.report.figure_tables import Table, tone
from core.report.period_tables import drawdown_table, month_table, weight_table
from core.risk_shares import risk_shares
from core.rolling import rolling_annual_volatility, rolling_sharpe
from core.scenario import Outcome
from core.units import Floats, Integers

WINDOW = 252
"""Days of the rolling figures."""


@dataclass(frozen=True, slots=True)
class Section:
    """A scenario's own part.

    Attributes
    ----------
    anchor
        Its name in the page.
    rolling
        None where there are too few days.
    costs
        None where nothing costs anything.
    """

    name: str
    anchor: str
    tone: str
    answers: tuple[Answer, ...]
    months: Table
    drawdowns: Table
    weights: Chart
    weight_table: Table
    rolling: tuple[Chart, ...]
    costs: Chart | None


def section(track: Track, outcome: Outcome, answers: Answers) -> Section:
    """Return the part of a scenario that has a result, on the days of its track."""
    result = outcome.result
    assert result is not None
    own = result.dates.to_numpy().astype("datetime64[D]")
    rows = np.searchsorted(own, track.days)
    weights = result.holdings.weights[rows]
    anchor = f"scenario-{track.key}"
    return Section(
        name=track.name,
        anchor=anchor,
        tone=tone(track),
        answers=answer_sections(anchor, answers),
        months=month_table(track),
        drawdowns=drawdown_table(track),
        weights=weights_chart(anchor, track, result.table.symbols, weights),
        weight_table=weight_table(result.table.symbols, weights, _mean_risk(outcome, rows)),
        rolling=_rolling(anchor, track),
        costs=cost_chart(anchor, track),
    )


def _rolling(anchor: str, track: Track) -> tuple[Chart, ...]:
    """Return rolling figures; none where there are too few days to see them move."""
    if len(track.dates) < 2 * WINDOW:
        return ()
    base = None if track.base is None else track.base.returns
    accounts: Sequence[Floats | None] = (base, track.dynamic.returns)
    volatility, sharpe = (
        [None if one is None else made(one, track.conventions, WINDOW) for one in accounts]
        for made in (rolling_annual_volatility, rolling_sharpe)
    )
    assert volatility[1] is not None
    assert sharpe[1] is not None
    return tuple(
        rolling_charts(
            anchor, track, WINDOW, (volatility[0], volatility[1]), (sharpe[0], sharpe[1])
        )
    )


def _mean_risk(outcome: Outcome, rows: Integers) -> Floats | None:
    """Return the mean share of risk of each symbol (N,) at the decisions that `rows` hold.

    None where none of them has any risk.
    """
    if outcome.base is None:
        return None
    held = np.maximum.accumulate(outcome.base.holdings.decision_of_row)[rows]
    shares = risk_shares(outcome.base)[np.unique(held)]
    shares = shares[np.isfinite(shares).all(axis=1)]
    return np.asarray(shares.mean(axis=0)) if len(shares) else None
