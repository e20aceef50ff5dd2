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
    *("-", "#N/A", "#NA", "<NA>", ".", "-nan", "-NaN"),
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


def has_decimal_commas(body: str, separator: str) -> bool:
    """Whether cells of a table prove that the comma is its decimal mark, and none the point."""
    if separator == "," or "," not in body:
        return False
    edge = re.escape(separator)

    def proof(mark: str) -> re.Pattern[str]:
        number = rf"(?:\d*{mark}(?:\d{{1,2}}|\d{{4,}})|(?:\d{{4,}}|0){mark}\d{{3}})"
        return re.compile(rf"(?:\A|[{edge}\n])[ \"]*[+-]?{number}[ \"]*(?=[{edge}\n]|\Z)", re.ASCII)

    return bool(proof(",").search(body)) and not proof(r"\.").search(body)


def numbers_of(columns: list[list[object]], name: str) -> Understood:
    """Understand columns of texts, all of one file, as numbers; the mark is that of all of them.

    A column with a cell that is no number stays as it is (None), for the message that names it.

    Raises
    ------
    DataError
        Where 1,234 may be one or a thousand, or points and commas are decimal marks both.
    """
    details: list[str] = []
    cells = [["" if is_empty(cell) else str(cell).strip() for cell in column] for column in columns]
    for place, column in enumerate(cells):
        without, currency = _without_currency(column)
        if currency:
            cells[place] = without
            details.append(f"prices with {currency}")
    mark = _decimal_mark(cells, name)
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


def _decimal_mark(columns: list[list[str]], name: str) -> str:
    """Return what all cells together prove to be the decimal mark; the point if nothing does."""
    proof = {".": "", ",": ""}
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
        bare = open_cell.replace(",", "")
        raise DataError(
            f"{name} has numbers such as {quoted(open_cell)}, which may be {bare} or "
            f"{open_cell.replace(',', '.')}; write them without commas."
        )
    return "."


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
