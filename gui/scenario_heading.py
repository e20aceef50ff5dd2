"""What stands above a page about one scenario: its name in its colour, and the days it covers."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from gui.formats import breakable
from gui.theme import LIGHT, Theme

if TYPE_CHECKING:
    import numpy as np

    from core.scenario import Outcome, Scenario

NOTHING_YET = "Nothing to show yet \N{EN DASH} press Run."
COMPARED, OWN = "the compared days", "its own days"
"""Which days are shown, where a scenario has more of them than are compared."""
NONE_SELECTED = "Select a scenario in the list to see it here."


class ScenarioHeading(QWidget):
    """A line with a mark in the scenario's colour, its name, and what has room behind it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scenario_heading")
        self._name, self._details = "", ""
        self._color = 0
        self._theme = LIGHT
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def name(self) -> str:
        """The name shown."""
        return self._name

    @property
    def details(self) -> str:
        """The days, and which they are."""
        return self._details

    def show_scenario(self, scenario: Scenario, days: np.ndarray, which: str = "") -> None:
        """Show the name of a scenario in its colour, the days shown (T,), and `which` they are."""
        span = f"{days[0]} to {days[-1]}"
        shown = (scenario.name, scenario.color, f"{span}, {which}" if which else span)
        if shown != (self._name, self._color, self._details):
            self._name, self._color, self._details = shown
            self.setAccessibleName(f"Scenario {self._name}, {self._details}")
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def sizeHint(self) -> QSize:
        height = round(1.5 * QFontMetrics(self._bold()).height())
        return QSize(20 * height, height)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bold = QFontMetrics(self._bold())
        side = round(0.72 * bold.ascent())
        mark = QRect(0, (self.height() - side) // 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.series_color(self._color)))
        painter.drawRoundedRect(mark, 2, 2)
        left = side + bold.height() // 2
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        name = bold.elidedText(self._name, Qt.TextElideMode.ElideMiddle, self.width() - left)
        painter.setFont(self._bold())
        painter.setPen(QColor(self._theme.text))
        painter.drawText(QRect(left, 0, self.width() - left, self.height()), flags, name)
        left += bold.horizontalAdvance(name) + bold.height() // 2
        painter.setFont(self.font())
        if left + painter.fontMetrics().horizontalAdvance(self._details) <= self.width():
            painter.setPen(QColor(self._theme.muted))
            room = QRect(left, 0, self.width() - left, self.height())
            painter.drawText(room, flags, self._details)


class AccountView(Enum):
    """Which account of a scenario is looked at, and what its button says."""

    DYNAMIC = "With overlay"
    BASE = "Base"
    DIFFERENCE = "Difference"


HINTS = {
    AccountView.DYNAMIC: "The account with the leverage overlay",
    AccountView.BASE: "The portfolio without the overlay",
    AccountView.DIFFERENCE: "With the overlay less without it, in percentage points",
}


class AccountChoice(QWidget):
    """A button for each account that can be looked at; the arrow keys go from one to the next.

    Attributes
    ----------
    chosen
        The `AccountView` that is looked at from now on.
    """

    chosen = Signal(object)

    def __init__(self, *views: AccountView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("account_choice")
        self.setAccessibleName("Account")
        self._views = views
        self._group = QButtonGroup(self, exclusive=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for number, view in enumerate(views):
            button = QPushButton(view.value, checkable=True, autoDefault=False)
            button.setObjectName(f"account_{view.name.lower()}")
            button.setToolTip(HINTS[view])
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._group.addButton(button, number)
            layout.addWidget(button)
        self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._tell)

    @property
    def view(self) -> AccountView:
        """Which account is looked at."""
        return self._views[self._group.checkedId()]

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """The buttons, from the left."""
        return tuple(self.findChildren(QPushButton))

    @Slot(int, bool)
    def _tell(self, number: int, checked: bool) -> None:
        if checked:
            self.chosen.emit(self._views[number])


def missing(outcome: Outcome | None) -> str:
    """Return why a scenario has nothing to show, a sentence or two; "" where it has."""
    if outcome is None:
        return NONE_SELECTED
    if outcome.result is None or outcome.base is None:
        reason = "It has not been run yet." if outcome.error is None else str(outcome.error)
        return breakable(f"{outcome.scenario.name} has no result. {reason}")
    return ""
