"""What a backtest may be asked to do, and what is said about the rest."""

import copy
import datetime as dt
import json
import math
import pickle
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import BacktestError, FieldProblem, ParameterError
from core.fields import Kind, Stage
from core.parameters import FIELDS, PRESET_NAMES, PRESETS, Parameters

# The page that describes the engine, copied by hand.
AS_SCRIPTED = {
    "solver": "scripted",
    "return_kind": "log",
    "execution_lag": 0,
    "drift": False,
    "cost_bps": 0,
    "cash_rate": 0,
    "borrow_spread": 0,
    "leverage_band": 0,
    "statistics": "scripted",
}
TRADABLE = {
    "solver": "exact",
    "return_kind": "simple",
    "execution_lag": 1,
    "drift": True,
    "cost_bps": 2.0,
    "cash_rate": 0.02,
    "borrow_spread": 0.01,
    "leverage_band": 0.05,
    "statistics": "standard",
}
IN_BOTH = {
    "symbols": ("SPY", "QQQ", "IWM", "EFA", "EEM", "TLT", "LQD", "GLD"),
    "start": dt.date(2010, 1, 1),
    "end": None,
    "carry_forward": 0,
    "rebalance_freq": "ME",
    "cov_lookback": 252,
    "min_hist": 252,
    "shrink_alpha": 0.30,
    "alpha_minvar": 0.30,
    "vol_lookback": 60,
    "target_vol": 0.12,
    "lev_min": 0.3,
    "lev_max": 2.0,
    "dd_threshold1": 0.10,
    "dd_threshold2": 0.25,
    "dd_min_scale": 0.3,
    "seed": 42,
}

NUMBERS = [name for name, field in FIELDS.items() if field.kind in (Kind.INTEGER, Kind.NUMBER)]
INTEGERS = [name for name, field in FIELDS.items() if field.kind is Kind.INTEGER]
# What lets a single field go to its bounds without running into a relation to another one.
ROOM: dict[str, dict[str, Any]] = {
    "cov_lookback": {"min_hist": 2},
    "min_hist": {"cov_lookback": 10_000},
    "lev_min": {"lev_max": 100.0},
    "lev_max": {"lev_min": 0.0},
    "dd_threshold1": {"dd_threshold2": 1.0},
    "dd_threshold2": {"dd_threshold1": 0.0},
    "execution_lag": {"drift": False},
}


def problems(**fields: Any) -> dict[str, str]:
    """What is wrong with the fields, by field."""
    with pytest.raises(ParameterError) as caught:
        Parameters(**fields)
    return {problem.field: problem.message for problem in caught.value.problems}


def accepted(name: str, value: object) -> object:
    """What a field holds after it was given `value`, with room made for it."""
    return getattr(Parameters(**{**ROOM.get(name, {}), name: value}), name)


def outside(name: str) -> list[float]:
    """Numbers just outside the bounds of a field."""
    field = FIELDS[name]
    if field.kind is Kind.INTEGER:
        return [int(field.minimum) - 1, int(field.maximum) + 1]
    low = field.minimum if field.above_minimum else math.nextafter(field.minimum, -math.inf)
    return [low, math.nextafter(field.maximum, math.inf), -1e308, 1e308]


def inside(name: str) -> list[float]:
    """The least and the greatest number that a field takes."""
    field = FIELDS[name]
    if field.kind is Kind.INTEGER:
        return [int(field.minimum), int(field.maximum)]
    return [
        math.nextafter(field.minimum, math.inf) if field.above_minimum else field.minimum,
        field.maximum,
    ]


# --- presets


@pytest.mark.parametrize(
    ("name", "own"), [("as-scripted", AS_SCRIPTED), ("tradable", TRADABLE)], ids=PRESET_NAMES
)
def test_a_preset_is_the_table_of_the_description(name: str, own: dict[str, Any]) -> None:
    assert Parameters.preset(name).values() == IN_BOTH | own
    assert dict(PRESETS[name]) == own


