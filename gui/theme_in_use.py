"""The theme that a widget wears, read off its palette: what paints itself follows every change."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from gui.theme import DARK, LIGHT, Theme


def theme_in_use(widget: QWidget) -> Theme:
    """Return the theme in which the widget's text stands; backgrounds differ from part to part."""
    text = widget.palette().color(QPalette.ColorRole.Text)
    return DARK if text.lightnessF() > 0.5 else LIGHT
