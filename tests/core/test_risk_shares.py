"""Risk shares, put beside covariances of pandas."""

import numpy as np
import pytest

from core.engine import base_portfolio
from core.risk_shares import decision_risk_shares, risk_shares
from tests.core.small import SYMBOLS, small_parameters, small_prices
from tests.oracles.panels import simulated_prices


@pytest.mark.parametrize("preset", ["tradable", "as-scripted"])
@pytest.mark.parametrize("shrink", [0.0, 0.3, 1.0])
def test_shares_are_those_of_the_covariance_of_the_decision(preset: str, shrink: float) -> None:
    prices = small_prices()
    base = base_portfolio(prices, small_parameters(preset, shrink_alpha=shrink))

    found = risk_shares(base)

    assert found.shape == (len(base.decision_days), len(SYMBOLS))
    returns = np.log(prices).diff().iloc[1:]
    for day, weights, shares in zip(base.decision_days, base.weights, found, strict=True):
        sample = returns.loc[:day].iloc[-20:].cov().to_numpy()
        covariance = (1 - shrink) * sample + shrink * np.diag(np.diag(sample))
        expected = weights * (covariance @ weights) / (weights @ covariance @ weights)
        assert shares == pytest.approx(expected, rel=1e-9, abs=1e-12)
        assert shares.sum() == pytest.approx(1.0, abs=1e-12)


def test_shares_of_risk_parity_are_equal() -> None:
    base = base_portfolio(small_prices(), small_parameters(alpha_minvar=0.0))

    assert risk_shares(base) == pytest.approx(1 / 3, abs=1e-9)


def test_more_symbols_than_fit_at_once_have_the_same_shares(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    base = base_portfolio(small_prices(), small_parameters())
    at_once = risk_shares(base)

    monkeypatch.setattr("core.risk_shares.ENTRIES_AT_ONCE", 1)

    assert risk_shares(base).tolist() == at_once.tolist()


@pytest.mark.parametrize("count", [3, 70])  # both ways to a covariance
def test_shares_of_one_decision_are_a_row_of_all(count: int) -> None:
    symbols = tuple(f"S{number:02}" for number in range(count))
    prices = simulated_prices(5, symbols, 80)
    base = base_portfolio(prices, small_parameters(symbols=symbols))
    of_all = risk_shares(base)

    for decision in (0, 1, len(of_all) - 1):
        assert decision_risk_shares(base, decision) == pytest.approx(of_all[decision], rel=1e-9)
