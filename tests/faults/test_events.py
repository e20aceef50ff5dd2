"""100,000 events without any meaning leave the program whole: no fault, every figure right."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EVENTS = 25_000
PATIENCE = 500


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_storm_of_events_leaves_no_fault_and_every_figure_right(seed: int) -> None:
    """What is looked at is in `tests.faults.events`: it ends with an error where that is not so."""
    words = [sys.executable, "-m", "tests.faults.events"]
    words += ["--seed", str(seed), "--events", str(EVENTS)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout)
    assert seen["events"] >= EVENTS
    assert seen["in_step"] > 0
