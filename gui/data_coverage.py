"""The days of each symbol as bars on one time axis, as a table that shows 500 of them as easily."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import (
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from core.drawing.ticks import date_ticks
from gui.flat_model import FlatModel, Index
from gui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from core.coverage import Coverage, SymbolCoverage

SYMBOL, BAR, FIRST, LAST, MISSING = range(5)
HEADINGS = ("Symbol", "Days with a price", "First day", "Last day", "Missing")
HELP = (
    "The symbol; the one that begins last is marked, as it sets the start of the common period",
    "Where the bar is cut or notched, the symbol has no price on days on which others have one; "
    "the shaded part is the period that all symbols share",
    "First day with a price",
    "Last day with a price",
    "Days between the first and the last on which others have a price and this symbol has none",
)
CUT_FROM_PIXELS = 1.5
"""Gaps of fewer pixels leave the upper part of the bar whole."""
MARK = "▸ "
"""Stands before the symbols that set the start of the common period."""


class CoverageModel(FlatModel):
    """The coverage of the symbols, a row each; those without a part in the common period last."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[SymbolCoverage, ...] = ()
        self.late: frozenset[str] = frozenset()
        self.apart: frozenset[str] = frozenset()
        self.first = self.last = 0  # of the axis, days since 1970
        self.common: tuple[int, int] | None = None
        self.cuts: tuple[np.ndarray, ...] = ()

    def show(self, covered: Coverage, apart: tuple[SymbolCoverage, ...]) -> None:
        """Show symbols, and below them others that the common period is not about."""
        self.beginResetModel()
        self.rows = (*covered.symbols, *apart)
        self.apart = frozenset(one.symbol for one in apart)
        begun = {one.first for one in covered.symbols}
        self.late = frozenset(covered.starting if len(begun) > 1 else ())
        firsts = [_number(one.first) for one in self.rows if one.first]
        lasts = [_number(one.last) for one in self.rows if one.last]
        self.first, self.last = (min(firsts), max(lasts)) if firsts else (0, 0)
        self.common = None
        if covered.common_first is not None and len(covered.symbols) > 1:
            self.common = (_number(covered.common_first), _number(covered.common_last))
        self.cuts = tuple(_cuts(one) for one in self.rows)
        self.endResetModel()

    def size(self) -> tuple[int, int]:
        """Return how many rows and columns there are."""
        return len(self.rows), len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        one, column = self.rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(one, column)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._sentence(one)
            case Qt.ItemDataRole.TextAlignmentRole if column == MISSING:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.FontRole if column == SYMBOL and one.symbol in self.late:
                bold = QFont()
                bold.setBold(True)
                return bold
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return HEADINGS[section]
            case Qt.ItemDataRole.ToolTipRole:
                return HELP[section]
            case Qt.ItemDataRole.TextAlignmentRole:
                side = (
                    Qt.AlignmentFlag.AlignRight
                    if section == MISSING
                    else Qt.AlignmentFlag.AlignLeft
                )
                return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _text(self, one: SymbolCoverage, column: int) -> str:
        if column == SYMBOL:
            return f"{MARK}{one.symbol}" if one.symbol in self.late else one.symbol
        if column == BAR:
            return f"{one.days:,}"  # painted over; read by copies and screen readers
        if one.first is None:
            return "–" if column != MISSING else ""
        return {FIRST: f"{one.first}", LAST: f"{one.last}", MISSING: f"{one.missing:,}"}[column]

    def _sentence(self, one: SymbolCoverage) -> str:
        if one.first is None:
            return f"{one.symbol} is not in these prices."
        text = f"{one.symbol} has prices on {one.days:,} days from {one.first} to {one.last}"
        text += f", {one.missing:,} between them are missing." if one.missing else ", none missing."
        if one.symbol in self.late:
            text += " It begins last and so sets the start of the common period."
        if one.symbol in self.apart:
            text += " It is the cash rate, no price."
        return text


