"""Days as people type them: ISO always, other orders where they can only mean one day."""

from __future__ import annotations

import datetime as dt
import re

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d\d?)\2(\d\d?)", re.ASCII)
_YEAR_LAST = re.compile(r"(\d\d?)([-/.])(\d\d?)\2(\d{4})", re.ASCII)


def day_readings(text: str) -> tuple[dt.date, ...]:
    """Return the days that a text may mean: none, one, or two (01/12/2015 without a way to tell).

    With the year behind, day and month may stand either way round; 31.12.2015 is clear.
    """
    text = text.strip()
    try:
        return (dt.date.fromisoformat(text),)
    except ValueError:
        pass
    if found := _YEAR_FIRST.fullmatch(text):
        orders = [(found[1], found[3], found[4])]
    elif found := _YEAR_LAST.fullmatch(text):
        orders = [(found[4], found[3], found[1]), (found[4], found[1], found[3])]
    else:
        return ()
    days = []
    for year, month, day in orders:
        try:
            days.append(dt.date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return tuple(dict.fromkeys(days))
