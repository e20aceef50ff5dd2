"""The scrolling column of the form: its sections, and how a field is brought into sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.fields import Group
from gui.field_row import FieldRow
from gui.section import Section

_LEFT, _RIGHT = 4, 6
_WIDEST_LABEL = 0.5  # of the form's width
_WIDE_LABEL = 0.42  # where there is room to spare, for the sliders under the labels


class FormColumn(QScrollArea):
    """Rows of fields in their groups, one under the other."""

    def __init__(self, rows: Mapping[str, FieldRow]) -> None:
        super().__init__()
        self._rows = rows
        self._sections = tuple(
            Section(
                group.name,
                group.value,
                tuple(row for row in rows.values() if row.field.shown.group is group),
                opened=group is not Group.ADVANCED,
            )
            for group in Group
        )
        self._section_of = {row: section for section in self._sections for row in section.rows}
        self._widest = max(row.label_width for row in rows.values())
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(_LEFT, 0, _RIGHT, 8)
        layout.setSpacing(0)
        for section in self._sections:
            layout.addWidget(section)
        layout.addStretch(1)
        self.setObjectName("parameter_scroll")
        self.setWidget(column)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def refresh_summaries(self, names: Iterable[str]) -> None:
        """Count anew what is wrong and what has changed in the sections of these fields."""
        for section in {self._section_of[self._rows[name]] for name in names}:
            section.refresh_summary()

    def open_section_of(self, name: str) -> None:
        """Show the fields of the section in which a field stands."""
        self._section_of[self._rows[name]].open()

    def reveal(self, name: str) -> None:
        """Bring a field into sight."""
        self.open_section_of(name)
        QTimer.singleShot(0, self._rows[name], lambda: self._scroll_to(name))

    def _scroll_to(self, name: str) -> None:
        self.ensureWidgetVisible(self._rows[name], 0, 24)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide, widest = (round(self.width() * share) for share in (_WIDE_LABEL, _WIDEST_LABEL))
        width = max(wide, min(self._widest, widest))
        for row in self._rows.values():
            row.set_label_width(width)
