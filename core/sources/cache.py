"""The cache of prices: whole histories in one SQLite file, which may be damaged but never wrong."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import numpy as np
import platformdirs

from core.errors import shown
from core.findings import Check, Finding, Severity
from core.sources.yahoo_history import History

APPLICATION_ID = 0x42414C4C  # "BALL"
VERSION = 1
BUSY_SECONDS, BUSY_SLICE = 3.0, 0.05
SET_ASIDE_KEPT = 3

_BESIDE = ("-journal", "-wal", "-shm")  # what SQLite keeps beside its file
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_NO_ROOM = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
_NOT_ALLOWED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}

_TABLE = """
CREATE TABLE IF NOT EXISTS histories (
    symbol TEXT NOT NULL, asked_from TEXT NOT NULL, fetched TEXT NOT NULL, client TEXT NOT NULL,
    origin TEXT NOT NULL, zone TEXT NOT NULL, exchange TEXT NOT NULL, currency TEXT NOT NULL,
    dividends INTEGER NOT NULL, splits INTEGER NOT NULL,
    unfinished TEXT NOT NULL, counts_from TEXT NOT NULL, ahead INTEGER NOT NULL,
    days BLOB NOT NULL, adjusted BLOB NOT NULL, close BLOB NOT NULL, sha256 BLOB NOT NULL,
    PRIMARY KEY (symbol, origin)
)"""
_COLUMNS = (
    "symbol, asked_from, fetched, client, origin, zone, exchange, currency, dividends, splits, "
    "unfinished, counts_from, ahead, days, adjusted, close, sha256"
)
_SELECT = f"SELECT {_COLUMNS} FROM histories WHERE symbol = ? AND origin = ?"
_REPLACE = f"INSERT OR REPLACE INTO histories ({_COLUMNS}) VALUES ({', '.join('?' * 17)})"

_Texts = tuple[str, str, str, str, str, str, str, str]
_Row = tuple[*_Texts, int, int, str, str, int, bytes, bytes, bytes, bytes]

T = TypeVar("T")


def default_cache_path() -> Path:
    """Return where the cache lies: in the user's folder for caches."""
    return platformdirs.user_cache_path("ballast", appauthor=False) / f"prices-{VERSION}.sqlite"


class _Damaged(Exception):
    """What was read cannot be what was written; the text says in a few words why."""


def _nothing() -> None:
    """Be told, and go on."""


