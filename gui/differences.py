"""What is different between two runs, field by field: the reason why their figures differ."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.parameters import FIELDS, Parameters
from gui.field_words import value_in_words
from gui.formats import number_locale
from gui.theme import Theme


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
        muted, point = self._theme.muted, number_locale().decimalPoint()
        rows = [
            f'<tr><td><b>What differs</b></td><td align="right" style="color:{muted}">'
            f'{escape(self._names[0])}</td><td align="right" style="color:{muted}">'
            f"{escape(self._names[1])}</td></tr>"
        ]
        for name in first.differences(second):
            field = FIELDS[name]
            values = (value_in_words(field, getattr(p, name), point) for p in self._pair)
            cells = "".join(f'<td align="right">{escape(value)}</td>' for value in values)
            rows.append(f"<tr><td>{escape(field.label)}</td>{cells}</tr>")
        self._label.setText(f'<table width="100%" cellpadding="2">{"".join(rows)}</table>')
