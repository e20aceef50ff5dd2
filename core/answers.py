"""All answers about one scenario together, for exports, the report and the command line."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from core.attribution import AccountAttribution, Attribution, Contributions, attribution
from core.break_evens import BreakEven, BreakEvens, break_evens
from core.causality import Proof, proof_json
from core.errors import BacktestError, DataError
from core.kept_bases import KeptBases
from core.parameters import Parameters
from core.progress import ProgressCallback, part
from core.project import Project
from core.waterfall import (
    ACCOUNT_KINDS,
    SHOWN,
    Waterfall,
    WaterfallRow,
    explained_pair,
    waterfall,
)

if TYPE_CHECKING:
    from core.study import Study

WATERFALL_SHARE, ATTRIBUTION_SHARE = 0.8, 0.85
"""How far the work is after these; break-evens have the rest."""


@dataclass(frozen=True, eq=False)
class Answers:
    """What changed and why, of one scenario; the reason in place of what cannot be answered.

    The waterfall is of the days that a study compares, as far as its steps have them; the
    attribution and the break-evens are of the scenario's own days, as its summary is.
    """

    key: int
    waterfall: Waterfall
    attribution: Attribution | BacktestError
    break_evens: BreakEvens | BacktestError
    proof: Proof | None = None


def answers(
    study: Study,
    key: int,
    bases: KeptBases,
    proof: Proof | None = None,
    progress: ProgressCallback | None = None,
) -> Answers:
    """Answer for the scenario with this key, from the script on.

    Raises
    ------
    DataError
        Where it has no result.
    Cancelled
        Where `progress` asked for it.
    """
    outcome = study.outcome(key)
    if outcome is None or outcome.result is None:
        name = "The scenario" if outcome is None else outcome.scenario.name
        reason = "" if outcome is None else f" {outcome.error}"
        raise DataError(f"{name} has no result to explain.{reason}")
    for one in study.outcomes:
        if one.base is not None:
            bases.keep(study.loaded, one.base)
    start, goal = explained_pair(study.project, key, None)
    way = waterfall(
        study.loaded,
        start,
        goal,
        bases,
        study.comparison.tracks,
        part(progress, 0.0, WATERFALL_SHARE),
    )
    shares: Attribution | BacktestError
    prices: BreakEvens | BacktestError
    try:
        shares = attribution(outcome.result, outcome.scenario.name)
    except BacktestError as error:
        shares = error
    try:
        prices = break_evens(outcome, part(progress, ATTRIBUTION_SHARE, 1.0))
    except BacktestError as error:
        prices = error
    return Answers(key, way, shares, prices, proof)


def study_answers(
    study: Study,
    keys: Iterable[int],
    proofs: Mapping[int, Proof] | None = None,
    progress: ProgressCallback | None = None,
) -> dict[int, Answers]:
    """Answer for several scenarios, by key; those without a result are left out.

    Parameters
    ----------
    proofs
        Those that there are, by the key of their scenario.

    Raises
    ------
    Cancelled
        Where `progress` asked for it.
    """
    bases = KeptBases()
    known = {one.scenario.key: one for one in study.outcomes if one.result is not None}
    asked = [known[key] for key in keys if key in known]
    made = {}
    for index, outcome in enumerate(asked):
        scenario = outcome.scenario

        def told(
            stage: str, fraction: float, index: int = index, name: str = scenario.name
        ) -> object:
            if progress is None:
                return None
            if not stage.startswith(f"{name}: "):  # steps tell already where they lead
                stage = f"{name}: {stage[:1].lower()}{stage[1:]}"
            return progress(stage, (index + fraction) / len(asked))

        proof = (proofs or {}).get(scenario.key)
        made[scenario.key] = answers(study, scenario.key, bases, proof, told)
    return made


def own_answers(
    study: Study,
    key: int,
    proof: Proof | None = None,
    progress: ProgressCallback | None = None,
) -> Answers:
    """Answer for a scenario as if there were no other: on all of its own days.

    That is what the summary of it alone holds. Arguments and errors are those of `answers`.
    """
    from core.study import study as study_of

    outcome = study.outcome(key)
    if outcome is None:
        return answers(study, key, KeptBases(), proof, progress)
    scenario = replace(outcome.scenario, visible=True)
    project = Project((scenario,), source=study.project.source)
    alone = study_of(project, study.loaded, [replace(outcome, scenario=scenario)])
    return answers(alone, key, KeptBases(), proof, progress)


def answers_json(made: Answers) -> dict[str, object]:
    """Return the answers as plain values for the summary file, None where nothing is defined.

    `waterfall` tells the way from its `start` to its `goal` row by row, each with what it changes
    and by how much; `attribution` and `break_evens` hold an `error` alone where there are none.
    Numbers are decimals, those of a field in its unit. `causality` is null without a proof.
    """
    return {
        "waterfall": _waterfall(made.waterfall),
        "attribution": (
            {"error": str(made.attribution)}
            if isinstance(made.attribution, BacktestError)
            else _attribution(made.attribution)
        ),
        "break_evens": (
            {"error": str(made.break_evens)}
            if isinstance(made.break_evens, BacktestError)
            else {"rows": [_break_even(row) for row in made.break_evens.rows]}
        ),
        "causality": None if made.proof is None else proof_json(made.proof),
    }


def before_each(way: Waterfall) -> tuple[Parameters, ...]:
    """Return the parameters that stood before each row's step; for the first, where it starts."""
    after = [way.start.parameters if row.step is None else row.step.parameters for row in way.rows]
    return (way.start.parameters, *after[:-1])


