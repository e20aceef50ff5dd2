"""What can be done in the window: each action once, with its shortcut, for menus and toolbar."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QToolBar

from gui.icons import icon
from gui.theme import Theme

PAGES = ("Charts", "Data")
THEME_CHOICES = (("System", "system"), ("Light", "light"), ("Dark", "dark"))


@dataclass(frozen=True)
class Actions:
    """The actions of the main window, by name.

    `themes` are in the order of `THEME_CHOICES`, `pages` in that of `PAGES`.
    """

    run: QAction
    stop: QAction
    open_prices: QAction
    open_folder: QAction
    open_yahoo: QAction
    fetch_again: QAction
    open_demo: QAction
    export_csv: QAction
    export_json: QAction
    copy_table: QAction
    log_scale: QAction
    show_all: QAction
    pages: tuple[QAction, ...]
    quit: QAction
    about: QAction
    themes: tuple[QAction, ...]

    def allow(self, *, ready: bool, busy: bool, has_result: bool, from_yahoo: bool) -> None:
        """Enable what makes sense: whether work may begin or be stopped, and on what."""
        for action in (
            self.run,
            self.open_prices,
            self.open_folder,
            self.open_yahoo,
            self.open_demo,
        ):
            action.setEnabled(ready)
        self.fetch_again.setEnabled(ready and from_yahoo)
        self.stop.setEnabled(busy)
        for action in (self.export_csv, self.export_json):
            action.setEnabled(ready and has_result)
        self.copy_table.setEnabled(has_result)

    def set_icons(self, theme: Theme) -> None:
        """Draw the icons in the colours of a theme."""
        for action, name in (
            (self.run, "run"),
            (self.stop, "stop"),
            (self.open_prices, "open"),
            (self.open_folder, "open"),
            (self.open_yahoo, "real"),
            (self.fetch_again, "again"),
            (self.open_demo, "demo"),
            (self.export_csv, "export"),
            (self.export_json, "export"),
        ):
            action.setIcon(icon(name, theme))


def make_actions(window: QMainWindow) -> Actions:
    """Make the actions as children of `window`; it connects them."""

    def action(name: str, text: str, keys: tuple[str, ...], tip: str) -> QAction:
        made = QAction(text, window, objectName=f"action_{name}")
        made.setShortcuts([QKeySequence(key) for key in keys])
        shown = ", ".join(
            QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys
        )
        made.setToolTip(f"{tip} ({shown})" if shown else tip)
        made.setStatusTip(tip)
        window.addAction(made)
        return made

    log_scale = action("log", "&Log scale", ("Ctrl+L",), "Draw equity on a logarithmic scale")
    log_scale.setCheckable(True)
    group = QActionGroup(window)
    themes = []
    for title, name in THEME_CHOICES:
        choice = action(f"theme_{name}", title, (), f"Colours: {title.lower()}")
        choice.setCheckable(True)
        choice.setData(name)
        group.addAction(choice)
        themes.append(choice)
    leaves = QActionGroup(window)
    pages = []
    for place, title in enumerate(PAGES):
        page = action(
            f"page_{title.lower()}",
            f"&{title}",
            (f"Ctrl+{place + 1}",),
            ("Show growth, drawdown and leverage", "Show where the prices are from and how good")[
                place
            ],
        )
        page.setCheckable(True)
        leaves.addAction(page)
        pages.append(page)
    pages[0].setChecked(True)
    return Actions(
        run=action("run", "&Run", ("F5", "Ctrl+R"), "Run the backtest"),
        stop=action("stop", "&Stop", ("Esc",), "Stop the run; what is shown stays"),
        open_prices=action(
            "open",
            "&Open prices…",
            ("Ctrl+O",),
            "Open one or several files of prices: CSV, text or Parquet, as they were downloaded",
        ),
        open_folder=action(
            "open_folder", "Open &folder…", ("Ctrl+Shift+O",), "Open all price files of a folder"
        ),
        open_yahoo=action(
            "yahoo",
            "&Real prices",
            ("Ctrl+Y", "Ctrl+Shift+Y"),  # the first is "redo" in a text field on Windows
            "Prices from Yahoo Finance, of the form's symbols and from its start",
        ),
        fetch_again=action(
            "fetch_again",
            "Fetch &again",
            ("Ctrl+Shift+R",),
            "Ask Yahoo Finance anew, past the prices that are kept",
        ),
        open_demo=action("demo", "&Demo market", ("Ctrl+D",), "Use the simulated demo market"),
        export_csv=action(
            "export_csv", "Export &CSV…", ("Ctrl+S",), "Write the daily series as CSV"
        ),
        export_json=action(
            "export_json", "Export &JSON…", ("Ctrl+Shift+S",), "Write the summary as JSON"
        ),
        copy_table=action(
            "copy_table", "Copy &table", ("Ctrl+Shift+C",), "Copy the figures, tab separated"
        ),
        log_scale=log_scale,
        pages=tuple(pages),
        show_all=action("show_all", "Show &all days", ("Ctrl+0",), "Show the whole history"),
        quit=action("quit", "&Quit", ("Ctrl+Q",), "Close Ballast"),
        about=action("about", "&About Ballast", (), "What this program is"),
        themes=tuple(themes),
    )


def build_menus(window: QMainWindow, actions: Actions) -> None:
    """Fill the menu bar."""
    bar = window.menuBar()
    file = bar.addMenu("&File")
    file.addActions([actions.open_prices, actions.open_folder])
    file.addSeparator()
    file.addActions([actions.open_yahoo, actions.fetch_again, actions.open_demo])
    file.addSeparator()
    file.addActions([actions.export_csv, actions.export_json])
    file.addSeparator()
    file.addAction(actions.quit)
    bar.addMenu("&Edit").addAction(actions.copy_table)
    bar.addMenu("&Run").addActions([actions.run, actions.stop])
    view = bar.addMenu("&View")
    view.addActions(list(actions.pages))
    view.addSeparator()
    view.addActions([actions.log_scale, actions.show_all])
    view.addSeparator()
    view.addMenu("&Colours").addActions(list(actions.themes))
    bar.addMenu("&Help").addAction(actions.about)


def build_toolbar(window: QMainWindow, actions: Actions) -> None:
    """Fill the toolbar."""
    bar = QToolBar("Tools", window, objectName="toolbar")
    bar.setMovable(False)
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    bar.setIconSize(QSize(18, 18))
    bar.addActions([actions.run, actions.stop])
    bar.addSeparator()
    bar.addActions([actions.open_prices, actions.open_yahoo, actions.fetch_again])
    bar.addAction(actions.open_demo)
    bar.addSeparator()
    bar.addActions([actions.export_csv, actions.export_json])
    window.addToolBar(bar)
