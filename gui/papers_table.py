"""The table of the page Papers: an example under another, in as many columns as have room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QWidget

from core.figure_forms import ABSENT
from core.papers import Check, Example
from gui.formats import number
from gui.plain_table import MARGINS, ROOM, Look, PlainTable, TableRow

HEADINGS = ("Number", "Expected", "Computed", "Difference", "")
TIPS = (
    "What is computed, by the functions that every backtest uses",
    "As it was published, with all of its digits",
    "By this program, a moment ago",
    "Computed less published",
    "Agrees where the computed number is the published one to its last digit",
)
DIFFERENCE = 3
AGREES, DIFFERS, NEEDS_PRICES = "agrees", "differs", "absent"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What is shown at a width.

    Attributes
    ----------
    most, further
        Decimals of what is published, at most, and those that what is computed has beside them.
    size
        Of the font, as a share of that of the window.
    """

    difference: bool
    most: int
    further: int
    size: float


ARRANGEMENTS = (
    Arrangement(difference=True, most=10, further=2, size=1.0),
    Arrangement(difference=True, most=6, further=2, size=1.0),
    Arrangement(difference=False, most=10, further=2, size=1.0),
    Arrangement(difference=False, most=6, further=0, size=1.0),
    Arrangement(difference=False, most=4, further=0, size=0.9),
    Arrangement(difference=False, most=4, further=0, size=0.84),
    Arrangement(difference=False, most=4, further=0, size=0.77),
)
"""From the one that takes most room on; where digits are missing, the tip of the row has them."""


class PapersTable(PlainTable):
    """Titles and sources of the examples, and under each its numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("papers_table", "Published numbers, computed again", parent=parent)
        self._made: tuple[Example, ...] = ()
        self._whole = self.font()
        self._widths: list[int] = []

    def show_examples(self, made: tuple[Example, ...]) -> None:
        """Show other examples."""
        self._made = made
        self._widths = [self._width(arrangement) for arrangement in ARRANGEMENTS]
        self._arrange()

    def _arrange(self) -> None:
        """Take the first arrangement that has room, or else the last."""
        room = self.viewport().width()
        fitting = [place for place, width in enumerate(self._widths) if width <= room]
        arrangement = ARRANGEMENTS[fitting[0] if fitting else -1]
        font = self._sized(arrangement.size)
        resized = font != self.font()
        if resized:
            self.setFont(font)
        columns = _columns(arrangement)
        self.show_rows(
            [HEADINGS[column] for column in columns],
            _rows(self._made, arrangement),
            [TIPS[column] for column in columns],
        )
        if resized:
            self._fit_columns()

    def _sized(self, size: float) -> QFont:
        font = QFont(self._whole)
        if font.pointSizeF() > 0.0:
            font.setPointSizeF(self._whole.pointSizeF() * size)
        else:
            font.setPixelSize(round(self._whole.pixelSize() * size))
        return font

    def _width(self, arrangement: Arrangement) -> int:
        """Return the pixels that an arrangement needs."""
        bold = self._sized(arrangement.size)
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(bold)
        lines = [row.cells for row in _rows(self._made, arrangement) if len(row.cells) > 1]
        lines.append(tuple(HEADINGS[column] for column in _columns(arrangement)))
        columns = zip(*lines, strict=True)
        return sum(
            max(map(metrics.horizontalAdvance, column)) + ROOM + MARGINS for column in columns
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._made:
            self._arrange()


def _columns(arrangement: Arrangement) -> list[int]:
    shown = arrangement.difference
    return [column for column in range(len(HEADINGS)) if shown or column != DIFFERENCE]


def _rows(made: Sequence[Example], arrangement: Arrangement) -> list[TableRow]:
    rows = []
    for example in made:
        rows.append(TableRow((example.title,), Look.TOTAL, example.source))
        rows.append(TableRow((example.source,), Look.MUTED, example.source))
        if example.absent:
            rows.append(TableRow((example.absent,), Look.MUTED, example.absent))
        rows += [_row(check, example, arrangement) for check in example.checks]
    return rows


def _row(check: Check, example: Example, arrangement: Arrangement) -> TableRow:
    what = f"{check.what}, {check.unit}" if check.unit else check.what
    decimals = min(check.decimals, arrangement.most)
    published = number(check.expected, decimals)
    if check.computed is None or check.difference is None:
        cells = (what, published, ABSENT, ABSENT, NEEDS_PRICES)
        look, tip = Look.MUTED, example.absent
    else:
        computed, difference = (
            number(value, decimals + arrangement.further)
            for value in (check.computed, check.difference)
        )
        cells = (what, published, computed, difference, AGREES if check.agrees else DIFFERS)
        look, tip = (Look.PLAIN if check.agrees else Look.BAD), _in_full(check)
    return TableRow(tuple(cells[column] for column in _columns(arrangement)), look, tip)


def _in_full(check: Check) -> str:
    """Return both numbers with all digits that can be compared, and two more."""
    assert check.computed is not None
    unit = f" {check.unit}" if check.unit else ""
    return (
        f"Published {number(check.expected, check.decimals)}{unit}, "
        f"computed {number(check.computed, check.decimals + 2)}{unit}"
    )
