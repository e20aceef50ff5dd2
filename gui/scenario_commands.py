"""What the actions of the Scenario menu do to the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget, QWidgetAction

from core.benchmarks import Benchmark, BenchmarkKind
from core.errors import ParameterError
from core.parameters import FIELDS, PRESET_TITLES, Parameters
from core.project import Project
from gui.actions import Actions
from gui.workspace import Workspace

if TYPE_CHECKING:
    from core.scenario import Scenario

STOCKS = ("SPY", "VTI", "IVV", "VOO", "ACWI", "VT", "QQQ")
BONDS = ("AGG", "BND", "IEF", "TLT", "LQD")
"""What 60/40 is made of: the first that the prices have."""
MOST_SYMBOLS = 40
"""How many symbols a menu lists; any other is typed."""


class ScenarioCommands(QObject):
    """Edits the project as the menu asks; it is told which row of the list is meant."""

    def __init__(self, workspace: Workspace, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._actions = actions
        self._current = workspace.selected
        connections = {
            "add": self.add,
            "duplicate": self.duplicate,
            "twin": self.add_twin,
            "visible": self._toggle_visible,
            "delete": self.delete,
            "move_up": self._move_up,
            "move_down": self._move_down,
            "reference": self._toggle_reference,
            "equal": self._measure_against_equal_weights,
            "sixty_forty": self._measure_against_sixty_forty,
            "constant": self._measure_against_constant_leverage,
        }
        for name, slot in connections.items():
            actions[name].triggered.connect(slot)
        workspace.project_changed.connect(self.refresh)
        workspace.prices_loaded.connect(self.refresh)

    @property
    def _project(self) -> Project:
        return self._workspace.project

    @property
    def _scenario(self) -> Scenario:
        """The scenario in the form."""
        found = self._project.scenario(self._workspace.selected)
        assert found is not None
        return found

    # What is meant

    @Slot(int)
    def set_current(self, key: int) -> None:
        """Say which row of the list, scenario or benchmark, the actions are about."""
        self._current = key
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Enable what makes sense for the row that is meant."""
        project, actions = self._project, self._actions
        scenario, benchmark = project.scenario(self._current), project.benchmark(self._current)
        if scenario is None and benchmark is None:
            self._current = self._workspace.selected
            scenario = self._scenario
        place = project.scenarios.index(scenario) if scenario is not None else 0
        last = len(project.scenarios) - 1
        actions.enable(scenario is not None, "rename", "reference")
        actions.enable(scenario is not None and place > 0, "move_up")
        actions.enable(scenario is not None and place < last, "move_down")
        actions.enable(benchmark is not None or last > 0, "delete")
        one = scenario or benchmark
        assert one is not None
        actions["visible"].setChecked(one.visible)
        actions["reference"].setChecked(scenario is not None and project.reference == scenario.key)
        actions["sixty_forty"].setEnabled(self._sixty_forty() is not None)

    # Scenarios

    @Slot()
    def add(self) -> None:
        """Add a scenario of the preset Tradable on the universe of the one in the form."""
        own = self._scenario.parameters
        parameters = Parameters.preset(
            "tradable",
            symbols=own.symbols,
            start=own.start,
            end=own.end,
            carry_forward=own.carry_forward,
        )
        self._add("Scenario", parameters, "Add a scenario")

    @Slot()
    def duplicate(self) -> None:
        """Add a scenario like the one in the form; that of "Mine 2" is "Mine 3" beside "Mine"."""
        one = self._scenario
        stem, _, number = one.name.rpartition(" ")
        numbered = number.isdecimal() and any(stem == own.name for own in self._project.scenarios)
        name = stem if numbered else one.name
        self._add(name, one.parameters, f"Duplicate {one.name}")

    @Slot()
    def add_twin(self) -> None:
        """Add the strategy of the form under the other preset."""
        one = self._scenario
        other = "tradable" if one.parameters.nearest_preset() == "as-scripted" else "as-scripted"
        title = PRESET_TITLES[other]  # type: ignore[index]
        parameters = one.parameters.with_preset(other)  # type: ignore[arg-type]
        name = title if one.name in PRESET_TITLES.values() else f"{one.name}, {title.lower()}"
        self._add(name, parameters, f"Add the twin of {one.name}")

    @Slot(int, str)
    def rename(self, key: int, name: str) -> None:
        """Give a scenario another name."""
        if name.strip():
            self._edit(self._project.renamed(key, name), f"Rename to {name.strip()}")

    @Slot(int, int)
    def move(self, key: int, place: int) -> None:
        """Put a scenario at another place."""
        self._edit(self._project.moved(key, place), f"Move {self._name(key)}")

    @Slot(int, bool)
    def show(self, key: int, visible: bool) -> None:
        """Show or hide a scenario or benchmark."""
        verb = "Show" if visible else "Hide"
        self._edit(self._project.shown(key, visible), f"{verb} {self._name(key)}")

    @Slot(int, int)
    def color(self, key: int, color: int) -> None:
        """Give a scenario or benchmark another colour."""
        self._edit(self._project.colored(key, color), f"Colour of {self._name(key)}")

    @Slot()
    def delete(self) -> None:
        """Delete what is meant; a benchmark goes with the scenario it stands beside."""
        key, selected = self._current, self._workspace.selected
        keys = [one.key for one in self._project.scenarios]
        if key == selected and len(keys) > 1:
            place = keys.index(key)
            selected = keys[place + 1] if place + 1 < len(keys) else keys[place - 1]
        self._edit(self._project.without(key), f"Delete {self._name(key)}", selected)

    @Slot(object)
    def refer_to(self, key: int | None) -> None:
        """Compare with a scenario; None is the preset."""
        self._edit(self._project.referring_to(key), "Choose the reference")

    @Slot(str)
    def spread(self, field: str) -> None:
        """Give a field of the scenario in the form to all others.

        One that cannot have it beside its other fields keeps its own.
        """
        value = getattr(self._scenario.parameters, field)
        project = self._project
        for scenario in project.scenarios:
            try:
                parameters = scenario.parameters.changed(**{field: value})
            except ParameterError:
                continue
            project = project.with_parameters(scenario.key, parameters)
        self._edit(project, f"{FIELDS[field].label} in all scenarios")

    # Benchmarks

    def fill_symbols(self, menu: QMenu) -> None:
        """Offer the symbols of the prices, and a line for others where these can be fetched."""
        menu.clear()
        loaded = self._workspace.loaded
        for symbol in () if loaded is None else loaded.symbols[:MOST_SYMBOLS]:
            menu.addAction(symbol).triggered.connect(self._measure_against_listed)
        if self._workspace.prices.from_yahoo or (
            loaded is not None and len(loaded.symbols) > MOST_SYMBOLS
        ):
            menu.addSeparator()
            line = _SymbolLine(menu)
            line.chosen.connect(self.measure_against_symbol)
            menu.addAction(line)

    @Slot(str)
    def measure_against_symbol(self, symbol: str) -> None:
        """Add a symbol that is bought and held."""
        self._measure(BenchmarkKind.SYMBOL, ((symbol.strip().upper(), 1.0),), symbol)

    @Slot()
    def _measure_against_listed(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._measure(BenchmarkKind.SYMBOL, ((action.text(), 1.0),), action.text())

    @Slot()
    def _measure_against_equal_weights(self) -> None:
        self._measure(BenchmarkKind.EQUAL, (), "equal weights")

    @Slot()
    def _measure_against_sixty_forty(self) -> None:
        pair = self._sixty_forty()
        if pair is not None:
            self._measure(BenchmarkKind.FIXED, ((pair[0], 0.6), (pair[1], 0.4)), "60/40")

    @Slot()
    def _measure_against_constant_leverage(self) -> None:
        self._measure(BenchmarkKind.CONSTANT, (), "constant leverage")

    def _sixty_forty(self) -> tuple[str, str] | None:
        loaded = self._workspace.loaded
        symbols = set() if loaded is None else set(loaded.symbols)
        stocks = [one for one in STOCKS if one in symbols]
        bonds = [one for one in BONDS if one in symbols]
        return (stocks[0], bonds[0]) if stocks and bonds else None

    def _measure(
        self, kind: BenchmarkKind, weights: tuple[tuple[str, float], ...], name: str
    ) -> None:
        """Add a benchmark beside the scenario in the form; one that is there is shown again."""
        wanted = Benchmark(0, kind, self._workspace.selected, weights)
        for one in self._project.benchmarks:
            if (one.kind, one.scenario, one.weights) == (kind, wanted.scenario, weights):
                self.show(one.key, True)
                return
        self._edit(self._project.measured_against(wanted), f"Add the benchmark {name}")

    # Parts

    def _add(self, name: str, parameters: Parameters, text: str) -> None:
        project = self._project.added(name, parameters, self._workspace.selected)
        self._edit(project, text, project.newest_key)

    def _edit(self, project: Project, text: str, selected: int | None = None) -> None:
        self._workspace.document.end_gesture()
        self._workspace.edit(project, text, selected=selected)

    def _name(self, key: int) -> str:
        scenario = self._project.scenario(key)
        return "the benchmark" if scenario is None else scenario.name

    @Slot()
    def _toggle_visible(self) -> None:
        self.show(self._current, self._actions["visible"].isChecked())

    @Slot()
    def _toggle_reference(self) -> None:
        self.refer_to(self._current if self._actions["reference"].isChecked() else None)

    @Slot()
    def _move_up(self) -> None:
        self._move_by(-1)

    @Slot()
    def _move_down(self) -> None:
        self._move_by(1)

    def _move_by(self, step: int) -> None:
        keys = [one.key for one in self._project.scenarios]
        if self._current in keys:
            self.move(self._current, keys.index(self._current) + step)


class _SymbolLine(QWidgetAction):
    """A line in a menu in which a symbol is typed."""

    chosen = Signal(str)

    def __init__(self, menu: QMenu) -> None:
        super().__init__(menu)
        self._menu = menu

    def createWidget(self, parent: QWidget) -> QWidget:
        line = QLineEdit(parent, objectName="benchmark_symbol")
        line.setPlaceholderText("Another symbol, then Enter")
        line.setAccessibleName("Symbol of the benchmark")
        line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        line.returnPressed.connect(self._take)
        self._line = line
        return line

    @Slot()
    def _take(self) -> None:
        text = self._line.text().strip()
        while isinstance(self._menu, QMenu):
            self._menu.close()
            above = self._menu.parentWidget()
            if not isinstance(above, QMenu):
                break
            self._menu = above
        if text:
            self.chosen.emit(text)
