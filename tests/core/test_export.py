"""Results as files: read back by others to the same numbers, and enough to run again."""

import csv
import io
import json
import math
from typing import Any, NoReturn

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import core
from core import BacktestResult, Parameters, run_backtest
from core.errors import DataError, ParameterError
from core.export import series_csv, summary_json
from core.metrics import METRICS
from core.prices import PriceSource
from tests.core.small import SYMBOLS, small_parameters, small_prices
from tests.oracles.panels import twins

COLUMNS = [
    *("AAA", "BBB", "CCC", "ret_AAA", "ret_BBB", "ret_CCC", "w_AAA", "w_BBB", "w_CCC"),
    *("ret_port_base", "equity_base", "dd_base", "leverage", "ret_port_dyn", "equity_dyn"),
    *("dd_dyn", "vol_ann", "brake", "leverage_target", "turnover", "cost", "financing"),
]
PRESETS = ["tradable", "as-scripted"]


def result_of(preset: str = "tradable", **fields: Any) -> BacktestResult:
    """The small backtest."""
    return run_backtest(small_prices(), small_parameters(preset, **fields))


def wiped_out() -> BacktestResult:
    """A backtest whose levered account loses everything halfway."""
    prices = twins([0.01, -0.02, -0.6, 0.01, 0.02])
    fields = {"symbols": ("ONE", "TWO"), "cov_lookback": 20, "min_hist": 20, "lev_min": 2.0}
    return run_backtest(prices, small_parameters(rebalance_freq="D", **fields))


def one_day() -> BacktestResult:
    """A backtest with a single day to earn."""
    return run_backtest(small_prices().loc[:"2015-01-19"], small_parameters())


def strict(content: bytes) -> dict[str, Any]:
    """The JSON in `content`, which may not hold what JSON does not know."""

    def refuse(constant: str) -> NoReturn:
        raise AssertionError(f"{constant} is not JSON")

    read = json.loads(content.decode("utf-8"), parse_constant=refuse)
    assert isinstance(read, dict)
    return read


CASES = {
    "tradable": result_of,
    "as-scripted": lambda: result_of("as-scripted"),
    "wiped out": wiped_out,
    "one day": one_day,
    "wild": lambda: result_of(lev_max=9.0, target_vol=2.0, cost_bps=333.3, leverage_band=0.0),
}


@pytest.fixture(params=CASES, scope="module")
def result(request: pytest.FixtureRequest) -> BacktestResult:
    """Results of many kinds."""
    return CASES[request.param]()


# --- the daily series


def test_the_series_has_the_columns_of_the_description_in_their_order() -> None:
    header = series_csv(result_of()).decode().splitlines()[0]

    assert header.split(",") == ["Date", *COLUMNS]


def test_the_series_reads_back_to_the_same_doubles_in_python(result: BacktestResult) -> None:
    rows = list(csv.DictReader(io.StringIO(series_csv(result).decode(), newline="")))

    assert [row["Date"] for row in rows] == [f"{day:%Y-%m-%d}" for day in result.dates]
    for name in result.daily.columns:
        read = [float(row[name]) if row[name] else math.nan for row in rows]
        assert np.array_equal(read, result.daily[name], equal_nan=True), name


def test_the_series_reads_back_to_the_same_doubles_in_pandas(result: BacktestResult) -> None:
    read = pd.read_csv(io.BytesIO(series_csv(result)), index_col="Date", parse_dates=True)

    pd.testing.assert_frame_equal(
        read, result.daily, check_exact=True, check_freq=False, check_index_type=False
    )


def test_the_series_is_plain_text_with_a_line_a_day(result: BacktestResult) -> None:
    content = series_csv(result)

    assert content.endswith(b"\n")
    assert b"\r" not in content
    assert content.count(b"\n") == len(result.dates) + 1
    assert content == series_csv(result)


def test_only_the_volatility_of_the_first_rows_is_empty(result: BacktestResult) -> None:
    lines = [line.split(",") for line in series_csv(result).decode().splitlines()]
    at = lines[0].index("vol_ann")

    for row, cells in enumerate(lines[1:]):
        empty = [place for place, cell in enumerate(cells) if not cell]
        assert empty == ([at] if row < result.parameters.vol_lookback - 1 else [])
        assert not {"nan", "inf", "-inf"} & {cell.lower() for cell in cells}


def test_every_row_of_the_series_is_one_of_the_prices() -> None:
    prices = small_prices()
    daily = result_of().daily

    assert daily.index.name == "Date"
    assert daily.index[-1] == prices.index[-1]
    pd.testing.assert_frame_equal(
        daily[list(SYMBOLS)], prices.loc[daily.index], check_exact=True, check_freq=False
    )


@pytest.mark.parametrize("symbol", ["Ä", "BRK.B", "^GSPC", "EURUSD=X", "日経", "a|b", "🙂"])
def test_symbols_of_any_script_read_back_from_both_files(symbol: str) -> None:
    prices = small_prices().rename(columns={"AAA": symbol})
    result = run_backtest(prices, small_parameters(symbols=(symbol, "BBB")))

    header = series_csv(result).decode("utf-8").splitlines()[0]

    assert next(csv.reader([header]))[1] == symbol
    assert strict(summary_json(result))["config"]["symbols"] == [symbol, "BBB"]


# --- the summary


def test_the_summary_is_strict_json(result: BacktestResult) -> None:
    assert strict(summary_json(result)) == result.summary


