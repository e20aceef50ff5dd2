"""The header of a text: what its columns are called, and what stands between its cells."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import DataError, shown
from core.sources.files.dates import looks_like_a_date
from core.sources.files.names import (
    DATE_NAMES,
    KNOWN_NAMES,
    LEVEL_NAMES,
    WEAK_DATE_NAMES,
    plain,
)
from core.sources.files.pairs import without_numbers

SEPARATORS = (",", ";", "\t", "|")
SEPARATOR_WORDS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LONGEST_LINE = 2_000_000
MOST_LINES = 5_000_000
MOST_COLUMNS = 20_000
HEADER_WITHIN = 200
"""Lines that may stand before the header."""
UNITS = frozenset(("USD", "EUR", "GBP", "GBX", "GBp", "CHF", "JPY", "CAD", "AUD", "%", "Points"))
"""What may stand below names and is no symbol."""
_NUMBER = re.compile(r"[-+$€£]?\d[\d.,']*(?:[eE][-+]?\d+)?")
TITLES_WITHIN = 2 * LONGEST_LINE
"""Characters that may stand before it: every line is split in several ways."""


class NoPrices(DataError):
    """A text without a header in which no line has a date: it never was a table of prices."""


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: one line of names, or two or three of a field and a symbol.

    Attributes
    ----------
    levels
        Names of all columns, one list a level, all of the same length.
    date_column
        Place of the dates.
    separator
        What stands between the cells.
    lines
        The lines that make the header, stripped; repeated among the data they are passed over.
    start
        Index of the first line after it.
    titles
        Indices of the lines before it that say something.
    """

    levels: tuple[tuple[str, ...], ...]
    date_column: int
    separator: str
    lines: tuple[str, ...]
    start: int
    titles: tuple[int, ...]

    @property
    def width(self) -> int:
        """How many cells a line has."""
        return len(self.levels[0])


def cells_of(line: str, separator: str) -> list[str]:
    """Return the cells of one line, without the spaces around them; quotes are understood."""
    if '"' not in line:
        return [cell.strip() for cell in line.split(separator)]
    try:
        rows = list(csv.reader([line], delimiter=separator, skipinitialspace=True))
    except csv.Error:  # a cell without end
        return [cell.strip() for cell in line.split(separator)]
    return [cell.strip() for cell in rows[0]] if rows else [""]


def is_blank(line: str) -> bool:
    """Whether a line holds nothing but separators and quotes."""
    return not line.strip(' ,;\t|"\ufeff')


def is_comment(line: str, separator: str) -> bool:
    """Whether a line begins as comments do; a semicolon may be an empty first cell."""
    start = line.lstrip()
    return start.startswith(("#", "//")) or (separator != ";" and start.startswith(";"))


def header_of(lines: list[str], name: str) -> Header:
    """Find the header, and with it the separator and the column of dates.

    It is the first line with a cell that names dates, with the levels above it; or else what
    stands right above the first line that begins with a date, if its first cell is unnamed.

    Raises
    ------
    DataError
        Where there is none, or it names the dates twice.
    """
    said = _first_lines(lines)
    if not said:
        raise NoPrices(f"{name} is empty; it needs a header line and a line a day.")
    if max(map(len, lines)) > LONGEST_LINE:
        long = next(i for i, line in enumerate(lines) if len(line) > LONGEST_LINE)
        raise DataError(f"{name} has a line without end, line {long + 1}; it is no table.")
    if len(lines) > MOST_LINES:
        raise DataError(f"{name} has {len(lines):,} lines, too many for prices; split it.")
    header = (
        _named_header(lines, said, name, weak=False)
        or _unnamed_header(lines, said)
        or _named_header(lines, said, name, weak=True)
    )
    if header is None:
        found = shown(", ".join(cells_of(lines[said[0]][:1000], ",")), 120)
        kind = DataError if any(_has_a_date(lines[index]) for index in said) else NoPrices
        raise kind(f"{name} needs one column named Date; its header is: {found}.")
    if header.width > MOST_COLUMNS:
        raise DataError(
            f"{name} has {header.width:,} columns, too many for prices; keep the symbols you need."
        )
    return header


