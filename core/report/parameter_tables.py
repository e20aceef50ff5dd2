"""Every parameter of every scenario beside each other, those that differ marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from core.fields import ParameterField
from core.parameters import FIELDS, Parameters
from core.project import COLORS, Project
from core.report.figure_tables import Group, Heading, Row, Table
from core.scenario import Scenario
from core.value_words import value_in_words

SCENARIOS_A_TABLE = 5
DIFFERS = "differs"


def parameter_tables(project: Project, scenarios: Sequence[Scenario]) -> list[Table]:
    """Return the parameters of scenarios; those unlike the reference's have the class `DIFFERS`.

    Without a reference each is compared with the preset that it is nearest to. The reference
    itself stands in the first column of every table.
    """
    reference = None if project.reference is None else project.scenario(project.reference)
    others = [one for one in scenarios if one is not reference]
    room = SCENARIOS_A_TABLE if reference is None else SCENARIOS_A_TABLE - 1
    return [
        _table(reference, others[first : first + room])
        for first in range(0, max(len(others), 1), room)
    ]


def _table(reference: Scenario | None, others: Sequence[Scenario]) -> Table:
    columns = [*([] if reference is None else [reference]), *others]
    if reference is None:
        told = "differs from the preset that the scenario is nearest to"
        compared = [Parameters.preset(one.parameters.nearest_preset()) for one in columns]
    else:
        told = f"differs from {reference.name}"
        compared = [reference.parameters for _ in columns]
    groups = tuple(
        Group(title, tuple(_row(field, columns, compared) for field in fields))
        for title, fields in _groups()
    )
    headings = tuple(Heading(one.name, f"s{one.color % COLORS}") for one in columns)
    return Table("Parameters", headings, groups, note=f"≠ {told}.", kind="words")


def _row(
    field: ParameterField, scenarios: Sequence[Scenario], compared: Sequence[Parameters]
) -> Row:
    values = [getattr(one.parameters, field.name) for one in scenarios]
    others = [getattr(one, field.name) for one in compared]
    return Row(
        field.label,
        tuple(value_in_words(field, value) for value in values),
        tuple(
            "" if value == other else DIFFERS for value, other in zip(values, others, strict=True)
        ),
    )


def _groups() -> Iterator[tuple[str, list[ParameterField]]]:
    for group, fields in groupby(FIELDS.values(), key=lambda field: field.shown.group):
        yield group.value, list(fields)
