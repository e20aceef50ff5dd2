"""The proof that nothing looks ahead: the future is scrambled, and the past must not move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.parameters import Parameters
from core.progress import ProgressCallback
from core.units import Floats

if TYPE_CHECKING:
    import pandas as pd

    from core.prices import LoadedPrices

MEANING = ""
"""What it means and what it does not, in the user's words."""


@dataclass(frozen=True, slots=True)
class Moved:
    """How many values of a kind were compared, how many moved, and the largest move."""

    compared: int
    moved: int
    largest: float


@dataclass(frozen=True, eq=False)
class Trial:
    """One scrambled future.

    What is known at the close of `day`: equity up to that day, and the weights and the leverage
    that earn the return of the day after it, since they are traded at that close.

    Attributes
    ----------
    weights, leverage, equity
        What moved of it.
    later_moved
        Whether anything after it moved, as it must, or the trial shows nothing.
    equity_path
        The levered equity (T,) in this future, for the picture; None where it was not asked for.
    """

    day: dt.date
    weights: Moved
    leverage: Moved
    equity: Moved
    later_moved: bool
    equity_path: Floats | None = None


@dataclass(frozen=True, eq=False)
class Proof:
    """The verdict over all trials, with the days tried.

    Attributes
    ----------
    equity_path
        The levered equity (T,) on the true prices, with its `dates`.
    sha256
        Hash of the prices it was made with.
    skipped
        Days whose scrambled prices gave no result, with the reason in words.
    """

    parameters: Parameters
    seed: int
    dates: pd.DatetimeIndex
    equity_path: Floats
    trials: tuple[Trial, ...]
    sha256: str
    skipped: tuple[tuple[dt.date, str], ...] = ()

    @property
    def is_causal(self) -> bool:
        """Whether no value moved in any trial, and every trial could have shown one."""
        raise NotImplementedError

    @property
    def verdict(self) -> str:
        """The outcome in one or two sentences, with figures."""
        raise NotImplementedError


def random_days(dates: pd.DatetimeIndex, count: int, seed: int) -> tuple[dt.date, ...]:
    """Return at most so many different days of a result, in order, never its last one."""
    raise NotImplementedError


def proof(
    loaded: LoadedPrices,
    parameters: Parameters,
    days: Sequence[dt.date] = (),
    random: int = 100,
    *,
    paths: int = 0,
    progress: ProgressCallback | None = None,
) -> Proof:
    """Scramble all prices after each of `days` and of so many `random` ones, and run again.

    Days are drawn, and prices scrambled, by a generator whose seed is `parameters.seed`. The
    equity of the first `paths` trials is kept.

    Raises
    ------
    BacktestError
        Where the true prices give no result, or a day is not one of its days but the last.
    Cancelled
        Where `progress` asked for it.
    """
    raise NotImplementedError


def proof_json(made: Proof) -> dict[str, object]:
    """Return verdict, counts and days tried as plain values for the summary file."""
    raise NotImplementedError