def tells_a_price(lines: list[str]) -> bool:
    """Whether one of the first lines has a date and a number beside it, in cells of their own."""
    for index in _first_lines(lines):
        for separator in SEPARATORS:
            cells = cells_of(lines[index][:1000], separator)
            dated = next((i for i, cell in enumerate(cells) if looks_like_a_date(cell)), -1)
            if dated >= 0 and any(
                _NUMBER.fullmatch(cell) for cell in cells[:dated] + cells[dated + 1 :]
            ):
                return True
    return False


def _has_a_date(line: str) -> bool:
    line = line[:1000]
    return any(looks_like_a_date(cell) for mark in SEPARATORS for cell in cells_of(line, mark))


def _first_lines(lines: list[str]) -> list[int]:
    """Return the indices of the lines that say something, as far as a header may stand."""
    said: list[int] = []
    size = 0
    for index, line in enumerate(lines):
        if not is_blank(line):
            said.append(index)
            size += len(line)
            if len(said) == HEADER_WITHIN or size > TITLES_WITHIN:
                break
    return said


def _named_header(lines: list[str], said: list[int], name: str, *, weak: bool) -> Header | None:
    """Find the first line with a cell such as "Date"; behind a # only if there is no other.

    A weak name, such as "Day", needs a date below it, unless `weak` is set.
    """
    for commented in (False, True):
        for place, index in enumerate(said):
            line = lines[index].lstrip("\ufeff")
            if is_comment(line, ",") != commented:
                continue
            line = line.lstrip("#/; ") if commented else line
            found = _cells_with_a_date_name(line)
            if found is None:
                continue
            cells, separator = found
            names = [plain(cell) for cell in cells]
            best = next(known for known in DATE_NAMES if known in names)
            column = names.index(best)
            below = next((i for i in said[place + 1 :] if not is_comment(lines[i], ",")), None)
            next_cells = cells_of(lines[below], separator) if below is not None else []
            if best in WEAK_DATE_NAMES and not weak and not _is_dated(next_cells, column):
                continue
            if names.count(best) > 1:
                column = _written_as_usual(cells, names, best, next_cells)
            if column < 0:
                shown_header = shown(", ".join(cells), 120)
                raise DataError(
                    f"{name} needs one column named Date; its header is: {shown_header}."
                )
            counted = _is_counted(cells, column, next_cells)
            above = _levels_above(lines, said[:place], len(cells), counted, separator, index)
            levels = [cells_of(lines[i], separator) for i in above]
            if not levels or any(cells[counted:column] + cells[column + 1 :]):
                levels.append(cells)
            if counted:
                if not any(levels[-1][column + 1 :]):
                    raise DataError(
                        f"{name} has row numbers beside its header; save it without them "
                        "(index=False)."
                    )
                levels = [["", *level[1:]] for level in levels]
            used = [*above, index]
            if not above and below is not None:
                both = _with_level_below(levels[0], next_cells, column)
                if both is not None:
                    used.append(below)
                    levels = both
            return Header(
                tuple(tuple(level) for level in levels),
                column,
                separator,
                tuple(lines[i].strip() for i in used),
                used[-1] + 1,
                tuple(i for i in said[:place] if i not in used),
            )
    return None


def _cells_with_a_date_name(line: str) -> tuple[list[str], str] | None:
    """Split a line as it gives most cells, one of them a name of dates and none a date."""
    best: tuple[list[str], str] | None = None
    if not any(known.partition(" ")[0] in line.lower() for known in DATE_NAMES):
        return None
    for separator in SEPARATORS:
        cells = cells_of(line, separator)
        if not any(plain(cell) in DATE_NAMES for cell in cells):
            continue
        if any(looks_like_a_date(cell) for cell in cells[:50]):
            continue
        if best is None or len(cells) > len(best[0]):
            best = cells, separator
    return best


