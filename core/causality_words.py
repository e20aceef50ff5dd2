"""The outcome of a proof of causality in words: one or two sentences, with figures."""

from __future__ import annotations

from collections.abc import Callable

from core.causality import KINDS, Kind, Proof

Written = Callable[[float, int], str]
"""Writes a number with so many decimals."""


def _plain(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}"


def verdict(made: Proof, written: Written = _plain) -> str:
    """Return the outcome of a proof in one or two sentences; `written` writes its numbers."""
    count = len(made.trials)
    if not count:
        reason = made.skipped[0][1] if made.skipped else ""
        return (
            "It is not known whether it looks ahead: no scrambled future gave a result. " + reason
        ).strip()
    left_out = ""
    if made.skipped:
        gave = _counted(len(made.skipped), "more future", written)
        are = "is" if len(made.skipped) == 1 else "are"
        left_out = f" {gave} gave no result and {are} left out."
    futures = _counted(count, "scrambled future", written)
    if made.looks_ahead:
        return _looks_ahead(made, written) + left_out
    idle = sum(not trial.later_moved for trial in made.trials)
    if idle:
        return (
            f"Nothing moved, but that shows nothing: in {written(idle, 0)} of {futures} nothing "
            f"later moved either, as if there were no account left to move.{left_out}"
        )
    compared = sum(made.total(kind).compared for kind in KINDS)
    return (
        f"Nothing moved: after {futures}, {written(compared, 0)} earlier weights, leverages, "
        f"costs and equities are the same to the last bit.{left_out}"
    )


def _looks_ahead(made: Proof, written: Written) -> str:
    """Return what moved, in how many futures, by how much, and when the earliest of it was."""
    moved = [trial for trial in made.trials if trial.has_moved]
    late = all(trial.earliest == made.next_day(trial) for trial in moved)
    parts = []
    for kind in ("leverage", "weights", "costs", "equity"):
        times = made.futures_moved(kind)
        if times:
            size = _size(made.total(kind).largest, kind, written)
            whose = "the next day's" if late else "the"
            parts.append((times, f"{whose} {kind} moved, by up to {size}"))
    count = len(made.trials)
    (times, what), *others = parts
    told = f"It looks ahead: in {written(times, 0)} of "
    told += f"{_counted(count, 'scrambled future', written)} {what}"
    told += "".join(f"; in {written(times, 0)} {what}" for times, what in others)
    if not late:
        first = min(moved, key=lambda trial: (trial.earliest or trial.day, trial.day))
        told += f". The earliest moved on {first.earliest}, by prices after {first.day}"
    return f"{told}."


def _size(largest: float, kind: Kind, written: Written) -> str:
    """Return the size of a move with its unit."""
    sizes: dict[Kind, tuple[float, str, int]] = {
        "weights": (100.0, " percentage points", 1),
        "leverage": (1.0, "\N{MULTIPLICATION SIGN}", 2),
        "costs": (100.0, " % of equity", 3),
        "equity": (100.0, " % of the initial capital", 1),
    }
    factor, unit, decimals = sizes[kind]
    shown = factor * largest
    if 0.0 < shown < 0.5 * 10.0**-decimals:
        return f"less than {written(10.0**-decimals, decimals)}{unit}"
    return f"{written(shown, decimals)}{unit}"


def _counted(count: int, thing: str, written: Written) -> str:
    return f"{written(count, 0)} {thing}{'' if count == 1 else 's'}"
