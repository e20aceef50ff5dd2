"""Small studies for the tests of pages about one scenario."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from core.parameters import Parameters
from core.prices import IN_MEMORY, LoadedPrices
from core.project import Project
from core.result import BacktestResult
from core.scenario import Scenario
from core.study import Study, project_study
from tests.core.small import SYMBOLS, small_parameters
from tests.oracles.panels import simulated_prices

KEY = 7
"""Of the scenario that is looked at."""


def panel(rows: int = 800, symbols: tuple[str, ...] = SYMBOLS) -> pd.DataFrame:
    """Prices on business days from 2015-01-01 on."""
    return simulated_prices(3, symbols, rows)


def study_of(
    frame: pd.DataFrame | None = None, name: str = "Mine", color: int = 1, **fields: Any
) -> Study:
    """A study of one scenario, whose key is `KEY`."""
    frame = panel() if frame is None else frame
    fields = {"symbols": tuple(str(column) for column in frame.columns), **fields}
    parameters: Parameters = small_parameters(**fields)
    project = Project((Scenario(KEY, name, parameters, color),))
    return project_study(project, LoadedPrices(frame, IN_MEMORY))


def study_beside_a_later_one(*, visible: bool = True) -> Study:
    """A study of that scenario beside another one, which begins a year later."""
    own = small_parameters()
    late = own.changed(start=dt.date(2016, 1, 1))
    mine = Scenario(KEY, "Mine", own, 1, visible=visible)
    project = Project((mine, Scenario(KEY + 1, "Late", late, 2)))
    return project_study(project, LoadedPrices(panel(), IN_MEMORY))


def result_of(study: Study) -> BacktestResult:
    """The result of the scenario that is looked at."""
    outcome = study.outcome(KEY)
    assert outcome is not None
    assert outcome.result is not None
    return outcome.result
