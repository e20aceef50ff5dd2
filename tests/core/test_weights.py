"""Weights keep what is promised of them for any covariance, or there are none."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy import optimize

from core import run_backtest
from core.covariance import shrunk_covariance, shrunk_covariances
from core.errors import DataError, SolverError
from core.kernels import solvers
from core.weights import exact_weights, minimum_variance_weights, risk_parity_weights, risk_shares
from tests.core.small import small_parameters
from tests.oracles.panels import simulated_prices

Matrix = np.ndarray

# numpy's widest floating point number, so that the check is no less exact than what it checks
Exact = np.longdouble


def share_error(covariance: Matrix, weights: Matrix) -> float:
    """The largest distance of a risk share from 1/N."""
    wide = weights.astype(Exact)
    contributions = wide * (covariance.astype(Exact) @ wide)
    shares = contributions / contributions.sum()
    return float(np.abs(shares - Exact(1) / len(weights)).max())


def optimality_error(covariance: Matrix, weights: Matrix) -> float:
    """How far the optimality conditions of min w'Cw, sum w = 1, w >= 0, are missed, over w'Cw.

    Of a symbol that is held the marginal variance (Cw)_i is w'Cw, of the others it is no less. The
    rounding of the products of doubles (some units in the last place of the largest sum) is left
    out of account, and any portfolio will do whose variance is as good as none, a million
    millionth of that of the calmest symbol.
    """
    wide = weights.astype(Exact) / weights.astype(Exact).sum()
    marginal = covariance.astype(Exact) @ wide
    variance = wide @ marginal
    if variance <= 1e-12 * np.diag(covariance).min():
        return 0.0
    missed = max((variance - marginal).max(), np.abs(marginal - variance)[weights > 0.0].max())
    rounding = 64 * np.finfo(float).eps * (np.abs(covariance) @ weights).max()
    return float((missed - rounding) / variance)


def assert_long_only(weights: Matrix) -> None:
    """Fail unless these are weights of a portfolio without short positions."""
    assert (weights >= 0.0).all()
    assert weights.sum() == pytest.approx(1.0, abs=1e-14)


def symmetric(matrix: Matrix) -> Matrix:
    """The same with rounding of no side preferred."""
    return (matrix + matrix.T) / 2


# --- covariances of all kinds


def of_returns(rng: np.random.Generator, count: int, rows: int) -> Matrix:
    """Covariance of that many days of returns; rank-deficient where there are few."""
    returns = 0.01 * rng.standard_normal((rows, count)) @ rng.normal(0.4, 0.5, (count, count))
    return symmetric(np.cov(returns.T).reshape(count, count))


def of_eigenvalues(rng: np.random.Generator, count: int, digits: float) -> Matrix:
    """Covariance whose eigenvalues are spread over that many powers of ten."""
    directions, _ = np.linalg.qr(rng.standard_normal((count, count)))
    values = 10.0 ** rng.uniform(-digits, 0.0, count)
    return symmetric((directions * values) @ directions.T)


def hedged(rng: np.random.Generator, count: int, noise: float) -> Matrix:
    """Covariance of symbols that are one and the same up to sign and noise."""
    common = rng.standard_normal((60, 1)) * rng.choice([-1.0, 1.0], count)
    returns = 0.01 * (common + noise * rng.standard_normal((60, count)))
    return symmetric(np.cov(returns.T).reshape(count, count))


def of_scales(rng: np.random.Generator, count: int, digits: float) -> Matrix:
    """Covariance of symbols whose volatilities are spread over that many powers of ten."""
    scale = 10.0 ** rng.uniform(-digits, 0.0, count)
    return of_returns(rng, count, 3 * count + 20) * np.outer(scale, scale)


seeds = st.integers(0, 2**32 - 1).map(np.random.default_rng)
counts = st.integers(1, 40)
ordinary = st.one_of(
    st.builds(lambda rng, n: of_returns(rng, n, 2 * n + 20), seeds, counts),
    st.builds(of_eigenvalues, seeds, counts, st.floats(0.0, 3.0)),
    st.builds(hedged, seeds, counts, st.floats(0.1, 1.0)),
    st.builds(of_scales, seeds, counts, st.floats(0.0, 3.0)),
)
extreme = st.one_of(
    st.builds(of_returns, seeds, st.integers(2, 40), st.integers(3, 60)),
    st.builds(of_eigenvalues, seeds, counts, st.floats(3.0, 14.0)),
    st.builds(hedged, seeds, counts, st.floats(-7.0, -1.0).map(lambda digits: 10.0**digits)),
    st.builds(of_scales, seeds, counts, st.floats(3.0, 9.0)),
)


@given(ordinary)
@settings(max_examples=150)
def test_every_symbol_has_the_same_risk_share_to_1e_10(covariance: Matrix) -> None:
    weights = risk_parity_weights(covariance)

    assert_long_only(weights)
    assert share_error(covariance, weights) <= 1e-10


@given(ordinary)
@settings(max_examples=150)
def test_least_variance_meets_its_conditions_to_1e_9_of_the_variance(covariance: Matrix) -> None:
    weights = minimum_variance_weights(covariance)

    assert_long_only(weights)
    assert optimality_error(covariance, weights) <= 1e-9


@given(extreme)
@settings(max_examples=300, phases=[Phase.explicit, Phase.generate])
def test_risk_parity_of_an_extreme_covariance_is_as_promised_or_there_is_none(
    covariance: Matrix,
) -> None:
    try:
        weights = risk_parity_weights(covariance)
    except (SolverError, DataError):
        return
    assert_long_only(weights)
    assert share_error(covariance, weights) <= 1e-10


@given(extreme)
@settings(max_examples=300, phases=[Phase.explicit, Phase.generate])
def test_least_variance_of_an_extreme_covariance_is_as_promised_or_there_is_none(
    covariance: Matrix,
) -> None:
    try:
        weights = minimum_variance_weights(covariance)
    except (SolverError, DataError):
        return
    assert_long_only(weights)
    assert optimality_error(covariance, weights) <= 1e-9


def exact_miss(covariance: Matrix, weights: Matrix) -> float:
    """As `optimality_error`, but no rounding is forgiven: what a reader with more digits finds."""
    wide = weights.astype(Exact) / weights.astype(Exact).sum()
    marginal = covariance.astype(Exact) @ wide
    variance = wide @ marginal
    missed = max((variance - marginal).max(), np.abs(marginal - variance)[weights > 0.0].max())
    return float(missed / variance)


@pytest.mark.skipif(np.finfo(Exact).eps > 1e-18, reason="needs numbers wider than doubles")
def test_weights_that_are_not_of_least_variance_are_refused_rather_than_given() -> None:
    """Where doubles do not suffice, which these covariances are made for, there are none.

    Those that are given keep the promise of 1e-9. The check itself is one of doubles, so that a
    few may miss by a little more.
    """
    given, refused = [], 0
    for seed in range(200):
        covariance = of_eigenvalues(np.random.default_rng(seed), 12, 13.0)
        try:
            given.append(exact_miss(covariance, minimum_variance_weights(covariance)))
        except SolverError:
            refused += 1

    assert refused > 20
    assert len(given) > 60
    assert sum(miss > 1e-9 for miss in given) <= 0.08 * len(given)
    assert max(given) < 2e-8


@pytest.mark.parametrize(
    ("covariance", "weights", "met"),
    [
        # Two alike: the marginal variances of 1/2 + d and 1/2 - d are 2 d off, relatively.
        ([[1.0, 0.0], [0.0, 1.0]], [0.5 + 4.5e-10, 0.5 - 4.5e-10], True),
        ([[1.0, 0.0], [0.0, 1.0]], [0.5 + 5.5e-10, 0.5 - 5.5e-10], False),
        # The second symbol lowers the variance and is not held; then it only adds to it.
        ([[1.0, 0.9], [0.9, 4.0]], [1.0, 0.0], False),
        ([[1.0, 1.1], [1.1, 4.0]], [1.0, 0.0], True),
        ([[1.0, 1.1], [1.1, 4.0]], [0.9, 0.1], False),
        # A perfect hedge has no variance, and then there is nothing to be met.
        ([[1.0, -1.0], [-1.0, 1.0]], [0.5, 0.5], True),
        ([[1.0, -1.0], [-1.0, 1.0]], [0.6, 0.4], False),
    ],
)
def test_the_conditions_of_least_variance_are_met_to_1e_9_or_not(
    covariance: list[list[float]], weights: list[float], met: bool
) -> None:
    found = solvers._conditions_met(np.array(covariance), np.array(weights), np.empty(2))

    assert found == met


@pytest.mark.parametrize("noise", [3e-3, 1e-3, 1e-4, 3e-5, 1e-5, 1e-6])
def test_two_symbols_that_all_but_hedge_each_other_are_weighed_exactly_or_not_at_all(
    noise: float,
) -> None:
    for seed in range(30):
        covariance = hedged(np.random.default_rng(seed), 2, noise)
        if covariance[0, 1] > 0.0:
            covariance = covariance * np.array([[1.0, -1.0], [-1.0, 1.0]])
        try:
            weights = risk_parity_weights(covariance)
        except SolverError:
            continue
        assert share_error(covariance, weights) <= 1e-10


@pytest.mark.parametrize("noise", [0.1, 1 / 32, 0.01, 0.005])
@pytest.mark.parametrize("count", [6, 16, 37])
def test_many_symbols_that_hedge_each_other_are_weighed(noise: float, count: int) -> None:
    """Such as funds on an index and on its inverse; here plain doubles still suffice."""
    for seed in range(5):
        covariance = hedged(np.random.default_rng(seed), count, noise)
        assert share_error(covariance, risk_parity_weights(covariance)) <= 1e-10


@pytest.mark.parametrize("scale", [1e-16, 1e-8, 1.0, 1e8])
def test_weights_do_not_depend_on_the_unit_of_the_covariance(scale: float) -> None:
    covariance = of_returns(np.random.default_rng(5), 8, 60)

    for solve in (risk_parity_weights, minimum_variance_weights):
        assert solve(covariance * scale) == pytest.approx(solve(covariance), abs=1e-9)


@given(ordinary.filter(lambda matrix: len(matrix) > 1), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_weights_follow_their_symbols_in_any_order(covariance: Matrix, shuffler: object) -> None:
    order = list(range(len(covariance)))
    shuffler.shuffle(order)  # type: ignore[attr-defined]

    turned = covariance[np.ix_(order, order)]

    expected = risk_parity_weights(covariance)[order]
    assert risk_parity_weights(turned) == pytest.approx(expected, abs=1e-7)


# --- against another library


def by_least_squares(covariance: Matrix) -> Matrix:
    """Long-only minimum variance as non-negative least squares of scipy."""
    root = np.linalg.cholesky(covariance).T
    raw, _ = optimize.nnls(root, np.linalg.solve(root.T, np.ones(len(covariance))), maxiter=10**5)
    return raw / raw.sum()


@pytest.mark.parametrize("count", [2, 5, 20, 64, 65, 66, 150])
@pytest.mark.parametrize("shrinkage", [0.05, 0.3])
def test_least_variance_is_that_of_scipys_least_squares(count: int, shrinkage: float) -> None:
    rng = np.random.default_rng(count)
    returns = 0.01 * rng.standard_normal((250, count)) @ rng.normal(0.3, 0.5, (count, count))
    covariance = shrunk_covariance(returns, shrinkage)

    weights = minimum_variance_weights(covariance)

    expected = by_least_squares(covariance)
    assert weights == pytest.approx(expected, abs=1e-8)
    least = expected @ covariance @ expected
    assert weights @ covariance @ weights == pytest.approx(least, rel=1e-12)


@pytest.mark.parametrize("count", [3, 10, 30])
def test_least_variance_is_that_of_scipys_constrained_minimiser(count: int) -> None:
    covariance = of_returns(np.random.default_rng(count), count, 100) * 1e4

    weights = minimum_variance_weights(covariance)

    found = optimize.minimize(
        lambda w: w @ covariance @ w,
        np.full(count, 1.0 / count),
        jac=lambda w: 2.0 * covariance @ w,
        method="SLSQP",
        bounds=[(0.0, 1.0)] * count,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1.0, "jac": np.ones_like},
        options={"ftol": 1e-15, "maxiter": 1000},
    )
    assert weights @ covariance @ weights <= found.fun * (1.0 + 1e-9)
    assert weights == pytest.approx(found.x, abs=1e-4)


@pytest.mark.parametrize("count", [3, 10, 30])
def test_risk_parity_is_the_minimiser_that_scipy_finds(count: int) -> None:
    """Spinu (2013): min x'Cx/2 - sum(log x)/N."""
    covariance = of_returns(np.random.default_rng(count), count, 100) * 1e4

    weights = risk_parity_weights(covariance)

    found = optimize.minimize(
        lambda y: np.exp(y) @ covariance @ np.exp(y) / 2 - y.mean(),
        np.zeros(count),
        jac=lambda y: np.exp(y) * (covariance @ np.exp(y)) - 1.0 / count,
        method="BFGS",
        options={"gtol": 1e-9, "maxiter": 5000},
    )
    assert weights == pytest.approx(np.exp(found.x) / np.exp(found.x).sum(), abs=1e-6)


