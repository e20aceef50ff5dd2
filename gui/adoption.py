"""What the form takes from prices that are opened: their symbols, where they lack its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.parameters import Parameters

if TYPE_CHECKING:
    from core.prices import LoadedPrices

NAMED_AT_MOST = 10


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
            f"the form: {_named(more)}. Add them under Symbols to use them."
            if more
            else ""
        )
    return parameters.changed(symbols=symbols), (
        f"{loaded.source.name} lacks some symbols of the form, so the form now has those it "
        f"holds: {_named(symbols)}."
    )


def _named(symbols: Sequence[str]) -> str:
    return ", ".join(symbols[:NAMED_AT_MOST]) + (", …" if len(symbols) > NAMED_AT_MOST else "")
