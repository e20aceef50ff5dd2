"""A waterfall as the bars and rows that are shown of it: numbers in the locale, words for ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from core.errors import listed
from core.fields import ParameterField
from core.figure_forms import ABSENT, DECIMALS, heading, in_unit, written_change
from core.metrics import METRICS, Form, Metric
from core.parameters import FIELDS, Parameters
from core.waterfall import ACCOUNT_KINDS, UNLISTED, AccountKind, Waterfall
from gui.field_words import value_in_words
from gui.formats import figure, number_locale, signed
from gui.plain_table import Look, TableRow
from gui.waterfall_chart import Bar, Tone

if TYPE_CHECKING:
    from core.steps import Step

ACCOUNTS: Mapping[AccountKind, tuple[str, str]] = {
    "dynamic": ("With overlay", "The account with the leverage overlay"),
    "base": ("Base", "The portfolio without the overlay"),
    "added": ("What the overlay adds", "The figure with the overlay less that without it"),
}
"""What an account is called, and what is told of it."""

NO_RESULT = "no result"
MOST_NAMED = 4
"""Steps that are named beside a reason; of more the rest is counted."""
_METRICS: Mapping[str, Metric] = {metric.key: metric for metric in METRICS}


def bars_of(made: Waterfall, key: str, account: AccountKind) -> tuple[list[Bar], str, float]:
    """Return the bars of a figure, what the axis is called, and the factor of its numbers."""
    metric = _METRICS[key]
    values = [row.figure(key, account) for row in made.rows]
    bars: list[Bar] = []
    before: float | None = None
    for number, (row, value) in enumerate(zip(made.rows, values, strict=True)):
        title, tip = made.start.name, made.start.name
        if row.step is not None:
            was = made.start.parameters if number == 1 else _parameters_before(made, number)
            title, tip = row.step.title, step_in_words(row.step, was)
        if value is None:
            reason = NO_RESULT if row.error is None else str(row.error)
            bars.append(Bar(title, None, NO_RESULT, Tone.SAME, tip=f"{tip}\n{reason}"))
            continue
        if row.step is None or before is None:
            text = figure(value, metric.form)
            color = None if made.start.key == UNLISTED else made.start.color
            bars.append(Bar(title, (0.0, value), text, Tone.START, color, tip))
        else:
            text = _change(value, before, metric)
            better = (value - before) * metric.better > 0
            tone = Tone.BETTER if better else Tone.WORSE
            if text[0].isdigit():  # nothing that could be seen
                tone = Tone.SAME
            bars.append(Bar(title, (before, value), text, tone, tip=tip))
        before = value
    last = values[-1]
    goal = made.goal
    if last is None:
        bars.append(Bar(goal.name, None, NO_RESULT, Tone.GOAL, tip=goal.name))
    else:
        text = figure(last, metric.form)
        bars.append(Bar(goal.name, (0.0, last), text, Tone.GOAL, goal.color, goal.name))
    return bars, heading(metric.label, metric.form), in_unit(1.0, metric.form)


def ends_in_words(made: Waterfall) -> str:
    """Return where the steps begin and where they end; what is made up is told without its name."""
    start = "The script" if made.start.key == UNLISTED else made.start.name
    goal = "As it can be traded" if made.goal.key == UNLISTED else made.goal.name
    return f"{start} \N{RIGHTWARDS ARROW} {goal}"


def problems_of(made: Waterfall) -> str:
    """Return which steps have no result, and why: a line for each reason, "" where all have one."""
    names: dict[str, list[str]] = {}
    for row in made.rows:
        if row.error is not None:
            title = made.start.name if row.step is None else row.step.title
            names.setdefault(str(row.error), []).append(title)
    return "\n".join(f"{listed(steps, MOST_NAMED)}: {why}" for why, steps in names.items())


def headings_of(keys: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the headings of the table, and what is told of them."""
    headings, tips = ["Step"], ["One correction at a time, each on top of those above"]
    for metric in (_METRICS[key] for key in keys):
        unit = ", in percentage points" if metric.form is Form.PERCENT else ""
        headings += [heading(metric.label, metric.form), "Change"]
        tips += [metric.help, f"By how much the step changes it{unit}"]
    return headings, tips


def rows_of(made: Waterfall, keys: Sequence[str], first: AccountKind) -> list[TableRow]:
    """Return a block of rows for each account, that of `first` on top.

    A block is the name of the account, then a row for each bar of the chart.
    """
    rows: list[TableRow] = []
    for account in (first, *(kind for kind in ACCOUNT_KINDS if kind != first)):
        rows.append(TableRow((ACCOUNTS[account][0],), Look.HEAD, ACCOUNTS[account][1]))
        rows += _block(made, keys, account)
    return rows


def step_in_words(step: Step, before: Parameters) -> str:
    """Return what a step changes, field by field, as a tooltip says it."""
    point = number_locale().decimalPoint()

    def told(field: ParameterField) -> str:
        was = value_in_words(field, getattr(before, field.name), point)
        becomes = value_in_words(field, getattr(step.parameters, field.name), point)
        return f"{field.label}: {was} \N{RIGHTWARDS ARROW} {becomes}"

    return "\n".join(told(FIELDS[name]) for name in step.fields)


def _parameters_before(made: Waterfall, number: int) -> Parameters:
    step = made.rows[number - 1].step
    return made.start.parameters if step is None else step.parameters


def _block(made: Waterfall, keys: Sequence[str], account: AccountKind) -> list[TableRow]:
    """Return the rows of an account: the start, the steps, and the goal with the whole change."""
    found: list[TableRow] = []
    columns = {key: [row.written(key, account) for row in made.rows] for key in keys}
    for number, row in enumerate(made.rows):
        title, tip = made.start.name, ""
        if row.step is not None:
            title = row.step.title
            tip = step_in_words(row.step, _parameters_before(made, number))
        cells = [title]
        for key in keys:
            earlier = [value for value in columns[key][:number] if value is not None]
            before = earlier[-1] if earlier else None
            cells += _pair(columns[key][number], before, _METRICS[key])
        look = Look.PLAIN if row.error is None else Look.MUTED
        found.append(TableRow(tuple(cells), look, str(row.error or tip)))
    cells = [made.goal.name]
    for key in keys:
        cells += _pair(columns[key][-1], columns[key][0], _METRICS[key])
    tip = "Where the steps end, and all changes together"
    found.append(TableRow(tuple(cells), Look.TOTAL, tip))
    return found


def _pair(value: float | None, before: float | None, metric: Metric) -> list[str]:
    """Return a figure and its change as two cells; of the start there is no change."""
    if value is None:
        return [ABSENT, ABSENT]
    return [figure(value, metric.form), "" if before is None else _change(value, before, metric)]


def _change(value: float, before: float, metric: Metric) -> str:
    """Return what lies between two figures as they are written, so that columns add up."""
    change = written_change(value, before, metric.form)
    text = signed(change, DECIMALS[metric.form])
    return text[1:] if not text.strip("+0.,") else text
