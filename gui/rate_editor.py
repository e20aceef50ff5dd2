"""The editor of a rate: a number for all days, or the name of a daily series."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Slot
from PySide6.QtGui import QAction, QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from core.fields import ParameterField
from gui.number_editor import NumberEditor
from gui.theme_in_use import theme_in_use

_BUTTON_WIDTH = 16


class RateEditor(NumberEditor):
    """A number with its unit, or the name of a series: typed, or chosen from a menu (Alt+Down)."""

    def __init__(self, field: ParameterField, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._series = field.choices
        self._number = field.default  # to go back to
        self._kept_free = _BUTTON_WIDTH
        self.menu = QMenu(self)
        self.menu.setObjectName(f"menu_{field.name}")
        self.menu.addAction("One number for all days").setData("")
        for name, words in zip(self._series, field.shown.labels, strict=True):
            self.menu.addAction(words).setData(name)
        for action in self.menu.actions():
            action.setCheckable(True)
        self.menu.triggered.connect(self._choose)
        self.menu.aboutToShow.connect(self._mark_choice)
        self._button = _MenuButton(self.lineEdit())
        self._button.setObjectName(f"choose_{field.name}")
        self._button.setToolTip("A number, or a daily series (Alt+Down)")
        self._button.setAccessibleName(f"{field.label}: a number or a daily series")
        self._button.clicked.connect(self._open_menu)

    def value(self) -> object:
        """Return the number, the name of the series, or the text where it is neither."""
        return self._named() or super().value()

    def set_value(self, value: object) -> None:
        """Show a number, in full precision, or the name of a series."""
        if not isinstance(value, str):
            self._number = value
            super().set_value(value)
        else:
            self._show(value)

    def _named(self) -> str:
        """Return the series that the text names, "" where it names none."""
        text = self.text().strip().upper()
        return next((name for name in self._series if text in (name, name.lstrip("^"))), "")

    def _stands_for_number(self) -> bool:
        return not self._named()

    @Slot()
    def _open_menu(self) -> None:
        self.menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    @Slot()
    def _mark_choice(self) -> None:
        for action in self.menu.actions():
            action.setChecked(action.data() == self._named())

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        chosen = action.data()
        if chosen == self._named():
            return
        kept = super().value()
        if not isinstance(kept, str):
            self._number = kept
        self.set_value(chosen or self._number)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()
        self.committed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._open_menu()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_button()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.Show:
            self._place_button()
        return done

    def _place_button(self) -> None:
        line = self.lineEdit()
        self._button.setGeometry(
            QRect(line.width() - _BUTTON_WIDTH, 0, _BUTTON_WIDTH, line.height())
        )


class _MenuButton(QToolButton):
    """An arrow that points down."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard has Alt+Down
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def sizeHint(self) -> QSize:
        return QSize(_BUTTON_WIDTH, _BUTTON_WIDTH)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_in_use(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.accent if self.underMouse() else theme.muted), 1.5))
        x, y = self.width() / 2, self.height() / 2
        painter.drawPolyline(
            [QPointF(x - 3.5, y - 1.5), QPointF(x, y + 2), QPointF(x + 3.5, y - 1.5)]
        )
