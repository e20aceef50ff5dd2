"""Numbers as people write them: with currencies, with marks between thousands, decimal commas."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np

from core.errors import DataError, quoted
from core.units import Floats

EMPTY = (
    *("", "NA", "N/A", "n/a", "NaN", "nan", "NAN", "null", "NULL", "Null", "None", "none", "NONE"),
    *("-", "#N/A", "#NA", "<NA>", ".", "-nan", "-NaN", "n.a.", "N.A."),
)
"""Cells that hold no price."""

_GROUP = "[ \u00a0\u202f'’]"
_SIGN = r"(?P<sign>[+-]?)"
_POINT = re.compile(
    _SIGN + rf"(?P<whole>\d+|\d{{1,3}}(?:,\d{{3}})+|\d{{1,3}}(?:{_GROUP}\d{{3}})+|)"
    r"(?:\.(?P<decimals>\d*))?(?P<power>[eE][+-]?\d{1,4})?",
    re.ASCII,
)
_COMMA = re.compile(
    _SIGN + rf"(?P<whole>\d+|\d{{1,3}}(?:\.\d{{3}})+|\d{{1,3}}(?:{_GROUP}\d{{3}})+|)"
    r"(?:,(?P<decimals>\d*))?(?P<power>[eE][+-]?\d{1,4})?",
    re.ASCII,
)
_THOUSAND = re.compile(r"[1-9]\d{0,2}\.\d{3}", re.ASCII)
_LARGE = re.compile(r"[1-9]\d{2,}", re.ASCII)
"""998 above 1.005: the point may stand between thousands, since 998.000 would have decimals."""
_CURRENCY = re.compile(r"(US\$|[$€£¥])\s?(.*)|(.*?)\s?([€£¥$])")


@dataclass(frozen=True, slots=True)
class Understood:
    """Columns of texts as numbers.

    Attributes
    ----------
    columns
        The values of each column, NaN where it is empty; None where a cell is no number.
    details
        What was understood: "decimal commas", "prices with $".
    """

    columns: tuple[Floats | None, ...]
    details: tuple[str, ...]


def is_empty(text: object) -> bool:
    """Whether a cell holds no price."""
    return not isinstance(text, str) or text.strip() in EMPTY


def _proof(mark: str, separator: str) -> re.Pattern[str]:
    """Match a cell that is a number only if `mark` is the decimal mark."""
    other = "," if mark == "." else "."
    here, there = re.escape(mark), re.escape(other)
    decimals = [rf"\d*{here}(?:\d{{1,2}}|\d{{4,}})", rf"(?:\d{{4,}}|0){here}\d{{3}}"]
    if other == separator:
        return _cell("|".join(decimals), separator, quoted_only=False)
    thousands = rf"\d{{1,3}}(?:{there}\d{{3}})"
    decimals.append(rf"{thousands}+{here}\d+")
    has_mark = rf"(?=[\d{there}]*{here})"  # most cells fail here, at once
    number = rf"{has_mark}(?:{'|'.join(decimals)})|{thousands}{{2,}}"
    return _cell(number, separator, quoted_only=mark == separator)


def _cell(number: str, separator: str, *, quoted_only: bool) -> re.Pattern[str]:
    """Match a cell with such a number; one that holds the separator is a cell only in quotes."""
    number = rf"([+-]?(?:{number}))"
    if quoted_only:
        return re.compile(rf"\"[ ]*{number}[ ]*\"", re.ASCII)
    edge = re.escape(separator)
    return re.compile(rf"(?:\A|[{edge}\n])[ \"]*{number}[ \"]*(?=[{edge}\n]|\Z)", re.ASCII)


def decimal_comma(body: str, separator: str) -> str:
    """Return a cell which proves that the comma is the decimal mark of a table, "" without one.

    A table with cells that prove the point as well has none.
    """
    if separator == "," and '"' not in body:
        return ""
    if _proof(".", separator).search(body):
        return ""
    comma = _proof(",", separator).search(body)
    return comma[1] if comma else ""


def mark_is_open(body: str, separator: str) -> bool:
    """Whether a table has cells such as 1.005, but none that proves the decimal point."""
    if _proof(".", separator).search(body):
        return False
    return bool(_cell(_THOUSAND.pattern, separator, quoted_only=False).search(body))


def numbers_of(columns: list[list[object]], name: str, comma: str = "") -> Understood:
    """Understand columns of texts, all of one file, as numbers; the mark is that of all of them.

    `comma` is a cell of another column that proves the decimal comma, "" without one.

    A column with a cell that is no number stays as it is (None), for the message that names it.

    Raises
    ------
    DataError
        Where 1,234 or 1.234 may be one or a thousand, or points and commas are decimal marks
        both.
    """
    details: list[str] = []
    cells = [["" if is_empty(cell) else str(cell).strip() for cell in column] for column in columns]
    for place, column in enumerate(cells):
        without, currency = _without_currency(column)
        if currency:
            cells[place] = without
            details.append(f"prices with {currency}")
    mark = _decimal_mark(cells, name, comma)
    if mark == ",":
        details.append("decimal commas")
    pattern = _COMMA if mark == "," else _POINT
    values = tuple(_values(column, pattern) for column in cells)
    return Understood(values, tuple(dict.fromkeys(details)))


def _without_currency(column: list[str]) -> tuple[list[str], str]:
    """Take a currency off a column in which every price has the same; else leave all as it is."""
    bare: list[str] = []
    seen = ""
    for cell in column:
        if not cell:
            bare.append(cell)
            continue
        match = _CURRENCY.fullmatch(cell)
        if match is None:
            return column, ""
        sign = match[1] or match[4]
        if seen and sign != seen:
            return column, ""
        seen = sign
        bare.append(match[2] if match[1] else match[3])
    return bare, seen


def _decimal_mark(columns: list[list[str]], name: str, comma_elsewhere: str) -> str:
    """Return what all cells together prove to be the decimal mark; the point if nothing does."""
    proof = {".": "", ",": comma_elsewhere}
    open_cell = ""
    for column in columns:
        for cell in column:
            if not cell or ("," not in cell and "." not in cell):
                continue
            point = _POINT.fullmatch(cell)
            comma = _COMMA.fullmatch(cell)
            if point and not comma:
                proof["."] = proof["."] or cell
            elif comma and not point:
                proof[","] = proof[","] or cell
            elif point and comma and "," in cell:
                whole, _, decimals = cell.lstrip("+-").partition(",")
                if whole == "0" or len(decimals) != 3:
                    proof[","] = proof[","] or cell
                else:
                    open_cell = open_cell or cell
    if proof["."] and proof[","]:
        raise DataError(
            f"{name} has numbers such as {quoted(proof['.'])} and {quoted(proof[','])}, of which "
            "one has a decimal point and one a decimal comma; write all in one form."
        )
    if proof[","]:
        return ","
    if open_cell and not proof["."]:
        raise _open(open_cell, ",", name)
    if not proof["."]:
        for column in columns:
            thousand = next(filter(_THOUSAND.fullmatch, column), "")
            if thousand and any(map(_LARGE.fullmatch, column)):
                raise _open(thousand, ".", name)
    return "."


def _open(cell: str, mark: str, name: str) -> DataError:
    what = "commas" if mark == "," else "points"
    return DataError(
        f"{name} has numbers such as {quoted(cell)}, which may be {cell.replace(mark, '')} or "
        f"{cell.replace(mark, '.')}; write them without {what} between thousands, and with "
        "decimal points."
    )


def _values(column: list[str], pattern: re.Pattern[str]) -> Floats | None:
    values = np.full(len(column), np.nan)
    for row, cell in enumerate(column):
        if not cell:
            continue
        match = pattern.fullmatch(cell)
        if match is None or not (match["whole"] or match["decimals"]):
            return None
        whole = re.sub(r"\D", "", match["whole"], flags=re.ASCII)
        value = float(f"{match['sign']}{whole or 0}.{match['decimals'] or 0}{match['power'] or ''}")
        if not math.isfinite(value):
            return None
        values[row] = value
    return values
