"""A study as one HTML page: what a colleague reads who has nothing but the file."""

import datetime as dt
import re
from dataclasses import replace

import pandas as pd
import pytest
from lxml import etree, html

from core.benchmarks import Benchmark, BenchmarkKind
from core.metrics import METRICS
from core.parameters import FIELDS
from core.prices import LoadedPrices, PriceSource
from core.project import Project
from core.report import report_html
from core.study import Study, project_study
from tests.core.small import small_parameters, small_prices

MADE = dt.datetime(2026, 11, 23, 18, 30, tzinfo=dt.UTC)
LOADED = LoadedPrices(small_prices(620), PriceSource("file", "small.csv"))
HOSTILE = "<script>alert(1)</script>\"'&{{ 7*7 }}{% raw %}"


def small_project() -> Project:
    """Three scenarios, the second one the reference."""
    project = Project.new(small_parameters())
    project = project.added("Low target", small_parameters(target_vol=0.08))
    return project.referring_to(2)


@pytest.fixture(scope="module")
def study() -> Study:
    return project_study(small_project(), LOADED)


@pytest.fixture(scope="module")
def page(study: Study) -> html.HtmlElement:
    return html.fromstring(report_html(study, MADE).decode())


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def cells_of(page: html.HtmlElement, caption: str, label: str) -> list[str]:
    """The cells of a row of the first table with a caption."""
    (row, *_) = page.xpath(
        "//table[caption=$caption]//tr[th[@scope='row' and normalize-space()=$label]]",
        caption=caption,
        label=label,
    )
    return [text_of(cell) for cell in row.xpath("td")]


def test_the_same_study_and_time_give_the_same_bytes(study: Study) -> None:
    again = project_study(small_project(), LOADED)
    assert report_html(study, MADE) == report_html(study, MADE) == report_html(again, MADE)


def test_nothing_in_the_page_points_outside_or_runs(page: html.HtmlElement) -> None:
    assert not page.xpath("//script | //img | //link | //iframe | //object | //@src | //@href")
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    assert not re.search(r"url\(|@import|https?:", page.xpath("string(//style)"))


def test_a_chart_is_well_formed_and_described_for_those_who_do_not_see_it(study: Study) -> None:
    content = report_html(study, MADE).decode()
    charts = re.findall(r"<svg.*?</svg>", content, re.DOTALL)
    assert len(charts) >= 3
    for chart in charts:
        svg = etree.fromstring(chart)
        named = [svg.find(f".//*[@id='{one}']").text for one in svg.get("aria-labelledby").split()]
        assert svg.get("role") == "img"
        assert all(named)
        assert "nan" not in chart.lower().replace("name", "")


def test_names_of_elements_are_unique(page: html.HtmlElement) -> None:
    names = page.xpath("//@id")
    assert len(names) == len(set(names))


def test_every_figure_of_every_account_stands_in_the_table(
    page: html.HtmlElement, study: Study
) -> None:
    sharpe = cells_of(page, "Figures", "Sharpe ratio")
    expected = [
        figures["sharpe"]
        for track in study.comparison.tracks
        for figures in (track.figures_base, track.figures_dynamic)
    ]
    assert [float(cell) for cell in sharpe] == pytest.approx(expected, abs=0.0005)
    labels = {text_of(one) for one in page.xpath("//table[caption='Figures']//th[@scope='row']")}
    assert len(labels) == len(METRICS)


def test_differences_are_those_of_the_written_figures_to_the_reference(
    page: html.HtmlElement,
) -> None:
    caption = "Differences to Tradable, both with the overlay"
    written = [float(one) for one in cells_of(page, "Figures", "Sharpe ratio")]
    script, low = cells_of(page, caption, "Sharpe ratio")
    assert float(script) == pytest.approx(written[1] - written[3])
    assert float(low) == pytest.approx(written[5] - written[3])


def test_the_headline_says_what_the_overlay_adds(page: html.HtmlElement) -> None:
    written = [float(one) for one in cells_of(page, "Figures", "Sharpe ratio")]
    rows = page.xpath("//table[@class='headline']/tbody/tr")
    for number, row in enumerate(rows):
        base, dynamic, change, word = (text_of(cell) for cell in row.xpath("td"))
        assert (float(base), float(dynamic)) == tuple(written[2 * number : 2 * number + 2])
        assert float(change) == pytest.approx(float(dynamic) - float(base))
        assert word == ("better" if float(change) > 0 else "worse")


def test_months_compound_to_what_pandas_makes_of_the_returns(
    page: html.HtmlElement, study: Study
) -> None:
    track = study.comparison.tracks[0]
    growth = pd.Series(1 + track.dynamic.returns, track.dates)
    expected = growth.groupby([track.dates.year, track.dates.month]).prod() - 1
    year = int(track.dates.year[100])
    cells = cells_of(page, "Returns by month with the overlay, %", str(year))
    for month, cell in enumerate(cells[:12], 1):
        if (year, month) in expected.index:
            assert float(cell.rstrip("*")) == pytest.approx(100 * expected[year, month], abs=0.051)
        else:
            assert cell == ""


def test_every_parameter_stands_there_and_those_unlike_the_reference_are_marked(
    page: html.HtmlElement,
) -> None:
    rows = page.xpath("//table[caption='Parameters']//tr[th[@scope='row']]")
    assert [text_of(row[0]) for row in rows] == [field.label for field in FIELDS.values()]
    # the reference stands first, then the others in their order
    assert cells_of(page, "Parameters", "Target volatility") == [
        "12 % a year",
        "12 % a year",
        "≠ 8 % a year",
    ]
    assert cells_of(page, "Parameters", "Execution lag") == ["1 day", "≠ 0 days", "1 day"]


