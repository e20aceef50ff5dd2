"""How long the charts take: ``make bench``. One frame of a 60 Hz screen is 16.7 ms."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture

from gui.charts.charts_page import ChartsPage
from tests.gui.chart_runs import ChartRun, show, study_of, track

DAYS = 4200

pytestmark = [
    pytest.mark.benchmark(group=f"charts, {DAYS} days, 1000 x 800, computed and painted"),
    pytest.mark.qt_log_ignore("propagateSizeHints"),
]


def runs_of(count: int, seed: int) -> list[ChartRun]:
    """Random walks on weekdays."""
    random = np.random.default_rng(seed)
    dates = np.busday_offset(np.datetime64("2008-01-01"), np.arange(DAYS), roll="forward")
    runs = []
    for number in range(count):
        moves = random.standard_t(4, DAYS) * 0.007 + 0.0002
        leverage = np.repeat(random.uniform(0.5, 2.0, DAYS // 21 + 1), 21)[:DAYS]
        base, dynamic = np.exp(np.cumsum(moves)), np.exp(np.cumsum(moves * leverage))
        falls = [equity / np.maximum.accumulate(equity) - 1 for equity in (base, dynamic)]
        runs.append(ChartRun(f"Run {number + 1}", number, dates, base, dynamic, *falls, leverage))
    return runs


@pytest.fixture
def stack(qapp: QApplication) -> Iterator[ChartsPage]:
    """Charts on the screen that have painted once."""
    stack = ChartsPage()
    stack.resize(1000, 800)
    stack.show()
    show(stack, runs_of(2, seed=0))
    qapp.processEvents()
    yield stack
    stack.close()
    stack.deleteLater()
    qapp.processEvents()


@pytest.mark.parametrize("count", [1, 2, 3, 6])
def test_new_runs(
    benchmark: BenchmarkFixture, stack: ChartsPage, qapp: QApplication, count: int
) -> None:
    states = [runs_of(count, seed) for seed in range(4)]
    frame = 0

    def show_all() -> None:
        nonlocal frame
        show(stack, states[frame % 4])
        qapp.processEvents()
        frame += 1

    benchmark.pedantic(show_all, rounds=80, warmup_rounds=5)


@pytest.mark.parametrize("count", [3, 12])
def test_one_of_several_scenarios_changes(
    benchmark: BenchmarkFixture, stack: ChartsPage, qapp: QApplication, count: int
) -> None:
    """What a control that moves asks for: growth, drawdown and leverage with the overlay."""
    tracks = [track(run, key) for key, run in enumerate(runs_of(count, 0), 1)]
    states = []
    for step in range(4):
        own, levels = tracks[0], tracks[0].dynamic.equity ** (1.0 - 0.02 * step)
        moved = replace(own.dynamic, equity=levels, leverage=own.dynamic.leverage - 0.02 * step)
        changed = replace(own, dynamic=moved)
        falls = levels / np.maximum.accumulate(levels) - 1
        changed.__dict__.update(
            days=own.days, drawdown_base=own.drawdown_base, drawdown_dynamic=falls
        )
        states.append(study_of([changed, *tracks[1:]]))
    frame = 0

    def show_one() -> None:
        nonlocal frame
        stack.show_study(states[frame % 4], 1)
        qapp.processEvents()
        frame += 1

    benchmark.pedantic(show_one, rounds=80, warmup_rounds=5)


def test_cursor(benchmark: BenchmarkFixture, stack: ChartsPage, qapp: QApplication) -> None:
    view = stack.equity.canvas.viewport()
    frame = 0

    def move() -> None:
        nonlocal frame
        place = QPointF(100 + frame * 7 % 800, 60)
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            place,
            view.mapToGlobal(place),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        qapp.sendEvent(view, event)
        qapp.processEvents()
        frame += 1

    benchmark.pedantic(move, rounds=80, warmup_rounds=5)


def test_zoom(benchmark: BenchmarkFixture, stack: ChartsPage, qapp: QApplication) -> None:
    window = stack.equity.time_window
    middle = (window.start + window.stop) / 2
    frame = 0

    def zoom() -> None:
        nonlocal frame
        window.zoom(0.97 if frame % 40 < 20 else 1 / 0.97, middle)
        qapp.processEvents()
        frame += 1

    benchmark.pedantic(zoom, rounds=80, warmup_rounds=5)
