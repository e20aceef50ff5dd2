"""Between an overlay and its break-evens: Sharpe ratios of overlay and rivals over one price."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, get_args

from core.break_even_words import price_words
from core.errors import DataError
from core.progress import ProgressCallback, report

if TYPE_CHECKING:
    from core.result import BacktestResult
    from core.scenario import Outcome

Rival = Literal["base", "constant"]
"""The base portfolio, and its constant leverage of the overlay's volatility."""
RIVALS: tuple[Rival, ...] = get_args(Rival)


class PricedRuns:
    """Sharpe ratios of overlay and rivals over one field, each computed once.

    Attributes
    ----------
    now, highest
        The field's value in the scenario, and up to where it is varied.
    problems
        Why the overlay, or a rival, has no Sharpe ratio at a value.
    """

    def __init__(
        self, outcome: Outcome, field: str, highest: float, progress: ProgressCallback | None
    ) -> None:
        assert outcome.result is not None
        assert outcome.base is not None
        self.field = field
        self.now = float(getattr(outcome.result.parameters, field))
        self.highest = max(highest, self.now)
        self.problems: dict[tuple[str, float], str] = {}
        # Its own: those of the scenario may be later ones, where a run was stopped.
        self._base, self._parameters = outcome.base, outcome.result.parameters
        self._name = outcome.scenario.name
        self._last: tuple[float, BacktestResult | None] = (self.now, outcome.result)
        self._known: dict[tuple[str, float], float] = {}
        self._level: float | None = None  # of the constant leverage before: the next is much alike
        self._progress = progress

    def tell(self, fraction: float) -> None:
        """Report that this fraction of what is done for the field is done.

        Raises
        ------
        Cancelled
            Where it was asked for.
        """
        report(self._progress, "Break-evens", fraction)

    def sharpe(self, who: Literal["overlay", "base", "constant"], value: float) -> float:
        """Return the Sharpe ratio at a value of the field, NaN where there is none."""
        key = (who, value)
        if key not in self._known:
            result = self._result(value)
            if result is not None:
                self._known[key] = self._measured(who, value, result)
            else:
                self._known[key] = math.nan
                self.problems[key] = self.problems["overlay", value]
        return self._known[key]

    def gain(self, against: Rival, value: float) -> float:
        """Return the overlay's Sharpe ratio less the rival's at a value of the field.

        Infinite where only one of them is wiped out; NaN where there is nothing to compare with.
        """
        own = self.sharpe("overlay", value)
        if math.isnan(own):
            return -math.inf
        rival = self.sharpe(against, value)
        if math.isnan(rival) and against == "base":
            return math.inf
        return own - rival

    def problem(self, against: Rival, value: float) -> str:
        """Return why there is no finite gain at a value; "" where there is one."""
        own, rival = (self.problems.get((who, value), "") for who in ("overlay", against))
        return own or rival

    def _result(self, value: float) -> BacktestResult | None:
        from core.engine import run_overlay  # compiled: slow to import

        if self._last[0] != value:
            result = None
            try:
                result = run_overlay(self._base, self._parameters.changed(**{self.field: value}))
            except DataError as error:
                self.problems["overlay", value] = str(error)
            self._last = (value, result)
        return self._last[1]

    def _measured(self, who: str, value: float, result: BacktestResult) -> float:
        from core.constant_leverage import constant_account
        from core.metrics import sharpe_ratio

        key = (who, value)
        if who == "constant":
            try:
                account, self._level = constant_account(result, self._name, self._level)
            except DataError as error:
                self.problems[key] = str(error)
                return math.nan
        else:
            account = result.dynamic if who == "overlay" else result.base
        what = self._name if who == "overlay" else f"The base portfolio of {self._name}"
        if account.wiped_out >= 0:
            self.problems[key] = f"{what} is wiped out at {price_words(self.field, value)}."
            return math.nan
        ratio = sharpe_ratio(account, result.conventions)
        if not math.isfinite(ratio):
            self.problems[key] = f"{what} has no Sharpe ratio; take a longer history."
        return ratio
