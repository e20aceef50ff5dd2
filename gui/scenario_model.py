"""The scenarios and benchmarks of a project as Qt's lists want them: a row each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QMimeData,
    QModelIndex,
    QObject,
    Qt,
    Signal,
)

from core.benchmark_accounts import benchmark_name
from core.parameters import FIELDS, Parameters
from core.project import Project
from core.scenario import Scenario
from gui.field_words import value_in_words
from gui.flat_model import Index
from gui.formats import number_locale

DRAGGED = "application/x-ballast-scenario"
MOST_DIFFERENCES = 8
"""So many fields are told in a tooltip; how many more there are is told as well."""


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """A row of the list: a scenario, a benchmark, or the heading between them, whose key is 0.

    Attributes
    ----------
    is_reference
        Whether it is the reference that was chosen, beside at least one other scenario.
    failure
        Why there is no result; "" where there is one, or none is awaited.
    """

    key: int
    name: str
    color: int = 0
    visible: bool = True
    is_benchmark: bool = False
    is_reference: bool = False
    failure: str = ""

    @property
    def is_heading(self) -> bool:
        """Whether it can neither be chosen nor changed."""
        return self.key == 0


HEADING = ScenarioRow(0, "Benchmarks")


def rows_of(project: Project, failures: Mapping[int, str]) -> tuple[ScenarioRow, ...]:
    """Return the rows of a project: scenarios, then benchmarks under their heading."""
    reference = project.reference if len(project.scenarios) > 1 else None
    rows = [
        ScenarioRow(
            one.key,
            one.name,
            one.color,
            one.visible,
            is_reference=one.key == reference,
            failure=failures.get(one.key, ""),
        )
        for one in project.scenarios
    ]
    if project.benchmarks:
        rows.append(HEADING)
    for benchmark in project.benchmarks:
        beside = project.scenario(benchmark.scenario) or project.scenarios[0]
        rows.append(
            ScenarioRow(
                benchmark.key,
                benchmark_name(benchmark, beside),
                benchmark.color,
                benchmark.visible,
                is_benchmark=True,
                failure=failures.get(benchmark.key, ""),
            )
        )
    return tuple(rows)


class ScenarioModel(QAbstractListModel):
    """The rows; names are edited here, and whoever holds the project hears of it.

    Attributes
    ----------
    renamed
        Key and new name; the row changes when the project does.
    """

    renamed = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[ScenarioRow, ...] = ()
        self._project: Project | None = None

    def show(self, project: Project, failures: Mapping[int, str]) -> bool:
        """Show a project; return whether there are other rows now, or the same ones changed."""
        self._project = project
        rows, before = rows_of(project, failures), self.rows
        if rows == before:
            return False
        if [row.key for row in rows] != [row.key for row in before]:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
            return True
        self.rows = rows
        for number, (now, then) in enumerate(zip(rows, before, strict=True)):
            if now != then:
                self.dataChanged.emit(self.index(number), self.index(number))
        return False

    def place_of(self, key: int) -> int | None:
        """Return the row of a scenario or benchmark."""
        return next((n for n, row in enumerate(self.rows) if row.key == key and key), None)

    @property
    def scenario_count(self) -> int:
        """How many of the rows are scenarios; they are the first."""
        return sum(not (row.is_benchmark or row.is_heading) for row in self.rows)

    def dragged_key(self, data: QMimeData) -> int | None:
        """Return the key of a scenario that is dragged out of this very list."""
        if not data.hasFormat(DRAGGED):
            return None
        owner, _, key = bytes(data.data(DRAGGED).data()).decode("ascii", "replace").partition(":")
        return int(key) if owner == self._mark() and key.isdecimal() else None

    def _mark(self) -> str:
        """What tells this list from those of other windows and programs."""
        return f"{QCoreApplication.applicationPid()}-{id(self)}"

    def _tooltip(self, row: ScenarioRow) -> str:
        parts = [f"<b>{escape(row.name)}</b>"]
        if row.failure:
            parts.append(escape(f"No result: {row.failure}"))
        if row.is_reference:
            parts.append(
                "The reference: the fields and figures of the others are compared with it."
            )
        elif not row.is_benchmark:
            parts.append(self._differences(row.key))
        else:
            parts.append("A benchmark: a portfolio without the overlay.")
        if not row.visible:
            parts.append("Hidden: neither drawn nor compared.")
        return f"<qt>{'<br>'.join(part for part in parts if part)}</qt>"

    def _differences(self, key: int) -> str:
        assert self._project is not None
        scenario, reference = self._project.scenario(key), self._project.compared_with
        if scenario is None or len(self._project.scenarios) == 1:
            return ""
        if scenario.key == reference.key:  # the first, and nobody has chosen it
            return "The figures of the others are compared with it until a reference is chosen."
        return differences_in_words(scenario, reference)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return row.name
            case Qt.ItemDataRole.ToolTipRole if not row.is_heading:
                return self._tooltip(row)
            case Qt.ItemDataRole.AccessibleTextRole if not row.is_heading:
                kind = "benchmark, " if row.is_benchmark else ""
                told = ", reference" if row.is_reference else ""
                told += ", no result" if row.failure else ""
                return f"{row.name}, {kind}{'shown' if row.visible else 'hidden'}{told}"
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return row.failure
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        row, name = self.rows[index.row()], " ".join(str(value).split())
        if name and name != row.name:
            self.renamed.emit(row.key, name)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.ItemIsDropEnabled  # between rows, never onto one
        row = self.rows[index.row()]
        if row.is_heading:
            return flag.NoItemFlags
        chosen = flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemNeverHasChildren
        if row.is_benchmark:
            return chosen
        return chosen | flag.ItemIsEditable | flag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [DRAGGED]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        if indexes:
            key = self.rows[indexes[0].row()].key
            data.setData(DRAGGED, f"{self._mark()}:{key}".encode("ascii"))
        return data

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction


def differences_in_words(scenario: Scenario, reference: Scenario) -> str:
    """Return, as lines of rich text, in which fields a scenario differs from another."""
    first, second = reference.parameters, scenario.parameters
    names = first.differences(second)
    if not names:
        return escape(f"The same parameters as {reference.name}.")
    lines = [escape(f"Differs from {reference.name} in")]
    lines += [_difference(name, first, second) for name in names[:MOST_DIFFERENCES]]
    left = len(names) - MOST_DIFFERENCES
    if left > 0:
        lines.append(f"and {left} more")
    return "<br>".join(lines)


def _difference(name: str, first: Parameters, second: Parameters) -> str:
    field, point = FIELDS[name], number_locale().decimalPoint()
    here, there = (value_in_words(field, getattr(one, name), point) for one in (second, first))
    return escape(f"\N{BULLET} {field.label}: {here} ({there})")
