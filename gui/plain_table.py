"""A table of finished texts: rows that can be walked and copied, a first column of names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QSizePolicy, QWidget

from gui.flat_model import FlatModel, Index
from gui.rows_table import RowsTable, frame_style, header_style
from gui.theme import LIGHT, Theme

ROOM, TIGHT = 16, 4
"""Pixels beside the text of a cell, and those in a table of many columns."""
MARGINS = 6
"""Pixels that Qt leaves beside it in addition; without them the widest text would be cut."""
FEWEST_ROWS = 3


class Look(Enum):
    """How a row stands out; never the only thing that tells what it means."""

    PLAIN = "plain"
    HEAD = "head"
    TOTAL = "total"
    MUTED = "muted"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: a text a column, how it looks, and what is told of it where the mouse rests.

    A single text has the whole width of the table, and none is widened for it.
    """

    cells: tuple[str, ...]
    look: Look = Look.PLAIN
    tip: str = ""


class PlainModel(FlatModel):
    """The rows as Qt's tables want them."""

    def __init__(self, left: int, parent: QObject) -> None:
        super().__init__(parent)
        self.headings: tuple[str, ...] = ()
        self.tips: tuple[str, ...] = ()
        self.rows: tuple[TableRow, ...] = ()
        self.theme = LIGHT
        self.font = QFont()
        self._left = left

    def show(self, headings: tuple[str, ...], rows: tuple[TableRow, ...]) -> None:
        """Show other rows; what is selected stays so while the table is as large as before."""
        same = (headings, len(rows)) == (self.headings, len(self.rows))
        if not same:
            self.beginResetModel()
        self.headings, self.rows = headings, rows
        if not same:
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(headings) - 1))

    def size(self) -> tuple[int, int]:
        """Return how many rows and columns there are."""
        return len(self.rows), len(self.headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.cells[index.column()] if index.column() < len(row.cells) else ""
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return row.tip or None
            case Qt.ItemDataRole.ForegroundRole:
                return self._color(row.look)
            case Qt.ItemDataRole.FontRole:
                return self._font(row.look)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.headings[section]
            case Qt.ItemDataRole.ToolTipRole:
                return self.tips[section] if section < len(self.tips) else None
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(section)
            case Qt.ItemDataRole.FontRole:
                return self.font  # what the header itself is given, a style sheet overrules
        return None

    def _alignment(self, column: int) -> int:
        left = column < self._left
        side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
        return int(side | Qt.AlignmentFlag.AlignVCenter)

    def _color(self, look: Look) -> QColor | None:
        theme = self.theme
        colors = {
            Look.HEAD: theme.muted,
            Look.MUTED: theme.muted,
            Look.GOOD: theme.good,
            Look.BAD: theme.error,
        }
        return QColor(colors[look]) if look in colors else None

    def _font(self, look: Look) -> QFont | None:
        if look not in (Look.HEAD, Look.TOTAL):
            return None
        font = QFont(self.font)
        font.setWeight(QFont.Weight.DemiBold)
        return font


class PlainTable(RowsTable):
    """Rows of texts; the first `left` columns are words, the others numbers.

    Texts of a `tight` table stand close where there is little room.
    """

    def __init__(
        self,
        name: str,
        title: str,
        *,
        left: int = 1,
        tight: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, title, parent)
        self._room = TIGHT if tight else ROOM
        self._model = PlainModel(left, self)
        self.setModel(self._model)
        self.setAlternatingRowColors(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.set_theme(LIGHT)
        self._fit()

    @property
    def rows(self) -> tuple[TableRow, ...]:
        """What is shown."""
        return self._model.rows

    def show_rows(
        self, headings: Sequence[str], rows: Sequence[TableRow], tips: Sequence[str] = ()
    ) -> None:
        """Show other rows under their headings, and what is told of the headings."""
        self._model.tips = tuple(tips)
        changed = (tuple(headings), tuple(rows)) != (self._model.headings, self._model.rows)
        if changed:
            count = len(self._model.rows)
            self._model.show(tuple(headings), tuple(rows))
            self._span()
            self._fit_columns()
            if len(rows) != count:
                self.updateGeometry()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._model.theme = theme
        beside = self._room // 2 - 1
        self.setStyleSheet(
            frame_style(theme)
            + header_style(theme, beside + MARGINS // 2)  # headings lack the margin of cells
            + f"QTableView::item {{ padding: 0 {beside}px; }}"
        )
        self.viewport().update()

    def _fit(self) -> None:
        self._model.font = self.font()
        line = QFontMetrics(self.font()).height()
        self.verticalHeader().setDefaultSectionSize(round(1.5 * line))
        self.horizontalHeader().setFixedHeight(round(1.7 * line))
        self._fit_columns()
        self.updateGeometry()

    def _span(self) -> None:
        """Give single texts the whole width."""
        count = len(self._model.headings)
        self.clearSpans()
        for place, row in enumerate(self.rows):
            if count > 1 and len(row.cells) == 1:
                self.setSpan(place, 0, 1, count)

    def _fit_columns(self) -> None:
        """Give each column what its texts need, and share out the room that is left.

        All columns share it, so that no number is far from the name of its row.
        """
        count = len(self._model.headings)
        needed = [text + self._room + MARGINS for text in self._text_widths()]
        spare = max(self.viewport().width() - sum(needed), 0)
        edges = [round(spare * place / max(count, 1)) for place in range(count + 1)]
        for column, least in enumerate(needed):
            more = edges[column + 1] - edges[column]
            self.horizontalHeader().resizeSection(column, least + more)

    def _text_widths(self) -> list[int]:
        """Return the pixels of the widest text of each column."""
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(bold)
        count = len(self._model.headings)
        of_columns = [row.cells for row in self.rows if count == 1 or len(row.cells) > 1]
        widths = []
        for column, heading in enumerate(self._model.headings):
            texts = [cells[column] for cells in of_columns if column < len(cells)]
            widths.append(max(map(metrics.horizontalAdvance, [heading, *texts])))
        return widths

    @property
    def needed_width(self) -> int:
        """Pixels that all columns and the frame need."""
        texts = self._text_widths()
        return sum(texts) + len(texts) * (self._room + MARGINS) + 2 * self.frameWidth()

    def _height(self, rows: int) -> int:
        section = self.verticalHeader().defaultSectionSize()
        return rows * section + self.horizontalHeader().height() + 2 * self.frameWidth()

    def sizeHint(self) -> QSize:
        return QSize(480, self._height(max(len(self.rows), FEWEST_ROWS)))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._height(FEWEST_ROWS))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()
