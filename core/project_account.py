"""The account in a project file: somebody has typed it, so that what is wrong in it is told."""

from __future__ import annotations

from typing import cast

from core.errors import quoted
from core.order_account import MOST_HELD, MOST_LETTERS, MOST_MONEY, OrderAccount, Shares
from core.project_parts import Part, given


def account_object(account: OrderAccount) -> dict[str, object]:
    """Return an account as the project file holds it."""
    return {
        "equity": account.equity,
        "fractional": account.fractional,
        "held": None if account.held is None else dict(account.held),
    }


def read_account(entry: object, problems: list[str]) -> OrderAccount:
    """Return the account of an object in the file; what is missing is as by default."""
    part = Part(entry, "in the account", problems)
    usual = OrderAccount()
    part.only(("equity", "fractional", "held"))
    equity = part.values.get("equity", usual.equity)
    if not _is_amount(equity) or equity == 0:
        part.problem(
            "equity", f"must be a number above 0 up to {MOST_MONEY:,.0f}; {given(equity)} was given"
        )
        equity = usual.equity
    return OrderAccount(
        float(cast(float, equity)), part.switch("fractional", usual.fractional), _held(part)
    )


def _held(part: Part) -> Shares | None:
    values = part.values.get("held")
    if values is None:
        return None
    if not isinstance(values, dict) or len(values) > MOST_HELD:
        part.problem(
            "held", 'must be null, or an object of symbols and shares, such as {"SPY": 120}'
        )
        return None
    for symbol, shares in values.items():
        if not 0 < len(symbol.strip()) <= MOST_LETTERS:
            part.problem("held", f"must name a symbol of up to {MOST_LETTERS} letters for shares")
        elif not _is_amount(shares):
            part.problem(
                "held",
                f"must hold from 0 to {MOST_MONEY:,.0f} shares of {quoted(symbol)}; "
                f"{given(shares)} was given",
            )
    if not all(_is_amount(shares) for shares in values.values()):
        return None
    return tuple((symbol, float(shares)) for symbol, shares in values.items())


def _is_amount(value: object) -> bool:
    """Whether a value is a sum of money, or a number of shares, that orders can be made for."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and 0 <= cast(float, value) <= MOST_MONEY  # false for what is no number
