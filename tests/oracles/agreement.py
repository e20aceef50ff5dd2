"""What "the same backtest" means in the tests: how far two sets of columns and figures differ."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

TOLERANCE = 1e-9
# Below this a column is all rounding; a column of zeros must be met to 1e-9 of it.
SMALLEST_SCALE = 1e-6
# A figure near 0 is a difference of larger numbers (a growth factor less 1).
SMALLEST_FIGURE = 1e-3


def assert_same_columns(
    actual: pd.DataFrame, expected: Mapping[str, Sequence[float]], tolerance: float = TOLERANCE
) -> None:
    """Fail unless every column of `expected` stands in `actual`, in that order, and agrees.

    A column agrees when its cells are empty in the same rows and no cell differs by more than
    `tolerance` times the largest magnitude in the expected column. `Date` is the index.
    """
    days = pd.DatetimeIndex(expected["Date"])
    assert list(actual.index) == list(days), "other days"
    names = [name for name in expected if name != "Date"]
    assert [name for name in actual.columns if name in expected] == names, "other columns"
    for name in names:
        wanted = np.asarray(expected[name], dtype=float)
        got = actual[name].to_numpy(dtype=float)
        assert np.array_equal(np.isnan(got), np.isnan(wanted)), f"{name} is empty in other rows"
        scale = max(SMALLEST_SCALE, np.nanmax(np.abs(wanted), initial=0.0))
        error = np.abs(got - wanted) / scale
        worst = int(np.nanargmax(np.where(np.isnan(error), -1.0, error)))
        assert not error[worst] > tolerance, (
            f"{name} on row {worst} ({days[worst]:%Y-%m-%d}): {got[worst]!r}, expected"
            f" {wanted[worst]!r}, apart by {error[worst]:.1e} of the column's scale"
        )


def assert_same_figures(
    actual: Mapping[str, Mapping[str, float]],
    expected: Mapping[str, Mapping[str, float]],
    tolerance: float = TOLERANCE,
) -> None:
    """Fail unless every figure of `expected` stands in `actual` and agrees, relative to itself."""
    for part in ("base", "dynamic"):
        for name, wanted in expected[part].items():
            got = actual[part][name]
            error = abs(got - wanted) / max(SMALLEST_FIGURE, abs(wanted))
            assert error <= tolerance, (
                f"{part} {name}: {got!r}, expected {wanted!r}, apart by {error:.1e}"
            )
