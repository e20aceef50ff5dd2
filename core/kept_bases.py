"""Base portfolios that are kept, so that a way of many steps is run again in milliseconds."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from core.parameters import Parameters
from core.progress import ProgressCallback

if TYPE_CHECKING:
    from core.engine import BasePortfolio
    from core.prices import LoadedPrices

MOST = 24
"""Base portfolios that are kept: those of the ways of a few scenarios."""

MOST_BYTES = 200_000_000
"""What their arrays may take together; the newest is kept whatever it takes."""


class KeptBases:
    """The base portfolios of last use, of one set of prices, within a bound of memory.

    It is used by one thread at a time.
    """

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._loaded: LoadedPrices | None = None
        self._bases: OrderedDict[tuple[object, ...], BasePortfolio] = OrderedDict()

    def __len__(self) -> int:
        return len(self._bases)

    def keep(self, loaded: LoadedPrices, base: BasePortfolio) -> None:
        """Take in a base portfolio that somebody else has made."""
        self._price_by(loaded)
        key = _key(base.parameters)
        self._bases[key] = base
        self._bases.move_to_end(key)
        while len(self._bases) > 1 and self._is_full():
            self._bases.popitem(last=False)

    def base(
        self,
        loaded: LoadedPrices,
        parameters: Parameters,
        progress: ProgressCallback | None = None,
    ) -> BasePortfolio:
        """Return a base portfolio that serves `parameters`, made now if there is none.

        Raises
        ------
        BacktestError, Cancelled
            See `core.engine.base_portfolio`.
        """
        from core.engine import base_portfolio  # heavy, and whoever keeps none needs none of it

        self._price_by(loaded)
        known = self._bases.get(_key(parameters))
        made = known or base_portfolio(loaded.frame, parameters, progress, loaded.source)
        self.keep(loaded, made)
        return made

    def _price_by(self, loaded: LoadedPrices) -> None:
        """Forget what was made of other prices, and hold on to these: their identity counts."""
        if loaded is not self._loaded:
            self._bases.clear()
            self._loaded = loaded

    def _is_full(self) -> bool:
        sizes = sum(_bytes_of(base) for base in self._bases.values())
        return len(self._bases) > self._most or sizes > self._most_bytes


def _key(parameters: Parameters) -> tuple[object, ...]:
    """Return the values on which a base portfolio depends."""
    from core.engine import BASE_FIELDS

    return tuple(getattr(parameters, name) for name in BASE_FIELDS)


def _bytes_of(base: BasePortfolio) -> int:
    """Return what the arrays of a base portfolio take, those that share memory counted twice."""
    held = base.holdings
    arrays = (
        base.table.prices,
        base.asset_returns,
        base.weights,
        base.cash_yield.rates,
        base.cash_yield.ages,
        held.weights,
        held.gross_returns,
        held.before,
        held.trades,
        held.decision_of_row,
    )
    days = len(base.table.dates) + len(base.decision_days)
    return sum(array.nbytes for array in arrays) + 8 * days
