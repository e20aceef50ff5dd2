"""Examples about weights: equal risk contributions and minimum variance, asked of the solvers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from core.errors import BacktestError
from core.papers.example import Check, Example, percents
from core.units import Floats

MAILLARD = "Maillard, Roncalli and Teiletche (2010), Journal of Portfolio Management 36(4)"
BRUDER = "Bruder and Roncalli (2012), Managing Risk Exposures Using Risk Budgeting"

Pairs = dict[tuple[int, int], float]
VOLATILITIES = (0.1, 0.2, 0.3, 0.4)
MIXED: Pairs = {(1, 2): 0.8, (3, 4): -0.5}
THREE_VOLATILITIES = (0.30, 0.20, 0.15)
THREE: Pairs = {(1, 2): 0.8, (1, 3): 0.5, (2, 3): 0.3}

SEVEN = (0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35)
NEARLY_HEDGED = 1e-5
"""The least eigenvalue of the seven assets' correlations; the others are 1.17."""
ORDERED = 4
"""Matrices on which the order of the three portfolios is looked at."""


def risk_weight_examples() -> tuple[Example, ...]:
    """Compute the examples whose answers are weights, or risks of weights."""
    return (
        *(_constant(*case) for case in ((0.0, 9.6), (0.5, 15.178933), (0.9, 18.465969))),
        _mixed(),
        _order(),
        _two(),
        _nearly_singular(),
        _three(),
    )


def _constant(correlation: float, volatility: float) -> Example:
    """Volatilities of 10 to 40 % and one correlation: weights inverse to volatility."""
    covariance = _covariance(VOLATILITIES, _all_pairs(4, correlation))
    least = [70.243902, 17.560976, 7.804878, 4.390244] if correlation == 0.0 else [100, 0, 0, 0]
    checks = (
        *_parity(covariance, [48, 24, 16, 12], volatility),
        *_minimum(covariance, least, 6, 8.381164 if correlation == 0.0 else 10.0),
    )
    return Example(f"Equal risk, all correlations {correlation:g}", MAILLARD, checks)


def _mixed() -> Example:
    covariance = _covariance(VOLATILITIES, MIXED)
    equal = np.full(4, 0.25)
    checks = (
        *_parity(covariance, [38.361251, 19.180625, 24.261785, 18.196339], 10.293404),
        *percents(
            [f"Equal risk: share {place}" for place in range(1, 5)],
            [25.0] * 4,
            _shares(covariance, _parity_weights(covariance)),
            6,
        ),
        *_minimum(covariance, [74.4828, 0, 15.1724, 10.3448], 4, 8.630339),
        _volatility_check("Equal weights", covariance, equal, 11.510864),
        *percents(
            [f"Equal weights: share {place}" for place in range(1, 5)],
            [12.2642, 26.4151, 14.1509, 47.1698],
            _shares(covariance, equal),
            4,
        ),
    )
    return Example("Equal risk, correlations .8 and \N{MINUS SIGN}.5", MAILLARD, checks)


def _order() -> Example:
    """Minimum variance is no wilder than equal risk, which is no wilder than equal weights."""
    pairs = [*(_all_pairs(4, correlation) for correlation in (0.0, 0.5, 0.9)), MIXED]
    kept = 0
    for one in pairs:
        covariance = _covariance(VOLATILITIES, one)
        least, parity, equal = (
            _volatility(covariance, weights)
            for weights in (
                _minimum_weights(covariance),
                _parity_weights(covariance),
                np.full(4, 0.25),
            )
        )
        kept += least <= parity * (1.0 + 1e-12) and parity <= equal * (1.0 + 1e-12)
    what = f"Order kept, of {ORDERED} matrices"
    title = "Volatility: minimum variance \N{LESS-THAN OR EQUAL TO} equal risk "
    title += "\N{LESS-THAN OR EQUAL TO} equal weights"
    return Example(title, MAILLARD, (Check(what, ORDERED, float(kept), 0, ""),))


