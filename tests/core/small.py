"""A small market and a small backtest of it, for tests that want many of them."""

from typing import Any

import pandas as pd

from core.parameters import Parameters
from tests.oracles.panels import simulated_prices

SYMBOLS = ("AAA", "BBB", "CCC")
SHORT: dict[str, Any] = {
    "symbols": SYMBOLS,
    "start": "2015-01-01",
    "rebalance_freq": "W-FRI",
    "cov_lookback": 20,
    "min_hist": 10,
    "vol_lookback": 5,
}


def small_prices(rows: int = 80, seed: int = 1) -> pd.DataFrame:
    """Prices of `SYMBOLS` on business days from 2015-01-01 on."""
    return simulated_prices(seed, SYMBOLS, rows)


def small_parameters(preset: str = "tradable", **fields: Any) -> Parameters:
    """Parameters whose windows fit into `small_prices`."""
    return Parameters.preset(preset, **{**SHORT, **fields})
