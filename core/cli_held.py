"""What an account holds, as it is given to ``--held``: pairs, a file of them, or nothing."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from pathlib import Path

from core.cli_flags import WrongArguments
from core.errors import quoted, shown
from core.orders import CASH_ROW

NOTHING = "none"
"""Given for an account that is all cash."""

SYMBOL_COLUMN = "symbol"
SHARES_COLUMN = "shares"
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
    path = Path(text)
    if "=" in text and not _is_file(path):
        return _shares([one.split("=", 1) for one in text.split(",") if one.strip()], "--held")
    return _shares(_rows(path), f"--held: {shown(path.name)}")


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
        lines = csv.reader(content.decode("utf-8-sig").splitlines())
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


def _shares(pairs: list[list[str]], where: str) -> Mapping[str, float]:
    held: dict[str, float] = {}
    for pair in pairs:
        symbol = pair[0].strip()
        if len(pair) != 2 or not symbol:
            told = ",".join(pair)
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
        if symbol in held:
            raise WrongArguments(f"{where}: {shown(symbol, 40)} stands there twice.")
        held[symbol] = shares
    return held
