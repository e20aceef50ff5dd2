"""Prices are looked at and left alone: what `examined` returns, for clean and for odd ones."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.findings import Check, Finding, Severity
from core.prices import LoadedPrices, PriceSource
from core.progress import Cancelled
from core.quality import condensed, examined
from tests.core.exchange_days import (
    EVERY_DAY,
    LONDON,
    NEW_YORK,
    SYMBOLS,
    WEEKDAYS,
    found,
    only,
    prices_on,
)
from tests.oracles.panels import simulated_prices, with_crash

FILE = PriceSource("file", "prices.csv")


@pytest.mark.parametrize("days", [NEW_YORK, LONDON, WEEKDAYS, EVERY_DAY])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_found_in_clean_prices(days: pd.DatetimeIndex, seed: int) -> None:
    assert found(prices_on(days, seed=seed)) == ()


def test_fat_tails_alone_are_rarely_taken_for_faults() -> None:
    # Student t with 4 degrees of freedom in calm and wild spells, 800,000 returns in 20 panels.
    symbols = [*"ABCDEFGH"]
    findings = [
        one
        for seed in range(20)
        for one in found(simulated_prices(seed, symbols, 5000, first_day="2000-01-03"))
    ]
    assert {one.check for one in findings} <= {Check.JUMP, Check.REVERSAL}
    assert len(findings) <= 8
    assert sum(one.severity is Severity.SUSPECT for one in findings) <= 1


def test_a_crash_of_all_symbols_is_news_and_no_fault() -> None:
    assert found(with_crash(prices_on(NEW_YORK), 300, 0.3)) == ()


def test_simulated_prices_are_held_to_no_calendar() -> None:
    thinned = prices_on(NEW_YORK).drop(NEW_YORK[50:55])
    assert len(found(thinned)) == 1
    assert found(thinned, simulated=True) == ()


def test_the_frame_is_the_same_and_unchanged() -> None:
    frame = prices_on(NEW_YORK)
    frame.iloc[40, 1] *= 100
    frame = frame.iloc[::-1]
    frame.iloc[3, 2] = np.nan
    before, index = frame.to_numpy().tobytes(), frame.index.to_numpy().tobytes()
    loaded = LoadedPrices(frame, FILE)
    result = examined(loaded)
    assert result.frame is frame
    assert frame.to_numpy().tobytes() == before
    assert frame.index.to_numpy().tobytes() == index
    assert loaded.source.findings == ()
    assert replace(result.source, findings=()) == FILE


def test_findings_of_the_source_stay_and_the_most_serious_come_first() -> None:
    note = Finding(Check.DATES, Severity.NOTE, "Dates were read as day/month/year.")
    suspect = Finding(Check.AGE, Severity.SUSPECT, "Prices are old.")
    frame = prices_on(NEW_YORK)
    frame.iloc[100:, 0] /= 2
    source = replace(FILE, findings=(note, suspect))
    findings = examined(LoadedPrices(frame.drop(NEW_YORK[50:56]), source)).source.findings
    assert [one.severity.value for one in findings] == ["suspect", "suspect", "flag", "note"]
    assert findings[0] is suspect
    assert findings[-1] is note


def test_prices_examined_twice_have_the_findings_of_once() -> None:
    frame = prices_on(NEW_YORK)
    frame.iloc[100, 0] *= 10
    once = examined(LoadedPrices(frame, FILE))
    assert examined(once).source.findings == once.source.findings


def test_order_of_rows_and_texts_for_numbers_make_no_difference() -> None:
    frame = prices_on(NEW_YORK)
    frame.iloc[100, 0] *= 10
    frame = frame.drop(NEW_YORK[200])
    mixed = frame.sample(frac=1.0, random_state=1).astype(str)
    assert found(mixed) == found(frame)
    zoned = frame.set_axis(frame.index.tz_localize("America/New_York"))
    assert found(zoned) == found(frame)


def test_many_symbols_of_one_kind_of_finding_are_told_in_few_sentences() -> None:
    symbols = tuple(f"S{number:02}" for number in range(40))
    frame = prices_on(NEW_YORK, symbols)
    for number in range(40):
        frame.iloc[50 + 10 * number : 52 + 11 * number, number] = np.nan
    findings = found(frame)
    few = condensed(findings)
    assert 2 <= len(few) <= 8
    assert sum(one.count for one in few) == sum(2 + number for number in range(40))
    assert any("35 other symbols lack prices" in one.message for one in few)
    assert {symbol for one in few for symbol in one.symbols} == set(symbols)
    assert {one.symbols for one in findings} == {(symbol,) for symbol in symbols}


def test_it_can_be_stopped() -> None:
    loaded = LoadedPrices(prices_on(NEW_YORK), FILE)
    for most in (0.0, 0.5, 1.0):
        with pytest.raises(Cancelled):
            examined(loaded, lambda _, fraction, most=most: fraction < most)


def test_progress_goes_from_nothing_to_all() -> None:
    told: list[float] = []
    examined(
        LoadedPrices(prices_on(NEW_YORK), FILE), lambda _, fraction: told.append(fraction) or True
    )
    assert (told[0], told[-1]) == (0.0, 1.0)
    assert told == sorted(told)


def test_prices_that_a_backtest_refuses_are_named() -> None:
    frame = prices_on(NEW_YORK)
    frame.iloc[[10, 11, 300], 1] = [0.0, -1.0, np.inf]
    finding = only(frame, Check.ROWS)
    assert (finding.symbols, finding.count) == (("BBB",), 3)
    assert "2012-01-18 to 2012-01-19 and 2013-03-15" in finding.message


def test_a_table_without_dates_is_left_to_those_who_use_it() -> None:
    loaded = LoadedPrices(pd.DataFrame({"A": [1.0, 2.0]}), FILE)
    assert examined(loaded) is loaded


CELLS = st.one_of(
    st.floats(),
    st.integers(-(10**12), 10**12),
    st.sampled_from([None, pd.NA, pd.NaT, "", "NA", "1.5", "1e400", "text", True, 10**400]),
)
LABELS = st.one_of(
    st.dates(dt.date(1600, 1, 1), dt.date(2400, 1, 1)),
    st.dates(dt.date(2012, 1, 1), dt.date(2012, 3, 1)),
    st.none(),
)
NAMES = st.sampled_from(["A", "B", "^IRX", "X.L", "BTC-USD", "EURUSD=X", "7203.T", "X.TA", "", "."])


@settings(max_examples=60)
@given(st.data())
def test_odd_tables_are_looked_at_without_an_error(data: st.DataObject) -> None:
    width, height = data.draw(st.integers(0, 4)), data.draw(st.integers(0, 12))
    columns = [data.draw(NAMES) for _ in range(width)]
    rows = [[data.draw(CELLS) for _ in range(width)] for _ in range(height)]
    index = pd.DatetimeIndex([data.draw(LABELS) for _ in range(height)])
    frame = pd.DataFrame(rows, index=index, columns=columns, dtype=object)
    for simulated in (False, True):
        source = replace(FILE, simulated=simulated)
        for finding in examined(LoadedPrices(frame, source)).source.findings:
            assert finding.message.endswith(".")
            assert finding.count > 0


@settings(max_examples=40)
@given(
    st.integers(0, 3),
    st.lists(st.tuples(st.integers(0, 753), st.floats(0.001, 1000)), max_size=30),
    st.sets(st.integers(0, 753), max_size=700),
)
def test_damaged_prices_are_looked_at_without_an_error(
    column: int, factors: list[tuple[int, float]], missing: set[int]
) -> None:
    frame = prices_on(NEW_YORK)
    rows, by = [row for row, _ in factors], [factor for _, factor in factors]
    for row, factor in zip(rows, by, strict=True):
        frame.iloc[row, column] *= factor
    frame.iloc[sorted(missing), (column + 1) % len(SYMBOLS)] = np.nan
    for finding in found(frame):
        assert finding.first is not None
        assert finding.last is not None
        assert finding.first <= finding.last
        assert all(symbol in finding.message for symbol in finding.symbols)
