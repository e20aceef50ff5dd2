"""The whole backtest in plain, slow Python: lists and dicts, one small function for each rule.

It exists to be read beside the description of the engine and to be compared with the fast one, with
which it shares nothing. pandas gives the period labels, nothing else.
"""

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tests.oracles.plain_solvers import (
    Matrix,
    Vector,
    exact_minimum_variance,
    exact_risk_parity,
    scaled_to_one,
    scripted_minimum,
    scripted_risk_parity,
)

COMMON: dict[str, Any] = {
    "symbols": ("SPY", "QQQ", "IWM", "EFA", "EEM", "TLT", "LQD", "GLD"),
    "start": "2010-01-01",
    "end": None,
    "carry_forward": 0,
    "rebalance_freq": "ME",
    "cov_lookback": 252,
    "min_hist": 252,
    "shrink_alpha": 0.30,
    "alpha_minvar": 0.30,
    "vol_lookback": 60,
    "target_vol": 0.12,
    "lev_min": 0.3,
    "lev_max": 2.0,
    "dd_threshold1": 0.10,
    "dd_threshold2": 0.25,
    "dd_min_scale": 0.3,
    "seed": 42,
}
PRESETS: dict[str, dict[str, Any]] = {
    "as-scripted": {
        "solver": "scripted",
        "return_kind": "log",
        "execution_lag": 0,
        "drift": False,
        "cost_bps": 0.0,
        "cash_rate": 0.0,
        "borrow_spread": 0.0,
        "leverage_band": 0.0,
        "statistics": "scripted",
    },
    "tradable": {
        "solver": "exact",
        "return_kind": "simple",
        "execution_lag": 1,
        "drift": True,
        "cost_bps": 2.0,
        "cash_rate": 0.02,
        "borrow_spread": 0.01,
        "leverage_band": 0.05,
        "statistics": "standard",
    },
}


@dataclass(frozen=True)
class PlainResult:
    """`daily`: one list for each column, `Date` first, NaN where a cell is empty; `summary`: the
    figures of `base` and `dynamic`."""

    daily: dict[str, list[Any]]
    summary: dict[str, dict[str, float]]


def plain_backtest(prices: pd.DataFrame, preset: str = "tradable", **fields: Any) -> PlainResult:
    """The backtest of a price panel, all rules spelled out.

    Parameters
    ----------
    prices : DataFrame, days x symbols
        Adjusted closes, missing where there is none.
    preset : {"tradable", "as-scripted"}
        The values that `fields` override.

    Returns
    -------
    PlainResult
        Columns and figures, each number a Python float.

    Raises
    ------
    ValueError
        Where there is nothing to compute or a solver has no answer.
    """
    p = {**COMMON, **PRESETS[preset], **fields}
    days, closes = usable_prices(prices, p)
    log_returns = [
        [math.log(b / a) for a, b in zip(closes[i], closes[i + 1], strict=True)]
        for i in range(len(closes) - 1)
    ]
    simple_returns = [
        [b / a - 1.0 for a, b in zip(closes[i], closes[i + 1], strict=True)]
        for i in range(len(closes) - 1)
    ]
    before, days, closes = days[:-1], days[1:], closes[1:]  # now row i is return day i
    earned = log_returns if p["return_kind"] == "log" else simple_returns

    new_weights = weights_by_first_day(days, log_returns, p)
    if not new_weights:
        raise ValueError("no day has weights")
    first = min(new_weights)
    days, closes, earned = days[first:], closes[first:], earned[first:]
    cash = [cash_rate_known(prices, day, p) for day in before[first:]]
    new_weights = {i - first: w for i, w in new_weights.items()}

    base = base_portfolio(earned, new_weights, p)
    levered = leverage_overlay(base, cash, p)
    return PlainResult(
        daily=series(days, closes, earned, base, levered, p),
        summary={
            "base": figures(base["net"], base["equity"], cash, p),
            "dynamic": figures(levered["ret"], levered["equity"], cash, p),
        },
    )


# --- prices to weights


