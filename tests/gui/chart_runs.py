"""Runs for the charts: what they show of it, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.comparison import Comparison, Track
from core.metrics import Conventions
from core.portfolio import Account
from core.prices import LoadedPrices, PriceSource
from core.project import Project
from core.study import Study
from gui.study_page import StudyPage


@dataclass(frozen=True, eq=False)
class ChartRun:
    """What the charts show of a scenario, or of a benchmark where ``equity_base`` is None.

    All arrays have the shape (T,) of ``dates``.
    """

    name: str
    color_index: int
    dates: np.ndarray
    equity_base: np.ndarray | None
    equity_dyn: np.ndarray
    drawdown_base: np.ndarray | None
    drawdown_dyn: np.ndarray
    leverage: np.ndarray


def account(equity: np.ndarray, leverage: np.ndarray) -> Account:
    nothing = np.zeros(len(equity))
    return Account(nothing, equity, leverage, leverage, nothing, nothing, nothing, nothing, -1)


def track(run: ChartRun, key: int) -> Track:
    base = None if run.equity_base is None else account(run.equity_base, run.leverage)
    made = Track(
        key,
        run.name,
        run.color_index,
        pd.DatetimeIndex(run.dates),
        Conventions("standard", 0.0),
        base,
        account(run.equity_dyn, run.leverage),
    )
    # The drawdowns are given, and so not computed.
    made.__dict__.update(
        days=run.dates, drawdown_base=run.drawdown_base, drawdown_dynamic=run.drawdown_dyn
    )
    return made


def study_of(tracks: Sequence[Track]) -> Study:
    loaded = LoadedPrices(pd.DataFrame(), PriceSource("demo", "none", True))
    shown = tuple(tracks)
    return Study(Project.new(), loaded, (), Comparison(shown, shown), ())


def show(page: StudyPage, runs: Sequence[ChartRun], selected: int = 1) -> None:
    """Show runs as scenarios with the keys 1, 2, 3, ..."""
    page.show_study(study_of([track(run, key) for key, run in enumerate(runs, 1)]), selected)
