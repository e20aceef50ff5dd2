"""Keeps what is open safe while it is edited, and brings it back at the next start."""

from __future__ import annotations

import os

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.errors import BacktestError
from gui.autosave import CAME_BACK, Autosave
from gui.file_commands import FileCommands
from gui.layout_keeper import LayoutKeeper
from gui.message import Choice, Tone
from gui.sessions import Left
from gui.window_words import kept_words
from gui.workspace import Workspace

KEPT_OF_IT = "What Ballast has kept of it is open, and has no file yet."
ALSO_KEPT = "More was open; it is in the menu File, under Left open before."
MOST_CHOICES = 2
PAUSE_MS = 250
"""After the last step of a control: its content is not made at every one."""


class SessionKeeper(QObject):
    """Hands every edit to the autosave.

    Attributes
    ----------
    told
        A sentence for the user, its tone, and what there is to choose, `Choice`s.
    offered
        What other windows have left open, a tuple of `Left`: all that is unsaved or was killed.
    """

    told = Signal(str, object, object)
    offered = Signal(object)

    def __init__(
        self,
        autosave: Autosave,
        workspace: Workspace,
        layout: LayoutKeeper,
        files: FileCommands,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._autosave = autosave
        self._workspace, self._layout, self._files = workspace, layout, files
        self._sentences: list[str] | None = None  # of the start, told together at its end
        self._later = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._later.timeout.connect(self.keep)
        for signal in (
            workspace.project_changed,
            workspace.document.history.cleanChanged,
            workspace.document.filed,
            layout.changed,
        ):
            signal.connect(self._keep_soon)
        autosave.told.connect(self._warn)

    def come_back(self) -> bool:
        """Open what was open last; return whether there was anything."""
        sentences: list[str] = []
        self._sentences = sentences
        is_back, warns = self._bring_back(sentences), bool(sentences)
        self._sentences = None
        offered = self.offer()
        if is_back and self._autosave.came_from_crash and not self._workspace.document.is_saved:
            sentences.insert(0, CAME_BACK)
        fresh = tuple(left for left in offered if left.crashed)
        if fresh:
            sentences.append(ALSO_KEPT)
        if sentences:
            tone = Tone.WARNING if warns else Tone.INFO
            self.told.emit(" ".join(sentences), tone, _choices(fresh))
        return is_back

    def offer(self) -> tuple[Left, ...]:
        """Offer what was left open beside what is open now; return it."""
        kept = tuple(left for left in self._autosave.left_behind() if _is_work(left))
        self.offered.emit(kept)
        return kept

    @Slot(object)
    def change_to(self, left: Left) -> None:
        """Open what was left open, and leave what is open for later."""
        from core.project_file import project_of

        try:
            project_of(left.session.project, "what was open", None)
        except BacktestError as error:
            self._autosave.refuse(left)
            self._warn(str(error))
        else:
            self.keep()
            if self._autosave.change_to(left):
                sentences: list[str] = []
                self._show(left, sentences, keeps_former=False)
                if sentences:
                    self._warn(" ".join(sentences))
        self.offer()

    def _bring_back(self, sentences: list[str]) -> bool:
        """Open what was open last, and add to `sentences` what could not be as it was."""
        left = self._autosave.come_back()
        return left is not None and self._show(left, sentences)

    def _show(self, left: Left, sentences: list[str], *, keeps_former: bool = True) -> bool:
        """Open what was left, and add to `sentences` what could not be as it was."""
        from core.project_file import project_of, read_project

        session = left.session
        try:
            project, layout = project_of(session.project, "what was open", None)
        except BacktestError as error:
            self._autosave.refuse(left)
            sentences.append(str(error))
            return False
        file = session.file
        if file is None or not session.saved or not os.path.exists(file):
            self._files.show_project(project, layout, file, saved=False, keeps_former=keeps_former)
            return True
        try:
            project, _ = read_project(file)  # it may be newer than what was kept of it
        except BacktestError as error:
            # To save must not replace it without a question.
            self._files.show_project(project, layout, None, saved=False, keeps_former=keeps_former)
            sentences.append(f"{error} {KEPT_OF_IT}")
        else:
            self._files.show_project(project, layout, file, keeps_former=keeps_former)
        return True

    @Slot()
    def keep(self) -> None:
        """Keep what is open as it is now."""
        from core.project_file import project_json

        self._later.stop()
        document = self._workspace.document
        content = project_json(document.project, self._layout.layout())
        self._autosave.keep(content, document.file, document.is_saved)

    def close(self) -> bool:
        """Keep it for the last time, as the window closes; False where the disk does not answer."""
        self.keep()
        return self._autosave.close_cleanly()

    @Slot()
    def _keep_soon(self) -> None:
        if not self._later.isActive():  # a long drag is kept too
            self._later.start()

    @Slot(str)
    def _warn(self, text: str) -> None:
        if self._sentences is not None:
            self._sentences.append(text)
        else:
            self.told.emit(text, Tone.WARNING, ())


def _is_work(left: Left) -> bool:
    """Whether something would be missed: not a new project that nobody has touched."""
    from core.project import Project
    from core.project_file import project_of

    session = left.session
    if session.saved and session.closed:
        return False
    try:
        project, _ = project_of(session.project, "what was open", None)
    except BacktestError:
        return True  # it is told when it is asked for
    return session.file is not None or project != Project.new().priced_by(project.source)


def _choices(kept: tuple[Left, ...]) -> tuple[Choice, ...]:
    """Return a button each, for as many as there is room."""
    return tuple(
        Choice(f"Open {kept_words(left.session.file, left.session.written)}", left)
        for left in kept[:MOST_CHOICES]
    )
