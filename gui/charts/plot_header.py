"""The line above a plot: its title, and a legend that reads out the cursor's day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import LIGHT, Theme

MOST_ROWS = 3
WIDEST_USUAL_VALUE = "\N{MINUS SIGN}00.0%"


@dataclass(frozen=True)
class LegendEntry:
    """One curve in the legend. When space is short, ``group`` is cut and ``name`` is not."""

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

    Painted in one go, because a dozen labels in a layout cost more than the curves. Digits are of
    equal width and values stand at the right of a column of fixed width, so that nothing moves but
    the digits.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self._theme = LIGHT
        self._entries: tuple[LegendEntry, ...] = ()
        self._values: tuple[str, ...] = ()
        self._widest: tuple[str, ...] = ()
        self._least_title_width = 0
        self._value_width = 0
        self._label_widths: tuple[int, ...] = ()
        self._short_widths: tuple[int, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
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
        self._least_title_width = width
        self.updateGeometry()
        self.update()

    def title_width(self) -> int:
        """Width of the title and of the space behind it, in pixels."""
        metrics = QFontMetrics(self._title_font())
        return metrics.horizontalAdvance(self.title) + metrics.height()

    def _describe(self) -> None:
        """Tell a screen reader what is painted."""
        self.setAccessibleDescription(
            ", ".join(f"{label} {value}" for label, value in self.readings)
        )

    def _measure(self, widest: Sequence[str]) -> None:
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
        pen = QPen(QColor(entry.color), 2)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if entry.style == "dash":
            pen.setDashPattern([swatch / 10, swatch / 20])
        elif entry.style == "dots":
            pen.setDashPattern([1.0, 1.5])
        painter.setPen(pen)
        painter.drawLine(QPointF(column.left, middle), QPointF(column.left + swatch, middle))
        flags = Qt.AlignmentFlag.AlignVCenter
        label = QRect(column.left + swatch + space, top, column.label_width, height)
        painter.setPen(QColor(self._theme.muted))
        text = self._elided(entry, column.label_width, painter.fontMetrics())
        painter.drawText(label, flags | Qt.AlignmentFlag.AlignLeft, text)
        number = QRect(label.left() + label.width() + space, top, self._value_width, height)
        painter.setPen(QColor(self._theme.text))
        painter.drawText(number, flags | Qt.AlignmentFlag.AlignRight, value)

    def _elided(self, entry: LegendEntry, width: int, metrics: QFontMetrics) -> str:
        if metrics.horizontalAdvance(entry.label) <= width or not entry.group:
            return metrics.elidedText(entry.label, Qt.TextElideMode.ElideRight, width)
        # The colour tells the group, so that the name alone is enough where there is one.
        short = entry.name or entry.group
        return metrics.elidedText(short, Qt.TextElideMode.ElideRight, width)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = -(-len(self._entries) // len(self._columns(width)))
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
        for number, (entry, value) in enumerate(zip(self._entries, self._values, strict=True)):
            line, place = divmod(number, len(columns))
            self._draw_entry(painter, columns[place], line * row, entry, value)


def _shared(room: int, wanted: Sequence[int]) -> list[int]:
    """Share room among labels: the widest are cut first, and what is left over is for all."""
    widths = [0] * len(wanted)
    left = max(0, room)
    for given, place in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        widths[place] = min(wanted[place], left // (len(wanted) - given))
        left -= widths[place]
    return [width + left // len(wanted) for width in widths]
