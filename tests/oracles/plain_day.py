"""Every day of a backtest explained in plain Python, from the rules and not from the fast result.

It shares the plain backtest's rules, which are written out beside the description of the engine,
and finds by itself which day each of them knows.
"""

import itertools
import math
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from tests.oracles.plain_backtest import (
    COMMON,
    PRESETS,
    base_portfolio,
    blended_weights,
    cash_rate_known,
    drawdown_after,
    leverage_overlay,
    shrunk_covariance,
    usable_prices,
)
from tests.oracles.plain_solvers import Matrix, Vector


@dataclass
class PlainDay:
    """One day; None where there is nothing to tell."""

    date: Any
    weights_known: Any
    weights_decided: Any
    decided: Vector
    risk_shares: list[float | None]
    rebalanced: bool
    volatility_known: Any = None
    volatility: float | None = None
    raw: float | None = None
    drawdown_known: Any = None
    drawdown: float = 0.0
    brake: float = 1.0
    target: float = 0.0
    before: float | None = None
    trade: str = ""
    leverage: float = 0.0
    ret: float = 0.0
    equity_before: float = 1.0
    equity_after: float = 0.0
    held: Vector = field(default_factory=list)
    traded: Vector = field(default_factory=list)
    contributions: Vector = field(default_factory=list)
    cost: float = 0.0
    financing: float = 0.0


def decisions(days: list[pd.Timestamp], log_returns: Matrix, p: dict[str, Any]) -> dict[int, int]:
    """By the first return day that weights earn, the last return day they know; later ones win."""
    labels = pd.Series(0.0, index=pd.DatetimeIndex(days)).resample(p["rebalance_freq"]).last().index
    found: dict[int, int] = {}
    taken: set[int] = set()
    for label in labels:
        if not days[0] <= label <= days[-1]:
            continue
        knows = max(i for i, day in enumerate(days) if day <= label)
        if min(knows + 1, p["cov_lookback"]) < p["min_hist"] or knows in taken:
            continue
        taken.add(knows)
        if p["execution_lag"] == 0:
            earns = min(i for i, day in enumerate(days) if day >= label)
        else:
            earns = knows + p["execution_lag"]
        if earns < len(days):
            found[earns] = knows
    return found


def plain_days(prices: pd.DataFrame, preset: str, **fields: Any) -> list[PlainDay]:
    """Explain every day of a backtest."""
    p = {**COMMON, **PRESETS[preset], **fields}
    days, closes = usable_prices(prices, p)
    pairs = list(itertools.pairwise(closes))
    logs = [[math.log(b / a) for a, b in zip(x, y, strict=True)] for x, y in pairs]
    simple = [[b / a - 1.0 for a, b in zip(x, y, strict=True)] for x, y in pairs]
    earned = logs if p["return_kind"] == "log" else simple
    known_by, days = days[:-1], days[1:]
    earns = decisions(days, logs, p)
    weights = {
        i: blended_weights(logs[max(0, k + 1 - p["cov_lookback"]) : k + 1], p)
        for i, k in earns.items()
    }
    first = min(earns)
    cash = [cash_rate_known(prices, day, p) for day in known_by[first:]]
    base = base_portfolio(earned[first:], {i - first: w for i, w in weights.items()}, p)
    account = leverage_overlay(base, cash, p)

    told = []
    for i in range(first, len(days)):
        t = i - first
        in_force = max(j for j in earns if j <= i)
        knows = earns[in_force]
        window = logs[max(0, knows + 1 - p["cov_lookback"]) : knows + 1]
        day = PlainDay(
            date=days[i].date(),
            weights_known=days[knows].date(),
            weights_decided=days[in_force].date(),
            decided=weights[in_force],
            risk_shares=shares(weights[in_force], shrunk_covariance(window, p["shrink_alpha"])),
            rebalanced=in_force == i,
        )
        day.equity_before = account["equity"][t - 1] if t else 1.0
        for name in ("brake", "target", "leverage", "ret", "cost", "financing"):
            setattr(day, name, account[name][t])
        day.equity_after = account["equity"][t]
        tell_what_was_known(day, t, [d.date() for d in days[first:]], account, p)
        tell_the_trade(day, t, base, account, p)
        day.held = base["holdings"][t]
        day.contributions = [day.leverage * h * x for h, x in zip(day.held, earned[i], strict=True)]
        told.append(day)
    return told


def shares(weights: Vector, covariance: Matrix) -> list[float | None]:
    """Shares of each weight in the variance; None without any."""
    parts = [
        w * sum(c * v for c, v in zip(row, weights, strict=True))
        for w, row in zip(weights, covariance, strict=True)
    ]
    variance = sum(parts)
    return [part / variance if variance > 0.0 else None for part in parts]


def tell_what_was_known(
    day: PlainDay, t: int, dates: list[Any], account: dict[str, Vector], p: dict[str, Any]
) -> None:
    """Volatility and drawdown of the rows that the day may look at."""
    lag = p["execution_lag"]
    if t >= lag and not math.isnan(account["vol"][t - lag]):
        day.volatility = account["vol"][t - lag]
        day.volatility_known = dates[t - lag]
        day.raw = p["target_vol"] / day.volatility if day.volatility > 0.0 else math.inf
    back = lag if lag > 1 else 1
    if t >= back:
        day.drawdown_known = dates[t - back]
        day.drawdown = -drawdown_after(account["equity"], t - back)


def tell_the_trade(
    day: PlainDay,
    t: int,
    base: dict[str, list[Any]],
    account: dict[str, Vector],
    p: dict[str, Any],
) -> None:
    """What stood before the trade, why there was one, and what it moved."""
    left = 0.0
    if t == 0:
        day.trade = "first day"
    elif account["equity"][t - 1] == 0.0:
        day.trade, day.before, day.rebalanced = "wiped out", 0.0, False
    else:
        grown = (1.0 + base["gross"][t - 1]) / (1.0 + account["ret"][t - 1])
        left = day.before = account["leverage"][t - 1] * grown
        if abs(day.target - left) > p["leverage_band"]:
            day.trade = "further than the band from its target"
        elif left < p["lev_min"] or left > p["lev_max"]:
            day.trade = "drifted out of its bounds"
        else:
            day.trade = "within the band"
    moved = zip(base["holdings"][t], base["before"][t], strict=True)
    day.traded = [day.leverage * h - left * b for h, b in moved]
