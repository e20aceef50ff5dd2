"""Results as files: one run's daily series and summary, or those of a study together."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING

from core import __version__
from core.benchmarks import BenchmarkKind
from core.errors import ExportError
from core.project import unique_name
from core.result import BacktestResult

if TYPE_CHECKING:
    import pandas as pd

    from core.answers import Answers
    from core.benchmarks import Benchmark
    from core.comparison import Track
    from core.scenario import Outcome
    from core.study import Study

NAME_COLUMN = "scenario"
"""First column of the series of several."""

SPREADSHEET_FORMULA = ("=", "+", "-", "@")
"""What a cell may not begin with, or a spreadsheet would compute it."""

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


CELLS = 100_000
"""Numbers that are written as text at a time."""


def series_csv(result: BacktestResult) -> bytes:
    """Return the daily series as CSV (UTF-8): numbers read back to the same doubles."""
    return b"".join(_lines(result.daily))


def _lines(frame: pd.DataFrame, *, header: bool = True) -> Iterator[bytes]:
    """Return a frame as CSV, some rows at a time.

    In one piece hundreds of MB would be copied with the interpreter locked, and the window deaf.
    """
    rows = max(CELLS // max(frame.shape[1], 1), 1)
    for first in range(0, max(len(frame), 1), rows):
        text: str = frame.iloc[first : first + rows].to_csv(
            date_format="%Y-%m-%d", lineterminator="\n", header=header and first == 0
        )
        yield text.encode()


def summary_json(result: BacktestResult, answers: Answers | None = None) -> bytes:
    """Return the summary as strict JSON (UTF-8, no NaN), enough to run the same again.

    With `answers` they stand behind it, under the key that is called so; see
    `core.answers.answers_json`.
    """
    return _strict({**result.summary, **_answered(answers)})


def study_csv(study: Study) -> bytes:
    """Return the daily series of all that is visible, below one another, as CSV (UTF-8).

    The first column, `scenario`, tells whose row it is; then come `Date` and the columns of the
    series files, each where it first appears. A row holds what the series file of its scenario
    alone holds, on all of that scenario's days, and nothing in the columns that it lacks. A
    benchmark has rows too, after the scenarios, with the columns of its one account: those of the
    account with the overlay (`leverage`, `ret_port_dyn`, `equity_dyn`, `dd_dyn`, `turnover`,
    `cost`, `financing`); all others are empty. Numbers read back to the same doubles.

    A name that a spreadsheet would take for a formula has an apostrophe before it. Where a
    benchmark has the name of a scenario, or of an earlier benchmark, a number stands behind it.

    Raises
    ------
    ExportError
        Where nothing that is visible has a result, or a symbol is called as the first column.
    """
    import pandas as pd

    names = _names(study)
    outcomes = _shown_outcomes(study)
    frames = {one.scenario.key: one.result.daily for one in outcomes if one.result is not None}
    frames |= {
        track.key: _benchmark_daily(track) for track in study.comparison.whole if track.is_benchmark
    }
    if not frames:
        raise ExportError("No scenario that is shown has a result, so there is nothing to export.")
    columns = list(dict.fromkeys(column for frame in frames.values() for column in frame))
    if NAME_COLUMN in columns:
        raise ExportError(
            f"The symbol {NAME_COLUMN} has the name of a column of the file; rename it in the "
            "prices."
        )
    parts = [
        frame.reindex(columns=columns).set_axis(
            pd.MultiIndex.from_arrays(
                [[_cell(names[key])] * len(frame), frame.index], names=[NAME_COLUMN, "Date"]
            )
        )
        for key, frame in frames.items()
    ]
    lines = (_lines(part, header=place == 0) for place, part in enumerate(parts))
    return b"".join(chain.from_iterable(lines))


def study_json(study: Study, answers: Mapping[int, Answers] | None = None) -> bytes:
    """Return what became of a study as strict JSON (UTF-8, no NaN).

    For each visible scenario that has a result, in their order: its `name`, everything that its
    summary alone holds, and as `compared` its figures on the days that all visible ones have in
    common, without (`base`) and with the overlay (`dynamic`). For each visible benchmark its
    `figures` on these days. `compared` and `figures` are null where there are no common days.
    With `answers`, by the keys of their scenarios, a scenario has its own too, as `summary_json`.
    `failures` names whatever has no result, hidden or not. Names are those of `study_csv`, there
    without apostrophes.
    """
    comparison, names = study.comparison, _names(study)
    days = [f"{comparison.dates[row]:%Y-%m-%d}" for row in (0, -1)] if comparison.tracks else None
    tracks = {track.key: track for track in comparison.tracks}
    whole = {track.key: track for track in comparison.whole}
    return _strict(
        {
            "product": "Ballast",
            "version": __version__,
            "first_day": days[0] if days else None,
            "last_day": days[1] if days else None,
            "rows": len(comparison.dates),
            "reference": study.project.compared_with.name,
            "scenarios": [
                {
                    "name": names[one.scenario.key],
                    **one.result.summary,
                    "compared": _compared(tracks.get(one.scenario.key)),
                    **_answered((answers or {}).get(one.scenario.key)),
                }
                for one in _shown_outcomes(study)
                if one.result is not None
            ],
            "benchmarks": [
                _benchmark(one, study, names[one.key], whole[one.key], tracks.get(one.key))
                for one in study.project.benchmarks
                if one.key in whole
            ],
            "failures": [{"name": one.name, "error": str(one.error)} for one in study.failures],
            "notes": list(study.notes),
        }
    )


def _strict(content: dict[str, object]) -> bytes:
    text = json.dumps(content, indent=2, allow_nan=False, ensure_ascii=False)
    return text.encode(errors="backslashreplace") + b"\n"  # which is how JSON spells no characters


def _shown_outcomes(study: Study) -> list[Outcome]:
    return [one for one in study.outcomes if one.scenario.visible and one.result is not None]


def _names(study: Study) -> dict[int, str]:
    """Return the names of all that is visible by key; those of benchmarks are made unique."""
    names = {one.scenario.key: one.scenario.name for one in study.outcomes}
    for track in study.comparison.whole:
        if track.is_benchmark:
            names[track.key] = unique_name(track.name, names.values())
    return names


def _cell(name: str) -> str:
    """Return a name as one line of characters that is no formula."""
    line = " ".join(name.split()).encode(errors="backslashreplace").decode()
    line = CONTROL.sub("\ufffd", line)  # many readers end at a zero byte
    first = unicodedata.normalize("NFKC", line)[:1]  # a wide sign is one too
    return f"'{line}" if first in SPREADSHEET_FORMULA else line


def _benchmark_daily(track: Track) -> pd.DataFrame:
    """Return the days of a benchmark as rows of the series file."""
    import pandas as pd

    account = track.dynamic
    columns = {
        "leverage": account.leverage,
        "ret_port_dyn": account.returns,
        "equity_dyn": account.equity,
        "dd_dyn": track.drawdown_dynamic,
        "turnover": account.turnover,
        "cost": account.cost,
        "financing": account.financing,
    }
    return pd.DataFrame(columns, index=track.dates)


def _answered(answers: Answers | None) -> dict[str, object]:
    if answers is None:
        return {}
    from core.answers import answers_json

    return {"answers": answers_json(answers)}


def _compared(track: Track | None) -> dict[str, object] | None:
    if track is None:
        return None
    return {"base": track.figures_base, "dynamic": track.figures_dynamic}


def _benchmark(
    benchmark: Benchmark, study: Study, name: str, whole: Track, track: Track | None
) -> dict[str, object]:
    beside = study.project.scenario(benchmark.scenario)
    made: dict[str, object] = {
        "name": name,
        "kind": benchmark.kind.value,
        "scenario": None if beside is None else beside.name,
        "weights": dict(benchmark.weights),
    }
    if benchmark.kind is BenchmarkKind.CONSTANT:
        made["leverage"] = float(whole.dynamic.target[0])
    made["figures"] = None if track is None else track.figures_dynamic
    made["notes"] = list(whole.notes)
    return made
