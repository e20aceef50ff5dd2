"""The numbers of a report, its pictures read too, beside those of pandas from the daily series."""

import datetime as dt
import re

import numpy as np
import pandas as pd
import pytest
from lxml import etree, html

from core.prices import LoadedPrices, PriceSource
from core.project import Project
from core.report import report_html
from core.study import Study, project_study
from tests.core.report.test_report_html import MADE, cells_of, text_of
from tests.core.small import small_parameters, small_prices

PRICES = small_prices(620)
PRICES.iloc[300:303, 1] = np.nan
LOADED = LoadedPrices(PRICES, PriceSource("file", "small.csv"))


@pytest.fixture(scope="module")
def study() -> Study:
    """A scenario cut at its start to the days of another one, which carries prices forward."""
    own = small_parameters(cost_bps=20.0, target_vol=0.3, carry_forward=2)
    project = Project.new(own).with_parameters(1, own)
    return project_study(
        project.with_parameters(2, own.changed(start=dt.date(2015, 3, 2), cash_rate=0.01)), LOADED
    )


@pytest.fixture(scope="module")
def page(study: Study) -> html.HtmlElement:
    return html.fromstring(report_html(study, MADE).decode())


@pytest.fixture(scope="module")
def daily(study: Study) -> pd.DataFrame:
    """The series file of the first scenario on the compared days."""
    outcome = study.outcome(1)
    assert outcome is not None
    assert outcome.result is not None
    whole = outcome.result.daily
    assert len(whole) > len(study.comparison.dates)
    return whole.loc[study.comparison.dates]


def described(page: html.HtmlElement, name: str) -> str:
    """What is told of a chart to those who do not see it."""
    return str(page.xpath("string(//*[@id=$name])", name=f"{name}-d"))


def drawn(study: Study, name: str, tone: str) -> list[tuple[float, float]]:
    """Days and values of the solid line of a chart, read off its axes as an eye would."""
    content = report_html(study, MADE).decode()
    charts = [etree.fromstring(one) for one in re.findall(r"<svg.*?</svg>", content, re.DOTALL)]
    (svg,) = [one for one in charts if one.find(f".//*[@id='{name}-t']") is not None]
    ticks = svg.xpath(".//*[local-name()='text' and @class='value']")
    values = [float(re.sub("[^0-9.-]", "", one.text)) for one in ticks]
    slope, start = np.polyfit([float(one.get("y")) for one in ticks], values, 1)
    (line,) = svg.xpath(f".//*[local-name()='path' and @class='line {tone} solid']")
    (first,) = re.findall(r"M(\S+?)[ ]?(-?\d+)l", line.get("d"))
    steps = np.array(re.findall(r"-?\d+", line.get("d").partition("l")[2]), float).reshape(-1, 2)
    points = np.cumsum(np.vstack((np.array(first, float), steps)), axis=0) / 10.0
    return [(x, start + slope * y) for x, y in points.tolist()]


def test_the_years_are_those_of_pandas_without_and_with_the_overlay(
    page: html.HtmlElement, daily: pd.DataFrame
) -> None:
    growth = (1.0 + daily[["ret_port_base", "ret_port_dyn"]]).groupby(daily.index.year).prod()
    for year, one in (100.0 * (growth - 1.0)).iterrows():
        label = f"{year}*" if year != 2016 else "2016"
        cells = cells_of(page, "Returns by year, %", label)
        assert [float(cell) for cell in cells[:2]] == pytest.approx(one.tolist(), abs=0.0051)


def test_the_worst_drawdown_is_that_of_pandas(page: html.HtmlElement, daily: pd.DataFrame) -> None:
    equity = (1.0 + daily["ret_port_dyn"]).cumprod()
    fallen = equity / equity.cummax().clip(lower=1.0) - 1.0
    depth, _, trough, *_ = cells_of(page, "Worst drawdowns with the overlay", "1")
    assert float(depth) == pytest.approx(100.0 * fallen.min(), abs=0.0051)
    assert trough == f"{fallen.idxmin():%Y-%m-%d}"


