"""Published examples, and a few by hand, asked of the functions and of whole backtests."""

import numpy as np
import pandas as pd
import pytest

from core import Parameters, run_backtest
from core.covariance import shrunk_covariance
from core.metrics import drawdowns
from core.overlay import brake
from core.weights import minimum_variance_weights, risk_parity_weights, risk_shares
from tests.oracles.panels import twins

WARM_UP = 20
TWINS = {
    "symbols": ("ONE", "TWO"),
    "rebalance_freq": "D",
    "cov_lookback": WARM_UP,
    "min_hist": WARM_UP,
    "cost_bps": 0.0,
    "cash_rate": 0.0,
    "borrow_spread": 0.0,
}


def covariance_of(vols: list[float], correlations: dict[tuple[int, int], float]) -> np.ndarray:
    """Covariance from volatilities and the correlations of pairs counted from 1, else 0."""
    matrix = np.eye(len(vols))
    for (i, j), correlation in correlations.items():
        matrix[i - 1, j - 1] = matrix[j - 1, i - 1] = correlation
    return matrix * np.outer(vols, vols)


def constant_correlation(correlation: float) -> np.ndarray:
    """Volatilities of 10, 20, 30 and 40 % and one correlation of all pairs."""
    pairs = {(i, j): correlation for i in range(1, 5) for j in range(i + 1, 5)}
    return covariance_of([0.1, 0.2, 0.3, 0.4], pairs)


def volatility(covariance: np.ndarray, weights: np.ndarray) -> float:
    """Volatility of a portfolio."""
    return float(np.sqrt(weights @ covariance @ weights))


# --- Maillard, Roncalli and Teiletche 2010, JPM 36(4), 60-70

MAILLARD = covariance_of([0.1, 0.2, 0.3, 0.4], {(1, 2): 0.8, (3, 4): -0.5})


@pytest.mark.parametrize(
    ("correlation", "percent"), [(0.0, 9.6), (0.5, 15.178933), (0.9, 18.465969)]
)
def test_parity_at_a_constant_correlation_weighs_by_inverse_volatility(
    correlation: float, percent: float
) -> None:
    """Maillard, Roncalli and Teiletche (2010)."""
    covariance = constant_correlation(correlation)

    weights = risk_parity_weights(covariance)

    assert weights == pytest.approx([0.48, 0.24, 0.16, 0.12], abs=1e-10)
    assert volatility(covariance, weights) == pytest.approx(percent / 100, abs=5e-9)


def test_minimum_variance_of_uncorrelated_symbols_weighs_by_inverse_variance() -> None:
    """Maillard, Roncalli and Teiletche (2010)."""
    covariance = constant_correlation(0.0)

    weights = minimum_variance_weights(covariance)

    published = [0.70243902, 0.17560976, 0.07804878, 0.04390244]
    assert weights == pytest.approx(published, abs=5e-9)
    assert volatility(covariance, weights) == pytest.approx(0.08381164, abs=5e-9)


@pytest.mark.parametrize("correlation", [0.5, 0.9])
def test_minimum_variance_holds_the_calmest_symbol_alone_at_high_correlation(
    correlation: float,
) -> None:
    """Maillard, Roncalli and Teiletche (2010)."""
    weights = minimum_variance_weights(constant_correlation(correlation))

    assert weights == pytest.approx([1.0, 0.0, 0.0, 0.0], abs=1e-12)


def test_parity_with_mixed_correlations() -> None:
    """Maillard, Roncalli and Teiletche (2010), second example."""
    weights = risk_parity_weights(MAILLARD)

    published = [0.38361251, 0.19180625, 0.24261785, 0.18196339]
    assert weights == pytest.approx(published, abs=1e-8)
    assert volatility(MAILLARD, weights) == pytest.approx(0.10293404, abs=5e-9)
    assert risk_shares(MAILLARD, weights) == pytest.approx([0.25] * 4, abs=1e-10)


def test_minimum_variance_with_mixed_correlations_leaves_a_symbol_out() -> None:
    """Maillard, Roncalli and Teiletche (2010), second example."""
    weights = minimum_variance_weights(MAILLARD)

    assert weights == pytest.approx([0.744828, 0.0, 0.151724, 0.103448], abs=5e-7)
    assert volatility(MAILLARD, weights) == pytest.approx(0.08630339, abs=5e-9)


def test_risk_shares_of_equal_weights_with_mixed_correlations() -> None:
    """Maillard, Roncalli and Teiletche (2010), second example."""
    equal = np.full(4, 0.25)

    shares = risk_shares(MAILLARD, equal)

    assert shares == pytest.approx([0.122642, 0.264151, 0.141509, 0.471698], abs=5e-7)
    assert volatility(MAILLARD, equal) == pytest.approx(0.11510864, abs=5e-9)


