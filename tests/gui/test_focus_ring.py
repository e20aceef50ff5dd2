"""Whatever has the keys shows it, in both themes (WCAG 2.2, 2.4.13: a change of 3 to 1)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.focus_ring import RingedCheckBox, RingedCombo
from gui.pages import Pages
from gui.theme import DARK, LIGHT, Theme, apply_theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture(params=[LIGHT, DARK], ids=lambda theme: theme.name)
def theme(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Theme]:
    palette, sheet = QGuiApplication.palette(), qapp.styleSheet()
    apply_theme(qapp, request.param)
    yield request.param
    qapp.setPalette(palette)
    qapp.setStyleSheet(sheet)


def luminance(widget: QWidget) -> np.ndarray:
    """Relative luminance of every pixel, as WCAG defines it."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    rgb = rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    brightness: np.ndarray = linear @ np.array([0.2126, 0.7152, 0.0722])
    return brightness


@pytest.mark.parametrize("kind", [RingedCombo, RingedCheckBox])
def test_a_box_with_the_keys_is_told_from_one_without(
    qtbot: QtBot, theme: Theme, kind: type[QWidget]
) -> None:
    both = QWidget()
    qtbot.addWidget(both)
    box = RingedCheckBox("Base") if kind is RingedCheckBox else RingedCombo()
    other = RingedCheckBox("Base")
    layout = QVBoxLayout(both)
    layout.addWidget(box)
    layout.addWidget(other)
    with qtbot.waitExposed(both):
        both.show()
    both.activateWindow()
    other.setFocus(Qt.FocusReason.TabFocusReason)
    without = luminance(box)
    box.setFocus(Qt.FocusReason.TabFocusReason)
    assert box.hasFocus()
    with_keys = luminance(box)
    light, dark = np.maximum(without, with_keys), np.minimum(without, with_keys)
    changed = ((light + 0.05) / (dark + 0.05) >= 3).sum()
    side = 12 if kind is RingedCheckBox else box.height()
    assert changed >= 2 * side  # at least two sides of the ring, one pixel wide


@pytest.mark.parametrize("name", ["weights", "rolling", "costs", "drawdowns"])
def test_tab_goes_from_the_tabs_to_a_page_that_was_made_later(qtbot: QtBot, name: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    pages, behind = Pages(LIGHT), RingedCheckBox("Base")
    layout = QVBoxLayout(window)
    layout.addWidget(pages)
    layout.addWidget(behind)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    pages.show_page(name)
    page = pages.page(name)
    following, seen = pages.tabs.nextInFocusChain(), []
    while following is not pages.tabs:
        if following.focusPolicy() & Qt.FocusPolicy.TabFocus:
            seen.append(page.isAncestorOf(following) or (following is behind and "behind"))
        following = following.nextInFocusChain()
    assert seen[0] is True
    assert seen.index("behind") > max(n for n, one in enumerate(seen) if one is True)
