"""The way from one set of parameters to another, one correction at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from core.errors import ParameterError, listed
from core.fields import Kind
from core.parameters import FIELDS, PRESETS, Parameters
from core.value_words import value_in_words

CORRECTIONS: tuple[tuple[str, ...], ...] = (
    ("return_kind",),
    ("solver",),
    ("execution_lag",),
    ("drift",),
    ("cost_bps",),
    ("cash_rate", "borrow_spread"),
    ("leverage_band",),
    ("statistics",),
)
"""What lies between the presets, in the order in which it is put right; the ruler comes last."""

WITHOUT_EFFECT = frozenset({"seed"})
"""Fields that change no number, and so are no step."""

MOST_SYMBOLS = 3
"""Named in the title of a step; of more the rest is counted."""


@dataclass(frozen=True, slots=True)
class Step:
    """One correction on the way.

    Attributes
    ----------
    title
        What is corrected, as a person would say it: "Next-day execution".
    fields
        The fields of `Parameters` that it changes; one, but for interest and cash.
    parameters
        What stands after it.
    """

    title: str
    fields: tuple[str, ...]
    parameters: Parameters


def steps_between(start: Parameters, goal: Parameters) -> tuple[Step, ...]:
    """Return the steps that lead from `start` to `goal`; none where they are equal.

    First come the fields that no preset sets, in the order of `FIELDS`, then `CORRECTIONS`. A step
    that would not be valid in its turn waits until it is. `goal` is reached up to its seed.
    """
    changed = set(start.differences(goal)) - WITHOUT_EFFECT
    plain = [(name,) for name in FIELDS if name not in PRESETS["tradable"]]
    waiting = [
        tuple(name for name in names if name in changed)
        for names in (*plain, *CORRECTIONS)
        if changed.intersection(names)
    ]
    made: list[Step] = []
    at = start
    while waiting:
        fields, at = _next(waiting, at, goal)
        waiting.remove(fields)
        made.append(Step(_title(fields, start, goal), fields, at))
    return tuple(made)


def _next(
    waiting: list[tuple[str, ...]], at: Parameters, goal: Parameters
) -> tuple[tuple[str, ...], Parameters]:
    """Return the first fields that can be put to those of `goal` now, and what stands then.

    There always are some. Of two bounds that must not cross, one can be moved without crossing the
    other, as both ends of the way are valid; and drift goes before the lag and the returns that it
    needs are taken away, or comes after both are there.
    """
    for fields in waiting:
        try:
            return fields, at.changed(**{name: getattr(goal, name) for name in fields})
        except ParameterError:
            continue
    raise AssertionError("no single step is valid")


def _title(fields: tuple[str, ...], start: Parameters, goal: Parameters) -> str:
    """Return what a step does, in words; every field of it still has the value of `start`."""
    if fields[0] in ("cash_rate", "borrow_spread"):
        return _interest_title(fields, start, goal)
    name = fields[0]
    old, new = getattr(start, name), getattr(goal, name)
    named = {
        ("return_kind", "simple"): "Simple returns",
        ("return_kind", "log"): "Log returns",
        ("solver", "exact"): "Converged solver",
        ("solver", "scripted"): "Solver as scripted",
        ("drift", True): "Drifting weights",
        ("drift", False): "Weights reset daily",
        ("statistics", "standard"): "Statistics",
        ("statistics", "scripted"): "Statistics as scripted",
        ("execution_lag", 0): "Same-day execution",
        ("cost_bps", 0): "No trading costs",
        ("leverage_band", 0): "No leverage band",
    }
    appearing = {
        ("execution_lag", 0): "Next-day execution" if new == 1 else "",
        ("cost_bps", 0): "Trading costs",
        ("leverage_band", 0): "Leverage band",
    }
    return named.get((name, new)) or appearing.get((name, old)) or _change(name, old, new)


def _interest_title(fields: tuple[str, ...], start: Parameters, goal: Parameters) -> str:
    def is_free(parameters: Parameters) -> bool:
        return parameters.cash_rate == 0 and parameters.borrow_spread == 0

    if is_free(start):
        return "Interest and cash"
    if is_free(goal):
        return "No interest"
    parts = [_change(name, getattr(start, name), getattr(goal, name)) for name in fields]
    return ", ".join([parts[0], *(part[:1].lower() + part[1:] for part in parts[1:])])


def _change(name: str, old: object, new: object) -> str:
    """Return the label of a field with its values in words: "Trading cost 2 to 5 bp"."""
    field = FIELDS[name]
    if isinstance(old, tuple) and isinstance(new, tuple):
        return _symbols_title(old, new)
    if field.kind is Kind.DATE:
        if old is None:
            return f"{field.label} set to {new}"
        assert isinstance(old, dt.date)
        return f"{field.label} moved from {old} to {'the last day' if new is None else new}"
    was, becomes = value_in_words(field, old), value_in_words(field, new)
    if isinstance(old, int | float) and isinstance(new, int | float):
        was = was.split(" ")[0]  # the unit stands behind the other number
    return f"{field.label} {was} to {becomes}"


def _symbols_title(old: tuple[str, ...], new: tuple[str, ...]) -> str:
    """Return what comes into the universe and what leaves it."""
    added = [symbol for symbol in new if symbol not in old]
    gone = [symbol for symbol in old if symbol not in new]
    if not added and not gone:
        return "Symbols in another order"
    parts = [f"with {listed(added, MOST_SYMBOLS)}"] if added else []
    parts += [f"without {listed(gone, MOST_SYMBOLS)}"] if gone else []
    return f"Symbols {', '.join(parts)}"
