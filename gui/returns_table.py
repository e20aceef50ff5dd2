"""The returns of months and years as a table whose cells are coloured by them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QObject,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontInfo,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from core.drawing.ticks import MONTHS
from core.units import Floats, Integers
from gui.flat_model import FlatModel, Index
from gui.formats import number
from gui.returns_colors import heat_colors, heat_step
from gui.table_text import PLAIN
from gui.theme import LIGHT, Theme

HEADINGS = (*MONTHS, "Year")
YEAR = len(MONTHS)
WITHIN_LINES = {sign: plain for sign, plain in PLAIN.items() if sign not in (9, 10)}
LOW_ROW, HIGH_ROW = 1.4, 3.0
"""Heights of a row in lines of text, between which rows share the room."""
SIZES = (1.0, 0.9, 0.8)
"""Of the font of the cells: smaller ones spare a narrow window the scrolling."""


@dataclass(frozen=True, eq=False)
class ReturnGrid:
    """Returns of months and years, the newest year first.

    Attributes
    ----------
    years
        Shape (Y,).
    values
        Percent: January to December and the year, shape (Y, 13); NaN where there is none.
    partial
        Whether only a part of the period is among the days shown, shape (Y, 13).
    full_month, full_year
        Percent from which on a month's or a year's colour grows no stronger.
    """

    years: Integers
    values: Floats
    partial: np.ndarray
    full_month: float
    full_year: float


class ReturnsModel(FlatModel):
    """The returns as Qt's tables want them; the numbers stay numbers (UserRole)."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.grid: ReturnGrid | None = None
        self.texts: list[list[str]] = []
        self.steps: list[list[int]] = []

    def show(self, grid: ReturnGrid) -> None:
        """Show other returns."""
        same = self.grid is not None and np.array_equal(self.grid.years, grid.years)
        if not same:
            self.beginResetModel()
        self.grid = grid
        self.texts = [
            ["" if value != value else number(value, 1) for value in row]
            for row in grid.values.tolist()
        ]
        self.steps = [
            [heat_step(v, grid.full_month) for v in row[:YEAR]]
            + [heat_step(row[YEAR], grid.full_year)]
            for row in grid.values.tolist()
        ]
        if same:
            last = self.index(len(self.texts) - 1, YEAR)
            self.dataChanged.emit(self.index(0, 0), last)
        else:
            self.endResetModel()

    def size(self) -> tuple[int, int]:
        """Return how many rows and columns there are."""
        return len(self.texts), len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        assert self.grid is not None
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.texts[row][column]
            case Qt.ItemDataRole.UserRole:
                return float(self.grid.values[row, column])
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._in_words(row, column)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation is Qt.Orientation.Horizontal:
                return HEADINGS[section]
            return str(self.grid.years[section]) if self.grid is not None else None
        return None

    def _in_words(self, row: int, column: int) -> str:
        assert self.grid is not None
        year = int(self.grid.years[row])
        period = f"{HEADINGS[column]} {year}" if column < YEAR else f"Year {year}"
        text = self.texts[row][column]
        if not text:
            return f"{period}: not among these days"
        part = ", part of the period only" if self.grid.partial[row, column] else ""
        return f"{period}: {text} %{part}"


class _HeatDelegate(QStyledItemDelegate):
    """Paints a cell straight from the model, since all are painted while a control moves."""

    def __init__(self, model: ReturnsModel, view: ReturnsTable) -> None:
        super().__init__(view)
        self._model = model
        self._view = view
        self.theme = LIGHT
        self.text_width = self.star_width = self.sign_width = 0

    def measure(self, font: QFont) -> None:
        """Take the widest text's width; numbers stand right in a box as wide, which is centred."""
        metrics = QFontMetrics(font)
        texts = (text for row in self._model.texts for text in row)
        self.text_width = max(map(metrics.horizontalAdvance, {*texts, "\N{MINUS SIGN}10.0"}))
        self.star_width = metrics.horizontalAdvance("*")
        self.sign_width = metrics.horizontalAdvance("\N{MINUS SIGN}")

    @property
    def least_width(self) -> int:
        """Width that a cell needs."""
        return self.text_width + self.star_width + 3

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, column = index.row(), index.column()
        rect: QRect = option.rect
        model = self._model
        assert model.grid is not None
        text = model.texts[row][column]
        if text:
            cell, ink = heat_colors(self.theme)[model.steps[row][column]]
            painter.fillRect(rect.adjusted(0, 0, -1, -1), QColor(cell))
            room = rect.width() - self.text_width
            # Digits are in the middle rather than what goes before them, where there is room.
            left = rect.left() + room // 2 - min(self.sign_width, max(room // 2, 0)) // 2
            box = QRect(left, rect.top(), self.text_width, rect.height())
            painter.setFont(self._view.cell_font(year=column == YEAR))
            painter.setPen(QColor(ink))
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            if model.grid.partial[row, column]:
                box.setLeft(box.right() + 1)
                box.setWidth(self.star_width + 2)
                painter.drawText(
                    box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "*"
                )
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(self.theme.text), 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        elif option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(self.theme.text), 1))
            painter.drawRect(rect.adjusted(0, 0, -2, -2))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.least_width, option.fontMetrics.height())


