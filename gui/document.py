"""The open project and the history of its edits, each of which can be undone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from core.project import Project

MOST_STEPS = 500
_MERGING = 1
_ALONE = -1


@dataclass(frozen=True, slots=True)
class _State:
    """A project, and the scenario that was in the form."""

    project: Project
    selected: int


class _Edit(QUndoCommand):
    """One step between two projects; a gesture of many small ones becomes one."""

    def __init__(
        self,
        document: Document,
        before: _State,
        after: _State,
        text: str,
        gesture: str,
        moves_source: bool,
    ) -> None:
        super().__init__(text)
        self._document = document
        self.before, self.after = before, after
        self.gesture, self.moves_source = gesture, moves_source

    def undo(self) -> None:
        self._document._take(self.before, self.moves_source)

    def redo(self) -> None:
        self._document._take(self.after, self.moves_source)

    def id(self) -> int:
        return _MERGING if self.gesture else _ALONE

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other.gesture != self.gesture:
            return False
        self.after = other.after
        self.setObsolete(self.after.project == self.before.project)
        return True


class Document(QObject):
    """Holds the project, and which of its scenarios is in the form.

    A step of the history leaves alone where the prices are from, unless it is the one that has
    changed them.

    Attributes
    ----------
    selected
        Key of the scenario in the form; undoing a step brings back the one it was made in.
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
        self.selected = project.scenarios[-1].key
        self.file: Path | None = None
        self.history = QUndoStack(self)
        self.history.setUndoLimit(MOST_STEPS)
        self.opened = 0
        self._gestures = 0

    @property
    def is_saved(self) -> bool:
        """Whether its file has all of it."""
        return self.file is not None and self.history.isClean()

    def edit(
        self,
        project: Project,
        text: str,
        gesture: str = "",
        *,
        selected: int | None = None,
        moves_source: bool = False,
    ) -> None:
        """Make the project another one, as a step of the history called `text`.

        Steps that follow one another with the same `gesture` are one, until `end_gesture`.

        Parameters
        ----------
        selected
            The scenario that comes into the form with the step; None for the one that is there.
        moves_source
            Whether the step changes where the prices are from.
        """
        if project == self.project:
            return
        named = f"{self._gestures} {gesture}" if gesture else ""
        before = _State(self.project, self.selected)
        after = _State(project, self.selected if selected is None else selected)
        self.history.push(_Edit(self, before, after, text, named, moves_source))

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
        self.selected = project.scenarios[0].key
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

    def _take(self, state: _State, moves_source: bool) -> None:
        project = state.project
        self.project = project if moves_source else replace(project, source=self.project.source)
        known = [one.key for one in project.scenarios]
        if state.selected in known:
            self.selected = state.selected
        elif self.selected not in known:
            self.selected = known[0]
        self.changed.emit()
