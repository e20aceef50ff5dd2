"""The columns of the table of figures: whose they are, and what is written in their cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final, Literal

from core.figure_forms import ABSENT, heading
from core.metrics import METRICS, YEAR_ROWS, Form, Metric, MetricGroup
from core.project import Accounts
from gui import formats
from gui.scenario_marks import LineKind

if TYPE_CHECKING:
    from core.comparison import Track

POINTS = "pp"
"""The unit of the difference of two percentages."""
THIN = "\N{NARROW NO-BREAK SPACE}"


def _grouped() -> tuple[Metric | MetricGroup, ...]:
    rows: list[Metric | MetricGroup] = []
    before = None
    for metric in METRICS:
        if metric.group is not before:
            rows.append(metric.group)
            before = metric.group
        rows.append(metric)
    return tuple(rows)


ROWS: Final = _grouped()
"""The rows of the table: the metrics, each group under its heading."""


class Tone(Enum):
    """What a cell is to the reader, and so its colour and its mark."""

    PLAIN = "plain"
    BETTER = "better"
    WORSE = "worse"
    MUTED = "muted"


@dataclass(frozen=True, slots=True)
class Cell:
    """What is written in a cell, and the number behind it."""

    text: str
    value: float | None
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class FigureColumn:
    """One account of a scenario, or a benchmark.

    Attributes
    ----------
    account
        Which of the two accounts it is, where both have a column; else "".
    figures
        Value of each metric by key, None where it is not defined.
    is_few
        Whether its days are too few for figures a year to say anything.
    against
        The figures that are taken off; None where the figures themselves are shown.
    """

    key: int
    name: str
    account: str
    color: int
    line: LineKind
    figures: Mapping[str, float | None]
    is_selected: bool = False
    is_reference: bool = False
    is_few: bool = False
    against: Mapping[str, float | None] | None = None

    @property
    def title(self) -> str:
        """Name and account in a line."""
        return f"{self.name} {self.account}".strip()

    def has_cells_of(self, other: FigureColumn) -> bool:
        """Whether the same is written in the cells of both, and so is known already."""
        return (
            self.figures is other.figures
            and self.against is other.against
            and self.is_few == other.is_few
            and self.is_reference == other.is_reference
        )


def figure_columns(
    tracks: Sequence[Track],
    accounts: Accounts,
    selected: int,
    reference: int | None,
) -> tuple[FigureColumn, ...]:
    """Return the columns of tracks, a column an account that is wanted.

    Parameters
    ----------
    reference
        Key of the track whose figures are taken off those of all others; None for no differences.
    """
    standard = next((track for track in tracks if track.key == reference), None)
    columns = []
    for track in tracks:
        for kind in _accounts(track, accounts):
            figures = _figures(track, kind)
            is_own = standard is track
            columns.append(
                FigureColumn(
                    key=track.key,
                    name=track.name,
                    account=_account_name(track, kind) if accounts == "both" else "",
                    color=track.color,
                    line=_line(track, kind),
                    figures=figures,
                    is_selected=track.key == selected,
                    is_reference=is_own,
                    is_few=len(track.dates) < YEAR_ROWS,
                    against=None if standard is None or is_own else _figures(standard, kind),
                )
            )
    return tuple(columns)


def cells_of(column: FigureColumn) -> tuple[Cell, ...]:
    """Return the cells of a column, one for each of `ROWS`."""
    return tuple(
        Cell("", None) if isinstance(row, MetricGroup) else _cell(column, row) for row in ROWS
    )


def label_of(row: Metric | MetricGroup, *, differences: bool) -> str:
    """Return the label of a row with the unit of its figures, or of their differences."""
    if isinstance(row, MetricGroup):
        return row.title
    if differences and row.form is Form.PERCENT:
        return f"{row.label}, {POINTS}"
    return heading(row.label, row.form)


def _cell(column: FigureColumn, metric: Metric) -> Cell:
    value = column.figures[metric.key]
    plain = Tone.MUTED if column.is_few or value is None else Tone.PLAIN
    if column.against is None:
        text = formats.figure(value, metric.form)
        if column.is_reference and metric.form is Form.PERCENT and value is not None:
            text += f"{THIN}%"  # the row's unit is that of the differences beside it
        return Cell(text, value, plain)
    other = column.against[metric.key]
    if value is None or other is None:
        return Cell(ABSENT, None, Tone.MUTED)
    difference = value - other
    text = formats.figure(difference, metric.form)
    if not any(digit in text for digit in "123456789"):
        return Cell(text, difference, plain)
    if not text.startswith(formats.MINUS):
        text = f"+{text}"
    if column.is_few or metric.better == 0:
        return Cell(text, difference, plain)
    is_better = difference * metric.better > 0.0
    return Cell(text, difference, Tone.BETTER if is_better else Tone.WORSE)


def _accounts(track: Track, accounts: Accounts) -> tuple[Literal["dynamic", "base"], ...]:
    if track.is_benchmark:
        return ("base",) if accounts == "base" else ("dynamic",)
    return ("base", "dynamic") if accounts == "both" else (accounts,)


def _figures(track: Track, kind: Literal["dynamic", "base"]) -> Mapping[str, float | None]:
    base = track.figures_base if kind == "base" else None
    return track.figures_dynamic if base is None else base


def _account_name(track: Track, kind: Literal["dynamic", "base"]) -> str:
    if track.is_benchmark:
        return ""
    return "base" if kind == "base" else "overlay"


def _line(track: Track, kind: Literal["dynamic", "base"]) -> LineKind:
    if track.is_benchmark:
        return LineKind.DOTTED
    return LineKind.DASHED if kind == "base" else LineKind.SOLID
