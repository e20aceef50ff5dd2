"""A small project on small prices in files, for windows that are to be quick."""

from __future__ import annotations

from pathlib import Path

from core.project import PriceChoice, Project
from gui.main_window import MainWindow
from gui.runner import State
from tests.core.small import small_parameters, small_prices


def small_project(folder: Path, rows: int = 120, seed: int = 1) -> Project:
    """Both presets, on prices that are written into `folder`."""
    path = folder / f"prices-{rows}-{seed}.csv"
    small_prices(rows, seed).to_csv(path, index_label="Date")
    return Project.new(small_parameters()).priced_by(PriceChoice("files", (path,)))


def at_rest(window: MainWindow) -> bool:
    """Whether nothing is under way."""
    return window.workspace.runner.state is State.READY
