"""How a row of the list of scenarios is drawn, where its parts are, and how its name is typed."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from gui.flat_model import Index
from gui.scenario_marks import LineKind, draw_eye, draw_swatch, draw_warning
from gui.scenario_model import ScenarioModel, ScenarioRow
from gui.theme import Theme, between

MARGIN = 8
GAP = 7
REFERENCE = "reference"
LONGEST_NAME = 200


class Part(Enum):
    """What of a row lies under the mouse."""

    SWATCH = "swatch"
    NAME = "name"
    REFERENCE = "reference"
    WARNING = "warning"
    EYE = "eye"


class ScenarioDelegate(QStyledItemDelegate):
    """Draws swatch, name, marks and eye.

    Attributes
    ----------
    selected
        Key of the scenario in the form, whose name is bold whichever row is the current one.
    """

    def __init__(self, model: ScenarioModel, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self.theme = theme
        self.selected = 0

    def row_height(self, metrics: QFontMetrics) -> int:
        """Return the height of a row in a font."""
        return metrics.height() + 9

    def part_at(self, row: ScenarioRow, place: QRect, x: int, font: QFont) -> Part:
        """Return the part of a row, drawn in a place, at a position across it."""
        parts = self._parts(row, place, font)
        for part in (Part.EYE, Part.WARNING, Part.REFERENCE):
            if part in parts and x >= parts[part].left():
                return part
        return Part.SWATCH if x <= parts[Part.SWATCH].right() + GAP // 2 else Part.NAME

    def part_place(self, part: Part, row: ScenarioRow, place: QRect, font: QFont) -> QRect:
        """Return where a part of a row stands."""
        return self._parts(row, place, font).get(part, QRect())

    def _parts(self, row: ScenarioRow, place: QRect, font: QFont) -> dict[Part, QRect]:
        metrics = QFontMetrics(font)
        height, top = place.height(), place.top()
        left = place.left() + MARGIN
        swatch = QRect(left, top, round(1.5 * metrics.height()), height)
        right = place.right() - 2
        parts = {Part.SWATCH: swatch, Part.EYE: QRect(right - height + 1, top, height, height)}
        right = parts[Part.EYE].left() - 1
        if row.failure:
            parts[Part.WARNING] = QRect(right - height + 5, top, height - 4, height)
            right = parts[Part.WARNING].left() - 2
        if row.is_reference:
            width = metrics.horizontalAdvance(REFERENCE)
            parts[Part.REFERENCE] = QRect(right - width, top, width, height)
            right = parts[Part.REFERENCE].left() - GAP
        start = swatch.right() + GAP
        parts[Part.NAME] = QRect(start, top, max(0, right - start), height)
        return parts

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, theme = self._model.rows[index.row()], self.theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = option.rect
        if row.is_heading:
            painter.setPen(QColor(theme.muted))
            words = place.adjusted(MARGIN, 4, -MARGIN, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, row.name)
            painter.restore()
            return
        ground = self._paint_ground(painter, option, row)
        parts = self._parts(row, place, option.font)
        color = QColor(theme.series_color(row.color))
        if not row.visible:
            color = between(theme.series_color(row.color), theme.base, 0.5)
        kind = LineKind.DOTTED if row.is_benchmark else LineKind.SOLID
        draw_swatch(painter, QRectF(parts[Part.SWATCH]), color, kind)
        self._paint_name(painter, option, row, parts[Part.NAME])
        middle = Qt.AlignmentFlag.AlignVCenter
        if row.is_reference:
            painter.setFont(option.font)
            painter.setPen(QColor(theme.muted))
            painter.drawText(parts[Part.REFERENCE], middle, REFERENCE)
        if row.failure:
            draw_warning(painter, QRectF(parts[Part.WARNING]), QColor(theme.error), ground)
        eye = QColor(theme.text if row.visible else theme.muted)
        draw_eye(painter, QRectF(parts[Part.EYE]), eye, shut=not row.visible)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, row: ScenarioRow
    ) -> QColor:
        theme, state = self.theme, QStyle.StateFlag
        ground = QColor(theme.base)
        if option.state & state.State_Selected:
            ground = between(theme.base, theme.accent, 0.18)
        elif option.state & state.State_MouseOver:
            ground = between(theme.base, theme.accent, 0.07)
        painter.fillRect(option.rect, ground)
        if row.key == self.selected:
            bar = QRect(option.rect.topLeft(), QSize(3, option.rect.height()))
            painter.fillRect(bar, QColor(theme.accent))
        if option.state & state.State_Selected and option.state & state.State_HasFocus:
            painter.setPen(QColor(theme.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5))
        return ground

    def _paint_name(
        self, painter: QPainter, option: QStyleOptionViewItem, row: ScenarioRow, place: QRect
    ) -> None:
        font = QFont(option.font)
        font.setBold(row.key == self.selected)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.text if row.visible else self.theme.muted))
        name = QFontMetrics(font).elidedText(row.name, Qt.TextElideMode.ElideMiddle, place.width())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(place, flags, name)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, self.row_height(option.fontMetrics))

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        editor = QLineEdit(parent, objectName="rename")
        editor.setAccessibleName("Name of the scenario")
        editor.setMaxLength(LONGEST_NAME)
        editor.setStyleSheet("QLineEdit { padding: 0 2px; }")
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        editor.setText(self._model.rows[index.row()].name)
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        row = self._model.rows[index.row()]
        parts = self._parts(row, option.rect, option.font)
        place = QRect(option.rect)
        place.setLeft(parts[Part.NAME].left() - 4)
        place.setRight(parts[Part.EYE].left())
        editor.setGeometry(place)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return bool(super().helpEvent(event, view, option, index))
        row = self._model.rows[index.row()]
        if row.is_heading:
            QToolTip.hideText()
            return True
        part = self.part_at(row, option.rect, event.pos().x(), option.font)
        told = str(index.data(Qt.ItemDataRole.ToolTipRole))
        if part is Part.EYE:
            told = f"{'Hide' if row.visible else 'Show'} it (Space)"
        elif part is Part.SWATCH:
            told = "Choose a colour"
        place = self.part_place(part, row, option.rect, option.font)
        QToolTip.showText(event.globalPos(), told, view, place)
        return True
