"""Published examples, computed again by this program: expected, computed, difference.

Beside the road, not on it: it asks the parts of a backtest what others have published, and no
backtest needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.papers.example import Check, Example, Tally, papers_csv, tally

if TYPE_CHECKING:
    from core.prices import LoadedPrices

__all__ = ["MEANING", "Check", "Example", "Tally", "examples", "papers_csv", "tally"]

MEANING = (
    "Numbers that others have published, or that follow by hand from a definition, beside what "
    "this program computes for them at this moment. Where they agree, its building blocks "
    "(risk parity, minimum variance, volatility, drawdown, interest, attribution) compute what the "
    "papers say, to the last published digit. It says nothing about your strategy: not that its "
    "prices are right, that it can be traded, or that it will earn what it did."
)
"""What it means and what it does not, in the user's words."""


def examples(loaded: LoadedPrices | None = None) -> tuple[Example, ...]:
    """Compute every example now; those about real prices where `loaded` has them."""
    # compiled: slow to import
    from core.papers.accounts import account_examples
    from core.papers.real_prices import real_price_examples
    from core.papers.risk_weights import risk_weight_examples

    return (*risk_weight_examples(), *account_examples(), *real_price_examples(loaded))