@pytest.mark.parametrize("count", [64, 65, 100])
def test_covariances_are_numpys_on_either_side_of_the_switch_to_blas(count: int) -> None:
    returns = 0.01 * np.random.default_rng(1).standard_normal((120, count))
    ends = np.array([1, 30, 99, 119])

    found = shrunk_covariances(returns, ends, 40, 0.0)

    for end, covariance in zip(ends, found, strict=True):
        window = returns[max(0, end - 39) : end + 1]
        assert covariance == pytest.approx(np.cov(window.T), rel=1e-12, abs=1e-18)


def test_the_covariance_of_a_window_forgets_what_lies_before_and_after_it() -> None:
    returns = 0.01 * np.random.default_rng(1).standard_normal((120, 5))
    other = returns.copy()
    other[:30] = 1e6
    other[70:] = -1e6

    ends = np.array([69])

    expected = shrunk_covariances(returns, ends, 40, 0.3)
    assert np.array_equal(shrunk_covariances(other, ends, 40, 0.3), expected)


# --- more symbols than days, in a whole backtest

MANY = [f"S{number:02d}" for number in range(60)]


@pytest.mark.parametrize("shrinkage", [0.0, 0.3])
@pytest.mark.parametrize("share", [0.0, 1.0])
def test_more_symbols_than_days_are_weighed_as_promised(shrinkage: float, share: float) -> None:
    prices = simulated_prices(4, MANY, 140)
    result = run_backtest(
        prices,
        small_parameters(
            symbols=tuple(MANY),
            cov_lookback=40,
            min_hist=40,
            shrink_alpha=shrinkage,
            alpha_minvar=share,
        ),
    )

    log_returns = np.diff(np.log(prices.to_numpy()), axis=0)
    decided = result.daily[[f"w_{symbol}" for symbol in MANY]].to_numpy()
    checked = 0
    for row, day in enumerate(prices.index[1:-1]):
        if day.day_of_week != 4 or row < 39:
            continue
        sample = np.cov(log_returns[row - 39 : row + 1].T)
        covariance = (1 - shrinkage) * sample + shrinkage * np.diag(np.diag(sample))
        weights = decided[row + 1 - result.first_row + 1]
        assert_long_only(weights)
        if share == 0.0:
            contributions = weights * (covariance @ weights)
            shares = contributions / contributions.sum()
            assert np.abs(shares - 1 / 60).max() <= 1e-10
        else:
            assert optimality_error(covariance, weights) <= 1e-9
        checked += 1
    assert checked > 15


