"""Rolling figures, put beside pandas and beside the figures of whole accounts."""

import numpy as np
import pandas as pd
import pytest

from core.metrics import Conventions, figures
from core.rolling import rolling_annual_volatility, rolling_sharpe
from tests.core.test_metrics import account

RETURNS = 0.0004 + 0.01 * np.random.default_rng(1).standard_t(4, 1500)
RATES = np.linspace(0.0, 0.05, 1500)
CONVENTIONS = [
    Conventions("standard", 0.02),
    Conventions("standard", RATES),
    Conventions("scripted", 0.02),
]
ALL = pytest.mark.parametrize("conventions", CONVENTIONS, ids=["number", "series", "scripted"])


@pytest.mark.parametrize("window", [2, 63, 252, 756])
@pytest.mark.parametrize("cash", [0.02, RATES], ids=["number", "series"])
def test_they_are_those_of_pandas(window: int, cash: float | np.ndarray) -> None:
    conventions = Conventions("standard", cash)
    excess = pd.Series(RETURNS - cash / 252).rolling(window)
    deviation = pd.Series(RETURNS).rolling(window).std(ddof=1) * np.sqrt(252)

    volatility = rolling_annual_volatility(RETURNS, conventions, window)
    sharpe = rolling_sharpe(RETURNS, conventions, window)

    np.testing.assert_allclose(volatility, deviation, rtol=1e-9)
    expected = excess.mean() * 252 / (excess.std(ddof=1) * np.sqrt(252))
    np.testing.assert_allclose(sharpe, expected, rtol=1e-7, atol=1e-9)


@ALL
def test_a_window_of_all_days_has_the_figures_of_the_account(conventions: Conventions) -> None:
    whole = figures(account(list(RETURNS)), conventions)

    volatility = rolling_annual_volatility(RETURNS, conventions, len(RETURNS))
    sharpe = rolling_sharpe(RETURNS, conventions, len(RETURNS))

    assert volatility[-1] == pytest.approx(whole["ann_vol"], rel=1e-10)
    assert sharpe[-1] == pytest.approx(whole["sharpe"], rel=1e-10)
    assert np.isnan(volatility[:-1]).all()
    assert np.isnan(sharpe[:-1]).all()


@ALL
def test_a_window_longer_than_the_account_has_no_value(conventions: Conventions) -> None:
    assert np.isnan(rolling_annual_volatility(RETURNS, conventions, 1501)).all()
    assert np.isnan(rolling_sharpe(RETURNS, conventions, 1501)).all()


@pytest.mark.parametrize("statistics", ["standard", "scripted"])
def test_without_volatility_the_sharpe_ratio_is_none(statistics: str) -> None:
    still = np.full(100, 0.001)
    conventions = Conventions(statistics, 0.02)  # type: ignore[arg-type]

    assert (rolling_annual_volatility(still, conventions, 20)[19:] == 0.0).all()
    assert (rolling_sharpe(still, conventions, 20)[19:] == 0.0).all()


def test_a_huge_return_is_forgotten_when_it_leaves_the_window() -> None:
    returns = RETURNS.copy()
    returns[700] = 1e6
    conventions = Conventions("standard", 0.02)

    found = rolling_sharpe(returns, conventions, 100)

    assert found[800:] == pytest.approx(rolling_sharpe(RETURNS, conventions, 100)[800:], rel=1e-6)


def test_returns_are_left_as_they_are() -> None:
    fixed = RETURNS.copy()
    fixed.flags.writeable = False

    rolling_sharpe(fixed, CONVENTIONS[0], 63)
    rolling_annual_volatility(fixed, CONVENTIONS[0], 63)
