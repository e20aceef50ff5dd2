"""The legend of the page Weights: each symbol with its colour, its weight and its share of risk."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QIcon,
    QPainter,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from core.figure_forms import ABSENT
from core.units import Floats
from gui.flat_model import FlatModel, Index
from gui.formats import number
from gui.rows_table import RowsTable, header_style
from gui.theme import LIGHT, Theme

SYMBOL, HELD, RISK = range(3)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
SWATCH = 12
WIDEST_USUAL = "100.0"
LONGEST_NAME = "MMMMMMMM"
"""A name as wide as a column may become; longer ones end in an ellipsis."""


class WeightsModel(FlatModel):
    """A row a symbol, from the top of the stack down, and a row of sums."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()
        self.hints: tuple[str, ...] = ()
        self.is_exposure = False
        self._values: Floats = np.empty((0, 2))
        self._icons: list[QIcon] = []
        self._bold = QFont()
        self._bold.setWeight(QFont.Weight.DemiBold)

    def set_rows(self, names: Sequence[str], hints: Sequence[str]) -> None:
        """Show other symbols, as yet without values."""
        self.beginResetModel()
        self.names, self.hints = tuple(names), tuple(hints)
        self._values = np.full((len(names), 2), np.nan)
        self.endResetModel()

    def set_icons(self, icons: Sequence[QIcon]) -> None:
        """Mark the symbols with other colours."""
        self._icons = list(icons)
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0))

    def set_values(self, values: Floats) -> None:
        """Show other weights and shares of risk, decimals, shape (K, 2)."""
        self._values = values
        self.dataChanged.emit(self.index(0, HELD), self.index(self.rowCount() - 1, RISK))

    def set_exposure(self, exposure: bool) -> None:
        """Call the weights exposures, or weights again."""
        self.is_exposure = exposure
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, HELD, HELD)

    def size(self) -> tuple[int, int]:
        """Return how many rows and columns there are."""
        return len(self.names) + 1 if self.names else 0, 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = index.row(), index.column()
        is_sum = row == len(self.names)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                if column == SYMBOL:
                    return "Sum" if is_sum else self.names[row]
                values = self._values[:, column - HELD]
                value = float(values.sum() if is_sum else values[row])
                return number(100.0 * value, 1) if np.isfinite(value) else ABSENT
            case Qt.ItemDataRole.DecorationRole if column == SYMBOL and row < len(self._icons):
                return self._icons[row]
            case Qt.ItemDataRole.FontRole if is_sum:
                return self._bold
            case Qt.ItemDataRole.TextAlignmentRole:
                side = (
                    Qt.AlignmentFlag.AlignLeft if column == SYMBOL else Qt.AlignmentFlag.AlignRight
                )
                return int(side | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.ToolTipRole if not is_sum:
                return self.hints[row] or self.names[row]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical:
            return None
        held = "Exposure" if self.is_exposure else "Weight"
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return ("Percent", held, "Risk")[section]
            case Qt.ItemDataRole.TextAlignmentRole:
                side = (
                    Qt.AlignmentFlag.AlignLeft if section == SYMBOL else Qt.AlignmentFlag.AlignRight
                )
                return int(side | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.ToolTipRole:
                return (
                    "From the top of the charts down",
                    "Weight held times leverage" if self.is_exposure else "Weight held on the day",
                    "Share in the variance of the portfolio, as the last decision saw it",
                )[section]
        return None


class WeightsTable(RowsTable):
    """The values of one day; rows can be selected and copied (Ctrl+C, tab separated)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("weights_table", "Weights and shares of risk of the day", parent)
        self._theme = LIGHT
        self._model = WeightsModel(self)
        self.setModel(self._model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setIconSize(QSize(SWATCH, SWATCH))
        self._fit()

    def show_symbols(self, names: Sequence[str], hints: Sequence[str]) -> None:
        """Show other symbols."""
        self._model.set_rows(names, hints)
        self._fit()

    def show_values(self, values: Floats) -> None:
        """Show the weights and shares of risk of a day, decimals, shape (K, 2)."""
        self._model.set_values(values)

    def set_exposure(self, exposure: bool) -> None:
        """Call the weights exposures, or weights again."""
        self._model.set_exposure(exposure)
        self._fit()

    def set_colors(self, colors: Sequence[str], theme: Theme) -> None:
        """Mark the symbols with these colours, and take those of a theme."""
        self._theme = theme
        icons = [_swatch(color, theme, self.devicePixelRatioF()) for color in colors]
        self._model.set_icons([*icons, _nothing()])
        self.setStyleSheet(
            f"QTableView {{ background: {theme.window}; border: 1px solid transparent; }}"
            f"QTableView:focus {{ border-color: {theme.accent}; }}" + header_style(theme, 3)
        )

    def _fit(self) -> None:
        metrics, line = self.fontMetrics(), self.fontMetrics().height()
        header = self.horizontalHeader()
        header.setMinimumSectionSize(1)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(round(1.4 * line))
        header.setFixedHeight(round(1.5 * line))
        names = max(map(metrics.horizontalAdvance, ("Percent", *self._model.names)))
        names = min(names, metrics.horizontalAdvance(LONGEST_NAME))
        header.resizeSection(SYMBOL, names + SWATCH + line + 4)
        for column in (HELD, RISK):
            title = str(self._model.headerData(column, Qt.Orientation.Horizontal))
            widest = max(map(metrics.horizontalAdvance, (title, WIDEST_USUAL)))
            header.resizeSection(column, widest + line // 2 + 4)
        rows = self._model.rowCount() * self.verticalHeader().defaultSectionSize()
        scrolls = rows + header.height() + 2 > self.height()
        bar = self.verticalScrollBar().sizeHint().width() if scrolls else 0
        self.setFixedWidth(header.length() + bar + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().height() != event.oldSize().height():
            self._fit()


def _swatch(color: str, theme: Theme, ratio: float) -> QIcon:
    """Return a square of a colour, with an edge that can be seen where the colour is faint."""
    picture = QPixmap(round(SWATCH * ratio), round(SWATCH * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(color))
    painter = QPainter(picture)
    painter.setPen(QColor(theme.control))
    painter.drawRect(QRect(0, 0, SWATCH - 1, SWATCH - 1))
    painter.end()
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)  # else it takes the colour of the selection
    return icon


def _nothing() -> QIcon:
    """Return a square that cannot be seen: what has no colour stands in line with what has."""
    picture = QPixmap(SWATCH, SWATCH)
    picture.fill(Qt.GlobalColor.transparent)
    return QIcon(picture)