# --- nothing to weigh by


def perfectly_hedged(days: int = 80) -> pd.DataFrame:
    """Two symbols of which one gains, in logarithms, exactly what the other loses."""
    rng = np.random.default_rng(2)
    steps = np.cumsum(rng.choice([-1, 1], days) * rng.integers(1, 5, days)) / 64
    index = pd.bdate_range("2015-01-01", periods=days)
    return pd.DataFrame({"UP": np.exp2(steps), "DOWN": np.exp2(-steps)}, index=index)


def test_symbols_that_hedge_each_other_away_have_no_parity_and_the_day_is_named() -> None:
    with pytest.raises(SolverError) as caught:
        run_backtest(perfectly_hedged(), small_parameters(symbols=("UP", "DOWN"), shrink_alpha=0.0))

    said = str(caught.value)
    assert "risk-parity" in said
    assert "2015-01-16" in said
    assert "shrink_alpha" in said
    assert "weights that ends" not in said


def test_symbols_that_hedge_each_other_away_have_a_portfolio_without_variance() -> None:
    result = run_backtest(
        perfectly_hedged(),
        small_parameters(symbols=("UP", "DOWN"), shrink_alpha=0.0, alpha_minvar=1.0, drift=False),
    )

    assert result.daily[["w_UP", "w_DOWN"]].to_numpy() == pytest.approx(0.5, abs=1e-9)


