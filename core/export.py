"""Results as files: the daily series as CSV, the summary as JSON."""

from __future__ import annotations

import json

from core.result import BacktestResult


def series_csv(result: BacktestResult) -> bytes:
    """Return the daily series as CSV (UTF-8): numbers read back to the same doubles."""
    text: str = result.daily.to_csv(date_format="%Y-%m-%d", lineterminator="\n")
    return text.encode()


def summary_json(result: BacktestResult) -> bytes:
    """Return the summary as strict JSON (UTF-8, no NaN), enough to run the same again."""
    text = json.dumps(result.summary, indent=2, allow_nan=False, ensure_ascii=False)
    return text.encode(errors="backslashreplace") + b"\n"
