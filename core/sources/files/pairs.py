"""Names of columns that hold a field and a symbol: in one text, or on two lines of a header."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from core.sources.files.names import ADJUSTED_NAMES, CLOSE_NAMES, KNOWN_NAMES, plain

TWO_NAMES = re.compile(r"\(('|\")(.*)\1, ('|\")(.*)\3\)")
"""How Python writes a pair: "('Close', 'SPY')"."""
_MARKS = re.compile(r"[\s_.:|/-]+")
_NUMBERED = re.compile(r"(.+)\.(\d{1,5})", re.DOTALL)
LONGEST_NAME = 100
CLOSES = frozenset((*ADJUSTED_NAMES, *CLOSE_NAMES))


def without_numbers(names: Sequence[str]) -> tuple[str, ...]:
    """Undo what pandas does to names that stand twice: Close, Close.1, Close.2 are Close."""
    seen: Counter[str] = Counter()
    result: list[str] = []
    for name in names:
        match = _NUMBERED.fullmatch(name.strip())
        bare = match[1] if match and seen[match[1]] == int(match[2]) else name.strip()
        seen[bare] += 1
        result.append(bare)
    return tuple(result)


def levels_of_pairs(names: Sequence[str], places: Sequence[int]) -> tuple[list[str], list[str]]:
    """Take names such as "Close_SPY" or "SPY Close" apart, where all of them are of one kind.

    Returns
    -------
    tuple of lists
        Fields and symbols of all columns, "" for one without a name; both lists are empty where
        the names are no pairs.
    """
    asked = [place for place in places if names[place]]
    found: tuple[list[str], list[str]] = [], []
    for field_first in (True, False):
        fields, symbols = [""] * len(names), [""] * len(names)
        for place in asked:
            pair = _taken_apart(names[place].strip(), field_first)
            if pair is None:
                break
            fields[place], symbols[place] = pair
        else:
            if asked and every_symbol_has_a_close(fields, symbols, asked):
                return fields, symbols
            if len({plain(field) for field in fields}) > 2:  # "" and two of them
                found = fields, symbols
    return found


def every_symbol_has_a_close(
    fields: Sequence[str], symbols: Sequence[str], places: Sequence[int]
) -> bool:
    """Whether each symbol of a header of two levels comes with a close or an adjusted close."""
    priced = {symbols[place].strip() for place in places if plain(fields[place]) in CLOSES}
    return priced == {symbols[place].strip() for place in places}


def _taken_apart(name: str, field_first: bool) -> tuple[str, str] | None:
    """Return the field and the symbol of one name, the longest field that is known."""
    pair = TWO_NAMES.fullmatch(name)
    if pair is not None:
        field, symbol = (pair[2], pair[4]) if field_first else (pair[4], pair[2])
        return (field, symbol) if plain(field) in KNOWN_NAMES and symbol.strip() else None
    if len(name) > LONGEST_NAME:
        return None
    marks = list(_MARKS.finditer(name))
    for mark in reversed(marks) if field_first else marks:
        first, second = name[: mark.start()], name[mark.end() :]
        field, symbol = (first, second) if field_first else (second, first)
        if not symbol or plain(field) not in KNOWN_NAMES:
            continue
        if plain(symbol) not in KNOWN_NAMES or symbol.isupper():  # "Last Close" is no pair
            return field, symbol
    return None
