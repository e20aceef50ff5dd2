"""How a project is looked at follows the widgets, and they follow it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from core.project import Layout
from tests.gui.hands import type_into

if TYPE_CHECKING:
    from gui.main_window import MainWindow
    from gui.today_page import TodayPage

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def today(window: MainWindow) -> TodayPage:
    return cast("TodayPage", window.pages.page("today"))


def test_the_account_that_is_typed_belongs_to_the_project(qtbot: QtBot, window: MainWindow) -> None:
    window.pages.show_page("today")
    changes: list[bool] = []
    window.layout_.changed.connect(lambda: changes.append(True))
    type_into(qtbot, cast(QLineEdit, today(window).equity), "250000")
    assert window.layout_.layout().equity == 250_000.0
    assert len(changes) == 1
    held = today(window).findChild(QComboBox, "today_held")
    held.setCurrentIndex(held.findText("Nothing"))
    assert window.layout_.layout().held == ()


def test_a_project_brings_its_account_to_a_page_made_before_or_after(window: MainWindow) -> None:
    held = (("SPY", 12.0), ("TLT", 0.5))
    opened = replace(Layout(), equity=40_000.0, fractional=True, held=held)
    window.layout_.show(opened)
    assert today(window).account == (40_000.0, held, True)
    assert window.layout_.layout().held == held

    window.layout_.show(Layout())
    assert today(window).account == (100_000.0, None, False)
