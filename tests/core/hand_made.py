"""Answers made by hand, whose numbers everybody can follow, for the tests of what shows them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from core import run_backtest
from core.answers import Answers
from core.attribution import AccountAttribution, Attribution, Contributions, YearShare
from core.break_evens import BreakEven, BreakEvens
from core.errors import BacktestError, DataError
from core.scenario import Scenario
from core.steps import Step
from core.waterfall import AccountKind, Waterfall, WaterfallRow
from tests.core.small import small_parameters, small_prices


@dataclass(frozen=True, eq=False)
class FixedRow(WaterfallRow):
    """A row whose figures are given: with and without the overlay by the key of the metric."""

    given: dict[str, tuple[float, float]] = field(default_factory=dict)

    def figure(self, key: str, account: AccountKind) -> float | None:
        """Return what was given, or the difference of both."""
        if key not in self.given:
            return None
        dynamic, base = self.given[key]
        return {"dynamic": dynamic, "base": base, "added": dynamic - base}[account]


def way(name: str = "Script", title: str = "Trading costs") -> Waterfall:
    """From a Sharpe ratio of 0.75 to 0.5, with a step between that has no result."""
    start = small_parameters("as-scripted")
    lag = start.changed(execution_lag=1)
    goal = lag.changed(cost_bps=2.0)
    rows = (
        _row(None, sharpe=(0.75, 0.5), ann_ret=(0.10, 0.08), max_drawdown=(-0.25, -0.125)),
        FixedRow(
            Step("Next-day execution", ("execution_lag",), lag), None, DataError("No prices.")
        ),
        _row(
            Step(title, ("cost_bps",), goal),
            sharpe=(0.5, 0.625),
            ann_ret=(0.07, 0.08),
            max_drawdown=(-0.25, -0.125),
        ),
    )
    return Waterfall(Scenario(8, name, start), Scenario(1, "Goal", goal), rows)


def _row(step: Step | None, **given: tuple[float, float]) -> FixedRow:
    return FixedRow(step, None, given=given)


OVERLAY = Contributions(0.07, 0.035, -0.02, -0.015, -0.01, -0.005, 0.0025)
RIVAL = Contributions(0.07, 0.02, 0.0, -0.01, -0.005, -0.005, 0.005)


def shares(**changes: Any) -> Attribution:
    """A growth of 5.75 % a year beside one of 7.5 % at constant leverage of 1.25."""
    year = YearShare(2015, dt.date(2015, 1, 19), dt.date(2015, 4, 22), OVERLAY, partial=True)
    given: dict[str, Any] = {
        "first": dt.date(2015, 1, 19),
        "last": dt.date(2015, 4, 22),
        "rows": 68,
        "overlay": AccountAttribution(OVERLAY, (year,)),
        "rival": AccountAttribution(RIVAL, ()),
        "level": 1.25,
    }
    return Attribution(**{**given, **changes})


def prices() -> BreakEvens:
    """One break-even in the midst, one below everything."""
    result = run_backtest(small_prices(), small_parameters())
    rows = (
        BreakEven("borrow_spread", "base", 0.01, 0.0125, 0.125, 0.025, 0.5),
        BreakEven("cost_bps", "constant", 2.0, None, -0.0625, -0.075, 500.0),
    )
    return BreakEvens(result, rows, ())


def answers_by_hand(
    attribution: Attribution | BacktestError | None = None,
    break_evens: BreakEvens | BacktestError | None = None,
    waterfall: Waterfall | None = None,
) -> Answers:
    """All of them together, without a proof."""
    return Answers(1, waterfall or way(), attribution or shares(), break_evens or prices())
