"""Where the window stands on the screen: where it stood before, if that can still be seen."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QStyle

from gui.settings import Settings

SHARE = 0.95
"""How much of the screen a window takes at most when it is not maximised."""
LEAST = QSize(800, 500)
"""A window that is not laid out yet may think that it needs less room."""


def restore_place(window: QMainWindow, settings: Settings, usual: QSize) -> None:
    """Put a window where it was, or in its usual size in the middle of the screen.

    Whatever is written in the settings, it lies within a screen that is there.
    """
    state, geometry = settings.window_state, settings.geometry
    if state is not None:
        window.restoreState(state)
    if geometry is None or not window.restoreGeometry(geometry):
        room = QGuiApplication.primaryScreen().availableGeometry()
        size = usual.boundedTo(room.size() * SHARE)
        window.resize(size)
        window.move(room.center() - QRect(QPoint(), size).center())
        return
    if window.windowState() & (Qt.WindowState.WindowMinimized | Qt.WindowState.WindowFullScreen):
        window.setWindowState(Qt.WindowState.WindowNoState)
    if not window.isMaximized():
        title = window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
        window.setGeometry(_visible(window.geometry(), window.minimumSizeHint(), title))


def keep_place(window: QMainWindow, settings: Settings) -> None:
    """Remember where a window is."""
    settings.geometry = window.saveGeometry()
    settings.window_state = window.saveState()


def _visible(place: QRect, least: QSize, title: int) -> QRect:
    """Return the place moved and cut to lie, title and all, in the screen that shows most of it."""
    least = least.expandedTo(LEAST)
    rooms = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    room = max(rooms, key=lambda one: _area(one.intersected(place)))
    if room.contains(place) and place.size() == place.size().expandedTo(least):
        return place
    room.adjust(0, title, 0, 0)
    size = place.size().expandedTo(least).boundedTo(room.size())
    left = min(max(place.left(), room.left()), room.left() + room.width() - size.width())
    top = min(max(place.top(), room.top()), room.top() + room.height() - size.height())
    return QRect(left, top, size.width(), size.height())


def _area(part: QRect) -> int:
    return max(part.width(), 0) * max(part.height(), 0)
