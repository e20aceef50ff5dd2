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
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core import Parameters, run_backtest
from core.metrics import METRICS
from gui.main_window import MainWindow
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
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        window.open_prices(price_file)
    assert len(window.outcomes) == 2, window.message.text
    return window


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
    for line in window.results.table.text().splitlines():
        if line.startswith(label):
            return line.split("\t")[1:]
    raise AssertionError(f"the table has no row {label}")


def test_an_opened_file_is_run_with_both_presets_and_its_figures_are_shown(
    shown: MainWindow, price_file: Path
) -> None:
    prices = pd.read_csv(price_file, index_col="Date", parse_dates=True)
    expected = []
    for preset in ("as-scripted", "tradable"):
        summary = run_backtest(prices, Parameters.preset(preset, symbols=SYMBOLS)).summary
        expected += [summary[account]["sharpe"] for account in ("base", "dynamic")]
    cells = [float(cell.replace("−", "-")) for cell in table_row(shown, "Sharpe ratio")]
    assert cells == pytest.approx(expected, abs=5e-4)
    headings = shown.results.table.text().splitlines()[0].split("\t")[1:]
    assert headings == [
        "As scripted Base",
        "As scripted Dynamic",
        "Tradable Base",
        "Tradable Dynamic",
    ]


def test_a_file_with_other_symbols_hands_them_to_the_form_and_says_so(shown: MainWindow) -> None:
    assert shown.form.parameters().symbols == SYMBOLS
    assert "AAA, BBB, CCC" in shown.message.text
    assert "three.csv" in text_of(shown, "source")


def test_symbols_of_a_file_that_the_form_does_not_use_are_named(
    qtbot: QtBot, shown: MainWindow, tmp_path: Path
) -> None:
    more = tmp_path / "five.csv"
    panel = simulated_prices(4, (*SYMBOLS, "DDD", "EEE"), 900, first_day="2012-01-02")
    panel.to_csv(more, index_label="Date")

    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        shown.open_prices(more)

    assert shown.message.text == (
        "five.csv has 2 more symbols than the form: DDD, EEE. Add them under Symbols to use them."
    )
    assert shown.selected_result.table.symbols == SYMBOLS


def test_a_cash_rate_that_the_prices_lack_fails_and_keeps_what_is_shown(
    qtbot: QtBot, shown: MainWindow
) -> None:
    before = shown.outcomes
    rate = editor(shown, "cash_rate")
    rate.selectAll()
    qtbot.keyClicks(rate, "^IRX")
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        qtbot.keyClick(shown, Qt.Key.Key_F5)

    assert "the prices have no column of that name" in shown.message.text
    assert shown.outcomes is before
    assert "Failed" in text_of(shown, "stage")


def test_the_demo_is_called_simulated_wherever_it_is_named(
    qtbot: QtBot, window: MainWindow
) -> None:
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        qtbot.mouseClick(button(window, "Demo market"), Qt.MouseButton.LeftButton)
    assert window.findChild(QLabel, "simulated").isVisible()
    assert "simulated" in window.windowTitle().lower()
    assert "simulated" in text_of(window, "source").lower()
    assert "simulated" in text_of(window, "notes").lower()
    assert len(window.outcomes) == 2


def test_a_real_file_is_not_called_simulated(shown: MainWindow) -> None:
    assert not shown.findChild(QLabel, "simulated").isVisible()
    assert "simulated" not in shown.windowTitle().lower()


def test_a_changed_field_runs_with_f5_and_changes_the_figures(
    qtbot: QtBot, shown: MainWindow
) -> None:
    before = table_row(shown, "Mean leverage")
    type_into(qtbot, editor(shown, "target_vol"), "5")
    assert shown.form.parameters().target_vol == 0.05
    assert "Run" in text_of(shown, "changes")
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        qtbot.keyClick(shown, Qt.Key.Key_F5)
    after = table_row(shown, "Mean leverage")
    assert float(after[3]) < float(before[3])
    assert all(o.scenario.parameters.target_vol == 0.05 for o in shown.outcomes)


