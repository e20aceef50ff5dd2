"""What is different between two scenarios, field by field: why their figures differ."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.parameters import FIELDS, Parameters
from gui.field_words import value_in_words
from gui.formats import breakable, number_locale
from gui.theme import Theme

TITLE = "What differs"
MARGIN = 6
GAP = 10
NOTHING = ("nothing", "", "")
LABEL_SHARE = 0.4
"""Of the width, for the labels; both values share the rest."""
FAR = 10_000

Row = tuple[str, str, str]
"""Label, first value and second value."""


class DifferenceList(QWidget):
    """The fields in which two scenarios differ, with the values of both.

    Painted in one go: it changes with every step of a control, and a table of rich text takes
    longer than a frame.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("differences")
        self._theme = theme
        self._names = ("", "")
        self._pair: tuple[Parameters, Parameters] | None = None
        self._rows: tuple[Row, ...] = ()
        self._heights: list[int] = []
        self._known_heights: dict[Row, int] = {}
        self._known_rows: dict[tuple[str, object, object], Row] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    @property
    def readings(self) -> tuple[Row, ...]:
        """Label, first and second value of each field that differs, as shown."""
        return self._rows

    def set_pair(self, names: tuple[str, str], pair: tuple[Parameters, Parameters] | None) -> None:
        """Show what differs between two scenarios; nothing where there are not two."""
        if (names, pair) == (self._names, self._pair):
            return
        same_names = names == self._names
        before, heights = self._rows, self._heights
        self._names, self._pair = names, pair
        self._rows = () if pair is None else self._differing(*pair)
        self._arrange()
        if self.isHidden() == (pair is not None):
            self.setVisible(pair is not None)
        told = "; ".join(f"{label}: {first}, {second}" for label, first, second in self._rows)
        self.setAccessibleName(f"{TITLE} between {names[0]} and {names[1]}: {told or 'nothing'}")
        if same_names and heights == self._heights and len(before) == len(self._rows):
            self._repaint_rows_unlike(before)
        else:
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def _differing(self, first: Parameters, second: Parameters) -> tuple[Row, ...]:
        """Return the rows; those that are known from before are not worded anew."""
        point, rows = number_locale().decimalPoint(), {}
        for name in first.differences(second):
            field, values = FIELDS[name], (getattr(first, name), getattr(second, name))
            row = self._known_rows.get((name, *values))
            if row is None:
                here, there = (breakable(value_in_words(field, v, point)) for v in values)
                row = (field.label, here, there)
            rows[(name, *values)] = row
        self._known_rows = rows
        return tuple(rows.values())

    def _repaint_rows_unlike(self, before: tuple[Row, ...]) -> None:
        top = self._top()
        for old, new, height in zip(before, self._rows, self._heights, strict=False):
            if old != new:
                self.update(0, top, self.width(), height)
            top += height

    def _top(self) -> int:
        """Where the first row begins, under the names."""
        return self.fontMetrics().height() + 4

    def _arrange(self) -> None:
        """Find the heights of the rows; what is around hears of it only if they change."""
        before, self._heights = sum(self._heights), self._row_heights(self.width())
        if sum(self._heights) != before:
            self.updateGeometry()

    def _widths(self, width: int) -> tuple[int, int]:
        """Return the width of the labels and that of the values of either scenario."""
        room = max(0, width - 2 * MARGIN - 2 * GAP)
        label = int(room * LABEL_SHARE)
        return label, (room - label) // 2

    def _row_heights(self, width: int) -> list[int]:
        known = self._known_heights if width == self.width() else {}
        heights = []
        for row in self._rows or (NOTHING,):
            if row not in known:
                known[row] = self._row_height(row, width)
            heights.append(known[row])
        return heights

    def _row_height(self, row: Row, width: int) -> int:
        metrics = self.fontMetrics()
        label, value = self._widths(width)
        rooms = zip(row, (label, value, value), strict=True)
        return max(_height(metrics, text, room) for text, room in rooms) + 3

    def _places(self, top: int, height: int) -> tuple[QRect, QRect, QRect]:
        label, value = self._widths(self.width())
        second = self.width() - MARGIN - value
        return (
            QRect(MARGIN, top, label, height),
            QRect(second - GAP - value, top, value, height),
            QRect(second, top, value, height),
        )

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.fontMetrics().height() + 6 + sum(self._row_heights(width))

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().height() + 6 + sum(self._heights))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._known_heights.clear()
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._known_heights.clear()
            self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics, theme = self.fontMetrics(), self._theme
        title, *names = self._places(0, metrics.height())
        bold = QFont(self.font())
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(QColor(theme.text))
        painter.drawText(title, Qt.AlignmentFlag.AlignLeft, TITLE)
        painter.setFont(self.font())
        painter.setPen(QColor(theme.muted))
        for place, name in zip(names, self._names, strict=True):
            cut = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignRight, cut)
        top, dirty = self._top(), event.rect()
        painter.setPen(QColor(theme.text))
        for row, height in zip(self._rows or (NOTHING,), self._heights, strict=False):
            if top <= dirty.bottom() and top + height > dirty.top():
                self._paint_row(painter, row, top, height)
            top += height

    def _paint_row(self, painter: QPainter, row: Row, top: int, height: int) -> None:
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        for number, (place, text) in enumerate(zip(self._places(top, height), row, strict=True)):
            painter.drawText(place, Qt.TextFlag.TextWordWrap | (right if number else left), text)


def _height(metrics: QFontMetrics, text: str, width: int) -> int:
    if metrics.horizontalAdvance(text) <= width:
        return metrics.height()
    room = QRect(0, 0, max(width, 1), FAR)
    return metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, text).height()
