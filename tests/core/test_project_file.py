"""Project files: what is written is read back, and what is wrong with one is told in a sentence."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import core
from core.benchmarks import Benchmark, BenchmarkKind
from core.errors import DataError, ParameterError, ProjectError
from core.order_account import OrderAccount
from core.parameters import FIELDS, Parameters
from core.project import Layout, PriceChoice, Project
from core.project_file import MOST_BYTES, project_json, project_of, read_project
from core.project_layout import CHECKS
from core.scenario import Scenario
from core.sources.files import DateOrder
from tests.core.project_files import write_project

FOLDER = Path("/home/ada/work")
LISTED = st.sampled_from(("SPY", "TLT", "BRK.B", "^GSPC", "日経", "Ä", "EURUSD=X"))
SYMBOL = LISTED | st.just("S&P 500")
"""What prices may have as a column; a universe has fewer."""
UNIVERSE = st.lists(LISTED, min_size=1, max_size=4, unique=True).map(tuple)
SHARE = st.floats(0, 1, allow_subnormal=True)


@st.composite
def parameters(draw: st.DrawFn) -> Parameters:
    """Parameters of either preset with some fields changed, as far as they go together."""
    fields = {
        "symbols": UNIVERSE,
        "start": st.dates(dt.date(1900, 1, 1), dt.date(2026, 1, 1)),
        "end": st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2100, 1, 1)),
        "target_vol": st.floats(0, 2, exclude_min=True),
        "cash_rate": st.floats(-0.5, 1) | st.just("^IRX"),
        "cost_bps": st.floats(0, 10_000),
        "dd_min_scale": SHARE,
        "rebalance_freq": st.sampled_from(("ME", "W-WED", "D", "QE")),
        "seed": st.integers(0, 2**32 - 1),
    }
    changed = draw(st.fixed_dictionaries({}, optional=fields))
    return Parameters.preset(draw(st.sampled_from(("tradable", "as-scripted"))), **changed)


NAME = st.text(min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)
PATH_PART = st.text(
    st.characters(blacklist_characters="/\0", blacklist_categories=("Cs",)), min_size=1, max_size=5
).filter(lambda part: part not in (".", ".."))
PATHS = st.lists(PATH_PART, min_size=1, max_size=5).map(lambda parts: Path("/", *parts))


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Projects of every kind that the window can make."""
    names = draw(st.lists(NAME, min_size=1, max_size=4, unique=True))
    keys = draw(st.lists(st.integers(1, 10**9), min_size=7, max_size=7, unique=True))
    scenarios = tuple(
        Scenario(
            keys[place], name, draw(parameters()), draw(st.integers(0, 9)), draw(st.booleans())
        )
        for place, name in enumerate(names)
    )
    benchmarks = []
    for key in keys[len(names) :][: draw(st.integers(0, 3))]:
        kind = draw(st.sampled_from(BenchmarkKind))
        weights: tuple[tuple[str, float], ...] = ()
        if kind is BenchmarkKind.SYMBOL:
            weights = ((draw(SYMBOL), 1.0),)
        elif kind is BenchmarkKind.FIXED:
            weights = tuple(
                (symbol, draw(SHARE)) for symbol in dict.fromkeys((draw(SYMBOL), *draw(UNIVERSE)))
            )
        beside = draw(st.sampled_from(scenarios)).key
        benchmarks.append(Benchmark(key, kind, beside, weights, draw(st.integers(0, 9))))
    reference = draw(st.none() | st.sampled_from(scenarios).map(lambda one: one.key))
    source = draw(
        st.builds(PriceChoice, st.sampled_from(("demo", "yahoo")))
        | st.builds(
            PriceChoice,
            st.just("files"),
            st.lists(PATHS, min_size=1, max_size=3).map(tuple),
            st.none() | st.sampled_from(DateOrder),
        )
    )
    held = st.dictionaries(
        st.text("ABC^.-=1", min_size=1, max_size=8), st.floats(0.0, 1e9), max_size=3
    ).map(lambda held: tuple(held.items()))
    account = st.builds(OrderAccount, st.floats(0.01, 1e15), st.booleans(), st.none() | held)
    return Project(scenarios, tuple(benchmarks), reference, source, draw(account))


