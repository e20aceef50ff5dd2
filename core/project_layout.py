"""The layout in a project file: it changes no number, so what is wrong in it does no harm."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import cast, get_args

from core.orders import MOST_MONEY
from core.project import Accounts, Layout
from core.project_parts import MOST_NUMBER, is_whole

MOST_HELD, MOST_LETTERS = 2_000, 100
"""Symbols that are held at most, and letters of one; what is beyond is no list of shares."""


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


def _is_amount(value: object) -> bool:
    """Whether a value is a sum of money, or a number of shares, that orders can be made for."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and 0 <= cast(float, value) <= MOST_MONEY  # false for what is no number


def _is_held(value: object) -> bool:
    """Whether a value is null, or pairs of a symbol, each once, and its shares."""
    if value is None:
        return True
    if not isinstance(value, list) or len(value) > MOST_HELD:
        return False
    pairs = [one for one in value if isinstance(one, list) and len(one) == 2]
    right = [isinstance(one[0], str) and 0 < len(one[0]) <= MOST_LETTERS for one in pairs]
    return (
        len(pairs) == len(value)
        and all(right)
        and len({one[0] for one in pairs}) == len(pairs)
        and all(_is_amount(one[1]) for one in pairs)
    )


CHECKS: Mapping[str, Callable[[object], bool]] = MappingProxyType(
    {
        "page": lambda value: isinstance(value, str) and 0 < len(value) <= 40,
        "selected": lambda value: is_whole(value, 1, MOST_NUMBER),
        "log": _is_switch,
        "base_curves": _is_switch,
        "years": lambda value: value is None or is_whole(value, 1, 1_000),
        "accounts": lambda value: value in get_args(Accounts),
        "differences": _is_switch,
        "window": lambda value: is_whole(value, 2, 10_000),
        "equity": lambda value: _is_amount(value) and value != 0,
        "fractional": _is_switch,
        "held": _is_held,
    }
)
"""Which values a field of `Layout` may have; one for each of them."""


def layout_object(layout: Layout) -> dict[str, object]:
    """Return a layout as the project file holds it."""
    return asdict(layout)


def read_layout(entry: object, keys: Sequence[int]) -> Layout:
    """Return a layout in which every value that is wrong or missing is the default one.

    Where the scenario in the form is none of `keys`, it is the first of them.
    """
    values = entry if isinstance(entry, dict) else {}
    taken = {
        name: values[name]
        for name, right in CHECKS.items()
        if name in values and right(values[name])
    }
    if "equity" in taken:
        taken["equity"] = float(taken["equity"])
    if taken.get("held") is not None:
        taken["held"] = tuple((symbol, float(shares)) for symbol, shares in taken["held"])
    if taken.get("selected") not in keys:
        taken["selected"] = keys[0] if keys else 0
    return replace(Layout(), **taken)
