"""Golden files: what the original script computes on simulated prices.

    python -m tests.oracles.make_golden PATH_TO_SCRIPT

The script's `load_prices` is replaced by a function that returns a simulated panel; the CSV and the
JSON that it writes are stored, with the panel, in `tests/golden`. A case whose output hangs on the
last bits of the prices is refused: it could not be compared on another machine.
"""

import argparse
import contextlib
import csv
import gzip
import importlib.util
import io
import json
import sys
import tempfile
import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests.oracles.panels import simulated_prices

GOLDEN = Path(__file__).parents[1] / "golden"
SENSITIVITY_LIMIT = 1e-10  # of a column's scale, when prices move by a few parts in 1e15

Columns = dict[str, list[Any]]
Run = Callable[[pd.DataFrame, dict[str, Any]], tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Case:
    """A panel as it comes from a source, and the fields that differ from the defaults."""

    prices: Callable[[], pd.DataFrame]
    fields: dict[str, Any]


def twin_symbols() -> pd.DataFrame:
    """Five symbols of which the second and the fourth are the same."""
    prices = simulated_prices(
        31, ["AA", "BB", "CC", "DD", "EE"], 700, vols=[0.1, 0.14, 0.2, 0.1, 0.3]
    )
    return prices.assign(DD=prices["BB"])


def leading_history() -> pd.DataFrame:
    """Prices from before `start`, a symbol that begins late, and days without a price."""
    prices = simulated_prices(41, ["OLD", "MID", "NEW"], 1000, first_day="2014-03-03")
    prices.iloc[:300, 2] = np.nan
    for row, column in ((350, 0), (512, 1), (513, 1), (790, 2)):
        prices.iloc[row, column] = np.nan
    return prices


def hedged_universe() -> pd.DataFrame:
    """A calm symbol that moves against two wild ones: its marginal risk turns negative."""
    correlation = np.array(
        [
            [1.0, -0.75, -0.7, 0.1],
            [-0.75, 1.0, 0.8, 0.1],
            [-0.7, 0.8, 1.0, 0.0],
            [0.1, 0.1, 0.0, 1.0],
        ]
    )
    return simulated_prices(
        51,
        ["HEDGE", "RISK1", "RISK2", "OTHER"],
        750,
        correlation=correlation,
        vols=[0.08, 0.32, 0.28, 0.15],
    )


CASES: dict[str, Case] = {
    "two_quarterly_parity_only": Case(
        lambda: simulated_prices(11, ["XX", "YY"], 600, growth=-0.05),
        {
            "rebalance_freq": "QE",
            "cov_lookback": 120,
            "min_hist": 60,
            "shrink_alpha": 0.0,
            "alpha_minvar": 0.0,
            "vol_lookback": 20,
        },
    ),
    "eight_monthly_defaults": Case(
        lambda: simulated_prices(21, ["A1", "B2", "C3", "D4", "E5", "F6", "G7", "H8"], 900), {}
    ),
    "five_with_twins_weekly": Case(
        twin_symbols,
        {
            "rebalance_freq": "W-FRI",
            "cov_lookback": 90,
            "min_hist": 90,
            "dd_threshold1": 0.01,
            "dd_threshold2": 0.06,
            "dd_min_scale": 0.1,
            "lev_min": 0.1,
            "lev_max": 3.0,
            "target_vol": 0.2,
        },
    ),
    "three_with_leading_history": Case(
        leading_history,
        {
            "start": "2015-01-01",
            "rebalance_freq": "BME",
            "cov_lookback": 252,
            "min_hist": 130,
            "vol_lookback": 20,
            "dd_threshold1": 0.03,
            "dd_threshold2": 0.08,
        },
    ),
    "four_hedged_stuck_at_zero": Case(
        hedged_universe,
        {
            "rebalance_freq": "10D",
            "cov_lookback": 100,
            "min_hist": 80,
            "shrink_alpha": 0.0,
            "alpha_minvar": 0.0,
            "lev_min": 0.9,
            "lev_max": 1.1,
        },
    ),
    "twelve_diagonal_minimum_variance": Case(
        lambda: simulated_prices(61, [f"S{i:02d}" for i in range(12)], 600, correlation=0.2),
        {
            "cov_lookback": 200,
            "min_hist": 150,
            "shrink_alpha": 1.0,
            "alpha_minvar": 1.0,
            "target_vol": 0.05,
            "dd_threshold1": 0.005,
            "dd_threshold2": 0.02,
        },
    ),
    "three_daily": Case(
        lambda: simulated_prices(71, ["P", "Q", "R"], 500, growth=-0.1),
        {
            "rebalance_freq": "D",
            "cov_lookback": 60,
            "min_hist": 40,
            "vol_lookback": 20,
            "dd_threshold1": 0.02,
            "dd_threshold2": 0.02,
            "dd_min_scale": 0.5,
        },
    ),
}


def read_columns(text: str) -> Columns:
    """Columns of a CSV text: dates as they are written, numbers as the doubles they stand for."""
    header, *rows = csv.reader(io.StringIO(text))
    columns: Columns = {name: [row[i] for row in rows] for i, name in enumerate(header)}
    for name in header:
        if name != "Date":
            columns[name] = [float(cell) if cell else float("nan") for cell in columns[name]]
    return columns


def read_golden(case: str) -> tuple[pd.DataFrame, Columns, dict[str, Any]]:
    """Raw prices, daily columns and summary of a stored case."""
    prices = read_columns(gzip.decompress((GOLDEN / f"{case}.prices.csv.gz").read_bytes()).decode())
    daily = read_columns(gzip.decompress((GOLDEN / f"{case}.csv.gz").read_bytes()).decode())
    summary = json.loads((GOLDEN / f"{case}.json").read_text(encoding="utf-8"))
    index = pd.DatetimeIndex(prices.pop("Date"), name="Date")
    return pd.DataFrame(prices, index=index), daily, summary


def script_runner(path: Path) -> Run:
    """A function that runs the script at `path` on given prices and returns what it writes."""
    sys.modules["yfinance"] = types.ModuleType("yfinance")  # nothing is downloaded
    spec = importlib.util.spec_from_file_location("original_script", path)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    sys.modules["original_script"] = script  # its dataclass looks itself up there
    spec.loader.exec_module(script)

    def run(prices: pd.DataFrame, fields: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        usable = prices.loc[fields.get("start", "2010-01-01") :].dropna()
        script.load_prices = lambda symbols, start: usable
        with tempfile.TemporaryDirectory() as folder:
            table, summary = Path(folder, "daily.csv"), Path(folder, "summary.json")
            outputs = {"out_csv": str(table), "out_json": str(summary)}
            config = script.Config(symbols=tuple(prices.columns), **outputs, **fields)
            with contextlib.redirect_stdout(io.StringIO()):
                script.run_pipeline(config)
            written = json.loads(summary.read_text())
            for name in outputs:
                del written["config"][name]
            return table.read_text(), written

    return run


def sensitivity(run: Run, case: Case, daily: str) -> float:
    """How far any column moves, in its scale, when prices move by a few parts in 1e15."""
    prices = case.prices()
    noise = np.random.default_rng(0).uniform(-4e-15, 4e-15, prices.shape)
    exact = read_columns(daily)
    moved = read_columns(run(prices * (1.0 + noise), case.fields)[0])
    worst = 0.0
    for name, values in exact.items():
        if name != "Date":
            scale = max(1e-6, np.max(np.abs(values)))
            worst = max(worst, float(np.max(np.abs(np.subtract(moved[name], values)))) / scale)
    return worst


def write_gzip(path: Path, text: str) -> None:
    """Write the text compressed, the same bytes every time."""
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def write_golden(run: Run, folder: Path) -> None:
    """Run every case and store its three files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, case in CASES.items():
        prices = case.prices()
        daily, summary = run(prices, case.fields)
        moved = sensitivity(run, case, daily)
        if moved > SENSITIVITY_LIMIT:
            raise SystemExit(f"{name}: the last bits of the prices move it by {moved:.1e}")
        write_gzip(folder / f"{name}.prices.csv.gz", prices.to_csv(lineterminator="\n"))
        write_gzip(folder / f"{name}.csv.gz", daily)
        text = json.dumps(summary, indent=2) + "\n"
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
        print(f"{name}: {daily.count(chr(10)) - 1} rows, sensitivity {moved:.1e}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("script", type=Path, help="the original script, not part of the project")
    write_golden(script_runner(parser.parse_args().script), GOLDEN)
