"""What an account holds, as it is given to ``--held``: pairs, a file of them, or nothing."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from pathlib import Path

from core.cli_flags import WrongArguments
from core.errors import quoted, shown
from core.order_account import MOST_MONEY
from core.orders import CASH_ROW

NOTHING = "none"
"""Given for an account that is all cash."""

SYMBOL_COLUMN = "symbol"
SHARES_COLUMN = "shares"
DELIMITERS = (",", ";", "\t")
MOST_BYTES = 1_000_000
"""A longer file is no list of holdings."""


def held_shares(given: str) -> Mapping[str, float]:
    """Return shares by symbol.

    Parameters
    ----------
    given
        ``SPY=120,TLT=80``, ``none``, or the path of a CSV file: a symbol and its shares a row, or
        with a header that names a column `symbol` and one `shares`, as a file of orders has.

    Raises
    ------
    WrongArguments
        Where it is none of these.
    """
    text = given.strip()
    if text.lower() == NOTHING:
        return {}
    path = held_path(given)
    if not text:
        rows, where = [], "--held"
    elif path is None:
        rows = [one.split("=", 1) for one in text.split(",") if one.strip()]
        where = "--held"
    else:
        rows, where = _rows(path), f"--held: {shown(path.name)}"
    if not rows:  # an unset variable, or a file that is still to be filled, is no account of cash
        raise WrongArguments(f"{where}: no symbols are there; for all cash give --held {NOTHING}.")
    return _shares(rows, where)


def held_path(given: str) -> Path | None:
    """Return the file that is read for what was given to ``--held``; None where none is."""
    text = given.strip()
    path = Path(text)
    if not text or text.lower() == NOTHING or ("=" in text and not _is_file(path)):
        return None
    return path


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long, or has a zero in it
        return False


def _rows(path: Path) -> list[list[str]]:
    """Return the pairs of a file as texts."""
    name = shown(str(path))
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise WrongArguments(f"--held: {name} is too long for a list of holdings.")
        text = content.decode("utf-8-sig")
        lines = csv.reader(text.splitlines(), delimiter=_delimiter(text))
        rows = [row for row in lines if any(cell.strip() for cell in row)]
    except (OSError, ValueError, csv.Error):
        raise WrongArguments(
            f"--held: {name} cannot be read as CSV; name a file with a symbol and its shares a "
            "row, or give pairs as SPY=120,TLT=80."
        ) from None
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    if SYMBOL_COLUMN in header:
        if SHARES_COLUMN not in header:
            raise WrongArguments(f"--held: {name} has no column {SHARES_COLUMN}; name one so.")
        place, column = header.index(SYMBOL_COLUMN), header.index(SHARES_COLUMN)
        if any(len(row) <= max(place, column) for row in rows[1:]):
            raise WrongArguments(f"--held: a row of {name} is shorter than its header.")
        return [[row[place], row[column]] for row in rows[1:] if row[place] != CASH_ROW]
    return rows


def _delimiter(text: str) -> str:
    """Return what stands between the cells of the first row: spreadsheets write others too."""
    first = text.strip().partition("\n")[0]
    return next((mark for mark in DELIMITERS if mark in first), DELIMITERS[0])


def _shares(pairs: list[list[str]], where: str) -> Mapping[str, float]:
    held: dict[str, float] = {}
    for pair in pairs:
        symbol = pair[0].strip()
        if len(pair) != 2 or not symbol:
            told = ("," if where != "--held" else "=").join(pair)
            raise WrongArguments(f"{where}: {quoted(told)} is no symbol with its shares.")
        try:
            shares = math.nan if "_" in pair[1] else float(pair[1])
        except ValueError:
            shares = math.nan
        if not math.isfinite(shares):
            raise WrongArguments(
                f"{where}: the shares of {shown(symbol, 40)} must be a number; "
                f"{quoted(pair[1].strip())} was given."
            )
        if not 0.0 <= shares <= MOST_MONEY:
            raise WrongArguments(
                f"{where}: the shares of {shown(symbol, 40)} must be from 0 to {MOST_MONEY:.0e}; "
                f"{quoted(pair[1].strip())} was given."
            )
        if symbol in held:
            raise WrongArguments(f"{where}: {shown(symbol, 40)} stands there twice.")
        held[symbol] = shares
    return held
