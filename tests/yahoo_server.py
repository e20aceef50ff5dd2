"""A server on the loopback that speaks as Yahoo Finance does, for tests of everything that asks it.

Every test may ask for the fixture `yahoo`. The program is pointed to it by the environment
variable ``BALLAST_YAHOO_URL``, set to `YahooServer.url`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

import numpy as np
import pytest

NEW_YORK = "America/New_York"


@dataclass
class Listing:
    """One symbol as the server knows it.

    `closes` are plain closes (adjusted for splits, as Yahoo's are), one a day of `days`; None is
    a null row. The adjusted closes are made of them by the formula that Yahoo gives: before a
    dividend, every close is multiplied by 1 - dividend / close of the day before.
    """

    days: list[dt.date]
    closes: list[float | None]
    dividends: dict[dt.date, float] = field(default_factory=dict)
    splits: dict[dt.date, tuple[int, int]] = field(default_factory=dict)
    zone: str = NEW_YORK
    opens: dt.time = dt.time(9, 30)
    shuts: dt.time = dt.time(16, 0)
    session: dt.date | None = None  # of currentTradingPeriod; the last day where None
    currency: str = "USD"
    exchange: str = "PCX"
    kind: str = "ETF"
    traded: dt.datetime | None = None  # last of all; at the close of the last day where None
    live: float | None = None  # a second row of the last day, as while the exchange is open
    adjust: bool = True
    change: Callable[[dict], None] | None = None  # spoils the answer, which it is given

    @property
    def adjusted(self) -> list[float | None]:
        factor = 1.0
        result: list[float | None] = []
        for place in reversed(range(len(self.days))):
            close = self.closes[place]
            result.append(None if close is None else close * (factor if self.adjust else 1.0))
            dividend = self.dividends.get(self.days[place])
            if dividend is not None and place > 0:
                before = next(c for c in reversed(self.closes[:place]) if c is not None)
                factor *= 1.0 - dividend / before
        return result[::-1]

    def second(self, day: dt.date, time: dt.time | None = None) -> int:
        moment = dt.datetime.combine(day, time or self.opens, ZoneInfo(self.zone))
        return int(moment.timestamp())


def walk(symbol: str, count: int, last: dt.date = dt.date(2024, 6, 13)) -> Listing:
    """Return `count` weekdays up to `last` of a random walk always the same for a symbol."""
    days: list[dt.date] = []
    day = last
    while len(days) < count:
        if day.weekday() < 5:
            days.append(day)
        day -= dt.timedelta(days=1)
    days.reverse()
    rng = np.random.default_rng(sum(map(ord, symbol)))
    closes = np.round(100.0 * np.exp(np.cumsum(0.01 * rng.standard_normal(count))), 2)
    dividends = {day: 0.5 for day in days[40::63]}
    return Listing(days, closes.tolist(), dividends)


Fault = Callable[["Handler"], bool]
"""Answers a request itself and returns True, or leaves it to the server."""


class YahooServer:
    """The server; `listings` is what it knows, `faults` what it does wrong, `paths` what it saw."""

    def __init__(self) -> None:
        self.listings: dict[str, Listing] = {}
        self.paths: list[str] = []
        self.raw: list[str] = []  # as they came, with their queries
        self.queries: list[dict[str, str]] = []
        self.faults: list[Fault] = []
        self.clock: dt.datetime | None = None  # what it says the time is, if it does
        self.connections: set[socket.socket] = set()
        self.asked = threading.Event()  # somebody waits for an answer that does not come
        self.go_on = threading.Event()  # ends all stalls
        self._httpd = _Server(("127.0.0.1", 0), Handler)
        self._httpd.yahoo = self
        self._thread = threading.Thread(target=self._httpd.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._httpd.server_address[1]}"

    @property
    def charts(self) -> list[str]:
        """The symbols whose prices were asked for, in order."""
        return [path.rpartition("/")[2] for path in self.paths if "/chart/" in path]

    @property
    def requests(self) -> Counter[str]:
        return Counter(self.paths)

    def add(self, *symbols: str, count: int = 300) -> None:
        for symbol in symbols:
            self.listings[symbol] = walk(symbol, count)

    def stop(self) -> None:
        if self._thread.is_alive():
            self.go_on.set()
            self._httpd.shutdown()
            self._thread.join()
            for connection in list(self.connections):  # kept open by those who were stopped
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._httpd.server_close()  # joins the threads of its connections

    # What can go wrong; each is put into `faults`.

    def fail(
        self,
        status: int,
        body: bytes = b"",
        times: int | None = None,
        symbol: str | None = None,
        headers: dict[str, str] | None = None,
        length: int | None = None,
    ) -> None:
        """Answer charts (of one symbol) with this, so many times or always."""

        def fault(handler: Handler) -> bool:
            handler.answer(status, body, headers or {}, length)
            return True

        self._add(fault, times, symbol)

    def stall(self, symbol: str | None = None, drip: bool = False) -> None:
        """Accept the question, and send nothing, or a byte now and then, until told to go on."""

        def fault(handler: Handler) -> bool:
            if drip:
                handler.answer(200, b"{", {}, 100_000)
            self.asked.set()
            while not self.go_on.wait(0.05):
                if drip:
                    try:
                        handler.wfile.write(b" ")
                    except OSError:
                        break
            handler.close_connection = True
            return True

        self._add(fault, None, symbol)

    def reset(self, times: int | None = None) -> None:
        """Cut the connection with a reset."""

        def fault(handler: Handler) -> bool:
            linger = struct.pack("ii", 1, 0)
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            handler.close_connection = True
            handler.cut = True
            return True

        self._add(fault, times, None)

    def _add(self, fault: Fault, times: int | None, symbol: str | None) -> None:
        left = [times]

        def chosen(handler: Handler) -> bool:
            if "/chart/" not in handler.path:
                return False
            if symbol is not None and handler.symbol != symbol:
                return False
            if left[0] is not None:
                if left[0] == 0:
                    return False
                left[0] -= 1
            return fault(handler)

        self.faults.append(chosen)

    def chart(self, symbol: str, query: dict[str, str]) -> tuple[int, dict]:
        """Return status and body of the answer about a symbol."""
        listing = self.listings.get(symbol)
        if listing is None:
            return 404, _error("Not Found", "No data found, symbol may be delisted")
        first, last = int(query.get("period1", -(2**60))), int(query.get("period2", 2**60))
        if first > listing.second(listing.days[-1], dt.time(23, 59)):
            told = f"Data doesn't exist for startDate = {first}, endDate = {last}"
            return 400, _error("Bad Request", told)
        rows = [
            place for place, day in enumerate(listing.days) if first <= listing.second(day) < last
        ]
        stamps = [listing.second(listing.days[place]) for place in rows]
        closes = [listing.closes[place] for place in rows]
        every = listing.adjusted
        adjusted = [every[place] for place in rows]
        if listing.live is not None:
            stamps.append(listing.second(listing.days[-1], dt.time(12, 1)))
            closes.append(listing.live)
            adjusted.append(listing.live)
        session = listing.session or listing.days[-1]
        period = {
            "timezone": "EST",
            "gmtoffset": -18000,
            "start": listing.second(session, listing.opens),
            "end": listing.second(session, listing.shuts),
        }
        events: dict[str, dict] = {}
        inside = {listing.days[place] for place in rows}
        dividends = {day: much for day, much in listing.dividends.items() if day in inside}
        if dividends:
            events["dividends"] = {
                str(listing.second(day)): {"amount": much, "date": listing.second(day)}
                for day, much in dividends.items()
            }
        splits = {day: ratio for day, ratio in listing.splits.items() if day in inside}
        if splits:
            events["splits"] = {
                str(listing.second(day)): {
                    "date": listing.second(day),
                    "numerator": to,
                    "denominator": of,
                    "splitRatio": f"{to}:{of}",
                }
                for day, (to, of) in splits.items()
            }
        quote = {name: closes for name in ("open", "high", "low", "close")}
        quote["volume"] = [None if close is None else 1000 for close in closes]
        result: dict = {
            "meta": {
                "currency": listing.currency,
                "symbol": symbol,
                "exchangeName": listing.exchange,
                "instrumentType": listing.kind,
                "firstTradeDate": listing.second(listing.days[0]),
                "regularMarketTime": (
                    int(listing.traded.timestamp())
                    if listing.traded
                    else listing.second(listing.days[-1], listing.shuts)
                ),
                "gmtoffset": -18000,
                "timezone": "EST",
                "exchangeTimezoneName": listing.zone,
                "regularMarketPrice": listing.closes[-1],
                "priceHint": 2,
                "currentTradingPeriod": {"pre": period, "regular": period, "post": period},
                "dataGranularity": query.get("interval", "1d"),
                "range": "",
                "validRanges": ["1d", "5d", "1mo", "1y", "max"],
            },
            "timestamp": stamps,
            "events": events,
            "indicators": {"quote": [quote], "adjclose": [{"adjclose": adjusted}]},
        }
        if not stamps:
            del result["timestamp"]
            result["indicators"] = {"quote": [{}], "adjclose": [{}]}
        # The three periods are objects of their own, as they are after a journey.
        answer: dict = json.loads(json.dumps({"chart": {"result": [result], "error": None}}))
        if listing.change:
            listing.change(answer)
        return 200, answer


def _error(code: str, description: str) -> dict:
    return {"chart": {"result": None, "error": {"code": code, "description": description}}}


class _Server(ThreadingHTTPServer):
    yahoo: YahooServer
    daemon_threads = False
    block_on_close = True

    def handle_error(self, request: object, address: object) -> None:
        """Clients that go away are nothing to print."""


class Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 10.0
    disable_nagle_algorithm = True  # else every answer takes 40 ms
    cut = False

    @property
    def symbol(self) -> str:
        return unquote(urlsplit(self.path).path.rpartition("/")[2])

    def do_GET(self) -> None:
        yahoo = self.server.yahoo
        path = unquote(urlsplit(self.path).path)
        query = {key: found[0] for key, found in parse_qs(urlsplit(self.path).query).items()}
        yahoo.paths.append(path)
        yahoo.raw.append(self.path)
        if any(fault(self) for fault in list(yahoo.faults)):
            return
        if path.endswith("/v1/test/getcrumb"):
            self.answer(200, b"crumb.of.test", {"Content-Type": "text/plain"})
        elif "/v8/finance/chart/" in path:
            yahoo.queries.append(query)
            status, body = yahoo.chart(self.symbol, query)
            self.answer(status, json.dumps(body).encode())
        else:  # fc.yahoo.com answers 404, and gives its cookie all the same
            self.answer(404, b"", {"Set-Cookie": "A3=d=test; Path=/"})

    def answer(
        self,
        status: int,
        body: bytes,
        headers: dict[str, str] | None = None,
        length: int | None = None,
    ) -> None:
        self.send_response_only(status)
        if self.server.yahoo.clock is not None:
            clock = self.server.yahoo.clock.astimezone(dt.UTC)
            self.send_header("Date", format_datetime(clock, usegmt=True))
        for name, value in ({"Content-Type": "application/json"} | (headers or {})).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        if length is not None:
            self.close_connection = True

    def setup(self) -> None:
        super().setup()
        self.server.yahoo.connections.add(self.connection)

    def finish(self) -> None:
        self.server.yahoo.connections.discard(self.connection)
        if not self.cut:
            super().finish()

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def yahoo() -> Iterator[YahooServer]:
    """A server that knows nothing yet; no thread of it, and none that asks it, is left behind."""
    server = YahooServer()
    try:
        yield server
    finally:
        server.stop()
        for thread in threading.enumerate():
            if thread.name == "yahoo-request":
                thread.join(15)
                assert not thread.is_alive()
