"""What is done to the window under load, each act with its name."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core import Parameters
from core.project import PriceChoice, Project
from gui.main_window import MainWindow
from gui.page_list import PAGES
from gui.slider import FieldSlider
from tests.core.project_files import write_project
from tests.oracles.panels import simulated_prices

Act = tuple[str, Callable[[], object]]
"""Its name, and what it does; it is over when the window is at rest."""

SYMBOLS = ("SPY", "QQQ", "IWM", "EFA", "EEM", "TLT", "LQD", "GLD")
DAYS = 4_000
FIRST_DAY = "2009-01-01"
KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def project_on(folder: Path, count: int = 8, days: int = DAYS, scenarios: int = 2) -> Path:
    """Write simulated prices, and a project of that many scenarios on them; return its path."""
    names = SYMBOLS if count == len(SYMBOLS) else tuple(f"S{one:03d}" for one in range(count))
    path = folder / f"prices-{count}-{days}.csv"
    first = "1996-01-02" if days > DAYS else FIRST_DAY
    simulated_prices(1, names, days, first_day=first).to_csv(path, index_label="Date")
    parameters = Parameters(start=first, symbols=names)
    project = Project.new(parameters).priced_by(PriceChoice("files", (path,)))
    for number in range(len(project.scenarios), scenarios):
        own = parameters.changed(
            target_vol=round(0.05 + 0.004 * number, 3), cov_lookback=252 + 21 * (number % 10)
        )
        project = project.added(f"Variant {number}", own)
    return write_project(folder / f"project-{count}-{days}-{scenarios}.ballast", project)


def pages(window: MainWindow) -> Iterator[Act]:
    """Every page once."""
    for page in PAGES:
        yield f"page {page.name}", lambda name=page.name: window.pages.show_page(name)


def exports(window: MainWindow, folder: Path) -> Iterator[Act]:
    """Every kind of file once, of all scenarios."""
    files = window.files
    for kind in ("csv", "json"):
        path = folder / f"all.{kind}"
        yield (
            f"export {kind}",
            lambda kind=kind, path=path: files.export(kind, path, everything=True),
        )
    yield "export report", lambda: files.write_report(folder / "report.html")
    yield "save", lambda: files.save_to(folder / "saved.ballast")


def edits(window: MainWindow, fields: tuple[str, ...]) -> Iterator[Act]:
    """A step of each field's slider."""
    for field in fields:
        slider = window.findChild(FieldSlider, f"slider_{field}")
        yield f"slide {field}", lambda one=slider: QTest.keyClick(one, Qt.Key.Key_Up)


def an_hour(window: MainWindow, folder: Path, count: int) -> Iterator[Act]:
    """Runs, edits, stops, exports and changes of page, by chance and without end of the same."""
    chance = random.Random(1)
    actions, list_ = window.actions_, window.scenarios
    sliders = [one for one in window.form.findChildren(FieldSlider)]

    def stop_soon() -> None:
        actions["run"].trigger()
        actions["stop"].trigger()

    def turn_back() -> None:
        history = window.workspace.document.history
        for _ in range(chance.randrange(1, 4)):
            history.undo() if chance.random() < 0.7 else history.redo()

    def one_more() -> None:
        list_.duplicate() if len(window.workspace.project.scenarios) < 5 else list_.delete()

    def select() -> None:
        scenarios = window.workspace.project.scenarios
        list_.set_current(chance.choice(scenarios).key)

    written = list(exports(window, folder))
    for _ in range(count):
        kind = chance.choices(
            ("slide", "page", "run", "stop", "undo", "scenario", "select", "export", "theme"),
            (30, 20, 12, 8, 8, 6, 8, 6, 2),
        )[0]
        match kind:
            case "slide":
                slider, key = chance.choice(sliders), chance.choice(KEYS)
                yield kind, lambda slider=slider, key=key: QTest.keyClick(slider, key)
            case "page":
                name = chance.choice([page.name for page in PAGES])
                yield f"page {name}", lambda name=name: window.pages.show_page(name)
            case "run":
                yield kind, actions["run"].trigger
            case "stop":
                yield kind, stop_soon
            case "undo":
                yield kind, turn_back
            case "scenario":
                yield kind, one_more
            case "select":
                yield kind, select
            case "export":
                yield chance.choice(written)
            case "theme":
                yield kind, chance.choice(actions.themes).trigger