def test_an_error_in_a_field_is_told_under_it_and_nothing_runs(
    qtbot: QtBot, shown: MainWindow
) -> None:
    before = shown.outcomes
    type_into(qtbot, editor(shown, "dd_threshold1"), "40")
    assert "Brake is full at" in text_of(shown, "error_dd_threshold1")
    qtbot.keyClick(shown, Qt.Key.Key_F5)
    assert shown.runner.state is State.READY
    assert "dd_threshold1" in shown.message.text
    assert shown.outcomes is before


def test_a_file_that_is_not_there_leaves_everything_as_it_was(
    qtbot: QtBot, shown: MainWindow, tmp_path: Path
) -> None:
    before, loaded = shown.outcomes, shown.loaded
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        shown.open_prices(tmp_path / "absent.csv")
    assert "absent.csv" in shown.message.text
    assert shown.outcomes is before
    assert shown.loaded is loaded


def test_a_wrong_price_is_named_and_leaving_its_symbol_out_is_a_way_on(
    qtbot: QtBot, shown: MainWindow, price_file: Path, tmp_path: Path
) -> None:
    before = shown.outcomes
    lines = price_file.read_text().splitlines()
    day, first, second, _ = lines[300].split(",")
    lines[300] = f"{day},{first},{second},ten"
    broken = tmp_path / "broken.csv"
    broken.write_text("\n".join(lines))
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        shown.open_prices(broken)
    assert "CCC" in shown.message.text
    assert day in shown.message.text
    assert shown.outcomes is before
    assert "three.csv" in text_of(shown, "stage")
    type_into(qtbot, editor(shown, "symbols"), "AAA, BBB")
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        qtbot.keyClick(shown, Qt.Key.Key_F5)
    assert shown.outcomes[1].result is not None
    assert shown.outcomes[1].result.source.name == "broken.csv"


def test_csv_and_json_are_exported_by_keys_and_read_back_the_same(
    qtbot: QtBot, shown: MainWindow, tmp_path: Path
) -> None:
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    for keys, suffix in ((control, "csv"), (control | shift, "json")):
        dialog = DialogAnswer(tmp_path / "out")  # the suffix is left to the program
        with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
            qtbot.keyClick(shown, Qt.Key.Key_S, keys)
        assert "tradable" in dialog.suggested
        assert "Tradable" in dialog.title
        assert f"out.{suffix}" in shown.message.text
        assert "Tradable" in shown.message.text
        activate(qtbot, shown)
    result = shown.selected_result
    assert result is not None
    series = pd.read_csv(tmp_path / "out.csv", index_col="Date", parse_dates=True)
    assert list(series.columns) == list(result.daily.columns)
    np.testing.assert_array_equal(series.to_numpy(), result.daily.to_numpy())
    assert json.loads((tmp_path / "out.json").read_text()) == result.summary


