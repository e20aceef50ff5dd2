"""From the arguments of ``python main.py run`` to parameters, or to what is wrong with them."""

from __future__ import annotations

import argparse
import itertools
import re
from collections.abc import Sequence
from typing import NoReturn

from core.cli_flags import DEFAULT_PRESET, WrongArguments, flag, run_parser
from core.errors import shown
from core.parameters import FIELDS, PRESETS, Parameters, PresetName

NEGATIVE_NUMBER = re.compile(r"-(\d|\.\d|inf|nan).*", re.IGNORECASE)


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the arguments by name; fields of `Parameters` that were not given are missing.

    Raises
    ------
    WrongArguments
        Where one is unknown, lacks its value, or excludes another.
    """
    options, strays = run_parser().parse_known_args(_joined(arguments))
    if strays:
        _refuse(strays, arguments)
    of_project = options.project is not None and not options.prices and not options.source
    if options.refresh and options.source != "yahoo" and not of_project:
        raise WrongArguments("--refresh is for --source yahoo; nothing else is fetched.")
    if options.date_order and not options.prices and not of_project:
        raise WrongArguments("--date-order is for --prices; nothing else has dates to be read.")
    if options.project is None:
        if options.scenario is not None:
            raise WrongArguments("--scenario is for --project; name the project too.")
        return options
    if options.compare:
        raise WrongArguments(
            "--compare is for a run without --project; a project has scenarios of its own."
        )
    fields = fields_given(options)
    if fields and options.scenario is None:
        raise WrongArguments(
            f"{fields[0]} is for one run, and --project has scenarios of its own; name one of "
            "them with --scenario."
        )
    return options


def fields_given(options: argparse.Namespace) -> list[str]:
    """Return the flags of the parameters that were given, the preset first."""
    preset = ["--preset"] if options.preset else []
    return preset + [flag(name) for name in FIELDS if hasattr(options, name)]


def parameters_of(options: argparse.Namespace, **defaults: object) -> Parameters:
    """Return the preset with the fields that were given, and `defaults` for some that were not.

    Raises
    ------
    ParameterError
        Where one of them is wrong.
    """
    return Parameters.preset(preset_of(options), **{**defaults, **_overrides(options)})


def parameters_from(start: Parameters, options: argparse.Namespace) -> Parameters:
    """Return other parameters with the preset, if one was given, and the fields that were.

    Raises
    ------
    ParameterError
        Where one of them is wrong.
    """
    preset = PRESETS[options.preset] if options.preset else {}
    return start.changed(**{**preset, **_overrides(options)})


def preset_of(options: argparse.Namespace) -> PresetName:
    """Return the preset that was given, or the one that stands for none."""
    preset: PresetName = options.preset or DEFAULT_PRESET
    return preset


def _overrides(options: argparse.Namespace) -> dict[str, object]:
    overrides: dict[str, object] = {}
    for name, field in FIELDS.items():
        if hasattr(options, name):
            given = getattr(options, name)
            overrides[name] = field.value_from_text(given) if isinstance(given, str) else given
    return overrides


def _refuse(strays: Sequence[str], arguments: Sequence[str]) -> NoReturn:
    """Say which arguments belong to nothing, and where blanks between symbols are the reason."""
    symbols = flag("symbols")
    for place, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name != symbols:
            continue
        behind = itertools.takewhile(lambda one: not one.startswith("-"), arguments[place + 1 :])
        given = [value, *behind] if value else list(behind)
        if given[1:] == list(strays):
            meant = ",".join(stripped for one in given if (stripped := one.strip(", ")))
            raise WrongArguments(
                f"Symbols are separated by commas, without blanks: {symbols} {shown(meant)}."
            )
    raise WrongArguments(f"Unrecognized arguments: {' '.join(strays)}. See --help.")


def _joined(arguments: Sequence[str]) -> list[str]:
    """Join a flag and a negative number after it, which argparse may take for another flag."""
    joined: list[str] = []
    for argument in arguments:
        if joined and joined[-1].startswith("--") and NEGATIVE_NUMBER.fullmatch(argument):
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined
