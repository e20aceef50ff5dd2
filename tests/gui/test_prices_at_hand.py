"""What a press of Run begins with: the run itself, or prices that it needs."""

import datetime as dt

import pandas as pd

from core.findings import Check, Finding, Severity
from core.loading import LoadDemo, LoadFiles, LoadYahoo
from core.parameters import Parameters
from core.prices import LoadedPrices, PriceSource
from gui.prices_at_hand import PricesAtHand
from gui.tasks import Load, RunBoth

NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
TOMORROW = NOON + dt.timedelta(days=1)
WANTED = Parameters(symbols=("SPY", "TLT"), start="2015-01-02")
FRAME = pd.DataFrame({"SPY": [1.0], "TLT": [1.0], "GLD": [1.0]})


def at_hand(*findings: Finding) -> PricesAtHand:
    """Three symbols from Yahoo."""
    request = LoadYahoo(("SPY", "TLT", "GLD"), WANTED.start, NOON)
    source = PriceSource("yahoo", "Yahoo Finance", findings=findings)
    return PricesAtHand(LoadedPrices(FRAME, source), request)


def old(*symbols: str) -> Finding:
    return Finding(Check.AGE, Severity.FLAG, "Old.", symbols)


def test_without_prices_the_demo_is_loaded() -> None:
    assert PricesAtHand().task(WANTED, "tradable", NOON) == Load(LoadDemo())
    assert not PricesAtHand().from_yahoo


def test_prices_of_files_are_run_as_they_are() -> None:
    loaded = LoadedPrices(FRAME, PriceSource("file", "prices.csv"))
    prices = PricesAtHand(loaded, LoadFiles(()))

    assert prices.task(WANTED, "tradable", TOMORROW) == RunBoth(loaded, WANTED, "tradable")
    assert not prices.from_yahoo


def test_prices_of_today_that_have_everything_are_run() -> None:
    prices = at_hand()

    assert prices.task(WANTED, "tradable", NOON) == RunBoth(prices.loaded, WANTED, "tradable")
    assert prices.from_yahoo


def test_what_is_lacking_is_fetched_before() -> None:
    more = WANTED.changed(symbols=("SPY", "QQQ"))

    assert at_hand().task(more, "tradable", NOON) == Load(LoadYahoo.wanted_by(more, NOON))


def test_on_another_day_prices_are_fetched_and_those_at_hand_serve_otherwise() -> None:
    prices = at_hand()

    task = prices.task(WANTED, "as-scripted", TOMORROW)

    run = RunBoth(prices.loaded, WANTED, "as-scripted")
    assert task == Load(LoadYahoo.wanted_by(WANTED, TOMORROW), otherwise=run)


def test_a_run_without_the_symbols_that_are_old_gets_prices_that_are_not_called_old() -> None:
    wanted = Load(LoadYahoo.wanted_by(WANTED, NOON))

    assert at_hand(old("GLD")).task(WANTED, "tradable", NOON) == wanted
    assert isinstance(at_hand(old("GLD", "TLT")).task(WANTED, "tradable", NOON), RunBoth)
