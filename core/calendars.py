"""Which exchange calendar the days of a symbol follow, and the sessions between two days.

The calendars themselves are those of the package exchange_calendars, which is imported when the
first of them is needed.
"""

from __future__ import annotations

import datetime as dt
import warnings
from dataclasses import dataclass

import numpy as np

from core.parameters import CASH_SERIES
from core.units import Integers

Days = np.ndarray[tuple[int, ...], np.dtype[np.datetime64]]
"""Days as ``datetime64[D]``, increasing."""

Mask = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
"""Which of some days, moves or prices."""

NEW_YORK = "XNYS"
EVERY_DAY = "24/7"
WEEKDAYS = "24/5"

BY_SUFFIX = {
    "AS": "XAMS", "AX": "XASX", "BA": "XBUE", "BD": "XBUD", "BK": "XBKK",
    "BO": "XBOM", "BR": "XBRU", "CO": "XCSE", "DE": "XETR", "DU": "XDUS", "F": "XFRA",
    "HE": "XHEL", "HK": "XHKG", "HM": "XHAM", "IC": "XICE", "IR": "XDUB", "IS": "XIST",
    "JK": "XIDX", "JO": "XJSE", "KL": "XKLS", "KQ": "XKRX", "KS": "XKRX", "L": "XLON",
    "LS": "XLIS", "MC": "XMAD", "MI": "XMIL", "MX": "XMEX", "NE": "XTSE", "NS": "XBOM",
    "NZ": "XNZE", "OL": "XOSL", "PA": "XPAR", "PR": "XPRA", "RG": "XRIS",
    "SA": "BVMF", "SG": "XSTU", "SI": "XSES", "SN": "XSGO", "SR": "XSAU", "SS": "XSHG",
    "ST": "XSTO", "SW": "XSWX", "SZ": "XSHG", "T": "XTKS", "TL": "XTAL",
    "TO": "XTSE", "TW": "XTAI", "TWO": "XTAI", "V": "XTSE", "VI": "XWBO", "VS": "XLIT",
    "WA": "XWAR",
}  # fmt: skip
"""Calendar by the ending of a Yahoo symbol; those of neighbours that close on the same days are
shared (both exchanges of India, of Korea, of mainland China, of Toronto)."""

SUNDAY_SUFFIXES = ("AE", "CA", "KW", "QA", "SR", "TA")
"""Endings of exchanges that trade, or long traded, from Sunday to Thursday."""

OTHERS = ("XLON", "XETR", "XTSE", "XTKS", "XHKG", "XASX")
"""Calendars tried for symbols whose name tells no exchange and that do not fit New York."""

NAMES = {
    NEW_YORK: "the New York exchange",
    EVERY_DAY: "a market that never closes",
    WEEKDAYS: "a market open on every weekday",
    "BVMF": "the São Paulo exchange",
    "XAMS": "the Amsterdam exchange", "XASX": "the Australian exchange",
    "XBKK": "the Bangkok exchange", "XBOM": "the Indian exchanges",
    "XBRU": "the Brussels exchange",
    "XBUD": "the Budapest exchange", "XBUE": "the Buenos Aires exchange",
    "XCSE": "the Copenhagen exchange", "XDUB": "the Dublin exchange",
    "XDUS": "the Düsseldorf exchange", "XETR": "Xetra", "XFRA": "the Frankfurt exchange",
    "XHAM": "the Hamburg exchange", "XHEL": "the Helsinki exchange",
    "XHKG": "the Hong Kong exchange", "XICE": "the Iceland exchange",
    "XIDX": "the Jakarta exchange", "XIST": "the Istanbul exchange",
    "XJSE": "the Johannesburg exchange", "XKLS": "the Kuala Lumpur exchange",
    "XKRX": "the Korean exchange", "XLIS": "the Lisbon exchange",
    "XLIT": "the Vilnius exchange", "XLON": "the London exchange",
    "XMAD": "the Madrid exchange", "XMEX": "the Mexican exchange",
    "XMIL": "the Milan exchange", "XNZE": "the New Zealand exchange",
    "XOSL": "the Oslo exchange", "XPAR": "the Paris exchange", "XPRA": "the Prague exchange",
    "XRIS": "the Riga exchange", "XSAU": "the Saudi exchange",
    "XSES": "the Singapore exchange", "XSGO": "the Santiago exchange",
    "XSHG": "the Chinese exchanges", "XSTO": "the Stockholm exchange",
    "XSTU": "the Stuttgart exchange", "XSWX": "the Swiss exchange",
    "XTAI": "the Taiwan exchange",
    "XTAL": "the Tallinn exchange", "XTKS": "the Tokyo exchange",
    "XTSE": "the Toronto exchange", "XWAR": "the Warsaw exchange",
    "XWBO": "the Vienna exchange",
}  # fmt: skip
"""What to call a calendar in a sentence."""

