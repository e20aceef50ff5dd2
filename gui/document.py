"""The open project and the history of its edits, each of which can be undone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from core.project import Project

MOST_STEPS = 500
_MERGING = 1
_ALONE = -1


class _Edit(QUndoCommand):
    """One step between two projects; a gesture of many small ones becomes one."""

    def __init__(
        self, document: Document, before: Project, after: Project, text: str, gesture: str
    ) -> None:
        super().__init__(text)
        self._document = document
        self.before, self.after = before, after
        self.gesture = gesture

    def undo(self) -> None:
        self._document._take(self.before)

    def redo(self) -> None:
        self._document._take(self.after)

    def id(self) -> int:
        return _MERGING if self.gesture else _ALONE

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other.gesture != self.gesture:
            return False
        self.after = other.after
        self.setObsolete(self.after == self.before)
        return True


class Document(QObject):
    """Holds the project. Where its prices are from is no edit: undoing one leaves them alone.

    Attributes
    ----------
    changed
        The project is another one now.
    filed
        The project has another file, or its file has another content.
    history
        What was edited; clean where the project is as its file has it.
    file
        Where it was saved or opened; None for a new one.
    opened
        How many projects have been opened: which one a file that is being written is of.
    """

    changed = Signal()
    filed = Signal()

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = project
        self.file: Path | None = None
        self.history = QUndoStack(self)
        self.history.setUndoLimit(MOST_STEPS)
        self.opened = 0
        self._gestures = 0

    @property
    def is_saved(self) -> bool:
        """Whether its file has all of it."""
        return self.file is not None and self.history.isClean()

    def edit(self, project: Project, text: str, gesture: str = "") -> None:
        """Make the project another one, as a step of the history called `text`.

        Steps that follow one another with the same `gesture` are one, until `end_gesture`.
        """
        if project == self.project:
            return
        named = f"{self._gestures} {gesture}" if gesture else ""
        self.history.push(_Edit(self, self.project, project, text, named))

    def end_gesture(self) -> None:
        """Let the next edit be a step of its own."""
        self._gestures += 1

    def open(self, project: Project, file: Path | None, *, saved: bool = True) -> None:
        """Hold another project, whose history begins here."""
        self.opened += 1
        self.file = file
        self.history.clear()
        if not saved:
            self.history.resetClean()
        self.project = project
        self.changed.emit()

    def take_source(self, project: Project) -> None:
        """Take where the prices of a project are from, which is no step of the history."""
        self.project = replace(self.project, source=project.source)

    def set_saved(self, file: Path, *, whole: bool = True) -> None:
        """Note that the project has this file, and whether it has all of the project as it is."""
        self.file = file
        if whole:
            self.history.setClean()
        else:  # edited while it was written
            self.history.resetClean()
        self.filed.emit()

    def _take(self, project: Project) -> None:
        self.project = replace(project, source=self.project.source)
        self.changed.emit()
