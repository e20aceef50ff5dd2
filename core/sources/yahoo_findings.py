"""What is strange about prices from Yahoo Finance, or was decided about them, in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np

from core.errors import listed
from core.findings import Check, Finding, Severity
from core.sources.yahoo_failures import MOST_SYMBOLS, Trouble
from core.sources.yahoo_history import History
from core.units import date_of

LONG_AGO = dt.timedelta(days=11)
"""Between a last day and the present: no exchange is closed for longer, even at a new year."""

PARTS = {"GBp": "GBP", "GBX": "GBP", "ZAc": "ZAR", "ZAC": "ZAR", "ILA": "ILS"}
"""Pence, cents and agorot: a hundredth of a currency is no other one to returns."""


def unfinished(histories: Mapping[str, History], now: dt.datetime) -> list[Finding]:
    """Return what to say of days that were not final when they were fetched.

    Times are told in the zone of `now`. A history that is kept for the day may have been fetched
    before a close that is final by `now`, even before there was a bar of the day.
    """
    groups: dict[tuple[dt.date, dt.datetime | None, bool], list[str]] = {}
    for name, history in histories.items():
        day, counts_from = history.session, history.counts_from
        if counts_from is not None and counts_from <= history.fetched:
            counts_from = None
        if history.unfinished is not None:
            key = (history.unfinished, counts_from if history.unfinished == day else None, True)
        elif day is not None and counts_from is not None and history.days[-1] < np.datetime64(day):
            key = (day, counts_from, False)
        else:
            continue
        groups.setdefault(key, []).append(name)
    findings = []
    for (day, counts_from, left_out), names in groups.items():
        moment, final = "", False
        if counts_from is not None:
            moment = f"{counts_from.astimezone(now.tzinfo):%Y-%m-%d %H:%M %Z}"
            final = now >= counts_from
        if left_out:
            then = "it counts once that day is over at the exchange"
            if moment:
                then = f"it counts from {moment} on"
            if final:
                then = f"it has been final since {moment}, so fetch again to have it"
            told = (
                f"The price of {day} was not final when it was fetched and is left out for "
                f"{_listed(names)}; {then}."
            )
        elif final:
            told = (
                f"The close of {day} has been final since {moment} for {_listed(names)}, so fetch "
                "again to have it."
            )
        else:
            continue
        findings.append(
            Finding(Check.UNFINISHED, Severity.NOTE, told, tuple(names), first=day, last=day)
        )
    return findings


def clocks(histories: Mapping[str, History]) -> list[Finding]:
    """Return the finding that the clock of this computer was wrong at the time of fetching."""
    names = [name for name, history in histories.items() if history.ahead]
    if not names:
        return []
    ahead = max((histories[name].ahead for name in names), key=abs)
    hours = round(abs(ahead) / 3600)
    much = f"{hours} hour{'' if hours == 1 else 's'}" if hours < 48 else f"{hours // 24} days"
    return [
        Finding(
            Check.UNFINISHED,
            Severity.NOTE,
            f"The clock of this computer was {much} {'ahead of' if ahead > 0 else 'behind'} that "
            f"of Yahoo Finance when {_listed(names)} {_were(names)} fetched, and a price counts as "
            "final only where both agree; set the clock right and fetch again.",
            symbols=tuple(names),
        )
    ]


def ended(histories: Mapping[str, History], now: dt.datetime) -> list[Finding]:
    """Return the symbols whose newest day is long ago, one finding a day."""
    groups: dict[dt.date, list[str]] = {}
    for name, history in histories.items():
        last = date_of(history.days[-1])
        if now.date() - last > LONG_AGO:
            groups.setdefault(last, []).append(name)
    return [
        Finding(
            Check.HISTORY,
            Severity.FLAG,
            f"{_listed(names)} {'ends' if len(names) == 1 else 'end'} on {last}; "
            f"{'it' if len(names) == 1 else 'they'} may no longer be traded.",
            symbols=tuple(names),
            last=last,
            count=len(names),
        )
        for last, names in groups.items()
    ]


def of_earlier_days(
    troubles: Mapping[str, Trouble], histories: Mapping[str, History]
) -> list[Finding]:
    """Return what to say of histories that could not be renewed, one finding a kind of trouble.

    Where the ages of the histories differ, the newest is told too.
    """
    findings = []
    newest = max(history.fetched for history in histories.values())
    for trouble in dict.fromkeys(troubles.values()):
        symbols = [name for name, its in troubles.items() if its is trouble]
        by_time: dict[str, list[str]] = {}
        for name in sorted(symbols, key=lambda name: histories[name].fetched):
            by_time.setdefault(histories[name].when, []).append(name)
        told = " and ".join(
            f"{_listed(names)} {'are' if len(names) > 1 else 'is'} as fetched on {when}"
            for when, names in by_time.items()
        )
        others = [name for name in histories if name not in troubles]
        if others and any(histories[name].fetched < newest for name in symbols):
            newer = histories[max(others, key=lambda name: histories[name].fetched)]
            told += f", the others as on {newer.when}"
        findings.append(
            Finding(
                Check.AGE,
                Severity.FLAG,
                f"{trouble.value}: {told}.",
                symbols=tuple(symbols),
                last=max(date_of(histories[name].days[-1]) for name in symbols),
                count=len(symbols),
            )
        )
    return findings


def unadjusted(histories: Mapping[str, History]) -> list[Finding]:
    """Return the symbols whose closes equal the adjusted ones although dividends were paid.

    Splits tell nothing, for Yahoo's plain closes are adjusted for them; nor does a history
    without a dividend, for many symbols pay none.
    """
    return [
        Finding(
            Check.UNADJUSTED,
            Severity.FLAG,
            f"The adjusted closes of {name} equal its closes on every day, though dividends were "
            f"paid ({history.dividends}); its returns lack them.",
            symbols=(name,),
            first=date_of(history.days[0]),
            last=date_of(history.days[-1]),
            count=len(history.days),
        )
        for name, history in histories.items()
        if history.dividends
        and not history.is_yield
        and np.array_equal(history.adjusted, history.close)
    ]


def currencies(histories: Mapping[str, History]) -> list[Finding]:
    """Return the finding that prices are in different currencies, if they are."""
    groups: dict[str, list[str]] = {}
    for name, history in histories.items():
        if history.currency and not history.is_yield:
            groups.setdefault(PARTS.get(history.currency, history.currency), []).append(name)
    if len(groups) < 2:
        return []
    told = ", ".join(f"{_listed(names)} in {currency}" for currency, names in groups.items())
    return [
        Finding(
            Check.CURRENCY,
            Severity.FLAG,
            f"Prices are in different currencies ({told}); nothing is converted, so every return "
            "is that in the currency of its symbol, without what exchange rates add or take away.",
            symbols=tuple(name for names in groups.values() for name in names),
            count=len(groups),
        )
    ]


def _listed(names: Sequence[str]) -> str:
    return listed(names, MOST_SYMBOLS)


def _were(names: Sequence[str]) -> str:
    return "was" if len(names) == 1 else "were"