def _waterfall(way: Waterfall) -> dict[str, object]:
    dates = way.dates
    changes = {
        account: {key: way.changes(key, account) for key in SHOWN} for account in ACCOUNT_KINDS
    }
    return {
        "start": way.start.name,
        "goal": way.goal.name,
        "first_day": f"{dates[0]:%Y-%m-%d}" if len(dates) else None,
        "last_day": f"{dates[-1]:%Y-%m-%d}" if len(dates) else None,
        "rows": len(dates),
        "steps": [
            _step(
                row,
                before,
                {
                    account: {key: changes[account][key][place] for key in SHOWN}
                    for account in ACCOUNT_KINDS
                },
            )
            for place, (row, before) in enumerate(zip(way.rows, before_each(way), strict=True))
        ],
    }


def _step(
    row: WaterfallRow, before: Parameters, changes: dict[str, dict[str, float | None]]
) -> dict[str, object]:
    fields = set() if row.step is None else set(row.step.fields)
    after = before if row.step is None else row.step.parameters
    return {
        "title": None if row.step is None else row.step.title,
        "fields": [] if row.step is None else list(row.step.fields),
        "from": before.model_dump(mode="json", include=fields),
        "to": after.model_dump(mode="json", include=fields),
        **{account: {key: row.figure(key, account) for key in SHOWN} for account in ACCOUNT_KINDS},
        "changes": changes,
        "error": None if row.error is None else str(row.error),
    }


def _attribution(made: Attribution) -> dict[str, object]:
    difference = None if made.rival is None else made.overlay.total.less(made.rival.total)
    return {
        "first_day": made.first.isoformat(),
        "last_day": made.last.isoformat(),
        "rows": made.rows,
        "overlay": _account(made.overlay),
        "rival": None if made.rival is None else _account(made.rival),
        "rival_leverage": made.level,
        "no_rival": made.no_rival or None,
        "difference": None if difference is None else _contributions(difference),
    }


def _account(made: AccountAttribution) -> dict[str, object]:
    return {
        "total": _contributions(made.total),
        "years": [
            {
                "year": year.year,
                "first_day": year.first.isoformat(),
                "last_day": year.last.isoformat(),
                "partial": year.partial,
                **_contributions(year.contributions),
            }
            for year in made.years
        ],
    }


def _contributions(made: Contributions) -> dict[str, float | None]:
    lines = {**asdict(made), "mean": made.mean, "growth": made.growth}
    return {key: value if math.isfinite(value) else None for key, value in lines.items()}


def _break_even(row: BreakEven) -> dict[str, object]:
    return {**asdict(row), "problem": row.problem or None}