@st.composite
def layouts(draw: st.DrawFn, project: Project) -> Layout:
    """Layouts that a window of the project can have."""
    return Layout(
        page=draw(st.sampled_from(("charts", "data", "costs"))),
        selected=draw(st.sampled_from(project.scenarios)).key,
        log=draw(st.booleans()),
        base_curves=draw(st.booleans()),
        years=draw(st.none() | st.integers(1, 30)),
        accounts=draw(st.sampled_from(("dynamic", "base", "both"))),
        differences=draw(st.booleans()),
        window=draw(st.integers(2, 2_000)),
    )


def plain() -> Project:
    """A project with something of everything."""
    project = Project.new(Parameters(symbols=("SPY", "TLT")))
    project = project.measured_against(
        Benchmark(0, BenchmarkKind.FIXED, 2, (("SPY", 0.6), ("TLT", 0.4)))
    )
    return project.referring_to(1).priced_by(
        PriceChoice("files", (FOLDER / "data" / "SPY.csv",), DateOrder.DAY_FIRST)
    )


def content() -> dict[str, Any]:
    """The object that the file of `plain` holds, free to be spoilt."""
    read: dict[str, Any] = json.loads(project_json(plain(), Layout(selected=2), FOLDER))
    return read


def opened(changed: object) -> tuple[Project, Layout]:
    return project_of(json.dumps(changed).encode(), "mine.ballast", FOLDER)


def refusal(raw: bytes) -> str:
    """The sentence with which a content is refused, found to be one."""
    with pytest.raises(ProjectError) as caught:
        project_of(raw, "mine.ballast", FOLDER)
    told = str(caught.value)
    assert told.startswith("mine.ballast ")
    assert told.endswith(".")
    assert told.isprintable()
    assert len(told) < 900
    return told


# --- what is written is read


@given(st.data())
def test_what_is_written_is_read_back(data: st.DataObject) -> None:
    project = data.draw(projects())
    layout = data.draw(layouts(project))

    written = project_json(project, layout, FOLDER)

    assert project_of(written, "any.ballast", FOLDER) == (project, layout)
    assert project_json(*project_of(written, "any.ballast", FOLDER), FOLDER) == written


@given(PATHS, st.lists(PATH_PART, min_size=1, max_size=3))
@example(Path("/home/ada/prices.csv"), ["work"])
@example(Path("/a"), ["a"])
def test_a_path_is_read_back_wherever_the_project_is(path: Path, folder: list[str]) -> None:
    project = plain().priced_by(PriceChoice("files", (path,)))
    place = Path("/home/ada", *folder)

    read, _ = project_of(project_json(project, Layout(), place), "any.ballast", place)

    assert read.source.paths == (path,)


def test_the_file_is_strict_json_that_a_person_can_read() -> None:
    raw = project_json(plain(), Layout(), FOLDER)

    text = raw.decode("utf-8")
    assert text.startswith('{\n  "format": "ballast-project",\n  "version": 1,\n')
    assert text.endswith("}\n")
    assert '"weights": {\n        "SPY": 0.6,\n        "TLT": 0.4\n      }' in text
    read = json.loads(text)
    assert read["product"] == f"Ballast {core.__version__}"
    assert list(read["scenarios"][0]["parameters"]) == list(FIELDS)
    assert [one["name"] for one in read["scenarios"]] == ["As scripted", "Tradable"]
    assert (read["scenarios"][0]["key"], read["reference"]) == (1, 1)


def test_a_project_is_written_and_read_from_a_place(tmp_path: Path) -> None:
    path = tmp_path / "Ünder way.ballast"

    write_project(path, plain(), Layout(selected=1, page="data"))

    assert read_project(path) == (plain(), Layout(selected=1, page="data"))
    assert os.listdir(tmp_path) == [path.name]


def test_prices_beside_the_project_are_found_where_the_folder_has_moved(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for name in ("work/prices/SPY.csv", "market/TLT.csv", "work/here.csv"):
        (old / name).parent.mkdir(parents=True, exist_ok=True)
        (old / name).write_text("Date,Close\n")
    paths = ("work/prices/SPY.csv", "market/TLT.csv", "work/here.csv")
    project = plain().priced_by(PriceChoice("files", tuple(old / path for path in paths)))
    write_project(old / "work/mine.ballast", project, Layout())

    old.rename(new)
    read, _ = read_project(new / "work/mine.ballast")

    assert read.source.paths == tuple(new / path for path in paths)


def test_prices_that_did_not_move_with_the_project_are_found_where_they_were(
    tmp_path: Path,
) -> None:
    (tmp_path / "work").mkdir()
    prices = tmp_path / "work/SPY.csv"
    prices.write_text("Date,Close\n")
    project = plain().priced_by(PriceChoice("files", (prices,)))
    write_project(tmp_path / "work/mine.ballast", project, Layout())
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "work/mine.ballast").rename(tmp_path / "elsewhere/mine.ballast")

    read, _ = read_project(tmp_path / "elsewhere/mine.ballast")

    assert read.source.paths == (prices,)


