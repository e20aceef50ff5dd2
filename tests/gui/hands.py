"""What a person does with the window, and where a person looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

if TYPE_CHECKING:
    from gui.main_window import MainWindow


def button(window: MainWindow, text: str) -> QToolButton:
    bar = window.findChild(QToolBar, "toolbar")
    return next(b for b in bar.findChildren(QToolButton) if b.text() == text)


def text_of(window: MainWindow, name: str) -> str:
    return window.findChild(QLabel, name).text()


def type_into(qtbot: QtBot, widget: QWidget, text: str) -> None:
    widget.setFocus()
    qtbot.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(widget, text)
    qtbot.keyClick(widget, Qt.Key.Key_Return)
