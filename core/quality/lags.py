"""Symbols whose moves match those of others only a day later: their dates may be moved."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from core.findings import Check, Finding, Severity
from core.quality.universe import Series, Universe
from core.quality.words import counted, symbols_in_words
from core.units import date_of

Singles = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

LATEST = 1000  # rows, four years: enough, and quick for hundreds of symbols
LEAST_PAIRS = 250  # days on which both moved
MATCH = 0.7  # Asia follows New York by a day with a correlation of 0.5, which is no fault
ABOVE = 0.4  # how much less the correlation of the same day must be
CLIP = 4.0  # usual moves: one bad tick makes no correlation


def followers(of: Universe) -> Iterable[Finding]:
    """Yield the symbols that match others with a lag of a day, and not on the same day."""
    series = [
        one
        for one in of.series
        if one.is_daily and not one.is_yield and len(one.moves) >= LEAST_PAIRS
    ]
    if len(series) < 2:
        return
    same, later = _correlations(series, len(of.days))
    calendars = np.array([str(one.calendar) for one in series])
    follows = (later >= MATCH) & (later >= same + ABOVE)
    follows &= calendars[:, None] == calendars[None, :]
    while follows.any():
        leads, trails = follows.sum(axis=1), follows.sum(axis=0)
        worst = int(np.argmax(leads + trails))
        late = trails[worst] >= leads[worst]
        partners = np.flatnonzero(follows[:, worst] if late else follows[worst])
        values = later[partners, worst] if late else later[worst, partners]
        best = int(partners[np.argmax(values)])
        yield _lag(series, worst, best, late, len(partners), float(values.max()))
        follows[worst] = False
        follows[:, worst] = False


def _correlations(series: list[Series], rows: int) -> tuple[Singles, Singles]:
    """Return the correlations of moves on the same day, and of row symbols with columns a day on.

    Both are (N, N), NaN where too few days are shared; they are of the latest rows on which at
    least half of the symbols move.
    """
    table = np.full((len(series), rows), np.nan, dtype=np.float32)
    for place, one in enumerate(series):
        usual = one.usual_move
        if usual > 0:
            table[place, one.rows[1:]] = np.clip(one.moves / usual, -CLIP, CLIP)
    present = ~np.isnan(table)
    kept = np.flatnonzero(present.sum(axis=0) * 2 >= len(series))[-LATEST:]
    table, present = table[:, kept], present[:, kept]
    values: Singles = np.where(present, table, np.float32(0.0))
    mask: Singles = present.astype(np.float32)
    return _masked(values, mask, values, mask), _masked(
        values[:, :-1], mask[:, :-1], values[:, 1:], mask[:, 1:]
    )


def _masked(a: Singles, seen_a: Singles, b: Singles, seen_b: Singles) -> Singles:
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.sqrt((a * a) @ seen_b.T) * np.sqrt(seen_a @ (b * b).T)
        found: Singles = (a @ b.T) / scale
    found[seen_a @ seen_b.T < LEAST_PAIRS] = np.nan
    return found


def _lag(
    series: list[Series], worst: int, best: int, late: bool, partners: int, match: float
) -> Finding:
    one, other = series[worst], series[best]
    way = "late" if late else "early"
    if partners == 1:
        whose, which = f"those of {other.symbol}", "the dates of one of them look"
    else:
        whose = f"those of {counted(partners, 'symbol')}, {symbols_in_words([other.symbol])} first,"
        which = "its dates look"
    return Finding(
        Check.SHIFTED,
        Severity.SUSPECT,
        f"The moves of {one.symbol} match {whose} when taken a day "
        f"{'earlier' if late else 'later'} (correlation {match:.2f}) and not on the same day; "
        f"{which} a day {way if partners > 1 else 'off'}.",
        symbols=(one.symbol,),
        first=date_of(one.days[0]),
        last=date_of(one.days[-1]),
        count=len(one.days),
    )
