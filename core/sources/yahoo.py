"""Prices of Yahoo Finance: from the cache where they are of today, else fetched and cached."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from core.errors import DataError, quoted
from core.findings import Reading
from core.prices import LoadedPrices, PriceSource
from core.progress import ProgressCallback, report
from core.sources.cache import PriceCache
from core.sources.yahoo_doubts import contradiction, nothing_left
from core.sources.yahoo_failures import (
    OF_THE_SERVER,
    OF_THE_SYMBOL,
    Trouble,
    YahooFailure,
    failure_sentence,
)
from core.sources.yahoo_findings import (
    clocks,
    currencies,
    ended,
    of_earlier_days,
    unadjusted,
    unfinished,
)
from core.sources.yahoo_history import History

URL_VARIABLE = "BALLAST_YAHOO_URL"
TIMEOUTS = (10.0, 30.0)
_SYMBOL = re.compile(r"[A-Za-z0-9^][A-Za-z0-9.^=_&-]{0,31}")
_ISIN = re.compile(r"[A-Z]{2}[A-Z0-9]{9}[0-9]")


@dataclass(frozen=True, slots=True)
class _Kept:
    """A history and how it came: fetched now, from the cache of today, or of an earlier day."""

    history: History
    fetched_now: bool = False
    trouble: Trouble | None = None


def yahoo_prices(
    symbols: Sequence[str],
    start: dt.date,
    *,
    now: dt.datetime,
    cache: PriceCache | None,
    progress: ProgressCallback | None = None,
    refresh: bool = False,
    base_url: str | None = None,
    timeouts: tuple[float, float] = TIMEOUTS,
    wait: Callable[[float], None] = time.sleep,
) -> LoadedPrices:
    """Return adjusted closes of `symbols` from `start` on, as Yahoo Finance has them.

    Where the cache holds a symbol fetched on the calendar day of `now`, nothing is asked of
    Yahoo; else the whole history is fetched anew and replaces the old one. Where that fails for
    reasons that are not the symbol's, an earlier history is given instead and a finding says so;
    so it is where the answer has less than the earlier one had.

    Parameters
    ----------
    symbols
        As Yahoo writes them. ``^IRX`` is no price but a yield, percent a year, and comes as it
        stands.
    start
        First day; a symbol may begin later.
    now
        The present, in the time zone of the user.
    cache
        Where histories are kept, None for nowhere.
    progress
        Told what goes on at least ten times a second while Yahoo is waited for.
    refresh
        Whether to fetch also what is in the cache and of today.
    base_url
        A server on this computer to ask instead of Yahoo; the environment variable
        ``BALLAST_YAHOO_URL`` where None is given.
    timeouts
        Seconds until a connection stands, and until an answer is there.
    wait
        Sleeps for the seconds it is given.

    Returns
    -------
    LoadedPrices
        Days x symbols, the union of their days, NaN where a symbol has no price; columns in the
        order of `symbols`.

    Raises
    ------
    DataError
        Where a symbol cannot be had; the others are in the cache by then.
    Cancelled
        Where `progress` asks to stop.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    given = _checked(symbols)
    names = list(given)
    origin = _origin(base_url)

    def tick() -> None:
        report(progress, "Looking for prices in the cache", 0.0)

    tick()
    kept: dict[str, _Kept] = {}
    old: dict[str, History] = {}
    for name in names:
        history = None if cache is None else cache.load(name, origin, tick)
        if history is None:
            continue
        old[name] = history
        if not refresh and history.asked_from <= start and _is_of_today(history, now):
            kept[name] = _Kept(history)
    missing = [name for name in names if name not in kept]
    failures: dict[str, YahooFailure] = {}
    if missing:
        asked = {
            name: min(start, old[name].asked_from) if name in old else start for name in missing
        }
        failures = _fetch(asked, kept, old, now, cache, progress, (origin, timeouts, wait))
        _serve_old(failures, kept, old, start)
    for name, one in list(kept.items()):
        if one.history.days[-1] < np.datetime64(start, "D"):
            failures[name] = YahooFailure(Trouble.NO_DATA, f"it has none from {start} on")
            del kept[name]
    if failures:
        in_order = {given[name]: failures[name] for name in names if name in failures}
        keeps = cache is not None and cache.writable and not refresh
        stored = len(kept) if keeps and not any(one.trouble for one in kept.values()) else 0
        raise DataError(failure_sentence(in_order, stored))
    histories = {given[name]: kept[name].history for name in names}
    earlier = {given[name]: one.trouble for name, one in kept.items() if one.trouble}
    current = {name: one for name, one in histories.items() if name not in earlier}
    findings = [
        *of_earlier_days(earlier, histories),
        *ended(current, now),
        *unfinished(current, now),
        *clocks(current),
        *unadjusted(histories),
        *currencies(histories),
        *(() if cache is None else cache.findings),
    ]
    return LoadedPrices(
        _frame(histories, start),
        PriceSource(
            "yahoo",
            f"Yahoo Finance (from {origin} instead)" if origin else "Yahoo Finance",
            retrieved=f"{min(one.fetched for one in histories.values()):%Y-%m-%dT%H:%M:%SZ}",
            readings=tuple(_reading(given[name], kept[name], start) for name in names),
            findings=tuple(findings),
        ),
    )


