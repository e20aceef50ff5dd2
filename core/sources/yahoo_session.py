"""The connection that Yahoo's client speaks through: stoppable, never hanging, its answers judged.

yfinance is given this session. Answers that cannot be prices are told apart here, where status
and headers are still known, and leave yfinance as a `YahooFailure`.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from itertools import pairwise
from json import loads
from typing import TypeVar
from urllib.parse import quote, urlsplit, urlunsplit

from curl_cffi import CurlECode, CurlOpt
from curl_cffi.requests import Response, Session
from curl_cffi.requests import exceptions as curl

from core.sources.yahoo_failures import Trouble, YahooFailure, nonsense

T = TypeVar("T")

POLL_SECONDS = 0.05
CHART = "/v8/finance/chart/"
COOKIE = "https://fc.yahoo.com"
HELPER_TIMEOUT = (5.0, 5.0)  # a cookie, which prices are to be had without

_BROKEN_OFF = {
    CurlECode.GOT_NOTHING,
    CurlECode.RECV_ERROR,
    CurlECode.SEND_ERROR,
    CurlECode.PARTIAL_FILE,
    CurlECode.HTTP2,
    CurlECode.HTTP2_STREAM,
}


class Stopped(BaseException):
    """Carries what the progress callback raised past every ``except Exception`` of yfinance."""

    def __init__(self, cause: Exception) -> None:
        super().__init__()
        self.cause = cause


def in_background(work: Callable[[], T], tick: Callable[[], None]) -> T:
    """Return `work()`, done in a thread, while `tick` is called 20 times a second.

    Raises
    ------
    Stopped
        Where `tick` raises; the thread is left to its own time limit, and keeps no process alive.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # raised again where it was asked for
            errors.append(error)

    thread = threading.Thread(target=run, name="yahoo-request", daemon=True)
    thread.start()
    while thread.is_alive():
        try:
            tick()
        except Exception as error:
            raise Stopped(error) from None
        thread.join(POLL_SECONDS)
    if errors:
        raise errors[0]
    return results[0]


class YahooSession(Session[Response]):
    """A session of curl with time limits, which can be stopped while it waits.

    Parameters
    ----------
    base_url
        Where requests go instead of to Yahoo, "" for Yahoo itself.
    timeouts
        Seconds until a connection stands, and until the whole answer is there.
    tick
        Called 20 times a second while an answer is waited for; what it raises stops the waiting.

    Attributes
    ----------
    abandoned
        Whether a thread still uses the connection, which may not be closed then.
    told
        What time it was by the server's clock when it last answered about prices, None where it
        did not say.
    """

    def __init__(
        self, base_url: str, timeouts: tuple[float, float], tick: Callable[[], None]
    ) -> None:
        # One handle, though threads take turns with it: connections are used again.
        super().__init__(
            impersonate="chrome",
            use_thread_local_curl=False,
            curl_options={CurlOpt.NOPROXY: "*"} if base_url else None,
        )
        self._base_url = base_url
        self._timeouts = timeouts
        self._tick = tick
        self._unauthorized = False
        self._cookie_answer: Response | None = None
        self.abandoned = False
        self.told: dt.datetime | None = None

    def request(  # type: ignore[override]
        self,
        method: str,
        url: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, str] | None = None,
        json: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = True,
    ) -> Response:
        """Send a request as yfinance asks for it, but with our own limits of time.

        Raises
        ------
        YahooFailure
            Where prices were asked for and something else came.
        Stopped
            Where `tick` raised.
        """
        if url == COOKIE and self._cookie_answer is not None:
            return self._cookie_answer  # yfinance asks for it before every other request
        is_chart = CHART in urlsplit(url).path
        connect, total = self._timeouts
        if not is_chart:
            connect, total = min(connect, HELPER_TIMEOUT[0]), min(total, sum(HELPER_TIMEOUT))
        place = self._place(url)
        send = super().request

        def work() -> Response:
            return send(
                method,  # type: ignore[arg-type]
                place,
                params=None if params is None else dict(params),
                data=None if data is None else dict(data),
                json=None if json is None else dict(json),
                headers=None if headers is None else dict(headers),
                timeout=(connect, max(total - connect, 0.001)),
                allow_redirects=allow_redirects,
            )

        self.abandoned = True  # so it stays where the waiting ends before the thread does
        try:
            response = in_background(work, self._tick)
            self.abandoned = False
        except curl.RequestException as error:
            self.abandoned = False
            if is_chart:
                raise connection_failure(error, total) from None
            raise
        if url == COOKIE:
            self._cookie_answer = response
        if is_chart and not _is_consent(response):
            self.told = _date(response)
            self._judge(response)
        return response

    def _place(self, url: str) -> str:
        """Return where a request goes; whatever its letters, a symbol stays a step of the path."""
        parts = urlsplit(url)
        base = urlsplit(self._base_url) if self._base_url else parts
        before, chart, symbol = parts.path.partition(CHART)
        path = f"{before}{chart}{quote(symbol, safe='')}"
        return urlunsplit((base.scheme, base.netloc, path, parts.query, ""))

    def _judge(self, response: Response) -> None:
        """Let pass what yfinance can read; raise the failure that anything else is."""
        status = response.status_code
        text = response.text
        if status == 429 or text.startswith("Too Many Requests"):
            raise YahooFailure(
                Trouble.RATE_LIMIT,
                "it takes no more requests for a while (HTTP 429)",
                _retry_after(response),
            )
        if status >= 500 or "Will be right back" in text:
            told = f"HTTP {status}" if status >= 500 else "it says that it will be right back"
            raise YahooFailure(Trouble.DOWN, f"it is out of order ({told})")
        if status in (401, 403):
            if not self._unauthorized:
                self._unauthorized = True
                return  # yfinance has a second way to be let in
            raise nonsense(f"it refuses the request, HTTP {status}")
        if text.lstrip().startswith("<"):
            asks = "a web page that asks for consent" if "consent" in text.lower() else "a web page"
            raise nonsense(f"{asks} instead of prices")
        try:
            answer: object = loads(text)
        except ValueError:
            raise YahooFailure(Trouble.BROKEN, "its answer broke off or is damaged") from None
        told = _error_told(answer)
        if status == 404 and told:
            raise YahooFailure(Trouble.UNKNOWN, "it knows no such symbol")
        if told.startswith("Data doesn't exist"):
            raise YahooFailure(Trouble.NO_DATA, "it has none of these days")
        if told or status >= 400:
            raise nonsense(told or f"HTTP {status}")
        if not _is_in_order(answer):
            raise nonsense("its days are not in order, or stand in it twice")
        if not _is_of_numbers(answer):
            raise nonsense("its prices and their times are not all numbers")


