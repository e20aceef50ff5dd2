"""Volatility and Sharpe ratio of the last so many days, day by day."""

from __future__ import annotations

import math

import numpy as np

from core.metrics import Conventions
from core.units import TRADING_DAYS, Floats


def rolling_annual_volatility(returns: Floats, conventions: Conventions, window: int) -> Floats:
    """Return the annualised standard deviation of the last `window` returns, shape (T,).

    ddof is 1, scripted 0: a window of all rows has the volatility of `core.metrics`. NaN while
    the window is not full, and for a window of one day by the standard.
    """
    return _deviation(returns, window, 0 if conventions.scripted else 1)


def rolling_sharpe(returns: Floats, conventions: Conventions, window: int) -> Floats:
    """Return the Sharpe ratio (Sharpe 1994) of the last `window` returns, a year, shape (T,).

    Conventions are those of `core.metrics.sharpe_ratio`, whose value a window of all rows has:
    over the cash rate of each day; scripted: annual return over volatility. 0 where the
    volatility is 0, NaN while the window is not full.
    """
    if conventions.scripted:
        volatility = _deviation(returns, window, 0)
        mean = (1.0 + _mean(returns, window)) ** TRADING_DAYS - 1.0
    else:
        excess = returns - conventions.cash_rate / TRADING_DAYS
        volatility = _deviation(excess, window, 1)
        mean = _mean(excess, window) * TRADING_DAYS
    return np.divide(mean, volatility, out=volatility, where=volatility != 0.0)


def _deviation(returns: Floats, window: int, ddof: int) -> Floats:
    from core.kernels import accounts  # slow to import

    out = np.full(len(returns), np.nan)
    if window > ddof:
        accounts.rolling_deviation(np.ascontiguousarray(returns), window, out)
        out *= math.sqrt(TRADING_DAYS * window / (window - ddof))
    return out


def _mean(returns: Floats, window: int) -> Floats:
    out = np.full(len(returns), np.nan)
    if window <= len(returns):
        # Differences of sums over all rows: with the widest numbers little is lost in them.
        sums = np.concatenate(([0.0], np.cumsum(returns, dtype=np.longdouble)))
        out[window - 1 :] = (sums[window:] - sums[:-window]) / window
    return out
