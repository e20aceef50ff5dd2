"""The overlay: from the base portfolio's volatility and the account's drawdown to leverage."""

from __future__ import annotations

import math

import numpy as np

from core.kernels import accounts
from core.portfolio import Account, Holdings
from core.units import TRADING_DAYS, Floats


def rolling_volatility(returns: Floats, lookback: int) -> Floats:
    """Return the annualised standard deviation (ddof 0) of the last `lookback` returns.

    `returns` and the result have shape (T,); NaN while the window is not full.
    """
    out = np.empty(len(returns))
    accounts.rolling_deviation(np.ascontiguousarray(returns), lookback, out)
    out *= math.sqrt(TRADING_DAYS)
    return out


def brake(
    drawdown: float | Floats, threshold1: float, threshold2: float, min_scale: float
) -> Floats:
    """Return the share of leverage that is left at a `drawdown` of so much below the peak.

    `drawdown` is a positive decimal here (0.1 is 10 % below), as the thresholds are; of any shape.
    1 up to `threshold1`, `min_scale` from `threshold2` on, linear between. A drawdown control in
    the manner of Grossman and Zhou (1993), piecewise linear.
    """
    scale = np.vectorize(accounts.brake_scale, otypes=[np.float64])
    return np.asarray(scale(drawdown, threshold1, threshold2, min_scale))


def levered_account(
    holdings: Holdings,
    volatility: Floats,
    *,
    target_vol: float,
    lev_min: float,
    lev_max: float,
    dd_threshold1: float,
    dd_threshold2: float,
    dd_min_scale: float,
    execution_lag: int,
    leverage_band: float,
    cost_bps: float,
    cash_rate: float | Floats,
    borrow_spread: float,
) -> Account:
    """Run the base portfolio at a leverage of target volatility over volatility times brake.

    Row t uses the `volatility` (T,) of row t - lag (1.0 before there is one) and the drawdown of
    the levered net equity after row t - max(lag, 1), whose peak counts the initial capital.
    Leverage drifts with prices and is traded when it is further than the band from its target,
    or out of its bounds. Borrowing costs cash rate plus spread; cash earns the cash rate, which
    is a decimal a year: a number, or that of each row, shape (T,).
    """
    rows = len(volatility)
    cash = np.broadcast_to(np.asarray(cash_rate, dtype=np.float64), rows)
    columns = np.empty((8, rows))
    leverage, target, scale, turnover, cost, financing, returns, equity = columns
    wiped = accounts.levered_account(
        holdings.gross_returns,
        holdings.weights,
        holdings.before,
        holdings.decision_of_row,
        volatility,
        float(target_vol),
        float(lev_min),
        float(lev_max),
        float(dd_threshold1),
        float(dd_threshold2),
        float(dd_min_scale),
        int(execution_lag),
        float(leverage_band),
        float(cost_bps) / 1e4,
        cash / TRADING_DAYS,
        (cash + float(borrow_spread)) / TRADING_DAYS,
        leverage,
        target,
        scale,
        turnover,
        cost,
        financing,
        returns,
        equity,
    )
    return Account(
        returns=returns,
        equity=equity,
        leverage=leverage,
        target=target,
        brake=scale,
        turnover=turnover,
        cost=cost,
        financing=financing,
        wiped_out=int(wiped),
    )