class PriceCache:
    """Histories by symbol and server, each replaced as a whole.

    It is to be used in the thread that first reads it. Nothing that happens to the file stops the
    program: it goes on without the cache, or with a new one, and `findings` tells why. A history
    comes back exactly as it was stored, or not at all: every row carries a hash over all of it.

    Parameters
    ----------
    path
        The file; neither it nor its folder is made before something is stored.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None
        self._inode: tuple[int, int] | None = None
        self._readable = True
        self._writable = True
        self._findings: dict[str, Finding] = {}
        self._set_aside_times = 0

    def __enter__(self) -> PriceCache:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was wrong with the file so far, each told once."""
        return tuple(self._findings.values())

    @property
    def writable(self) -> bool:
        """Whether what was stored so far is kept, as far as is known."""
        return self._writable

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def load(
        self, symbol: str, origin: str = "", tick: Callable[[], None] = _nothing
    ) -> History | None:
        """Return the history of `symbol`, None where there is none that can be trusted.

        `origin` is the server it is from, "" for Yahoo itself. `tick` is called 20 times a second
        while another program holds the file.
        """

        def work() -> History | None:
            connection = self._opened()
            if connection is None or _is_empty(connection):
                return None
            row = connection.execute(_SELECT, (symbol, origin)).fetchone()
            return None if row is None else _history(symbol, row)

        if not self._readable:
            return None
        history, error = self._tried(work, tick)
        if error is not None:
            self._tell(error, writing=False)
        return history

    def store(self, histories: Iterable[History], tick: Callable[[], None] = _nothing) -> None:
        """Replace the histories of their symbols, all of them or none; `tick` as in `load`."""
        rows = [_row(history) for history in histories]
        if not rows:
            return

        def work() -> None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            connection = self._opened(create=True)
            assert connection is not None
            with _transaction(connection):
                if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                    connection.execute(f"PRAGMA user_version = {VERSION}")
                connection.execute(_TABLE)
                connection.executemany(_REPLACE, rows)

        for _ in range(2):  # once more where a damaged file had to be set aside
            if not self._writable:
                return
            _, error = self._tried(work, tick)
            if error is None:
                return
            self._tell(error, writing=True)

    def _tried(
        self, work: Callable[[], T], tick: Callable[[], None]
    ) -> tuple[T | None, Exception | None]:
        """Return what `work` returns, and the error it ends in.

        While another program holds the file, it is done again and again for `BUSY_SECONDS`.
        """
        left = round(BUSY_SECONDS / BUSY_SLICE)
        while True:
            try:
                return work(), None
            except (sqlite3.Error, _Damaged, OSError, ValueError) as error:
                left -= 1
                if _primary(error) not in _BUSY or not left:
                    return None, error
                self.close()  # it may not have been looked at yet
            tick()

    def _opened(self, create: bool = False) -> sqlite3.Connection | None:
        """Return a connection to the file that stands at the path now, checked to be ours."""
        try:
            status = self.path.stat()
        except FileNotFoundError:
            self.close()
            self._inode = None
            if not create:
                return None
        else:
            if self._inode != (status.st_dev, status.st_ino):
                self.close()  # another program has set the file aside
                self._inode = (status.st_dev, status.st_ino)
        if self._connection is None:
            self._connection = sqlite3.connect(self.path, timeout=BUSY_SLICE, isolation_level=None)
            for pragma in ("synchronous = FULL", "trusted_schema = OFF", "cell_size_check = ON"):
                self._connection.execute(f"PRAGMA {pragma}")
            _check_ours(self._connection)
            status = self.path.stat()
            self._inode = (status.st_dev, status.st_ino)
        return self._connection

    def _tell(self, error: Exception, writing: bool) -> None:
        """Close the file, decide how to go on after `error`, and keep that as a finding."""
        if isinstance(error, sqlite3.ProgrammingError):
            raise error  # not the file's fault: a wrong thread, a wrong statement
        self.close()
        name = shown(str(self.path))
        primary = _primary(error)
        if isinstance(error, OSError | ValueError) or self.path.is_dir():
            cause = "it is a folder" if self.path.is_dir() else _cause(error)
            self._go_without(f"{name} cannot be used ({cause})", Severity.FLAG, writing)
        elif primary in _BUSY:
            self._go_without(f"{name} is in use by another program", Severity.NOTE, writing)
        elif primary in _NO_ROOM:
            cause = "the disk is full" if primary == sqlite3.SQLITE_FULL else "the disk fails"
            does = "written" if writing else "read"
            self._go_without(f"{name} cannot be {does} ({cause})", Severity.FLAG, writing)
        elif primary in _NOT_ALLOWED and not self._may_write():
            self._go_without(f"{name} may not be written to", Severity.FLAG, writing)
        else:
            reason = str(error) if isinstance(error, _Damaged) else "it was damaged"
            self._set_aside(reason)

    def _may_write(self) -> bool:
        folder = self.path.parent
        return os.access(folder, os.W_OK | os.X_OK) and (
            not self.path.exists() or os.access(self.path, os.R_OK | os.W_OK)
        )

    def _go_without(self, what: str, severity: Severity, writing: bool) -> None:
        if writing:
            self._writable = False
            self._keep(severity, f"{what}, so prices are not kept for the next start.")
        else:
            self._readable = self._writable = False
            self._keep(severity, f"{what}, so prices are fetched from Yahoo Finance again.")

    def _keep(self, severity: Severity, what: str) -> None:
        message = f"The cache of prices {what}"
        self._findings.setdefault(message, Finding(Check.CACHE, severity, message))

    def _set_aside(self, reason: str) -> None:
        """Give the file another name, so that a new one can take its place."""
        name = shown(str(self.path))
        self._set_aside_times += 1
        try:
            status = self.path.stat()
            if self._inode not in (None, (status.st_dev, status.st_ino)):
                return  # another program was faster, and has begun a new one
            if self._set_aside_times > SET_ASIDE_KEPT:
                raise OSError("it is damaged again and again")
            # Named by when it was last written; the journal goes first, for SQLite would play it
            # back into whatever file has the name it belongs to.
            stamp = dt.datetime.fromtimestamp(status.st_mtime, dt.UTC)
            stem = f"{self.path.stem}.damaged-{stamp:%Y%m%d-%H%M%S}"
            aside = self.path.with_name(f"{stem}{self.path.suffix}")
            number = 1
            while aside.exists():
                number += 1
                aside = self.path.with_name(f"{stem}-{number}{self.path.suffix}")
            for ending in _BESIDE:
                beside = Path(f"{self.path}{ending}")
                if beside.exists():
                    os.replace(beside, f"{aside}{ending}")
            os.replace(self.path, aside)
        except FileNotFoundError:
            return
        except OSError as error:
            cause = _cause(error)
            self._go_without(f"{name} is damaged and stays so ({cause})", Severity.FLAG, False)
            return
        self._inode = None
        self._keep(
            Severity.FLAG,
            f"{name} is set aside as {shown(aside.name)} ({reason}), "
            "so prices are fetched from Yahoo Finance again.",
        )
        self._forget_old_ones()

    def _forget_old_ones(self) -> None:
        with contextlib.suppress(OSError):
            pattern = f"{self.path.stem}.damaged-*{self.path.suffix}"
            kept = sorted(self.path.parent.glob(pattern), key=lambda file: file.stat().st_ctime_ns)
            for old in kept[:-SET_ASIDE_KEPT]:
                for ending in ("", *_BESIDE):
                    Path(f"{old}{ending}").unlink(missing_ok=True)


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):  # SQLite may have rolled back itself
            connection.execute("ROLLBACK")
        raise


