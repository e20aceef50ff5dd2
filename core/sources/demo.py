"""The demo market: simulated prices that come with the program, so that it works offline."""

from __future__ import annotations

from pathlib import Path

from core.prices import LoadedPrices, PriceSource
from core.sources.files import read_price_files

DEMO_FILE = Path(__file__).resolve().parents[2] / "resources" / "demo_market.csv.gz"
DEMO_SOURCE = PriceSource("demo", "Simulated demo market", simulated=True)


def demo_market() -> LoadedPrices:
    """Return the simulated prices of the eight default symbols; nobody may take them for real.

    How they are made is told in ``resources/demo_market.md``.

    Raises
    ------
    DataError
        Where the file that comes with the program is missing or damaged.
    """
    return LoadedPrices(read_price_files([DEMO_FILE]).frame, DEMO_SOURCE)
