"""The top of the form: whose parameters they are, their preset, and what they are compared with."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from core.parameters import PRESET_TITLES, PresetName
from gui.elided_label import ElidedLabel
from gui.focus_ring import RingedCombo
from gui.row_parts import ResetButton
from gui.scenario_marks import LineKind, draw_swatch
from gui.theme_in_use import theme_in_use
from gui.toned_label import LabelTone, TonedLabel

_PRESET_HELP = (
    "<p>A preset sets the fields of execution, costs and conventions, and leaves the others.</p>"
    "<p><b>Tradable</b>: decisions are traded a day later, weights drift, trades and borrowing "
    "cost something.</p>"
    "<p><b>As scripted</b>: the conventions of the naive script, which nobody can trade.</p>"
)
_REFERENCE_HELP = (
    "<p>Fields that differ from this preset or scenario have a dot, and a way back. "
    "The mark on a slider is its value there.</p>"
)
_HIDDEN_HELP = (
    "The scenario is hidden: what is changed here is neither drawn nor compared until it is shown."
)
_SWATCH = QSize(18, 12)


class PresetBar(QWidget):
    """The scenario's name, a chooser of presets, and a chooser of what it is compared with.

    Attributes
    ----------
    preset_chosen
        The user has chosen the preset by this name, maybe the same again.
    reference_chosen
        The user wants the comparison with the scenario of this key; None is the preset.
    reset_wanted
        The user wants every field as the reference has it.
    """

    preset_chosen = Signal(str)
    reference_chosen = Signal(object)
    reset_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._references: tuple[tuple[int | None, str], ...] = ()
        self._count_shown = (-1, "")
        self._swatch = _Swatch()
        self._name = ElidedLabel()
        self._name.setObjectName("form_title")
        self._hidden = TonedLabel(LabelTone.MUTED, "hidden")
        self._hidden.setObjectName("form_hidden")
        self._hidden.setToolTip(_HIDDEN_HELP)
        self._hidden.hide()
        self._count = TonedLabel(LabelTone.MUTED)
        self._count.setObjectName("changed_count")
        self._presets = RingedCombo()
        self._presets.setObjectName("preset")
        self._presets.setAccessibleName("Preset")
        self._presets.setPlaceholderText("Of neither preset")
        self._presets.setToolTip(_PRESET_HELP)
        self._presets.setWhatsThis(_PRESET_HELP)
        for name, title in reversed(PRESET_TITLES.items()):  # the default first
            self._presets.addItem(title, name)
        self._compared = RingedCombo()
        self._compared.setObjectName("reference")
        self._compared.setAccessibleName("Compared with")
        self._compared.setToolTip(_REFERENCE_HELP)
        self._compared.setWhatsThis(_REFERENCE_HELP)
        self._reset = ResetButton()
        self._reset.setObjectName("reset_all")
        self._presets.activated.connect(self._tell_preset)
        self._compared.activated.connect(self._tell_reference)
        self._reset.clicked.connect(self.reset_wanted)
        self._lay_out()

    def set_title(self, name: str, color: int, *, hidden: bool = False) -> None:
        """Name the scenario whose fields these are, with the number of its colour.

        One that is hidden is said to be, for no edit of it is seen anywhere else.
        """
        if (name, hidden) != (self._name.text(), not self._hidden.isHidden()):
            self._name.setText(name)
            told = ", which is hidden" if hidden else ""
            self._name.setAccessibleName(f"In the form: {name}{told}")
            self._name.show()
            self._swatch.show()
            self._hidden.setVisible(hidden)
        self._swatch.set_color(color)

    def set_preset(self, name: PresetName | None) -> None:
        """Show the preset that the fields follow, None for neither."""
        index = -1 if name is None else self._presets.findData(name)
        if index != self._presets.currentIndex():
            self._presets.setCurrentIndex(index)

    def set_references(
        self, choices: Sequence[tuple[int | None, str]], current: int | None
    ) -> None:
        """Offer keys and names to compare with."""
        offered = tuple(choices)
        if offered != self._references:
            self._references = offered
            self._compared.clear()
            self._compared.addItems([title for _, title in offered])
        keys = [key for key, _ in offered]
        index = keys.index(current) if current in keys else -1
        if index != self._compared.currentIndex():
            self._compared.setCurrentIndex(index)

    def set_count(self, changed: int, title: str) -> None:
        """Say how many fields differ from the reference called `title`."""
        if (changed, title) == self._count_shown:
            return
        self._count_shown = changed, title
        fields = f"{changed} {'field' if changed == 1 else 'fields'}"
        self._count.setText(f"{changed} changed" if changed else "")
        self._count.setToolTip(f"{fields} differ{'s' if changed == 1 else ''} from {title}")
        way_back = f"Set {fields} back to what {title} has"
        self._reset.setToolTip(way_back)
        self._reset.setAccessibleName(way_back)
        self._reset.setVisible(changed > 0)

    def _lay_out(self) -> None:
        font = self._name.font()
        font.setBold(True)
        self._name.setFont(font)
        self._name.hide()
        self._swatch.hide()
        for chooser in (self._presets, self._compared):
            chooser.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        title = QHBoxLayout()
        title.setSpacing(8)
        title.addWidget(self._swatch)
        title.addWidget(self._name, 1)
        title.addWidget(self._hidden)
        title.addWidget(self._count)
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 8, 8, 8)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(2, self._reset.width())
        grid.addLayout(title, 0, 0, 1, 3)
        grid.addWidget(QLabel("Preset"), 1, 0)
        grid.addWidget(self._presets, 1, 1)
        grid.addWidget(QLabel("Compared with"), 2, 0)
        grid.addWidget(self._compared, 2, 1)
        grid.addWidget(self._reset, 2, 2)

    @Slot()
    def _tell_preset(self) -> None:
        self.preset_chosen.emit(self._presets.currentData())

    @Slot()
    def _tell_reference(self) -> None:
        self.reference_chosen.emit(self._references[self._compared.currentIndex()][0])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(theme_in_use(self).border))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)


class _Swatch(QWidget):
    """The line of the scenario as charts draw it."""

    def __init__(self) -> None:
        super().__init__()
        self._color = 0
        self.setFixedSize(_SWATCH)

    def set_color(self, color: int) -> None:
        """Take the colour with this number."""
        if color != self._color:
            self._color = color
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        color = QColor(theme_in_use(self).series_color(self._color))
        draw_swatch(QPainter(self), QRectF(self.rect()), color, LineKind.SOLID)
