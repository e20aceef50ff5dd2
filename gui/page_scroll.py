"""A page that scrolls where it has too little room, decided once for each size.

Qt's own resizable scroll area asks again whenever its widget has been resized. Where a narrower
widget is not higher, as pages are that put parts below one another, it shows and hides its bar in
turns until the stack overflows.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class PageScroll(QScrollArea):
    """Holds a widget as wide as there is room; it scrolls upright where it is higher."""

    def __init__(self, content: QWidget, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._fits = False
        self.setWidget(content)
        content.installEventFilter(self)

    def fit(self) -> None:
        """Give the content its size, with a bar beside it only where it is higher than the room."""
        content = self.widget()
        if content is None or self._fits:
            return
        self._fits = True  # what follows resizes, and asks again
        try:
            room = self.contentsRect().size()  # bars not counted
            policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            width = room.width()
            height = _height(content, width)
            if height > room.height():
                policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOn
                width -= self.verticalScrollBar().sizeHint().width()
                height = _height(content, width)
            self.setVerticalScrollBarPolicy(policy)
            content.resize(width, max(height, room.height()))
        finally:
            self._fits = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()


def _height(content: QWidget, width: int) -> int:
    """Return what a widget of this width needs."""
    layout = content.layout()
    if layout is None:
        return content.sizeHint().height()
    if layout.hasHeightForWidth():
        return max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
    return layout.totalMinimumSize().height()
