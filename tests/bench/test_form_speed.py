"""What the form costs at every step of a control, before anything is computed or drawn."""

from itertools import cycle

import pytest
from PySide6.QtWidgets import QAbstractSpinBox
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from core.parameters import Parameters
from gui.parameter_form import ParameterForm


@pytest.fixture
def form(qtbot: QtBot) -> ParameterForm:
    made = ParameterForm()
    qtbot.addWidget(made)
    made.resize(290, 700)
    made.show()
    return made


@pytest.mark.parametrize("name", ["target_vol", "cost_bps", "cov_lookback"])
def test_a_step_to_the_end_of_its_signal(
    benchmark: BenchmarkFixture, form: ParameterForm, name: str
) -> None:
    told = []
    form.parameters_changed.connect(lambda: told.append(form.parameters()))
    editor = form.findChild(QAbstractSpinBox, f"field_{name}")
    assert isinstance(editor, QAbstractSpinBox)
    ways = cycle([1, 1, 1, -1, -1, -1])
    benchmark.pedantic(lambda: editor.stepBy(next(ways)), rounds=200)
    assert len(told) == (1 if benchmark.disabled else 200)


def test_showing_another_scenario(benchmark: BenchmarkFixture, form: ParameterForm) -> None:
    both = cycle([Parameters.preset("as-scripted"), Parameters()])
    benchmark.pedantic(lambda: form.set_parameters(next(both)), rounds=100)
