"""What the form says of its fields, in its own words and units."""

from core.errors import FieldProblem
from core.parameters import FIELDS
from gui.field_words import caution_in_words, in_units, value_in_words


def test_bounds_and_values_of_a_rate_are_told_in_percent_a_year() -> None:
    problem = FieldProblem("cash_rate", "must be at most 1; 3.0 was given")
    assert in_units(problem, ".").message == "must be at most 100 % a year; 300 % a year was given"


def test_the_series_of_a_rate_is_told_by_its_name() -> None:
    assert value_in_words(FIELDS["cash_rate"], "^IRX", ".") == "^IRX"


def test_a_share_taken_for_a_decimal_is_told_by_its_digits_and_only_if_they_are_allowed() -> None:
    caution = caution_in_words(FIELDS["dd_min_scale"], 0.003, ",")
    assert caution.replace("\N{NO-BREAK SPACE}", " ") == "0,3 % is little: 30 % is written 30."
    assert caution_in_words(FIELDS["dd_min_scale"], 0.015, ".") == ""  # 150 % would be refused
    assert caution_in_words(FIELDS["dd_min_scale"], "0.3 or so", ".") == ""
