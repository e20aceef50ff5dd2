"""The buttons for the window of rolling figures: three months to three years."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

WINDOWS: tuple[tuple[int, str, str], ...] = (
    (63, "3M", "three months"),
    (126, "6M", "six months"),
    (252, "1Y", "a year"),
    (756, "3Y", "three years"),
)
"""Trading days, what stands on the button, and what it means."""


class WindowChoice(QWidget):
    """A row of buttons, one of them down.

    Attributes
    ----------
    chosen
        The user has chosen a window of so many days.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("window_choice")
        self._group = QButtonGroup(self, exclusive=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        label = QLabel("Over", self)
        label.setToolTip("Each value is measured over so many days up to its own")
        layout.addWidget(label)
        for days, text, words in WINDOWS:
            button = QPushButton(text, self, checkable=True, autoDefault=False)
            button.setObjectName(f"window_{days}")
            button.setToolTip(f"Measure over {words}: {days} trading days")
            button.setAccessibleName(f"Measure over {words}")
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._group.addButton(button, days)
            layout.addWidget(button)
        self._group.idClicked.connect(self._tell)

    def show_window(self, days: int, most: int) -> None:
        """Press the button of so many days; those beyond `most` cannot be pressed."""
        self._group.setExclusive(False)
        for button in self._group.buttons():
            number = self._group.id(button)
            button.setChecked(number == days)
            button.setEnabled(number <= most)
        self._group.setExclusive(True)

    @Slot(int)
    def _tell(self, days: int) -> None:
        self.chosen.emit(days)
