"""A page scrolls where it has too little room, and comes to rest at every size."""

import pytest
from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.page_scroll import PageScroll


class Flips(QWidget):
    """Higher where it is wide: its parts stand beside one another there, the highest on end."""

    def __init__(self) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return 500 if width >= 395 else 200

    def sizeHint(self) -> QSize:
        return QSize(300, 200)


def scroll_of(qtbot: QtBot, *parts: QWidget) -> PageScroll:
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        column.addWidget(part)
    made = PageScroll(content, "scroll")
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_what_has_room_is_stretched_and_has_no_bar(qtbot: QtBot) -> None:
    scroll = scroll_of(qtbot, QLabel("short"))
    scroll.resize(300, 200)
    qtbot.waitUntil(lambda: scroll.widget().size() == QSize(300, 200))
    assert not scroll.verticalScrollBar().isVisible()


def test_what_has_too_little_room_scrolls_beside_its_bar(qtbot: QtBot) -> None:
    tall = QWidget()
    tall.setMinimumHeight(900)
    scroll = scroll_of(qtbot, tall)
    scroll.resize(300, 200)
    bar = scroll.verticalScrollBar()
    qtbot.waitUntil(bar.isVisible)
    assert scroll.widget().height() == 900
    assert scroll.widget().width() == 300 - bar.width()
    assert bar.maximum() == 700


def test_it_follows_what_grows_and_shrinks(qtbot: QtBot) -> None:
    part = QWidget()
    part.setFixedHeight(100)
    scroll = scroll_of(qtbot, part)
    scroll.resize(300, 200)
    part.setFixedHeight(900)
    qtbot.waitUntil(scroll.verticalScrollBar().isVisible)
    part.setFixedHeight(100)
    qtbot.waitUntil(lambda: not scroll.verticalScrollBar().isVisible())
    qtbot.waitUntil(lambda: scroll.widget().size() == QSize(300, 200))


@pytest.mark.parametrize("width", range(380, 421))
def test_it_comes_to_rest_where_a_narrower_page_is_lower(qtbot: QtBot, width: int) -> None:
    scroll = scroll_of(qtbot, Flips())
    scroll.resize(width, 300)
    qtbot.waitUntil(lambda: scroll.width() == width)
    QCoreApplication.processEvents()
    assert scroll.widget().height() >= 300
    assert scroll.widget().width() <= width
