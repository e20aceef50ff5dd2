"""What the window asks of its worker; what is heavy is imported there, not at the start."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import core
from core.parameters import Parameters, PresetName
from core.progress import ProgressCallback, report

if TYPE_CHECKING:
    import pandas as pd

    from core.coverage import Coverage
    from core.prices import LoadedPrices
    from core.result import BacktestResult
    from core.scenario import Outcome
    from core.sources.files import DateOrder


PREPARING = "Preparing"
COMPILING = "Preparing: the first start compiles the engine, which takes some seconds"
CASH_SERIES = "^IRX"
"""As in `core.cash`, which imports pandas; the window opens without it."""
LOADING_SHARE = 0.9
"""Of the time a source takes, the rest being the look at its prices."""


def is_compiled() -> bool:
    """Whether an earlier start has left the compiled kernels beside their source."""
    return any((Path(core.__file__).parent / "kernels" / "__pycache__").glob("*.nbi"))


@dataclass(frozen=True, eq=False)
class Gathered:
    """Prices with all that can be told of them before a run.

    Attributes
    ----------
    prices
        As the source gave them, with its findings and those of the checks.
    panel
        The same as sorted numbers (days x symbols), NaN where there is none: what coverage is
        told from, at no cost whatever the source's cells were.
    whole
        The coverage of all symbols, where it has been told already: many take a while.
    """

    prices: LoadedPrices
    panel: pd.DataFrame
    whole: Coverage | None = None


@dataclass(frozen=True)
class LoadDemo:
    """Take the demo market."""

    def __call__(self, progress: ProgressCallback) -> Gathered:
        """Return its prices."""
        report(progress, "Reading the demo market", 0.0)
        from core.sources.demo import demo_market

        return _gathered(demo_market(), progress)


@dataclass(frozen=True)
class LoadFiles:
    """Read prices from files and folders, their dates in an order that may be given."""

    paths: tuple[Path, ...]
    date_order: DateOrder | None = None

    def __call__(self, progress: ProgressCallback) -> Gathered:
        """Return the prices; see `read_price_files` for the errors."""
        report(progress, "Reading prices", 0.0)
        from core.sources.files import read_price_files

        loaded = read_price_files(
            self.paths, date_order=self.date_order, progress=_part(progress, 0.0, LOADING_SHARE)
        )
        return _gathered(loaded, progress)


@dataclass(frozen=True)
class LoadYahoo:
    """Get prices from Yahoo Finance, or from the cache where it has today's.

    Attributes
    ----------
    cash
        Whether the yield of the Treasury bill is needed too.
    refresh
        Whether they are fetched even though the cache has them.
    """

    symbols: tuple[str, ...]
    start: dt.date
    cash: bool = False
    refresh: bool = False

    @classmethod
    def wanted_by(cls, parameters: Parameters, *, refresh: bool = False) -> LoadYahoo:
        """Return the load that gets what a run of `parameters` needs."""
        return cls(
            parameters.symbols, parameters.start, parameters.cash_rate == CASH_SERIES, refresh
        )

    def serves(self, parameters: Parameters) -> bool:
        """Whether what this load was asked for is all that `parameters` need."""
        return (
            set(parameters.symbols) <= set(self.symbols)
            and self.start <= parameters.start
            and (self.cash or parameters.cash_rate != CASH_SERIES)
        )

    def __call__(self, progress: ProgressCallback) -> Gathered:
        """Return the prices; see `yahoo_prices` for the errors."""
        report(progress, "Asking for prices", 0.0)
        from core.sources.cache import PriceCache, default_cache_path
        from core.sources.yahoo import yahoo_prices

        missing = (CASH_SERIES,) if self.cash and CASH_SERIES not in self.symbols else ()
        with PriceCache(default_cache_path()) as cache:
            loaded = yahoo_prices(
                (*self.symbols, *missing),
                self.start,
                now=dt.datetime.now().astimezone(),
                cache=cache,
                progress=_part(progress, 0.0, LOADING_SHARE),
                refresh=self.refresh,
            )
        return _gathered(loaded, progress)


LoadTask = LoadDemo | LoadFiles | LoadYahoo


@dataclass(frozen=True)
class RunBoth:
    """Run parameters and their counterpart under the other preset on the same prices."""

    loaded: LoadedPrices
    parameters: Parameters
    preset: PresetName

    def __call__(self, progress: ProgressCallback) -> tuple[Outcome, ...]:
        """Return both outcomes, the script's first."""
        report(progress, PREPARING if is_compiled() else COMPILING, 0.0)
        from core.scenario import run_scenarios, script_and_tradable

        scenarios = script_and_tradable(self.parameters, self.preset)
        return run_scenarios(self.loaded, scenarios, progress)


@dataclass(frozen=True)
class Export:
    """Write the daily series or the summary of a result."""

    result: BacktestResult
    path: Path
    kind: str  # "csv" or "json"
    run: str  # its name, for the message afterwards

    def __call__(self, progress: ProgressCallback) -> Path:
        """Return the path written; see `write_files` for the errors."""
        report(progress, "Writing", 0.0)
        from core.atomic_files import write_files
        from core.export import series_csv, summary_json

        make = series_csv if self.kind == "csv" else summary_json
        content = make(self.result)
        report(progress, "Writing", 0.5)
        write_files({self.path: content})
        return self.path


def _gathered(loaded: LoadedPrices, progress: ProgressCallback) -> Gathered:
    """Look at the prices of a source: the last step of every load."""
    import pandas as pd

    from core.coverage import coverage
    from core.prices import numeric_panel
    from core.quality import examined

    report(progress, "Looking at the prices", LOADING_SHARE)
    loaded = examined(loaded, _part(progress, LOADING_SHARE, 1.0))
    panel = numeric_panel(loaded.frame)
    frame = pd.DataFrame(panel.prices, index=panel.dates, columns=list(panel.symbols))
    symbols = tuple(symbol for symbol in panel.symbols if symbol != CASH_SERIES)
    whole = coverage(frame[list(symbols)], symbols)
    report(progress, "Looking at the prices", 1.0)
    return Gathered(loaded, frame, whole)


def _part(progress: ProgressCallback, low: float, high: float) -> ProgressCallback:
    """Return a callback that takes fractions of a part of the work."""

    def told(stage: str, fraction: float) -> object:
        return progress(stage, low + (high - low) * fraction)

    return told
