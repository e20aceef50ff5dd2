"""What a person works on: scenarios, benchmarks, where the prices are from, and the layout."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from core.benchmarks import Benchmark
from core.loading import LoadDemo, LoadFiles, LoadRequest, LoadYahoo
from core.order_account import OrderAccount
from core.parameters import CASH_SERIES, PRESET_NAMES, PRESET_TITLES, Parameters
from core.scenario import Scenario

if TYPE_CHECKING:
    from core.sources.files import DateOrder

Accounts = Literal["dynamic", "base", "both"]
"""Which accounts of a scenario have a column in a table."""

PROJECT_SUFFIX = ".ballast"
"""How the names of project files end."""

COLORS = 6
"""How many colours are handed out before they begin again."""


@dataclass(frozen=True, slots=True)
class PriceChoice:
    """Where prices are to come from.

    Attributes
    ----------
    paths, date_order
        Of files; nothing for the other kinds.
    """

    kind: Literal["demo", "files", "yahoo"] = "demo"
    paths: tuple[Path, ...] = ()
    date_order: DateOrder | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """How a project is looked at; none of it changes a number.

    Attributes
    ----------
    page
        Name of the page, one of `gui.page_list.PAGES`.
    selected
        Key of the scenario in the form.
    log, base_curves, years
        Logarithmic growth; curves without the overlay; the last years shown, None for all.
    accounts
        Which accounts have a column in the table.
    differences
        Whether the table shows differences to the reference.
    window
        Days of rolling figures.
    """

    page: str = "charts"
    selected: int = 0
    log: bool = False
    base_curves: bool = True
    years: int | None = None
    accounts: Accounts = "dynamic"
    differences: bool = False
    window: int = 252


@dataclass(frozen=True, slots=True)
class Project:
    """Scenarios in their order, what they are measured against, and their prices.

    A project is never changed: every edit returns another one. Names of scenarios are unique, and
    so are the keys of scenarios and benchmarks together. There is at least one scenario.

    Attributes
    ----------
    reference
        Key of the scenario that others are compared with, field by field and figure by figure;
        None: fields are compared with the preset, figures with the first scenario.
    account
        That orders are made for; no run depends on it.
    """

    scenarios: tuple[Scenario, ...]
    benchmarks: tuple[Benchmark, ...] = ()
    reference: int | None = None
    source: PriceChoice = field(default_factory=PriceChoice)
    account: OrderAccount = field(default_factory=OrderAccount)

    @classmethod
    def new(cls, parameters: Parameters | None = None) -> Project:
        """Return a project of both presets, the script first, with other fields of `parameters`."""
        start = parameters or Parameters()
        return cls(
            tuple(
                Scenario(number + 1, PRESET_TITLES[name], start.with_preset(name), number)
                for number, name in enumerate(PRESET_NAMES)
            )
        )

    # Looking things up

    def scenario(self, key: int) -> Scenario | None:
        """Return the scenario with a key."""
        return next((one for one in self.scenarios if one.key == key), None)

    def benchmark(self, key: int) -> Benchmark | None:
        """Return the benchmark with a key."""
        return next((one for one in self.benchmarks if one.key == key), None)

    @property
    def compared_with(self) -> Scenario:
        """The scenario that figures are compared with."""
        chosen = None if self.reference is None else self.scenario(self.reference)
        return chosen or self.scenarios[0]

    @property
    def symbols(self) -> tuple[str, ...]:
        """Every symbol that a scenario or a benchmark needs, each once, in their order."""
        wanted = [symbol for one in self.scenarios for symbol in one.parameters.symbols]
        wanted += [symbol for one in self.benchmarks for symbol, _ in one.weights]
        return tuple(dict.fromkeys(wanted))

    def request(self, now: dt.datetime, *, refresh: bool = False) -> LoadRequest:
        """Return the load that brings the prices of the project."""
        match self.source.kind:
            case "files":
                return LoadFiles(self.source.paths, self.source.date_order)
            case "yahoo":
                start = min(one.parameters.start for one in self.scenarios)
                cash = any(one.parameters.cash_rate == CASH_SERIES for one in self.scenarios)
                return LoadYahoo(self.symbols, start, now, cash, refresh)
            case "demo":
                return LoadDemo()

    # Edits

    def with_parameters(self, key: int, parameters: Parameters) -> Project:
        """Return the project with other parameters of a scenario."""
        return self._with_scenario(key, parameters=parameters)

    def renamed(self, key: int, name: str) -> Project:
        """Return the project with another name of a scenario, made unique by a number."""
        others = (one.name for one in self.scenarios if one.key != key)
        return self._with_scenario(key, name=unique_name(name, others))

    def shown(self, key: int, visible: bool) -> Project:
        """Return the project with a scenario or benchmark shown or hidden."""
        benchmarks = tuple(
            replace(one, visible=visible) if one.key == key else one for one in self.benchmarks
        )
        return replace(self._with_scenario(key, visible=visible), benchmarks=benchmarks)

    def colored(self, key: int, color: int) -> Project:
        """Return the project with another colour of a scenario or benchmark."""
        benchmarks = tuple(
            replace(one, color=color) if one.key == key else one for one in self.benchmarks
        )
        return replace(self._with_scenario(key, color=color), benchmarks=benchmarks)

    def moved(self, key: int, place: int) -> Project:
        """Return the project with a scenario at another place, counted from 0."""
        one = self.scenario(key)
        others = [other for other in self.scenarios if other.key != key]
        if one is None:
            return self
        others.insert(min(max(place, 0), len(others)), one)
        return replace(self, scenarios=tuple(others))

    def added(self, name: str, parameters: Parameters, after: int | None = None) -> Project:
        """Return the project with a new scenario, behind the one with the key `after` or last.

        Its key is `newest_key` of what is returned.
        """
        names = (one.name for one in self.scenarios)
        color = self._color_for_scenario()
        made = Scenario(self._free_key(), unique_name(name, names), parameters, color)
        places = [number for number, one in enumerate(self.scenarios) if one.key == after]
        place = places[0] + 1 if places else len(self.scenarios)
        return replace(self, scenarios=(*self.scenarios[:place], made, *self.scenarios[place:]))

    def measured_against(self, benchmark: Benchmark) -> Project:
        """Return the project with a benchmark, whose key and colour are chosen here."""
        made = replace(benchmark, key=self._free_key(), color=self._color_for_benchmark())
        return replace(self, benchmarks=(*self.benchmarks, made))

    def without(self, key: int) -> Project:
        """Return the project without a scenario, and the benchmarks of its days, or a benchmark.

        The last scenario stays.
        """
        scenarios = tuple(one for one in self.scenarios if one.key != key) or self.scenarios
        left = {one.key for one in scenarios}
        return replace(
            self,
            scenarios=scenarios,
            benchmarks=tuple(
                one for one in self.benchmarks if one.key != key and one.scenario in left
            ),
            reference=self.reference if self.reference in left else None,
        )

    def referring_to(self, key: int | None) -> Project:
        """Return the project with another reference; None is the preset."""
        return replace(self, reference=key)

    def priced_by(self, source: PriceChoice) -> Project:
        """Return the project with prices from elsewhere."""
        return replace(self, source=source)

    def ordered_for(self, account: OrderAccount) -> Project:
        """Return the project with another account for its orders."""
        return replace(self, account=account)

    @property
    def newest_key(self) -> int:
        """The key that was handed out last."""
        return max(self._keys())

    def _color_for_scenario(self) -> int:
        """Return the colour the fewest scenarios have, of several that of the fewest benchmarks.

        Scenarios are drawn alike, so that colour alone tells two of them apart; a benchmark is
        told from them by its dots.
        """
        scenarios, benchmarks = self._colors_taken()
        return min(range(COLORS), key=lambda one: (scenarios.count(one), benchmarks.count(one)))

    def _color_for_benchmark(self) -> int:
        """Return the colour that the fewest scenarios and benchmarks have, the first of several."""
        scenarios, benchmarks = self._colors_taken()
        return min(range(COLORS), key=(scenarios + benchmarks).count)

    def _colors_taken(self) -> tuple[list[int], list[int]]:
        """Return the colours of the scenarios and of the benchmarks."""
        return (
            [one.color % COLORS for one in self.scenarios],
            [one.color % COLORS for one in self.benchmarks],
        )

    def _keys(self) -> list[int]:
        return [one.key for one in self.scenarios] + [one.key for one in self.benchmarks]

    def _free_key(self) -> int:
        return self.newest_key + 1

    def _with_scenario(self, key: int, **changes: object) -> Project:
        scenarios = tuple(
            replace(one, **changes) if one.key == key else one  # type: ignore[arg-type]
            for one in self.scenarios
        )
        return replace(self, scenarios=scenarios)


def unique_name(name: str, taken: Iterable[str]) -> str:
    """Return the name, with the first number behind it that makes it unlike those taken."""
    name, others = " ".join(name.split()) or "Scenario", set(taken)
    number, candidate = 2, name
    while candidate in others:
        candidate = f"{name} {number}"
        number += 1
    return candidate
