"""Why an account held on a day what it held: what was known, and what followed from it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.engine import BasePortfolio
    from core.result import BacktestResult

MEANING = ""
"""What it means and what it does not, in the user's words."""


class Bound(Enum):
    """What holds a leverage back."""

    NONE = "none"
    LOWEST = "lev_min"
    HIGHEST = "lev_max"


class Trade(Enum):
    """Why leverage was traded on a day, or was not."""

    FIRST = "first day"
    IN_BAND = "within the band"
    OUT_OF_BAND = "further than the band from its target"
    OUT_OF_BOUNDS = "drifted out of its bounds"
    NOTHING_LEFT = "wiped out"


@dataclass(frozen=True, slots=True)
class SymbolDay:
    """One symbol on the day.

    Attributes
    ----------
    decided, risk_share
        Weight of the decision in force, and its share of the risk then; the last None where there
        is no risk.
    before, held
        Weight in the base portfolio as it has drifted to the trade, and the one that earned.
    exposure, traded
        Leverage times weight, and what was bought (or sold, negative), shares of equity.
    ret
        Its return of the day.
    """

    symbol: str
    decided: float
    risk_share: float | None
    before: float
    held: float
    exposure: float
    traded: float
    ret: float


@dataclass(frozen=True, slots=True)
class ExplainedDay:
    """Everything about one day of a result.

    Attributes
    ----------
    row
        Row of the result.
    weights_known, weights_decided
        Last day whose returns the weights in force know, and the first day on which they earned.
    volatility_known, drawdown_known
        Last day that the volatility and the drawdown know; None before there is one (leverage is
        1 while the window is not full, and the drawdown 0 at the start).
    looks_ahead
        Whether any of them is the day itself, whose return they then decide about.
    volatility
        As measured; None while the window is not full.
    raw
        `target_vol` over it, before bounds; None without a volatility, infinite where it is 0.
    raw_bound, target_bound
        What has clipped the raw leverage, and the product with the brake.
    clipped, drawdown, brake, target
        Raw leverage within bounds, drawdown (zero or negative), brake, leverage aimed at.
    before, leverage
        Leverage as it has drifted to the trade (None on the first day), and held.
    trade, rebalanced
        Why leverage was traded or not; whether new weights were traded too.
    gross, turnover, cost, financing, ret, equity_before, equity_after
        Of the levered account; gross is the return of the base portfolio before costs.
    ret_base
        Net return of the base portfolio.
    """

    date: dt.date
    row: int
    weights_known: dt.date
    weights_decided: dt.date
    volatility_known: dt.date | None
    drawdown_known: dt.date | None
    looks_ahead: bool
    volatility: float | None
    raw: float | None
    raw_bound: Bound
    clipped: float
    drawdown: float
    brake: float
    target_bound: Bound
    target: float
    before: float | None
    trade: Trade
    rebalanced: bool
    leverage: float
    gross: float
    turnover: float
    cost: float
    financing: float
    ret: float
    ret_base: float
    equity_before: float
    equity_after: float
    symbols: tuple[SymbolDay, ...]


def explained_day(result: BacktestResult, base: BasePortfolio, day: dt.date) -> ExplainedDay:
    """Explain the last day of a result that is not after `day`; before the first, the first."""
    raise NotImplementedError
