"""What the window says about runs and prices, in words: pure functions of what is at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import BacktestError, ParameterError
from gui.message import Tone

if TYPE_CHECKING:
    from core.parameters import Parameters
    from core.prices import LoadedPrices, PriceSource
    from gui.tasks import RunBoth

CHANGED = "Changed since the last run: press Run (F5)."
WRONG = "The form has an error; see the field marked in red."
FIRST_RUN = "Running …"
FIRST_START = "Running … the first start compiles the engine, which takes some seconds."


@dataclass(frozen=True)
class Notice:
    """What is to be said when the run that follows a load has ended well; "" for nothing."""

    text: str = ""
    tone: Tone = Tone.INFO


def changes(
    parameters: Parameters | ParameterError, shown: RunBoth | None, loaded: LoadedPrices | None
) -> str:
    """Return how form or prices differ from what the curves and figures stand for, or ""."""
    if isinstance(parameters, ParameterError):
        return WRONG
    if shown is None or loaded is None:
        return ""
    if shown.loaded is not loaded:
        return f"{loaded.source.name} is loaded but not shown: press Run (F5)."
    return CHANGED if parameters != shown.parameters else ""


def other_prices_failed(error: BacktestError, failed: PriceSource, charted: PriceSource) -> str:
    """Return why a run has failed on prices that are not those of the charts."""
    others = f"of {charted.name}" if charted.name != failed.name else "those of the prices before"
    return (
        f"{failed.name}: {error} The charts are still {others}; the next run uses what was loaded."
    )


def window_title(source: PriceSource) -> str:
    """Return the title of a window that shows a run on these prices."""
    kind = " (simulated prices)" if source.simulated else ""
    return f"{source.name}{kind} – Ballast"
