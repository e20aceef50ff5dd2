"""The line above a plot: its title, and a legend that reads out the cursor's day."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from gui.theme import LIGHT, Theme

MOST_ROWS = 3
WIDEST_USUAL_VALUE = "\N{MINUS SIGN}00.0%"


@dataclass(frozen=True)
class LegendEntry:
    """One curve in the legend. When space is short, ``group`` is cut and ``name`` is not.

    Attributes
    ----------
    style
        As of a curve.
    hidden
        Whether somebody has hidden the curve; the entry stays, struck out.
    raised
        Whether it is of the selected run; it is written stronger, and is never left out.
    """

    group: str
    name: str
    color: str
    style: str = "solid"
    hidden: bool = False
    raised: bool = False

    @property
    def label(self) -> str:
        """Group and name as they are read."""
        return f"{self.group} {self.name}".strip()


@dataclass(frozen=True)
class _Column:
    """Left edge of a column of entries, and how wide its labels may be, in pixels."""

    left: int
    label_width: int


class PlotHeader(QWidget):
    """Title, then a grid of entries: swatch, label, value. Its height follows from its width.

    A click on an entry, or Space after the arrow keys, hides its curve and shows it again. Where
    there are more entries than places the last place opens a menu of all of them.

    Painted in one go, because a dozen labels in a layout cost more than the curves. Digits are of
    equal width and values stand at the right of a column of fixed width, so that nothing moves but
    the digits.
    """

    entry_toggled = Signal(int)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self._theme = LIGHT
        self._entries: tuple[LegendEntry, ...] = ()
        self._values: tuple[str, ...] = ()
        self._widest: tuple[str, ...] = ()
        self._current = 0
        self._ring = False
        self._least_title_width = 0
        self._arranged: tuple[int, list[_Column]] | None = None
        self._value_width = 0
        self._label_widths: tuple[int, ...] = ()
        self._short_widths: tuple[int, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setMouseTracking(True)
        self.setSizePolicy(policy)
        self._measure(())

    @property
    def readings(self) -> list[tuple[str, str]]:
        """Label and value of each entry, as shown."""
        return [
            (entry.label, value) for entry, value in zip(self._entries, self._values, strict=True)
        ]

    def set_colors(self, theme: Theme) -> None:
        """Paint in the colours of a theme."""
        self._theme = theme
        self.update()

    def set_entries(
        self, entries: Sequence[LegendEntry], values: Sequence[str], widest: Sequence[str]
    ) -> None:
        """Show these curves; ``widest`` are texts as wide as any value can become."""
        if (tuple(entries), tuple(widest)) == (self._entries, self._widest):
            self.set_values(values)
            return
        self._entries, self._values = tuple(entries), tuple(values)
        self._widest = tuple(widest)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if entries else Qt.FocusPolicy.NoFocus)
        self._measure(widest)
        self._describe()
        self.update()

    def set_values(self, values: Sequence[str]) -> None:
        """Show other values of the same curves."""
        if tuple(values) != self._values:
            self._values = tuple(values)
            self._describe()
            self.update()

    def set_least_title_width(self, width: int) -> None:
        """Leave this much for the title, so that the legends of several plots begin in line."""
        self._least_title_width, self._arranged = width, None
        self.updateGeometry()
        self.update()

    def title_width(self) -> int:
        """Width of the title and of the space behind it, in pixels."""
        metrics = QFontMetrics(self._title_font())
        return metrics.horizontalAdvance(self.title) + metrics.height()

    def show_menu(self) -> None:
        """Open the menu of all entries, from which each can be hidden and shown."""
        menu = QMenu(self)
        menu.setObjectName(f"{self.objectName()}_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, entry in enumerate(self._entries):
            action = menu.addAction(entry.label.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(not entry.hidden)
            action.setData(number)
        menu.triggered.connect(self._toggle_chosen)
        last = self._place_rectangle(len(self._order()), self._columns(self.width()))
        menu.popup(self.mapToGlobal(last.bottomLeft()))

    @Slot(QAction)
    def _toggle_chosen(self, action: QAction) -> None:
        self.entry_toggled.emit(action.data())

    def _activate(self, place: int) -> None:
        """Do what a click on a place does."""
        order = self._order()
        if place < len(order):
            self.entry_toggled.emit(order[place])
        elif place == len(order) < len(self._entries):
            self.show_menu()

    def _order(self) -> list[int]:
        """Which entries have a place: all, or the selected run's and as many others as fit."""
        places = MOST_ROWS * len(self._columns(self.width()))
        numbers = list(range(len(self._entries)))
        if len(numbers) <= places:
            return numbers
        first = sorted(numbers, key=lambda number: not self._entries[number].raised)
        return sorted(first[: places - 1])

    def _place_rectangle(self, place: int, columns: Sequence[_Column]) -> QRect:
        line, number = divmod(place, len(columns))
        column = columns[number]
        width = column.label_width + self._width_without_label() - self._gap()
        return QRect(column.left, line * self._row_height(), width, self._row_height())

    def _place_at(self, position: QPoint) -> int | None:
        """The place under the mouse; None where none is."""
        if not self._entries:
            return None
        columns, order = self._columns(self.width()), self._order()
        for place in range(len(order) + (len(order) < len(self._entries))):
            if self._place_rectangle(place, columns).contains(position):
                return place
        return None

    def _describe(self) -> None:
        """Tell a screen reader what is painted."""
        words = [
            f"{entry.label} hidden" if entry.hidden else f"{entry.label} {value}"
            for entry, value in zip(self._entries, self._values, strict=True)
        ]
        self.setAccessibleDescription(", ".join(words))

    def _measure(self, widest: Sequence[str]) -> None:
        self._arranged = None
        metrics = QFontMetrics(self._value_font())
        texts = (*widest, WIDEST_USUAL_VALUE)
        before = (self._value_width, self._label_widths)
        self._value_width = max(metrics.horizontalAdvance(text) for text in texts)
        self._label_widths = tuple(
            metrics.horizontalAdvance(entry.label) + 1 for entry in self._entries
        )
        self._short_widths = tuple(
            metrics.horizontalAdvance(entry.name or entry.group) + 1 for entry in self._entries
        )
        if before != (self._value_width, self._label_widths):
            self.updateGeometry()

    def _title_font(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _value_font(self) -> QFont:
        font = QFont(self.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _row_height(self) -> int:
        return QFontMetrics(self._title_font()).height() + 3

    def _swatch_width(self) -> int:
        return round(1.5 * QFontMetrics(self.font()).height())

    def _columns(self, width: int) -> list[_Column]:
        """Return the columns of entries in a width, arranged once until something changes."""
        if self._arranged is None or self._arranged[0] != width:
            self._arranged = width, self._arrange(width)
        return self._arranged[1]

    def _arrange(self, width: int) -> list[_Column]:
        """Arrange the entries right of the title: as many columns as fit, few rows.

        With several groups whose curves do not fit in one row, a row begins with a group.
        """
        count = len(self._entries)
        if count == 0:
            return [_Column(0, 0)]
        left = max(self.title_width(), self._least_title_width)
        columns, labels = self._fitting(left, width, self._label_widths)
        if -(-count // columns) > MOST_ROWS:
            columns, labels = self._fitting(left, width, self._short_widths)
        if (
            -(-count // columns) > MOST_ROWS
            or left + labels[0] + self._width_without_label() > width
        ):
            room = width - left + self._gap()
            most = max(1, room // (self._width_without_label() + 2 * self._gap()))
            columns = max(columns, min(-(-count // MOST_ROWS), most))
            wanted = [max(self._short_widths[place::columns]) for place in range(columns)]
            labels = _shared(room - columns * self._width_without_label(), wanted)
        placed = []
        for label_width in labels:
            placed.append(_Column(left, label_width))
            left += label_width + self._width_without_label()
        return placed

    def _fitting(self, left: int, width: int, label_widths: Sequence[int]) -> tuple[int, list[int]]:
        """Return the most columns that fit with labels of these widths, and the width of each."""
        count = len(self._entries)
        in_a_group = sum(entry.group == self._entries[0].group for entry in self._entries)
        for columns in range(count, 0, -1):
            if columns < count and columns > in_a_group and columns % in_a_group:
                continue
            labels = [max(label_widths[place::columns]) for place in range(columns)]
            if left + sum(labels) + columns * self._width_without_label() - self._gap() <= width:
                break
        return columns, labels

    def _gap(self) -> int:
        """Space between two entries."""
        return round(1.5 * QFontMetrics(self.font()).height())

    def _width_without_label(self) -> int:
        return (
            self._swatch_width()
            + self._gap() // 3
            + self._gap() // 3
            + self._value_width
            + self._gap()
        )

    def _draw_entry(
        self, painter: QPainter, column: _Column, top: int, entry: LegendEntry, value: str
    ) -> None:
        swatch, space, height = self._swatch_width(), self._gap() // 3, self._row_height()
        middle = top + height // 2 + 0.5
        pen = QPen(QColor(entry.color), 2 if entry.style == "solid" else 1.5)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if entry.style == "dash":  # in widths of the pen
            pen.setDashPattern([4.0, 3.0])
        elif entry.style == "dots":
            pen.setDashPattern([1.5, 2.0])
        if entry.hidden:
            pen = QPen(QColor(self._theme.control), 1)
        painter.setPen(pen)
        painter.drawLine(QPointF(column.left, middle), QPointF(column.left + swatch, middle))
        flags = Qt.AlignmentFlag.AlignVCenter
        label = QRect(column.left + swatch + space, top, column.label_width, height)
        strong = entry.raised and not entry.hidden
        painter.setPen(QColor(self._theme.text if strong else self._theme.muted))
        text = self._elided(entry, column.label_width, painter.fontMetrics())
        painter.drawText(label, flags | Qt.AlignmentFlag.AlignLeft, text)
        if entry.hidden:
            end = min(painter.fontMetrics().horizontalAdvance(text), label.width())
            painter.drawLine(QPointF(label.left(), middle), QPointF(label.left() + end, middle))
            return
        number = QRect(label.left() + label.width() + space, top, self._value_width, height)
        painter.setPen(QColor(self._theme.text))
        painter.drawText(number, flags | Qt.AlignmentFlag.AlignRight, value)

    def _elided(self, entry: LegendEntry, width: int, metrics: QFontMetrics) -> str:
        if metrics.horizontalAdvance(entry.label) <= width or not entry.group:
            return metrics.elidedText(entry.label, Qt.TextElideMode.ElideMiddle, width)
        # The colour tells the group, so that the name alone is enough where there is one.
        short = entry.name or entry.group
        return metrics.elidedText(short, Qt.TextElideMode.ElideMiddle, width)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = min(MOST_ROWS, -(-len(self._entries) // len(self._columns(width))))
        return max(1, rows) * self._row_height() + 3

    def sizeHint(self) -> QSize:
        width = max(self.width(), self.title_width())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.title_width(), self._row_height() + 3)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._measure(())
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = self._row_height()
        title = max(self.title_width(), self._least_title_width)
        painter.setPen(QColor(self._theme.text))
        painter.setFont(self._title_font())
        painter.drawText(QRect(0, 0, title, row), Qt.AlignmentFlag.AlignVCenter, self.title)
        painter.setFont(self._value_font())
        columns = self._columns(self.width())
        order = self._order()
        for place, number in enumerate(order):
            line, across = divmod(place, len(columns))
            self._draw_entry(
                painter, columns[across], line * row, self._entries[number], self._values[number]
            )
        left_out = len(self._entries) - len(order)
        if left_out:
            painter.setPen(QColor(self._theme.accent))
            more = self._place_rectangle(len(order), columns)
            painter.drawText(more, Qt.AlignmentFlag.AlignVCenter, f"+{left_out} more…")
        if self._ring and self.hasFocus() and self._entries:
            painter.setPen(QPen(QColor(self._theme.accent), 2))
            place = min(self._current, len(order) - (not left_out))
            ring = QRectF(self._place_rectangle(place, columns)).adjusted(-3, 1, 3, -1)
            painter.drawRoundedRect(ring, 3, 3)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self._activate(place)
            event.accept()
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._place_at(event.position().toPoint()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        order = self._order()
        last = len(order) - (len(order) == len(self._entries))
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -len(self._columns(self.width())),
            Qt.Key.Key_Down: len(self._columns(self.width())),
        }.get(Qt.Key(event.key()))
        if step is not None:
            self._current = min(max(min(self._current, last) + step, 0), last)
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._activate(min(self._current, last))
        else:
            event.ignore()
            return
        self._ring = True
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place, order = self._place_at(event.pos()), self._order()
            if place is None:
                QToolTip.hideText()
            elif place < len(order):
                entry = self._entries[order[place]]
                what = "shows it again" if entry.hidden else "hides it"
                text = f"{html.escape(entry.label)}<br>A click {what} in this chart"
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.showText(event.globalPos(), "All curves, to hide and show", self)
            return True
        return super().event(event)


def _shared(room: int, wanted: Sequence[int]) -> list[int]:
    """Share room among labels: the widest are cut first, and what is left over is for all."""
    widths = [0] * len(wanted)
    left = max(0, room)
    for given, place in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        widths[place] = min(wanted[place], left // (len(wanted) - given))
        left -= widths[place]
    return [width + left // len(wanted) for width in widths]
