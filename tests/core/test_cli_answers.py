"""The questions of a command line: lines that say why, orders, a proof, and one for a mistake."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest

from core import cli_answer_lines, run_backtest
from core.answers import own_answers, study_answers
from core.cli_flags import WrongArguments
from core.cli_held import held_shares
from core.errors import DataError
from core.export import study_json, summary_json
from core.project import Layout, PriceChoice, Project
from core.project_file import project_json
from core.report import report_html
from core.sources.files import read_price_files
from core.study import project_study
from tests.core.command_line import assert_one_sentence, prices_in, ran, short
from tests.core.hand_made import prices as break_evens_by_hand
from tests.core.hand_made import shares, way
from tests.core.small import small_parameters, small_prices


@pytest.fixture(scope="module")
def prices(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file of the small market."""
    return prices_in(tmp_path_factory.mktemp("prices"))


@pytest.fixture(scope="module")
def project_file(prices: str) -> str:
    """A project of both presets, and a hidden one."""
    project = Project.new(small_parameters()).added("Hidden", small_parameters(target_vol=0.2))
    project = project.shown(3, visible=False).priced_by(PriceChoice("files", (Path(prices),)))
    path = Path(prices).with_name("both.ballast")
    path.write_bytes(project_json(project, Layout(selected=2), path.parent))
    return str(path)


# --- lines


def test_the_steps_stand_below_each_other_with_figures_and_changes() -> None:
    assert cli_answer_lines.lines_of_waterfall(way()) == [
        "From Script to Goal",
        "                      Sharpe     +/-  AnnRet     +/-    MaxDD    +/-   Added     +/-",
        "  Script               0.750          10.00%          -25.00%          0.250",
        "  Next-day execution     n/a     n/a     n/a     n/a      n/a    n/a     n/a     n/a",
        "  Trading costs        0.500  -0.250   7.00%  -3.00%  -25.00%  0.00%  -0.125  -0.375",
        "  Added is what the overlay adds to the Sharpe ratio of its base portfolio.",
        "  Next-day execution: No prices.",
    ]


def test_the_attribution_stands_beside_its_rival_with_its_sums() -> None:
    title, heads, *rows = cli_answer_lines.lines_of_attribution(shares())

    assert title == "Where the return comes from, a year, 2015-01-19 to 2015-04-22"
    assert heads.split() == ["Overlay", "Constant", "1.25x", "+/-"]
    cells = {" ".join(row.split()[:-3]): row.split()[-3:] for row in rows[:9]}
    assert cells["Source return"] == ["7.00%", "7.00%", "0.00%"]
    assert cells["Trading costs"] == ["-1.00%", "-0.50%", "-0.50%"]
    assert cells["= Mean return"] == ["6.00%", "7.50%", "-1.50%"]
    assert cells["= Growth"] == ["5.75%", "7.50%", "-1.75%"]
    assert len({len(row) for row in rows[:9]}) == 1
    assert all(line.isascii() for line in rows)


def test_without_a_rival_one_column_is_left_and_the_reason() -> None:
    made = shares(rival=None, level=None, no_rival="It has no volatility.")
    _, heads, *rows = cli_answer_lines.lines_of_attribution(made)

    assert heads.split() == ["Overlay"]
    assert rows[0].split()[-1] == "7.00%"
    assert rows[-1] == "  It has no volatility."


def test_the_reason_stands_where_there_is_no_attribution_and_no_break_even() -> None:
    error = DataError("It is wiped out.")

    assert cli_answer_lines.lines_of_attribution(error)[1:] == ["  It is wiped out."]
    assert cli_answer_lines.lines_of_break_evens(error)[1:] == ["  It is wiped out."]


def test_a_break_even_is_a_sentence_with_its_unit() -> None:
    first, second = cli_answer_lines.lines_of_break_evens(break_evens_by_hand())[1:]

    assert "1.25 % a year" in first
    assert "trading cost of 0" in second


# --- what is asked