def test_the_defaults_are_the_tradable_preset() -> None:
    assert Parameters() == Parameters.preset() == Parameters.preset("tradable")


def test_there_are_the_fields_of_the_description_and_no_others() -> None:
    assert set(FIELDS) == set(IN_BOTH) | set(TRADABLE)
    assert set(PRESET_NAMES) == set(PRESETS) == {"as-scripted", "tradable"}


def test_an_unknown_preset_is_refused_with_the_names_of_those_there_are() -> None:
    with pytest.raises(ParameterError, match=r"as-scripted or tradable.*'scripted'"):
        Parameters.preset("scripted")


def test_a_preset_takes_single_fields_over_it() -> None:
    mixed = Parameters.preset("as-scripted", cost_bps=5.0, execution_lag=3)

    assert mixed.values() == IN_BOTH | AS_SCRIPTED | {"cost_bps": 5.0, "execution_lag": 3}
    assert mixed.nearest_preset() == "as-scripted"
    assert mixed.changed_from_preset() == ("execution_lag", "cost_bps")


def test_going_to_a_preset_and_back_leaves_every_other_field_as_it_is() -> None:
    own = Parameters(target_vol=0.2, symbols=("AAA",))

    there = own.with_preset("as-scripted")

    assert there.values() == IN_BOTH | AS_SCRIPTED | {"target_vol": 0.2, "symbols": ("AAA",)}
    assert there.with_preset("tradable") == own


@pytest.mark.parametrize("name", PRESET_NAMES)
def test_a_preset_is_nearest_to_itself_and_differs_from_it_in_nothing(name: str) -> None:
    assert Parameters.preset(name).nearest_preset() == name
    assert Parameters.preset(name).changed_from_preset() == ()


def test_the_tables_of_presets_and_fields_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        PRESETS["tradable"]["cost_bps"] = 0.0  # type: ignore[index]
    with pytest.raises(TypeError):
        FIELDS["cost_bps"] = FIELDS["seed"]  # type: ignore[index]


# --- single fields


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_says_what_it_is(name: str) -> None:
    field = FIELDS[name]

    assert field.name == name
    assert field.label
    assert field.shown.help.endswith(".")
    assert isinstance(field.shown.stage, Stage)
    assert len(field.shown.labels) == len(field.choices)


def test_the_yield_is_no_symbol_to_hold() -> None:
    for name in ("^IRX", "^irx"):
        found = problems(symbols=("SPY", name))
        assert found["symbols"] == (
            f"holds {name}, which is a yield and no price; choose it as the cash rate"
        )


@pytest.mark.parametrize("sign", "=+-@＝＋－＠﹣")
def test_no_symbol_begins_as_a_formula(sign: str) -> None:
    assert "which is not a symbol" in problems(symbols=(f"{sign}cmd",))["symbols"]


def test_the_cash_rate_is_a_number_or_the_name_of_the_yield() -> None:
    assert Parameters(cash_rate="^IRX").cash_rate == "^IRX"
    for wrong in ("IRX", "", "0.02", None, True, [0.02]):
        found = problems(cash_rate=wrong)
        assert list(found) == ["cash_rate"]
        assert found["cash_rate"].startswith("must be a number or ^IRX; ")


@pytest.mark.parametrize("name", NUMBERS)
def test_no_number_is_written_with_an_underscore(name: str) -> None:
    with pytest.raises(ParameterError, match="number; '1_0' was given"):
        FIELDS[name].value_from_text("1_0")


@pytest.mark.parametrize(
    ("text", "value"), [("^IRX", "^IRX"), (" ^irx ", "^IRX"), ("0.0125", 0.0125), ("-1", -1.0)]
)
def test_the_text_of_a_cash_rate_is_a_number_or_the_yield(text: str, value: object) -> None:
    assert FIELDS["cash_rate"].value_from_text(text) == value


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_is_taken_up_to_its_bounds(name: str) -> None:
    for value in inside(name):
        assert accepted(name, value) == value


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_beyond_its_bounds_is_refused_by_the_name_of_its_field(name: str) -> None:
    for value in outside(name):
        found = problems(**{**ROOM.get(name, {}), name: value})
        assert list(found) == [name]
        assert found[name].startswith(("must be at least ", "must be above ", "must be at most "))


