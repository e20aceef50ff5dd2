"""The forms of figures: one rule of decimals and units, whoever writes them."""

from __future__ import annotations

import pytest

from core.figure_forms import DECIMALS, UNITS, fitting_decimals, in_unit, is_large, written_change
from core.metrics import Form


def test_every_form_has_decimals_and_a_unit() -> None:
    assert set(DECIMALS) == set(UNITS) == set(Form)


@pytest.mark.parametrize(
    ("value", "decimals"),
    [(0.0, 2), (-999.99, 2), (1234.5, 1), (-12345.0, 0), (123456.0, 0)],
)
def test_a_figure_has_five_digits_at_most_while_it_has_decimals(
    value: float, decimals: int
) -> None:
    assert fitting_decimals(value, 2) == decimals


def test_what_would_be_rounded_to_a_million_is_large() -> None:
    assert is_large(-999_999.5)
    assert not is_large(999_999.4)


def test_only_percent_is_read_in_another_unit_than_it_is_kept_in() -> None:
    assert {form: in_unit(0.25, form) for form in Form} == {
        form: 25.0 if form is Form.PERCENT else 0.25 for form in Form
    }


def test_changes_are_those_of_the_figures_as_written() -> None:
    # 10.004 % and 10.006 % are written 10.00 and 10.01: what stands between them is 0.01
    assert written_change(0.10006, 0.10004, Form.PERCENT) == pytest.approx(0.01)
    # 0.5004 and 0.5001 are both written 0.500
    assert written_change(0.5004, 0.5001, Form.RATIO) == 0.0