def test_a_dialog_begins_in_the_folder_used_last(
    qtbot: QtBot, shown: MainWindow, price_file: Path, tmp_path: Path
) -> None:
    dialog = DialogAnswer(tmp_path / "out.csv")
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        shown.actions_.export_csv.trigger()
    assert Path(dialog.folder) == price_file.parent
    activate(qtbot, shown)
    dialog = DialogAnswer(price_file)
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        qtbot.keyClick(shown, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert Path(dialog.folder) == tmp_path


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
        window.actions_.open_folder.trigger()
    assert dialog.folder
    assert set(window.loaded.symbols) == set(SYMBOLS)


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
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        window.open_prices(path)
    assert "twofold.csv" in window.message.text
    assert window.loaded is None
    buttons = [window.findChild(QPushButton, f"message_choice_{place}") for place in (0, 1)]
    assert all(button.isVisible() for button in buttons)
    assert "(day first)" in buttons[0].text()
    assert "(month first)" in buttons[1].text()
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert window.loaded is not None
    assert window.loaded.frame.index.min() == days[0]
    assert not buttons[0].isVisible()


def test_an_export_that_cannot_be_written_says_so(
    qtbot: QtBot, shown: MainWindow, tmp_path: Path
) -> None:
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        shown.export("csv", tmp_path / "absent" / "out.csv")
    assert "absent" in shown.message.text
    assert shown.runner.state is State.READY


def test_stop_ends_the_run_and_keeps_what_is_shown(
    qtbot: QtBot, shown: MainWindow, price_file: Path
) -> None:
    before = shown.outcomes
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        shown.open_prices(price_file)
        assert shown.runner.state is State.BUSY
        assert not button(shown, "Run").isEnabled()
        qtbot.mouseClick(button(shown, "Stop"), Qt.MouseButton.LeftButton)
        assert shown.runner.state is State.STOPPING
    assert shown.outcomes is before
    assert button(shown, "Run").isEnabled()
    assert "Stopped" in text_of(shown, "stage")


def test_a_stop_between_the_result_and_the_end_of_its_thread_is_told(
    qtbot: QtBot, shown: MainWindow
) -> None:
    def stop(*_: object) -> None:
        shown.runner.stop()

    shown.runner.succeeded.connect(stop)
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        qtbot.keyClick(shown, Qt.Key.Key_F5)

    assert "Stopped" in text_of(shown, "stage")
    assert shown.runner.state is State.READY


def test_two_hundred_quick_starts_and_stops_leave_the_window_at_work(
    qtbot: QtBot, shown: MainWindow
) -> None:
    endings = []
    shown.runner.cancelled.connect(lambda: endings.append("cancelled"))
    shown.runner.succeeded.connect(lambda task, result: endings.append("succeeded"))
    shown.runner.failed.connect(lambda error: endings.append("failed"))
    for turn in range(200):
        with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
            qtbot.keyClick(shown, Qt.Key.Key_F5)
            qtbot.keyClick(shown, Qt.Key.Key_F5)  # an impatient second press changes nothing
            if turn % 2:
                QGuiApplication.processEvents()
            qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert len(endings) == 200
    assert "failed" not in endings
    assert shown.runner.state is State.READY
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        qtbot.keyClick(shown, Qt.Key.Key_F5)
    assert endings[-1] == "succeeded"


def test_closing_in_mid_run_waits_for_the_thread_and_shows_no_error(
    qtbot: QtBot, shown: MainWindow
) -> None:
    qtbot.keyClick(shown, Qt.Key.Key_F5)
    worker = shown.runner.findChild(QObject)
    assert worker is not None
    assert shown.close()
    assert not shown.isVisible()
    assert worker.isFinished()


class _Wedge:
    """A task that goes wrong in a way nobody has foreseen."""

    def __call__(self, progress: object) -> object:
        raise ZeroDivisionError("a wheel came off")


def test_a_bug_is_shown_with_details_to_copy(qtbot: QtBot, shown: MainWindow) -> None:
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        shown.runner.begin(_Wedge())
    assert "a wheel came off" in shown.message.text
    copy = shown.findChild(QToolButton, "message_copy")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert "Traceback" in QGuiApplication.clipboard().text()
    qtbot.mouseClick(shown.findChild(QToolButton, "message_close"), Qt.MouseButton.LeftButton)
    assert shown.message.text == ""


def test_progress_reaches_the_status_bar_with_its_stage(qtbot: QtBot, shown: MainWindow) -> None:
    stages = []
    shown.runner.progressed.connect(lambda stage, fraction: stages.append((stage, fraction)))
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        shown.run()
    assert stages
    assert all(0.0 <= fraction <= 1.0 for _, fraction in stages)


def test_a_run_that_fails_for_one_preset_still_shows_the_other(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    # Two assets that hedge each other to the cent have no risk parity, but the script has weights.
    up = np.exp(np.cumsum(np.random.default_rng(1).normal(0.0, 0.01, 400)))
    days = pd.bdate_range("2012-01-02", periods=400, name="Date")
    pd.DataFrame({"UP": up, "DOWN": 1.0 / up}, index=days).to_csv(tmp_path / "hedge.csv")
    window.form.set_parameters(Parameters(symbols=("UP", "DOWN"), shrink_alpha=0.0))
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        window.open_prices(tmp_path / "hedge.csv")
    assert "Tradable" in window.message.text
    assert "hedge" in window.message.text
    assert [column.run for column in window.results.table.columns] == ["As scripted"] * 2


def test_colours_change_by_choice(shown: MainWindow) -> None:
    light = shown.grab().toImage().pixelColor(5, shown.height() - 5).lightness()
    shown.actions_.themes[2].trigger()
    dark = shown.grab().toImage().pixelColor(5, shown.height() - 5).lightness()
    assert light > 200 > 80 > dark
    shown.actions_.themes[1].trigger()


def test_the_colours_of_the_desktop_come_back_after_others_were_chosen(qtbot: QtBot) -> None:
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    before = made.grab().toImage().pixelColor(5, made.height() - 5)
    for choice in (2, 0):
        made.actions_.themes[choice].trigger()
    assert made.grab().toImage().pixelColor(5, made.height() - 5) == before


def test_the_whole_table_is_copied_with_signs_that_spreadsheets_read(
    qtbot: QtBot, shown: MainWindow
) -> None:
    shown.results.table.selectRow(0)
    qtbot.keyClick(
        shown,
        Qt.Key.Key_C,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert lines[0] == [
        "",
        "As scripted Base",
        "As scripted Dynamic",
        "Tradable Base",
        "Tradable Dynamic",
    ]
    assert len(lines) == 1 + len(METRICS)
    drawdown = next(line for line in lines if line[0].startswith("Max. drawdown"))
    summary = shown.outcomes[1].result.summary
    shown_last = float(drawdown[-1])  # float() does not read the minus sign of typography
    assert shown_last == pytest.approx(100 * summary["dynamic"]["max_drawdown"], abs=0.005)


def test_how_the_last_work_ended_stays_when_the_form_differs_from_what_is_shown(
    qtbot: QtBot, shown: MainWindow
) -> None:
    type_into(qtbot, editor(shown, "target_vol"), "5")
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        qtbot.keyClick(shown, Qt.Key.Key_F5)
        qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert "Stopped" in text_of(shown, "stage")
    assert "press Run" in text_of(shown, "changes")


def test_prices_that_were_loaded_but_not_run_are_told_until_they_are(
    qtbot: QtBot, shown: MainWindow, price_file: Path, tmp_path: Path
) -> None:
    short = tmp_path / "short.csv"
    short.write_text("\n".join(price_file.read_text().splitlines()[:100]))
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        shown.open_prices(short)
    assert "Failed" in text_of(shown, "stage")
    assert "short.csv" in text_of(shown, "changes")
    assert text_of(shown, "source") == "three.csv"
    assert text_of(shown, "data_source") == "short.csv"
    with qtbot.waitSignal(shown.settled, timeout=WAIT_MS):
        shown.open_prices(price_file)
    assert not shown.findChild(QLabel, "changes").isVisible()


def test_the_message_about_a_wrong_field_goes_when_the_field_is_mended(
    qtbot: QtBot, shown: MainWindow
) -> None:
    type_into(qtbot, editor(shown, "dd_threshold1"), "40")
    qtbot.keyClick(shown, Qt.Key.Key_F5)
    assert "dd_threshold1" in shown.message.text
    assert "error" in text_of(shown, "changes")
    type_into(qtbot, editor(shown, "dd_threshold1"), "5")
    assert shown.message.text == ""
    assert "error" not in text_of(shown, "changes")


def test_before_the_first_result_the_place_of_the_charts_tells_that_work_is_under_way(
    qtbot: QtBot, window: MainWindow
) -> None:
    assert "press Run" in text_of(window, "chart_message")
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        window.open_demo()
        assert "Running" in text_of(window, "chart_message")
        qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert "press Run" in text_of(window, "chart_message")


def test_the_first_start_of_all_says_that_it_compiles(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.main_window.is_compiled", lambda: False)
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        window.open_demo()
        assert "compiles the engine" in text_of(window, "chart_message")
    assert not window.findChild(QLabel, "chart_message").isVisible()


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


def test_fetching_again_is_offered_for_prices_that_were_fetched_alone(shown: MainWindow) -> None:
    assert not button(shown, "Fetch again").isEnabled()
    assert button(shown, "Real prices").isEnabled()


def test_a_task_that_never_answers_does_not_keep_the_program_from_ending() -> None:
    code = """
import threading
from PySide6.QtCore import QTimer
from gui import runner
from gui.app import make_app
from core.metrics import METRICS
from gui.main_window import MainWindow
runner.PATIENCE_MS = 50
app, started = make_app(), threading.Event()
window = MainWindow()
window.show()
window.runner.begin(lambda progress: (started.set(), threading.Event().wait()))
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
