"""From the frame that Yahoo's client returns, of whatever shape, to a symbol's finished days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from core.errors import quoted, shown
from core.parameters import CASH_SERIES
from core.sources.yahoo_failures import Trouble, YahooFailure, nonsense
from core.sources.yahoo_history import FEED_DELAY, Days
from core.units import Floats

LOWEST, HIGHEST = 1e-9, 1e12
"""Bounds of a price: coins cost little, and funds that joined their shares ten times once much."""

AT_CLOSE = dt.timedelta(minutes=1)
"""How long before the end of the session its last trade may be, as that of an index is."""

LATE_BEGIN = dt.timedelta(days=100)
"""How long after its first trade a symbol's history may begin; more is missing."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Meta:
    """What an answer says of itself.

    Attributes
    ----------
    zone
        The exchange's time zone.
    close
        When the session that the answer calls the current one ends, None where it does not say.
    first_trade, last_trade
        When the symbol was traded first, and last before the answer; None where it does not say.
    """

    zone: ZoneInfo
    exchange: str
    currency: str
    close: dt.datetime | None
    first_trade: dt.datetime | None
    last_trade: dt.datetime | None


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The days of a symbol that can be told for good, and those that cannot yet.

    Attributes
    ----------
    days, adjusted, close
        As in `History`; shape (T,), where T may be 0.
    dividends, splits
        How many of the days after the first had one.
    unfinished
        Days that were left out.
    counts_from
        When the close of the session that the answer calls the current one is final, None where
        it does not say.
    """

    days: Days
    adjusted: Floats
    close: Floats
    dividends: int
    splits: int
    unfinished: tuple[dt.date, ...]
    counts_from: dt.datetime | None


def meta_of(symbol: str, meta: Mapping[str, object]) -> Meta:
    """Return what an answer says of itself, checked to be about what was asked.

    Raises
    ------
    YahooFailure
        Where it is about another symbol or another interval, or its time zone is unknown.
    """
    answered = meta.get("symbol")
    if isinstance(answered, str) and answered.upper() != symbol:
        raise nonsense(f"it is about {quoted(answered)}")
    interval = meta.get("dataGranularity")
    if isinstance(interval, str) and interval != "1d":
        raise nonsense(f"it has bars of {quoted(interval)}, not of days")
    zone = str(meta.get("exchangeTimezoneName") or "")
    try:
        known = ZoneInfo(zone)
    except (KeyError, OSError, ValueError):  # no such zone, or no name a zone can have
        raise nonsense(f"its time zone is {quoted(zone)}") from None
    period: object = meta.get("currentTradingPeriod")
    for key in ("regular", "end"):
        period = period.get(key) if isinstance(period, Mapping) else None
    return Meta(
        zone=known,
        exchange=_word(meta.get("exchangeName")),
        currency=_word(meta.get("currency")),
        close=moment(period),
        first_trade=moment(meta.get("firstTradeDate")),
        last_trade=moment(meta.get("regularMarketTime")),
    )


def _word(value: object) -> str:
    """Return what goes onto screens and into files: a short name, or "" for anything else."""
    return shown(value, 12) if isinstance(value, str) else ""


def moment(value: object) -> dt.datetime | None:
    """Return a point in time that is given in seconds or as a stamp with a zone, in UTC."""
    try:
        if isinstance(value, dt.datetime) and value.tzinfo is not None:
            return value.astimezone(dt.UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _EPOCH + dt.timedelta(seconds=value)  # which knows days before 1970 everywhere
    except (ValueError, OverflowError):
        pass
    return None


def read_answer(
    symbol: str,
    frame: pd.DataFrame,
    meta: Meta,
    start: dt.date,
    now: dt.datetime,
    sure: bool = False,
) -> Answer:
    """Return the days of `frame` from `start` on.

    Columns may be flat or of two levels, the index with or without a time zone, unsorted, and
    the last day may stand twice (a live price beside the bar): the later row counts. Days
    without a price are left out. A bar of today, on the exchange's calendar, counts from half an
    hour after the close; where the symbol was not traded at the close, from the next day on, for
    then the prices may be late.

    Parameters
    ----------
    sure
        Whether another clock agrees with `now`. Without one, a session is over only if the symbol
        has been traded after it, whatever `now` is.

    Raises
    ------
    YahooFailure
        Where prices are no numbers that prices can be, a day stands twice with different ones, or
        the first years are missing.
    """
    close = _column(symbol, frame, "Close")
    if close is None:
        raise nonsense("it has no closes")
    adjusted = _column(symbol, frame, "Adj Close")
    adjusted = close if adjusted is None else adjusted
    days = _days(frame, meta.zone)
    dividends = _column(symbol, frame, "Dividends")
    splits = _column(symbol, frame, "Stock Splits")

    order = np.argsort(days, kind="stable")
    order = order[~(np.isnan(close[order]) | np.isnan(adjusted[order]))]
    order = order[days[order] >= np.datetime64(start, "D")]
    order = order[_once(days[order], adjusted[order])]
    days, close, adjusted = days[order], close[order], adjusted[order]

    today = now.astimezone(meta.zone).date()
    finished = days < np.datetime64(today, "D")
    if meta.close is not None:
        session = meta.close.astimezone(meta.zone).date()
        of_it = days == np.datetime64(session, "D")
        needed = meta.close - AT_CLOSE if sure else meta.close
        traded = meta.last_trade is None or meta.last_trade >= needed
        if now < meta.close + FEED_DELAY or not (sure or traded):
            finished &= ~of_it
        elif traded:
            finished |= of_it
    unfinished = tuple(day.astype(object) for day in days[~finished])
    rows = order[finished]
    days, close, adjusted = days[finished], close[finished], adjusted[finished]
    for values in (close, adjusted):
        _check(symbol, days, values)
    _check_begin(days, meta, start)
    return Answer(
        days=days,
        adjusted=adjusted,
        close=close,
        dividends=_events(dividends, rows),
        splits=_events(splits, rows),
        unfinished=unfinished,
        counts_from=None if meta.close is None else meta.close + FEED_DELAY,
    )


def _column(symbol: str, frame: pd.DataFrame, name: str) -> Floats | None:
    """Return a column as doubles, NaN where it is empty; None where there is no such column."""
    labels = [label if isinstance(label, tuple) else (label,) for label in frame.columns]
    found = [
        place
        for place, label in enumerate(labels)
        if name in label and all(str(part).upper() in (name.upper(), symbol, "") for part in label)
    ]
    if not found:
        return None
    if len(found) > 1:
        raise nonsense(f"it has {name} more than once")
    cells = frame.iloc[:, found[0]]
    try:
        return np.array(pd.to_numeric(cells), dtype=np.float64)
    except (ValueError, TypeError):
        raise nonsense(f"its {name} are not all numbers") from None


def _days(frame: pd.DataFrame, zone: ZoneInfo) -> Days:
    """Return the exchange's calendar days of an index of stamps."""
    stamps = frame.index
    if not isinstance(stamps, pd.DatetimeIndex) or stamps.hasnans:
        raise nonsense("its rows are not all dated")
    if stamps.tz is not None:
        clock = stamps.tz_localize(None)
        if (clock != clock.normalize()).any():  # points in time, rather than days
            stamps = stamps.tz_convert(zone)
        stamps = stamps.tz_localize(None)
    return stamps.to_numpy().astype("datetime64[D]")


