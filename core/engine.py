"""The backtest, read like the method section of a paper: prices, weights, portfolio, overlay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.cash import CashYield, cash_yield
from core.covariance import shrunk_covariances
from core.errors import DataError
from core.fields import Stage
from core.overlay import levered_account, rolling_volatility
from core.parameters import FIELDS, Parameters
from core.portfolio import Holdings, portfolio_holdings, unlevered_account
from core.prices import IN_MEMORY, PriceSource, PriceTable, price_table
from core.progress import ProgressCallback, report
from core.result import BacktestResult, daily_columns
from core.schedule import Schedule, decision_schedule
from core.units import Floats, Integers
from core.weights import exact_weights, scripted_weights

BASE_FIELDS = tuple(name for name, field in FIELDS.items() if field.shown.stage is Stage.BASE)
"""Fields on which the base portfolio depends; the others concern the overlay alone."""

OPERATIONS_A_REPORT = 2e7
"""Multiplications between two reports of progress: a few hundredths of a second."""


@dataclass(frozen=True, slots=True)
class BasePortfolio:
    """Everything up to the overlay, to be kept while only the overlay's parameters change.

    Attributes
    ----------
    parameters
        Those it was made with; only `BASE_FIELDS` of them matter to it.
    cash_yield
        The yield in force on each row, or why there is none.
    first_row
        Row of `table` that is the first day with weights.
    decision_days
        Last day of data that each decision knows, shape (M,).
    weights
        Weights of each decision, shape (M, N).
    """

    parameters: Parameters
    source: PriceSource
    table: PriceTable
    cash_yield: CashYield
    first_row: int
    asset_returns: Floats
    decision_days: pd.DatetimeIndex
    weights: Floats
    holdings: Holdings

    def serves(self, parameters: Parameters) -> bool:
        """Whether an overlay with `parameters` may be run on this portfolio."""
        return all(
            getattr(parameters, name) == getattr(self.parameters, name) for name in BASE_FIELDS
        )


def run_backtest(
    prices: pd.DataFrame,
    parameters: Parameters,
    progress: ProgressCallback | None = None,
    source: PriceSource = IN_MEMORY,
) -> BacktestResult:
    """Backtest the base portfolio and its leverage overlay on daily prices.

    Parameters
    ----------
    prices
        Adjusted closes, days x symbols, with dates as the index. It is left as it is. A column
        ``^IRX`` is the cash rate, percent a year, where `parameters.cash_rate` asks for it.
    parameters
        What to do; see `Parameters`.
    progress
        Called with the stage and the fraction done; it stops the run by raising `Cancelled` or
        returning ``False``.
    source
        Where the prices come from, for the summary.

    Raises
    ------
    DataError
        Where the prices cannot serve.
    SolverError
        Where the weights of a day cannot be found to the accuracy that is promised.
    Cancelled
        Where `progress` asked for it.
    """
    base = base_portfolio(prices, parameters, progress, source)
    report(progress, "Overlay", 0.95)
    result = run_overlay(base, parameters)
    report(progress, "Done", 1.0)
    return result


def base_portfolio(
    prices: pd.DataFrame,
    parameters: Parameters,
    progress: ProgressCallback | None = None,
    source: PriceSource = IN_MEMORY,
) -> BasePortfolio:
    """Do everything up to the overlay; arguments and errors are those of `run_backtest`."""
    report(progress, "Prices", 0.0)
    table = price_table(
        prices, parameters.symbols, parameters.start, parameters.end, parameters.carry_forward
    )
    columns = ["Date", *daily_columns(table.symbols)]
    if len(set(columns)) < len(columns):
        taken = next(symbol for symbol in table.symbols if columns.count(symbol) > 1)
        raise DataError(
            f"The symbol {taken} has the name of a column of the result; rename it in the prices."
        )
    log_returns = np.diff(np.log(table.prices), axis=0)
    schedule = _schedule(table, parameters)

    report(progress, "Weights", 0.02)
    days = table.dates[schedule.decision_rows + 1]  # the first return is the second day's
    weights = _weights(log_returns, days, schedule.decision_rows, parameters, progress)

    report(progress, "Portfolio", 0.92)
    first = int(schedule.first_rows[0])
    if parameters.return_kind == "log":
        returns = log_returns[first:]
    else:
        with np.errstate(over="ignore"):  # told below, in words
            returns = table.prices[first + 1 :] / table.prices[first:-1] - 1.0
    decision_of_row = np.full(len(returns), -1, dtype=np.int64)
    decision_of_row[schedule.first_rows - first] = np.arange(len(weights))
    holdings = portfolio_holdings(returns, decision_of_row, weights, parameters.drift)
    if not np.isfinite(holdings.gross_returns).all():
        raise DataError(
            "The prices move by more than numbers can hold from one day to the next; "
            "look for wrong prices."
        )
    return BasePortfolio(
        parameters=parameters,
        source=source,
        table=table,
        cash_yield=cash_yield(prices, table.dates[first:-1], parameters.start, parameters.end),
        first_row=first + 1,
        asset_returns=returns,
        decision_days=days,
        weights=weights,
        holdings=holdings,
    )


def run_overlay(base: BasePortfolio, parameters: Parameters) -> BacktestResult:
    """Run the overlay alone on a kept base portfolio.

    Raises
    ------
    DataError
        Where the cash rate is to be a series that the prices lack, or that cannot serve.
    ValueError
        Where `parameters` would need another base portfolio (see `BasePortfolio.serves`).
    """
    if not base.serves(parameters):
        raise ValueError("the base portfolio was made with other parameters")
    cash_rate = _cash_rate(base, parameters.cash_rate)
    volatility = rolling_volatility(base.holdings.gross_returns, parameters.vol_lookback)
    dynamic = levered_account(
        base.holdings,
        volatility,
        target_vol=parameters.target_vol,
        lev_min=parameters.lev_min,
        lev_max=parameters.lev_max,
        dd_threshold1=parameters.dd_threshold1,
        dd_threshold2=parameters.dd_threshold2,
        dd_min_scale=parameters.dd_min_scale,
        execution_lag=parameters.execution_lag,
        leverage_band=parameters.leverage_band,
        cost_bps=parameters.cost_bps,
        cash_rate=cash_rate,
        borrow_spread=parameters.borrow_spread,
    )
    unlevered = unlevered_account(base.holdings, parameters.cost_bps)
    if not (np.isfinite(dynamic.equity).all() and np.isfinite(unlevered.equity).all()):
        raise DataError(
            "The equity grows beyond what numbers can hold; look for wrong prices, or lower "
            "lev_max."
        )
    return BacktestResult(
        parameters=parameters,
        source=base.source,
        table=base.table,
        cash_rate=cash_rate,
        cash_yield=base.cash_yield if isinstance(parameters.cash_rate, str) else None,
        first_row=base.first_row,
        asset_returns=base.asset_returns,
        holdings=base.holdings,
        base=unlevered,
        dynamic=dynamic,
        volatility=volatility,
    )


def _cash_rate(base: BasePortfolio, asked: float | str) -> float | Floats:
    """Return the cash rate as a number, or the series that was asked for, shape (T,)."""
    if not isinstance(asked, str):
        return asked
    if base.cash_yield.problem:
        raise DataError(base.cash_yield.problem)
    return base.cash_yield.rates


def _schedule(table: PriceTable, parameters: Parameters) -> Schedule:
    days = len(table.dates)
    if days > parameters.min_hist:
        schedule = decision_schedule(
            table.dates[1:],
            parameters.rebalance_freq,
            parameters.min_hist,
            parameters.execution_lag,
        )
        if len(schedule.first_rows):
            return schedule
    count = "1 day" if days == 1 else f"{days} days"
    raise DataError(
        f"The history is too short: all symbols have prices on {count}, from "
        f"{table.dates[0]:%Y-%m-%d} to {table.dates[-1]:%Y-%m-%d}. The first weights need "
        f"{parameters.min_hist + 1} days (min_hist), a period's end ({parameters.rebalance_freq}) "
        "and a day to earn; take an earlier start, fewer symbols or a smaller min_hist."
    )


def _weights(
    log_returns: Floats,
    days: pd.DatetimeIndex,
    rows: Integers,
    parameters: Parameters,
    progress: ProgressCallback | None,
) -> Floats:
    """Return the weights (M, N), a few decisions at a time so that a run can be stopped."""
    count = log_returns.shape[1]
    steps = parameters.cov_lookback + (1000 if parameters.solver == "scripted" else 100)
    chunk = int(min(max(OPERATIONS_A_REPORT / (count * count * steps), 1), len(rows)))
    weights = np.empty((len(rows), count))
    for first in range(0, len(rows), chunk):
        part = slice(first, first + chunk)
        covariances = shrunk_covariances(
            log_returns, rows[part], parameters.cov_lookback, parameters.shrink_alpha
        )
        if parameters.solver == "scripted":
            weights[part] = scripted_weights(covariances, parameters.alpha_minvar)
        else:
            weights[part] = exact_weights(
                covariances, parameters.alpha_minvar, parameters.symbols, days[part]
            )
        done = min(first + chunk, len(rows)) / len(rows)
        report(progress, "Weights", 0.02 + 0.9 * done)
    return weights
