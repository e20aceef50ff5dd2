"""What the window's tables of rows share: whole rows are walked, chosen and copied, not cells."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gui.table_text import table_as_text
from gui.theme import Theme


class RowsTable(QTableView):
    """Rows without a grid under quiet headings; Ctrl+C copies those selected, or all.

    Attributes
    ----------
    row_chosen
        The number of a row that was clicked, or on which Enter was pressed.
    """

    row_chosen = Signal(int)

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab leaves the table; the arrow keys move in it
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.clicked.connect(self._choose)

    def text(self) -> str:
        """Return the selected rows, or all, with their headings, tab separated."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return table_as_text(self.model(), rows or None, row_heads=False)

    def copy(self) -> None:
        """Put the selected rows, or all, onto the clipboard."""
        QGuiApplication.clipboard().setText(self.text())

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.row_chosen.emit(index.row())

    def _fit(self) -> None:
        """Give rows, headings and columns the sizes that the font asks for."""
        raise NotImplementedError("every table has columns of its own")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)


def header_style(theme: Theme, padding: int) -> str:
    """Return the style sheet of quiet headings: no edges, so many pixels beside each text."""
    plain = f"background: {theme.window}; color: {theme.muted}; border: none;"
    return f"QHeaderView {{ {plain} }} QHeaderView::section {{ {plain} padding: 0 {padding}px; }}"


def frame_style(theme: Theme) -> str:
    """Return the style sheet of a table's edge, which shows where the keys go."""
    return (
        f"QTableView {{ border: 1px solid {theme.border}; }}"
        f"QTableView:focus {{ border-color: {theme.accent}; }}"
    )
