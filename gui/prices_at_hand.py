"""The prices that are loaded, and whether a project can use them or has to get others first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.findings import Check
from core.loading import LoadYahoo

if TYPE_CHECKING:
    from core.loading import LoadRequest
    from core.prices import LoadedPrices
    from core.project import Project


@dataclass(frozen=True)
class PricesAtHand:
    """What is loaded, and the request that brought it; both None at the start."""

    loaded: LoadedPrices | None = None
    request: LoadRequest | None = None

    @property
    def from_yahoo(self) -> bool:
        """Whether they can be fetched again."""
        return isinstance(self.request, LoadYahoo)

    def lacking(self, project: Project, now: dt.datetime) -> LoadYahoo | None:
        """Return the load without which the project lacks symbols, days or the cash rate.

        Only what comes from Yahoo Finance can be got without asking anybody.
        """
        if not isinstance(self.request, LoadYahoo) or project.source.kind != "yahoo":
            return None
        wanted = project.request(now)
        assert isinstance(wanted, LoadYahoo)
        return None if self.request.includes(wanted) else wanted

    def outdated(self, project: Project, now: dt.datetime) -> LoadYahoo | None:
        """Return the load that brings newer prices: on another day, and where they may be had.

        Prices that are old on the day they were asked for are asked again only where symbols that
        are not needed any more may have been the reason.
        """
        if not isinstance(self.request, LoadYahoo) or project.source.kind != "yahoo":
            return None
        wanted = project.request(now)
        assert isinstance(wanted, LoadYahoo)
        stale = not self.request.is_of(now) or self._blames_others_for_age(project)
        return wanted if stale or not self.request.includes(wanted) else None

    def _blames_others_for_age(self, project: Project) -> bool:
        """Whether some prices are old, but none of those that are asked for."""
        assert self.loaded is not None
        old = [one for one in self.loaded.source.findings if one.check is Check.AGE]
        return bool(old) and not any(one.concerns(project.symbols) for one in old)