def _is_empty(connection: sqlite3.Connection) -> bool:
    """Whether the file is new, or was left by a program killed before its first commit."""
    return bool(connection.execute("PRAGMA page_count").fetchone()[0] == 0)


def _check_ours(connection: sqlite3.Connection) -> None:
    if _is_empty(connection):
        return
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise _Damaged("it is of another program")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != VERSION:
        raise _Damaged(f"it is of version {version} of the cache, this program knows {VERSION}")


def _primary(error: Exception) -> int | None:
    """Return the code of an error of SQLite without its finer distinctions."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _cause(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _row(history: History) -> _Row:
    fields = (
        history.symbol,
        history.asked_from.isoformat(),
        history.fetched.astimezone(dt.UTC).isoformat(timespec="seconds"),
        history.client,
        history.origin,
        history.zone,
        history.exchange,
        history.currency,
        history.dividends,
        history.splits,
        "" if history.unfinished is None else history.unfinished.isoformat(),
        "" if history.counts_from is None else history.counts_from.isoformat(),
        history.ahead,
        history.days.astype("datetime64[D]").astype("<i4").tobytes(),
        history.adjusted.astype("<f8").tobytes(),
        history.close.astype("<f8").tobytes(),
    )
    return (*fields, _hash(fields))


def _hash(fields: tuple[str | int | bytes, ...]) -> bytes:
    """Return a hash over all fields of a row and their bounds."""
    digest = hashlib.sha256()
    for field in fields:
        content = field if isinstance(field, bytes) else repr(field).encode()
        digest.update(f"{len(content)}:".encode())
        digest.update(content)
    return digest.digest()


def _history(symbol: str, row: _Row) -> History:
    """Return a row as the history it was stored from; refuse one that has changed since."""
    fields, stored = row[:-1], row[-1]
    if row[0] != symbol or _hash(fields) != stored:
        raise _Damaged("it was damaged")
    days = np.frombuffer(row[13], "<i4").astype(np.int64).astype("datetime64[D]")
    return History(
        symbol=symbol,
        asked_from=dt.date.fromisoformat(row[1]),
        fetched=dt.datetime.fromisoformat(row[2]),
        client=row[3],
        origin=row[4],
        zone=row[5],
        exchange=row[6],
        currency=row[7],
        dividends=row[8],
        splits=row[9],
        unfinished=dt.date.fromisoformat(row[10]) if row[10] else None,
        counts_from=dt.datetime.fromisoformat(row[11]) if row[11] else None,
        ahead=row[12],
        days=days,
        adjusted=np.frombuffer(row[14], "<f8").astype(np.float64),
        close=np.frombuffer(row[15], "<f8").astype(np.float64),
    )