def _once(days: Days, values: Floats) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the rows to keep of sorted `days`, so that each day stands once."""
    last = np.append(days[1:] != days[:-1], True) if len(days) else np.empty(0, dtype=bool)
    for row in np.flatnonzero(~last):
        if days[row] != days[-1] and values[row] != values[row + 1]:
            raise nonsense(f"{days[row]} stands in it twice, with different prices")
    return np.flatnonzero(last)


def _check(symbol: str, days: Days, values: Floats) -> None:
    wrong = ~np.isfinite(values)
    if symbol != CASH_SERIES:
        wrong |= (values < LOWEST) | (values > HIGHEST)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise nonsense(f"its price of {days[row]} is {values[row]:g}")


def _check_begin(days: Days, meta: Meta, start: dt.date) -> None:
    if not len(days) or meta.first_trade is None:
        return
    traded = meta.first_trade.astimezone(meta.zone).date()
    begin = days[0].astype(object)
    if begin - max(start, traded) > LATE_BEGIN:
        near = begin - LATE_BEGIN
        raise nonsense(
            f"it begins on {begin}, but is traded since {traded}; from {near} on it would do"
        )


def _events(column: Floats | None, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> int:
    """Count the days after the first that had a dividend or split."""
    if column is None:
        return 0
    values = column[rows[1:]]
    return int(np.count_nonzero(~np.isnan(values) & (values != 0.0)))


def no_days(start: dt.date, unfinished: dt.date | None = None) -> YahooFailure:
    """Return the failure of an answer without a finished day, but perhaps with one that is not."""
    if unfinished is not None:
        told = f"its only price from {start} on is that of {unfinished}, which is not final yet"
        return YahooFailure(Trouble.NOT_YET, told)
    return YahooFailure(Trouble.NO_DATA, f"it has none from {start} on")
