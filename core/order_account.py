"""The account that orders are made for: a part of the project, and what no backtest knows."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import DataError, shown

Shares = tuple[tuple[str, float], ...]
"""Pairs of a symbol, each once, and the shares of it."""

MOST_MONEY = 1e15
"""Largest account, and largest holding: whole numbers of shares beyond are no longer exact."""

MOST_HELD, MOST_LETTERS = 2_000, 100
"""Symbols that are held at most, and letters of one; what is beyond is no list of shares."""


@dataclass(frozen=True, slots=True)
class OrderAccount:
    """An account as its owner gives it; it changes orders, and no run.

    Attributes
    ----------
    equity
        Its size, cash included, money in the currency of the prices; above 0.
    fractional
        Whether parts of shares are traded.
    held
        Shares that it holds now; None: what the backtest holds.
    """

    equity: float = 100_000.0
    fractional: bool = False
    held: Shares | None = None

    def check(self) -> None:
        """Refuse an account that no project file would take.

        Raises
        ------
        DataError
            Where its size, or what it holds, cannot be.
        """
        if not 0.0 < self.equity <= MOST_MONEY:
            raise DataError(
                f"The account has to be worth more than 0 and at most {MOST_MONEY:.0e}; "
                f"{self.equity:g} was given."
            )
        held = self.held or ()
        if len(held) > MOST_HELD:
            raise DataError(f"At most {MOST_HELD:,} symbols can be held; {len(held):,} were given.")
        for symbol, shares in held:
            if not 0 < len(symbol.strip()) <= MOST_LETTERS:
                raise DataError(
                    f"{shown(symbol, 40)} cannot be held; name a symbol of up to {MOST_LETTERS} "
                    "letters."
                )
            if not 0.0 <= shares <= MOST_MONEY:
                raise DataError(
                    f"{shown(symbol, 40)}: the shares held must be a number from 0 to "
                    f"{MOST_MONEY:.0e}; {shares:g} was given."
                )
