"""The window as a person uses it: by mouse and keys, looking at what it shows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core import Parameters, cli, run_backtest
from core.result import BacktestResult
from gui.main_window import MainWindow
from gui.page_list import PAGES
from gui.runner import State
from tests.gui.hands import button, text_of, type_into
from tests.oracles.panels import simulated_prices

WAIT_MS = 60_000  # the kernels may have to be compiled first
ROOT = Path(__file__).parents[2]
SYMBOLS = ("AAA", "BBB", "CCC")


@pytest.fixture(scope="session")
def price_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("prices") / "three.csv"
    panel = simulated_prices(3, SYMBOLS, 900, first_day="2012-01-02")
    panel.to_csv(path, index_label="Date")
    return path


@pytest.fixture
def shown(qtbot: QtBot, window: MainWindow, price_file: Path) -> MainWindow:
    """A window that has run the file of three symbols."""
    open_paths(qtbot, window, price_file)
    assert window.study is not None, window.message.text
    assert len(window.study.comparison.tracks) == 2, window.message.text
    return window


def open_paths(qtbot: QtBot, window: MainWindow, *paths: Path) -> None:
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        window.open_paths(paths)


def rest(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.workspace.runner.state is State.READY, timeout=WAIT_MS)


def result(window: MainWindow, name: str) -> BacktestResult:
    """The result of a scenario that is shown."""
    assert window.study is not None
    found = next(one.result for one in window.study.outcomes if one.scenario.name == name)
    assert found is not None
    return found


def editor(window: MainWindow, field: str) -> QWidget:
    found = window.findChild(QWidget, f"field_{field}")
    assert found is not None
    return found


def activate(qtbot: QtBot, window: MainWindow) -> None:
    """Do what the window manager does when a dialog has closed."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


class DialogAnswer:
    """Answers the next file dialog with paths, as a user types them, and keeps what it showed."""

    def __init__(self, *paths: Path) -> None:
        self.title = self.suggested = self.folder = ""
        self._paths = paths
        self._look = QTimer(interval=5)
        self._look.timeout.connect(self._answer)
        self._look.start()

    def _answer(self) -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            return
        self._look.stop()
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        self.title, self.suggested = dialog.windowTitle(), line.text()
        self.folder = dialog.directory().absolutePath()
        names = [str(path) for path in self._paths]
        line.setText(names[0] if len(names) == 1 else " ".join(f'"{name}"' for name in names))
        dialog.accept()


def table_row(window: MainWindow, label: str) -> list[str]:
    """The cells of a figure, with the minus signs that Python reads."""
    for line in window.results.text().splitlines():
        if line.startswith(label):
            return line.replace("\N{MINUS SIGN}", "-").split("\t")[1:]
    raise AssertionError(f"the table has no row {label}")


def names(window: MainWindow) -> list[str]:
    return [scenario.name for scenario in window.workspace.project.scenarios]


# Prices


def test_an_opened_file_is_run_with_both_presets_and_its_figures_are_shown(
    shown: MainWindow, price_file: Path
) -> None:
    prices = pd.read_csv(price_file, index_col="Date", parse_dates=True)
    scripted, tradable = (
        run_backtest(prices, Parameters.preset(preset, symbols=SYMBOLS)).daily["ret_port_dyn"]
        for preset in ("as-scripted", "tradable")
    )
    scripted = scripted[tradable.index[0] :]  # it begins a day earlier
    growth = (1.0 + scripted.mean()) ** 252 - 1.0
    expected = [
        growth / (scripted.std(ddof=0) * 252**0.5),
        (tradable.mean() * 252 - 0.02) / (tradable.std() * 252**0.5),
    ]
    cells = [float(cell) for cell in table_row(shown, "Sharpe ratio")]
    assert cells == pytest.approx(expected, abs=5e-4)


def test_a_file_with_other_symbols_hands_them_to_the_scenarios_and_says_so(
    shown: MainWindow,
) -> None:
    assert shown.form.parameters().symbols == SYMBOLS
    assert all(one.parameters.symbols == SYMBOLS for one in shown.workspace.project.scenarios)
    assert "AAA, BBB, CCC" in shown.message.text
    assert "three.csv" in text_of(shown, "source")


