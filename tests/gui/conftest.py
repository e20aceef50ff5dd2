"""What holds for every test that makes widgets."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import places
from gui.settings import Settings
from gui.theme import LIGHT

if TYPE_CHECKING:
    from gui.main_window import MainWindow


@pytest.fixture(autouse=True)
def own_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where settings and open projects of this test lie; those of the user are not touched."""
    folder = tmp_path_factory.mktemp("own")
    monkeypatch.setattr(places, "own_folder", lambda kind: folder / kind)
    return folder


@pytest.fixture(autouse=True)
def garbage_is_collected_in_the_thread_of_the_window() -> Iterator[None]:
    """Destroy what a test leaves of its windows here: in the thread of a later worker, where
    Python may as well collect it, a Qt object must not die."""
    yield
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()


@pytest.fixture(autouse=True)
def every_test_begins_with_a_plain_application() -> Iterator[None]:
    """Take off what a window of an earlier test made its application wear."""
    yield
    app = QApplication.instance()
    if isinstance(app, QApplication):
        app.setStyleSheet("")
        app.setPalette(app.style().standardPalette())


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    from gui.main_window import MainWindow

    made = MainWindow(Settings(places.settings_file()), LIGHT)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
