"""Whether a project can use the prices at hand, or has to get others first."""

import datetime as dt

import pandas as pd

from core.findings import Check, Finding, Severity
from core.loading import LoadFiles, LoadYahoo
from core.parameters import Parameters
from core.prices import LoadedPrices, PriceSource
from core.project import PriceChoice, Project
from gui.prices_at_hand import PricesAtHand

NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
TOMORROW = NOON + dt.timedelta(days=1)
PARAMETERS = Parameters(symbols=("SPY", "TLT"), start="2015-01-02")
WANTED = Project.new(PARAMETERS).priced_by(PriceChoice("yahoo"))
FRAME = pd.DataFrame({"SPY": [1.0], "TLT": [1.0], "GLD": [1.0]})


def at_hand(*findings: Finding) -> PricesAtHand:
    """Three symbols from Yahoo."""
    request = LoadYahoo(("SPY", "TLT", "GLD"), PARAMETERS.start, NOON)
    source = PriceSource("yahoo", "Yahoo Finance", findings=findings)
    return PricesAtHand(LoadedPrices(FRAME, source), request)


def old(*symbols: str) -> Finding:
    return Finding(Check.AGE, Severity.FLAG, "Old.", symbols)


def changed(**fields: object) -> Project:
    return WANTED.with_parameters(2, PARAMETERS.changed(**fields))


def test_without_prices_nothing_can_be_got_without_asking() -> None:
    assert PricesAtHand().lacking(WANTED, NOON) is None
    assert not PricesAtHand().from_yahoo


def test_prices_of_files_are_used_as_they_are() -> None:
    prices = PricesAtHand(LoadedPrices(FRAME, PriceSource("file", "prices.csv")), LoadFiles(()))

    assert prices.lacking(changed(symbols=("SPY", "QQQ")), NOON) is None
    assert prices.outdated(WANTED, TOMORROW) is None
    assert not prices.from_yahoo


def test_prices_of_today_that_have_everything_are_used() -> None:
    assert at_hand().lacking(WANTED, NOON) is None
    assert at_hand().outdated(WANTED, NOON) is None
    assert at_hand().from_yahoo


def test_a_symbol_of_one_scenario_that_is_lacking_is_fetched_with_all_others() -> None:
    lacking = at_hand().lacking(changed(symbols=("SPY", "QQQ")), NOON)

    assert lacking is not None
    assert lacking.symbols == ("SPY", "TLT", "QQQ")


def test_an_earlier_start_and_the_yield_of_one_scenario_are_fetched() -> None:
    earlier = at_hand().lacking(changed(start="2012-01-02"), NOON)
    cash = at_hand().lacking(changed(cash_rate="^IRX"), NOON)

    assert earlier is not None
    assert earlier.start == dt.date(2012, 1, 2)
    assert cash is not None
    assert cash.cash


def test_on_another_day_there_may_be_newer_prices_but_nothing_is_lacking() -> None:
    assert at_hand().lacking(WANTED, TOMORROW) is None
    assert at_hand().outdated(WANTED, TOMORROW) == WANTED.request(TOMORROW)


def test_without_the_symbols_that_are_old_newer_prices_may_be_had() -> None:
    assert at_hand(old("GLD")).outdated(WANTED, NOON) == WANTED.request(NOON)
    assert at_hand(old("GLD", "TLT")).outdated(WANTED, NOON) is None