def test_weights_are_those_of_the_compared_days(
    page: html.HtmlElement, daily: pd.DataFrame
) -> None:
    for symbol in ("AAA", "BBB", "CCC"):
        held = 100.0 * daily[f"w_{symbol}"]
        cells = cells_of(page, "Weights, % of the base portfolio", symbol)
        expected = [held.mean(), held.min(), held.max(), held.iloc[-1]]
        assert [float(cell) for cell in cells[:4]] == pytest.approx(expected, abs=0.0051)


def test_costs_and_interest_add_up_to_those_of_the_series(
    page: html.HtmlElement, study: Study, daily: pd.DataFrame
) -> None:
    outcome = study.outcome(1)
    assert outcome is not None
    assert outcome.result is not None
    base = pd.Series(outcome.result.base.cost, outcome.result.dates)[daily.index].sum()
    told = re.findall(r"([a-z, ]+): (-?[0-9.]+) %", described(page, "scenario-1-costs"))
    expected = {
        "costs, overlay": daily["cost"].sum(),
        "interest, overlay": daily["financing"].sum(),
        "costs without": base,
    }
    assert {name.strip(): float(value) for name, value in told} == pytest.approx(
        {name: 100.0 * value for name, value in expected.items()}, abs=0.0051
    )


@pytest.mark.parametrize(
    ("chart", "column", "factor"),
    [("leverage", "leverage", 1.0), ("drawdown", "dd_dyn", 100.0)],
)
def test_a_line_stands_where_its_axis_says(
    study: Study, daily: pd.DataFrame, chart: str, column: str, factor: float
) -> None:
    values = factor * daily[column]
    if chart == "drawdown":
        equity = (1.0 + daily["ret_port_dyn"]).cumprod()
        values = factor * (equity / equity.cummax().clip(lower=1.0) - 1.0)
    found = [value for _, value in drawn(study, chart, "s0")]
    room = 0.01 * (values.max() - values.min())
    assert [found[0], min(found), max(found), found[-1]] == pytest.approx(
        [values.iloc[0], values.min(), values.max(), values.iloc[-1]], abs=room
    )


@pytest.mark.parametrize("figure", ["vol", "sharpe"])
def test_rolling_figures_are_those_of_pandas(
    study: Study, daily: pd.DataFrame, figure: str
) -> None:
    returns = daily["ret_port_dyn"].rolling(252)
    values = returns.std() * np.sqrt(252)
    if figure == "sharpe":
        values = (returns.mean() * 252 - 0.02) / values
    else:
        values = 100.0 * values
    found = [value for _, value in drawn(study, f"scenario-1-{figure}", "s0")]
    room = 0.01 * (values.max() - values.min())
    assert [found[0], found[-1]] == pytest.approx(
        [values.dropna().iloc[0], values.iloc[-1]], abs=room
    )


def test_carried_prices_and_ratios_of_two_scales_are_told(page: html.HtmlElement) -> None:
    assert "0 left out, 2 prices carried forward" not in text_of(page)
    assert "1 left out, 2 prices carried forward" in text_of(page)
    assert "The Sharpe and Sortino ratios are not on one scale" in text_of(page)


def test_calendar_days_and_sessions_are_told_apart(page: html.HtmlElement) -> None:
    told = text_of(page)
    assert "Longest drawdown, sessions" in told
    assert "Sessions braked" in told
    assert "Days down, up and in all are calendar days, sessions braked are trading days." in told


def test_ruin_is_called_so_in_the_headline() -> None:
    frame = small_prices(200)
    frame.iloc[120:] *= 0.5
    own = small_parameters(lev_min=3.0, lev_max=3.0)
    project = Project.new(own).with_parameters(1, own)
    told = html.fromstring(
        report_html(project_study(project, LoadedPrices(frame, LOADED.source)), MADE).decode()
    )
    words = told.xpath("//table[@class='headline']//td[@class='word']")
    assert [text_of(one) for one in words] == ["wiped out", "wiped out"]
    assert f"wiped out on {frame.index[120]:%Y-%m-%d}" in text_of(told)
