"""The packaged program does what the program does, where there is no Python."""

import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from configparser import ConfigParser
from pathlib import Path

import pandas as pd
import pytest
from PySide6.QtGui import QImage

from core import Parameters, __version__
from core.project import Layout, Project
from core.project_file import project_json
from tests.bundle.conftest import ROOT, Program
from tests.yahoo_server import YahooServer, walk

SAME = 1e-9
"""Of the largest figure: the machine code of the bundle is for any processor of its kind."""
MOST_MB = 450


def sentences(done: subprocess.CompletedProcess[str]) -> str:
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr


def kernels(home: Path) -> dict[Path, int]:
    """The files of machine code that the program keeps for a user, and when they were written."""
    return {
        path: path.stat().st_mtime_ns for path in home.rglob("kernels-*/*") if path.suffix != ".txt"
    }


def test_it_tells_its_version(program: Program) -> None:
    done = program("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"Ballast {__version__}\n", "")


def test_a_run_of_the_demo_exports_what_the_program_computes_from_its_sources(
    program: Program, tmp_path: Path
) -> None:
    csv, summary, report = (tmp_path / f"a.{kind}" for kind in ("csv", "json", "html"))
    done = program("run", "--csv", csv, "--json", summary, "--report", report)
    assert done.returncode == 0, sentences(done)

    from_source = subprocess.run(
        [sys.executable, "main.py", "run", "--csv", tmp_path / "b.csv", "--json", tmp_path / "b"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert from_source.stdout.splitlines()[:2] == done.stdout.splitlines()[:2]
    pd.testing.assert_frame_equal(
        pd.read_csv(csv), pd.read_csv(tmp_path / "b.csv"), rtol=SAME, atol=SAME
    )
    ours, theirs = (json.loads(path.read_text()) for path in (summary, tmp_path / "b"))
    assert ours.keys() == theirs.keys()
    assert "<svg" in report.read_text()
    assert "ballast run" in report.read_text()


def test_the_published_examples_agree(program: Program) -> None:
    done = program("check")
    assert done.returncode == 0, sentences(done)
    assert "89 of 89 numbers agree" in done.stdout


def test_prices_come_from_yahoo_finance_and_then_from_the_cache(
    program: Program, yahoo: YahooServer, tmp_path: Path
) -> None:
    for symbol in ("AAA", "BBB", "CCC"):
        yahoo.listings[symbol] = walk(symbol, 900)
    words = ("run", "--source", "yahoo", "--symbols", "AAA,BBB,CCC", "--start", "2021-01-01")
    done = program(*words, "--json", tmp_path / "a.json", BALLAST_YAHOO_URL=yahoo.url)
    assert done.returncode == 0, sentences(done)
    assert yahoo.requests

    yahoo.stop()
    shut = program(*words, "--json", tmp_path / "b.json", BALLAST_YAHOO_URL=yahoo.url)
    assert shut.returncode == 0, sentences(shut)
    first, second = (json.loads((tmp_path / f"{name}.json").read_text()) for name in "ab")
    assert first["dynamic"] == second["dynamic"]


def test_no_loop_is_compiled_at_its_first_start_nor_later(
    program: Program, environment: dict[str, str]
) -> None:
    home = Path(environment["HOME"])
    starts = (
        ("run", "--compare", "--explain"),
        ("run", "--prove", "2", "--today", "--day", "2020-03-16"),
        ("check",),
        ("--screenshot", home / "a.png"),
    )
    at_first = kernels(home)
    assert not at_first
    for words in starts * 2:
        done = program(*words, NUMBA_DEBUG_CACHE="1")
        assert done.returncode == 0, sentences(done)
        said = done.stdout + done.stderr
        assert "[cache] data loaded from" in said
        assert "[cache] data saved to" not in said, "a loop was compiled"
        at_first = at_first or kernels(home)
        assert len(at_first) > 20
        assert kernels(home) == at_first


def test_it_works_where_nothing_at_all_can_be_kept(program: Program, tmp_path: Path) -> None:
    nowhere = tmp_path / "file"
    nowhere.touch()
    places = {f"XDG_{one}_HOME": str(nowhere) for one in ("CACHE", "CONFIG", "DATA", "STATE")}
    done = program("run", HOME=str(nowhere), **places)
    assert done.returncode == 0, sentences(done)
    assert "Dynamic" in done.stdout


def test_the_window_shows_a_project_with_its_figures(program: Program, tmp_path: Path) -> None:
    project = tmp_path / "mine.ballast"
    project.write_bytes(project_json(Project.new(Parameters(target_vol=0.07)), Layout()))
    done = program("--screenshot", tmp_path / "a.png", "--size", "1100x700", project)
    assert done.returncode == 0, sentences(done)
    picture = QImage(str(tmp_path / "a.png"))
    assert (picture.width(), picture.height()) == (1100, 700)
    colours = {picture.pixel(x, y) for x in range(0, 1100, 3) for y in range(0, 700, 3)}
    assert len(colours) > 50, "there are charts and words in it"


def test_a_parquet_file_is_refused_with_a_way_out_for_somebody_without_python(
    program: Program, tmp_path: Path
) -> None:
    (tmp_path / "mine.parquet").write_bytes(b"PAR1" + bytes(40) + b"PAR1")
    done = program("run", "--prices", tmp_path / "mine.parquet")
    assert done.returncode == 1
    assert "save the prices as CSV" in done.stderr
    assert "pip" not in done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="of Linux desktops")
def test_it_is_put_into_the_menu_with_its_files_and_taken_out_again(
    unpacked: Path, tmp_path: Path
) -> None:
    share = tmp_path / "share"
    environment = {**os.environ, "XDG_DATA_HOME": str(share)}
    done = subprocess.run(
        ["sh", unpacked / "install.sh"], env=environment, capture_output=True, text=True, check=True
    )
    assert str(unpacked / "ballast") in done.stdout
    entry = ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(share / "applications" / "ballast.desktop", encoding="utf-8")
    assert entry["Desktop Entry"]["Exec"] == f'"{unpacked / "ballast"}" %F'
    assert entry["Desktop Entry"]["MimeType"] == "application/x-ballast-project;"
    if shutil.which("desktop-file-validate"):
        subprocess.run(
            ["desktop-file-validate", share / "applications" / "ballast.desktop"], check=True
        )
    kind = ET.parse(share / "mime" / "packages" / "ballast.xml").getroot()
    name = "{http://www.freedesktop.org/standards/shared-mime-info}"
    assert kind.find(f"{name}mime-type/{name}glob").get("pattern") == "*.ballast"
    icon = QImage(str(share / "icons" / "hicolor" / "256x256" / "apps" / "ballast.png"))
    assert icon.width() == 256
    assert icon.hasAlphaChannel()

    subprocess.run(["sh", unpacked / "install.sh", "--remove"], env=environment, check=True)
    assert not [path for path in share.rglob("*ballast*") if path.is_file()]


def test_it_holds_no_more_than_it_needs(unpacked: Path) -> None:
    files = [path for path in unpacked.rglob("*") if path.is_file() and not path.is_symlink()]
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    print(f"\n{megabytes:.0f} MB in {len(files)} files")
    assert megabytes < MOST_MB
    assert not [path for path in files if "gtk" in path.name or "tests" in path.parts]


def test_it_holds_the_licences_of_its_libraries_and_of_no_others(unpacked: Path) -> None:
    listed = (unpacked / "licenses" / "LIBRARIES.txt").read_text(encoding="utf-8")
    for name in ("numpy", "pandas", "numba", "PySide6_Essentials", "shiboken6", "yfinance"):
        assert f"\n{name} " in listed
    assert "Lesser General Public License" in listed
    assert (unpacked / "licenses" / "numpy" / "LICENSE.txt").is_file()
    for name in ("lxml", "pyinstaller", "pytest"):
        assert f"\n{name} " not in listed.lower()
