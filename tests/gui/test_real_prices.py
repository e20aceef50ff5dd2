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
from core.sources.cache import PriceCache, default_cache_path
from core.sources.yahoo import URL_VARIABLE, yahoo_prices
from gui.main_window import MainWindow
from gui.runner import State
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
    made = MainWindow(LIGHT)
    qtbot.addWidget(made)
    made.form.set_parameters(Parameters(symbols=SYMBOLS, start=START))
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


@pytest.fixture
def real(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """A window that shows real prices, so to speak."""
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        qtbot.mouseClick(button(window, "Real prices"), Qt.MouseButton.LeftButton)
    assert len(window.outcomes) == 2, window.message.text
    return window


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
    assert window.loaded.frame["SPY"].iloc[-1] == pytest.approx(expected, rel=1e-12)


def test_the_same_prices_are_not_fetched_twice_a_day_unless_asked_for(
    qtbot: QtBot, real: MainWindow, yahoo: YahooServer
) -> None:
    before = len(yahoo.paths)
    with qtbot.waitSignal(real.settled, timeout=WAIT_MS):
        qtbot.keyClick(real, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert len(yahoo.paths) == before
    assert button(real, "Fetch again").isEnabled()
    with qtbot.waitSignal(real.settled, timeout=WAIT_MS):
        qtbot.mouseClick(button(real, "Fetch again"), Qt.MouseButton.LeftButton)
    assert set(yahoo.charts[-len(SYMBOLS) :]) == set(SYMBOLS)
    assert len(yahoo.paths) > before


def test_a_run_fetches_what_the_form_asks_for_since(
    qtbot: QtBot, real: MainWindow, yahoo: YahooServer
) -> None:
    yahoo.add("EFA", count=700)
    type_into(qtbot, real.findChild(QWidget, "field_symbols"), "SPY, TLT, GLD, EFA")
    assert real.message.text == ""
    run(qtbot, real)
    assert real.selected_result.parameters.symbols == (*SYMBOLS, "EFA")
    asked = len(yahoo.charts)
    run(qtbot, real)  # nothing is missing any more
    assert len(yahoo.charts) == asked


def test_a_run_fetches_from_an_earlier_start_and_the_cash_rate(
    qtbot: QtBot, real: MainWindow, yahoo: YahooServer
) -> None:
    yahoo.add("^IRX", count=700)
    yahoo.listings["^IRX"].dividends.clear()
    yahoo.listings["^IRX"].closes = [4.0 + place / 1000 for place in range(700)]
    earlier = Parameters(symbols=SYMBOLS, start=dt.date(2019, 6, 3), cash_rate="^IRX")
    real.form.set_parameters(earlier)
    run(qtbot, real)
    assert real.message.text == ""
    assert real.selected_result.parameters == earlier
    assert "^IRX" in real.loaded.frame
    assert real.form.parameters().symbols == SYMBOLS


def test_a_symbol_that_yahoo_does_not_know_is_named_and_what_is_shown_stays(
    qtbot: QtBot, real: MainWindow
) -> None:
    before, loaded = real.outcomes, real.loaded
    type_into(qtbot, real.findChild(QWidget, "field_symbols"), "SPY, TLT, QQQQQ")
    run(qtbot, real)
    assert "QQQQQ" in real.message.text
    assert real.outcomes is before
    assert real.loaded is loaded
    assert "Failed" in text_of(real, "stage")
    assert "press Run" in text_of(real, "changes")


def test_prices_of_an_earlier_day_say_of_which_where_yahoo_cannot_be_reached(
    qtbot: QtBot, window: MainWindow, yahoo: YahooServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = dt.datetime.now().astimezone() - dt.timedelta(days=3)
    with PriceCache(default_cache_path()) as cache:
        yahoo_prices(SYMBOLS, START, now=earlier, cache=cache)
    yahoo.stop()
    monkeypatch.setattr(time, "sleep", lambda seconds: None)  # between tries
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        window.open_yahoo()
    assert text_of(window, "as_of") == f"as of {earlier.date()}"
    assert len(window.outcomes) == 2, window.message.text
    assert any("SPY" in f.message for f in window.loaded.source.findings)
    assert "·" in window.pages.tabs.tabText(1)
    assert "are as fetched on" in window.message.text


def test_on_another_day_without_a_network_the_prices_at_hand_serve(
    qtbot: QtBot, real: MainWindow, yahoo: YahooServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = real.outcomes
    tomorrow = dt.datetime.now().astimezone() + dt.timedelta(days=1)
    monkeypatch.setattr("gui.main_window._now", lambda: tomorrow)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)  # between tries
    default_cache_path().unlink()
    yahoo.stop()

    run(qtbot, real)

    assert real.message.text.endswith("The prices at hand serve.")
    assert real.outcomes is not before
    assert text_of(real, "stage") == "Done."


def test_stop_ends_a_fetch_that_hangs(qtbot: QtBot, window: MainWindow, yahoo: YahooServer) -> None:
    yahoo.stall("TLT")
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        window.open_yahoo()
        qtbot.waitUntil(yahoo.asked.is_set, timeout=WAIT_MS)
        assert window.runner.state is State.BUSY
        qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert "Stopped" in text_of(window, "stage")
    assert window.loaded is None


def test_what_the_form_asks_for_while_prices_are_fetched_is_fetched_after_them(
    qtbot: QtBot, window: MainWindow, yahoo: YahooServer
) -> None:
    yahoo.add("EFA", count=700)
    wider = Parameters(symbols=(*SYMBOLS, "EFA"), start=START)
    with qtbot.waitSignal(window.settled, timeout=WAIT_MS):
        window.open_yahoo()
        window.form.set_parameters(wider)
    assert window.selected_result.parameters == wider
    assert pd.Index(window.loaded.symbols).is_unique
