"""From the JSON object of a project file to a project: what is wrong is collected and told at once.

What changes a number is read strictly: scenarios, benchmarks, the reference, the source of the
prices and the account may hold no wrong and no unknown field. What changes none, the layout,
falls back to its defaults value by value. Fields that are missing take their defaults, so that
older files serve.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Literal, cast, get_args

from core.benchmarks import Benchmark, BenchmarkKind
from core.errors import ParameterError, quoted
from core.order_account import OrderAccount
from core.parameters import Parameters
from core.project import Layout, PriceChoice, Project
from core.project_account import read_account
from core.project_layout import read_layout
from core.project_parts import MOST_NUMBER, Part, given
from core.scenario import Scenario

MOST_SYMBOLS = 5_000
"""Of a scenario or benchmark; far more than a backtest of them can bear."""

SourceKind = Literal["demo", "files", "yahoo"]


def project_of_object(
    content: dict[str, object], folder: Path | None
) -> tuple[Project | None, Layout, list[str]]:
    """Return the project in the object of a file, its layout, and what is wrong with it.

    There is a project only where nothing is wrong.

    Parameters
    ----------
    folder
        Of the file: prices are looked for from there first.
    """
    problems: list[str] = []
    top = Part(content, "at its top", problems)
    entries = top.items("scenarios")
    if not entries:
        top.problem("scenarios", "must be a list of at least one")
    scenarios = [_scenario(entry, place, problems) for place, entry in enumerate(entries)]
    _refuse_twice([one.name for one in scenarios if one.name], "scenarios are called", problems)

    keys = {one.key for one in scenarios}
    benchmarks = [
        _benchmark(entry, place, keys, problems)
        for place, entry in enumerate(top.items("benchmarks"))
    ]
    every = [one.key for one in scenarios] + [one.key for one in benchmarks]
    _refuse_twice(every, "scenarios or benchmarks have the key", problems)

    reference = top.whole("reference", None, 1) if top.has("reference") else None
    if reference is not None and reference not in keys:
        top.problem("reference", f"is {reference}, which is the key of no scenario")
    source = _source(content["source"], folder, problems) if top.has("source") else PriceChoice()
    account = read_account(content["account"], problems) if top.has("account") else OrderAccount()
    layout = read_layout(content.get("layout"), [one.key for one in scenarios])
    if problems:
        return None, layout, problems
    return Project(tuple(scenarios), tuple(benchmarks), reference, source, account), layout, []


def _scenario(entry: object, place: int, problems: list[str]) -> Scenario:
    called = entry.get("name") if isinstance(entry, dict) else None
    named = isinstance(called, str) and called.strip()
    part = Part(entry, f"in scenario {quoted(called) if named else place + 1}", problems)
    if not isinstance(entry, dict):
        return Scenario(MOST_NUMBER + 1 + place, "", Parameters())
    part.only(("key", "name", "color", "visible", "parameters"))
    return Scenario(
        key=part.whole("key", None, 1),
        name=part.text("name"),
        parameters=_parameters(part),
        color=part.whole("color", place),
        visible=part.switch("visible", True),
    )


def _parameters(part: Part) -> Parameters:
    values = part.values.get("parameters")
    if not isinstance(values, dict):
        part.problem("parameters", f"must be an object of fields; {given(values)} was given")
        return Parameters()
    symbols = values.get("symbols")
    count = len(symbols) if isinstance(symbols, list) else str(symbols).count(",") + 1
    if count > MOST_SYMBOLS:  # to look for equal ones takes the square of them
        part.problem("symbols", f"must be at most {MOST_SYMBOLS:,}")
        return Parameters()
    try:
        return Parameters(**values)
    except ParameterError as error:
        part.problems += [f"{part.place}, {str(one).rstrip('.')}" for one in error.problems]
        return Parameters()


def _benchmark(entry: object, place: int, keys: set[int], problems: list[str]) -> Benchmark:
    part = Part(entry, f"in benchmark {place + 1}", problems)
    if not isinstance(entry, dict):
        return Benchmark(-1 - place, BenchmarkKind.EQUAL, 0)
    part.only(("key", "kind", "scenario", "weights", "color", "visible"))
    problem_count = len(problems)
    kind = BenchmarkKind(part.choice("kind", [one.value for one in BenchmarkKind]))
    beside = part.whole("scenario", None, 1)
    weights = _weights(part)
    if len(problems) > problem_count:
        return Benchmark(-1 - place, kind, beside)
    if beside not in keys:
        part.problem("scenario", f"is {beside}, which is the key of no scenario")
    if kind is BenchmarkKind.SYMBOL and len(weights) != 1:
        part.problem("weights", "must hold one symbol")
    if kind is BenchmarkKind.FIXED and not weights:
        part.problem("weights", "must hold at least one symbol")
    if kind in (BenchmarkKind.EQUAL, BenchmarkKind.CONSTANT) and weights:
        part.problem("weights", f"must be empty where the kind is {kind.value}")
    return Benchmark(
        key=part.whole("key", None, 1),
        kind=kind,
        scenario=beside,
        weights=weights,
        color=part.whole("color", place),
        visible=part.switch("visible", True),
    )


def _weights(part: Part) -> tuple[tuple[str, float], ...]:
    values = part.values.get("weights", {})
    if not isinstance(values, dict) or len(values) > MOST_SYMBOLS:
        part.problem(
            "weights", 'must be an object of symbols and shares, such as {"SPY": 0.6, "TLT": 0.4}'
        )
        return ()
    weights: list[tuple[str, float]] = []
    for symbol, share in values.items():
        if not symbol.strip():
            part.problem("weights", "must name a symbol for each share")
        elif isinstance(share, bool) or not isinstance(share, (int, float)):
            part.problem(
                "weights", f"of {quoted(symbol)} must be a number; {given(share)} was given"
            )
        elif abs(share) > MOST_NUMBER:
            part.problem("weights", f"of {quoted(symbol)} is too large")
        else:
            weights.append((symbol, float(share)))
    return tuple(weights)  # whether the prices have such symbols shows when it is run


def _source(entry: object, folder: Path | None, problems: list[str]) -> PriceChoice:
    part = Part(entry, "in the source of the prices", problems)
    if not isinstance(entry, dict):
        return PriceChoice()
    part.only(("kind", "paths", "date_order"))
    kind = cast(SourceKind, part.choice("kind", get_args(SourceKind)))
    paths = tuple(_path(one, part, folder) for one in part.items("paths"))
    if kind == "files" and not paths:
        part.problem("paths", "must name at least one file")
    if kind != "files" and paths:
        part.problem("paths", f"must be empty where the kind is {kind}")
    if not part.has("date_order"):
        return PriceChoice(kind, paths)
    from core.sources.files import DateOrder

    order = DateOrder(part.choice("date_order", [one.value for one in DateOrder]))
    if kind != "files":
        part.problem("date_order", f"must be empty where the kind is {kind}")
    return PriceChoice(kind, paths, order)


def _path(entry: object, source: Part, folder: Path | None) -> Path:
    """Return the relative path of an entry where something is there, else the absolute one."""
    part = Part(entry, f"{source.place}, in its paths", source.problems)
    if not isinstance(entry, dict):
        return Path()
    part.only(("absolute", "relative"))
    names = {}
    for key in ("absolute", "relative"):
        value = part.values.get(key)
        if value is None:
            continue
        if isinstance(value, str) and value and "\0" not in value:
            names[key] = value
        else:
            part.problem(key, f"must be the path of a file; {given(value)} was given")
    if not names:
        part.problem("absolute", "must be the path of a file")
        return Path()
    start = folder or Path()
    if "relative" in names:
        beside = _plain(start / PurePosixPath(names["relative"]))
        if "absolute" not in names or _there(beside):
            return beside
    return start / names["absolute"]


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a circle of links, a name that is too long
        return False


def _plain(path: Path) -> Path:
    """Return a path with the steps up at its middle taken: /a/b/../c is /a/c."""
    parts: list[str] = []
    for step in path.parts:
        if step == ".." and parts and parts[-1] not in ("..", path.anchor):
            parts.pop()
        else:
            parts.append(step)
    return Path(*parts)


def _refuse_twice(values: Sequence[str] | Sequence[int], what: str, problems: list[str]) -> None:
    seen: set[object] = set()
    told: set[object] = set()
    for value in values:
        if value in seen and value not in told:
            told.add(value)
            problems.append(f"two {what} {quoted(value)}")
        seen.add(value)
