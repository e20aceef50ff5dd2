"""From the arguments of a command line to the project that it runs: often one scenario."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

from core.cli_arguments import parameters_from, parameters_of, preset_of
from core.cli_flags import WrongArguments
from core.errors import listed, quoted, shown
from core.parameters import PRESET_NAMES, PRESET_TITLES
from core.project import Layout, PriceChoice, Project
from core.project_file import read_project
from core.scenario import Scenario

MOST_NAMES = 8
"""Of scenarios that a sentence tells."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be run.

    Attributes
    ----------
    alone
        Whether it is one run, printed and written as such, and not a study of several scenarios.
    """

    project: Project
    layout: Layout
    alone: bool


def task_of(options: argparse.Namespace) -> Task:
    """Return what the arguments ask for.

    Raises
    ------
    WrongArguments
        Where they do not go with the project.
    ParameterError
        Where a parameter is wrong.
    ProjectError
        Where the project cannot be read.
    """
    if options.project is None:
        return run_of_parameters(options)
    path = Path(options.project)
    project, layout = read_project(path)
    project = project.priced_by(_source(options, project.source))
    if options.scenario is None:
        if not any(one.visible for one in project.scenarios):
            raise WrongArguments(
                f"All scenarios of {shown(path.name)} are hidden; name one with --scenario."
            )
        return Task(project, layout, alone=False)
    scenario = _named(project, options.scenario, path)
    own = parameters_from(scenario.parameters, options)
    scenario = replace(scenario, parameters=own, visible=True)
    project = Project((scenario,), source=project.source)
    return Task(project, replace(layout, selected=scenario.key), alone=True)


def run_of_parameters(options: argparse.Namespace, symbols: tuple[str, ...] = ()) -> Task:
    """Return the run of the parameters that were given, and of the other preset's beside it.

    Parameters
    ----------
    symbols
        Of the prices, where they are to stand for those that nobody has named.

    Raises
    ------
    ParameterError
        Where a parameter is wrong.
    """
    parameters = parameters_of(options, symbols=symbols) if symbols else parameters_of(options)
    preset, source = preset_of(options), _source(options, PriceChoice())
    if not options.compare:
        scenario = Scenario(1, PRESET_TITLES[preset], parameters, PRESET_NAMES.index(preset))
        return Task(Project((scenario,), source=source), Layout(selected=1), alone=True)
    project = Project.new(parameters).priced_by(source)
    key = project.scenarios[PRESET_NAMES.index(preset)].key
    project = project.with_parameters(key, parameters)  # with what was changed of its preset
    return Task(project, Layout(selected=key), alone=False)


def _source(options: argparse.Namespace, kept: PriceChoice) -> PriceChoice:
    """Return where prices come from: as the arguments say, or else as before."""
    if options.prices:
        source = PriceChoice("files", tuple(map(Path, options.prices)))
    elif options.source:
        source = PriceChoice(options.source)
    else:
        source = kept
    if options.refresh and source.kind != "yahoo":
        raise WrongArguments("--refresh is for prices of Yahoo, and the project has others.")
    if options.date_order:
        if source.kind != "files":
            raise WrongArguments("--date-order is for files, and the project has other prices.")
        from core.sources.files import DateOrder

        source = replace(source, date_order=DateOrder(options.date_order))
    return source


def _named(project: Project, name: str, path: Path) -> Scenario:
    wanted = " ".join(name.split())
    for scenario in project.scenarios:
        if scenario.name == wanted:
            return scenario
    names = listed([shown(one.name, 40) for one in project.scenarios], MOST_NAMES)
    raise WrongArguments(
        f"--scenario: {shown(path.name)} has no {quoted(name)}; its scenarios are {names}."
    )
