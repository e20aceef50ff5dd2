"""What every benchmark ends with."""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication


@pytest.fixture(autouse=True)
def _windows_die_in_their_own_thread() -> Iterator[None]:
    """Destroy windows here, and not in a worker: Python collects in whichever thread needs memory.

    Qt destroys them whole; Python would take their parts away one by one, while those still hear.
    """
    yield
    if isinstance(QApplication.instance(), QApplication):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()


@pytest.fixture(autouse=True, scope="module")
def _no_window_is_left_for_the_next_module() -> Iterator[None]:
    yield
    if isinstance(QApplication.instance(), QApplication):
        for left in QApplication.topLevelWidgets():
            if not type(left).__module__.startswith("gui.") or left.parent() is not None:
                continue  # those go with their owners
            left.close()
            left.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
