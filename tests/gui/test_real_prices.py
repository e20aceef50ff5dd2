"""Real prices in the window: fetched by a click, kept for the day, fetched as runs need them."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from core import Parameters
from core.project import Project
from core.result import BacktestResult
from core.sources.cache import PriceCache, default_cache_path
from core.sources.yahoo import URL_VARIABLE, yahoo_prices
from gui.main_window import MainWindow
from gui.pages import DATA
from gui.places import settings_file
from gui.runner import State
from gui.settings import Settings
from gui.theme import LIGHT
from tests.gui.hands import button, text_of, type_into
from tests.yahoo_server import YahooServer, yahoo

__all__ = ["yahoo"]  # the fixture

WAIT_MS = 60_000
SYMBOLS = ("SPY", "TLT", "GLD")
START = dt.date(2020, 1, 1)


@pytest.fixture
def window(
    qtbot: QtBot, yahoo: YahooServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[MainWindow]:
    """A window whose Yahoo is the loopback's, and whose cache is its own."""
    monkeypatch.setenv(URL_VARIABLE, yahoo.url)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    yahoo.add(*SYMBOLS, count=700)
    made = MainWindow(Settings(settings_file()), LIGHT)
    qtbot.addWidget(made)
    made.workspace.edit(Project.new(Parameters(symbols=SYMBOLS, start=START)), "Begin")
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