@pytest.mark.parametrize("correlation", [-0.2, 0.0, 0.3, 0.9])
def test_parity_is_no_calmer_than_minimum_variance_and_no_wilder_than_equal_weights(
    correlation: float,
) -> None:
    """Maillard, Roncalli and Teiletche (2010), the order of the three portfolios."""
    covariance = constant_correlation(correlation)

    calmest = volatility(covariance, minimum_variance_weights(covariance))
    parity = volatility(covariance, risk_parity_weights(covariance))

    assert calmest <= parity * (1 + 1e-12)
    assert parity <= volatility(covariance, np.full(4, 0.25)) * (1 + 1e-12)


# --- other portfolios


def test_parity_of_two_uncorrelated_symbols_weighs_by_inverse_volatility() -> None:
    weights = risk_parity_weights(np.diag([4.0, 9.0]))

    assert weights == pytest.approx([0.6, 0.4], abs=1e-10)


def test_parity_of_three_correlated_symbols() -> None:
    """Bruder and Roncalli (2012), managing risk exposures by risk budgeting."""
    covariance = covariance_of([0.3, 0.2, 0.15], {(1, 2): 0.8, (1, 3): 0.5, (2, 3): 0.3})

    weights = risk_parity_weights(covariance)

    assert weights == pytest.approx([0.196862, 0.324441, 0.478697], abs=5e-7)
    assert volatility(covariance, weights) == pytest.approx(0.16131352, abs=5e-9)


def test_minimum_variance_of_three_correlated_symbols_leaves_the_wildest_out() -> None:
    """Bruder and Roncalli (2012), managing risk exposures by risk budgeting."""
    covariance = covariance_of([0.3, 0.2, 0.15], {(1, 2): 0.8, (1, 3): 0.5, (2, 3): 0.3})

    weights = minimum_variance_weights(covariance)

    assert weights == pytest.approx([0.0, 0.303371, 0.696629], abs=5e-7)
    assert volatility(covariance, weights) == pytest.approx(0.13566317, abs=5e-9)


@pytest.mark.parametrize("least", [1e-2, 1e-4, 1e-6])
def test_parity_of_seven_assets_that_all_but_hedge_each_other_away(least: float) -> None:
    """A matrix of our own: one correlation of all pairs, just above the lowest there can be.

    Correlations of (least - 1)/6 leave `least` as the smallest eigenvalue of the correlations and
    (7 - least)/6 as the six others. Whatever one correlation all pairs have, parity weighs by
    inverse volatility (Maillard, Roncalli and Teiletche 2010): here 1 : 1/2 : ... : 1/7, and
    140/363 is one over the sum of these. The portfolio's variance is then the square of
    140/363 * 5 %, times 7 * least.
    """
    pairs = {(i, j): (least - 1.0) / 6.0 for i in range(1, 8) for j in range(i + 1, 8)}
    covariance = covariance_of([0.05 * i for i in range(1, 8)], pairs)

    weights = risk_parity_weights(covariance)

    by_hand = [140 / 363 / i for i in range(1, 8)]
    assert weights == pytest.approx(by_hand, abs=1e-9)
    # what is left of the variance has cancelled to a share `least` of its parts
    expected = 140 / 363 * 0.05 * (7.0 * least) ** 0.5
    assert volatility(covariance, weights) == pytest.approx(expected, rel=1e-15 / least + 1e-9)
    assert risk_shares(covariance, weights) == pytest.approx([1 / 7] * 7, abs=1e-10)


def test_shrinkage_takes_its_share_off_the_covariances_and_nothing_off_the_variances() -> None:
    log_returns = np.array([[0.01, 0.02], [0.03, -0.02], [-0.01, 0.03]])

    covariance = shrunk_covariance(log_returns, 0.3)

    # by hand: variances 8e-4/2 and 14e-4/2, covariance -10e-4/2
    assert covariance == pytest.approx(np.array([[4e-4, -3.5e-4], [-3.5e-4, 7e-4]]), abs=1e-15)


# --- drawdown

EQUITY = np.array([100.0, 110.0, 99.0, 104.5, 120.0, 90.0, 108.0, 126.0])


def test_drawdowns_are_measured_from_the_highest_equity_so_far() -> None:
    by_hand = [0.0, 0.0, -0.10, -0.05, 0.0, -0.25, -0.10, 0.0]

    assert drawdowns(EQUITY) == pytest.approx(by_hand, abs=1e-12)


def test_a_loss_on_the_first_day_counts_where_the_initial_capital_does() -> None:
    equity = np.array([0.90, 0.75])

    assert drawdowns(equity, initial=1.0) == pytest.approx([-0.10, -0.25], abs=1e-12)
    assert drawdowns(equity) == pytest.approx([0.0, -1 / 6], abs=1e-12)


