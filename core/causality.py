"""The proof that nothing looks ahead: the future is scrambled, and the past must not move."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from core.errors import BacktestError, DataError
from core.parameters import Parameters
from core.progress import ProgressCallback, report
from core.units import Floats, Integers

if TYPE_CHECKING:
    import pandas as pd

    from core.prices import LoadedPrices
    from core.result import BacktestResult
    from core.scrambling import Scrambling

MEANING = (
    "Every price after a day is replaced by an invented one, and the backtest runs again. What "
    "was known at that day's close, the equity so far and the weights and leverage then traded, "
    "must not move by a bit. So, as far as the days tried can show it, no number here depends on "
    "later prices; only the calendar of trading days is taken as known. It does not show that "
    "parameters or symbols were chosen without hindsight, and adjusted prices are revised by later "
    "dividends."
)
"""What it means and what it does not, in the user's words."""

Kind = Literal["weights", "leverage", "costs", "equity"]
KINDS: tuple[Kind, ...] = ("weights", "leverage", "costs", "equity")
"""What is compared; each is a field of `Trial`."""

STAGE = "Scrambling the future"
ATTEMPTS = 3
"""Futures that are tried for a trial before its day is skipped."""


@dataclass(frozen=True, slots=True)
class Moved:
    """How many values of a kind were compared, how many moved, and the largest move."""

    compared: int
    moved: int
    largest: float


NONE_COMPARED = Moved(0, 0, 0.0)


@dataclass(frozen=True, eq=False)
class Trial:
    """One scrambled future.

    What is known at the close of `day`: equity up to that day, and the weights and the leverage
    that earn the return of the day after it, since they are traded at that close, with what that
    trade costs and the interest agreed on then.

    Attributes
    ----------
    weights, leverage, costs, equity
        What moved of it. The leverage is that held, that aimed at, and the brake, whose largest
        move counts where only the brake has moved; the equity is that of both accounts. Weights
        and costs are shares of equity. Compared beside them, and told as theirs where nothing else
        has moved, are the volatility (of the leverage), turnover and cash rate (of the costs), and
        the returns of accounts and symbols (of the equity).
    later_moved
        Whether anything after it moved, as it must, or the trial shows nothing.
    earliest
        The first day of which anything moved that must not; None where nothing did.
    equity_path
        The levered equity (T,) in this future, for the picture; None where it was not asked for.
    """

    day: dt.date
    weights: Moved
    leverage: Moved
    equity: Moved
    later_moved: bool
    earliest: dt.date | None = None
    equity_path: Floats | None = None
    costs: Moved = NONE_COMPARED

    @property
    def has_moved(self) -> bool:
        """Whether anything moved that must not."""
        return any(self.of(kind).moved for kind in KINDS)

    def of(self, kind: Kind) -> Moved:
        """Return what moved of a kind."""
        parts: dict[Kind, Moved] = {
            "weights": self.weights,
            "leverage": self.leverage,
            "costs": self.costs,
            "equity": self.equity,
        }
        return parts[kind]


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
        shown = bool(self.trials) and all(trial.later_moved for trial in self.trials)
        return shown and not self.looks_ahead

    @property
    def looks_ahead(self) -> bool:
        """Whether any value moved that must not."""
        return any(trial.has_moved for trial in self.trials)

    @property
    def verdict(self) -> str:
        """The outcome in one or two sentences, with figures."""
        from core.causality_words import verdict

        return verdict(self)

    def total(self, kind: Kind) -> Moved:
        """Return what moved of a kind in all trials together."""
        parts = [trial.of(kind) for trial in self.trials]
        return Moved(
            sum(part.compared for part in parts),
            sum(part.moved for part in parts),
            max((part.largest for part in parts), default=0.0),
        )

    def futures_moved(self, kind: Kind) -> int:
        """Return in how many trials anything of a kind moved."""
        return sum(trial.of(kind).moved > 0 for trial in self.trials)

    def next_day(self, trial: Trial) -> dt.date:
        """Return the trading day after that of a trial."""
        return _day(self.dates, int(self.dates.searchsorted(np.datetime64(trial.day))) + 1)


def _day(dates: pd.DatetimeIndex, row: int) -> dt.date:
    return dt.date.fromisoformat(f"{dates[row]:%Y-%m-%d}")