def test_without_questions_nothing_is_answered(prices: str, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    _, out, err = short(prices, "--json", str(path))

    assert (len(out.splitlines()), err) == (3, "")
    assert "answers" not in json.loads(path.read_bytes())


def test_explained_are_the_way_the_return_and_the_break_evens(prices: str) -> None:
    code, out, err = short(prices, "--explain")
    plain = short(prices)[1]
    summary = run_backtest(small_prices(), small_parameters()).summary
    sharpe = summary["dynamic"]["sharpe"]

    assert (code, err) == (0, "")
    assert out.startswith(plain)
    (last,) = [line for line in out.splitlines() if line.startswith("  Statistics ")]
    assert last.split()[1] == f"{sharpe:.3f}"
    (growth,) = [line for line in out.splitlines() if line.startswith("  = Growth")]
    assert growth.split()[2] == f"{summary['dynamic']['ann_ret']:.2%}"
    assert "\nBreak-evens of the Sharpe ratio\n" in out
    assert all(len(line) < 105 for line in out.splitlines() if "  " in line.strip())


def test_what_is_written_with_explain_is_what_the_window_writes(
    prices: str, project_file: str, tmp_path: Path
) -> None:
    one, all_ = tmp_path / "one.json", tmp_path / "all.json"
    assert short(prices, "--explain", "--json", str(one))[0] == 0
    assert ran("--project", project_file, "--explain", "--json", str(all_))[0] == 0

    project = Project.new(small_parameters()).added("Hidden", small_parameters(target_vol=0.2))
    study = project_study(project.shown(3, visible=False), read_price_files([Path(prices)]))
    outcome = study.outcome(2)
    assert outcome is not None
    assert outcome.result is not None
    assert one.read_bytes() == summary_json(outcome.result, own_answers(study, 2))
    assert all_.read_bytes() == study_json(study, study_answers(study, [1, 2]))


def test_a_report_has_the_answers_whether_they_are_printed_or_not(
    prices: str, tmp_path: Path
) -> None:
    plain, explained = tmp_path / "a.html", tmp_path / "b.html"
    short(prices, "--report", str(plain))
    short(prices, "--report", str(explained), "--explain")
    made = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    study = project_study(
        Project.new(small_parameters()).without(1), read_price_files([Path(prices)])
    )
    answered = report_html(study, made).decode()

    def body(page: str) -> str:
        return page[page.index("What the overlay makes") : page.index("How to run it again")]

    first, second = (path.read_text(encoding="utf-8") for path in (plain, explained))
    assert body(first) == body(second)
    assert "<h3>Break-evens</h3>" in body(first)
    ways = [page[page.index("<h3>Where the return") :] for page in (first, answered)]
    assert ways[0][:2000] == ways[1][:2000]


def test_several_are_headed_by_their_names_and_hidden_ones_are_not_asked(
    project_file: str,
) -> None:
    _, out, _ = ran("--project", project_file, "--explain", "--prove", "2")
    lines = out.splitlines()

    heads = [lines[place - 1] for place, line in enumerate(lines) if line and set(line) == {"="}]
    assert heads == ["As scripted", "Tradable"]
    assert out.count("Proof of causality") == 2


# --- a day


def test_a_day_is_explained_with_the_figures_of_the_series(prices: str) -> None:
    result = run_backtest(small_prices(), small_parameters())
    day = result.daily.index[30]
    row = result.daily.loc[day]
    code, out, _ = short(prices, "--day", f"{day:%Y-%m-%d}")

    assert code == 0
    assert f"\nWhy {day:%Y-%m-%d}\n" in out
    (equity,) = [line for line in out.splitlines() if line.startswith("  Equity")]
    assert equity.split()[-1] == f"{row['equity_dyn']:.4f}"
    (target,) = [line for line in out.splitlines() if line.startswith("  Target")]
    assert target.split()[1].startswith(f"{row['leverage_target']:.2f}x")
    symbols = [line.split() for line in out.splitlines()[-3:]]
    assert [(cells[0], cells[4]) for cells in symbols] == [
        (symbol, f"{row['w_' + symbol]:.2%}") for symbol in ("AAA", "BBB", "CCC")
    ]


@pytest.mark.parametrize(
    ("asked", "told", "which"),
    [
        ("2015-02-08", "2015-02-06", "the last one before"),
        ("2030-01-01", "2015-04-22", "the last one before"),
        ("2001-01-01", "2015-01-19", "the first one that has"),
    ],
)
def test_a_day_without_a_result_is_told_to_be_another(
    prices: str, asked: str, told: str, which: str
) -> None:
    code, out, _ = short(prices, "--day", asked)

    assert code == 0
    assert f"Why {told}\n  {asked} has no result; this is {which}.\n" in out


# --- today


def test_orders_lead_from_what_is_held_to_what_is_wanted(prices: str, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    arguments = ("--today", "--account", "50000", "--orders", str(path))
    code, out, err = short(prices, *arguments, "--held", "AAA=10,CCC=5")
    rows = list(csv.DictReader(io.StringIO(path.read_text())))

    assert code == 0
    assert err.endswith(" days old, of 2015-04-22: load newer prices.\n")
    assert err.count("\n") == 1
    assert "Orders of an account of 50000.00, from what is held\n" in out
    assert [row["symbol"] for row in rows] == ["AAA", "BBB", "CCC", "(cash)"]
    assert [float(row["held_shares"]) for row in rows[:3]] == [10.0, 0.0, 5.0]
    for row in rows[:3]:
        assert float(row["shares"]) == float(row["held_shares"]) + float(row["trade_shares"])
        (line,) = [one for one in out.splitlines() if one.startswith(f"  {row['symbol']} ")]
        assert float(line.split()[3]) == float(row["shares"])
        assert float(line.split()[6]) == float(row["trade_shares"])
    money = sum(float(row["money"]) for row in rows) + float(rows[-1]["cost"])
    assert money == pytest.approx(50_000.0)

    again = short(prices, *arguments[:3], "--held", str(path))[1]
    assert {line.split()[6] for line in again.splitlines() if line[2:5] in ("AAA", "BBB")} == {"0"}


def test_growth_of_the_script_is_told_to_be_of_another_kind_than_that_of_its_figures(
    prices: str,
) -> None:
    told = "Growth is compound here; that of the figures, as scripted, compounds the mean"
    assert told in short(prices, "--explain", "--preset", "as-scripted")[1]
    assert told not in short(prices, "--explain")[1]


def test_an_account_may_be_written_in_thousands(prices: str) -> None:
    plain, grouped = (
        short(prices, "--today", "--account", given) for given in ("1234567.5", "1,234,567.5")
    )
    assert plain[0] == 0
    assert plain == grouped


def test_leverage_before_the_orders_is_that_of_what_is_held(prices: str) -> None:
    out = short(prices, "--today", "--account", "1000", "--held", "none")[1]
    assert "\n  Leverage 0.00x before the orders, " in out
    (backtest,) = [line for line in out.splitlines() if line.startswith("  Backtest ")]
    assert "weights" in backtest  # what it says is of the backtest, whatever is held


def test_whole_shares_are_bought_unless_fractions_are_asked_for(
    prices: str, tmp_path: Path
) -> None:
    path = tmp_path / "orders.csv"

    def shares_bought(*more: str) -> list[float]:
        short(prices, "--today", "--orders", str(path), *more)
        rows = list(csv.DictReader(io.StringIO(path.read_text())))
        return [float(row["shares"]) for row in rows[:-1]]

    whole, parts = shares_bought(), shares_bought("--fractional")
    assert all(one.is_integer() for one in whole)
    assert not any(one.is_integer() for one in parts)
    assert whole == [round(one) for one in parts]


def test_the_script_has_no_orders_and_nothing_is_written(prices: str, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    code, out, err = short(
        prices, "--preset", "as-scripted", "--today", "--orders", str(path), "--explain"
    )

    assert (code, out) == (1, "")
    assert_one_sentence(err)
    assert "execution_lag" in err
    assert not path.exists()


def test_of_several_the_one_that_cannot_is_named_and_the_other_has_orders(
    project_file: str,
) -> None:
    code, out, err = ran("--project", project_file, "--today")

    assert code == 1
    assert out.count("Orders of an account of 100000.00, from what the backtest holds") == 1
    assert "As scripted: With an execution lag of 0" in err


# --- a proof


def test_a_proof_is_printed_and_written_whatever_it_shows(prices: str, tmp_path: Path) -> None:
    verdicts = []
    for preset in ("tradable", "as-scripted"):
        path = tmp_path / f"{preset}.json"
        code, out, err = short(prices, "--preset", preset, "--prove", "5", "--json", str(path))
        told = json.loads(path.read_bytes())["answers"]["causality"]
        assert (code, err) == (0, "")
        assert told["verdict"].replace("\N{MULTIPLICATION SIGN}", "x") in out
        assert len(told["days"]) == 5
        assert "Where the return comes from" not in out
        verdicts.append(told["is_causal"])
    assert verdicts == [True, False]


def test_a_hundred_futures_are_scrambled_where_no_number_is_given(prices: str) -> None:
    assert short(prices, "--prove")[1].count("67 scrambled futures") == 1  # of 68 days


# --- mistakes


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--day", "16.3.2020"], "--day must be a day as 2020-03-16; '16.3.2020' was given."),
        (["--day", "2020-02-30"], "--day"),
        (["--prove", "0"], "--prove must be a whole number from 1 to"),
        (["--prove", "-5"], "--prove"),
        (["--prove", "many"], "--prove"),
        (["--prove", "99999999999999"], "--prove"),
        (["--account", "1000"], "--account is for --today"),
        (["--held", "AAA=1"], "--held is for --today"),
        (["--fractional"], "--fractional is for --today"),
        (["--orders", "orders.csv"], "--orders is for --today"),
        (["--today", "--account", "0"], "--account must be an amount above 0"),
        (["--today", "--account", "nan"], "--account"),
        (["--today", "--account", "1_000"], "--account"),
        (["--today", "--account", "100,00"], "--account"),
        (["--today", "--held", "AAA=ten"], "--held: the shares of AAA must be a number; 'ten'"),
        (["--today", "--held", "AAA=1,AAA=2"], "--held: AAA stands there twice"),
        (["--today", "--held", "AAA=1,BBB"], "--held: 'BBB' is no symbol with its shares"),
        (["--today", "--held", "gone.csv"], "--held: gone.csv cannot be read as CSV"),
        (["--today", "--held", ""], "--held: no symbols are there; for all cash give --held none."),
        (["--today", "--held", "=5"], "--held: '=5' is no symbol with its shares"),
        (["--today", "--held", "AAA=-1"], "--held: the shares of AAA must be from 0 to 1e+15"),
        (["--today", "--held", "AAA=1e16"], "--held: the shares of AAA must be from 0 to 1e+15"),
        (["--today", "--account", "1e16"], "--account must be an amount above 0, as 100000, and"),
        (["--today", "--held", "x" * 5000], "--held"),
        (["--today", "--orders", "o.csv", "--compare"], "--orders is for one run"),
        (["--today", "--orders", "o.csv", "--csv", "o.csv"], "name the same file"),
    ],
)
def test_a_mistake_is_one_sentence_and_runs_nothing(
    prices: str, words: list[str], named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = short(prices, *words)

    assert (code, out) == (2, "")
    assert named in err
    assert_one_sentence(err)
    assert not list(tmp_path.iterdir())


def test_what_is_held_and_not_traded_is_refused_by_name(prices: str) -> None:
    code, out, err = short(prices, "--today", "--held", "AAA=1,ZZZ=2")

    assert (code, out) == (1, "")
    assert "ZZZ is held" in err
    assert_one_sentence(err)


def test_orders_are_not_written_over_the_holdings(prices: str, tmp_path: Path) -> None:
    path = tmp_path / "held.csv"
    path.write_text("AAA,10\n")
    code, _, err = short(prices, "--today", "--held", str(path), "--orders", str(path))

    assert code == 2
    assert "--orders would overwrite the holdings" in err
    assert path.read_text() == "AAA,10\n"


def test_a_way_round_to_the_holdings_is_seen(
    prices: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "held.csv"
    path.write_text("AAA,10\n")
    for held, orders in (("held.csv", "gone/../held.csv"), (" held.csv ", "held.csv")):
        code, _, err = short(prices, "--today", "--held", held, "--orders", orders)

        assert code == 2
        assert "--orders would overwrite the holdings" in err
        assert path.read_text() == "AAA,10\n"


@pytest.mark.parametrize("content", ["", "\n\n", "symbol,shares\n", "symbol,shares\n(cash),5\n"])
def test_a_file_without_holdings_is_no_account_of_cash(content: str, tmp_path: Path) -> None:
    path = tmp_path / "held.csv"
    path.write_text(content)

    with pytest.raises(WrongArguments, match=r"^--held: held\.csv: no symbols are there"):
        held_shares(str(path))


@pytest.mark.parametrize(
    "content",
    [
        "AAA,10\nBBB,2.5\n",
        "\ufeffShares,Symbol\n10,AAA\n2.5,BBB\n\n",
        " AAA , 10\r\nBBB,2.5",
        "Symbol;Shares\r\nAAA;10\r\nBBB;2.5\r\n",
        "AAA\t10\nBBB\t2.5\n",
    ],
)
def test_a_file_of_holdings_is_read_with_a_header_and_without(content: str, tmp_path: Path) -> None:
    path = tmp_path / "held.csv"
    path.write_text(content, encoding="utf-8")

    assert held_shares(str(path)) == {"AAA": 10.0, "BBB": 2.5}


def test_an_account_of_cash_holds_nothing() -> None:
    assert held_shares("none") == {}