@pytest.mark.parametrize(("statistics", "worst"), [("standard", -0.25), ("scripted", -1 / 6)])
def test_the_summary_counts_a_first_day_loss_under_standard_statistics(
    statistics: str, worst: float
) -> None:
    prices = twins([-0.10, 0.75 / 0.90 - 1.0, 0.02], WARM_UP)

    result = run_backtest(prices, Parameters.preset("tradable", statistics=statistics, **TWINS))

    assert result.summary["base"]["max_drawdown"] == pytest.approx(worst, abs=1e-12)
    assert result.daily["dd_base"].iloc[1] == pytest.approx(worst, abs=1e-12)


@pytest.mark.parametrize(
    ("drawdown", "scale"),
    [(0.0, 1.0), (0.10, 1.0), (0.13, 0.86), (0.175, 0.65), (0.25, 0.3), (0.6, 0.3), (1.0, 0.3)],
)
def test_the_brake_falls_on_a_line_between_its_two_thresholds(
    drawdown: float, scale: float
) -> None:
    assert brake(drawdown, 0.10, 0.25, 0.3) == pytest.approx(scale, abs=1e-12)


def test_the_brake_steps_down_where_its_two_thresholds_are_one() -> None:
    assert brake(0.2, 0.2, 0.2, 0.3) == 1.0
    assert brake(0.2000001, 0.2, 0.2, 0.3) == 0.3


# --- financing, volatility


def test_leverage_of_1_8_on_one_percent_pays_a_day_of_borrowing() -> None:
    """By hand: 1.8 x 1 % - 0.8 x 5 %/252 = 1.784127 %."""
    fields = {**TWINS, "cash_rate": 0.03, "borrow_spread": 0.02, "lev_min": 1.8, "lev_max": 1.8}

    daily = run_backtest(twins([0.01], WARM_UP), Parameters.preset("tradable", **fields)).daily

    assert daily["leverage"].iloc[0] == 1.8
    assert daily["financing"].iloc[0] == pytest.approx(0.8 * 0.05 / 252, rel=1e-12)
    assert daily["ret_port_dyn"].iloc[0] == pytest.approx(0.01784127, abs=5e-9)


def test_what_is_not_invested_earns_the_cash_rate_without_the_spread() -> None:
    """By hand: 0.4 x 1 % + 0.6 x 3 %/252."""
    fields = {**TWINS, "cash_rate": 0.03, "borrow_spread": 0.02, "lev_min": 0.4, "lev_max": 0.4}

    daily = run_backtest(twins([0.01], WARM_UP), Parameters.preset("tradable", **fields)).daily

    assert daily["financing"].iloc[0] == pytest.approx(-0.6 * 0.03 / 252, rel=1e-12)
    assert daily["ret_port_dyn"].iloc[0] == pytest.approx(0.004 + 0.6 * 0.03 / 252, rel=1e-12)


PERCENT = [1.0, -1.2, 0.4, 0.9, -2.0, 0.6, -0.3, 1.1, -0.7, 0.2]


def ten_days(**fields: float | str) -> tuple[pd.DataFrame, dict[str, dict[str, float]]]:
    """Columns and summary of a portfolio that earns the ten returns at the end."""
    prices = twins([percent / 100 for percent in PERCENT], WARM_UP)
    result = run_backtest(prices, Parameters.preset("tradable", **{**TWINS, **fields}))
    return result.daily, result.summary


def test_volatility_of_ten_returns_in_the_summary() -> None:
    """The sample volatility (ddof 1), and with ddof 0 the root of 9/10 of it."""
    _, standard = ten_days(statistics="standard")
    _, scripted = ten_days(statistics="scripted")

    assert standard["base"]["ann_vol"] == pytest.approx(0.1639512123, abs=5e-11)
    assert scripted["base"]["ann_vol"] == pytest.approx(0.1639512123 * 0.9**0.5, abs=5e-11)


def test_leverage_for_a_volatility_target_is_target_over_volatility_of_the_last_days() -> None:
    """Leverage .6099375455 for 10 % by the sample volatility; the overlay's ddof is 0."""
    daily, _ = ten_days(
        vol_lookback=10,
        target_vol=0.10,
        execution_lag=0,
        drift=False,
        dd_threshold1=0.5,
        dd_threshold2=0.6,
    )

    # with a lag of 0 the first row is the decision day itself, the last of the warm-up
    assert daily["vol_ann"].notna().tolist() == [False] * 9 + [True, True]
    last = daily["leverage_target"].iloc[-1]
    assert last == pytest.approx(0.6099375455 / 0.9**0.5, abs=5e-10)
