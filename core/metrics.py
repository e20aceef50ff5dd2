"""The figures of the summary: a function and a row in `METRICS` each."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Literal

import numpy as np

from core.units import TRADING_DAYS, Floats

if TYPE_CHECKING:
    from core.portfolio import Account


@dataclass(frozen=True, slots=True)
class Conventions:
    """How the figures are computed.

    Attributes
    ----------
    statistics
        Of the parameters.
    cash_rate
        Decimals a year: one number, or the rate in force on each row, shape (T,).
    """

    statistics: Literal["standard", "scripted"]
    cash_rate: float | Floats

    @property
    def scripted(self) -> bool:
        """Whether the conventions are the script's."""
        return self.statistics == "scripted"


class Form(Enum):
    """How a figure is written for people; the figure itself is a plain decimal."""

    PERCENT = "percent"
    RATIO = "ratio"
    MULTIPLE = "multiple"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of an account.

    Attributes
    ----------
    key
        Its name in the summary.
    compute
        The figure as a plain decimal; NaN where it is not defined.
    """

    key: str
    label: str
    form: Form
    help: str
    compute: Callable[[Account, Conventions], float]


def drawdowns(equity: Floats, initial: float | None = None) -> Floats:
    """Return equity over its running maximum, less 1: zero or negative, shape (T,).

    With `initial` the maximum counts the capital before the first row, so that a loss on the
    first day is one. A wiped-out account is at -1.
    """
    peaks = np.maximum.accumulate(equity)
    if initial is not None:
        peaks = np.maximum(peaks, initial)
    return np.asarray(np.where(peaks > 0.0, equity / np.where(peaks > 0.0, peaks, 1.0), 0.0) - 1.0)


def account_drawdowns(account: Account, conventions: Conventions) -> Floats:
    """Return the drawdowns (T,) of an account whose capital before the first row is 1."""
    return drawdowns(account.equity, None if conventions.scripted else 1.0)


def annual_return(account: Account, conventions: Conventions) -> float:
    """Return compound annual growth; scripted: the mean daily return compounded over a year."""
    if conventions.scripted:
        return float((1.0 + account.returns.mean()) ** TRADING_DAYS - 1.0)
    return float(account.equity[-1] ** (TRADING_DAYS / len(account.equity)) - 1.0)


def annual_volatility(account: Account, conventions: Conventions) -> float:
    """Return the annualised standard deviation: ddof 1, scripted 0."""
    return _annual_deviation(account.returns, 0 if conventions.scripted else 1)


def _annual_deviation(returns: Floats, ddof: int) -> float:
    if len(returns) <= ddof:
        return math.nan
    if np.ptp(returns) <= 4.0 * np.finfo(float).eps * np.abs(returns).max():
        return 0.0  # equal returns: what is left of their deviation is rounding
    return float(returns.std(ddof=ddof) * math.sqrt(TRADING_DAYS))


def sharpe_ratio(account: Account, conventions: Conventions) -> float:
    """Return the mean excess return over cash per unit of its volatility, a year (Sharpe 1994).

    The excess is that of each day over the cash rate of the day. Scripted: annual return over
    volatility, without a cash rate. 0 where the volatility is 0.
    """
    if conventions.scripted:
        volatility = annual_volatility(account, conventions)
        return annual_return(account, conventions) / volatility if volatility != 0.0 else 0.0
    if isinstance(conventions.cash_rate, np.ndarray):
        excess = account.returns - conventions.cash_rate / TRADING_DAYS
        volatility = _annual_deviation(excess, 1)
        mean = float(excess.mean()) * TRADING_DAYS
    else:  # a number takes nothing from the volatility
        volatility = annual_volatility(account, conventions)
        mean = float(account.returns.mean()) * TRADING_DAYS - conventions.cash_rate
    return mean / volatility if volatility != 0.0 else 0.0


def maximum_drawdown(account: Account, conventions: Conventions) -> float:
    """Return the worst drawdown, zero or negative."""
    return float(account_drawdowns(account, conventions).min())


def final_equity(account: Account, conventions: Conventions) -> float:
    """Return what 1 has become."""
    return float(account.equity[-1])


def mean_leverage(account: Account, conventions: Conventions) -> float:
    """Return the mean of the leverage held."""
    return float(account.leverage.mean())


def annual_turnover(account: Account, conventions: Conventions) -> float:
    """Return how many times its equity the account trades a year, buys and sells added."""
    return float(account.turnover.mean() * TRADING_DAYS)


def annual_cost(account: Account, conventions: Conventions) -> float:
    """Return the trading costs a year as a share of equity."""
    return float(account.cost.mean() * TRADING_DAYS)


def annual_financing(account: Account, conventions: Conventions) -> float:
    """Return the interest paid a year, less that earned on cash, as a share of equity."""
    return float(account.financing.mean() * TRADING_DAYS)


def braked_days(account: Account, conventions: Conventions) -> float:
    """Return the share of days on which the brake was on; days after a wipe-out are none."""
    alive = account.brake[: account.wiped_out + 1] if account.wiped_out >= 0 else account.brake
    return float((alive < 1.0).mean())


METRICS: tuple[Metric, ...] = (
    Metric("ann_ret", "Growth a year", Form.PERCENT, "Compound annual growth.", annual_return),
    Metric(
        "ann_vol",
        "Volatility",
        Form.PERCENT,
        "Annualised standard deviation of daily returns.",
        annual_volatility,
    ),
    Metric(
        "sharpe",
        "Sharpe ratio",
        Form.RATIO,
        "Mean return over cash per unit of volatility, a year.",
        sharpe_ratio,
    ),
    Metric(
        "max_drawdown",
        "Max. drawdown",
        Form.PERCENT,
        "Worst fall from a peak of equity.",
        maximum_drawdown,
    ),
    Metric("final_equity", "Growth of 1", Form.NUMBER, "What 1 has become.", final_equity),
    Metric(
        "mean_leverage",
        "Mean leverage",
        Form.MULTIPLE,
        "Average of the leverage held.",
        mean_leverage,
    ),
    Metric(
        "ann_turnover",
        "Turnover a year",
        Form.MULTIPLE,
        "Notional traded a year over equity, buys and sells added.",
        annual_turnover,
    ),
    Metric(
        "ann_cost",
        "Costs a year",
        Form.PERCENT,
        "Trading costs a year, share of equity.",
        annual_cost,
    ),
    Metric(
        "ann_financing",
        "Interest a year",
        Form.PERCENT,
        "Interest paid on what is borrowed less that earned on cash, share of equity.",
        annual_financing,
    ),
    Metric(
        "braked_days",
        "Time braked",
        Form.PERCENT,
        "Share of days on which the drawdown brake reduced leverage.",
        braked_days,
    ),
)
"""Every figure of the summary; tables, comparisons and exports loop over it."""


def figures(account: Account, conventions: Conventions) -> dict[str, float | None]:
    """Return every metric of an account by key; None where it is not defined."""
    with np.errstate(over="ignore", invalid="ignore"):  # beyond numbers: not defined
        computed = {metric.key: metric.compute(account, conventions) for metric in METRICS}
    return {key: value if math.isfinite(value) else None for key, value in computed.items()}
