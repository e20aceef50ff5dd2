"""Which colours the window wears: the desktop's, or those that were chosen, now or before."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from gui.settings import Settings, ThemeName
from gui.theme import DARK, LIGHT, Theme, system_theme

_NAMES: tuple[ThemeName, ...] = ("system", "light", "dark")  # in the order of the actions
_THEMES: dict[ThemeName, Theme] = {"light": LIGHT, "dark": DARK}


class ThemeChoice(QObject):
    """Follows the three actions of the menu, and the desktop where it is to be followed.

    Attributes
    ----------
    changed
        The theme to wear from now on.
    """

    changed = Signal(object)

    def __init__(
        self, app: QApplication, parent: QObject, settings: Settings | None = None
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._settings = settings
        # Where the desktop is silent its palette tells, until the window has put on its own.
        self._silent = system_theme(app)
        self._actions: tuple[QAction, ...] = ()

    @property
    def desktop(self) -> Theme:
        """What the desktop asks for at this moment."""
        silent = self._app.styleHints().colorScheme() == Qt.ColorScheme.Unknown
        return self._silent if silent else system_theme(self._app)

    @property
    def wanted(self) -> Theme:
        """What was chosen before, the desktop's where nothing was."""
        return _THEMES.get(self._remembered) or self.desktop

    def follow(self, actions: tuple[QAction, ...], theme: Theme | None = None) -> None:
        """Follow the actions for the desktop's, the light and the dark theme.

        The one that is checked is that of `theme`, which holds for this window only, or of what
        was chosen before.
        """
        self._actions = actions
        name = self._remembered if theme is None else theme.name
        place = next((place for place, one in enumerate(_NAMES) if one == name), 0)
        actions[place].setChecked(True)
        for action in actions:
            action.triggered.connect(self._choose)
        self._app.styleHints().colorSchemeChanged.connect(self._wear)

    @Slot()
    def _choose(self) -> None:
        if self._settings is not None:
            self._settings.theme = self._chosen
        self._wear()

    @Slot()
    def _wear(self) -> None:
        self.changed.emit(_THEMES.get(self._chosen) or self.desktop)

    @property
    def _remembered(self) -> ThemeName:
        return "system" if self._settings is None else self._settings.theme

    @property
    def _chosen(self) -> ThemeName:
        checked = (name for name, one in zip(_NAMES, self._actions, strict=True) if one.isChecked())
        return next(checked, "system")
