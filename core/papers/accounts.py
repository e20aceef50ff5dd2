"""Examples about accounts: drawdown, volatility, leverage, interest, and where a return is from."""

from __future__ import annotations

import math

import numpy as np

from core.attribution import contributions
from core.metrics import Conventions, annual_volatility, drawdowns, maximum_drawdown
from core.overlay import levered_account, rolling_volatility
from core.papers.example import Check, Example, percents
from core.portfolio import Account, Holdings, portfolio_holdings, unlevered_account
from core.units import TRADING_DAYS, Floats

BY_HAND = "By hand, from the definition"
ANDERSON = "Anderson, Bianchi and Goldberg (2014), Financial Analysts Journal 70(5)"
MARTIN = "Martin and McCann (1989), The Investor's Guide to Fidelity Funds; by hand"

EQUITY = (100.0, 110.0, 99.0, 104.5, 120.0, 90.0, 108.0, 126.0)
SOURCE_RETURNS = (0.02, -0.01, 0.03, -0.02)
LEVERAGE = (1.0, 2.0, 1.5, 2.5)
BORROWING_A_DAY = 0.001
TEN_RETURNS = (0.01, -0.012, 0.004, 0.009, -0.02, 0.006, -0.003, 0.011, -0.007, 0.002)
TARGET = 0.10
STANDARD = Conventions("standard", 0.0)
SCRIPTED = Conventions("scripted", 0.0)


def account_examples() -> tuple[Example, ...]:
    """Compute the examples whose answers are figures of accounts."""
    return (_drawdown(), _first_day(), _financing(), _attribution(), _volatility_target())


def _drawdown() -> Example:
    """Drawdowns, and the ulcer index, which is their root mean square."""
    fallen = drawdowns(np.array(EQUITY))
    names = [f"Drawdown, day {day}" for day in range(1, len(EQUITY) + 1)]
    checks = percents(names, [0, 0, -10, -5, 0, -25, -10, 0], fallen, 6)
    ulcer = 100.0 * math.sqrt(float(np.square(fallen).mean()))
    checks += (Check("Ulcer index", 10.307764, ulcer, 6),)
    return Example("Drawdowns of 100, 110, 99, 104.5, 120, 90, 108, 126", MARTIN, checks)


def _first_day() -> Example:
    """A loss on the first day is one: the capital before it is a peak, though not as scripted."""
    account = unlevered_account(_one_asset(np.array([-0.10, 0.75 / 0.90 - 1.0])), 0.0)
    whole, rows_alone = (maximum_drawdown(account, one) for one in (STANDARD, SCRIPTED))
    checks = (
        Check("Maximum drawdown", -25.0, 100.0 * whole, 6),
        Check("As scripted", -16.7, 100.0 * rows_alone, 1),
    )
    return Example("Equity of 1 falls to .90 and .75", BY_HAND, checks)


def _financing() -> Example:
    account = _at_leverage(np.array([0.01]), np.array([1.8]), 0.05)
    checks = (Check("Return of the day", 1.784127, 100.0 * float(account.returns[0]), 6),)
    return Example("Leverage 1.8, asset +1 %, borrowing at 5 %/252 a day", BY_HAND, checks)


def _attribution() -> Example:
    """The paper's three parts: its mean leverage is net of what borrowing costs."""
    gross = np.array(SOURCE_RETURNS)
    account = _at_leverage(gross, np.array(LEVERAGE), BORROWING_A_DAY * TRADING_DAYS)
    parts = contributions(gross, account.leverage, account.financing, account.cost, 1.0)
    names = [f"Levered return, day {day}" for day in range(1, len(gross) + 1)]
    checks = percents(names, [2.0, -2.1, 4.45, -5.15], account.returns, 6)
    checks += percents(
        ["Mean return", "Source", "Leverage less interest", "Covariance"],
        [-0.20, 0.50, 0.30, -1.00],
        [parts.mean, parts.source, parts.leverage + parts.financing, parts.covariance],
        6,
    )
    return Example("Levered returns, attributed", ANDERSON, checks)


def _volatility_target() -> Example:
    """Target over volatility; the overlay's deviation has ddof 0, so it is scaled to ddof 1."""
    returns = np.array(TEN_RETURNS)
    holdings, days = _one_asset(returns), len(returns)
    measured = annual_volatility(unlevered_account(holdings, 0.0), STANDARD)
    rolling = rolling_volatility(holdings.gross_returns, days) * math.sqrt(days / (days - 1))
    account = _overlay(holdings, rolling, TARGET, 0.0)
    checks = (
        Check("Volatility a year, ddof 1", 16.39512123, 100.0 * measured, 8),
        Check("Leverage for 10 % a year", 0.60993755, float(account.target[-1]), 8, ""),
    )
    return Example("Ten returns, and the leverage for 10 % a year", BY_HAND, checks)


def _one_asset(returns: Floats) -> Holdings:
    """Return the holdings of a single asset, bought before the first day and held."""
    decision_of_row = np.full(len(returns), -1, dtype=np.int64)
    decision_of_row[0] = 0
    return portfolio_holdings(returns[:, None], decision_of_row, np.ones((1, 1)), True)


def _at_leverage(returns: Floats, leverage: Floats, borrowing: float) -> Account:
    """Return the account of an asset at the leverage (T,) of each day; `borrowing` is a year's."""
    return _overlay(_one_asset(returns), 1.0 / leverage, 1.0, borrowing)


def _overlay(holdings: Holdings, volatility: Floats, target: float, borrowing: float) -> Account:
    """Return the levered account without brake, band, bounds, lag and trading costs."""
    return levered_account(
        holdings,
        volatility,
        target_vol=target,
        lev_min=0.0,
        lev_max=math.inf,
        dd_threshold1=1.0,
        dd_threshold2=2.0,
        dd_min_scale=1.0,
        execution_lag=0,
        leverage_band=0.0,
        cost_bps=0.0,
        cash_rate=0.0,
        borrow_spread=borrowing,
    )
