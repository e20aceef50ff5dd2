"""How fast a backtest is: beside a script in pandas, and as symbols and years grow.

``make bench REFERENCE=path/to/script.py`` also times that script (one with ``Config`` and
``run_pipeline`` whose ``load_prices`` can be replaced) on the same prices.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import sys
import types
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from core import Parameters, run_backtest
from core.engine import base_portfolio, run_overlay
from core.sources.demo import demo_market
from tests.oracles.pandas_script import pandas_script
from tests.oracles.panels import simulated_prices

YEARS = 16
FIRST_DAY, LAST_DAY = "2010-01-01", "2025-12-31"


@pytest.fixture(scope="module")
def prices() -> pd.DataFrame:
    return demo_market().frame.loc[FIRST_DAY:LAST_DAY]


def complete_run(prices: pd.DataFrame, parameters: Parameters) -> None:
    """A backtest and what is made of it on demand: the daily table and the summary."""
    result = run_backtest(prices, parameters)
    assert len(result.daily) == result.summary["rows"]


@pytest.mark.benchmark(group=f"1. 8 symbols, {YEARS} years: a script and the presets")
@pytest.mark.parametrize("preset", ["tradable", "as-scripted"])
@pytest.mark.parametrize("run", [run_backtest, complete_run])
def test_preset(
    benchmark: BenchmarkFixture,
    prices: pd.DataFrame,
    preset: str,
    run: Callable[[pd.DataFrame, Parameters], object],
) -> None:
    parameters = Parameters.preset(preset)
    benchmark.pedantic(run, args=(prices, parameters), rounds=100, warmup_rounds=3)


@pytest.mark.benchmark(group=f"1. 8 symbols, {YEARS} years: a script and the presets")
def test_script_in_pandas(benchmark: BenchmarkFixture, prices: pd.DataFrame) -> None:
    benchmark.pedantic(pandas_script, args=(prices,), rounds=2, iterations=1)


if os.environ.get("BALLAST_REFERENCE"):

    @pytest.mark.benchmark(group=f"1. 8 symbols, {YEARS} years: a script and the presets")
    def test_reference_script(
        benchmark: BenchmarkFixture, prices: pd.DataFrame, tmp_path: Path
    ) -> None:
        run = reference_run(Path(os.environ["BALLAST_REFERENCE"]), prices, tmp_path)
        benchmark.pedantic(run, rounds=2, iterations=1)


@pytest.mark.benchmark(group=f"2. The overlay alone on a kept base portfolio, {YEARS} years")
@pytest.mark.parametrize("preset", ["tradable", "as-scripted"])
def test_overlay(benchmark: BenchmarkFixture, prices: pd.DataFrame, preset: str) -> None:
    parameters = Parameters.preset(preset)
    base = base_portfolio(prices, parameters)
    moved = parameters.changed(target_vol=0.10)
    benchmark(run_overlay, base, moved)


@pytest.mark.benchmark(group=f"3. Tradable, {YEARS} years, growing universe")
@pytest.mark.parametrize("count", [8, 50, 500])
def test_symbols(benchmark: BenchmarkFixture, count: int) -> None:
    time_universe(benchmark, count, YEARS, shrink_alpha=0.30)


@pytest.mark.benchmark(group="4. Tradable, 5 years, without shrinkage (500: rank deficient)")
@pytest.mark.parametrize("count", [8, 50, 500])
def test_symbols_without_shrinkage(benchmark: BenchmarkFixture, count: int) -> None:
    time_universe(benchmark, count, 5, shrink_alpha=0.0)


@pytest.mark.benchmark(group="5. Tradable, 8 symbols, growing history")
@pytest.mark.parametrize("years", [5, 16, 50])
def test_years(benchmark: BenchmarkFixture, years: int) -> None:
    time_universe(benchmark, 8, years, shrink_alpha=0.30)


def time_universe(benchmark: BenchmarkFixture, count: int, years: int, shrink_alpha: float) -> None:
    symbols = tuple(f"S{i:03d}" for i in range(count))
    panel = simulated_prices(7, symbols, 252 * years, first_day="1972-01-03")
    parameters = Parameters(symbols=symbols, start="1972-01-01", shrink_alpha=shrink_alpha)
    rounds = 2 if count >= 500 else 10
    benchmark.extra_info["rebalances"] = years * 12
    benchmark.pedantic(run_backtest, args=(panel, parameters), rounds=rounds, warmup_rounds=1)


def reference_run(script: Path, prices: pd.DataFrame, folder: Path) -> Callable[[], None]:
    """Return a run of the script at `script` on `prices`, its files written to `folder`."""
    sys.modules.setdefault("yfinance", types.ModuleType("yfinance"))
    spec = importlib.util.spec_from_file_location("reference_script", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    module.load_prices = lambda symbols, start: prices[list(symbols)]
    module.save_outputs = lambda *arguments: None  # its time is not compared
    config = module.Config(
        out_csv=str(folder / "series.csv"), out_json=str(folder / "summary.json")
    )

    def run() -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            module.run_pipeline(config)

    return run
