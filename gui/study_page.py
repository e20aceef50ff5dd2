"""What every page in the middle of the window is: it shows a study, in the colours of a theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.theme import Theme

if TYPE_CHECKING:
    from core.study import Study


class StudyPage(QWidget):
    """A page about a study. The window shows one page at a time and tells no other of changes."""

    def show_study(self, study: Study, selected: int) -> None:
        """Show a study; `selected` is the key of the scenario in the form.

        It is called at every step of a control that moves, for the page that is seen, and once
        when a page comes to be seen. What has not changed since the last call costs nothing.
        """
        raise NotImplementedError

    def show_message(self, text: str) -> None:
        """Show a sentence in place of everything, until a study is shown again."""
        raise NotImplementedError

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme, also of what is shown already."""
        raise NotImplementedError

    def picture(self) -> QWidget:
        """Return the widget that is copied or saved as the picture of the page, without buttons."""
        return self
