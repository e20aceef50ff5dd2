"""The demo market: made by its script to the byte, like a market in kind, as its page says.

What "like a market" means is taken from the literature of stylised facts: R. Cont (2001),
Empirical properties of asset returns, Quantitative Finance 1, 223-236.
"""

import gzip
import re
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

RESOURCES = Path(__file__).parents[2] / "resources"
SCRIPT = RESOURCES / "make_demo_market.py"
FILE = RESOURCES / "demo_market.csv.gz"
PAGE = (RESOURCES / "demo_market.md").read_text(encoding="utf-8")

SYMBOLS = ["SPY", "QQQ", "IWM", "EFA", "EEM", "TLT", "LQD", "GLD"]
EQUITIES = SYMBOLS[:5]
CRASHES = {"slow": ("2008-09-08", "2009-03-13"), "fast": ("2020-02-18", "2020-03-20")}
CALM = ("2015-01-02", "2016-12-30")

PRICES = pd.read_csv(FILE, index_col="Date", parse_dates=True)
LOGS = np.log(PRICES).diff().iloc[1:]
RETURNS = PRICES.pct_change().iloc[1:]
YEARS = (PRICES.index[-1] - PRICES.index[0]).days / 365.25


def drawdown(prices: pd.Series) -> pd.Series:
    """Return how far prices are below their highest so far, as a fraction below zero."""
    return prices / prices.cummax() - 1


def change(symbol: str, start: str, end: str) -> float:
    """Return the change from the last price before a day to the last until another."""
    prices = PRICES[symbol]
    before = prices[prices.index < start].iloc[-1]
    return float(prices[:end].iloc[-1] / before - 1)


def year(symbol: str, number: int) -> float:
    """Return the change over a calendar year."""
    return change(symbol, f"{number}-01-01", f"{number}-12-31")


def autocorrelation(values: pd.Series, lag: int) -> float:
    """Return the sample autocorrelation."""
    centred = (values - values.mean()).to_numpy()
    return float(centred[lag:] @ centred[:-lag] / (centred @ centred))


def autocorrelation_error(returns: pd.Series, lag: int) -> float:
    """Return the standard error of an autocorrelation of white noise with changing variance.

    1/sqrt(n) is too small by far where volatility clusters (Diebold 1988; Cont 2001, section 4).
    """
    squares = (returns - returns.mean()) ** 2
    common = 1 + autocorrelation(squares, lag) * squares.var() / squares.mean() ** 2
    return float(np.sqrt(common / len(returns)))


def leverage_effect(returns: pd.Series, lags: range = range(1, 11)) -> float:
    """Return the mean correlation of a return with the squares of the returns days later."""
    squares = returns**2
    return float(np.mean([returns.corr(squares.shift(-lag)) for lag in lags]))


def correlation_of_equities(returns: pd.DataFrame) -> float:
    """Return the mean correlation of two different equities."""
    table = returns[EQUITIES].corr().to_numpy()
    return float(table[np.triu_indices(len(EQUITIES), 1)].mean())


def falls_of_spy(least: float = 0.14) -> list[tuple[pd.Timestamp, pd.Timestamp, float]]:
    """Return the highest day, the lowest day and the depth of each fall until a new high."""
    below = drawdown(PRICES["SPY"])
    found = []
    for _, spell in below.groupby((below == 0).cumsum()):
        if spell.min() <= -least:
            found.append((spell.index[0], spell.idxmin(), float(spell.min())))
    return found


def portfolio(kind: str) -> pd.Series:
    """Return the returns from 2010 on of equal weights, or of weights by inverse volatility."""
    if kind == "equal weights":
        return RETURNS.mean(axis=1)["2010":]
    inverse = 1 / RETURNS.rolling(60).std().shift()
    return (RETURNS * inverse.div(inverse.sum(axis=1), axis=0)).sum(axis=1)["2010":]


def levered(returns: pd.Series) -> pd.Series:
    """Return the equity at 12 % volatility of the last 60 days, levered twice at most."""
    volatility = returns.rolling(60).std().shift() * np.sqrt(252)
    return (1 + returns * (0.12 / volatility).clip(upper=2).fillna(1)).cumprod()


def times_below(equity: pd.Series, depth: float) -> int:
    """Count the falls to that depth, each counted once until a new high."""
    below = drawdown(equity)
    return int((below.groupby((below == 0).cumsum()).min() <= -depth).sum())


def sharpe(returns: pd.Series) -> float:
    """Return the annual Sharpe ratio over cash at 2 %."""
    excess = returns - 0.02 / 252
    return float(excess.mean() / excess.std() * np.sqrt(252))


def as_table(rows: list[list[str]]) -> str:
    """Return rows as a table in Markdown, numbers to the right."""
    head, *body = rows
    rule = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, rule, *body])


