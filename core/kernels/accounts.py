"""The loops from weights to accounts: holdings, volatility, brake and the levered account."""

from __future__ import annotations

import math

import numpy as np

from core.kernels.compiling import compiled


@compiled()
def base_portfolio(returns, decision_of_row, weights, drift, holdings, gross, before, trades):
    """Fill holdings (T, N), gross returns (T,), holdings before each trade and trades (T,).

    decision_of_row[t] is the row of `weights` that is first held in row t, or -1 where none is
    new; it is never -1 in row 0. `before` (M, N) belongs to the decisions, in their order.
    """
    rows, count = returns.shape
    current = np.zeros(count)
    for t in range(rows):
        decision = decision_of_row[t]
        traded = 0.0
        if decision >= 0:
            for i in range(count):
                before[decision, i] = current[i]
                traded += abs(weights[decision, i] - current[i])
                current[i] = weights[decision, i]
        trades[t] = traded
        earned = 0.0
        for i in range(count):
            holdings[t, i] = current[i]
            earned += current[i] * returns[t, i]
        gross[t] = earned
        if drift:
            for i in range(count):
                current[i] *= (1.0 + returns[t, i]) / (1.0 + earned)


@compiled()
def net_account(gross, trades, cost_rate, returns, equity):
    """Fill returns and equity (T,) of the unlevered account; return its last row or -1.

    The row returned is the one in which the account is wiped out; -1 where it never is.
    """
    value = 1.0
    for t in range(gross.shape[0]):
        earned = gross[t] - cost_rate * trades[t]
        if 1.0 + earned <= 0.0:
            returns[t] = -1.0
            equity[t] = 0.0
            returns[t + 1 :] = 0.0
            equity[t + 1 :] = 0.0
            return t
        returns[t] = earned
        value *= 1.0 + earned
        equity[t] = value
    return -1


@compiled()
def _window_moments(values, first, last):
    """Return mean and sum of squared deviations of values[first:last], in two passes."""
    total = 0.0
    flat = True
    for t in range(first, last):
        total += values[t]
        flat = flat and values[t] == values[first]
    if flat:
        return values[first], 0.0  # where the mean's rounding would leave a trace
    mean = total / (last - first)
    squares = 0.0
    for t in range(first, last):
        squares += (values[t] - mean) ** 2
    return mean, squares


@compiled()
def rolling_deviation(values, lookback, out):
    """Fill out (T,) with the standard deviation (ddof 0) of the last `lookback` values.

    NaN while the window is not full. The window slides (Welford 1962); whenever what leaves it
    cancels most of its digits, and once a window's length anyway, it is measured afresh, so that
    rounding does not grow and a window of equal values gives exactly 0.
    """
    rows = values.shape[0]
    for t in range(min(lookback - 1, rows)):
        out[t] = np.nan
    mean = 0.0
    squares = 0.0
    age = lookback
    for t in range(lookback - 1, rows):
        first = t - lookback + 1
        slid = squares
        if age < lookback:
            entering = values[t]
            leaving = values[first - 1]
            moved = mean + (entering - leaving) / lookback
            slid = squares + (entering - leaving) * (entering - moved + leaving - mean)
            mean = moved
        if age >= lookback or not slid > 1e-2 * squares:
            mean, squares = _window_moments(values, first, t + 1)
            age = 0
        else:
            squares = slid
        age += 1
        out[t] = math.sqrt(squares / lookback)


@compiled()
def brake_scale(fallen, threshold1, threshold2, min_scale):
    """Return the share of leverage that is left at a drawdown of `fallen` >= 0."""
    if fallen <= threshold1:
        return 1.0
    if fallen >= threshold2:
        return min_scale
    scale = min_scale + (1.0 - min_scale) * (threshold2 - fallen) / (threshold2 - threshold1)
    return min(scale, 1.0)  # rounding


@compiled()
def levered_account(
    gross,
    holdings,
    before,
    decision_of_row,
    volatility,
    target_vol,
    lev_min,
    lev_max,
    threshold1,
    threshold2,
    min_scale,
    lag,
    band,
    cost_rate,
    cash_daily,
    borrow_daily,
    leverage,
    target,
    brake,
    turnover,
    cost,
    financing,
    returns,
    equity,
):
    """Fill the eight (T,) arrays at the end with the levered account, day by day.

    Return the row in which it is wiped out, or -1. Time is shifted here and in `core.schedule`
    alone: row t uses the volatility of row t - lag and the drawdown after row t - max(lag, 1).
    """
    rows, count = holdings.shape
    drawdowns = np.empty(rows)  # after each row, of the levered net equity; positive
    value = 1.0
    peak = 1.0
    behind = max(lag, 1)
    for t in range(rows):
        wanted = 1.0
        if t >= lag:
            measured = volatility[t - lag]
            if measured > 0.0:
                wanted = min(max(target_vol / measured, lev_min), lev_max)
            elif measured == 0.0:
                wanted = lev_max
        fallen = drawdowns[t - behind] if t >= behind else 0.0
        scale = brake_scale(fallen, threshold1, threshold2, min_scale)
        wanted = min(max(wanted * scale, lev_min), lev_max)
        brake[t] = scale
        target[t] = wanted

        decision = decision_of_row[t]
        if t == 0:
            held = 0.0
            level = wanted
        else:
            held = leverage[t - 1] * (1.0 + gross[t - 1]) / (1.0 + returns[t - 1])
            level = held
            if abs(wanted - held) > band or held < lev_min or held > lev_max:
                level = wanted
        traded = 0.0
        if decision >= 0:
            for i in range(count):
                traded += abs(level * holdings[t, i] - held * before[decision, i])
        elif level != held:
            for i in range(count):
                traded += abs(level - held) * holdings[t, i]
        leverage[t] = level
        turnover[t] = traded
        cost[t] = cost_rate * traded
        borrowed = max(level - 1.0, 0.0)
        financing[t] = borrowed * borrow_daily[t] - max(1.0 - level, 0.0) * cash_daily[t]
        earned = level * gross[t] - cost[t] - financing[t]
        if 1.0 + earned <= 0.0:
            returns[t] = -1.0
            equity[t] = 0.0
            for s in range(t + 1, rows):
                leverage[s] = 0.0
                target[s] = 0.0
                brake[s] = min_scale
                turnover[s] = 0.0
                cost[s] = 0.0
                financing[s] = 0.0
                returns[s] = 0.0
                equity[s] = 0.0
            return t
        returns[t] = earned
        value *= 1.0 + earned
        equity[t] = value
        peak = max(peak, value)
        drawdowns[t] = (peak - value) / peak
    return -1
