"""The preset "as-scripted" against stored output of the original script and a notebook's version.

Agreement is meant relative to scale: no cell differs by more than 1e-9 of the largest magnitude in
its column, no summary figure by more than 1e-9 of itself. The stored cases are chosen so that the
last bits of the prices move no column by more than 1e-10.
"""

from typing import Any

import numpy as np
import pytest

from core import Parameters, run_backtest
from tests.oracles.agreement import assert_same_columns, assert_same_figures
from tests.oracles.make_golden import CASES, read_golden
from tests.oracles.pandas_script import pandas_script
from tests.oracles.panels import simulated_prices

PANELS: dict[str, tuple[int, int, dict[str, Any]]] = {
    "two symbols, month-ends": (101, 2, {}),
    "three symbols, quarter starts": (102, 3, {"rebalance_freq": "QS"}),
    "four symbols, midweek, no shrinkage": (
        103,
        4,
        {"rebalance_freq": "W-WED", "shrink_alpha": 0.0},
    ),
    "six symbols, minimum variance alone": (104, 6, {"alpha_minvar": 1.0}),
    "seven symbols, parity alone, every 15 days": (
        105,
        7,
        {"alpha_minvar": 0.0, "rebalance_freq": "15D"},
    ),
    "four symbols, brake nearly always on": (
        106,
        4,
        {"dd_threshold1": 0.0, "dd_threshold2": 0.03, "dd_min_scale": 0.0, "lev_min": 0.0},
    ),
    "three symbols, leverage never below 1.2": (
        107,
        3,
        {"lev_min": 1.2, "lev_max": 4.0, "target_vol": 0.3},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_as_scripted_equals_the_stored_output_of_the_script(case: str) -> None:
    prices, daily, summary = read_golden(case)

    result = run_backtest(prices, Parameters.preset("as-scripted", **summary["config"]))

    assert_same_columns(result.daily, daily)
    assert_same_figures(result.summary, summary)


@pytest.mark.parametrize("case", CASES)
def test_the_notebook_version_equals_the_stored_output_of_the_script(case: str) -> None:
    prices, daily, summary = read_golden(case)
    fields = {name: value for name, value in summary["config"].items() if name != "seed"}

    notebook, figures = pandas_script(prices, **fields)

    assert_same_columns(notebook, daily, tolerance=1e-10)
    assert_same_figures(figures, summary, tolerance=1e-10)


@pytest.mark.parametrize("panel", PANELS)
def test_as_scripted_equals_the_notebook_version(panel: str) -> None:
    seed, count, different = PANELS[panel]
    prices = simulated_prices(seed, [f"S{i}" for i in range(count)], 420)
    fields = {"cov_lookback": 90, "min_hist": 60, "vol_lookback": 25, **different}
    notebook, figures = pandas_script(prices, **fields)

    parameters = Parameters.preset("as-scripted", symbols=tuple(prices.columns), **fields)
    result = run_backtest(prices, parameters)

    assert_same_columns(
        result.daily, {"Date": list(notebook.index), **notebook.to_dict(orient="list")}
    )
    assert_same_figures(result.summary, figures)


def test_a_stored_case_has_a_symbol_that_the_scripted_iteration_never_lets_back() -> None:
    _, daily, _ = read_golden("four_hedged_stuck_at_zero")

    assert np.all(np.array(daily["w_HEDGE"]) == 0.0)
