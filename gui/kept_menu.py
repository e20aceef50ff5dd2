"""The menu of projects that earlier windows have left open, beside the one that came back."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from gui.sessions import Left
from gui.window_words import kept_words

WIDTH_EM = 26
"""How wide an entry may be before its middle is left out."""


class KeptMenu(QMenu):
    """Opens what was left open; what is open by then is kept here in its place.

    Attributes
    ----------
    chosen
        The `Left` to open.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("&Left open before", parent)
        self.setObjectName("menu_kept")
        self.setToolTipsVisible(True)
        self._kept: tuple[Left, ...] = ()
        self._fill()

    @Slot(object)
    def offer(self, kept: tuple[Left, ...]) -> None:
        """List what was left open."""
        self._kept = kept
        # Later: the entry that was chosen must not be destroyed while it tells so.
        QTimer.singleShot(0, self, self._fill)

    @Slot()
    def _fill(self) -> None:
        self.clear()
        room = WIDTH_EM * self.fontMetrics().horizontalAdvance("m")
        for number, left in enumerate(self._kept, start=1):
            words = self.fontMetrics().elidedText(
                kept_words(left.session.file, left.session.written),
                Qt.TextElideMode.ElideMiddle,
                room,
            )
            key = f"&{number}" if number < 10 else f"{number // 10}&{number % 10}"
            action = QAction(f"{key}  {words.replace('&', '&&')}", self)
            action.setObjectName(f"kept_{number}")
            action.setToolTip(
                "Open it as it was kept; what is open now is kept here, with its changes"
            )
            action.setData(number - 1)
            action.triggered.connect(self._choose)
            self.addAction(action)
        self.menuAction().setEnabled(bool(self._kept))

    @Slot()
    def _choose(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.chosen.emit(self._kept[action.data()])
