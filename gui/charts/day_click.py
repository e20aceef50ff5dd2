"""Tells a click on a chart from the beginning of a drag and from one half of a double click."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

STILL = 4.0
"""Logical pixels that a hand may move the mouse in a click; from there on it drags."""


class DayClick(QObject):
    """Waits after a click whether it becomes a double click, which means something else.

    Nothing else waits for it: what press, drag and double click do, they do at once.

    Attributes
    ----------
    clicked
        The place on the time axis that was under the mouse as it was pressed.
    """

    clicked = Signal(float)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pressed: QPointF | None = None
        self._x = 0.0
        self._wait = QTimer(self, singleShot=True)
        self._wait.timeout.connect(self._tell)

    def press(self, pixel: QPointF, x: float) -> None:
        """Begin a click at a pixel that stands for `x`."""
        self._wait.stop()
        self._pressed, self._x = pixel, x

    def move(self, pixel: QPointF) -> None:
        """Give the click up once the mouse has moved too far for one."""
        if self._pressed is not None and (pixel - self._pressed).manhattanLength() >= STILL:
            self._pressed = None

    def release(self) -> None:
        """End the click, and tell of it unless another one follows soon."""
        if self._pressed is not None:
            self._pressed = None
            self._wait.start(QGuiApplication.styleHints().mouseDoubleClickInterval())

    def forget(self) -> None:
        """Give up the click that was begun or waits: it has become something else."""
        self._pressed = None
        self._wait.stop()

    @Slot()
    def _tell(self) -> None:
        self.clicked.emit(self._x)
