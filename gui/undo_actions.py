"""Undo and redo in the menus: named after the step they take back or do again."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QUndoStack


class UndoActions(QObject):
    """Keeps two actions in step with a history.

    Those that `QUndoStack` makes by itself would do, but their Python objects lose them: PySide
    takes them for deleted while they live on in the menu.
    """

    def __init__(self, history: QUndoStack, undo: QAction, redo: QAction, parent: QObject) -> None:
        super().__init__(parent)
        self._undo, self._redo = undo, redo
        self._words = (undo.text(), redo.text())
        undo.triggered.connect(history.undo)
        redo.triggered.connect(history.redo)
        history.canUndoChanged.connect(undo.setEnabled)
        history.canRedoChanged.connect(redo.setEnabled)
        history.undoTextChanged.connect(self._name_undo)
        history.redoTextChanged.connect(self._name_redo)
        undo.setEnabled(history.canUndo())
        redo.setEnabled(history.canRedo())

    @Slot(str)
    def _name_undo(self, step: str) -> None:
        self._undo.setText(_named(self._words[0], step))

    @Slot(str)
    def _name_redo(self, step: str) -> None:
        self._redo.setText(_named(self._words[1], step))


def _named(words: str, step: str) -> str:
    return f"{words} {step.replace('&', '&&')}".strip()
