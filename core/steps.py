"""The way from one set of parameters to another, one correction at a time."""

from __future__ import annotations

from dataclasses import dataclass

from core.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Step:
    """One correction on the way.

    Attributes
    ----------
    title
        What is corrected, as a person would say it: "Next-day execution".
    fields
        The fields of `Parameters` that it changes; one, but for interest and cash.
    parameters
        What stands after it.
    """

    title: str
    fields: tuple[str, ...]
    parameters: Parameters


def steps_between(start: Parameters, goal: Parameters) -> tuple[Step, ...]:
    """Return the steps that lead from `start` to `goal`; none where they are equal."""
    raise NotImplementedError