@pytest.mark.parametrize("name", [name for name in FIELDS if FIELDS[name].shown.slider])
def test_a_slider_reaches_valid_values_alone_and_the_default(name: str) -> None:
    field = FIELDS[name]
    low, high = field.shown.slider  # type: ignore[misc]
    assert field.minimum <= low < high <= field.maximum
    assert low > field.minimum or not field.above_minimum
    assert not isinstance(field.default, str)
    assert low <= field.default <= high  # type: ignore[operator]
    assert (
        Decimal(repr(high - low)).quantize(Decimal("1e-9")) % Decimal(repr(field.shown.step)) == 0
    )


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        -math.inf,
        True,
        False,
        None,
        "ten",
        "0.1",
        "",
        b"1",
        [1],
        {},
        1j,
        pytest.param(object(), id="an object"),
        np.float64("nan"),
        np.True_,
        pd.NaT,
        np.array([0.1, 0.2]),
        pd.Series([0.1, 0.2]),
    ],
    ids=lambda value: " ".join(repr(value).split()),
)
def test_what_is_no_finite_number_is_refused_by_the_name_of_its_field(
    name: str, value: object
) -> None:
    found = problems(**{**ROOM.get(name, {}), name: value})

    assert list(found) == [name]
    assert "number" in found[name]


@pytest.mark.parametrize("name", INTEGERS)
def test_a_fraction_is_no_whole_number(name: str) -> None:
    assert "whole number" in problems(**{name: 100.5})[name]


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_of_numpy_become_plain_ones(name: str) -> None:
    value = FIELDS[name].default
    whole = FIELDS[name].kind is Kind.INTEGER

    for given_as in (np.int64, np.int32, np.uint16) if whole else (np.float64,):
        held = accepted(name, given_as(value))
        assert held == value
        assert type(held) is (int if whole else float)


@pytest.mark.parametrize("name", [name for name in NUMBERS if name not in INTEGERS])
def test_a_whole_number_is_taken_for_a_fraction(name: str) -> None:
    held = accepted(name, 1)

    assert held == 1.0
    assert type(held) is float
    assert accepted(name, np.int64(1)) == 1.0


def test_a_decimal_number_is_taken_for_a_fraction() -> None:
    assert accepted("target_vol", Decimal("0.15")) == 0.15


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_without_end_is_refused_in_a_short_sentence(name: str) -> None:
    with pytest.raises(ParameterError) as caught:
        Parameters(**{**ROOM.get(name, {}), name: 10**5000})

    assert name in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("name", [n for n, f in FIELDS.items() if f.kind is Kind.CHOICE])
@pytest.mark.parametrize(
    "value", ["", "Exact", "none", None, 0, True, ["exact"], b"exact", np.array(["exact", "log"])]
)
def test_a_choice_that_there_is_not_is_refused_with_those_there_are(
    name: str, value: object
) -> None:
    message = problems(**{name: value})[name]

    for choice in FIELDS[name].choices:
        assert choice in message
        assert getattr(Parameters(**{name: choice, "drift": False}), name) == choice


@pytest.mark.parametrize(
    "value", [0, 1, "yes", "true", None, 1.0, [], np.nan, np.array([True, False])]
)
def test_a_switch_takes_true_and_false_alone(value: object) -> None:
    assert "true or false" in problems(drift=value)["drift"]


# --- dates


@pytest.mark.parametrize(
    "value",
    [
        "2011-01-05",
        " 2011-01-05 ",
        dt.date(2011, 1, 5),
        dt.datetime(2011, 1, 5),
        pd.Timestamp("2011-01-05"),
        pd.Timestamp("2011-01-05", tz="America/New_York"),
    ],
    ids=repr,
)
@pytest.mark.parametrize("name", ["start", "end"])
def test_a_date_may_come_as_text_or_as_any_date(name: str, value: object) -> None:
    held = accepted(name, value)

    assert held == dt.date(2011, 1, 5)
    assert type(held) is dt.date


