"""The figures side by side: metrics in rows under their groups, scenarios in columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from core.metrics import MetricGroup
from gui.figure_columns import ROWS, Cell, FigureColumn, Tone, cells_of, label_of
from gui.flat_model import FlatModel, Index
from gui.scenario_marks import LineKind, draw_cross, draw_tick
from gui.summary_headers import MARGIN, ColumnHeader, LabelHeader
from gui.table_text import table_as_text
from gui.theme import Theme, between

WIDEST_USUAL_FIGURE = "\N{MINUS SIGN}100.00"
NARROWEST_IN_LETTERS = 10
"""Letters of a name that a line of a heading holds at least."""
LEAST_COLUMNS = 2
LEAST_ROWS = 6
ACCOUNTS_IN_WORDS = {
    LineKind.SOLID: "the account with the leverage overlay",
    LineKind.DASHED: "the portfolio without leverage",
    LineKind.DOTTED: "a benchmark, without an overlay",
}


class SummaryModel(FlatModel):
    """The figures as Qt's tables want them; the numbers stay numbers (UserRole)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[FigureColumn, ...] = ()
        self.cells: tuple[tuple[Cell, ...], ...] = ()
        self.reference_name = ""

    @property
    def shows_differences(self) -> bool:
        """Whether figures of the reference are taken off those of the others."""
        return any(column.is_reference for column in self.columns)

    def set_columns(self, columns: Sequence[FigureColumn]) -> tuple[Cell, ...]:
        """Show other figures; return the cells that are written anew."""
        columns, before, known = tuple(columns), self.columns, self.cells
        is_same = [c.title for c in columns] == [c.title for c in before]
        cells, fresh = [], []
        for place, column in enumerate(columns):
            if is_same and column.has_cells_of(before[place]):
                cells.append(known[place])
            else:
                cells.append(cells_of(column))
                fresh.append(place)
        if len(columns) != len(before):
            self.beginResetModel()
        self.columns, self.cells = columns, tuple(cells)
        self.reference_name = next((c.name for c in columns if c.is_reference), "")
        if len(columns) != len(before):
            self.endResetModel()
        elif fresh:
            last = self.index(len(ROWS) - 1, fresh[-1])
            self.dataChanged.emit(self.index(0, fresh[0]), last)
        return tuple(cell for place in fresh for cell in cells[place])

    def size(self) -> tuple[int, int]:
        """Return how many rows and columns there are."""
        return len(ROWS), len(self.columns)

    def _spoken(self, index: Index) -> str:
        row, cell = ROWS[index.row()], self.cells[index.column()][index.row()]
        if isinstance(row, MetricGroup):
            return ""
        label = label_of(row, differences=self.columns[index.column()].against is not None)
        told = f", {cell.tone.value}" if cell.tone in (Tone.BETTER, Tone.WORSE) else ""
        return f"{self.columns[index.column()].title}, {label}: {cell.text}{told}"

    def _tooltip(self, index: Index) -> str:
        row, cell = ROWS[index.row()], self.cells[index.column()][index.row()]
        if isinstance(row, MetricGroup):
            return ""
        column = self.columns[index.column()]
        if column.is_few:
            return f"{row.help} The days are too few for it to say anything."
        if cell.tone in (Tone.BETTER, Tone.WORSE):
            return f"{row.help} {cell.tone.value.capitalize()} than {self.reference_name}."
        return row.help

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self.cells[index.column()][index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.UserRole:
                return cell.value
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tooltip(index)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(index)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical:
            row = ROWS[section]
            match role:
                case Qt.ItemDataRole.DisplayRole:
                    return label_of(row, differences=self.shows_differences)
                case Qt.ItemDataRole.ToolTipRole if not isinstance(row, MetricGroup):
                    return row.help
            return None
        if section >= len(self.columns):
            return None
        column = self.columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole if column.against is not None:
                return f"{column.title}, difference to {self.reference_name}"
            case Qt.ItemDataRole.DisplayRole:
                return column.title
            case Qt.ItemDataRole.ToolTipRole:
                return self._heading_tooltip(column)
        return None

    def _heading_tooltip(self, column: FigureColumn) -> str:
        told = f"{column.name}: {ACCOUNTS_IN_WORDS[column.line]}"
        if column.against is not None:
            told += f"; its figures less those of {self.reference_name}"
        elif column.is_reference:
            told += "; the others are given as differences to it"
        return told

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(ROWS[index.row()], MetricGroup):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _FigureDelegate(QStyledItemDelegate):
    """Writes the figures; what is better or worse has a mark as well as a colour."""

    def __init__(self, model: SummaryModel, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._tones = {
            Tone.PLAIN: QColor(theme.text),
            Tone.BETTER: QColor(theme.good),
            Tone.WORSE: QColor(theme.error),
            Tone.MUTED: QColor(theme.muted),
        }
        self._base = QColor(theme.base)
        self._tint = between(theme.base, theme.accent, 0.10)
        self._border = QColor(theme.border)
        self._chosen, self._on_chosen = QColor(theme.accent), QColor(theme.on_accent)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, place = index.row(), index.column()
        rect, cell = option.rect, self._model.cells[place][row]
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = self._tint if self._model.columns[place].is_selected else self._base
        painter.fillRect(rect, self._chosen if is_chosen else ground)
        if isinstance(ROWS[row], MetricGroup):
            if row:
                painter.setPen(self._border)
                painter.drawLine(rect.topLeft(), rect.topRight())
            return
        color = self._on_chosen if is_chosen else self._tones[cell.tone]
        painter.setFont(option.font)
        painter.setPen(color)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(0, 0, -MARGIN, 0), right, cell.text)
        if cell.tone in (Tone.BETTER, Tone.WORSE):
            self._draw_mark(painter, rect, cell.tone, color)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(self._on_chosen if is_chosen else self._chosen)
            painter.drawRect(rect.adjusted(1, 1, -2, -2))

    def _draw_mark(self, painter: QPainter, rect: QRect, tone: Tone, color: QColor) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = mark_size(rect.height())
        top = rect.center().y() - size / 2.0 + 0.5
        place = QRectF(rect.left() + MARGIN, top, size, size)
        (draw_tick if tone is Tone.BETTER else draw_cross)(painter, place, color)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def mark_size(row_height: int) -> float:
    """Return width and height of the mark of what is better or worse."""
    return round(row_height * 0.34)


class SummaryTable(QTableView):
    """The table of figures; cells can be selected and copied (Ctrl+C, tab separated).

    Names and labels stay where they are while the figures are scrolled.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("summary")
        self.setAccessibleName("Figures of the scenarios")
        self._model = SummaryModel(self)
        self._delegate = _FigureDelegate(self._model, theme, self)
        self._widest_text = ""
        self._least_width = 0
        self._selected = 0
        self._header = ColumnHeader(theme, self)
        self._labels = LabelHeader(theme, self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setHorizontalHeader(self._header)
        self.setVerticalHeader(self._labels)
        self.setStyleSheet(
            "QTableView QTableCornerButton::section { background: transparent; border: none; }"
        )
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab leaves the table; the arrow keys move in it
        self._measure()

    @property
    def columns(self) -> tuple[FigureColumn, ...]:
        """The figures shown."""
        return self._model.columns

    def set_columns(self, columns: Sequence[FigureColumn]) -> None:
        """Show other figures; while no text becomes wider, nothing is measured."""
        count, before = len(self._model.columns), self._model.columns
        had_marks = self._model.shows_differences
        fresh = self._model.set_columns(columns)
        has_other_marks = self._model.shows_differences != had_marks
        if has_other_marks:  # then every cell is written anew
            self._widest_text = ""
        self._labels.set_differences(self._model.shows_differences)
        self._header.set_columns(self._model.columns)
        wider = [cell.text for cell in fresh if len(cell.text) >= len(self._widest_text)]
        grows = has_other_marks or any(self._width_of(t) > self._least_width for t in wider)
        if grows:
            self._widest_text = max(wider, key=self._width_of, default="")
            self._measure()
        elif count != len(columns):
            self._share_width()
        if any(a.is_selected != b.is_selected for a, b in zip(columns, before, strict=False)):
            self.viewport().update()
        self._show_selected(is_other_width=grows or count != len(columns))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._header.theme = self._labels.theme = theme
        self._delegate.set_theme(theme)
        for part in (self._header, self._labels, self):
            part.viewport().update()

    def text(self, *, selected: bool = False) -> str:
        """Return all figures, or those selected, with their headings, tab separated."""
        chosen = self.selectedIndexes() if selected else []
        rows = {index.row() for index in chosen} or range(len(ROWS))
        columns = sorted({index.column() for index in chosen}) or None
        figures = [row for row in sorted(rows) if not isinstance(ROWS[row], MetricGroup)]
        return table_as_text(self._model, figures, columns=columns)

    @Slot()
    def copy_selection(self) -> None:
        """Put the selected figures, or all of them, on the clipboard."""
        QGuiApplication.clipboard().setText(self.text(selected=True))

    @Slot()
    def copy_all(self) -> None:
        """Put all figures on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())

    def _show_selected(self, *, is_other_width: bool) -> None:
        """Bring the column of the scenario in the form into sight, once it may have left it."""
        places = [place for place, column in enumerate(self.columns) if column.is_selected]
        key = self.columns[places[0]].key if places else 0
        if key and (key != self._selected or is_other_width):
            self.updateGeometries()  # the scroll bar has to know the new widths
            self.scrollTo(self._model.index(max(self.rowAt(0), 0), places[-1]))
        self._selected = key

    def _width_of(self, text: str) -> int:
        padding = 2 * MARGIN
        if self._model.shows_differences:
            padding += int(mark_size(self._labels.defaultSectionSize())) + MARGIN
        return self.fontMetrics().horizontalAdvance(text) + padding

    def _measure(self) -> None:
        """Find the least width of a column, which the layouts around hear of."""
        metrics = self.fontMetrics()
        figures = [WIDEST_USUAL_FIGURE, self._widest_text]
        letters = NARROWEST_IN_LETTERS * metrics.averageCharWidth() + 2 * MARGIN
        self._least_width = max(letters, *map(self._width_of, figures))
        self._labels.measure()
        self._share_width()
        self.setMaximumHeight(self._natural_height())
        self.updateGeometry()

    def _share_width(self) -> None:
        """Let the columns fill the width there is; where it is too little, they are scrolled."""
        room = self.viewport().width()
        width = max(self._least_width, room // max(len(self.columns), 1))
        if width != self._header.defaultSectionSize():
            self._header.setMinimumSectionSize(min(width, self._least_width))
            self._header.setDefaultSectionSize(width)
            if self._header.height() != self._header.sizeHint().height():
                self.updateGeometries()  # names need other lines in columns of another width
        self.setMaximumHeight(self._natural_height())

    def _natural_height(self) -> int:
        """Of all rows, with a scroll bar below them only where there is one."""
        rows = self._labels.defaultSectionSize() * len(ROWS)
        bar = 0
        if self._header.defaultSectionSize() * len(self.columns) > self.viewport().width():
            bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        return rows + self._header.sizeHint().height() + bar + 2 * self.frameWidth()

    def _around(self) -> QSize:
        """What stands around the figures: headings, a scroll bar, the frame."""
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        frame = 2 * self.frameWidth()
        return QSize(
            self._labels.sizeHint().width() + bar + frame,
            self._header.sizeHint().height() + bar + frame,
        )

    def sizeHint(self) -> QSize:
        width = self._around().width() + (LEAST_COLUMNS + 1) * self._least_width
        return QSize(width, self._natural_height())

    def minimumSizeHint(self) -> QSize:
        rows = LEAST_ROWS * self._labels.defaultSectionSize()
        return self._around() + QSize(LEAST_COLUMNS * self._least_width, rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measure()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.columns and not self.currentIndex().isValid():  # so that the focus is seen
            first = self._model.index(1, max(self.columnAt(0), 0))
            keep = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(first, keep)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self, objectName="summary_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen = menu.addAction("&Copy selected figures")
        chosen.triggered.connect(self.copy_selection)
        chosen.setEnabled(bool(self.selectedIndexes()))
        menu.addAction("Copy the whole &table").triggered.connect(self.copy_all)
        menu.popup(event.globalPos())
