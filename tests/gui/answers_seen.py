"""Whether the answer page that is seen says what `core` computes anew for the scenario as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from core.attribution import attribution
from core.attribution_text import attribution_csv
from core.break_evens import break_even_csv, break_evens, sharpe_csv
from core.causality import proof
from core.errors import BacktestError
from core.explained_day import explained_day
from core.kept_bases import KeptBases
from core.next_session import next_session, order_list
from core.scenario import Outcome, scenario_outcome
from core.units import date_of
from core.waterfall import explained_pair, waterfall, waterfall_csv
from gui.answer_page import AnswerPage
from gui.orders_table import HEADINGS

if TYPE_CHECKING:
    from core.study import Study
    from gui.attribution_page import AttributionPage
    from gui.break_evens_page import BreakEvensPage
    from gui.day_page import DayPage
    from gui.main_window import MainWindow
    from gui.proof_page import ProofPage
    from gui.steps_page import StepsPage
    from gui.today_page import TodayPage

SHARES = HEADINGS.index("Shares")


def assert_answered(window: MainWindow) -> None:
    """Check the page that is seen, once nothing is under way."""
    page, study, selected = window.pages.current, window.study, window.workspace.selected
    if not isinstance(page, AnswerPage) or study is None or window.workspace.late:
        return
    scenario = study.project.scenario(selected)
    assert scenario is not None
    name = window.pages.name
    if name == "papers":
        return  # of no scenario
    if name == "steps":
        assert_steps(cast("StepsPage", page), study, selected)
        return
    fresh = scenario_outcome(study.loaded, scenario)
    if fresh.result is None:
        assert not is_answered(page)
        assert str(fresh.error) in said(page)
        return
    match name:
        case "attribution":
            assert_attribution(cast("AttributionPage", page), study, fresh)
        case "break_evens":
            assert_break_evens(cast("BreakEvensPage", page), fresh)
        case "day":
            assert_day(cast("DayPage", page), fresh)
        case "today":
            assert_today(cast("TodayPage", page), window, fresh)
        case "proof":
            assert_proof(cast("ProofPage", page), study, fresh)
    if is_answered(page):
        assert page.heading.name == scenario.name


def is_answered(page: AnswerPage) -> bool:
    return not page.message.isVisible()


def said(page: AnswerPage) -> str:
    return page.message.text().replace("\N{ZERO WIDTH SPACE}", "")


def assert_steps(page: StepsPage, study: Study, selected: int) -> None:
    start, goal = explained_pair(study.project, selected, page.origin.currentData())
    made = waterfall(study.loaded, start, goal, KeptBases(), study.comparison.tracks, None)
    if len(made.rows) == 1 or all(row.track is None for row in made.rows):
        assert not is_answered(page)
        return
    assert is_answered(page)
    assert page._made is not None
    assert (page._made.start, page._made.goal) == (start, goal)
    assert waterfall_csv(page._made) == waterfall_csv(made)
    assert len(page.chart.bars) == len(made.rows) + 1  # the goal's own behind them


def assert_attribution(page: AttributionPage, study: Study, fresh: Outcome) -> None:
    result, track = fresh.result, study.comparison.track(fresh.scenario.key)
    assert result is not None
    dates = result.dates if track is None else track.dates
    first, last = (date_of(dates[place].to_datetime64()) for place in (0, -1))
    try:
        made = attribution(result, fresh.scenario.name, first, last)
    except BacktestError:
        assert not is_answered(page)
        return
    assert is_answered(page)
    assert page._made is not None
    assert attribution_csv(page._made) == attribution_csv(made)
    assert page.heading.details.startswith(f"{first} to {last}")


def assert_break_evens(page: BreakEvensPage, fresh: Outcome) -> None:
    made = break_evens(fresh)
    assert is_answered(page)
    assert page._made is not None
    assert break_even_csv(page._made) == break_even_csv(made)
    assert sharpe_csv(page._made) == sharpe_csv(made)


def assert_day(page: DayPage, fresh: Outcome) -> None:
    assert is_answered(page)
    assert page.day is not None
    assert fresh.result is not None
    assert fresh.base is not None
    wanted = page._asked or date_of(fresh.result.dates[-1].to_datetime64())
    assert repr(page.day) == repr(explained_day(fresh.result, fresh.base, wanted))
    if not (page.editor.hasFocus() and page.editor.isModified()):
        assert page.editor.value() == page.day.date


def assert_today(page: TodayPage, window: MainWindow, fresh: Outcome) -> None:
    account, loaded = window.workspace.project.account, window.workspace.loaded
    assert loaded is not None
    assert page.account == account
    try:
        wanted = next_session(loaded, fresh.scenario.parameters)
    except BacktestError:
        assert not is_answered(page)
        return
    assert is_answered(page)
    symbols = {one.symbol for one in wanted.day.symbols}
    held = None if account.held is None else {s: n for s, n in account.held if s in symbols}
    try:
        orders = order_list(
            wanted, fresh.scenario.parameters, account.equity, held, fractional=account.fractional
        )
    except BacktestError:
        assert page.problem.text()
        return
    page.table.clearSelection()  # else text is of the rows that are selected
    rows = [line.split("\t") for line in page.table.text().split("\n")]
    shares = {cells[0]: cells[SHARES] for cells in rows}
    for one in orders.orders:
        assert abs(float(shares[one.symbol]) - one.shares) < 1e-6 * max(one.shares, 1.0)


def assert_proof(page: ProofPage, study: Study, fresh: Outcome) -> None:
    key = fresh.scenario.key
    made = page.proof_of(study, key)
    if made is None:
        assert key not in page._made or page.notice.text(), (
            key,
            is_answered(page),
            said(page),
            page._made[key].task,
            fresh.scenario,
        )
        return
    days = tuple(trial.day for trial in made.trials)
    again = proof(study.loaded, fresh.scenario.parameters, days, 0)
    assert again.verdict == made.verdict