def test_prices_far_from_the_project_are_named_by_their_place_alone() -> None:
    project = plain().priced_by(PriceChoice("files", (Path("/data/SPY.csv"),)))

    raw = project_json(project, Layout(), FOLDER)

    assert json.loads(raw)["source"]["paths"] == [{"absolute": "/data/SPY.csv"}]


def test_a_path_with_steps_up_is_written_without_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "prices.csv").write_text("Date,Close\n")
    monkeypatch.chdir(tmp_path / "work")
    project = plain().priced_by(PriceChoice("files", (Path("../prices.csv"),)))

    raw = project_json(project, Layout(), Path.cwd())

    place = os.path.realpath(tmp_path / "prices.csv")
    (path,) = json.loads(raw)["source"]["paths"]
    assert path == {"absolute": place, "relative": "../prices.csv"}
    assert project_of(raw, "any", Path.cwd())[0].source.paths == (Path(place),)


def test_a_name_of_no_characters_is_read_back() -> None:
    odd = os.fsdecode(b"/home/\xff.csv")
    project = plain().priced_by(PriceChoice("files", (Path(odd),))).renamed(1, "\udcff")

    raw = project_json(project, Layout(selected=1), FOLDER)

    assert project_of(raw, "any", FOLDER)[0] == project


# --- older files, other hands


def test_fields_that_an_older_file_lacks_take_their_defaults() -> None:
    scenario = {"key": 3, "name": "Mine", "parameters": {"target_vol": 0.1}}

    project, layout = opened({"format": "ballast-project", "version": 1, "scenarios": [scenario]})

    assert project == Project((Scenario(3, "Mine", Parameters(target_vol=0.1)),))
    assert layout == Layout(selected=3)


def test_a_mark_at_the_beginning_as_notepad_writes_it_is_passed_over() -> None:
    raw = b"\xef\xbb\xbf" + json.dumps(content()).encode()

    assert project_of(raw, "mine.ballast", FOLDER)[0] == plain()


def test_unknown_fields_at_the_top_are_passed_over() -> None:
    later = content() | {"notes": "written later", "tags": [1]}

    assert opened(later)[0] == plain()


def test_a_name_is_read_with_single_blanks() -> None:
    spoilt = content()
    spoilt["scenarios"][0]["name"] = " My\n  own\t"

    assert opened(spoilt)[0].scenarios[0].name == "My own"


# --- the layout does no harm


WRONG_LAYOUTS: list[object] = [None, 3, [], "x", {"page": 3}, {"years": True}, {"later": 1}]


@pytest.mark.parametrize("layout", WRONG_LAYOUTS, ids=repr)
def test_a_wrong_layout_falls_back(layout: object) -> None:
    assert opened(content() | {"layout": layout}) == (plain(), Layout(selected=1))


def test_a_wrong_value_of_the_layout_leaves_the_others() -> None:
    layout = {"page": "costs", "log": 1, "years": 0, "accounts": [], "window": 1e3, "selected": 2}

    assert opened(content() | {"layout": layout})[1] == Layout(page="costs", selected=2)


# --- the account


@pytest.mark.parametrize(
    ("spoilt", "field"),
    [
        *(({"equity": value}, "equity") for value in (0, -1, 1e300, 10**300, True, "100", None)),
        *(({"fractional": value}, "fractional") for value in (1, "yes", None)),
        *(({"held": value}, "held") for value in ([["SPY", 1]], "SPY", 3, True)),
        *(({"held": {"SPY": value}}, "SPY") for value in (-1, 1e300, 10**300, True, "1", None, [])),
        ({"held": {" ": 1}}, "held"),
        ({"held": {"A" * 101: 1}}, "held"),
        ({"held": {f"A{n}": 1 for n in range(2_001)}}, "held"),
        ({"size": 3}, "size"),
    ],
    ids=lambda spoilt: repr(spoilt)[:40],
)
def test_a_wrong_account_is_told(spoilt: dict[str, Any], field: str) -> None:
    with pytest.raises(ProjectError, match="in the account, ") as told:
        opened(content() | {"account": spoilt})

    assert len(told.value.problems) == 1
    assert field in told.value.problems[0]