def test_symbols_of_a_file_that_the_scenario_does_not_use_are_named(
    qtbot: QtBot, shown: MainWindow, tmp_path: Path
) -> None:
    more = tmp_path / "five.csv"
    panel = simulated_prices(4, (*SYMBOLS, "DDD", "EEE"), 900, first_day="2012-01-02")
    panel.to_csv(more, index_label="Date")

    open_paths(qtbot, shown, more)

    assert "five.csv has 2 more symbols" in shown.message.text
    assert "DDD, EEE" in shown.message.text
    assert result(shown, "Tradable").table.symbols == SYMBOLS


def test_the_demo_is_called_simulated_wherever_it_is_named(
    qtbot: QtBot, window: MainWindow
) -> None:
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        qtbot.mouseClick(button(window, "Demo market"), Qt.MouseButton.LeftButton)
    assert window.findChild(QLabel, "simulated").isVisible()
    assert "simulated" in window.windowTitle().lower()
    assert "simulated" in text_of(window, "source").lower()
    assert "simulated" in text_of(window, "notes").lower()


def test_a_real_file_is_not_called_simulated(shown: MainWindow) -> None:
    assert not shown.findChild(QLabel, "simulated").isVisible()
    assert "simulated" not in shown.windowTitle().lower()


def test_a_file_that_is_not_there_leaves_everything_as_it_was(
    qtbot: QtBot, shown: MainWindow, tmp_path: Path
) -> None:
    before, loaded = shown.study, shown.workspace.loaded
    open_paths(qtbot, shown, tmp_path / "absent.csv")
    assert "absent.csv" in shown.message.text
    assert shown.study is before
    assert shown.workspace.loaded is loaded
    assert shown.workspace.project.source.paths[0].name == "three.csv"


def test_prices_that_give_no_result_are_refused_and_taken_where_one_insists(
    qtbot: QtBot, shown: MainWindow, price_file: Path, tmp_path: Path
) -> None:
    before = shown.study
    lines = price_file.read_text().splitlines()
    day, first, second, _ = lines[300].split(",")
    lines[300] = f"{day},{first},{second},ten"
    broken = tmp_path / "broken.csv"
    broken.write_text("\n".join(lines))
    open_paths(qtbot, shown, broken)
    assert "broken.csv gives no result" in shown.message.text
    assert "CCC" in shown.message.text
    assert day in shown.message.text
    assert shown.study is before
    assert text_of(shown, "source") == "three.csv"
    insist = shown.findChild(QPushButton, "message_choice_0")
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        qtbot.mouseClick(insist, Qt.MouseButton.LeftButton)
    type_into(qtbot, editor(shown, "symbols"), "AAA, BBB")
    rest(qtbot, shown)
    assert result(shown, "Tradable").source.name == "broken.csv"


def test_undo_brings_back_the_prices_and_symbols_before(
    qtbot: QtBot, shown: MainWindow, tmp_path: Path
) -> None:
    figures = table_row(shown, "Sharpe ratio")
    other = tmp_path / "other.csv"
    simulated_prices(9, ("XXX", "YYY"), 900, first_day="2012-01-02").to_csv(
        other, index_label="Date"
    )
    open_paths(qtbot, shown, other)
    assert shown.form.parameters().symbols == ("XXX", "YYY")
    changed = table_row(shown, "Sharpe ratio")
    assert shown.actions_.undo.text() == "&Undo Use other.csv"

    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        shown.actions_.undo.trigger()
    assert text_of(shown, "source") == "three.csv"
    assert shown.form.parameters().symbols == SYMBOLS
    assert table_row(shown, "Sharpe ratio") == figures
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        shown.actions_.redo.trigger()
    assert text_of(shown, "source") == "other.csv"
    assert table_row(shown, "Sharpe ratio") == changed


def test_prices_that_undo_cannot_bring_back_are_told_and_those_at_hand_stay(
    qtbot: QtBot, shown: MainWindow, price_file: Path, tmp_path: Path
) -> None:
    moved = tmp_path / "moved.csv"
    moved.write_bytes(price_file.read_bytes())
    open_paths(qtbot, shown, moved)
    open_paths(qtbot, shown, price_file)
    moved.unlink()
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        shown.actions_.undo.trigger()
    assert "moved.csv" in shown.message.text
    assert shown.workspace.project.source.paths == (price_file,)
    assert len(shown.study.comparison.tracks) == 2


