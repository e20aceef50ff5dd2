"""What to tell about a file beside its prices: lines passed over, closes without dividends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.errors import shown
from core.findings import Check, Finding, Reading, Severity
from core.parameters import CASH_SERIES
from core.sources.files.dates import Days
from core.sources.files.layouts import Layout
from core.sources.files.lines import Body
from core.sources.files.table import Table

LONG_ENOUGH = np.timedelta64(2 * 365, "D")
"""Over this long a fund or share without any dividend is worth a look."""
NAMED = 6


def row_findings(body: Body, name: str) -> list[Finding]:
    """Tell which lines were passed over, broke off, or have fewer cells than the header."""
    findings: list[Finding] = []
    if body.passed_over:
        count = len(body.passed_over)
        what = "1 line that is no price" if count == 1 else f"{count} lines that are no prices"
        verb = "was" if count == 1 else "were"
        findings.append(
            Finding(
                Check.ROWS,
                Severity.NOTE,
                f"{name}: {what} {verb} passed over ({_line_numbers(body.passed_over)}).",
                count=count,
            )
        )
    if body.cut_off:
        findings.append(
            Finding(
                Check.ROWS,
                Severity.FLAG,
                f"{name}: the last line, {body.cut_off}, breaks off and was left out; the file may "
                "be cut short, so get it again.",
            )
        )
    if body.short:
        count = len(body.short)
        findings.append(
            Finding(
                Check.ROWS,
                Severity.FLAG,
                f"{name}: {count} {'line has' if count == 1 else 'lines have'} fewer cells than "
                f"the header ({_line_numbers(body.short)}); what is missing counts as empty.",
                count=count,
            )
        )
    return findings


def _line_numbers(numbers: Sequence[int]) -> str:
    first = ", ".join(str(number) for number in numbers[:NAMED])
    return f"line{'s' if len(numbers) > 1 else ''} {first}{', ...' if len(numbers) > NAMED else ''}"


def adjustment_findings(
    layout: Layout, table: Table, days: Days, reading: Reading
) -> list[Finding]:
    """Tell where prices may lack dividends: closes alone, or adjusted closes that equal them."""
    findings: list[Finding] = []
    priced = [symbol for symbol in reading.symbols if symbol != CASH_SERIES]
    closes = [
        each for each in layout.prices if each.adjusted is False and each.symbol != CASH_SERIES
    ]
    if closes and priced:
        concerned = [each.symbol for each in closes if each.symbol] or priced
        column = " or ".join(dict.fromkeys(each.name for each in closes))
        of_whom = "" if len(concerned) == len(priced) else f" of {named(concerned)}"
        findings.append(
            Finding(
                Check.UNADJUSTED,
                Severity.FLAG,
                f"{reading.name} has no adjusted close{of_whom}, so {column} is taken; if it is "
                "not adjusted, dividends are missing.",
                symbols=tuple(concerned),
            )
        )
    first, last = days.min(), days.max()
    if last - first <= LONG_ENOUGH:
        return findings
    for each in layout.prices:
        symbol = each.symbol
        if each.close < 0 or symbol == CASH_SERIES:
            continue
        one, other = table.prices[each.place].to_numpy(), table.prices[each.close].to_numpy()
        if one.dtype == object or other.dtype == object:
            continue
        if ((one == other) | (np.isnan(one) & np.isnan(other))).all():
            called = symbol or "every symbol"
            findings.append(
                Finding(
                    Check.UNADJUSTED,
                    Severity.FLAG,
                    f"{reading.name}: the adjusted close of {called} equals the close on all "
                    f"{len(days):,} days; if it pays dividends, they are missing.",
                    symbols=(symbol,) if symbol else (),
                    first=first.astype(object),
                    last=last.astype(object),
                    count=len(days),
                )
            )
    return findings


def column_findings(layout: Layout, name: str) -> list[Finding]:
    """Tell which columns beside the close of one symbol were passed over."""
    passed = layout.passed_over
    if not passed:
        return []
    what = "1 column was" if len(passed) == 1 else f"{len(passed)} columns were"
    return [
        Finding(
            Check.ROWS,
            Severity.NOTE,
            f"{name} is read as one symbol, with prices from {layout.column}; {what} passed over "
            f"({named(passed)}).",
            count=len(passed),
        )
    ]


def named(names: Sequence[str]) -> str:
    """Return the first of some names as a list in words."""
    first = ", ".join(shown(name, 40) for name in names[:NAMED])
    return f"{first}{', ...' if len(names) > NAMED else ''}"


def gathered(files: Sequence[Sequence[Finding]]) -> tuple[Finding, ...]:
    """Return the findings of all files; one that many have alike is told once, with their number.

    Findings of a kind are told file by file for up to `NAMED` files.
    """
    findings = [finding for each in files for finding in each]
    counts = Counter((finding.check, finding.severity) for finding in findings)
    concerned: dict[tuple[Check, Severity], dict[str, None]] = {}
    for finding in findings:
        kind = (finding.check, finding.severity)
        concerned.setdefault(kind, {}).update(dict.fromkeys(finding.symbols))
    result: list[Finding] = []
    told: set[tuple[Check, Severity]] = set()
    for finding in findings:
        kind = (finding.check, finding.severity)
        if counts[kind] <= NAMED:
            result.append(finding)
        elif kind not in told:
            told.add(kind)
            symbols = tuple(concerned[kind])
            message = f"{finding.message} So it is in {counts[kind] - 1} more cases."
            result.append(replace(finding, message=message, symbols=symbols, count=counts[kind]))
    return tuple(result)
