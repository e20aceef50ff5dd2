"""Base portfolios that are kept, so that a way of many steps is run again in milliseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.parameters import Parameters
from core.progress import ProgressCallback

if TYPE_CHECKING:
    from core.engine import BasePortfolio
    from core.prices import LoadedPrices


class KeptBases:
    """The base portfolios of last use, of one set of prices, within a bound of memory.

    It is used by one thread at a time.
    """

    def keep(self, loaded: LoadedPrices, base: BasePortfolio) -> None:
        """Take in a base portfolio that somebody else has made."""
        raise NotImplementedError

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
        raise NotImplementedError
