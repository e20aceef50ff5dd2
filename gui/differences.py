"""What is different between two runs, field by field: the reason why their figures differ."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.fields import Kind, ParameterField, Unit
from core.parameters import FIELDS, Parameters
from gui import formats
from gui.theme import Theme

PERCENT = (Unit.FRACTION, Unit.ANNUAL_FRACTION)


class DifferenceList(QWidget):
    """The fields in which two runs differ, with the values of both."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names = ("", "")
        self._pair: tuple[Parameters, Parameters] | None = None
        self._label = QLabel(objectName="differences")
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.addWidget(self._label)

    def set_pair(self, names: tuple[str, str], pair: tuple[Parameters, Parameters] | None) -> None:
        """Show what differs between two runs; nothing where there are not two."""
        self._names, self._pair = names, pair
        self._fill()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._fill()

    def _fill(self) -> None:
        if self._pair is None:
            self._label.clear()
            return
        first, second = self._pair
        muted = self._theme.muted
        rows = [
            f'<tr><td><b>What differs</b></td><td align="right" style="color:{muted}">'
            f'{escape(self._names[0])}</td><td align="right" style="color:{muted}">'
            f"{escape(self._names[1])}</td></tr>"
        ]
        for name in first.differences(second):
            field = FIELDS[name]
            values = (value_text(field, getattr(p, name)) for p in self._pair)
            cells = "".join(f'<td align="right">{escape(value)}</td>' for value in values)
            rows.append(f"<tr><td>{escape(field.label)}</td>{cells}</tr>")
        self._label.setText(f'<table width="100%" cellpadding="2">{"".join(rows)}</table>')


def value_text(field: ParameterField, value: object) -> str:
    """Return the value of a field as people read it, with its unit."""
    if field.kind is Kind.CHOICE:
        return field.shown.labels[field.choices.index(str(value))].lower()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        percent = field.shown.unit in PERCENT
        shown = value * 100.0 if percent else float(value)
        text = QLocale().toString(shown, "g", 6).replace("-", "−")
        unit = "%" if percent else field.shown.unit.value
        if field.shown.unit is Unit.DAYS and value == 1:
            unit = "day"
        return f"{text} {unit}".rstrip()
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    return formats.ABSENT if value is None else str(value)
