"""One editor for each kind of field, all with the same small interface."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from core.fields import Kind, ParameterField
from gui.date_editor import DateEditor
from gui.number_editor import NumberEditor
from gui.rate_editor import RateEditor
from gui.symbols_editor import SymbolsEditor

FREQUENCIES = (
    ("D", "Every day"),
    ("W-FRI", "Week (Friday)"),
    ("ME", "Month end"),
    ("QE", "Quarter end"),
    ("YE", "Year end"),
)
"""What is offered for a pandas offset, shortest first; any other can be typed."""


class TextEditor(QLineEdit):
    """Plain text."""

    edited = Signal()
    committed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.textEdited.connect(self.edited)
        self.editingFinished.connect(self.committed)

    def value(self) -> object:
        """Return the text."""
        return self.text().strip()

    def set_value(self, value: object) -> None:
        """Show a text."""
        self.setText(str(value))
        self.setModified(False)


class Combo(QComboBox):
    """A combo box that a scrolling wheel leaves alone, and that may be narrower than its items."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)

    def showPopup(self) -> None:
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 8)
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ChoiceEditor(Combo):
    """One of a few values, shown by their labels."""

    edited = Signal()
    committed = Signal()

    def __init__(self, field: ParameterField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for choice, label in zip(field.choices, field.shown.labels, strict=True):
            self.addItem(label, choice)
        self.activated.connect(self._tell)

    def value(self) -> object:
        """Return the choice."""
        return self.currentData()

    def set_value(self, value: object) -> None:
        """Show a choice."""
        self.setCurrentIndex(self.findData(value))

    @Slot()
    def _tell(self) -> None:
        self.edited.emit()
        self.committed.emit()


class FrequencyEditor(Combo):
    """A pandas offset: one of those offered, or any that is typed."""

    edited = Signal()
    committed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for offset, words in FREQUENCIES:
            self.addItem(words, offset)
        self.setItemDelegate(_WithOffset(self))
        self._line = QLineEdit()
        self.setLineEdit(self._line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        no_completer = cast("QCompleter", None)  # it would write "Week (Friday)" where W was meant
        self.setCompleter(no_completer)
        self._line.textEdited.connect(self.edited)
        self._line.editingFinished.connect(self.committed)
        self.activated.connect(self._tell)

    def value(self) -> object:
        """Return the offset of the item that is shown, or else the text."""
        text = self.currentText().strip()
        for index in range(self.count()):
            if text.casefold() in (
                self.itemText(index).casefold(),
                self.itemData(index).casefold(),
            ):
                return self.itemData(index)
        return text

    def set_value(self, value: object) -> None:
        """Show an offset, in words where it is one of those offered."""
        index = self.findData(value)
        self.setCurrentIndex(index)
        if index < 0:
            self.setEditText(str(value))
        self._line.setCursorPosition(0)
        self._line.setModified(False)

    @Slot()
    def _tell(self) -> None:
        self.edited.emit()
        self.committed.emit()


class _WithOffset(QStyledItemDelegate):
    """Lists the offset behind its words; the narrow line shows the words alone."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.text = f"{index.data()} ({index.data(Qt.ItemDataRole.UserRole)})"


class SwitchEditor(QCheckBox):
    """Yes or no."""

    edited = Signal()
    committed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clicked.connect(self._tell)

    def value(self) -> object:
        """Return whether it is on."""
        return self.isChecked()

    def set_value(self, value: object) -> None:
        """Switch it on or off."""
        assert isinstance(value, bool)
        self.setChecked(value)

    @Slot()
    def _tell(self) -> None:
        self.edited.emit()
        self.committed.emit()


Editor = (
    SymbolsEditor
    | DateEditor
    | TextEditor
    | FrequencyEditor
    | NumberEditor
    | RateEditor
    | ChoiceEditor
    | SwitchEditor
)
"""All of them have `value()`, `set_value(value)`, and the signals `edited` and `committed`.

Those of numbers have `stepped` as well, for steps that take effect before the user is done.

`set_value` takes valid values and tells nobody. `value` returns what cannot be read as the text
that stands there, which `Parameters` then refuses in words.
"""


def editor_for(field: ParameterField) -> Editor:
    """Return the editor that suits a field."""
    match field.kind:
        case Kind.SYMBOLS:
            return SymbolsEditor()
        case Kind.DATE:
            return DateEditor(field)
        case Kind.INTEGER | Kind.NUMBER:
            return NumberEditor(field)
        case Kind.RATE:
            return RateEditor(field)
        case Kind.CHOICE:
            return ChoiceEditor(field)
        case Kind.SWITCH:
            return SwitchEditor()
        case Kind.TEXT:
            return FrequencyEditor() if field.name == "rebalance_freq" else TextEditor()
