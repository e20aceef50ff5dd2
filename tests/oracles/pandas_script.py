"""The preset "as-scripted" as a notebook would compute it: pandas, numpy and a loop over the days.

Same numerical operations as the script that the product grew out of, faults included, in other
words. It is the slow side of the benchmarks and an oracle where no stored output is at hand.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

DAYS_A_YEAR = 252


def pandas_script(
    prices: pd.DataFrame,
    *,
    symbols: Sequence[str] | None = None,
    start: str | None = None,
    rebalance_freq: str = "ME",
    cov_lookback: int = 252,
    min_hist: int = 252,
    shrink_alpha: float = 0.30,
    alpha_minvar: float = 0.30,
    vol_lookback: int = 60,
    target_vol: float = 0.12,
    lev_min: float = 0.3,
    lev_max: float = 2.0,
    dd_threshold1: float = 0.10,
    dd_threshold2: float = 0.25,
    dd_min_scale: float = 0.3,
) -> tuple[pd.DataFrame, dict[str, dict[str, float]]]:
    """Daily columns from the prices to `dd_dyn`, and the figures of `base` and `dynamic`.

    Parameters
    ----------
    prices : DataFrame, days x symbols
        Adjusted closes; days before `start` or with a missing price are dropped.

    Returns
    -------
    daily : DataFrame
        Index `Date`, the columns in the order of the series file.
    summary : dict
        `ann_ret`, `ann_vol`, `sharpe` and `max_drawdown` of `base` and of `dynamic`.
    """
    table = prices if symbols is None else prices[list(symbols)]
    table = table.loc[start:].dropna()
    returns = np.log(table).diff().iloc[1:]

    decided = {}
    for label in returns.resample(rebalance_freq).last().index:
        window = returns.loc[:label].iloc[-cov_lookback:]
        if label >= returns.index[0] and len(window) >= min_hist:
            decided[label] = blend(shrunk(window.cov().to_numpy(), shrink_alpha), alpha_minvar)
    weights = pd.DataFrame.from_dict(decided, orient="index", columns=returns.columns)
    weights = weights.reindex(returns.index, method="ffill").dropna()
    returns = returns.loc[weights.index]

    base = (weights * returns).sum(axis=1)
    vol = base.rolling(vol_lookback).std(ddof=0) * np.sqrt(DAYS_A_YEAR)
    wanted = (target_vol / vol).clip(lev_min, lev_max).fillna(1.0)
    leverage = braked(base, wanted, lev_min, lev_max, (dd_threshold1, dd_threshold2), dd_min_scale)
    levered = leverage * base

    daily = pd.concat(
        [
            table.loc[weights.index],
            returns.add_prefix("ret_"),
            weights.add_prefix("w_"),
            account(base, "base"),
            leverage.rename("leverage"),
            account(levered, "dyn"),
        ],
        axis=1,
    ).rename_axis("Date")
    summary = {
        "base": figures(base, daily["dd_base"]),
        "dynamic": figures(levered, daily["dd_dyn"]),
    }
    return daily, summary


def shrunk(sample: np.ndarray, alpha: float) -> np.ndarray:
    """Covariance pulled towards its own diagonal."""
    return (1.0 - alpha) * sample + alpha * np.diag(np.diag(sample)) if alpha > 0 else sample


def blend(covariance: np.ndarray, alpha_minvar: float) -> np.ndarray:
    """Mix of the two portfolios, long-only and fully invested."""
    parity, minimum = swinging_parity(covariance), floored_minimum(covariance)
    return normalised((1.0 - alpha_minvar) * parity + alpha_minvar * minimum)


def normalised(raw: np.ndarray) -> np.ndarray:
    """Negative entries set to 0, the rest scaled to sum 1; equal weights where nothing is left."""
    positive = np.maximum(raw, 0.0)
    total = positive.sum()
    return positive / total if total > 0 else np.full(len(raw), 1.0 / len(raw))


def swinging_parity(covariance: np.ndarray) -> np.ndarray:
    """A thousand times: each weight times its wanted over its actual share of the variance."""
    n = len(covariance)
    budget = np.full(n, 1.0 / n)
    weights = np.full(n, 1.0 / n)
    for _ in range(1000):
        variance = weights @ covariance @ weights
        actual = weights * (covariance @ weights)
        wanted = budget * variance
        if variance <= 0 or np.abs(actual - wanted).max() < 1e-8:
            break
        weights = normalised(weights * (wanted / (actual + 1e-12)))
    return weights


def floored_minimum(covariance: np.ndarray) -> np.ndarray:
    """Unconstrained minimum variance by pseudo-inverse, short positions dropped."""
    return normalised(np.linalg.pinv(covariance) @ np.ones(len(covariance)))


def braked(
    base: pd.Series,
    wanted: pd.Series,
    lev_min: float,
    lev_max: float,
    thresholds: tuple[float, float],
    min_scale: float,
) -> pd.Series:
    """Leverage of each day: the wanted one, cut by the drawdown of the levered equity so far."""
    shallow, deep = thresholds
    equity = peak = 1.0
    chosen = []
    for r, v in zip(base.to_numpy(), wanted.to_numpy(), strict=True):
        depth = (peak - equity) / peak
        if depth <= shallow:
            scale = 1.0
        elif depth >= deep:
            scale = min_scale
        else:
            scale = min_scale + (1.0 - min_scale) * ((deep - depth) / max(deep - shallow, 1e-8))
        chosen.append(min(max(v * scale, lev_min), lev_max))
        equity *= 1.0 + chosen[-1] * r
        peak = max(peak, equity)
    return pd.Series(chosen, index=base.index)


def account(returns: pd.Series, name: str) -> pd.DataFrame:
    """Returns, equity and drawdown under the names of the series file."""
    equity = (1.0 + returns).cumprod()
    return pd.DataFrame(
        {
            f"ret_port_{name}": returns,
            f"equity_{name}": equity,
            f"dd_{name}": equity / equity.cummax() - 1.0,
        }
    )


def figures(returns: pd.Series, drawdown: pd.Series) -> dict[str, float]:
    """Annual figures: the mean day compounded over a year, its ratio to the volatility."""
    ann_ret = (1.0 + returns.mean()) ** DAYS_A_YEAR - 1.0
    ann_vol = returns.std(ddof=0) * np.sqrt(DAYS_A_YEAR)
    return {
        "ann_ret": float(ann_ret),
        "ann_vol": float(ann_vol),
        "sharpe": float(ann_ret / ann_vol) if ann_vol > 0 else 0.0,
        "max_drawdown": float(drawdown.min()),
    }
