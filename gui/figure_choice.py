"""The row above the table of figures: which accounts, and whether as differences."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.project import Accounts
from gui.elided_label import ElidedLabel
from gui.focus_ring import RingedCheckBox

CHOICES: tuple[tuple[Accounts, str, str], ...] = (
    ("dynamic", "With overlay", "Figures of the accounts with the leverage overlay"),
    ("base", "Base", "Figures of the portfolios without leverage"),
    ("both", "Both", "Figures without and with the overlay, side by side"),
)
SLIM = "QToolButton { padding: 0.12em 0.7em; } QToolButton:focus { padding: 0.05em 0.63em; }"


class FigureChoice(QWidget):
    """Three buttons, one of them down, and a check box that names the reference.

    Attributes
    ----------
    accounts_chosen
        The user has chosen "dynamic", "base" or "both".
    differences_chosen
        The user has switched differences on or off.
    """

    accounts_chosen = Signal(str)
    differences_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._check = RingedCheckBox(self, objectName="differences_check")
        self._check.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._name = _ClickedLabel(self._check, self)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for number, (name, title, tip) in enumerate(CHOICES):
            button = QToolButton(self)
            button.setObjectName(f"accounts_{name}")
            button.setText(title)
            button.setToolTip(tip)
            button.setCheckable(True)
            button.setChecked(number == 0)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setStyleSheet(SLIM)
            self._group.addButton(button, number)
            row.addWidget(button)
        self.setTabOrder(button, self._check)
        row.addStretch(1)
        below = QHBoxLayout()
        below.setContentsMargins(2, 0, 0, 0)
        below.setSpacing(6)
        below.addWidget(self._check)
        below.addWidget(self._name, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 0, 0, 0)
        layout.setSpacing(5)
        layout.addLayout(row)
        layout.addLayout(below)
        self._group.buttonClicked.connect(self._tell_accounts)
        self._check.clicked.connect(self.differences_chosen)

    @property
    def accounts(self) -> Accounts:
        """Which accounts are chosen."""
        return CHOICES[self._group.checkedId()][0]

    @property
    def differences(self) -> bool:
        """Whether differences are wanted."""
        return self._check.isChecked()

    def set_accounts(self, accounts: Accounts) -> None:
        """Show which accounts are chosen."""
        number = [name for name, _, _ in CHOICES].index(accounts)
        self._group.button(number).setChecked(True)

    def set_differences(self, differences: bool) -> None:
        """Show whether differences are wanted."""
        self._check.setChecked(differences)

    def set_reference(self, name: str, hindrance: str = "") -> None:
        """Name the scenario that the differences are to, or say why there are none."""
        text = f"Differences to {name}"
        tip = hindrance or f"Show how far the figures of the others are from those of {name}"
        if (text, tip) == (self._name.text(), self._check.toolTip()):
            return
        self._name.setText(text)
        self._check.setAccessibleName(text)
        for part in (self._check, self._name):
            part.setEnabled(not hindrance)
            part.setToolTip(tip)

    @Slot(QAbstractButton)
    def _tell_accounts(self, button: QAbstractButton) -> None:
        self.accounts_chosen.emit(CHOICES[self._group.id(button)][0])


class _ClickedLabel(ElidedLabel):
    """The text of a check box, which is cut where there is no room, as that of Qt's is not."""

    def __init__(self, box: QCheckBox, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("differences_name")
        self._box = box

    def mouseReleaseEvent(self, event: object) -> None:
        self._box.click()
