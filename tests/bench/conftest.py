"""What every benchmark ends with."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _gone_windows_are_collected_here() -> Iterator[None]:
    """Windows of earlier benchmarks may be destroyed in this thread alone, and not in a worker's.

    Python collects garbage in whichever thread happens to ask for memory.
    """
    yield
    gc.collect()
