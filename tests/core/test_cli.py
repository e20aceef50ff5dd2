"""The command line: two lines of figures, one sentence for a mistake, and files that agree."""

import datetime as dt
import errno
import io
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from core import run_backtest
from core.cli import run
from core.cli_flags import flag
from core.export import series_csv, summary_json
from core.parameters import FIELDS, Parameters
from core.sources import demo
from core.sources.files import read_price_files
from tests.core.command_line import (
    READING,
    ROOT,
    SHORT_FLAGS,
    account_line,
    assert_one_sentence,
    prices_in,
    ran,
    short,
    started,
)
from tests.core.small import small_parameters, small_prices
from tests.yahoo_server import YahooServer


@pytest.fixture(scope="module")
def prices(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file of the small market."""
    return prices_in(tmp_path_factory.mktemp("prices"))


class Terminal(io.StringIO):
    """A stream that says it is a terminal, and may be told to fail."""

    def __init__(self, stop_at: int | None = None) -> None:
        super().__init__()
        self.stop_at = stop_at
        self.writes = 0

    def isatty(self) -> bool:
        """Say so."""
        return True

    def write(self, text: str) -> int:
        """Write, or do what Ctrl-C does at that moment."""
        self.writes += 1
        if self.writes == self.stop_at:
            raise KeyboardInterrupt
        return super().write(text)


# --- what is printed


@pytest.mark.parametrize("preset", ["tradable", "as-scripted"])
def test_the_two_lines_are_the_figures_of_the_summary(prices: str, preset: str) -> None:
    code, out, err = short(prices, "--preset", preset)

    summary = run_backtest(small_prices(), small_parameters(preset)).summary
    assert code == 0
    assert out.splitlines()[-2:] == [
        account_line("Base   ", summary["base"]),
        account_line("Dynamic", summary["dynamic"]),
    ]
    assert err == ""


def test_the_first_line_names_the_prices_and_the_days(prices: str) -> None:
    first, *_ = short(prices)[1].splitlines()

    assert "prices.csv" in first
    assert "2015-01-19" in first
    assert "2015-04-22" in first
    assert "simulated" not in first


def test_figures_that_are_not_defined_are_not_made_up(prices: str) -> None:
    code, out, _ = short(prices, "--end", "2015-01-19")

    assert code == 0
    for line in out.splitlines()[-2:]:
        assert re.search(r"AnnVol=n/a, Sharpe=n/a, MaxDD=-?\d+\.\d\d%$", line)


def test_an_account_that_is_wiped_out_is_told_in_words(prices: str) -> None:
    code, out, err = short(prices, "--lev-max", "100", "--lev-min", "100")

    assert code == 0
    assert "AnnRet=-100.00%" in out.splitlines()[-1]
    assert re.fullmatch(r"The levered account is wiped out on 2015-\d\d-\d\d: .*\.\n", err)


@pytest.mark.parametrize("arguments", [[], ["--source", "demo"]])
def test_without_a_file_the_demo_is_run_and_called_simulated(arguments: list[str]) -> None:
    code, out, err = ran(*arguments)

    market = demo.demo_market()
    summary = run_backtest(market.frame, Parameters(), source=market.source).summary
    assert code == 0
    assert err == ""
    assert "simulated" in out.splitlines()[0]
    assert out.splitlines()[-2] == account_line("Base   ", summary["base"])
    assert out.splitlines()[-1] == account_line("Dynamic", summary["dynamic"])


def test_a_file_whose_name_the_output_cannot_spell_is_run_all_the_same(
    prices: str, tmp_path: Path
) -> None:
    for name, encoding in (("prä.csv", "ascii"), (os.fsdecode(b"\xff.csv"), "utf-8")):
        (tmp_path / name).write_bytes(Path(prices).read_bytes())
        stream = io.BytesIO()
        out, err = io.TextIOWrapper(stream, encoding), io.StringIO()

        code = run(["--prices", str(tmp_path / name), *SHORT_FLAGS], out, err)

        out.flush()
        assert (code, READING.sub("", err.getvalue())) == (0, "")
        assert len(stream.getvalue().splitlines()) == 3
        out.detach()


# --- flags


def test_every_field_has_a_flag_that_help_tells_about() -> None:
    helped = started("run", "--help").stdout

    for name in FIELDS:
        assert re.search(rf"^  {flag(name)}\b", helped, re.MULTILINE), name
    for other in ("--prices", "--source", "--csv", "--json", "--preset", "--no-drift"):
        assert other in helped


OTHER_VALUES = {
    "symbols": ("BBB", "AAA"),
    "start": dt.date(2015, 1, 5),
    "end": dt.date(2015, 4, 1),
    "carry_forward": 3,
    "rebalance_freq": "W-WED",
    "cov_lookback": 21,
    "min_hist": 11,
    "shrink_alpha": 0.123456789012345678,
    "alpha_minvar": 0.5,
    "solver": "scripted",
    "vol_lookback": 6,
    "target_vol": 0.1,
    "lev_min": 0.25,
    "lev_max": 1.75,
    "dd_threshold1": 0.01,
    "dd_threshold2": 0.5,
    "dd_min_scale": 0.2,
    "return_kind": "log",
    "execution_lag": 2,
    "drift": False,
    "cost_bps": 12.5,
    "cash_rate": -0.001,
    "borrow_spread": 0.03,
    "leverage_band": 0.0,
    "statistics": "scripted",
    "seed": 7,
}


@pytest.mark.parametrize("name", FIELDS)
def test_the_flag_of_every_field_sets_it_and_nothing_else(
    prices: str, tmp_path: Path, name: str
) -> None:
    value = OTHER_VALUES[name]
    if name == "drift":
        words = ["--no-drift"]
    elif isinstance(value, tuple):
        words = [flag(name), ",".join(value)]
    else:
        words = [flag(name), str(value)]
    fields: dict[str, Any] = {name: value}
    if name == "return_kind":
        words.append("--no-drift")
        fields["drift"] = False

    code, _, err = short(prices, *words, "--json", str(tmp_path / "out.json"))

    assert (code, err) == (0, "")
    config = json.loads((tmp_path / "out.json").read_text())["config"]
    assert Parameters(**config) == small_parameters(**fields)


@pytest.mark.parametrize("words", [["--end", ""], ["--end", "none"], ["--drift"]])
def test_what_a_field_holds_anyway_may_be_said(prices: str, words: list[str]) -> None:
    assert short(prices, *words) == short(prices)


@pytest.mark.parametrize("spelling", ["-0.001", "-.001", "-1e-3", " -0.001", "-0.1E-2"])
def test_a_negative_rate_may_be_spelled_in_any_way(prices: str, spelling: str) -> None:
    assert short(prices, "--cash-rate", spelling) == short(prices, "--cash-rate=-0.001")


def test_the_last_of_two_equal_flags_counts(prices: str) -> None:
    twice = short(prices, "--target-vol", "0.5", "--target-vol", "0.1")

    assert twice == short(prices, "--target-vol", "0.1")


def test_a_preset_is_what_single_flags_start_from(prices: str, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    short(prices, "--cost-bps", "3", "--preset", "as-scripted", "--json", str(path))

    summary = json.loads(path.read_text())
    assert Parameters(**summary["config"]) == small_parameters("as-scripted", cost_bps=3.0)
    assert summary["preset"] == "as-scripted"


# --- files


@pytest.mark.parametrize("preset", ["tradable", "as-scripted"])
def test_the_files_hold_the_result(prices: str, tmp_path: Path, preset: str) -> None:
    series, summary = tmp_path / "a.csv", tmp_path / "b.json"

    code, _, err = short(prices, "--preset", preset, "--csv", str(series), "--json", str(summary))

    loaded = read_price_files([Path(prices)])
    result = run_backtest(loaded.frame, small_parameters(preset), source=loaded.source)
    assert (code, err) == (0, "")
    assert series.read_bytes() == series_csv(result)
    assert summary.read_bytes() == summary_json(result)
    assert sorted(os.listdir(tmp_path)) == ["a.csv", "b.json"]


def test_files_that_are_there_are_replaced(prices: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old")

    assert short(prices, "--csv", str(tmp_path / "a.csv"))[0] == 0
    assert (tmp_path / "a.csv").read_text().startswith("Date,AAA,BBB,CCC,ret_AAA")


def test_the_demo_says_in_its_files_that_it_is_simulated(tmp_path: Path) -> None:
    assert ran("--json", str(tmp_path / "demo.json"))[0] == 0

    said = json.loads((tmp_path / "demo.json").read_text())
    assert said["prices"]["simulated"] is True
    assert said["prices"]["source"] == "demo"


def test_the_file_of_a_run_runs_the_same_again(prices: str, tmp_path: Path) -> None:
    first, second = tmp_path / "1.json", tmp_path / "2.json"
    short(prices, "--target-vol", "0.3", "--end", "2015-04-01", "--json", str(first))
    words = []
    for name, value in json.loads(first.read_text())["config"].items():
        if isinstance(value, bool):
            words.append(flag(name) if value else f"--no-{name}")
        elif value is not None:
            words += [flag(name), ",".join(value) if isinstance(value, list) else str(value)]

    assert ran("--prices", prices, *words, "--json", str(second))[0] == 0

    assert second.read_bytes() == first.read_bytes()


# --- mistakes: the words, and what the sentence has to name

WRONG_WORDS: list[tuple[list[str], str]] = [
    (["--nope"], "--nope"),
    (["--nope", "3"], "--nope"),
    (["surplus"], "surplus"),
    (["--target-vo", "0.1"], "--target-vo"),
    (["--target_vol", "0.1"], "--target_vol"),
    (["--target-vol"], "--target-vol"),
    (["--target-vol", "ten"], "target_vol"),
    (["--target-vol", ""], "target_vol"),
    (["--target-vol", "10%"], "target_vol"),
    (["--target-vol", "0,1"], "target_vol"),
    (["--target-vol", "nan"], "target_vol"),
    (["--target-vol", "inf"], "target_vol"),
    (["--target-vol=-inf"], "target_vol"),
    (["--target-vol", "0"], "target_vol"),
    (["--target-vol", "-1"], "target_vol"),
    (["--target-vol", "1e999"], "target_vol"),
    (["--target-vol", "x" * 5000], "target_vol"),
    (["--cov-lookback", "20.5"], "cov_lookback"),
    (["--cov-lookback", "9" * 5000], "cov_lookback"),
    (["--seed", "-1"], "seed"),
    (["--seed", "4294967296"], "4294967295"),
    (["--dd-threshold1", "0.5", "--dd-threshold2", "0.2"], "dd_threshold2"),
    (["--min-hist", "300", "--cov-lookback", "252"], "cov_lookback"),
    (["--lev-min", "3"], "lev_max"),
    (["--execution-lag", "0"], "drift"),
    (["--return-kind", "log"], "drift"),
    (["--rebalance-freq", "XYZ"], "rebalance_freq"),
    (["--rebalance-freq", ""], "rebalance_freq"),
    (["--rebalance-freq", "h"], "rebalance_freq"),
    (["--start", "yesterday"], "start"),
    (["--start", ""], "start"),
    (["--start", "2015-02-30"], "start"),
    (["--end", "2014-12-31"], "end"),
    (["--symbols", ""], "symbols"),
    (["--symbols", "AAA,,BBB"], "symbols"),
    (["--symbols", "AAA,AAA"], "symbols"),
    (["--symbols", "A\nB"], "symbols"),
    (["--symbols", "\udcff"], "symbols"),
    (["--start", "\udcff"], "start"),
    (["--rebalance-freq", "\udcff"], "rebalance_freq"),
    (["--rebalance-freq", "W\nFRI"], "rebalance_freq"),
    (["--solver", "\udcff"], "solver"),
    (["--solver", "magic"], "solver"),
    (["--statistics", "\n"], "statistics"),
    (["--preset", "magic"], "--preset"),
    (["--drift", "yes"], "yes"),
    (["--drift=yes"], "--drift"),
    (["--source", "yahoo"], "--source"),
    (["--source", "demo"], "--prices"),
    (["--source", ""], "--source"),
    (["--csv"], "--csv"),
]


@pytest.mark.parametrize(("words", "named"), WRONG_WORDS, ids=lambda value: ascii(value)[:40])
def test_a_wrong_argument_is_told_in_a_sentence(
    prices: str, tmp_path: Path, words: list[str], named: str
) -> None:
    target = tmp_path / "out.csv"

    code, out, err = short(prices, "--csv", str(target), *words)

    assert (code, out) == (2, "")
    assert_one_sentence(err)
    assert named in err
    assert not target.exists()


@pytest.mark.parametrize(
    "words",
    [
        ["--symbols", "SPY", "TLT"],
        ["--symbols", "SPY,", "TLT", "--seed", "3"],
        ["--seed", "3", "--symbols=SPY", "TLT"],
    ],
)
def test_symbols_with_blanks_between_them_are_answered_by_how_they_are_written(
    words: list[str],
) -> None:
    code, out, err = ran(*words)

    assert (code, out) == (2, "")
    assert err == "Symbols are separated by commas, without blanks: --symbols SPY,TLT.\n"


def test_what_belongs_to_nothing_is_named_even_beside_symbols() -> None:
    _, _, err = ran("--symbols", "SPY", "--nope", "TLT")

    assert err == "Unrecognized arguments: --nope TLT. See --help.\n"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--start", "2016-01-01"], "2015-04-22"),
        (["--start", "2014-01-01", "--end", "2014-06-30"], "2014-06-30"),
        (["--start", "2015-04-10"], "too short"),
        (["--end", "2015-01-16"], "too short"),
        (["--symbols", "AAA,ZZZ"], "ZZZ"),
        (["--symbols", "SPY"], "SPY"),
        (["--symbols", "Date"], "Date"),
        (["--prices", "nowhere.csv"], "nowhere.csv"),
        (["--prices", "two\nlines.csv"], "lines.csv"),
        (["--prices", "."], "folder"),
        (["--prices", ""], "file"),
        (["--prices", "a" * 300], "aaa"),
        (["--prices", os.devnull], os.devnull),
        (["--prices", __file__], "Date"),
        (["--prices", sys.executable], "text"),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_prices_that_cannot_serve_are_told_in_a_sentence(
    prices: str, tmp_path: Path, words: list[str], named: str
) -> None:
    target = tmp_path / "out.csv"

    code, out, err = short(prices, "--csv", str(target), *words)

    assert (code, out) == (1, "")
    assert_one_sentence(err)
    assert named in err
    assert not target.exists()


def test_every_wrong_field_is_named_at_once(prices: str) -> None:
    code, _, err = short(prices, "--lev-max", "-1", "--seed", "-1", "--solver", "x")

    assert code == 2
    for name in ("lev_max", "seed", "solver"):
        assert name in err


@pytest.mark.parametrize("which", ["--csv", "--json"])
@pytest.mark.parametrize(
    "name", [".", "", "missing/out", "file/out", "circle", "pipe", "a" * 300], ids=ascii
)
def test_a_place_that_cannot_be_written_to_is_told_before_anything_is_done(
    prices: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: str, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("old")
    (tmp_path / "circle").symlink_to("circle")
    os.mkfifo(tmp_path / "pipe")
    other = "--json" if which == "--csv" else "--csv"

    code, out, err = ran("--prices", "nowhere.csv", which, name, other, str(tmp_path / "good"))

    assert (code, out) == (2, "")
    assert_one_sentence(err)
    assert which in err
    assert not (tmp_path / "good").exists()
    assert (tmp_path / "file").read_text() == "old"


@pytest.mark.parametrize("spelling", ["out", "./out", "folder/../out", "link"])
def test_both_results_in_one_file_are_refused(
    prices: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spelling: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("out")

    code, out, err = short(prices, "--csv", "out", "--json", spelling)

    assert (code, out) == (2, "")
    assert_one_sentence(err)
    assert "same file" in err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("which", ["--csv", "--json"])
@pytest.mark.parametrize("spelling", ["prices.csv", "./prices.csv", "folder/../prices.csv", "link"])
def test_results_over_the_prices_are_refused(
    prices: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: str, spelling: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "prices.csv").write_bytes(Path(prices).read_bytes())
    (tmp_path / "link").symlink_to("prices.csv")

    code, out, err = ran("--prices", "prices.csv", *SHORT_FLAGS, which, spelling)

    assert (code, out) == (2, "")
    assert_one_sentence(err)
    assert "prices" in err
    assert (tmp_path / "prices.csv").read_bytes() == Path(prices).read_bytes()


def test_results_over_the_prices_of_the_demo_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    market = tmp_path / "market.csv.gz"
    market.write_bytes(demo.DEMO_FILE.read_bytes())
    monkeypatch.setattr(demo, "DEMO_FILE", market)

    code, out, err = ran("--csv", str(market))

    assert (code, out) == (2, "")
    assert_one_sentence(err)
    assert market.read_bytes().startswith(b"\x1f\x8b")


def test_a_failure_while_writing_leaves_both_files_as_they_were(
    prices: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.csv", "b.json"):
        (tmp_path / name).write_text("old")
    calls: list[Any] = []
    replace = os.replace

    def failing(source: Any, target: Any) -> None:
        calls.append(target)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", failing)
        code, out, err = short(
            prices, "--csv", str(tmp_path / "a.csv"), "--json", str(tmp_path / "b.json")
        )

    assert (code, out) == (1, "")
    assert_one_sentence(err)
    assert "b.json" in err
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "a.csv": "old",
        "b.json": "old",
    }


# --- progress and interruption


def test_progress_is_shown_on_a_terminal_and_cleared_from_it(prices: str) -> None:
    out, err = io.StringIO(), Terminal()

    assert run(["--prices", prices, *SHORT_FLAGS], out, err) == 0

    shown = err.getvalue()
    assert re.search(r"\d+%", shown)
    assert shown.count("\n") == 1  # after the reading
    assert "\r\x1b[Kprices.csv: 80 days of 3 symbols, " in shown
    assert shown.endswith("\r\x1b[K")
    assert out.getvalue() == short(prices)[1]


def test_the_files_that_were_written_are_named_on_a_terminal_and_nowhere_else(
    prices: str, tmp_path: Path
) -> None:
    err = Terminal()
    series, summary = str(tmp_path / "a.csv"), str(tmp_path / "b.json")
    targets = ["--csv", series, "--json", summary]

    assert run(["--prices", prices, *SHORT_FLAGS, *targets], io.StringIO(), err) == 0

    assert err.getvalue().endswith(f"\r\x1b[KWritten: {series}, {summary}.\n")
    assert short(prices, *targets)[2] == ""


def test_a_mistake_on_a_terminal_leaves_nothing_of_the_progress(prices: str) -> None:
    err = Terminal()

    assert run(["--prices", prices, *SHORT_FLAGS, "--end", "2015-01-16"], io.StringIO(), err) == 1

    assert_one_sentence(err.getvalue().rpartition("\x1b[K")[2])


@pytest.mark.parametrize("write", [1, 2])
def test_ctrl_c_on_a_terminal_writes_nothing(prices: str, tmp_path: Path, write: int) -> None:
    out, err = io.StringIO(), Terminal(stop_at=write)
    target = tmp_path / "out.csv"

    code = run(["--prices", prices, *SHORT_FLAGS, "--csv", str(target)], out, err)

    assert (code, out.getvalue()) == (130, "")
    assert "nothing was written" in err.getvalue()
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "where", ["core.engine.price_table", "core.engine.run_overlay", "core.export.summary_json"]
)
def test_ctrl_c_at_any_step_writes_nothing(
    prices: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(where, stopped)

    code, out, err = short(prices, "--csv", str(tmp_path / "a"), "--json", str(tmp_path / "b"))

    assert (code, out) == (130, "")
    assert_one_sentence(err)
    assert os.listdir(tmp_path) == []


# --- the program itself


def test_the_program_runs_a_file_and_writes_its_results(prices: str, tmp_path: Path) -> None:
    done = started("run", "--prices", prices, *SHORT_FLAGS, "--csv", str(tmp_path / "a.csv"))

    assert (done.returncode, READING.sub("", done.stderr)) == (0, "")
    assert done.stdout == short(prices)[1]
    read = pd.read_csv(tmp_path / "a.csv", index_col="Date")
    assert len(read) == 68


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--target-vol", "ten"], 2),
        (["--symbols", os.fsdecode(b"\xff")], 2),
        (["--prices", "nowhere.csv", "--source", "demo"], 2),
        (["--prices", "nowhere.csv"], 1),
    ],
    ids=["word", "bytes", "two sources", "missing"],
)
def test_the_program_tells_a_mistake_in_a_sentence(words: list[str], code: int) -> None:
    done = started("run", *words)

    assert (done.returncode, done.stdout) == (code, "")
    assert_one_sentence(done.stderr)


def test_the_program_without_a_display_says_so_in_a_line_and_runs_the_demo() -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    bare = {name: value for name, value in os.environ.items() if name not in hidden}

    done = started(env=bare)

    assert done.returncode == 0
    assert done.stderr.startswith("No window can be shown")
    assert done.stderr.count("\n") == 1
    lines = done.stdout.splitlines()
    assert "simulated" in lines[0]
    assert lines[1].startswith("Base   : AnnRet=")
    assert lines[2].startswith("Dynamic: AnnRet=")


def test_the_program_is_stopped_by_a_signal_and_writes_nothing(
    yahoo: YahooServer, tmp_path: Path
) -> None:
    yahoo.stall()
    target = tmp_path / "out.csv"
    process = subprocess.Popen(
        [sys.executable, "main.py", "run", "--source", "yahoo", "--csv", str(target)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "BALLAST_YAHOO_URL": yahoo.url, "XDG_CACHE_HOME": str(tmp_path)},
        # What a shell starts in the background ignores the signal, and so would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with process:
        assert yahoo.asked.wait(60)  # from here on it waits for prices
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)

    assert (process.returncode, out) == (130, "")
    assert_one_sentence(err)
    assert not target.exists()


@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_the_program_is_quiet_when_nobody_reads_on(
    prices: str, tmp_path: Path, unbuffered: str
) -> None:
    """What Python still holds back when the program ends finds no reader either."""
    reader, writer = os.pipe()
    os.close(reader)
    target = tmp_path / "out.csv"
    try:
        done = started(
            *("run", "--prices", prices, *SHORT_FLAGS, "--csv", str(target)),
            capture_output=False,
            stdout=writer,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )
    finally:
        os.close(writer)

    assert READING.sub("", done.stderr) == ""
    assert target.exists()


class Full(io.StringIO):
    """A stream onto a disk without space, which is found out when it is flushed."""

    def flush(self) -> None:
        """Fail."""
        raise OSError(errno.ENOSPC, "No space left on device")


def test_figures_that_cannot_be_printed_are_told_in_a_sentence(prices: str) -> None:
    err = io.StringIO()

    code = run(["--prices", prices, *SHORT_FLAGS], Full(), err)

    assert code == 1
    assert_one_sentence(READING.sub("", err.getvalue()))
    assert "No space left" in err.getvalue()


@pytest.mark.parametrize(("words", "code"), [([], 0), (["--target-vol", "ten"], 2)])
def test_the_program_runs_without_a_place_for_its_messages(
    prices: str, words: list[str], code: int
) -> None:
    command = [sys.executable, "main.py", "run", "--prices", prices, *SHORT_FLAGS, *words]

    done = subprocess.run(
        ["sh", "-c", 'exec "$@" 2>&-', "sh", *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        timeout=120,
    )

    assert done.returncode == code
    assert done.stdout == (short(prices)[1] if code == 0 else "")