def test_several_files_are_opened_at_once_and_a_folder_as_well(
    qtbot: QtBot, window: MainWindow, price_file: Path, tmp_path: Path
) -> None:
    prices = pd.read_csv(price_file, index_col="Date")
    for symbol in prices.columns:
        prices[[symbol]].to_csv(tmp_path / f"{symbol}.csv")
    dialog = DialogAnswer(*(tmp_path / f"{symbol}.csv" for symbol in SYMBOLS[:2]))
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        qtbot.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert dialog.title
    assert window.form.parameters().symbols == SYMBOLS[:2]
    dialog = DialogAnswer(tmp_path)
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        window.actions_["open_folder"].trigger()
    assert dialog.folder
    assert set(window.workspace.loaded.symbols) == set(SYMBOLS)


def test_files_dropped_on_the_window_are_opened(
    qtbot: QtBot, window: MainWindow, price_file: Path
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(price_file))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), copy, data, left, none)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), copy, data, left, none))
    assert text_of(window, "source") == "three.csv"
    web = QMimeData()
    web.setUrls([QUrl("https://example.org/prices.csv")])
    enter = QDragEnterEvent(QPoint(9, 9), copy, web, left, none)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    assert not enter.isAccepted()


def test_no_field_takes_a_dropped_file_for_a_text(window: MainWindow) -> None:
    fields = window.form.findChildren(QLineEdit)

    assert len(fields) > 10
    assert not [field.objectName() for field in fields if field.acceptDrops()]


def test_dates_that_may_be_read_in_two_ways_are_asked_about_in_place(
    qtbot: QtBot, window: MainWindow, price_file: Path, tmp_path: Path
) -> None:
    # First days of the months alone: day and month of each may be exchanged.
    prices = pd.read_csv(price_file, index_col="Date", parse_dates=True)
    days = [d for d in pd.date_range("1990-01-01", "2030-12-31") if d.day <= 12][: len(prices)]
    prices.index = pd.Index([f"{day:%d/%m/%Y}" for day in days], name="Date")
    path = tmp_path / "twofold.csv"
    prices.sample(frac=1.0, random_state=1).to_csv(path)
    open_paths(qtbot, window, path)
    assert "twofold.csv" in window.message.text
    assert window.workspace.loaded is None
    buttons = [window.findChild(QPushButton, f"message_choice_{place}") for place in (0, 1)]
    assert all(button.isVisible() for button in buttons)
    assert "(day first)" in buttons[0].text()
    assert "(month first)" in buttons[1].text()
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert window.workspace.loaded is not None
    assert window.workspace.loaded.frame.index.min() == days[0]
    assert not buttons[0].isVisible()


# Live


def test_a_step_of_an_overlay_field_is_drawn_before_the_key_is_up(
    qtbot: QtBot, shown: MainWindow
) -> None:
    before = table_row(shown, "Mean leverage")
    qtbot.keyClick(editor(shown, "target_vol"), Qt.Key.Key_Down)

    assert shown.workspace.runner.state is State.READY
    assert shown.form.parameters().target_vol == 0.11
    after = table_row(shown, "Mean leverage")
    assert after[0] == before[0]  # the script's
    assert float(after[1]) < float(before[1])
    expected = run_backtest(
        shown.workspace.loaded.frame, Parameters(symbols=SYMBOLS, target_vol=0.11)
    )
    assert list(result(shown, "Tradable").dynamic.equity) == list(expected.dynamic.equity)
    drawn = [value for _, value in shown.pages.charts.equity.readings]
    assert f"{expected.dynamic.equity[-1]:.2f}" in drawn


def test_a_field_of_the_weights_is_run_by_the_worker_and_shown(
    qtbot: QtBot, shown: MainWindow
) -> None:
    type_into(qtbot, editor(shown, "shrink_alpha"), "80")
    rest(qtbot, shown)

    expected = run_backtest(
        shown.workspace.loaded.frame, Parameters(symbols=SYMBOLS, shrink_alpha=0.8)
    )
    assert list(result(shown, "Tradable").dynamic.equity) == list(expected.dynamic.equity)