def test_symbols_that_hedge_each_other_away_are_weighed_once_they_are_shrunk() -> None:
    result = run_backtest(
        perfectly_hedged(), small_parameters(symbols=("UP", "DOWN"), shrink_alpha=0.3, drift=False)
    )

    assert result.daily[["w_UP", "w_DOWN"]].to_numpy() == pytest.approx(0.5, abs=1e-9)


@pytest.mark.parametrize("twins", [2, 3, 5])
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_equal_symbols_are_weighed_without_shrinkage(twins: int, share: float) -> None:
    prices = simulated_prices(3, ("AAA", "BBB"), 90)
    for number in range(1, twins):
        prices[f"A{number}"] = prices["AAA"] * 2.0**number

    result = run_backtest(
        prices,
        small_parameters(
            symbols=tuple(prices.columns), shrink_alpha=0.0, alpha_minvar=share, drift=False
        ),
    )

    held = result.daily[[f"w_{symbol}" for symbol in prices.columns]].to_numpy()
    assert held.sum(axis=1) == pytest.approx(1.0, abs=1e-12)
    assert (held >= 0.0).all()
    if share == 0.0:
        assert held[:, 2:] == pytest.approx(np.tile(held[:, [0]], (1, twins - 1)), rel=1e-8)
    if share == 1.0:
        log_returns = np.diff(np.log(prices.to_numpy()), axis=0)
        row = list(prices.index).index(result.dates[0]) - 1  # its return, earned with these weights
        sample = np.cov(log_returns[max(0, row - 20) : row].T)
        assert optimality_error(sample, held[0]) <= 1e-9


