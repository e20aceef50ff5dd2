"""The flags of ``python main.py run`` and their help: every field of `Parameters` is one."""

from __future__ import annotations

import argparse
from typing import NoReturn

from core.fields import Kind, ParameterField, Unit
from core.parameters import FIELDS, PRESET_NAMES, PresetName
from core.program import COMMAND

DEFAULT_PRESET: PresetName = "tradable"
SOURCES = ("yahoo", "demo")
DATE_ORDERS = ("day-first", "month-first")

EPILOG = """\
examples:
  %(prog)s --target-vol 0.10 --csv series.csv --json summary.json
  %(prog)s --source yahoo --compare --report report.html
  %(prog)s --project mine.ballast --scenario Tradable --cost-bps 5
  %(prog)s --explain --prove --day 2020-03-16
  %(prog)s --source yahoo --today --account 50000 --held SPY=30,TLT=120

Exit code: 0; 2 for wrong arguments; 1 for data that cannot serve.
"""


class WrongArguments(Exception):
    """The arguments are wrong; the message says which and why."""


class SentenceParser(argparse.ArgumentParser):
    """A parser that says what is wrong in one sentence instead of printing its usage."""

    def error(self, message: str) -> NoReturn:
        """Raise `WrongArguments` with the message as a sentence."""
        raise WrongArguments(f"{message[:1].upper()}{message[1:].rstrip('.')}. See --help.")


def flag(name: str) -> str:
    """Return the flag of a field: ``target_vol`` is ``--target-vol``."""
    return "--" + name.replace("_", "-")


def run_parser() -> SentenceParser:
    """Return what reads the arguments; a field that is not given is missing in its namespace."""
    parser = SentenceParser(
        prog=f"{COMMAND} run",
        usage="%(prog)s [prices] [scenarios] [results] [answers] [parameters]",
        description="Backtest a drawdown-aware leverage overlay as it can be traded.",
        epilog=EPILOG,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_prices(parser.add_argument_group("prices"))
    _add_scenarios(parser.add_argument_group("scenarios"))
    _add_results(parser.add_argument_group("results"))
    _add_answers(
        parser.add_argument_group("answers", "Of the run, or of each scenario that is shown.")
    )
    fields = parser.add_argument_group("parameters")
    fields.add_argument(
        "--preset",
        choices=PRESET_NAMES,
        help=f"what the fields below start from (default: {DEFAULT_PRESET})",
    )
    for field in FIELDS.values():
        if field.kind is Kind.SWITCH:
            fields.add_argument(
                flag(field.name),
                action=argparse.BooleanOptionalAction,
                default=argparse.SUPPRESS,
                help=_help(field),
            )
        else:
            fields.add_argument(
                flag(field.name),
                metavar=_metavar(field),
                default=argparse.SUPPRESS,
                help=_help(field),
            )
    return parser


def _add_prices(group: argparse._ArgumentGroup) -> None:
    which = group.add_mutually_exclusive_group()
    which.add_argument(
        "--prices",
        metavar="FILE",
        nargs="+",
        help="prices from CSV (gzip too) or Parquet files, or from a folder of them",
    )
    which.add_argument(
        "--source",
        choices=SOURCES,
        help="yahoo: today's prices from Yahoo Finance, kept for the day; "
        "demo: the simulated market that comes with the program (default)",
    )
    group.add_argument(
        "--date-order",
        choices=DATE_ORDERS,
        help="how 03/04/2020 is meant in the files, where they leave it open",
    )
    group.add_argument(
        "--refresh", action="store_true", help="fetch from Yahoo even what was fetched today"
    )


def _add_scenarios(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--project",
        metavar="FILE",
        help="run the scenarios of a project file, on its prices unless others are named",
    )
    group.add_argument(
        "--scenario",
        metavar="NAME",
        help="run this one of the project alone; the parameters below change it for this run",
    )
    group.add_argument(
        "--compare", action="store_true", help="run the other preset beside the parameters below"
    )


def _add_results(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--csv",
        metavar="FILE",
        help="write the daily series here; with --compare, and with --project where no --scenario "
        "is named, those of all scenarios below one another",
    )
    group.add_argument(
        "--json", metavar="FILE", help="write the summary here, or that of all scenarios likewise"
    )
    group.add_argument("--report", metavar="FILE", help="write a report to read and print (HTML)")
    group.add_argument(
        "--save-project", metavar="FILE", help="write a project that the window opens"
    )


def _add_answers(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--explain",
        action="store_true",
        help="print what each correction of the script changes, where the return comes from, and "
        "at which costs the overlay stops paying; --json has them too",
    )
    group.add_argument(
        "--day", metavar="DATE", help="print why the account held on a day what it held"
    )
    group.add_argument(
        "--prove",
        metavar="N",
        nargs="?",
        const="100",
        help="scramble the future after N random days (100), and tell whether anything before "
        "moved; --json has the answers then, as with --explain",
    )
    group.add_argument(
        "--today",
        action="store_true",
        help="print what to hold for the next session, and the orders",
    )
    group.add_argument(
        "--account",
        metavar="MONEY",
        help="with --today: what the account is worth, holdings included (default: 100000)",
    )
    group.add_argument(
        "--held",
        metavar="SYMBOL=SHARES,...",
        help="with --today: the shares it holds, or a CSV file of symbols and shares, or none "
        "(default: what the backtest holds)",
    )
    group.add_argument(
        "--fractional", action="store_true", help="with --today: in fractions of shares too"
    )
    group.add_argument(
        "--orders", metavar="FILE", help="with --today: write the orders of one run here (CSV)"
    )


def _metavar(field: ParameterField) -> str:
    names = {
        Kind.SYMBOLS: "A,B,...",
        Kind.DATE: "DATE",
        Kind.TEXT: "FREQ",
        Kind.INTEGER: "N",
        Kind.NUMBER: "X",
        Kind.RATE: "|".join(("X", *field.choices)),
    }
    return names.get(field.kind, "|".join(field.choices))


def _help(field: ParameterField) -> str:
    """Return the help of a field; percent and bounds as the flag takes them."""
    default = field.default
    if isinstance(default, tuple):
        default = ",".join(default)
    elif isinstance(default, bool):
        default = "on" if default else "off"
    unit = ""
    if field.shown.unit in (Unit.FRACTION, Unit.ANNUAL_FRACTION):
        unit = " As a decimal: 0.1 is 10 %."
    elif field.shown.unit is Unit.BASIS_POINTS:
        unit = " In basis points."
    ending = "" if default is None else f" (tradable: {default})"
    return f"{field.shown.help}{unit}{ending}".replace("%", "%%")
