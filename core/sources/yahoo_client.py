"""One symbol from Yahoo Finance through yfinance: asked for, asked again, and understood."""

from __future__ import annotations

import datetime as dt
import logging
import time
import warnings
from collections.abc import Callable
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING

from core.sources.yahoo_answer import meta_of, moment, no_days, read_answer
from core.sources.yahoo_failures import Trouble, YahooFailure, nonsense
from core.sources.yahoo_history import History
from core.sources.yahoo_session import YahooSession, in_background

if TYPE_CHECKING:
    import pandas as pd

PAUSES = {
    Trouble.RATE_LIMIT: (2.0, 4.0, 8.0, 16.0),
    Trouble.DOWN: (1.0, 2.0),
    Trouble.BROKEN: (0.5, 1.0),
}
"""Seconds to wait before each further try; other failures are not tried again."""

LONGEST_PAUSE = 60.0
WAIT_SLICE = 0.1
EARLIEST = dt.date(1900, 1, 2)
CLOCKS_AGREE = dt.timedelta(hours=1)


class YahooClient:
    """A connection to Yahoo Finance for a few symbols, to be used in one thread.

    Parameters
    ----------
    base_url
        A server on this computer that stands in for Yahoo, "" for Yahoo itself.
    timeouts
        Seconds until a connection stands, and until an answer is there.
    tell
        Called at least ten times a second with what goes on; what it raises stops the work.
    wait
        Sleeps for as many seconds as it is given, a tenth at most.
    """

    def __init__(
        self,
        base_url: str,
        timeouts: tuple[float, float],
        tell: Callable[[str], None],
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._origin = base_url
        self._tell = tell
        self._wait = wait
        self._stage = "Connecting to Yahoo Finance"
        self._begun = time.monotonic()  # when the present that is told to `fetch` was
        # Importing takes a second, during which it can be stopped too.
        self._yfinance = in_background(_yfinance, self._tick)
        self._session = YahooSession(base_url, timeouts, self._tick)

    def __enter__(self) -> YahooClient:
        _forget_client()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _forget_client()
        if not self._session.abandoned:
            self._session.close()

    def _tick(self) -> None:
        self._tell(self._stage)

    def fetch(self, symbol: str, start: dt.date, now: dt.datetime, stage: str) -> History:
        """Return the finished days of `symbol` from `start` on, asking again where that may help.

        Raises
        ------
        YahooFailure
            Where it cannot be had.
        Stopped
            Where `tell` raised.
        """
        tries: dict[Trouble, int] = {}
        while True:
            self._stage = stage
            try:
                return self._fetched(symbol, start, now)
            except YahooFailure as failure:
                tried = tries.get(failure.trouble, 0)
                pauses = PAUSES.get(failure.trouble, ())
                asked = failure.retry_after or 0.0
                if tried >= len(pauses) or asked > LONGEST_PAUSE:
                    raise
                tries[failure.trouble] = tried + 1
                self._pause(failure.trouble, max(pauses[tried], asked))

    def _pause(self, trouble: Trouble, seconds: float) -> None:
        slices = max(1, round(seconds / WAIT_SLICE))
        for done in range(slices):
            left = f"trying again in {round(seconds * (slices - done) / slices + 0.4):d} s"
            if trouble is Trouble.RATE_LIMIT:
                self._stage = f"Yahoo asks to wait; {left}"
            else:
                self._stage = f"{trouble.value}; {left}"
            self._tick()
            self._wait(seconds / slices)

    def _fetched(self, symbol: str, start: dt.date, now: dt.datetime) -> History:
        ticker = self._yfinance.Ticker(symbol, session=self._session)
        # The zone serves only to find the second from which to ask, so a day more will do as well,
        # and one request of two is spared.
        ticker._tz = "UTC"
        asked = max(start, EARLIEST) - dt.timedelta(days=1)
        if asked == dt.date(1970, 1, 1):  # second 0, which yfinance takes for no start at all
            asked -= dt.timedelta(days=1)
        try:
            frame: pd.DataFrame = ticker.history(
                start=asked, interval="1d", auto_adjust=False, back_adjust=False, actions=True
            )
        except YahooFailure as failure:
            if failure.trouble is Trouble.NO_DATA:
                raise no_days(start) from None
            raise
        except Exception as error:  # whatever yfinance meets in an answer it did not expect
            if type(error).__name__ == "YFPricesMissingError":
                last = moment(ticker.history_metadata.get("regularMarketTime"))
                if last is not None and last.date() < start:
                    raise no_days(start) from None
                raise nonsense("it has no prices, and gives no reason") from None
            raise nonsense("it is not built as such answers are") from None
        raw = ticker.history_metadata
        keys = (
            *("symbol", "dataGranularity", "exchangeTimezoneName", "currentTradingPeriod"),
            *("exchangeName", "currency", "firstTradeDate", "regularMarketTime"),
        )
        meta = meta_of(symbol, {key: raw.get(key) for key in keys})
        told = self._session.told
        present = now + dt.timedelta(seconds=time.monotonic() - self._begun)
        ahead = dt.timedelta() if told is None else present - told
        agree = abs(ahead) <= CLOCKS_AGREE
        # A clock that is ahead would make today's bar a close; one that is behind makes none.
        present = now if told is None else min(present, told)
        answer = read_answer(symbol, frame, meta, start, present, told is not None and agree)
        if not len(answer.days):
            raise no_days(start, answer.unfinished[-1] if answer.unfinished else None)
        return History(
            symbol=symbol,
            days=answer.days,
            adjusted=answer.adjusted,
            close=answer.close,
            dividends=answer.dividends,
            splits=answer.splits,
            zone=meta.zone.key,
            exchange=meta.exchange,
            currency=meta.currency,
            asked_from=start,
            fetched=now.astimezone(dt.UTC).replace(microsecond=0),
            client=f"yfinance {self._yfinance.__version__}",
            unfinished=answer.unfinished[-1] if answer.unfinished else None,
            counts_from=answer.counts_from,
            ahead=0 if agree else round(ahead.total_seconds()),
            origin=self._origin,
        )


def _yfinance() -> ModuleType:
    """Import yfinance, and have it raise what goes wrong, print nothing and leave no files."""
    import yfinance
    from yfinance import cache

    warnings.filterwarnings("ignore", category=DeprecationWarning, module="yfinance")
    for name in ("yfinance", "bs4"):  # the latter reads pages that ask for consent
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())  # else warnings go to the terminal
    yfinance.config.debug.hide_exceptions = False
    yfinance.config.network.retries = 0
    # Its own caches would be files that can be damaged, and hold no more than a cookie.
    cache._CookieCacheManager._Cookie_cache = cache._CookieCacheDummy()
    cache._TzCacheManager._tz_cache = cache._TzCacheDummy()
    cache._ISINCacheManager._isin_cache = cache._ISINCacheDummy()
    client: ModuleType = yfinance
    return client


def _forget_client() -> None:
    """Drop what yfinance keeps for the whole process: session, cookie, crumb and their lock."""
    from yfinance.data import SingletonMeta, YfData

    SingletonMeta._instances.pop(YfData, None)
