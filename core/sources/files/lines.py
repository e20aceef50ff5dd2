"""From the text of a file to its header and the lines that hold data."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice, repeat
from operator import contains, itemgetter

from core.errors import DataError, quoted, shown
from core.sources.files.dates import looks_like_a_date
from core.sources.files.names import DATE_NAMES, LEVEL_NAMES, plain

SEPARATORS = (",", ";", "\t", "|")
SEPARATOR_WORDS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
DIGITS = frozenset("0123456789")
FIRST_CHARACTER = itemgetter(slice(0, 1))
LONGEST_LINE = 2_000_000
MOST_LINES = 5_000_000
MOST_COLUMNS = 20_000
ENOUGH_TO_TELL = 20
"""Numbers that must have more decimals than the last one, if that is to be cut off."""
HEADER_WITHIN = 200
"""Lines that may stand before the header."""
FOOTER_WITHIN = 100
"""Lines that may stand below the data."""
FOOTER_WORDS = frozenset(
    (
        *("total", "totals", "sum", "average", "mean", "median", "min", "minimum", "max"),
        *("maximum", "std", "count", "source", "sources", "note", "notes", "downloaded", "data"),
        *("copyright", "generated", "exported", "created", "updated", "last", "end"),
    )
)
"""How lines below the data begin that hold numbers and are no data."""


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


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of data, and what was passed over among them.

    Attributes
    ----------
    lines
        The lines of data, in order.
    numbers
        Their numbers in the file, from 1 on; None where they follow each other from `first` on.
    passed_over
        Numbers of lines that say something but are no data: titles, comments, footers, headers.
    cut_off
        Number of a last line that breaks off and was left out, 0 where there is none.
    short
        Numbers of lines that have fewer cells than the header.
    """

    lines: list[str]
    first: int
    numbers: list[int] | None
    passed_over: tuple[int, ...]
    cut_off: int
    short: tuple[int, ...]

    def number(self, row: int) -> int:
        """Return the number of a row of data in the file, from 1 on."""
        return self.first + row if self.numbers is None else self.numbers[row]


def cells_of(line: str, separator: str) -> list[str]:
    """Return the cells of one line, without the spaces around them; quotes are understood."""
    if '"' not in line:
        return [cell.strip() for cell in line.split(separator)]
    try:
        rows = list(csv.reader([line], delimiter=separator, skipinitialspace=True))
    except csv.Error:  # a cell without end
        return [cell.strip() for cell in line.split(separator)]
    return [cell.strip() for cell in rows[0]] if rows else [""]


def header_of(lines: list[str], name: str) -> Header:
    """Find the header, and with it the separator and the column of dates.

    It is the first line with a cell that names dates, with the levels above it; or else what
    stands right above the first line that begins with a date, if its first cell is unnamed.

    Raises
    ------
    DataError
        Where there is none, or it names the dates twice.
    """
    filled = (i for i, line in enumerate(lines) if not _is_blank(line))
    said = list(islice(filled, HEADER_WITHIN))
    if not said:
        raise DataError(f"{name} is empty; it needs a header line and a line a day.")
    if max(map(len, lines)) > LONGEST_LINE:
        long = next(i for i, line in enumerate(lines) if len(line) > LONGEST_LINE)
        raise DataError(f"{name} has a line without end, line {long + 1}; it is no table.")
    if len(lines) > MOST_LINES:
        raise DataError(f"{name} has {len(lines):,} lines, too many for prices; split it.")
    header = _named_header(lines, said, name) or _unnamed_header(lines, said)
    if header is None:
        found = shown(", ".join(cells_of(lines[said[0]][:1000], ",")), 120)
        raise DataError(f"{name} needs one column named Date; its header is: {found}.")
    if header.width > MOST_COLUMNS:
        raise DataError(
            f"{name} has {header.width:,} columns, too many for prices; keep the symbols you need."
        )
    return header


def _is_blank(line: str) -> bool:
    return not line.strip(' ,;\t|"\ufeff')


def _is_comment(line: str, separator: str) -> bool:
    start = line.lstrip()
    return start.startswith(("#", "//")) or (separator != ";" and start.startswith(";"))


