"""From the text of a file to the lines that hold data, below its header."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import repeat
from operator import contains, itemgetter

from core.errors import DataError, quoted
from core.sources.files.dates import looks_like_a_date
from core.sources.files.header import Header, cells_of, is_blank, is_comment

DIGITS = frozenset("0123456789")
FIRST_CHARACTER = itemgetter(slice(0, 1))
ENOUGH_TO_TELL = 20
"""Numbers that must have more digits than the last one, if that is to be cut off."""
CUT_TO_LESS_THAN = 4
"""An integer that lost a digit is about a tenth of the one before; no price falls so far."""
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
    unfinished
        Whether the file ends within the last of the lines.
    """

    lines: list[str]
    first: int
    numbers: list[int] | None
    passed_over: tuple[int, ...]
    cut_off: int
    short: tuple[int, ...]
    unfinished: bool = False

    def number(self, row: int) -> int:
        """Return the number of a row of data in the file, from 1 on."""
        return self.first + row if self.numbers is None else self.numbers[row]


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
            if is_blank(line):
                continue
            if is_comment(line, header.separator) or line.strip() in header.lines:
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
    if counts and max(counts) > header.width:
        rows = _without_empty_cells(rows, counts, header, name, number)
        counts = [min(count, header.width) for count in counts]
    cut_off = 0
    ends_file = not complete and bool(rows) and number(len(rows) - 1) == len(lines)
    if ends_file and (counts[-1] < header.width or _is_cut(rows, header)):
        cut_off = len(lines)
        ends_file = False
        rows, counts = rows[:-1], counts[:-1]
    short: tuple[int, ...] = ()
    if counts and set(counts) != {header.width}:
        short = tuple(number(row) for row, count in enumerate(counts) if count < header.width)
    first = header.start + 1
    exact = None if numbers is None else [index + 1 for index in numbers]
    told = tuple(sorted(index + 1 for index in passed))
    return Body(rows, first, exact, told, cut_off, short, ends_file)


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


def _without_empty_cells(
    rows: list[str], counts: list[int], header: Header, name: str, number: Callable[[int], int]
) -> list[str]:
    """Take empty cells off the ends of lines that have more than the header; refuse others."""
    result = list(rows)
    for row, count in enumerate(counts):
        surplus = count - header.width
        if surplus <= 0:
            continue
        cells = rows[row].rsplit(header.separator, surplus)
        if not any(cell.strip() for cell in cells[1:]):
            result[row] = cells[0]
            continue
        hint = ""
        decimals = count == 2 * header.width - 1 and all(cell.isdigit() for cell in cells[1:])
        if header.separator == "," and decimals:
            hint = " If commas are decimal marks, separate the cells with semicolons."
        raise DataError(
            f"{name} has more cells in line {number(row)} than the {header.width} of its "
            f"header: {quoted(rows[row], 60)}; mend that line or the header.{hint}"
        )
    return result


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
    last, *before = _last_cells(rows, header)
    if last.endswith((".", ",", "e", "E", "-", "+")):
        return True
    if not last or not before:
        return False
    if header.date_column == header.width - 1:
        return len(last) < len(before[0])
    own = _decimals(last)
    if own is None:
        return last[:1].isalpha() and last not in before
    filled = [cell for cell in before if cell]
    decimals = [_decimals(cell) for cell in filled]
    known = [count for count in decimals if count is not None]
    if len(known) < len(decimals) or len(known) < ENOUGH_TO_TELL:
        return False
    return own < min(known)


def without_a_shrunk_price(body: Body, header: Header) -> Body:
    """Leave out a last line without end whose last price, a whole number, has lost digits.

    It has where it has fewer digits than each of the lines before it, and is a small part of the
    one before. That is true of prices alone: a volume may fall so far.
    """
    if not body.unfinished:
        return body
    last, *before = _last_cells(body.lines, header)
    filled = [cell for cell in before if cell]
    if len(filled) < ENOUGH_TO_TELL or not all(cell.isdigit() for cell in (last, *filled)):
        return body
    if len(last) >= min(map(len, filled)) or int(last) * CUT_TO_LESS_THAN >= int(filled[0]):
        return body
    end = len(body.lines) - 1
    return replace(body, lines=body.lines[:end], cut_off=body.number(end), unfinished=False)


def _last_cells(rows: list[str], header: Header) -> list[str]:
    """Return the last cells of the last lines, from the end on."""
    return [row.rpartition(header.separator)[2].strip(' "') for row in reversed(rows[-251:])]


def _decimals(cell: str) -> int | None:
    """Count the digits behind the decimal mark; None where the cell is no plain number."""
    digits = cell.replace(",", ".").split(".")
    if not all(part.isdigit() for part in digits if part):
        return None
    return len(digits[-1]) if len(digits) > 1 else 0
