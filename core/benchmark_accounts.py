"""The accounts of benchmarks, on the days of the scenario that they stand beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.benchmarks import Benchmark, BenchmarkKind
from core.comparison import Track
from core.errors import DataError, listed, shown
from core.metrics import Conventions
from core.parameters import CASH_SERIES
from core.units import Floats

if TYPE_CHECKING:
    from core.portfolio import Account
    from core.prices import LoadedPrices
    from core.result import BacktestResult
    from core.scenario import Outcome, Scenario

ROUNDING = 1e-6
"""How far from 1 the sum of given weights may lie: thirds are written with a few digits."""


def benchmark_name(benchmark: Benchmark, scenario: Scenario) -> str:
    """Return what a benchmark is called: ``SPY``, ``Equal weights``, ``60 SPY / 40 TLT``."""
    match benchmark.kind:
        case BenchmarkKind.SYMBOL:
            return listed([symbol for symbol, _ in benchmark.weights], 3) or "No symbol"
        case BenchmarkKind.EQUAL:
            return "Equal weights"
        case BenchmarkKind.FIXED:
            parts = (f"{100 * weight:.4g} {symbol}" for symbol, weight in benchmark.weights)
            return " / ".join(parts) or "No weights"
        case BenchmarkKind.CONSTANT:
            return f"Constant leverage, {scenario.name}"


def benchmark_track(benchmark: Benchmark, outcome: Outcome, loaded: LoadedPrices) -> Track:
    """Return a benchmark's account, at the costs and the cash rate of its scenario.

    Symbols are held with simple returns and drift between rebalances. Those of the scenario's
    universe have the prices of its result; others have those of `loaded`, where a day without a
    price takes the last one before, and the account lasts from the first price to the last.
    Their figures are by the standard statistics, whatever those of the scenario are, so that a
    symbol has the same growth a year beside each. Constant leverage is that of the scenario's own
    base portfolio and by the scenario's statistics, by which its volatility is matched.

    Raises
    ------
    DataError
        Where the scenario it stands beside has no result, the prices lack a symbol, the weights
        are none, or no constant leverage has the volatility.
    """
    scenario, result = outcome.scenario, outcome.result
    name = benchmark_name(benchmark, scenario)
    if result is None:
        raise DataError(f"{name} is measured on the days of {scenario.name}, which has no result.")
    if benchmark.kind is BenchmarkKind.CONSTANT:
        from core.constant_leverage import constant_account

        account, level = constant_account(result, scenario.name)
        name = f"Constant {level:.2f}×, {scenario.name}"
        return _track(benchmark, name, result, slice(None), account, result.conventions)

    symbols, weights = _given_weights(benchmark, result)
    prices, rows, notes = _prices(symbols, result, loaded)
    account = _held(prices, weights, _rebalanced(benchmark, result)[rows], result)
    if not np.isfinite(account.equity).all():
        raise DataError(
            f"{name} grows beyond what numbers can hold; look for wrong prices of "
            f"{listed(symbols, 4)}."
        )
    cash = result.cash_rate
    conventions = Conventions("standard", cash[rows] if isinstance(cash, np.ndarray) else cash)
    return _track(benchmark, name, result, rows, account, conventions, notes)


def has_same_track(benchmark: Benchmark, earlier: Outcome, later: Outcome) -> bool:
    """Whether a benchmark's track beside one outcome of a scenario is that beside another.

    It is where both have the same result, and, constant leverage aside, where the overlay alone
    has changed: neither days nor holdings hang on it. True is certain, False may be overcautious.
    """
    one, other = earlier.result, later.result
    if one is None or other is None:
        return False
    if benchmark.kind is BenchmarkKind.CONSTANT:
        return one is other and earlier.scenario.name == later.scenario.name
    return one is other or (
        one.table is other.table
        and one.holdings is other.holdings
        and all(
            getattr(one.parameters, field) == getattr(other.parameters, field)
            for field in ("cost_bps", "cash_rate")
        )
    )


def _track(
    benchmark: Benchmark,
    name: str,
    result: BacktestResult,
    rows: slice,
    account: Account,
    conventions: Conventions,
    notes: tuple[str, ...] = (),
) -> Track:
    dates = result.dates[rows]
    if account.wiped_out >= 0:
        notes += (
            f"It is wiped out on {dates[account.wiped_out]:%Y-%m-%d}: nothing is left to trade "
            "after it.",
        )
    return Track(
        key=benchmark.key,
        name=name,
        color=benchmark.color,
        dates=dates,
        conventions=conventions,
        base=None,
        dynamic=account,
        notes=notes,
    )


def _given_weights(
    benchmark: Benchmark, result: BacktestResult
) -> tuple[tuple[str, ...], list[float]]:
    """Return symbols and weights; refuse weights that are none."""
    if benchmark.kind is BenchmarkKind.EQUAL:
        symbols = result.table.symbols
        return symbols, [1.0 / len(symbols)] * len(symbols)
    if not benchmark.weights:
        raise DataError("The benchmark has no symbol; choose one.")
    symbols = tuple(symbol for symbol, _ in benchmark.weights)
    if benchmark.kind is BenchmarkKind.SYMBOL:
        return symbols[:1], [1.0]
    weights = [weight for _, weight in benchmark.weights]
    for symbol, weight in benchmark.weights:
        if symbols.count(symbol) > 1:
            raise DataError(f"The benchmark names {symbol} more than once; give it one weight.")
        if not weight > 0.0:
            raise DataError(
                f"The benchmark gives {symbol} a weight of {100 * weight:g} %; it has to be above "
                "0, so leave the symbol out."
            )
    if not abs(sum(weights) - 1.0) <= ROUNDING:
        raise DataError(
            f"The weights of the benchmark sum to {100 * sum(weights):.4g} %; they have to sum to "
            "100 %."
        )
    return symbols, weights


def _rebalanced(benchmark: Benchmark, result: BacktestResult) -> np.ndarray:
    """Return in which rows of the result the benchmark trades, shape (T,)."""
    if benchmark.kind is BenchmarkKind.SYMBOL:
        return np.zeros(len(result.asset_returns), dtype=bool)
    return np.asarray(result.holdings.decision_of_row >= 0)


def _held(
    prices: Floats, weights: Sequence[float], rebalanced: np.ndarray, result: BacktestResult
) -> Account:
    """Buy the weights in the first row and at each rebalance, and let them drift between.

    `prices` has shape (T + 1, N): the close before the first row first; `rebalanced` (T,).
    """
    from core.portfolio import portfolio_holdings, unlevered_account  # compiled: slow to import

    with np.errstate(over="ignore", invalid="ignore"):  # told by the caller, in words
        returns = prices[1:] / prices[:-1] - 1.0
    trades = rebalanced.copy()
    trades[0] = True
    decision_of_row = np.where(trades, np.cumsum(trades) - 1, -1).astype(np.int64)
    each = np.tile(np.array(weights), (int(trades.sum()), 1))
    holdings = portfolio_holdings(returns, decision_of_row, each, True)
    return unlevered_account(holdings, result.parameters.cost_bps)


def _prices(
    symbols: tuple[str, ...], result: BacktestResult, loaded: LoadedPrices
) -> tuple[Floats, slice, tuple[str, ...]]:
    """Return prices (T + 1, N), the T rows of the result they are for, and what is to be told.

    The first price is that of the close before the first row.
    """
    table = result.table
    closes = table.dates[result.first_row - 1 :].to_numpy().astype("datetime64[D]")
    columns: list[Floats] = []
    gaps: list[tuple[str, np.ndarray]] = []
    first, last = 0, len(closes) - 1
    for symbol in symbols:
        if symbol in table.symbols:
            columns.append(table.prices[result.first_row - 1 :, table.symbols.index(symbol)])
            continue
        days, prices = _own_prices(symbol, result, loaded)
        places = np.searchsorted(days, closes, side="right") - 1
        begin = int(np.searchsorted(closes, days[0]))
        end = int(np.searchsorted(closes, days[-1], side="right")) - 1
        first, last = max(first, begin), min(last, end)
        columns.append(prices[np.maximum(places, 0)])
        gaps.append((symbol, days[np.maximum(places, 0)] != closes))
    if last - first < 1:
        raise DataError(
            f"{listed(symbols, 4)} and the result have no two days in common; choose another "
            "benchmark or other dates."
        )
    notes = tuple(
        f"{symbol} has no price on {missing} of the {last - first + 1} days and takes the last one "
        "before."
        for symbol, gap in gaps
        if (missing := int(gap[first : last + 1].sum()))
    )
    return np.column_stack(columns)[first : last + 1], slice(first, last), notes


def _own_prices(
    symbol: str, result: BacktestResult, loaded: LoadedPrices
) -> tuple[np.ndarray, Floats]:
    """Return the days on which a symbol outside of the universe has a price, and these prices."""
    if symbol == CASH_SERIES:
        raise DataError(f"{CASH_SERIES} is a yield and no price; choose another benchmark.")
    if symbol not in loaded.symbols:
        raise DataError(
            f"{shown(symbol, 40)} is not among the prices; load prices that have it, or choose "
            "another benchmark."
        )
    from core.prices import column_of  # with pandas, and names of benchmarks need neither

    start, end = result.parameters.start, result.parameters.end
    days, prices = column_of(loaded.frame, symbol, start, end)
    days, prices = days[~np.isnan(prices)], prices[~np.isnan(prices)]
    if not len(days):
        raise DataError(
            f"{symbol} has no price from {start} on; choose another benchmark or other dates."
        )
    wrong = ~((prices > 0.0) & np.isfinite(prices))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise DataError(
            f"{symbol} has the price {prices[row]:g} on {days[row]}; prices must be positive "
            "numbers. Correct or empty that cell."
        )
    return days, prices