def test_the_summary_holds_what_the_description_asks_for() -> None:
    read = strict(summary_json(result_of(cost_bps=3.0)))

    for account in ("base", "dynamic"):
        assert {"ann_ret", "ann_vol", "sharpe", "max_drawdown"} <= set(read[account])
        assert set(read[account]) == {metric.key for metric in METRICS}
    assert read["version"] == core.__version__
    assert read["preset"] == "tradable"
    assert "cost_bps" in read["changed_from_preset"]
    assert read["prices"]["source"] == "memory"
    assert read["prices"]["simulated"] is False
    assert (read["prices"]["first_day"], read["prices"]["last_day"]) == ("2015-01-01", "2015-04-22")
    assert read["prices"]["days"] == 80
    assert len(read["prices"]["sha256"]) == 64
    # eleven days, then the end of the week, then a day to earn
    assert (read["first_day"], read["last_day"]) == ("2015-01-19", "2015-04-22")
    assert read["rows"] == 68


def test_the_summary_names_the_source_of_the_prices() -> None:
    source = PriceSource("file", "Ünïcode “prices” 💥.csv")

    result = run_backtest(small_prices(), small_parameters(), source=source)

    assert strict(summary_json(result))["prices"]["name"] == "Ünïcode “prices” 💥.csv"


def test_the_summary_of_prices_from_a_file_whose_name_is_no_text_can_be_written() -> None:
    source = PriceSource("file", "\udcff.csv")

    result = run_backtest(small_prices(), small_parameters(), source=source)

    assert "csv" in strict(summary_json(result))["prices"]["name"]


def test_simulated_prices_are_called_so() -> None:
    source = PriceSource("demo", "Simulated demo market", simulated=True)

    read = strict(summary_json(run_backtest(small_prices(), small_parameters(), source=source)))

    assert read["prices"]["simulated"] is True
    assert any("simulated" in note for note in read["notes"])


def test_a_figure_that_is_not_defined_is_null_and_no_number() -> None:
    read = strict(summary_json(one_day()))

    assert read["rows"] == 1
    assert read["base"]["ann_vol"] is None
    assert read["dynamic"]["sharpe"] is None
    assert isinstance(read["base"]["max_drawdown"], float)


def test_the_summary_reads_back_to_the_same_doubles(result: BacktestResult) -> None:
    read = strict(summary_json(result))

    for account in ("base", "dynamic"):
        assert read[account] == result.summary[account]
    assert Parameters(**read["config"]) == result.parameters


@pytest.mark.parametrize("preset", PRESETS)
def test_the_config_of_the_summary_runs_the_same_backtest_again(preset: str) -> None:
    first = result_of(preset, end="2015-04-01", target_vol=0.1 + 0.2, alpha_minvar=1 / 3)

    read = strict(summary_json(first))
    again = run_backtest(small_prices(), Parameters(**read["config"]))

    pd.testing.assert_frame_equal(again.daily, first.daily, check_exact=True)
    assert series_csv(again) == series_csv(first)
    assert summary_json(again) == summary_json(first)


def test_the_hash_of_the_summary_changes_with_one_price_and_with_nothing_else() -> None:
    def digest(prices: pd.DataFrame, **fields: Any) -> str:
        result = run_backtest(prices, small_parameters(**fields))
        return str(strict(summary_json(result))["prices"]["sha256"])

    other = small_prices()
    other.iloc[3, 0] = np.nextafter(other.iloc[3, 0], np.inf)

    assert digest(small_prices()) == digest(small_prices(), target_vol=0.5, solver="scripted")
    assert digest(small_prices()) == digest(small_prices().iloc[::-1].assign(ZZZ=1.0))
    assert digest(other) != digest(small_prices())


def test_the_table_and_the_files_agree_on_the_figures(result: BacktestResult) -> None:
    """Figures computed from the file alone, by the conventions of the description."""
    read = pd.read_csv(io.BytesIO(series_csv(result)), index_col="Date")
    said = strict(summary_json(result))

    for account, returns, equity in (
        ("base", "ret_port_base", "equity_base"),
        ("dynamic", "ret_port_dyn", "equity_dyn"),
    ):
        earned, values = read[returns], read[equity]
        if result.parameters.statistics == "scripted":
            expected = (1 + earned.mean()) ** 252 - 1
            peaks = values.cummax()
        else:
            expected = values.iloc[-1] ** (252 / len(values)) - 1
            peaks = values.cummax().clip(lower=1.0)
        assert said[account]["ann_ret"] == pytest.approx(expected, rel=1e-12)
        worst = (values / peaks - 1).min()
        assert said[account]["max_drawdown"] == pytest.approx(worst, rel=1e-12, abs=1e-15)
        assert (1 + earned).cumprod().to_numpy() == pytest.approx(values.to_numpy(), rel=1e-12)


def test_what_is_done_to_the_tables_of_a_result_changes_no_export() -> None:
    result = run_backtest(small_prices(), small_parameters())
    before = series_csv(result), summary_json(result)

    daily = result.daily
    daily.iloc[0, 0] = -1.0
    daily["more"] = 0.0
    summary = result.summary
    summary["base"]["sharpe"] = 9.0
    summary["config"].clear()

    assert (series_csv(result), summary_json(result)) == before


SPREADSHEET_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@given(st.text(min_size=1, max_size=8))
@example("=1+1")
@example("@SUM(A1)")
@example("-2+3")
@example("\t=1")
@example("ret_=1")
def test_no_symbol_becomes_a_formula_of_a_spreadsheet(symbol: str) -> None:
    try:
        parameters = small_parameters(symbols=("AAA", symbol))
    except ParameterError:
        return
    prices = small_prices()
    prices = prices.assign(**{parameters.symbols[1]: prices["BBB"]})

    try:
        header = series_csv(run_backtest(prices, parameters)).decode().split("\n")[0]
    except DataError:  # a name that the result needs itself
        return

    cells = next(csv.reader([header]))
    assert len(cells) == 1 + 3 * 2 + 13
    assert not [cell for cell in cells if cell.startswith(SPREADSHEET_FORMULA)]
