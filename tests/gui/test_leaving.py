"""A program that is asked to end keeps what is open, whatever it is doing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.gui.test_faults import outcome

ACTS = {
    "at rest": "def do(): pass",
    "in a run": """
        def do():
            window().workspace.run_again()
    """,
    "with an open dialog": """
        def do():
            QTimer.singleShot(0, window(), window().actions_["open"].trigger)
    """,
}
READY = {"with an open dialog": "QApplication.activeModalWidget() is not None"}


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
@pytest.mark.parametrize("act", ACTS)
def test_an_edit_is_kept_by_a_program_that_is_asked_to_end(
    tmp_path: Path, act: str, name: str
) -> None:
    code, out, err = outcome(
        tmp_path,
        f"""
        import signal
        from dataclasses import replace

        {ACTS[act].strip()}

        def act():
            window().scenarios.rename(window().workspace.selected, "Kept at the end")
            do()
            when(lambda: {READY.get(act, "True")}, ring, "its place")

        def ring():
            os.kill(os.getpid(), signal.{name})
        """,
        end="lambda: False, edit",
    )

    assert code == 0, err
    assert "has ended in order" in out
    assert "Traceback" not in err
    (session,) = (tmp_path / "STATE" / "ballast" / "sessions").glob("*.json")
    kept = json.loads(session.read_text())
    assert kept["closed"] is True
    assert "Kept at the end" in json.dumps(kept)
