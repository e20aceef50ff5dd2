"""The files of the window have the answers, as those of the command line have them."""

import json
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from core.causality import Proof, proof
from core.progress import Cancelled
from core.project import Project
from core.scenario import scenario_outcomes
from gui.main_window import MainWindow
from gui.tasks import WriteStudy
from gui.workspace import Workspace
from tests.core.command_line import ran
from tests.core.project_files import write_project
from tests.gui.small_projects import at_rest, small_project

WAIT_MS = 60_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_project(tmp_path / "mine.ballast", small_project(tmp_path))


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, file: Path) -> MainWindow:
    """A window in which the small project is open, and run."""
    window.open_paths((file,))
    qtbot.waitUntil(lambda: at_rest(window), timeout=WAIT_MS)
    return window


def written(qtbot: QtBot, window: MainWindow, path: Path, *, everything: bool) -> bytes:
    window.files.export("json", path, everything=everything)
    qtbot.waitUntil(lambda: path.exists() and at_rest(window), timeout=WAIT_MS)
    return path.read_bytes()


def test_summaries_are_those_of_the_command_line_with_explain(
    qtbot: QtBot, opened: MainWindow, file: Path, tmp_path: Path
) -> None:
    name = opened.workspace.project.scenario(opened.workspace.selected)
    assert name is not None
    one, all_ = tmp_path / "cli_one.json", tmp_path / "cli_all.json"
    project = ("--project", str(file), "--explain")
    assert ran(*project, "--scenario", name.name, "--json", str(one))[0] == 0
    assert ran(*project, "--json", str(all_))[0] == 0

    assert written(qtbot, opened, tmp_path / "a.json", everything=False) == one.read_bytes()
    assert written(qtbot, opened, tmp_path / "b.json", everything=True) == all_.read_bytes()
    assert b'"waterfall"' in one.read_bytes()


def test_a_proof_that_the_window_has_stands_in_its_files_and_no_other(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    workspace: Workspace = opened.workspace
    selected = workspace.selected
    chosen = workspace.project.scenario(selected)
    assert chosen is not None
    assert workspace.loaded is not None
    made = proof(workspace.loaded, chosen.parameters, random=2)

    def proof_of(key: int) -> Proof | None:
        return made if key == selected else None

    opened.files._proof_of = proof_of
    summary: dict[str, Any] = json.loads(
        written(qtbot, opened, tmp_path / "all.json", everything=True)
    )
    told = {one["name"]: one["answers"]["causality"] for one in summary["scenarios"]}
    assert told.pop(chosen.name)["verdict"] == made.verdict
    assert set(told.values()) == {None}

    report = tmp_path / "report.html"
    opened.files.write_report(report)
    qtbot.waitUntil(lambda: report.exists() and at_rest(opened), timeout=WAIT_MS)
    assert made.verdict in unescape(report.read_text(encoding="utf-8"))


def test_a_file_of_answers_is_stopped_with_nothing_written(tmp_path: Path) -> None:
    from core.loading import LoadFiles
    from gui.file_commands import _file_of_all

    project: Project = small_project(tmp_path)
    source = project.source
    loaded = LoadFiles(source.paths, source.date_order)(None)
    outcomes = scenario_outcomes(loaded, project.scenarios)
    path = tmp_path / "stopped.json"
    told: list[str] = []

    def progress(stage: str, fraction: float) -> bool:
        told.append(stage)
        return fraction < 0.6

    task = WriteStudy(
        path,
        "all",
        lambda study, stop: _file_of_all("json", study, {}, stop),
        project,
        loaded,
        outcomes,
    )
    with pytest.raises(Cancelled):
        task(progress)
    assert told
    assert not path.exists()
