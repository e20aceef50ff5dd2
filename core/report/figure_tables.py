"""Tables that set scenarios and benchmarks beside each other: figures, differences, years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from core.comparison import Track
from core.figure_forms import heading
from core.metrics import METRICS, Metric
from core.project import COLORS
from core.report.words import figure, figure_change

SCENARIOS_A_TABLE = 4
"""More columns than those of so many scenarios fit no page."""

COLUMNS_A_TABLE = 8


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading over one or two columns.

    Attributes
    ----------
    tone
        CSS class of its colour, "" for none.
    parts
        Headings of the single columns; none where it has only one.
    """

    name: str
    tone: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table.

    Attributes
    ----------
    cells
        Finished texts.
    classes
        CSS classes of the cells; none where all of them are plain.
    """

    label: str
    cells: tuple[str, ...]
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a title of their own."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a report.

    Attributes
    ----------
    caption
        What it shows.
    corner
        Heading of the labels.
    note
        A sentence below it, "" for none.
    kind
        CSS class of the table.
    """

    caption: str
    headings: tuple[Heading, ...]
    groups: tuple[Group, ...]
    corner: str = ""
    note: str = ""
    kind: str = ""

    @property
    def columns(self) -> int:
        """How many columns stand beside the labels."""
        return sum(max(1, len(heading.parts)) for heading in self.headings)

    @property
    def has_parts(self) -> bool:
        """Whether a second line of headings is needed."""
        return any(heading.parts for heading in self.headings)


def tone(track: Track) -> str:
    """Return the CSS class of a track's colour."""
    return f"s{track.color % COLORS}"


def figure_tables(tracks: Sequence[Track], reference: Track | None) -> list[Table]:
    """Return every figure of every track, then how those of the others differ from the reference.

    A table has the columns of at most four scenarios.
    """
    tables = []
    for some in chunks(tracks, SCENARIOS_A_TABLE):
        columns: list[Mapping[str, float | None]] = []
        headings = []
        for track in some:
            if track.figures_base is not None:
                columns.append(track.figures_base)
            columns.append(track.figures_dynamic)
            parts = () if track.is_benchmark else ("without", "with overlay")
            headings.append(Heading(track.name, tone(track), parts))
        groups = tuple(
            Group(
                title,
                tuple(
                    Row(
                        heading(metric.label, metric.form),
                        tuple(figure(column[metric.key], metric.form) for column in columns),
                    )
                    for metric in metrics
                ),
            )
            for title, metrics in _groups()
        )
        tables.append(Table("Figures", tuple(headings), groups))
    if reference is not None:
        others = [track for track in tracks if track is not reference]
        tables += [_differences(some, reference) for some in chunks(others, COLUMNS_A_TABLE)]
    return tables


def _differences(tracks: Sequence[Track], reference: Track) -> Table:
    base = reference.figures_dynamic
    groups = tuple(
        Group(
            title,
            tuple(
                Row(
                    heading(metric.label, metric.form).replace(", %", ", % points"),
                    tuple(
                        figure_change(
                            track.figures_dynamic[metric.key], base[metric.key], metric.form
                        )
                        for track in tracks
                    ),
                )
                for metric in metrics
            ),
        )
        for title, metrics in _groups()
    )
    headings = tuple(Heading(track.name, tone(track)) for track in tracks)
    return Table(f"Differences to {reference.name}, both with the overlay", headings, groups)


def _groups() -> Iterator[tuple[str, list[Metric]]]:
    for group, metrics in groupby(METRICS, key=lambda metric: metric.group):
        yield group.title, list(metrics)


def chunks(tracks: Sequence[Track], most: int) -> Iterator[Sequence[Track]]:
    """Yield so many tracks at a time, in parts of nearly the same size."""
    if not tracks:
        return
    parts = -(-len(tracks) // most)
    size = -(-len(tracks) // parts)
    for first in range(0, len(tracks), size):
        yield tracks[first : first + size]
