"""The four ways to weights of the plain backtest: exact and as scripted, parity and least variance.

numpy and scipy solve the linear algebra here and nowhere else in the plain backtest.
"""

import math
from collections.abc import Sequence

import numpy as np
from scipy.optimize import nnls

Vector = list[float]
Matrix = list[list[float]]


def scaled_to_one(weights: Sequence[float]) -> Vector:
    """Weights divided by their sum; equal weights where the sum is not positive."""
    total = math.fsum(weights)
    if total <= 0.0:
        return [1.0 / len(weights)] * len(weights)
    return [float(w) / total for w in weights]


def exact_risk_parity(covariance: Matrix) -> Vector:
    """Minimiser of x'Cx/2 - sum(log x)/N, scaled to sum 1, by damped Newton steps (Spinu 2013).

    In units of each symbol's own volatility; times N the objective is self-concordant, so that the
    step 1/(1 + decrement) never leaves the positive orthant and always descends.
    """
    vols = standard_deviations(covariance)
    correlation = np.array(covariance) / np.outer(vols, vols)
    n = len(vols)
    y = np.ones(n) / n
    for _ in range(1000):
        gradient = n * correlation @ y - 1.0 / y
        step = np.linalg.solve(n * correlation + np.diag(1.0 / y**2), -gradient)
        decrement = math.sqrt(max(0.0, float(-gradient @ step)))
        y = y + (step if decrement < 0.1 else step / (1.0 + decrement))
        if decrement < 1e-14:
            break
    shares = y * (correlation @ y) / (y @ correlation @ y)
    if not np.max(np.abs(shares - 1.0 / n)) < 1e-12:
        raise ValueError("no risk-parity weights found")
    return scaled_to_one(list(y / vols))


def exact_minimum_variance(covariance: Matrix) -> Vector:
    """Long-only weights of least variance: the best corner solution of all sets of symbols.

    On the set that the answer holds, it is the inverse covariance times ones. Every set whose such
    weights are positive is a feasible portfolio, so the best of them is the answer.
    """
    n = len(covariance)
    if n > 8:
        return nonnegative_least_squares(covariance)
    standard_deviations(covariance)
    matrix = np.array(covariance)
    best, best_variance = None, math.inf
    for subset in range(1, 2**n):
        held = [i for i in range(n) if subset >> i & 1]
        try:
            raw = np.linalg.solve(matrix[np.ix_(held, held)], np.ones(len(held)))
        except np.linalg.LinAlgError:
            continue  # a smaller set does as well
        if np.min(raw) <= 0.0:
            continue
        weights = np.zeros(n)
        weights[held] = raw / raw.sum()
        variance = float(weights @ matrix @ weights)
        if variance < best_variance:
            best, best_variance = weights, variance
    assert best is not None  # each symbol alone is a feasible portfolio
    return scaled_to_one(list(best))


def nonnegative_least_squares(covariance: Matrix) -> Vector:
    """Long-only minimum variance of many symbols: min x'Cx/2 - sum(x), x >= 0, as least squares."""
    vols = standard_deviations(covariance)
    root = np.linalg.cholesky(np.array(covariance) / np.outer(vols, vols)).T
    y, _ = nnls(root, np.linalg.solve(root.T, 1.0 / vols), maxiter=10_000)
    return scaled_to_one(list(y / vols))


def standard_deviations(covariance: Matrix) -> np.ndarray:
    """Square roots of the diagonal, refused where one is 0."""
    vols = np.array([math.sqrt(covariance[i][i]) for i in range(len(covariance))])
    if np.min(vols) == 0.0:
        raise ValueError("a symbol has no variance")
    return vols


def scripted_risk_parity(covariance: Matrix) -> Vector:
    """A thousand multiplicative steps towards parity, which swing rather than settle."""
    n = len(covariance)
    weights = [1.0 / n] * n
    for _ in range(1000):
        marginal = [sum(c * w for c, w in zip(row, weights, strict=True)) for row in covariance]
        risks = [w * m for w, m in zip(weights, marginal, strict=True)]
        variance = sum(risks)
        wanted = variance / n
        if variance <= 0.0 or max(abs(risk - wanted) for risk in risks) < 1e-8:
            break
        weights = scaled_to_one(
            [
                max(0.0, w * (wanted / (risk + 1e-12)))
                for w, risk in zip(weights, risks, strict=True)
            ]
        )
    return weights


def scripted_minimum(covariance: Matrix) -> Vector:
    """The unconstrained answer by pseudo-inverse, its short positions dropped."""
    raw = np.linalg.pinv(np.array(covariance)) @ np.ones(len(covariance))
    return scaled_to_one([max(0.0, float(w)) for w in raw])