def _two() -> Example:
    weights = _parity_weights(np.diag([4.0, 9.0]))
    checks = _weight_checks("Equal risk", weights, [60, 40], 6)
    source = "Closed form: weights are inverse to volatilities"
    return Example("Two assets with variances 4 and 9", source, checks)


def _nearly_singular() -> Example:
    """Seven assets that all but hedge each other away, a case of our own with a known answer.

    One correlation just above -1/6, the lowest that seven assets can have; whatever it is, equal
    risk weighs them inverse to their volatilities, here 1 : 1/2 : ... : 1/7.
    """
    covariance = _covariance(SEVEN, _all_pairs(7, (NEARLY_HEDGED - 1.0) / 6.0))
    # 140/363 is one over the sum of 1/1 to 1/7
    expected = (38.567493, 19.283747, 12.855831, 9.641873, 7.713499, 6.427916, 5.509642)
    checks = _weight_checks("Equal risk", _parity_weights(covariance), expected, 6)
    source = f"A matrix of our own, with a closed form of {MAILLARD}"
    return Example("Seven assets that all but hedge each other away", source, checks)


def _three() -> Example:
    covariance = _covariance(THREE_VOLATILITIES, THREE)
    checks = (
        *_parity(covariance, [19.6862, 32.4441, 47.8697], 16.131352, 4),
        *_minimum(covariance, [0, 30.3371, 69.6629], 4, 13.566317),
    )
    return Example("Equal risk budgets of three assets", BRUDER, checks)


def _parity(
    covariance: Floats, expected: Sequence[float], volatility: float, decimals: int = 6
) -> tuple[Check, ...]:
    name, weights = "Equal risk", _parity_weights(covariance)
    return (
        *_weight_checks(name, weights, expected, decimals),
        _volatility_check(name, covariance, weights, volatility),
    )


def _minimum(
    covariance: Floats, expected: Sequence[float], decimals: int, volatility: float
) -> tuple[Check, ...]:
    name, weights = "Min. variance", _minimum_weights(covariance)
    return (
        *_weight_checks(name, weights, expected, decimals),
        _volatility_check(name, covariance, weights, volatility),
    )


def _weight_checks(
    name: str, weights: Floats, expected: Sequence[float], decimals: int
) -> tuple[Check, ...]:
    names = [f"{name}: weight {place}" for place in range(1, len(expected) + 1)]
    return percents(names, expected, weights, decimals)


def _volatility_check(name: str, covariance: Floats, weights: Floats, expected: float) -> Check:
    return Check(f"{name}: volatility", expected, 100.0 * _volatility(covariance, weights), 6)


def _volatility(covariance: Floats, weights: Floats) -> float:
    return math.sqrt(float(weights @ covariance @ weights))


def _shares(covariance: Floats, weights: Floats) -> Floats:
    from core.weights import risk_shares

    return risk_shares(covariance, weights)


def _parity_weights(covariance: Floats) -> Floats:
    from core.weights import risk_parity_weights

    return _solved(risk_parity_weights, covariance)


def _minimum_weights(covariance: Floats) -> Floats:
    from core.weights import minimum_variance_weights

    return _solved(minimum_variance_weights, covariance)


def _solved(solver: Callable[[Floats], Floats], covariance: Floats) -> Floats:
    """Return the weights; NaN, which agree with nothing, where the solver gives up."""
    try:
        return solver(covariance)
    except BacktestError:
        return np.full(len(covariance), np.nan)


def _all_pairs(count: int, correlation: float) -> Pairs:
    return {(i, j): correlation for i in range(1, count + 1) for j in range(i + 1, count + 1)}


def _covariance(volatilities: Sequence[float], correlations: Pairs) -> Floats:
    """Return a covariance (N, N) from the correlations of pairs counted from 1, else 0."""
    matrix = np.eye(len(volatilities))
    for (i, j), correlation in correlations.items():
        matrix[i - 1, j - 1] = matrix[j - 1, i - 1] = correlation
    return np.asarray(matrix * np.outer(volatilities, volatilities))
