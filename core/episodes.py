"""The worst drawdowns of an account, each from its peak over its trough to its recovery."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.units import Floats, date_of

if TYPE_CHECKING:
    import pandas as pd

    from core.portfolio import Account


@dataclass(frozen=True, slots=True)
class Episode:
    """One drawdown.

    Attributes
    ----------
    peak, trough
        The last day at the peak before, and the first at the lowest equity. Where the first day
        of the account is one of loss, its peak is the capital at the close before, whose day is
        not known: the first day stands for it.
    recovery
        The first day on which equity is back at the peak; None where that has not come yet.
    depth
        Equity at the trough over that at the peak, less 1: negative.
    days_down, days_to_recover
        Calendar days from peak to trough, and from there to the recovery, None without one.
    days
        Calendar days from the peak to the recovery, without one to the last day.
    braked_days
        Trading days after the peak, up to the recovery, on which the brake reduced leverage.
    """

    peak: dt.date
    trough: dt.date
    recovery: dt.date | None
    depth: float
    days_down: int
    days_to_recover: int | None
    days: int
    braked_days: int


def worst_episodes(
    dates: pd.DatetimeIndex | np.ndarray, account: Account, drawdowns: Floats, count: int = 10
) -> tuple[Episode, ...]:
    """Return the deepest drawdowns, at most `count`, the worst first and of equals the earlier.

    `dates` are the T ascending days of the account, `drawdowns` (T,) those of
    `core.metrics.account_drawdowns`.
    """
    days = np.asarray(dates).astype("datetime64[D]")
    below = drawdowns < 0.0
    change = np.diff(below.astype(np.int8), prepend=0, append=0)
    starts, stops = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
    if not len(starts):
        return ()
    depths = np.minimum.reduceat(drawdowns, starts)  # what lies between the runs is zero
    worst = np.argsort(depths, kind="stable")[:count]
    return tuple(_episode(days, account, drawdowns, starts[run], stops[run]) for run in worst)


def _episode(
    days: np.ndarray, account: Account, drawdowns: Floats, start: int, stop: int
) -> Episode:
    """Return the episode whose rows below the peak are `start` up to, and without, `stop`."""
    low = int(start + np.argmin(drawdowns[start:stop]))
    recovered = stop < len(days)
    peak, trough = date_of(days[max(start - 1, 0)]), date_of(days[low])
    end = date_of(days[stop] if recovered else days[-1])
    last = min(int(stop), len(days) - 1)
    if account.wiped_out >= 0:
        last = min(last, account.wiped_out)  # after it nothing is held that could be braked
    return Episode(
        peak=peak,
        trough=trough,
        recovery=end if recovered else None,
        depth=float(drawdowns[low]),
        days_down=(trough - peak).days,
        days_to_recover=(end - trough).days if recovered else None,
        days=(end - peak).days,
        braked_days=int((account.brake[start : last + 1] < 1.0).sum()),
    )
