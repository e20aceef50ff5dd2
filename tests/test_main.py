"""The program's own arguments: pictures of the window, and what is refused."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

ROOT = Path(__file__).parent.parent


def started(
    *arguments: str, platform: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "main.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": platform or "offscreen", **variables},
        capture_output=True,
        text=True,
        timeout=180,
    )


@pytest.mark.parametrize(("page", "platform"), [("charts", "offscreen"), ("data", "xcb")])
def test_a_picture_of_each_page_is_made_without_a_display(
    tmp_path: Path, page: str, platform: str
) -> None:
    target = tmp_path / "window.png"

    done = started(
        *("--screenshot", str(target), "--page", page, "--size", "1200x760", "--theme", "dark"),
        platform=platform,
    )

    assert done.returncode == 0, done.stderr
    picture = QImage(str(target))
    assert (picture.width(), picture.height()) == (1200, 760)
    assert picture.pixelColor(5, 5).lightness() < 80


def test_the_two_pages_look_different(tmp_path: Path) -> None:
    for page in ("charts", "data"):
        assert (
            started("--screenshot", str(tmp_path / f"{page}.png"), "--page", page).returncode == 0
        )

    charts, data = (QImage(str(tmp_path / f"{page}.png")) for page in ("charts", "data"))

    assert charts.size() == data.size()
    assert charts != data


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--size", "²00x²00"], "must be like 1360x820"),
        (["--size", "100x100"], "at least 200x200"),
        (["--size", "9000x900"], "at most 8000x8000"),
        (["--page", "tables"], "invalid choice: 'tables'"),
        (["--explain"], "begins with 'python main.py run' or 'python main.py check'."),
        (["--screenshot", "window.jpg"], "must end in .png"),
        (["--screenshot", "nowhere/window.png"], "nowhere"),
    ],
)
def test_a_wrong_argument_is_told_in_a_sentence(words: list[str], said: str) -> None:
    done = started(*words)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_stop_while_it_starts_is_told_in_a_sentence() -> None:
    code = (
        "import sys, main\n"
        "def stopped(arguments): raise KeyboardInterrupt\n"
        "main.main = stopped\n"
        "sys.exit(main._start())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "Stopped.\n"


def test_an_error_of_the_program_on_the_command_line_is_a_sentence_that_names_the_log(
    tmp_path: Path,
) -> None:
    script = (
        "import sys, main, core.cli\n"
        "core.cli.parsed = lambda arguments: 1 / 0\n"
        "sys.argv[1:] = ['run']\n"
        "sys.exit(main._start())\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 1
    log = tmp_path / "ballast" / "log" / "ballast.log"
    assert done.stderr.count("\n") == 1
    assert "ZeroDivisionError: division by zero" in done.stderr
    assert str(log) in done.stderr
    assert "Traceback" in log.read_text()


def test_the_times_of_a_start_are_in_order_and_nothing_is_left_behind(tmp_path: Path) -> None:
    places = {f"XDG_{one}_HOME": str(tmp_path / one) for one in ("CONFIG", "DATA", "STATE")}

    done = started("--start-times", **places)

    assert done.returncode == 0, done.stderr
    times = json.loads(done.stdout)
    assert list(times) == ["main_ms", "window_ms", "result_ms", "compiled"]
    assert 0 < times["main_ms"] < times["window_ms"] < times["result_ms"]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_times_of_a_start_on_a_file_that_is_none_have_no_result(tmp_path: Path) -> None:
    done = started("--start-times", str(tmp_path / "none.csv"))

    assert done.returncode == 0, done.stderr
    times = json.loads(done.stdout)
    assert times["result_ms"] is None
    assert times["window_ms"] > 0


def test_without_a_display_no_start_is_measured_and_it_is_said() -> None:
    none = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    done = started("--start-times", **none)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("Nothing can be measured: a display ")
