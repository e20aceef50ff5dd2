"""Simulated price panels for the tests: seeded, correlated, fat-tailed, never real data."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

TRADING_DAYS = 252


def simulated_prices(
    seed: int,
    symbols: Sequence[str],
    rows: int,
    *,
    correlation: float | np.ndarray = 0.35,
    vols: Sequence[float] | None = None,
    growth: float = 0.06,
    first_day: str = "2015-01-01",
) -> pd.DataFrame:
    """Prices on `rows` business days whose returns are fat-tailed and come in calm and wild spells.

    Parameters
    ----------
    seed : int
        The same seed gives the same panel.
    symbols : sequence of str
        Column names.
    rows : int
        Number of prices of each symbol.
    correlation : float or array of shape (N, N)
        One correlation of all pairs, or the whole matrix.
    vols : sequence of float, optional
        Annual volatilities; from 8 % to 30 % when left out.
    growth : float
        Annual drift of the log prices.
    first_day : str
        The panel starts on the first business day on or after it.

    Returns
    -------
    DataFrame of shape (rows, N)
        Prices, rounded to four decimals as quoted prices are.
    """
    count = len(symbols)
    rng = np.random.default_rng(seed)
    matrix = np.asarray(correlation, dtype=float)
    if matrix.ndim == 0:
        matrix = np.full((count, count), float(matrix))
        np.fill_diagonal(matrix, 1.0)
    annual = np.linspace(0.08, 0.30, count) if vols is None else np.asarray(vols, dtype=float)

    # Student t with 4 degrees of freedom, scaled to unit variance, one mixing variable a day for
    # all symbols, so that bad days are bad everywhere.
    normal = rng.standard_normal((rows, count)) @ np.linalg.cholesky(matrix).T
    shocks = normal / np.sqrt(rng.chisquare(4, size=(rows, 1)) / 4) / np.sqrt(2.0)

    spell = np.zeros(rows)
    for day in range(1, rows):
        spell[day] = 0.98 * spell[day - 1] + 0.08 * rng.standard_normal()
    daily = annual / np.sqrt(TRADING_DAYS) * np.exp(spell - 0.05)[:, None]

    log_returns = growth / TRADING_DAYS + daily * shocks
    start = 40.0 + 110.0 * rng.random(count)
    index = pd.bdate_range(first_day, periods=rows, name="Date")
    values = start * np.exp(np.cumsum(log_returns, axis=0))
    return pd.DataFrame(values.round(4), index=index, columns=list(symbols))


def with_crash(prices: pd.DataFrame, row: int, fraction: float) -> pd.DataFrame:
    """The same panel after every price has lost `fraction` on the day of `row`."""
    crashed = prices.copy()
    crashed.iloc[row:] = crashed.iloc[row:] * (1.0 - fraction)
    return crashed


def with_flat_spell(prices: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """The same panel with no price moving from row `first` to row `last`, both included."""
    flat = prices.copy()
    flat.iloc[first : last + 1] = prices.iloc[first - 1].to_numpy()
    return flat


def twins(returns: Sequence[float], warm_up: int = 20) -> pd.DataFrame:
    """Two symbols that move alike: `warm_up` days up and down, then the given simple returns.

    Any sensible weights of the pair earn exactly these returns, so figures that are published for
    a series of portfolio returns can be asked of a whole backtest.
    """
    before = [0.01 if day % 2 else -0.008 for day in range(warm_up)]
    growth = np.cumprod([1.0, *(1.0 + r for r in before), *(1.0 + r for r in returns)])
    index = pd.bdate_range("2015-01-01", periods=len(growth), name="Date")
    return pd.DataFrame({"ONE": 100.0 * growth, "TWO": 100.0 * growth}, index=index)