def percent(value: float) -> str:
    """Return a fraction in percent with one decimal and a true minus sign."""
    return f"{100 * value:.1f}".replace("-", "−")


def number(value: float, digits: int = 2) -> str:
    """Return a number with a true minus sign, and none at zero."""
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def table_of_returns() -> str:
    rows = [["", "growth", "volatility", "deepest fall", "worst day", "best day", "2008", "2022"]]
    for symbol, prices in PRICES.items():
        values = [
            (prices.iloc[-1] / prices.iloc[0]) ** (1 / YEARS) - 1,
            RETURNS[symbol].std() * np.sqrt(252),
            drawdown(prices).min(),
            RETURNS[symbol].min(),
            RETURNS[symbol].max(),
            year(symbol, 2008),
            year(symbol, 2022),
        ]
        rows.append([str(symbol), *map(percent, values)])
    return as_table(rows)


def table_of_shape() -> str:
    lags = ["r, 1", "\\|r\\|, 1", "\\|r\\|, 20", "\\|r\\|, 60"]
    rows = [["", "skewness", "excess kurtosis", *lags, "leverage effect"]]
    for symbol, returns in LOGS.items():
        values = [
            returns.skew(),
            returns.kurt(),
            autocorrelation(returns, 1),
            *(autocorrelation(returns.abs(), lag) for lag in (1, 20, 60)),
            leverage_effect(returns),
        ]
        rows.append([str(symbol), *map(number, values)])
    return as_table(rows)


def table_of_correlations() -> str:
    table = RETURNS.corr()
    return as_table(
        [["", *SYMBOLS], *([one, *map(number, table.loc[one, SYMBOLS])] for one in SYMBOLS)]
    )


def table_of_falls() -> str:
    rows = [["highest day", "lowest day", "days", *SYMBOLS]]
    for top, bottom, _ in falls_of_spy():
        moves = PRICES.loc[bottom] / PRICES.loc[top] - 1
        days = str(len(PRICES[top:bottom]) - 1)
        rows.append([f"{top:%Y-%m-%d}", f"{bottom:%Y-%m-%d}", days, *map(percent, moves)])
    return as_table(rows)


def table_of_eras() -> str:
    rows = [["from", "to", "equities", "SPY and TLT"]]
    for start, end in (CALM, *CRASHES.values()):
        era = RETURNS[start:end]
        both = era.corr().loc["SPY", "TLT"]
        rows.append([start, end, number(correlation_of_equities(era)), number(both)])
    return as_table(rows)


def table_of_portfolios() -> str:
    depths = (0.10, 0.15, 0.20, 0.25)
    rows = [["", "Sharpe", "volatility", "deepest fall", *(f"{d:.0%}" for d in depths)]]
    for kind in ("equal weights", "inverse volatility"):
        returns = portfolio(kind)
        equity = levered(returns)
        for name, values in (("", returns), (", levered", equity.pct_change().iloc[1:])):
            fall = drawdown((1 + values).cumprod())
            counts = [str(times_below((1 + values).cumprod(), depth)) for depth in depths]
            volatility = values.std() * np.sqrt(252)
            figures = [number(sharpe(values)), percent(volatility), percent(fall.min())]
            rows.append([kind + name, *figures, *counts])
    return as_table(rows)


