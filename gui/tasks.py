"""What the window asks of its worker; what is heavy is imported there, not at the start."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import core
from core.parameters import Parameters, PresetName
from core.progress import ProgressCallback, report

if TYPE_CHECKING:
    from core.prices import LoadedPrices
    from core.result import BacktestResult
    from core.scenario import Outcome


PREPARING = "Preparing"
COMPILING = "Preparing: the first start compiles the engine, which takes some seconds"


def _is_compiled() -> bool:
    """Whether an earlier start has left the compiled kernels beside their source."""
    return any((Path(core.__file__).parent / "__pycache__").glob("kernels.*.nbi"))


@dataclass(frozen=True)
class LoadPrices:
    """Read prices from a file, or the demo market where there is none."""

    path: Path | None = None

    def __call__(self, progress: ProgressCallback) -> LoadedPrices:
        """Return the prices; see `read_price_file` for the errors."""
        report(progress, "Reading prices", 0.0)
        from core.sources.demo import demo_market
        from core.sources.files import read_price_file

        loaded = demo_market() if self.path is None else read_price_file(self.path)
        report(progress, "Reading prices", 1.0)
        return loaded


@dataclass(frozen=True)
class RunBoth:
    """Run parameters and their counterpart under the other preset on the same prices."""

    loaded: LoadedPrices
    parameters: Parameters
    preset: PresetName

    def __call__(self, progress: ProgressCallback) -> tuple[Outcome, ...]:
        """Return both outcomes, the script's first."""
        report(progress, PREPARING if _is_compiled() else COMPILING, 0.0)
        from core.scenario import run_scenarios, script_and_tradable

        scenarios = script_and_tradable(self.parameters, self.preset)
        return run_scenarios(self.loaded, scenarios, progress)


@dataclass(frozen=True)
class Export:
    """Write the daily series or the summary of a result."""

    result: BacktestResult
    path: Path
    kind: str  # "csv" or "json"

    def __call__(self, progress: ProgressCallback) -> Path:
        """Return the path written; see `write_files` for the errors."""
        report(progress, "Writing", 0.0)
        from core.atomic_files import write_files
        from core.export import series_csv, summary_json

        make = series_csv if self.kind == "csv" else summary_json
        content = make(self.result)
        report(progress, "Writing", 0.5)
        write_files({self.path: content})
        return self.path
