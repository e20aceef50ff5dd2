"""How soon the window is there and filled, and how smooth it stays while it runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture

from core import Parameters
from core.project import Project
from gui.main_window import MainWindow
from gui.page_list import PAGES
from gui.runner import State
from gui.settings import Settings
from gui.slider import FieldSlider
from gui.theme import LIGHT
from tests.oracles.panels import simulated_prices

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
DAYS = 16 * 252 + 253
"""Sixteen years of results, and the days that decide the first weights."""
ROOT = Path(__file__).resolve().parents[2]


def times_of_a_start(*arguments: str) -> dict[str, float]:
    environment = {**os.environ, "BALLAST_STARTED": str(time.time())}
    finished = subprocess.run(
        [sys.executable, "-m", "tests.bench.window_times", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(finished.stdout.splitlines()[-1])


@pytest.mark.benchmark(group="6. Process: import of core, start of the window to its first result")
def test_import_of_core(benchmark: BenchmarkFixture) -> None:
    command = [sys.executable, "-c", "from core import Parameters; Parameters()"]
    benchmark.pedantic(
        subprocess.run, args=(command,), kwargs={"cwd": ROOT, "check": True}, rounds=5
    )


@pytest.mark.benchmark(group="6. Process: import of core, start of the window to its first result")
def test_start_of_the_window(
    benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    starts: list[dict[str, float]] = []
    benchmark.pedantic(
        lambda: starts.append(times_of_a_start("--start-only")), rounds=5, warmup_rounds=1
    )
    with capsys.disabled():
        painted = sorted(start["painted_s"] for start in starts)
        filled = sorted(start["filled_s"] for start in starts)
        print(
            f"\nwindow painted after {painted[0]:.2f} to {painted[-1]:.2f} s, "
            f"first result after {filled[0]:.2f} to {filled[-1]:.2f} s"
        )


@pytest.mark.benchmark(group="7. Process: twenty runs in the window")
def test_heartbeat_of_the_window(
    benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    measured: list[dict[str, float]] = []
    benchmark.pedantic(lambda: measured.append(times_of_a_start()), rounds=1)
    with capsys.disabled():
        print(
            "\nlongest gap between beats of a 5 ms timer: "
            f"{measured[0]['gap_at_rest_ms']:.1f} ms at rest, "
            f"{measured[0]['gap_in_runs_ms']:.1f} ms in twenty runs of both presets"
        )


@pytest.fixture(scope="module")
def live(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """A window of 1360 x 820 with three scenarios over sixteen years."""
    folder = tmp_path_factory.mktemp("live")
    panel = simulated_prices(1, Parameters().symbols, DAYS, first_day="2009-01-01")
    panel.to_csv(folder / "prices.csv", index_label="Date")
    parameters = Parameters(start="2009-01-01")
    project = Project.new(parameters).added("More", parameters.changed(target_vol=0.15))
    window = MainWindow(Settings(folder / "settings.ini"), LIGHT)
    window.workspace.edit(project, "Begin")
    window.resize(1360, 820)
    window.show()
    window.open_paths((folder / "prices.csv",))
    while window.workspace.runner.state is not State.READY or window.study is None:
        qapp.processEvents()
    window.message.clear()
    for _ in range(20):
        qapp.processEvents()
        time.sleep(0.02)
    yield window
    window.close()


def steps_of(window: MainWindow, field: str) -> Callable[[], None]:
    """Return what moves the slider of a field by a grain and waits for the paint."""
    slider = window.findChild(FieldSlider, f"slider_{field}")
    app = QApplication.instance()
    assert slider is not None
    assert app is not None
    middle, turn = max(slider.value(), 4), 0

    def step() -> None:
        nonlocal turn
        turn += 1
        slider.setValue(middle + turn % 7 - 3)
        app.processEvents()

    return step


@pytest.mark.parametrize("page", [page.name for page in PAGES if page.name != "data"])
@pytest.mark.parametrize("field", ["target_vol", "cost_bps"])
@pytest.mark.benchmark(group="8. Step of a slider to painted window, 3 scenarios, 16 years")
def test_step_of_an_overlay_field(
    benchmark: BenchmarkFixture, live: MainWindow, page: str, field: str
) -> None:
    live.pages.show_page(page)
    while not live.answers.is_at_rest:  # an answer page is filled before it moves
        QApplication.processEvents()
    benchmark.pedantic(steps_of(live, field), rounds=60, warmup_rounds=5)


@pytest.mark.benchmark(group="8. Step of a slider to painted window, 3 scenarios, 16 years")
def test_step_of_a_field_of_the_weights(benchmark: BenchmarkFixture, live: MainWindow) -> None:
    live.pages.show_page("charts")
    step = steps_of(live, "shrink_alpha")

    def whole() -> None:
        step()
        while live.workspace.runner.state is not State.READY:
            QApplication.processEvents()
        QApplication.processEvents()

    benchmark.pedantic(whole, rounds=60, warmup_rounds=5)
