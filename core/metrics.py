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


FEW_ROWS = 21
"""A month of rows: figures a year that are made of fewer are accidents."""
YEAR_ROWS = 200
"""Fewer make less than a year on any exchange. The Global Investment Performance Standards (GIPS
2020) allow no figure a year of less; here it is shown, but no more than that."""


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
    DAYS = "days"


class MetricGroup(Enum):
    """What a figure is about; the value is its heading in tables."""

    GROWTH = "Growth"
    RISK = "Risk"
    DRAWDOWN = "Drawdown"
    LEVERAGE = "Leverage"
    COST = "Costs"

    @property
    def title(self) -> str:
        """The heading over the figures of the group."""
        return self.value


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of an account.

    Attributes
    ----------
    key
        Its name in the summary.
    better
        1 where more is better, -1 where less is, 0 where neither can be said.
    compute
        The figure as a plain decimal; NaN where it is not defined.
    """

    key: str
    label: str
    group: MetricGroup
    form: Form
    better: Literal[-1, 0, 1]
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
    if peaks[0] > 0.0:
        return np.asarray(equity / peaks - 1.0)
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


def sortino_ratio(account: Account, conventions: Conventions) -> float:
    """Return the mean excess return over cash per unit of downside deviation, a year.

    The downside deviation is the root mean square of the days' losses against cash, gains counted
    as 0, over all days (Sortino and Price 1994). Scripted: annual return, and losses against 0.
    NaN where no day loses.
    """
    cash = 0.0 if conventions.scripted else conventions.cash_rate
    excess = account.returns - cash / TRADING_DAYS
    losses = np.minimum(excess, 0.0)
    downside = math.sqrt(float(losses @ losses) / len(losses))
    if downside <= 4.0 * np.finfo(float).eps * float(np.abs(account.returns).max()):
        return math.nan  # none, or rounding
    if conventions.scripted:
        mean = annual_return(account, conventions)
    else:
        mean = float(excess.mean()) * TRADING_DAYS
    return mean / (downside * math.sqrt(TRADING_DAYS))


def best_day(account: Account, conventions: Conventions) -> float:
    """Return the highest return of a day."""
    return float(account.returns.max())


def worst_day(account: Account, conventions: Conventions) -> float:
    """Return the lowest return of a day."""
    return float(account.returns.min())


def maximum_drawdown(account: Account, conventions: Conventions) -> float:
    """Return the worst drawdown, zero or negative."""
    return float(account_drawdowns(account, conventions).min())


def calmar_ratio(account: Account, conventions: Conventions) -> float:
    """Return annual growth over the worst drawdown (Young 1991), of all days; NaN without one."""
    worst = maximum_drawdown(account, conventions)
    return annual_return(account, conventions) / -worst if worst < 0.0 else math.nan


def longest_drawdown(account: Account, conventions: Conventions) -> float:
    """Return the most trading days on end on which equity is below its peak."""
    above = np.flatnonzero(account_drawdowns(account, conventions) >= 0.0)
    edges = np.concatenate(([-1], above, [len(account.equity)]))
    return float(np.diff(edges).max() - 1)


def drawdown_days(account: Account, conventions: Conventions) -> float:
    """Return the share of days on which equity is below its peak."""
    return float((account_drawdowns(account, conventions) < 0.0).mean())


def final_equity(account: Account, conventions: Conventions) -> float:
    """Return what 1 has become."""
    return float(account.equity[-1])


def mean_leverage(account: Account, conventions: Conventions) -> float:
    """Return the mean of the leverage held."""
    return float(account.leverage.mean())


def highest_leverage(account: Account, conventions: Conventions) -> float:
    """Return the highest leverage held."""
    return float(account.leverage.max())


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
    Metric(
        "ann_ret",
        "Growth a year",
        MetricGroup.GROWTH,
        Form.PERCENT,
        1,
        "Compound annual growth; as scripted: the mean daily return compounded over a year.",
        annual_return,
    ),
    Metric(
        "final_equity",
        "Growth of 1",
        MetricGroup.GROWTH,
        Form.NUMBER,
        1,
        "What 1 has become.",
        final_equity,
    ),
    Metric(
        "ann_vol",
        "Volatility",
        MetricGroup.RISK,
        Form.PERCENT,
        -1,
        "Annualised sample standard deviation of daily returns; as scripted: the population's.",
        annual_volatility,
    ),
    Metric(
        "sharpe",
        "Sharpe ratio",
        MetricGroup.RISK,
        Form.RATIO,
        1,
        "Mean return over cash per unit of volatility, a year; as scripted: growth a year per unit "
        "of volatility, without cash.",
        sharpe_ratio,
    ),
    Metric(
        "sortino",
        "Sortino ratio",
        MetricGroup.RISK,
        Form.RATIO,
        1,
        "Mean return over cash per unit of downside deviation, a year; as scripted: growth a year, "
        "without cash.",
        sortino_ratio,
    ),
    Metric(
        "best_day",
        "Best day",
        MetricGroup.RISK,
        Form.PERCENT,
        1,
        "Highest return of a day.",
        best_day,
    ),
    Metric(
        "worst_day",
        "Worst day",
        MetricGroup.RISK,
        Form.PERCENT,
        1,
        "Lowest return of a day.",
        worst_day,
    ),
    Metric(
        "max_drawdown",
        "Max. drawdown",
        MetricGroup.DRAWDOWN,
        Form.PERCENT,
        1,
        "Worst fall from a peak of equity; as scripted: the capital at the start is no peak.",
        maximum_drawdown,
    ),
    Metric(
        "calmar",
        "Calmar ratio",
        MetricGroup.DRAWDOWN,
        Form.RATIO,
        1,
        "Growth a year over the worst drawdown.",
        calmar_ratio,
    ),
    Metric(
        "longest_drawdown",
        "Longest drawdown",
        MetricGroup.DRAWDOWN,
        Form.DAYS,
        -1,
        "Most trading sessions on end below a peak of equity.",
        longest_drawdown,
    ),
    Metric(
        "drawdown_days",
        "Time in drawdown",
        MetricGroup.DRAWDOWN,
        Form.PERCENT,
        -1,
        "Share of days on which equity is below its peak.",
        drawdown_days,
    ),
    Metric(
        "mean_leverage",
        "Mean leverage",
        MetricGroup.LEVERAGE,
        Form.MULTIPLE,
        0,
        "Average of the leverage held.",
        mean_leverage,
    ),
    Metric(
        "max_leverage",
        "Highest leverage",
        MetricGroup.LEVERAGE,
        Form.MULTIPLE,
        0,
        "Highest leverage held.",
        highest_leverage,
    ),
    Metric(
        "braked_days",
        "Time braked",
        MetricGroup.LEVERAGE,
        Form.PERCENT,
        0,
        "Share of days on which the drawdown brake reduced leverage.",
        braked_days,
    ),
    Metric(
        "ann_turnover",
        "Turnover a year",
        MetricGroup.COST,
        Form.MULTIPLE,
        -1,
        "Notional traded a year over equity, buys and sells added.",
        annual_turnover,
    ),
    Metric(
        "ann_cost",
        "Costs a year",
        MetricGroup.COST,
        Form.PERCENT,
        -1,
        "Trading costs a year, share of equity.",
        annual_cost,
    ),
    Metric(
        "ann_financing",
        "Interest a year",
        MetricGroup.COST,
        Form.PERCENT,
        -1,
        "Interest paid on what is borrowed less that earned on cash, share of equity.",
        annual_financing,
    ),
)
"""Every figure of the summary, group by group; tables, comparisons and exports loop over it."""


def figures(account: Account, conventions: Conventions) -> dict[str, float | None]:
    """Return every metric of an account by key; None where it is not defined."""
    with np.errstate(over="ignore", invalid="ignore"):  # beyond numbers: not defined
        computed = {metric.key: metric.compute(account, conventions) for metric in METRICS}
    return {key: value if math.isfinite(value) else None for key, value in computed.items()}
