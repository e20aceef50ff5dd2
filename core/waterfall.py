"""From the script to what can be traded: what each correction does to the figures."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from core.comparison import Track, comparison, result_track
from core.errors import BacktestError, DataError
from core.figure_forms import as_written
from core.kept_bases import KeptBases
from core.metrics import METRICS, Conventions
from core.parameters import Parameters
from core.progress import ProgressCallback, part, report
from core.project import Project
from core.scenario import Scenario
from core.steps import WITHOUT_EFFECT, Step, steps_between

if TYPE_CHECKING:
    import pandas as pd

    from core.portfolio import Account
    from core.prices import LoadedPrices
    from core.result import BacktestResult

AccountKind = Literal["dynamic", "base", "added"]
"""With the overlay, without it, and the first less the second: what the overlay adds."""

ACCOUNT_KINDS: tuple[AccountKind, ...] = get_args(AccountKind)

_FORMS = {metric.key: metric.form for metric in METRICS}

SHOWN = ("ann_ret", "sharpe", "max_drawdown")
"""Keys of the metrics that a waterfall is about."""

MEANING = (
    "Each bar makes one correction and keeps those above it; its length is what that did to the "
    "figure. In another order the same corrections would share the change out otherwise: only "
    "their sum is fixed. Statistics changes nothing in the account, only the ruler. All of it is "
    "about past prices, on the days compared, and promises nothing."
)
"""What it means and what it does not, in the user's words."""

UNLISTED = 0
"""Key of a scenario that is made up for comparison and stands in no project."""

_COMPUTE = {metric.key: metric.compute for metric in METRICS}


@dataclass(frozen=True, eq=False)
class WaterfallRow:
    """Where things stand after one step; the first row is the start, without a step.

    Attributes
    ----------
    track
        The accounts on the days that all rows have in common; None where the step has no result.
    error
        Why it has none.
    """

    step: Step | None
    track: Track | None
    error: BacktestError | None = None
    _figures: dict[tuple[str, str], float | None] = field(default_factory=dict, repr=False)

    def figure(self, key: str, account: AccountKind) -> float | None:
        """Return a metric of `METRICS`; None where it is not defined or there is no result."""
        if self.track is None:
            return None
        if account == "added":
            dynamic, base = self.figure(key, "dynamic"), self.figure(key, "base")
            return None if dynamic is None or base is None else dynamic - base
        if (key, account) not in self._figures:  # few are asked for, so not all are computed
            of = self.track.dynamic if account == "dynamic" else self.track.base
            assert of is not None
            self._figures[key, account] = _figure(key, of, self.track.conventions)
        return self._figures[key, account]

    def written(self, key: str, account: AccountKind) -> float | None:
        """Return a metric as people see it: to the decimals of its form.

        What the overlay adds is then the difference of the two figures as they are seen.
        """
        if account == "added":
            dynamic, base = self.written(key, "dynamic"), self.written(key, "base")
            return None if dynamic is None or base is None else dynamic - base
        value, form = self.figure(key, account), _FORMS[key]
        return None if value is None else as_written(value, form)


@dataclass(frozen=True, eq=False)
class Waterfall:
    """The figures of every step from `start` to `goal`, on common days."""

    start: Scenario
    goal: Scenario
    rows: tuple[WaterfallRow, ...]

    @property
    def dates(self) -> pd.DatetimeIndex:
        """The days that all rows have in common."""
        import pandas as pd

        tracks = (row.track for row in self.rows)
        return next((one.dates for one in tracks if one is not None), pd.DatetimeIndex([]))

    def changes(self, key: str, account: AccountKind) -> tuple[float | None, ...]:
        """Return by how much each step changes a metric; of the first row None.

        A step without a result has None, and its change is in that of the next one that has; so
        the changes that are there sum to the figure of the last row less that of the first.
        """
        return _differences([row.figure(key, account) for row in self.rows])

    def written_changes(self, key: str, account: AccountKind) -> tuple[float | None, ...]:
        """Return the changes between the figures as people see them, so that columns add up."""
        return _differences([row.written(key, account) for row in self.rows])


