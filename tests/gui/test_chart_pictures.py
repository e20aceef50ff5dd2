"""Pictures of charts on the clipboard and in files, and the menu that asks for them."""

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core.errors import ExportError
from gui.charts.charts_page import ChartsPage
from gui.charts.picture import copy_picture, save_picture
from tests.gui.chart_runs import ChartRun, show

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def page(qtbot: QtBot) -> ChartsPage:
    page = ChartsPage()
    qtbot.addWidget(page)
    page.resize(700, 600)
    with qtbot.waitExposed(page):
        page.show()
    dates = np.datetime64("2015-01-01") + np.arange(1500)
    rise = np.linspace(1.0, 2.0, 1500)
    show(page, [ChartRun("Mine", 0, dates, rise, 2 * rise, rise - 2, rise - 2, rise)])
    QApplication.processEvents()
    return page


def test_a_png_has_twice_the_size_of_the_screen(page: ChartsPage, tmp_path: Path) -> None:
    save_picture(page.picture(), tmp_path / "chart.png")
    image = QImage(str(tmp_path / "chart.png"))
    assert image.size() == 2 * page.picture().size()


def test_a_svg_has_its_words_as_text_its_curves_as_paths_and_no_pixels(
    page: ChartsPage, tmp_path: Path
) -> None:
    save_picture(page.picture(), tmp_path / "chart.SVG")
    root = ElementTree.parse(tmp_path / "chart.SVG").getroot()
    words = {"".join(node.itertext()).strip() for node in root.iter(f"{SVG}text")}
    assert {"Growth of 1", "Drawdown", "Leverage", "dynamic", "base", "2016"} <= words
    assert not list(root.iter(f"{SVG}image"))
    lines = [*root.iter(f"{SVG}path"), *root.iter(f"{SVG}polyline")]
    assert max(len(node.get("d", "") + node.get("points", "")) for node in lines) > 2000


def test_the_clipboard_gets_an_image(page: ChartsPage) -> None:
    copy_picture(page.equity)
    assert QGuiApplication.clipboard().image().size() == 2 * page.equity.size()


def test_another_suffix_is_refused_with_the_two_that_serve(
    page: ChartsPage, tmp_path: Path
) -> None:
    with pytest.raises(ExportError, match=r"neither a \.png nor a \.svg"):
        save_picture(page, tmp_path / "chart.bmp")
    with pytest.raises(ExportError, match="make it first"):
        save_picture(page, tmp_path / "missing" / "chart.png")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("reason", ["Mouse", "Keyboard"])
def test_the_menu_of_a_chart_asks_for_a_file_with_its_picture(
    page: ChartsPage, qtbot: QtBot, reason: str
) -> None:
    view = page.leverage.canvas
    event = QContextMenuEvent(
        getattr(QContextMenuEvent.Reason, reason), QPoint(60, 40), view.mapToGlobal(QPoint(60, 40))
    )
    QApplication.sendEvent(view.viewport() if reason == "Mouse" else view, event)
    menu = page.leverage.findChild(QMenu, "leverage_plot_menu")
    assert menu.isVisible()
    with qtbot.waitSignal(page.picture_wanted) as asked:
        qtbot.keyClick(menu, Qt.Key.Key_S)
    assert asked.args == [page.leverage]
