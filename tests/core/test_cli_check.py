"""The command line that computes published examples again, in this process and in its own."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.cli_check import check
from tests.core.command_line import ROOT, assert_one_sentence, started
from tests.yahoo_server import YahooServer


def ran(*arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a run in this process."""
    out, err = io.StringIO(), io.StringIO()
    code = check(arguments, out, err)
    return code, out.getvalue(), err.getvalue()


def year_of_spy(folder: Path, percent: float = 32.31) -> str:
    """Write a year of prices that make so much in it, and return the path."""
    days = pd.bdate_range("2012-12-31", "2013-12-31", name="Date")
    grown = 50.0 * (1.0 + percent / 100.0) ** np.linspace(0.0, 1.0, len(days))
    path = folder / "spy.csv"
    pd.DataFrame({"SPY": grown}, index=days).to_csv(path)
    return str(path)


def test_all_agree_and_the_last_line_counts_them() -> None:
    code, out, err = ran()

    assert code == 0
    assert err == ""
    lines = out.splitlines()
    assert lines[-2:] == ["29 numbers need real prices.", "89 of 89 numbers agree."]
    assert len(re.findall(r"  agrees$", out, re.MULTILINE)) == 89
    assert "DIFFERS" not in out


def test_a_table_has_expected_computed_and_difference() -> None:
    _, out, _ = ran()
    lines = out.splitlines()
    row = next(line for line in lines if "Ulcer index" in line)
    assert row.split() == (
        ["Ulcer", "index", "10.307764", "%", "10.30776406", "%", "0.00000006", "%", "agrees"]
    )
    heading = next(line for line in lines if "expected" in line and "difference" in line)
    ends = [re.search(word, heading).end() for word in ("expected", "computed", "difference")]  # type: ignore[union-attr]
    assert [row[end - 1] for end in ends] == ["%"] * 3
    assert "  Anderson, Bianchi and Goldberg (2014), Financial Analysts Journal 70(5)" in lines


def test_no_line_is_wider_than_a_hundred_characters() -> None:
    assert max(map(len, ran()[1].splitlines())) <= 100


def test_without_prices_the_real_ones_are_listed_with_the_reason() -> None:
    out = " ".join(ran()[1].split())
    assert "Not computed: No prices are at hand; needed are daily closes with dividends of" in out
    assert "EEM, TLT, LQD and GLD from 2009-12-31 to 2025-09-26." in out


def test_a_wrong_solver_is_told_and_ends_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from core.weights import risk_parity_weights

    def wrong(covariance: np.ndarray) -> np.ndarray:
        weights = risk_parity_weights(covariance)
        return weights + 1e-6 * (np.arange(len(weights)) == 0)

    monkeypatch.setattr("core.weights.risk_parity_weights", wrong)
    code, out, _ = ran()

    assert code == 1
    assert "DIFFERS" in out
    agree, computed = map(int, re.findall(r"(\d+) of (\d+) numbers agree\.\n\Z", out)[0])
    assert agree < computed == 89


def test_prices_of_a_file_are_compared(tmp_path: Path) -> None:
    code, out, err = ran("--prices", year_of_spy(tmp_path))

    assert code == 0, err
    row = next(line for line in out.splitlines() if "SPY 2013" in line)
    assert row.split() == ["SPY", "2013", "32.31", "%", "32.3100", "%", "0.0000", "%", "agrees"]
    assert "SPY 2008" in out
    assert "not computed" in out
    assert out.endswith("28 numbers need real prices.\n90 of 90 numbers agree.\n")


def test_prices_without_dividends_end_with_one(tmp_path: Path) -> None:
    code, out, _ = ran("--prices", year_of_spy(tmp_path, 29.60))

    assert code == 1
    row = next(line for line in out.splitlines() if "SPY 2013" in line)
    assert row.split()[-3:] == ["-2.7100", "%", "DIFFERS"]
    assert out.endswith("89 of 90 numbers agree.\n")


def test_prices_of_yahoo_are_asked_for(
    yahoo: YahooServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BALLAST_YAHOO_URL", yahoo.url)
    monkeypatch.setattr("core.sources.cache.default_cache_path", lambda: tmp_path / "cache.sqlite")
    symbols = ("SPY", "QQQ", "IWM", "EFA", "EEM", "TLT", "LQD", "GLD")
    yahoo.add(*symbols, count=60)

    code, out, err = ran("--source", "yahoo")

    assert code == 0, err
    assert set(yahoo.charts) == set(symbols)
    assert "The prices at hand lack some" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--source", "demo"], "invalid choice"),
        (["--price", "x.csv"], "nrecognized arguments"),
        (["--prices"], "expected at least one argument"),
        (["--prices", "x.csv", "--source", "yahoo"], "not allowed with"),
        (["--date-order", "day-first"], "--date-order is for --prices"),
    ],
)
def test_wrong_arguments_are_told_in_a_sentence(arguments: list[str], said: str) -> None:
    code, out, err = ran(*arguments)

    assert (code, out) == (2, "")
    assert said in err
    assert_one_sentence(err)


def test_a_file_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    code, out, err = ran("--prices", str(tmp_path / "none.csv"))

    assert (code, out) == (1, "")
    assert "none.csv" in err
    assert_one_sentence(err)


def test_it_is_a_verb_of_the_program_that_help_names() -> None:
    done = started("check", "--help")
    assert done.returncode == 0
    assert "Exit code: 0 where all computed numbers agree" in done.stdout
    assert "main.py check" in " ".join(started("--help").stdout.split())


def test_it_needs_no_qt_and_no_unicode() -> None:
    code = "import sys; sys.modules['PySide6'] = None; import main; sys.exit(main.main(['check']))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("89 of 89 numbers agree.\n")
    assert "\\u" not in done.stdout


def test_a_reader_that_leaves_ends_it_quietly() -> None:
    with subprocess.Popen(
        [sys.executable, "main.py", "check"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(60) == 0
    assert said == b""
