"""The figures side by side: metrics in rows, base and dynamic of each run in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyleOptionHeader,
    QTableView,
    QWidget,
)

from core.metrics import METRICS
from gui import formats
from gui.flat_model import FlatModel, Index
from gui.theme import Theme

WIDEST_USUAL_FIGURE = "\N{MINUS SIGN}100.00"
LEAST_COLUMNS = 4
HEADING_MARGINS = 8


@dataclass(frozen=True)
class FigureColumn:
    """One account of one run.

    Attributes
    ----------
    run, account
        The two lines of the heading, such as "Tradable" and "Dynamic".
    color_index, dashed
        The line of the charts that it belongs to.
    figures
        Value of each metric by key, None where it is not defined.
    """

    run: str
    account: str
    color_index: int
    dashed: bool
    figures: dict[str, float | None]


class SummaryModel(FlatModel):
    """The figures as Qt's tables want them; the numbers stay numbers (UserRole)."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: tuple[FigureColumn, ...] = ()

    def set_columns(self, columns: Sequence[FigureColumn]) -> None:
        """Show other figures."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self.endResetModel()

    def size(self) -> tuple[int, int]:
        """Return how many rows and columns there are."""
        return len(METRICS), len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        metric = METRICS[index.row()]
        value = self.columns[index.column()].figures[metric.key]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return formats.figure(value, metric.form)
            case Qt.ItemDataRole.UserRole:
                return value
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.ToolTipRole:
                return metric.help
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical:
            match role:
                case Qt.ItemDataRole.DisplayRole:
                    return formats.heading(METRICS[section].label, METRICS[section].form)
                case Qt.ItemDataRole.ToolTipRole:
                    return METRICS[section].help
                case Qt.ItemDataRole.TextAlignmentRole:
                    return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            return None
        column = self.columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{column.run} {column.account}"
            case Qt.ItemDataRole.ToolTipRole:
                return f"{column.run}: {_account_help(column)}"
        return None


class _RunHeader(QHeaderView):
    """A heading of two lines: the run over its accounts, each account with its line style."""

    def __init__(self, model: SummaryModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = model
        self.theme = theme
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), int(self.fontMetrics().height() * 3.4))

    def paintSection(self, painter: QPainter, rect, logicalIndex: int) -> None:
        option = QStyleOptionHeader()
        self.initStyleOption(option)
        option.rect = rect
        painter.save()
        painter.fillRect(rect, QColor(self.theme.window))
        column = self._columns.columns[logicalIndex]
        line = self.fontMetrics().height()
        same = [i for i, other in enumerate(self._columns.columns) if other.run == column.run]
        # The run's name is written once, across all of its columns.
        left = self.sectionViewportPosition(same[0])
        width = sum(self.sectionSize(i) for i in same)
        top = rect.adjusted(0, 0, 0, 0)
        top.setLeft(left + 4)
        top.setWidth(width - 8)
        top.setHeight(int(line * 1.5))
        bold = QFont(self.font())
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(QColor(self.theme.text))
        painter.setClipRect(rect)
        painter.drawText(
            top,
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            painter.fontMetrics().elidedText(column.run, Qt.TextElideMode.ElideRight, top.width()),
        )
        painter.setFont(self.font())
        painter.setPen(QColor(self.theme.muted))
        below = rect.adjusted(4, int(line * 1.4), -4, -int(line * 0.5))
        painter.drawText(
            below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, column.account
        )
        pen = QPen(QColor(self.theme.series_color(column.color_index)), 2)
        if column.dashed:
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        y = rect.bottom() - int(line * 0.3)
        painter.drawLine(rect.left() + 8, y, rect.right() - 4, y)
        painter.restore()


class SummaryTable(QTableView):
    """The table of figures; cells can be selected and copied (Ctrl+C, tab separated)."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("summary")
        self.setAccessibleName("Summary of the runs")
        self._model = SummaryModel()
        self.setModel(self._model)
        self._header = _RunHeader(self._model, theme, self)
        self.setHorizontalHeader(self._header)
        self._header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        vertical = self.verticalHeader()
        vertical.setSectionsClickable(False)
        vertical.setHighlightSections(False)
        vertical.setStyleSheet(
            "QHeaderView, QHeaderView::section { background: transparent; border: none; "
            "padding-left: 4px; padding-right: 0; }"
        )
        self.setStyleSheet(
            "QTableView QTableCornerButton::section { background: transparent; border: none; }"
        )
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        # Whatever the table stands in scrolls; a bar of its own would cover the last column.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab leaves the table; the arrow keys move in it
        self._fit_columns()

    @property
    def columns(self) -> tuple[FigureColumn, ...]:
        """The figures shown."""
        return self._model.columns

    def set_columns(self, columns: Sequence[FigureColumn]) -> None:
        """Show other figures."""
        self._model.set_columns(columns)
        self._fit_columns()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._header.theme = theme
        self._header.viewport().update()

    def text(self) -> str:
        """Return the selected cells, or all, with their headings, tab separated."""
        chosen = self.selectedIndexes()
        columns = sorted({i.column() for i in chosen}) or range(len(self._model.columns))
        rows = sorted({i.row() for i in chosen}) or range(len(METRICS))
        head = [
            "",
            *(f"{self.columns[c].run} {self.columns[c].account}" for c in columns),
        ]
        lines = ["\t".join(head)]
        for row in rows:
            cells = [str(self._model.index(row, c).data()) for c in columns]
            label = formats.heading(METRICS[row].label, METRICS[row].form)
            lines.append("\t".join([label, *cells]))
        return "\n".join(lines)

    def _fit_columns(self) -> None:
        """Give every column the width of the widest figure, which the layouts around hear of."""
        metrics = self.fontMetrics()
        model = self._model
        figures = (
            str(model.index(row, column).data())
            for row in range(model.rowCount())
            for column in range(model.columnCount())
        )
        margin = self.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, self) + 1
        widest = max(map(metrics.horizontalAdvance, (*figures, WIDEST_USUAL_FIGURE)))
        heading = metrics.horizontalAdvance("Dynamic") + HEADING_MARGINS
        self._header.setMinimumSectionSize(max(widest + 2 * margin + 1, heading))
        self.verticalHeader().setDefaultSectionSize(int(metrics.height() * 1.6))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint() + QSize(8, 0)

    def minimumSizeHint(self) -> QSize:
        labels = self.verticalHeader().sizeHint().width()
        columns = max(len(self.columns), LEAST_COLUMNS) * self._header.minimumSectionSize()
        return QSize(labels + columns + 2 * self.frameWidth(), self._natural_height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(self.text())
            return
        super().keyPressEvent(event)

    def _natural_height(self) -> int:
        rows = self.verticalHeader().defaultSectionSize() * len(METRICS)
        return rows + self._header.sizeHint().height() + 2 * self.frameWidth()


def _account_help(column: FigureColumn) -> str:
    if column.account == "Base":
        return "the portfolio without leverage"
    return "the portfolio with the leverage overlay"