NAMED_FIT = 0.03  # of the days: what the name says holds unless the days clearly speak against it
FIT = 0.01  # without a name: of London's days 2 % are holidays in New York, so 3 % would not do
OTHERS_FIT = 0.004  # neighbours differ by two days a year and more
WEEKDAYS_MISSING = 0.005  # a panel of all weekdays has them all; exchanges close on 3 % of them
EVERY_DAY_SHARE = 0.1  # of the days of a market that never closes a seventh are Saturdays
ROOM = (dt.date(1900, 1, 1), dt.date(2100, 12, 31))  # outside, calendars are guesses


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of a calendar between two days.

    Attributes
    ----------
    calendar
        Name of the calendar, such as "XNYS".
    first, last
        Between which days the sessions are known; narrower than what was asked for where the
        calendar is not recorded so far.
    days
        The sessions, increasing.
    """

    calendar: str
    first: np.datetime64
    last: np.datetime64
    days: Days

    def between(self, first: np.datetime64, last: np.datetime64) -> Days:
        """Return the sessions from `first` to `last`, both inclusive."""
        start = int(np.searchsorted(self.days, first, side="left"))
        end = int(np.searchsorted(self.days, last, side="right"))
        return self.days[start:end]

    def closed(self, days: Days) -> Mask:
        """Return which of `days` are no sessions; of days outside what is known none is."""
        known = (days >= self.first) & (days <= self.last)
        closed: Mask = known & ~among(days, self.days)
        return closed if len(self.days) else np.zeros(len(days), dtype=bool)


def among(days: Days, others: Days) -> Mask:
    """Return which of `days` are among `others`; both increase, which makes this quick."""
    if not len(others):
        return np.zeros(len(days), dtype=bool)
    found: Mask = others[np.minimum(np.searchsorted(others, days), len(others) - 1)] == days
    return found


def calendar_of_symbol(symbol: str) -> str | None:
    """Return the calendar that the name of a symbol tells, in the manner of Yahoo; else None."""
    upper = symbol.upper()
    if upper == CASH_SERIES:
        return NEW_YORK
    if upper.endswith("=X"):
        return WEEKDAYS
    if upper.endswith("-USD"):
        return EVERY_DAY
    _, point, suffix = upper.rpartition(".")
    return BY_SUFFIX.get(suffix) if point else None


def trades_on_sundays(symbol: str) -> bool:
    """Whether the name of a symbol tells an exchange whose week may begin on a Sunday."""
    return symbol.upper().rpartition(".")[2] in SUNDAY_SUFFIXES and "." in symbol


def sessions(calendar: str, first: dt.date, last: dt.date) -> Sessions:
    """Return the sessions of `calendar` from `first` to `last`, both inclusive.

    Building the calendar of an exchange takes some 0.1 s, the first one more.
    """
    first, last = max(first, ROOM[0]), min(last, ROOM[1])
    if calendar in (EVERY_DAY, WEEKDAYS):
        days: Days = np.arange(np.datetime64(first, "D"), np.datetime64(last, "D") + 1)
        if calendar == WEEKDAYS:
            days = days[weekday(days) < 5]
    else:
        first, last, days = _of_exchange(calendar, first, last)
    return Sessions(calendar, np.datetime64(first, "D"), np.datetime64(last, "D"), days)


def _of_exchange(calendar: str, first: dt.date, last: dt.date) -> tuple[dt.date, dt.date, Days]:
    """Return how far back and ahead the calendar is recorded, and its sessions within."""
    from exchange_calendars import calendar_utils  # its import takes a third of a second

    kind = calendar_utils._default_calendar_factories[calendar]
    least, most = kind.bound_min(), kind.bound_max()
    if least is not None:
        first = max(first, least.date())
    if most is not None:
        last = min(last, most.date())
    if first > last:
        return first, last, np.empty(0, dtype="datetime64[D]")
    # Whole years around: a calendar without any session is refused, and years are cached there.
    start, end = dt.date(first.year, 1, 1), dt.date(last.year, 12, 31)
    if least is not None:
        start = max(start, least.date())
    if most is not None:
        end = min(end, most.date())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # it is behind pandas
            built = calendar_utils.get_calendar(
                calendar, start=start.isoformat(), end=end.isoformat()
            )
    except (NotImplementedError, ValueError):  # of a few exchanges, with some releases of pandas
        return first, last, np.empty(0, dtype="datetime64[D]")
    days = built.sessions.to_numpy().astype("datetime64[D]")
    inside = (days >= np.datetime64(first, "D")) & (days <= np.datetime64(last, "D"))
    return first, last, days[inside]


def weekday(days: Days) -> Integers:
    """Return the days of the week, Monday 0 to Sunday 6."""
    of_week: Integers = (days.astype("datetime64[D]").astype(np.int64) + 3) % 7
    return of_week


def trades_every_day(days: Days) -> bool:
    """Whether Saturdays and Sundays are among the days as others are."""
    of_week = weekday(days)
    return min(float((of_week == day).mean()) for day in (5, 6)) >= EVERY_DAY_SHARE


class Almanac:
    """The calendars of a stretch of days, each built when it is first asked for."""

    def __init__(self, first: dt.date, last: dt.date) -> None:
        self._first = first
        self._last = last
        self._built: dict[str, Sessions] = {}

    def sessions(self, calendar: str) -> Sessions:
        """Return the sessions of a calendar in the stretch."""
        if calendar not in self._built:
            self._built[calendar] = sessions(calendar, self._first, self._last)
        return self._built[calendar]

    def followed(self, symbol: str, days: Days) -> str | None:
        """Return the calendar that `days`, those of `symbol`, follow; None where none fits.

        What the name tells counts, unless the days speak against it; then New York is tried, and
        only then, by the share of days that are no sessions, a few other exchanges.
        """
        if not len(days):
            return None
        named = calendar_of_symbol(symbol)
        if named is not None and self._misfit(named, days, unknown=0.0) <= NAMED_FIT:
            return named
        if self._misfit(NEW_YORK, days) <= FIT:
            return NEW_YORK
        if trades_every_day(days):
            return EVERY_DAY
        if float((weekday(days) >= 5).mean()) > FIT:
            return None
        expected = len(self.sessions(WEEKDAYS).between(days[0], days[-1]))
        if len(days) >= (1 - WEEKDAYS_MISSING) * expected:
            return WEEKDAYS
        misfits = {name: self._misfit(name, days) for name in OTHERS}
        best = min(misfits, key=lambda name: misfits[name])
        return best if misfits[best] <= OTHERS_FIT else None

    def _misfit(self, calendar: str, days: Days, unknown: float = 1.0) -> float:
        """Return the share of `days` that are no sessions; `unknown` where no session is known."""
        known = self.sessions(calendar)
        return float(known.closed(days).mean()) if len(known.days) else unknown
