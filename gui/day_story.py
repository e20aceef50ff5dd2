"""The chain of a day, painted: numbered steps in line, each with its sentence and its number."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.day_words import StoryLine
from gui.theme import LIGHT, Theme

GAP, PAD = 10, 4
"""Pixels between the columns, and above and below each step."""
WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where titles, sentences and numbers stand, in pixels from the left."""

    title: int
    sentence: int
    width: int
    outcome: int


class DayStory(QWidget):
    """Steps from top to bottom. The arrow keys are left to the page.

    Attributes
    ----------
    copy_wanted
        Somebody asks for it, with Ctrl+C or the menu.
    """

    copy_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("day_story")
        self.setAccessibleName("Why this day")
        self.lines: tuple[StoryLine, ...] = ()
        self._theme = LIGHT
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._copy = QAction("&Copy Day as Text", self)
        self._copy.setShortcut(QKeySequence.StandardKey.Copy)
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._copy.triggered.connect(self.copy_wanted)
        self.addAction(self._copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def show_lines(self, lines: tuple[StoryLine, ...]) -> None:
        """Show other steps."""
        if lines == self.lines:
            return
        self.lines = lines
        self.setAccessibleDescription(
            " ".join(f"{place}. {line.title}: {line.sentence}" for place, line in self._numbered())
        )
        self._fit()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def _fit(self) -> None:
        """Be as high as the steps are at this width."""
        self.setFixedHeight(sum(self._heights(self._columns(self.width()))) + 2 * PAD)

    def _numbered(self) -> list[tuple[int, StoryLine]]:
        return list(enumerate(self.lines, start=1))

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _columns(self, width: int) -> _Columns:
        bold = QFontMetrics(self._bold())
        side = self._side()
        title = PAD + side + GAP
        widest = max((bold.horizontalAdvance(line.title) for line in self.lines), default=0)
        number = max((bold.horizontalAdvance(line.outcome) for line in self.lines), default=0)
        sentence = title + widest + GAP + 2
        outcome = width - PAD - 2 - number
        return _Columns(title, sentence, max(outcome - GAP - sentence, 60), outcome)

    def _side(self) -> int:
        """Diameter of a number's disc."""
        return round(1.35 * QFontMetrics(self.font()).height())

    def _heights(self, columns: _Columns) -> list[int]:
        metrics, least = QFontMetrics(self.font()), self._side() + 2 * PAD
        room = QRect(0, 0, columns.width, 10_000)
        return [
            max(metrics.boundingRect(room, WRAPPED, line.sentence).height() + 2 * PAD, least)
            for line in self.lines
        ]

    def _draw_line(
        self, painter: QPainter, columns: _Columns, top: int, height: int, place: int
    ) -> None:
        theme, line, side = self._theme, self.lines[place], self._side()
        metrics = QFontMetrics(self.font())
        color = QColor(theme.warning if line.looks_ahead else theme.accent)
        disc = QRectF(PAD, top + PAD, side, side)
        if place + 1 < len(self.lines):
            painter.setPen(QPen(QColor(theme.border), 2))
            middle = round(disc.center().x())
            painter.drawLine(middle, round(disc.bottom()), middle, top + height + PAD)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(disc)
        painter.setPen(QColor(theme.base if not theme.is_dark else theme.on_accent))
        painter.setFont(self._bold())
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(place + 1))
        first = top + PAD + (side - metrics.height()) // 2  # in line with the number
        painter.setPen(QColor(theme.text))
        painter.drawText(columns.title, first + metrics.ascent(), line.title)
        painter.drawText(
            QRect(columns.outcome, first, self.width() - columns.outcome - PAD, metrics.height()),
            Qt.AlignmentFlag.AlignRight,
            line.outcome,
        )
        painter.setFont(self.font())
        painter.setPen(QColor(theme.warning if line.looks_ahead else theme.text))
        room = QRect(columns.sentence, first, columns.width, height)
        painter.drawText(room, WRAPPED, line.sentence)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        focused = self.hasFocus()
        painter.setPen(QPen(QColor(theme.accent if focused else theme.border), 2 if focused else 1))
        painter.setBrush(QColor(theme.base))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        columns, top = self._columns(self.width()), PAD
        for place, height in enumerate(self._heights(columns)):
            self._draw_line(painter, columns, top, height, place)
            top += height
