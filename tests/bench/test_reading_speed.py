"""How fast files of prices are read, beside what pandas takes for the same bytes.

The files are simulated and written for the measurement: 8 and 500 symbols of 5,000 days.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from core.sources.files import DateOrder, read_price_files
from tests.core.sources.price_forms import DATE_FORMS, long, separated, wide, yfinance
from tests.oracles.panels import simulated_prices

DAYS = 5000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files: a column a symbol in several spellings, and a file a symbol."""
    folder = tmp_path_factory.mktemp("prices")
    panel = panel_of(500)
    few = panel.iloc[:, :8]
    texts = {
        "8 symbols.csv": wide(few),
        "8 symbols, semicolons.csv": separated(wide(few), ";", ","),
        "8 symbols, month first.csv": wide(few, DATE_FORMS["01/31/2010"]),
        "8 symbols, yfinance.csv": yfinance(few),
        "8 symbols, long.csv": long(few),
        "500 symbols.csv": wide(panel),
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    (folder / "500").mkdir()
    for symbol in panel:
        table = pd.concat(
            dict.fromkeys(["Open", "High", "Low", "Close", "Adj Close"], panel[symbol]), axis=1
        )
        table.assign(Volume=1_000_000).to_csv(folder / "500" / f"{symbol}.csv")
    return folder


def panel_of(count: int) -> pd.DataFrame:
    """Prices as they are simulated, on business days."""
    symbols = tuple(f"S{number:03d}" for number in range(count))
    return simulated_prices(7, symbols, DAYS, first_day="2000-01-03")


def by_pandas(path: Path) -> None:
    """What is the least that can be done: the floats, and the dates."""
    pd.read_csv(path, index_col="Date", parse_dates=True)


def by_pandas_each(path: Path) -> None:
    """The same for every file of a folder, put together."""
    columns = {
        file.stem: pd.read_csv(file, index_col="Date", parse_dates=True)["Adj Close"]
        for file in sorted(path.iterdir())
    }
    pd.DataFrame(columns)


def by_us(path: Path) -> None:
    """Everything: found out, read, checked, told."""
    assert len(read_price_files([path], date_order=DateOrder.MONTH_FIRST).frame) == DAYS


@pytest.mark.benchmark(group=f"1. 8 symbols, {DAYS} days")
@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("8 symbols.csv", by_pandas),
        *(
            (name, by_us)
            for name in (
                "8 symbols.csv",
                "8 symbols, semicolons.csv",
                "8 symbols, month first.csv",
                "8 symbols, yfinance.csv",
                "8 symbols, long.csv",
            )
        ),
    ],
)
def test_few_symbols(
    benchmark: BenchmarkFixture, folder: Path, name: str, read: Callable[[Path], None]
) -> None:
    benchmark.pedantic(read, args=(folder / name,), rounds=20, warmup_rounds=2)


@pytest.mark.benchmark(group=f"2. 500 symbols, {DAYS} days, a column a symbol")
@pytest.mark.parametrize("read", [by_pandas, by_us])
def test_many_symbols(
    benchmark: BenchmarkFixture, folder: Path, read: Callable[[Path], None]
) -> None:
    benchmark.pedantic(read, args=(folder / "500 symbols.csv",), rounds=5, warmup_rounds=1)


@pytest.mark.benchmark(group=f"3. 500 symbols, {DAYS} days, a file a symbol")
@pytest.mark.parametrize("read", [by_pandas_each, by_us])
def test_many_files(
    benchmark: BenchmarkFixture, folder: Path, read: Callable[[Path], None]
) -> None:
    benchmark.pedantic(read, args=(folder / "500",), rounds=2, warmup_rounds=1)
