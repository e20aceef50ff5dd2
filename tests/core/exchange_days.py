"""Panels on the days of real exchanges, whose holidays of 2012 to 2014 are written out here."""

import pandas as pd

from core.findings import Check, Finding
from core.prices import LoadedPrices, PriceSource
from core.quality import examined
from tests.oracles.panels import simulated_prices

SYMBOLS = ("AAA", "BBB", "CCC", "DDD")


def days(text: str) -> pd.DatetimeIndex:
    """Days written one after the other."""
    return pd.DatetimeIndex(text.split(), name="Date")


WEEKDAYS = pd.bdate_range("2012-01-01", "2014-12-31", name="Date")

NEW_YORK = WEEKDAYS.difference(
    days("""
    2012-01-02 2012-01-16 2012-02-20 2012-04-06 2012-05-28 2012-07-04 2012-09-03 2012-10-29
    2012-10-30 2012-11-22 2012-12-25 2013-01-01 2013-01-21 2013-02-18 2013-03-29 2013-05-27
    2013-07-04 2013-09-02 2013-11-28 2013-12-25 2014-01-01 2014-01-20 2014-02-17 2014-04-18
    2014-05-26 2014-07-04 2014-09-01 2014-11-27 2014-12-25
    """)
)

LONDON = WEEKDAYS.difference(
    days("""
    2012-01-02 2012-04-06 2012-04-09 2012-05-07 2012-06-04 2012-06-05 2012-08-27 2012-12-25
    2012-12-26 2013-01-01 2013-03-29 2013-04-01 2013-05-06 2013-05-27 2013-08-26 2013-12-25
    2013-12-26 2014-01-01 2014-04-18 2014-04-21 2014-05-05 2014-05-26 2014-08-25 2014-12-25
    2014-12-26
    """)
)

EVERY_DAY = pd.date_range("2012-01-01", "2014-12-31", name="Date")


def prices_on(
    days: pd.DatetimeIndex, symbols: tuple[str, ...] = SYMBOLS, seed: int = 3
) -> pd.DataFrame:
    """Clean simulated prices on the given days."""
    return simulated_prices(seed, symbols, len(days)).set_axis(days)


def found(frame: pd.DataFrame, **source: bool) -> tuple[Finding, ...]:
    """What is found in a file of these prices."""
    loaded = LoadedPrices(frame, PriceSource("file", "prices.csv", **source))
    return examined(loaded).source.findings


def only(frame: pd.DataFrame, check: Check, **source: bool) -> Finding:
    """The only finding in these prices, which is one of `check`."""
    findings = found(frame, **source)
    assert [one.check for one in findings] == [check], [one.message for one in findings]
    return findings[0]
