"""In every locale numbers are typed and shown as people there write them, and files stay alike."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.core.project_files import write_project
from tests.faults.starts import rest, started
from tests.gui.small_projects import small_project

ROOT = Path(__file__).parents[2]
LOCALES = ("C", "de_DE", "sv_SE", "tr_TR", "ar_EG")
"""A point; commas; a minus sign that is none of ASCII; a dotless i; other digits."""
FILES = ("saved.ballast", "one.csv", "one.json", "all.csv", "all.json", "report.html")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Any]]:
    """By locale the folder that a window has written to, and what was seen in it."""
    place = tmp_path_factory.mktemp("locales")
    file = write_project(place / "mine.ballast", small_project(place, rows=900))
    running = {}
    for locale in LOCALES:
        folder = place / locale
        folder.mkdir()
        environment = os.environ | {"LC_ALL": f"{locale}.UTF-8", "PYTHONUTF8": "1"}
        environment.pop("LANGUAGE", None)
        running[locale] = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.window_in_locale", str(file), str(folder)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    found = {}
    for locale, program in running.items():
        output, errors = program.communicate(timeout=120)
        assert program.returncode == 0, errors
        found[locale] = (place / locale, json.loads(output))
    return found


def content(folder: Path, name: str) -> bytes:
    """A file without the time at which it was written."""
    return re.sub(rb"\d\d:\d\d(:\d\d)?", b"", (folder / name).read_bytes())


@pytest.mark.parametrize("locale", LOCALES[1:])
@pytest.mark.parametrize("name", FILES)
def test_files_are_the_same_byte_for_byte_in_every_locale(
    seen: dict[str, tuple[Path, Any]], locale: str, name: str
) -> None:
    assert content(seen[locale][0], name) == content(seen["C"][0], name)


@pytest.mark.parametrize(
    ("locale", "name", "shown"),
    [
        ("C", "C", "12.5"),
        ("de_DE", "de_DE", "12,5"),
        ("sv_SE", "sv_SE", "12,5"),
        ("tr_TR", "tr_TR", "12,5"),
        ("ar_EG", "en_US", "12.5"),  # its digits would tear the lines of English words apart
    ],
)
def test_numbers_are_typed_with_either_mark_and_shown_with_the_one_of_the_locale(
    seen: dict[str, tuple[Path, Any]], locale: str, name: str, shown: str
) -> None:
    was = seen[locale][1]
    point = shown[2]

    assert was["locale"] == name
    assert was["typed"]["12.5"] == [0.125, shown]
    assert was["typed"]["12,5"] == [0.125, shown]
    assert was["typed"]["0,75"] == [0.0075, f"0{point}75"]
    assert was["typed"]["-1"][0] == "refused"
    # 12.500 is plain where the point stands before decimals, else it may be 12500 as well.
    assert was["typed"]["12.500"][0] == (0.125 if point == "." else "refused")
    assert was["told"].startswith("Written: ")


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_copied_has_the_marks_of_the_locales_spreadsheet(
    seen: dict[str, tuple[Path, Any]], locale: str
) -> None:
    point = "." if locale in ("C", "ar_EG") else ","
    lines = seen[locale][1]["copied"].splitlines()
    plain = seen["C"][1]["copied"].splitlines()

    assert any(re.search(rf"\t-\d+{re.escape(point)}\d\d", line) for line in lines)
    assert [line.replace(",", ".") for line in lines] == [line.replace(",", ".") for line in plain]
    assert not set("\N{MINUS SIGN}\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}") & set(
        "".join(lines)
    )


def test_symbols_keep_their_letters_where_i_has_no_dot(
    seen: dict[str, tuple[Path, Any]],
) -> None:
    assert seen["tr_TR"][1]["symbols"] == seen["C"][1]["symbols"]


def test_a_project_saved_with_commas_about_opens_without_and_is_saved_alike(
    qtbot: QtBot, seen: dict[str, tuple[Path, Any]]
) -> None:
    file = seen["de_DE"][0] / "saved.ballast"
    before = file.read_bytes()

    window = started(qtbot, file)
    window.files.save_to(file)
    rest(qtbot, window)

    assert file.read_bytes() == before
    assert window.study is not None
