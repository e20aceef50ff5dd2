"""The array types and the year that every part of `core` speaks in."""

from __future__ import annotations

import numpy as np

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Integers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]

TRADING_DAYS = 252
"""Trading days of a year, wherever something is annualised."""
