"""The cash rate day by day: a number for all days, or the yield of the 13-week Treasury bill."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.errors import DataError
from core.parameters import CASH_SERIES
from core.prices import column_of
from core.units import Floats, Integers

LOWEST, HIGHEST = -0.5, 1.0
"""Bounds of a cash rate a year; what lies outside is no rate but a slip, a price for instance."""

OLD_AFTER, TOO_OLD_AFTER = 10, 45
"""Days after which a yield is told to be old, and is refused: no market is closed for so long."""

LIKE_DECIMALS = 0.0008
"""Two years without a higher rate look like decimals taken for percent: 0.05 meant 5 %."""


@dataclass(frozen=True, slots=True)
class CashYield:
    """The yield in force on each of the T rows of a result.

    Attributes
    ----------
    rates
        Decimals a year, shape (T,): the last one of the trading day before the row or earlier.
        Exchanges that close before New York's bond market know it a few hours later, which is
        passed over. Empty where there is a problem.
    ages
        Days from the yield in force to the trading day before the row, shape (T,).
    problem
        Why the yield cannot serve, as a sentence; "" where it can. It matters to those alone who
        ask for it.
    """

    rates: Floats
    ages: Integers
    problem: str = ""

    def sha256(self) -> str:
        """Return a hash of the rates that is the same on every machine."""
        return hashlib.sha256(self.rates.astype("<f8", copy=False).tobytes()).hexdigest()


def cash_yield(
    frame: pd.DataFrame, known: pd.DatetimeIndex, start: dt.date, end: dt.date | None
) -> CashYield:
    """Return the yields from the column `CASH_SERIES` of `frame`.

    `known` has shape (T,): the trading day before each row, at whose close the interest on the
    row is agreed. Days without a yield take the last one before; yields may be zero or negative.
    Like prices, yields before `start` and after `end` do not exist.
    """
    if CASH_SERIES not in map(str, frame.columns):
        return _none(
            f"The cash rate is to be {CASH_SERIES}, but the prices have no column of that name: "
            "take them from Yahoo Finance, add a file with it, or give the cash rate as a number."
        )
    try:
        days, percent = column_of(frame, CASH_SERIES, start, end)
    except DataError as error:
        return _none(str(error))
    days, rates = days[~np.isnan(percent)], percent[~np.isnan(percent)] / 100.0
    if not len(days):
        return _none(
            f"{CASH_SERIES} has no value from {start} on; choose other dates, or give the cash "
            "rate as a number."
        )
    wrong = ~((rates >= LOWEST) & (rates <= HIGHEST))
    if wrong.any():
        row = int(np.argmax(wrong))
        return _none(
            f"{CASH_SERIES} has the value {rates[row] * 100:g} on {days[row]}; it has to be a "
            f"yield in percent a year, from {LOWEST * 100:g} to {HIGHEST * 100:g}."
        )
    wanted = known.to_numpy().astype("datetime64[D]")
    if days[0] > wanted[0]:
        return _none(
            f"The cash rate {CASH_SERIES} begins on {days[0]}, but the results need it from "
            f"{wanted[0]} on: take a later start, or give the cash rate as a number."
        )
    places = np.searchsorted(days, wanted, side="right") - 1
    ages = (wanted - days[places]).astype(np.int64)
    if ages.max() > TOO_OLD_AFTER:
        row = int(np.argmax(ages > TOO_OLD_AFTER))
        return _none(
            f"The cash rate {CASH_SERIES} has no value between {days[places[row]]} and "
            f"{wanted[row]}, which is too long to go by the last one: choose other dates, or give "
            "the cash rate as a number."
        )
    return CashYield(rates[places], ages)


def _none(problem: str) -> CashYield:
    return CashYield(np.empty(0), np.empty(0, dtype=np.int64), problem)
