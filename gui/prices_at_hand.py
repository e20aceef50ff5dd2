"""The prices that are loaded, and whether a run can use them or has to get others first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.findings import Check
from core.loading import LoadDemo, LoadRequest, LoadYahoo
from core.parameters import Parameters, PresetName
from gui.tasks import Load, RunBoth

if TYPE_CHECKING:
    from core.prices import LoadedPrices


@dataclass
class PricesAtHand:
    """What is loaded, and the request that brought it; both None at the start."""

    loaded: LoadedPrices | None = None
    request: LoadRequest | None = None

    @property
    def from_yahoo(self) -> bool:
        """Whether they can be fetched again."""
        return isinstance(self.request, LoadYahoo)

    def task(self, parameters: Parameters, preset: PresetName, now: dt.datetime) -> Load | RunBoth:
        """Return what runs `parameters`: the run itself, or the load that has to come before.

        Prices of Yahoo Finance are got again where they lack something, where newer ones of these
        symbols may be had than of others, and on another day; if that day has no network, those
        at hand serve.
        """
        if self.loaded is None:
            return Load(LoadDemo())
        run = RunBoth(self.loaded, parameters, preset)
        if not isinstance(self.request, LoadYahoo):
            return run
        wanted = LoadYahoo.wanted_by(parameters, now)
        if not self.request.covers(parameters) or self._blames_others_for_age(parameters):
            return Load(wanted)
        return run if self.request.is_of(now) else Load(wanted, otherwise=run)

    def _blames_others_for_age(self, parameters: Parameters) -> bool:
        """Whether some prices are old, but none of those that are asked for."""
        assert self.loaded is not None
        old = [one for one in self.loaded.source.findings if one.check is Check.AGE]
        return bool(old) and not any(one.concerns(parameters.symbols) for one in old)
