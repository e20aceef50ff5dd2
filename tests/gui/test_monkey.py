"""Whatever is clicked and typed in whatever order, window, project and figures agree."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QTabBar
from pytestqt.qtbot import QtBot

from core import run_backtest
from core.benchmarks import BenchmarkKind
from core.errors import BacktestError, ParameterError
from gui.main_window import MainWindow
from gui.page_list import PAGES
from gui.slider import FieldSlider
from tests.core.project_files import write_project
from tests.gui.answers_seen import assert_answered
from tests.gui.small_projects import at_rest, small_project

if TYPE_CHECKING:
    from gui.proof_page import ProofPage
    from gui.today_page import TodayPage

WAIT_MS = 60_000
DIALOGS = (
    "open",
    "open_folder",
    "save",
    "save_as",
    "csv",
    "json",
    "all_csv",
    "all_json",
    "report",
    "save_chart",
    "keys",
    "about",
    "quit",
)
ELSEWHERE = ("yahoo", "fetch_again", "demo")  # they ask the network, or take long
OTHERS = ("new", "former")  # they end the history
MOST = 9  # scenarios and benchmarks: beyond it they are deleted
KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Monkey:
    """Does one thing after another by chance, as a person's hands would."""

    def __init__(
        self,
        window: MainWindow,
        seed: int,
        *,
        leaves: bool = False,
        files: Sequence[Path] = (),
    ) -> None:
        self.window = window
        self.files = files
        self.chance = random.Random(seed)
        actions = window.actions_
        barred = (*DIALOGS, *ELSEWHERE, *(() if leaves else OTHERS))
        self.actions = [one for name, one in actions.named.items() if name not in barred]
        self.actions += [actions.undo, actions.redo] * 4
        self.actions += [*actions.pages, *actions.themes]
        self.done: list[str] = []

    def act(self) -> None:
        ways = [self.trigger] * 9 + [self.slide, self.press, self.type, self.pick] * 3
        ways += [self.click_day, self.order, self.prove, self.turn] * 2
        way = self.chance.choice(ways + [self.open] * bool(self.files))
        self.done.append(way.__name__)
        way()
        project = self.window.workspace.project
        if len(project.scenarios) + len(project.benchmarks) > MOST:
            self.window.actions_["delete"].trigger()
        for _ in range(self.chance.randrange(3)):
            QApplication.processEvents()

    def trigger(self) -> None:
        action = self.chance.choice(self.actions)
        self.done[-1] += f" {action.objectName()}"
        if action.isEnabled():
            action.trigger()

    def open(self) -> None:
        if self.window.actions_["open"].isEnabled():
            self.window.open_paths((self.chance.choice(self.files),))

    def slide(self) -> None:
        sliders = [one for one in self.window.form.findChildren(FieldSlider) if one.isVisible()]
        if sliders:
            QTest.keyClick(self.chance.choice(sliders), self.chance.choice(KEYS))

    def press(self) -> None:
        view = self.window.findChild(QListView, "scenarios")
        QTest.keyClick(view, self.chance.choice((*KEYS, Qt.Key.Key_Space)))

    def type(self) -> None:
        lines = [one for one in self.window.form.findChildren(QLineEdit) if one.isVisible()]
        line = self.chance.choice(lines)
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, self.chance.choice(("5", "12", "0.3", "-1", "x", "", "AAA, BBB")))
        if self.chance.random() < 0.7:
            end = (Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape)
            QTest.keyClick(line, self.chance.choice(end))

    def pick(self) -> None:
        view = self.window.findChild(QListView, "scenarios")
        if self.chance.random() < 0.3:
            name = self.chance.choice(("tabs", "answer_tabs", "groups"))
            tabs = self.window.findChild(QTabBar, name)
            tabs.setCurrentIndex(self.chance.randrange(tabs.count()))
            return
        row = self.chance.randrange(view.model().rowCount())
        where = view.visualRect(view.model().index(row, 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)

    def turn(self) -> None:
        """Turn to an answer, so that every other page seen is one."""
        name = self.chance.choice([page.name for page in PAGES if page.group == "answers"])
        self.done[-1] += f" {name}"
        self.window.pages.show_page(name)

    def click_day(self) -> None:
        study = self.window.study
        if study is not None and len(study.comparison.dates):
            days = study.comparison.dates.to_numpy().astype("datetime64[D]")
            self.window.pages.charts.day_chosen.emit(self.chance.choice(list(days)))

    def order(self) -> None:
        """Type an account, or what it holds."""
        self.window.pages.show_page("today")
        page = cast("TodayPage", self.window.pages.current)
        if page.message.isVisible():
            return
        if self.chance.random() < 0.4:
            page.equity.setFocus()
            page.equity.selectAll()
            QTest.keyClicks(page.equity, self.chance.choice(("5000", "1e9", "x", "123456.78")))
            if self.chance.random() < 0.7:
                QTest.keyClick(page.equity, Qt.Key.Key_Return)
        elif self.chance.random() < 0.5:
            page.held.setCurrentIndex(self.chance.randrange(page.held.count()))
            page.fractional.click()
        else:
            held = self.chance.choice(("AAA\t12\nBBB\t7.5", "ZZZ\t3", "AAA\tx", "4"))
            QGuiApplication.clipboard().setText(held)
            page.table.selectRow(0)
            QTest.keyClick(page.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def prove(self) -> None:
        """Begin a small proof; what follows may edit or stop it."""
        self.window.pages.show_page("proof")
        page = cast("ProofPage", self.window.pages.current)
        if not page.message.isVisible():
            page.inputs.count_editor.set_value(self.chance.randrange(3))
            page.inputs.button.click()


def assert_in_step(window: MainWindow) -> None:
    """The project, the form, the list and every figure agree, and the figures are right."""
    workspace = window.workspace
    project, study, loaded = workspace.project, workspace.study, workspace.loaded
    assert study is not None
    assert loaded is not None
    assert [path.name for path in project.source.paths] == [loaded.source.name]
    keys = [one.key for one in (*project.scenarios, *project.benchmarks)]
    assert len(keys) == len(set(keys))
    assert len({one.name for one in project.scenarios}) == len(project.scenarios)
    assert project.scenarios
    assert project.reference in (None, *(one.key for one in project.scenarios))
    assert {one.scenario for one in project.benchmarks} <= {one.key for one in project.scenarios}
    selected = project.scenario(workspace.selected)
    assert selected is not None
    with contextlib.suppress(ParameterError):  # where a field holds what is no value
        assert window.form.parameters().differences(selected.parameters) == ()
    late = {one.key for one in workspace.late}  # after a stop
    shown = {one.key: one for one in study.comparison.whole}
    for scenario in project.scenarios:
        outcome = study.outcome(scenario.key)
        if scenario.key in late:
            continue
        assert outcome is not None
        assert outcome.scenario == scenario
        assert (scenario.key in shown) == (scenario.visible and outcome.result is not None)
        if outcome.result is None:
            with pytest.raises(BacktestError) as refusal:
                run_backtest(loaded.frame, scenario.parameters)
            assert str(outcome.error) == str(refusal.value)
            continue
        alone = run_backtest(loaded.frame, scenario.parameters)
        assert list(outcome.result.dynamic.equity) == list(alone.dynamic.equity)
        if scenario.visible:
            assert shown[scenario.key].name == scenario.name
            base = shown[scenario.key].base
            assert base is not None
            assert list(base.equity) == list(alone.base.equity)
    for benchmark in project.benchmarks:
        if benchmark.kind is BenchmarkKind.CONSTANT and benchmark.key in shown:
            beside = study.outcome(benchmark.scenario)
            assert beside is not None
            assert beside.result is not None
            volatility = shown[benchmark.key].dynamic.returns.std()
            assert volatility == pytest.approx(beside.result.dynamic.returns.std(), rel=1e-3)


@pytest.mark.parametrize("seed", [1, 2])
def test_hundreds_of_random_actions_leave_everything_in_step(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, seed: int
) -> None:
    run_monkey(qtbot, window, tmp_path, seed, rounds=10, actions=25)


def run_monkey(
    qtbot: QtBot, window: MainWindow, folder: Path, seed: int, rounds: int, actions: int
) -> None:
    """Act, and look after each round; in the end take everything back."""
    window.open_paths((write_project(folder / "small.ballast", small_project(folder)),))
    qtbot.waitUntil(lambda: at_rest(window), timeout=WAIT_MS)
    first = window.workspace.project
    others = [small_project(folder, seed=other).source.paths[0] for other in (3, 4)]
    monkey = Monkey(window, seed, files=(*first.source.paths, *others))
    for _ in range(rounds):
        for _ in range(actions):
            monkey.act()
        window.list.findChild(QListView, "scenarios").setFocus()  # whatever is typed is meant
        window.form.take_typed()
        qtbot.waitUntil(lambda: at_rest(window) and window.answers.is_at_rest, timeout=WAIT_MS)
        try:
            assert_in_step(window)
            assert_answered(window)  # on the page that was seen all the time
            for name in (page.name for page in PAGES if page.group == "answers"):
                window.pages.show_page(name)
                qtbot.waitUntil(lambda: window.answers.is_at_rest, timeout=WAIT_MS)
                assert_answered(window)
        except AssertionError as error:
            raise AssertionError(f"{error}\nafter {monkey.done[-2 * actions :]}") from error
    history = window.workspace.document.history
    last, steps = window.workspace.project, history.index()
    while history.canUndo():
        history.undo()
        qtbot.waitUntil(lambda: at_rest(window), timeout=WAIT_MS)
    window.actions_["run"].trigger()
    qtbot.waitUntil(lambda: at_rest(window), timeout=WAIT_MS)
    # A load that is stopped in the middle of an undo leaves the prices at hand.
    assert replace(window.workspace.project, source=first.source) == first
    assert_in_step(window)
    while history.index() < steps:
        history.redo()
        qtbot.waitUntil(lambda: at_rest(window), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: at_rest(window), timeout=WAIT_MS)
    assert replace(window.workspace.project, source=last.source) == last
