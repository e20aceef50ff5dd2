"""What the tables of the page Proof say: sums over all futures, and what moved after each day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.causality import KINDS, Kind, Moved
from core.figure_forms import ABSENT
from gui.formats import number, reading
from gui.plain_table import Look, TableRow

if TYPE_CHECKING:
    from core.causality import Proof, Trial

TOTAL_HEADINGS = ("", "Compared", "Moved", "In futures", "Largest move")
TOTAL_TIPS = (
    "What must not move when later prices do",
    "Values of all futures together that were compared, bit for bit",
    "How many of them moved",
    "In how many futures any of them moved",
    "The largest move of a value",
)
LABELS: dict[Kind, str] = {
    "weights": "Weights",
    "leverage": "Leverage",
    "costs": "Costs and interest",
    "equity": "Equity",
}
HELP: dict[Kind, str] = {
    "weights": "Held on all days up to the next one, whose are traded at the close of the day",
    "leverage": "Leverage held, leverage aimed at, and brake, up to the next day; volatility too",
    "costs": "Trading costs and interest up to the next day, agreed on at the close of the day; "
    "turnover and cash rate too",
    "equity": "With the overlay and without it, up to the day; returns of accounts and symbols too",
}
UNITS: dict[Kind, tuple[float, str, int]] = {
    "weights": (100.0, " pp", 2),
    "leverage": (1.0, "\N{MULTIPLICATION SIGN}", 2),
    "costs": (100.0, " %", 3),
    "equity": (100.0, " %", 2),
}
"""Factor, unit and decimals of a move; that of equity is of the initial capital."""


@dataclass(frozen=True, eq=False)
class Tried:
    """A proof under the name of what was proved."""

    name: str
    proof: Proof


def total_rows(tried: Sequence[Tried]) -> list[TableRow]:
    """Return a heading for each proof and a row for each kind."""
    rows = []
    for one in tried:
        made = one.proof
        rows.append(TableRow((one.name,), Look.HEAD))
        for kind in KINDS:
            total = made.total(kind)
            futures = f"{number(made.futures_moved(kind), 0)} of {number(len(made.trials), 0)}"
            cells = (
                LABELS[kind],
                number(total.compared, 0),
                number(total.moved, 0) if total.moved else "none",
                futures,
                _size(total, kind) if total.moved else ABSENT,
            )
            rows.append(TableRow(cells, Look.BAD if total.moved else Look.PLAIN, HELP[kind]))
    return rows


def day_rows(tried: Sequence[Tried]) -> list[TableRow]:
    """Return a row for each day tried, with what moved after it in each proof."""
    rows = []
    for day in sorted({day for one in tried for day in _days(one.proof)}):
        found = [_of_day(one.proof, day) for one in tried]
        count = max(len(_trials(one.proof, day)) for one in tried)
        times = f" ({number(count, 0)} futures)" if count > 1 else ""
        rows.append(TableRow((f"{day}{times}", *found)))
    return rows


def _days(made: Proof) -> set[dt.date]:
    return {trial.day for trial in made.trials} | {day for day, _ in made.skipped}


def _trials(made: Proof, day: dt.date) -> list[Trial]:
    return [trial for trial in made.trials if trial.day == day]


def _of_day(made: Proof, day: dt.date) -> str:
    """Return what moved in the futures of a day, in a few words."""
    trials = _trials(made, day)
    if not trials:
        return "no result" if day in _days(made) else "not tried"
    words = []
    for kind in KINDS:
        parts = [trial.of(kind) for trial in trials]
        if any(part.moved for part in parts):
            largest = max(parts, key=lambda part: part.largest)
            words.append(f"{LABELS[kind].lower()} {_size(largest, kind)}")
    if words:
        return ", ".join(words)
    return "nothing moved" if all(trial.later_moved for trial in trials) else "shows nothing"


def _size(moved: Moved, kind: Kind) -> str:
    factor, unit, decimals = UNITS[kind]
    shown = factor * moved.largest
    if 0.0 < shown < 0.5 * 10.0**-decimals:
        return f"< {number(10.0**-decimals, decimals)}{unit}"
    return f"{reading(shown, decimals)}{unit}"