class _BarDelegate(QStyledItemDelegate):
    """Paints the bar of a row: a span from first to last day, cut where days are missing."""

    def __init__(self, model: CoverageModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.theme = LIGHT

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        option.text = ""
        style = option.widget.style()
        style.drawControl(style.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        model, theme = self._model, self.theme
        one = model.rows[index.row()]
        axis = bar_axis(option.rect)
        if one.first is None:
            painter.setPen(QColor(theme.warning))
            painter.drawText(axis, Qt.AlignmentFlag.AlignVCenter, "not in these prices")
            return
        chosen = bool(option.state & style.StateFlag.State_Selected)
        ground = option.palette.highlight().color() if chosen else QColor(theme.base)
        shade = QColor(theme.on_accent if chosen else theme.accent)
        shade.setAlphaF(0.22 if theme.is_dark else 0.13)
        band = QRectF()
        if model.common is not None:
            left, right = (position(model, axis, day) for day in model.common)
            band = QRectF(left, option.rect.top(), max(right - left, 1.0), option.rect.height())
            painter.fillRect(band, shade)
        begin, end = (position(model, axis, _number(day)) for day in (one.first, one.last))
        height = max(option.rect.height() * 0.36, 5.0)
        top = option.rect.center().y() - height / 2 + 0.5
        plain = theme.muted if one.symbol in model.apart else theme.series_color(0)
        color = QColor(theme.on_accent if chosen else plain)
        painter.fillRect(QRectF(begin, top, max(end - begin, 1.0), height), color)
        for left, width, notch in _gaps_in_pixels(model, axis, model.cuts[index.row()]):
            down = height * 0.45 if notch else -1.0
            gap = QRectF(left, top + down, width, height - down + 1)
            painter.fillRect(gap, ground)
            painter.fillRect(gap & band, shade)
        if one.symbol in model.late:
            mark = QRectF(begin - 1, option.rect.top() + 2, 2, option.rect.height() - 4)
            painter.fillRect(mark, QColor(theme.on_accent if chosen else theme.text))


class _AxisHeader(QHeaderView):
    """Headings, with years above the bars."""

    def __init__(self, model: CoverageModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self.theme = LIGHT
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), round(self.fontMetrics().height() * 1.7))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self.viewport()).fillRect(event.rect(), QColor(self.theme.window))
        super().paintEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        painter.save()
        painter.fillRect(rect, QColor(self.theme.window))
        painter.setPen(QColor(self.theme.muted))
        if logicalIndex == BAR and self._model.last > self._model.first:
            self._paint_years(painter, bar_axis(rect))
        else:
            flags = self._model.headerData(
                logicalIndex, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole
            )
            painter.drawText(rect.adjusted(4, 0, -4, 0), flags, HEADINGS[logicalIndex])
        painter.restore()

    def _paint_years(self, painter: QPainter, axis: QRect) -> None:
        model, metrics = self._model, self.fontMetrics()
        ticks = date_ticks(model.first, model.last, axis.width() / metrics.horizontalAdvance("0"))
        if sum(bool(label) for _, label in ticks) < 2:  # too narrow: the years at both ends
            ticks = [(day, str(np.datetime64(day, "D"))[:4]) for day in (model.first, model.last)]
        for day, label in ticks:
            x = round(position(model, axis, day))
            painter.drawLine(x, axis.bottom() - 3, x, axis.bottom())
            width = metrics.horizontalAdvance(label)
            left = min(max(x - width // 2, axis.left()), axis.right() + 8 - width)
            painter.drawText(QPoint(left, axis.bottom() - 6), label)


class CoverageTable(QTableView):
    """A row a symbol: its bar, first and last day, and how many days are missing.

    Attributes
    ----------
    symbol_chosen
        The symbol of the row that was selected, "" where none is.
    """

    symbol_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("coverage")
        self.setAccessibleName("Days with prices, symbol by symbol")
        self._model = CoverageModel()
        self.setModel(self._model)
        self._bars = _BarDelegate(self._model, self)
        self.setItemDelegateForColumn(BAR, self._bars)
        self._header = _AxisHeader(self._model, self)
        self.setHorizontalHeader(self._header)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 1.45))
        self.verticalHeader().setMinimumSectionSize(10)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.selectionModel().selectionChanged.connect(self._tell_choice)

    def show_coverage(self, covered: Coverage, apart: tuple[SymbolCoverage, ...] = ()) -> None:
        """Show the coverage of the symbols, and of series beside them such as the cash rate."""
        self._model.show(covered, apart)
        self._size_columns()
        self.updateGeometry()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._bars.theme = self._header.theme = theme
        self._header.viewport().update()
        self.viewport().update()

    @Slot()
    def _tell_choice(self) -> None:
        chosen = self.selectionModel().selectedRows()
        self.symbol_chosen.emit(self._model.rows[chosen[0].row()].symbol if chosen else "")

    def _size_columns(self) -> None:
        """Give texts what they need, and the bar the rest."""
        metrics, header = self.fontMetrics(), self._header
        day = max(metrics.horizontalAdvance(text) for text in ("2000-00-00", HEADINGS[LAST])) + 8
        wide = [metrics.horizontalAdvance(f"{MARK}{one.symbol}") for one in self._model.rows]
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(20)
        least = metrics.horizontalAdvance(HEADINGS[SYMBOL])
        header.resizeSection(SYMBOL, min(max([least, *wide]) + 16, 18 * metrics.averageCharWidth()))
        header.resizeSection(FIRST, day)
        header.resizeSection(LAST, day)
        header.resizeSection(MISSING, metrics.horizontalAdvance(HEADINGS[MISSING]) + 14)
        self.setColumnHidden(MISSING, not any(one.missing for one in self._model.rows))
        header.setSectionResizeMode(BAR, QHeaderView.ResizeMode.Stretch)

    def natural_height(self) -> int:
        """Return the height at which no row needs scrolling."""
        rows = self.verticalHeader().defaultSectionSize() * max(len(self._model.rows), 1)
        return rows + self._header.sizeHint().height() + 2 * self.frameWidth()

    def sizeHint(self) -> QSize:
        return QSize(420, self.natural_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(260, min(self.natural_height(), 120))


def bar_axis(rect: QRect) -> QRect:
    """Return the part of a cell that bars may fill."""
    return rect.adjusted(8, 0, -12, 0)


def position(model: CoverageModel, axis: QRect, day: int) -> float:
    """Return where a day stands on the axis, in pixels."""
    span = max(model.last - model.first, 1)
    return axis.left() + (day - model.first) / span * axis.width()


def _gaps_in_pixels(
    model: CoverageModel, axis: QRect, cuts: np.ndarray
) -> list[tuple[float, float, bool]]:
    """Return left edge and width of the gaps, each at least a pixel wide, none twice.

    With each comes whether it is a notch only: a few days look like many on a small scale.
    """
    if not len(cuts):
        return []
    scale = axis.width() / max(model.last - model.first, 1)
    edges = np.round(axis.left() + (cuts - model.first) * scale).astype(np.int64)
    notch = (cuts[:, 1] - cuts[:, 0]) * scale < CUT_FROM_PIXELS
    edges[:, 1] = np.maximum(edges[:, 1], edges[:, 0] + 1)
    unique = np.unique(np.column_stack((edges, notch)), axis=0).tolist()
    return [(left, right - left, bool(small)) for left, right, small in unique]


def _cuts(one: SymbolCoverage) -> np.ndarray:
    """Return the gaps between spans as (last day before, first day after), days since 1970."""
    if len(one.spans) < 2:
        return np.empty((0, 2), dtype=np.int64)
    days = np.array(one.spans, dtype="datetime64[D]").astype(np.int64)
    return np.column_stack((days[:-1, 1], days[1:, 0]))


def _number(day: object) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))
