"""Scenarios and benchmarks on the same days: what tables, charts and exports of several show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import TYPE_CHECKING

import numpy as np

from core.metrics import Conventions, account_drawdowns, figures
from core.parameters import Parameters
from core.units import Floats, Integers

if TYPE_CHECKING:
    import pandas as pd

    from core.portfolio import Account
    from core.result import BacktestResult


@dataclass(frozen=True, eq=False)
class Track:
    """An account, and that of its base portfolio, on days of their own.

    Attributes
    ----------
    key, name, color
        Those of the scenario or benchmark.
    dates
        T days.
    base
        The account without the overlay; None for a benchmark.
    dynamic
        The account with the overlay; a benchmark's only one.
    parameters
        Of the scenario; None for a benchmark.
    notes
        What has to be said of it, a sentence each.
    """

    key: int
    name: str
    color: int
    dates: pd.DatetimeIndex
    conventions: Conventions
    base: Account | None
    dynamic: Account
    parameters: Parameters | None = None
    notes: tuple[str, ...] = ()

    @property
    def is_benchmark(self) -> bool:
        """Whether it has no overlay."""
        return self.base is None

    @cached_property
    def days(self) -> np.ndarray:
        """The days as datetime64[D], shape (T,)."""
        return self.dates.to_numpy().astype("datetime64[D]")

    @cached_property
    def drawdown_base(self) -> Floats | None:
        """Drawdowns of the base account, zero or negative, shape (T,)."""
        return None if self.base is None else account_drawdowns(self.base, self.conventions)

    @cached_property
    def drawdown_dynamic(self) -> Floats:
        """Drawdowns of the account with the overlay, zero or negative, shape (T,)."""
        return account_drawdowns(self.dynamic, self.conventions)

    @cached_property
    def figures_base(self) -> dict[str, float | None] | None:
        """Every metric of the base account by key."""
        return None if self.base is None else figures(self.base, self.conventions)

    @cached_property
    def figures_dynamic(self) -> dict[str, float | None]:
        """Every metric of the account with the overlay by key."""
        return figures(self.dynamic, self.conventions)

    def take_over(self, earlier: Track) -> None:
        """Spare what `earlier` has already computed of the same days and the same accounts."""
        kept = ["days"] if earlier.dates is self.dates else []
        if _agree(earlier.conventions, self.conventions):
            for account in ("base", "dynamic"):
                if getattr(earlier, account) is getattr(self, account):
                    kept += [f"drawdown_{account}", f"figures_{account}"]
        known = vars(earlier)
        vars(self).update({name: known[name] for name in kept if name in known})


def result_track(
    result: BacktestResult,
    *,
    key: int,
    name: str,
    color: int,
    dates: pd.DatetimeIndex | None = None,
    base: Account | None = None,
) -> Track:
    """Return the track of a scenario's result on all of its days.

    Parameters
    ----------
    dates, base
        Objects equal to the result's, which an earlier track has: what was computed of them is
        known by their identity.
    """
    return Track(
        key=key,
        name=name,
        color=color,
        dates=result.dates if dates is None else dates,
        conventions=result.conventions,
        base=result.base if base is None else base,
        dynamic=result.dynamic,
        parameters=result.parameters,
        notes=result.notes,
    )


@dataclass(frozen=True, eq=False)
class Comparison:
    """Tracks cut to the days that all of them have, their equity 1 before the first.

    Attributes
    ----------
    whole
        The tracks on their own days, scenarios first.
    tracks
        The same on the T common days; none where there are no common days.
    """

    whole: tuple[Track, ...]
    tracks: tuple[Track, ...]

    @property
    def dates(self) -> pd.DatetimeIndex:
        """The T common days."""
        import pandas as pd

        return self.tracks[0].dates if self.tracks else pd.DatetimeIndex([])

    def track(self, key: int) -> Track | None:
        """Return the track of a scenario or benchmark on the common days."""
        return next((track for track in self.tracks if track.key == key), None)

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be said of the days, as a sentence; nothing where all have the same."""
        if not self.whole:
            return ()
        if not self.tracks:
            names = " and ".join(track.name for track in _apart(self.whole))
            return (f"{names} have no day in common; hide one of them to compare the others.",)
        if max(len(track.days) for track in self.whole) == len(self.tracks[0].days):
            return ()
        days = self.tracks[0].days
        why = []
        if len({track.days[0] for track in self.whole}) > 1:
            why.append(f"{max(self.whole, key=lambda track: track.days[0]).name} begins last")
        if len({track.days[-1] for track in self.whole}) > 1:
            why.append(f"{min(self.whole, key=lambda track: track.days[-1]).name} ends first")
        reason = " and ".join(why) or "some lack days that others have"
        return (f"All are compared on the same days, {days[0]} to {days[-1]}, since {reason}.",)


