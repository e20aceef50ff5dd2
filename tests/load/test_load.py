"""The load of minutes, as a test: what the window holds does not grow."""

from pathlib import Path

import pytest

from tests.load.__main__ import load_of

ACTS = 120


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("CACHE", "CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind))


def test_runs_edits_stops_exports_and_pages_leave_no_thread_file_or_widget(tmp_path: Path) -> None:
    load = load_of("hour", ACTS, tmp_path)
    try:
        looks = [one for count, one in sorted(load.held.items()) if count > ACTS // 3]
        assert load.faults == []
        assert load.window.study is not None
        assert len({one.widgets for one in looks}) == 1
        assert len({one.files for one in looks}) == 1
        assert max(one.threads for one in looks) <= looks[0].threads
    finally:
        load.end()
