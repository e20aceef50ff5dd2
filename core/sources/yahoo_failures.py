"""What can go wrong between Yahoo Finance and us, told apart, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from core.errors import listed, shown

MOST_SYMBOLS = 12  # of one sentence


class Trouble(Enum):
    """The kinds of failure; the value says what is so, for prices of an earlier day."""

    NO_NETWORK = "No network"
    TIMEOUT = "Yahoo Finance did not answer in time"
    RATE_LIMIT = "Yahoo Finance takes no more requests for a while"
    DOWN = "Yahoo Finance is out of order"
    BROKEN = "The answer of Yahoo Finance broke off"
    NONSENSE = "The answer of Yahoo Finance makes no sense"
    SHORTER = "The answer of Yahoo Finance is shorter than an earlier one"
    UNKNOWN = "Yahoo Finance knows no such symbol"
    NO_DATA = "Yahoo Finance has no prices of these days"
    NOT_YET = "Yahoo Finance has no final price of these days"


OF_THE_SERVER = {Trouble.NO_NETWORK, Trouble.TIMEOUT, Trouble.RATE_LIMIT, Trouble.DOWN}
"""Kinds that every other symbol would meet too, so that no other is asked for."""

OF_THE_SYMBOL = {Trouble.UNKNOWN, Trouble.NO_DATA, Trouble.NOT_YET}
"""Kinds that are an answer: earlier prices must not hide them."""

_WAY_OUT = {
    Trouble.NO_NETWORK: "check the network connection and try again",
    Trouble.TIMEOUT: "check the network connection or try again later",
    Trouble.RATE_LIMIT: "wait some minutes and try again",
    Trouble.DOWN: "try again later",
    Trouble.BROKEN: "try again",
    Trouble.NONSENSE: "try again later, or open a file of prices",
    Trouble.SHORTER: "try again later, or open a file of prices",
    Trouble.UNKNOWN: "check how Yahoo writes it, or leave it out",
    Trouble.NO_DATA: "choose an earlier start, or leave it out",
    Trouble.NOT_YET: "try again when it is, choose an earlier start, or leave it out",
}


class YahooFailure(Exception):
    """One request that failed for good, or may be tried again.

    Attributes
    ----------
    trouble
        What kind of failure it is.
    reason
        What is so, in words that follow "Yahoo Finance gave no prices of SPY: ".
    retry_after
        Seconds that Yahoo asks to wait, None where it does not say.
    """

    def __init__(self, trouble: Trouble, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.trouble = trouble
        self.reason = reason
        self.retry_after = retry_after


def nonsense(what: str) -> YahooFailure:
    """Return the failure of an answer that cannot be prices; `what` says why in a few words."""
    return YahooFailure(Trouble.NONSENSE, f"its answer makes no sense ({shown(what, 120)})")


def failure_sentence(failures: Mapping[str, YahooFailure], kept: int) -> str:
    """Return one sentence that names every symbol that failed, why, and the way out.

    Parameters
    ----------
    failures
        By symbol, at least one.
    kept
        How many other symbols there are that the next try need not ask for; 0 where it asks for
        any of them.
    """
    by_reason: dict[str, list[str]] = {}
    for symbol, failure in failures.items():
        by_reason.setdefault(failure.reason, []).append(symbol)
    if len(by_reason) == 1:
        ((reason, symbols),) = by_reason.items()
        told = f"{_names(symbols)}: {reason}"
    else:
        told = ", ".join(f"{_names(symbols)} ({why})" for why, symbols in by_reason.items())
    ways = list(dict.fromkeys(_WAY_OUT[failure.trouble] for failure in failures.values()))
    sentence = f"Yahoo Finance gave no prices of {told}; {', and '.join(ways)}"
    if kept:
        others = f"the other {kept} are" if kept > 1 else "the other one is"
        sentence += f"; {others} kept, so the next try asks only for {_names(list(failures))}"
    return f"{sentence}."


def _names(symbols: list[str]) -> str:
    return listed(symbols, MOST_SYMBOLS)
