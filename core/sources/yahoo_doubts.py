"""Whether an answer of Yahoo Finance may take the place of an earlier one that it contradicts."""

from __future__ import annotations

import datetime as dt

import numpy as np

from core.sources.yahoo_failures import Trouble, YahooFailure
from core.sources.yahoo_history import History

FEWER = 5
"""Days that may be taken back, as a day is on which an exchange turns out to have been closed."""

TAKEN_BACK = 2
"""How many of the latest days may be: bars of holidays and of unfinished sessions are corrected."""

DOUBTED_FOR = dt.timedelta(days=30)
"""How long an earlier history speaks against shorter ones: a symbol may pass to another company."""


def contradiction(new: History, old: History) -> YahooFailure | None:
    """Return why `new`, asked for from as early a day on, cannot be what became of `old`.

    A history grows by a day a session and loses none: a symbol that is no longer traded keeps
    its length. None where there is nothing to doubt.
    """
    if new.fetched - old.fetched > DOUBTED_FOR:
        return None
    if np.count_nonzero(old.days > new.days[-1]) > TAKEN_BACK:
        return _shorter(f"ends on {new.days[-1]}, but the one of {old.when} on {old.days[-1]}")
    count = int(np.count_nonzero(new.days >= old.days[0]))
    if count < len(old.days) - FEWER:
        return _shorter(
            f"has {count:,} days from {old.days[0]} on, but the one of {old.when} {len(old.days):,}"
        )
    return None


def nothing_left(failure: YahooFailure, old: History, now: dt.datetime) -> YahooFailure:
    """Return what it means that there are no final days at all where `old` has some."""
    if failure.trouble not in (Trouble.NO_DATA, Trouble.NOT_YET) or (
        now - old.fetched > DOUBTED_FOR
    ):
        return failure
    return _shorter(f"has no final day, but the one of {old.when} has {len(old.days):,}")


def _shorter(what: str) -> YahooFailure:
    return YahooFailure(Trouble.SHORTER, f"its answer {what}")
