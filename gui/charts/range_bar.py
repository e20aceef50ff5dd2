"""The thin bar above the charts: how much time is shown, and which day is read out."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from core.drawing.ticks import long_date
from gui.charts.time_window import DAYS_A_YEAR, TimeWindow
from gui.elided_label import ElidedLabel

YEARS = (10, 5, 1)
LAST_DAYS = "Last day of each run"
CLICK = "Click: why"


class DayLabel(ElidedLabel):
    """A day at the right, and a hint beside it as long as there is room for both."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hint = ""

    def show_hint(self, hint: str) -> None:
        """Show a hint, "" for none."""
        if hint != self.hint:
            self.hint = hint
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        metrics = self.fontMetrics()
        room = self.width() - metrics.horizontalAdvance(self.text()) - metrics.height()
        if self.hint and metrics.horizontalAdvance(self.hint) <= room:
            painter = QPainter(self)
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(QRect(0, 0, room, self.height()), self.alignment(), self.hint)


class RangeBar(QWidget):
    """Buttons for the time window, room for more controls, and a date."""

    def __init__(self, window: TimeWindow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("range_bar")
        self._window = window
        self._window.changed.connect(self.follow_window)
        self._window.extent_changed.connect(self.follow_window)
        self._group = QButtonGroup(self, exclusive=True)
        self._buttons: dict[int, QPushButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.all_button = self._button(
            "All", "range_all", "Show everything (Home, or double click a chart)"
        )
        layout.addWidget(self.all_button)
        for years in YEARS:
            hint = "Show the last year" if years == 1 else f"Show the last {years} years"
            self._buttons[years] = self._button(f"{years}Y", f"range_{years}y", hint)
            layout.addWidget(self._buttons[years])
        self._last: QWidget = self._buttons[YEARS[-1]]
        self._added = QHBoxLayout()
        self._added.setContentsMargins(8, 0, 0, 0)
        self._added.setSpacing(8)
        layout.addLayout(self._added)
        self.date_label = DayLabel()
        self.date_label.setObjectName("cursor_date")
        self.date_label.setAccessibleName("Day of the values shown")
        self.date_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.date_label, 1)
        self._group.idClicked.connect(self._choose)
        self.follow_window()

    def add(self, widget: QWidget) -> None:
        """Put a control of the page behind the buttons, for the eye and for the Tab key."""
        self._added.addWidget(widget)
        for part in (widget, *widget.findChildren(QWidget)):
            if part.focusPolicy() & Qt.FocusPolicy.TabFocus:
                QWidget.setTabOrder(self._last, part)
                self._last = part

    def show_day(self, day: np.datetime64 | None, *, pointed: bool = False) -> None:
        """Write the day whose values are read out; None is each run's last, where these differ.

        Of a day that is `pointed` at it is told what a click on it does.
        """
        self.date_label.setText(LAST_DAYS if day is None else long_date(day))
        self.date_label.show_hint(CLICK if pointed else "")

    @Slot()
    def follow_window(self) -> None:
        """Press the button that describes the window, or none.

        Buttons that would show no less than all cannot be pressed.
        """
        window = self._window
        for years, button in self._buttons.items():
            button.setEnabled(window.data_days > years * DAYS_A_YEAR)
        shown = next(
            (
                years
                for years in YEARS
                if self._buttons[years].isEnabled() and window.shows_last(years)
            ),
            None,
        )
        pressed = self.all_button if window.shows_all else self._buttons.get(shown or 0)
        self._group.setExclusive(False)
        for choice in (self.all_button, *self._buttons.values()):
            choice.setChecked(choice is pressed)
        self._group.setExclusive(True)

    @Slot(int)
    def _choose(self, years: int) -> None:
        if years:
            self._window.show_last(years)
        else:
            self._window.show_all()
        self.follow_window()

    def _button(self, text: str, name: str, hint: str) -> QPushButton:
        button = QPushButton(text, checkable=True, autoDefault=False)
        button.setObjectName(name)
        button.setToolTip(hint)
        button.setAccessibleName(hint.partition(" (")[0])
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group.addButton(button, 0 if text == "All" else int(text[:-1]))
        return button
