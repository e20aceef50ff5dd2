"""The controls of a proof stand in one line where there is room, else in two."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui.proof_controls import ProofControls


def test_what_comes_with_the_first_proof_squeezes_nothing(qtbot: QtBot) -> None:
    choice = QLabel("Counts and days tried, in words that are long")
    choice.hide()
    window = QWidget()
    qtbot.addWidget(window)
    controls = ProofControls(choice, window)
    controls.resize(controls.sizeHint().width(), 100)
    window.resize(1600, 200)
    window.show()
    assert controls.button.y() < controls.day_editor.geometry().bottom()

    choice.show()

    qtbot.waitUntil(lambda: controls.button.y() > controls.day_editor.geometry().bottom())
    controls.resize(controls.sizeHint().width(), 100)
    qtbot.waitUntil(lambda: controls.button.y() < controls.day_editor.geometry().bottom())
