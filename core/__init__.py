"""The backtester as a library: no Qt, no printing, no clock, no global state.

``from core import Parameters, run_backtest`` is all that most callers need. What is heavy
(pandas, the compiled kernels) is imported when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from core.engine import run_backtest
    from core.parameters import Parameters
    from core.result import BacktestResult

__all__ = ["BacktestResult", "Parameters", "__version__", "run_backtest"]


def __getattr__(name: str) -> object:
    """Import the public names on first use, so that a window can be shown before that."""
    if name == "Parameters":
        from core.parameters import Parameters

        return Parameters
    if name == "run_backtest":
        from core.engine import run_backtest

        return run_backtest
    if name == "BacktestResult":
        from core.result import BacktestResult

        return BacktestResult
    raise AttributeError(f"module 'core' has no attribute {name!r}")
