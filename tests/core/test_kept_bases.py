"""Which base portfolios are kept, and for how long."""

from __future__ import annotations

import numpy as np
import pytest

from core.engine import base_portfolio
from core.errors import DataError
from core.kept_bases import KeptBases
from core.prices import IN_MEMORY, LoadedPrices
from tests.core.small import small_parameters, small_prices


@pytest.fixture
def loaded() -> LoadedPrices:
    return LoadedPrices(small_prices(), IN_MEMORY)


def test_base_is_made_once_for_all_overlays_that_it_serves(loaded: LoadedPrices) -> None:
    bases = KeptBases()
    first = bases.base(loaded, small_parameters(target_vol=0.1))
    assert bases.base(loaded, small_parameters(target_vol=0.2, cost_bps=9.0)) is first
    assert bases.base(loaded, small_parameters(cov_lookback=21)) is not first
    assert len(bases) == 2


def test_kept_base_is_the_one_that_would_be_made(loaded: LoadedPrices) -> None:
    bases, asked = KeptBases(), small_parameters("as-scripted")
    bases.base(loaded, small_parameters())
    kept, made = bases.base(loaded, asked), base_portfolio(loaded.frame, asked)
    assert kept.source is loaded.source
    np.testing.assert_array_equal(kept.holdings.gross_returns, made.holdings.gross_returns)
    np.testing.assert_array_equal(kept.weights, made.weights)


def test_base_that_somebody_else_has_made_is_not_made_again(loaded: LoadedPrices) -> None:
    bases, asked = KeptBases(), small_parameters()
    given = base_portfolio(loaded.frame, asked)
    bases.keep(loaded, given)
    assert bases.base(loaded, asked) is given


def test_base_of_longest_ago_gives_way(loaded: LoadedPrices) -> None:
    bases = KeptBases(most=2)
    one, two, three = (small_parameters(cov_lookback=days) for days in (20, 21, 22))
    first, second = bases.base(loaded, one), bases.base(loaded, two)
    assert bases.base(loaded, one) is first  # used again, so the second is now the oldest
    bases.base(loaded, three)
    assert len(bases) == 2
    assert bases.base(loaded, one) is first
    assert bases.base(loaded, two) is not second


def test_newest_base_is_kept_even_where_it_takes_more_than_all_may(loaded: LoadedPrices) -> None:
    bases = KeptBases(most_bytes=1)
    bases.base(loaded, small_parameters(cov_lookback=21))
    newest = bases.base(loaded, small_parameters())
    assert len(bases) == 1
    assert bases.base(loaded, small_parameters()) is newest


def test_bound_of_memory_counts_what_the_arrays_take(loaded: LoadedPrices) -> None:
    # 80 prices and at most 79 rows of 3 symbols, thrice, are 80 x 3 x 8 x 3 = 5.8 kB; with daily
    # series and some decisions a base takes between 6 and 12 kB
    asked = [small_parameters(cov_lookback=days) for days in (20, 21, 22)]
    for most_bytes, left in ((6_000, 1), (36_000, 3)):
        bases = KeptBases(most_bytes=most_bytes)
        for parameters in asked:
            bases.base(loaded, parameters)
        assert len(bases) == left


def test_other_prices_make_everything_forgotten_even_where_they_are_equal(
    loaded: LoadedPrices,
) -> None:
    bases = KeptBases()
    first = bases.base(loaded, small_parameters())
    again = LoadedPrices(loaded.frame, loaded.source)
    assert bases.base(again, small_parameters()) is not first
    assert len(bases) == 1


def test_prices_that_fail_leave_the_others_as_they_are(loaded: LoadedPrices) -> None:
    bases = KeptBases()
    first = bases.base(loaded, small_parameters())
    with pytest.raises(DataError):
        bases.base(loaded, small_parameters(symbols="ZZZ"))
    assert bases.base(loaded, small_parameters()) is first