def _differences(values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Return each value less the last one before it that is there."""
    found: list[float | None] = []
    before: float | None = None
    for value in values:
        found.append(None if value is None or before is None else value - before)
        before = before if value is None else value
    return tuple(found)


def explained_pair(project: Project, selected: int, start: int | None) -> tuple[Scenario, Scenario]:
    """Return the scenarios between which a way is explained: where from, where to.

    To the scenario with the key `selected`, from that with the key `start`; None, or the selected
    one itself: from the same strategy as the script has it. Where the selected one is itself the
    script's, the way leads from it to the same strategy as it can be traded. A scenario of the
    project that is just that strategy is taken, else one is made with the key `UNLISTED`.

    Raises
    ------
    KeyError
        Where the project has no scenario with the key `selected`.
    """
    chosen = project.scenario(selected)
    if chosen is None:
        raise KeyError(selected)
    other = None if start in (None, selected) else project.scenario(start)
    if other is not None:
        return other, chosen
    script = chosen.parameters.with_preset("as-scripted")
    if _are_same(script, chosen.parameters):
        tradable = chosen.parameters.with_preset("tradable")
        return chosen, _twin(project, chosen, tradable, "as it can be traded")
    return _twin(project, chosen, script, "as scripted"), chosen


def waterfall(
    loaded: LoadedPrices,
    start: Scenario,
    goal: Scenario,
    bases: KeptBases,
    beside: Sequence[Track] = (),
    progress: ProgressCallback | None = None,
) -> Waterfall:
    """Run every step from `start` to `goal`.

    `beside` are tracks (of a study) whose days are common too, so that the first and the last row
    have the figures that stand in the table of the study. Where no day is common, no row has a
    result.

    Raises
    ------
    Cancelled
        Where `progress` asked for it.
    """
    from core.engine import run_overlay

    steps: tuple[Step | None, ...] = (
        None,
        *steps_between(start.parameters, goal.parameters),
    )
    results: list[BacktestResult | BacktestError] = []
    for number, step in enumerate(steps):
        title = f"{goal.name}: {start.name if step is None else step.title}"
        report(progress, title, number / len(steps))
        parameters = start.parameters if step is None else step.parameters
        within = part(progress, number / len(steps), (number + 1) / len(steps))
        try:
            base = bases.base(loaded, parameters, within)
            results.append(run_overlay(base, parameters))
        except BacktestError as error:
            results.append(error)
    report(progress, f"{goal.name}: comparison", 1.0)
    return Waterfall(start, goal, _rows(start, goal, steps, results, beside))


def waterfall_csv(made: Waterfall) -> bytes:
    """Return the rows as CSV (UTF-8): plain numbers that read back to the same doubles.

    After `step`, `fields`, `from` and `to` (several of them separated by semicolons) come, for each
    of `SHOWN` and each account, the value and what the step changed it by; last `error`. A cell is
    empty where there is nothing, and words that a spreadsheet would compute have an apostrophe
    before them.
    """
    columns = [(key, account) for key in SHOWN for account in ACCOUNT_KINDS]
    changes = [made.changes(key, account) for key, account in columns]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    head = [name for key, account in columns for name in (f"{key}_{account}",) * 2]
    head = [f"{name}_change" if place % 2 else name for place, name in enumerate(head)]
    writer.writerow(["step", "fields", "from", "to", *head, "error"])
    before = made.start.parameters
    for number, row in enumerate(made.rows):
        cells = [made.start.name, "", "", ""]
        if row.step is not None:
            fields, after = row.step.fields, row.step.parameters
            values = (
                "; ".join(_plain(getattr(one, name)) for name in fields) for one in (before, after)
            )
            cells, before = [row.step.title, "; ".join(fields), *values], after
        figures = [
            "" if value is None else repr(float(value))
            for (key, account), changed in zip(columns, changes, strict=True)
            for value in (row.figure(key, account), changed[number])
        ]
        error = "" if row.error is None else str(row.error)
        writer.writerow([*map(_cell, cells), *figures, _cell(error)])
    return text.getvalue().encode(errors="backslashreplace")


def _rows(
    start: Scenario,
    goal: Scenario,
    steps: Sequence[Step | None],
    results: Sequence[BacktestResult | BacktestError],
    beside: Sequence[Track],
) -> tuple[WaterfallRow, ...]:
    """Return the steps with their results cut to the days that these and `beside` have."""
    tracks = [
        result_track(
            result,
            key=number,
            name=start.name if step is None else step.title,
            color=goal.color,
        )
        for number, (step, result) in enumerate(zip(steps, results, strict=True))
        if not isinstance(result, BacktestError)
    ]
    cut = comparison([*tracks, *_apart(beside)]).tracks if tracks else ()
    of = {track.key: track for track in cut[: len(tracks)]}
    alone = DataError(
        f"The steps from {start.name} to {goal.name} have no day in common with each other and "
        "with what is compared; hide what has other days, or choose other dates."
    )
    return tuple(
        WaterfallRow(step, None, result)
        if isinstance(result, BacktestError)
        else WaterfallRow(step, of.get(number), None if cut else alone)
        for number, (step, result) in enumerate(zip(steps, results, strict=True))
    )


def _apart(tracks: Sequence[Track]) -> list[Track]:
    """Return tracks of which no two have the same days, so that none is cut for nothing."""
    found: list[Track] = []
    for track in tracks:
        if not any(np.array_equal(track.days, other.days) for other in found):
            found.append(track)
    return found


def _twin(project: Project, scenario: Scenario, parameters: Parameters, ending: str) -> Scenario:
    """Return the scenario of the project with these parameters, or one made of `scenario`."""
    for one in project.scenarios:
        if one.key != scenario.key and _are_same(one.parameters, parameters):
            return one
    return replace(scenario, key=UNLISTED, name=f"{scenario.name}, {ending}", parameters=parameters)


def _are_same(one: Parameters, other: Parameters) -> bool:
    return set(one.differences(other)) <= WITHOUT_EFFECT


def _figure(key: str, account: Account, conventions: Conventions) -> float | None:
    """Return a metric of an account as `core.metrics.figures` does, but no other beside it."""
    with np.errstate(over="ignore", invalid="ignore"):
        value = _COMPUTE[key](account, conventions)
    return value if math.isfinite(value) else None


def _plain(value: object) -> str:
    """Return a value of a field as the command line reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _cell(text: str) -> str:
    """Return words as one line that no spreadsheet takes for a formula; numbers stay numbers."""
    line = "".join(mark if mark.isprintable() else "\ufffd" for mark in " ".join(text.split()))
    try:
        float(line)
    except ValueError:
        return f"'{line}" if line[:1] in tuple("=+-@") else line
    return line