@pytest.mark.parametrize("solver", [risk_parity_weights, minimum_variance_weights])
def test_one_symbol_is_held_alone(solver: object) -> None:
    assert solver(np.array([[0.04]])).tolist() == [1.0]  # type: ignore[operator]


def test_a_symbol_without_variance_in_a_window_is_named_with_the_day() -> None:
    prices = simulated_prices(1, ("AAA", "BBB"), 80)
    prices.iloc[30:60, 1] = prices["BBB"].iloc[30]

    with pytest.raises(DataError, match=r"BBB does not move .*2015-03-13"):
        run_backtest(prices, small_parameters(symbols=("AAA", "BBB")))


def test_a_symbol_that_moves_by_rounding_alone_does_not_move() -> None:
    prices = simulated_prices(1, ("AAA", "BBB"), 80)
    prices.iloc[30:60, 1] = np.where(np.arange(30) % 2, 0.1 + 0.2, 0.3)

    with pytest.raises(DataError, match="BBB does not move"):
        run_backtest(prices, small_parameters(symbols=("AAA", "BBB")))


def test_a_symbol_that_moves_a_little_is_weighed() -> None:
    prices = simulated_prices(1, ("AAA", "BBB"), 80)
    prices["BBB"] = 100.0 + 1e-6 * (prices["BBB"] - 60.0)

    held = run_backtest(prices, small_parameters(symbols=("AAA", "BBB"))).daily

    assert (held["w_BBB"] > 0.999).all()


def test_a_part_without_a_share_in_the_blend_is_not_solved() -> None:
    """Of these two symbols there is no parity, and with none of it in the blend none is asked."""
    hedge = np.array([[[1.0, -1.0], [-1.0, 1.0]]])

    with pytest.raises(SolverError):
        exact_weights(hedge, 0.999, ("A", "B"), None)
    assert exact_weights(hedge, 1.0, ("A", "B"), None)[0] == pytest.approx([0.5, 0.5])


def test_parity_alone_is_given_where_there_is_no_least_variance() -> None:
    """Symbols whose volatilities are nine powers of ten apart are too much for one of the two."""
    alone = 0
    for seed in range(200):
        covariance = of_scales(np.random.default_rng(seed), 8, 9.0)
        try:
            minimum_variance_weights(covariance)
        except SolverError:
            with pytest.raises(SolverError, match="minimum-variance"):
                exact_weights(covariance[None], 0.001, tuple("ABCDEFGH"), None)
            weights = exact_weights(covariance[None], 0.0, tuple("ABCDEFGH"), None)[0]
            assert share_error(covariance, weights) <= 1e-10
            alone += 1
    assert alone > 3


def test_the_blend_mixes_both_parts_by_their_shares() -> None:
    covariance = np.diag([4.0, 9.0])  # parity 0.6 to 0.4, least variance 9 to 4

    weights = exact_weights(covariance[None], 0.25, ("A", "B"), None)[0]

    assert weights == pytest.approx([0.75 * 0.6 + 0.25 * 9 / 13, 0.75 * 0.4 + 0.25 * 4 / 13])


def test_risk_shares_are_those_of_the_definition() -> None:
    covariance = np.array([[4.0, 1.0], [1.0, 9.0]])

    # by hand: Cw = (2.5, 5), so that 1.25 and 2.5 are what the two contribute to 3.75
    shares = risk_shares(covariance, np.array([0.5, 0.5]))

    assert shares == pytest.approx([1.25 / 3.75, 2.5 / 3.75], abs=1e-15)
