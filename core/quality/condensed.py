"""Many findings told in a few: for people; files keep each of them."""

from __future__ import annotations

from collections.abc import Sequence

from core.findings import Check, Finding
from core.quality.words import GRAVITY, counted, symbols_in_words

MOST_FINDINGS = 6  # of one check; the others are told together

TOGETHER = {
    Check.GAP: "lack prices or days",
    Check.HISTORY: "begin later or end earlier than the others",
    Check.STALE: "keep the same price for days",
    Check.JUMP: "jump far beyond what is usual for them",
    Check.REVERSAL: "have jumps that are taken back",
    Check.WEEKEND: "have prices on days without trading",
    Check.FREQUENCY: "have no daily prices",
    Check.SHIFTED: "have dates that look moved by a day",
    Check.ROWS: "have prices that are no positive numbers",
}
"""What the symbols of a check do, for the sentence about those that are told together."""


def condensed(findings: Sequence[Finding]) -> list[Finding]:
    """Tell the most serious findings of each check alone and those of further symbols together."""
    kept: list[Finding] = []
    for check in dict.fromkeys(one.check for one in findings):
        same = sorted(
            (one for one in findings if one.check is check),
            key=lambda one: (GRAVITY[one.severity], -one.count),
        )
        alone = [one for one in same if len(one.symbols) != 1 or check not in TOGETHER]
        single = [one for one in same if len(one.symbols) == 1 and check in TOGETHER]
        rest: list[Finding] = []
        if len(single) > MOST_FINDINGS:
            single, rest = single[: MOST_FINDINGS - 1], single[MOST_FINDINGS - 1 :]
        kept += [*alone, *single]
        if rest:
            kept.append(_together(check, rest))
    return kept


def _together(check: Check, findings: Sequence[Finding]) -> Finding:
    firsts = [one.first for one in findings if one.first]
    lasts = [one.last for one in findings if one.last]
    counts: dict[str, int] = {}
    for one in findings:
        (symbol,) = one.symbols
        counts[symbol] = counts.get(symbol, 0) + one.count
    words = [f"{symbol} ({count:,})" for symbol, count in counts.items()]
    return Finding(
        check,
        findings[0].severity,
        f"{counted(len(counts), 'other symbol')} {TOGETHER[check]}: {symbols_in_words(words)}.",
        symbols=tuple(counts),
        first=min(firsts) if firsts else None,
        last=max(lasts) if lasts else None,
        count=sum(counts.values()),
    )
