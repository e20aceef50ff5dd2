"""One field of the form: its label, editor, way back, and what is wrong with it."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QToolButton,
    QWidget,
)

from core.fields import Kind, ParameterField
from gui.editors import SwitchEditor, editor_for
from gui.field_words import range_in_words, value_in_words
from gui.theme import Theme
from gui.theme_in_use import theme_in_use
from gui.toned_label import LabelTone, TonedLabel

GUTTER = 10  # before the labels, where the dot of a changed field stands
_RESET_SIZE = 18
_RING = 2


class FieldRow(QWidget):
    """A field with everything that belongs to it.

    Attributes
    ----------
    edited
        The field by this name has changed under the user's hands, perhaps half typed.
    committed
        The user is done with a change of the field by this name.
    """

    edited = Signal(str)
    committed = Signal(str)

    def __init__(self, field: ParameterField, base: object, base_title: str) -> None:
        super().__init__()
        self.field = field
        self._base = base
        self.editor = editor_for(field)
        self._label = _FieldLabel(field.label)
        self._reset = _ResetButton()
        self._error = _message_label(LabelTone.ERROR)
        self._note = _message_label(LabelTone.WARNING)
        self._name_parts()
        self._lay_out()
        self.editor.edited.connect(self._tell_edited)
        self.editor.committed.connect(self._tell_committed)
        self.editor.installEventFilter(self)
        self._label.clicked.connect(self._reach_editor)
        self._reset.clicked.connect(self._go_back)
        self.editor.set_value(base)
        self.set_base(base, base_title)

    @property
    def is_changed(self) -> bool:
        """Whether the field differs from the preset."""
        return not self._reset.isHidden()

    @property
    def is_wrong(self) -> bool:
        """Whether an error stands under the field."""
        return not self._error.isHidden()

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
        return self.editor.value()

    def set_value(self, value: object) -> None:
        """Show a valid value; tells nobody."""
        self.editor.set_value(value)
        self.refresh_mark()

    def set_base(self, base: object, title: str) -> None:
        """Compare with this value from now on, which is that of the preset called `title`."""
        self._base = base
        words = value_in_words(self.field, base, self.locale().decimalPoint())
        way_back = f"Set {self.field.label} back to {words} ({title})"
        self._reset.setToolTip(way_back)
        self._reset.setAccessibleName(way_back)
        self.refresh_mark()

    def refresh_mark(self) -> None:
        """Mark the field if it differs from the preset, and offer the way back."""
        self._reset.setVisible(self.editor.value() != self._base)
        self.update()

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
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def _name_parts(self) -> None:
        name, shown = self.field.name, self.field.shown
        unit = f", {shown.unit.value}" if shown.unit.value else ""
        self.editor.setObjectName(f"field_{name}")
        self.editor.setAccessibleName(f"{shown.label}{unit}")
        self.editor.setAccessibleDescription(shown.help)
        self._label.setObjectName(f"label_{name}")
        self._reset.setObjectName(f"reset_{name}")
        self._error.setObjectName(f"error_{name}")
        self._note.setObjectName(f"note_{name}")
        bounds = range_in_words(self.field, self.locale().decimalPoint())
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
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(2, _RESET_SIZE)
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
        else:
            grid.addWidget(self._label, 0, 0, middle)
            side = Qt.AlignmentFlag.AlignLeft if isinstance(self.editor, SwitchEditor) else middle
            grid.addWidget(self.editor, 0, 1, side | middle)
        grid.addWidget(self._reset, 0, 2, middle)
        grid.addWidget(self._error, below, 0, 1, 3)
        grid.addWidget(self._note, below + 1, 0, 1, 3)
        QWidget.setTabOrder(self.editor, self._reset)

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
        self.refresh_mark()
        self.edited.emit(self.field.name)

    @Slot()
    def _tell_committed(self) -> None:
        self.committed.emit(self.field.name)

    @Slot()
    def _reach_editor(self) -> None:
        self.editor.setFocus(Qt.FocusReason.MouseFocusReason)
        if isinstance(self.editor, SwitchEditor):
            self.editor.click()

    @Slot()
    def _go_back(self) -> None:
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)  # the button is about to vanish
        self.editor.set_value(self._base)
        self._tell_edited()
        self._tell_committed()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_in_use(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.is_changed:
            painter.setBrush(QColor(theme.accent))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(QPointF(3.5, self._label.geometry().center().y() + 0.5), 3, 3)
        self._frame_editor(painter, theme)


def _message_label(tone: LabelTone) -> TonedLabel:
    label = TonedLabel(tone)
    label.setWordWrap(True)
    label.setMinimumWidth(1)  # it wraps; it never widens the form
    label.hide()
    return label


class _FieldLabel(QLabel):
    """The name of a field; a click on it goes to the editor."""

    clicked = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self.clicked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # or the release would go elsewhere


class _ResetButton(QToolButton):
    """An arrow that turns back, in the colour of the mark."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(_RESET_SIZE, _RESET_SIZE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(_RESET_SIZE, _RESET_SIZE)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_in_use(self)
        lit = self.underMouse() or self.hasFocus()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.accent if lit else theme.muted), 1.5))
        painter.drawArc(QRectF(4, 4.5, 10, 10), -130 * 16, 250 * 16)
        painter.drawPolyline([QPointF(3.2, 3.1), QPointF(4.2, 7.1), QPointF(8.2, 6.1)])
        if self.hasFocus():
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)
