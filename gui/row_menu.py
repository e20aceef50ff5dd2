"""The context menu of a row of the form: what can be done with its field, and with its text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be done with a field.

    Attributes
    ----------
    act
        A slot, called when it is chosen.
    possible
        Whether it can be done now.
    """

    text: str
    act: Callable[[], None]
    possible: bool


def row_menu(entries: Sequence[Entry], line: QLineEdit | None, parent: QWidget) -> QMenu:
    """Return a menu of the entries, above what `line`, if there is one, offers for its text.

    It is destroyed when it closes.
    """
    menu = QMenu(parent) if line is None else line.createStandardContextMenu()
    menu.setParent(parent, Qt.WindowType.Popup)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    first = menu.actions()[0] if menu.actions() else None
    for entry in entries:
        action = menu.addAction(entry.text)
        action.setEnabled(entry.possible)
        action.triggered.connect(entry.act)
        if first is not None:
            menu.insertAction(first, action)
    if first is not None:
        menu.insertSeparator(first)
    return menu
