"""The top of the form: which preset the fields are compared with, and the way back to it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from core.parameters import PRESET_TITLES, PresetName
from gui.editors import Combo
from gui.theme_in_use import theme_in_use
from gui.toned_label import LabelTone, TonedLabel

_HELP = (
    "<p>A preset sets the fields of execution, costs and conventions, and leaves the others.</p>"
    "<p><b>Tradable</b>: decisions are traded a day later, weights drift, trades and borrowing "
    "cost something.</p>"
    "<p><b>As scripted</b>: the conventions of the naive script, which nobody can trade.</p>"
)


class PresetBar(QWidget):
    """A chooser of presets, the number of fields that differ, and a button to reset them.

    Attributes
    ----------
    preset_chosen
        The user has chosen the preset by this name, maybe the same again.
    reset_wanted
        The user wants every field as the preset has it.
    """

    preset_chosen = Signal(str)
    reset_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._chooser = Combo()
        self._chooser.setObjectName("preset")
        self._chooser.setAccessibleName("Preset")
        self._chooser.setToolTip(_HELP)
        self._chooser.setWhatsThis(_HELP)
        for name, title in reversed(PRESET_TITLES.items()):  # the default first
            self._chooser.addItem(title, name)
        self._chooser.activated.connect(self._tell_choice)
        self._count = TonedLabel(LabelTone.MUTED)
        self._count.setObjectName("preset_count")
        self._reset = QPushButton("Reset all", objectName="reset_all")
        self._reset.clicked.connect(self.reset_wanted)
        self._error = TonedLabel(LabelTone.ERROR)
        self._error.setObjectName("error_general")
        self._error.setWordWrap(True)
        self._error.hide()
        self._lay_out()

    def set_preset(self, name: PresetName) -> None:
        """Show a preset as chosen."""
        self._chooser.setCurrentIndex(self._chooser.findData(name))
        self._reset.setToolTip(f"Set every field to what {PRESET_TITLES[name]} has")

    def set_count(self, changed: int) -> None:
        """Say how many fields differ from the preset."""
        if changed:
            self._count.setText(f"{changed} {'field' if changed == 1 else 'fields'} changed")
        else:
            self._count.setText("Nothing changed")
        self._reset.setEnabled(changed > 0)

    def show_error(self, text: str) -> None:
        """Show an error that belongs to no field; "" for none."""
        self._error.setText(text)
        self._error.setVisible(bool(text))

    def _lay_out(self) -> None:
        self._chooser.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 8, 6, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.addWidget(QLabel("Preset"), 0, 0)
        grid.addWidget(self._chooser, 0, 1, 1, 2)
        grid.addWidget(self._count, 1, 0, 1, 2)
        grid.addWidget(self._reset, 1, 2)
        grid.addWidget(self._error, 2, 0, 1, 3)

    @Slot()
    def _tell_choice(self) -> None:
        self.preset_chosen.emit(self._chooser.currentData())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(theme_in_use(self).border))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
