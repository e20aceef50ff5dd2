"""What is strange about prices from Yahoo Finance, or was decided about them, in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np

from core.findings import Check, Finding, Severity
from core.sources.yahoo_failures import Trouble, listed
from core.sources.yahoo_history import YIELD_SYMBOL, History


def unfinished(histories: Sequence[History], now: dt.datetime) -> list[Finding]:
    """Return what to say of days that were not final when they were fetched.

    Times are told in the zone of `now`. A history that is kept for the day may have been fetched
    before a close that is final by `now`.
    """
    groups: dict[tuple[dt.date, dt.datetime | None], list[str]] = {}
    for history in histories:
        if history.unfinished is not None:
            key = (history.unfinished, history.counts_from)
            groups.setdefault(key, []).append(history.symbol)
    findings = []
    for (day, counts_from), symbols in groups.items():
        if counts_from is None:
            then = "it counts once that day is over at the exchange"
        else:
            moment = f"{counts_from.astimezone(now.tzinfo):%Y-%m-%d %H:%M %Z}"
            then = f"it counts from {moment} on"
            if now >= counts_from:
                then = f"it has been final since {moment}, so fetch again to have it"
        findings.append(
            Finding(
                Check.UNFINISHED,
                Severity.NOTE,
                f"The price of {day} was not final when it was fetched and is left out for "
                f"{listed(symbols)}; {then}.",
                symbols=tuple(symbols),
                first=day,
                last=day,
            )
        )
    return findings


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
            f"{listed(names)} {'are' if len(names) > 1 else 'is'} as fetched on {when}"
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
                last=max(_day(histories[name].days[-1]) for name in symbols),
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
            first=_day(history.days[0]),
            last=_day(history.days[-1]),
            count=len(history.days),
        )
        for name, history in histories.items()
        if name != YIELD_SYMBOL
        and history.dividends
        and np.array_equal(history.adjusted, history.close)
    ]


def currencies(histories: Mapping[str, History]) -> list[Finding]:
    """Return the finding that prices are in different currencies, if they are."""
    groups: dict[str, list[str]] = {}
    for name, history in histories.items():
        if name != YIELD_SYMBOL and history.currency:
            groups.setdefault(history.currency, []).append(name)
    if len(groups) < 2:
        return []
    told = ", ".join(f"{listed(names)} in {currency}" for currency, names in groups.items())
    return [
        Finding(
            Check.CURRENCY,
            Severity.FLAG,
            f"Prices are in different currencies ({told}); nothing is converted, so their returns "
            "are those of an investor who hedges the currencies free of charge.",
            count=len(groups),
        )
    ]


def _day(day: np.datetime64) -> dt.date:
    return day.astype("datetime64[D]").astype(object)  # type: ignore[no-any-return]