def random_days(dates: pd.DatetimeIndex, count: int, seed: int) -> tuple[dt.date, ...]:
    """Return at most so many different days of a result, in order, never its last one."""
    most = len(dates) - 1
    rows = np.random.default_rng(seed).choice(most, size=min(count, most), replace=False)
    return tuple(_day(dates, row) for row in sorted(rows.tolist()))


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

    Days are drawn, and prices scrambled, by a generator whose seed is `parameters.seed`. A day
    that is among `days` more than once has another future each time. The equity of the first
    `paths` trials is kept.

    Raises
    ------
    BacktestError
        Where the true prices give no result, or a day is not one of its days but the last.
    Cancelled
        Where `progress` asked for it.
    """
    from core.engine import run_backtest
    from core.scrambling import scrambling

    report(progress, STAGE, 0.0)
    truth = run_backtest(loaded.frame, parameters, source=loaded.source)
    tried = _days_to_try(truth.dates, days, random, parameters.seed)
    source = scrambling(loaded.frame, parameters)
    trials: list[Trial] = []
    skipped: list[tuple[dt.date, str]] = []
    futures: Counter[dt.date] = Counter()
    for number, day in enumerate(tried):
        report(progress, f"{STAGE}: {day}", number / len(tried))
        other, reason = _future(source, parameters, day, futures[day])
        futures[day] += 1
        if other is None:
            skipped.append((day, reason))
        else:
            trials.append(_trial(truth, other, day, keeps_path=number < paths))
    return Proof(
        parameters=parameters,
        seed=parameters.seed,
        dates=truth.dates,
        equity_path=truth.dynamic.equity,
        trials=tuple(trials),
        sha256=truth.table.sha256(),
        skipped=tuple(skipped),
    )


def _days_to_try(
    dates: pd.DatetimeIndex, days: Sequence[dt.date], random: int, seed: int
) -> tuple[dt.date, ...]:
    """Return the days asked for and those drawn; refuse one after which nothing can move."""
    if len(dates) < 2:
        raise DataError(
            "The result has 1 day only, so no future can be scrambled; take more prices."
        )
    known = {stamp.date() for stamp in dates[:-1]}
    wrong = next((day for day in days if day not in known), None)
    if wrong is not None:
        raise DataError(
            f"{wrong} is no day after which the result goes on; choose a trading day from "
            f"{dates[0]:%Y-%m-%d} to {dates[-2]:%Y-%m-%d}."
        )
    tried = (*days, *random_days(dates, random, seed))
    if not tried:
        raise DataError("There is no day to try; choose one, or let some be drawn.")
    return tried


def _future(
    source: Scrambling, parameters: Parameters, day: dt.date, number: int
) -> tuple[BacktestResult | None, str]:
    """Run the backtest in a future of a day, or return why it gives no result.

    Futures have numbers, so that each is the same whatever else is tried.
    """
    from core.engine import run_backtest

    reason = ""
    for attempt in range(ATTEMPTS):
        seed = (parameters.seed, day.toordinal(), number, attempt)
        frame = source.frame(day, np.random.default_rng(seed))
        try:
            return run_backtest(frame, parameters), ""
        except BacktestError as error:
            reason = reason or str(error)
    return None, reason


def _trial(
    truth: BacktestResult, other: BacktestResult, day: dt.date, *, keeps_path: bool
) -> Trial:
    """Compare the backtest on the true prices with that in another future, bit for bit."""
    known = int(truth.dates.searchsorted(np.datetime64(day))) + 1  # rows with a known return
    traded = known + 1  # rows with known positions
    places = _places(truth.dates, other.dates)

    def compared(one: Floats, another: Floats, rows: int) -> _Compared:
        return _Compared(one, another if places is None else _placed(another, places), rows)

    mine, theirs = truth.dynamic, other.dynamic
    equity = (
        compared(mine.equity, theirs.equity, known),
        compared(truth.base.equity, other.base.equity, known),
    )
    returns = (
        compared(mine.returns, theirs.returns, known),
        compared(truth.base.returns, other.base.returns, known),
        compared(truth.asset_returns, other.asset_returns, known),
    )
    weights = (compared(truth.holdings.weights, other.holdings.weights, traded),)
    leverage = (
        compared(mine.leverage, theirs.leverage, traded),
        compared(mine.target, theirs.target, traded),
    )
    brake = (compared(mine.brake, theirs.brake, traded),)
    volatility = (compared(truth.volatility, other.volatility, known),)
    costs = (
        compared(mine.cost, theirs.cost, traded),
        compared(mine.financing, theirs.financing, traded),
    )
    turnover = (
        compared(mine.turnover, theirs.turnover, traded),
        compared(_cash_rates(truth), _cash_rates(other), traded),
    )
    told = (*equity, *weights, *leverage, *brake, *costs)
    beside = (*returns, *volatility, *turnover)
    if any(one.moved for one in told):
        for one in beside:  # what moves with these is no finding of its own
            one.moved, one.largest = 0, 0.0
    everything = (*told, *beside)
    first = min((one.first for one in everything if one.moved), default=-1)
    return Trial(
        day=day,
        weights=_moved(weights),
        leverage=_moved(leverage, (*brake, *volatility)),
        equity=_moved(equity, returns),
        later_moved=any(one.later_moved for one in everything),
        earliest=_day(truth.dates, first) if first >= 0 else None,
        equity_path=other.dynamic.equity if keeps_path else None,
        costs=_moved(costs, turnover),
    )


def _cash_rates(result: BacktestResult) -> Floats:
    """Return the cash rate of each row, shape (T,)."""
    return np.broadcast_to(np.asarray(result.cash_rate, dtype=np.float64), len(result.dates)).copy()


def _places(dates: pd.DatetimeIndex, others: pd.DatetimeIndex) -> Integers | None:
    """Return the row of each of `dates` among `others`, -1 where it is none; None for the same.

    Futures have the same days as the past, so other days in a result come from looking ahead.
    """
    return None if dates.equals(others) else np.asarray(others.get_indexer(dates), dtype=np.int64)


def _placed(values: Floats, places: Integers) -> Floats:
    """Return values (T, ...) at `places`, NaN where there is none."""
    placed: Floats = values[places]  # a copy
    placed[places < 0] = np.nan
    return placed


class _Compared:
    """The first `rows` rows of two series, (T,) or (T, N), compared bit for bit."""

    def __init__(self, truth: Floats, other: Floats, rows: int) -> None:
        differs = truth.view(np.int64) != other.view(np.int64)
        early = differs[:rows]
        self.compared = early.size
        self.moved = int(np.count_nonzero(early))
        self.later_moved = bool(differs[rows:].any())
        self.first, self.largest = -1, 0.0
        if self.moved:
            self.first = int(np.argmax(early if early.ndim == 1 else early.any(axis=1)))
            was, became = (np.nan_to_num(one[:rows][early]) for one in (truth, other))
            self.largest = float(np.max(np.abs(became - was)))  # where one is none, all of it


def _moved(parts: Sequence[_Compared], aside: Sequence[_Compared] = ()) -> Moved:
    """Return what moved of series in one unit, and of others whose size counts after theirs."""
    both = (*parts, *aside)
    measured = parts if any(part.moved for part in parts) else both
    return Moved(
        compared=sum(part.compared for part in both),
        moved=sum(part.moved for part in both),
        largest=max(part.largest for part in measured),
    )


def proof_json(made: Proof) -> dict[str, object]:
    """Return verdict, counts and days tried as plain values for the summary file."""
    totals = {kind: made.total(kind) for kind in KINDS}
    return {
        "verdict": made.verdict,
        "is_causal": made.is_causal,
        "seed": made.seed,
        "execution_lag": made.parameters.execution_lag,
        "prices_sha256": made.sha256,
        "futures": len(made.trials),
        "days": sorted({trial.day.isoformat() for trial in made.trials}),
        "later_moved": sum(trial.later_moved for trial in made.trials),
        "compared": {
            kind: {
                "compared": total.compared,
                "moved": total.moved,
                "futures_moved": made.futures_moved(kind),
                "largest_move": total.largest,
            }
            for kind, total in totals.items()
        },
        "skipped": [{"day": day.isoformat(), "reason": reason} for day, reason in made.skipped],
        "meaning": MEANING,
    }