def usable_prices(prices: pd.DataFrame, p: dict[str, Any]) -> tuple[list[pd.Timestamp], Matrix]:
    """Days from start to end on which every chosen symbol has a price, and those prices.

    A missing price is carried forward over as many days as `carry_forward` says.
    """
    days, closes = [], []
    last = {symbol: (math.nan, 0) for symbol in p["symbols"]}  # price, and days since
    for day in prices.index:
        if p["start"] is not None and day < pd.Timestamp(p["start"]):
            continue
        if p["end"] is not None and day > pd.Timestamp(p["end"]):
            continue
        found = {symbol: float(prices.at[day, symbol]) for symbol in p["symbols"]}
        if all(math.isnan(price) for price in found.values()):
            continue  # no day at all
        row = []
        for symbol, price in found.items():
            last[symbol] = (last[symbol][0], last[symbol][1] + 1)
            if not math.isnan(price):
                last[symbol] = (price, 0)
            row.append(last[symbol][0] if last[symbol][1] <= p["carry_forward"] else math.nan)
        if not any(math.isnan(price) for price in row):
            days.append(day)
            closes.append(row)
    return days, closes


def cash_rate_known(prices: pd.DataFrame, day: pd.Timestamp, p: dict[str, Any]) -> float:
    """Annual cash rate: the number asked for, or the last yield that `day` knows, in percent."""
    if p["cash_rate"] != "^IRX":
        return float(p["cash_rate"])
    days = [d for d in prices.index if pd.Timestamp(p["start"]) <= d <= day]
    known = [float(prices.at[d, "^IRX"]) for d in days]
    return [value for value in known if not math.isnan(value)][-1] / 100.0


def weights_by_first_day(
    days: list[pd.Timestamp], log_returns: Matrix, p: dict[str, Any]
) -> dict[int, Vector]:
    """Weights of every decision, by the number of the return day that they first earn."""
    frequency = "ME" if p["rebalance_freq"] == "M" else p["rebalance_freq"]
    labels = pd.Series(0.0, index=pd.DatetimeIndex(days)).resample(frequency).last().index
    lag = p["execution_lag"]
    solved: dict[int, Vector] = {}
    first_earned: dict[int, Vector] = {}
    for label in labels:
        if label < days[0] or label > days[-1]:
            continue
        decision = max(i for i, day in enumerate(days) if day <= label)
        history = log_returns[max(0, decision + 1 - p["cov_lookback"]) : decision + 1]
        if len(history) < p["min_hist"]:
            continue
        if decision in solved and lag > 0:
            continue  # labels of one decision day are one decision
        if decision not in solved:
            solved[decision] = blended_weights(history, p)
        if lag == 0:
            earns = min(i for i, day in enumerate(days) if day >= label)
        else:
            earns = decision + lag
        if earns < len(days):
            first_earned[earns] = solved[decision]
    return first_earned


def blended_weights(history: Matrix, p: dict[str, Any]) -> Vector:
    """Risk parity and minimum variance of the shrunk covariance, mixed, floored, scaled."""
    covariance = shrunk_covariance(history, p["shrink_alpha"])
    n, share = len(covariance), p["alpha_minvar"]
    exact = p["solver"] == "exact"
    parity, minimum = [0.0] * n, [0.0] * n
    if share < 1.0:
        parity = exact_risk_parity(covariance) if exact else scripted_risk_parity(covariance)
    if share > 0.0:
        minimum = exact_minimum_variance(covariance) if exact else scripted_minimum(covariance)
    mixed = [(1.0 - share) * a + share * b for a, b in zip(parity, minimum, strict=True)]
    return scaled_to_one([max(w, 0.0) for w in mixed])


def shrunk_covariance(history: Matrix, shrink_alpha: float) -> Matrix:
    """Sample covariance (ddof 1) whose off-diagonal entries are multiplied by 1 - shrink_alpha."""
    days, n = len(history), len(history[0])
    means = [math.fsum(row[i] for row in history) / days for i in range(n)]
    covariance = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            products = ((row[i] - means[i]) * (row[j] - means[j]) for row in history)
            entry = math.fsum(products) / (days - 1)
            covariance[i][j] = entry if i == j else (1.0 - shrink_alpha) * entry
    return covariance


# --- weights to base portfolio


