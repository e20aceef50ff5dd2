"""The worst drawdowns as a table: when they began, how deep they went, how long they took."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFont,
    QFontInfo,
    QFontMetrics,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from core.figure_forms import ABSENT
from gui.flat_model import FlatModel, Index
from gui.formats import number
from gui.rows_table import RowsTable, frame_style, header_style
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


class EpisodesTable(RowsTable):
    """The episodes; rows can be walked, shown in the charts (Enter) and copied (Ctrl+C).

    Attributes
    ----------
    episode_chosen
        The `Episode` that is to be seen in the charts.
    """

    episode_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("episodes_table", "Worst drawdowns", parent)
        self.setAccessibleDescription("Enter shows a drawdown in the charts.")
        self._model = EpisodesModel(self)
        self.setModel(self._model)
        self._fitted: tuple[str, int, int] | None = None
        self.setAlternatingRowColors(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setMinimumSectionSize(1)
        self.row_chosen.connect(self._choose_episode)
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
        self.setStyleSheet(frame_style(theme) + header_style(theme, 3))

    @Slot(int)
    def _choose_episode(self, row: int) -> None:
        self.episode_chosen.emit(self.episodes[row])

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()


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
