"""Controls of answer pages: buttons of which one is down, and rows that give way."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from gui.figure_choice import SLIM


class OneOfButtons(QWidget):
    """Buttons of which one is down.

    Attributes
    ----------
    chosen
        Another one is down now.
    """

    chosen = Signal()

    def __init__(
        self, name: str, title: str, choices: tuple[tuple[str, str, str], ...], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._values = tuple(value for value, _, _ in choices)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for number, (value, text, tip) in enumerate(choices):
            button = QToolButton(self)
            button.setObjectName(f"{name}_{value}")
            button.setText(text)
            button.setToolTip(tip)
            button.setCheckable(True)
            button.setChecked(number == 0)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setStyleSheet(SLIM)
            self._group.addButton(button, number)
            row.addWidget(button)
        self._group.idToggled.connect(self._tell)

    @property
    def value(self) -> str:
        """The value of the button that is down."""
        return self._values[self._group.checkedId()]

    @property
    def buttons(self) -> tuple[QToolButton, ...]:
        """The buttons, from the left."""
        return tuple(self.findChildren(QToolButton))

    def allow_all(self, allowed: bool) -> None:
        """Offer all choices, or the first one alone."""
        if not allowed:
            self._group.button(0).setChecked(True)
        for button in self.buttons[1:]:
            button.setEnabled(allowed)

    @Slot(int, bool)
    def _tell(self, number: int, checked: bool) -> None:
        if checked:
            self.chosen.emit()


class SideBySide(QWidget):
    """Two widgets beside each other, or below one another where there is no room for that.

    The second one has the room that is left where it `fills` it.
    """

    def __init__(
        self, first: QWidget, second: QWidget, parent: QWidget, *, fills: bool = False
    ) -> None:
        super().__init__(parent)
        self._parts = (first, second)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(5)
        self._row.addWidget(first)
        self._row.addWidget(second, int(fills))
        if not fills:
            self._row.addStretch(1)

    def _widths(self) -> list[int]:
        return [part.sizeHint().width() for part in self._parts]

    def minimumSizeHint(self) -> QSize:
        return QSize(max(self._widths()), self._row.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        wide = sum(self._widths()) + self._row.spacing() <= self.width()
        self._row.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
