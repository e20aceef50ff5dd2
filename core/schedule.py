"""When weights are decided, on what, and from which row on they earn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.units import Integers


@dataclass(frozen=True, slots=True)
class Schedule:
    """The decisions of a backtest, in order of time.

    Attributes
    ----------
    decision_rows
        Row of the returns that is the last one a decision knows, shape (M,).
    first_rows
        Row of the returns that its weights first earn, shape (M,); not decreasing. Where two
        decisions would start in the same row, the later one is held.
    """

    decision_rows: Integers
    first_rows: Integers


def decision_schedule(
    dates: pd.DatetimeIndex, rebalance_freq: str, min_hist: int, execution_lag: int
) -> Schedule:
    """Return the decisions whose weights earn at least one of the returns at `dates` (T,).

    The labels are those of pandas' ``resample``; one after the last day decides nothing. A
    decision knows the returns up to the last day on or before its label, and is skipped while
    these are fewer than `min_hist`. Labels that share that day are one decision. With a lag
    k >= 1 its weights first earn the return k days on; with lag 0 that of the first day on or
    after the label, even where that day's return was used to decide them.
    """
    days = dates.to_numpy()
    marks = _period_labels(dates, rebalance_freq)
    marks = marks[marks <= days[-1]]
    rows = np.searchsorted(days, marks, side="right") - 1
    enough = rows + 1 >= max(min_hist, 1)
    marks, rows = marks[enough], rows[enough]
    rows, firsts = np.unique(rows, return_index=True)
    if execution_lag == 0:
        first_rows = np.searchsorted(days, marks[firsts], side="left")
    else:
        first_rows = rows + execution_lag
    earning = first_rows < len(days)
    return Schedule(
        rows[earning].astype(np.int64, copy=False), first_rows[earning].astype(np.int64, copy=False)
    )


def _period_labels(dates: pd.DatetimeIndex, rebalance_freq: str) -> np.ndarray:
    """Return the labels of pandas' ``resample``, ascending, in the resolution of `dates`.

    A period without a day may be among them: its label shares the last day of the one before,
    and so decides nothing of its own. Ends of months, the default, are counted without pandas,
    which takes longer over them than all covariances and weights together take, and there only
    those of months that hold a day.
    """
    days = dates.to_numpy()
    if rebalance_freq == "ME":
        months = days.astype("datetime64[M]")
        held = months[np.flatnonzero(np.append(months[1:] != months[:-1], True))]
        return np.asarray(((held + 1).astype("datetime64[D]") - 1).astype(days.dtype))
    labels = pd.Series(0, index=dates).resample(rebalance_freq).last().index
    return np.asarray(labels.to_numpy().astype(days.dtype))
