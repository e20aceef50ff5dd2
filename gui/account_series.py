"""Series that pages compute from accounts, kept as long as their accounts are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.metrics import Conventions

if TYPE_CHECKING:
    from core.comparison import Track
    from core.portfolio import Account

Series = tuple[np.ndarray, ...]


@dataclass(frozen=True, eq=False)
class _Kept:
    account: Account
    conventions: Conventions
    series: Series


class AccountSeries:
    """Computes series of accounts, and each of them once.

    While a control moves, one account of many changes; the series of the others stay the same
    arrays, which charts know again.

    Parameters
    ----------
    compute : callable
        The series of an account, each of the shape of its returns.
    """

    def __init__(self, compute: Callable[[Account, Conventions], Series]) -> None:
        self._compute = compute
        self._kept: dict[int, _Kept] = {}

    def of(self, account: Account, conventions: Conventions) -> Series:
        """Return the series of an account by these conventions."""
        kept = self._kept.get(id(account))
        if kept is None or not _agree(kept.conventions, conventions):
            kept = _Kept(account, conventions, self._compute(account, conventions))
            self._kept[id(account)] = kept
        return kept.series

    def keep(self, tracks: Iterable[Track]) -> None:
        """Forget the accounts that are not those of these tracks."""
        shown = {id(account) for track in tracks for account in (track.base, track.dynamic)}
        self._kept = {key: kept for key, kept in self._kept.items() if key in shown}

    def clear(self) -> None:
        """Forget everything: other series are wanted."""
        self._kept.clear()


def _agree(one: Conventions, other: Conventions) -> bool:
    return one.statistics == other.statistics and np.array_equal(one.cash_rate, other.cash_rate)
