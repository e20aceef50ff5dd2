"""Which share of the risk each symbol was given at each decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.units import Floats

if TYPE_CHECKING:
    from core.engine import BasePortfolio

ENTRIES_AT_ONCE = 4_000_000
"""Of covariance matrices, 8 bytes each, that are held in memory."""


def risk_shares(base: BasePortfolio) -> Floats:
    """Return the symbols' shares in the variance of the decided weights, shape (M, N).

    Rows are those of `base.decision_days`. The share of symbol i is ``w_i (Cw)_i / w'Cw``
    (Maillard, Roncalli and Teiletche 2010) with the shrunk covariance C of the decision itself;
    shares sum to 1, and one is negative where the symbol takes risk away. NaN in a row without
    variance.
    """
    from core.covariance import shrunk_covariances  # compiled: slow to import

    log_returns = np.diff(np.log(base.table.prices), axis=0)
    rows = np.searchsorted(base.table.dates.to_numpy(), base.decision_days.to_numpy()) - 1
    count = log_returns.shape[1]
    chunk = max(ENTRIES_AT_ONCE // (count * count), 1)
    shares = np.empty_like(base.weights)
    for first in range(0, len(rows), chunk):
        part = slice(first, first + chunk)
        covariances = shrunk_covariances(
            log_returns,
            rows[part].astype(np.int64, copy=False),
            base.parameters.cov_lookback,
            base.parameters.shrink_alpha,
        )
        shares[part] = _shares(covariances, base.weights[part])
    return shares


def decision_risk_shares(base: BasePortfolio, decision: int) -> Floats:
    """Return the shares (N,) of one decision, a row of `risk_shares`, without those of others."""
    from core.covariance import shrunk_covariance  # compiled: slow to import

    day = base.decision_days[decision].to_datetime64()
    end = int(np.searchsorted(base.table.dates.to_numpy(), day))
    known = base.table.prices[max(end - base.parameters.cov_lookback, 0) : end + 1]
    covariance = shrunk_covariance(np.diff(np.log(known), axis=0), base.parameters.shrink_alpha)
    weights = base.weights[decision]
    return np.asarray(_shares(covariance[None], weights[None])[0])


def _shares(covariances: Floats, weights: Floats) -> Floats:
    """Return the shares (M, N) of weights (M, N) under covariances (M, N, N)."""
    parts: Floats = weights * np.matmul(covariances, weights[:, :, None])[:, :, 0]
    variance = parts.sum(axis=1, keepdims=True)
    out = np.full_like(parts, np.nan)
    np.divide(parts, variance, out=out, where=variance > 0.0)
    return out