def test_an_error_in_a_field_is_told_under_it_and_what_is_shown_stays(
    qtbot: QtBot, shown: MainWindow
) -> None:
    before = shown.study
    type_into(qtbot, editor(shown, "dd_threshold1"), "40")
    assert "Brake is full at" in text_of(shown, "error_dd_threshold1")
    assert shown.study is before
    assert "wrong" in text_of(shown, "problem")
    type_into(qtbot, editor(shown, "dd_threshold1"), "5")
    assert text_of(shown, "problem") == ""


def test_a_cash_rate_that_the_prices_lack_is_told_until_it_is_mended(
    qtbot: QtBot, shown: MainWindow
) -> None:
    type_into(qtbot, editor(shown, "cash_rate"), "^IRX")
    rest(qtbot, shown)

    assert "Tradable has no result" in shown.message.text
    assert "the prices have no column of that name" in shown.message.text
    assert len(shown.study.comparison.tracks) == 1
    shown.actions_.undo.trigger()
    rest(qtbot, shown)
    assert "no result" not in shown.message.text
    assert len(shown.study.comparison.tracks) == 2


def test_a_run_that_fails_for_one_scenario_still_shows_the_other(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    # Two assets that hedge each other to the cent have no risk parity, but the script has weights.
    up = np.exp(np.cumsum(np.random.default_rng(1).normal(0.0, 0.01, 400)))
    days = pd.bdate_range("2012-01-02", periods=400, name="Date")
    pd.DataFrame({"UP": up, "DOWN": 1.0 / up}, index=days).to_csv(tmp_path / "hedge.csv")
    project = window.workspace.project
    for scenario in project.scenarios:
        project = project.with_parameters(
            scenario.key, scenario.parameters.changed(symbols=("UP", "DOWN"), shrink_alpha=0.0)
        )
    window.workspace.edit(project, "Hedge")
    open_paths(qtbot, window, tmp_path / "hedge.csv")
    assert "Tradable has no result" in window.message.text
    assert "hedge" in window.message.text
    assert [track.name for track in window.study.comparison.tracks] == ["As scripted"]


# Undo


def test_an_edit_is_undone_and_done_again_by_keys_and_the_form_follows(
    qtbot: QtBot, shown: MainWindow
) -> None:
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    before = table_row(shown, "Mean leverage")
    type_into(qtbot, editor(shown, "target_vol"), "5")
    changed = table_row(shown, "Mean leverage")
    shown.list.setFocus()

    qtbot.keyClick(shown, Qt.Key.Key_Z, control)
    assert shown.form.parameters().target_vol == 0.12
    assert table_row(shown, "Mean leverage") == before
    qtbot.keyClick(shown, Qt.Key.Key_Z, control | shift)
    assert shown.form.parameters().target_vol == 0.05
    assert table_row(shown, "Mean leverage") == changed


def test_deleting_a_scenario_is_undone_with_its_place_and_colour(
    qtbot: QtBot, shown: MainWindow
) -> None:
    before = shown.workspace.project
    shown.actions_["delete"].trigger()
    assert names(shown) == ["As scripted"]
    assert shown.form.parameters().statistics == "scripted"
    shown.actions_.undo.trigger()
    rest(qtbot, shown)
    assert shown.workspace.project == before
    assert len(shown.study.comparison.tracks) == 2


def test_undoing_a_duplicate_leads_back_to_the_scenario_it_is_of(
    qtbot: QtBot, shown: MainWindow
) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    tradable = shown.workspace.selected
    qtbot.keyClick(shown, Qt.Key.Key_D, control)
    copy = shown.workspace.selected
    assert copy != tradable
    shown.actions_.undo.trigger()
    assert shown.workspace.selected == tradable
    shown.actions_.redo.trigger()
    assert shown.workspace.selected == copy


def test_undo_shows_the_scenario_whose_edit_it_takes_back(qtbot: QtBot, shown: MainWindow) -> None:
    type_into(qtbot, editor(shown, "target_vol"), "5")
    script = shown.workspace.project.scenarios[0].key
    shown.select(script)
    shown.actions_.undo.trigger()
    assert shown.workspace.selected != script
    assert shown.form.parameters().target_vol == 0.12


# Scenarios and benchmarks


def test_a_duplicate_comes_into_the_form_under_a_name_of_its_own(
    qtbot: QtBot, shown: MainWindow
) -> None:
    qtbot.keyClick(shown, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, shown)

    assert names(shown) == ["As scripted", "Tradable", "Tradable 2"]
    assert shown.workspace.selected == shown.workspace.project.scenarios[2].key
    row = table_row(shown, "Sharpe ratio")
    assert len(row) == 3
    assert row[1] == row[2]


def test_the_twin_differs_in_the_fields_of_the_preset_alone(
    qtbot: QtBot, shown: MainWindow
) -> None:
    type_into(qtbot, editor(shown, "target_vol"), "5")
    shown.actions_["twin"].trigger()
    rest(qtbot, shown)

    twin = shown.workspace.project.scenarios[-1].parameters
    assert twin == Parameters.preset("as-scripted", symbols=SYMBOLS, target_vol=0.05)


def test_a_hidden_scenario_leaves_charts_and_table_and_comes_back(
    qtbot: QtBot, shown: MainWindow
) -> None:
    qtbot.keyClick(shown, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert len(table_row(shown, "Sharpe ratio")) == 1
    qtbot.keyClick(shown, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert len(table_row(shown, "Sharpe ratio")) == 2


def test_scenarios_of_other_days_are_compared_on_the_same_and_the_window_says_so(
    qtbot: QtBot, shown: MainWindow
) -> None:
    type_into(qtbot, editor(shown, "start"), "2013-06-03")
    rest(qtbot, shown)

    first = f"{result(shown, 'Tradable').dates[0]:%Y-%m-%d}"
    assert result(shown, "As scripted").dates[0] < result(shown, "Tradable").dates[0]
    assert f"compared on the same days, {first} to" in text_of(shown, "notes")
    assert "since Tradable begins last" in text_of(shown, "notes")
    assert {len(track.dates) for track in shown.study.comparison.tracks} == {
        len(result(shown, "Tradable").dates)
    }


@pytest.mark.parametrize(
    ("action", "name"),
    [("equal", "Equal weights"), ("constant", "Constant ")],
)
def test_a_benchmark_is_one_click_and_has_a_column(
    qtbot: QtBot, shown: MainWindow, action: str, name: str
) -> None:
    shown.actions_[action].trigger()

    assert shown.study.comparison.tracks[-1].name.startswith(name)
    assert len(table_row(shown, "Volatility")) == 3
    shown.actions_[action].trigger()  # once is enough
    assert len(table_row(shown, "Volatility")) == 3
    if action == "constant":
        volatility = table_row(shown, "Volatility")
        assert volatility[1] == volatility[2]


def test_any_symbol_of_the_prices_is_a_benchmark_by_a_click_in_the_menu(
    qtbot: QtBot, shown: MainWindow, price_file: Path
) -> None:
    menu = shown.findChild(QMenu, "symbol_menu")
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == "BBB").trigger()

    track = shown.study.comparison.tracks[-1]
    assert track.name == "BBB"
    prices = pd.read_csv(price_file, index_col="Date", parse_dates=True)["BBB"]
    before, first = prices.loc[: track.dates[0]].iloc[-2:]
    growth = prices.loc[track.dates[-1]] / first * (first / before - 2e-4)  # bought at 2 bp
    assert track.dynamic.equity[-1] == pytest.approx(growth, rel=1e-12)


def test_a_value_is_used_in_all_scenarios(qtbot: QtBot, shown: MainWindow) -> None:
    type_into(qtbot, editor(shown, "target_vol"), "5")
    shown.form.spread_wanted.emit("target_vol")

    assert {one.parameters.target_vol for one in shown.workspace.project.scenarios} == {0.05}
    shown.actions_.undo.trigger()
    assert [one.parameters.target_vol for one in shown.workspace.project.scenarios] == [0.12, 0.05]


def test_differences_to_the_reference_are_a_key_away(qtbot: QtBot, shown: MainWindow) -> None:
    figures = [float(cell) for cell in table_row(shown, "Sharpe ratio")]
    qtbot.keyClick(shown, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)

    cell = table_row(shown, "Sharpe ratio")[1]
    assert float(cell) == pytest.approx(figures[1] - figures[0], abs=1.1e-3)
    assert cell[0] in "+-"


# Pages


@pytest.mark.parametrize("place", range(len(PAGES)))
def test_every_page_is_a_key_away_and_shows_something(
    qtbot: QtBot, shown: MainWindow, place: int
) -> None:
    held, digit = PAGES[place].key.split("+")
    modifier = {"Ctrl": Qt.KeyboardModifier.ControlModifier, "Alt": Qt.KeyboardModifier.AltModifier}
    qtbot.keyClick(shown, Qt.Key(Qt.Key.Key_0.value + int(digit)), modifier[held])
    qtbot.waitUntil(lambda: shown.answers.is_at_rest)

    assert shown.pages.name == PAGES[place].name
    assert shown.actions_.pages[place].isChecked()
    colors = shown.pages.current.grab().toImage()
    sampled = {
        colors.pixelColor(x, y).rgb()
        for x in range(0, colors.width(), 9)
        for y in range(0, colors.height(), 7)
    }
    assert len(sampled) > 5


def test_a_page_that_was_not_seen_shows_what_has_changed_since(
    qtbot: QtBot, shown: MainWindow
) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(shown, Qt.Key.Key_3, control)
    before = shown.pages.current.grab().toImage()
    qtbot.keyClick(shown, Qt.Key.Key_1, control)
    type_into(qtbot, editor(shown, "target_vol"), "40")
    qtbot.keyClick(shown, Qt.Key.Key_3, control)

    assert shown.pages.current.grab().toImage() != before


# Files


def test_csv_and_json_of_the_scenario_in_the_form_read_back_the_same(
    qtbot: QtBot, shown: MainWindow, tmp_path: Path
) -> None:
    for suffix in ("csv", "json"):
        dialog = DialogAnswer(tmp_path / "out")  # the suffix is left to the program
        with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
            shown.actions_[suffix].trigger()
        assert "tradable" in dialog.suggested
        assert "Tradable" in dialog.title
        assert f"out.{suffix}" in shown.message.text
        assert "Tradable" in shown.message.text
        activate(qtbot, shown)
    made = result(shown, "Tradable")
    series = pd.read_csv(tmp_path / "out.csv", index_col="Date", parse_dates=True)
    assert list(series.columns) == list(made.daily.columns)
    np.testing.assert_array_equal(series.to_numpy(), made.daily.to_numpy())
    summary = json.loads((tmp_path / "out.json").read_text())
    assert set(summary.pop("answers")) >= {"waterfall", "attribution", "break_evens"}
    assert summary == made.summary


def test_a_project_is_saved_and_comes_back_with_its_prices_and_layout(
    qtbot: QtBot, shown: MainWindow, tmp_path: Path
) -> None:
    type_into(qtbot, editor(shown, "target_vol"), "7")
    shown.actions_["log"].trigger()
    dialog = DialogAnswer(tmp_path / "mine")
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        qtbot.keyClick(shown, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    activate(qtbot, shown)
    assert dialog.suggested.endswith(".ballast")
    assert shown.workspace.document.is_saved
    assert "mine" in shown.windowTitle()
    saved, figures = shown.workspace.project, table_row(shown, "Sharpe ratio")

    type_into(qtbot, editor(shown, "target_vol"), "9")
    assert shown.isWindowModified()
    shown.actions_["log"].trigger()
    shown.open_demo()
    rest(qtbot, shown)
    open_paths(qtbot, shown, tmp_path / "mine.ballast")

    assert shown.workspace.project == saved
    assert table_row(shown, "Sharpe ratio") == figures
    assert shown.form.parameters().target_vol == 0.07
    assert shown.pages.charts.is_log
    assert not shown.isWindowModified()


def test_what_the_window_exports_of_all_equals_what_the_command_line_writes(
    qtbot: QtBot, shown: MainWindow, tmp_path: Path
) -> None:
    type_into(qtbot, editor(shown, "target_vol"), "7")
    shown.actions_["equal"].trigger()
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        shown.files.save_to(tmp_path / "mine.ballast")
    for kind in ("csv", "json"):
        with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
            shown.files.export(kind, tmp_path / f"window.{kind}", everything=True)
    files = [str(tmp_path / f"line.{kind}") for kind in ("csv", "json")]
    project = str(tmp_path / "mine.ballast")
    code = cli.run(["--project", project, "--csv", files[0], "--json", files[1], "--explain"])

    assert code == 0
    for kind in ("csv", "json"):
        made = [(tmp_path / f"{who}.{kind}").read_bytes() for who in ("window", "line")]
        assert made[0] == made[1]


def test_the_report_of_what_is_shown_is_one_file(
    qtbot: QtBot, shown: MainWindow, tmp_path: Path
) -> None:
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        shown.files.write_report(tmp_path / "report.html")

    text = (tmp_path / "report.html").read_text()
    assert "Tradable" in text
    assert "<svg" in text
    assert "report.html" in shown.message.text


def test_a_project_that_cannot_be_read_leaves_everything_as_it_was(
    qtbot: QtBot, shown: MainWindow, tmp_path: Path
) -> None:
    before = shown.workspace.project, shown.study
    (tmp_path / "broken.ballast").write_text('{"format": "ballast-project"')
    shown.open_paths((tmp_path / "broken.ballast",))

    assert "broken.ballast" in shown.message.text
    assert (shown.workspace.project, shown.study) == before


def test_a_project_whose_prices_are_gone_says_so_and_other_prices_bring_it_back(
    qtbot: QtBot, shown: MainWindow, price_file: Path, tmp_path: Path
) -> None:
    moved = tmp_path / "moved.csv"
    moved.write_bytes(price_file.read_bytes())
    open_paths(qtbot, shown, moved)
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        shown.files.save_to(tmp_path / "mine.ballast")
    open_paths(qtbot, shown, price_file)
    moved.unlink()
    open_paths(qtbot, shown, tmp_path / "mine.ballast")
    assert "moved.csv" in shown.message.text
    assert shown.study is None
    open_paths(qtbot, shown, price_file)
    assert len(shown.study.comparison.tracks) == 2


def test_an_export_that_cannot_be_written_says_so(
    qtbot: QtBot, shown: MainWindow, tmp_path: Path
) -> None:
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        shown.files.export("csv", tmp_path / "absent" / "out.csv")
    assert "absent" in shown.message.text
    assert shown.workspace.runner.state is State.READY


def test_the_whole_table_is_copied_with_signs_that_spreadsheets_read(
    qtbot: QtBot, shown: MainWindow
) -> None:
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(shown, Qt.Key.Key_C, control | shift)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert lines[0][1:] == ["As scripted", "Tradable"]
    drawdown = next(line for line in lines if line[0].startswith("Max. drawdown"))
    summary = result(shown, "Tradable").summary
    shown_last = float(drawdown[-1])  # float() does not read the minus sign of typography
    assert shown_last == pytest.approx(100 * summary["dynamic"]["max_drawdown"], abs=0.005)


def test_the_picture_of_a_page_is_copied(qtbot: QtBot, shown: MainWindow) -> None:
    QGuiApplication.clipboard().clear()
    shown.actions_["copy_chart"].trigger()
    assert QGuiApplication.clipboard().image().width() > 400


# Work under way


def test_stop_ends_the_load_and_keeps_what_is_shown(
    qtbot: QtBot, shown: MainWindow, price_file: Path
) -> None:
    before = shown.study
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        shown.open_paths((price_file,))
        assert shown.workspace.runner.state is State.BUSY
        assert not button(shown, "Open").isEnabled()
        qtbot.mouseClick(button(shown, "Stop"), Qt.MouseButton.LeftButton)
        assert shown.workspace.runner.state is State.STOPPING
    assert shown.study is before
    assert button(shown, "Open").isEnabled()
    assert "Stopped" in text_of(shown, "stage")


def test_two_hundred_quick_starts_and_stops_leave_the_window_at_work(
    qtbot: QtBot, shown: MainWindow
) -> None:
    failed = []
    shown.workspace.failed.connect(lambda task, error: failed.append(error))
    for turn in range(200):
        qtbot.keyClick(shown, Qt.Key.Key_F5)
        qtbot.keyClick(shown, Qt.Key.Key_F5)
        if turn % 2:
            QGuiApplication.processEvents()
        qtbot.keyClick(shown, Qt.Key.Key_Escape)
    rest(qtbot, shown)
    qtbot.keyClick(shown, Qt.Key.Key_F5)
    rest(qtbot, shown)
    assert not failed
    assert len(shown.study.comparison.tracks) == 2


@pytest.mark.parametrize("size", [(1100, 700), (1360, 820)])
@pytest.mark.parametrize("page", ["charts", "steps"])
def test_every_tab_is_seen_in_a_small_window(
    qtbot: QtBot, shown: MainWindow, size: tuple[int, int], page: str
) -> None:
    shown.resize(*size)
    shown.pages.show_page(page)
    tabs = shown.pages.tabs if page == "charts" else shown.pages.answers
    qtbot.waitUntil(lambda: tabs.rect().contains(tabs.tabRect(tabs.count() - 1)))
    assert (shown.width(), shown.height()) == size
    day = shown.pages.charts.bar.date_label
    assert day.fontMetrics().horizontalAdvance(day.text()) <= day.width()


def test_closing_in_mid_run_waits_for_the_thread_and_shows_no_error(
    qtbot: QtBot, shown: MainWindow
) -> None:
    qtbot.keyClick(shown, Qt.Key.Key_F5)
    worker = shown.workspace.runner.findChild(QObject)
    assert worker is not None
    assert shown.close()
    assert not shown.isVisible()
    assert worker.isFinished()


class _Wedge:
    """A task that goes wrong in a way nobody has foreseen."""

    def __call__(self, progress: object) -> object:
        raise ZeroDivisionError("a wheel came off")


def test_a_bug_in_a_task_goes_to_the_hook_of_the_process(qtbot: QtBot, shown: MainWindow) -> None:
    with qtbot.captureExceptions() as bugs, qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        shown.workspace.runner.begin(_Wedge())
    assert [str(bug[1]) for bug in bugs] == ["a wheel came off"]
    assert "Failed" in text_of(shown, "stage")


def test_before_the_first_result_the_place_of_the_charts_tells_that_work_is_under_way(
    qtbot: QtBot, window: MainWindow
) -> None:
    assert "No prices" in window.pages.charts.message.text()
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        window.open_demo()
        assert "Running" in window.pages.charts.message.text()
        qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert "No prices" in window.pages.charts.message.text()


def test_the_first_start_of_all_says_that_it_compiles(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.main_window.is_compiled", lambda: False)
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        window.open_demo()
        assert "compiles the engine" in window.pages.charts.message.text()
    assert not window.pages.charts.message.isVisible()


# The window itself


def test_colours_change_by_choice(shown: MainWindow) -> None:
    light = shown.grab().toImage().pixelColor(5, shown.height() - 5).lightness()
    shown.actions_.themes[2].trigger()
    dark = shown.grab().toImage().pixelColor(5, shown.height() - 5).lightness()
    assert light > 200 > 80 > dark
    shown.actions_.themes[1].trigger()


def test_fetching_again_is_offered_for_prices_that_were_fetched_alone(shown: MainWindow) -> None:
    assert not button(shown, "Fetch again").isEnabled()
    assert button(shown, "Real prices").isEnabled()


def test_every_action_has_a_key_that_no_field_with_the_focus_takes(window: MainWindow) -> None:
    fields = [editor(window, "symbols"), editor(window, "target_vol").findChild(QLineEdit)]
    for action in window.actions():
        free = []
        for sequence in action.shortcuts():
            keys = sequence[0]
            taken = False
            for field in fields:
                press = QKeyEvent(
                    QEvent.Type.ShortcutOverride, keys.key(), keys.keyboardModifiers()
                )
                press.ignore()
                QApplication.sendEvent(field, press)
                taken |= press.isAccepted()
            free += [] if taken else [sequence]
        assert free or not action.shortcuts(), action.text()


def test_a_task_that_never_answers_does_not_keep_the_program_from_ending() -> None:
    code = """
import tempfile
import threading
from pathlib import Path
from PySide6.QtCore import QTimer
from gui import runner
from gui.app import make_app
from core import cli
from core.result import BacktestResult
from gui.page_list import PAGES
from gui.main_window import MainWindow
from gui.settings import Settings
runner.PATIENCE_MS = 50
app, started = make_app(), threading.Event()
settings = Settings(Path(tempfile.mkdtemp()) / "settings.ini")
window = MainWindow(settings)
window.show()
window.workspace.runner.begin(lambda progress: (started.set(), threading.Event().wait()))
assert started.wait(30)
print("closing")
window.close()
print("never reached")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "closing\n", done.stderr
    assert done.returncode == 1


def test_every_action_has_words_and_every_shortcut_is_used_once(window: MainWindow) -> None:
    taken: list[str] = []
    for action in window.actions():
        assert action.text()
        assert action.toolTip()
        taken += [sequence.toString() for sequence in action.shortcuts()]
    assert len(taken) == len(set(taken))
