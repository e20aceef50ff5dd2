"""The layout in a project file: it changes no number, so what is wrong in it does no harm."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import get_args

from core.project import Accounts, Layout
from core.project_parts import MOST_NUMBER, is_whole


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


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
    if taken.get("selected") not in keys:
        taken["selected"] = keys[0] if keys else 0
    return replace(Layout(), **taken)
