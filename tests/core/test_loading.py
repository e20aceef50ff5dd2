"""When prices at hand are all that a run needs, and when they have to be fetched again."""

import datetime as dt

import pytest

from core.loading import LoadYahoo
from core.parameters import Parameters

NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
WANTED = Parameters(symbols=("SPY", "TLT"), start="2015-01-02")
MADE = LoadYahoo.wanted_by(WANTED, NOON)


def test_a_load_asks_for_what_the_parameters_name() -> None:
    assert LoadYahoo(("SPY", "TLT"), dt.date(2015, 1, 2), NOON) == MADE
    assert LoadYahoo.wanted_by(WANTED.changed(cash_rate="^IRX"), NOON).cash
    assert LoadYahoo.wanted_by(WANTED, NOON, refresh=True).refresh


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
    assert MADE.includes(LoadYahoo.wanted_by(WANTED.changed(**change), NOON)) is serves


def test_prices_with_the_yield_serve_a_run_without() -> None:
    with_yield = LoadYahoo.wanted_by(WANTED.changed(cash_rate="^IRX"), NOON)
    assert with_yield.includes(LoadYahoo.wanted_by(WANTED, NOON))


def test_prices_of_yesterday_are_not_of_today() -> None:
    assert MADE.is_of(NOON + dt.timedelta(hours=11))
    assert not MADE.is_of(NOON + dt.timedelta(hours=13))
