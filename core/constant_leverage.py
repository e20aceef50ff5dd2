"""The constant leverage that makes a base portfolio as volatile as the overlay makes it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from core.errors import DataError
from core.metrics import annual_volatility

if TYPE_CHECKING:
    from core.portfolio import Account
    from core.result import BacktestResult

HIGHEST = 100.0
"""Leverage beyond which none is looked for."""

ACCURACY = 1e-10
"""Of the volatility, relative."""

SECANTS, MOST_STEPS = 20, 100
"""Steps of which so many may be secants."""


def constant_account(
    result: BacktestResult, name: str, guess: float | None = None
) -> tuple[Account, float]:
    """Return the account of a result's base portfolio at constant leverage, and the leverage.

    Its annualised volatility is that of the account with the overlay, by the result's
    conventions; costs and interest are the same. The leverage is traded back to its level every
    day: within a band it would hang below, and its volatility would jump where a trade falls on
    another day, so that none might be the one wanted. `name` is the scenario's, for errors; a
    `guess` of the leverage, that of a run that is much the same, saves time and nothing else.

    Raises
    ------
    DataError
        Where an account is wiped out, nothing moves, or no leverage up to `HIGHEST` will do.
    """
    if result.dynamic.wiped_out >= 0:
        raise DataError(
            f"{name} is wiped out, so its volatility says nothing; no constant leverage is "
            "comparable."
        )
    wanted = annual_volatility(result.dynamic, result.conventions)
    unlevered = annual_volatility(result.base, result.conventions)
    if not (wanted > 0.0 and unlevered > 0.0 and math.isfinite(wanted + unlevered)):
        raise DataError(f"{name} has no volatility that a constant leverage could have too.")

    account = result.base  # the last that was looked at

    def excess(level: float) -> float:
        nonlocal account
        account = _at(result, level)
        if account.wiped_out >= 0:
            return math.inf
        return annual_volatility(account, result.conventions) / wanted - 1.0

    level = _root(excess, guess or wanted / unlevered)
    if level is None:
        raise DataError(
            f"No constant leverage up to {HIGHEST:g} gives the base portfolio of {name} the "
            "volatility that the overlay gives it."
        )
    return account, level  # which is at the root


def _at(result: BacktestResult, level: float) -> Account:
    """Return the account at a constant leverage."""
    from core.overlay import levered_account  # compiled: slow to import

    parameters = result.parameters
    return levered_account(
        result.holdings,
        np.ones(len(result.holdings.gross_returns)),  # so that the target is the leverage
        target_vol=level,
        lev_min=0.0,
        lev_max=math.inf,
        dd_threshold1=1.0,  # no brake
        dd_threshold2=2.0,
        dd_min_scale=1.0,
        execution_lag=0,
        leverage_band=0.0,
        cost_bps=parameters.cost_bps,
        cash_rate=result.cash_rate,
        borrow_spread=parameters.borrow_spread,
    )


def _root(excess: Callable[[float], float], guess: float) -> float | None:
    """Return where a rising function crosses zero between 0 and `HIGHEST`, None where nowhere.

    It is all but proportional to its argument, less 1, so secants soon have it; they are kept
    between bounds, which are halved where a secant leaves them (Dekker 1969).
    """
    low, high = (0.0, -1.0), (HIGHEST, math.inf)  # levels and their values
    before, level = low, min(guess, HIGHEST)
    for step in range(MOST_STEPS):
        now = (level, excess(level))
        if abs(now[1]) <= ACCURACY:
            return level
        if now[1] < 0.0:
            low = now
        else:
            high = now
        if high[0] - low[0] <= ACCURACY * high[0]:
            return None  # where ruin begins, or at the bound
        slope = (now[1] - before[1]) / (now[0] - before[0])
        following = now[0] - now[1] / slope if math.isfinite(slope) and slope else math.nan
        if step >= SECANTS or not low[0] < following < high[0]:
            following = (low[0] + high[0]) / 2.0
        before, level = now, following
    return None
