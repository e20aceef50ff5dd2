"""Where the command line takes its prices from: Yahoo, files of many forms, the demo."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.cli import run
from core.cli_flags import flag
from core.parameters import Parameters
from tests.core.small import SHORT, small_prices
from tests.yahoo_server import YahooServer

ROOT = Path(__file__).parents[2]
WINDOWS = [
    word
    for name, value in SHORT.items()
    if name not in ("symbols", "start")
    for word in (flag(name), str(value))
]


@pytest.fixture
def server(yahoo: YahooServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> YahooServer:
    """A server that knows three symbols, asked instead of Yahoo, and a cache of its own."""
    monkeypatch.setenv("BALLAST_YAHOO_URL", yahoo.url)
    monkeypatch.setattr("core.sources.cache.default_cache_path", lambda: tmp_path / "cache.sqlite")
    yahoo.add("AAA", "BBB", "CCC", "^IRX", count=120)
    return yahoo


def ran(*words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a run in this process."""
    out, err = io.StringIO(), io.StringIO()
    code = run([*words, *WINDOWS], out, err)
    return code, out.getvalue(), err.getvalue()


def fetched(*words: str) -> tuple[int, str, str]:
    return ran("--source", "yahoo", "--symbols", "AAA,BBB,CCC", "--start", "2024-01-01", *words)


# --- Yahoo


def test_prices_of_yahoo_are_fetched_once_a_day(server: YahooServer, tmp_path: Path) -> None:
    first = fetched("--json", str(tmp_path / "one.json"))
    asked = len(server.paths)
    second = fetched("--json", str(tmp_path / "two.json"))

    assert first[0] == second[0] == 0, first[2] + second[2]
    assert set(server.charts) == {"AAA", "BBB", "CCC"}
    assert len(server.paths) == asked
    assert first[1] == second[1]
    assert first[1].startswith(f"Prices : Yahoo Finance (from {server.url} instead) of 20")
    one, two = (json.loads((tmp_path / name).read_text()) for name in ("one.json", "two.json"))
    assert one["prices"]["sha256"] == two["prices"]["sha256"]
    assert one["prices"]["source"] == "yahoo"
    assert one["prices"]["retrieved"] == two["prices"]["retrieved"]
    assert [reading["symbols"] for reading in one["prices"]["readings"]] == [
        ["AAA"],
        ["BBB"],
        ["CCC"],
    ]


def test_the_prices_are_the_adjusted_closes_of_the_server(
    server: YahooServer, tmp_path: Path
) -> None:
    assert fetched("--csv", str(tmp_path / "out.csv"))[0] == 0

    daily = pd.read_csv(tmp_path / "out.csv", index_col="Date", parse_dates=True)
    listing = server.listings["BBB"]
    adjusted = pd.Series(listing.adjusted, index=pd.DatetimeIndex(listing.days))
    assert daily["BBB"].to_numpy() == pytest.approx(adjusted[daily.index].to_numpy(), rel=1e-12)
    assert daily.index[-1] == adjusted.index[-1]


def test_what_was_fetched_today_is_fetched_again_on_request(server: YahooServer) -> None:
    fetched()
    asked = len(server.paths)

    assert fetched("--refresh")[0] == 0

    assert len(server.paths) > asked


def test_the_yield_is_fetched_where_it_is_the_cash_rate(
    server: YahooServer, tmp_path: Path
) -> None:
    yields = server.listings["^IRX"]
    yields.closes = [None if i % 7 == 3 else 0.05 * i - 1.0 for i in range(120)]

    code, _, err = fetched("--cash-rate", "^IRX", "--json", str(tmp_path / "out.json"))

    assert code == 0, err
    summary = json.loads((tmp_path / "out.json").read_text())
    published = pd.Series(yields.closes, pd.DatetimeIndex(yields.days), dtype=float) / 100
    known = published.ffill().shift(1)
    in_force = known[summary["first_day"] : summary["last_day"]]
    assert summary["cash"]["series"] == "^IRX"
    assert summary["cash"]["mean"] == pytest.approx(in_force.mean(), rel=1e-9)


