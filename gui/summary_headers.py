"""The headings of the table of figures: names with their lines on top, labels on the left."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from core.metrics import MetricGroup
from gui.figure_columns import ROWS, FigureColumn, label_of
from gui.scenario_marks import draw_swatch
from gui.theme import Theme, between

MARGIN = 6
LABEL_MARGIN = 8
FEWEST_LETTERS = 4
"""As many letters of a word are carried over to the second line; fewer are cut off."""
SWATCH_LINES = 0.55
"""Height of the place of a swatch, in lines of text."""


def in_two_lines(name: str, width: int, metrics: QFontMetrics) -> tuple[str, ...]:
    """Return a name in one line or two, broken between words; what does not fit is cut."""
    if metrics.horizontalAdvance(name) <= width:
        return (name,)
    words, first = name.split(), ""
    while words and metrics.horizontalAdvance(f"{first} {words[0]}".strip()) <= width:
        first = f"{first} {words.pop(0)}".strip()
    if not first:
        first, left = _first_word(words.pop(0), width, metrics)
        words = [left, *words] if left else words
    if not words:
        return (first,)
    return (first, metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideMiddle, width))


def _first_word(word: str, width: int, metrics: QFontMetrics) -> tuple[str, str]:
    """Return what is written of a word that is wider than a line, and what goes on the next one.

    A comma at the end of a line is no loss, and neither are a few letters; a few letters on the
    next line would be.
    """
    bare = word.rstrip(",;:.")
    if bare and metrics.horizontalAdvance(bare) <= width:
        return bare, ""
    letters = len(word)
    while letters > 1 and metrics.horizontalAdvance(word[:letters]) > width:
        letters -= 1
    if len(bare) - letters < FEWEST_LETTERS:
        return metrics.elidedText(bare, Qt.TextElideMode.ElideRight, width), ""
    return word[:letters], word[letters:]


def _word_below(column: FigureColumn) -> str:
    return column.account or ("reference" if column.is_reference else "")


class ColumnHeader(QHeaderView):
    """Names of scenarios and benchmarks over their columns, the selected one marked."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.theme = theme
        self._columns: tuple[FigureColumn, ...] = ()
        self._lines: dict[tuple[str, int, bool], tuple[str, ...]] = {}
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def set_columns(self, columns: tuple[FigureColumn, ...]) -> None:
        """Show the headings of other columns."""
        before = [(c.title, c.color, c.line, c.is_selected, c.is_reference) for c in self._columns]
        now = [(c.title, c.color, c.line, c.is_selected, c.is_reference) for c in columns]
        self._columns = columns
        if before != now:
            self._lines.clear()
            self.updateGeometry()
            self.viewport().update()

    def _font_of(self, column: FigureColumn) -> QFont:
        font = QFont(self.font())
        font.setBold(column.is_selected)
        return font

    def _name_lines(self, column: FigureColumn) -> tuple[str, ...]:
        width = self.defaultSectionSize() - 2 * MARGIN
        key = (column.name, width, column.is_selected)
        if key not in self._lines:
            metrics = QFontMetrics(self._font_of(column))
            self._lines[key] = in_two_lines(column.name, width, metrics)
        return self._lines[key]

    def _has_words_below(self) -> bool:
        return any(_word_below(column) for column in self._columns)

    def _height(self) -> int:
        lines = max((len(self._name_lines(column)) for column in self._columns), default=1)
        lines += self._has_words_below()
        return round(self.fontMetrics().height() * (lines + SWATCH_LINES)) + 6

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height())

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        if logicalIndex >= len(self._columns):
            return
        column, theme = self._columns[logicalIndex], self.theme
        painter.save()
        ground = QColor(theme.window)
        if column.is_selected:
            ground = between(theme.base, theme.accent, 0.10)
        painter.fillRect(rect, ground)
        if column.is_selected:
            painter.fillRect(QRect(rect.topLeft(), QSize(rect.width(), 3)), QColor(theme.accent))
        line = self.fontMetrics().height()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        right |= Qt.TextFlag.TextSingleLine
        swatch = round(line * SWATCH_LINES)
        place = QRect(rect.left() + MARGIN, 0, rect.width() - 2 * MARGIN, line)
        place.moveBottom(rect.bottom() - swatch - 1)
        texts = [(text, self._font_of(column), theme.text) for text in self._name_lines(column)]
        if _word_below(column):
            texts.append((_word_below(column), self.font(), theme.muted))
        for text, font, color in reversed(texts):
            painter.setFont(font)
            painter.setPen(QColor(color))
            painter.drawText(place, right, text)
            place.translate(0, -line)
        under = QRectF(rect.left() + MARGIN, rect.bottom() - swatch, rect.width() - 2 * MARGIN, 6)
        draw_swatch(painter, under, QColor(theme.series_color(column.color)), column.line)
        painter.restore()


class LabelHeader(QHeaderView):
    """Labels of the figures with their units, under the headings of their groups."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.theme = theme
        self._differences = False
        self._width = 0
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.measure()

    def set_differences(self, differences: bool) -> None:
        """Write the units of figures, or of differences."""
        if differences != self._differences:
            self._differences = differences
            self.viewport().update()

    def measure(self) -> None:
        """Find the width of the widest label, whichever units are written."""
        plain, bold = self.fontMetrics(), QFontMetrics(self._bold())
        widths = [
            (bold if isinstance(row, MetricGroup) else plain).horizontalAdvance(
                label_of(row, differences=differences)
            )
            for row in ROWS
            for differences in (False, True)
        ]
        self._width = max(widths) + LABEL_MARGIN + MARGIN
        self.setDefaultSectionSize(round(plain.height() * 1.4))
        self.updateGeometry()

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font

    def sizeHint(self) -> QSize:
        return QSize(self._width, super().sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        row, theme = ROWS[logicalIndex], self.theme
        painter.save()
        painter.fillRect(rect, QColor(theme.base))
        is_group = isinstance(row, MetricGroup)
        painter.setFont(self._bold() if is_group else self.font())
        painter.setPen(QColor(theme.muted if is_group else theme.text))
        painter.drawText(
            rect.adjusted(LABEL_MARGIN, 0, -MARGIN, 0),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            label_of(row, differences=self._differences),
        )
        if is_group and logicalIndex:
            painter.setPen(QColor(theme.border))
            painter.drawLine(rect.topLeft(), rect.topRight())
        painter.restore()
