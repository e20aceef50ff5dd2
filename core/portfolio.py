"""From weights to the base portfolio: holdings that drift, trades, and the unlevered account."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.kernels import accounts
from core.units import Floats, Integers


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the base portfolio holds, earns before costs, and trades.

    Attributes
    ----------
    weights
        Holdings that earn the return of each row, shares of the portfolio, shape (T, N).
    gross_returns
        Return of each row before costs, shape (T,).
    before
        Holdings as they have drifted to the moment of each trade, shape (M, N).
    trades
        Sum of the absolute changes charged to each row, shape (T,); 1 for the first purchase.
    decision_of_row
        Row of `before` for the rows in which new weights are first held, else -1, shape (T,).
    """

    weights: Floats
    gross_returns: Floats
    before: Floats
    trades: Floats
    decision_of_row: Integers


@dataclass(frozen=True, slots=True)
class Account:
    """One account day by day, everything of shape (T,), as shares of its equity.

    Attributes
    ----------
    returns, equity
        Net return of the row and equity after it; the capital before the first row is 1.
    leverage, target, brake
        Leverage held, leverage aimed at, and the brake, as used in the row.
    turnover
        Notional traded.
    cost, financing
        Trading cost, and interest paid on what is borrowed less that earned on cash.
    wiped_out
        Row in which nothing is left, or -1.
    """

    returns: Floats
    equity: Floats
    leverage: Floats
    target: Floats
    brake: Floats
    turnover: Floats
    cost: Floats
    financing: Floats
    wiped_out: int


def portfolio_holdings(
    returns: Floats, decision_of_row: Integers, weights: Floats, drift: bool
) -> Holdings:
    """Hold `weights` (M, N) from their rows on and earn `returns` (T, N).

    With `drift` (simple returns only) holdings float with prices until the next decision;
    without, they are reset to the weights every day, which is not counted as a trade.
    """
    rows, count = returns.shape
    held = np.empty((rows, count))
    gross, trades = np.empty(rows), np.empty(rows)
    before = np.zeros_like(weights)
    accounts.base_portfolio(returns, decision_of_row, weights, drift, held, gross, before, trades)
    return Holdings(held, gross, before, trades, decision_of_row)


def unlevered_account(holdings: Holdings, cost_bps: float) -> Account:
    """Return the base portfolio as an account of its own, net of trading costs.

    Where it is wiped out, that day's return is -1 and from the next row on everything is 0.
    """
    rows = len(holdings.gross_returns)
    rate = cost_bps / 1e4
    returns, equity = np.empty(rows), np.empty(rows)
    wiped = accounts.net_account(holdings.gross_returns, holdings.trades, rate, returns, equity)
    leverage, trades = np.ones(rows), holdings.trades
    if wiped >= 0:
        leverage[wiped + 1 :] = 0.0
        trades = trades * leverage
    return Account(
        returns=returns,
        equity=equity,
        leverage=leverage,
        target=leverage,
        brake=np.ones(rows),
        turnover=trades,
        cost=rate * trades,
        financing=np.zeros(rows),
        wiped_out=int(wiped),
    )
