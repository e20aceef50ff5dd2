"""How soon the window is there and filled, and how smooth it stays while it runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

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
        painted = sorted(start["painted_s"] for start in starts[1:])
        filled = sorted(start["filled_s"] for start in starts[1:])
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
