"""The packaged program as somebody has it who has unpacked it, and nothing else."""

import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.yahoo_server import yahoo  # noqa: F401 - a fixture

ROOT = Path(__file__).parents[2]
BUILT = Path(os.environ.get("BALLAST_BUNDLE", ROOT / "dist" / "ballast"))
AWKWARD = "Meine Prögramme (neu)"

Program = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The bundle moved to a folder with an awkward name, in which nothing can be written."""
    assert (BUILT / "ballast").is_file(), f"{BUILT} holds no program: 'make bundle' makes it"
    folder = tmp_path_factory.mktemp("bundle") / AWKWARD / "ballast"
    shutil.copytree(BUILT, folder, symlinks=True)
    places = [folder, *(one for one in folder.rglob("*") if not one.is_symlink())]
    for place in places:
        place.chmod(stat.S_IMODE(place.stat().st_mode) & 0o555)
    yield folder
    for place in places:
        if place.is_dir():
            place.chmod(0o755)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """All that the program finds: a home, and neither Python nor anything of the project's."""
    (tmp_path / "home").mkdir()
    return {
        "HOME": str(tmp_path / "home"),
        "PATH": "/nonexistent",
        "LC_ALL": "C.UTF-8",
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": "/nonexistent",  # what is set for another Python
        "PYTHONHOME": "/nonexistent",
    }


@pytest.fixture
def program(unpacked: Path, environment: dict[str, str], tmp_path: Path) -> Program:
    """Start the program with some words and return how it ended."""

    def start(*words: object, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(unpacked / "ballast"), *map(str, words)],
            cwd=tmp_path,
            env=environment | variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return start
