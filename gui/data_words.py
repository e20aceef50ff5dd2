"""What the window says of its prices, in words: their age, their common days, what was checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.findings import Check, Finding, Severity

if TYPE_CHECKING:
    from core.coverage import Coverage
    from core.prices import PriceSource

SEVERITY_WORDS = {
    Severity.SUSPECT: ("Suspect", "Suspects"),
    Severity.FLAG: ("Flag", "Flags"),
    Severity.NOTE: ("Note", "Notes"),
}
"""What a severity is called, one and many, the most serious first."""

LOOKED_FOR = (
    "prices that stand still, jumps and moves that are taken back, prices on weekends, weekly or "
    "monthly prices and dates moved by a time zone"
)
NAMED_AT_MOST = 3


def names(symbols: Sequence[str]) -> str:
    """Return symbols as a sentence has them: "GLD", "GLD and TLT", "GLD, TLT and 6 others"."""
    if len(symbols) > NAMED_AT_MOST:
        return f"{', '.join(symbols[: NAMED_AT_MOST - 1])} and {len(symbols) - 2:,} others"
    if len(symbols) > 1:
        return f"{', '.join(symbols[:-1])} and {symbols[-1]}"
    return symbols[0] if symbols else ""


def fetched(source: PriceSource) -> dt.datetime | None:
    """Return when the oldest of the prices was fetched, in local time; None where none was."""
    try:
        return dt.datetime.fromisoformat(source.retrieved).astimezone()
    except ValueError:
        return None


def as_of(source: PriceSource) -> str:
    """Return "as of 2026-11-20" for prices that were fetched, else ""."""
    moment = fetched(source)
    return f"as of {moment:%Y-%m-%d}" if moment is not None else ""


def is_old(source: PriceSource) -> bool:
    """Whether newer prices were wanted and could not be had."""
    return bool(age_in_words(source))


def age_in_words(source: PriceSource) -> str:
    """Return why prices are those of an earlier day, "" where they are not."""
    return " ".join(finding.message for finding in source.findings if finding.check is Check.AGE)


def told_at_once(source: PriceSource) -> str:
    """Return what is said above the pages when prices come: their age, and a damaged cache."""
    words = [age_in_words(source)] + [
        finding.message
        for finding in source.findings
        if finding.check is Check.CACHE and finding.severity is not Severity.NOTE
    ]
    return " ".join(filter(None, words))


def common_period(covered: Coverage) -> str:
    """Return one or two sentences on the days that all of the symbols share."""
    absent = [one.symbol for one in covered.symbols if one.first is None]
    if absent:
        verb = "has" if len(absent) == 1 else "have"
        return f"{names(absent)} {verb} no prices here, so no day has a price of every symbol."
    if covered.common_first is None:
        return "There is no day on which every symbol has a price."
    days = f"{covered.common_days:,} day{'s' if covered.common_days != 1 else ''}"
    if len(covered.symbols) == 1:
        return f"{covered.symbols[0].symbol} has prices on {days}."
    begin = f"The common period starts {covered.common_first}"
    starts = {one.first for one in covered.symbols}
    if len(starts) > 1:
        verb = "is" if len(covered.starting) == 1 else "are"
        begin += f": {names(covered.starting)} {verb} the last to begin."
    else:
        begin += ", for every symbol alike."
    end = f"It ends {covered.common_last}"
    if len({one.last for one in covered.symbols}) > 1:
        verb = "is" if len(covered.ending) == 1 else "are"
        end += f": {names(covered.ending)} {verb} the first to end. It has {days}"
    else:
        end += f" and has {days}"
    return f"{begin} {end} with a price of every symbol."


def symbols_of(finding: Finding) -> str:
    """Return the symbols a finding is about, counted where they are many."""
    if len(finding.symbols) > NAMED_AT_MOST:
        return f"{len(finding.symbols):,} symbols"
    return ", ".join(finding.symbols)


def days_of(finding: Finding) -> str:
    """Return the days a finding is about, "" where it is about none."""
    if finding.first is None:
        return ""
    if finding.last is None or finding.last == finding.first:
        return f"{finding.first}"
    return f"{finding.first} – {finding.last}"


def looked_for(source: PriceSource) -> str:
    """Return a sentence that tells what the prices were looked at for."""
    if source.simulated:
        return f"Looked for: {LOOKED_FOR}; invented prices follow no exchange's calendar."
    return f"Looked for: sessions of the exchange without a price, {LOOKED_FOR}."


def worth_a_look(findings: Sequence[Finding]) -> int:
    """Return how many of the findings are more than a note."""
    return sum(finding.severity is not Severity.NOTE for finding in findings)
