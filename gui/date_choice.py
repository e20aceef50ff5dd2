"""The question that dates such as 03/04/2020 put to the user, with an answer for each reading."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from core.drawing.ticks import MONTHS
from core.loading import LoadFiles
from gui.message import Choice
from gui.tasks import Load

if TYPE_CHECKING:
    from core.sources.files import DateOrder


def date_question(task: object, error: Exception) -> tuple[str, tuple[Choice, ...]] | None:
    """Return the question and its answers, each a load; None where `error` is of another kind."""
    if not isinstance(task, Load) or not isinstance(task.request, LoadFiles):
        return None
    from core.sources.files import AmbiguousDates, DateOrder

    if not isinstance(error, AmbiguousDates):
        return None
    question = f"{error.name} has dates such as {error.text}. Which day is meant?"
    return question, (
        Choice(
            f"{_in_words(error.day_first)} (day first)",
            _read_as(task, DateOrder.DAY_FIRST),
        ),
        Choice(
            f"{_in_words(error.month_first)} (month first)",
            _read_as(task, DateOrder.MONTH_FIRST),
        ),
    )


def _read_as(task: Load, order: DateOrder) -> Load:
    assert isinstance(task.request, LoadFiles)
    return replace(
        task,
        request=replace(task.request, date_order=order),
        choice=replace(task.choice, date_order=order),
    )


def _in_words(day: dt.date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
