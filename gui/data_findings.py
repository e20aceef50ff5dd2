"""The findings as a table: how much each matters, its symbol, its days, and its sentence."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QSize,
    QSortFilterProxyModel,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtGui import (
    QFont,
    QIcon,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from core.findings import Finding, Severity
from gui.data_words import SEVERITY_WORDS, days_of, symbols_of
from gui.flat_model import FlatModel, Index
from gui.icons import severity_icon
from gui.rows_table import RowsTable, header_style
from gui.theme import LIGHT, Theme

SEVERITY, SYMBOL, DAYS, MESSAGE = range(4)
HEADINGS = ("Severity", "Symbol", "Days", "What was found")
RANK: Final = {severity: rank for rank, severity in enumerate(SEVERITY_WORDS)}
WIDE_IN_LETTERS, NARROW_IN_LETTERS = 85, 75
"""Below these widths the days, then the symbols, give way to the sentences, which name them."""


PADDING = 3


class FindingsModel(FlatModel):
    """The findings as Qt's tables want them; they sort by what they mean (UserRole)."""

    def __init__(self) -> None:
        super().__init__()
        self.findings: tuple[Finding, ...] = ()
        self._icons: dict[Severity, QIcon] = {}
        self.set_theme(LIGHT)

    def show(self, findings: Sequence[Finding]) -> None:
        """Show other findings."""
        self.beginResetModel()
        self.findings = tuple(findings)
        self.endResetModel()

    def set_theme(self, theme: Theme) -> None:
        """Draw the marks in the colours of a theme."""
        self._icons = {severity: severity_icon(severity, theme) for severity in Severity}

    def size(self) -> tuple[int, int]:
        """Return how many rows and columns there are."""
        return len(self.findings), len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        finding, column = self.findings[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return (
                    SEVERITY_WORDS[finding.severity][0],
                    symbols_of(finding),
                    days_of(finding),
                    finding.message,
                )[column]
            case Qt.ItemDataRole.DecorationRole if column == SEVERITY:
                return self._icons[finding.severity]
            case Qt.ItemDataRole.ToolTipRole:
                return f"<qt>{html.escape(finding.message)}</qt>"
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            case Qt.ItemDataRole.FontRole if (
                column == SEVERITY and finding.severity is not Severity.NOTE
            ):
                bold = QFont()
                bold.setBold(True)
                return bold
            case Qt.ItemDataRole.UserRole:
                first = finding.first.isoformat() if finding.first else ""
                symbols = symbols_of(finding)
                return (RANK[finding.severity], symbols, first, finding.message)[column]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


class FindingsFilter(QSortFilterProxyModel):
    """Lets through what is serious enough and about the symbol chosen."""

    def __init__(self, model: FindingsModel) -> None:
        super().__init__()
        self._model = model
        self._least = Severity.NOTE
        self._symbol = ""
        self.setSourceModel(model)
        self.setSortRole(Qt.ItemDataRole.UserRole)

    def restrict(self, least: Severity, symbol: str) -> None:
        """Show findings of at least that severity, of one symbol where one is named."""
        self.beginFilterChange()
        self._least, self._symbol = least, symbol
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        finding = self._model.findings[source_row]
        if RANK[finding.severity] > RANK[self._least]:
            return False
        return not self._symbol or self._symbol in finding.symbols


class _Roomy(QStyledItemDelegate):
    """Leaves a little room around the texts, and puts the mark beside their first line."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.decorationAlignment = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        style = option.widget.style()
        style.drawPrimitive(
            style.PrimitiveElement.PE_PanelItemViewRow, option, painter, option.widget
        )
        if option.state & style.StateFlag.State_Selected:
            painter.fillRect(option.rect, option.palette.highlight())
        inner = QStyleOptionViewItem(option)
        inner.rect = option.rect.adjusted(PADDING, PADDING, -PADDING, -PADDING)
        super().paint(painter, inner, index)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        inner = QStyleOptionViewItem(option)
        inner.rect = option.rect.adjusted(PADDING, 0, -PADDING, 0)
        return super().sizeHint(inner, index) + QSize(2 * PADDING, 2 * PADDING)


class FindingsTable(RowsTable):
    """The findings; rows can be selected, sorted and copied (Ctrl+C, tab separated)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("findings", "Findings about the prices", parent)
        self._model = FindingsModel()
        self._shown = FindingsFilter(self._model)
        self.setModel(self._shown)
        self.setItemDelegate(_Roomy(self))
        self.setWordWrap(True)
        self.setAlternatingRowColors(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setIconSize(QSize(15, 15))
        header = self.horizontalHeader()
        header.setSectionResizeMode(MESSAGE, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(20)
        header.setSectionsClickable(True)
        self.setSortingEnabled(True)
        self.sortByColumn(SEVERITY, Qt.SortOrder.AscendingOrder)
        self._fit_soon = QTimer(self, singleShot=True, interval=0)
        self._fit_soon.timeout.connect(self._fit_rows)
        header.sortIndicatorChanged.connect(self._fit_soon.start)
        self._fit()

    @property
    def count(self) -> int:
        """How many findings are shown."""
        return self._shown.rowCount()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show other findings, the most serious first."""
        self._model.show(findings)
        self._size_columns()
        self._fit_soon.start()

    def restrict(self, least: Severity, symbol: str = "") -> None:
        """Show findings of at least that severity, of one symbol where one is named."""
        self._shown.restrict(least, symbol)
        self._fit_soon.start()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._model.set_theme(theme)
        self.horizontalHeader().setStyleSheet(header_style(theme, 2))
        self.viewport().update()

    def _fit(self) -> None:
        self.horizontalHeader().setFixedHeight(round(1.7 * self.fontMetrics().height()))
        self._size_columns()
        self._fit_soon.start()

    @Slot()
    def _fit_rows(self) -> None:
        letters = self.viewport().width() / self.fontMetrics().averageCharWidth()
        self.setColumnHidden(DAYS, letters < WIDE_IN_LETTERS)
        self.setColumnHidden(SYMBOL, letters < NARROW_IN_LETTERS)
        self.resizeRowsToContents()

    def _size_columns(self) -> None:
        bold = QFont(self.font())
        bold.setBold(True)
        metrics, header = self.fontMetrics(), self.horizontalHeader()
        room = metrics.averageCharWidth() * 2
        symbols = [
            metrics.horizontalAdvance(symbols_of(finding)) for finding in self._model.findings
        ]
        arrow = 2 * room
        header.resizeSection(SEVERITY, metrics.horizontalAdvance(HEADINGS[SEVERITY]) + room + arrow)
        least = metrics.horizontalAdvance(HEADINGS[SYMBOL]) + arrow
        header.resizeSection(SYMBOL, min(max([least, *symbols]) + room, 16 * room))
        header.resizeSection(DAYS, metrics.horizontalAdvance("2000-00-00 – 2000-00-00") + room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_soon.start()