def test_a_symbol_that_yahoo_does_not_know_is_named(server: YahooServer, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"

    code, out, err = ran(
        *("--source", "yahoo", "--symbols", "AAA,NOPE", "--start", "2024-01-01"),
        *("--csv", str(target)),
    )

    assert (code, out) == (1, "")
    assert "NOPE" in err
    assert err.count("\n") == 1
    assert not target.exists()


def test_without_a_network_the_prices_of_an_earlier_day_serve_and_are_called_so(
    server: YahooServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    online = fetched("--json", str(tmp_path / "online.json"))
    server.fail(503)

    code, out, err = fetched("--refresh", "--json", str(tmp_path / "offline.json"))

    assert (code, out) == (0, online[1])
    assert "fetched on" in err
    findings = json.loads((tmp_path / "offline.json").read_text())["findings"]
    assert "prices of an earlier day" not in online[2]
    assert [found["check"] for found in findings if found["check"] == "age"] == ["age"]


def test_the_program_itself_fetches_from_yahoo(yahoo: YahooServer, tmp_path: Path) -> None:
    yahoo.add("AAA", "BBB", count=120)
    command = [sys.executable, "main.py", "run", "--source", "yahoo", "--symbols", "AAA,BBB"]

    def started() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, "--start", "2024-01-01", *WINDOWS],
            cwd=ROOT,
            env={
                **os.environ,
                "BALLAST_YAHOO_URL": yahoo.url,
                "XDG_CACHE_HOME": str(tmp_path / "cache"),
            },
            capture_output=True,
            text=True,
            timeout=120,
        )

    first = started()
    asked = len(yahoo.paths)
    second = started()

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert first.stdout == second.stdout
    assert asked > 0
    assert len(yahoo.paths) == asked
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["ballast"]


# --- files


def test_a_folder_of_files_is_one_table(tmp_path: Path) -> None:
    prices = small_prices()
    for symbol in prices:
        frame = pd.DataFrame({"Close": prices[symbol] * 2, "Adj Close": prices[symbol]})
        frame.to_csv(tmp_path / f"{symbol}.csv")
    (tmp_path / "whole.txt").write_text(prices.to_csv())
    folder = tmp_path / "folder"
    folder.mkdir()
    for symbol in prices:
        (tmp_path / f"{symbol}.csv").rename(folder / f"{symbol}.csv")

    apart = ran("--prices", str(folder), "--start", "2015-01-01")
    together = ran("--prices", str(tmp_path / "whole.txt"), "--start", "2015-01-01")

    assert apart[0] == together[0] == 0, apart[2]
    assert apart[1].splitlines()[1:] == together[1].splitlines()[1:]
    assert "AAA.csv: 80 days of AAA" in apart[2]
    assert "prices from Adj Close" in apart[2]


def test_a_yield_in_a_file_of_its_own_is_the_cash_rate(tmp_path: Path) -> None:
    prices = small_prices()
    yields = pd.DataFrame({"IRX": np.linspace(0.0, 4.0, len(prices))}, index=prices.index)
    prices.to_csv(tmp_path / "prices.csv")
    yields.to_csv(tmp_path / "irx.csv")

    code, _, err = ran(
        *("--prices", str(tmp_path / "prices.csv"), str(tmp_path / "irx.csv")),
        *("--start", "2015-01-01", "--cash-rate", "^IRX", "--json", str(tmp_path / "out.json")),
    )

    assert code == 0, err
    summary = json.loads((tmp_path / "out.json").read_text())
    known = yields["IRX"].shift(1) / 100
    in_force = known[summary["first_day"] : summary["last_day"]]
    assert summary["cash"]["mean"] == pytest.approx(in_force.mean(), rel=1e-12)
    assert summary["config"]["symbols"] == ["AAA", "BBB", "CCC"]


def test_symbols_that_nobody_named_are_those_of_the_files(tmp_path: Path) -> None:
    small_prices().to_csv(tmp_path / "prices.csv")

    code, _, err = ran("--prices", str(tmp_path / "prices.csv"), "--start", "2015-01-01")

    assert code == 0
    assert "No --symbols were given, so all of the files are taken: AAA,BBB,CCC.\n" in err