def base_portfolio(
    earned: Matrix, new_weights: dict[int, Vector], p: dict[str, Any]
) -> dict[str, list[Any]]:
    """Holdings, holdings before the day's trades, gross and net returns, and equity, day by day."""
    n = len(earned[0])
    holdings, before, gross, net = [], [], [], []
    left = [0.0] * n
    for t, returns in enumerate(earned):
        held = new_weights.get(t, left)
        r = sum(h * x for h, x in zip(held, returns, strict=True))
        trades = sum(abs(h - b) for h, b in zip(held, left, strict=True))
        holdings.append(held)
        before.append(left)
        gross.append(r)
        net.append(r - p["cost_bps"] / 1e4 * trades)
        if p["drift"]:
            left = [h * (1.0 + s) / (1.0 + r) for h, s in zip(held, returns, strict=True)]
        else:
            left = held
    ended = until_ruin(net)
    return {
        "holdings": holdings,
        "before": before,
        "gross": gross,
        "net": ended,
        "equity": compounded(ended),
    }


def until_ruin(returns: Vector) -> Vector:
    """Returns of an account: -1 on the day that takes everything, 0 ever after."""
    out: Vector = []
    for r in returns:
        if -1.0 in out:
            out.append(0.0)
        else:
            out.append(r if 1.0 + r > 0.0 else -1.0)
    return out


def compounded(returns: Vector) -> Vector:
    """Equity after each day, from a capital of 1."""
    equity, out = 1.0, []
    for r in returns:
        equity *= 1.0 + r
        out.append(equity)
    return out


# --- base portfolio to leverage


def trailing_volatility(gross: Vector, t: int, lookback: int) -> float:
    """Annual volatility (ddof 0) of `lookback` returns up to row t; NaN while there are less."""
    if t + 1 < lookback:
        return math.nan
    window = gross[t + 1 - lookback : t + 1]
    mean = math.fsum(window) / lookback
    return math.sqrt(math.fsum((r - mean) ** 2 for r in window) / lookback) * math.sqrt(252.0)


def volatility_leverage(vol: float, p: dict[str, Any]) -> float:
    """Leverage that brings `vol` to the target, within the bounds; 1 where `vol` is unknown."""
    if math.isnan(vol):
        return 1.0
    if vol == 0.0:
        return float(p["lev_max"])
    return min(max(p["target_vol"] / vol, p["lev_min"]), p["lev_max"])


def drawdown_after(equity: Vector, row: int) -> float:
    """Fraction below the highest equity up to `row`, the capital of 1 before row 0 included."""
    if row < 0:
        return 0.0
    peak = max(1.0, *equity[: row + 1])
    return (peak - equity[row]) / peak


def brake(d: float, p: dict[str, Any]) -> float:
    """1 up to the first threshold, `dd_min_scale` from the second on, a line between."""
    low, high, least = p["dd_threshold1"], p["dd_threshold2"], p["dd_min_scale"]
    if d <= low:
        return 1.0
    if d >= high:
        return float(least)
    return 1.0 + (least - 1.0) * (d - low) / (high - low)


def leverage_overlay(
    base: dict[str, list[Any]], cash: Vector, p: dict[str, Any]
) -> dict[str, Vector]:
    """The levered account, day by day.

    Nothing is decided for an account that is wiped out: its target is 0 like its leverage, and its
    brake is fully on.
    """
    names = ("vol", "brake", "target", "leverage", "turnover", "cost", "financing", "ret", "equity")
    out: dict[str, Vector] = {name: [] for name in names}
    lag = p["execution_lag"]
    gone = {name: 0.0 for name in names if name != "vol"} | {"brake": float(p["dd_min_scale"])}
    for t, r in enumerate(base["gross"]):
        out["vol"].append(trailing_volatility(base["gross"], t, p["vol_lookback"]))
        if t > 0 and out["equity"][-1] == 0.0:
            day = gone
        else:
            v = volatility_leverage(out["vol"][t - lag], p) if t >= lag else 1.0
            slowed = brake(drawdown_after(out["equity"], t - max(lag, 1)), p)
            target = min(max(v * slowed, p["lev_min"]), p["lev_max"])
            traded = levered_day(base, out, t, r, target, cash[t], p)
            day = {"brake": slowed, "target": target, **traded}
        for name, value in day.items():
            out[name].append(value)
    return out


