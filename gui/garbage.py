"""Where Python looks for garbage: in the thread of the window alone."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

PAUSE_MS = 1_000
"""Between two looks at what is young."""
WHOLE = 10
"""Every so manieth look is at everything that was made since the start."""


class GarbageHere(QObject):
    """Lets Python collect garbage in the thread this is made in, once a second, and in no other.

    By itself it collects in whichever thread happens to ask for memory. In a worker's it would
    destroy there what is left of a dialog, and Qt crashes where a widget dies in another thread.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # What was loaded for the start lives to the end: no look need go through it.
        gc.collect()
        gc.freeze()
        gc.disable()
        self._looks = 0
        self._clock = QTimer(self, interval=PAUSE_MS)
        self._clock.timeout.connect(self._look)
        self._clock.start()

    def let_go(self) -> None:
        """Let Python collect where it likes, as before."""
        self._clock.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def _look(self) -> None:
        self._looks += 1
        gc.collect(2 if self._looks % WHOLE == 0 else 1)