@pytest.mark.parametrize(
    "value",
    [
        *("", "yesterday", "2011-02-30", "05.01.2011", "1/5/2011", 20110105, 1.5, True, pd.NaT),
        *(b"x", pd.bdate_range("2011-01-05", periods=2)),
    ],
    ids=lambda value: repr(value)[:20],
)
@pytest.mark.parametrize("name", ["start", "end"])
def test_what_is_no_date_is_refused_by_the_name_of_its_field(name: str, value: object) -> None:
    found = problems(**{name: value})

    assert list(found) == [name]
    assert "must be a date such as 2010-01-31" in found[name]


def test_the_start_may_not_be_left_empty_but_the_end_may() -> None:
    assert "date" in problems(start=None)["start"]
    assert Parameters(end=None).end is None


# --- symbols


@pytest.mark.parametrize(
    "value", ["SPY,TLT", " SPY , TLT ", ["SPY", "TLT"], ("SPY", "TLT"), ["SPY ", " TLT"]]
)
def test_symbols_may_come_as_text_list_or_tuple(value: object) -> None:
    assert Parameters(symbols=value).symbols == ("SPY", "TLT")


@pytest.mark.parametrize(
    "value",
    [
        pd.Index(["SPY", "TLT"]),
        np.array(["SPY", "TLT"]),
        pd.Series(["SPY", "TLT"]),
        {"SPY", "TLT"},
        iter(["SPY", "TLT"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_symbols_in_any_other_container_are_taken_or_refused_in_words(value: object) -> None:
    """Such as the columns of a frame of prices."""
    try:
        held: object = Parameters(symbols=value).symbols
    except ParameterError as error:
        held = [problem.field for problem in error.problems]

    assert held in (("SPY", "TLT"), ["symbols"])


@pytest.mark.parametrize("symbol", ["BRK.B", "BRK-B", "^GSPC", "EURUSD=X", "0050.TW", "Ä", "a"])
def test_symbols_as_exchanges_write_them_are_taken(symbol: str) -> None:
    assert Parameters(symbols=(symbol,)).symbols == (symbol,)


@pytest.mark.parametrize(
    "value",
    [
        "",
        (),
        [],
        ("",),
        "A,,B",
        ",",
        "A,A",
        ("A", " A"),
        ("A B",),
        ("A;B",),
        ('A"',),
        ("=1+1",),
        ("-A",),
        ("@A",),
        ("+A",),
        ("A\nB",),
        ("A\x00",),
        ("A" * 33,),
        ("A", 1),
        (None,),
        None,
        5,
        {"A": 1},
    ],
    ids=repr,
)
def test_what_is_no_list_of_distinct_symbols_is_refused(value: object) -> None:
    assert list(problems(symbols=value)) == ["symbols"]


# --- frequencies

EXISTING = """
    D B W W-FRI W-MON ME BME SME MS BMS QE BQE QE-JAN QS YE BYE YE-MAR 2W-WED 10D 5B 3ME WOM-3FRI
"""
NOT_EXISTING = """
    monthly XYZ W-XXX W- YE-XXX 0D 0ME -1D -2W Q Y A M2 1e3D FY5253 WOM-6FRI None nan 2015-01-01
    h 12h min s ns bh
"""


@pytest.mark.parametrize("freq", EXISTING.split())
def test_a_frequency_of_pandas_is_taken(freq: str) -> None:
    assert Parameters(rebalance_freq=freq).rebalance_freq == freq


@pytest.mark.parametrize("freq", ["M", " M "])
def test_the_old_name_of_month_end_is_read_as_the_new_one(freq: str) -> None:
    assert Parameters(rebalance_freq=freq).rebalance_freq == "ME"


@pytest.mark.parametrize(
    "freq", [*NOT_EXISTING.split(), "", " ", "ME,QE", "ME\n;", "1" * 19 + "D", "ME" * 30]
)
def test_a_frequency_that_does_not_exist_or_is_below_a_day_is_refused(freq: str) -> None:
    found = problems(rebalance_freq=freq)

    assert list(found) == ["rebalance_freq"]
    assert "must be a pandas offset of a day or more" in found["rebalance_freq"]


@given(st.text(max_size=25))
@settings(max_examples=100)
def test_any_text_is_a_frequency_or_refused_as_one(text: str) -> None:
    refused: list[str] = []
    try:
        Parameters(rebalance_freq=text)
    except ParameterError as error:
        refused = [problem.field for problem in error.problems]

    assert refused in ([], ["rebalance_freq"])


# --- relations


@pytest.mark.parametrize(
    ("fields", "name", "other"),
    [
        ({"dd_threshold1": 0.5, "dd_threshold2": 0.2}, "dd_threshold1", "dd_threshold2"),
        ({"min_hist": 253}, "min_hist", "cov_lookback"),
        ({"cov_lookback": 251}, "min_hist", "cov_lookback"),
        ({"lev_min": 2.1}, "lev_min", "lev_max"),
        ({"end": "2009-12-31"}, "end", "start"),
        ({"return_kind": "log"}, "drift", "return_kind"),
        ({"execution_lag": 0}, "drift", "execution_lag"),
        ({"drift": True, "return_kind": "log", "execution_lag": 0}, "drift", "return_kind simple"),
    ],
)
def test_fields_that_contradict_each_other_are_refused_by_their_names(
    fields: dict[str, Any], name: str, other: str
) -> None:
    found = problems(**fields)

    assert list(found) == [name]
    assert other in found[name]


@pytest.mark.parametrize(
    "fields",
    [
        {"dd_threshold1": 0.2, "dd_threshold2": 0.2},
        {"min_hist": 60, "cov_lookback": 60},
        {"lev_min": 1.0, "lev_max": 1.0},
        {"start": "2010-01-01", "end": "2010-01-01"},
        {"return_kind": "log", "drift": False},
        {"execution_lag": 0, "drift": False},
    ],
)
def test_fields_that_just_go_together_are_taken(fields: dict[str, Any]) -> None:
    Parameters(**fields)


def test_every_contradiction_is_named_at_once() -> None:
    found = problems(
        dd_threshold1=0.9, min_hist=500, lev_min=5.0, end="2000-01-01", return_kind="log"
    )

    assert set(found) == {"dd_threshold1", "min_hist", "lev_min", "end", "drift"}


# --- all at once, unknown ones


def test_every_wrong_field_is_named_at_once_in_the_order_of_the_fields() -> None:
    wrong = {
        "symbols": (),
        "start": "soon",
        "end": "later",
        "carry_forward": -1,
        "rebalance_freq": "XYZ",
        "cov_lookback": 1,
        "min_hist": 0.5,
        "shrink_alpha": 2.0,
        "alpha_minvar": -1.0,
        "solver": "magic",
        "vol_lookback": None,
        "target_vol": 0.0,
        "lev_min": math.nan,
        "lev_max": math.inf,
        "dd_threshold1": "x",
        "dd_threshold2": 1.1,
        "dd_min_scale": True,
        "return_kind": "",
        "execution_lag": -1,
        "drift": "yes",
        "cost_bps": -2,
        "cash_rate": 5,
        "borrow_spread": -0.1,
        "leverage_band": -1,
        "statistics": 3,
        "seed": -1,
    }
    assert list(wrong) == list(FIELDS)

    with pytest.raises(ParameterError) as caught:
        Parameters(**wrong)

    assert [problem.field for problem in caught.value.problems] == list(FIELDS)
    for name in FIELDS:
        assert f"({name})" in str(caught.value)


@pytest.mark.parametrize(
    ("unknown", "meant"),
    [
        ("target_volatility", "target_vol"),
        ("lev_maximum", "lev_max"),
        ("Symbols", "symbols"),
        ("cost_bp", "cost_bps"),
    ],
)
def test_a_field_that_does_not_exist_is_refused_with_the_one_that_was_meant(
    unknown: str, meant: str
) -> None:
    assert f"did you mean {meant}" in problems(**{unknown: 1})[unknown]


def test_a_field_that_is_like_no_other_is_refused_all_the_same() -> None:
    assert problems(zzz=1) == {"zzz": "is not a parameter"}
    assert problems(**{"": 1}) == {"''": "is not a parameter"}


@pytest.mark.parametrize("field", [*FIELDS, ""])
def test_a_problem_is_a_sentence_that_names_its_field(field: str) -> None:
    label = FIELDS[field].label if field else ""
    sentence = str(FieldProblem(field, "must be above 0; -1 was given", label))

    assert field in sentence
    assert label in sentence
    assert sentence[0].isupper() or not label
    assert sentence.endswith(".")


def test_a_parameter_error_is_for_the_user_and_outlives_a_trip_to_another_process() -> None:
    with pytest.raises(ParameterError) as caught:
        Parameters(target_vol=-1.0, seed=-1)
    error = caught.value

    there = pickle.loads(pickle.dumps(error))

    assert isinstance(error, BacktestError)
    assert error.__cause__ is None
    assert there.problems == error.problems
    assert str(there) == str(error)


# --- what cannot be changed, copies, files


@pytest.mark.parametrize("name", FIELDS)
def test_no_field_can_be_set_on_parameters_that_exist(name: str) -> None:
    parameters = Parameters()

    with pytest.raises(ValueError, match="frozen"):
        setattr(parameters, name, getattr(parameters, name))
    with pytest.raises(ValueError, match="frozen"):
        delattr(parameters, name)


def test_nothing_is_held_of_a_list_that_was_given() -> None:
    symbols = ["SPY", "TLT"]
    parameters = Parameters(symbols=symbols)

    symbols.append("GLD")

    assert parameters.symbols == ("SPY", "TLT")


def test_a_change_gives_other_parameters_and_is_checked_like_any() -> None:
    parameters = Parameters()

    changed = parameters.changed(target_vol=0.2)

    assert changed.target_vol == 0.2
    assert parameters.target_vol == 0.12
    assert changed.differences(parameters) == ("target_vol",)
    with pytest.raises(ParameterError, match="lev_min"):
        parameters.changed(lev_max=0.1)


def test_equal_parameters_are_one_key_of_a_dict() -> None:
    assert len({Parameters(), Parameters.preset("tradable"), Parameters(seed=1)}) == 2


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda p: pickle.loads(pickle.dumps(p))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_a_copy_equals_what_it_was_made_of(copied: Any) -> None:
    parameters = Parameters(symbols=("AAA",), target_vol=0.1 + 0.2, end="2020-01-01")

    assert copied(parameters) == parameters
    assert hash(copied(parameters)) == hash(parameters)


def floats(name: str) -> st.SearchStrategy[float]:
    """Every double that a field takes."""
    field = FIELDS[name]
    return st.floats(
        field.minimum,
        field.maximum,
        exclude_min=field.above_minimum,
        allow_subnormal=True,
    )


@st.composite
def valid_fields(draw: st.DrawFn) -> dict[str, Any]:
    """Any fields that go together, to the last digit of a double."""
    fields: dict[str, Any] = {}
    for name, field in FIELDS.items():
        if field.kind is Kind.NUMBER:
            fields[name] = draw(floats(name))
        elif field.kind is Kind.INTEGER:
            fields[name] = draw(st.integers(int(field.minimum), int(field.maximum)))
        elif field.kind is Kind.RATE:
            fields[name] = draw(st.one_of(floats(name), st.sampled_from(field.choices)))
        elif field.kind is Kind.CHOICE:
            fields[name] = draw(st.sampled_from(field.choices))
    for low, high in (
        ("min_hist", "cov_lookback"),
        ("lev_min", "lev_max"),
        ("dd_threshold1", "dd_threshold2"),
    ):
        fields[low], fields[high] = sorted((fields[low], fields[high]))
    if fields["lev_max"] == 0.0:
        fields["lev_max"] = 1.0
    fields["drift"] = (
        fields["return_kind"] == "simple" and fields["execution_lag"] > 0 and draw(st.booleans())
    )
    first, last = sorted((draw(st.dates()), draw(st.dates())))
    fields["start"], fields["end"] = first, draw(st.sampled_from([None, last]))
    fields["rebalance_freq"] = draw(st.sampled_from(["ME", "W-FRI", "D", "QE", "10D"]))
    symbol = st.text("ABCXYZabc.^0123456789ÄΩ", min_size=1, max_size=8)
    fields["symbols"] = tuple(draw(st.lists(symbol, min_size=1, max_size=5, unique=True)))
    return fields


@given(valid_fields())
@settings(max_examples=60)
def test_parameters_read_back_from_json_to_the_last_digit(fields: dict[str, Any]) -> None:
    parameters = Parameters(**fields)

    text = parameters.to_json()

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    assert list(json.loads(text, parse_constant=refuse)) == list(FIELDS)
    back = Parameters.from_json(text)
    assert back == parameters
    assert back.values() == fields
    assert {n: math.copysign(1, v) for n, v in back.values().items() if isinstance(v, float)} == {
        n: math.copysign(1, v) for n, v in fields.items() if isinstance(v, float)
    }


def test_fields_that_a_file_leaves_out_take_their_default() -> None:
    assert Parameters.from_json('{"target_vol": 0.2}') == Parameters(target_vol=0.2)
    assert Parameters.from_json("{}") == Parameters()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "3",
        '"x"',
        '{"target_vol": NaN}',
        '{"target_vol": Infinity}',
        '{"target_vol": 1e999}',
        '{"target_vol": "0.1"}',
        '{"zzz": 1}',
        '{"": 1}',
        '{"symbols": "\\ud800"}',
        '{"rebalance_freq": "\\ud800"}',
        '{"start": "\\ud800"}',
        '{"solver": "\\ud800"}',
        '{"\\ud800": 1}',
        '{"seed": ' + "9" * 5000 + "}",
        "[" * 100_000,
        '{"self": 1}',
        '{"name": 1}',
        '{"__class__": 1}',
    ],
    ids=lambda text: text[:24],
)
def test_a_file_that_holds_no_parameters_is_refused_in_words(text: str) -> None:
    with pytest.raises(ParameterError) as caught:
        Parameters.from_json(text)

    assert 10 < len(str(caught.value)) < 400


# --- from text, as a command line or a form gives it


@pytest.mark.parametrize("name", [name for name in FIELDS if name not in ("symbols", "end")])
def test_the_default_of_a_field_reads_back_from_its_text(name: str) -> None:
    field = FIELDS[name]
    text = "yes" if field.default is True else str(field.default)

    assert getattr(Parameters(**{name: field.value_from_text(f" {text} ")}), name) == field.default


@pytest.mark.parametrize("text", ["", "  ", "none", "None"])
def test_an_empty_text_empties_the_end_alone(text: str) -> None:
    assert FIELDS["end"].value_from_text(text) is None
    with pytest.raises(ParameterError, match="start"):
        Parameters(start=FIELDS["start"].value_from_text(text))


@pytest.mark.parametrize("name", [*NUMBERS, "drift"])
@pytest.mark.parametrize("text", ["ten", "", "1,5", "0x10", "5%", "--1", "1 2", "9" * 5000])
def test_words_for_a_number_are_refused_by_the_name_of_the_field(name: str, text: str) -> None:
    with pytest.raises(ParameterError) as caught:
        Parameters(**{**ROOM.get(name, {}), name: FIELDS[name].value_from_text(text)})

    assert [problem.field for problem in caught.value.problems] == [name]
    assert f"({name})" in str(caught.value)
    assert len(str(caught.value)) < 300