class ReturnsTable(QTableView):
    """The heat map; cells can be walked with the arrow keys and copied (Ctrl+C, tab separated)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("returns_table")
        self.setAccessibleName("Returns of months and years, percent")
        self._model = ReturnsModel(self)
        self.setModel(self._model)
        self._delegate = _HeatDelegate(self._model, self)
        self.setItemDelegate(self._delegate)
        self._plain, self._bold = QFont(), QFont()
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)  # Tab leaves the table; the arrow keys move in it
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(1)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.verticalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self._fit()
        self.set_theme(LIGHT)

    def show_returns(self, grid: ReturnGrid) -> None:
        """Show other returns."""
        self._model.show(grid)
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._delegate.theme = theme
        plain = f"background: {theme.window}; color: {theme.muted}; border: none;"
        self.setStyleSheet(
            f"QTableView {{ background: {theme.window}; border: none; }}"
            f"QHeaderView, QTableCornerButton::section {{ {plain} }}"
            f"QHeaderView::section {{ {plain} padding: 0; }}"
            f"QHeaderView::section:vertical {{ padding-right: 6px; }}"
        )
        self.viewport().update()

    def text(self) -> str:
        """Return the selected cells, or all, with months and years, tab separated."""
        chosen = self.selectedIndexes()
        columns = sorted({i.column() for i in chosen}) or range(len(HEADINGS))
        rows = sorted({i.row() for i in chosen}) or range(self._model.rowCount())
        kept = {(i.row(), i.column()) for i in chosen}
        lines = ["\t".join(["", *(HEADINGS[column] for column in columns)])]
        for row in rows:
            cells = [
                self._model.texts[row][column] if not kept or (row, column) in kept else ""
                for column in columns
            ]
            year = str(self._model.headerData(row, Qt.Orientation.Vertical))
            lines.append("\t".join([year, *cells]).translate(WITHIN_LINES))
        return "\n".join(lines)

    def copy(self) -> None:
        """Put the selected cells, or all, onto the clipboard."""
        QGuiApplication.clipboard().setText(self.text())

    def cell_font(self, *, year: bool) -> QFont:
        """Return the font of a month's cell or of a year's; digits are of equal width."""
        return self._bold if year else self._plain

    def _take_fonts(self, size: float) -> None:
        self._plain = QFont(self.font())
        self._plain.setPointSizeF(size * QFontInfo(self.font()).pointSizeF())
        self._plain.setFeature(QFont.Tag("tnum"), 1)
        self._bold = QFont(self._plain)
        self._bold.setWeight(QFont.Weight.DemiBold)
        self._delegate.measure(self._bold)

    def _fit(self) -> None:
        """Share the room among columns and rows, none of them too small to be read."""
        line = self.fontMetrics().height()
        head = round(LOW_ROW * line)
        self.horizontalHeader().setFixedHeight(head)
        side = self.fontMetrics().horizontalAdvance("0000") + line
        self.verticalHeader().setFixedWidth(side)
        rows = max(self._model.rowCount(), 1)
        self.setMaximumHeight(head + round(HIGH_ROW * line) * rows + 2)
        height = (self.height() - head - 2) // rows
        height = round(min(max(height, LOW_ROW * line), HIGH_ROW * line))
        self.verticalHeader().setDefaultSectionSize(height)
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        scrolls = head + rows * height > self.height()
        room = self.width() - side - (bar if scrolls else 0) - 1
        for size in SIZES:
            self._take_fonts(size)
            if self._delegate.least_width <= room // len(HEADINGS):
                break
        width = max(room // len(HEADINGS), self._delegate.least_width)
        self.horizontalHeader().setDefaultSectionSize(width)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(len(HEADINGS) * self._delegate.least_width + 4 * line, 16 * line)

    def minimumSizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(12 * line, 5 * line)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.rowCount():
            self.selectionModel().setCurrentIndex(
                self._model.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() == Qt.Key.Key_Escape and self.selectionModel().hasSelection():
            self.selectionModel().select(QItemSelection(), QItemSelectionModel.SelectionFlag.Clear)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
