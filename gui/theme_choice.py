"""Which colours the window wears: the desktop's, or those that were chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from gui.theme import DARK, LIGHT, Theme, system_theme


class ThemeChoice(QObject):
    """Follows the three actions of the menu, and the desktop where it is to be followed.

    Attributes
    ----------
    changed
        The theme to wear from now on.
    """

    changed = Signal(object)

    def __init__(self, app: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._app = app
        # Where the desktop is silent its palette tells, until the window has put on its own.
        self._silent = system_theme(app)
        self._actions: tuple[QAction, ...] = ()

    @property
    def desktop(self) -> Theme:
        """What the desktop asks for at this moment."""
        silent = self._app.styleHints().colorScheme() == Qt.ColorScheme.Unknown
        return self._silent if silent else system_theme(self._app)

    def follow(self, actions: tuple[QAction, ...], theme: Theme | None) -> None:
        """Check the action of `theme`, None for the desktop's, and follow all of them."""
        self._actions = actions
        actions[0 if theme is None else 2 if theme.is_dark else 1].setChecked(True)
        for action in actions:
            action.triggered.connect(self._choose)
        self._app.styleHints().colorSchemeChanged.connect(self._choose)

    @Slot()
    def _choose(self) -> None:
        chosen = next(action for action in self._actions if action.isChecked())
        themes = {"light": LIGHT, "dark": DARK}
        self.changed.emit(themes.get(str(chosen.data())) or self.desktop)