@pytest.fixture
def real(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """A window that shows real prices, so to speak."""
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        qtbot.mouseClick(button(window, "Real prices"), Qt.MouseButton.LeftButton)
    assert window.study is not None, window.message.text
    return window


def tradable(window: MainWindow) -> BacktestResult:
    assert window.study is not None
    result = window.study.outcomes[1].result
    assert result is not None, window.message.text
    return result


def rest(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.workspace.runner.state is State.READY, timeout=WAIT_MS)


def run(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        qtbot.keyClick(window, Qt.Key.Key_F5)


def test_one_click_leads_from_the_demo_to_real_prices(
    qtbot: QtBot, window: MainWindow, yahoo: YahooServer
) -> None:
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        window.open_demo()
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        qtbot.mouseClick(button(window, "Real prices"), Qt.MouseButton.LeftButton)
    assert window.message.text == ""
    assert text_of(window, "source") == f"Yahoo Finance (from {yahoo.url} instead)"
    assert not window.findChild(QLabel, "simulated").isVisible()
    assert text_of(window, "as_of") == f"as of {dt.date.today()}"
    assert window.findChild(QLabel, "as_of").isVisible()
    assert set(yahoo.charts) == set(SYMBOLS)
    expected = yahoo.listings["SPY"].adjusted[-1]
    assert window.workspace.loaded.frame["SPY"].iloc[-1] == pytest.approx(expected, rel=1e-12)


def test_the_same_prices_are_not_fetched_twice_a_day_unless_asked_for(
    qtbot: QtBot, real: MainWindow, yahoo: YahooServer
) -> None:
    before = len(yahoo.paths)
    with qtbot.waitSignal(real.settled, timeout=WAIT_MS):
        real.actions_["yahoo"].trigger()
    assert len(yahoo.paths) == before
    assert button(real, "Fetch again").isEnabled()
    with qtbot.waitSignal(real.settled, timeout=WAIT_MS):
        qtbot.mouseClick(button(real, "Fetch again"), Qt.MouseButton.LeftButton)
    assert set(yahoo.charts[-len(SYMBOLS) :]) == set(SYMBOLS)
    assert len(yahoo.paths) > before


def test_what_the_form_asks_for_is_fetched_as_soon_as_it_is_typed(
    qtbot: QtBot, real: MainWindow, yahoo: YahooServer
) -> None:
    yahoo.add("EFA", count=700)
    type_into(qtbot, real.findChild(QWidget, "field_symbols"), "SPY, TLT, GLD, EFA")
    rest(qtbot, real)
    assert real.message.text == ""
    assert tradable(real).parameters.symbols == (*SYMBOLS, "EFA")
    asked = len(yahoo.charts)
    run(qtbot, real)  # nothing is missing any more
    assert len(yahoo.charts) == asked


def test_an_earlier_start_and_the_cash_rate_are_fetched(
    qtbot: QtBot, real: MainWindow, yahoo: YahooServer
) -> None:
    yahoo.add("^IRX", count=700)
    yahoo.listings["^IRX"].dividends.clear()
    yahoo.listings["^IRX"].closes = [4.0 + place / 1000 for place in range(700)]
    type_into(qtbot, real.findChild(QWidget, "field_start"), "2019-06-03")
    rest(qtbot, real)
    type_into(qtbot, real.findChild(QWidget, "field_cash_rate"), "^IRX")
    rest(qtbot, real)
    assert real.message.text == ""
    assert tradable(real).parameters.start == dt.date(2019, 6, 3)
    assert tradable(real).parameters.cash_rate == "^IRX"
    assert "^IRX" in real.workspace.loaded.frame
    assert real.form.parameters().symbols == SYMBOLS


def test_a_symbol_that_yahoo_does_not_know_is_named_and_asked_for_once(
    qtbot: QtBot, real: MainWindow, yahoo: YahooServer
) -> None:
    loaded = real.workspace.loaded
    type_into(qtbot, real.findChild(QWidget, "field_symbols"), "SPY, TLT, QQQQQ")
    rest(qtbot, real)
    assert "QQQQQ" in real.message.text
    assert real.workspace.loaded is loaded
    assert [track.name for track in real.study.comparison.tracks] == ["As scripted"]
    asked = len(yahoo.paths)
    type_into(qtbot, real.findChild(QWidget, "field_target_vol"), "11")
    rest(qtbot, real)
    assert len(yahoo.paths) == asked
    real.actions_.undo.trigger()
    real.actions_.undo.trigger()
    rest(qtbot, real)
    assert len(real.study.comparison.tracks) == 2


def test_prices_of_an_earlier_day_say_of_which_where_yahoo_cannot_be_reached(
    qtbot: QtBot, window: MainWindow, yahoo: YahooServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = dt.datetime.now().astimezone() - dt.timedelta(days=3)
    with PriceCache(default_cache_path()) as cache:
        yahoo_prices(SYMBOLS, START, now=earlier, cache=cache)
    yahoo.stop()
    monkeypatch.setattr(time, "sleep", lambda seconds: None)  # between tries
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        window.actions_["yahoo"].trigger()
    assert text_of(window, "as_of") == f"as of {earlier.date()}"
    assert tradable(window).source.kind == "yahoo"
    assert any("SPY" in f.message for f in window.workspace.loaded.source.findings)
    assert "·" in window.pages.tabs.tabText(DATA)
    assert "are as fetched on" in window.message.text


def test_on_another_day_without_a_network_the_prices_at_hand_serve(
    qtbot: QtBot, real: MainWindow, yahoo: YahooServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tradable(real)
    tomorrow = dt.datetime.now().astimezone() + dt.timedelta(days=1)
    monkeypatch.setattr(real.workspace, "_clock", lambda: tomorrow)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)  # between tries
    default_cache_path().unlink()
    yahoo.stop()

    run(qtbot, real)

    assert real.message.text.endswith("The prices at hand serve.")
    assert tradable(real) is not before


def test_stop_ends_a_fetch_that_hangs(qtbot: QtBot, window: MainWindow, yahoo: YahooServer) -> None:
    yahoo.stall("TLT")
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        window.actions_["yahoo"].trigger()
        qtbot.waitUntil(yahoo.asked.is_set, timeout=WAIT_MS)
        assert window.workspace.runner.state is State.BUSY
        qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert "Stopped" in text_of(window, "stage")
    assert window.workspace.loaded is None


def test_what_the_form_asks_for_while_prices_are_fetched_is_fetched_after_them(
    qtbot: QtBot, window: MainWindow, yahoo: YahooServer
) -> None:
    yahoo.add("EFA", count=700)
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        window.actions_["yahoo"].trigger()
        type_into(qtbot, window.findChild(QWidget, "field_symbols"), "SPY, TLT, GLD, EFA")
    assert tradable(window).parameters.symbols == (*SYMBOLS, "EFA")
    assert pd.Index(window.workspace.loaded.symbols).is_unique


def test_a_benchmark_that_the_prices_lack_is_fetched(
    qtbot: QtBot, real: MainWindow, yahoo: YahooServer
) -> None:
    yahoo.add("AGG", count=700)
    real.scenarios.measure_against_symbol("agg")
    rest(qtbot, real)

    assert real.study.comparison.tracks[-1].name == "AGG"
    assert real.form.parameters().symbols == SYMBOLS


def test_a_symbol_beside_one_that_is_unknown_is_fetched_once_that_one_is_gone(
    qtbot: QtBot, real: MainWindow, yahoo: YahooServer
) -> None:
    yahoo.add("EFA", count=700)
    before = real.workspace.project
    both = before.with_parameters(2, before.scenarios[1].parameters.changed(symbols=("SPY", "EFA")))
    wrong = both.with_parameters(
        2, before.scenarios[1].parameters.changed(symbols=("SPY", "EFA", "NOSUCH"))
    )
    for project in (wrong, both):
        with qtbot.waitSignal(real.settled, timeout=WAIT_MS):
            real.workspace.edit(project, "Change")

    assert real.workspace.loaded is not None
    assert "EFA" in real.workspace.loaded.symbols
    assert real.study is not None
    assert all(one.result is not None for one in real.study.outcomes)
