"""The spin box of a number: it steps within the bounds but never bends what was typed."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QWidget

from core.fields import Kind, ParameterField
from gui.number_text import NumberText
from gui.toned_label import LabelTone, TonedLabel

_LONGEST_TEXT = 64
_GAP = 4  # before and behind the unit
_CLEARANCE = 14  # both gaps, and what the line keeps free


class NumberEditor(QAbstractSpinBox):
    """A number in the unit that people read, with the unit in grey at its end.

    Attributes
    ----------
    edited
        The text has changed under the user's hands, perhaps half typed.
    stepped
        The number has been stepped, and maybe more steps follow.
    committed
        The user is done with a change: Enter, or the focus has left.
    """

    edited = Signal()
    stepped = Signal()
    committed = Signal()

    def __init__(self, field: ParameterField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._kept_free = 0  # at the end, for what a subclass puts there
        self._written = NumberText(field.shown.unit, self.locale().decimalPoint())
        self._step = self._written.shifted(field.shown.step)
        self._unit = TonedLabel(LabelTone.MUTED, field.shown.unit.value, self.lineEdit())
        self._unit.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setMaxLength(_LONGEST_TEXT)
        self.lineEdit().textEdited.connect(self.edited)
        self.lineEdit().textChanged.connect(self._place_unit)
        self.editingFinished.connect(self.committed)

    def value(self) -> object:
        """Return the number, or the text itself where it is none."""
        return self._written.value(self.text(), whole=self._field.kind is Kind.INTEGER)

    def set_value(self, value: object) -> None:
        """Show a number, in full precision."""
        assert isinstance(value, int | float)
        self._show(self._written.text(value))

    def _show(self, text: str) -> None:
        line = self.lineEdit()
        if text != line.text():
            line.setText(text)
            line.setCursorPosition(0)
        line.setModified(False)

    def doubt(self) -> str:
        """Return how what stands there can be taken in two ways, "" where it cannot."""
        return self._written.doubt(self.text())

    def _stands_for_number(self) -> bool:
        """Whether the unit belongs to what stands there."""
        return True

    def _stepped(self, steps: int) -> Decimal | None:
        """Return the number so many steps on, within the bounds; None where none is left."""
        number = self._written.number(self.text())
        if number is None:
            return None
        low, high = map(self._written.shifted, (self._field.minimum, self._field.maximum))
        goal = min(max(number + steps * self._step, low), high)
        onward = goal > number if steps > 0 else goal < number
        refused = self._field.above_minimum and goal == low
        return goal if onward and not refused else None

    @Slot()
    def _place_unit(self) -> None:
        """Put the unit at the end, or as much of it as the number leaves room for."""
        line, metrics = self.lineEdit(), self.fontMetrics()
        unit = self._field.shown.unit.value if self._stands_for_number() else ""
        end = line.width() - self._kept_free
        room = end - metrics.horizontalAdvance(self.text()) - _CLEARANCE
        shorter = ("%", "") if unit.startswith("%") else ("",)
        unit = next(u for u in (unit, *shorter) if not u or metrics.horizontalAdvance(u) <= room)
        width = metrics.horizontalAdvance(unit) + _GAP if unit else 0
        self._unit.setText(unit)
        self._unit.setGeometry(end - width, 0, width, line.height())
        line.setTextMargins(0, 0, self._kept_free + (width + _GAP if unit else 0), 0)

    def stepBy(self, steps: int) -> None:
        goal = self._stepped(steps)
        if goal is not None:
            self.lineEdit().setText(self._written.decimal_text(goal))
            self.lineEdit().selectAll()
            self.edited.emit()
            self.stepped.emit()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        flags = QAbstractSpinBox.StepEnabledFlag.StepNone
        if self._stepped(1) is not None:
            flags |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        if self._stepped(-1) is not None:
            flags |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        return flags

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the scrolling form."""
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_unit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._place_unit()
