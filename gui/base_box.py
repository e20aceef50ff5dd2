"""The box with which a page over time shows the portfolios without the overlay, or hides them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gui.focus_ring import RingedCheckBox


class BaseBox(RingedCheckBox):
    """A box that is checked at first; `name` is that of the widget."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("Base", parent)
        self.setObjectName(name)
        self.setAccessibleName("Curves without the overlay")
        self.setToolTip("Show the base portfolios, without the overlay, as dashed lines")
        self.setChecked(True)
