"""The figures of an account, each put beside a calculation by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest

from core import run_backtest
from core.metrics import (
    METRICS,
    Conventions,
    Metric,
    MetricGroup,
    account_drawdowns,
    drawdowns,
    figures,
)
from core.portfolio import Account
from tests.core.small import small_parameters
from tests.oracles.panels import twins

STANDARD = Conventions("standard", 0.02)
SCRIPTED = Conventions("scripted", 0.02)
BOTH = pytest.mark.parametrize("conventions", [STANDARD, SCRIPTED], ids=["standard", "scripted"])


def account(returns: list[float], **series: list[float]) -> Account:
    """An account that earns these returns; what is not told is as if it held its base."""
    rows = len(returns)
    columns = {
        "leverage": [1.0] * rows,
        "target": [1.0] * rows,
        "brake": [1.0] * rows,
        "turnover": [0.0] * rows,
        "cost": [0.0] * rows,
        "financing": [0.0] * rows,
        **series,
    }
    arrays = {name: np.array(values) for name, values in columns.items()}
    equity = np.cumprod(1.0 + np.array(returns))
    return Account(returns=np.array(returns), equity=equity, wiped_out=-1, **arrays)


def wiped_out() -> Account:
    """An account that loses everything on its third day."""
    return account([0.1, -0.5, -1.0, 0.0])


def test_every_figure_says_what_it_is() -> None:
    keys = [metric.key for metric in METRICS]

    assert {"ann_ret", "ann_vol", "sharpe", "max_drawdown"} <= set(keys)
    assert len(set(keys)) == len(keys)
    for metric in METRICS:
        assert metric.better in (-1, 0, 1)
        assert isinstance(metric, Metric)
        assert metric.label
        assert metric.help.endswith(".")


def test_figures_of_a_group_stand_together_in_the_order_of_the_groups() -> None:
    groups = [metric.group for metric in METRICS]

    assert list(dict.fromkeys(groups)) == list(MetricGroup)
    assert groups == sorted(groups, key=list(MetricGroup).index)


def test_figures_of_two_days_by_hand() -> None:
    two = account([0.10, -0.05])

    standard, scripted = figures(two, STANDARD), figures(two, SCRIPTED)

    # 1.1 x 0.95 = 1.045 in two of 252 days
    assert standard["ann_ret"] == pytest.approx(1.045**126 - 1, rel=1e-12)
    assert standard["final_equity"] == pytest.approx(1.045, rel=1e-15)
    # mean 0.025, deviations 0.075: ddof 1 sqrt(2 x 0.075^2 / 1), ddof 0 0.075
    assert standard["ann_vol"] == pytest.approx(0.075 * math.sqrt(2 * 252), rel=1e-12)
    assert standard["sharpe"] == pytest.approx(
        (0.025 * 252 - 0.02) / (0.075 * math.sqrt(504)), rel=1e-12
    )
    assert standard["max_drawdown"] == pytest.approx(-0.05, rel=1e-12)
    assert scripted["ann_ret"] == pytest.approx(1.025**252 - 1, rel=1e-12)
    assert scripted["ann_vol"] == pytest.approx(0.075 * math.sqrt(252), rel=1e-12)
    assert scripted["sharpe"] == pytest.approx(
        (1.025**252 - 1) / (0.075 * math.sqrt(252)), rel=1e-12
    )
    assert scripted["max_drawdown"] == pytest.approx(-0.05, rel=1e-12)


def test_a_year_of_the_same_growth_is_that_growth() -> None:
    year = account([1.08 ** (1 / 252) - 1] * 252)

    assert figures(year, STANDARD)["ann_ret"] == pytest.approx(0.08, rel=1e-10)
    assert figures(account([0.08**2] * 0 + [0.21, 0.0] * 126), STANDARD)["ann_ret"] == (
        pytest.approx(1.21**126 - 1, rel=1e-10)
    )


def test_a_loss_on_the_first_day_counts_from_the_initial_capital_by_the_standard_alone() -> None:
    falling = account([-0.10, 0.05, -0.20, 0.30])

    # equity 0.9, 0.945, 0.756, 0.9828
    assert figures(falling, STANDARD)["max_drawdown"] == pytest.approx(-0.244, rel=1e-12)
    assert figures(falling, SCRIPTED)["max_drawdown"] == pytest.approx(-0.2, rel=1e-12)
    assert account_drawdowns(falling, STANDARD) == pytest.approx([-0.1, -0.055, -0.244, -0.0172])
    assert account_drawdowns(falling, SCRIPTED) == pytest.approx([0.0, 0.0, -0.2, 0.0])


@BOTH
def test_an_account_that_only_grows_has_no_drawdown(conventions: Conventions) -> None:
    assert figures(account([0.01, 0.02, 0.0]), conventions)["max_drawdown"] == 0.0


@BOTH
def test_an_account_that_is_wiped_out_has_lost_everything(conventions: Conventions) -> None:
    found = figures(wiped_out(), conventions)

    assert found["final_equity"] == 0.0
    assert found["max_drawdown"] == -1.0
    assert None not in found.values()
    if not conventions.scripted:
        assert found["ann_ret"] == -1.0
    assert account_drawdowns(wiped_out(), conventions).tolist()[2:] == [-1.0, -1.0]


def test_an_account_that_is_wiped_out_at_once_has_lost_everything() -> None:
    gone = account([-1.0, 0.0, 0.0])

    assert figures(gone, STANDARD)["max_drawdown"] == -1.0
    assert figures(gone, STANDARD)["ann_ret"] == -1.0
    # from the rows alone there is no peak to fall from, and nothing is left all the same
    assert figures(gone, SCRIPTED)["max_drawdown"] == -1.0
    assert drawdowns(np.zeros(3)).tolist() == [-1.0, -1.0, -1.0]


def test_a_single_day_has_no_volatility_of_a_sample() -> None:
    one = account([0.01])

    standard, scripted = figures(one, STANDARD), figures(one, SCRIPTED)

    assert standard["ann_vol"] is None
    assert standard["sharpe"] is None
    assert standard["ann_ret"] == pytest.approx(1.01**252 - 1, rel=1e-12)
    assert scripted["ann_vol"] == 0.0
    assert scripted["sharpe"] == 0.0


@BOTH
@pytest.mark.parametrize("daily", [0.0, 0.001, 0.02 / 252, 0.0003, 0.01, -0.0007, 1e-5])
@pytest.mark.parametrize("rows", [2, 3, 10, 100, 252, 1000])
def test_without_volatility_the_sharpe_ratio_is_none(
    conventions: Conventions, daily: float, rows: int
) -> None:
    found = figures(account([daily] * rows), conventions)

    assert found["ann_vol"] == pytest.approx(0.0, abs=1e-12)
    assert found["sharpe"] == 0.0


def test_an_account_that_is_all_cash_has_no_sharpe_ratio() -> None:
    prices = twins([0.01, -0.02, 0.015, -0.01, 0.02, 0.01, -0.03] * 20)
    parameters = small_parameters(
        **{"symbols": ("ONE", "TWO"), "cov_lookback": 20, "min_hist": 20, "rebalance_freq": "D"},
        **{"lev_min": 0.0, "lev_max": 1e-300, "cash_rate": 0.03, "leverage_band": 0.0},
    )

    found = run_backtest(prices, parameters).summary["dynamic"]

    assert found["ann_ret"] == pytest.approx((1 + 0.03 / 252) ** 252 - 1, rel=1e-9)  # type: ignore[index]
    assert found["sharpe"] == 0.0  # type: ignore[index]


@BOTH
@pytest.mark.parametrize("returns", [[20.0], [1e300], [17.0, 20.0], [1e150, 1.0, 1e100]])
def test_growth_beyond_numbers_is_no_figure_and_no_fault(
    conventions: Conventions, returns: list[float]
) -> None:
    found = figures(account(returns), conventions)

    assert found["ann_ret"] is None or math.isfinite(found["ann_ret"])
    assert found["final_equity"] == pytest.approx(math.prod(1 + r for r in returns))


def test_the_other_figures_by_hand() -> None:
    found = figures(
        account(
            [0.01, -0.01, 0.02, 0.0],
            leverage=[1.0, 2.0, 0.5, 0.5],
            turnover=[1.0, 0.0, 0.5, 0.1],
            cost=[0.002, 0.0, 0.001, 0.0],
            financing=[0.0, 0.0004, -0.0002, 0.0002],
            brake=[1.0, 0.9, 0.3, 1.0],
        ),
        STANDARD,
    )

    assert found["mean_leverage"] == pytest.approx(1.0)
    assert found["max_leverage"] == 2.0
    assert found["best_day"] == 0.02
    assert found["worst_day"] == -0.01
    assert found["ann_turnover"] == pytest.approx(0.4 * 252)
    assert found["ann_cost"] == pytest.approx(0.00075 * 252)
    assert found["ann_financing"] == pytest.approx(0.0001 * 252)
    assert found["braked_days"] == 0.5


def test_days_after_a_wipe_out_are_not_days_under_the_brake() -> None:
    ruined = account(
        [0.01, -0.5, -1.0, 0.0], brake=[1.0, 1.0, 0.5, 0.3], leverage=[1.0, 2.0, 2.0, 0.0]
    )

    found = figures(replace(ruined, wiped_out=2), STANDARD)

    assert found["braked_days"] == pytest.approx(1 / 3)


def test_the_sharpe_ratio_by_the_standard_is_over_cash_and_by_the_script_is_not() -> None:
    some = account([0.01, -0.01, 0.02, 0.0])
    rich, poor = Conventions("standard", 0.5), Conventions("standard", 0.0)

    difference = figures(some, poor)["sharpe"] - figures(some, rich)["sharpe"]  # type: ignore[operator]

    assert difference == pytest.approx(0.5 / figures(some, poor)["ann_vol"])  # type: ignore[operator]
    assert figures(some, SCRIPTED) == figures(some, Conventions("scripted", 0.9))


def test_the_sortino_ratio_counts_losses_alone_over_all_days() -> None:
    some = account([0.03, -0.01, 0.02, -0.02])

    standard, scripted = figures(some, Conventions("standard", 0.0)), figures(some, SCRIPTED)

    # losses 0.01 and 0.02 on four days: sqrt((1 + 4) / 4) % a day; mean 0.5 % a day
    downside = 0.01 * math.sqrt(1.25)
    assert standard["sortino"] == pytest.approx(0.005 * 252 / (downside * math.sqrt(252)))
    assert scripted["sortino"] == pytest.approx((1.005**252 - 1) / (downside * math.sqrt(252)))


def test_losses_of_the_sortino_ratio_are_those_against_cash_of_the_day() -> None:
    rates = np.array([0.0, 2.52, 0.0])  # 1 % on the second day

    found = figures(account([0.01, -0.01, 0.015]), Conventions("standard", rates))

    # excess 1 %, -2 % and 1.5 %
    assert found["sortino"] == pytest.approx(
        0.005 / 3 * 252 / (0.02 / math.sqrt(3) * math.sqrt(252))
    )


@BOTH
@pytest.mark.parametrize("daily", [0.02 / 252, 0.001])
def test_without_losses_there_is_no_sortino_ratio(conventions: Conventions, daily: float) -> None:
    assert figures(account([daily] * 300), conventions)["sortino"] is None


def test_the_calmar_ratio_is_growth_over_the_worst_drawdown() -> None:
    found = figures(account([0.10, -0.05]), STANDARD)

    assert found["calmar"] == pytest.approx((1.045**126 - 1) / 0.05)
    assert figures(account([0.10, 0.05]), STANDARD)["calmar"] is None


@pytest.mark.parametrize(
    ("returns", "longest", "share"),
    [
        ([0.1, 0.1], 0, 0.0),
        ([0.1, -0.5, 0.1, 2.0, -0.1], 2, 0.6),  # recovered on the fourth day
        ([-0.1, -0.1, -0.1], 3, 1.0),  # from the initial capital, and not over
        ([0.1, -0.5, 1.0, 0.0, -0.1, 0.01, 0.01], 3, 4 / 7),  # back at the peak is recovered
    ],
)
def test_days_in_drawdown_are_those_below_the_peak(
    returns: list[float], longest: int, share: float
) -> None:
    found = figures(account(returns), STANDARD)

    assert found["longest_drawdown"] == longest
    assert found["drawdown_days"] == pytest.approx(share)


def test_figures_are_plain_numbers() -> None:
    found = figures(account([0.01, -0.02]), STANDARD)

    assert {type(value) for value in found.values()} == {float}


def test_drawdowns_leave_the_equity_as_it_is() -> None:
    equity = np.array([1.0, 2.0, 1.0])
    equity.flags.writeable = False

    assert drawdowns(equity, 1.0).tolist() == [0.0, 0.0, -0.5]
