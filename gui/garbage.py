"""Where Python looks for garbage: in the thread of the window alone."""

from __future__ import annotations

import gc

from pyqtgraph.util.garbage_collector import GarbageCollector

PAUSE_S = 1.0
"""Between two looks."""


class GarbageHere:
    """Lets Python collect garbage in the thread this is made in, once a second, and in no other.

    By itself it collects in whichever thread happens to ask for memory. In a worker's it would
    destroy there what is left of a dialog, and Qt crashes where a widget dies in another thread.
    """

    def __init__(self) -> None:
        # What was loaded for the start lives to the end: no look need go through it.
        gc.collect()
        gc.freeze()
        self._collector = GarbageCollector(PAUSE_S)

    def let_go(self) -> None:
        """Let Python collect where it likes, as before."""
        self._collector.timer.stop()
        gc.unfreeze()
        gc.enable()