def _written_as_usual(cells: list[str], names: list[str], best: str, next_cells: list[str]) -> int:
    """Return the place of "Date" beside symbols such as DATE, -1 where that is not clear."""
    places = [place for place, name in enumerate(names) if name == best]
    dated = [place for place in places if _is_dated(next_cells, place)]
    surest = [place for place in places if cells[place] == "Date"]
    return surest[0] if len(surest) == 1 and dated == surest else -1


def _is_dated(cells: list[str], column: int) -> bool:
    return len(cells) > column and looks_like_a_date(cells[column])


def _is_counted(cells: list[str], column: int, next_cells: list[str]) -> bool:
    """Whether the cell before "Date" is a row number: a table that was read and saved again."""
    if column != 1 or not (cells[0].isascii() and cells[0].isdigit() and len(cells[0]) < 10):
        return False
    return not any(cells[2:]) or next_cells[:1] == [str(int(cells[0]) + 1)]


def _levels_above(
    lines: list[str], said: Sequence[int], width: int, counted: bool, separator: str, index: int
) -> list[int]:
    """Return the lines right above that hold a level of names: every cell but the first named.

    Where rows are `counted`, the first cell is their number and the second the first name.
    """
    first = int(counted)
    empty = not any(cells_of(lines[index], separator)[first + 1 :])
    levels: list[int] = []
    for above in reversed(said):
        if above != index - len(levels) - 1 or len(levels) == (2 if empty else 1):
            break
        other = cells_of(lines[above], separator)
        if len(other) != width or width < 2 + first or not all(other[first + 1 :]):
            break
        if plain(other[first]) not in LEVEL_NAMES:
            break
        levels.insert(0, above)
    return levels


def _with_level_below(names: list[str], cells: list[str], column: int) -> list[list[str]] | None:
    """Return both lines where ",SPY,SPY" below "Date,Close,High" is a level of the header.

    So yfinance's header is without its index. Either line may name the fields; above row numbers
    stand the names of the levels. A line of currencies, or of other units, is no level.
    """
    if len(cells) != len(names) or cells[column] or len(cells) < 3:
        return None
    both = [names, cells]
    if column == 1 and all(plain(row[0]) in LEVEL_NAMES for row in both):
        both = [["", *row[1:]] for row in both]
    said = [[row[i] for i in range(len(row)) if i != column and row[i]] for row in both]
    if len(said[1]) < 2 or len(said[0]) != len(said[1]) or UNITS & set(said[1]):
        return None
    for row in said:
        listed = {plain(name) for name in without_numbers(row)}
        if "close" in listed and listed <= KNOWN_NAMES:
            return both
    return None


def _unnamed_header(lines: list[str], said: list[int]) -> Header | None:
    """Find the first line of data and take what stands right above it, its first cell unnamed."""
    for place, index in enumerate(said):
        for separator in SEPARATORS:
            if separator not in lines[index]:
                continue
            if not looks_like_a_date(cells_of(lines[index][:100], separator)[0]):
                continue
            cells = cells_of(lines[index], separator)
            used: list[int] = []
            levels: list[list[str]] = []
            for above in reversed(said[:place]):
                other = cells_of(lines[above], separator)
                if len(other) != len(cells) or plain(other[0]) not in LEVEL_NAMES:
                    break
                if len(levels) == 2:
                    break
                used.insert(0, above)
                levels.insert(0, other)
            if not levels:
                return None
            return Header(
                tuple(tuple(level) for level in levels),
                0,
                separator,
                tuple(lines[i].strip() for i in used),
                used[-1] + 1,
                tuple(i for i in said[:place] if i not in used),
            )
    return None