def test_hostile_names_stay_text() -> None:
    project = small_project().renamed(1, HOSTILE).renamed(2, "\u202eevil\u0000 שלום " + "x" * 400)
    symbols = ("AAA", "BBB", "<b>C")
    frame = small_prices().rename(columns={"CCC": "<b>C"})
    for one in project.scenarios:
        project = project.with_parameters(one.key, one.parameters.changed(symbols=symbols))
    source = PriceSource("file", "<img src=x onerror=alert(1)>\udcff.csv")

    content = report_html(project_study(project, LoadedPrices(frame, source)), MADE)

    read = html.fromstring(content.decode())
    assert not read.xpath("//script | //img | //b | //@onerror")
    assert "<script>alert(1)</script>\"'&{{ 7*7 }}{% raw %}" in text_of(read)
    assert "\u202e" not in content.decode()
    for chart in re.findall(r"<svg.*?</svg>", content.decode(), re.DOTALL):
        etree.fromstring(chart)


def test_simulated_prices_are_called_so_and_others_are_not(study: Study) -> None:
    invented = replace(LOADED, source=PriceSource("demo", "Demo", simulated=True))
    told = report_html(project_study(small_project(), invented), MADE).decode()
    assert "invented, not real" in told
    assert "invented, not real" not in report_html(study, MADE).decode()


def test_a_scenario_without_result_is_told_with_its_reason() -> None:
    project = small_project()
    wrong = small_parameters(symbols=("AAA", "ZZZ"))
    told = report_html(project_study(project.with_parameters(3, wrong), LOADED), MADE).decode()
    assert "has no result" in told
    assert "ZZZ" in told


def test_a_report_of_nothing_says_so() -> None:
    project = small_project()
    for one in project.scenarios:
        project = project.shown(one.key, False)
    told = text_of(html.fromstring(report_html(project_study(project, LOADED), MADE).decode()))
    assert "There is nothing to compare" in told
    assert "Hidden, and not in this report: As scripted, Tradable and Low target." in told


def test_of_many_scenarios_the_selected_one_alone_is_told_at_length() -> None:
    project = small_project()
    for number in range(2):
        project = project.added("More", small_parameters(target_vol=0.2 + number / 10))
    told = report_html(project_study(project, LOADED), MADE, selected=4).decode()
    assert re.findall(r'<section id="(.*?)">', told) == ["scenario-4"]


def test_a_single_day_has_a_report() -> None:
    project = Project.new(small_parameters())
    rows = len(project_study(project, LOADED).comparison.dates)
    short = LoadedPrices(LOADED.frame.iloc[: len(LOADED.frame) - rows + 1], LOADED.source)
    made = project_study(project, short)
    assert len(made.comparison.dates) <= 2
    told = report_html(made, MADE).decode()
    assert "nan" not in re.sub(r"<style>.*?</style>", "", told, flags=re.DOTALL).lower()


def test_the_same_holdings_on_the_same_days_have_the_same_shares_of_risk() -> None:
    """Whatever was decided before the days compared: the later start knows none of it."""
    early = small_parameters(min_hist=20)
    late = early.changed(start=dt.date(2016, 6, 1))
    project = Project.new(early).with_parameters(1, late).with_parameters(2, early)
    shares = [
        [row.xpath("td")[-1].text for row in table.xpath("tbody/tr")]
        for table in html.fromstring(
            report_html(project_study(project, LOADED), MADE).decode()
        ).xpath("//table[caption='Weights, % of the base portfolio']")
    ]
    assert shares[0] == shares[1]


def test_benchmarks_are_told_in_words_and_hidden_ones_by_name() -> None:
    project = small_project()
    for benchmark in (
        Benchmark(0, BenchmarkKind.EQUAL, 2),
        Benchmark(0, BenchmarkKind.EQUAL, 3),
        Benchmark(0, BenchmarkKind.CONSTANT, 2),
        Benchmark(0, BenchmarkKind.SYMBOL, 2, (("BBB", 1.0),), visible=False),
    ):
        project = project.measured_against(benchmark)
    page = html.fromstring(report_html(project_study(project, LOADED), MADE).decode())
    (benchmarks,) = page.xpath("//section[h2='Benchmarks']")
    told = [text_of(one) for one in benchmarks.xpath(".//dd")]
    parts = "Equal parts of AAA, BBB and CCC, set anew at the rebalances of"
    assert told[0].startswith(f"{parts} Tradable.")
    assert told[1].startswith(f"{parts} Low target.")
    assert told[2].startswith("The portfolio of Tradable without its overlay, at a leverage of ")
    assert len(told) == 3
    assert not any("standard statistics" in words for words in told)
    assert "Hidden, and not in this report: BBB." in text_of(page)


def test_benchmarks_beside_scripted_statistics_are_told_to_have_standard_ones() -> None:
    project = small_project()
    for kind in (BenchmarkKind.EQUAL, BenchmarkKind.CONSTANT):
        project = project.measured_against(Benchmark(0, kind, 1))
    page = html.fromstring(report_html(project_study(project, LOADED), MADE).decode())
    (benchmarks,) = page.xpath("//section[h2='Benchmarks']")
    equal, constant = (text_of(one) for one in benchmarks.xpath(".//dd"))
    assert equal.endswith("Its figures are by the standard statistics.")
    assert "standard statistics" not in constant


def test_prices_that_no_result_has_used_are_not_called_clean() -> None:
    project = Project.new(small_parameters(symbols=("ZZZ",)))
    told = report_html(project_study(project, LOADED), MADE).decode()
    assert "Nothing strange" not in told
