"""The cash rate day by day: a number for all days, or the yield of the 13-week Treasury bill."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.parameters import CASH_SERIES
from core.prices import numeric_panel
from core.units import Floats, Integers

LOWEST, HIGHEST = -0.5, 1.0
"""Bounds of a cash rate a year; what lies outside is no rate but a slip, a price for instance."""

OLD_AFTER = 10
"""Days after which a yield counts as old: longer than any closure of the bond market but 2001's."""


@dataclass(frozen=True, slots=True)
class CashYield:
    """The yield in force on each of the T rows of a result.

    Attributes
    ----------
    rates
        Decimals a year, shape (T,): the last one published before the row's return began, at the
        close of the trading day before at the latest. Empty where there is a problem.
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
    columns = [str(column) for column in frame.columns]
    if CASH_SERIES not in columns:
        return _none(
            f"The cash rate is to be {CASH_SERIES}, but the prices have no column of that name: "
            "take them from Yahoo Finance, add a file with it, or give the cash rate as a number."
        )
    panel = numeric_panel(frame.iloc[:, [columns.index(CASH_SERIES)]])
    days = panel.dates.to_numpy().astype("datetime64[D]")
    rates = panel.prices[:, 0] / 100.0
    there = ~np.isnan(rates) & (days >= np.datetime64(start))
    if end is not None:
        there &= days <= np.datetime64(end)
    days, rates = days[there], rates[there]
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
    return CashYield(rates[places], (wanted - days[places]).astype(np.int64))


def _none(problem: str) -> CashYield:
    return CashYield(np.empty(0), np.empty(0, dtype=np.int64), problem)