def _named_header(lines: list[str], said: list[int], name: str) -> Header | None:
    """Find the first line with a cell such as "Date"; behind a # only if there is no other."""
    for commented in (False, True):
        for place, index in enumerate(said):
            line = lines[index].lstrip("\ufeff")
            if _is_comment(line, ",") != commented:
                continue
            line = line.lstrip("#/; ") if commented else line
            found = _cells_with_a_date_name(line)
            if found is None:
                continue
            cells, separator = found
            names = [plain(cell) for cell in cells]
            best = next(known for known in DATE_NAMES if known in names)
            if names.count(best) > 1:
                shown_header = shown(", ".join(cells), 120)
                raise DataError(
                    f"{name} needs one column named Date; its header is: {shown_header}."
                )
            column = names.index(best)
            above = _levels_above(lines, said[:place], cells, separator, index)
            levels = [cells_of(lines[i], separator) for i in above]
            if not levels or any(cell for i, cell in enumerate(cells) if i != column):
                levels.append(cells)
            used = [*above, index]
            return Header(
                tuple(tuple(level) for level in levels),
                column,
                separator,
                tuple(lines[i].strip() for i in used),
                index + 1,
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


def _levels_above(
    lines: list[str], said: Sequence[int], cells: list[str], separator: str, index: int
) -> list[int]:
    """Return the lines right above that hold a level of names: every cell but the first named."""
    empty = not any(cells[1:])
    levels: list[int] = []
    for above in reversed(said):
        if above != index - len(levels) - 1 or len(levels) == (2 if empty else 1):
            break
        other = cells_of(lines[above], separator)
        if len(other) != len(cells) or len(cells) < 2 or not all(other[1:]):
            break
        if plain(other[0]) not in LEVEL_NAMES:
            break
        levels.insert(0, above)
    return levels


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


def body_of(lines: list[str], header: Header, name: str) -> Body:
    """Return the lines of data; what is none among them is passed over, and numbered.

    Passed over are blank lines, comments, the header once more, and below the last day whatever
    is text and no day. A last line that breaks off is left out: its last number may be cut.

    Raises
    ------
    DataError
        Where a line has more cells than the header, or quotes that do not end.
    """
    complete = lines[-1] == ""  # the file ends with the end of a line
    end = len(lines) - complete
    rows = lines[header.start : end]
    passed = list(header.titles)
    numbers: list[int] | None = None
    if not set(map(FIRST_CHARACTER, rows)) <= DIGITS:
        numbers = []
        for index in range(header.start, end):
            line = lines[index]
            if _is_blank(line):
                continue
            if _is_comment(line, header.separator) or line.strip() in header.lines:
                passed.append(index)
            else:
                numbers.append(index)
        for _ in range(FOOTER_WITHIN):
            if not numbers or not _is_footer(lines[numbers[-1]], header):
                break
            passed.append(numbers.pop())
        rows = [lines[index] for index in numbers]

    def number(row: int) -> int:
        return (header.start + row if numbers is None else numbers[row]) + 1

    counts = _counts(rows, header.separator, name, number)
    cut_off = 0
    ends_file = not complete and bool(rows) and number(len(rows) - 1) == len(lines)
    if ends_file and (counts[-1] < header.width or _is_cut(rows, header)):
        cut_off = len(lines)
        rows, counts = rows[:-1], counts[:-1]
    short: tuple[int, ...] = ()
    if counts and set(counts) != {header.width}:
        _refuse_long_lines(rows, counts, header, name, number)
        short = tuple(number(row) for row, count in enumerate(counts) if count < header.width)
    first = header.start + 1
    exact = None if numbers is None else [index + 1 for index in numbers]
    return Body(rows, first, exact, tuple(sorted(index + 1 for index in passed)), cut_off, short)


def _counts(rows: list[str], separator: str, name: str, number: Callable[[int], int]) -> list[int]:
    """Count the cells of every line."""
    counts = [count + 1 for count in map(str.count, rows, repeat(separator))]
    if not any(map(contains, rows, repeat('"'))):
        return counts
    for row, line in enumerate(rows):
        if '"' in line:
            if line.count('"') % 2:
                raise DataError(
                    f"{name} has quotes that do not end in line {number(row)}; mend that line."
                )
            counts[row] = len(cells_of(line, separator))
    return counts


def _refuse_long_lines(
    rows: list[str], counts: list[int], header: Header, name: str, number: Callable[[int], int]
) -> None:
    """Refuse lines with more cells than the header."""
    for row, count in enumerate(counts):
        if count > header.width:
            hint = ""
            if header.separator == "," and count == 2 * header.width - 1:
                hint = " If commas are decimal marks, separate the cells with semicolons."
            raise DataError(
                f"{name} has more cells in line {number(row)} than the {header.width} of its "
                f"header: {quoted(rows[row], 60)}; mend that line or the header.{hint}"
            )


def _is_footer(line: str, header: Header) -> bool:
    """Whether a line below the days is text: no day, and numbers only behind a word like Total."""
    cells = cells_of(line, header.separator)
    first = cells[header.date_column] if len(cells) > header.date_column else cells[0]
    words = first.lower().replace(":", " ").replace("-", " ").split()
    if not words or not (first[0].isalpha() or first[0] in "©*(<[-–—=_"):
        return False
    if looks_like_a_date(first):
        return False
    if words[0] in FOOTER_WORDS:
        return True
    return not any(cell[:1].isdigit() or cell[1:2].isdigit() for cell in cells if cell is not first)


def _is_cut(rows: list[str], header: Header) -> bool:
    """Whether the last cell of a file without a last newline has lost its end.

    A number has where it ends in a mark, or has fewer decimals than each of the lines before it;
    a date where it is shorter than the one before; another text where it is not seen before.
    """
    last, *before = (
        row.rpartition(header.separator)[2].strip(' "') for row in reversed(rows[-251:])
    )
    if last.endswith((".", ",", "e", "E", "-", "+")):
        return True
    if not last or not before:
        return False
    if header.date_column == header.width - 1:
        return len(last) < len(before[0])
    own = _decimals(last)
    if own is None:
        return last[:1].isalpha() and last not in before
    decimals = [_decimals(cell) for cell in before if cell]
    known = [count for count in decimals if count is not None]
    return len(known) == len(decimals) >= ENOUGH_TO_TELL and own < min(known)


def _decimals(cell: str) -> int | None:
    """Count the digits behind the decimal mark; None where the cell is no plain number."""
    digits = cell.replace(",", ".").split(".")
    if not all(part.isdigit() for part in digits if part):
        return None
    return len(digits[-1]) if len(digits) > 1 else 0
