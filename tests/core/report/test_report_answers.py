"""What a report answers about a scenario: in tables, in a picture, and in words."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from lxml import etree, html

from core import attribution, break_evens, causality, waterfall
from core.answers import study_answers
from core.causality import proof
from core.errors import DataError
from core.prices import LoadedPrices, PriceSource
from core.progress import Cancelled
from core.project import Project
from core.report import report_html
from core.report.answer_sections import answer_sections
from core.report.svg_chart import Frame
from core.report.waterfall_chart import Bar, waterfall_svg
from core.study import Study, project_study
from tests.core.hand_made import answers_by_hand, shares, way
from tests.core.small import small_parameters, small_prices

MADE = dt.datetime(2026, 11, 23, 18, 30, tzinfo=dt.UTC)
LOADED = LoadedPrices(small_prices(120), PriceSource("file", "small.csv"))
HOSTILE = "<script>alert(1)</script>\"'&{{ 7*7 }}]]>"
FRAME = Frame("x", "Sharpe", "Told.")


@pytest.fixture(scope="module")
def study() -> Study:
    return project_study(Project.new(small_parameters()), LOADED)


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def places(svg: str) -> list[tuple[str, float, float]]:
    """Class, left end and right end of every bar."""
    rects = etree.fromstring(svg).findall(".//rect")
    return [
        (one.get("class"), float(one.get("x")), float(one.get("x")) + float(one.get("width")))
        for one in rects
    ]


# --- the picture


def test_bars_lead_from_the_start_to_the_goal_and_are_as_long_as_their_changes() -> None:
    bars = [
        Bar("Start", 0.8, is_total=True),
        Bar("Up", 1.0, 0.2),
        Bar("Down", 0.5, -0.5),
        Bar("Goal", 0.5, is_total=True),
    ]
    start, up, down, goal = places(waterfall_svg(FRAME, bars, 3))

    assert [start[0], up[0], down[0], goal[0]] == ["bar total", "bar up", "bar down", "bar total"]
    unit = start[2] - start[1]
    assert up[1] == pytest.approx(start[2], abs=0.2)
    assert up[2] - up[1] == pytest.approx(unit / 4, abs=0.2)
    assert down[2] == pytest.approx(up[2], abs=0.2)
    assert down[2] - down[1] == pytest.approx(unit * 0.625, abs=0.2)
    assert goal[1] == start[1]
    assert goal[2] == pytest.approx(down[1], abs=0.2)


def test_a_figure_below_zero_has_its_bar_on_the_other_side() -> None:
    bars = [Bar("Start", 0.5, is_total=True), Bar("Down", -0.5, -1.0)]
    start, down = places(waterfall_svg(FRAME, bars, 3))
    svg = waterfall_svg(FRAME, [*bars, Bar("Goal", -0.5, is_total=True)], 3)
    goal = places(svg)[-1]

    assert down[1] < start[1] < start[2]
    assert goal[2] == pytest.approx(start[1], abs=0.2)
    assert all(left >= 265 and right <= 960 - 80 for _, left, right in places(svg))


def test_a_step_without_a_result_has_no_bar_and_the_next_one_goes_on() -> None:
    bars = [Bar("Start", 0.5, is_total=True), Bar("None", None), Bar("Next", 0.75, 0.25)]
    svg = waterfall_svg(FRAME, bars, 3)
    start, later = places(svg)

    assert "no result" in svg
    assert later[1] == pytest.approx(start[2], abs=0.2)


@pytest.mark.parametrize("bars", [[], [Bar("Start", None, is_total=True)], [Bar("0", 0.0)]])
def test_a_picture_of_nothing_is_a_picture(bars: list[Bar]) -> None:
    etree.fromstring(waterfall_svg(FRAME, bars, 3))


# --- the words and tables


def test_a_step_is_told_with_the_values_of_its_fields_and_its_changes() -> None:
    steps = answer_sections("scenario-1", answers_by_hand())[0]
    assert steps.table is not None
    start, lag, costs = steps.table.groups[0].rows

    assert start.cells == ("", "10.00", "", "0.750", "", "-25.00", "", "0.250", "")
    assert lag.cells[0] == "Execution lag: 0 days → 1 day"
    assert lag.cells[1:] == ("–",) * 8
    assert costs.label == "Trading costs"
    assert costs.cells[0] == "Trading cost: 0 bp → 2 bp"
    assert costs.cells[1:5] == ("7.00", "-3.00", "0.500", "-0.250")
    assert costs.cells[5:] == ("-25.00", "0.00", "-0.125", "-0.375")
    assert "Next-day execution: No prices." in steps.sentences


def test_the_sums_of_the_attribution_stand_among_its_lines() -> None:
    table = answer_sections("x", answers_by_hand())[1].table
    assert table is not None
    rows = {row.label: row.cells for row in table.groups[0].rows}

    assert list(rows)[5] == "Mean return"
    assert rows["Mean return"] == ("6.00", "7.50", "-1.50")
    assert rows["Growth"] == ("5.75", "7.50", "-1.75")
    assert rows["Covariance of leverage and return"] == ("-2.00", "0.00", "-2.00")


def test_the_reason_stands_in_place_of_an_answer() -> None:
    lost = DataError("It is wiped out.")
    _, sources, prices = answer_sections("x", answers_by_hand(lost, lost))

    assert sources.sentences == prices.sentences == ("It is wiped out.",)
    assert sources.table is prices.table is None


def test_a_rival_that_there_is_none_of_is_told_with_the_reason() -> None:
    alone = shares(rival=None, level=None, no_rival="It has no volatility.")
    table = answer_sections("x", answers_by_hand(alone))[1].table

    assert table is not None
    assert table.columns == 1
    assert table.note == "It has no volatility."


def test_a_break_even_has_its_unit_and_what_lies_ahead() -> None:
    table = answer_sections("x", answers_by_hand())[2].table
    assert table is not None
    first, second = table.groups[0].rows

    assert first.label.startswith("Borrowing spread, against")
    assert first.cells == ("1.00 % a year", "1.25 % a year", "+0.125", "+0.025")
    assert second.cells == ("2.00 bp", "–", "-0.062", "-0.075")


# --- the page


def test_every_scenario_that_is_told_of_has_its_answers_and_the_first_their_meaning(
    study: Study,
) -> None:
    content = report_html(study, MADE).decode()
    page = html.fromstring(content)

    for key in (1, 2):
        titles = [text_of(one) for one in page.xpath(f"//section[@id='scenario-{key}']/h3")]
        assert titles[:3] == [
            "From the script to what can be traded",
            "Where the return comes from",
            "Break-evens",
        ]
    shown = [text_of(one) for one in page.xpath("//p[contains(@class, 'meaning')]")]
    assert shown == [waterfall.MEANING, attribution.MEANING, break_evens.MEANING]
    assert len(page.xpath("//*[name()='svg' and contains(@class, 'bars')]")) == 2
    assert len(set(page.xpath("//@id"))) == len(page.xpath("//@id"))


def test_the_last_step_has_the_figures_of_the_scenario(study: Study) -> None:
    page = html.fromstring(report_html(study, MADE).decode())
    track = study.comparison.track(2)
    assert track is not None
    (row,) = page.xpath(
        "//section[@id='scenario-2']//table[contains(caption, 'From the script')]"
        "//tr[th='Statistics']"
    )
    cells = [text_of(cell) for cell in row.xpath("td")]

    assert cells[3] == f"{track.figures_dynamic['sharpe']:.3f}"
    assert cells[1] == f"{100 * track.figures_dynamic['ann_ret']:.2f}"


def test_answers_that_are_there_already_make_the_same_page(study: Study) -> None:
    made = study_answers(study, [1, 2])

    assert report_html(study, MADE, 2, made) == report_html(study, MADE, 2)
    assert report_html(study, MADE, 2, {1: made[1]}) == report_html(study, MADE, 2)


def test_a_proof_stands_in_the_page_where_there_is_one(study: Study) -> None:
    proved = proof(LOADED, small_parameters(), random=3)
    content = report_html(study, MADE, proofs={2: proved}).decode()
    page = html.fromstring(content)

    (title,) = page.xpath("//h3[text()='Proof']")
    assert title.getparent().get("id") == "scenario-2"
    assert text_of(title.getnext()) == proved.verdict
    assert "Proof" not in report_html(study, MADE).decode()
    assert causality.MEANING in " ".join(page.text_content().split())


def test_hostile_names_stay_text_in_tables_and_pictures() -> None:
    made = answers_by_hand(waterfall=way(HOSTILE, HOSTILE))
    project = Project.new(small_parameters()).without(2).renamed(1, HOSTILE)
    study = project_study(project, LOADED)
    content = report_html(study, MADE, 1, {1: replace(made, key=1)}).decode()
    page = html.fromstring(content)

    assert not page.xpath("//script")
    assert "{{ 7*7 }}" in content
    assert "49" not in " ".join(page.xpath("//section[@id='scenario-1']//th/text()"))
    for chart in re.findall(r"<svg.*?</svg>", content, re.DOTALL):
        etree.fromstring(chart)


def test_a_report_can_be_stopped_while_it_answers(study: Study) -> None:
    with pytest.raises(Cancelled):
        report_html(study, MADE, progress=lambda *_: False)
