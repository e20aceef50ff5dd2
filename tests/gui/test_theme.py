"""Colours that can be seen, and an application that wears them."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.theme import DARK, LIGHT, Theme, apply_theme, system_theme


def luminance(color: str) -> float:
    parts = np.array(QColor(color).getRgbF()[:3])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_colours_can_be_told_from_their_backgrounds(theme: Theme) -> None:
    """The ratios of WCAG 2: 4.5 for words, 3 for lines that carry meaning."""
    for background in (theme.window, theme.base):
        for color in (theme.text, theme.muted, theme.accent, theme.error, theme.warning):
            assert contrast(color, background) >= 4.5
        assert contrast(theme.control, background) >= 3
    for color in theme.series:
        assert contrast(color, theme.chart) >= 3
    assert contrast(theme.on_accent, theme.accent) >= 4.5


def test_the_theme_of_an_application_is_found_again(qapp: QApplication) -> None:
    before = QGuiApplication.palette(), qapp.styleSheet()
    for theme in (DARK, LIGHT):
        apply_theme(qapp, theme)
        assert system_theme(qapp) is theme
    qapp.setPalette(before[0])
    qapp.setStyleSheet(before[1])


@pytest.mark.qt_log_ignore("propagateSizeHints")
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_buttons_of_file_dialogs_have_pictures_that_can_be_seen(
    qtbot: QtBot, qapp: QApplication, theme: Theme
) -> None:
    before = QGuiApplication.palette(), qapp.styleSheet()
    apply_theme(qapp, theme)
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    dialog.show()
    seen = {b.objectName(): spread(b) for b in dialog.findChildren(QToolButton) if b.isEnabled()}
    qapp.setPalette(before[0])
    qapp.setStyleSheet(before[1])
    assert "toParentButton" in seen
    assert min(seen.values()) > 80, seen


def spread(button: QWidget) -> int:
    """How far the darkest and the brightest pixel within the frame of a button are apart."""
    image = button.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    inside = rows[4:-4, 4 : image.width() - 4].astype(int)
    return int(inside.max() - inside.min())
