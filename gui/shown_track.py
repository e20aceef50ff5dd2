"""What a page about one scenario shows: its accounts on the days that the table compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.comparison import Track, result_track

if TYPE_CHECKING:
    from core.result import BacktestResult
    from core.scenario import Scenario
    from core.study import Study


def shown_track(
    study: Study, scenario: Scenario, result: BacktestResult, before: Track | None
) -> Track:
    """Return the track of a scenario on the common days, so that all pages tell of the same ones.

    Where it is hidden, or nothing has a day in common, it is that of its own result; `before`,
    what was shown last, then serves as long as the result is the same.
    """
    compared = study.comparison.track(scenario.key)
    if compared is not None:
        return compared
    if before is not None and has_accounts(before, result.base, result.dynamic):
        return before
    own = result_track(result, key=scenario.key, name=scenario.name, color=scenario.color)
    if before is not None:
        own.take_over(before)
    return own


def has_accounts(track: Track, base: object, dynamic: object) -> bool:
    """Whether a track has these very accounts, and thus their days."""
    return track.base is base and track.dynamic is dynamic
