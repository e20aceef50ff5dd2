"""What can be done in the window: each action once, with its shortcut, for menus and toolbars."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow

from gui.icons import icon
from gui.page_list import PAGES
from gui.theme import Theme

THEME_CHOICES = (("System", "system"), ("Light", "light"), ("Dark", "dark"))


@dataclass(frozen=True)
class Wanted:
    """An action as it is declared: text with its mnemonic, shortcuts, tip and icon."""

    text: str
    keys: tuple[str, ...]
    tip: str
    icon: str = ""
    checkable: bool = False


WANTED = {
    "new": Wanted("&New project", ("Ctrl+N",), "Begin with both presets on these prices", "new"),
    "open": Wanted(
        "&Open…",
        ("Ctrl+O",),
        "Open a project, or files of prices: CSV, text or Parquet, as they were downloaded",
        "open",
    ),
    "open_folder": Wanted(
        "Open &folder…", ("Ctrl+Shift+O",), "Open all price files of a folder", "open"
    ),
    "save": Wanted("&Save project", ("Ctrl+S",), "Save scenarios, source and layout", "save"),
    "save_as": Wanted(
        "Save project &as…", ("Ctrl+Shift+S",), "Save the project under another name"
    ),
    "former": Wanted(
        "&Back to the project before",
        (),
        "Go back to what was open before another project was, with its unsaved changes",
    ),
    "yahoo": Wanted(
        "&Real prices",
        ("Ctrl+Shift+Y",),
        "Prices from Yahoo Finance, of all symbols of the project",
        "real",
    ),
    "fetch_again": Wanted(
        "Fetch a&gain",
        ("Ctrl+Shift+R",),
        "Ask Yahoo Finance anew, past the prices that are kept",
        "again",
    ),
    "demo": Wanted("&Demo market", ("Ctrl+Shift+D",), "Use the simulated demo market", "demo"),
    "csv": Wanted("Scenario as &CSV…", (), "Write the daily series of the selected scenario"),
    "json": Wanted("Scenario as &JSON…", (), "Write the summary of the selected scenario"),
    "all_csv": Wanted("&All as CSV…", (), "Write the daily series of all visible scenarios"),
    "all_json": Wanted("A&ll as JSON…", (), "Write the summaries of all, and their comparison"),
    "report": Wanted(
        "Re&port…", ("Ctrl+E",), "Write a report of what is shown: one HTML file", "report"
    ),
    "quit": Wanted("&Quit", ("Ctrl+Q",), "Close Ballast"),
    "undo": Wanted("&Undo", ("Ctrl+Z",), "Take back the last edit", "undo"),
    "redo": Wanted("&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Do again what was taken back", "redo"),
    "copy_table": Wanted("Copy &table", ("Ctrl+Shift+C",), "Copy the figures, tab separated"),
    "copy_chart": Wanted("Copy &chart", ("Ctrl+Alt+C",), "Copy the picture of the page"),
    "save_chart": Wanted("Save chart &as…", (), "Save the picture of the page as PNG or SVG"),
    "add": Wanted(
        "&New scenario", ("Ctrl+Shift+N",), "Add a scenario with the preset Tradable", "add"
    ),
    "duplicate": Wanted(
        "&Duplicate", ("Ctrl+D",), "Add a scenario like the selected one", "duplicate"
    ),
    "twin": Wanted(
        "Add &twin of the other preset",
        ("Ctrl+T",),
        "Add the same strategy as the other preset has it: as scripted, or tradable",
        "twin",
    ),
    "rename": Wanted("&Rename", ("F2",), "Give the scenario another name"),
    "visible": Wanted(
        "&Visible", ("Ctrl+H",), "Show or hide it in charts and table", checkable=True
    ),
    "delete": Wanted("D&elete", ("Ctrl+Del",), "Delete the scenario or benchmark", "delete"),
    "move_up": Wanted("Move &up", ("Alt+Up",), "Move the scenario up", "up"),
    "move_down": Wanted("Move do&wn", ("Alt+Down",), "Move the scenario down", "down"),
    "reference": Wanted(
        "Re&ference",
        ("Ctrl+R",),
        "Compare fields and figures with this scenario",
        checkable=True,
    ),
    "equal": Wanted("&Equal weights", (), "The scenario's universe in equal parts"),
    "sixty_forty": Wanted("&60/40", (), "60 % of a stock fund, 40 % of a bond fund"),
    "constant": Wanted(
        "&Constant leverage",
        (),
        "The base portfolio at the constant leverage that has the overlay's volatility: its rival",
    ),
    "log": Wanted("Lo&g scale", ("Ctrl+L",), "Draw growth on a logarithmic scale", checkable=True),
    "base_curves": Wanted(
        "&Base curves", ("Ctrl+B",), "Draw the portfolios without overlay", checkable=True
    ),
    "differences": Wanted(
        "D&ifferences",
        ("Ctrl+I",),
        "Show figures as differences to the reference",
        checkable=True,
    ),
    "show_all": Wanted("Show &all days", ("Ctrl+0",), "Show the whole history"),
    "run": Wanted(
        "&Run all again", ("F5",), "Run every scenario anew, on today's prices if from Yahoo"
    ),
    "stop": Wanted("&Stop", ("Esc",), "Stop the work under way; what is shown stays", "stop"),
    "keys": Wanted("&Keyboard", ("F1",), "List the shortcuts"),
    "show_log": Wanted("Show &log", (), "Open the folder of the log, which has errors in full"),
    "about": Wanted("&About Ballast", (), "What this program is"),
}


@dataclass
class Actions:
    """The actions of the main window, by name.

    `themes` are in the order of `THEME_CHOICES`, `pages` in that of `PAGES`.
    """

    named: dict[str, QAction]
    pages: tuple[QAction, ...]
    themes: tuple[QAction, ...]

    @property
    def undo(self) -> QAction:
        """Takes back the last edit."""
        return self.named["undo"]

    @property
    def redo(self) -> QAction:
        """Does again what was taken back."""
        return self.named["redo"]

    def __getitem__(self, name: str) -> QAction:
        return self.named[name]

    def of(self, *names: str) -> list[QAction]:
        """Return several actions by their names."""
        return [self.named[name] for name in names]

    def enable(self, allowed: bool, *names: str) -> None:
        """Enable or disable several actions."""
        for name in names:
            self.named[name].setEnabled(allowed)

    def set_icons(self, theme: Theme) -> None:
        """Draw the icons in the colours of a theme."""
        for name, wanted in WANTED.items():
            if wanted.icon:
                self.named[name].setIcon(icon(wanted.icon, theme))


def make_actions(window: QMainWindow) -> Actions:
    """Make the actions as children of `window`; it connects them."""
    named = {name: _action(window, name, wanted) for name, wanted in WANTED.items()}
    return Actions(
        named=named,
        pages=_exclusive(
            window,
            [
                (f"page_{page.name}", Wanted(page.title, (page.key,), page.tip), place)
                for place, page in enumerate(PAGES)
            ],
        ),
        themes=_exclusive(
            window,
            [
                (f"theme_{name}", Wanted(title, (), f"Colours: {title.lower()}"), name)
                for title, name in THEME_CHOICES
            ],
        ),
    )


def tip_of(action: QAction) -> str:
    """Return an action's tip with its shortcuts."""
    keys = ", ".join(
        key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()
    )
    tip = action.statusTip()
    return f"{tip} ({keys})" if keys else tip


def _action(window: QMainWindow, name: str, wanted: Wanted) -> QAction:
    made = QAction(wanted.text, window, objectName=f"action_{name}")
    made.setShortcuts([QKeySequence(key) for key in wanted.keys])
    made.setStatusTip(wanted.tip)
    made.setToolTip(tip_of(made))
    made.setCheckable(wanted.checkable)
    window.addAction(made)
    return made


def _exclusive(
    window: QMainWindow, choices: list[tuple[str, Wanted, object]]
) -> tuple[QAction, ...]:
    """Make actions of which one is checked, the first at the beginning."""
    group = QActionGroup(window)
    made = []
    for name, wanted, data in choices:
        action = _action(window, name, wanted)
        action.setCheckable(True)
        action.setData(data)
        group.addAction(action)
        made.append(action)
    made[0].setChecked(True)
    return tuple(made)