@pytest.mark.parametrize("account", [3, "x", [], True])
def test_an_account_has_to_be_an_object(account: object) -> None:
    with pytest.raises(ProjectError, match="in the account must be an object"):
        opened(content() | {"account": account})


def test_a_file_from_before_there_were_accounts_has_the_usual_one() -> None:
    older = content()
    del older["account"]

    assert opened(older)[0] == plain()
    assert plain().account == OrderAccount(100_000.0, False, None)


def test_an_account_and_what_it_holds_are_read_as_numbers() -> None:
    account = {"equity": 250000, "fractional": True, "held": {"SPY": 12, "BTC-USD": 0.25}}

    read = opened(content() | {"account": account})[0].account

    assert read == OrderAccount(250_000.0, True, (("SPY", 12.0), ("BTC-USD", 0.25)))
    assert read.held is not None
    assert [type(value) for value in (read.equity, read.held[0][1])] == [float, float]
    assert opened(content() | {"account": {"held": {}}})[0].account.held == ()


@given(
    st.floats(),
    st.none()
    | st.dictionaries(st.text(max_size=4), st.floats(), max_size=3).map(lambda d: tuple(d.items())),
)
def test_every_account_that_can_be_typed_can_be_opened_again(
    equity: float, held: tuple[tuple[str, float], ...] | None
) -> None:
    account = OrderAccount(equity, False, held)
    try:
        account.check()
    except DataError:
        return
    written = project_json(plain().ordered_for(account), Layout(), FOLDER)

    assert project_of(written, "p.ballast", FOLDER)[0].account == account


@pytest.mark.parametrize("selected", [0, 99, 3, True, "1", 1.0, None, [1]], ids=repr)
def test_where_the_selected_scenario_is_not_there_the_first_is_selected(selected: object) -> None:
    assert opened(content() | {"layout": {"selected": selected}})[1].selected == 1


def test_every_field_of_the_layout_is_checked() -> None:
    assert list(CHECKS) == [field.name for field in dataclasses.fields(Layout)]


# --- what is no project


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "no text in UTF-8"),
        ("{}".encode("utf-16"), "no text in UTF-8"),
        (b"\x00\x01\x02", "no Ballast project"),
        (b"Date,SPY\n2020-01-01,1\n", "no Ballast project"),
        (b"{}", "no Ballast project"),
        (b"[]", "no Ballast project"),
        (b"null", "no Ballast project"),
        (b"3", "no Ballast project"),
        (b'{"format": "other", "version": 1}', "no Ballast project"),
        (b'{"format": "ballast-project",\n "version": 1,,}', "line 2 (column 15)"),
        (b'{"format": "ballast-project", "version": NaN}', "'NaN'"),
        (b'{"format": "ballast-project", "version": -Infinity}', "'-Infinity'"),
        (b'{"format": "ballast-project", "version": 1e999}', "'1e999'"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "no number"),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nests deeper"),
        (b'{"a": ' + b"[" * 50 + b"]" * 50 + b"}", "nests deeper"),
        (b'{"a": ' * 100_000, "nests deeper"),
        (b'{"format": "ballast-project", "format": "x"}', "'format' twice"),
        (b'{"format": "ballast-project"}', "no version"),
        (b'{"format": "ballast-project", "version": true}', "no version"),
        (b'{"format": "ballast-project", "version": 0}', "no version"),
        (b'{"format": "ballast-project", "version": "1"}', "no version"),
        (b'{"format": "ballast-project", "version": 2}', "project version 2"),
        (b" " * (MOST_BYTES + 1), "20 MB"),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_what_is_no_project_is_told_in_a_sentence(raw: bytes, named: str) -> None:
    assert named in refusal(raw)


def test_a_file_of_a_newer_ballast_says_what_to_do() -> None:
    assert refusal(json.dumps({**content(), "version": 2}).encode()) == (
        "mine.ballast was written by a newer Ballast (project version 2); update Ballast, or save "
        "it there for version 1."
    )


def test_a_file_that_breaks_off_anywhere_is_refused() -> None:
    raw = project_json(plain().renamed(1, 'Ä "日"'), Layout(), FOLDER)

    for length in range(1, len(raw) - 2):
        assert "breaks off" in refusal(raw[:length]), raw[:length]


