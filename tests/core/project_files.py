"""Project files for tests: written as the window writes them, on a disk that is sound."""

from __future__ import annotations

from pathlib import Path

from core.project import Layout, Project
from core.project_file import project_json


def write_project(path: Path, project: Project, layout: Layout | None = None) -> Path:
    """Write a project file; return its path."""
    path.write_bytes(project_json(project, layout or Layout(), path.absolute().parent))
    return path