def _checked(symbols: Sequence[str]) -> dict[str, str]:
    """Return by each symbol as Yahoo writes it how it was given; refuse what cannot be one."""
    if not symbols:
        raise DataError("No symbol is named; name at least one, such as SPY.")
    for symbol in symbols:
        if not _SYMBOL.fullmatch(symbol) or ".." in symbol:
            raise DataError(
                f"{quoted(symbol)} is no symbol of Yahoo Finance, which are up to 32 letters, "
                "digits and marks of . ^ = - _ &; correct it or leave it out."
            )
        if _ISIN.fullmatch(symbol.upper()):
            raise DataError(
                f"{quoted(symbol)} is an ISIN; name the symbol that Yahoo Finance has for it."
            )
    given: dict[str, str] = {}
    for symbol in symbols:
        other = given.setdefault(symbol.upper(), symbol)
        if other != symbol:
            raise DataError(f"{other} and {symbol} are one symbol of Yahoo Finance; keep one.")
    return given


def _origin(base_url: str | None) -> str:
    """Return the address of a server on this computer that stands in for Yahoo, "" for none.

    Any other is refused: prices of strangers must not pass for Yahoo's.
    """
    url = os.environ.get(URL_VARIABLE, "") if base_url is None else base_url
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
        port = parts.port
    except ValueError:
        local, port = False, None
    if not local or parts.scheme != "http" or port is None or parts.path.strip("/"):
        raise DataError(
            f"{URL_VARIABLE} is {quoted(url)}, but may only name a server on this computer, "
            "such as http://127.0.0.1:8080; correct or unset it."
        )
    return f"http://{parts.netloc}"


def _is_of_today(history: History, now: dt.datetime) -> bool:
    """Whether it was fetched on the user's present day, and not by a clock that went ahead."""
    return history.fetched <= now and history.fetched.astimezone(now.tzinfo).date() == now.date()


def _fetch(
    asked: dict[str, dt.date],
    kept: dict[str, _Kept],
    old: dict[str, History],
    now: dt.datetime,
    cache: PriceCache | None,
    progress: ProgressCallback | None,
    connection: tuple[str, tuple[float, float], Callable[[float], None]],
) -> dict[str, YahooFailure]:
    """Fetch each symbol from its day on into `kept` and the cache; return those that failed.

    An answer that contradicts the history in `old` has failed too.
    """
    # Imported here, for they bring curl with them, which the cache does without.
    from core.sources.yahoo_client import YahooClient
    from core.sources.yahoo_session import Stopped

    origin, timeouts, wait = connection
    failures: dict[str, YahooFailure] = {}
    fraction = 0.0

    def tell(stage: str) -> None:
        report(progress, stage, fraction)

    try:
        with YahooClient(origin, timeouts, tell, wait) as client:
            for number, (name, first) in enumerate(asked.items()):
                fraction = number / len(asked)
                stage = f"Fetching {name}, {number + 1} of {len(asked)}"
                tell(stage)
                try:
                    history = client.fetch(name, first, now, stage)
                    doubt = contradiction(history, old[name]) if name in old else None
                    if doubt is not None:
                        raise doubt
                except YahooFailure as failure:
                    failures[name] = (
                        nothing_left(failure, old[name], now) if name in old else failure
                    )
                    if failure.trouble in OF_THE_SERVER:
                        rest = [n for n in asked if n not in kept and n not in failures]
                        failures.update(dict.fromkeys(rest, failure))
                        break
                    continue
                kept[name] = _Kept(history, fetched_now=True)
                if cache is not None:
                    cache.store([history], partial(tell, stage))
    except Stopped as stopped:
        raise stopped.cause from None
    return failures


def _serve_old(
    failures: dict[str, YahooFailure],
    kept: dict[str, _Kept],
    old: dict[str, History],
    start: dt.date,
) -> None:
    """Move symbols from `failures` to `kept` whose earlier history will do, and may."""
    for name, failure in list(failures.items()):
        if failure.trouble in OF_THE_SYMBOL or name not in old or old[name].asked_from > start:
            continue
        kept[name] = _Kept(old[name], trouble=failure.trouble)
        del failures[name]


def _reading(name: str, one: _Kept, start: dt.date) -> Reading:
    history = one.history
    details = [f"{'fetched' if one.fetched_now else 'from the cache of'} {history.when}"]
    if history.currency and not history.is_yield:
        details.insert(0, f"in {history.currency}")
    if history.origin:
        details.append(f"from {history.origin} instead of Yahoo")
    return Reading(
        name=name,
        layout="daily bars",
        symbols=(name,),
        rows=int(np.count_nonzero(history.days >= np.datetime64(start, "D"))),
        column="Close" if history.is_yield else "Adj Close",
        details=tuple(details),
    )


def _frame(histories: dict[str, History], start: dt.date) -> pd.DataFrame:
    """Return days x symbols, the union of their days from `start` on, NaN where one has none."""
    days = np.unique(np.concatenate([history.days for history in histories.values()]))
    days = days[days >= np.datetime64(start, "D")]
    values = np.full((len(days), len(histories)), np.nan)
    for column, history in enumerate(histories.values()):
        used = history.days >= np.datetime64(start, "D")
        values[np.searchsorted(days, history.days[used]), column] = history.values[used]
    index = pd.DatetimeIndex(days, name="Date")
    return pd.DataFrame(values, index=index, columns=list(histories))