@pytest.fixture(scope="module")
def made_again(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("again") / "any name.gz"
    subprocess.run([sys.executable, str(SCRIPT), str(path)], check=True, timeout=120)
    return path.read_bytes()


def test_running_the_script_again_gives_the_same_prices(made_again: bytes) -> None:
    assert gzip.decompress(made_again) == gzip.decompress(FILE.read_bytes())


@pytest.mark.skipif(
    sys.platform == "darwin" or "ng" in zlib.ZLIB_RUNTIME_VERSION,
    reason="this zlib is a variant that packs the same text in other bytes",
)
def test_running_the_script_again_gives_the_file_byte_for_byte(made_again: bytes) -> None:
    assert made_again == FILE.read_bytes()


def test_the_head_of_the_file_holds_neither_time_nor_name() -> None:
    head = FILE.read_bytes()[:10]
    assert head[:4] == b"\x1f\x8b\x08\x00"  # flags: no name
    assert head[4:8] == bytes(4)  # time


def test_the_text_is_plain_csv_with_iso_dates_and_four_decimals() -> None:
    text = gzip.decompress(FILE.read_bytes()).decode("ascii")
    head, *lines = text.removesuffix("\n").split("\n")
    assert head == ",".join(["Date", *SYMBOLS])
    assert lines[0] == ",".join(["2006-01-03", *["100.0000"] * 8])
    line = re.compile(r"\d{4}-\d\d-\d\d(,\d+\.\d{4}){8}")
    assert [bad for bad in lines if not line.fullmatch(bad)] == []


def test_prices_are_positive_and_complete() -> None:
    assert np.isfinite(PRICES.to_numpy()).all()
    assert (PRICES > 0).all(axis=None)


def test_days_are_strictly_increasing_weekdays_from_2006_to_2025() -> None:
    days = PRICES.index
    assert (days[0], days[-1]) == (pd.Timestamp("2006-01-03"), pd.Timestamp("2025-12-31"))
    assert days.is_monotonic_increasing
    assert days.is_unique
    assert (days.day_of_week < 5).all()


def test_only_a_few_holidays_a_year_are_missing() -> None:
    days = PRICES.index
    missing = pd.bdate_range(days[0], days[-1]).difference(days)
    assert missing.year.value_counts().between(7, 10).all()
    assert days.to_series().diff().max() <= pd.Timedelta(days=4)


@pytest.mark.parametrize(
    "holiday",
    [
        "2006-12-25",
        "2010-07-05",  # for Sunday the 4th
        "2020-07-03",  # for Saturday the 4th
        "2012-01-16",
        "2013-02-18",
        "2014-05-26",
        "2015-09-07",
        "2016-11-24",
        "2017-01-02",
        "2023-06-19",
    ],
)
def test_the_market_is_closed_on(holiday: str) -> None:
    assert pd.Timestamp(holiday) not in PRICES.index


@pytest.mark.parametrize("day", ["2010-12-31", "2021-06-18", "2021-12-31", "2018-06-19"])
def test_the_market_is_open_on(day: str) -> None:
    assert pd.Timestamp(day) in PRICES.index


# Cont (2001), fact 2: the unconditional distribution has heavy tails.
@pytest.mark.parametrize("symbol", SYMBOLS)
def test_tails_are_fat(symbol: str) -> None:
    assert 1 < LOGS[symbol].kurt() < 25
    assert (LOGS[symbol].abs() > 4 * LOGS[symbol].std()).sum() >= 10  # a normal one: 0.3 of a day


# Fact 4: over longer spans returns come nearer to a normal distribution.
@pytest.mark.parametrize("symbol", SYMBOLS)
def test_months_are_nearer_to_normal_than_days(symbol: str) -> None:
    logs = np.log(PRICES[symbol])
    # A month of 21 days may begin on any of them; one choice alone is a matter of luck.
    months = [logs.iloc[first::21].diff().iloc[1:].kurt() for first in range(21)]
    assert np.mean(months) < LOGS[symbol].kurt() - 0.5


# Fact 3: falls are larger than rises, though not in exchange rates and the like.
@pytest.mark.parametrize("symbol", EQUITIES)
def test_equities_lean_to_the_left(symbol: str) -> None:
    assert LOGS[symbol].skew() < 0


# Fact 1: no linear autocorrelation.
@pytest.mark.parametrize("symbol", SYMBOLS)
def test_returns_are_not_autocorrelated(symbol: str) -> None:
    returns = LOGS[symbol]
    scores = np.array(
        [
            autocorrelation(returns, lag) / autocorrelation_error(returns, lag)
            for lag in range(1, 21)
        ]
    )
    assert abs(autocorrelation(returns, 1)) < 0.05
    assert np.abs(scores).max() < 4
    assert (scores**2).sum() < stats.chi2.ppf(0.999, len(scores))


# Facts 6 and 8: volatility clusters, and is forgotten slowly.
@pytest.mark.parametrize("symbol", SYMBOLS)
def test_sizes_of_returns_are_autocorrelated_for_many_days(symbol: str) -> None:
    sizes = LOGS[symbol].abs()
    each = np.array([autocorrelation(sizes, lag) for lag in range(1, 61)])
    assert (each[:20] > 3 / np.sqrt(len(sizes))).all()
    assert each[:5].mean() > each[20:40].mean() > each[40:].mean() > 0


# Fact 9: volatility rises after a fall, not before it.
@pytest.mark.parametrize("symbol", EQUITIES)
def test_a_fall_of_equities_raises_their_volatility(symbol: str) -> None:
    after, before = leverage_effect(LOGS[symbol]), leverage_effect(LOGS[symbol], range(-10, 0))
    assert after < -0.02
    assert after < before - 0.02


@pytest.mark.parametrize("symbol", ["TLT", "GLD"])
def test_treasuries_and_gold_have_no_leverage_effect(symbol: str) -> None:
    assert abs(leverage_effect(LOGS[symbol])) < 0.02


def test_growth_differs_as_scripted() -> None:
    growth = (PRICES.iloc[-1] / PRICES.iloc[0]) ** (1 / YEARS) - 1
    assert growth[EQUITIES].sort_values(ascending=False).index.tolist() == [
        "QQQ",
        "SPY",
        "IWM",
        "EFA",
        "EEM",
    ]
    assert growth[["TLT", "LQD"]].max() < growth["EEM"] < growth["GLD"] < growth["SPY"]


@pytest.mark.parametrize(
    ("symbol", "volatility"),
    [
        ("SPY", 0.18),
        ("QQQ", 0.21),
        ("IWM", 0.23),
        ("EFA", 0.20),
        ("EEM", 0.24),
        ("TLT", 0.15),
        ("LQD", 0.08),
        ("GLD", 0.17),
    ],
)
def test_volatility_is_that_of_the_kind(symbol: str, volatility: float) -> None:
    assert RETURNS[symbol].std() * np.sqrt(252) == pytest.approx(volatility, rel=0.06)


def test_correlations_are_those_of_the_kind() -> None:
    table = RETURNS.corr()
    equities = table.loc[EQUITIES, EQUITIES].to_numpy()[np.triu_indices(5, 1)]
    assert equities.min() > 0.74
    assert equities.max() < 0.93
    assert table.loc["SPY", "TLT"] == pytest.approx(-0.3, abs=0.05)
    assert table.loc["TLT", "LQD"] == pytest.approx(0.6, abs=0.1)
    assert 0 < table.loc["SPY", "LQD"] < 0.2
    assert (table.loc["GLD", EQUITIES].abs() < 0.15).all()


def test_spy_halves_around_2008() -> None:
    top, bottom, depth = min(falls_of_spy(), key=lambda fall: fall[2])
    assert depth == pytest.approx(-0.5, abs=0.05)
    assert top.year in (2007, 2008)
    assert bottom.year == 2009


def test_spy_falls_by_a_third_within_weeks_in_2020() -> None:
    fall = drawdown(PRICES["SPY"]["2020-01":"2020-05"])
    assert fall.min() == pytest.approx(-0.32, abs=0.03)
    assert (fall["2020-02-18":] < -0.25).idxmax() < pd.Timestamp("2020-03-20")


def test_there_are_several_smaller_falls_too() -> None:
    assert sum(-0.25 < depth < -0.14 for *_, depth in falls_of_spy()) >= 4


@pytest.mark.parametrize("crash", CRASHES)
def test_in_a_crash_equities_fall_together_and_treasuries_rise(crash: str) -> None:
    start, end = CRASHES[crash]
    assert max(change(symbol, start, end) for symbol in EQUITIES) < -0.2
    assert change("TLT", start, end) > 0.05


@pytest.mark.parametrize("crash", CRASHES)
def test_in_a_crash_correlations_are_higher(crash: str) -> None:
    start, end = CRASHES[crash]
    calm = RETURNS[CALM[0] : CALM[1]]
    assert correlation_of_equities(RETURNS[start:end]) > correlation_of_equities(calm) + 0.05
    assert RETURNS[start:end].corr().loc["SPY", "TLT"] < calm.corr().loc["SPY", "TLT"] - 0.1


def test_in_2022_bonds_and_equities_fall_together() -> None:
    assert year("SPY", 2022) == pytest.approx(-0.18, abs=0.005)
    assert year("TLT", 2022) == pytest.approx(-0.28, abs=0.005)
    assert year("LQD", 2022) == pytest.approx(-0.17, abs=0.01)
    assert RETURNS.loc["2022"].corr().loc["SPY", "TLT"] > 0


def test_gold_has_a_long_bull_and_a_long_bear_of_its_own() -> None:
    assert change("GLD", "2006-01-04", "2011-12-31") > 1
    assert change("GLD", "2012-01-01", "2015-12-31") < -0.3
    assert change("SPY", "2012-01-01", "2015-12-31") > 0
    assert change("GLD", "2016-01-01", "2025-12-31") > 1


@pytest.mark.parametrize("kind", ["equal weights", "inverse volatility"])
def test_a_portfolio_earns_what_portfolios_earn(kind: str) -> None:
    assert 0.4 < sharpe(portfolio(kind)) < 0.8


@pytest.mark.parametrize("kind", ["equal weights", "inverse volatility"])
def test_a_levered_portfolio_falls_far_enough_for_a_brake(kind: str) -> None:
    equity = levered(portfolio(kind))
    assert times_below(equity, 0.10) >= 3
    assert times_below(equity, 0.20) >= 1


@pytest.mark.parametrize(
    "table",
    [
        table_of_returns,
        table_of_shape,
        table_of_correlations,
        table_of_falls,
        table_of_eras,
        table_of_portfolios,
    ],
)
def test_the_page_says_what_the_file_holds(table: Callable[[], str]) -> None:
    assert table() in PAGE


def test_the_page_names_the_seed_and_calls_the_prices_simulated() -> None:
    seed = re.search(r"^SEED = (\d+)", SCRIPT.read_text(encoding="utf-8"), re.MULTILINE)
    assert seed
    assert f"seed {seed[1]}" in PAGE
    assert "simulated, not real" in PAGE.lower()
