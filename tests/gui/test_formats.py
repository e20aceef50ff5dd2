"""Numbers as people read them: as wide as a column at most, in digits that everybody knows."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from core.figure_forms import heading
from core.metrics import Form
from gui import formats
from gui.charts.units import GROWTH, TIMES


@pytest.fixture
def default_locale() -> Iterator[None]:
    before = QLocale()
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.409, "2.41"),
        (-100.0, "−100.00"),
        (999.994, "999.99"),
        (1234.56, "1234.6"),
        (12345.67, "12346"),
        (999_999.4, "999999"),
        (999_999.6, "1.00e6"),
        (123_456_789.0, "1.23e8"),
        (-2.5e300, "−2.50e300"),
        (-0.001, "0.00"),
        (math.nan, "–"),
        (math.inf, "–"),
    ],
)
def test_a_figure_has_fewer_decimals_the_larger_it_is(value: float, text: str) -> None:
    assert formats.reading(value, 2) == text


@given(st.floats(-1e300, 1e300), st.integers(0, 3))
def test_a_figure_is_short_and_close_to_its_value(value: float, decimals: int) -> None:
    text = formats.reading(value, decimals)
    assert len(text) <= 9
    read = float(text.replace("−", "-"))
    assert math.isclose(read, value, rel_tol=0.005, abs_tol=0.5001 * 10.0**-decimals)


@pytest.mark.parametrize("value", [0.0, 2.41, 1234.5678, 99_999.96, 123_456_789.0])
def test_table_and_charts_write_the_same_number_alike(value: float) -> None:
    assert formats.figure(value, Form.NUMBER) == GROWTH(value)
    assert formats.figure(value, Form.MULTIPLE) + "×" == TIMES(value)


@pytest.mark.parametrize("name", ["ar_EG", "fa_IR", "he_IL", "ur_PK", "bn_BD", "mr_IN", "my_MM"])
def test_digits_and_signs_of_other_scripts_give_way_to_english_numbers(
    name: str, default_locale: None
) -> None:
    QLocale.setDefault(QLocale(name))
    assert formats.number(-1234.5, 2) == "−1,234.50"
    assert formats.signed(-0.028, 3) == "−0.028"
    assert formats.reading(2.5e7, 2) == "2.50e7"


@pytest.mark.parametrize(("name", "text"), [("de_DE", "−1.234,50"), ("en_GB", "−1,234.50")])
def test_numbers_are_written_as_the_user_is_used_to(
    name: str, text: str, default_locale: None
) -> None:
    QLocale.setDefault(QLocale(name))
    assert formats.number(-1234.5, 2) == text
    assert formats.signed(-0.5, 2)[0] == "−"


@pytest.mark.parametrize("name", ["sv_SE", "nb_NO", "fr_FR", "ar_MA", "pt_BR", "zh_CN", "ja_JP"])
def test_no_locale_writes_marks_that_cannot_be_seen(name: str, default_locale: None) -> None:
    QLocale.setDefault(QLocale(name))
    assert re.fullmatch(r"−1[.,\u202f\u00a0]?234[.,]50", formats.number(-1234.5, 2))


def test_days_are_whole_numbers_with_their_unit_in_the_heading() -> None:
    assert formats.figure(948.0, Form.DAYS) == "948"
    assert heading("Longest drawdown", Form.DAYS) == "Longest drawdown, sessions"
