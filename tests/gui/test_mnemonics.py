"""A letter with Alt does one thing: in each menu, and beside the menus on each page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu

from gui.page_list import NAMES

if TYPE_CHECKING:
    from gui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def twice(texts: Iterable[str]) -> list[str]:
    """The keys that several of the texts have."""
    keys = [QKeySequence.mnemonic(text).toString() for text in texts]
    return [key for key, count in Counter(keys).items() if key and count > 1]


def menus(window: MainWindow) -> list[str]:
    return [one.text() for one in window.menuBar().actions()]


def test_no_menu_has_a_letter_twice(window: MainWindow) -> None:
    assert twice(menus(window)) == []
    for menu in window.findChildren(QMenu):
        assert twice(one.text() for one in menu.actions()) == [], menu.title()


@pytest.mark.parametrize("name", NAMES)
def test_no_page_takes_the_letter_of_a_menu_or_one_twice(window: MainWindow, name: str) -> None:
    window.pages.show_page(name)
    page = window.pages.current
    assert page is not None
    texts = [one.text() for one in page.findChildren(QAbstractButton)]
    texts += [one.text() for one in page.findChildren(QLabel) if one.buddy() is not None]
    assert twice([*menus(window), *texts]) == []
