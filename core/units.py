"""The array types, the year and the days that every part of `core` speaks in."""

from __future__ import annotations

import datetime as dt

import numpy as np

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Integers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]

TRADING_DAYS = 252
"""Trading days of a year, wherever something is annualised."""


def date_of(day: np.datetime64) -> dt.date:
    """Return a day as a date of the standard library."""
    return day.astype("datetime64[D]").astype(object)  # type: ignore[no-any-return]