def test_the_default_symbols_are_taken_where_the_files_have_them(tmp_path: Path) -> None:
    prices = small_prices()
    names = [*Parameters().symbols, "OTHER"]
    frame = pd.DataFrame({name: prices["AAA"] * (1 + i) for i, name in enumerate(names)})
    (frame + np.random.default_rng(1).random(frame.shape)).to_csv(tmp_path / "prices.csv")

    code, _, err = ran("--prices", str(tmp_path / "prices.csv"), "--start", "2015-01-01")

    assert code == 0, err
    assert "No --symbols" not in err


def ambiguous(tmp_path: Path) -> Path:
    """Prices of twelve days, each readable in two ways."""
    days = [f"{day:02d}/{month:02d}/2020" for month in range(1, 13) for day in range(1, 13)]
    order = np.random.default_rng(1).permutation(len(days))
    lines = [f"{days[i]},{100 + i % 7},{50 + i % 5}" for i in order]
    path = tmp_path / "prices.csv"
    path.write_text("\n".join(["Date,AAA,BBB", *lines, ""]))
    return path


def test_dates_that_can_be_read_two_ways_are_asked_about(tmp_path: Path) -> None:
    path = ambiguous(tmp_path)

    code, out, err = ran("--prices", str(path), "--start", "2020-01-01")

    assert (code, out) == (1, "")
    assert "--date-order" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("order", ["day-first", "month-first"])
def test_the_order_of_dates_can_be_said(tmp_path: Path, order: str) -> None:
    path = ambiguous(tmp_path)

    code, out, err = ran("--prices", str(path), "--start", "2020-01-01", "--date-order", order)

    assert code == 0, err
    assert "to 2020-12-12" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--refresh"], "--refresh is for --source yahoo"),
        (["--source", "demo", "--refresh"], "--refresh is for --source yahoo"),
        (["--date-order", "day-first"], "--date-order is for --prices"),
        (["--source", "bloomberg"], "invalid choice: 'bloomberg'"),
        (["--prices"], "expected at least one argument"),
        (["--prices", "a.csv", "--source", "yahoo"], "not allowed with argument"),
    ],
)
def test_arguments_that_do_not_fit_together_are_told(words: list[str], said: str) -> None:
    code, out, err = ran(*words)

    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_results_are_not_written_over_a_file_of_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "AAA.csv"
    path.write_text("Date,Close\n2020-01-01,1\n")

    code, _, err = ran("--prices", str(tmp_path), "--csv", str(path))

    assert code == 2
    assert "would overwrite the prices" in err
    assert path.read_text() == "Date,Close\n2020-01-01,1\n"


def test_results_are_not_written_over_the_cache_of_prices(
    server: YahooServer, tmp_path: Path
) -> None:
    fetched()
    cache = tmp_path / "cache.sqlite"
    before = cache.read_bytes()

    code, _, err = fetched("--json", str(cache))

    assert code == 2
    assert "would overwrite the prices" in err
    assert cache.read_bytes() == before


def test_findings_about_symbols_that_are_not_used_are_neither_told_nor_exported(
    tmp_path: Path,
) -> None:
    prices = small_prices()
    prices.iloc[40, 1] *= 10.0
    prices["^IRX"] = [2.0] * 40 + [900.0] + [2.0] * 39
    prices.to_csv(tmp_path / "prices.csv")

    code, _, err = ran(
        *("--prices", str(tmp_path / "prices.csv"), "--start", "2015-01-01"),
        *("--symbols", "AAA,CCC", "--json", str(tmp_path / "out.json")),
    )

    assert code == 0
    assert json.loads((tmp_path / "out.json").read_text())["findings"] == []
    assert "BBB" not in err
    assert "^IRX" not in err


def test_findings_are_told_and_exported(tmp_path: Path) -> None:
    prices = small_prices()
    prices.iloc[40, 1] *= 10.0
    prices.to_csv(tmp_path / "prices.csv")

    code, _, err = ran(
        *("--prices", str(tmp_path / "prices.csv"), "--start", "2015-01-01"),
        *("--json", str(tmp_path / "out.json")),
    )

    assert code == 0
    findings: list[dict[str, Any]] = json.loads((tmp_path / "out.json").read_text())["findings"]
    suspect = [found for found in findings if found["severity"] == "suspect"]
    assert [(found["check"], found["symbols"]) for found in suspect] == [("reversal", ["BBB"])]
    assert suspect[0]["message"] in err.splitlines()