def _is_consent(response: Response) -> bool:
    """Whether the answer is the page that yfinance knows how to consent on."""
    return (urlsplit(response.url).hostname or "").endswith("consent.yahoo.com")


def _error_told(answer: object) -> str:
    """Return the error that Yahoo describes in its answer, "" where there is none."""
    for key in ("chart", "error"):
        answer = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(answer, dict):
        return "" if answer is None else str(answer)
    return str(answer.get("description") or answer.get("code") or "an error without a description")


def _is_in_order(answer: object) -> bool:
    """Whether bars are half a day apart at least, but for a live price after the last of them.

    Looked at here, because yfinance sorts rows and drops those of a day that stands twice.
    """
    try:
        stamps = answer["chart"]["result"][0]["timestamp"]  # type: ignore[index]
        steps = [later - earlier for earlier, later in pairwise(stamps)]
        return all(step > 0 for step in steps) and all(step > 43_200 for step in steps[:-1])
    except (TypeError, KeyError, IndexError):
        return True  # no stamps that could be out of order; yfinance says what is missing


def _is_of_numbers(answer: object) -> bool:
    """Whether prices and stamps are lists of numbers and gaps.

    Looked at here, because pandas reads true as 1, and a single number as the price of every day.
    """
    try:
        result = answer["chart"]["result"][0]  # type: ignore[index]
        quote = result["indicators"]["quote"][0]
        columns = [quote.get("close", []), result["timestamp"]]
        for rows in result["indicators"].get("adjclose") or ():
            columns += rows.values()
    except (TypeError, KeyError, IndexError, AttributeError):
        return True  # no prices that could be wrong; yfinance says what is missing
    numbers = {int, float, type(None)}
    return all(type(column) is list and {*map(type, column)} <= numbers for column in columns)


def _date(response: Response) -> dt.datetime | None:
    try:
        date = parsedate_to_datetime(response.headers.get("Date") or "")
    except ValueError:
        return None
    return None if date.tzinfo is None else date.astimezone(dt.UTC)


def _retry_after(response: Response) -> float | None:
    text = response.headers.get("Retry-After") or ""
    return float(text) if text.isascii() and text.isdigit() else None


def connection_failure(error: curl.RequestException, total: float) -> YahooFailure:
    """Return the failure that an error of curl means, `total` seconds having been allowed."""
    if isinstance(error, curl.Timeout):
        return YahooFailure(Trouble.TIMEOUT, f"it did not answer within {total:g} s")
    if isinstance(error, curl.TooManyRedirects):
        return nonsense("it redirects without end")
    if error.code in _BROKEN_OFF:
        return YahooFailure(Trouble.BROKEN, "the connection broke off")
    if isinstance(error, curl.DNSError):
        detail = "its address cannot be looked up"
    elif isinstance(error, curl.ProxyError):
        detail = "the proxy does not let it through"
    elif isinstance(error, curl.SSLError):
        detail = "the connection to it cannot be trusted"
    else:
        detail = "the connection is refused, or there is none"
    return YahooFailure(Trouble.NO_NETWORK, f"it cannot be reached ({detail})")
