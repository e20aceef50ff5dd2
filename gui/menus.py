"""The menu bar and the toolbar: where each action stands."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar, QToolButton

from gui.actions import Actions
from gui.page_list import PAGES

EXPORTS = ("csv", "json", "", "all_csv", "all_json")
EDIT_SCENARIO = (
    "rename",
    "visible",
    "reference",
    "",
    "move_up",
    "move_down",
    "",
    "delete",
)
ADD_SCENARIO = ("add", "duplicate", "twin")
LIST_TOOLS = (*ADD_SCENARIO, "move_up", "move_down", "delete")
"""What stands above the list of scenarios."""


def build_menus(
    window: QMainWindow, actions: Actions, recent: QMenu, kept: QMenu, symbols: QMenu
) -> None:
    """Fill the menu bar.

    `recent` lists files, `kept` projects left open, `symbols` those that can be a benchmark.
    """
    bar = window.menuBar()
    file = bar.addMenu("&File")
    _fill(file, actions, ("new", "open", "open_folder"))
    file.addMenu(recent)
    file.addMenu(kept)
    _fill(file, actions, ("former", "", "save", "save_as", "", "yahoo", "fetch_again", "demo", ""))
    export = file.addMenu("&Export")
    _fill(export, actions, EXPORTS)
    _fill(file, actions, ("report", "", "quit"))
    edit = bar.addMenu("&Edit")
    edit.addActions([actions.undo, actions.redo])
    _fill(edit, actions, ("", "copy_table", "copy_chart", "save_chart"))
    scenario = bar.addMenu("&Scenario")
    _fill(scenario, actions, (*ADD_SCENARIO, ""))
    benchmark = scenario.addMenu("Add &benchmark")
    benchmark.setObjectName("benchmark_menu")
    fill_benchmarks(benchmark, actions, symbols)
    _fill(scenario, actions, ("", *EDIT_SCENARIO))
    bar.addMenu("&Run").addActions(actions.of("run", "stop"))
    view = bar.addMenu("&View")
    for place, page in enumerate(PAGES):
        if place and page.group != PAGES[place - 1].group:
            view.addSeparator()
        view.addAction(actions.pages[place])
    _fill(view, actions, ("", "log", "base_curves", "show_all", "", "differences", ""))
    view.addMenu("Co&lours").addActions(list(actions.themes))
    bar.addMenu("&Help").addActions(actions.of("keys", "show_log", "about"))


def fill_benchmarks(menu: QMenu, actions: Actions, symbols: QMenu) -> None:
    """Offer the kinds of benchmarks."""
    _fill(menu, actions, ("constant", "equal", "sixty_forty"))
    menu.addMenu(symbols)


def scenario_actions(actions: Actions) -> list[QAction]:
    """Return what the menu of a row of the list offers, beside its own entries."""
    return actions.of(
        "rename", "visible", "reference", "duplicate", "twin", "move_up", "move_down", "delete"
    )


def build_toolbar(window: QMainWindow, actions: Actions) -> None:
    """Fill the toolbar."""
    bar = QToolBar("Tools", window, objectName="toolbar")
    bar.setMovable(False)
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    bar.setIconSize(QSize(18, 18))
    bar.addActions(actions.of("open", "save"))
    bar.addSeparator()
    bar.addActions([actions.undo, actions.redo])
    bar.addSeparator()
    bar.addActions(actions.of("yahoo", "fetch_again", "demo"))
    bar.addSeparator()
    bar.addAction(actions["report"])
    export = QToolButton(bar)
    export.setObjectName("export_button")
    export.setText("Export")
    export.setToolTip("Write series and summaries, of a scenario or of all")
    export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    export.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    menu = QMenu(export)
    _fill(menu, actions, EXPORTS)
    export.setMenu(menu)
    bar.addWidget(export)
    bar.addSeparator()
    bar.addAction(actions["stop"])
    for action in (actions.undo, actions.redo):  # their texts grow with what they undo
        button = bar.widgetForAction(action)
        if isinstance(button, QToolButton):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    window.addToolBar(bar)


def _fill(menu: QMenu, actions: Actions, names: tuple[str, ...]) -> None:
    for name in names:
        if name:
            menu.addAction(actions[name])
        else:
            menu.addSeparator()
