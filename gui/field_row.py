"""One field of the form: its label, slider, editor, way back, and what is wrong with it."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QGridLayout,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from core.fields import Kind, ParameterField
from gui.date_editor import DateEditor
from gui.editors import SwitchEditor, editor_for
from gui.field_words import (
    caution_in_words,
    range_in_words,
    slider_in_words,
    value_in_words,
)
from gui.number_editor import NumberEditor
from gui.row_menu import Entry, row_menu
from gui.row_parts import RESET_SIZE, FieldLabel, ResetButton, message_label
from gui.slider import FieldSlider
from gui.symbols_editor import SymbolsEditor
from gui.theme import Theme
from gui.theme_in_use import theme_in_use
from gui.toned_label import LabelTone

GUTTER = 10  # before the labels, where the dot of a changed field stands
_RING = 2
_UNDO_KEYS = ("Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+Y")


class FieldRow(QWidget):
    """A field with everything that belongs to it.

    Attributes
    ----------
    edited
        The field by this name has changed under the user's hands, perhaps half typed.
    stepped
        The field by this name has been moved to another value, and maybe goes on moving.
    released
        What moved the field by this name has been let go.
    committed
        The user is done with a change of the field by this name.
    spread_wanted
        The user wants the value of the field by this name in all scenarios.
    """

    edited = Signal(str)
    stepped = Signal(str)
    released = Signal(str)
    committed = Signal(str)
    spread_wanted = Signal(str)

    def __init__(self, field: ParameterField, base: object, base_title: str) -> None:
        super().__init__()
        self.field = field
        self.is_changed = False
        """Whether the field differs from the reference."""
        self.can_spread = False
        """Whether there are other scenarios to take the value."""
        self._base, self._base_title = base, ""
        self._value = base
        self._is_typed = False  # the value, rather than stepped, slid or set
        self._menu: QMenu | None = None
        self.editor = editor_for(field)
        self._slider = FieldSlider(field) if field.shown.slider else None
        self._label = FieldLabel(field.label)
        self._reset = ResetButton()
        self._error = message_label(LabelTone.ERROR)
        self._note = message_label(LabelTone.WARNING)
        self._name_parts()
        self._lay_out()
        self._connect()
        self.set_value(base)
        self.set_base(base, base_title)

    @property
    def is_wrong(self) -> bool:
        """Whether an error stands under the field."""
        return not self._error.isHidden()

    @property
    def is_whole(self) -> bool:
        """Whether what is typed may well be all of it, so that a pause is as good as Enter."""
        if isinstance(self.editor, SymbolsEditor):
            return self.editor.is_whole
        return not isinstance(self.editor, DateEditor) or bool(self.editor.text().strip())

    @property
    def label_width(self) -> int:
        """Width that the label needs on one line, the dot before it included."""
        return GUTTER + self._label.fontMetrics().horizontalAdvance(self.field.label) + 4

    def set_label_width(self, width: int) -> None:
        """Give the label this width; a longer one is broken into lines."""
        if self.field.kind is not Kind.SYMBOLS:
            self._label.setFixedWidth(width - GUTTER)

    def value(self) -> object:
        """Return what the editor holds."""
        return self._value

    def doubt(self) -> str:
        """Return how what was typed can be taken in two ways, "" where it cannot."""
        if isinstance(self.editor, NumberEditor | DateEditor):
            return self.editor.doubt()
        return ""

    def caution(self) -> str:
        """Return a word of caution about what was typed, "" where none is needed."""
        if isinstance(self.editor, SymbolsEditor):
            return self.editor.hint()
        if not self._is_typed:
            return ""
        return caution_in_words(self.field, self._value, self.locale().decimalPoint())

    def set_value(self, value: object) -> None:
        """Show a valid value; tells nobody."""
        if value != self._value:
            self._is_typed = False
            self.show_note("")
        self._value = value
        self.editor.set_value(value)
        self._follow_value()

    def take_text(self) -> None:
        """Count what was typed as done: undo now means that of the window."""
        line = self._line
        if line is not None:
            line.setModified(False)

    def set_base(self, base: object, title: str) -> None:
        """Compare with this value from now on, which is that of the reference called `title`."""
        if base == self._base and title == self._base_title:
            return
        self._base, self._base_title = base, title
        way_back = f"Set {self.field.label} back to {self._base_in_words()}"
        self._reset.setToolTip(way_back)
        self._reset.setAccessibleName(way_back)
        if self._slider is not None:
            self._slider.show_reference(base)
        self._refresh_mark()

    def show_error(self, text: str) -> None:
        """Show what is wrong under the field; "" for nothing."""
        if text == self._error.text():
            return
        self._error.setText(text)
        self._error.setVisible(bool(text))
        self.editor.setAccessibleDescription(text or self.field.shown.help)
        self.update()

    def show_note(self, text: str) -> None:
        """Show a word of caution under the field, which keeps nobody from running; "" for none."""
        if text == self._note.text():
            return
        self._note.setText(text)
        self._note.setVisible(bool(text))

    @property
    def _line(self) -> QLineEdit | None:
        """The line in which text is typed, if there is one."""
        if isinstance(self.editor, QLineEdit):
            return self.editor
        line = self.editor.findChild(QLineEdit)
        return line if isinstance(line, QLineEdit) else None

    def _in_words(self, value: object) -> str:
        return value_in_words(self.field, value, self.locale().decimalPoint())

    def _base_in_words(self) -> str:
        return f"{self._in_words(self._base)} ({self._base_title})"

    def _follow_value(self) -> None:
        if self._slider is not None:
            self._slider.show_value(self._value)
            number = isinstance(self._value, int | float)
            self._slider.setAccessibleDescription(self._in_words(self._value) if number else "")
        self._refresh_mark()

    def _refresh_mark(self) -> None:
        """Mark the field if it differs from the reference, and offer the way back."""
        changed = self._value != self._base
        if changed != self.is_changed:
            self.is_changed = changed
            self._reset.setVisible(changed)
            self.update()

    def _name_parts(self) -> None:
        name, shown = self.field.name, self.field.shown
        unit = f", {shown.unit.value}" if shown.unit.value else ""
        point = self.locale().decimalPoint()
        self.editor.setObjectName(f"field_{name}")
        self.editor.setAccessibleName(f"{shown.label}{unit}")
        self.editor.setAccessibleDescription(shown.help)
        self._label.setObjectName(f"label_{name}")
        self._reset.setObjectName(f"reset_{name}")
        self._error.setObjectName(f"error_{name}")
        self._note.setObjectName(f"note_{name}")
        if self._slider is not None:
            self._slider.setObjectName(f"slider_{name}")
            self._slider.setAccessibleName(f"{shown.label}, slider")
            self._slider.setToolTip(slider_in_words(self.field, point))
        bounds = range_in_words(self.field, point)
        paragraphs = [f"<p>{escape(shown.help)}</p>"]
        if bounds:
            paragraphs.append(f"<p>{escape(bounds)}</p>")
        for part in (self.editor, self._label):
            part.setToolTip("".join(paragraphs))
            part.setWhatsThis(f"<b>{escape(shown.label)}</b>{''.join(paragraphs)}")

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(GUTTER, _RING, _RING, _RING)
        grid.setHorizontalSpacing(2)
        grid.setVerticalSpacing(0 if self._slider is not None else 3)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(2, RESET_SIZE)
        self.editor.setMinimumWidth(60)
        if not isinstance(self.editor, SwitchEditor):
            self.editor.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.editor.setFixedHeight(self.editor.fontMetrics().height() + 11)
        middle = Qt.AlignmentFlag.AlignVCenter
        below = 1
        if self.field.kind is Kind.SYMBOLS:  # needs the whole width
            grid.addWidget(self._label, 0, 0, 1, 2, middle)
            grid.addWidget(self.editor, 1, 0, 1, 3)
            below = 2
        elif self._slider is not None:  # between the label and the next row, at no cost of height
            grid.addWidget(self._label, 0, 0, Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(self.editor, 0, 1, 2, 1, middle)
            grid.addWidget(self._slider, 1, 0)
            below = 2
        else:
            grid.addWidget(self._label, 0, 0, middle)
            side = Qt.AlignmentFlag.AlignLeft if isinstance(self.editor, SwitchEditor) else middle
            grid.addWidget(self.editor, 0, 1, side | middle)
        grid.addWidget(self._reset, 0, 2, 1 if self._slider is None else 2, 1, middle)
        grid.addWidget(self._error, below, 0, 1, 3)
        grid.addWidget(self._note, below + 1, 0, 1, 3)
        if self._slider is not None:
            QWidget.setTabOrder(self.editor, self._slider)
        QWidget.setTabOrder(self._slider or self.editor, self._reset)

    def _connect(self) -> None:
        self.editor.edited.connect(self._tell_edited)
        self.editor.committed.connect(self._tell_committed)
        if isinstance(self.editor, NumberEditor):
            self.editor.stepped.connect(self._tell_stepped)
        if self._slider is not None:
            self._slider.moved.connect(self._take_slider)
            self._slider.sliderReleased.connect(self._tell_released)
            self._slider.installEventFilter(self)
        self.editor.installEventFilter(self)
        line = self._line
        if line is not None and line is not self.editor:
            line.installEventFilter(self)
        self._label.clicked.connect(self._reach_editor)
        self._reset.clicked.connect(self._go_back)

    def _frame_editor(self, painter: QPainter, theme: Theme) -> None:
        """Draw the edge of the editor: red where it is wrong, in the accent where it is in use."""
        if self.is_wrong:
            color = theme.error
        elif self.editor.hasFocus():
            color = theme.accent
        else:
            return
        frame = QRectF(self.editor.geometry())
        if isinstance(self.editor, SwitchEditor):
            option = QStyleOptionButton()
            self.editor.initStyleOption(option)
            box = self.style().subElementRect(
                QStyle.SubElement.SE_CheckBoxIndicator, option, self.editor
            )
            frame = QRectF(box.translated(self.editor.pos()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(color), _RING))
        painter.drawRoundedRect(frame.adjusted(-0.5, -0.5, 0.5, 0.5), 3, 3)

    @Slot()
    def _tell_edited(self) -> None:
        self._value = self.editor.value()
        line = self._line
        self._is_typed = line is not None and line.isModified()
        self._follow_value()
        self.edited.emit(self.field.name)

    @Slot()
    def _tell_stepped(self) -> None:
        self.stepped.emit(self.field.name)

    @Slot()
    def _tell_released(self) -> None:
        self.released.emit(self.field.name)

    @Slot()
    def _tell_committed(self) -> None:
        self.committed.emit(self.field.name)

    @Slot()
    def _take_slider(self) -> None:
        assert self._slider is not None
        self.set_value(self._slider.number())
        self.edited.emit(self.field.name)
        self.stepped.emit(self.field.name)

    @Slot()
    def _reach_editor(self) -> None:
        self.editor.setFocus(Qt.FocusReason.MouseFocusReason)
        if isinstance(self.editor, SwitchEditor):
            self.editor.click()

    @Slot()
    def _go_back(self) -> None:
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)  # the button is about to vanish
        self.set_value(self._base)
        self.edited.emit(self.field.name)
        self._tell_committed()

    @Slot()
    def _want_spread(self) -> None:
        self.spread_wanted.emit(self.field.name)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._in_words(self._value))

    def _open_menu(self, event: QContextMenuEvent, line: QLineEdit | None) -> None:
        right = not self.is_wrong and not self.doubt()
        entries = (
            Entry(f"Set back to {self._base_in_words()}", self._go_back, self.is_changed),
            Entry("Use in all scenarios", self._want_spread, self.can_spread and right),
            Entry("Copy value", self._copy, right),
        )
        self._menu = row_menu(entries, line, self)  # kept, or Python would destroy it
        self._menu.setObjectName(f"row_menu_{self.field.name}")
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        corner = self.editor.mapToGlobal(self.editor.rect().bottomLeft())
        self._menu.popup(corner if by_key else event.globalPos())
        event.accept()

    def _leaves_undo_to_window(self, event: QKeyEvent) -> bool:
        line = self._line
        pressed = QKeySequence(event.keyCombination())
        return (
            line is not None
            and not line.isModified()
            and any(pressed == QKeySequence(keys) for keys in _UNDO_KEYS)
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
            if watched is self._slider and kind is QEvent.Type.FocusOut:
                self._tell_released()
        elif kind is QEvent.Type.MouseButtonRelease and watched is self.editor:
            self._tell_released()
        elif isinstance(event, QKeyEvent) and kind is QEvent.Type.ShortcutOverride:
            if watched is not self._slider and self._leaves_undo_to_window(event):
                event.ignore()
                return True
        elif isinstance(event, QContextMenuEvent):
            self._open_menu(event, self._line if watched is self.editor else None)
            return True
        return False

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._open_menu(event, None)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_in_use(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.is_changed:
            painter.setBrush(QColor(theme.accent))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(QPointF(3.5, self._label.geometry().center().y() + 0.5), 3, 3)
        self._frame_editor(painter, theme)
