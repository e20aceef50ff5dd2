"""The command in a report runs the same again."""

import shlex
from pathlib import Path

import pytest

from core.cli_arguments import parameters_of, parsed
from core.parameters import Parameters
from core.project import PriceChoice
from core.report.rerun import command_line


@pytest.mark.parametrize(
    "parameters",
    [
        Parameters(),
        Parameters.preset("as-scripted"),
        Parameters(drift=False, cash_rate="^IRX", target_vol=0.1 + 0.2, end="2020-01-31"),
        Parameters(cash_rate=-0.005, symbols=("BRK-B", "^GSPC", "EURUSD=X")),
    ],
)
def test_the_command_line_reads_back_the_parameters(parameters: Parameters) -> None:
    words = shlex.split(command_line(parameters, PriceChoice("demo")))
    assert words[:3] == ["python", "main.py", "run"]
    assert parameters_of(parsed(words[3:])) == parameters


def test_files_are_named_without_their_folders_and_with_their_symbols() -> None:
    source = PriceChoice("files", (Path("/home/somebody/my prices.csv"),))
    words = shlex.split(command_line(Parameters(), source))
    assert words[3:5] == ["--prices", "my prices.csv"]
    assert "--symbols" in words
    assert "somebody" not in " ".join(words)


def test_a_file_called_like_a_flag_is_none() -> None:
    source = PriceChoice("files", (Path("/x/--csv"),))
    words = shlex.split(command_line(Parameters(), source))
    assert parsed(words[3:]).prices == ["./--csv"]
