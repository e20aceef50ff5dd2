"""Lines and areas as SVG, by hand calculation."""

import re

import numpy as np
import pytest

from core.report.svg_chart import Axis, Frame, Line, line_chart, path_of, spread, tick_text


def test_a_path_is_relative_and_skips_what_does_not_move() -> None:
    x = np.array([10.0, 20.0, 20.0, 25.0])
    y = np.array([5.0, 3.0, 3.0, 13.0])
    assert path_of(x, y) == "M10 5l10-2 5 10"


def test_a_gap_interrupts_a_path() -> None:
    x = np.arange(5.0)
    y = np.array([0.0, 1.0, np.nan, 2.0, 4.0])
    assert path_of(x, y) == "M0 0l1 1M3 2l1 2"


def test_nothing_known_is_no_path() -> None:
    assert path_of(np.arange(2.0), np.full(2, np.nan)) == ""


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([10.0, 50.0], [10.0, 50.0]),
        ([10.0, 12.0], [10.0, 20.0]),
        ([95.0, 99.0], [90.0, 100.0]),
        ([], []),
    ],
)
def test_labels_are_moved_apart_within_their_bounds(
    places: list[float], expected: list[float]
) -> None:
    assert spread(places, 10.0, 0.0, 100.0) == expected


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [(0.5, 0.5, "0.5"), (20.0, 10.0, "20"), (-0.0, 0.05, "0.00"), (2e6, 1e6, "2e6")],
)
def test_a_tick_has_the_decimals_of_its_step(value: float, step: float, text: str) -> None:
    assert tick_text(value, step) == text


def test_an_account_that_comes_to_nothing_leaves_room_for_others_on_a_logarithmic_axis() -> None:
    days = np.arange(3.0)
    lines = [
        Line("steady", "s0", days, np.array([1.0, 2.0, 4.0])),
        Line("ruined", "s1", days, np.array([1.0, 1e-9, 0.0])),
    ]
    drawn = line_chart(Frame("c", "t", "d"), lines, Axis(logarithmic=True))
    written = {float(text) for text in re.findall(r'class="value"[^>]*>([^<]*)<', drawn)}
    assert written
    assert min(written) >= 0.001