def levered_day(
    base: dict[str, list[Any]],
    past: dict[str, Vector],
    t: int,
    r: float,
    target: float,
    rate: float,
    p: dict[str, Any],
) -> dict[str, float]:
    """One row of an account that is still alive."""
    if t == 0:
        left, leverage = 0.0, target
    else:
        left = past["leverage"][-1] * (1.0 + base["gross"][t - 1]) / (1.0 + past["ret"][-1])
        outside = left < p["lev_min"] or left > p["lev_max"]
        leverage = target if outside or abs(target - left) > p["leverage_band"] else left
    moved = zip(base["holdings"][t], base["before"][t], strict=True)
    turnover = sum(abs(leverage * h - left * b) for h, b in moved)
    cost = p["cost_bps"] / 1e4 * turnover
    borrowed, cash = max(leverage - 1.0, 0.0), max(1.0 - leverage, 0.0)
    financing = (borrowed * (rate + p["borrow_spread"]) - cash * rate) / 252.0
    ret = leverage * r - cost - financing
    if 1.0 + ret <= 0.0:
        ret = -1.0
    equity = (past["equity"][-1] if t > 0 else 1.0) * (1.0 + ret)
    return {
        "leverage": leverage,
        "turnover": turnover,
        "cost": cost,
        "financing": financing,
        "ret": ret,
        "equity": equity,
    }


# --- summary and columns


def drawdowns(equity: Vector, p: dict[str, Any]) -> Vector:
    """Equity over its running maximum less 1; the capital counts under standard statistics.

    An account that is wiped out in its first row has a maximum of 0 where the capital does not
    count; its drawdown is then -1 as on any other day of ruin.
    """
    peak = 1.0 if p["statistics"] == "standard" else 0.0
    out = []
    for value in equity:
        peak = max(peak, value)
        out.append(value / peak - 1.0 if peak > 0.0 else -1.0)
    return out


def figures(returns: Vector, equity: Vector, cash: Vector, p: dict[str, Any]) -> dict[str, float]:
    """Annual return, volatility, Sharpe ratio and maximum drawdown by the chosen convention."""
    rows = len(returns)
    mean = math.fsum(returns) / rows
    squares = math.fsum((r - mean) ** 2 for r in returns)
    if p["statistics"] == "standard":
        ann_ret = equity[-1] ** (252.0 / rows) - 1.0
        ann_vol = math.sqrt(squares / (rows - 1)) * math.sqrt(252.0) if rows > 1 else 0.0
        each = [r - rate / 252.0 for r, rate in zip(returns, cash, strict=True)]
        excess = math.fsum(each) / rows * 252.0
        risk = pd.Series(each).std() * math.sqrt(252.0)
    else:
        ann_ret = (1.0 + mean) ** 252 - 1.0
        ann_vol = math.sqrt(squares / rows) * math.sqrt(252.0)
        excess, risk = ann_ret, ann_vol
    return {
        "ann_ret": ann_ret,
        "ann_vol": ann_vol,
        "sharpe": excess / risk if ann_vol > 0.0 else 0.0,
        "max_drawdown": min(drawdowns(equity, p)),
    }


def series(
    days: list[pd.Timestamp],
    closes: Matrix,
    earned: Matrix,
    base: dict[str, list[Any]],
    levered: dict[str, Vector],
    p: dict[str, Any],
) -> dict[str, list[Any]]:
    """The columns of the series file in their order, `Date` first."""
    columns: dict[str, list[Any]] = {"Date": list(days)}
    for prefix, rows in (("", closes), ("ret_", earned), ("w_", base["holdings"])):
        for i, symbol in enumerate(p["symbols"]):
            columns[prefix + symbol] = [row[i] for row in rows]
    columns["ret_port_base"] = base["net"]
    columns["equity_base"] = base["equity"]
    columns["dd_base"] = drawdowns(base["equity"], p)
    columns["leverage"] = levered["leverage"]
    columns["ret_port_dyn"] = levered["ret"]
    columns["equity_dyn"] = levered["equity"]
    columns["dd_dyn"] = drawdowns(levered["equity"], p)
    columns["vol_ann"] = levered["vol"]
    columns["brake"] = levered["brake"]
    columns["leverage_target"] = levered["target"]
    for name in ("turnover", "cost", "financing"):
        columns[name] = levered[name]
    return columns
