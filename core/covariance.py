"""Covariance matrices of rolling windows of returns, shrunk towards their diagonal."""

from __future__ import annotations

import numpy as np

from core.kernels import solvers
from core.units import Floats, Integers

BLAS_FROM = 65
"""Symbols from which a BLAS beats the compiled loop; below, starting its threads costs more."""


def shrunk_covariance(log_returns: Floats, shrink_alpha: float) -> Floats:
    """Return the shrunk covariance (N, N) of all rows of `log_returns` (T, N), a day squared.

    See `shrunk_covariances`.
    """
    ends = np.array([len(log_returns) - 1], dtype=np.int64)
    return np.asarray(shrunk_covariances(log_returns, ends, len(log_returns), shrink_alpha)[0])


def shrunk_covariances(
    log_returns: Floats, ends: Integers, lookback: int, shrink_alpha: float
) -> Floats:
    """Return the covariances (M, N, N) of the windows that end at rows `ends` (M,), a day squared.

    ``(1 - a) S + a diag(S)``, S the sample covariance (ddof 1) of the last `lookback` rows of
    `log_returns` (T, N) up to and including the end, or of as many as there are. Shrinkage to a
    structured target after Ledoit and Wolf (2004), with the intensity given, not estimated.
    """
    count = log_returns.shape[1]
    out = np.empty((len(ends), count, count))
    if count < BLAS_FROM:
        solvers.sample_covariances(np.ascontiguousarray(log_returns.T), ends, lookback, out)
    else:
        for m, end in enumerate(ends):
            window = log_returns[max(0, end + 1 - lookback) : end + 1]
            centred = window - window.mean(axis=0)
            np.matmul(centred.T, centred, out=out[m])
            out[m] /= len(window) - 1
    if shrink_alpha > 0:
        diagonal = np.arange(count)
        variances = out[:, diagonal, diagonal]
        out *= 1.0 - shrink_alpha
        out[:, diagonal, diagonal] = variances
    return out
