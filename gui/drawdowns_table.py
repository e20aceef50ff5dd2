"""The worst drawdowns as a table: when they began, how deep they went, how long they took."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFont,
    QFontInfo,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from core.figure_forms import ABSENT
from gui.flat_model import FlatModel, Index
from gui.formats import number
from gui.table_text import table_as_text
from gui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from core.episodes import Episode

HEADINGS = (
    ("Peak", "Last day at the peak before"),
    ("Trough", "First day at the lowest equity"),
    ("Recovered", "First day back at the peak"),
    ("Depth, %", "Equity at the trough over that at the peak, less 1"),
    ("Days down", "Calendar days from the peak to the trough"),
    ("Days to recover", "Calendar days from the trough to the recovery"),
    (
        "Sessions braked",
        "Trading days, up to the recovery, on which the brake reduced leverage",
    ),
)
BRAKED = 6
DATES = 3
NOT_YET = "not yet"
RIGHT = Qt.AlignmentFlag.AlignRight
SIZES = (1.0, 0.9, 0.8)
"""Of the font: smaller ones keep dates and headings whole in a narrow window."""
ROOM = 10
"""Pixels beside the text of a cell."""
ACTIVATE = "Click, or press Enter, to see it in the charts"


class EpisodesModel(FlatModel):
    """The episodes as Qt's tables want them; the numbers stay numbers (UserRole)."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.episodes: tuple[Episode, ...] = ()
        self.font: QFont | None = None
        self._texts: list[tuple[str, ...]] = []

    def show(self, episodes: Sequence[Episode]) -> None:
        """Show other episodes; what is selected stays so while their number is the same."""
        if tuple(episodes) == self.episodes:
            return
        same = len(episodes) == len(self.episodes)
        if not same:
            self.beginResetModel()
        self.episodes = tuple(episodes)
        self._texts = [_texts(one) for one in self.episodes]
        if same:
            last = self.index(len(self.episodes) - 1, len(HEADINGS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        else:
            self.endResetModel()

    def size(self) -> tuple[int, int]:
        """Return how many rows and columns there are."""
        return len(self.episodes), len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._texts[row][column]
            case Qt.ItemDataRole.UserRole:
                one = self.episodes[row]
                return (
                    one.peak,
                    one.trough,
                    one.recovery,
                    one.depth,
                    one.days_down,
                    one.days_to_recover,
                    one.braked_days,
                )[column]
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignHCenter if column < DATES else RIGHT
                return int(side | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.ToolTipRole:
                return ACTIVATE
            case Qt.ItemDataRole.FontRole:
                return self.font
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return HEADINGS[section][0]
            case Qt.ItemDataRole.ToolTipRole:
                return HEADINGS[section][1]
            case Qt.ItemDataRole.FontRole:
                return self.font
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignHCenter if section < DATES else RIGHT
                return int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
        return None


class EpisodesTable(QTableView):
    """The episodes; rows can be walked, shown in the charts (Enter) and copied (Ctrl+C).

    Attributes
    ----------
    episode_chosen
        The `Episode` that is to be seen in the charts.
    """

    episode_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("episodes_table")
        self.setAccessibleName("Worst drawdowns")
        self.setAccessibleDescription("Enter shows a drawdown in the charts.")
        self._model = EpisodesModel(self)
        self.setModel(self._model)
        self._fitted: tuple[str, int, int] | None = None
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)  # Tab leaves the table; the arrow keys move in it
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(1)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.clicked.connect(self._choose)
        self.set_theme(LIGHT)
        self._fit()

    @property
    def episodes(self) -> tuple[Episode, ...]:
        """What is shown, the worst first."""
        return self._model.episodes

    def show_episodes(self, episodes: Sequence[Episode], *, braked: bool) -> None:
        """Show other episodes; sessions braked only where there is a brake."""
        self._model.show(episodes)
        self.setColumnHidden(BRAKED, not braked)
        self._fit_columns()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        plain = f"background: {theme.window}; color: {theme.muted}; border: none;"
        self.setStyleSheet(
            f"QTableView {{ border: 1px solid {theme.border}; }}"
            f"QTableView:focus {{ border-color: {theme.accent}; }}"
            f"QHeaderView {{ {plain} }}"
            f"QHeaderView::section {{ {plain} padding: 0 3px; }}"
        )

    def text(self) -> str:
        """Return the selected rows, or all, with their headings, tab separated."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return table_as_text(self._model, rows or None, row_heads=False)

    def copy(self) -> None:
        """Put the selected rows, or all, onto the clipboard."""
        QGuiApplication.clipboard().setText(self.text())

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.episode_chosen.emit(self.episodes[index.row()])

    def _fit(self) -> None:
        line = QFontMetrics(self.font()).height()
        self.verticalHeader().setDefaultSectionSize(round(1.4 * line))
        self.horizontalHeader().setFixedHeight(round(2.3 * line))
        self.setMaximumHeight(self.sizeHint().height())
        self.updateGeometry()
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Share the width among the columns by what they need, in the largest font it has."""
        columns = [c for c in range(len(HEADINGS)) if not self.isColumnHidden(c)]
        room = self.viewport().width()
        known = (self.font().key(), room, len(columns))
        if known == self._fitted:
            return
        self._fitted = known
        for size in SIZES:
            font = QFont(self.font())
            font.setPointSizeF(size * QFontInfo(self.font()).pointSizeF())
            metrics = QFontMetrics(font)
            needed = [
                max(map(metrics.horizontalAdvance, _widest(column))) + ROOM for column in columns
            ]
            if sum(needed) <= room:
                break
        self._model.font = font
        edges = [round(room * sum(needed[:n]) / sum(needed)) for n in range(len(needed) + 1)]
        for place, column in enumerate(columns):
            self.horizontalHeader().resizeSection(column, edges[place + 1] - edges[place])

    def sizeHint(self) -> QSize:
        rows = 10 * self.verticalHeader().defaultSectionSize()
        return QSize(480, rows + self.horizontalHeader().height() + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        rows = 3 * self.verticalHeader().defaultSectionSize()
        return QSize(320, rows + self.horizontalHeader().height() + 2 * self.frameWidth())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)


def _widest(column: int) -> list[str]:
    """Return what must not be cut: the words of the heading, and a wide cell."""
    if column < DATES:
        return [*HEADINGS[column][0].split(), "0000-00-00"]
    cell = number(-10.0, 1) if column == DATES else number(1000.0, 0)
    return [*HEADINGS[column][0].split(), cell]


def _texts(one: Episode) -> tuple[str, ...]:
    """Return the cells of an episode."""
    recovered = one.days_to_recover is not None
    return (
        one.peak.isoformat(),
        one.trough.isoformat(),
        NOT_YET if one.recovery is None else one.recovery.isoformat(),
        number(100.0 * one.depth, 1),
        number(one.days_down, 0),
        number(float(one.days_to_recover or 0), 0) if recovered else ABSENT,
        number(one.braked_days, 0),
    )
