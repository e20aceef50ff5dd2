"""What holds for every test that makes widgets."""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.theme import LIGHT


@pytest.fixture(autouse=True)
def garbage_is_collected_in_the_thread_of_the_window() -> Iterator[None]:
    """Destroy what a test leaves of its windows here: in the thread of a later worker, where
    Python may as well collect it, a Qt object must not die."""
    yield
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(LIGHT)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
