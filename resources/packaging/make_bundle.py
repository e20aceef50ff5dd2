"""Package Ballast for this machine's system: a folder with all that it needs, and an archive.

usage: make_bundle.py      (in the project's folder, with what requirements-dev.lock has installed)

Makes dist/ballast and, but for Windows, dist/ballast-VERSION-SYSTEM.tar.gz; on macOS also
dist/Ballast.app.
"""

from __future__ import annotations

import ast
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "resources" / "packaging"
MADE = ROOT / "build" / "bundle"
BUNDLE = ROOT / "dist" / "ballast"
LICENCE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
COMMON_LICENCES = Path("/usr/share/common-licenses")
OF_LIBRARIES = """\
Ballast is packaged with Python {version} (PSF-2.0) and the libraries below, each with its version
and licence.

Qt and PySide6 are used under the GNU Lesser General Public License, version 3
(https://www.gnu.org/licenses/lgpl-3.0.html). They are files of their own in the folder _internal,
which may be exchanged for others; their sources are at
https://download.qt.io/official_releases/QtForPython/.

"""
NO_DESKTOP_FILES = ("win32", "darwin")


def main() -> None:
    """Make it all anew."""
    sys.path.insert(0, str(ROOT))
    from core import __version__

    shutil.rmtree(MADE, ignore_errors=True)
    MADE.mkdir(parents=True)
    environment = {**os.environ, "BALLAST_MADE": str(MADE), "PYTHONHASHSEED": "1"}
    for script, folder in (("make_icons.py", "icons"), ("make_kernels.py", "kernels")):
        _run(str(HERE / script), str(MADE / folder), environment=environment)
    _run(
        *("-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"),
        *("--distpath", str(BUNDLE.parent), "--workpath", str(MADE / "pyinstaller")),
        str(HERE / "ballast.spec"),
        environment=environment,
    )
    if sys.platform not in NO_DESKTOP_FILES:
        _add_desktop_files()
    shutil.copy(ROOT / "LICENSE", BUNDLE)
    _add_licences()
    size = sum(one.stat().st_size for one in BUNDLE.rglob("*") if not one.is_symlink())
    print(f"{BUNDLE.relative_to(ROOT)}: {size / 1e6:,.0f} MB")
    if sys.platform != "win32":
        name = f"ballast-{__version__}-{sys.platform}-{platform.machine()}"
        packed = BUNDLE.parent / f"{name}.tar.gz"
        with tarfile.open(packed, "w:gz", compresslevel=6) as archive:
            archive.add(BUNDLE, name)
        print(f"{packed.relative_to(ROOT)}: {packed.stat().st_size / 1e6:,.0f} MB")


def _run(*words: str, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    if done.returncode:
        sys.exit(f"make_bundle.py: {' '.join(words)} has failed")


def _add_desktop_files() -> None:
    """Add what tells a desktop of the program, and what puts it there."""
    share = BUNDLE / "share"
    for name, folder in (
        ("ballast.desktop", "applications"),
        ("ballast.xml", "mime/packages"),
    ):
        (share / folder).mkdir(parents=True)
        shutil.copy(HERE / name, share / folder)
    shutil.copytree(MADE / "icons" / "hicolor", share / "icons" / "hicolor")
    drawings = share / "icons" / "hicolor" / "scalable" / "apps"
    drawings.mkdir(parents=True)
    shutil.copy(ROOT / "resources" / "icons" / "ballast.svg", drawings)
    shutil.copy(HERE / "install.sh", BUNDLE)
    (BUNDLE / "install.sh").chmod(0o755)


def _add_licences() -> None:
    """Add the licences of the libraries that are in the bundle, as these ask for."""
    folder = BUNDLE / "licenses"
    folder.mkdir()
    lines = []
    for library in _libraries():
        facts = library.metadata
        licence = (
            facts.get("License-Expression")
            or facts.get("License")
            or "its licence is in its folder"
        )
        lines.append(f"{facts['Name']} {library.version}: {licence.splitlines()[0]}\n")
        for file in library.files or []:
            if ".dist-info" in str(file) and LICENCE.search(file.name):
                place = folder / facts["Name"].lower()
                place.mkdir(exist_ok=True)
                shutil.copy(str(file.locate()), place / file.name)
    (folder / "LIBRARIES.txt").write_text(
        OF_LIBRARIES.format(version=platform.python_version()) + "".join(sorted(lines)),
        encoding="utf-8",
    )
    for name in ("GPL-3", "LGPL-3"):  # where a system has their texts
        if (COMMON_LICENCES / name).is_file():
            shutil.copy(COMMON_LICENCES / name, folder)


def _libraries() -> list[Distribution]:
    """Return the locked libraries of which anything is in the bundle."""
    listed = (MADE / "pyinstaller" / "ballast" / "PYZ-00.toc").read_text(encoding="utf-8")
    inside = {entry[0].partition(".")[0] for entry in ast.literal_eval(listed)[1]}
    inside |= {path.name.partition(".")[0] for path in (BUNDLE / "_internal").iterdir()}
    owners = packages_distributions()
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(), re.M))
    names = {owner for module in inside for owner in owners.get(module, ())}
    return [distribution(name) for name in names if re.sub(r"[-_.]+", "-", name.lower()) in locked]


if __name__ == "__main__":
    main()
