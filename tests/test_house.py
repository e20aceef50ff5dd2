"""The rules of the house that no tool checks."""

import ast
import importlib
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from PySide6.QtWidgets import QLabel

import core

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WINDOW = {"PySide6", "shiboken6", "pyqtgraph", "gui"}


def python(code: str) -> str:
    """Run code in a fresh interpreter and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def imported_modules(source: Path) -> Iterator[str]:
    """Yield the name of every module that a file imports, wherever in it that stands."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def files_of_the_project() -> Iterator[Path]:
    """Yield every file that belongs to the project, not those that are made."""
    made = {".git", ".venv", "build", "dist", "__pycache__"}
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [
            name for name in folders if name not in made and not re.fullmatch(r"\..*_cache", name)
        ]
        yield from (Path(folder, name) for name in names)


def locked(lock: str) -> dict[str, list[str]]:
    """Return the versions that a lock file holds of each package, checked for hashes."""
    versions: dict[str, list[str]] = {}
    text = (ROOT / lock).read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=\S)", text.strip()):
        pinned = re.match(r"([\w.-]+)==(\S+)", entry)
        assert pinned, f"{lock}: not pinned: {entry}"
        assert "--hash=sha256:" in entry, f"{lock}: no hash: {pinned[0]}"
        versions.setdefault(canonicalize_name(pinned[1]), []).append(pinned[2])
    return versions


def test_no_file_of_core_imports_the_window() -> None:
    for source in (ROOT / "core").rglob("*.py"):
        found = {name.partition(".")[0] for name in imported_modules(source)} & WINDOW
        assert not found, f"{source.relative_to(ROOT)} imports {found}"


def test_no_widget_imports_the_main_window() -> None:
    allowed = {"app.py", "main_window.py", "start_times.py"}
    for source in (ROOT / "gui").rglob("*.py"):
        if source.name not in allowed:
            found = [name for name in imported_modules(source) if "main_window" in name]
            assert not found, f"{source.relative_to(ROOT)} imports {found}"


def test_core_runs_where_qt_is_not_installed() -> None:
    printed = python(
        f"import sys; sys.modules.update(dict.fromkeys({WINDOW!r}))\n"
        "import importlib, pkgutil, core\n"
        "for module in pkgutil.walk_packages(core.__path__, 'core.'):\n"
        "    if not module.name.endswith('__main__'): importlib.import_module(module.name)\n"
        "print('imported')"
    )
    assert printed == "imported"


def test_importing_core_leaves_what_is_slow_to_import_for_later() -> None:
    loaded = python("import sys, core; print(*sys.modules)").split()
    assert not {"numba", "pandas", "yfinance", "scipy"} & set(loaded)


def test_the_window_stands_before_anything_slow_is_imported() -> None:
    code = (
        "import os, sys; os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        "import tempfile; from pathlib import Path; import gui.app as app\n"
        "from gui.main_window import MainWindow; from gui.settings import Settings\n"
        "qt = app.make_app(); window = MainWindow(Settings(Path(tempfile.mkdtemp(), 's.ini')))\n"
        "window.show(); qt.processEvents(); window.close()\n"
        "print(*{'numba', 'pandas', 'yfinance', 'jinja2', 'exchange_calendars'} & {*sys.modules})"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120
    )

    assert (done.returncode, done.stdout) == (0, "\n"), done.stderr


def test_the_engine_runs_where_compiled_code_cannot_be_kept() -> None:
    printed = python(
        "from numba.core.caching import CacheImpl; CacheImpl._locator_classes = []\n"
        "from core.kernels import accounts; print(accounts.brake_scale(0.175, 0.1, 0.25, 0.3))"
    )
    assert float(printed) == pytest.approx(0.65)


def test_qt_calls_that_return_none_drop_none_of_its_references(qapp: object) -> None:
    # PySide6 6.12.0 drops one a call on Python 3.11 and aborts after some thousands.
    label = QLabel()
    before = sys.getrefcount(None)
    for _ in range(500):
        label.setText("")
        label.setEnabled(True)
    assert before - sys.getrefcount(None) < 100


def test_the_version_is_the_same_everywhere() -> None:
    assert core.__version__ == PROJECT["project"]["version"]


def test_no_file_points_outside_the_project() -> None:
    outside = ("../" + "shared").encode()
    for file in files_of_the_project():
        assert outside not in file.read_bytes(), f"{file.relative_to(ROOT)} names {outside!r}"


@pytest.mark.parametrize(
    ("lock", "named"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        (
            "requirements-dev.lock",
            PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"],
        ),
    ],
)
def test_a_lock_holds_what_the_project_names(lock: str, named: list[str]) -> None:
    versions = locked(lock)
    for requirement in map(Requirement, named):
        found = versions.get(canonicalize_name(requirement.name))
        assert found, f"{lock} lacks {requirement}: make lock"
        for version in found:
            assert Version(version) in requirement.specifier, f"{lock}: {requirement}: {version}"


def test_users_and_developers_on_any_python_get_the_same_versions() -> None:
    run, dev = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {name: dev.get(name) for name in run} == run
    assert [name for name, versions in dev.items() if len(versions) > 1] == []


PACKAGED_FOR = """\
#!/bin/sh
case $1 in
--show) cat <<'END'
{installed}
END
;;
esac
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a script for Debian")
@pytest.mark.parametrize(
    ("installed", "missing"),
    [
        pytest.param("libglib2.0-0", "", id="debian-12"),
        pytest.param("libglib2.0-0t64, libglib2.0-0 (= 2.84.4-3~deb13u1)", "", id="debian-13"),
        pytest.param("libglib2.0-0t64, other (= 1), libglib2.0-0 (= 2.80)", "", id="ubuntu-24.04"),
        pytest.param("libglib2.0-bin", " libglib2.0-0", id="without"),
    ],
)
def test_packages_that_qt_needs_are_named_where_they_cannot_be_installed(
    tmp_path: Path, installed: str, missing: str
) -> None:
    others = ["libgl1", "libegl1", "libfontconfig1", "libxkbcommon0", "libdbus-1-3"]
    lines = [f"installed, {name}, " for name in [installed, *others, "fonts-dejavu-core"]]
    commands = {
        "dpkg-query": PACKAGED_FOR.format(installed="\n".join([*lines, "config-files, libgl1, "])),
        "apt-get": "#!/bin/sh\nexit 1\n",
        "sudo": "#!/bin/sh\nexit 1\n",
        "id": "#!/bin/sh\necho 1000\n",
    }
    for name, text in commands.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)

    done = subprocess.run(
        ["sh", "resources/packaging/debian-packages.sh"],
        cwd=ROOT,
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == bool(missing)
    assert done.stdout == ""
    assert f"sudo apt-get install{missing} " in done.stderr if missing else done.stderr == ""
    assert done.stderr.count("\n") == bool(missing)


@pytest.mark.parametrize(
    "module",
    [
        "waterfall",
        "attribution",
        "break_evens",
        "explained_day",
        "next_session",
        "causality",
        "papers",
    ],
)
def test_the_documentation_says_of_an_answer_what_its_page_says(module: str) -> None:
    told = (ROOT / "docs" / "answers.md").read_text(encoding="utf-8")
    meaning = importlib.import_module(f"core.{module}").MEANING
    assert len(meaning.split()) > 30
    assert meaning in " ".join(told.split())


@pytest.mark.parametrize("page", ["README.md", "docs/pages.md", "docs/answers.md"])
def test_every_picture_of_the_documentation_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text)
    assert pictures
    for picture in pictures:
        assert (ROOT / page).parent.joinpath(picture).is_file(), picture
