"""From covariances to weights: risk parity, long-only minimum variance, and their blend."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from core.errors import DataError, SolverError
from core.kernels import solvers
from core.units import Floats

NEWTON_STEPS = 200
LEAST_VARIANCE = 1e-24
"""A day's variance below which a symbol does not move: rounding of its prices makes as much."""


def risk_shares(covariance: Floats, weights: Floats) -> Floats:
    """Return each symbol's share (N,) of the portfolio variance ``w'Cw``; they sum to 1."""
    contributions = weights * (covariance @ weights)
    return np.asarray(contributions / contributions.sum())


def risk_parity_weights(covariance: Floats) -> Floats:
    """Return the long-only weights (N,) of which every symbol has the same share of the risk.

    They are the minimiser of ``x'Cx/2 - sum(log x)/N`` (Spinu 2013), scaled to sum 1, found by
    cyclical coordinate descent (Griveau-Billion, Richard and Roncalli 2013) and, where that
    crawls, by damped Newton steps. Every share is within 1e-10 of 1/N.

    Raises
    ------
    SolverError
        Where there are no such weights, as with two symbols that hedge each other away.
    """
    return _single(covariance, 0.0)


def minimum_variance_weights(covariance: Floats) -> Floats:
    """Return the weights (N,) that minimise ``w'Cw`` with ``w >= 0`` and ``sum(w) = 1``.

    A primal active set, started from a few sweeps of coordinate descent. The optimality
    conditions (Karush 1939, Kuhn and Tucker 1951) are met to 1e-9 of the variance. Where the
    covariance is singular, the answer is one of the minimisers.

    Raises
    ------
    SolverError
        Where the conditions cannot be met.
    """
    return _single(covariance, 1.0)


def _single(covariance: Floats, alpha_minvar: float) -> Floats:
    covariances = np.ascontiguousarray(covariance, dtype=np.float64)[None]
    symbols = tuple(f"asset {i + 1}" for i in range(covariances.shape[1]))
    return np.asarray(exact_weights(covariances, alpha_minvar, symbols, None)[0])


def exact_weights(
    covariances: Floats,
    alpha_minvar: float,
    symbols: tuple[str, ...],
    days: pd.DatetimeIndex | None,
) -> Floats:
    """Return the blend (M, N) ``(1 - a)`` risk parity + ``a`` minimum variance of each matrix.

    A part whose share is 0 is not solved. `symbols` (N,) and `days` (M,) are for messages.

    Raises
    ------
    DataError
        Where a symbol has no variance.
    SolverError
        Where a part could not be solved to its accuracy.
    """
    count = covariances.shape[1]
    variances = covariances[:, np.arange(count), np.arange(count)]
    if not (variances > LEAST_VARIANCE).all():
        m, i = np.argwhere(~(variances > LEAST_VARIANCE))[0]
        raise DataError(
            f"{symbols[i]} does not move in the covariance window{_ending(days, m)}; "
            "it cannot be weighted by risk. Leave it out, or take a longer window."
        )
    parity = np.zeros((len(covariances), count))
    least = np.zeros((len(covariances), count))
    solved = np.ones(len(covariances), dtype=np.bool_)
    if alpha_minvar < 1.0:
        solvers.risk_parity(covariances, parity, solved)
        for m in np.flatnonzero(~solved):
            parity[m] = _newton_risk_parity(covariances[m], parity[m])
            solved[m] = solvers.shares_kept(covariances[m], parity[m])
            if not solved[m]:
                break  # told below; the others need not be tried
        _require(solved, "risk-parity", days)
    if alpha_minvar > 0.0:
        solvers.minimum_variance(covariances, least, solved)
        _require(solved, "minimum-variance", days)
    return _blend(parity, least, alpha_minvar)


def _newton_risk_parity(covariance: Floats, weights: Floats) -> Floats:
    """Improve risk-parity weights (N,) where coordinate descent crawls.

    Newton steps on ``x'Rx/2 - sum(log x)/N``, R the correlation, damped by 1/(1 + decrement)
    after Nesterov (2004) for self-concordant functions. The Hessian ``R + diag(1/(N x^2))`` is
    positive definite even where R is singular.
    """
    budget = 1.0 / len(weights)
    deviations = np.sqrt(np.diag(covariance))
    matrix = covariance / np.outer(deviations, deviations)
    x = weights * deviations
    risk = float(x @ matrix @ x)
    x = x / math.sqrt(risk) if risk > 0.0 else np.full_like(x, math.sqrt(budget))
    best, least = x, math.inf
    for _ in range(NEWTON_STEPS):
        gradient = matrix @ x - budget / x
        error = float(np.abs(x * gradient).max())
        if error < least:
            best, least = x, error
        elif least <= solvers.SHARE_TOLERANCE:
            break  # what is left is rounding
        try:
            factor = np.linalg.cholesky(matrix + np.diag(budget / x**2))
        except np.linalg.LinAlgError:
            break
        step = -np.linalg.solve(factor.T, np.linalg.solve(factor, gradient))
        decrement = math.sqrt(max(float(-gradient @ step), 0.0) / budget)
        damping = 1.0 / (1.0 + decrement) if decrement > 0.25 else 1.0
        shrinking = float((-step / x).max())
        if shrinking * damping >= 1.0:
            damping = 0.9 / shrinking
        x = x + damping * step
    out = best / deviations
    return np.asarray(out / out.sum())


def _require(solved: np.ndarray, name: str, days: pd.DatetimeIndex | None) -> None:
    if not solved.all():
        raise SolverError(
            f"There are no {name} weights for the covariance window"
            f"{_ending(days, int(np.argmin(solved)))}: some of the symbols hedge each other away "
            "or are all but the same. Raise the shrinkage (shrink_alpha) or leave one out."
        )


def scripted_weights(covariances: Floats, alpha_minvar: float) -> Floats:
    """Return the blend (M, N) that the script computes, its errors included.

    Its risk parity is what 1,000 multiplicative updates leave, which do not converge; its
    minimum variance is the pseudo-inverse's unconstrained solution with negative weights
    floored, which is not the long-only minimum.
    """
    count = covariances.shape[1]
    parity = np.zeros((len(covariances), count))
    least = np.zeros((len(covariances), count))
    if alpha_minvar < 1.0:
        solvers.scripted_risk_parity(covariances, parity)
    if alpha_minvar > 0.0:
        least = np.maximum(np.linalg.pinv(covariances).sum(axis=2), 0.0)
        totals = least.sum(axis=1, keepdims=True)
        least = np.where(totals > 0.0, least / np.where(totals > 0.0, totals, 1.0), 1.0 / count)
    return _blend(parity, least, alpha_minvar)


def _blend(parity: Floats, least: Floats, alpha_minvar: float) -> Floats:
    if alpha_minvar in (0.0, 1.0):  # one part alone: to the last digit what was checked
        return np.ascontiguousarray(least if alpha_minvar else parity)
    mixed = np.maximum((1.0 - alpha_minvar) * parity + alpha_minvar * least, 0.0)
    return np.ascontiguousarray(mixed / mixed.sum(axis=1, keepdims=True))


def _ending(days: pd.DatetimeIndex | None, m: int) -> str:
    return "" if days is None else f" that ends on {days[m]:%Y-%m-%d}"