@given(st.binary(max_size=200))
def test_no_bytes_do_anything_else_than_a_sentence(raw: bytes) -> None:
    refusal(raw)


# --- what is wrong in a project

Spoiling = Callable[[dict[str, Any]], object]
WRONG: dict[str, tuple[Spoiling, list[str]]] = {
    "no scenarios": (lambda c: c.update(scenarios=[]), ["scenarios", "at least one"]),
    "scenarios missing": (lambda c: c.pop("scenarios"), ["scenarios", "at least one"]),
    "scenarios an object": (lambda c: c.update(scenarios={}), ["scenarios", "list"]),
    "scenario a number": (lambda c: c["scenarios"].append(3), ["scenario 3", "object"]),
    "key missing": (lambda c: c["scenarios"][0].pop("key"), ["'As scripted'", "key", "nothing"]),
    "key true": (lambda c: c["scenarios"][0].update(key=True), ["key", "whole number", "true"]),
    "key zero": (lambda c: c["scenarios"][0].update(key=0), ["key", "from 1"]),
    "key a float": (lambda c: c["scenarios"][0].update(key=1.0), ["key", "1.0"]),
    "key without end": (lambda c: c["scenarios"][0].update(key=10**30), ["key", "1000000000"]),
    "keys twice": (lambda c: c["scenarios"][1].update(key=1), ["two", "key 1"]),
    "key of a benchmark": (lambda c: c["benchmarks"][0].update(key=1), ["two", "key 1"]),
    "no name": (lambda c: c["scenarios"][0].update(name="  "), ["scenario 1", "name"]),
    "name a list": (lambda c: c["scenarios"][0].update(name=[1]), ["scenario 1", "a list"]),
    "names twice": (lambda c: c["scenarios"][0].update(name="Tradable "), ["two", "'Tradable'"]),
    "visible a number": (lambda c: c["scenarios"][0].update(visible=1), ["visible", "true or"]),
    "color a name": (lambda c: c["scenarios"][0].update(color="red"), ["color", "'red'"]),
    "unknown field": (lambda c: c["scenarios"][0].update(colour=1), ["'colour'", "no field"]),
    "parameters missing": (lambda c: c["scenarios"][0].pop("parameters"), ["parameters"]),
    "parameters a list": (lambda c: c["scenarios"][0].update(parameters=[]), ["a list"]),
    "no reference": (lambda c: c.update(reference=9), ["reference", "9"]),
    "reference a benchmark": (lambda c: c.update(reference=3), ["reference", "3"]),
    "reference true": (lambda c: c.update(reference=True), ["reference", "true"]),
    "benchmarks text": (lambda c: c.update(benchmarks="x"), ["benchmarks", "list"]),
    "benchmark null": (lambda c: c.update(benchmarks=[None]), ["benchmark 1", "object"]),
    "of no scenario": (lambda c: c["benchmarks"][0].update(scenario=7), ["benchmark 1", "7"]),
    "of a kind": (lambda c: c["benchmarks"][0].update(kind="x"), ["symbol, equal, fixed or"]),
    "of many symbols": (lambda c: c["benchmarks"][0].update(kind="symbol"), ["one symbol"]),
    "of equal weights": (lambda c: c["benchmarks"][0].update(kind="equal"), ["must be empty"]),
    "without weights": (lambda c: c["benchmarks"][0].update(weights={}), ["at least one"]),
    "weights a list": (lambda c: c["benchmarks"][0].update(weights=[1]), ["weights", "object"]),
    "weight true": (lambda c: c["benchmarks"][0].update(weights={"SPY": True}), ["'SPY'", "true"]),
    "weight text": (lambda c: c["benchmarks"][0].update(weights={"SPY": "1"}), ["'SPY'", "'1'"]),
    "weight huge": (lambda c: c["benchmarks"][0].update(weights={"SPY": 10**300}), ["too large"]),
    "no symbol": (lambda c: c["benchmarks"][0].update(weights={" ": 1.0}), ["name a symbol"]),
    "source text": (lambda c: c.update(source="demo"), ["source of the prices", "object"]),
    "source kind": (lambda c: c["source"].update(kind="web"), ["demo, files or yahoo", "'web'"]),
    "no paths": (lambda c: c["source"].update(paths=[]), ["paths", "at least one"]),
    "paths of the demo": (lambda c: c["source"].update(kind="demo"), ["paths", "empty"]),
    "path text": (lambda c: c["source"].update(paths=["a.csv"]), ["paths", "object"]),
    "path empty": (lambda c: c["source"].update(paths=[{"absolute": ""}]), ["absolute", "path"]),
    "path of nothing": (lambda c: c["source"].update(paths=[{}]), ["absolute", "path"]),
    "path zero": (lambda c: c["source"].update(paths=[{"relative": "\0"}]), ["relative"]),
    "date order": (lambda c: c["source"].update(date_order="x"), ["day-first or month-first"]),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_project_is_told_by_place_and_field(case: str) -> None:
    spoil, named = WRONG[case]
    spoilt = content()
    spoil(spoilt)

    told = refusal(json.dumps(spoilt).encode())

    for words in named:
        assert words in told


WRONG_VALUES: list[tuple[str, object]] = [
    ("target_vol", -1),
    ("target_vol", True),
    ("target_vol", "0.1"),
    ("target_vol", None),
    ("target_vol", {}),
    ("cov_lookback", 20.5),
    ("cov_lookback", 10**30),
    ("drift", 1),
    ("solver", "magic"),
    ("start", "yesterday"),
    ("start", 3),
    ("symbols", []),
    ("symbols", ["SPY", "SPY"]),
    ("symbols", [1]),
    ("cash_rate", "^TNX"),
    ("lev_min", 50),
    ("targetvol", 0.1),
]


@pytest.mark.parametrize(("field", "value"), WRONG_VALUES, ids=repr)
def test_a_wrong_parameter_is_told_in_the_words_of_the_parameters(
    field: str, value: object
) -> None:
    spoilt = content()
    spoilt["scenarios"][1]["parameters"][field] = value
    with pytest.raises(ParameterError) as expected:
        Parameters(**spoilt["scenarios"][1]["parameters"])

    told = refusal(json.dumps(spoilt).encode())

    words = str(expected.value.problems[0]).rstrip(".").replace("; ", ", ")
    assert f"in scenario 'Tradable', {words}; " in told


def test_every_wrong_field_is_found_at_once() -> None:
    spoilt = content()
    spoilt["scenarios"][0]["parameters"].update(target_vol=-1, seed=-1)
    spoilt["scenarios"][1]["parameters"]["solver"] = "magic"
    spoilt["benchmarks"][0]["kind"] = "magic"

    with pytest.raises(ProjectError) as caught:
        opened(spoilt)

    fields = ("target_vol", "seed", "solver", "kind")
    assert all(name in one for name, one in zip(fields, caught.value.problems, strict=True))
    assert str(caught.value).endswith(
        "; and 1 more; correct it in a text editor, or choose another project file."
    )


def test_a_universe_without_end_is_refused_at_once() -> None:
    spoilt = content()
    spoilt["scenarios"][0]["parameters"]["symbols"] = [f"S{place}" for place in range(6_000)]

    assert "symbols must be at most 5,000" in refusal(json.dumps(spoilt).encode())


@given(st.data())
def test_no_value_at_any_place_does_anything_else_than_a_sentence(data: st.DataObject) -> None:
    value = data.draw(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
            lambda inner: (
                st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2)
            ),
            max_leaves=4,
        )
    )
    spoilt = copy.deepcopy(content())
    place: Any = spoilt
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        inner = place[key]
        if not isinstance(inner, (dict, list)) or not inner or data.draw(st.booleans()):
            place[key] = value
            break
        place = inner

    try:
        project, layout = project_of(json.dumps(spoilt).encode(), "mine.ballast", FOLDER)
    except ProjectError:
        return
    assert project_of(project_json(project, layout, FOLDER), "again", FOLDER)[0] == project


# --- files that are none


@pytest.mark.parametrize(
    ("name", "named"),
    [
        (".", "folder"),
        ("missing.ballast", "is not there"),
        ("file/mine.ballast", "cannot be read"),
        ("circle", "cannot be read"),
        ("pipe", "no plain file"),
        ("a" * 300, "cannot be read"),
        ("a\0b", "cannot be read"),
        ("two\nlines", "is not there"),
    ],
    ids=ascii,
)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, named: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("")
    (tmp_path / "circle").symlink_to("circle")
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(ProjectError, match=named) as caught:
        read_project(Path(name))

    assert str(caught.value).isprintable()


def test_a_file_that_may_not_be_read_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.ballast"
    path.write_text("")

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)  # root may read everything

    with pytest.raises(ProjectError, match="may not be read"):
        read_project(path)
