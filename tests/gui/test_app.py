"""What the application is before it has a window."""

from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from gui.app import make_app


def test_windows_have_an_icon_that_is_drawn_at_every_size(qtbot: QtBot) -> None:
    icon = make_app().windowIcon()

    for size in (16, 32, 64, 256):
        picture = icon.pixmap(QSize(size, size)).toImage()
        middle = {picture.pixelColor(size // 2, y).name() for y in range(size)}
        assert picture.width() == size
        assert len(middle) >= 3, "water, hull and ballast"
