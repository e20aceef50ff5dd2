"""What window and command line ask the sources for: prices that have been looked at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.parameters import CASH_SERIES
from core.progress import ProgressCallback, part, report

if TYPE_CHECKING:
    from core.prices import LoadedPrices
    from core.sources.files import DateOrder

LOADING_SHARE = 0.9
"""Of the time a load takes, the rest being the look at its prices."""


@dataclass(frozen=True)
class LoadDemo:
    """Take the demo market."""

    def __call__(self, progress: ProgressCallback | None = None) -> LoadedPrices:
        """Return its prices."""
        report(progress, "Reading the demo market", 0.0)
        from core.sources.demo import demo_market

        return _examined(demo_market(), progress)


@dataclass(frozen=True)
class LoadFiles:
    """Read prices from files and folders, their dates in an order that may be given."""

    paths: tuple[Path, ...]
    date_order: DateOrder | None = None

    def __call__(self, progress: ProgressCallback | None = None) -> LoadedPrices:
        """Return the prices; see `read_price_files` for the errors."""
        report(progress, "Reading prices", 0.0)
        from core.sources.files import read_price_files

        loaded = read_price_files(
            self.paths, date_order=self.date_order, progress=part(progress, 0.0, LOADING_SHARE)
        )
        return _examined(loaded, progress)


@dataclass(frozen=True)
class LoadYahoo:
    """Get prices from Yahoo Finance, or from the cache where it has today's.

    Attributes
    ----------
    now
        The time at which it is asked, with the user's time zone.
    cash
        Whether the yield of the Treasury bill is needed too.
    refresh
        Whether they are fetched even though the cache has them.
    """

    symbols: tuple[str, ...]
    start: dt.date
    now: dt.datetime
    cash: bool = False
    refresh: bool = False

    def is_of(self, now: dt.datetime) -> bool:
        """Whether it was made on the user's present day."""
        return self.now.date() == now.date()

    def includes(self, other: LoadYahoo) -> bool:
        """Whether it asks for all that another load asks for, whenever that may be."""
        return (
            set(other.symbols) <= set(self.symbols)
            and self.start <= other.start
            and (self.cash or not other.cash)
        )

    def __call__(self, progress: ProgressCallback | None = None) -> LoadedPrices:
        """Return the prices; see `yahoo_prices` for the errors."""
        report(progress, "Asking for prices", 0.0)
        from core.sources.cache import PriceCache, default_cache_path
        from core.sources.yahoo import yahoo_prices

        missing = (CASH_SERIES,) if self.cash and CASH_SERIES not in self.symbols else ()
        with PriceCache(default_cache_path()) as cache:
            loaded = yahoo_prices(
                (*self.symbols, *missing),
                self.start,
                now=self.now,
                cache=cache,
                progress=part(progress, 0.0, LOADING_SHARE),
                refresh=self.refresh,
            )
        return _examined(loaded, progress)


LoadRequest = LoadDemo | LoadFiles | LoadYahoo


def _examined(loaded: LoadedPrices, progress: ProgressCallback | None) -> LoadedPrices:
    """Look at the prices of a source: the last step of every load."""
    from core.quality import examined

    report(progress, "Looking at the prices", LOADING_SHARE)
    loaded = examined(loaded, part(progress, LOADING_SHARE, 1.0))
    report(progress, "Looking at the prices", 1.0)
    return loaded
