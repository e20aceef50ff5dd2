"""Between prices and orders: the day of the next session, by calendar or by habit."""

from __future__ import annotations

import datetime as dt

import numpy as np

from core.calendars import Almanac, Days, Mask, calendar_of_symbol, weekday
from core.prices import Panel
from core.units import date_of

LONGEST_CLOSURE = 21
"""Days after which a market is open again for certain; the longest holidays are of ten."""

DAILY_BELOW = 4.0  # days from one price to the next, median
HABIT_DAYS, HABIT_SHARE = 260, 0.05  # a weekday is usual that a twentieth of the last year's are
FEW_DAYS = 60  # fewer tell no habit


def next_session_date(panel: Panel, *, simulated: bool, any_open: bool) -> dt.date:
    """Return the first day after the last one of `panel` on which there is a session.

    Parameters
    ----------
    panel
        Prices up to the last day that counts, NaN where a symbol has none.
    simulated
        Whether the prices follow no exchange's calendar.
    any_open
        Whether a day counts on which only some of the symbols are traded, rather than all.

    A symbol follows the calendar that its days fit (see `Almanac`); where there is none, or it
    is not recorded so far ahead, the weekdays on which it has been traded lately.
    """
    days = panel.dates.to_numpy().astype("datetime64[D]")
    ahead: Days = days[-1] + np.arange(1, LONGEST_CLOSURE + 1)
    last = date_of(ahead[-1])
    almanac = None if simulated else Almanac(date_of(days[0]), last)
    known: dict[tuple[str | None, bytes], Mask] = {}
    for column, symbol in enumerate(panel.symbols):
        present = ~np.isnan(panel.prices[:, column])
        group = (calendar_of_symbol(symbol), present.tobytes())
        if group not in known:  # of hundreds of symbols most have the same days
            known[group] = _open_days(symbol, days[present], ahead, almanac)
    states = np.array(list(known.values()))
    is_open = states.any(axis=0) if any_open else states.all(axis=0)
    if not is_open.any():  # markets of no common session
        is_open = weekday(ahead) < 5
    return date_of(ahead[int(np.argmax(is_open))])


def _open_days(symbol: str, days: Days, ahead: Days, almanac: Almanac | None) -> Mask:
    """Return on which of the days `ahead` a symbol, which has prices on `days`, is traded."""
    habit = _usual_weekdays(days)[weekday(ahead)]
    gaps = np.diff(days).astype(np.int64)
    if almanac is None or not len(gaps) or float(np.median(gaps)) >= DAILY_BELOW:
        return habit
    calendar = almanac.followed(symbol, days)
    if calendar is None:
        return habit
    sessions = almanac.sessions(calendar)
    if not len(sessions.days):
        return habit
    recorded = ahead <= sessions.last
    return np.where(recorded, np.isin(ahead, sessions.days), habit)


def _usual_weekdays(days: Days) -> Mask:
    """Return for Monday to Sunday, shape (7,), whether it is a usual day of trade."""
    working: Mask = np.arange(7) < 5
    if len(days) < FEW_DAYS:
        return working
    counts = np.bincount(weekday(days[-HABIT_DAYS:]), minlength=7)
    usual: Mask = counts >= HABIT_SHARE * counts.sum()
    return usual