def comparison(tracks: Sequence[Track], before: Comparison | None = None) -> Comparison:
    """Cut tracks to their common days; those that `before` has cut to the same days are its own.

    Returns of a day that only some have are compounded into the next common one, costs and
    interest are added to it.
    """
    whole = tuple(tracks)
    if not whole:
        return Comparison((), ())
    days = [track.days for track in whole]
    if all(_same(one, days[0]) for one in days[1:]):
        return Comparison(whole, whole)
    if before is not None and before.tracks and _same_days(whole, before.whole):
        common = before.tracks[0].days
    else:
        common = reduce(_days_of_both, days)
    if not len(common):
        return Comparison(whole, ())
    known: list[tuple[Track, Track]] = []
    if before is not None and before.tracks and _same(before.tracks[0].days, common):
        known = list(zip(before.whole, before.tracks, strict=True))
    return Comparison(whole, tuple(_cut(track, common, known) for track in whole))


def _cut(track: Track, common: np.ndarray, known: Sequence[tuple[Track, Track]]) -> Track:
    """Return a track on the common days, or what is known of it there."""
    for own, cut in known:
        if own is track:
            return cut
    if len(common) == len(track.days):
        return track
    rows = np.searchsorted(track.days, common)
    gone, base = [cut for own, cut in known if own.key == track.key], None
    earlier = gone[0] if gone else None
    if track.base is not None:
        bases = (cut.base for own, cut in known if own.base is track.base)
        base = next(bases, None) or cut_account(track.base, rows)
    made = Track(
        key=track.key,
        name=track.name,
        color=track.color,
        dates=track.dates[rows] if earlier is None else earlier.dates,
        conventions=_cut_conventions(track.conventions, rows),
        base=base,
        dynamic=cut_account(track.dynamic, rows),
        parameters=track.parameters,
        notes=track.notes,
    )
    if earlier is not None:
        made.take_over(earlier)
    return made


def _cut_conventions(conventions: Conventions, rows: Integers) -> Conventions:
    """Return conventions whose cash rate of a row is that of all days compounded into it."""
    cash = conventions.cash_rate
    if rows[-1] - rows[0] + 1 > len(rows) and not isinstance(cash, np.ndarray):
        cash = np.full(int(rows[-1]) + 1, cash)
    return Conventions(
        conventions.statistics, _sums(cash, rows) if isinstance(cash, np.ndarray) else cash
    )


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    return one is other or np.array_equal(one, other)


def _same_days(tracks: Sequence[Track], others: Sequence[Track]) -> bool:
    """Whether tracks have the days of others, one by one."""
    return len(tracks) == len(others) and all(
        _same(track.days, other.days) for track, other in zip(tracks, others, strict=True)
    )


def _days_of_both(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the days that stand in both of two ascending arrays, without sorting them again."""
    if one is other or not len(one) or not len(other):
        return one if len(other) else other
    places = np.minimum(np.searchsorted(other, one), len(other) - 1)
    return np.asarray(one[other[places] == one])


def _agree(one: Conventions, other: Conventions) -> bool:
    """Whether figures by one are those by the other."""
    return one.statistics == other.statistics and np.array_equal(one.cash_rate, other.cash_rate)


def cut_account(account: Account, rows: Integers) -> Account:
    """Return an account at ascending `rows` (K,) alone, its equity 1 before the first of them.

    What happened in the rows between is compounded, or added, to the next one that is kept; an
    account that is wiped out there, or before the first, loses all in that row.
    """
    from core.portfolio import Account  # compiled: slow to import

    first = int(rows[0])
    start = float(account.equity[first - 1]) if first else 1.0
    equity = account.equity[rows] / start if start > 0.0 else np.zeros(len(rows))
    previous = np.concatenate(([1.0], equity[:-1]))
    returns = np.divide(equity, previous, out=np.ones(len(rows)), where=previous > 0.0) - 1.0
    if start > 0.0 and rows[-1] - first + 1 == len(rows):
        returns = account.returns[first : rows[-1] + 1]  # to the last digit
    wiped, states = -1, rows
    brake = account.brake
    if 0 <= account.wiped_out <= rows[-1]:
        wiped = int(np.searchsorted(rows, account.wiped_out))
        if account.wiped_out < first:
            brake = np.ones(len(brake))  # nothing is held that could be braked
        else:
            states = rows.copy()
            states[wiped] = account.wiped_out  # what it held as it lost all, nothing after
    return Account(
        returns=returns,
        equity=equity,
        leverage=account.leverage[states],
        target=account.target[states],
        brake=brake[states],
        turnover=_sums(account.turnover, rows),
        cost=_sums(account.cost, rows),
        financing=_sums(account.financing, rows),
        wiped_out=wiped,
    )


def _sums(values: Floats, rows: Integers) -> Floats:
    """Return the sums of the values after each row before, up to and including the row itself."""
    if rows[-1] - rows[0] + 1 == len(rows):
        return values[rows[0] : rows[-1] + 1]
    starts = np.concatenate(([rows[0]], rows[:-1] + 1))
    return np.asarray(np.add.reduceat(values[: rows[-1] + 1], starts))


def _apart(tracks: Sequence[Track]) -> tuple[Track, Track]:
    """Return the track that begins last and the one that ends first."""
    late = max(tracks, key=lambda track: track.dates[0])
    others = [track for track in tracks if track is not late]
    return late, min(others, key=lambda track: track.dates[-1])
