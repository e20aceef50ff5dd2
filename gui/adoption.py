"""What scenarios take from prices that are opened: their symbols, where they lack their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.parameters import Parameters

if TYPE_CHECKING:
    from core.prices import LoadedPrices
    from core.project import Project

NAMED_AT_MOST = 10


def fitted_project(project: Project, loaded: LoadedPrices, selected: int) -> tuple[Project, str]:
    """Return a project that the prices have symbols for, and what to say of the change, or "".

    What is said is about the scenario with the key `selected`, and about any other that changes.

    Raises
    ------
    ParameterError
        Where the symbols of the prices cannot be those of a scenario.
    """
    told: dict[int, str] = {}
    for scenario in project.scenarios:
        parameters, words = fitted(scenario.parameters, loaded)
        if parameters != scenario.parameters:
            project = project.with_parameters(scenario.key, parameters)
            told[scenario.key] = words
        elif scenario.key == selected:
            told[scenario.key] = words
    return project, told.get(selected) or next(iter(told.values()), "")


def fitted(parameters: Parameters, loaded: LoadedPrices) -> tuple[Parameters, str]:
    """Return parameters that the prices have symbols for, and what to say of the change, or "".

    Raises
    ------
    ParameterError
        Where the symbols of the prices cannot be those of a form.
    """
    symbols = loaded.symbols
    more = [symbol for symbol in symbols if symbol not in parameters.symbols]
    if len(more) == len(symbols) - len(parameters.symbols):
        return parameters, (
            f"{loaded.source.name} has {len(more)} more symbol{'s' if len(more) > 1 else ''} than "
            f"the scenario: {_named(more)}. Add them under Symbols to use them."
            if more
            else ""
        )
    return parameters.changed(symbols=symbols), (
        f"{loaded.source.name} lacks some of the symbols, so the scenarios now have those it "
        f"holds: {_named(symbols)}."
    )


def _named(symbols: Sequence[str]) -> str:
    return ", ".join(symbols[:NAMED_AT_MOST]) + (", …" if len(symbols) > NAMED_AT_MOST else "")
