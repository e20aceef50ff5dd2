"""When prices at hand are all that a run needs, and when they have to be fetched again."""

import datetime as dt

import pytest

from core.loading import LoadYahoo
from core.parameters import Parameters
from core.project import PriceChoice, Project
from core.scenario import Scenario

NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
WANTED = Parameters(symbols=("SPY", "TLT"), start="2015-01-02")


def load_of(parameters: Parameters, *, refresh: bool = False) -> LoadYahoo:
    """What a project of one scenario asks Yahoo Finance for."""
    project = Project((Scenario(1, "One", parameters),), source=PriceChoice("yahoo"))
    request = project.request(NOON, refresh=refresh)
    assert isinstance(request, LoadYahoo)
    return request


MADE = load_of(WANTED)


def test_a_load_asks_for_what_the_parameters_name() -> None:
    assert LoadYahoo(("SPY", "TLT"), dt.date(2015, 1, 2), NOON) == MADE
    assert load_of(WANTED.changed(cash_rate="^IRX")).cash
    assert load_of(WANTED, refresh=True).refresh


@pytest.mark.parametrize(
    ("change", "serves"),
    [
        ({}, True),
        ({"symbols": ("TLT",)}, True),
        ({"symbols": ("TLT", "GLD")}, False),
        ({"start": "2016-01-01"}, True),
        ({"start": "2015-01-01"}, False),
        ({"cash_rate": "^IRX"}, False),
        ({"cash_rate": 0.05, "end": "2020-01-01", "target_vol": 0.2}, True),
    ],
)
def test_prices_at_hand_serve_what_they_cover(change: dict[str, object], serves: bool) -> None:
    assert MADE.includes(load_of(WANTED.changed(**change))) is serves


def test_prices_with_the_yield_serve_a_run_without() -> None:
    with_yield = load_of(WANTED.changed(cash_rate="^IRX"))
    assert with_yield.includes(load_of(WANTED))


def test_prices_of_yesterday_are_not_of_today() -> None:
    assert MADE.is_of(NOON + dt.timedelta(hours=11))
    assert not MADE.is_of(NOON + dt.timedelta(hours=13))
