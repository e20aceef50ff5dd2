"""What the command line prints: where prices are from, and the script's lines of figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import shown
from core.findings import Check, Severity
from core.parameters import CASH_SERIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from core.prices import LoadedPrices, PriceSource
    from core.project import Project
    from core.result import BacktestResult
    from core.study import Study

MOST_LINES = 12
"""Readings, and findings, that are printed; the JSON file has them all."""

ALWAYS_TOLD = {Check.UNFINISHED, Check.AGE, Check.CACHE, Check.DATES, Check.ROWS}
"""What a source has decided about the prices is told even where it is a note."""


def told_of_prices(loaded: LoadedPrices, project: Project) -> list[str]:
    """Return how the files were understood, and what there is to be said about the prices."""
    from core.quality import condensed

    source = loaded.source
    lines = []
    if source.kind == "file":
        lines = _first([reading.sentence for reading in source.readings], "files")
    used = {*project.symbols}
    if any(one.parameters.cash_rate == CASH_SERIES for one in project.scenarios):
        used.add(CASH_SERIES)
    told = [
        finding
        for finding in source.findings
        if finding.concerns(used)
        and (finding.severity is not Severity.NOTE or finding.check in ALWAYS_TOLD)
    ]
    return lines + _first([finding.message for finding in condensed(told)], "findings")


def told_of_symbols(symbols: tuple[str, ...]) -> str:
    """Return that the symbols of the files are taken."""
    names = ",".join(symbols[:MOST_LINES]) + (",..." if len(symbols) > MOST_LINES else "")
    return f"No --symbols were given, so all of the files are taken: {names}."


def lines_of_run(result: BacktestResult) -> list[str]:
    """Return what the figures are of, and the script's two lines."""
    from core.metrics import figures

    conventions = result.conventions
    return [
        f"{_prices(result.source)}, results {_days(result.dates)}",
        _line("Base", figures(result.base, conventions)),
        _line("Dynamic", figures(result.dynamic, conventions)),
    ]


def lines_of_study(study: Study) -> list[str]:
    """Return the same for all that is shown, each below its name.

    The figures are those of the common days; where there are none, those of everyone's own days,
    which then stand beside the name.
    """
    comparison = study.comparison
    common = bool(comparison.tracks)
    results = f", results {_days(comparison.dates)}" if common else ""
    lines = [f"{_prices(study.loaded.source)}{results}"]
    for track in comparison.tracks or comparison.whole:
        lines.append(shown(track.name) + ("" if common else f", {_days(track.dates)}"))
        if track.figures_base is None:
            lines.append(_line("Account", track.figures_dynamic))
        else:
            lines.append(_line("Base", track.figures_base))
            lines.append(_line("Dynamic", track.figures_dynamic))
    return lines


def notes_of_study(study: Study) -> list[str]:
    """Return what has to be said of a study beside its figures; what is simulated they say."""
    results = [one.result for one in study.outcomes if one.result is not None]
    said = {note for one in results for note in one.notes if note not in one.warnings}
    return [note for note in study.notes if note not in said]


def lines_of_failures(study: Study) -> list[str]:
    """Return what of that which is shown has no result, and why."""
    visible = {one.key for one in study.project.scenarios if one.visible}
    visible |= {one.key for one in study.project.benchmarks if one.visible}
    return [f"{shown(one.name)}: {one.error}" for one in study.failures if one.key in visible]


def _first(lines: list[str], name: str) -> list[str]:
    if len(lines) <= MOST_LINES:
        return lines
    return [
        *lines[:MOST_LINES],
        f"And {len(lines) - MOST_LINES} more {name}; --json has all of them.",
    ]


def _prices(source: PriceSource) -> str:
    kind = "simulated, not real: " if source.simulated else ""
    fetched = f" of {source.retrieved[:10]}" if source.retrieved else ""
    return f"Prices : {kind}{source.name}{fetched}"


def _days(dates: pd.DatetimeIndex) -> str:
    return f"{dates[0]:%Y-%m-%d} to {dates[-1]:%Y-%m-%d}"


def _line(name: str, made: Mapping[str, float | None]) -> str:
    """Return the script's line of one account; n/a where a figure is not defined."""

    def written(key: str, form: str) -> str:
        value = made[key]
        return "n/a" if value is None else format(value, form)

    return (
        f"{name:<7}: AnnRet={written('ann_ret', '.2%')}, AnnVol={written('ann_vol', '.2%')}, "
        f"Sharpe={written('sharpe', '.2f')}, MaxDD={written('max_drawdown', '.2%')}"
    )
